//! `disclose`: lets somebody see fields that the public log only commits to.

use super::Failure;
use super::masked_name::MaskedName;
use crate::client::connect::ConnectArgs;
use crate::offline::Moment;
use crate::setup::data_dir::write_secret;
use crate::terminal::console::Console;
use std::path::PathBuf;
use yicang_language::message;

#[derive(clap::Args)]
pub(super) struct Disclose {
    #[command(flatten)]
    connect: ConnectArgs,
    #[arg(value_name = "ENTRY[/FIELD]", required = true)]
    fields: Vec<MaskedName>,
    #[arg(long = "to", value_name = "WHO")]
    reader: String,
    #[arg(long, value_name = "WHY")]
    reason: String,
    #[arg(long, value_name = "TIME")]
    until: Moment,
    #[arg(long, value_name = "FILE")]
    out: PathBuf,
}

impl Disclose {
    pub(super) async fn run(self, console: &mut Console<'_>) -> Result<(), Failure> {
        let fields = self.fields.into_iter().map(|named| (named.entry_index, named.field)).collect();
        let centre = self.connect.connect(console.language).await?;
        let (record, openings) = centre.disclose(self.reader, self.reason, self.until.at, fields).await?;
        write_secret(&self.out, &openings)?;
        let count = openings.lines().filter(|line| line.starts_with("open ")).count();
        Ok(console.say(&message!("centre-disclosed", record = record, count = count, file = &self.out))?)
    }
}
