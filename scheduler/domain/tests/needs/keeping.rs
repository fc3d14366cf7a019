//! Needs without a quantity, figures that cannot be meant, and the words of several reporters.

use crate::story::{Story, beside, key, now, policy, units};
use yicang_domain::board::records::Answer;
use yicang_domain::events::verification::VerifiedLine;
use yicang_domain::events::{Entry, Event, Face, on_behalf};
use yicang_domain::report::{Body, Fact, ReserveLine};
use yicang_domain::{Policy, Report, Situation};

/// Claims are taken as they are.
fn claims(more: &str) -> Policy {
    let plain = "yicang-policy 1\nname p\nfirst-level units\nclass urgent 3\nclass routine 1\n";
    Policy::from_text(&format!("{plain}{more}")).unwrap()
}

fn line_by(story: &Story, policy: &Policy, site: &str) -> String {
    let text = story.board.situation_under(policy, story.now()).to_text();
    let start = format!("need {site} N95 ");
    text.lines().find_map(|line| line.strip_prefix(&start)).unwrap_or("none").to_owned()
}

fn queued(story: &Story, policy: &Policy, site: &str) -> Vec<String> {
    let entitled = story.board.entitled(&key(site, "N95"), policy, story.now()).unwrap();
    story.board.queued(&key(site, "N95"), &entitled).into_iter().map(|why| why.code).collect()
}

fn history(story: &Story, site: &str) -> Vec<String> {
    let all = story.board.history(&key(site, "N95")).iter();
    all.map(|change| change.what.message(&policy("")).to_string()).collect()
}

fn revoke(story: &mut Story, site: &str) {
    let line = VerifiedLine { need: key(site, "N95"), units: units(0), class: None, evidence: None, revoked: true };
    story.happens(Event::Verified(vec![line]));
}

#[test]
fn a_need_without_a_quantity_is_planned_for_what_it_is_entitled_to() {
    let mut story = Story::begin();
    story.says_beside("ALL", "H4", None, "routine");
    // With no ground it is nothing, and waits for somebody to look; the plan does not see it.
    assert_eq!((story.line("H4"), queued(&story, &policy(""), "H4")), ("closed".into(), vec!["UNKNOWN".into()]));
    assert_eq!(line_by(&story, &claims(""), "H4"), "none", "no claim is no ground");
    assert_eq!(story.line_under("default-entitlement N95 hospital 70\n", "H4"), "routine 70 unknown");
    for (site, of) in [("H1", 100), ("H2", 300), ("H3", 250)] {
        story.verifies(site, of, None);
    }
    assert_eq!((story.line("H4"), queued(&story, &policy(""), "H4")), ("routine 250 unknown".into(), vec![]));
    let rule = "entitlement N95 hospital 2 per bed cover 3\n";
    story.says("H4", "beds=10 stock/N95=20");
    assert_eq!(story.line_under(rule, "H4"), "routine 40 unknown", "2 for each of 10 beds over 3 days, less 20");
    story.verifies("H4", 500, None);
    assert_eq!(story.line("H4"), "routine 500 unknown");
    // What came does not close it: nobody knows that it is enough.
    story.receives(80, "H4", 500);
    assert_eq!(story.line("H4"), "routine 500 covered=500 unknown");
    story.says_beside("ALL", "H4", Some(600), "routine");
    assert_eq!(story.line("H4"), "routine 600 entitlement=500 covered=500");
    let text = story.board.situation_under(&policy(""), now()).to_text();
    assert_eq!(Situation::from_text(&text).unwrap().to_text(), text);
}

#[test]
fn a_figure_a_hundred_times_the_usual_is_queued_and_counts_as_usual_where_the_policy_says_so() {
    let mut story = Story::begin();
    for claim in [4_000, 3_900, 4_100] {
        story.needs("H1", claim, "routine");
        assert_eq!(queued(&story, &claims(""), "H1"), Vec::<String>::new());
    }
    story.needs("H1", 400_000, "routine");
    let why = story.board.implausible(&key("H1", "N95")).unwrap();
    assert_eq!((why.claimed, why.usual.units), (units(400_000), units(4_000)));
    assert_eq!(queued(&story, &claims(""), "H1"), ["IMPLAUSIBLE"]);
    assert_eq!(line_by(&story, &claims(""), "H1"), "routine 400000", "a policy of before plans as before");
    assert_eq!(line_by(&story, &claims("implausible usual\n"), "H1"), "routine 400000 entitlement=4000");
    // Saying it again and again does not make it usual.
    for _ in 0..30 {
        story.needs("H1", 400_000, "routine");
    }
    assert_eq!(line_by(&story, &claims("implausible usual\n"), "H1"), "routine 400000 entitlement=4000");
    story.needs("H1", 399_999, "routine");
    assert_eq!(queued(&story, &claims(""), "H1"), Vec::<String>::new(), "one less is no hundred times");
    // Whoever looks decides; taken back, it is judged by what was verified.
    story.needs("H1", 400_000_000, "routine");
    story.verifies("H1", 300_000, None);
    assert_eq!(line_by(&story, &claims("implausible usual\n"), "H1"), "routine 400000000 entitlement=300000");
    assert_eq!(queued(&story, &claims(""), "H1"), Vec::<String>::new());
    revoke(&mut story, "H1");
    assert_eq!(line_by(&story, &claims("implausible usual\n"), "H1"), "routine 400000000 entitlement=300000");
    assert_eq!(queued(&story, &claims(""), "H1"), ["IMPLAUSIBLE"]);
}

#[test]
fn where_a_site_has_said_nothing_three_verified_sites_of_its_kind_say_what_is_usual() {
    let mut story = Story::begin();
    for (site, of) in [("H1", 100), ("H2", 300)] {
        story.verifies(site, of, None);
    }
    story.needs("H4", 1_000_000, "routine");
    assert_eq!(queued(&story, &claims(""), "H4"), Vec::<String>::new(), "two say nothing");
    let mut story = Story::begin();
    for (site, of) in [("H1", 100), ("H2", 300), ("H3", 250)] {
        story.verifies(site, of, None);
    }
    story.needs("H4", 25_000, "routine");
    assert_eq!(line_by(&story, &claims("implausible usual\n"), "H4"), "routine 25000 entitlement=250");
    let entitled = story.board.entitled(&key("H4", "N95"), &claims("implausible usual\n"), now()).unwrap();
    assert_eq!(
        entitled.message().to_string(),
        "entitled to 250: the claim; the policy takes claims as they are until they are verified. The claim counts as usual \
         until somebody verifies it: 25000 is 100 times what is usual: 250, the middle of 3 verified sites of the same kind. \
         Was 250 meant (a factor of 100)?"
    );
}

#[test]
fn two_reporters_stand_beside_each_other_and_the_sites_own_key_counts() {
    let mut story = Story::begin();
    story.enrols("A-H1", &["H1"]);
    story.enrols("A-DISTRICT", &["H1", "H2"]);
    let recorded = story.records("H1", 900);
    assert_eq!(story.line("H1"), "routine 900 entitlement=0");
    story.says_beside("A-DISTRICT", "H1", Some(300), "routine");
    assert_eq!(story.line("H1"), "routine 300 entitlement=0", "a signed word counts more than a recorded one");
    story.says_beside("A-H1", "H1", Some(100), "routine");
    assert_eq!(story.line("H1"), "routine 100 entitlement=0");
    story.says_beside("A-DISTRICT", "H1", Some(350), "routine");
    story.says_beside("ALL", "H1", Some(370), "routine");
    story.records("H1", 800);
    assert_eq!(story.line("H1"), "routine 100 entitlement=0", "its own key counts, whoever speaks later");
    let words = story.board.word_lines(&key("H1", "N95"));
    let said: Vec<_> = words.iter().map(|word| (word.sentence.english.as_str(), word.counts)).collect();
    assert_eq!(
        said,
        [
            ("A-H1 (the site's own key): 100 (routine)", true),
            ("A-DISTRICT: 350 (routine)", false),
            ("ALL: 370 (routine)", false),
            ("recorded by a coordinator, not confirmed: 800 (routine)", false),
        ]
    );
    // Who takes his word back takes back his own; the next counts: of those with many sites the latest.
    story.says_beside("A-H1", "H1", Some(0), "none");
    assert_eq!(story.line("H1"), "routine 370 entitlement=0");
    story.says_beside("A-DISTRICT", "H1", Some(0), "none");
    assert_eq!(story.line("H1"), "routine 370 entitlement=0");
    story.says_beside("ALL", "H1", Some(0), "none");
    assert_eq!(story.line("H1"), "routine 800 entitlement=0");
    assert!(story.board.recorded(recorded).is_some());
    // A word of an earlier program replaces all of them, as it always did.
    story.says_beside("A-H1", "H1", Some(100), "routine");
    story.needs("H1", 60, "urgent");
    assert_eq!(story.line("H1"), "urgent 60 entitlement=0");
    assert_eq!(story.board.words(&key("H1", "N95")).count(), 1);
    story.needs("H1", 0, "none");
    assert_eq!(story.line("H1"), "closed");
}

#[test]
fn another_ones_word_leaves_alone_what_came() {
    let mut story = Story::begin();
    story.enrols("A-H1", &["H1"]);
    story.enrols("A-DISTRICT", &["H1", "H2"]);
    story.says_beside("A-H1", "H1", Some(100), "routine");
    story.receives(90, "H1", 60);
    assert_eq!(story.line("H1"), "routine 100 entitlement=0 covered=60");
    story.says_beside("A-DISTRICT", "H1", Some(150), "routine");
    assert_eq!(story.line("H1"), "routine 100 entitlement=0 covered=60", "nothing is summed, nothing forgotten");
    story.says_beside("A-H1", "H1", Some(0), "none");
    assert_eq!(story.line("H1"), "routine 150 entitlement=0 covered=60");
}

#[test]
fn a_record_is_marked_by_the_word_of_its_place_and_the_last_word_counts() {
    let mut story = Story::begin();
    story.enrols("A-H1", &["H1"]);
    let record = story.records("H1", 40);
    let answer = |contested| Body::ConfirmRecord { entries: vec![record], contested };
    let says = |agent: &str, contested| {
        Report::new("r9".parse().unwrap(), agent.parse().unwrap(), 1, now(), answer(contested)).unwrap()
    };
    assert!(story.board.foreign(&says("A-H1", true)).is_none());
    story.enrols("A-H2", &["H2"]);
    assert!(story.board.foreign(&says("A-H2", true)).is_some(), "it is not of its place");
    story.happens(Event::Reported(says("A-H1", true)));
    let contest = story.board.applied_upto - 1;
    assert_eq!(story.board.recorded(record).unwrap().answer, Some(Answer { contested: true, entry: contest }));
    assert_eq!(queued(&story, &claims(""), "H1"), ["CONTESTED"]);
    assert_eq!(line_by(&story, &claims(""), "H1"), "routine 40", "it is marked, and planned as it was");
    story.happens(Event::Reported(says("A-H1", false)));
    assert_eq!(queued(&story, &claims(""), "H1"), Vec::<String>::new());
    assert_eq!(
        history(&story, "H1")[1..],
        [format!("record {record} contested by the site"), format!("record {record} confirmed by the site")]
    );
    let unknown = Body::ConfirmRecord { entries: vec![record, 99], contested: true };
    let faults = story.board.body_faults(&unknown, &claims(""));
    assert_eq!(faults.iter().map(|f| f.field.as_str()).collect::<Vec<_>>(), ["confirm_record.entry_indexes[1]"]);
}

#[test]
fn what_changes_in_a_need_is_called_by_what_it_is() {
    let mut story = Story::begin();
    let say = |story: &mut Story, claim, class: &str| story.says_beside("ALL", "H1", claim, class);
    for (claim, class) in [
        (Some(100), "routine"),
        (Some(100), "routine"),
        (Some(80), "routine"),
        (Some(80), "urgent"),
        (Some(80), "routine"),
        (None, "routine"),
        (Some(90), "urgent"),
    ] {
        say(&mut story, claim, class);
    }
    assert_eq!(
        history(&story, "H1"),
        [
            "claimed 100 (routine)",
            "renewed: 100 (routine)",
            "amended: 100 → 80 (routine)",
            "raised: routine → urgent (80)",
            "lowered: urgent → routine (80)",
            "amended: 80 → how much is not known (routine)",
            "amended: how much is not known (routine) → 90 (urgent)",
        ]
    );
}

#[test]
fn a_verification_that_is_taken_back_lets_the_rule_count_again() {
    let mut story = Story::begin();
    let rule = "entitlement N95 hospital 2 per bed cover 3\n";
    story.says("H1", "beds=10 stock/N95=20");
    story.needs("H1", 100, "routine");
    story.verifies("H1", 70, None);
    assert_eq!(story.line_under(rule, "H1"), "routine 100 entitlement=70");
    story.receives(90, "H1", 30);
    revoke(&mut story, "H1");
    assert_eq!(story.line_under(rule, "H1"), "routine 100 entitlement=40 covered=30", "what came stays counted");
    assert!(!story.board.is_verified(&key("H1", "N95")));
    assert_eq!(history(&story, "H1").last().unwrap(), "the verification was taken back");
}

#[test]
fn the_entries_read_as_they_are_written() {
    let report = |body| Report::new("r1".parse().unwrap(), "A-1".parse().unwrap(), 1, now(), body).unwrap();
    let confirm = Body::ConfirmRecord { entries: vec![57, 58], contested: true };
    let need = Body::Need { site: "H1".parse().unwrap(), lines: vec![beside(None, "routine")] };
    for (body, shows) in [(confirm, "\ncontest 57\ncontest 58\n"), (need, "\nline N95 ? routine beside\n")] {
        let mut face = Face::of_report(&report(body), "", [1; 32], &mut |_, _| [2; 32]);
        face.reporter_mut().unwrap().signature = Some([3; 64]);
        let entry = Entry { time: now(), face };
        let text = entry.to_text();
        assert!(text.contains(shows), "{text}");
        assert_eq!(Entry::from_text(&text).unwrap(), entry);
    }
    let line = |expires_on| ReserveLine {
        item: "N95".parse().unwrap(),
        lot: "L7".parse().unwrap(),
        quantity: units(400),
        expires_on,
        earmark: Fact::Unsaid,
        available_at: Fact::Nothing,
    };
    let lines = vec![line(Fact::Unsaid), line(Fact::Is("2021-02-03".parse().unwrap()))];
    let count = Body::Reserve { depot: "D1".parse().unwrap(), lines };
    let says = on_behalf::lines(&count);
    assert_eq!(says[..2], ["count D1", "lot N95 L7 400 available=none"]);
    assert_eq!(on_behalf::body(&says).unwrap(), count);
}

#[test]
fn a_count_on_behalf_is_what_lies_there_and_no_plan_has_to_open_it() {
    let mut story = Story::begin();
    let line = ReserveLine {
        item: "N95".parse().unwrap(),
        lot: "L7".parse().unwrap(),
        quantity: units(400),
        expires_on: Fact::Unsaid,
        earmark: Fact::Unsaid,
        available_at: Fact::Unsaid,
    };
    story.happens(Event::OnBehalf(Body::Reserve { depot: "D1".parse().unwrap(), lines: vec![line] }));
    assert!(story.board.situation(now(), None).to_text().contains("lot D1 N95 L7 400\n"));
    assert_eq!(story.board.unopened().count(), 0);
}
