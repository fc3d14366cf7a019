//! Published proofs: each is of the entry in its name, under a head that this log has signed.

use super::{Auditor, Progress};
use crate::source::SourceError;
use crate::tiles::{bundle_of, read_tile};
use crate::words::Words as _;
use std::collections::BTreeSet;
use yicang_language::{Message, message};
use yicang_tlog::layout::proof_path;
use yicang_tlog::{Tree, UnverifiedProof, decode_bundle};

impl Auditor<'_> {
    pub(super) fn check_proofs(
        &mut self,
        tree: &Tree,
        listed: Option<&[String]>,
        progress: Progress<'_>,
    ) -> Result<(), SourceError> {
        // Where files cannot be listed, decisions are what proofs are published for; each may have none.
        let indexes: BTreeSet<u64> = match listed {
            Some(names) => names.iter().filter_map(|name| proof_index(name)).collect(),
            None => {
                let decided = self.plans.iter().filter(|(_, leaf)| leaf.kind() == "decision");
                decided.map(|(index, _)| *index).collect()
            }
        };
        let total = indexes.len() as u64;
        for (done, index) in (1..).zip(indexes) {
            progress("proofs", done, total);
            let name = proof_path(index);
            if let Some(bytes) = self.read(&name)?
                && let Err(what) = self.check_proof(index, &bytes, tree)?
            {
                self.find(&name, what);
            }
        }
        Ok(())
    }

    fn check_proof(&self, index: u64, bytes: &[u8], tree: &Tree) -> Result<Result<(), Message>, SourceError> {
        let proof = match UnverifiedProof::parse(bytes) {
            Ok(proof) => proof,
            Err(error) => return Ok(Err(error.words())),
        };
        if proof.index() != index {
            return Ok(Err(message!("audit-proof-for", entry = proof.index())));
        }
        if proof.extra().is_some() {
            return Ok(Err(message!("audit-proof-extra")));
        }
        let Some(entry) = self.entry(index, tree.size())? else {
            return Ok(Err(message!("audit-proof-unread", size = tree.size())));
        };
        Ok(match proof.verify(self.log, &entry) {
            Err(error) => Err(error.words()),
            Ok(proof) if tree.root_at(proof.checkpoint().size()) != Some(*proof.checkpoint().root()) => {
                Err(message!("audit-proof-contradicts", size = proof.checkpoint().size()))
            }
            Ok(_) => Ok(()),
        })
    }

    /// One entry's bytes.
    fn entry(&self, index: u64, size: u64) -> Result<Option<Vec<u8>>, SourceError> {
        if index >= size {
            return Ok(None);
        }
        let bundle = read_tile(self.source, &bundle_of(index, size))?;
        let entries = bundle.as_ref().and_then(|(_, bytes)| decode_bundle(bytes).ok());
        let within = usize::try_from(index % 256).expect("a number below 256");
        Ok(entries.and_then(|entries| entries.get(within).map(|entry| entry.to_vec())))
    }
}

fn proof_index(name: &str) -> Option<u64> {
    let index = name.strip_prefix("proof/")?.strip_suffix(".tlog-proof")?.parse().ok()?;
    (proof_path(index) == name).then_some(index)
}
