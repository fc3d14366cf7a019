//! `needs`: what open needs are entitled to, and to verify many of them by one signature.

use super::Failure;
use crate::client::connect::ConnectArgs;
use crate::events::verification::{SentLine, VerifyAsk};
use crate::setup::data_dir::write_new;
use crate::terminal::console::Console;
use crate::terminal::needs::{preview, queue, table, words};
use std::path::PathBuf;
use yicang_exchange::{OpenNeed, Rules, ToVerify, Verifications, open_needs};
use yicang_language::{Message, ToMessage as _, message};

#[derive(clap::Subcommand)]
pub(super) enum Needs {
    List(List),
    Export(Export),
    Verify(Verify),
}

#[derive(clap::Args)]
pub(super) struct Which {
    #[command(flatten)]
    connect: ConnectArgs,
    #[arg(long, default_value = "")]
    site: String,
    #[arg(long, default_value = "")]
    item: String,
}

#[derive(clap::Args)]
pub(super) struct List {
    #[command(flatten)]
    which: Which,
    #[arg(long)]
    queued: bool,
}

#[derive(clap::Args)]
pub(super) struct Export {
    #[command(flatten)]
    which: Which,
    #[arg(value_name = "FILE")]
    file: PathBuf,
}

#[derive(clap::Args)]
pub(super) struct Verify {
    #[command(flatten)]
    connect: ConnectArgs,
    #[arg(value_name = "FILE")]
    file: PathBuf,
    #[arg(long, value_name = "TEXT", default_value = "")]
    basis: String,
    #[arg(long)]
    yes: bool,
}

impl Needs {
    pub(super) async fn run(self, console: &mut Console<'_>) -> Result<(), Failure> {
        match self {
            Self::List(list) => list.run(console).await,
            Self::Export(export) => export.run(console).await,
            Self::Verify(verify) => verify.run(console).await,
        }
    }
}

impl List {
    async fn run(self, console: &mut Console<'_>) -> Result<(), Failure> {
        let Which { connect, site, item } = self.which;
        let needs = connect.connect(console.language).await?.list_needs(&site, &item, self.queued).await?;
        if !self.queued {
            console.table(&table(&needs, console.language))?;
        } else if needs.is_empty() {
            console.say(&message!("centre-needs-none-queued"))?;
        } else {
            console.table(&queue(&needs, console.language))?;
        }
        Ok(words(&needs, console)?)
    }
}

impl Export {
    async fn run(self, console: &mut Console<'_>) -> Result<(), Failure> {
        let Which { connect, site, item } = self.which;
        let needs = connect.connect(console.language).await?.needs(&site, &item).await?;
        let open = needs.iter().map(|standing| OpenNeed {
            need: &standing.need,
            claimed: standing.claimed,
            priority: &standing.claimed_class,
            entitlement: standing.entitlement,
            way: &standing.way.code,
        });
        write_new(&self.file, &open_needs(open))?;
        let lines = message!("centre-count-needs", count = needs.len());
        Ok(console.say(&message!("centre-needs-exported", lines = lines, file = &self.file))?)
    }
}

impl Verify {
    async fn run(self, console: &mut Console<'_>) -> Result<(), Failure> {
        let found = Verifications::read(&self.file, Rules::default()).map_err(Failure::Tables)?;
        for notice in &found.notices {
            console.say(&notice.message())?;
        }
        if found.skipped > 0 {
            console.say(&message!("centre-needs-skipped", count = found.skipped))?;
        }
        if found.rows.is_empty() {
            return Ok(console.say(&message!("centre-needs-none", file = &self.file))?);
        }
        let centre = self.connect.connect(console.language).await?;
        let rows: Vec<_> = found.rows.into_iter().map(|row| with_basis(row, &self.basis)).collect();
        if !self.yes {
            console.table(&preview(&rows, &centre.needs("", "").await?, console.language))?;
            return Ok(console.say(&message!("centre-needs-preview", file = &self.file))?);
        }
        let lines = message!("centre-count-needs", count = rows.len());
        let record = centre.give(VerifyAsk { lines: rows.into_iter().map(sent).collect() }.to_wire()).await?;
        let verified: Message = message!("centre-verified", lines = lines, record = record);
        Ok(console.say(&verified)?)
    }
}

fn with_basis(row: ToVerify, basis: &str) -> ToVerify {
    if row.basis.is_empty() { ToVerify { basis: basis.to_owned(), ..row } } else { row }
}

fn sent(row: ToVerify) -> SentLine {
    SentLine {
        site_id: row.need.site.to_string(),
        item_id: row.need.item.to_string(),
        entitlement: row.units.units(),
        priority_class: row.class.map(|class| class.to_string()).unwrap_or_default(),
        basis: row.basis,
        evidence_sha256: row.evidence.map(|hash| hash.to_vec()).unwrap_or_default(),
        revoke: false,
    }
}
