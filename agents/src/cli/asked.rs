//! Questions to the centre, and how answers are said: for `needs`, `stock` and `explain`.

use super::console::Console;
use super::runtime;
use super::things::Things;
use crate::agent_dir::AgentDir;
use crate::client::{Client, ConnectionError};
use yicang_domain::explanation::Spoken;
use yicang_language::{Message, ToMessage as _};

/// The centre's answer, or why there is none.
pub(super) fn answered<T>(
    agent_dir: &AgentDir,
    ask: impl AsyncFnOnce(Client) -> Result<T, ConnectionError>,
) -> Result<T, Message> {
    runtime()?.block_on(async {
        let client = Client::new(&agent_dir.config).map_err(|error| error.message())?;
        ask(client).await.map_err(|error| error.message())
    })
}

/// An item with its unit, where it is known: `N95 (只)`.
pub(super) fn with_unit(item: &str, things: &Things<'_>) -> String {
    match things.catalogue().and_then(|kept| kept.unit(item)) {
        Some(unit) => format!("{item} ({unit})"),
        None => item.to_owned(),
    }
}

/// What is said with the agent's units, zone and language.
pub(super) fn spoken<T>(things: &Things<'_>, console: &Console, say: impl FnOnce(&Spoken<'_>) -> T) -> T {
    let unit = |item: &yicang_domain::ItemId| Some(things.catalogue()?.unit(item.as_str())?.to_owned());
    let at = |time: jiff::Timestamp| console.moment(Some(time.as_second()));
    say(&Spoken { unit: &unit, at: &at, language: console.language })
}
