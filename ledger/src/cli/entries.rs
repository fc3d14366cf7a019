//! Entries as a person reads them: a line each, or one in full. Bytes that are no entry of ours are shown as such.

use super::output::Output;
use std::io::{self, Write as _};
use yicang_auditor::audit::ignored;
use yicang_auditor::words::Words as _;
use yicang_language::{message, width};
use yicang_tlog::{Checkpoint, Leaf, TlogProof, hex};

/// Columns, where `COLUMNS` does not say: what a terminal has at least.
const COLUMNS: usize = 80;

pub(super) fn head(head: &Checkpoint, out: &mut Output<'_>) -> io::Result<()> {
    out.say(&message!("ledger-show-head", log = head.origin(), entries = head.size(), root = hex(head.root())))?;
    notes(head, out)
}

fn notes(head: &Checkpoint, out: &mut Output<'_>) -> io::Result<()> {
    ignored(head).try_for_each(|what| {
        let what = message!("audit-the-checkpoint", what = what);
        out.say_of_others(&message!("ledger-note", what = what))
    })
}

/// Number, kind and as many fields as fit.
pub(super) fn line(index: u64, entry: &[u8], out: &mut Output<'_>) -> io::Result<()> {
    let text = match Leaf::parse(entry) {
        Ok(leaf) => {
            let fields = leaf.lines().map(|(key, value)| match (key, value.split_once(' ')) {
                ("blob", Some((role, hash))) => format!("{role} {}…", hash.get(..8).unwrap_or(hash)),
                _ => format!("{key} {value}"),
            });
            format!("{index:>7}  {:<12} {}", leaf.kind(), fields.collect::<Vec<_>>().join(" · "))
        }
        Err(error) => {
            let what = message!("ledger-show-unread", bytes = entry.len(), why = error.words());
            format!("{index:>7}  {}", what.say(out.language))
        }
    };
    let columns = std::env::var("COLUMNS").ok().and_then(|c| c.parse().ok()).unwrap_or(COLUMNS);
    writeln!(out, "{}", cut(text.trim_end(), columns))
}

pub(super) fn whole(proof: &TlogProof, entry: &[u8], out: &mut Output<'_>) -> io::Result<()> {
    let (head, index) = (proof.checkpoint(), proof.index());
    out.say(&message!("ledger-show-entry", index = index, log = head.origin(), size = head.size()))?;
    out.say(&message!("ledger-show-leaf", hash = hex(proof.leaf())))?;
    notes(head, out)?;
    writeln!(out)?;
    match Leaf::parse(entry) {
        Ok(leaf) => {
            writeln!(out, "{}", leaf.kind())?;
            leaf.lines().try_for_each(|(key, value)| writeln!(out, "  {key:<14} {value}"))
        }
        Err(error) => out.say(&message!("ledger-show-foreign", bytes = entry.len(), why = error.words())),
    }
}

/// The text in at most so many columns. Chinese, Japanese and Korean characters take two.
fn cut(text: &str, columns: usize) -> String {
    let of = |c: char| width(c.encode_utf8(&mut [0; 4]));
    if width(text) <= columns {
        return text.to_owned();
    }
    let mut left = columns.saturating_sub(1);
    let fits = text.chars().take_while(|c| match left.checked_sub(of(*c)) {
        Some(rest) => {
            left = rest;
            true
        }
        None => false,
    });
    fits.chain(['…']).collect()
}

#[cfg(test)]
mod tests {
    use super::cut;

    #[test]
    fn a_line_fits_the_terminal() {
        assert_eq!(cut("gloves", 6), "gloves");
        assert_eq!(cut("gloves and masks", 6), "glove…");
        assert_eq!(cut("手套和口罩", 10), "手套和口罩");
        assert_eq!(cut("手套和口罩", 6), "手套…");
    }
}
