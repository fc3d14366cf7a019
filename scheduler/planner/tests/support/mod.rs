//! One helper that knows the API: text in, text out. Situations are written in the canonical text's words, with short
//! forms where tests do not care.

use yicang_domain::check::violations;
use yicang_domain::{Plan, Policy, SecondLevel, Situation};
use yicang_planner::{PlanError, Planned, plan};

/// The default policy as it ships.
pub(crate) const FLOOR: &str = include_str!("../../../policies/floor-then-class.policy");
/// Weighted units.
#[allow(dead_code, reason = "each test file is its own program, and not all of them plan by units")]
pub(crate) const UNITS: &str = include_str!("../../../policies/plain-units.policy");
/// Weighted shares.
#[allow(dead_code, reason = "each test file is its own program, and not all of them plan by shares")]
pub(crate) const SHARE: &str = include_str!("../../../policies/plain-share.policy");

/// `reserve DEPOT ITEM QUANTITY [lot=ID] …`, `need SITE ITEM QUANTITY CLASS …`, `protect …`, `lane …` become the
/// canonical text at 2020-02-01 08:00 UTC. Without any lane, all depots are an hour from all sites.
pub(crate) fn situation(text: &str) -> Situation {
    let mut lines = Vec::new();
    let (mut depots, mut sites, mut has_lane) = (Vec::new(), Vec::new(), false);
    for line in text.lines().map(str::trim).filter(|line| !line.is_empty()) {
        let words: Vec<&str> = line.split_whitespace().collect();
        let rest = |from: usize| words[from..].iter().map(|word| format!(" {word}")).collect::<String>();
        match words[..] {
            ["reserve", depot, item, quantity, ..] => {
                depots.push(depot.to_owned());
                let named = words.get(4).and_then(|word| word.strip_prefix("lot="));
                let options = rest(if named.is_some() { 5 } else { 4 });
                lines.push(format!("lot {depot} {item} {} {quantity}{options}", named.unwrap_or("-")));
            }
            ["need", site, item, quantity, class, ..] => {
                sites.push(site.to_owned());
                lines.push(format!("need {site} {item} {class} {quantity}{}", rest(5)));
            }
            _ => {
                has_lane |= words[0] == "lane";
                lines.push(words.join(" "));
            }
        }
    }
    depots.sort();
    depots.dedup();
    sites.sort();
    sites.dedup();
    if !has_lane {
        let all = depots.iter().flat_map(|depot| sites.iter().map(move |site| format!("lane {depot} {site} 60")));
        lines.extend(all);
    }
    let text = format!("yicang-situation 2\nnow 2020-02-01T08:00:00Z\n{}\n", lines.join("\n"));
    Situation::from_text(&text).unwrap()
}

/// A policy from its text.
pub(crate) fn policy(text: &str) -> Policy {
    Policy::from_text(text).unwrap()
}

/// Plans, and has the checker count the plan.
pub(crate) fn planned(situation: &Situation, policy: &Policy, second: SecondLevel) -> Result<Planned, PlanError> {
    let planned = plan(situation, policy, second)?;
    assert_eq!(violations(situation, policy, &planned.plan), [], "in {}", planned.plan.to_text());
    Ok(planned)
}

/// Shipments and reasons as people would say them.
#[allow(dead_code, reason = "each test file is its own program, and not all of them show plans")]
pub(crate) fn said(plan: &Plan) -> String {
    let mut out = String::new();
    for s in &plan.shipments {
        let lot = if s.lot.lot.as_str() == "-" { String::new() } else { format!(" of {}", s.lot.lot) };
        out += &format!("{} -> {}: {} {}{lot}\n", s.lot.depot, s.site, s.quantity, s.lot.item);
    }
    let mut need = None;
    for u in &plan.unmet {
        if need != Some(&u.need) {
            let all: u64 = plan.unmet.iter().filter(|v| v.need == u.need).map(|v| v.quantity.units()).sum();
            out += &format!("{}{} lacks {all} {}:", if need.is_some() { "\n" } else { "" }, u.need.site, u.need.item);
            need = Some(&u.need);
        }
        out += &format!(" {} {}", u.reason, u.quantity);
        out += &u.earliest.map_or(String::new(), |at| format!(" (earliest {at})"));
    }
    out + if need.is_some() { "\n" } else { "" }
}
