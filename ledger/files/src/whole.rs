//! How files other than a journal are written: each appears whole or not at all. Knows nothing of their content.
//!
//! A file is written under a temporary name in a private folder on the same file system, then renamed into its place.
//! So nothing unfinished is ever in a public folder. There are two strengths. `put` is enough for a file that can be
//! rebuilt. `put_durably` survives a power cut once it has returned.

use crate::disk::{Disk, Mode, OpenFile, RealDisk, sync_dir, write_full};
use std::fs::{self, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

/// The verbs in which a fault can happen.
pub trait Files: Send {
    /// Puts a whole file in its place, directories and all; readable by everyone.
    fn put(&self, path: &Path, bytes: &[u8]) -> io::Result<()>;

    /// The same, and it is durable on return.
    fn put_durably(&self, path: &Path, bytes: &[u8]) -> io::Result<()>;

    /// Removes a directory and what is in it, if it is there.
    fn remove_dir(&self, path: &Path) -> io::Result<()>;
}

/// Files on a disk.
pub struct DiskFiles {
    disk: Arc<dyn Disk>,
    tmp: PathBuf,
    count: AtomicU64,
}

impl DiskFiles {
    /// On the disk of this machine.
    pub fn real(tmp: PathBuf) -> io::Result<Self> {
        Self::open(Arc::new(RealDisk), tmp)
    }

    /// Uses `tmp` for unfinished files, and removes those of an earlier process.
    pub fn open(disk: Arc<dyn Disk>, tmp: PathBuf) -> io::Result<Self> {
        if tmp.exists() {
            disk.remove_dirs(&tmp)?;
        }
        disk.make_dirs(&tmp)?;
        Ok(Self { disk, tmp, count: AtomicU64::new(0) })
    }

    fn stage(&self, path: &Path, bytes: &[u8]) -> io::Result<(PathBuf, Box<dyn OpenFile>)> {
        if let Some(dir) = path.parent()
            && !dir.is_dir()
        {
            self.disk.make_dirs(dir)?;
        }
        let staged = self.tmp.join(self.count.fetch_add(1, Ordering::Relaxed).to_string());
        let file = self.disk.open(&staged, Mode::New)?;
        write_full(file.as_ref(), 0, bytes)?;
        Ok((staged, file))
    }
}

impl Files for DiskFiles {
    fn put(&self, path: &Path, bytes: &[u8]) -> io::Result<()> {
        let (staged, _) = self.stage(path, bytes)?;
        self.disk.rename(&staged, path)
    }

    fn put_durably(&self, path: &Path, bytes: &[u8]) -> io::Result<()> {
        let (staged, file) = self.stage(path, bytes)?;
        file.sync_all()?;
        self.disk.rename(&staged, path)?;
        self.disk.sync_dir(folder_of(path))
    }

    fn remove_dir(&self, path: &Path) -> io::Result<()> {
        if path.exists() { self.disk.remove_dirs(path) } else { Ok(()) }
    }
}

/// The folder that a file lies in. A bare name lies in the one where the program stands.
pub fn folder_of(path: &Path) -> &Path {
    path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

/// The file's bytes, `None` if it is not there.
pub fn read(path: &Path) -> io::Result<Option<Vec<u8>>> {
    match fs::read(path) {
        Ok(bytes) => Ok(Some(bytes)),
        Err(error) if matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory) => Ok(None),
        Err(error) => Err(error),
    }
}

/// Makes a directory that only its owner can look into.
pub fn make_private_dir(path: &Path) -> io::Result<()> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(path)
}

/// Makes a file that only its owner can read, durably; an error if it is there already.
///
/// # Errors
///
/// The file is there already, or the system's error.
pub fn make_private_file(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(path)?;
    file.write_all(bytes)?;
    file.sync_all()?;
    sync_dir(folder_of(path))
}
