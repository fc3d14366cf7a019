//! The price of a need that gives the lowest bound, where leaving the previous plan costs something.

/// Chooses p ≤ `most` minimising Σ (gain − p)⁺·width + Σ (p − kept)⁺·units: the need's term of the dual bound. `last`
/// holds (kept, units) of the columns that the previous plan used. The function is convex and piecewise linear, so only
/// its kinks are tried.
pub(in crate::coupled) fn tightest_price(most: i128, stack: &[(i128, u64)], last: &[(i128, u64)]) -> i128 {
    if last.is_empty() {
        return most;
    }
    let above = |parts: i128, units: u64| parts.max(0).saturating_mul(i128::from(units));
    let part = |price: i128| {
        let gains = stack.iter().map(|(gain, width)| above(gain - price, *width));
        let kept = last.iter().map(|(before, units)| above(price - before, *units));
        gains.chain(kept).fold(0_i128, i128::saturating_add)
    };
    // It is convex, and bends only here.
    let bends = stack.iter().map(|(gain, _)| *gain).chain(last.iter().map(|(before, _)| *before));
    bends.filter(|price| *price < most).chain([most]).min_by_key(|price| (part(*price), -price)).unwrap_or(most)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_price_below_the_most_bounds_lower() {
        let part = |price: i128, stack: &[(i128, u64)], last: &[(i128, u64)]| -> i128 {
            let gains = stack.iter().map(|(gain, width)| (gain - price).max(0) * i128::from(*width));
            gains.sum::<i128>()
                + last.iter().map(|(before, units)| (price - before).max(0) * i128::from(*units)).sum::<i128>()
        };
        let stack = [(90, 4), (60, 10), (20, 7)];
        for last in [&[][..], &[(30, 5)], &[(30, 50)], &[(10, 3), (70, 30)], &[(0, 1)]] {
            for most in [5, 25, 65, 100] {
                let price = tightest_price(most, &stack, last);
                let best = (0..=most).map(|price| part(price, &stack, last)).min().expect("there are some");
                assert_eq!(part(price, &stack, last), best, "at most {most} after {last:?}");
                assert!(price <= most);
            }
        }
        assert_eq!(tightest_price(65, &stack, &[(30, 4)]), 65, "the highest of those that bound as low");
    }
}
