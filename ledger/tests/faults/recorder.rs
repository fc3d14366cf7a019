//! A disk in front of the real one. It carries every call out, remembers it in order, can fail at a chosen call, and
//! can say what a power cut at any moment would have left. Syncs alone are only remembered: what they are worth is
//! decided here, not by the disk below.

use crate::chance::Chance;
use crate::replay::Replay;
use std::collections::BTreeMap;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use yicang_files::{Disk, Mode, OpenFile, RealDisk};

/// Files by their names below the root.
pub(crate) type Files = BTreeMap<PathBuf, Vec<u8>>;

/// What a power cut loses or keeps in pieces.
pub(crate) const PAGE: usize = 4096;

/// How a call fails.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Fault {
    /// Nothing is done; `EIO`. What a failed sync should have written stays unwritten for good.
    Io,
    /// Nothing is done; `ENOSPC`.
    NoSpace,
    /// A write takes half of the bytes and says so; the next one says `ENOSPC`.
    Short,
    /// A write takes half of the bytes and says so; the next one goes on.
    ShortOnce,
}

/// What a power cut leaves of that which was not synced.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Cut {
    /// Nothing: no byte, no length, no name.
    SyncedOnly,
    /// Each page of 4 KiB, each length, each name as chance wills.
    Pages,
}

pub(crate) enum Op {
    MakeDirs(PathBuf),
    Open(usize, PathBuf),
    Write(usize, u64, Vec<u8>),
    Length(usize, u64),
    Sync(usize),
    SyncFailed(usize),
    Rename(PathBuf, PathBuf),
    RemoveDirs(PathBuf),
    SyncDir(PathBuf),
    /// A caller was told that the record of this name has this number.
    Acknowledged(u64, String),
    /// The look-up's files as they were then.
    LookUp(Files),
}

#[derive(Default)]
struct State {
    ops: Vec<Op>,
    /// Calls that change something, and the one that shall fail.
    calls: usize,
    fails: Option<(usize, Fault)>,
    full: bool,
    /// The last file's number.
    files: usize,
    /// The number of the file under each name.
    names: BTreeMap<PathBuf, usize>,
}

/// The recording disk. Its clones are the same one.
#[derive(Clone)]
pub(crate) struct Recorder {
    root: PathBuf,
    before: Arc<Files>,
    state: Arc<Mutex<State>>,
}

impl Recorder {
    /// In front of the folder `root`, as it is now.
    pub(crate) fn new(root: &Path) -> Self {
        let before = read_all(root);
        let mut state = State { files: before.len(), ..State::default() };
        state.names = before.keys().cloned().zip(0..).collect();
        Self { root: root.to_owned(), before: Arc::new(before), state: Arc::new(Mutex::new(state)) }
    }

    /// Lets the `call`-th call fail, from 0.
    pub(crate) fn failing(root: &Path, call: usize, fault: Fault) -> Self {
        let recorder = Self::new(root);
        recorder.state().fails = Some((call, fault));
        recorder
    }

    /// Calls so far that change something on the disk.
    pub(crate) fn calls(&self) -> usize {
        self.state().calls
    }

    /// Moments so far: a power cut comes before one of them, or after all.
    pub(crate) fn moments(&self) -> usize {
        self.state().ops.len()
    }

    /// Remembers that the caller was told.
    pub(crate) fn acknowledged(&self, index: u64, name: String) {
        self.state().ops.push(Op::Acknowledged(index, name));
    }

    /// Remembers the look-up as it lies on the disk, while sled may be writing there.
    pub(crate) fn keep_look_up(&self) {
        let mut files = Files::new();
        for (name, bytes) in read_all(&self.root.join("index")) {
            files.insert(Path::new("index").join(name), bytes);
        }
        self.state().ops.push(Op::LookUp(files));
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn name(&self, path: &Path) -> PathBuf {
        path.strip_prefix(&self.root).unwrap().to_owned()
    }

    /// Carries a call out and remembers it, or fails as it was told.
    fn call<T>(&self, op: impl FnOnce(&mut State) -> Op, run: impl FnOnce() -> io::Result<T>) -> io::Result<T> {
        let mut state = self.state();
        if let Some(error) = state.fault(false) {
            return Err(error);
        }
        let outcome = run()?;
        let op = op(&mut state);
        state.ops.push(op);
        Ok(outcome)
    }

    /// What was acknowledged before this moment, what anybody could read in the public checkpoint, and the files that a
    /// power cut then leaves.
    pub(crate) fn cut(&self, moment: usize, cut: Cut, chance: &mut Chance) -> Left {
        let state = self.state();
        let mut replay = Replay::new(&self.before);
        for op in &state.ops[..moment] {
            replay.take(op);
        }
        replay.cut(cut, chance)
    }
}

impl State {
    fn fault(&mut self, is_write: bool) -> Option<io::Error> {
        let call = self.calls;
        self.calls += 1;
        if is_write && std::mem::take(&mut self.full) {
            return Some(io::Error::from_raw_os_error(28));
        }
        match self.fails.filter(|(at, _)| *at == call)?.1 {
            Fault::Io => Some(io::Error::from_raw_os_error(5)),
            Fault::NoSpace => Some(io::Error::from_raw_os_error(28)),
            Fault::Short | Fault::ShortOnce => None,
        }
    }
}

impl Disk for Recorder {
    fn open(&self, path: &Path, mode: Mode) -> io::Result<Box<dyn OpenFile>> {
        if mode == Mode::Read {
            return RealDisk.open(path, mode);
        }
        let name = self.name(path);
        let mut number = 0;
        let file = self.call(
            |state| {
                let known = state.names.get(&name).copied().filter(|_| mode == Mode::Own);
                number = known.unwrap_or_else(|| {
                    state.files += 1;
                    state.files
                });
                state.names.insert(name.clone(), number);
                Op::Open(number, name.clone())
            },
            || RealDisk.open(path, mode),
        )?;
        Ok(Box::new(Recorded { recorder: self.clone(), number, file }))
    }

    fn make_dirs(&self, path: &Path) -> io::Result<()> {
        self.call(|_| Op::MakeDirs(self.name(path)), || RealDisk.make_dirs(path))
    }

    fn rename(&self, from: &Path, to: &Path) -> io::Result<()> {
        let (source, target) = (self.name(from), self.name(to));
        let op = |state: &mut State| {
            let file = state.names.remove(&source).unwrap();
            state.names.insert(target.clone(), file);
            Op::Rename(source.clone(), target.clone())
        };
        self.call(op, || RealDisk.rename(from, to))
    }

    fn remove_dirs(&self, path: &Path) -> io::Result<()> {
        let op = |state: &mut State| {
            let dir = self.name(path);
            state.names.retain(|name, _| !name.starts_with(&dir));
            Op::RemoveDirs(dir)
        };
        self.call(op, || RealDisk.remove_dirs(path))
    }

    fn sync_dir(&self, path: &Path) -> io::Result<()> {
        self.call(|_| Op::SyncDir(self.name(path)), || Ok(()))
    }

    fn identity(&self, _: &Path) -> io::Result<String> {
        // What a power cut leaves is laid down in another folder, and is the same place all the same.
        Ok("the simulated disk".into())
    }
}

struct Recorded {
    recorder: Recorder,
    number: usize,
    file: Box<dyn OpenFile>,
}

impl Recorded {
    fn sync(&self) -> io::Result<()> {
        let outcome = self.recorder.call(|_| Op::Sync(self.number), || Ok(()));
        if outcome.is_err() {
            self.recorder.state().ops.push(Op::SyncFailed(self.number));
        }
        outcome
    }
}

impl OpenFile for Recorded {
    fn len(&self) -> io::Result<u64> {
        self.file.len()
    }

    fn read_at(&self, at: u64, buffer: &mut [u8]) -> io::Result<usize> {
        self.file.read_at(at, buffer)
    }

    fn write_at(&self, at: u64, bytes: &[u8]) -> io::Result<usize> {
        let mut state = self.recorder.state();
        let call = state.calls;
        if let Some(error) = state.fault(true) {
            return Err(error);
        }
        let short = state.fails.filter(|(at, fault)| *at == call && matches!(fault, Fault::Short | Fault::ShortOnce));
        let bytes = if short.is_some() { &bytes[..bytes.len().div_ceil(2)] } else { bytes };
        state.full = short.is_some_and(|(_, fault)| fault == Fault::Short);
        let written = self.file.write_at(at, bytes)?;
        state.ops.push(Op::Write(self.number, at, bytes[..written].to_vec()));
        Ok(written)
    }

    fn reserve(&self, len: u64) -> io::Result<()> {
        let grown = len.max(self.file.len()?);
        self.recorder.call(|_| Op::Length(self.number, grown), || self.file.reserve(len))
    }

    fn set_len(&self, len: u64) -> io::Result<()> {
        self.recorder.call(|_| Op::Length(self.number, len), || self.file.set_len(len))
    }

    fn sync_data(&self) -> io::Result<()> {
        self.sync()
    }

    fn sync_all(&self) -> io::Result<()> {
        self.sync()
    }
}

/// What is there after a power cut.
pub(crate) struct Left {
    pub(crate) files: Files,
    /// Number and name of each record that was acknowledged.
    pub(crate) acknowledged: Vec<(u64, String)>,
    /// The public checkpoint as anybody could have read it last.
    pub(crate) public: Option<Vec<u8>>,
}

/// All files below a folder.
pub(crate) fn read_all(root: &Path) -> Files {
    let mut files = Files::new();
    let mut dirs = vec![root.to_owned()];
    while let Some(dir) = dirs.pop() {
        let Ok(entries) = std::fs::read_dir(dir) else { continue };
        for path in entries.map(|entry| entry.unwrap().path()) {
            if path.is_dir() {
                dirs.push(path);
            } else if let Ok(bytes) = std::fs::read(&path) {
                // A file of sled's may have gone in between.
                files.insert(path.strip_prefix(root).unwrap().to_owned(), bytes);
            }
        }
    }
    files
}

/// Lays files down in an empty folder.
pub(crate) fn write_all(root: &Path, files: &Files) {
    for (name, bytes) in files {
        let path = root.join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(&path, bytes).unwrap();
        if name.starts_with("keys") {
            // As the program makes them: it refuses keys that others can read.
            std::fs::set_permissions(path, std::os::unix::fs::PermissionsExt::from_mode(0o600)).unwrap();
        }
    }
}
