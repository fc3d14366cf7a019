//! Attachments: each that an entry names is there, and each that is there has the SHA-256 in its name and an entry that
//! names it.

use super::{Auditor, Progress};
use crate::source::SourceError;
use std::collections::BTreeSet;
use yicang_language::message;
use yicang_replay::counting;
use yicang_tlog::layout::blob_path;
use yicang_tlog::{hex, parse_hex, sha256};

impl Auditor<'_> {
    pub(super) fn check_blobs(
        &mut self,
        listed: Option<&[String]>,
        whole: bool,
        progress: Progress<'_>,
    ) -> Result<(), SourceError> {
        let mut names: BTreeSet<String> = self.named.keys().map(blob_path).collect();
        names.extend(listed.unwrap_or_default().iter().filter(|name| name.starts_with("blob/")).cloned());
        let total = names.len() as u64;
        for (done, name) in (1..).zip(names) {
            progress("attachments", done, total);
            let Some(hash) = name.strip_prefix("blob/").and_then(parse_hex) else { continue };
            match self.read(&name)? {
                None => {
                    let entry = self.named.get(&hash).copied().unwrap_or_default();
                    self.find(&name, message!("audit-blob-missing", entry = entry));
                }
                Some(bytes) if sha256(&bytes) != hash => {
                    self.find(&name, message!("audit-blob-hash", hash = hex(&sha256(&bytes))));
                }
                Some(_) if whole && !self.named.contains_key(&hash) => self.find(&name, message!("audit-blob-unnamed")),
                Some(bytes) if counting::is_old_plan(&bytes) => drop(self.old_plans.insert(hash)),
                Some(_) => {}
            }
        }
        Ok(())
    }
}
