//! The bound of each level.

use crate::model::{Model, objective};
use std::collections::BTreeSet;
use yicang_domain::plan::{Claim, Target};
use yicang_domain::quantity::gcd;

/// U: what no plan exceeds at each level, as far as that is proven. `None` where it cannot be counted.
pub(crate) fn bound(
    model: &Model<'_>,
    joint: &BTreeSet<usize>,
    by_need: &[u64],
    service: &[i128],
    claims: &[Claim],
) -> Option<Vec<i128>> {
    let (mut of_joint, mut full) = (vec![0; service.len()], vec![0; service.len()]);
    for need in joint {
        objective::add_service(model, *need, by_need[*need], &mut of_joint)?;
        objective::add_service(model, *need, model.reach(*need), &mut full)?;
    }
    let mut bound = Vec::with_capacity(service.len());
    for (level, value) in service.iter().enumerate() {
        let claim = claims.iter().find(|claim| {
            matches!(claim.of, Target::Level(of) if usize::from(of) == level) && claim.weights.is_empty()
        });
        let open = full[level].checked_sub(of_joint[level])?;
        let step = || joint.iter().map(|need| objective::step(model, *need, level)).fold(0, gcd).max(1);
        let gap = claim.map_or(Some(open), |claim| {
            let step = step();
            i128::try_from(claim.gap() / step * step).ok()
        })?;
        bound.push(value.checked_add(gap.min(open))?);
    }
    Some(bound)
}
