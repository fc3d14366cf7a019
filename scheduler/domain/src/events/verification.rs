//! A coordinator has verified what sites are entitled to. The lines are published as a text that the entry names by
//! SHA-256, and that the command's signature covers:
//!
//! ```text
//! yicang-verification 1
//! need SITE ITEM UNITS [class=CLASS] [evidence=SHA256] [revoked]
//! ```
//!
//! A line that is `revoked`, of 0 units, takes back what was verified before.
//!
//! The grounds, a text for each line, are the masked field `basis`.

use super::Hash;
use super::Masked;
use super::command::{Asked, Commanded};
use super::lines::{Lines, Writer, from_hex, hex};
use crate::board::Board;
use crate::entitlement::Verified;
use crate::id::{ClassName, NeedKey};
use crate::life::Said;
use crate::quantity::Quantity;
use crate::text::{TextError, lines, option};
use std::collections::BTreeSet;
use std::fmt::Write as _;

/// The kind of the entry.
pub const KIND: &str = "verification";
/// The role of its text.
pub const TEXT: &str = "verification";
/// The masked field of the grounds.
pub const BASIS: &str = "basis";
/// The most lines of one verification.
pub const LINES_MAX: usize = 10_000;
/// The longest grounds of a line, in bytes.
pub const BASIS_BYTES_MAX: usize = 500;

const FIRST: &str = "yicang-verification 1";

/// The public face.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Published {
    /// How many lines.
    pub count: usize,
    /// The SHA-256 of their text.
    pub text: Hash,
    /// By whose command.
    pub by: Commanded,
    /// The grounds.
    pub masked: Masked,
}

/// What one site is entitled to of one item.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VerifiedLine {
    /// Whose, of what.
    pub need: NeedKey,
    /// Base units; 0 is nothing.
    pub units: Quantity,
    /// The class, if it was looked at, too.
    pub class: Option<ClassName>,
    /// The SHA-256 of a document that shows it.
    pub evidence: Option<Hash>,
    /// What was verified before holds no more.
    pub revoked: bool,
}

/// A line in words, whether or not they are lawful ids.
#[derive(Debug, Clone, Copy)]
pub struct LineWords<'a> {
    /// The site.
    pub site: &'a str,
    /// The item.
    pub item: &'a str,
    /// Base units.
    pub units: u64,
    /// The class; empty where none is said.
    pub class: &'a str,
    /// The document's hash; empty where there is none.
    pub evidence: &'a [u8],
    /// What was verified before holds no more.
    pub revoked: bool,
}

/// The text of lines, in their order.
pub fn text<'a>(lines: impl IntoIterator<Item = LineWords<'a>>) -> String {
    let mut text = format!("{FIRST}\n");
    for LineWords { site, item, units, class, evidence, revoked } in lines {
        let _ = write!(text, "need {site} {item} {units}");
        option(&mut text, "class", Some(class).filter(|class| !class.is_empty()));
        option(&mut text, "evidence", Some(evidence).filter(|hash| !hash.is_empty()).map(hex));
        text.push_str(if revoked { " revoked\n" } else { "\n" });
    }
    text
}

impl VerifiedLine {
    /// As words.
    pub fn words(&self) -> LineWords<'_> {
        LineWords {
            site: self.need.site.as_str(),
            item: self.need.item.as_str(),
            units: self.units.units(),
            class: self.class.as_ref().map_or("", ClassName::as_str),
            evidence: self.evidence.as_ref().map_or(&[], |hash| hash),
            revoked: self.revoked,
        }
    }
}

/// Reads the lines of a [`text`].
///
/// # Errors
/// The first line that is none, or that is about a need of a line before.
pub fn from_text(source: &str) -> Result<Vec<VerifiedLine>, TextError> {
    let (mut all, mut known) = (Vec::new(), BTreeSet::new());
    for mut line in lines(source, FIRST)? {
        if line.word("keyword")? != "need" {
            return Err(line.fault("is not `need …`".into()));
        }
        let need = NeedKey { site: line.parse("site")?, item: line.parse("item")? };
        let units = line.parse("units")?;
        let class = line.option("class")?;
        let evidence = match line.option::<String>("evidence")? {
            None => None,
            Some(digits) => {
                Some(from_hex(&digits).ok_or_else(|| line.fault("evidence is not 64 hexadecimal digits".into()))?)
            }
        };
        let revoked = line.flag("revoked");
        line.end()?;
        if !known.insert(need.clone()) {
            return Err(line.fault("stands here a second time".into()));
        }
        all.push(VerifiedLine { need, units, class, evidence, revoked });
    }
    Ok(all)
}

impl Published {
    pub(super) fn write(&self, out: &mut Writer) {
        out.line("lines", self.count);
        self.by.write(out);
        out.blob(TEXT, &self.text);
        out.masked(&self.masked);
        self.by.write_signature(out);
    }

    pub(super) fn fits(&self, asked: &Asked) -> Result<(), String> {
        asked.is("verify", &self.count.to_string())?;
        asked.is("lines-sha256", &hex(&self.text))
    }

    pub(super) fn read(lines: &mut Lines<'_>) -> Result<Self, TextError> {
        let count = lines.value("lines")?;
        let mut by = Commanded::read(lines)?;
        let (text, masked) = (lines.blob(TEXT)?, lines.masked()?);
        by.read_signature(lines)?;
        Ok(Self { count, text, by, masked })
    }
}

impl Board {
    /// What was received before counts no more; what is on its way does.
    pub(crate) fn apply_verification(&mut self, index: u64, lines: &[VerifiedLine]) {
        for VerifiedLine { need, units, class, revoked, .. } in lines {
            if *revoked {
                // What came and what comes stays counted; the rule or the median counts again.
                self.verified.remove(need);
                self.remember(need, Said::Revoked);
                self.judge(need, false);
                continue;
            }
            let verified = Verified { units: *units, class: class.clone(), entry: index };
            self.verified.insert(need.clone(), verified);
            self.words.verified(need, *units);
            self.begin_stack(need);
            self.remember(need, Said::Verified(*units, class.clone()));
            if self.needs.contains_key(need) {
                self.cover_anew(need);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_text_comes_back_as_it_went_and_its_faults_have_their_line() {
        let evidence = "ab".repeat(32);
        let written = format!("{FIRST}\nneed H1 N95 400 class=critical evidence={evidence}\nneed H2 N95 0 revoked\n");
        let read = from_text(&written).unwrap();
        assert_eq!(text(read.iter().map(VerifiedLine::words)), written);
        assert_eq!((read[0].evidence, read[1].units), (Some([0xab; 32]), Quantity::ZERO));
        assert_eq!(read.iter().map(|line| line.revoked).collect::<Vec<_>>(), [false, true]);
        for (from, to, answer) in [
            ("need H2 N95", "need H1 N95", "line 3: stands here a second time"),
            ("evidence=ab", "evidence=AB", "line 2: evidence is not 64 hexadecimal digits"),
            ("need H2", "deed H2", "line 3: is not `need …`"),
        ] {
            assert_eq!(from_text(&written.replacen(from, to, 1)).unwrap_err().to_string(), answer);
        }
    }
}
