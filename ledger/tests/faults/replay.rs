//! What is on the disk after some remembered calls and a power cut.

use crate::chance::Chance;
use crate::recorder::{Cut, Files, Left, Op, PAGE};
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

#[derive(Default, Clone)]
struct Inode {
    durable: Vec<u8>,
    /// What a sync would make durable.
    pending: Vec<u8>,
}

#[derive(Default)]
pub(crate) struct Replay {
    inodes: BTreeMap<usize, Inode>,
    names: BTreeMap<PathBuf, usize>,
    durable_names: BTreeMap<PathBuf, usize>,
    dirs: BTreeSet<PathBuf>,
    durable_dirs: BTreeSet<PathBuf>,
    look_up: Files,
    acknowledged: Vec<(u64, String)>,
    public: Option<Vec<u8>>,
}

impl Replay {
    pub(crate) fn new(before: &Files) -> Self {
        let mut replay = Self::default();
        for (number, (name, bytes)) in before.iter().enumerate() {
            replay.inodes.insert(number, Inode { durable: bytes.clone(), pending: bytes.clone() });
            replay.names.insert(name.clone(), number);
            replay.dirs.extend(name.ancestors().skip(1).map(Path::to_owned));
        }
        // The folder, and in it the one for what was signed, are made before the disk is asked for anything.
        replay.dirs.extend(["", "state"].map(PathBuf::from));
        (replay.durable_names, replay.durable_dirs) = (replay.names.clone(), replay.dirs.clone());
        replay
    }

    pub(crate) fn take(&mut self, op: &Op) {
        match op {
            Op::MakeDirs(dir) => self.dirs.extend(dir.ancestors().map(Path::to_owned)),
            Op::Open(file, name) => {
                self.inodes.entry(*file).or_default();
                self.names.insert(name.clone(), *file);
            }
            Op::Write(file, at, bytes) => {
                let (pending, at) = (&mut self.inodes.get_mut(file).unwrap().pending, usize::try_from(*at).unwrap());
                pending.resize(pending.len().max(at + bytes.len()), 0);
                pending[at..at + bytes.len()].copy_from_slice(bytes);
            }
            Op::Length(file, len) => {
                self.inodes.get_mut(file).unwrap().pending.resize(usize::try_from(*len).unwrap(), 0);
            }
            Op::Sync(file) => {
                let inode = self.inodes.get_mut(file).unwrap();
                inode.durable.clone_from(&inode.pending);
            }
            Op::SyncFailed(file) => {
                let inode = self.inodes.get_mut(file).unwrap();
                inode.pending.clone_from(&inode.durable);
            }
            Op::Rename(from, to) => {
                let file = self.names.remove(from).unwrap();
                self.names.insert(to.clone(), file);
                if to == Path::new("public/checkpoint") {
                    self.public = Some(self.inodes[&file].pending.clone());
                }
            }
            Op::RemoveDirs(dir) => {
                self.names.retain(|name, _| !name.starts_with(dir));
                self.dirs.retain(|name| !name.starts_with(dir));
            }
            Op::SyncDir(dir) => {
                let inside = |name: &Path| name.parent() == Some(dir);
                self.durable_names.retain(|name, _| !inside(name));
                self.durable_names
                    .extend(self.names.iter().filter(|(name, _)| inside(name)).map(|(n, i)| (n.clone(), *i)));
                self.durable_dirs.retain(|name| !inside(name));
                self.durable_dirs.extend(self.dirs.iter().filter(|name| inside(name)).cloned());
            }
            Op::Acknowledged(index, name) => self.acknowledged.push((*index, name.clone())),
            Op::LookUp(files) => self.look_up.clone_from(files),
        }
    }

    pub(crate) fn cut(self, cut: Cut, chance: &mut Chance) -> Left {
        let mut survives = || cut == Cut::Pages && chance.coin();
        let mut names = self.durable_names.clone();
        for (name, file) in &self.names {
            if self.durable_names.get(name) != Some(file) && survives() {
                names.insert(name.clone(), *file);
            }
        }
        for name in self.durable_names.keys().filter(|name| !self.names.contains_key(*name)) {
            if survives() {
                names.remove(name);
            }
        }
        let mut dirs = self.durable_dirs.clone();
        dirs.extend(self.dirs.difference(&self.durable_dirs).filter(|_| survives()).cloned());
        names.retain(|name, _| name.ancestors().skip(1).all(|dir| dirs.contains(dir)));
        let mut files: Files =
            names.iter().map(|(name, file)| (name.clone(), self.inodes[file].after(&mut survives))).collect();
        files.extend(damaged(self.look_up, chance));
        Left { files, acknowledged: self.acknowledged, public: self.public }
    }
}

impl Inode {
    /// Its bytes after the cut, where each unsynced page comes through if `survives` says so.
    fn after(&self, survives: &mut impl FnMut() -> bool) -> Vec<u8> {
        let mut bytes = self.durable.clone();
        if self.pending.len() != self.durable.len() && survives() {
            bytes.resize(self.pending.len(), 0);
        }
        for start in (0..self.pending.len()).step_by(PAGE) {
            let end = (start + PAGE).min(self.pending.len());
            let page = &self.pending[start..end];
            if self.durable.get(start..end) != Some(page) && survives() {
                bytes.resize(bytes.len().max(end), 0);
                bytes[start..end].copy_from_slice(page);
            }
        }
        bytes
    }
}

/// What may become of the look-up: as it was, gone, cut short, or garbage in it.
fn damaged(mut files: Files, chance: &mut Chance) -> Files {
    match chance.below(4) {
        0 => {}
        1 => files.clear(),
        kind => {
            for bytes in files.values_mut() {
                if kind == 2 {
                    bytes.truncate(chance.below(bytes.len() + 1));
                } else if !bytes.is_empty() {
                    (0..20).for_each(|_| {
                        let at = chance.below(bytes.len());
                        bytes[at] ^= 0x5a;
                    });
                }
            }
        }
    }
    files
}
