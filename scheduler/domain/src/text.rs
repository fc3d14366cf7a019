//! The canonical text of a situation, a policy and a plan: one fact per line, words apart by single spaces, `key=value`
//! for what may be absent, lines sorted by id. It is what the public log names by SHA-256, what tests are written in,
//! and what a person can read. Policies may carry comment lines (`#`) and blank lines; canonical texts have none.
//!
//! ```text
//! yicang-situation 2
//! now 2020-02-01T08:00:00Z
//! [offset +08:00]
//! [seed TEXT]
//! item ITEM [grams=D] [millilitres=D] [pack=N]
//! substitute NEEDED GIVEN [ratio=A/B] [penalty=D]
//! kit ITEM COMPONENT UNITS
//! pool POOL [departs=TIME] [grams=N] [millilitres=N]
//! depot DEPOT LATITUDE LONGITUDE
//! site SITE LATITUDE LONGITUDE
//! lot DEPOT ITEM LOT ON_HAND [reserved=N] [expires=DATE] [earmark=SITE,SITE] [available=TIME]
//! protect DEPOT ITEM QUANTITY
//! need SITE ITEM CLASS CLAIMED [entitlement=N] [weight=D] [covered=N] [due=TIME] [latest=TIME] [life=DAYS]
//! lane DEPOT SITE MINUTES|- [cost=D] [capacity=N] [pool=POOL] [closed]
//! last DEPOT ITEM LOT SITE QUANTITY [for=ITEM]
//! reopened ORDER
//! override pin|forbid|at-least|at-most|exactly DEPOT ITEM LOT SITE [QUANTITY] OVERRIDE [for=ITEM]
//! ```
//!
//! ```text
//! yicang-plan 2
//! second-level minutes
//! [start warm]
//! level LEVEL VALUE BOUND
//! cost MILLIONTHS
//! lapsed OVERRIDE DEPOT ITEM LOT SITE REASON [for=ITEM]
//! joint ITEM
//! ship DEPOT ITEM LOT SITE QUANTITY DEPARTS ARRIVES|- [for=ITEM]
//! unmet SITE ITEM REASON QUANTITY [earliest=TIME]
//! price-lot DEPOT ITEM LOT VECTOR
//! price-reserve DEPOT ITEM VECTOR
//! price-lane DEPOT SITE ITEM VECTOR
//! price-need SITE ITEM VECTOR
//! claim level LEVEL SCALE VALUE BOUND [weights=LEVEL:N,LEVEL:N]
//! claim cost SCALE VALUE BOUND [weights=LEVEL:N,LEVEL:N]
//! at-lot DEPOT ITEM LOT PRICE
//! at-reserve DEPOT ITEM PRICE
//! at-lane DEPOT SITE PRICE
//! at-pool POOL PER_MICROGRAM PER_NANOLITRE
//! at-need SITE ITEM PRICE
//! at-part SITE ITEM COMPONENT PRICE
//! ```
//!
//! `-` stands for minutes that nobody knows, and for the arrival over such a lane. The lines `at-…` belong to the claim
//! above them; `forbid` has no quantity. Texts of version 1 are read, too: see [`crate::v1`].

pub(crate) mod facts;
pub(crate) mod plan;
pub(crate) mod situation;

pub use crate::line::TextError;
pub(crate) use crate::line::{Line, UNKNOWN, lines, option, unreadable};

#[cfg(test)]
mod tests {
    use crate::plan::Plan;
    use crate::situation::Situation;

    const SITUATION: &str = "\
yicang-situation 2
now 2020-02-01T08:00:00Z
lot D1 WATER - 50
lot D1 WATER L2 40 reserved=5 expires=2020-03-01 earmark=CAMP,CLINIC available=2020-02-01T09:00:00Z
protect D1 WATER 10
need CAMP WATER routine 40
need CLINIC WATER life-saving 30 entitlement=20 weight=5 covered=1 due=2020-02-02T00:00:00Z latest=2020-02-03T00:00:00Z life=30
lane D1 CAMP 61.5
lane D1 CLINIC 30 cost=1.25 capacity=9 closed
";

    const PLAN: &str = "\
yicang-plan 2
second-level minutes
level 0 150000000 150000000
cost 12500000
ship D1 WATER - CAMP 20 2020-02-01T08:00:00Z 2020-02-01T09:02:00Z
unmet CAMP WATER HIGHER_CLASS 20
unmet CLINIC WATER LEAD_TIME 1 earliest=2020-02-04T00:00:00Z
price-lot D1 WATER - 0:1,cost:-61500000
price-reserve D1 WATER 0:1,2:-3,draw:4
price-lane D1 CAMP WATER cost:7
price-need CAMP WATER 0
";

    const MORE_SITUATION: &str = "\
yicang-situation 2
now 2020-02-01T08:00:00Z
offset +08:00
seed of the  public log
item GLOVE grams=5.000001 millilitres=0.6 pack=100
item KIT
item WATER grams=1000 millilitres=1000
substitute N95 SURGICAL ratio=3/2 penalty=1.5
substitute WATER MILK
kit KIT GLOVE 2
kit KIT N95 1
pool V1 departs=2020-02-01T14:00:00Z grams=12000000 millilitres=30000000
pool V2
depot D1 30.59276 114.30525
site CAMP -0.5 -180
lot D1 WATER - 50
lane D1 CAMP 61.5 capacity=9 pool=V1 closed
last D1 MILK - CAMP 7 for=WATER
last D1 WATER - CAMP 5
reopened P9-1
reopened P9-10
";

    const MORE_PLAN: &str = "\
yicang-plan 2
second-level minutes
start warm
level 0 150 150
level 1 0 18446744073709551616
cost -1
joint KIT
joint WATER
ship D1 MILK - CAMP 20 2020-02-01T08:00:00Z 2020-02-01T09:02:00Z for=WATER
price-need CAMP GLOVE cost:-7
claim level 1 1000000 -5 18446744073709551616 weights=0:7
at-lot D1 WATER - 3
at-reserve D1 WATER 4
at-lane D1 CAMP 7
at-pool V1 12 0
at-need CAMP WATER -8
at-part CAMP KIT GLOVE 9
claim cost 1 -5 -4
";

    #[test]
    fn canonical_texts_read_back_to_the_same_bytes() {
        assert_eq!(Situation::from_text(SITUATION).unwrap().to_text(), SITUATION);
        assert_eq!(Plan::from_text(PLAN).unwrap().to_text(), PLAN);
        assert_eq!(Situation::from_text(MORE_SITUATION).unwrap().to_text(), MORE_SITUATION);
        assert_eq!(Plan::from_text(MORE_PLAN).unwrap().to_text(), MORE_PLAN);
    }

    #[test]
    fn reopened_orders_are_found_without_reading_the_rest() {
        let found = |text: &str| Situation::reopened_in(text).map(|ids| ids.iter().map(ToString::to_string).collect());
        assert_eq!(found(MORE_SITUATION), Ok(vec!["P9-1".to_owned(), "P9-10".to_owned()]));
        assert_eq!(found(SITUATION), Ok(vec![]));
        let fault = Situation::reopened_in("yicang-situation 2\nreopened P 9").unwrap_err().to_string();
        assert!(fault.starts_with("line 2: "), "{fault}");
    }

    #[test]
    fn what_is_as_usual_is_not_written() {
        let text = "item X grams=0 millilitres=0 pack=1\nsubstitute A B ratio=1/1 penalty=0\nlast D1 X - S 3 for=X\n";
        let text = format!("yicang-situation 2\nnow 2020-02-01T08:00:00Z\n{text}");
        let lines = "item X\nsubstitute A B\nlast D1 X - S 3\n";
        assert!(Situation::from_text(&text).unwrap().to_text().ends_with(lines));
    }

    #[test]
    fn a_fault_in_what_items_pools_and_places_are_names_its_line() {
        for (from, to, answer) in [
            ("pack=100", "pack=0", "line 5: pack is a whole number from 1 to 1000000, not \"0\""),
            (
                "grams=1000 ",
                "grams=1000000001 ",
                "line 7: grams is a number from 0 to 1000000000 with at most six decimal places, not \"1000000001\"",
            ),
            ("WATER MILK", "WATER WATER", "line 9: WATER needs no substitute for itself"),
            (
                "3/2",
                "4/2",
                "line 8: ratio is GIVEN/NEEDED in lowest terms, each from 1 to 1000000, for example 2/3, not \"4/2\"",
            ),
            ("KIT GLOVE 2", "KIT KIT 2", "line 10: KIT cannot be a part of itself"),
            ("KIT N95", "KIT GLOVE", "line 11: stands here a second time"),
            ("pool V2", "pool V1", "line 13: stands here a second time"),
            ("-0.5 -180", "-90.5 -180", "line 15: latitude -90.5 is beyond the poles"),
            (
                "114.30525",
                "114.3052501",
                "line 14: longitude \"114.3052501\": is not decimal degrees from -180 to 180 with at most six places, for \
                 example 30.59276",
            ),
            ("pool=V1", "pool=V3", "lane D1 -> CAMP is served by pool V3, which has no line"),
            ("last D1 MILK - CAMP 7 for=WATER", "last D1 WATER - CAMP 7", "line 19: stands here a second time"),
            ("reopened P9-10", "reopened P9-1", "line 21: stands here a second time"),
        ] {
            let answered = Situation::from_text(&MORE_SITUATION.replacen(from, to, 1)).unwrap_err().to_string();
            assert_eq!(answered, answer);
        }
        for (from, to, answer) in [
            (
                "claim level 1 1000000",
                "claim level 1 0",
                "line 11: scale is a whole number from 1 to 18446744073709551615, not \"0\"",
            ),
            ("claim level 1", "claim floor", "line 11: a claim is of a level or of the cost, not of \"floor\""),
            (
                "weights=0:7",
                "weights=0:0",
                "line 11: weights are level:weight,… in order, each weight above zero, not \"0:0\"",
            ),
            ("level 1 0", "level 2 0", "line 5: level is a whole number from 1 to 1, not \"2\""),
            ("cost -1\n", "", "the plan has no line \"cost\""),
            ("at-pool V1 12 0", "at-pool V1 12", "line 15: the price of a nanolitre is missing"),
            ("at-need CAMP WATER -8", "at-lane D1 CAMP 7", "line 16: stands here a second time"),
            ("at-need CAMP WATER -8", "price-need CAMP WATER 0", "line 16: unknown keyword \"price-need\""),
        ] {
            let answered = Plan::from_text(&MORE_PLAN.replacen(from, to, 1)).unwrap_err().to_string();
            assert_eq!(answered, answer);
        }
    }

    #[test]
    fn texts_of_version_1_are_read_and_written_as_version_2() {
        let old = SITUATION.replacen("yicang-situation 2", "yicang-situation 1", 1);
        assert_eq!(Situation::from_text(&old).unwrap().to_text(), SITUATION);
        let offset = old.replacen("Z\n", "Z\noffset +08:00\n", 1);
        assert_eq!(Situation::from_text(&offset).unwrap_err().to_string(), "line 3: unknown keyword \"offset\"");
    }

    #[test]
    fn an_offset_is_written_in_one_way() {
        let read = |offset: &str| {
            let text = MORE_SITUATION.replacen("offset +08:00", &format!("offset {offset}"), 1);
            Situation::from_text(&text).map(|situation| situation.offset)
        };
        assert_eq!((read("-00:44:30"), read("+25:59"), read("-12:00")), (Ok(-2_670), Ok(93_540), Ok(-43_200)));
        for wrong in ["-00:00", "08:00", "+8:00", "+08:60", "+08:00:00", "+26:00", "+08", "+0８:00"] {
            assert!(read(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn a_start_is_warm_or_not_said() {
        let fault = |to: &str| Plan::from_text(&MORE_PLAN.replace("start warm", to)).unwrap_err().to_string();
        assert_eq!(fault("start cold"), "line 3: a start is warm or has no line, not \"cold\"");
        assert_eq!(fault("start warm\nstart warm"), "line 4: stands here a second time");
    }

    #[test]
    fn a_fault_in_a_situation_names_its_line() {
        for (from, to, answer) in [
            ("lot D1 WATER L2", "lot D1 WATER -", "line 4: stands here a second time"),
            ("need CLINIC WATER", "need CAMP WATER", "line 7: stands here a second time"),
            ("reserved=5", "reserved=41", "line 4: 41 reserved of 40 on hand"),
            ("protect D1 WATER 10", "protect D1 WATER", "line 5: the quantity is missing"),
            (
                "61.5",
                "-1",
                "line 8: minutes \"-1\": \"-1\" is not a number from 0 to 1000000000; write digits with a point, for example 12.5",
            ),
            ("now 2020-02-01T08:00:00Z\n", "", "the situation has no line \"now\""),
            ("capacity=9", "capacitas=9", "line 9: \"capacitas=9\" is one word too many"),
        ] {
            assert_eq!(Situation::from_text(&SITUATION.replacen(from, to, 1)).unwrap_err().to_string(), answer);
        }
    }
}
