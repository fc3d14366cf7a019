//! `backup`, `restore`, `doctor`: the operator's verbs. They work on files, whether or not the centre runs.

use super::Failure;
use super::salts::Folder;
use crate::centre::clock::of_system;
use crate::operating::backup::{Keys, backup};
use crate::operating::doctor::examine;
use crate::operating::health::Health;
use crate::operating::restore::{Seen, restore};
use crate::setup::data_dir::{DataDir, SetupError};
use crate::terminal::console::Console;
use std::path::PathBuf;
use std::process::ExitCode;
use yicang_auditor::source;
use yicang_language::{ToMessage as _, message};
use yicang_tlog::layout::CHECKPOINT;

#[derive(clap::Args)]
pub(super) struct Backup {
    #[command(flatten)]
    folder: Folder,
    #[arg(value_name = "DIR")]
    to: PathBuf,
    #[arg(long)]
    with_keys: bool,
}

#[derive(clap::Args)]
pub(super) struct Restore {
    #[arg(value_name = "DIR")]
    from: PathBuf,
    #[arg(long, value_name = "NEW")]
    data: PathBuf,
    #[arg(long, value_name = "URL|DIR")]
    from_mirror: Vec<String>,
    #[arg(long, value_name = "FILE")]
    newest_checkpoint: Vec<PathBuf>,
}

#[derive(clap::Args)]
pub(super) struct Doctor {
    #[command(flatten)]
    folder: Folder,
}

impl Backup {
    pub(super) fn run(self, console: &mut Console<'_>) -> Result<(), Failure> {
        let data = self.folder.open()?;
        let keys = if self.with_keys { Keys::With } else { Keys::Without };
        let made = backup(&data, &self.to, keys, of_system().0())?;
        let (dir, log) = (&self.to, &made.log);
        console.say(&message!("backup-done", dir = dir, log = log, records = made.records, size = made.size))?;
        Ok(console.say(&match keys {
            Keys::With => message!("backup-with-keys"),
            Keys::Without => message!("backup-without-keys", keys = &data.key("")),
        })?)
    }
}

impl Restore {
    pub(super) fn run(self, console: &mut Console<'_>) -> Result<(), Failure> {
        let mut seen = Vec::new();
        for place in self.from_mirror {
            let note = head_of(&place)?;
            seen.push(Seen { place, note });
        }
        for path in self.newest_checkpoint {
            let failed = |source| SetupError::File { doing: "read", path: path.clone(), source };
            let note = std::fs::read(&path).map_err(failed)?;
            seen.push(Seen { place: path.display().to_string(), note });
        }
        let data = DataDir::new(self.data);
        let done = restore(&self.from, &data, &seen)?;
        let (dir, made) = (data.root(), done.manifest);
        console.say(&message!(
            "restore-done",
            dir = dir,
            log = made.log,
            time = made.time.to_string(),
            records = made.records,
            seen = done.seen
        ))?;
        if !done.missing.is_empty() {
            console.say(&message!("restore-keys-missing", dir = dir, files = done.missing))?;
        }
        Ok(console.say(&message!("restore-next", dir = dir))?)
    }
}

/// The newest head of a mirror: its public folder, or the folder with `public` in it.
fn head_of(place: &str) -> Result<Vec<u8>, SetupError> {
    let refused = |error: source::SourceError| SetupError::Refused(error.message());
    let mirror = source::open(place).map_err(refused)?;
    for name in [CHECKPOINT.to_owned(), format!("public/{CHECKPOINT}")] {
        if let Some(note) = mirror.read(&name).map_err(refused)? {
            return Ok(note);
        }
    }
    Err(SetupError::Refused(message!("restore-no-checkpoint", place = place)))
}

impl Doctor {
    /// 1 if anything must be mended.
    pub(super) fn run(self, console: &mut Console<'_>) -> Result<ExitCode, Failure> {
        let found = examine(&self.folder.named(), of_system().0());
        for line in &found {
            let text = line.text(console.language);
            console.print(&text)?;
        }
        let count = |health| found.iter().filter(|line| line.health == health).count();
        let (bad, doubtful) = (count(Health::Bad), count(Health::Doubtful));
        console.say(&match (bad, doubtful) {
            (0, 0) => message!("doctor-sound"),
            (0, _) => message!("doctor-to-see-to", count = doubtful),
            _ => message!("doctor-to-mend", count = bad),
        })?;
        Ok(if bad == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE })
    }
}
