//! The files of a plan, and what people see.

use crate::folder::{Folder, now};
use expect_test::expect;
use yicang_language::{Language, width};
use yicang_scheduler::offline::PlanCommand;
use yicang_scheduler::terminal::console::Console;

#[test]
fn a_plan_leaves_sorted_tables_and_the_exact_texts() {
    let folder = Folder::new();
    let outcome = folder.plan().unwrap();
    expect![[r#"
        from,to,item_id,quantity
        D1,S1,W,25
        D1,S2,W,15
        D2,S1,W,35
    "#]]
    .assert_eq(&folder.read("allocation.csv"));
    expect![[r#"
        site_id,item_id,quantity,reason
        S2,M,7,SUPPLY_EXHAUSTED
        S2,W,5,HIGHER_CLASS
        S2,W,10,PROTECTED_RESERVE
        S2,W,10,CLAIM_OVER_ENTITLEMENT
    "#]]
    .assert_eq(&folder.read("unmet.csv"));
    assert_eq!(folder.read("plan.txt"), outcome.plan.to_text());
    assert_eq!(folder.read("situation.txt"), outcome.situation.to_text());
    assert_eq!(folder.read("policy.txt"), yicang_scheduler::setup::policies::text("plain-units").unwrap());
    let summary: serde_json::Value = serde_json::from_str(&folder.read("summary.json")).unwrap();
    assert_eq!(summary["needs"], 3);
    assert_eq!(summary["first_level"], "322.5");
    assert_eq!((&summary["levels"][0]["value"], &summary["levels"][0]["bound"]), (&"322.5".into(), &"322.5".into()));
    let left: Vec<_> = std::fs::read_dir(folder.out()).unwrap().map(|file| file.unwrap().file_name()).collect();
    assert_eq!(left.len(), 6, "{left:?}");
    assert_eq!(folder.violations(), "");
}

#[test]
fn planning_again_writes_the_same_bytes() {
    let folder = Folder::new();
    folder.plan().unwrap();
    let once = folder.read("plan.txt");
    folder.plan().unwrap();
    assert_eq!(folder.read("plan.txt"), once);
}

#[test]
fn what_people_see_fits_a_terminal_and_says_how_to_check() {
    let folder = Folder::new();
    let mut shown = Vec::new();
    let command = PlanCommand { now: Some(now().into()), ..folder.command("floor-then-class") };
    command.print(&mut Console::new(&mut shown, Language::English)).unwrap();
    let mut said = String::from_utf8(shown).unwrap();
    assert!(said.contains("yicang offline check --from"), "{said}");
    assert!(said.contains("every item proven best by its shadow prices"), "{said}");
    let mut checked = Vec::new();
    folder.checking().print(&mut Console::new(&mut checked, Language::English)).unwrap();
    said += &String::from_utf8(checked).unwrap();
    assert!(said.contains("\nvalid: ") && said.contains("; counted: rows, reasons"), "{said}");
    let mut shown = Vec::new();
    command.print(&mut Console::new(&mut shown, Language::Chinese)).unwrap();
    let chinese = String::from_utf8(shown).unwrap();
    for text in [&said, &chinese] {
        let wide = text.lines().find(|line| width(line) > 80 && !line.contains("sha256") && !line.contains("--from"));
        assert_eq!(wide, None, "{text}");
    }
    for part in ["满足率", "每项物资均经影子价格验证为最优", "核对：yicang offline check"] {
        assert!(chinese.contains(part), "{part} is not in:\n{chinese}");
    }
}
