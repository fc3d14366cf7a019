//! `notices`: what depots and sites must be told, since when, and whether they have acknowledged it.

use super::Failure;
use super::discrepancy::age;
use crate::client::connect::ConnectArgs;
use crate::client::notices::NoticesView;
use crate::terminal::console::{Console, at};
use crate::terminal::table::Table;
use crate::terminal::word_fault::WordFault;
use yicang_domain::{Notice, NoticeKind};
use yicang_language::{ToMessage as _, message};

#[derive(clap::Args)]
pub(super) struct Notices {
    #[command(flatten)]
    connect: ConnectArgs,
    #[arg(long, value_name = "ID", default_value = "")]
    place: String,
    #[arg(long, value_name = "KIND", value_parser = kind)]
    kind: Option<NoticeKind>,
}

/// `stale-soon` or `STALE_SOON`.
fn kind(word: &str) -> Result<NoticeKind, WordFault> {
    let code = word.to_uppercase().replace('-', "_");
    NoticeKind::of_code(&code).ok_or_else(|| {
        let all: Vec<_> = NoticeKind::all().map(|kind| kind.code().to_lowercase().replace('_', "-")).collect();
        WordFault(message!("notice-kind-word", word = format!("{word:?}"), all = all.join(", ")))
    })
}

impl Notices {
    pub(super) async fn run(self, console: &mut Console<'_>) -> Result<(), Failure> {
        let NoticesView { notices: found, now, offset } =
            self.connect.connect(console.language).await?.notices(&self.place, self.kind).await?;
        let headings = [
            message!("notice-heading-id"),
            message!("notice-heading-kind"),
            message!("notice-heading-age"),
            message!("notice-heading-seen"),
            message!("notice-heading-what"),
        ];
        let language = console.language;
        let mut table = Table::new(headings, language);
        for notice in &found {
            let age = notice.since.map(|since| age(since, now).say(language)).unwrap_or_default();
            let seen = if notice.seen { message!("notice-seen-yes") } else { message!("notice-seen-no") };
            let what = notice.message(&|moment| at(moment, offset)).say(language);
            let kind = notice.kind().message().say(language);
            table.row(&[notice.id().to_string(), kind, age, seen.say(language), what]);
        }
        if !found.is_empty() {
            console.table(&table)?;
        }
        let open = found.iter().filter(|notice: &&Notice| !notice.seen).count();
        Ok(console.say(&message!("notice-listed", count = found.len(), open = open))?)
    }
}
