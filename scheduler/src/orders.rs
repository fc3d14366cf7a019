//! Orders on their way out. An order can leave only with its decision and the proof that the decision is public.
//!
//! [`release`] joins the two, [`book`] holds what is out, [`notices`] what places must be told, [`witnesses`] knows
//! how far the log's witnesses are.

pub mod book;
pub mod notices;
pub mod release;
pub mod witnesses;
