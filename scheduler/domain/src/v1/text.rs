//! The text of a plan of version 1.

use crate::id::{LotKey, NeedKey};
use crate::line::{Line, TextError, UNKNOWN, lines, option};
use crate::plan::Start;
use crate::policy::SecondLevel;
use crate::text::plan::{no_second_level, no_start, shipment, unmet_line};
use crate::v1::plan::{Joint, Plan, PoolPrice, Price, Prices, Unrounded, Value};
use std::fmt::Write as _;
use yicang_language::message;

impl Plan {
    /// The canonical text: equal plans give equal bytes.
    pub fn to_text(&self) -> String {
        let mut out = format!(
            "yicang-plan 1\nsecond-level {}\n{}value {} {}\n",
            self.second_level.as_str(),
            if self.start == Start::Warm { "start warm\n" } else { "" },
            self.first_value,
            self.second_value
        );
        if let Some(Joint { scale, value, bound }) = &self.joint {
            let _ = writeln!(out, "joint {scale} {value} {bound}");
        }
        for s in &self.shipments {
            let LotKey { depot, item, lot } = &s.lot;
            let arrives = s.arrives.map_or_else(|| UNKNOWN.to_owned(), |arrives| arrives.to_string());
            let _ = write!(out, "ship {depot} {item} {lot} {} {} {} {arrives}", s.site, s.quantity, s.departs);
            option(&mut out, "for", Some(&s.serves).filter(|serves| *serves != item));
            out.push('\n');
        }
        for Unrounded { lot: LotKey { depot, item, lot }, site, serves, quantity } in &self.unrounded {
            let _ = write!(out, "base {depot} {item} {lot} {site} {quantity}");
            option(&mut out, "for", Some(serves).filter(|serves| *serves != item));
            out.push('\n');
        }
        for u in &self.unmet {
            let _ = write!(out, "unmet {} {} {} {}", u.need.site, u.need.item, u.reason, u.quantity);
            option(&mut out, "earliest", u.earliest);
            out.push('\n');
        }
        write_prices(&self.prices, &mut out);
        out
    }

    /// Reads [`Plan::to_text`] back: a plain plan, to be checked like any other.
    pub fn from_text(source: &str) -> Result<Self, TextError> {
        let (mut second_level, mut start, mut values, mut joint) = (None, None, None, None);
        let (mut shipments, mut unrounded) = (Vec::new(), Vec::new());
        let (mut unmet, mut prices) = (Vec::new(), Prices::default());
        for mut line in lines(source, "yicang-plan 1")? {
            let new = match line.word("keyword")? {
                "second-level" => {
                    line.once(&mut second_level, |l| {
                        let word = l.word("minutes or cost")?;
                        SecondLevel::parse(word).ok_or_else(|| no_second_level(l, word))
                    })?;
                    true
                }
                "start" => {
                    line.once(&mut start, |l| match l.word("warm")? {
                        "warm" => Ok(Start::Warm),
                        other => Err(no_start(l, other)),
                    })?;
                    true
                }
                "value" => {
                    line.once(&mut values, |l| Ok((value(l)?, value(l)?)))?;
                    true
                }
                "ship" => {
                    shipments.push(shipment(&mut line)?);
                    true
                }
                "base" => {
                    unrounded.push(base(&mut line)?);
                    true
                }
                "joint" => {
                    line.once(&mut joint, joint_line)?;
                    true
                }
                "unmet" => {
                    unmet.push(unmet_line(&mut line)?);
                    true
                }
                other => match read_price(&mut prices, other, &mut line)? {
                    Some(new) => new,
                    None => return Err(line.unknown(other)),
                },
            };
            if !new {
                return Err(line.twice());
            }
            line.end()?;
        }
        let missing = |what: &str| TextError::whole(message!("text-plan-no-line", keyword = format!("{what:?}")));
        let (first_value, second_value) = values.ok_or_else(|| missing("value"))?;
        let second_level = second_level.ok_or_else(|| missing("second-level"))?;
        let start = start.unwrap_or_default();
        Ok(Self { second_level, start, first_value, second_value, shipments, unrounded, unmet, prices, joint })
    }
}

fn value(line: &mut Line<'_>) -> Result<Value, TextError> {
    let word = line.word("value")?;
    Value::parse(word).ok_or_else(|| line.fault(message!("text-no-value", text = format!("{word:?}"))))
}

fn write_prices(prices: &Prices, out: &mut String) {
    let Prices { lots, reserves, lanes, needs, pools, shared_lanes } = prices;
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
    for (pool, p) in pools {
        let _ = writeln!(out, "price-pool {pool} {} {}", p.per_gram, p.per_millilitre);
    }
    for ((depot, site), price) in shared_lanes {
        let _ = writeln!(out, "price-shared-lane {depot} {site} {price}");
    }
}

fn price(line: &mut Line<'_>) -> Result<Price, TextError> {
    Ok(Price { first: line.parse("price in ranks")?, second: line.parse("price in millionths")? })
}

/// Reads a line of [`write_prices`]: whether it is new, or `None` where the keyword is another.
fn read_price(prices: &mut Prices, keyword: &str, line: &mut Line<'_>) -> Result<Option<bool>, TextError> {
    let new = match keyword {
        "price-lot" => prices.lots.insert(line.lot_key()?, price(line)?).is_none(),
        "price-reserve" => prices.reserves.insert((line.parse("depot")?, line.parse("item")?), price(line)?).is_none(),
        "price-lane" => {
            let key = (line.parse("depot")?, line.parse("site")?, line.parse("item")?);
            prices.lanes.insert(key, price(line)?).is_none()
        }
        "price-need" => prices.needs.insert(line.need_key()?, price(line)?).is_none(),
        "price-pool" => {
            let pool = line.parse("pool")?;
            let price = PoolPrice {
                per_gram: line.parse("price of a gram")?,
                per_millilitre: line.parse("price of a millilitre")?,
            };
            prices.pools.insert(pool, price).is_none()
        }
        "price-shared-lane" => {
            let key = (line.parse("depot")?, line.parse("site")?);
            prices.shared_lanes.insert(key, line.parse("price")?).is_none()
        }
        _ => return Ok(None),
    };
    Ok(Some(new))
}

fn base(line: &mut Line<'_>) -> Result<Unrounded, TextError> {
    let lot = line.lot_key()?;
    let (site, quantity) = (line.parse("site")?, line.parse("quantity")?);
    let serves = line.serves(&lot.item)?;
    Ok(Unrounded { lot, site, serves, quantity })
}

fn joint_line(line: &mut Line<'_>) -> Result<Joint, TextError> {
    let scale = line.number("scale", 1, u64::MAX)?;
    Ok(Joint { scale, value: line.parse("value")?, bound: line.parse("bound")? })
}
