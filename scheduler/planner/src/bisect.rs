//! Search by halves.

/// The first number of a range from which on something is so; the range's end, if it never is.
pub(crate) fn first(begin: i64, end: i64, is_so: impl Fn(i64) -> bool) -> i64 {
    let (mut low, mut high) = (begin, end);
    while low < high {
        let middle = low + (high - low) / 2;
        if is_so(middle) { high = middle } else { low = middle + 1 }
    }
    low
}
