//! Rounding to whole packs: inside each lot the largest remainders are rounded up, as many as whole packs allow, and the
//! rest down; never above a claim, a lane or a pool. What serves by a ratio or in kits is only rounded down.

use crate::ground::Ground;
use crate::group::Amount;
use crate::usage::{Usage, is_even};

/// The amounts that leave: sorted like those before, of the same columns, some of them nothing.
pub(crate) fn rounded(ground: &Ground<'_>, amounts: &[Amount], usage: &Usage) -> Vec<Amount> {
    let mut by_lot: Vec<usize> = (0..amounts.len()).filter(|at| pack(ground, &amounts[*at]) > 1).collect();
    if by_lot.is_empty() {
        return amounts.to_vec();
    }
    by_lot.sort_by_key(|at| (amounts[*at].lot, *at));
    let mut rounded = amounts.to_vec();
    let mut usage = usage.clone();
    for of_lot in by_lot.chunk_by(|a, b| amounts[*a].lot == amounts[*b].lot) {
        let pack = pack(ground, &amounts[of_lot[0]]);
        let all: u64 = of_lot.iter().map(|at| amounts[*at].units).sum();
        let mut more = all / pack;
        for at in of_lot {
            let down = amounts[*at].units / pack * pack;
            more -= down / pack;
            usage.take(ground, &Amount { units: amounts[*at].units - down, ..amounts[*at] });
            rounded[*at].units = down;
        }
        let mut order = of_lot.to_vec();
        order.sort_by_key(|at| (std::cmp::Reverse(amounts[*at].units % pack), *at));
        for at in order {
            let one = Amount { units: pack, ..amounts[at] };
            if more > 0
                && is_even(ground, &one)
                && !amounts[at].units.is_multiple_of(pack)
                && usage.has_room(ground, &one)
            {
                usage.give(ground, &one);
                rounded[at].units += pack;
                more -= 1;
            }
        }
    }
    rounded
}

fn pack(ground: &Ground<'_>, amount: &Amount) -> u64 {
    ground.items[ground.lots[amount.lot].item].facts.pack.units()
}
