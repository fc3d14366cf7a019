//! Look-ups in arrays that are sorted by id.

/// The index of an id in an array sorted by it.
pub(super) fn place<T, K: Ord>(rows: &[T], key: &K, of: impl Fn(&T) -> &K) -> Option<usize> {
    rows.binary_search_by(|row| of(row).cmp(key)).ok()
}
