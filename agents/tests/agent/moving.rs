//! What a keeper says of many orders at once, of wrong words, and of goods that come back.

use crate::field::Field;
use crate::orders::Published;
use yicang_proto::v1::report::Body;
use yicang_proto::v1::{LotHold, OrderStatus, Step, StepReport};

/// A centre with two orders of one consignment, and an agent of their depot.
fn field() -> Field {
    let field = Field::with_catalogue(&[("D1", "store")], &[]);
    Published::right().on(&field.centre);
    for update in &mut field.centre.records().updates {
        update.order.as_mut().unwrap().consignment = "7K3M-9QXA".into();
    }
    field
}

fn steps(field: &Field) -> Vec<(StepReport, String)> {
    let step = |report: &yicang_proto::v1::Report| match &report.body {
        Some(Body::Step(step)) => (step.clone(), report.note.clone()),
        other => panic!("{other:?}"),
    };
    field.centre.records().taken.iter().map(|(report, ..)| step(report)).collect()
}

/// Order and quantity of each step that was taken.
fn taken(field: &Field) -> Vec<(String, Step, u64)> {
    steps(field).into_iter().map(|(step, _)| (step.order_id.clone(), step.step(), step.quantity)).collect()
}

fn both(step: Step) -> Vec<(String, Step, u64)> {
    vec![("P1-1".into(), step, 20), ("P1-2".into(), step, 7)]
}

#[test]
fn all_that_waits_and_a_consignment_are_each_one_command() {
    let field = field();
    let (code, said) = field.run("confirm picked --all");
    assert_eq!((code, taken(&field)), (0, both(Step::Picked)), "{said}");
    assert!(said.contains("2 orders are reported as picked"), "{said}");
    let (code, said) = field.run("consignments");
    assert!(code == 0 && said.contains("7K3M-9QXA") && said.contains("CAMP, CLINIC"), "{said}");
    let (code, said) = field.run("confirm shipped 7K3M-9QXA");
    assert_eq!((code, taken(&field)[2..].to_vec()), (0, both(Step::Shipped)), "{said}");
    let (code, said) = field.run("--lang zh confirm shipped AAAA-AAAA");
    assert!(code == 1 && said.contains("没有可以上报为“已发运”的指令"), "{said}");
    let (code, said) = field.run("confirm received --all");
    assert!(code == 1 && said.contains("no order that can be reported as received"), "the site's to say: {said}");
}

#[test]
fn an_order_whose_lot_must_not_move_is_left_out() {
    let field = field();
    field.centre.records().updates[0].order.as_mut().unwrap().set_hold(LotHold::Recall);
    let (code, said) = field.run("confirm shipped --all");
    assert_eq!((code, taken(&field)), (0, vec![("P1-2".into(), Step::Shipped, 7)]), "{said}");
    assert!(said.contains("1 order is left out"), "{said}");
}

#[test]
fn a_list_is_sent_whole_or_every_bad_row_of_it_is_named() {
    let field = field();
    let bad = "order,quantity,reason\nP1-1,21,\nP1-2,5,\nP1-9,1,\nP1-2,x,\nP1-1,20,\n";
    let file = field.file("bad.csv", bad);
    let (code, said) = field.run(&format!("confirm shipped --csv {file}"));
    assert_eq!((code, taken(&field)), (1, vec![]), "nothing is sent: {said}");
    for part in [
        "row 2, column quantity: 21 are more than 20",
        "row 3, column reason: 5 of 7 are less",
        "row 4, column order: order P1-9 is none of",
        "row 5, column quantity",
        "row 6, column order: order P1-1 stands in row 2 already",
    ] {
        assert!(said.contains(part), "{part}: {said}");
    }
    let (_, said) = field.run(&format!("--lang zh confirm shipped --csv {file}"));
    assert!(said.contains("21 多于 20") && said.contains("且未写原因"), "{said}");
    let file = field.file("good.csv", "指令,数量,原因\nP1-1,20,\nP1-2,5,wet\n");
    let (code, said) = field.run(&format!("confirm shipped --csv {file}"));
    assert_eq!(code, 0, "{said}");
    let told: Vec<_> = steps(&field).iter().map(|(step, note)| (step.quantity, note.clone())).collect();
    assert_eq!(told, [(20, String::new()), (5, "wet".into())]);
    let empty = field.file("empty.csv", "order,quantity\n");
    let (code, said) = field.run(&format!("confirm shipped --csv {empty}"));
    assert!(code == 1 && said.contains("names no order"), "{said}");
}

#[test]
fn what_makes_no_sense_together_is_said_and_nothing_is_signed() {
    let field = field();
    for (line, said) in [
        ("confirm shipped", "say which"),
        ("confirm shipped P1-1 20 --all", "say which"),
        ("confirm shipped --all --corrects 5", "are of one order"),
        ("confirm shipped 7K3M-9QXA 5", "its own quantity"),
        ("confirm confirmed P1-1 5", "has no quantity"),
        ("confirm shipped P1-1 20 --never-done", "by naming its entry"),
        ("confirm shipped P1-1 20 --over 3", "only what is received can be"),
        ("confirm shipped P1-1 20 --at soon", "is no moment"),
    ] {
        let (code, printed) = field.run(line);
        assert!(code == 1 && printed.contains(said), "{line}: {printed}");
        let (code, chinese) = field.run(&format!("--lang zh {line}"));
        assert!(code == 1 && chinese != printed && !chinese.contains(said), "{line}: {chinese}");
    }
    assert_eq!(taken(&field), []);
}

#[test]
fn a_correction_names_what_it_takes_the_place_of_and_a_time_is_the_keepers() {
    let field = field();
    let line = |line: &str| {
        let words: Vec<_> = line.split(' ').map(|word| word.replace('_', " ")).collect();
        field.run_words(&words)
    };
    let (code, said) = line("confirm shipped P1-1 18 --corrects 57 --at 2026-02-01_07:50");
    assert!(code == 0 && said.contains("in place of entry 57"), "{said}");
    let (code, said) = line("confirm received P1-1 --corrects 58 --never-done");
    assert!(code == 0 && said.contains("which was never done, entry 58"), "{said}");
    let (code, said) = line("confirm received P1-1 12 --rejected 5 --damaged 1 --over 2");
    assert!(code == 0, "{said}");
    let told: Vec<_> = steps(&field).into_iter().map(|(step, _)| step).collect();
    assert_eq!(
        (told[0].corrects, told[0].quantity, told[0].done_at.as_ref().unwrap().seconds),
        (57, 18, 1_769_932_200)
    );
    assert_eq!((told[1].corrects, told[1].taken_back, told[1].quantity), (58, true, 0));
    assert_eq!((told[2].rejected, told[2].damaged, told[2].over), (5, 1, 2));
}

#[test]
fn how_far_an_order_is_is_told_with_what_is_missing_of_it() {
    let field = field();
    {
        let mut records = field.centre.records();
        let order = records.updates[0].order.as_mut().unwrap();
        order.set_status(OrderStatus::Received);
        (order.shipped, order.received, order.rejected, order.depot_is_silent) = (20, 15, 5, true);
        let order = records.updates[1].order.as_mut().unwrap();
        order.set_status(OrderStatus::Returned);
        (order.shipped, order.returned) = (7, 6);
    }
    let (_, said) = field.run("orders");
    for part in ["5 refused; the depot has not said what it shipped", "returned (6 of 7)"] {
        assert!(said.contains(part), "{said}");
    }
    let (_, said) = field.run("--lang zh orders");
    assert!(said.contains("储备库尚未说明发运数") && said.contains("已退回（7 中的 6）"), "{said}");
}
