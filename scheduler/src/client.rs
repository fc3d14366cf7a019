//! The coordinator's side of the wire. What comes back is the domain's own types.

pub mod coordinator;
