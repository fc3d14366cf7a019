//! `item`, `depot`, `site`, `lane`, `pool`, `kit`, `substitute`, `protected`: one edit of the catalogue as it is now.
//! Many at once are `catalogue apply`'s.

pub(super) mod items;
pub(super) mod places;
pub(super) mod ways;

use super::Failure;
use crate::client::connect::ConnectArgs;
use crate::terminal::console::Console;
use clap::{Args, Subcommand};
use yicang_domain::catalogue::change::{Change, Edit, Names};
use yicang_domain::{Catalogue, Thing, ThingKey};
use yicang_language::message;

/// What can be done to a kind of thing.
#[derive(Subcommand)]
pub(super) enum Edits<K: Key, O: Options<K>> {
    /// Something new.
    Add(Whole<K, O>),
    /// What is given is changed, all else stays.
    Set(Whole<K, O>),
    /// It is no longer there.
    Retire(Only<K>),
}

/// Which thing, and what is said of it.
#[derive(Args)]
pub(super) struct Whole<K: Key, O: Options<K>> {
    #[command(flatten)]
    connect: ConnectArgs,
    #[command(flatten)]
    key: K,
    #[command(flatten)]
    options: O,
}

/// Which thing.
#[derive(Args)]
pub(super) struct Only<K: Key> {
    #[command(flatten)]
    connect: ConnectArgs,
    #[command(flatten)]
    key: K,
}

/// The words that name a thing of a kind.
pub(super) trait Key: Args {
    /// Which it is.
    fn key(&self) -> ThingKey;
}

/// The words that say what it is.
pub(super) trait Options<K>: Args {
    /// The thing, where it was `known` or is new.
    ///
    /// # Errors
    /// Something that must be said is not.
    fn thing(&self, key: &K, known: Option<Thing>) -> Result<Thing, Failure>;

    /// Its name and unit, where they are said.
    fn name(&self, known: (String, String)) -> Option<(String, String)> {
        let _ = known;
        None
    }
}

impl<K: Key, O: Options<K>> Edits<K, O> {
    /// Gives the command.
    pub(super) async fn run(self, console: &mut Console<'_>) -> Result<(), Failure> {
        match self {
            Self::Add(Whole { connect, key, options }) => {
                let edit = |catalogue: &Catalogue| edit(catalogue, &key, &options, Edit::Add);
                give(&connect, console, edit).await
            }
            Self::Set(Whole { connect, key, options }) => {
                let edit = |catalogue: &Catalogue| edit(catalogue, &key, &options, Edit::Set);
                give(&connect, console, edit).await
            }
            Self::Retire(Only { connect, key }) => {
                give(&connect, console, |_| Ok((Edit::Retire(key.key()), Names::default()))).await
            }
        }
    }
}

fn edit<K: Key, O: Options<K>>(
    catalogue: &Catalogue,
    key: &K,
    options: &O,
    edit: fn(Thing) -> Edit,
) -> Result<(Edit, Names), Failure> {
    let thing_key = key.key();
    let known = catalogue.things().find(|thing| thing.key() == thing_key);
    let mut names = Names::default();
    if let Some(name) = options.name(catalogue.name_of(&thing_key)) {
        names.give(&thing_key, name);
    }
    Ok((edit(options.thing(key, known)?), names))
}

/// Reads the catalogue, and gives the command of one edit to it.
pub(super) async fn give(
    connect: &ConnectArgs,
    console: &mut Console<'_>,
    edit: impl FnOnce(&Catalogue) -> Result<(Edit, Names), Failure>,
) -> Result<(), Failure> {
    let centre = connect.connect(console.language).await?;
    let view = centre.catalogue().await?;
    let (edit, names) = edit(&view.catalogue)?;
    let line = edit.to_line();
    let change = Change { from: view.from, edits: vec![edit], names };
    let record = centre.change(&change).await?;
    Ok(console.say(&message!("catalogue-changed", edit = line, record = record))?)
}

/// What is missing on a command line that adds something.
fn missing(flag: &str) -> Failure {
    Failure::usage(message!("catalogue-flag-missing", flag = flag))
}
