//! A written text can be read back: over every situation that can exist.

#![allow(clippy::unwrap_used)] // in a test a panic is the answer

use jiff::Timestamp;
use jiff::civil::Date;
use proptest::collection::{btree_map, btree_set};
use proptest::option;
use proptest::prelude::*;
use std::collections::BTreeMap;
use yicang_domain::quantity::{DECIMAL_MAX, QUANTITY_MAX};
use yicang_domain::situation::{OFFSET_MAX, PACK_MAX, RATIO_MAX, SEED_MAX, SIZE_MAX};
use yicang_domain::{
    Coordinates, Decimal, Hold, ItemFacts, ItemId, Lane, Lot, LotKey, Need, NeedKey, PoolId, Quantity, Situation,
    Substitution, TransportPool,
};

/// Any id: visible or not, with marks of other formats in it, as long as may be.
fn id<I: std::str::FromStr<Err: std::fmt::Debug> + std::fmt::Debug>() -> impl Strategy<Value = I> {
    let word = prop_oneof![
        3 => "[A-D]{1,2}",
        1 => "(closed|pool=x|earmark=|reserved=1|for=a|-|=|a=b|a/b|a\\|b|now|’|é|\u{200b}|e\u{301}|医院|a#){1,3}",
        1 => "[a-z=+@/|'#.:\u{300}-\u{36f}\u{200b}-\u{200f}医院]{1,12}",
    ];
    word.prop_filter_map("no id", |text| text.parse().ok())
}

fn quantity() -> impl Strategy<Value = Quantity> {
    prop_oneof![0..20_u64, Just(QUANTITY_MAX), 0..=QUANTITY_MAX].prop_map(|units| Quantity::new(units).unwrap())
}

fn decimal(most: u64) -> impl Strategy<Value = Decimal> {
    let micros = most * 1_000_000;
    prop_oneof![Just(0), Just(1), Just(micros), 0..=micros].prop_map(|micros| Decimal::from_micros(micros).unwrap())
}

fn moment() -> impl Strategy<Value = Timestamp> {
    let (least, most) = (Timestamp::MIN.as_second(), Timestamp::MAX.as_second());
    prop_oneof![1_500_000_000..1_700_000_000_i64, Just(least), Just(most), least..=most]
        .prop_map(|second| Timestamp::from_second(second).unwrap())
}

fn day() -> impl Strategy<Value = Date> {
    // A date of four digits, as texts have it.
    (1..=9_999_i16, 1..=12_i8, 1..=28_i8).prop_map(|(year, month, day)| Date::new(year, month, day).unwrap())
}

fn facts() -> impl Strategy<Value = ItemFacts> {
    (decimal(SIZE_MAX), decimal(SIZE_MAX), 1..=PACK_MAX).prop_map(|(grams, millilitres, pack)| ItemFacts {
        grams,
        millilitres,
        pack: Quantity::new(pack).unwrap(),
    })
}

fn lot() -> impl Strategy<Value = Lot> {
    let held = option::of(prop_oneof![Just(Hold::Quarantine), Just(Hold::Recall)]);
    let facts = (option::of(day()), option::of(btree_set(id(), 0..3)), option::of(moment()), held, any::<bool>());
    (quantity(), quantity(), facts).prop_map(
        |(on_hand, reserved, (expires_on, earmark, available_at, held, inbound))| Lot {
            on_hand,
            reserved: reserved.min(on_hand),
            expires_on,
            earmark,
            available_at,
            held,
            inbound,
        },
    )
}

fn need() -> impl Strategy<Value = Need> {
    let quantities = (quantity(), quantity(), quantity());
    let times = (option::of(moment()), option::of(moment()), 0..=3_650_u16);
    (id(), quantities, option::of(decimal(DECIMAL_MAX)), times).prop_map(
        |(class, (claimed, entitlement, covered), weight, (due, latest_useful, life_days_min))| Need {
            class,
            claimed,
            entitlement,
            weight,
            covered,
            due,
            latest_useful,
            life_days_min,
        },
    )
}

fn coordinates() -> impl Strategy<Value = Coordinates> {
    (-90_000_000..=90_000_000_i32, -180_000_000..=180_000_000_i32)
        .prop_map(|(latitude, longitude)| Coordinates::from_micros(latitude, longitude).unwrap())
}

fn lot_key() -> impl Strategy<Value = LotKey> {
    (id(), id(), id()).prop_map(|(depot, item, lot)| LotKey { depot, item, lot })
}

fn substitution() -> impl Strategy<Value = Substitution> {
    let divisor = |a: u32, b: u32| (1..=a.min(b)).rev().find(|d| a.is_multiple_of(*d) && b.is_multiple_of(*d)).unwrap();
    (decimal(DECIMAL_MAX), 1..=1_000_u32, prop_oneof![1..=1_000_u32, Just(RATIO_MAX)]).prop_map(
        move |(penalty, given, needed)| {
            let by = divisor(given, needed);
            Substitution { penalty, given: given / by, needed: needed / by }
        },
    )
}

prop_compose! {
    fn things()(
        items in btree_map(id(), facts(), 0..4),
        substitutes in btree_map((id::<ItemId>(), id::<ItemId>()), substitution(), 0..3),
        kits in btree_map(id::<ItemId>(), btree_map(id::<ItemId>(), 1..=u64::from(RATIO_MAX), 1..3), 0..3),
        pools in btree_map(id::<PoolId>(), (option::of(moment()), option::of(quantity()), option::of(quantity())), 0..3),
        depots in btree_map(id(), coordinates(), 0..3),
        sites in btree_map(id(), coordinates(), 0..3),
        seed in option::of(proptest::string::string_regex(&format!("[a-z =#:医0-9]{{1,{}}}", SEED_MAX / 3)).unwrap()),
        offset in prop_oneof![Just(0), Just(28_800), -OFFSET_MAX..=OFFSET_MAX],
    ) -> Situation {
        let pool = |(departs, grams, millilitres)| TransportPool { departs, grams, millilitres };
        let kits: BTreeMap<_, BTreeMap<_, _>> = kits
            .into_iter()
            .map(|(kit, parts)| (kit.clone(), parts.into_iter().filter(|(part, _)| *part != kit).collect()))
            .filter(|(_, parts): &(_, BTreeMap<_, _>)| !parts.is_empty())
            .collect();
        Situation {
            items,
            substitutes: substitutes.into_iter().filter(|((needed, given), _)| needed != given).collect(),
            kits,
            pools: pools.into_iter().map(|(id, parts)| (id, pool(parts))).collect(),
            depots,
            sites,
            seed,
            offset,
            ..Situation::at(Timestamp::UNIX_EPOCH)
        }
    }
}

prop_compose! {
    fn situation()(
        things in things(),
        now in moment(),
        lots in btree_map(lot_key(), lot(), 0..5),
        protected in btree_map((id(), id()), quantity(), 0..3),
        needs in btree_map((id(), id()).prop_map(|(site, item)| NeedKey { site, item }), need(), 0..5),
        lanes in btree_map(
            (id(), id()),
            (
                option::of(decimal(DECIMAL_MAX)),
                option::of(decimal(DECIMAL_MAX)),
                option::of(quantity()),
                any::<usize>(),
                any::<bool>(),
            ),
            0..5,
        ),
        last in btree_map((lot_key(), id(), id()), quantity(), 0..3),
        reopened in btree_set(id(), 0..3),
    ) -> Situation {
        let pools: Vec<_> = things.pools.keys().cloned().collect();
        let lane = |(minutes, cost, capacity, pool, open): (_, _, _, usize, _)| Lane {
            minutes,
            cost,
            capacity,
            pool: pools.get(pool % (pools.len() + 1)).cloned(),
            open,
        };
        let lanes = lanes.into_iter().map(|(key, parts)| (key, lane(parts))).collect();
        Situation { now, lots, protected, needs, lanes, last, reopened, ..things }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 500, ..ProptestConfig::default() })]

    #[test]
    fn a_written_situation_can_be_read_back(situation in situation()) {
        let text = situation.to_text();
        let read = Situation::from_text(&text).map_err(|error| TestCaseError::fail(format!("{error}\n{text}")))?;
        prop_assert_eq!(read.to_text(), text);
        // An earmark for nobody is none.
        let mut meant = situation;
        for lot in meant.lots.values_mut() {
            lot.earmark = lot.earmarked().cloned();
        }
        prop_assert_eq!(read, meant);
    }
}
