//! Every alarm, every finding and every exit code, by the program itself: what a library says is worth nothing if the
//! program around it stops, or ends with another number.

#![allow(clippy::unwrap_used)] // in a test a panic is the answer

mod breaches;
mod witness;

use std::path::PathBuf;
use std::process::{Child, Command};

pub(crate) const PROGRAM: &str = env!("CARGO_BIN_EXE_yicang-ledger");
pub(crate) const LOG: &str = "log.example/alarms";

pub(crate) fn run(words: &[&str]) -> (i32, String) {
    let output = Command::new(PROGRAM).args(words).output().unwrap();
    (output.status.code().unwrap(), String::from_utf8([output.stdout, output.stderr].concat()).unwrap())
}

/// A folder and the names in it.
pub(crate) struct Place(pub(crate) tempfile::TempDir);

impl Place {
    pub(crate) fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    pub(crate) fn at(&self, name: &str) -> String {
        self.path(name).to_str().unwrap().to_owned()
    }
}

/// A running program; killed at the end.
pub(crate) struct Running(pub(crate) Child);

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}
