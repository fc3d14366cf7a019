//! Files that appear whole or not at all, and the seam at which a disk may fail. The log's writer and its auditors
//! write through it.
//!
//! Leaves out: what is in a file, formats, locks beyond one process's ([`Mode::Own`]).

mod disk;
mod whole;

pub use disk::{Disk, Mode, OpenFile, RealDisk, read_full, sync_dir, write_full};
pub use whole::{DiskFiles, Files, folder_of, make_private_dir, make_private_file, read};
