//! `salts`: what opens the masked fields of the public log. These verbs work on the data folder itself, whether or not
//! the centre runs; only `regenerate` needs the journal to itself.

use super::{DATA, Failure};
use crate::events::salts;
use crate::setup::data_dir::{DataDir, SetupError, make_dir, write_secret};
use crate::terminal::console::Console;
use clap::Subcommand;
use std::path::{Path, PathBuf};
use yicang_language::{Message, ToMessage as _, message};
use yicang_writer::{Ledger, keys};

#[derive(Subcommand)]
pub(super) enum Salts {
    Backup {
        #[command(flatten)]
        folder: Folder,
        #[arg(value_name = "FILE")]
        file: PathBuf,
    },
    Restore {
        #[command(flatten)]
        folder: Folder,
        #[arg(value_name = "FILE")]
        file: PathBuf,
    },
    #[command(alias = "renew")]
    Regenerate {
        #[command(flatten)]
        folder: Folder,
    },
}

/// The centre's folder, for verbs that need no running centre.
#[derive(clap::Args)]
pub(super) struct Folder {
    #[arg(long, value_name = "DIR", default_value = DATA, env = "YICANG_DATA", hide_env = true)]
    data: PathBuf,
}

impl Folder {
    /// The folder, whatever is in it.
    pub(super) fn named(&self) -> DataDir {
        DataDir::new(&self.data)
    }

    /// The folder, if a centre is in it.
    pub(super) fn open(&self) -> Result<DataDir, SetupError> {
        let data = DataDir::new(&self.data);
        if data.config().exists() { Ok(data) } else { Err(SetupError::Missing(self.data.clone())) }
    }
}

impl Salts {
    pub(super) fn run(self, console: &mut Console<'_>) -> Result<(), Failure> {
        let said = match self {
            Salts::Backup { folder, file } => {
                let salts = salts::Salts::load(&folder.open()?.salts())?;
                write_secret(&file, &salts.to_text())?;
                message!("centre-salts-saved", file = &file)
            }
            Salts::Restore { folder, file } => {
                let path = folder.open()?.salts();
                let salts = salts::Salts::load(&file)?;
                must_be_lost(&path)?;
                write_secret(&path, &salts.to_text())?;
                message!("centre-salts-restored", file = &path)
            }
            Salts::Regenerate { folder } => {
                let data = folder.open()?;
                must_be_lost(&data.salts())?;
                let problem = |problem: Message| SetupError::Ledger { path: data.root().into(), problem };
                let signer = keys::load(data.root()).map_err(|error| problem(error.message()))?;
                let ledger = Ledger::open(data.root(), signer).map_err(|error| problem(error.message()))?;
                let next = ledger.next();
                let made = salts::Salts::generate_from(next, &mut rand_core::OsRng);
                write_secret(&data.salts(), &made.to_text())?;
                message!("centre-salts-regenerated", entry = next)
            }
        };
        Ok(console.say(&said)?)
    }
}

/// Salts are never overwritten: what they open would be lost, or what was forgotten would come back.
fn must_be_lost(path: &Path) -> Result<(), SetupError> {
    if path.exists() {
        return Err(SetupError::Content { path: path.into(), problem: message!("centre-salts-are-there") });
    }
    make_dir(path.parent().unwrap_or(path))
}
