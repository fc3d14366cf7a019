//! One need for people: what it gets, why not more, and what would help.

use super::console::{Console, at};
use super::situation::Units;
use std::io;
use yicang_domain::Explanation;
use yicang_domain::explanation::Spoken;

/// Prints the explanation of a need; `offset` is that of the plan's situation, in seconds.
///
/// # Errors
/// What the output says.
pub fn print(told: &Explanation, units: &Units, offset: i32, console: &mut Console<'_>) -> io::Result<()> {
    let spoken =
        Spoken { unit: &|item| units.get(item).cloned(), at: &|time| at(time, offset), language: console.language };
    console.gap()?;
    told.sentences(&spoken).iter().try_for_each(|line| console.say(line))
}
