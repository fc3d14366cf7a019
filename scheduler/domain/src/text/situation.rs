//! The canonical text of a situation.

use super::facts;
use crate::id::{DepotId, LotKey, OrderId, PoolId, SiteId};
use crate::line::{Line, TextError, lines, option, unreadable};
use crate::overriding::{read_override, write_override};
use crate::quantity::Quantity;
use crate::situation::{Lane, Lot, Need, OFFSET_MAX, SEED_MAX, Situation, TransportPool};
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
            option(&mut out, "held", lot.held);
            if lot.inbound {
                out.push_str(" inbound");
            }
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
            if self.unknown.contains(key) {
                out.push_str(" unknown");
            }
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
        self.overrides.iter().for_each(|(key, line)| write_override(&mut out, key, line));
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

    fn write_protected(&self, out: &mut String) {
        self.protected.iter().for_each(|(key, quantity)| facts::write_protected(out, key, *quantity));
    }

    fn write_lanes(&self, out: &mut String) {
        self.lanes.iter().for_each(|(key, lane)| facts::write_lane(out, key, lane));
    }

    /// What items, pools and places are.
    fn write_facts(&self, out: &mut String) {
        self.items.iter().for_each(|(item, known)| facts::write_item(out, item, known));
        self.substitutes.iter().for_each(|(key, how)| facts::write_substitute(out, key, how));
        for (kit, components) in &self.kits {
            components.iter().for_each(|(component, units)| facts::write_kit(out, kit, component, *units));
        }
        for (id, pool) in &self.pools {
            facts::write_pool(out, id, pool.departs, (pool.grams, pool.millilitres));
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
                "need" => {
                    let (key, need) = (line.need_key()?, need(&mut line)?);
                    if line.flag("unknown") {
                        read.unknown.insert(key.clone());
                    }
                    read.needs.insert(key, need).is_none()
                }
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
                "override" if !is_old => {
                    let (key, of) = read_override(&mut line)?;
                    read.overrides.insert(key, of).is_none()
                }
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
    fn read_fact(&mut self, keyword: &str, line: &mut Line<'_>) -> Result<Option<bool>, TextError> {
        let new = match keyword {
            "item" => self.items.insert(line.parse("item")?, facts::item(line)?).is_none(),
            "substitute" => {
                let key = facts::substitute_key(line)?;
                self.substitutes.insert(key, facts::substitution(line)?).is_none()
            }
            "kit" => {
                let (kit, component) = facts::kit_key(line)?;
                self.kits.entry(kit).or_default().insert(component, facts::kit_units(line)?).is_none()
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
    let available_at = line.option("available")?;
    let held = line.option("held")?;
    Ok(Lot { on_hand, reserved, expires_on, earmark, available_at, held, inbound: line.flag("inbound") })
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
