//! What a plan counts on of goods that have not come yet. Lines of a policy, each of which may be absent:
//!
//! * `inbound discounted|full|none`: ⌊quantity · confidence / 100⌋ of what was announced, all of it, or nothing.
//!   Without the line nothing, as it was before anything was announced;
//! * `inbound-from PERCENT` (1 to 100): of what is less sure than this, nothing.

use crate::inbound::{Arriving, CONFIDENCE_MAX};
use crate::line::{Line, TextError};
use crate::quantity::Quantity;
use yicang_language::message;

/// See the module.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct InboundRule {
    /// How much of it.
    pub counts: Counts,
    /// In percent; 0 is any.
    pub from: u32,
}

/// How much of what was announced counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Counts {
    /// Nothing.
    #[default]
    Nothing,
    /// As much as it is sure.
    Discounted,
    /// All.
    Full,
}

impl InboundRule {
    /// The units that a plan counts on.
    pub fn units(&self, arriving: &Arriving) -> Quantity {
        if arriving.confidence < self.from {
            return Quantity::ZERO;
        }
        let units = match self.counts {
            Counts::Nothing => 0,
            Counts::Full => arriving.quantity.units(),
            // At most 10¹² · 100.
            Counts::Discounted => arriving.quantity.units() * u64::from(arriving.confidence) / 100,
        };
        Quantity::new(units).unwrap_or_default()
    }
}

/// The lines as far as they were read.
#[derive(Default)]
pub(super) struct Reading {
    counts: Option<Counts>,
    from: Option<u32>,
}

impl Reading {
    /// Whether the line with this keyword is one of these; then it is read to its end.
    pub(super) fn takes(&mut self, keyword: &str, line: &mut Line<'_>) -> Result<bool, TextError> {
        match keyword {
            "inbound" => line.once(&mut self.counts, |line| match line.word("inbound")? {
                "discounted" => Ok(Counts::Discounted),
                "full" => Ok(Counts::Full),
                "none" => Ok(Counts::Nothing),
                other => Err(line.fault(message!("inbound-policy", word = format!("{other:?}")))),
            })?,
            "inbound-from" => {
                line.once(&mut self.from, |line| line.small("inbound-from", 1, u64::from(CONFIDENCE_MAX)))?;
            }
            _ => return Ok(false),
        }
        Ok(true)
    }

    pub(super) fn rule(&self) -> InboundRule {
        InboundRule { counts: self.counts.unwrap_or_default(), from: self.from.unwrap_or(0) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::policy::Policy;

    const PLAIN: &str = "yicang-policy 1\nname x\nfirst-level units\nclass a 5\n";

    fn units(lines: &str, quantity: u64, confidence: u32) -> u64 {
        let policy = Policy::from_text(&format!("{PLAIN}{lines}")).unwrap();
        let (quantity, expected_at) = (Quantity::new(quantity).unwrap(), jiff::Timestamp::UNIX_EPOCH);
        policy.inbound.units(&Arriving { quantity, confidence, expected_at, entry: 1 }).units()
    }

    #[test]
    fn what_is_counted_on_is_what_the_policy_says() {
        assert_eq!(units("", 5_000, 100), 0, "a policy of before counts on nothing");
        assert_eq!(units("inbound none\n", 5_000, 100), 0);
        assert_eq!(units("inbound full\n", 5_000, 1), 5_000);
        assert_eq!(units("inbound discounted\n", 5_000, 80), 4_000);
        assert_eq!(units("inbound discounted\n", 999, 33), 329, "rounded down");
        assert_eq!(units("inbound discounted\n", 1, 99), 0);
        assert_eq!(units("inbound discounted\n", crate::quantity::QUANTITY_MAX, 100), crate::quantity::QUANTITY_MAX);
        let from = "inbound full\ninbound-from 60\n";
        assert_eq!([59, 60].map(|sure| units(from, 10, sure)), [0, 10]);
    }

    #[test]
    fn what_is_wrong_with_a_line_is_named() {
        for (lines, answer) in [
            ("inbound half\n", "line 5: inbound is discounted, full or none, not \"half\""),
            ("inbound full\ninbound full\n", "line 6: stands here a second time"),
            ("inbound-from 0\n", "line 5: inbound-from is a whole number from 1 to 100, not \"0\""),
        ] {
            assert_eq!(Policy::from_text(&format!("{PLAIN}{lines}")).unwrap_err().to_string(), answer);
        }
    }
}
