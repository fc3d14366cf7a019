//! Levels of service for people: names, shares, and what is proven, in words.

use yicang_domain::plan::percent;
use yicang_domain::{LevelProof, ServiceLevel};

/// A level's name in both languages; classes are called as reports call them.
pub fn name(level: &ServiceLevel) -> String {
    let chinese = match level.name.as_str() {
        "floor" => " 保底",
        "above entitlement" => " 超出核定量",
        "service" => " 服务",
        _ => "",
    };
    format!("{}{chinese}", level.name)
}

/// Whether anybody asks for anything in a level.
pub fn is_asked(level: &ServiceLevel) -> bool {
    level.asked != "0"
}

/// How much of what is open in a level is served, cut to a tenth of a percent.
pub fn met(level: &ServiceLevel) -> String {
    let number = |text: &str| text.parse::<u128>().ok();
    match (number(&level.served), number(&level.asked)) {
        (Some(_), Some(0)) | (None, _) | (_, None) => "–".into(),
        (Some(served), Some(asked)) => {
            // Where a thousandfold does not fit, the share is one of whole thousands.
            let tenths = match served.checked_mul(1_000) {
                Some(many) => many / asked,
                None => served / (asked / 1_000).max(1),
            };
            format!("{}.{} %", tenths / 10, tenths % 10)
        }
    }
}

/// What is proven of a level, in words.
pub fn words(level: &ServiceLevel) -> String {
    let near = percent(level.gap_millionths);
    match level.proof {
        LevelProof::Full if level.served == level.asked => "full 全部满足".into(),
        LevelProof::Full => "full: nothing more can be sent 可送达者已全部满足".into(),
        LevelProof::Best => "exactly best 已证明最优".into(),
        LevelProof::Within => format!("within {near} of the best 距最优不超过 {near}"),
        LevelProof::Conditional => {
            format!("within {near} of the best, if no level above gets less 若上面各层不减，距最优不超过 {near}")
        }
        LevelProof::Unsaid => "no bound said 未给出界限".into(),
    }
}

/// What is proven of the cost, in words; `gap` is in millionths of the least.
pub fn cost_words(gap: Option<u64>) -> String {
    match gap {
        None => "no bound said 未给出界限".into(),
        Some(0) => "exactly least 已证明最小".into(),
        Some(gap) => format!("within {0} of the least 距最小不超过 {0}", percent(gap)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_are_cut_to_a_tenth_whatever_their_size() {
        let share = |served: &str, asked: &str| {
            met(&ServiceLevel { served: served.into(), asked: asked.into(), ..ServiceLevel::default() })
        };
        assert_eq!(
            (share("734", "1000"), share("2", "3"), share("5", "5")),
            ("73.4 %".into(), "66.6 %".into(), "100.0 %".into())
        );
        assert_eq!((share("0", "0"), share("x", "1")), ("–".into(), "–".into()));
        let large = i128::MAX.to_string();
        assert_eq!(share(&large, &large), "100.0 %");
    }
}
