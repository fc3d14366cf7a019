//! A centre tried from within, on a clock that is told to go.

mod crowd;
mod holds;
mod lots;
mod reports_to_orders;
mod stock;
mod support;
mod witnesses;
