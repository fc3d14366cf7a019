//! Among equals the public draw decides, before the cost.

use super::{STEPS, plan, policy, situation};
use yicang_domain::check::violations;
use yicang_domain::draw::ticket;
use yicang_domain::{NeedKey, Plan, Situation};

/// Two sites lack one ventilator; D1 has it.
const SITUATION: &str = "\
lot D1 LUNG - 1
need A LUNG routine 1
need B LUNG routine 1
lane D1 A 60
lane D1 B 30
";

fn found(situation: &Situation, plan: &Plan) -> Vec<String> {
    violations(situation, &policy(STEPS), plan).iter().map(ToString::to_string).collect()
}

/// The site that is drawn first.
fn first(seed: &str) -> &'static str {
    let of = |site: &str| ticket(seed, &NeedKey { site: site.parse().unwrap(), item: "LUNG".parse().unwrap() });
    if of("A") < of("B") { "A" } else { "B" }
}

/// The plan that serves one of the two, with the price of the other's ticket.
fn serving(site: &str, ticket: i32) -> Plan {
    let (other, minutes) = if site == "A" { ("B", 60) } else { ("A", 30) };
    let arrives = if site == "A" { "2020-02-01T09:00:00Z" } else { "2020-02-01T08:30:00Z" };
    let cost = minutes * 1_000_000;
    // What the unit would be worth to the other, less the way there.
    let (way, a, b) = if site == "A" { (30, 30_000_000, 0) } else { (60, 0, -30_000_000) };
    let at = |cost: i32| if cost == 0 { String::new() } else { format!(",cost:{cost}") };
    plan(&format!(
        "level 0 2000 2000\nlevel 1 0 0\nlevel 2 0 0\nlevel 3 0 0\ncost {cost}\n\
         ship D1 LUNG - {site} 1 2020-02-01T08:00:00Z {arrives}\nunmet {other} LUNG DRAW 1\n\
         price-lot D1 LUNG - 0:2000,draw:{ticket},cost:-{way}000000\n\
         price-need A LUNG 0:2000,draw:{ticket}{}\nprice-need B LUNG 0:2000,draw:{ticket}{}\n",
        at(a),
        at(b),
    ))
}

fn other(site: &str) -> &'static str {
    if site == "A" { "B" } else { "A" }
}

#[test]
fn tickets_decide_and_not_the_distance_or_the_name() {
    let mut winners = Vec::new();
    for seed in ["", "1", "2", "3", "4", "5", "6", "7"] {
        let lines = if seed.is_empty() { String::new() } else { format!("seed {seed}\n") };
        let situation = situation(&format!("{lines}{SITUATION}"));
        let winner = first(seed);
        winners.push(winner);
        // Of two tickets the second has one place.
        assert_eq!(found(&situation, &serving(winner, 1)), Vec::<String>::new(), "{seed}");
        let reason = format!("need {winner}/LUNG: reason DRAW for 1 is not borne out");
        let loser = other(winner);
        for (ticket, why) in [
            (
                1,
                format!(
                    "not proven best: need {winner}/LUNG has room for units worth more than their price, by draw:1"
                ),
            ),
            (2, format!("not proven best: need {loser}/LUNG gets units worth less than their price, by draw:1")),
        ] {
            let wrong = found(&situation, &serving(loser, ticket));
            assert_eq!(wrong[0], reason);
            assert!(wrong[1..].iter().any(|wrong| wrong.starts_with(&why)), "{wrong:#?}");
        }
    }
    winners.sort_unstable();
    winners.dedup();
    assert_eq!(winners, ["A", "B"], "seeds draw both");
}

#[test]
fn what_the_last_plan_served_comes_first() {
    for seed in ["one", "two", "three"] {
        for site in ["A", "B"] {
            let text = format!("seed {seed}\n{SITUATION}last D1 LUNG - {site} 1\n");
            let situation = situation(&text);
            let others = if first(seed) == site { 1 } else { 2 };
            assert_eq!(found(&situation, &serving(site, others)), Vec::<String>::new(), "{seed} {site}");
            assert!(!found(&situation, &serving(other(site), others)).is_empty(), "{seed} {site}");
        }
    }
}

#[test]
fn a_lot_that_could_not_have_served_it_is_no_draw() {
    let winner = first("one");
    let lost = other(winner);
    let lane = if lost == "A" { "lane D1 A 60" } else { "lane D1 B 30" };
    let closed = format!("seed one\n{}", super::changed(SITUATION, &[(lane, &format!("{lane} closed"))]));
    let wrong = found(&situation(&closed), &serving(winner, 1));
    assert_eq!(wrong, [format!("need {lost}/LUNG: reason DRAW for 1 is not borne out")]);
}

#[test]
fn a_unit_of_another_standing_is_no_draw() {
    // The loser asks for two and has one: its second unit is worth less than the winner's first.
    let winner = first("one");
    let lost = other(winner);
    let asks = format!("need {lost} LUNG routine 1");
    let text = super::changed(SITUATION, &[(&asks, &format!("need {lost} LUNG routine 2 covered=1"))]);
    let wrong = found(&situation(&format!("seed one\n{text}")), &serving(winner, 1));
    assert_eq!(wrong[0], format!("need {lost}/LUNG: reason DRAW for 1 is not borne out"));
}

#[test]
fn packs_of_equal_worth_are_drawn_for() {
    // Two packs, three sites of one pack each: the third by ticket gets none.
    let lines = "\
seed s
item LUNG pack=4
lot D1 LUNG - 9
need A LUNG routine 4
need B LUNG routine 4
need C LUNG routine 4
lane D1 A 60
lane D1 B 60
lane D1 C 60
";
    let mut sites = ["A", "B", "C"]
        .map(|site| (ticket("s", &NeedKey { site: site.parse().unwrap(), item: "LUNG".parse().unwrap() }), site));
    sites.sort_unstable();
    let by = |served: [&str; 2], lost: &str| {
        let mut served = served;
        served.sort_unstable();
        let ships =
            served.map(|site| format!("ship D1 LUNG - {site} 4 2020-02-01T08:00:00Z 2020-02-01T09:00:00Z\n")).concat();
        let needs = ["A", "B", "C"].map(|site| format!("price-need {site} LUNG 0:3000,2:3000,draw:4\n")).concat();
        plan(&format!(
            "level 0 6000 6000\nlevel 1 0 0\nlevel 2 6000 6000\nlevel 3 0 0\ncost 480000000\n{ships}unmet {lost} LUNG DRAW 4\n\
             price-lot D1 LUNG - 0:3000,2:3000,draw:4,cost:-240000000\n{needs}"
        ))
    };
    let [first, second, third] = sites.map(|(_, site)| site);
    assert_eq!(found(&situation(lines), &by([first, second], third)), Vec::<String>::new());
    let wrong = found(&situation(lines), &by([first, third], second));
    // The first did come before it, so the reason holds; the prices do not.
    assert!(wrong[0].starts_with("not proven best: need "), "{wrong:#?}");
    let wrong = found(&situation(lines), &by([second, third], first));
    assert_eq!(wrong[0], format!("need {first}/LUNG: reason DRAW for 4 is not borne out"));
}

#[test]
fn of_what_the_last_plan_served_whole_packs_come_first() {
    // It served three of a pack of four: no whole pack, so the tickets decide.
    let winner = first("one");
    let loser = other(winner);
    for (last, site) in [(3, winner), (4, loser)] {
        let packs = "item LUNG pack=4\nlot D1 LUNG - 4\nneed A LUNG routine 4\nneed B LUNG routine 4\nlane D1 A 60\nlane D1 B 60\n";
        let situation = situation(&format!("seed one\n{packs}last D1 LUNG - {loser} {last}\n"));
        let lost = other(site);
        // Four units of the loser's place, 1, or of the winner's, 2.
        let draw = if site == winner { 4 } else { 8 };
        let worth = format!("0:3000,2:3000,draw:{draw}");
        let plan = plan(&format!(
            "level 0 3000 3000\nlevel 1 0 0\nlevel 2 3000 3000\nlevel 3 0 0\ncost 240000000\n\
             ship D1 LUNG - {site} 4 2020-02-01T08:00:00Z 2020-02-01T09:00:00Z\nunmet {lost} LUNG DRAW 4\n\
             price-lot D1 LUNG - {worth},cost:-240000000\nprice-need A LUNG {worth}\nprice-need B LUNG {worth}\n"
        ));
        assert_eq!(found(&situation, &plan), Vec::<String>::new(), "{last}");
    }
}
