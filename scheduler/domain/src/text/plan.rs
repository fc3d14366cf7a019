//! The canonical text of a plan.

use crate::id::{LotKey, NeedKey};
use crate::line::{Line, TextError, UNKNOWN, lines, option};
use crate::overriding::{read_lapsed, write_lapsed};
use crate::plan::{Claim, ClaimPrices, Plan, PoolPrice, Prices, Shipment, Start, Target, Unmet, Version};
use crate::policy::SecondLevel;
use crate::reason::Reason;
use std::fmt::Write as _;
use yicang_language::message;

impl Plan {
    /// The canonical text of version 2: equal plans give equal bytes.
    pub fn to_text(&self) -> String {
        let mut out = format!("yicang-plan 2\nsecond-level {}\n", self.second_level.as_str());
        if self.start == Start::Warm {
            out.push_str("start warm\n");
        }
        for (level, (value, bound)) in self.service.iter().zip(&self.bound).enumerate() {
            let _ = writeln!(out, "level {level} {value} {bound}");
        }
        let _ = writeln!(out, "cost {}", self.cost);
        self.lapsed.iter().for_each(|lapsed| write_lapsed(&mut out, lapsed));
        for item in &self.joint {
            let _ = writeln!(out, "joint {item}");
        }
        for s in &self.shipments {
            let LotKey { depot, item, lot } = &s.lot;
            let arrives = s.arrives.map_or_else(|| UNKNOWN.to_owned(), |arrives| arrives.to_string());
            let _ = write!(out, "ship {depot} {item} {lot} {} {} {} {arrives}", s.site, s.quantity, s.departs);
            option(&mut out, "for", Some(&s.serves).filter(|serves| *serves != item));
            out.push('\n');
        }
        for u in &self.unmet {
            let _ = write!(out, "unmet {} {} {} {}", u.need.site, u.need.item, u.reason, u.quantity);
            option(&mut out, "earliest", u.earliest);
            out.push('\n');
        }
        write_prices(&self.prices, &mut out);
        for claim in &self.claims {
            write_claim(claim, &mut out);
        }
        out
    }

    /// Reads [`Plan::to_text`] back: a plain plan, to be checked like any other. Of a text of version 1, what version 2
    /// has, too.
    pub fn from_text(source: &str) -> Result<Self, TextError> {
        if source.lines().next() == Some("yicang-plan 1") {
            return crate::v1::Plan::from_text(source).map(Into::into);
        }
        let (mut second_level, mut start, mut cost) = (None, None, None);
        let (mut service, mut bound, mut joint, mut claims) = (Vec::new(), Vec::new(), Vec::new(), Vec::<Claim>::new());
        let (mut shipments, mut unmet, mut prices) = (Vec::new(), Vec::new(), Prices::default());
        let mut lapsed = Vec::new();
        for mut line in lines(source, "yicang-plan 2")? {
            match line.word("keyword")? {
                "second-level" => {
                    line.once(&mut second_level, |l| {
                        let word = l.word("minutes or cost")?;
                        SecondLevel::parse(word).ok_or_else(|| no_second_level(l, word))
                    })?;
                }
                "start" => {
                    line.once(&mut start, |l| match l.word("warm")? {
                        "warm" => Ok(Start::Warm),
                        other => Err(no_start(l, other)),
                    })?;
                }
                "level" => {
                    let next = service.len() as u64;
                    line.number("level", next, next)?;
                    service.push(line.parse("value")?);
                    bound.push(line.parse("bound")?);
                }
                "cost" => line.once(&mut cost, |l| l.parse("cost"))?,
                "joint" => joint.push(line.parse("item")?),
                "lapsed" => lapsed.push(read_lapsed(&mut line)?),
                "ship" => shipments.push(shipment(&mut line)?),
                "unmet" => unmet.push(unmet_line(&mut line)?),
                "claim" => claims.push(claim(&mut line)?),
                other => {
                    let new = match claims.last_mut() {
                        Some(claim) => read_claim_price(&mut claim.prices, other, &mut line)?,
                        None => read_price(&mut prices, other, &mut line)?,
                    };
                    match new {
                        Some(true) => {}
                        Some(false) => return Err(line.twice()),
                        None => return Err(line.unknown(other)),
                    }
                }
            }
            line.end()?;
        }
        let missing = |what: &str| TextError::whole(message!("text-plan-no-line", keyword = format!("{what:?}")));
        if service.is_empty() {
            return Err(missing("level"));
        }
        Ok(Self {
            version: Version::Two,
            second_level: second_level.ok_or_else(|| missing("second-level"))?,
            start: start.unwrap_or_default(),
            service,
            bound,
            cost: cost.ok_or_else(|| missing("cost"))?,
            shipments,
            unmet,
            prices,
            joint,
            claims,
            lapsed,
        })
    }
}

pub(crate) fn no_second_level(line: &Line<'_>, word: &str) -> TextError {
    line.fault(message!("text-plan-second-level", word = format!("{word:?}")))
}

pub(crate) fn no_start(line: &Line<'_>, word: &str) -> TextError {
    line.fault(message!("text-plan-start", word = format!("{word:?}")))
}

pub(crate) fn unmet_line(line: &mut Line<'_>) -> Result<Unmet, TextError> {
    let need = line.need_key()?;
    let code = line.word("reason")?;
    let reason =
        Reason::parse(code).ok_or_else(|| line.fault(message!("text-reason-unknown", word = format!("{code:?}"))))?;
    Ok(Unmet { need, reason, quantity: line.parse("quantity")?, earliest: line.option("earliest")? })
}

pub(crate) fn shipment(line: &mut Line<'_>) -> Result<Shipment, TextError> {
    let lot = line.lot_key()?;
    let (site, quantity) = (line.parse("site")?, line.parse("quantity")?);
    let (departs, arrives) = (line.parse("departure")?, line.unless_unknown("arrival")?);
    let serves = line.serves(&lot.item)?;
    Ok(Shipment { lot, site, serves, quantity, departs, arrives })
}

fn write_prices(prices: &Prices, out: &mut String) {
    let Prices { lots, reserves, lanes, needs } = prices;
    for (LotKey { depot, item, lot }, p) in lots {
        let _ = writeln!(out, "price-lot {depot} {item} {lot} {p}");
    }
    for ((depot, item), p) in reserves {
        let _ = writeln!(out, "price-reserve {depot} {item} {p}");
    }
    for ((depot, site, item), p) in lanes {
        let _ = writeln!(out, "price-lane {depot} {site} {item} {p}");
    }
    for (NeedKey { site, item }, p) in needs {
        let _ = writeln!(out, "price-need {site} {item} {p}");
    }
}

/// Reads a line of [`write_prices`]: whether it is new, or `None` where the keyword is another.
fn read_price(prices: &mut Prices, keyword: &str, line: &mut Line<'_>) -> Result<Option<bool>, TextError> {
    let new = match keyword {
        "price-lot" => prices.lots.insert(line.lot_key()?, line.parse("price")?).is_none(),
        "price-reserve" => {
            let key = (line.parse("depot")?, line.parse("item")?);
            prices.reserves.insert(key, line.parse("price")?).is_none()
        }
        "price-lane" => {
            let key = (line.parse("depot")?, line.parse("site")?, line.parse("item")?);
            prices.lanes.insert(key, line.parse("price")?).is_none()
        }
        "price-need" => prices.needs.insert(line.need_key()?, line.parse("price")?).is_none(),
        _ => return Ok(None),
    };
    Ok(Some(new))
}

/// `claim level 2 SCALE VALUE BOUND [weights=0:5,1:7]`, then its prices.
fn write_claim(claim: &Claim, out: &mut String) {
    let _ = write!(out, "claim {} {} {} {}", claim.of, claim.scale, claim.value, claim.bound);
    let weights = claim.weights.iter().map(|(level, weight)| format!("{level}:{weight}")).collect::<Vec<_>>();
    option(out, "weights", Some(weights.join(",")).filter(|weights| !weights.is_empty()));
    out.push('\n');
    let ClaimPrices { lots, reserves, lanes, pools, needs, parts } = &claim.prices;
    for (LotKey { depot, item, lot }, p) in lots {
        let _ = writeln!(out, "at-lot {depot} {item} {lot} {p}");
    }
    for ((depot, item), p) in reserves {
        let _ = writeln!(out, "at-reserve {depot} {item} {p}");
    }
    for ((depot, site), p) in lanes {
        let _ = writeln!(out, "at-lane {depot} {site} {p}");
    }
    for (pool, p) in pools {
        let _ = writeln!(out, "at-pool {pool} {} {}", p.per_microgram, p.per_nanolitre);
    }
    for (NeedKey { site, item }, p) in needs {
        let _ = writeln!(out, "at-need {site} {item} {p}");
    }
    for ((NeedKey { site, item }, component), p) in parts {
        let _ = writeln!(out, "at-part {site} {item} {component} {p}");
    }
}

fn claim(line: &mut Line<'_>) -> Result<Claim, TextError> {
    let of = match line.word("level or cost")? {
        "level" => Target::Level(u8::try_from(line.small("level", 0, 255)?).expect("the bound fits")),
        "cost" => Target::Cost,
        other => return Err(line.fault(message!("text-claim-of", word = format!("{other:?}")))),
    };
    let scale = line.number("scale", 1, u64::MAX)?;
    let (value, bound) = (line.parse("value")?, line.parse("bound")?);
    let mut weights: Vec<(u8, u64)> = Vec::new();
    if let Some(text) = line.option::<String>("weights")? {
        for word in text.split(',') {
            let pair =
                word.split_once(':').and_then(|(level, weight)| Some((level.parse().ok()?, weight.parse().ok()?)));
            let pair =
                pair.filter(|(level, weight)| *weight > 0 && weights.last().is_none_or(|(last, _)| last < level));
            let wrong = || line.fault(message!("text-claim-weights", text = format!("{text:?}")));
            weights.push(pair.ok_or_else(wrong)?);
        }
    }
    Ok(Claim { of, scale, weights, value, bound, prices: ClaimPrices::default() })
}

/// Reads a line of [`write_claim`] after the first: whether it is new, or `None` where the keyword is another.
fn read_claim_price(prices: &mut ClaimPrices, keyword: &str, line: &mut Line<'_>) -> Result<Option<bool>, TextError> {
    let new = match keyword {
        "at-lot" => prices.lots.insert(line.lot_key()?, line.parse("price")?).is_none(),
        "at-reserve" => {
            let key = (line.parse("depot")?, line.parse("item")?);
            prices.reserves.insert(key, line.parse("price")?).is_none()
        }
        "at-lane" => {
            let key = (line.parse("depot")?, line.parse("site")?);
            prices.lanes.insert(key, line.parse("price")?).is_none()
        }
        "at-pool" => {
            let pool = line.parse("pool")?;
            let (per_microgram, per_nanolitre) =
                (line.parse("price of a microgram")?, line.parse("price of a nanolitre")?);
            prices.pools.insert(pool, PoolPrice { per_microgram, per_nanolitre }).is_none()
        }
        "at-need" => prices.needs.insert(line.need_key()?, line.parse("price")?).is_none(),
        "at-part" => {
            let key = (line.need_key()?, line.parse("component")?);
            prices.parts.insert(key, line.parse("price")?).is_none()
        }
        _ => return Ok(None),
    };
    Ok(Some(new))
}
