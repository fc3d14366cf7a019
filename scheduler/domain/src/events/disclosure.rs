//! Somebody may see masked fields until a time: which, and by whose command. Who and why are masked.

use super::Masked;
use super::command::{Asked, Commanded};
use super::lines::{Lines, Writer, not_like};
use crate::text::TextError;
use jiff::Timestamp;
use std::collections::BTreeSet;

/// The kind of the entry.
pub const KIND: &str = "grant";

/// The public face. It means nothing for the board.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Published {
    /// Until when.
    pub until: Timestamp,
    /// By whose command.
    pub by: Commanded,
    /// Entry and field each.
    pub fields: Vec<(u64, String)>,
    /// The reader and the reason.
    pub masked: Masked,
}

impl Published {
    pub(super) fn write(&self, out: &mut Writer) {
        out.line("until", self.until);
        self.by.write(out);
        self.fields.iter().for_each(|(entry, field)| out.line("field", format_args!("{entry} {field}")));
        out.masked(&self.masked);
        self.by.write_signature(out);
    }

    pub(super) fn fits(&self, asked: &Asked) -> Result<(), String> {
        asked.is("until", &self.until.to_string())?;
        let named: BTreeSet<&str> = asked.all("disclose").collect();
        let is_asked = |entry: &u64, field: &str| {
            named.contains(format!("{entry} {field}").as_str()) || named.contains(entry.to_string().as_str())
        };
        match self.fields.iter().find(|(entry, field)| !is_asked(entry, field)) {
            None => Ok(()),
            Some((entry, field)) => Err(format!("opens `{field}` of entry {entry}, which its command does not name")),
        }
    }

    pub(super) fn read(lines: &mut Lines<'_>) -> Result<Self, TextError> {
        let until = lines.value("until")?;
        let mut by = Commanded::read(lines)?;
        let mut fields = Vec::new();
        while let Some((line, text)) = lines.option_text("field") {
            let named = text.split_once(' ').and_then(|(entry, field)| Some((entry.parse().ok()?, field.to_owned())));
            fields.push(named.ok_or_else(|| not_like(line, "field <entry> <field>"))?);
        }
        let masked = lines.masked()?;
        by.read_signature(lines)?;
        Ok(Self { until, by, fields, masked })
    }
}
