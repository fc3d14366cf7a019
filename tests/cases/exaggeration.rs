//! What asking for more than is needed brings, in a running centre. Each plan is made from signed reports over gRPC;
//! one site asks for 2, 10 and 1,000 times as much, or calls itself more urgent, and what it is given is held against
//! what it was given when it was honest:
//!
//! * with a verification or a rule: less than 7 per cent in any case, less than 2 on average;
//! * before a verification, by the median: never more than the median brings;
//! * a class above the limit or the verified one: nothing;
//! * where claims are taken as they are: much, which shows that these tests can fail;
//! * the same with `implausible usual`: 1,000 times as much brings what the usual brings.

#![allow(clippy::unwrap_used)] // in a test a panic is the answer

use yicang_domain::Plan;
use yicang_proto::v1::{self, command::Body};
use yicang_tests::centre::{Centre, claims_taken};
use yicang_tests::mouth::{Mouth, need, reserve};

const PROGRAM: &str = env!("CARGO_BIN_EXE_yicang-under-test");

const CATALOGUE: [(&str, &str); 4] = [
    ("items.csv", "item_id,name,unit\nN95,mask,piece\n"),
    ("depots.csv", "depot_id,name\nD1,depot\n"),
    (
        "sites.csv",
        "site_id,name,site_kind\nH1,one,hospital\nH2,two,hospital\nH3,three,hospital\nH4,four,hospital\nH5,five,hospital\n\
         NEW,new,hospital\nCAMP,camp,shelter\n",
    ),
    ("lanes.csv", "from,to,minutes\nD1,H1,60\nD1,H2,30\nD1,H3,45\nD1,H4,90\nD1,H5,20\nD1,NEW,50\nD1,CAMP,10\n"),
];

/// What each hospital needs, honestly, and what was verified; and the class.
const HONEST: [(&str, u64, &str); 5] = [
    ("H1", 400, "urgent"),
    ("H2", 300, "routine"),
    ("H3", 250, "urgent"),
    ("H4", 620, "routine"),
    ("H5", 90, "urgent"),
];
/// What the depot has, never enough.
const STOCKS: [u64; 3] = [250, 777, 1_300];
const FACTORS: [u64; 3] = [2, 10, 1_000];

struct Trial {
    centre: Centre,
    field: Mouth,
}

impl Trial {
    /// A running centre that plans by this policy, with every hospital's honest report.
    async fn by(policy: &str) -> Self {
        let mut centre = Centre::as_shipped(PROGRAM, &CATALOGUE);
        if !policy.is_empty() {
            centre.plans_by(policy);
        }
        centre.start();
        let field = Mouth::new("FIELD");
        centre.enrol(&field, &["D1"], &["H1", "H2", "H3", "H4", "H5", "NEW", "CAMP"]).await;
        let mut trial = Self { centre, field };
        for (site, units, class) in HONEST {
            trial.report(need(site, "N95", class, units)).await;
        }
        trial
    }

    async fn report(&mut self, body: v1::report::Body) {
        let draft = self.field.draft(body);
        let report = Some(self.field.sign(&draft));
        self.centre.field().await.submit_report(v1::SubmitReportRequest { report }).await.unwrap();
    }

    /// By one signature: what each hospital needs, in its class where `with_class` says so.
    async fn verify(&self, with_class: bool) {
        let line = |(site, units, class): (&str, u64, &str)| v1::VerifiedLine {
            site_id: site.into(),
            item_id: "N95".into(),
            entitlement: units,
            priority_class: if with_class { class.into() } else { String::new() },
            basis: "seen on the spot".into(),
            evidence_sha256: Vec::new(),
            revoke: false,
        };
        let body = Body::VerifyNeeds(v1::VerifyNeeds { lines: HONEST.map(line).to_vec() });
        let command = Some(self.centre.coordinator().command(body));
        self.centre.dispatch().await.give_command(v1::GiveCommandRequest { command }).await.unwrap();
    }

    /// What a site is given by a plan of this moment.
    async fn given(&self, site: &str) -> u64 {
        let mut dispatch = self.centre.dispatch().await;
        let run = v1::RunCycle { second_level: v1::SecondLevel::Minutes.into(), ..v1::RunCycle::default() };
        let command = Some(self.centre.coordinator().command(Body::RunCycle(run)));
        dispatch.run_cycle(v1::RunCycleRequest { command }).await.unwrap();
        let plan = dispatch.get_plan(v1::GetPlanRequest::default()).await.unwrap().into_inner().plan;
        let plan = Plan::from_text(&plan).unwrap();
        plan.shipments.iter().filter(|line| line.site.as_str() == site).map(|line| line.quantity.units()).sum()
    }

    /// What sites gain by asking for more, in per cent, over all stocks and factors.
    async fn gains(&mut self, sites: &[(&str, u64, &str)]) -> Vec<f64> {
        let mut gains = Vec::new();
        for stock in STOCKS {
            self.report(reserve("D1", "N95", stock)).await;
            for (site, units, class) in sites {
                let honest = self.given(site).await;
                for factor in FACTORS {
                    self.report(need(site, "N95", class, units * factor)).await;
                    let now = self.given(site).await;
                    if honest > 0 {
                        gains.push(100.0 * (now as f64 - honest as f64) / honest as f64);
                    } else {
                        assert_eq!(now, 0, "{site} got nothing, and {factor} times as much brings it {now}");
                    }
                }
                self.report(need(site, "N95", class, *units)).await;
            }
        }
        gains
    }

    /// Ends the centre: its log has nothing that does not follow.
    fn end(mut self) {
        assert!(self.centre.stop().success(), "{}", self.centre.said());
        let found = yicang_tests::log::findings(&self.centre.public(), &self.centre.log_key());
        assert_eq!(found, Vec::<String>::new());
    }
}

fn mean(of: &[f64]) -> f64 {
    of.iter().sum::<f64>() / of.len() as f64
}

#[tokio::test(flavor = "multi_thread")]
async fn with_a_verification_asking_for_more_gains_nothing() {
    let mut trial = Trial::by("").await;
    trial.verify(false).await;
    let gains = trial.gains(&HONEST).await;
    assert!(gains.len() >= 30, "{gains:?}");
    assert!(gains.iter().all(|gain| *gain < 7.0), "{gains:?}");
    assert!(mean(&gains) < 2.0, "{gains:?}");
    trial.end();
}

#[tokio::test(flavor = "multi_thread")]
async fn before_a_verification_asking_for_more_brings_never_more_than_the_median() {
    let mut trial = Trial::by("").await;
    trial.verify(false).await;
    // Of 400, 300, 250, 620 and 90 it is 300.
    for stock in STOCKS {
        trial.report(reserve("D1", "N95", stock)).await;
        trial.report(need("NEW", "N95", "urgent", 300)).await;
        let at_the_median = trial.given("NEW").await;
        for claim in [301, 600, 3_000, 300_000] {
            trial.report(need("NEW", "N95", "urgent", claim)).await;
            assert_eq!(trial.given("NEW").await, at_the_median, "{claim} of {stock}");
        }
        trial.report(need("NEW", "N95", "urgent", 40)).await;
        assert!(trial.given("NEW").await <= 40);
        // Nobody like it is verified: it is served from what nobody else is entitled to, and there is nothing.
        trial.report(need("CAMP", "N95", "urgent", 5_000)).await;
        assert_eq!(trial.given("CAMP").await, 0);
    }
    trial.end();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_higher_class_than_allowed_or_verified_gains_nothing() {
    let mut trial = Trial::by("").await;
    trial.report(reserve("D1", "N95", 777)).await;
    for with_class in [false, true] {
        trial.verify(with_class).await;
        for (site, units, class) in HONEST {
            let honest = trial.given(site).await;
            for said in ["life-saving", "critical"] {
                // Without a verified class a site is free up to `urgent`.
                let allowed = if with_class { class } else { "urgent" };
                trial.report(need(site, "N95", allowed, units)).await;
                let allowed = trial.given(site).await;
                trial.report(need(site, "N95", said, units)).await;
                assert_eq!(trial.given(site).await, allowed, "{site} says {said}");
                assert!(!with_class || allowed == honest);
            }
            trial.report(need(site, "N95", class, units)).await;
        }
    }
    trial.end();
}

/// What each hospital says of itself, and by the rule below is entitled to: units for its patients over two days, less
/// what it has.
const FACTS: [(&str, u64, u64); 5] =
    [("H1", 210, 20), ("H2", 160, 20), ("H3", 130, 10), ("H4", 320, 20), ("H5", 50, 10)];

#[tokio::test(flavor = "multi_thread")]
async fn with_a_rule_asking_for_more_gains_nothing() {
    let shipped = yicang_scheduler::setup::policies::text("floor-then-class").unwrap();
    let rule = "entitlement N95 hospital 1 per patient cover 2\nfacts-stale 48\n";
    let mut trial = Trial::by(&format!("{shipped}{rule}")).await;
    for (site, patients, stock) in FACTS {
        let line = |fact: &str, value| v1::FactLine { fact: fact.into(), value };
        let lines = vec![line("patients", patients), line("stock/N95", stock)];
        trial.report(v1::report::Body::Facts(v1::FactsReport { site_id: site.into(), lines })).await;
    }
    let listed = trial.centre.dispatch().await.list_needs(v1::ListNeedsRequest::default()).await.unwrap().into_inner();
    let entitled: Vec<_> = listed.needs.iter().map(|need| need.entitlement).collect();
    assert_eq!(entitled, HONEST.map(|(_, units, _)| units), "the rule gives what they need");
    assert!(listed.needs.iter().all(|need| need.way.as_ref().unwrap().code == "RULE"));
    let gains = trial.gains(&HONEST).await;
    assert!(gains.len() >= 30 && gains.iter().all(|gain| *gain < 7.0), "{gains:?}");
    assert!(mean(&gains) < 2.0, "{gains:?}");
    trial.given("H1").await;
    let explained = trial.centre.verb(&["explain", "H1/N95", "--lang", "zh"]);
    let explained = String::from_utf8(explained.stdout).unwrap();
    assert!(explained.contains("210（患者）每个每天 1，2 天共 420，减去自有库存 20"), "{explained}");
    trial.end();
}

#[tokio::test(flavor = "multi_thread")]
async fn where_claims_are_taken_as_they_are_the_gain_is_large() {
    let mut trial = Trial::by(&claims_taken("floor-then-class")).await;
    let gains = trial.gains(&HONEST[..2]).await;
    assert!(mean(&gains) > 50.0, "{gains:?}");
    trial.report(need("H2", "N95", "routine", 300)).await;
    let honest = trial.given("H2").await;
    trial.report(need("H2", "N95", "life-saving", 300)).await;
    assert!(trial.given("H2").await > honest, "a class that nobody has looked at counts");
    trial.end();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_claim_that_cannot_be_meant_brings_no_more_than_the_usual() {
    let policy = claims_taken("floor-then-class") + "implausible usual\n";
    let mut trial = Trial::by(&policy).await;
    for stock in STOCKS {
        trial.report(reserve("D1", "N95", stock)).await;
        for (site, units, class) in HONEST {
            let honest = trial.given(site).await;
            for factor in [1_000, 100_000] {
                trial.report(need(site, "N95", class, units * factor)).await;
                assert!(trial.given(site).await <= honest, "{site} says {factor} times as much, of {stock}");
            }
            let listed = trial.centre.verb(&["needs", "list", "--queued"]);
            let listed = String::from_utf8(listed.stdout).unwrap();
            assert!(listed.contains(site) && listed.contains("a factor of 100000"), "{listed}");
            trial.report(need(site, "N95", class, units)).await;
        }
    }
    trial.end();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_table_is_exported_filled_in_and_verified_by_one_signature() {
    let trial = Trial::by("").await;
    let said = |done: std::process::Output| {
        assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
        String::from_utf8(done.stdout).unwrap()
    };
    let file = trial.centre.beside("open.csv");
    let file = file.to_str().unwrap();
    said(trial.centre.verb(&["needs", "export", file]));
    let text = std::fs::read_to_string(file).unwrap();
    assert!(text.contains("\nH2,N95,300,routine,0,NOTHING,,,,\n"), "{text}");
    let fill = |line: &str| match line.split_once(",0,NOTHING,,,,") {
        Some((start, _)) if !start.starts_with("H5") => {
            format!("{start},0,NOTHING,120,critical,\"212 patients, 3 days\",\n")
        }
        _ => format!("{line}\n"),
    };
    std::fs::write(file, text.lines().map(fill).collect::<String>()).unwrap();
    let shown = said(trial.centre.verb(&["needs", "verify", file]));
    assert!(shown.contains("212 patients") && shown.contains("Nothing is signed yet"), "{shown}");
    let listed = said(trial.centre.verb(&["needs", "list"]));
    assert!(!listed.contains("VERIFIED"), "{listed}");
    let done = said(trial.centre.verb(&["needs", "verify", file, "--yes"]));
    assert!(done.contains("4 needs verified: record "), "{done}");
    let one = said(trial.centre.verb(&["verify-need", "H5/N95", "--entitlement", "90", "--basis", "seen on the spot"]));
    assert!(one.contains("H5/N95 verified"), "{one}");
    let listed = said(trial.centre.verb(&["needs", "list"]));
    assert_eq!(listed.matches("VERIFIED").count(), 5, "{listed}");
    trial.given("H1").await;
    let explained = said(trial.centre.verb(&["explain", "H1/N95"]));
    assert!(explained.contains("entitled to 120: verified (entry "), "{explained}");
    assert!(explained.contains("grounds: 212 patients, 3 days"), "{explained}");
    trial.end();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_verification_with_faults_is_refused_whole_and_every_fault_is_named() {
    let trial = Trial::by("").await;
    let good = v1::VerifiedLine {
        site_id: "H1".into(),
        item_id: "N95".into(),
        entitlement: 5,
        basis: "seen".into(),
        ..v1::VerifiedLine::default()
    };
    let refused = async |lines: Vec<v1::VerifiedLine>| {
        let command = Some(trial.centre.coordinator().command(Body::VerifyNeeds(v1::VerifyNeeds { lines })));
        let answer = trial.centre.dispatch().await.give_command(v1::GiveCommandRequest { command }).await;
        let faults = yicang_proto::status::faults_of(&answer.unwrap_err());
        faults.iter().map(|fault| fault.field.clone()).collect::<Vec<_>>()
    };
    let fault = |name: &str| format!("verify_needs.lines[1].{name}");
    for (field, line) in [
        ("site_id", v1::VerifiedLine { site_id: "H9".into(), ..good.clone() }),
        ("item_id", v1::VerifiedLine { item_id: "GOLD".into(), ..good.clone() }),
        ("item_id", good.clone()),
        ("entitlement", v1::VerifiedLine { site_id: "H2".into(), entitlement: 1_000_000_000_001, ..good.clone() }),
        ("priority_class", v1::VerifiedLine { site_id: "H2".into(), priority_class: "soon".into(), ..good.clone() }),
        ("basis", v1::VerifiedLine { site_id: "H2".into(), basis: "two\nlines".into(), ..good.clone() }),
        ("basis", v1::VerifiedLine { site_id: "H2".into(), basis: "x".repeat(501), ..good.clone() }),
        ("evidence_sha256", v1::VerifiedLine { site_id: "H2".into(), evidence_sha256: vec![1; 31], ..good.clone() }),
    ] {
        assert_eq!(refused(vec![good.clone(), line]).await, [fault(field)]);
    }
    assert_eq!(refused(Vec::new()).await, ["verify_needs.lines"]);
    let last = v1::VerifiedLine { site_id: "two words".into(), basis: String::new(), ..good.clone() };
    assert_eq!(refused(vec![good.clone(), last]).await, [fault("site_id"), fault("basis")], "all of them");
    trial.end();
}
