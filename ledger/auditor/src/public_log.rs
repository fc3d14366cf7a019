//! Takes entries and proofs out of a public folder, as anybody can who has the log's key: for those who hold no ledger,
//! or must not disturb a running one. Believes only what follows from the signed root.

use crate::source::{Source, SourceError};
use crate::tiles::{bundle_of, read_tile};
use crate::words::{Words as _, of_the_checkpoint};
use std::cell::RefCell;
use yicang_language::{Message, ToMessage, message};
use yicang_tlog::layout::{CHECKPOINT, WITNESSED};
use yicang_tlog::{
    Checkpoint, CheckpointError, Hash, LogKeys, ProofError, SignedHead, TileKind, TilePath, TileTree, TlogProof, Tree,
    UnverifiedProof, decode_bundle, leaf_hash, prove_inclusion_from_tiles,
};

/// Why an entry or a proof cannot be had.
#[derive(Debug, thiserror::Error)]
pub enum PublicLogError {
    /// The folder cannot be read.
    #[error(transparent)]
    Source(#[from] SourceError),
    /// No checkpoint.
    #[error("{}", self.message())]
    NoCheckpoint,
    /// The checkpoint does not hold.
    #[error("{}", self.message())]
    Checkpoint(#[from] CheckpointError),
    /// A file is missing or not what it should be.
    #[error("{}", self.message())]
    File(String),
    /// No such entry.
    #[error("{}", self.message())]
    NotThere {
        /// What was asked for.
        index: u64,
        /// Entries of the log.
        size: u64,
    },
    /// No entry with this leaf hash.
    #[error("{}", self.message())]
    NoSuchLeaf,
    /// The tiles do not lead to the signed root.
    #[error("{}", self.message())]
    Root,
    /// The entry is not the one that was signed.
    #[error("{}", self.message())]
    Proof(#[from] ProofError),
}

impl ToMessage for PublicLogError {
    fn message(&self) -> Message {
        match self {
            Self::Source(error) => error.message(),
            Self::NoCheckpoint => message!("extract-no-checkpoint"),
            Self::Checkpoint(error) => of_the_checkpoint(error),
            Self::File(file) => message!("extract-file", file = file),
            Self::NotThere { index, size } => message!("extract-not-there", index = *index, size = *size),
            Self::NoSuchLeaf => message!("extract-no-leaf"),
            Self::Root => message!("extract-root"),
            Self::Proof(error) => message!("extract-proof", why = error.words()),
        }
    }
}

/// The proof that the first `old` entries are unchanged among the first `new`, from the tiles of a public folder.
/// `None` if the folder has fewer entries, or lacks a tile. Nothing is checked: hold the proof against two signed
/// heads.
///
/// # Errors
///
/// The folder cannot be read.
pub fn prove_consistency(source: &dyn Source, old: u64, new: u64) -> Result<Option<Vec<Hash>>, SourceError> {
    let Some(head) = source.read(CHECKPOINT)?.and_then(|note| SignedHead::parse(&note).ok()) else { return Ok(None) };
    let unread = RefCell::new(None);
    let read = |tile: &TilePath| match read_tile(source, tile) {
        Ok(found) => found.map(|(_, bytes)| bytes),
        Err(error) => {
            *unread.borrow_mut() = Some(error);
            None
        }
    };
    let proof = TileTree::new(head.size(), read).prove_consistency_at(old, new);
    unread.into_inner().map_or(Ok(proof), Err)
}

/// A public folder and its checked head.
pub struct PublicLog<'a> {
    source: &'a dyn Source,
    log: &'a dyn LogKeys,
    head: Checkpoint,
}

impl<'a> PublicLog<'a> {
    /// Reads and checks the head.
    ///
    /// # Errors
    ///
    /// There is no checkpoint, or none of these keys has signed it.
    pub fn open(source: &'a dyn Source, log: &'a dyn LogKeys) -> Result<Self, PublicLogError> {
        let (head, _) = log.open_by(&source.read(CHECKPOINT)?.ok_or(PublicLogError::NoCheckpoint)?)?;
        Ok(Self { source, log, head })
    }

    /// The checked head.
    #[must_use]
    pub fn head(&self) -> &Checkpoint {
        &self.head
    }

    /// The newest head that witnesses have cosigned, if there is one. Nothing of it is checked.
    pub fn witnessed(&self) -> Result<Option<Vec<u8>>, PublicLogError> {
        Ok(self.source.read(WITNESSED)?)
    }

    /// The entries of one bundle, from the one that holds entry `index` on. They are not checked against the root.
    pub fn bundle(&self, index: u64) -> Result<Vec<(u64, Vec<u8>)>, PublicLogError> {
        let size = self.head.size();
        if index >= size {
            return Err(PublicLogError::NotThere { index, size });
        }
        let tile = bundle_of(index, size);
        let damaged = || PublicLogError::File(tile.to_string());
        let (_, bytes) = read_tile(self.source, &tile)?.ok_or_else(damaged)?;
        let entries = decode_bundle(&bytes).map_err(|_| damaged())?;
        let entries = entries.into_iter().take(usize::from(tile.width())).map(<[u8]>::to_vec);
        Ok((tile.start()..).zip(entries).collect())
    }

    /// One entry. It is not checked against the root; [`prove`](Self::prove) does that.
    pub fn entry(&self, index: u64) -> Result<Vec<u8>, PublicLogError> {
        let entry = self.bundle(index)?.into_iter().find(|(at, _)| *at == index);
        entry
            .map(|(_, entry)| entry)
            .ok_or_else(|| PublicLogError::File(bundle_of(index, self.head.size()).to_string()))
    }

    /// The number of the first entry with this leaf hash, by looking through all of them.
    ///
    /// # Errors
    ///
    /// No entry has this hash, or the entries cannot be read.
    pub fn find(&self, leaf: &Hash) -> Result<u64, PublicLogError> {
        for start in (0..self.head.size()).step_by(256) {
            let found = self.bundle(start)?.into_iter().find(|(_, entry)| leaf_hash(entry) == *leaf);
            if let Some((index, _)) = found {
                return Ok(index);
            }
        }
        Err(PublicLogError::NoSuchLeaf)
    }

    /// The proof that entry `index` is under the head, verified.
    ///
    /// # Errors
    ///
    /// There is no such entry, or it is not under the signed root.
    pub fn prove(&self, index: u64) -> Result<TlogProof, PublicLogError> {
        let entry = self.entry(index)?;
        let read = |tile: &TilePath| read_tile(self.source, tile).ok().flatten().map(|(_, bytes)| bytes);
        if let Some(path) = prove_inclusion_from_tiles(index, self.head.size(), read)
            && let Ok(proof) = UnverifiedProof::new(index, path, &self.head).verify_under(&self.head, &entry)
        {
            return Ok(proof);
        }
        // Something is wrong. The whole tree says what.
        let tree = self.tree()?;
        let path = tree.prove_inclusion(index, tree.size()).ok_or(PublicLogError::Root)?;
        Ok(UnverifiedProof::new(index, path, &self.head).verify(self.log, &entry)?)
    }

    /// The tree from its leaf hashes.
    fn tree(&self) -> Result<Tree, PublicLogError> {
        let mut tree = Tree::new();
        let tiles = TilePath::added(0, self.head.size());
        for tile in tiles.iter().filter(|tile| tile.kind() == TileKind::Hashes(0)) {
            let damaged = || PublicLogError::File(tile.to_string());
            let (_, bytes) = read_tile(self.source, tile)?.ok_or_else(damaged)?;
            let leaves = bytes.get(..usize::from(tile.width()) * 32).ok_or_else(damaged)?;
            leaves.chunks_exact(32).filter_map(|leaf| leaf.try_into().ok()).for_each(|leaf| tree.push_hash(leaf));
        }
        if tree.root() == *self.head.root() { Ok(tree) } else { Err(PublicLogError::Root) }
    }
}
