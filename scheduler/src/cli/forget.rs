//! `forget`: destroys what opens masked fields. It works on the data folder itself, whether or not the centre runs.

use super::Failure;
use super::masked_name::MaskedName;
use super::salts::Folder;
use crate::events::salts::Salts;
use crate::setup::data_dir::{SetupError, read};
use crate::terminal::console::Console;
use yicang_auditor::public_log::PublicLog;
use yicang_auditor::source;
use yicang_auditor::words::Words as _;
use yicang_language::{Argument, Message, ToMessage as _, message};
use yicang_tlog::{Leaf, LogVerifier};

#[derive(clap::Args)]
pub(super) struct Forget {
    #[command(flatten)]
    folder: Folder,
    #[arg(value_name = "ENTRY[/FIELD]", required = true)]
    fields: Vec<MaskedName>,
}

impl Forget {
    /// All names are looked at before anything is forgotten.
    pub(super) fn run(self, console: &mut Console<'_>) -> Result<(), Failure> {
        let data = self.folder.open()?;
        let mut salts = Salts::load(&data.salts())?;
        let problem = |problem: Message| SetupError::Ledger { path: data.public(), problem };
        let key = read(&data.log_vkey())?;
        let key = LogVerifier::from_vkey(key.trim()).map_err(|error| problem(error.words()))?;
        let folder = source::Folder(data.public());
        let log = PublicLog::open(&folder, &key).map_err(|error| problem(error.message()))?;
        let mut faults: Vec<Message> = Vec::new();
        let (mut count, mut signed_by_others) = (0, 0_u64);
        for MaskedName { entry_index, field } in &self.fields {
            let leaf = log.entry(*entry_index).map_err(|error| error.message());
            let leaf = leaf.and_then(|entry| Leaf::parse(&entry).map_err(|error| error.words()));
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
                faults.push(match all.is_empty() {
                    true => message!("centre-entry-nothing-masked", entry = *entry_index),
                    false => message!("centre-entry-only-masked", entry = *entry_index, fields = all.clone()),
                });
            }
            count += gone.len();
            salts.forget(*entry_index, &gone, &all);
        }
        if !faults.is_empty() {
            let why = message!("centre-forget-nothing", faults = Argument::Sentences(faults));
            return Err(SetupError::Refused(why).into());
        }
        salts.replace(&data.salts())?;
        console.say(&message!("centre-forgotten", count = count))?;
        if signed_by_others > 0 {
            console.say(&message!("centre-forgotten-signed", count = signed_by_others))?;
        }
        Ok(console.say(&message!("centre-forgotten-backups"))?)
    }
}
