//! Levels of service for people: names, shares, and what is proven, in words.

use yicang_domain::plan::percent;
use yicang_domain::{LevelProof, ServiceLevel};
use yicang_language::{Message, message};

/// A level's name; classes are called as reports call them.
pub fn name(level: &ServiceLevel) -> Message {
    named(&level.name)
}

/// The same by the name that the policy gives it.
pub fn named(name: &str) -> Message {
    match name {
        "floor" => message!("centre-level-floor"),
        "above entitlement" => message!("centre-level-above-entitlement"),
        "service" => message!("centre-level-service"),
        class => Message::verbatim(class),
    }
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
pub fn words(level: &ServiceLevel) -> Message {
    let near = percent(level.gap_millionths);
    match level.proof {
        LevelProof::Full if level.served == level.asked => message!("centre-proof-full"),
        LevelProof::Full => message!("centre-proof-nothing-more"),
        LevelProof::Best => message!("centre-proof-best"),
        LevelProof::Within => message!("centre-proof-within", near = near),
        LevelProof::Conditional => message!("centre-proof-conditional", near = near),
        LevelProof::Unsaid => message!("centre-proof-none"),
    }
}

/// What is proven of the cost, in words; `gap` is in millionths of the least.
pub fn cost_words(gap: Option<u64>) -> Message {
    match gap {
        None => message!("centre-proof-none"),
        Some(0) => message!("centre-proof-least"),
        Some(gap) => message!("centre-proof-within-least", near = percent(gap)),
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
