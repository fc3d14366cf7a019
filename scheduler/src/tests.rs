//! A centre tried from within, on a clock that is told to go.

mod catalogue;
mod crowd;
mod needs;
mod reports_to_orders;
mod stock;
mod support;
mod witnesses;
