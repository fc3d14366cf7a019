//! What opening does before the ledger is handed out: the tree from the journal, what was signed against the tree, and
//! the public folder brought up to both. Nothing is written before everything was checked.

use super::{INDEX, OpenError, Publisher, SIGNED};
use crate::index::Index;
use crate::journal::Record;
use crate::public::{PublicFolder, Recent};
use std::collections::HashSet;
use std::path::{Path, PathBuf};
use yicang_files as files;
use yicang_language::{Message, message};
use yicang_tlog::layout::{CHECKPOINT, VKEY, blob_path, proof_path};
use yicang_tlog::{Checkpoint, Hash, LogVerifier, TileKind, TilePath, Tree, UnverifiedProof, sha256};

/// What the one reading of the journal yields: the tree, the attachments, and which public files do not fit them. It
/// compares and writes nothing; what cannot be read does not fit.
pub(crate) struct Survey {
    public: PathBuf,
    tree: Tree,
    /// Attachments of all records.
    blobs: HashSet<Hash>,
    /// The entries of the bundle that is not full.
    recent: Recent,
    /// Records with an attachment that is missing or another.
    wrong_blobs: Vec<u64>,
    /// Full bundles that are missing or others, or have partial forms beside them.
    wrong_bundles: Vec<TilePath>,
}

impl Survey {
    pub(super) fn new(public: PathBuf) -> Self {
        let (tree, blobs, recent, wrong_blobs, wrong_bundles) = Default::default();
        Self { public, tree, blobs, recent, wrong_blobs, wrong_bundles }
    }

    /// Takes the records in their order.
    pub(super) fn take(&mut self, index: u64, record: Record) {
        let mut fits = true;
        for blob in &record.blobs {
            let hash = sha256(blob);
            fits &= self.holds(&blob_path(&hash), blob);
            self.blobs.insert(hash);
        }
        if !fits {
            self.wrong_blobs.push(index);
        }
        self.tree.push(&record.leaf);
        self.recent.push(record.leaf);
        let bundle = TilePath::added(index, index + 1)[0];
        if bundle.is_full() {
            let fits = self.holds(&bundle.to_string(), &self.recent.bundle(&bundle));
            if !fits || self.public.join(bundle.partial_dir()).exists() {
                self.wrong_bundles.push(bundle);
            }
            self.recent.keep_from(index + 1);
        }
    }

    fn holds(&self, name: &str, bytes: &[u8]) -> bool {
        files::read(&self.public.join(name)).is_ok_and(|found| found.as_deref() == Some(bytes))
    }

    #[cfg(test)]
    pub(super) fn of(public: PathBuf, journal: &dyn crate::journal::Journal) -> Self {
        let mut survey = Self::new(public);
        for record in journal.scan(0) {
            let (index, record) = record.unwrap();
            survey.take(index, record);
        }
        survey
    }

    /// The attachments' hashes, which are the sequencer's to know.
    pub(super) fn take_blobs(&mut self) -> HashSet<Hash> {
        std::mem::take(&mut self.blobs)
    }
}

/// Brings all up to the journal; answers what the operator should know.
pub(super) fn recover(survey: Survey, publisher: &mut Publisher) -> Result<Vec<Message>, OpenError> {
    publisher.tree = survey.tree;
    publisher.recent = survey.recent;
    let signed = publisher.check_signed()?;
    publisher.repair_entries(&survey.wrong_blobs, &survey.wrong_bundles)?;
    publisher.repair_tiles()?;
    publisher.bring_out(signed)?;
    let mut notices = publisher.repair_proofs()?;
    notices.extend(publisher.open_index());
    Ok(notices)
}

impl Publisher {
    /// Checks all that was ever signed, as far as it is known here, against the journal. Writes nothing.
    fn check_signed(&self) -> Result<Option<Checkpoint>, OpenError> {
        let remembered = signed(&self.dir, self.verifier())?;
        // A public checkpoint that does not open is only a damaged copy, if what was signed is known otherwise.
        let path = self.dir.join("public").join(CHECKPOINT);
        let public = match self.public.read(CHECKPOINT)?.map(|bytes| self.verifier().open_own(&bytes)) {
            Some(Ok(head)) => Some(head),
            Some(Err(source)) if remembered.is_none() => return Err(OpenError::Signed { path, source }),
            _ => None,
        };
        let by_key = self.signing.last().cloned();
        let by_key = (&by_key, self.dir.join(crate::signing::LAST));
        for (head, path) in [(&remembered, self.dir.join(SIGNED)), (&public, path), by_key] {
            let Some(head) = head else { continue };
            if self.tree.root_at(head.size()) != Some(*head.root()) {
                let (size, records) = (head.size(), self.tree.size());
                return Err(OpenError::Inconsistent { path, size, records });
            }
        }
        Ok([remembered, public].into_iter().flatten().max_by_key(Checkpoint::size))
    }

    /// Reads again the few records whose public files do not fit, and makes those files right.
    fn repair_entries(&mut self, wrong_blobs: &[u64], wrong_bundles: &[TilePath]) -> Result<(), OpenError> {
        for index in wrong_blobs {
            for blob in self.read(*index)?.blobs {
                self.public.repair(&blob_path(&sha256(&blob)), &blob)?;
            }
        }
        for bundle in wrong_bundles {
            let indexes = bundle.start()..bundle.start() + u64::from(bundle.width());
            let entries = indexes.map(|index| Ok(self.read(index)?.leaf)).collect::<Result<Vec<_>, OpenError>>()?;
            self.public.repair_tile(bundle, &self.tree, &Recent::of_bundle(bundle.start(), entries))?;
        }
        let size = self.tree.size();
        if !size.is_multiple_of(256) {
            let last = TilePath::added(size - 1, size)[0];
            self.public.repair_tile(&last, &self.tree, &self.recent)?;
        }
        Ok(())
    }

    fn repair_tiles(&self) -> Result<(), OpenError> {
        let tiles = TilePath::added(0, self.tree.size());
        for tile in tiles.iter().filter(|tile| tile.kind() != TileKind::Entries) {
            self.public.repair_tile(tile, &self.tree, &self.recent)?;
        }
        Ok(())
    }

    /// Signs, if the journal has more than was signed, and sets the public head right.
    fn bring_out(&mut self, signed: Option<Checkpoint>) -> Result<(), OpenError> {
        let head = match signed {
            Some(head) if head.size() == self.tree.size() => {
                self.public.put_durably(&self.dir.join(SIGNED), head.as_bytes())?;
                head
            }
            _ => self.sign()?,
        };
        self.public.repair(VKEY, &self.vkey_line())?;
        self.public.repair(CHECKPOINT, head.as_bytes())?;
        self.published = Some(head);
        Ok(())
    }

    /// A published proof stays good for ever; one that a power cut has damaged is made anew.
    fn repair_proofs(&self) -> Result<Vec<Message>, OpenError> {
        let mut notices = Vec::new();
        for index in self.public.proofs()? {
            let Ok(record) = self.read(index) else { continue };
            let there = self.public.read(&proof_path(index))?.unwrap_or_default();
            let good = UnverifiedProof::parse(&there).and_then(|proof| proof.verify(self.verifier(), &record.leaf));
            let good = good.is_ok_and(|proof| proof.index() == index);
            if !good && let Ok(proof) = self.prove(index) {
                self.publish_proof(&proof)?;
                notices.push(message!("writer-proof-anew", file = proof_path(index)));
            }
        }
        Ok(notices)
    }

    /// Opens the look-up; a sentence if it cannot be had.
    fn open_index(&mut self) -> Option<Message> {
        match Index::open(&self.dir.join(INDEX), &self.tree) {
            Ok(index) => self.index = Some(index),
            Err(error) => return Some(message!("writer-index-off", why = Message::verbatim(error))),
        }
        None
    }

    fn vkey_line(&self) -> Vec<u8> {
        format!("{}\n", self.verifier().vkey()).into_bytes()
    }
}

/// Refuses a public folder that was made with another key.
pub(super) fn refuse_other_log(dir: &Path, public: &PublicFolder, log: &LogVerifier) -> Result<(), OpenError> {
    let key = public.read(VKEY)?.and_then(|key| LogVerifier::from_vkey(&String::from_utf8(key).ok()?).ok());
    match key {
        Some(key) if key != *log => Err(OpenError::OtherLog(dir.join("public").join(VKEY))),
        _ => Ok(()),
    }
}

/// The last checkpoint that this log signed, as far as this folder knows.
///
/// # Errors
///
/// The file cannot be read, or is not signed by this log.
pub fn signed(dir: &Path, log: &LogVerifier) -> Result<Option<Checkpoint>, OpenError> {
    let path = dir.join(SIGNED);
    match files::read(&path) {
        Ok(Some(bytes)) => log.open_own(&bytes).map(Some).map_err(|source| OpenError::Signed { path, source }),
        Ok(None) => Ok(None),
        Err(source) => Err(OpenError::Io { path, source }),
    }
}
