//! The canonical text of a situation.

use crate::id::{DepotId, ItemId, LotKey, OrderId, PoolId, SiteId};
use crate::line::{Line, TextError, UNKNOWN, lines, option, unreadable};
use crate::quantity::{Decimal, Quantity};
use crate::situation::{
    ItemFacts, Lane, Lot, Need, OFFSET_MAX, PACK_MAX, RATIO_MAX, SEED_MAX, SIZE_MAX, Situation, Substitution,
    TransportPool,
};
use crate::travel::{Coordinates, Degrees};
use jiff::Timestamp;
use std::collections::BTreeSet;
use std::fmt::{self, Write as _};
use std::str::FromStr;
use yicang_language::{Message, message};

/// The first line of texts of version 1.
const FIRST_FORM: &str = "yicang-situation 1";
/// The keyword of an approved order that the plan may change.
const REOPENED: &str = "reopened";

impl Situation {
    /// The canonical text: equal situations give equal bytes.
    pub fn to_text(&self) -> String {
        let mut out = format!("yicang-situation 2\nnow {}\n", self.now);
        if self.offset != 0 {
            let _ = writeln!(out, "offset {}", Offset(self.offset));
        }
        if let Some(seed) = &self.seed {
            let _ = writeln!(out, "seed {seed}");
        }
        self.write_facts(&mut out);
        for (key, lot) in &self.lots {
            let _ = write!(out, "lot {} {} {} {}", key.depot, key.item, key.lot, lot.on_hand);
            option(&mut out, "reserved", Some(lot.reserved).filter(|q| *q != Quantity::ZERO));
            option(&mut out, "expires", lot.expires_on);
            let sites = |sites: &BTreeSet<_>| sites.iter().map(ToString::to_string).collect::<Vec<_>>().join(",");
            option(&mut out, "earmark", lot.earmarked().map(sites));
            option(&mut out, "available", lot.available_at);
            out.push('\n');
        }
        self.write_protected(&mut out);
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
        self.write_lanes(&mut out);
        for ((LotKey { depot, item, lot }, site, serves), quantity) in &self.last {
            let _ = write!(out, "last {depot} {item} {lot} {site} {quantity}");
            option(&mut out, "for", Some(serves).filter(|serves| *serves != item));
            out.push('\n');
        }
        for order in &self.reopened {
            let _ = writeln!(out, "{REOPENED} {order}");
        }
        out
    }

    /// The [`Situation::reopened`] of a canonical text, without reading the rest of it.
    pub fn reopened_in(source: &str) -> Result<BTreeSet<OrderId>, TextError> {
        let words = (1..).zip(source.lines()).filter_map(|(at, line)| Some((at, line.split_once(' ')?)));
        let marked = words.filter(|(_, (word, _))| *word == REOPENED);
        let ids = marked.map(|(line, (_, id))| {
            id.parse::<OrderId>().map_err(|error| TextError { line, problem: unreadable("order", id, &error) })
        });
        ids.collect()
    }

    pub(crate) fn write_protected(&self, out: &mut String) {
        for ((depot, item), quantity) in &self.protected {
            let _ = writeln!(out, "protect {depot} {item} {quantity}");
        }
    }

    pub(crate) fn write_lanes(&self, out: &mut String) {
        for ((depot, site), lane) in &self.lanes {
            let minutes = lane.minutes.map_or_else(|| UNKNOWN.to_owned(), |minutes| minutes.to_string());
            let _ = write!(out, "lane {depot} {site} {minutes}");
            option(out, "cost", lane.cost);
            option(out, "capacity", lane.capacity);
            option(out, "pool", lane.pool.as_ref());
            out.push_str(if lane.open { "\n" } else { " closed\n" });
        }
    }

    /// What items, pools and places are.
    pub(crate) fn write_facts(&self, out: &mut String) {
        for (item, facts) in &self.items {
            let _ = write!(out, "item {item}");
            option(out, "grams", Some(facts.grams).filter(|n| n.micros() != 0));
            option(out, "millilitres", Some(facts.millilitres).filter(|n| n.micros() != 0));
            option(out, "pack", Some(facts.pack).filter(|pack| *pack != Quantity::ONE));
            out.push('\n');
        }
        for ((needed, given), how) in &self.substitutes {
            let _ = write!(out, "substitute {needed} {given}");
            let one_to_one = (how.given, how.needed) == (1, 1);
            option(out, "ratio", Some(format!("{}/{}", how.given, how.needed)).filter(|_| !one_to_one));
            option(out, "penalty", Some(how.penalty).filter(|penalty| penalty.micros() != 0));
            out.push('\n');
        }
        for (kit, components) in &self.kits {
            for (component, units) in components {
                let _ = writeln!(out, "kit {kit} {component} {units}");
            }
        }
        for (id, pool) in &self.pools {
            let _ = write!(out, "pool {id}");
            option(out, "departs", pool.departs);
            option(out, "grams", pool.grams);
            option(out, "millilitres", pool.millilitres);
            out.push('\n');
        }
        for (depot, at) in &self.depots {
            let _ = writeln!(out, "depot {depot} {at}");
        }
        for (site, at) in &self.sites {
            let _ = writeln!(out, "site {site} {at}");
        }
    }

    /// Reads [`Situation::to_text`] back, and texts of version 1, which had neither offset nor seed. What stands twice
    /// is a fault.
    pub fn from_text(source: &str) -> Result<Self, TextError> {
        let (mut now, mut offset, mut seed) = (None, None, None);
        let mut read = Situation::at(Timestamp::UNIX_EPOCH);
        let is_old = source.lines().next() == Some(FIRST_FORM);
        for mut line in lines(source, if is_old { FIRST_FORM } else { "yicang-situation 2" })? {
            let new = match line.word("keyword")? {
                "now" => {
                    line.once(&mut now, |l| l.parse("moment"))?;
                    true
                }
                "offset" if !is_old => {
                    line.once(&mut offset, |l| Ok(l.parse::<Offset>("offset")?.0))?;
                    true
                }
                "seed" if !is_old => {
                    line.once(&mut seed, |l| l.rest("seed", SEED_MAX))?;
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
                    read.lanes.insert(key, Lane::read(&mut line)?).is_none()
                }
                "last" => {
                    let (lot, site, quantity) =
                        (line.lot_key()?, line.parse::<SiteId>("site")?, line.parse("quantity")?);
                    let serves = line.serves(&lot.item)?;
                    read.last.insert((lot, site, serves), quantity).is_none()
                }
                REOPENED => read.reopened.insert(line.parse("order")?),
                other => match read.read_fact(other, &mut line)? {
                    Some(new) => new,
                    None => return Err(line.unknown(other)),
                },
            };
            if !new {
                return Err(line.twice());
            }
            line.end()?;
        }
        read.now = now.ok_or_else(|| TextError::whole(message!("text-situation-no-line", keyword = "\"now\"")))?;
        (read.offset, read.seed) = (offset.unwrap_or(0), seed);
        for ((depot, site), lane) in &read.lanes {
            if let Some(pool) = lane.pool.as_ref().filter(|pool| !read.pools.contains_key(*pool)) {
                return Err(pool_missing(depot, site, pool));
            }
        }
        Ok(read)
    }

    /// Reads a line of [`Situation::write_facts`]: whether it is new, or `None` where the keyword is another.
    pub(crate) fn read_fact(&mut self, keyword: &str, line: &mut Line<'_>) -> Result<Option<bool>, TextError> {
        let new = match keyword {
            "item" => self.items.insert(line.parse("item")?, facts(line)?).is_none(),
            "substitute" => {
                let (needed, given): (ItemId, ItemId) = (line.parse("needed item")?, line.parse("given item")?);
                if needed == given {
                    return Err(line.fault(message!("text-own-substitute", item = needed.as_str())));
                }
                self.substitutes.insert((needed, given), substitution(line)?).is_none()
            }
            "kit" => {
                let (kit, component): (ItemId, ItemId) = (line.parse("item")?, line.parse("component")?);
                if kit == component {
                    return Err(line.fault(message!("text-own-part", item = kit.as_str())));
                }
                let units = line.number("units", 1, u64::from(RATIO_MAX))?;
                self.kits.entry(kit).or_default().insert(component, units).is_none()
            }
            "pool" => self.pools.insert(line.parse("pool")?, pool(line)?).is_none(),
            "depot" => self.depots.insert(line.parse("depot")?, Coordinates::read(line)?).is_none(),
            "site" => self.sites.insert(line.parse("site")?, Coordinates::read(line)?).is_none(),
            _ => return Ok(None),
        };
        Ok(Some(new))
    }
}

/// That a lane's pool has no line.
pub(crate) fn pool_missing(depot: &DepotId, site: &SiteId, pool: &PoolId) -> TextError {
    let (depot, site, pool) = (depot.as_str(), site.as_str(), pool.as_str());
    TextError::whole(message!("text-pool-missing", depot = depot, site = site, pool = pool))
}

fn facts(line: &mut Line<'_>) -> Result<ItemFacts, TextError> {
    Ok(ItemFacts {
        grams: size(line, "grams")?,
        millilitres: size(line, "millilitres")?,
        pack: line.number_option("pack", 1, PACK_MAX)?.and_then(Quantity::new).unwrap_or(Quantity::ONE),
    })
}

/// A size of a unit: never rounded.
fn size(line: &mut Line<'_>, key: &str) -> Result<Decimal, TextError> {
    let Some(text) = line.option::<String>(key)? else { return Ok(Decimal::default()) };
    Decimal::exact(&text, 0)
        .ok_or_else(|| line.fault(message!("text-no-size", what = key, max = SIZE_MAX, text = format!("{text:?}"))))
}

fn substitution(line: &mut Line<'_>) -> Result<Substitution, TextError> {
    let (given, needed) = match line.option::<String>("ratio")? {
        None => (1, 1),
        Some(ratio) => {
            let number = |text: &str| text.parse().ok().filter(|n| (1..=RATIO_MAX).contains(n));
            let pair = ratio.split_once('/').and_then(|(given, needed)| number(given).zip(number(needed)));
            let lowest = pair.filter(|(given, needed)| greatest_divisor(*given, *needed) == 1);
            lowest.ok_or_else(|| line.fault(message!("text-no-ratio", max = RATIO_MAX, text = format!("{ratio:?}"))))?
        }
    };
    Ok(Substitution { penalty: line.option("penalty")?.unwrap_or_default(), given, needed })
}

fn greatest_divisor(a: u32, b: u32) -> u32 {
    if b == 0 { a } else { greatest_divisor(b, a % b) }
}

fn pool(line: &mut Line<'_>) -> Result<TransportPool, TextError> {
    Ok(TransportPool {
        departs: line.option("departs")?,
        grams: line.option("grams")?,
        millilitres: line.option("millilitres")?,
    })
}

impl Coordinates {
    /// Reads latitude and longitude.
    pub(crate) fn read(line: &mut Line<'_>) -> Result<Self, TextError> {
        let (latitude, longitude): (Degrees, Degrees) = (line.parse("latitude")?, line.parse("longitude")?);
        Self::from_micros(latitude.0, longitude.0)
            .ok_or_else(|| line.fault(message!("text-beyond-poles", latitude = latitude.to_string())))
    }
}

fn lot(line: &mut Line<'_>) -> Result<Lot, TextError> {
    let on_hand: Quantity = line.parse("quantity")?;
    let reserved: Quantity = line.option("reserved")?.unwrap_or_default();
    if reserved > on_hand {
        return Err(line.fault(message!("text-reserved", reserved = reserved.units(), held = on_hand.units())));
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

impl Lane {
    /// Reads a lane, after its depot and site.
    pub(crate) fn read(line: &mut Line<'_>) -> Result<Self, TextError> {
        Ok(Self {
            minutes: line.unless_unknown("minutes")?,
            cost: line.option("cost")?,
            capacity: line.option("capacity")?,
            pool: line.option("pool")?,
            open: !line.flag("closed"),
        })
    }
}

/// Seconds east of UTC, as `+08:00`, or `-00:44:30` where a minute is not enough.
struct Offset(i32);

impl fmt::Display for Offset {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (sign, seconds) = (if self.0 < 0 { '-' } else { '+' }, self.0.unsigned_abs());
        write!(f, "{sign}{:02}:{:02}", seconds / 3_600, seconds / 60 % 60)?;
        if seconds.is_multiple_of(60) { Ok(()) } else { write!(f, ":{:02}", seconds % 60) }
    }
}

impl FromStr for Offset {
    type Err = Message;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let wrong = || message!("text-no-offset");
        let (sign, rest) = match text.as_bytes().first() {
            Some(b'+') => (1, &text[1..]),
            Some(b'-') => (-1, &text[1..]),
            _ => return Err(wrong()),
        };
        let parts: Option<Vec<i32>> =
            rest.split(':').map(|part| part.parse().ok().filter(|n| (0..60).contains(n))).collect();
        let seconds = match parts.as_deref() {
            Some([hours, minutes]) => hours * 3_600 + minutes * 60,
            Some([hours, minutes, seconds]) => hours * 3_600 + minutes * 60 + seconds,
            _ => return Err(wrong()),
        };
        let offset = Self(sign * seconds);
        if offset.0.abs() <= OFFSET_MAX && offset.to_string() == text { Ok(offset) } else { Err(wrong()) }
    }
}
