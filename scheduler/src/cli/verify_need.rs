//! `verify-need`: a coordinator says what a site is entitled to of an item.

use super::Failure;
use crate::client::connect::ConnectArgs;
use crate::events::verification::{SentLine, VerifyAsk};
use crate::terminal::console::Console;
use crate::terminal::word_fault::WordFault;
use std::str::FromStr;
use yicang_domain::Quantity;
use yicang_language::{Message, message};

#[derive(clap::Args)]
pub(super) struct VerifyNeed {
    #[command(flatten)]
    connect: ConnectArgs,
    #[arg(value_name = "SITE/ITEM")]
    need: String,
    #[arg(long, value_name = "UNITS")]
    entitlement: Quantity,
    #[arg(long, default_value = "")]
    class: String,
    #[arg(long, value_name = "TEXT")]
    basis: String,
    #[arg(long, value_name = "SHA256")]
    evidence: Option<Sha256Digits>,
}

/// 64 hexadecimal digits on the command line.
#[derive(Debug, Clone)]
struct Sha256Digits([u8; 32]);

impl FromStr for Sha256Digits {
    type Err = WordFault;

    fn from_str(text: &str) -> Result<Self, WordFault> {
        let wrong = || WordFault(message!("centre-needs-bad-hash", text = format!("{text:?}")));
        yicang_exchange::of_hex(text).map(Self).ok_or_else(wrong)
    }
}

impl VerifyNeed {
    pub(super) async fn run(self, console: &mut Console<'_>) -> Result<(), Failure> {
        let centre = self.connect.connect(console.language).await?;
        let known = centre.situation().await?;
        // An id may have a slash itself: what the catalogue knows is meant.
        let splits = self.need.match_indices('/').map(|(at, _)| (&self.need[..at], &self.need[at + 1..]));
        let is_known = |(site, item): &(&str, &str)| {
            known.sites.contains(*site) && known.units.keys().any(|known| known.as_str() == *item)
        };
        let Some((site, item)) = splits.clone().find(is_known) else {
            return Err(Failure::usage(message!("centre-needs-unknown", need = &self.need)));
        };
        let line = SentLine {
            site_id: site.to_owned(),
            item_id: item.to_owned(),
            entitlement: self.entitlement.units(),
            priority_class: self.class,
            basis: self.basis,
            evidence_sha256: self.evidence.map(|hash| hash.0.to_vec()).unwrap_or_default(),
        };
        let record = centre.give(VerifyAsk { lines: vec![line] }.to_wire()).await?;
        Ok(console.say(&message!("centre-verified", lines = Message::verbatim(&self.need), record = record))?)
    }
}
