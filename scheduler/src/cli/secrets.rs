//! The verbs for the salts of masked fields, and for the key of receipts. They work on the data folder itself, whether or not the centre runs, but for
//! `renew`, which needs the journal to itself.

use super::CliError;
use super::verbs::MaskedName;
use crate::events::salts::Salts;
use crate::setup::data_dir::{DataDir, SetupError, read, write_secret};
use crate::setup::receipt_key;
use clap::Subcommand;
use std::io::Write;
use std::path::{Path, PathBuf};
use yicang_auditor::public_log::PublicLog as Extract;
use yicang_auditor::source::Folder;
use yicang_tlog::{Leaf, LogVerifier};
use yicang_writer::{Ledger, keys};

#[derive(Debug, Subcommand)]
pub(super) enum SaltsVerb {
    /// Copy the salts to a file, which is as secret as the salts are
    Backup {
        #[command(flatten)]
        at: At,
        /// The file to make
        #[arg(value_name = "FILE")]
        file: PathBuf,
    },
    /// Bring the salts back from a backup, where they were lost
    Restore {
        #[command(flatten)]
        at: At,
        /// The backup
        #[arg(value_name = "FILE")]
        file: PathBuf,
    },
    /// Make new salts where they were lost and there is no backup: what was masked before stays masked for ever
    Renew {
        #[command(flatten)]
        at: At,
    },
}

#[derive(Debug, Subcommand)]
pub(super) enum ReceiptKeyVerb {
    /// Make the next key, or show it: give it to every agent, beside the one in use
    Next {
        #[command(flatten)]
        at: At,
    },
    /// Sign with the next key from the centre's next start on
    Switch {
        #[command(flatten)]
        at: At,
    },
}

#[derive(Debug, clap::Args)]
pub(super) struct At {
    /// The centre's folder
    #[arg(long, value_name = "DIR", default_value = "./yicang-data", env = "YICANG_DATA")]
    data: PathBuf,
}

#[derive(Debug, clap::Args)]
pub(super) struct ForgetCommand {
    #[command(flatten)]
    at: At,
    /// Entries, for all their masked fields, or single fields: 17 or 17/note
    #[arg(value_name = "ENTRY[/FIELD]", required = true)]
    fields: Vec<MaskedName>,
}

impl At {
    fn folder(&self) -> Result<DataDir, SetupError> {
        let data = DataDir::new(&self.data);
        if data.config().exists() { Ok(data) } else { Err(SetupError::Missing(self.data.clone())) }
    }
}

pub(super) fn receipt_key(verb: &ReceiptKeyVerb, out: &mut dyn Write) -> Result<(), CliError> {
    match verb {
        ReceiptKeyVerb::Next { at } => {
            let data = at.folder()?;
            let key = receipt_key::next(&data)?;
            let now = read(&data.key("receipt.pub"))?;
            writeln!(out, "next receipt key (下一回执密钥)  {key}")?;
            writeln!(out, "  in config.toml of every agent: centre_key = [\"{key}\", \"{}\"]", now.trim())?;
            Ok(writeln!(out, "  then `yicang receipt-key switch`, and start the centre anew")?)
        }
        ReceiptKeyVerb::Switch { at } => {
            let key = receipt_key::switch(&at.folder()?)?;
            writeln!(out, "receipt key (回执密钥)  {key}, from the centre's next start on")?;
            Ok(writeln!(out, "  agents keep the old key as long as they audit receipts that it signed")?)
        }
    }
}

pub(super) fn salts(verb: &SaltsVerb, out: &mut dyn Write) -> Result<(), CliError> {
    match verb {
        SaltsVerb::Backup { at, file } => {
            let salts = Salts::load(&at.folder()?.salts())?;
            write_secret(file, &salts.to_text())?;
            writeln!(out, "{}: a backup of the salts; who has it can open what the log masks", file.display())?;
            Ok(writeln!(out, "it opens, too, what is forgotten later: make a new one then, and destroy this one")?)
        }
        SaltsVerb::Restore { at, file } => {
            let path = at.folder()?.salts();
            let salts = Salts::load(file)?;
            lost(&path)?;
            write_secret(&path, &salts.to_text())?;
            Ok(writeln!(
                out,
                "{}: the salts are back; the centre checks at its start that they fit the log",
                path.display()
            )?)
        }
        SaltsVerb::Renew { at } => {
            let data = at.folder()?;
            lost(&data.salts())?;
            let problem = |problem: String| SetupError::Ledger { path: data.root().into(), problem };
            let signer = keys::load(data.root()).map_err(|error| problem(error.to_string()))?;
            let ledger = Ledger::open(data.root(), signer).map_err(|error| problem(error.to_string()))?;
            let next = ledger.next();
            write_secret(&data.salts(), &Salts::generate_from(next, &mut rand_core::OsRng).to_text())?;
            Ok(writeln!(out, "new salts, from entry {next} on; what was masked before stays masked for ever")?)
        }
    }
}

/// Salts are never overwritten: what they open would be lost, or what was forgotten would come back.
fn lost(path: &Path) -> Result<(), SetupError> {
    if path.exists() {
        let problem = "is there, and is not overwritten; if it is damaged, move it away first";
        return Err(SetupError::Content { path: path.into(), problem: problem.into() });
    }
    crate::setup::data_dir::make_dir(path.parent().unwrap_or(path))
}

/// Forgets the salts of fields. All names are looked at before anything is forgotten.
pub(super) fn forget(command: &ForgetCommand, out: &mut dyn Write) -> Result<(), CliError> {
    let data = command.at.folder()?;
    let mut salts = Salts::load(&data.salts())?;
    let problem = |problem: String| SetupError::Ledger { path: data.public(), problem };
    let key = read(&data.log_vkey())?;
    let key = LogVerifier::from_vkey(key.trim()).map_err(|error| problem(error.to_string()))?;
    let folder = Folder(data.public());
    let log = Extract::open(&folder, &key).map_err(|error| problem(error.to_string()))?;
    let mut faults = Vec::new();
    let (mut count, mut signed_by_others) = (0, 0);
    for MaskedName { entry_index, field } in &command.fields {
        let leaf = log.entry(*entry_index).map_err(|error| error.to_string());
        let leaf = leaf.and_then(|entry| Leaf::parse(&entry).map_err(|error| error.to_string()));
        let all: Vec<String> = match &leaf {
            Ok(leaf) => leaf.masked().map(|(name, _)| name.to_owned()).collect(),
            Err(error) => {
                faults.push(error.clone());
                continue;
            }
        };
        signed_by_others += u64::from(leaf.is_ok_and(|leaf| leaf.get("signature").is_some()));
        let all: Vec<&str> = all.iter().map(String::as_str).collect();
        let gone: Vec<&str> = all.iter().copied().filter(|name| field.is_empty() || name == field).collect();
        if gone.is_empty() {
            let has = if all.is_empty() { "no masked field".into() } else { format!("only {}", all.join(", ")) };
            faults.push(format!("entry {entry_index} has {has}"));
        }
        count += gone.len();
        salts.forget(*entry_index, &gone, &all);
    }
    if !faults.is_empty() {
        return Err(SetupError::Refused(format!("nothing was forgotten: {}", faults.join("; "))).into());
    }
    salts.replace(&data.salts())?;
    writeln!(out, "{count} fields are forgotten: this centre opens them no more; the log is as it was")?;
    if signed_by_others > 0 {
        writeln!(
            out,
            "of {signed_by_others} of the entries the salts follow from what the agent or coordinator signed, which the journal \
             keeps: the centre opens them no more, and whoever has the journal or the signed message still can"
        )?;
    }
    Ok(writeln!(
        out,
        "backups of the salts from before, and files granted before, still open them: destroy these, too"
    )?)
}
