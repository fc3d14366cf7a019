//! What a command line says, as ids and moments: by the kept catalogue and the agent's zone. What is found by name, and
//! which moment a local time is, is told before anything is signed. All faults are answered together.

use super::console::Console;
use super::{Failure, runtime};
use crate::agent_dir::AgentDir;
use crate::client::Client;
use crate::config::span;
use crate::kept_catalogue::KeptCatalogue;
use jiff::Timestamp;
use std::str::FromStr;
use yicang_domain::id::IdError;
use yicang_domain::{DepotId, ItemId, SiteId};
use yicang_exchange::{Known, Named, Names, NotMeant, When};
use yicang_language::{Message, ToMessage as _, message};

/// The kept catalogue, and whether it is worth asking the centre for a newer one.
pub(super) struct Things<'d> {
    agent_dir: &'d AgentDir,
    kept: Option<KeptCatalogue>,
    asking: Asking,
}

/// Whether the centre may be asked in this run.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Asking {
    May,
    MayNot,
    Done,
    Failed(Message),
}

impl<'d> Things<'d> {
    /// Fetched anew where it is older than a day and the centre is reached.
    pub(super) fn of(agent_dir: &'d AgentDir) -> Self {
        let mut things = Self::kept(agent_dir);
        things.asking = Asking::May;
        if things.kept.as_ref().is_none_or(|kept| kept.is_old(Timestamp::now())) {
            things.refresh();
        }
        things
    }

    /// As it is kept: for whoever sends nothing.
    pub(super) fn kept(agent_dir: &'d AgentDir) -> Self {
        Self { agent_dir, kept: KeptCatalogue::read(agent_dir.folder()), asking: Asking::MayNot }
    }

    /// Asks the centre, once a run; whether there is another catalogue now.
    fn refresh(&mut self) -> bool {
        if self.asking != Asking::May {
            return false;
        }
        match fetch(self.agent_dir) {
            Ok(new) => {
                self.asking = Asking::Done;
                let is_other = self.kept.as_ref().is_none_or(|kept| kept.things_differ(&new));
                self.kept = Some(new);
                is_other
            }
            Err(why) => {
                self.asking = Asking::Failed(why);
                false
            }
        }
    }

    pub(super) fn catalogue(&self) -> Option<&KeptCatalogue> {
        self.kept.as_ref()
    }

    /// What a list may say. It is read again where it has faults and the centre knows another catalogue by now.
    pub(super) fn read<T>(
        &mut self,
        places: Named,
        console: &Console,
        read: impl Fn(&Known<'_>) -> T,
        has_faults: impl Fn(&T) -> bool,
    ) -> T {
        let once = |things: &Self| {
            let items = things.names(Named::Items);
            let own = things.names(places);
            let clock = Some((console.zone.clone(), Timestamp::now()));
            read(&Known { items: items.as_ref(), places: own.as_ref(), clock })
        };
        let found = once(self);
        if has_faults(&found) && self.refresh() { once(self) } else { found }
    }

    /// The place that a list is of: the one that is named, or the only one that the agent has; else its rows say it.
    pub(super) fn place_of_list<I: FromStr<Err = IdError>>(
        &mut self,
        of: Named,
        text: Option<&str>,
        console: &mut Console,
    ) -> Result<Option<I>, Failure> {
        if text.is_none() && self.kept.as_ref().is_none_or(|kept| kept.things(of).len() != 1) {
            return Ok(None);
        }
        let flag = if of == Named::Sites { "--site" } else { "--depot" };
        let mut reader = Reader::new(self);
        let place = reader.place(of, flag, text);
        reader.finish(console)?;
        Ok(place)
    }

    fn names(&self, of: Named) -> Option<Names> {
        self.kept.as_ref().map(|kept| kept.names(of))
    }

    /// The id that a text means; `None` where no catalogue is known.
    fn find(&mut self, of: Named, text: &str) -> Option<Result<yicang_exchange::Meant, NotMeant>> {
        let found = self.names(of)?.find(text);
        if found.is_err() && self.refresh() { Some(self.names(of)?.find(text)) } else { Some(found) }
    }
}

/// Asks for the catalogue and keeps it.
pub(super) fn fetch(agent_dir: &AgentDir) -> Result<KeptCatalogue, Message> {
    runtime()?.block_on(async {
        let client = Client::new(&agent_dir.config).map_err(|error| error.message())?;
        let fetched = KeptCatalogue::fetch(&client, agent_dir);
        // It is a help, and nobody waits long for it.
        let fetched = tokio::time::timeout(span(agent_dir.config.times.connect_ms), fetched).await;
        match fetched {
            Ok(Ok(Ok(kept))) => Ok(kept),
            Ok(Ok(Err(error))) => Err(error.message()),
            Ok(Err(error)) => Err(error.message()),
            Err(_) => {
                let (server, milliseconds) = (&agent_dir.config.server, agent_dir.config.times.connect_ms);
                Err(message!("agent-no-answer", server = server, milliseconds = milliseconds))
            }
        }
    })
}

/// Reads the words of one command; gathers what is to be told, and what is wrong.
pub(super) struct Reader<'t, 'd> {
    things: &'t mut Things<'d>,
    told: Vec<Message>,
    faults: Vec<Message>,
    /// Something that is not known could be known to a newer catalogue.
    is_unknown: bool,
}

impl<'t, 'd> Reader<'t, 'd> {
    pub(super) fn new(things: &'t mut Things<'d>) -> Self {
        Self { things, told: Vec::new(), faults: Vec::new(), is_unknown: false }
    }

    pub(super) fn item(&mut self, flag: &'static str, text: &str) -> Option<ItemId> {
        self.id(Named::Items, flag, text)
    }

    /// The site that is named, or the only one that the agent has.
    pub(super) fn site(&mut self, text: Option<&str>) -> Option<SiteId> {
        self.place(Named::Sites, "--site", text)
    }

    /// The depot that is named, or the only one that the agent has.
    pub(super) fn depot(&mut self, text: Option<&str>) -> Option<DepotId> {
        self.place(Named::Depots, "--depot", text)
    }

    /// A moment that is said, or none.
    pub(super) fn moment(&mut self, when: Option<&When>, console: &Console) -> Option<Timestamp> {
        match when?.at(&console.zone, Timestamp::now()) {
            Ok(reading) => {
                self.told.extend(reading.told);
                Some(reading.at)
            }
            Err(why) => {
                self.faults.push(why.0);
                None
            }
        }
    }

    fn place<I: FromStr<Err = IdError>>(&mut self, of: Named, flag: &'static str, text: Option<&str>) -> Option<I> {
        if let Some(text) = text {
            return self.id(of, flag, text);
        }
        let Some(kept) = self.things.catalogue() else {
            self.faults.push(message!("agent-place-unsaid", flag = flag));
            return None;
        };
        let ids: Vec<String> = kept.things(of).iter().map(|thing| thing.id.clone()).collect();
        match &ids[..] {
            [one] => one.parse().ok(),
            [] => {
                self.faults.push(message!("agent-place-none", flag = flag));
                None
            }
            _ => {
                let places: Vec<yicang_language::Argument> = ids.into_iter().map(Into::into).collect();
                self.faults.push(message!("agent-place-several", flag = flag, places = places));
                None
            }
        }
    }

    fn id<I: FromStr<Err = IdError>>(&mut self, of: Named, flag: &'static str, text: &str) -> Option<I> {
        let id = match self.things.find(of, text) {
            None => text.to_owned(),
            Some(Ok(meant)) => {
                if meant.by_name {
                    self.told.push(message!("names-found", text = text, id = &meant.id));
                }
                meant.id
            }
            Some(Err(why)) => {
                self.is_unknown |= matches!(why, NotMeant::Unknown { .. });
                self.faults.push(message!("agent-fault", field = flag, why = why.message()));
                return None;
            }
        };
        match id.parse() {
            Ok(id) => Some(id),
            Err(error) => {
                self.faults.push(message!("agent-fault", field = flag, why = error.message()));
                None
            }
        }
    }

    /// Tells how it was read.
    ///
    /// # Errors
    /// Every fault.
    pub(super) fn finish(self, console: &mut Console) -> Result<(), Failure> {
        let Self { things, told, mut faults, is_unknown } = self;
        if faults.is_empty() {
            told.iter().for_each(|what| console.say(what));
            return Ok(());
        }
        if is_unknown {
            faults.push(match (&things.asking, things.catalogue()) {
                (Asking::Failed(why), Some(kept)) => {
                    let time = console.moment(Some(kept.fetched_at));
                    message!("agent-catalogue-not-asked", time = time, why = why.clone())
                }
                _ => message!("agent-catalogue-see"),
            });
        }
        faults.push(message!("agent-nothing-done"));
        Err(Failure(faults))
    }
}

impl KeptCatalogue {
    fn things_differ(&self, other: &Self) -> bool {
        (&self.items, &self.depots, &self.sites) != (&other.items, &other.depots, &other.sites)
    }
}
