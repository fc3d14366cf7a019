//! Three numbers of a plan, never one: how much is met, how evenly, how quickly.

use std::collections::BTreeMap;
use yicang_domain::check::Columns;
use yicang_domain::{ClassName, Plan, Policy, Situation};

/// See the module. Shares are decimals of four places, rounded down.
#[derive(Debug, Clone, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Measures {
    /// Efficacy: Σ weight · units served / Σ weight · units open; a need's own weight, else its class's. `1.0000` if
    /// nothing is asked.
    pub efficacy: String,
    /// Equity: coverage class by class, the policy's order, other classes behind.
    pub equity: Vec<ClassCoverage>,
    /// Efficiency: travel minutes of a unit on average, two places; empty if nothing is sent, or some of it over a lane
    /// without minutes.
    pub minutes_per_unit: String,
}

/// How evenly a class is covered: (covered before + served) / entitlement, need by need.
#[derive(Debug, Clone, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct ClassCoverage {
    /// The class.
    pub class: String,
    /// Needs with an entitlement above zero; the others have no coverage.
    pub needs: usize,
    /// The least coverage of a need.
    pub lowest: String,
    /// The most; above 1 where more than the entitlement is given.
    pub highest: String,
    /// highest − lowest.
    pub range: String,
}

/// Ten-thousandths of a share, rounded down.
fn share(part: u128, whole: u128) -> u128 {
    (part * 10_000).checked_div(whole).unwrap_or(10_000)
}

fn decimal(ten_thousandths: u128) -> String {
    format!("{}.{:04}", ten_thousandths / 10_000, ten_thousandths % 10_000)
}

impl Measures {
    /// Of a plan for a situation under a policy.
    pub fn of(situation: &Situation, policy: &Policy, plan: &Plan) -> Self {
        let columns = Columns::new(situation, policy);
        let served = columns.served(plan);
        let (mut met, mut asked) = (0_u128, 0_u128);
        let mut classes = BTreeMap::<(usize, &ClassName), Vec<u128>>::new();
        for (key, need) in &situation.needs {
            let units = served.get(key).copied().unwrap_or(0);
            let weight = policy.weight(&need.class, need.weight).map_or(0, |weight| u128::from(weight.micros()));
            met += weight * u128::from(units);
            asked += weight * u128::from(need.open().units());
            let rank = policy.class_rank(&need.class).unwrap_or(usize::MAX);
            let coverages = classes.entry((rank, &need.class)).or_default();
            if need.entitlement.units() > 0 {
                let received = u128::from(units) + u128::from(need.covered.units());
                coverages.push(share(received, u128::from(need.entitlement.units())));
            }
        }
        let equity = classes.into_iter().filter_map(|((_, class), coverages)| {
            let (lowest, highest) = (*coverages.iter().min()?, *coverages.iter().max()?);
            let (needs, range) = (coverages.len(), decimal(highest - lowest));
            let (lowest, highest) = (decimal(lowest), decimal(highest));
            Some(ClassCoverage { class: class.to_string(), needs, lowest, highest, range })
        });
        let (mut micro_minutes, mut sent) = (Some(0_u128), 0_u128);
        for shipment in &plan.shipments {
            if let Ok(journey) = columns.journey(&shipment.lot, &shipment.need()) {
                let units = u128::from(shipment.quantity.units());
                let more = journey.micro_minutes.map(|minutes| units * u128::from(minutes));
                micro_minutes = micro_minutes.zip(more).map(|(sum, more)| sum + more);
                sent += units;
            }
        }
        let hundredths = micro_minutes.and_then(|sum| (sum / 10_000).checked_div(sent));
        Self {
            efficacy: decimal(share(met, asked)),
            equity: equity.collect(),
            minutes_per_unit: hundredths.map_or(String::new(), |n| format!("{}.{:02}", n / 100, n % 100)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn three_numbers_of_a_small_plan() {
        let situation = "yicang-situation 2
now 2026-02-01T08:00:00Z
lot D W - 50
need A W high 40 entitlement=20 covered=5
need B W high 10
need C W low 30
lane D A 61.5
lane D B 30
";
        let policy = "yicang-policy 1\nname t\nfirst-level units\nclass high 3\nclass low 1\n";
        let plan = "yicang-plan 2\nsecond-level minutes\nlevel 0 0 0\ncost 0\n\
                    ship D W - A 10 2026-02-01T08:00:00Z 2026-02-01T09:02:00Z\n\
                    ship D W - B 10 2026-02-01T08:00:00Z 2026-02-01T08:30:00Z\n";
        let (situation, policy) = (Situation::from_text(situation).unwrap(), Policy::from_text(policy).unwrap());
        let measures = Measures::of(&situation, &policy, &Plan::from_text(plan).unwrap());
        // 60 of 3·35 + 3·10 + 30 = 165.
        assert_eq!((measures.efficacy.as_str(), measures.minutes_per_unit.as_str()), ("0.3636", "45.75"));
        let high = &measures.equity[0];
        assert_eq!((high.class.as_str(), high.needs), ("high", 2));
        assert_eq!((high.lowest.as_str(), high.highest.as_str(), high.range.as_str()), ("0.7500", "1.0000", "0.2500"));
        assert_eq!(measures.equity[1].lowest, "0.0000");
    }
}
