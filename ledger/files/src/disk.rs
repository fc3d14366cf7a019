//! The calls that a program of the house makes to a disk. [`RealDisk`] hands each on to the operating system. A fault
//! suite puts its own disk in front, which fails at a chosen call or remembers what a power cut would leave.

use std::fs::{self, File, OpenOptions, TryLockError};
use std::io;
use std::path::Path;

/// What a file is opened for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Mode {
    /// To read, beside other readers but not beside a writer.
    Read,
    /// New and empty, whatever was there; readable by everyone.
    New,
    /// To read and write, made if it is not there; its owner's only, and locked for this process alone. An error of
    /// kind `ResourceBusy` says that another process has it open.
    Own,
}

/// Folders and names.
pub trait Disk: Send + Sync {
    /// Opens a file.
    fn open(&self, path: &Path, mode: Mode) -> io::Result<Box<dyn OpenFile>>;

    /// Makes a folder and those above it, if they are not there.
    fn make_dirs(&self, path: &Path) -> io::Result<()>;

    /// Puts a file under another name, in place of what stands there.
    fn rename(&self, from: &Path, to: &Path) -> io::Result<()>;

    /// Removes a folder with all that is in it; it must be there.
    fn remove_dirs(&self, path: &Path) -> io::Result<()>;

    /// Makes the names in a folder durable.
    fn sync_dir(&self, path: &Path) -> io::Result<()>;

    /// What a copy of this file would not have in common with it, as one word.
    fn identity(&self, path: &Path) -> io::Result<String>;
}

/// An open file. Every verb is one call of the operating system.
pub trait OpenFile: Send + Sync {
    /// Its length in bytes.
    fn len(&self) -> io::Result<u64>;

    /// Whether it has no bytes.
    fn is_empty(&self) -> io::Result<bool> {
        Ok(self.len()? == 0)
    }

    /// Reads at `at`; answers how many bytes, 0 at the end.
    fn read_at(&self, at: u64, buffer: &mut [u8]) -> io::Result<usize>;

    /// Writes at `at`; answers how many of the bytes, at least one.
    fn write_at(&self, at: u64, bytes: &[u8]) -> io::Result<usize>;

    /// Makes the file at least `len` bytes long, with zeros, and takes the room for them on the disk.
    fn reserve(&self, len: u64) -> io::Result<()>;

    /// Makes the file `len` bytes long.
    fn set_len(&self, len: u64) -> io::Result<()>;

    /// Makes the bytes durable (`fdatasync`).
    fn sync_data(&self) -> io::Result<()>;

    /// Makes the bytes and what is known about the file durable (`fsync`).
    fn sync_all(&self) -> io::Result<()>;
}

/// Reads until the buffer is full or the file ends; answers how many bytes.
///
/// # Errors
///
/// The system's, but for an interruption, after which it reads on.
pub fn read_full(file: &dyn OpenFile, at: u64, buffer: &mut [u8]) -> io::Result<usize> {
    let mut filled = 0;
    while filled < buffer.len() {
        match file.read_at(at + filled as u64, &mut buffer[filled..]) {
            Ok(0) => break,
            Ok(n) => filled += n,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    Ok(filled)
}

/// Writes all of `bytes`, in as many calls as it takes.
///
/// # Errors
///
/// The system's, but for an interruption; what was written of `bytes` by then stays.
pub fn write_full(file: &dyn OpenFile, at: u64, bytes: &[u8]) -> io::Result<()> {
    let mut written = 0;
    while written < bytes.len() {
        match file.write_at(at + written as u64, &bytes[written..]) {
            Ok(0) => return Err(io::ErrorKind::WriteZero.into()),
            Ok(n) => written += n,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    Ok(())
}

/// The operating system's.
#[derive(Clone, Copy, Debug, Default)]
pub struct RealDisk;

impl Disk for RealDisk {
    fn open(&self, path: &Path, mode: Mode) -> io::Result<Box<dyn OpenFile>> {
        let mut options = OpenOptions::new();
        match mode {
            Mode::Read => options.read(true),
            Mode::New => options.write(true).create(true).truncate(true),
            Mode::Own => options.read(true).write(true).create(true).truncate(false),
        };
        #[cfg(unix)]
        if mode == Mode::Own {
            std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        }
        let file = options.open(path)?;
        match mode {
            Mode::Read => lock(file.try_lock_shared())?,
            Mode::New => {}
            Mode::Own => lock(file.try_lock())?,
        }
        Ok(Box::new(file))
    }

    fn make_dirs(&self, path: &Path) -> io::Result<()> {
        fs::create_dir_all(path)
    }

    fn rename(&self, from: &Path, to: &Path) -> io::Result<()> {
        fs::rename(from, to)
    }

    fn remove_dirs(&self, path: &Path) -> io::Result<()> {
        fs::remove_dir_all(path)
    }

    fn sync_dir(&self, path: &Path) -> io::Result<()> {
        sync_dir(path)
    }

    fn identity(&self, path: &Path) -> io::Result<String> {
        let about = fs::metadata(path)?;
        // Not every file system knows when a file was made; then the number of its inode must do.
        let made = about.created().ok().and_then(|made| made.duration_since(std::time::UNIX_EPOCH).ok());
        let made = made.map_or(0, |made| made.as_nanos());
        #[cfg(unix)]
        let number = std::os::unix::fs::MetadataExt::ino(&about);
        #[cfg(not(unix))]
        let number = 0;
        Ok(format!("{number}-{made}"))
    }
}

fn lock(outcome: Result<(), TryLockError>) -> io::Result<()> {
    outcome.map_err(|error| match error {
        TryLockError::WouldBlock => io::Error::from(io::ErrorKind::ResourceBusy),
        TryLockError::Error(error) => error,
    })
}

/// Makes the names in a folder durable.
///
/// # Errors
///
/// The system's.
pub fn sync_dir(dir: &Path) -> io::Result<()> {
    // Only Unix lets a folder be opened and synced; elsewhere the file system answers for it.
    if cfg!(unix) { File::open(dir)?.sync_all() } else { Ok(()) }
}

impl OpenFile for File {
    fn len(&self) -> io::Result<u64> {
        Ok(self.metadata()?.len())
    }

    fn read_at(&self, at: u64, buffer: &mut [u8]) -> io::Result<usize> {
        #[cfg(unix)]
        return std::os::unix::fs::FileExt::read_at(self, buffer, at);
        #[cfg(windows)]
        return std::os::windows::fs::FileExt::seek_read(self, buffer, at);
    }

    fn write_at(&self, at: u64, bytes: &[u8]) -> io::Result<usize> {
        #[cfg(unix)]
        return std::os::unix::fs::FileExt::write_at(self, bytes, at);
        #[cfg(windows)]
        return std::os::windows::fs::FileExt::seek_write(self, bytes, at);
    }

    fn reserve(&self, len: u64) -> io::Result<()> {
        #[cfg(target_os = "linux")]
        match rustix::fs::fallocate(self, rustix::fs::FallocateFlags::empty(), 0, len) {
            // Not every file system can.
            Err(rustix::io::Errno::OPNOTSUPP | rustix::io::Errno::NOSYS) => {}
            outcome => return Ok(outcome?),
        }
        if self.metadata()?.len() < len { File::set_len(self, len) } else { Ok(()) }
    }

    fn set_len(&self, len: u64) -> io::Result<()> {
        File::set_len(self, len)
    }

    fn sync_data(&self) -> io::Result<()> {
        File::sync_data(self)
    }

    fn sync_all(&self) -> io::Result<()> {
        File::sync_all(self)
    }
}
