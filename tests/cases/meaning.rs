//! What a plan means, through the real program: strict levels on every path, fair shares and a public draw, whole
//! packs, the right day, vehicles that have left, weights as they are written. Each from tables of a few rows.

#![allow(clippy::unwrap_used)] // in a test a panic is the answer

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;
use std::process::{Command, Output};

const PROGRAM: &str = env!("CARGO_BIN_EXE_yicang-under-test");
const NOW: &str = "2021-07-03T09:00:00Z";

/// Two stores and three hospitals, half an hour apart.
const BASE: [(&str, &str); 3] = [
    ("depots.csv", "depot_id\nNORTH\nSOUTH\n"),
    ("sites.csv", "site_id\nHILL\nPORT\nVALE\n"),
    ("lanes.csv", "from,to,minutes\nNORTH,HILL,30\nNORTH,PORT,30\nNORTH,VALE,30\n"),
];

/// What a plan of some tables came to.
struct Made {
    /// Units by site, by item, and the reasons of each site: code and units.
    sites: BTreeMap<String, u64>,
    items: BTreeMap<String, u64>,
    reasons: BTreeMap<String, BTreeMap<String, u64>>,
    summary: serde_json::Value,
    said: String,
    plan: String,
    situation: String,
}

impl Made {
    fn at(&self, site: &str) -> u64 {
        self.sites.get(site).copied().unwrap_or(0)
    }

    /// What was said, however a table breaks its lines.
    fn in_one_line(&self) -> String {
        self.said.split_whitespace().collect::<Vec<_>>().join(" ")
    }

    /// `code units` of a site, apart by spaces.
    fn why(&self, site: &str) -> String {
        let reasons = self.reasons.get(site).into_iter().flatten();
        reasons.map(|(code, units)| format!("{code} {units}")).collect::<Vec<_>>().join(" ")
    }
}

fn tables(changes: &[(&str, &str)]) -> tempfile::TempDir {
    let dir = tempfile::tempdir().unwrap();
    for (name, text) in BASE.iter().chain(changes) {
        fs::write(dir.path().join(name), text).unwrap();
    }
    dir
}

fn yicang(dir: &Path, zone: Option<&str>, words: &[&str]) -> Output {
    let mut command = Command::new(PROGRAM);
    command.arg("yicang").args(words).current_dir(dir);
    if let Some(zone) = zone {
        command.env("TZ", zone);
    }
    command.output().unwrap()
}

fn text(done: &Output) -> String {
    let text = String::from_utf8_lossy(&done.stdout).into_owned() + &String::from_utf8_lossy(&done.stderr);
    assert!(!text.contains("panicked"), "{text}");
    text
}

fn plan(dir: &Path, zone: Option<&str>, words: &[&str]) -> Output {
    let moment: &[&str] = if words.contains(&"--now") { &[] } else { &["--now", NOW] };
    yicang(dir, zone, &[&["plan", "--from", ".", "--out", "out"], moment, words].concat())
}

/// Plans tables by a policy, with more words, and has the plan checked.
#[track_caller]
fn made_by(policy: &str, changes: &[(&str, &str)], words: &[&str]) -> Made {
    let dir = tables(changes);
    let done = plan(dir.path(), None, &[&["--policy", policy], words].concat());
    let said = text(&done);
    assert!(done.status.success(), "{said}");
    let counted = yicang(dir.path(), None, &["check", "--from", ".", "--plan", "out"]);
    assert!(counted.status.success(), "{}", text(&counted));
    read(&dir.path().join("out"), said)
}

/// By the default policy.
#[track_caller]
fn made(changes: &[(&str, &str)]) -> Made {
    made_by("floor-then-class", changes, &[])
}

fn read(out: &Path, said: String) -> Made {
    let file = |name: &str| fs::read_to_string(out.join(name)).unwrap();
    let (mut sites, mut items) = (BTreeMap::new(), BTreeMap::new());
    for row in file("allocation.csv").lines().skip(1) {
        let cells: Vec<_> = row.split(',').collect();
        let units: u64 = cells[3].parse().unwrap();
        *sites.entry(cells[1].to_owned()).or_default() += units;
        *items.entry(cells[2].to_owned()).or_default() += units;
    }
    let mut reasons = BTreeMap::<String, BTreeMap<String, u64>>::new();
    for row in file("unmet.csv").lines().skip(1) {
        let cells: Vec<_> = row.split(',').collect();
        *reasons.entry(cells[0].to_owned()).or_default().entry(cells[3].to_owned()).or_default() +=
            cells[2].parse::<u64>().unwrap();
    }
    let summary = serde_json::from_str(&file("summary.json")).unwrap();
    Made { sites, items, reasons, summary, said, plan: file("plan.txt"), situation: file("situation.txt") }
}

/// Exit code 2, nothing written, and what was said.
#[track_caller]
fn refused(changes: &[(&str, &str)], words: &[&str]) -> String {
    let dir = tables(changes);
    let done = plan(dir.path(), None, &[&["--policy", "floor-then-class"], words].concat());
    let said = text(&done);
    assert_eq!(done.status.code(), Some(2), "{said}");
    assert!(!dir.path().join("out").exists());
    said
}

/// 3,000 gowns for 4,000 of a critical hospital and 400 of a routine one.
const GOWNS: [(&str, &str); 3] = [
    ("items.csv", "item_id,grams\nGOWN,25\nAPRON,10\nCAP,3\n"),
    ("reserves.csv", "depot_id,item_id,quantity\nNORTH,GOWN,3000\n"),
    ("needs.csv", "site_id,item_id,quantity,priority\nPORT,GOWN,4000,critical\nHILL,GOWN,400,routine\n"),
];

fn gowns<'a>(more: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
    [&GOWNS, more].concat()
}

#[test]
fn a_routine_hospital_gets_its_floor_and_no_more_on_every_path() {
    let alone = made(&gowns(&[]));
    assert_eq!((alone.at("PORT"), alone.at("HILL")), (2_880, 120), "{}", alone.said);
    // A substitute that nobody holds changes nothing.
    let beside = made(&gowns(&[("substitutes.csv", "needed,given,ratio\nGOWN,APRON,2/1\n")]));
    assert_eq!(beside.sites, alone.sites, "{}", beside.said);
    assert_eq!(beside.summary["levels"], alone.summary["levels"]);
    // A vehicle for 2,000 pieces.
    let lanes = "from,to,minutes,pool\nNORTH,HILL,30,V\nNORTH,PORT,30,V\n";
    let driven = made(&gowns(&[("lanes.csv", lanes), ("pools.csv", "pool_id,grams\nV,50000\n")]));
    assert_eq!((driven.at("PORT"), driven.at("HILL")), (1_880, 120), "{}", driven.said);
    // A narrow lane to a third hospital, which the two do not use.
    let narrow = made(&gowns(&[
        ("reserves.csv", "depot_id,item_id,quantity\nNORTH,GOWN,3000\nNORTH,CAP,500\n"),
        (
            "needs.csv",
            "site_id,item_id,quantity,priority\nPORT,GOWN,4000,critical\nHILL,GOWN,400,routine\nVALE,GOWN,60,critical\nVALE,CAP,300,critical\n",
        ),
        ("lanes.csv", "from,to,minutes,capacity\nNORTH,HILL,30,\nNORTH,PORT,30,\nNORTH,VALE,30,250\n"),
    ]));
    assert_eq!((narrow.at("HILL"), narrow.at("VALE")), (120, 250), "{}", narrow.said);
}

#[test]
fn levels_are_told_in_percent_with_what_is_proven() {
    let alone = made(&gowns(&[]));
    assert_eq!(alone.summary["proven"], true);
    assert_eq!(alone.summary["first_level"], serde_json::Value::Null, "service has several levels");
    let levels: Vec<_> = alone.summary["levels"].as_array().unwrap().iter().map(|level| &level["name"]).collect();
    let names = ["floor", "life-saving", "critical", "urgent", "important", "routine", "above entitlement"];
    assert_eq!(levels, names);
    // 1,200 of the 4,000 lie in the floor: 1,680 of the other 2,800 are 60 %.
    let line = |name: &str| alone.said.lines().find(|line| line.trim_start().starts_with(name)).unwrap();
    assert!(line("floor").contains("100.0 %") && line("floor").contains("full"), "{}", alone.said);
    assert!(line("critical").contains("60.0 %") && line("critical").contains("exactly best"), "{}", alone.said);
    assert!(alone.said.contains("every item proven best by its shadow prices"), "{}", alone.said);
    let plain = made_by("plain-units", &gowns(&[]), &[]);
    assert_eq!(plain.summary["first_level"], "12000");
    assert_eq!(plain.summary["levels"][0]["name"], "service");
}

#[test]
fn cost_never_buys_service() {
    let ratio = made_by(
        "plain-units",
        &[
            ("items.csv", "item_id\nTENT\nTARP\n"),
            ("reserves.csv", "depot_id,item_id,quantity\nNORTH,TARP,7\n"),
            ("needs.csv", "site_id,item_id,quantity,priority\nHILL,TENT,1,urgent\n"),
            ("substitutes.csv", "needed,given,ratio,penalty\nTENT,TARP,7/1,900\n"),
        ],
        &[],
    );
    assert_eq!((ratio.items["TARP"], &ratio.summary["first_level"]), (7, &"3".into()), "{}", ratio.said);
    let weights = made_by(
        "plain-units",
        &[
            ("items.csv", "item_id\nSERUM\nSOAP\n"),
            ("reserves.csv", "depot_id,item_id,quantity\nNORTH,SERUM,10\nNORTH,SOAP,10\n"),
            ("needs.csv", "site_id,item_id,quantity,priority,weight\nHILL,SERUM,4,,20000000\nHILL,SOAP,10,,1\n"),
            ("lanes.csv", "from,to,minutes,capacity\nNORTH,HILL,400,9\n"),
        ],
        &[],
    );
    assert_eq!((weights.items["SERUM"], weights.items["SOAP"]), (4, 5), "{}", weights.said);
    assert_eq!(weights.summary["first_level"], "80000005");
}

#[test]
fn equal_needs_share_within_a_step() {
    let share = |stock: u64, claim: u64| {
        made(&[
            ("items.csv", "item_id\nMASK\n"),
            ("reserves.csv", &format!("depot_id,item_id,quantity\nNORTH,MASK,{stock}\n")),
            (
                "needs.csv",
                &format!(
                    "site_id,item_id,quantity,priority\nHILL,MASK,{claim},urgent\nPORT,MASK,{claim},urgent\nVALE,MASK,{claim},urgent\n"
                ),
            ),
            // The nearest gets no more than the others.
            ("lanes.csv", "from,to,minutes\nNORTH,HILL,90\nNORTH,PORT,5\nNORTH,VALE,60\n"),
        ])
    };
    let thirds = share(60, 800);
    assert_eq!(["HILL", "PORT", "VALE"].map(|site| thirds.at(site)), [20; 3], "{}", thirds.said);
    let uneven = share(100, 900);
    let got = ["HILL", "PORT", "VALE"].map(|site| uneven.at(site));
    let (least, most) = (got.iter().min().unwrap(), got.iter().max().unwrap());
    // A sub-step is ⌈900 / 400⌉ units.
    assert!(got.iter().sum::<u64>() == 100 && most - least <= 3, "{got:?}");
}

/// Three hospitals of equal standing, a crate for two of them.
const CRATES: [(&str, &str); 3] = [
    ("items.csv", "item_id,pack\nSALINE,12\n"),
    ("reserves.csv", "depot_id,item_id,quantity\nNORTH,SALINE,24\n"),
    (
        "needs.csv",
        "site_id,item_id,quantity,priority\nHILL,SALINE,12,urgent\nPORT,SALINE,12,urgent\nVALE,SALINE,12,urgent\n",
    ),
];

#[test]
fn among_equals_a_public_draw_decides_and_its_seed_is_told() {
    let mut without = BTreeSet::new();
    for seed in 0..30 {
        let seed = format!("week {seed}");
        let drawn = made_by("floor-then-class", &CRATES, &["--seed", &seed]);
        let lost: Vec<_> = ["HILL", "PORT", "VALE"].into_iter().filter(|site| drawn.at(site) == 0).collect();
        assert_eq!(lost.len(), 1, "{}", drawn.said);
        assert_eq!(drawn.why(lost[0]), "DRAW 12", "{}", drawn.said);
        assert!(drawn.situation.contains(&format!("\nseed {seed}\n")), "{}", drawn.situation);
        without.insert(lost[0]);
    }
    assert_eq!(without.len(), 3, "each of the three goes without sometimes");

    let drawn = made(&CRATES);
    let lost = ["HILL", "PORT", "VALE"].into_iter().find(|site| drawn.at(site) == 0).unwrap();
    let told = made_by("floor-then-class", &CRATES, &["--explain", lost]);
    assert_eq!(told.plan, drawn.plan, "the default seed is the situation's own");
    assert!(told.said.contains("Drawn by the SHA-256 of the situation's other lines."), "{}", told.said);
    let seed = told.summary["seed"].as_str().unwrap();
    let other_lines: String =
        told.situation.lines().filter(|line| !line.starts_with("seed ")).map(|line| format!("{line}\n")).collect();
    assert_eq!(seed, yicang_tlog::hex(&yicang_tlog::sha256(other_lines.as_bytes())));
    let given = made_by(
        "floor-then-class",
        &CRATES,
        &["--seed", "2021-07-02 lottery", "--explain", "HILL", "--explain", "PORT", "--explain", "VALE"],
    );
    assert!(
        given.said.contains("Drawn by the seed \"2021-07-02 lottery\", which was given with --seed."),
        "{}",
        given.said
    );
    for (seed, problem) in [("", "it is empty"), ("a\nb", "control characters"), (&"x".repeat(201), "it has 201 bytes")]
    {
        let said = refused(&CRATES, &["--seed", seed]);
        assert!(said.contains(problem), "{said}");
    }
}

#[test]
fn a_claim_of_two_has_a_floor_of_one() {
    let floor = made(&[
        ("items.csv", "item_id\nVENT\n"),
        ("reserves.csv", "depot_id,item_id,quantity\nNORTH,VENT,18\n"),
        ("needs.csv", "site_id,item_id,quantity,priority\nHILL,VENT,2,urgent\nPORT,VENT,60,routine\n"),
    ]);
    assert!(floor.at("HILL") >= 1, "{}", floor.said);
}

#[test]
fn packs_are_planned_and_not_rounded() {
    let packed = |more: &[(&'static str, &'static str)]| {
        let base: [(&str, &str); 2] = [
            ("items.csv", "item_id,pack\nMILK,8\n"),
            ("lanes.csv", "from,to,minutes\nNORTH,HILL,30\nSOUTH,HILL,90\nNORTH,PORT,30\n"),
        ];
        made_by("plain-units", &[&base, more].concat(), &[])
    };
    // A pack near, and another one far.
    let both = packed(&[
        ("reserves.csv", "depot_id,item_id,quantity\nNORTH,MILK,13\nSOUTH,MILK,20\n"),
        ("needs.csv", "site_id,item_id,quantity,priority\nHILL,MILK,16,urgent\n"),
    ]);
    assert_eq!((both.at("HILL"), both.why("HILL").as_str()), (16, ""), "{}", both.said);
    assert!(!both.said.contains("rounded"), "{}", both.said);
    // Two urgent claims are smaller than a pack: the one there is goes to whom it fits.
    let shelf = packed(&[
        ("reserves.csv", "depot_id,item_id,quantity\nNORTH,MILK,15\n"),
        ("needs.csv", "site_id,item_id,quantity,priority\nHILL,MILK,7,urgent\nPORT,MILK,9,routine\n"),
    ]);
    assert_eq!((shelf.at("HILL"), shelf.at("PORT")), (0, 8), "{}", shelf.said);
    assert_eq!((shelf.why("HILL").as_str(), shelf.why("PORT").as_str()), ("PACK_SIZE 7", "PACK_SIZE 1"));
    assert_eq!((&shelf.summary["first_level"], &shelf.summary["proven"]), (&"8".into(), &true.into()));
}

#[test]
fn packs_with_ratios_never_stop_the_others_plan() {
    let stands_in = |lots: &str, claim: u64, pack: u64| {
        made(&[
            ("items.csv", &format!("item_id,pack\nCOT,\nMAT,{pack}\nLAMP,\n")),
            ("reserves.csv", &format!("depot_id,item_id,quantity,lot_id\n{lots}NORTH,LAMP,5,\n")),
            ("needs.csv", &format!("site_id,item_id,quantity,priority\nHILL,COT,{claim},urgent\nHILL,LAMP,5,urgent\n")),
            ("substitutes.csv", "needed,given,ratio\nCOT,MAT,5/2\n"),
        ])
    };
    // 5 are no whole packs of 3.
    let none = stands_in("NORTH,MAT,5,\n", 2, 3);
    assert_eq!((none.items.get("MAT"), none.items["LAMP"]), (None, 5), "{}", none.said);
    // 15 are whole packs of 3, and 6 of what is needed.
    let some = stands_in("NORTH,MAT,16,A\nNORTH,MAT,14,B\n", 20, 3);
    assert_eq!((some.items["MAT"], some.items["LAMP"]), (15, 5), "{}", some.said);
}

#[test]
fn items_of_grams_and_of_kilograms_on_one_truck_have_a_plan() {
    let truck = made(&[
        ("items.csv", "item_id,grams\nPILL,2\nPUMP,20000\nVIAL,7\n"),
        ("reserves.csv", "depot_id,item_id,quantity\nNORTH,PILL,9000\nNORTH,PUMP,30000\nNORTH,VIAL,1\nSOUTH,VIAL,0\n"),
        (
            "needs.csv",
            "site_id,item_id,quantity,priority\nHILL,PILL,21000,routine\nHILL,PUMP,18500,routine\nPORT,VIAL,4,life-saving\n",
        ),
        ("lanes.csv", "from,to,minutes,pool\nNORTH,HILL,480,T\nNORTH,PORT,480,T\nSOUTH,HILL,1000,\n"),
        ("pools.csv", "pool_id,grams\nT,130000\n"),
    ]);
    assert_eq!(truck.items.get("VIAL"), Some(&1), "{}", truck.said);
    assert_eq!(truck.summary["left_out"].as_array().unwrap().len(), 0, "{}", truck.said);
}

#[test]
fn a_lane_that_carries_nothing_is_the_reason() {
    let full = made_by(
        "plain-units",
        &[
            ("items.csv", "item_id\nMASK\n"),
            ("reserves.csv", "depot_id,item_id,quantity\nNORTH,MASK,70\n"),
            ("needs.csv", "site_id,item_id,quantity,priority\nHILL,MASK,50,urgent\nPORT,MASK,50,routine\n"),
            ("lanes.csv", "from,to,minutes,capacity\nNORTH,HILL,30,0\nNORTH,PORT,60,\n"),
        ],
        &[],
    );
    assert_eq!((full.at("PORT"), full.why("HILL").as_str()), (50, "TRANSPORT_CAPACITY 50"), "{}", full.said);
    assert!(full.said.contains("lanes.csv: row 2: nothing can ever go over it, for capacity is 0"), "{}", full.said);
}

/// One lot whose last day is the first of February, and one hospital so many minutes away.
fn dated(minutes: u64, last_day: &str, words: &[&str]) -> Made {
    made_by(
        "plain-units",
        &[
            ("items.csv", "item_id\nPLASMA\n"),
            ("reserves.csv", &format!("depot_id,item_id,quantity,expires_on\nNORTH,PLASMA,6,{last_day}\n")),
            ("needs.csv", "site_id,item_id,quantity,priority\nHILL,PLASMA,6,urgent\n"),
            ("lanes.csv", &format!("from,to,minutes\nNORTH,HILL,{minutes}\n")),
        ],
        words,
    )
}

#[test]
fn a_day_is_a_day_at_the_centre_at_both_its_edges() {
    let day = "2020-02-01";
    for (now, more, minutes, sent) in [
        // The evening of the last day, east and west of Greenwich.
        ("2020-02-01T23:30:00+08:00", None, 20, true),
        ("2020-02-01T23:30:00+08:00", None, 40, false),
        ("2020-02-01T23:30:00-05:00", None, 20, true),
        ("2020-02-01T23:30:00-05:00", None, 40, false),
        // The morning after: in UTC it is still the last day, or long past.
        ("2020-02-02T00:05:00+08:00", None, 1, false),
        ("2020-02-02T00:05:00-05:00", None, 1, false),
        // The morning of the last day.
        ("2020-02-01T00:05:00+08:00", None, 1, true),
        ("2020-02-01T00:05:00-05:00", None, 1, true),
        // Written in UTC, which counts unless a zone is named.
        ("2020-02-01T16:30:00Z", None, 20, true),
        ("2020-02-01T16:30:00Z", Some("Asia/Shanghai"), 20, false),
        ("2020-02-02T04:30:00Z", None, 20, false),
        ("2020-02-02T04:30:00Z", Some("America/New_York"), 20, true),
        ("2020-02-02T04:30:00Z", Some("America/New_York"), 40, false),
        // A zone goes before the offset.
        ("2020-02-01T23:30:00-05:00", Some("Asia/Shanghai"), 1, false),
    ] {
        let mut words = vec!["--now", now];
        words.extend(more.iter().flat_map(|zone| ["--zone", zone]));
        let plan = dated(minutes, day, &words);
        assert_eq!(plan.at("HILL"), if sent { 6 } else { 0 }, "{now} {more:?} {minutes} minutes: {}", plan.said);
        if !sent {
            assert_eq!(plan.why("HILL"), "REMAINING_LIFE 6");
            let said = plan.in_one_line();
            assert!(said.contains("has expired, or would arrive with too little life"), "{said}");
        }
    }
    let said = refused(&[], &["--zone", "Asia/Peking"]);
    assert!(said.contains("there is no zone \"Asia/Peking\"; write an IANA name"), "{said}");
}

/// In Berlin the clocks went forward on the 28th of March 2021; the offset at `now` counts for the days after it, too.
#[test]
fn the_offset_at_the_plan_s_moment_counts_for_all_its_days() {
    // 23:30 of the 28th by the clock of the 27th, 00:30 of the 29th by the new one.
    let words = ["--now", "2021-03-27T12:00:00Z", "--zone", "Europe/Berlin"];
    let minutes = (34 * 60) + 30;
    assert_eq!(dated(minutes, "2021-03-28", &words).at("HILL"), 6);
    assert_eq!(dated(minutes + 30, "2021-03-28", &words).at("HILL"), 0);
}

#[test]
fn the_machine_s_zone_changes_no_byte() {
    let dir = tables(&gowns(&[]));
    let mut seen = BTreeSet::new();
    for zone in ["UTC", "Asia/Tokyo", "America/Los_Angeles", "no/such", ""] {
        let done =
            plan(dir.path(), Some(zone), &["--policy", "floor-then-class", "--now", "2021-07-03T09:00:00+02:00"]);
        assert!(done.status.success(), "{}", text(&done));
        let file = |name: &str| fs::read(dir.path().join("out").join(name)).unwrap();
        seen.insert([file("plan.txt"), file("situation.txt"), file("allocation.csv")]);
    }
    assert_eq!(seen.len(), 1);
}

#[test]
fn a_vehicle_that_has_left_carries_nothing_and_that_is_said() {
    let tables = [
        ("items.csv", "item_id,grams\nMASK,4\n"),
        ("reserves.csv", "depot_id,item_id,quantity\nNORTH,MASK,70\n"),
        ("needs.csv", "site_id,item_id,quantity,priority\nHILL,MASK,50,urgent\nPORT,MASK,50,routine\n"),
        ("lanes.csv", "from,to,minutes,pool\nNORTH,HILL,30,DAWN\nNORTH,PORT,30,DUSK\n"),
        (
            "pools.csv",
            "pool_id,departs,grams\nDAWN,2021-07-03T16:00:00+08:00,1000\nDUSK,2021-07-03T18:00:00+08:00,1000\n",
        ),
    ];
    let gone = made_by("floor-then-class", &tables, &["--explain", "HILL"]);
    assert_eq!((gone.at("HILL"), gone.at("PORT")), (0, 50), "{}", gone.said);
    assert!(gone.why("HILL").starts_with("LANE_CLOSED"), "{}", gone.why("HILL"));
    for part in [
        "pools.csv: row 2: DAWN left at 2021-07-03T08:00:00Z, before 2021-07-03T09:00:00Z",
        "has left 2021-07-03 08:00 +00:00",
        "or its vehicles have left",
        "All vehicles to HILL have left",
    ] {
        assert!(gone.in_one_line().contains(part), "{part:?}: {}", gone.said);
    }
}

#[test]
fn weights_count_as_they_are_written_and_are_never_rounded() {
    let light = |weight: &str, column: &str, stock: u64, grams: u64| {
        made(&[
            ("items.csv", &format!("item_id,{column}\nPILL,{weight}\n")),
            ("reserves.csv", &format!("depot_id,item_id,quantity\nNORTH,PILL,{stock}\n")),
            ("needs.csv", &format!("site_id,item_id,quantity,priority\nHILL,PILL,{stock},urgent\n")),
            ("lanes.csv", "from,to,minutes,pool\nNORTH,HILL,30,V\n"),
            ("pools.csv", &format!("pool_id,grams\nV,{grams}\n")),
        ])
    };
    // 0.8 g each: 500,000 are 400 kg; 0.0005 g each: 2,000,000 are 1 kg.
    assert_eq!(light("0.0008", "weight_kg", 500_000, 400_000).at("HILL"), 500_000);
    assert_eq!(light("0.0000005", "weight_kg", 2_000_000, 1_000).at("HILL"), 2_000_000);
    assert_eq!(light("0.000001", "grams", 2_000_000, 1).at("HILL"), 1_000_000);
    let short = light("0.0008", "weight_kg", 500_000, 399_999);
    assert_eq!((short.at("HILL"), short.why("HILL").as_str()), (499_998, "TRANSPORT_CAPACITY 2"), "{}", short.said);
    for (column, weight) in
        [("weight_kg", "0.0000000001"), ("volume_l", "0.1234567891"), ("grams", "0.0000001"), ("millilitres", "1e3")]
    {
        let wrong = if weight == "1e3" { "is 1000, or a longer number" } else { "is no number" };
        let said = refused(&[("items.csv", &format!("item_id,{column}\nPILL,{weight}\n"))], &[]);
        assert!(said.contains(&format!("items.csv, row 2, column {column}: \"{weight}\" {wrong}")), "{said}");
    }
}

#[test]
fn the_last_day_of_the_calendar_is_a_day_like_others() {
    for day in ["9999-12-31", "9999-12-30"] {
        assert_eq!(dated(30, day, &[]).at("HILL"), 6, "{day}");
    }
}

#[test]
fn an_earmark_of_nothing_but_separators_is_none() {
    for earmark in [";", " ; | ", "；"] {
        let plan = made(&[
            ("items.csv", "item_id\nMASK\n"),
            ("reserves.csv", &format!("depot_id,item_id,quantity,earmark\nNORTH,MASK,9,{earmark}\n")),
            ("needs.csv", "site_id,item_id,quantity,priority\nHILL,MASK,9,urgent\n"),
        ]);
        assert_eq!(plan.at("HILL"), 9, "{earmark:?}: {}", plan.said);
    }
}

#[test]
fn a_weight_of_zero_is_refused_and_one_bad_pool_cell_is_one_fault() {
    let need = "site_id,item_id,quantity,priority,weight\nPORT,GOWN,4000,critical,0\n";
    let said = refused(&gowns(&[("needs.csv", need)]), &[]);
    assert!(said.contains("needs.csv, row 2, column weight: is 0"), "{said}");
    let said = refused(
        &gowns(&[
            ("lanes.csv", "from,to,minutes,pool\nNORTH,HILL,30,V\nNORTH,PORT,30,V\n"),
            ("pools.csv", "pool_id,departs\nV,2021-07-03T18:00:00\n"),
        ]),
        &[],
    );
    assert!(said.contains("the tables have 1 fault;") && said.contains("pools.csv, row 2, column departs"), "{said}");
}

#[test]
fn kits_are_asked_for_and_given_by_the_kit() {
    let kits = made_by(
        "plain-units",
        &[
            ("items.csv", "item_id\nFIRSTAID\nGAUZE\nTAPE\n"),
            ("reserves.csv", "depot_id,item_id,quantity\nNORTH,GAUZE,40\nNORTH,TAPE,50\n"),
            ("needs.csv", "site_id,item_id,quantity,priority\nHILL,FIRSTAID,6,urgent\n"),
            ("kits.csv", "kit,component,units\nFIRSTAID,GAUZE,5\nFIRSTAID,TAPE,2\n"),
        ],
        &[],
    );
    assert_eq!((&kits.summary["asked"], &kits.summary["given"]), (&6.into(), &6.into()), "{}", kits.said);
    assert_eq!((kits.items["GAUZE"], kits.items["TAPE"]), (30, 12));
}

#[test]
fn what_has_expired_fills_no_reserve_and_is_for_nobody() {
    let plan = made_by(
        "plain-units",
        &[
            ("items.csv", "item_id\nSERUM\n"),
            (
                "reserves.csv",
                "depot_id,item_id,quantity,lot_id,expires_on\nNORTH,SERUM,30,OLD,2021-07-02\nNORTH,SERUM,50,NEW,2021-09-01\n",
            ),
            ("protected.csv", "depot_id,item_id,quantity\nNORTH,SERUM,20\n"),
            ("needs.csv", "site_id,item_id,quantity,priority\nHILL,SERUM,60,urgent\n"),
        ],
        &[],
    );
    assert_eq!(plan.at("HILL"), 30, "50 that are good, less 20: {}", plan.said);
}

#[test]
fn rows_that_can_never_be_used_are_noticed() {
    let plan = made(&gowns(&[
        (
            "lanes.csv",
            "from,to,minutes,capacity,pool\nNORTH,HILL,30,,\nNORTH,PORT,30,,\nNORTH,VALE,30,0,\nSOUTH,VALE,30,,SMALL\n",
        ),
        ("pools.csv", "pool_id,grams\nSMALL,2\nIDLE,5000\n"),
    ]));
    for part in [
        "lanes.csv: row 4: nothing can ever go over it, for capacity is 0",
        "pools.csv: row 2: SMALL has no room for a unit of any item",
        "pools.csv: row 3: no lane is served by IDLE",
    ] {
        assert!(plan.said.contains(part), "{part:?} is not in:\n{}", plan.said);
    }
}
