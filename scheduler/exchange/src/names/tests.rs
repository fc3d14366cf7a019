use super::*;
use yicang_language::Language;

/// As the catalogue of Hubei, 2020, names them.
fn items() -> Names {
    let things = [
        ("MASK_MED", "普通医用口罩 / medical mask, single use"),
        ("MASK_SURG", "医用外科口罩 / surgical mask"),
        ("RESP_N95", "医用防护口罩 | N95口罩 / medical respirator / N95"),
        ("GOGGLES", "防冲击眼罩／护目镜｜防护眼镜"),
        ("WATER", ""),
    ];
    Names::new(Named::Items, things)
}

fn found(text: &str) -> String {
    match items().find(text) {
        Ok(Meant { id, by_name: false }) => id,
        Ok(Meant { id, by_name: true }) => format!("{text} -> {id}"),
        Err(why) => why.message().to_string(),
    }
}

#[test]
fn each_alternative_of_a_name_finds_the_item_whatever_its_case_and_width() {
    assert_eq!(found("RESP_N95"), "RESP_N95");
    for text in ["N95口罩", "n95", "Ｎ９５", "医用防护口罩", "Medical Respirator", "medical-respirator", "resp_n95"]
    {
        assert_eq!(found(text), format!("{text} -> RESP_N95"), "{text}");
    }
    for text in ["护目镜", "防护眼镜", "防冲击眼罩"] {
        assert_eq!(found(text), format!("{text} -> GOGGLES"), "{text}");
    }
    let whole = "医用防护口罩 | N95口罩 / medical respirator / N95";
    assert_eq!(found(whole), format!("{whole} -> RESP_N95"));
    assert_eq!(found("water"), "water -> WATER");
}

#[test]
fn a_part_of_a_name_is_answered_with_what_it_could_mean() {
    assert_eq!(
        found("口罩"),
        "no item is called \"口罩\" alone; it could be MASK_MED (普通医用口罩), MASK_SURG (医用外科口罩), RESP_N95 \
         (医用防护口罩); write the id or a whole name"
    );
    // One that holds it is no answer either: what is signed is not taken back.
    assert_eq!(
        found("外科"),
        "no item is called \"外科\" alone; it could be MASK_SURG (医用外科口罩); write the id or a whole name"
    );
    let chinese = items().find("口罩").unwrap_err().message().say(Language::Chinese);
    assert!(chinese.starts_with("没有恰好名为 \"口罩\" 的物资；可能是 MASK_MED（普通医用口罩）、"), "{chinese}");
}

#[test]
fn an_exact_id_wins_over_a_name_and_a_name_of_two_finds_neither() {
    let names = Names::new(Named::Items, [("N95", "口罩甲"), ("RESP", "N95 / 口罩乙"), ("KN", "口罩乙")]);
    assert_eq!(names.find("N95").unwrap(), Meant { id: "N95".into(), by_name: false });
    // In another case it is no longer the id, and could be either.
    let NotMeant::Several { candidates, .. } = names.find("n95").unwrap_err() else { panic!("several") };
    assert_eq!(candidates.iter().map(|(id, _)| id.as_str()).collect::<Vec<_>>(), ["N95", "RESP"]);
    let NotMeant::Several { candidates, .. } = names.find("口罩乙").unwrap_err() else { panic!("several") };
    assert_eq!(candidates.iter().map(|(id, _)| id.as_str()).collect::<Vec<_>>(), ["RESP", "KN"]);
}

#[test]
fn what_is_not_known_is_refused_with_the_nearest() {
    assert_eq!(found("RESP_N59"), "no item is called \"RESP_N59\"; did you mean RESP_N95 (医用防护口罩)?");
    let sites = Names::new(Named::Sites, [("H1", "一院")]);
    let said = sites.find("H9").unwrap_err().message().to_string();
    assert_eq!(said, "no site of this agent is called \"H9\"; did you mean H1 (一院)?");
    assert_eq!(found("xyzzy"), "no item is called \"xyzzy\"");
    assert_eq!(found(""), "no item is called \"\"");
    assert_eq!(found("/"), "no item is called \"/\"");
}

#[test]
fn no_text_breaks_it() {
    use proptest::prelude::*;
    let names = items();
    proptest!(|(text in any::<String>())| {
        if let Ok(meant) = names.find(&text) {
            prop_assert!(names.ids().any(|id| id == meant.id));
        }
    });
}
