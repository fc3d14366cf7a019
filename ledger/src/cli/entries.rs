//! Entries as a person reads them: a line each, or one in full. Bytes that are no entry of ours are shown as such.

use std::io::{self, Write};
use yicang_auditor::audit::ignored;
use yicang_tlog::{Checkpoint, Leaf, TlogProof, hex};

/// Columns, where `COLUMNS` does not say: what a terminal has at least.
const COLUMNS: usize = 80;

pub(super) fn head(head: &Checkpoint, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "{}: {} entries, root {}", head.origin(), head.size(), hex(head.root()))?;
    ignored(head).try_for_each(|what| writeln!(out, "note: the checkpoint {what}"))
}

/// Number, kind and as many fields as fit.
pub(super) fn line(index: u64, entry: &[u8], out: &mut dyn Write) -> io::Result<()> {
    let text = match Leaf::parse(entry) {
        Ok(leaf) => {
            let fields = leaf.lines().map(|(key, value)| match (key, value.split_once(' ')) {
                ("blob", Some((role, hash))) => format!("{role} {}…", hash.get(..8).unwrap_or(hash)),
                _ => format!("{key} {value}"),
            });
            format!("{index:>7}  {:<12} {}", leaf.kind(), fields.collect::<Vec<_>>().join(" · "))
        }
        Err(error) => format!("{index:>7}  ({} bytes: {error})", entry.len()),
    };
    let columns = std::env::var("COLUMNS").ok().and_then(|c| c.parse().ok()).unwrap_or(COLUMNS);
    writeln!(out, "{}", cut(text.trim_end(), columns))
}

pub(super) fn whole(proof: &TlogProof, entry: &[u8], out: &mut dyn Write) -> io::Result<()> {
    let head = proof.checkpoint();
    writeln!(out, "entry {} of {}, proven under the checkpoint of {}", proof.index(), head.origin(), head.size())?;
    writeln!(out, "leaf hash {}", hex(proof.leaf()))?;
    ignored(head).try_for_each(|what| writeln!(out, "note: the checkpoint {what}"))?;
    writeln!(out)?;
    match Leaf::parse(entry) {
        Ok(leaf) => {
            writeln!(out, "{}", leaf.kind())?;
            leaf.lines().try_for_each(|(key, value)| writeln!(out, "  {key:<14} {value}"))
        }
        Err(error) => writeln!(out, "{} bytes that are no entry of this program's: {error}", entry.len()),
    }
}

/// The text in at most so many columns. Chinese, Japanese and Korean characters take two.
fn cut(text: &str, columns: usize) -> String {
    let width = |c: char| if ('\u{1100}'..='\u{115f}').contains(&c) || c >= '\u{2e80}' { 2 } else { 1 };
    if text.chars().map(width).sum::<usize>() <= columns {
        return text.to_owned();
    }
    let mut left = columns.saturating_sub(1);
    let fits = text.chars().take_while(|c| match left.checked_sub(width(*c)) {
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
