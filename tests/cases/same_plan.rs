//! One folder of tables, two ways to a plan: a centre that learns them by `yicang init` and by its agents' reports, and
//! `yicang plan --from DIR` without a centre. For the moment, the zone and the seed of the centre's situation both give
//! the same texts, byte for byte.
//!
//! Two columns are left out, for they are not an agent's to say: `weight` and `entitlement`. A row of stock with
//! nothing on hand is a line of the situation without a centre, and none at one, which forgets lots that are reported
//! empty; the plan is the same.

#![allow(clippy::unwrap_used)] // in a test a panic is the answer

use jiff::{Timestamp, ToSpan as _};
use std::path::Path;
use yicang_domain::report::{Body, Report};
use yicang_domain::{Catalogue, OrderId, Plan};
use yicang_exchange::{Known, List, Rules, Source};
use yicang_proto::report::report_to_wire;
use yicang_proto::v1;
use yicang_tests::centre::{Centre, claims_taken};
use yicang_tests::mouth::{Mouth, step};

const PROGRAM: &str = env!("CARGO_BIN_EXE_yicang-under-test");
const ZONE: &str = "Asia/Shanghai";

type Tables = Vec<(String, String)>;

/// A folder of `tests/data`, without the column `weight` of its needs.
fn real(name: &str) -> Tables {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("data").join(name);
    let files = ["depots.csv", "sites.csv", "items.csv", "reserves.csv", "needs.csv", "lanes.csv"];
    let text = |file: &str| {
        let text = std::fs::read_to_string(folder.join(file)).unwrap();
        if file != "needs.csv" {
            return text;
        }
        assert!(text.starts_with("site_id,item_id,quantity,priority,weight\n"), "{text}");
        text.lines().map(|line| format!("{}\n", line.rsplit_once(',').unwrap().0)).collect()
    };
    files.into_iter().map(|file| (file.to_owned(), text(file))).collect()
}

/// Tables as they stand here, where `{+6h}` is a moment six hours from now and `{+40d}` a day.
fn made(tables: &[(&str, &str)]) -> Tables {
    let now = Timestamp::from_second(Timestamp::now().as_second()).unwrap();
    let text = |text: &str| {
        let mut parts = text.split('{');
        let mut filled = parts.next().unwrap().to_owned();
        for part in parts {
            let (word, rest) = part.split_once('}').unwrap();
            let (number, unit) = word.split_at(word.len() - 1);
            let number: i64 = number.parse().unwrap();
            match unit {
                "h" => filled += &now.checked_add(number.hours()).unwrap().to_string(),
                _ => filled += &now.checked_add((number * 24).hours()).unwrap().to_string()[..10],
            }
            filled += rest;
        }
        filled
    };
    tables.iter().map(|(file, rows)| ((*file).to_owned(), text(rows))).collect()
}

/// A centre that was founded with tables, and has had the reports of their stock and needs; one agent speaks for all
/// places.
async fn reported(tables: &Tables) -> (Centre, Mouth) {
    let tables: Vec<(&str, &str)> = tables.iter().map(|(file, text)| (file.as_str(), text.as_str())).collect();
    let mut centre = Centre::init(PROGRAM, &tables);
    centre.set("zone", &format!("{ZONE:?}"));
    centre.start();
    let known: Catalogue = yicang_exchange::catalogue(Source::Memory(&tables), Rules::default()).unwrap().0;
    let mut agent = Mouth::new("ALL");
    let depots: Vec<_> = known.depots.keys().map(|id| id.as_str()).collect();
    let sites: Vec<_> = known.sites.keys().map(|id| id.as_str()).collect();
    centre.enrol(&agent, &depots, &sites).await;
    let folder = centre.beside("csv");
    let needs = List::needs(&folder.join("needs.csv"), None, None, Rules::default(), &Known::default()).unwrap();
    let stock = List::reserves(&folder.join("reserves.csv"), None, Rules::default(), &Known::default()).unwrap();
    assert_eq!((&needs.faults[..], &stock.faults[..]), (&[][..], &[][..]));
    let mut field = centre.field().await;
    for body in stock.bodies.into_iter().chain(needs.bodies) {
        let report = agent.draft(on_the_wire(body));
        let report = Some(agent.sign(&report));
        field.submit_report(v1::SubmitReportRequest { report }).await.unwrap();
    }
    (centre, agent)
}

fn on_the_wire(body: Body) -> v1::report::Body {
    let report = Report::new("r".parse().unwrap(), "a".parse().unwrap(), 1, Timestamp::UNIX_EPOCH, body).unwrap();
    report_to_wire(&report, [0; 16], "", "log").body.unwrap()
}

/// The line of a situation that begins with a word.
fn said<'t>(situation: &'t str, word: &str) -> &'t str {
    let line = situation.lines().find_map(|line| line.strip_prefix(word)?.strip_prefix(' '));
    line.unwrap_or_else(|| panic!("no line {word} in {situation}"))
}

/// The first plan of a centre, and the same without one. What is different between the two, and the plan.
async fn both(centre: &Centre, policy: &str, second: &str) -> v1::GetPlanResponse {
    // Tables without the column `entitlement` are entitled to what they claim.
    let text = if policy.starts_with("yicang-policy 1\n") { policy.to_owned() } else { claims_taken(policy) };
    let path = centre.beside("own.policy");
    std::fs::write(&path, text).unwrap();
    let policy = path.to_str().unwrap();
    let done = centre.verb(&["plan", "--policy", policy, "--second-level", second]);
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    let made = centre.dispatch().await.get_plan(v1::GetPlanRequest::default()).await.unwrap().into_inner();
    let (now, seed) = (said(&made.situation, "now"), said(&made.situation, "seed"));
    let (from, out) = (centre.beside("csv"), centre.beside("out"));
    let (from, out) = (from.to_str().unwrap(), out.to_str().unwrap());
    let way = ["plan", "--from", from, "--out", out, "--policy", policy, "--second-level", second];
    let moment = ["--now", now, "--zone", ZONE, "--seed", seed];
    let done = centre.yicang(&[&way[..], &moment].concat());
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    let text = |file: &str| std::fs::read_to_string(Path::new(out).join(file)).unwrap();
    let is_there = |line: &&str| !(line.starts_with("lot ") && line.split(' ').nth(4) == Some("0"));
    let situation = text("situation.txt");
    let lots: Vec<_> = situation.lines().filter(is_there).collect();
    assert_eq!(lots, made.situation.lines().collect::<Vec<_>>(), "the situation");
    assert_eq!(text("policy.txt"), made.policy, "the policy");
    let plan = text("plan.txt");
    assert_eq!(plan.lines().collect::<Vec<_>>(), made.plan.lines().collect::<Vec<_>>(), "the plan");
    assert_eq!(plan, made.plan);
    made
}

/// Founds, reports, plans both ways, and looks for words in the plan and the situation.
async fn the_same(tables: &Tables, policy: &str, second: &str, words: &[&str]) {
    let (mut centre, _) = reported(tables).await;
    let made = both(&centre, policy, second).await;
    for word in words {
        assert!(made.plan.contains(word) || made.situation.contains(word), "{word:?} is not in {}", made.plan);
    }
    assert!(centre.stop().success(), "{}", centre.said());
    assert_eq!(yicang_tests::log::findings(&centre.public(), &centre.log_key()), Vec::<String>::new());
}

#[tokio::test(flavor = "multi_thread")]
async fn hubei_is_planned_alike() {
    the_same(&real("hubei-2020"), "floor-then-class", "minutes", &["item MASK_MED grams=4 ", "\nunmet "]).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn madagascar_is_planned_alike() {
    the_same(&real("madagascar-1983"), "plain-share", "cost", &["item Blankets grams=1500 ", "second-level cost"])
        .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_cannery_is_planned_alike() {
    the_same(&real("cannery"), "plain-units", "cost", &["cost 153675000"]).await;
}

/// Two depots, three sites; two trucks that leave together are too small, and a third has left.
const POOLS: &[(&str, &str)] = &[
    ("depots.csv", "depot_id,name\nNORTH,北库\nSOUTH,南库\n"),
    ("sites.csv", "site_id,name\nCAMP,营地\nHILL,山医院\nPORT,港口\n"),
    ("items.csv", "item_id,name,unit,weight_kg,volume_l\nTENT,帐篷,顶,40,100\nRICE,大米,袋,25,30\n"),
    ("reserves.csv", "depot_id,item_id,quantity\nNORTH,TENT,90\nNORTH,RICE,300\nSOUTH,RICE,200\nSOUTH,TENT,0\n"),
    (
        "needs.csv",
        "site_id,item_id,quantity,priority,wanted_by,latest_useful\nCAMP,TENT,60,life-saving,{+8h},\n\
         CAMP,RICE,150,urgent,,{+90h}\nHILL,TENT,50,urgent,,\nHILL,RICE,120,routine,{+4h},\nPORT,RICE,180,urgent,,\n",
    ),
    (
        "lanes.csv",
        "from,to,minutes,cost,capacity,pool\nNORTH,CAMP,90,1,,DAY\nNORTH,HILL,150,2.5,,DAY\nNORTH,PORT,60,1,70,\n\
         SOUTH,CAMP,200,1,,LATE\nSOUTH,PORT,45,0.5,,GONE\nSOUTH,HILL,30,4,,LATE\n",
    ),
    ("pools.csv", "pool_id,departs,grams,millilitres\nDAY,{+6h},3000000,9000000\nLATE,{+30h},2500000,\nGONE,{-5h},,\n"),
];

#[tokio::test(flavor = "multi_thread")]
async fn vehicles_that_leave_together_carry_alike() {
    let words = ["pool DAY departs=", "pool GONE departs=", "lane NORTH CAMP 90 cost=1 pool=DAY", "joint TENT"];
    the_same(&made(POOLS), "floor-then-class", "minutes", &words).await;
}

/// Kits with stock of their parts, substitutes by ratios.
const KITS: &[(&str, &str)] = &[
    ("depots.csv", "depot_id\nD1\nD2\n"),
    ("sites.csv", "site_id\nA\nB\n"),
    ("items.csv", "item_id,unit\nSET,套\nGOWN,件\nGLOVE,双\nMASK,只\nN95,只\nSCARF,条\n"),
    (
        "reserves.csv",
        "depot_id,item_id,quantity,lot_id\nD1,GOWN,40,\nD1,GLOVE,33,\nD2,GLOVE,30,L1\nD2,SET,3,\nD1,MASK,10,\nD2,N95,17,\n\
         D1,SCARF,60,\n",
    ),
    (
        "needs.csv",
        "site_id,item_id,quantity,priority\nA,SET,20,urgent\nB,SET,6,life-saving\nA,MASK,30,urgent\nB,MASK,12,routine\n",
    ),
    ("lanes.csv", "from,to,minutes\nD1,A,60\nD1,B,30\nD2,A,20\nD2,B,90\n"),
    ("substitutes.csv", "needed,given,ratio,penalty\nMASK,N95,2/3,5\nMASK,SCARF,5/1,\n"),
    ("kits.csv", "kit,component,units\nSET,GOWN,2\nSET,GLOVE,3\n"),
];

#[tokio::test(flavor = "multi_thread")]
async fn kits_and_ratios_are_planned_alike_and_close_when_all_has_come() {
    let (mut centre, mut agent) = reported(&made(KITS)).await;
    let made = both(&centre, "floor-then-class", "minutes").await;
    for word in ["kit SET GLOVE 3", "substitute MASK N95 ratio=2/3 penalty=5", "for=SET", "for=MASK", "joint SET"] {
        assert!(made.plan.contains(word) || made.situation.contains(word), "{word:?} is not in {}", made.plan);
    }
    let plan = Plan::from_text(&made.plan).unwrap();
    let summary = made.summary.unwrap();
    let body = v1::command::Body::ApprovePlan(v1::ApprovePlan {
        plan_id: summary.plan_id.clone(),
        plan_sha256: summary.plan_sha256,
    });
    let command = Some(centre.coordinator().command(body));
    centre.dispatch().await.approve_plan(v1::ApprovePlanRequest { command }).await.unwrap();
    // What is open of each need, before any order has moved and after all have.
    let unmet = |item: &str, site: &str| {
        let lines = plan.unmet.iter().filter(|line| line.need.item.as_str() == item && line.need.site.as_str() == site);
        lines.map(|line| line.quantity.units()).sum::<u64>()
    };
    let open = || {
        let text = String::from_utf8(centre.verb(&["situation", "--text"]).stdout).unwrap();
        let situation = yicang_domain::Situation::from_text(&text).unwrap();
        let needs = situation.needs.iter().map(|(key, need)| (key.to_string(), need.open().units()));
        needs.collect::<std::collections::BTreeMap<_, _>>()
    };
    let expected: std::collections::BTreeMap<_, _> = [("A", "SET"), ("B", "SET"), ("A", "MASK"), ("B", "MASK")]
        .into_iter()
        .map(|(site, item)| (format!("{site}/{item}"), unmet(item, site)))
        .collect();
    assert!(expected.values().any(|open| *open > 0) && expected.values().any(|open| *open == 0), "{expected:?}");
    assert_eq!(open(), expected);
    let mut field = centre.field().await;
    for (line, shipment) in (1..).zip(&plan.shipments) {
        let id: OrderId = format!("{}-{line}", summary.plan_id).parse().unwrap();
        for is in [v1::Step::Shipped, v1::Step::Received] {
            let report = agent.draft(step(id.as_str(), is, shipment.quantity.units()));
            let report = Some(agent.sign(&report));
            field.submit_report(v1::SubmitReportRequest { report }).await.unwrap();
        }
    }
    let left: std::collections::BTreeMap<_, _> = expected.into_iter().filter(|(_, open)| *open > 0).collect();
    assert_eq!(open(), left, "what all has come for is asked for no more");
    centre.plan_and_approve("floor-then-class").await;
    assert!(centre.stop().success(), "{}", centre.said());
    // Who replays the public log counts kits and ratios as the centre does.
    assert_eq!(yicang_tests::log::findings(&centre.public(), &centre.log_key()), Vec::<String>::new());
}

/// Ways by coordinates, whole packs, a protected reserve, a donation for one site, and lots that age.
const PLACES: &[(&str, &str)] = &[
    ("depots.csv", "depot_id,name,lat,lon\nWUHAN,武汉,30.59276,114.30525\nYICHANG,宜昌,30.70,111.28\n"),
    (
        "sites.csv",
        "site_id,name,lat,lon\nENSHI,恩施,30.27,109.48\nJINGZHOU,荆州,30.33,112.24\nSHIYAN,十堰,32.65,110.79\n",
    ),
    ("items.csv", "item_id,unit,grams,millilitres,pack\nGOWN,件,180.5,900,50\nSERUM,支,12,20.25,\n"),
    (
        "reserves.csv",
        "depot_id,item_id,quantity,lot_id,expires_on,earmark,available_at\nWUHAN,GOWN,1020,,,,\n\
         YICHANG,GOWN,330,GIFT,,ENSHI;SHIYAN,\nYICHANG,SERUM,400,OLD,{+9d},,\nYICHANG,SERUM,300,NEW,{+200d},,{+5h}\n\
         WUHAN,SERUM,250,OVER,2020-01-31,,\nWUHAN,SERUM,80,,,,\n",
    ),
    (
        "needs.csv",
        "site_id,item_id,quantity,priority,life_days_min,wanted_by,latest_useful\nENSHI,GOWN,700,urgent,,,\n\
         JINGZHOU,GOWN,500,life-saving,,{+6h},\nSHIYAN,GOWN,450,urgent,,,\nENSHI,SERUM,350,critical,30,,\n\
         JINGZHOU,SERUM,200,urgent,5,,{+7h}\nSHIYAN,SERUM,300,urgent,,{+3h},{+60h}\n",
    ),
    ("protected.csv", "depot_id,item_id,quantity\nWUHAN,GOWN,120\nYICHANG,SERUM,55\n"),
];
const COMPUTED: &str = "yicang-policy 1\nname by-distance\nfirst-level steps\nsteps 20\nsub-steps 20\nfloor-percent 30\n\
                        class life-saving 5\nclass critical 4\nclass urgent 3\nlateness 1\nexpiry 1\nspeed-kmh 50\n\
                        detour-percent 130\n";

#[tokio::test(flavor = "multi_thread")]
async fn computed_ways_packs_reserves_earmarks_and_ages_are_planned_alike() {
    let words =
        ["depot WUHAN 30.59276 114.30525", "item GOWN grams=180.5 millilitres=900 pack=50", "earmark=ENSHI,SHIYAN"];
    let more = ["protect WUHAN GOWN 120", "expires=2020-01-31", "life=30", "PACK_SIZE"];
    the_same(&made(PLACES), COMPUTED, "minutes", &[&words[..], &more].concat()).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn lanes_without_minutes_are_planned_alike_and_refused_where_an_arrival_counts() {
    let lanes = "from,to,cost,capacity\nD1,A,4,\nD1,B,2.5,20\nD2,A,1,30\nD2,B,3,\n";
    let with = |needs: &str| {
        let mut tables = made(KITS);
        let put = |tables: &mut Tables, file: &str, text: &str| {
            tables.iter_mut().find(|(name, _)| name == file).unwrap().1 = text.to_owned();
        };
        put(&mut tables, "lanes.csv", lanes);
        if !needs.is_empty() {
            put(&mut tables, "needs.csv", &made(&[("", needs)])[0].1);
        }
        tables
    };
    the_same(&with(""), "floor-then-class", "cost", &["lane D1 A - cost=4", "Z - for=MASK"]).await;
    let (centre, _) =
        reported(&with("site_id,item_id,quantity,priority,latest_useful\nA,MASK,30,urgent,{+9h}\n")).await;
    for (second, why) in [
        ("cost", "lane D1 -> A has no minutes, but need A/MASK has a latest useful moment"),
        ("minutes", "lane D1 -> A has no minutes, but the second level is minutes"),
    ] {
        let done = centre.verb(&["plan", "--policy", "floor-then-class", "--second-level", second]);
        let said = String::from_utf8(done.stderr).unwrap();
        assert!(!done.status.success() && said.contains(why), "{said}");
    }
}
