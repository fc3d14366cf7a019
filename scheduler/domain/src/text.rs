//! The canonical text of a situation, a policy and a plan: one fact per line, words apart by single spaces, `key=value`
//! for what may be absent, lines sorted by id. It is what the public log names by SHA-256, what tests are written in, and
//! what a person can read. Policies may carry comment lines (`#`) and blank lines; canonical texts have none.
//!
//! ```text
//! yicang-situation 1
//! now 2020-02-01T08:00:00Z
//! lot DEPOT ITEM LOT ON_HAND [reserved=N] [expires=DATE] [earmark=SITE,SITE] [available=TIME]
//! protect DEPOT ITEM QUANTITY
//! need SITE ITEM CLASS CLAIMED [entitlement=N] [weight=D] [covered=N] [due=TIME] [latest=TIME] [life=DAYS]
//! lane DEPOT SITE MINUTES [cost=D] [capacity=N] [closed]
//! ```
//!
//! ```text
//! yicang-plan 1
//! second-level minutes
//! value FIRST SECOND
//! ship DEPOT ITEM LOT SITE QUANTITY DEPARTS ARRIVES
//! unmet SITE ITEM REASON QUANTITY [earliest=TIME]
//! price-lot DEPOT ITEM LOT FIRST SECOND
//! price-reserve DEPOT ITEM FIRST SECOND
//! price-lane DEPOT SITE ITEM FIRST SECOND
//! price-need SITE ITEM FIRST SECOND
//! ```

use crate::id::{LotKey, NeedKey};
use crate::plan::{Plan, Price, Prices, Shipment, Unmet, Value};
use crate::policy::SecondLevel;
use crate::quantity::Quantity;
use crate::reason::Reason;
use crate::situation::{Lane, Lot, Need, Situation};
use jiff::Timestamp;
use std::collections::BTreeSet;
use std::fmt::{self, Display, Write as _};
use std::str::FromStr;

/// What is wrong with a text, and in which line (1-based; 0 when it is the whole).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TextError {
    /// The line, 0 for the whole text.
    pub line: usize,
    /// What is wrong there.
    pub problem: String,
}

impl std::error::Error for TextError {}

impl Display for TextError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.line {
            0 => write!(f, "{}", self.problem),
            line => write!(f, "line {line}: {}", self.problem),
        }
    }
}

impl TextError {
    pub(crate) fn whole(problem: String) -> Self {
        Self { line: 0, problem }
    }
}

/// One line, taken apart word by word.
pub(crate) struct Line<'a> {
    number: usize,
    words: std::iter::Peekable<std::str::Split<'a, char>>,
}

/// The lines after the header, without blank and comment lines.
pub(crate) fn lines<'a>(source: &'a str, header: &str) -> Result<impl Iterator<Item = Line<'a>>, TextError> {
    let mut numbered = source.lines().enumerate().map(|(index, text)| (index + 1, text));
    match numbered.next() {
        Some((_, first)) if first == header => {}
        first => {
            let found = first.map_or("", |(_, text)| text);
            let found: String = found.chars().take(40).collect();
            return Err(TextError { line: 1, problem: format!("the first line must be {header:?}, not {found:?}") });
        }
    }
    let content = numbered.filter(|(_, text)| !text.is_empty() && !text.starts_with('#'));
    Ok(content.map(|(number, text)| Line { number, words: text.split(' ').peekable() }))
}

impl<'a> Line<'a> {
    pub(crate) fn fault(&self, problem: String) -> TextError {
        TextError { line: self.number, problem }
    }

    pub(crate) fn word(&mut self, what: &str) -> Result<&'a str, TextError> {
        match self.words.next() {
            Some(word) if !word.is_empty() => Ok(word),
            _ => Err(self.fault(format!("the {what} is missing"))),
        }
    }

    pub(crate) fn parse<T: FromStr<Err: Display>>(&mut self, what: &str) -> Result<T, TextError> {
        let word = self.word(what)?;
        self.read(what, word)
    }

    fn read<T: FromStr<Err: Display>>(&self, what: &str, word: &str) -> Result<T, TextError> {
        word.parse().map_err(|error: T::Err| self.fault(format!("{what} {word:?}: {error}")))
    }

    pub(crate) fn number(&mut self, what: &str, min: u64, max: u64) -> Result<u64, TextError> {
        let word = self.word(what)?;
        let number = word.parse().ok().filter(|n| (min..=max).contains(n));
        number.ok_or_else(|| self.fault(format!("{what} is a whole number from {min} to {max}, not {word:?}")))
    }

    /// The value of `key=value` if it is the next word.
    fn option<T: FromStr<Err: Display>>(&mut self, key: &str) -> Result<Option<T>, TextError> {
        let value = self.words.peek().and_then(|word| word.strip_prefix(key)?.strip_prefix('='));
        let Some(value) = value else { return Ok(None) };
        self.words.next();
        self.read(key, value).map(Some)
    }

    fn flag(&mut self, flag: &str) -> bool {
        self.words.next_if(|word| *word == flag).is_some()
    }

    pub(crate) fn once<T>(
        &mut self,
        slot: &mut Option<T>,
        read: impl FnOnce(&mut Self) -> Result<T, TextError>,
    ) -> Result<(), TextError> {
        if slot.is_some() {
            return Err(self.fault("stands here a second time".into()));
        }
        *slot = Some(read(self)?);
        Ok(())
    }

    pub(crate) fn end(&mut self) -> Result<(), TextError> {
        match self.words.next() {
            None => Ok(()),
            Some(word) => Err(self.fault(format!("{word:?} is one word too many"))),
        }
    }

    fn lot_key(&mut self) -> Result<LotKey, TextError> {
        Ok(LotKey { depot: self.parse("depot")?, item: self.parse("item")?, lot: self.parse("lot")? })
    }

    fn need_key(&mut self) -> Result<NeedKey, TextError> {
        Ok(NeedKey { site: self.parse("site")?, item: self.parse("item")? })
    }

    fn price(&mut self) -> Result<Price, TextError> {
        Ok(Price { first: self.parse("price in ranks")?, second: self.parse("price in millionths")? })
    }
}

/// Appends ` key=value` when there is a value.
fn option<T: Display>(out: &mut String, key: &str, value: Option<T>) {
    if let Some(value) = value {
        let _ = write!(out, " {key}={value}");
    }
}

impl Situation {
    /// The canonical text: equal situations give equal bytes.
    pub fn to_text(&self) -> String {
        let mut out = format!("yicang-situation 1\nnow {}\n", self.now);
        for (key, lot) in &self.lots {
            let _ = write!(out, "lot {} {} {} {}", key.depot, key.item, key.lot, lot.on_hand);
            option(&mut out, "reserved", Some(lot.reserved).filter(|q| *q != Quantity::ZERO));
            option(&mut out, "expires", lot.expires_on);
            let sites = |sites: &BTreeSet<_>| sites.iter().map(ToString::to_string).collect::<Vec<_>>().join(",");
            option(&mut out, "earmark", lot.earmark.as_ref().map(sites));
            option(&mut out, "available", lot.available_at);
            out.push('\n');
        }
        for ((depot, item), quantity) in &self.protected {
            let _ = writeln!(out, "protect {depot} {item} {quantity}");
        }
        for (key, need) in &self.needs {
            let _ = write!(out, "need {} {} {} {}", key.site, key.item, need.class, need.claimed);
            option(&mut out, "entitlement", Some(need.entitlement).filter(|e| *e != need.claimed));
            option(&mut out, "weight", need.weight);
            option(&mut out, "covered", Some(need.covered).filter(|q| *q != Quantity::ZERO));
            option(&mut out, "due", need.due);
            option(&mut out, "latest", need.latest_useful);
            option(&mut out, "life", Some(need.life_days_min).filter(|days| *days != 0));
            out.push('\n');
        }
        for ((depot, site), lane) in &self.lanes {
            let _ = write!(out, "lane {depot} {site} {}", lane.minutes);
            option(&mut out, "cost", lane.cost);
            option(&mut out, "capacity", lane.capacity);
            out.push_str(if lane.open { "\n" } else { " closed\n" });
        }
        out
    }

    /// Reads [`Situation::to_text`] back. What stands twice is a fault.
    pub fn from_text(source: &str) -> Result<Self, TextError> {
        let mut now = None;
        let mut read = Situation::at(Timestamp::UNIX_EPOCH);
        for mut line in lines(source, "yicang-situation 1")? {
            let new = match line.word("keyword")? {
                "now" => {
                    line.once(&mut now, |l| l.parse("moment"))?;
                    true
                }
                "lot" => read.lots.insert(line.lot_key()?, lot(&mut line)?).is_none(),
                "protect" => {
                    let key = (line.parse("depot")?, line.parse("item")?);
                    read.protected.insert(key, line.parse("quantity")?).is_none()
                }
                "need" => read.needs.insert(line.need_key()?, need(&mut line)?).is_none(),
                "lane" => {
                    let key = (line.parse("depot")?, line.parse("site")?);
                    read.lanes.insert(key, lane(&mut line)?).is_none()
                }
                other => return Err(line.fault(format!("unknown keyword {other:?}"))),
            };
            if !new {
                return Err(line.fault("stands here a second time".into()));
            }
            line.end()?;
        }
        read.now = now.ok_or_else(|| TextError::whole("the situation has no line \"now\"".into()))?;
        Ok(read)
    }
}

fn lot(line: &mut Line<'_>) -> Result<Lot, TextError> {
    let on_hand = line.parse("quantity")?;
    let reserved = line.option("reserved")?.unwrap_or_default();
    if reserved > on_hand {
        return Err(line.fault(format!("{reserved} reserved of {on_hand} on hand")));
    }
    let expires_on = line.option("expires")?;
    let earmark = match line.option::<String>("earmark")? {
        None => None,
        Some(sites) => Some(sites.split(',').map(|site| line.read("earmark", site)).collect::<Result<_, _>>()?),
    };
    Ok(Lot { on_hand, reserved, expires_on, earmark, available_at: line.option("available")? })
}

fn need(line: &mut Line<'_>) -> Result<Need, TextError> {
    let class = line.parse("class")?;
    let claimed = line.parse("quantity")?;
    Ok(Need {
        class,
        claimed,
        entitlement: line.option("entitlement")?.unwrap_or(claimed),
        weight: line.option("weight")?,
        covered: line.option("covered")?.unwrap_or_default(),
        due: line.option("due")?,
        latest_useful: line.option("latest")?,
        life_days_min: line.option("life")?.unwrap_or(0),
    })
}

fn lane(line: &mut Line<'_>) -> Result<Lane, TextError> {
    Ok(Lane {
        minutes: line.parse("minutes")?,
        cost: line.option("cost")?,
        capacity: line.option("capacity")?,
        open: !line.flag("closed"),
    })
}

impl Plan {
    /// The canonical text: equal plans give equal bytes.
    pub fn to_text(&self) -> String {
        let mut out = format!(
            "yicang-plan 1\nsecond-level {}\nvalue {} {}\n",
            self.second_level.as_str(),
            self.first_value,
            self.second_value
        );
        for s in &self.shipments {
            let LotKey { depot, item, lot } = &s.lot;
            let _ = writeln!(out, "ship {depot} {item} {lot} {} {} {} {}", s.site, s.quantity, s.departs, s.arrives);
        }
        for u in &self.unmet {
            let _ = write!(out, "unmet {} {} {} {}", u.need.site, u.need.item, u.reason, u.quantity);
            option(&mut out, "earliest", u.earliest);
            out.push('\n');
        }
        let Prices { lots, reserves, lanes, needs } = &self.prices;
        for (LotKey { depot, item, lot }, p) in lots {
            let _ = writeln!(out, "price-lot {depot} {item} {lot} {} {}", p.first, p.second);
        }
        for ((depot, item), p) in reserves {
            let _ = writeln!(out, "price-reserve {depot} {item} {} {}", p.first, p.second);
        }
        for ((depot, site, item), p) in lanes {
            let _ = writeln!(out, "price-lane {depot} {site} {item} {} {}", p.first, p.second);
        }
        for (NeedKey { site, item }, p) in needs {
            let _ = writeln!(out, "price-need {site} {item} {} {}", p.first, p.second);
        }
        out
    }

    /// Reads [`Plan::to_text`] back: a plain plan, to be checked like any other.
    pub fn from_text(source: &str) -> Result<Self, TextError> {
        let (mut second_level, mut values) = (None, None);
        let (mut shipments, mut unmet, mut prices) = (Vec::new(), Vec::new(), Prices::default());
        for mut line in lines(source, "yicang-plan 1")? {
            let new = match line.word("keyword")? {
                "second-level" => {
                    line.once(&mut second_level, |l| {
                        let word = l.word("minutes or cost")?;
                        SecondLevel::parse(word).ok_or_else(|| l.fault(format!("{word:?} is neither minutes nor cost")))
                    })?;
                    true
                }
                "value" => {
                    line.once(&mut values, |l| Ok((value(l)?, value(l)?)))?;
                    true
                }
                "ship" => {
                    shipments.push(Shipment {
                        lot: line.lot_key()?,
                        site: line.parse("site")?,
                        quantity: line.parse("quantity")?,
                        departs: line.parse("departure")?,
                        arrives: line.parse("arrival")?,
                    });
                    true
                }
                "unmet" => {
                    unmet.push(unmet_line(&mut line)?);
                    true
                }
                "price-lot" => prices.lots.insert(line.lot_key()?, line.price()?).is_none(),
                "price-reserve" => {
                    prices.reserves.insert((line.parse("depot")?, line.parse("item")?), line.price()?).is_none()
                }
                "price-lane" => {
                    let key = (line.parse("depot")?, line.parse("site")?, line.parse("item")?);
                    prices.lanes.insert(key, line.price()?).is_none()
                }
                "price-need" => prices.needs.insert(line.need_key()?, line.price()?).is_none(),
                other => return Err(line.fault(format!("unknown keyword {other:?}"))),
            };
            if !new {
                return Err(line.fault("stands here a second time".into()));
            }
            line.end()?;
        }
        let missing = |what: &str| TextError::whole(format!("the plan has no line {what:?}"));
        let (first_value, second_value) = values.ok_or_else(|| missing("value"))?;
        let second_level = second_level.ok_or_else(|| missing("second-level"))?;
        Ok(Self { second_level, first_value, second_value, shipments, unmet, prices })
    }
}

fn unmet_line(line: &mut Line<'_>) -> Result<Unmet, TextError> {
    let need = line.need_key()?;
    let code = line.word("reason")?;
    let reason = Reason::parse(code).ok_or_else(|| line.fault(format!("unknown reason {code:?}")))?;
    Ok(Unmet { need, reason, quantity: line.parse("quantity")?, earliest: line.option("earliest")? })
}

fn value(line: &mut Line<'_>) -> Result<Value, TextError> {
    let word = line.word("value")?;
    Value::parse(word).ok_or_else(|| line.fault(format!("{word:?} is not a decimal number of up to 18 places")))
}

#[cfg(test)]
mod tests {
    use super::*;

    const SITUATION: &str = "\
yicang-situation 1
now 2020-02-01T08:00:00Z
lot D1 WATER - 50
lot D1 WATER L2 40 reserved=5 expires=2020-03-01 earmark=CAMP,CLINIC available=2020-02-01T09:00:00Z
protect D1 WATER 10
need CAMP WATER routine 40
need CLINIC WATER life-saving 30 entitlement=20 weight=5 covered=1 due=2020-02-02T00:00:00Z latest=2020-02-03T00:00:00Z life=30
lane D1 CAMP 61.5
lane D1 CLINIC 30 cost=1.25 capacity=9 closed
";

    const PLAN: &str = "\
yicang-plan 1
second-level minutes
value 150 12.5
ship D1 WATER - CAMP 20 2020-02-01T08:00:00Z 2020-02-01T09:02:00Z
unmet CAMP WATER HIGHER_CLASS 20
unmet CLINIC WATER LEAD_TIME 1 earliest=2020-02-04T00:00:00Z
price-lot D1 WATER - 1 -61500000
price-reserve D1 WATER 1 0
price-lane D1 CAMP WATER 0 7
price-need CAMP WATER 1 0
";

    #[test]
    fn canonical_texts_read_back_to_the_same_bytes() {
        assert_eq!(Situation::from_text(SITUATION).unwrap().to_text(), SITUATION);
        assert_eq!(Plan::from_text(PLAN).unwrap().to_text(), PLAN);
    }

    #[test]
    fn a_fault_in_a_situation_names_its_line() {
        for (from, to, answer) in [
            ("lot D1 WATER L2", "lot D1 WATER -", "line 4: stands here a second time"),
            ("need CLINIC WATER", "need CAMP WATER", "line 7: stands here a second time"),
            ("reserved=5", "reserved=41", "line 4: 41 reserved of 40 on hand"),
            ("protect D1 WATER 10", "protect D1 WATER", "line 5: the quantity is missing"),
            (
                "61.5",
                "-1",
                "line 8: minutes \"-1\": \"-1\" is not a number from 0 to 1000000000; write digits with a point, for example 12.5",
            ),
            ("now 2020-02-01T08:00:00Z\n", "", "the situation has no line \"now\""),
            ("capacity=9", "capacitas=9", "line 9: \"capacitas=9\" is one word too many"),
        ] {
            assert_eq!(Situation::from_text(&SITUATION.replacen(from, to, 1)).unwrap_err().to_string(), answer);
        }
    }
}
