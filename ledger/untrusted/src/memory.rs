//! A file in memory, for a journal of any bytes.

use std::sync::Mutex;
use yicang_writer::journal::Storage;

pub(crate) struct InMemory(Mutex<Vec<u8>>);

impl InMemory {
    pub(crate) fn holding(bytes: &[u8]) -> Self {
        Self(Mutex::new(bytes.to_vec()))
    }

    fn with<T>(&self, run: impl FnOnce(&mut Vec<u8>) -> T) -> T {
        run(&mut self.0.lock().expect("nobody panics with the lock"))
    }
}

fn place(at: u64) -> usize {
    usize::try_from(at).unwrap_or(usize::MAX)
}

impl Storage for InMemory {
    fn len(&self) -> std::io::Result<u64> {
        Ok(self.with(|bytes| bytes.len() as u64))
    }

    fn read_at(&self, at: u64, buffer: &mut [u8]) -> std::io::Result<usize> {
        self.with(|bytes| {
            let from = bytes.get(place(at)..).unwrap_or(&[]);
            let n = from.len().min(buffer.len());
            buffer[..n].copy_from_slice(&from[..n]);
            Ok(n)
        })
    }

    fn write_at(&self, at: u64, new: &[u8]) -> std::io::Result<()> {
        self.with(|bytes| {
            bytes.resize(bytes.len().max(place(at) + new.len()), 0);
            bytes[place(at)..place(at) + new.len()].copy_from_slice(new);
            Ok(())
        })
    }

    fn reserve(&self, len: u64) -> std::io::Result<()> {
        self.with(|bytes| bytes.resize(bytes.len().max(place(len)), 0));
        Ok(())
    }

    fn sync(&self) -> std::io::Result<()> {
        Ok(())
    }

    fn truncate(&self, len: u64) -> std::io::Result<()> {
        self.with(|bytes| bytes.truncate(place(len)));
        Ok(())
    }
}
