//! The public draw: in which order needs of equal standing are served.
//!
//! Under a steps policy it stands between service and cost. Segments of equal level and equal worth are served in this
//! order: first what the last plan served, so that planning again does not reshuffle; then by the ticket of the need,
//! lowest first:
//!
//! ```text
//! ticket = SHA-256(seed, line break, site, line break, item)
//! ```
//!
//! The seed is a line of the situation. A centre takes it from its public log, after the last decision: nobody who
//! reports can choose it. Anyone can draw again.

use crate::id::NeedKey;
use crate::situation::Situation;
use sha2::{Digest, Sha256};

/// A need's place in the draw is where this stands among all; lowest first.
pub type Ticket = [u8; 32];

/// The ticket of a need.
pub fn ticket(seed: &str, need: &NeedKey) -> Ticket {
    let mut hash = Sha256::new();
    for part in [seed, "\n", need.site.as_str(), "\n", need.item.as_str()] {
        hash.update(part.as_bytes());
    }
    hash.finalize().into()
}

/// The seed of a situation that nobody gave one: the SHA-256 of its other lines, in hexadecimal digits.
pub fn default_seed(situation: &Situation) -> String {
    let text = Situation { seed: None, ..situation.clone() }.to_text();
    Sha256::digest(text.as_bytes()).iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_ticket_is_the_hash_of_three_lines() {
        // printf 'seed\nH1\nMASK' | sha256sum
        let need = NeedKey { site: "H1".parse().unwrap(), item: "MASK".parse().unwrap() };
        let digits: String = ticket("seed", &need).iter().map(|byte| format!("{byte:02x}")).collect();
        assert_eq!(digits, "b77d6c411e2be6352ca579f75da90ef0ba2af649c3206ba956d5bebca3ccae9e");
    }
}
