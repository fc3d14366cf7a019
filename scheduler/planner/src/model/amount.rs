//! Units over a column.

/// Base units over a column; lot and need count within the model.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Amount {
    pub need: usize,
    pub lot: usize,
    pub units: u64,
}
