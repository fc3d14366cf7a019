//! What the journal asks of a file: six verbs. One is a file on a disk; the tests' one is a disk that loses power.

use std::io;
use std::path::Path;
use yicang_files::{Disk, Mode, OpenFile, read_full, write_full};

/// A file that grows at its end. One writes, others may read at the same time.
pub trait Storage: Send + Sync + 'static {
    /// Its length in bytes.
    fn len(&self) -> io::Result<u64>;

    /// Whether it has no bytes.
    fn is_empty(&self) -> io::Result<bool> {
        Ok(self.len()? == 0)
    }

    /// Reads at `at` until `buffer` is full or the file ends; answers how many bytes.
    fn read_at(&self, at: u64, buffer: &mut [u8]) -> io::Result<usize>;

    /// Writes all of `bytes` at `at`. An error leaves anything there, or nothing.
    fn write_at(&self, at: u64, bytes: &[u8]) -> io::Result<()>;

    /// Makes the file at least `len` bytes long, with zeros, so that a later sync has the bytes alone to write.
    fn reserve(&self, len: u64) -> io::Result<()>;

    /// Makes durable all that was written (`fdatasync`).
    fn sync(&self) -> io::Result<()>;

    /// Cuts the file to `len` bytes, durably.
    fn truncate(&self, len: u64) -> io::Result<()>;
}

/// A file on a disk, locked for this process alone.
pub struct DiskFile(Box<dyn OpenFile>);

impl DiskFile {
    /// Opens the file for one writer, and makes it (readable by its owner only) if it is not there. An error of kind
    /// `ResourceBusy` says that another process has it open.
    pub fn open(disk: &dyn Disk, path: &Path) -> io::Result<Self> {
        let file = disk.open(path, Mode::Own)?;
        // Also if it was there: whoever made it may have died before its name was durable.
        disk.sync_dir(yicang_files::folder_of(path))?;
        Ok(Self(file))
    }

    /// Opens the file for reading, beside other readers but not beside a writer.
    pub fn open_to_read(disk: &dyn Disk, path: &Path) -> io::Result<Self> {
        disk.open(path, Mode::Read).map(Self)
    }
}

impl Storage for DiskFile {
    fn len(&self) -> io::Result<u64> {
        self.0.len()
    }

    fn read_at(&self, at: u64, buffer: &mut [u8]) -> io::Result<usize> {
        read_full(self.0.as_ref(), at, buffer)
    }

    fn write_at(&self, at: u64, bytes: &[u8]) -> io::Result<()> {
        write_full(self.0.as_ref(), at, bytes)
    }

    fn reserve(&self, len: u64) -> io::Result<()> {
        self.0.reserve(len)
    }

    fn sync(&self) -> io::Result<()> {
        self.0.sync_data()
    }

    fn truncate(&self, len: u64) -> io::Result<()> {
        self.0.set_len(len)?;
        self.0.sync_all()
    }
}

#[cfg(test)]
pub(crate) mod simulated {
    //! A disk with a cache in front: what was not synced may be gone, whole or in pieces of a sector.

    use std::io;
    use std::sync::{Arc, Mutex};

    use super::Storage;

    /// What goes wrong at one step.
    #[derive(Clone, Copy, PartialEq, Eq, Debug)]
    pub(crate) enum Fault {
        /// A write does nothing and says so.
        WriteLost,
        /// A write stops after so many bytes.
        ShortWrite(usize),
        /// A write is done; the answer is an error.
        WriteAnswerLost,
        /// A sync does nothing and says so.
        SyncFails,
        /// A sync is done; the answer is an error.
        SyncAnswerLost,
    }

    #[derive(Default, Debug)]
    struct State {
        cache: Vec<u8>,
        durable: Vec<u8>,
        fault: Option<Fault>,
    }

    /// A handle to the disk; its clones see the same one, before and after the power is lost.
    #[derive(Clone, Default, Debug)]
    pub(crate) struct Disk(Arc<Mutex<State>>);

    impl Disk {
        pub(crate) fn holding(bytes: Vec<u8>) -> Self {
            Self(Arc::new(Mutex::new(State { cache: bytes.clone(), durable: bytes, fault: None })))
        }

        pub(crate) fn bytes(&self) -> Vec<u8> {
            self.0.lock().unwrap().cache.clone()
        }

        pub(crate) fn next_fails(&self, fault: Fault) {
            self.0.lock().unwrap().fault = Some(fault);
        }

        /// Power is lost. Of the sectors not synced, those survive for which `survives` says so; the others are as
        /// they were, or zero where the file was not so long. `grown`: whether the longer length survives.
        pub(crate) fn lose_power(&self, grown: bool, mut survives: impl FnMut(usize) -> bool) {
            let mut state = self.0.lock().unwrap();
            let mut after = state.durable.clone();
            if grown {
                after.resize(state.cache.len().max(after.len()), 0);
            }
            for start in (0..after.len().min(state.cache.len())).step_by(512) {
                let end = (start + 512).min(after.len()).min(state.cache.len());
                if survives(start / 512) {
                    let sector = state.cache[start..end].to_vec();
                    after[start..end].copy_from_slice(&sector);
                }
            }
            (state.cache, state.durable, state.fault) = (after.clone(), after, None);
        }
    }

    impl Storage for Disk {
        fn len(&self) -> io::Result<u64> {
            Ok(self.0.lock().unwrap().cache.len() as u64)
        }

        fn read_at(&self, at: u64, buffer: &mut [u8]) -> io::Result<usize> {
            let state = self.0.lock().unwrap();
            let from = state.cache.get(usize::try_from(at).unwrap()..).unwrap_or(&[]);
            let n = from.len().min(buffer.len());
            buffer[..n].copy_from_slice(&from[..n]);
            Ok(n)
        }

        fn write_at(&self, at: u64, bytes: &[u8]) -> io::Result<()> {
            let mut state = self.0.lock().unwrap();
            let fault = state.fault.take_if(|f| !matches!(f, Fault::SyncFails | Fault::SyncAnswerLost));
            let written = match fault {
                None | Some(Fault::WriteAnswerLost) => bytes,
                Some(Fault::ShortWrite(n)) => &bytes[..n.min(bytes.len())],
                Some(_) => &[],
            };
            let at = usize::try_from(at).unwrap();
            let end = state.cache.len().max(at + written.len());
            state.cache.resize(end, 0);
            state.cache[at..at + written.len()].copy_from_slice(written);
            if fault.is_some() { Err(io::Error::other("the simulated disk fails")) } else { Ok(()) }
        }

        fn reserve(&self, len: u64) -> io::Result<()> {
            let mut state = self.0.lock().unwrap();
            let len = state.cache.len().max(usize::try_from(len).unwrap());
            state.cache.resize(len, 0);
            Ok(())
        }

        fn sync(&self) -> io::Result<()> {
            let mut state = self.0.lock().unwrap();
            let fault = state.fault.take_if(|f| matches!(f, Fault::SyncFails | Fault::SyncAnswerLost));
            if fault != Some(Fault::SyncFails) {
                state.durable = state.cache.clone();
            }
            if fault.is_some() { Err(io::Error::other("the simulated disk fails")) } else { Ok(()) }
        }

        fn truncate(&self, len: u64) -> io::Result<()> {
            let mut state = self.0.lock().unwrap();
            state.cache.truncate(usize::try_from(len).unwrap());
            state.durable = state.cache.clone();
            Ok(())
        }
    }
}
