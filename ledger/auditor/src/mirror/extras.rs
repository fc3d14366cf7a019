//! What a copy takes besides the entries: decisions' proofs and the witnessed head, where they are there and hold.

use super::{Mirror, MirrorError};
use crate::audit::Progress;
use crate::log_keys::Keys;
use crate::source::Source;
use yicang_tlog::layout::{WITNESSED, proof_path};
use yicang_tlog::{Checkpoint, Leaf, LogKeys as _, Tree, UnverifiedProof};

impl Mirror<'_> {
    /// Proofs of decisions and the witnessed head, where they are there and hold.
    pub(super) fn take_extras(
        &self,
        source: &dyn Source,
        keys: &Keys<'_>,
        tree: &Tree,
        fetched: &mut u64,
        progress: Progress<'_>,
    ) -> Result<(), MirrorError> {
        let decisions = self.decisions(tree.size())?;
        let total = decisions.len() as u64;
        for (done, (index, entry)) in (1..).zip(decisions) {
            progress("proofs", done, total);
            let name = proof_path(index);
            let had = self.copy.0.join(&name).exists();
            let Some(bytes) = (if had { None } else { source.read(&name)? }) else { continue };
            *fetched += 1;
            let proof = UnverifiedProof::parse(&bytes).and_then(|proof| proof.verify(keys, &entry));
            if proof.is_ok_and(|proof| proof.index() == index && is_of(tree, proof.checkpoint())) {
                self.put(&self.copy, &name, &bytes)?;
            }
        }
        if let Some(note) = source.read(WITNESSED)? {
            *fetched += 1;
            if keys.open_by(&note).is_ok_and(|(head, _)| is_of(tree, &head)) {
                self.put(&self.copy, WITNESSED, &note)?;
            }
        }
        Ok(())
    }

    fn decisions(&self, size: u64) -> Result<Vec<(u64, Vec<u8>)>, MirrorError> {
        let mut decisions = Vec::new();
        self.entries(0, size, &mut |index, entry| {
            if Leaf::parse(entry).is_ok_and(|leaf| leaf.kind() == "decision") {
                decisions.push((index, entry.to_vec()));
            }
        })?;
        Ok(decisions)
    }
}

fn is_of(tree: &Tree, head: &Checkpoint) -> bool {
    tree.root_at(head.size()) == Some(*head.root())
}
