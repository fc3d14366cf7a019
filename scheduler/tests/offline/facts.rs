//! The tables about things, places and the last schedule.

use crate::folder::{Folder, now};
use expect_test::expect;
use yicang_domain::SecondLevel;
use yicang_language::Language;
use yicang_scheduler::offline::{OfflineError, PlanCommand, check, plan};
use yicang_scheduler::terminal::console::Console;

/// A policy that computes ways, and lets changes cost.
const TRAVEL: &str = "yicang-policy 1\nname ways\nfirst-level units\nclass life-saving 5\nclass urgent 3\nclass routine 1\n\
                      change 1000\nspeed-kmh 60\ndetour-percent 100\n";

fn travelling(folder: &Folder) -> PlanCommand {
    folder.put("ways.policy", TRAVEL);
    folder.command(&folder.tables().join("ways.policy").display().to_string())
}

#[test]
fn every_fault_of_every_new_table_is_named_at_once() {
    let folder = Folder::new();
    folder.put("items.csv", "item_id,grams,millilitres,pack\nW,-1,x,0\nM,1000000001,1,1000001\n");
    folder.put("pools.csv", "pool_id,departs,grams,millilitres\nP,tomorrow,1.5,\nP 2,,,\n");
    folder.put("lanes.csv", "from,to,minutes,pool\nD1,S1,30,NIGHT\nD1,S2,60,P\n");
    folder
        .put("places.csv", "place_id,kind,latitude,longitude\nD1,hub,1,1\nD1,depot,91,0\nS9,site,0,181\nS1,site,,3\n");
    folder.put("substitutes.csv", "needed,given,ratio,penalty\nW,M,3:2,-1\nM,M,,\nM,Q,0/1,\n");
    folder.put("kits.csv", "kit,component,units\nW,W,1\nW,M,0\n");
    expect![[r#"
        items.csv, row 2, column grams: "-1" is no number from 0 to 1000000000 with at most six decimal places; nothing is rounded
        items.csv, row 2, column millilitres: "x" is no number from 0 to 1000000000 with at most six decimal places; nothing is rounded
        items.csv, row 2, column pack: "0" is no whole number from 1 to 1000000; write digits only
        items.csv, row 3, column grams: "1000000001" is no number from 0 to 1000000000 with at most six decimal places; nothing is rounded
        items.csv, row 3, column pack: "1000001" is no whole number from 1 to 1000000; write digits only
        kits.csv, row 2, column component: "W" is on both sides; name two different items or take the row out
        kits.csv, row 3, column units: "0" is no whole number from 1 to 1000000; write digits only
        lanes.csv, row 2, column pool: "NIGHT" is not in pools.csv; add it to pools.csv or correct it here
        places.csv, row 2, column kind: "hub" is neither depot nor site
        places.csv, row 3, column latitude: "91" is beyond the poles; latitude is from -90 to 90; perhaps it was mistaken for longitude
        places.csv, row 4, column longitude: "181" is not decimal degrees; latitude is from -90 to 90, longitude from -180 to 180, for example 30.59276
        places.csv, row 4, column place_id: "S9" is not in sites.csv; add it to sites.csv or correct it here
        places.csv, row 5, column latitude: is empty; fill in the cell or take the row out
        pools.csv, row 2, column departs: "tomorrow" is no departure; write a moment with its zone, or daily 18:00 (at most 48 times a day)
        pools.csv, row 2, column grams: 1.5 is not whole; count in base units, or choose a smaller unit for the item
        pools.csv, row 3, column pool_id: contains ' '; an id has no white space, control character, comma, semicolon, double quote or leading '#'
        substitutes.csv, row 2, column penalty: "-1" is not a number from 0 to 1000000000; write digits with a point, for example 12.5
        substitutes.csv, row 2, column ratio: "3:2" is no ratio; write GIVEN/NEEDED, each from 1 to 1000000: 3/2 is 3 units given for 2 needed
        substitutes.csv, row 3, column given: "M" is on both sides; name two different items or take the row out
        substitutes.csv, row 4, column given: "Q" is not in items.csv; add it to items.csv or correct it here
        substitutes.csv, row 4, column ratio: "0/1" is no ratio; write GIVEN/NEEDED, each from 1 to 1000000: 3/2 is 3 units given for 2 needed
    "#]]
    .assert_eq(&folder.faults());
}

#[test]
fn lanes_may_be_missing_where_coordinates_and_a_speed_are_given() {
    let folder = Folder::new();
    std::fs::remove_file(folder.tables().join("lanes.csv")).unwrap();
    folder.put(
        "places.csv",
        "place_id,kind,latitude,longitude\nD1,depot,0,0\nD2,depot,0,2\nS1,site,0,1\nS2,site,0,0.5\n",
    );
    let said = folder.plan().unwrap_err().to_string();
    assert!(said.contains("lanes.csv: is not there, and policy plain-units computes no ways"), "{said}");
    let outcome = plan(&travelling(&folder), now()).unwrap();
    // Half a degree of the equator is 55.6 km, a whole one 111.2.
    let arrives: Vec<_> =
        outcome.plan.shipments.iter().map(|s| s.arrives.unwrap().duration_since(s.departs).as_mins()).collect();
    assert!(arrives.iter().all(|minutes| [56, 112, 167].contains(minutes)), "{arrives:?}");
    assert!(!folder.read("allocation.csv").contains("D2,S2"), "167 minutes are more than the 120 that it waits");
    assert_eq!(folder.violations(), "");
    // The two tables alone need the policy to know the ways.
    folder.remove(&["plan.txt", "situation.txt", "summary.json"]);
    assert_eq!(folder.violations(), "");
    folder.remove(&["policy.txt"]);
    let said = folder.violations();
    assert!(
        said.starts_with("lanes.csv is not there, and no policy to compute ways by: give one with --policy"),
        "{said}"
    );
    let policy = Some(folder.tables().join("ways.policy").display().to_string());
    let checking = yicang_scheduler::offline::CheckCommand { policy, ..folder.checking() };
    assert_eq!(check(&checking, now()).unwrap().violations, Vec::<yicang_language::Message>::new());
}

#[test]
fn columns_of_depots_and_sites_locate_them_where_there_is_no_other_table() {
    let folder = Folder::new();
    std::fs::remove_file(folder.tables().join("lanes.csv")).unwrap();
    folder.put("depots.csv", "depot_id,name,lat,lon\nD1,North,0,0\nD2,South,,\n");
    folder.put("sites.csv", "site_id,name,lat,lon\nS1,Clinic,0,1\nS2,Camp,0,x\n");
    let faults = folder.faults();
    assert!(faults.starts_with("sites.csv, row 3, column lon: \"x\" is not decimal degrees"), "{faults}");
    folder.change("sites.csv", "0,x", "0,0.5");
    let outcome = plan(&travelling(&folder), now()).unwrap();
    assert_eq!((outcome.situation.depots.len(), outcome.situation.sites.len()), (1, 2));
    assert_eq!(folder.violations(), "");
}

#[test]
fn the_last_schedule_is_taken_as_it_was_written_and_kept_to_where_changes_cost() {
    let folder = Folder::new();
    let first = travelling(&folder);
    plan(&first, now()).unwrap();
    let before = folder.read("allocation.csv");
    let last = folder.tables().join("before.csv");
    folder.put("before.csv", &before);
    // A way that is a minute shorter does not pay where a change costs a thousand.
    folder.change("lanes.csv", "D2,S1,20.25,", "D2,S1,29,");
    folder.change("lanes.csv", "D1,S1,30,", "D1,S1,28,");
    let outcome = plan(&PlanCommand { last: Some(last.clone()), ..first.clone() }, now()).unwrap();
    assert!(!outcome.situation.last.is_empty());
    assert_eq!(folder.read("allocation.csv"), before);
    let checking = yicang_scheduler::offline::CheckCommand { last: Some(last), ..folder.checking() };
    assert_eq!(check(&checking, now()).unwrap().violations, Vec::<yicang_language::Message>::new());
    assert!(folder.violations().contains("situation.txt is not what the tables say"), "without --last");
    // The exact text and its folder say the same as the table.
    std::fs::copy(folder.out().join("plan.txt"), folder.tables().join("plan.txt")).unwrap();
    for last in [folder.tables().join("plan.txt"), folder.out()] {
        let again = plan(&PlanCommand { last: Some(last), ..first.clone() }, now()).unwrap();
        assert_eq!(again.situation.last, outcome.situation.last);
    }
    // What is gone is passed over with a notice; what is no schedule is refused.
    folder.put("last.csv", "from,to,item_id,quantity\nD1,S1,W,5\nD9,S1,W,5\nD1,S1,Q,5\n");
    let notices = plan(&first, now()).unwrap().notices;
    assert!(
        notices.iter().any(|notice| notice.to_string().starts_with("last.csv: 2 lines name a depot")),
        "{notices:?}"
    );
    folder.put("last.csv", "from,to,item_id,quantity\nD1,S1,W,many\n");
    let Err(OfflineError::Faults(faults)) = plan(&first, now()) else { panic!("taken") };
    assert!(faults[0].to_string().starts_with("last.csv, row 2, column quantity: \"many\""), "{}", faults[0]);
}

#[test]
fn a_report_has_prices_measures_and_what_earmarks_cost() {
    let folder = Folder::new();
    let report = folder.tables().join("report.txt");
    let command = PlanCommand {
        report: Some(report.clone()),
        explain: vec!["S2/W".into()],
        now: Some(now().into()),
        second_level: SecondLevel::Minutes,
        ..folder.command("plain-units")
    };
    let mut shown = Vec::new();
    command.print(&mut Console::new(&mut shown, Language::English)).unwrap();
    let said = std::fs::read_to_string(report).unwrap();
    for part in [
        "efficacy: ",
        "equity: routine: coverage 0.5000 to 0.5000",
        "minutes a unit",
        "reserve D1/W",
        "Cost of earmarks",
        "D2/W/A",
        "S2 W (routine)",
        "more W at depot",
    ] {
        assert!(said.contains(part), "{part:?} is not in:\n{said}");
    }
    let unknown = PlanCommand { explain: vec!["S2/GOLD".into()], ..command };
    let said = unknown.print(&mut Console::new(&mut shown, Language::English)).unwrap_err().to_string();
    assert!(said.starts_with("--explain S2/GOLD: there is no such need"), "{said}");
}
