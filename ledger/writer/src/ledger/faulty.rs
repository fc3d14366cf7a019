//! Files that fail once, at a chosen step, in a chosen way.

use std::io;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use yicang_files::{DiskFiles, Files};

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Fault {
    /// Nothing is written, and an error says so.
    Lost,
    /// All is written, and an error says that it is not.
    AnswerLost,
    /// Half the bytes are in place, as after a power cut that came before the data: `put` only.
    Torn,
}

pub(crate) struct FaultyFiles {
    inner: DiskFiles,
    fault: Fault,
    at: usize,
    pub(crate) steps: Arc<AtomicUsize>,
}

impl FaultyFiles {
    pub(crate) fn new(inner: DiskFiles, fault: Fault, at: usize) -> Self {
        Self { inner, fault, at, steps: Arc::default() }
    }

    fn step(&self, run: impl FnOnce() -> io::Result<()>, torn: impl FnOnce() -> io::Result<()>) -> io::Result<()> {
        if self.steps.fetch_add(1, Ordering::Relaxed) != self.at {
            return run();
        }
        match self.fault {
            Fault::Lost => {}
            Fault::AnswerLost => run()?,
            Fault::Torn => torn()?,
        }
        Err(io::Error::other("the simulated disk fails"))
    }
}

impl Files for FaultyFiles {
    fn put(&self, path: &Path, bytes: &[u8]) -> io::Result<()> {
        let torn = || self.inner.put(path, &bytes[..bytes.len() / 2]);
        self.step(|| self.inner.put(path, bytes), torn)
    }

    fn put_durably(&self, path: &Path, bytes: &[u8]) -> io::Result<()> {
        self.step(|| self.inner.put_durably(path, bytes), || Ok(()))
    }

    fn remove_dir(&self, path: &Path) -> io::Result<()> {
        self.step(|| self.inner.remove_dir(path), || Ok(()))
    }
}
