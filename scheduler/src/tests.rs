//! A centre tried from within, on a clock that is told to go.

mod asking;
mod catalogue;
mod comparing;
mod crowd;
mod holds;
mod lots;
mod moving;
mod needs;
mod notices;
mod overrides;
mod reports_to_orders;
mod stock;
mod support;
mod witnesses;
