//! Ways computed from coordinates: great-circle distance × detour ÷ speed, in begun minutes.
//!
//! Latitude φ and longitude λ give a point of the unit sphere, (cos φ cos λ, cos φ sin λ, sin φ). Two points a chord c
//! apart (2·sin of half their angle θ) are θ·R apart over the sphere, R = 6,371.0088 km (the Earth's mean radius R₁ of
//! IUGG). The coordinates of a point are rounded to 2⁻³⁰ (6 mm), so that c² is an exact integer in units of 2⁻⁶⁰, and a
//! journey takes the least whole m ≥ 0 with c² ≤ T\[m\], where
//!
//! ```text
//! T[m] = ⌊4·sin²(θ/2) · 2⁶⁰⌋,   θ = m·speed·100 / (60·detour·R) ≤ π
//! ```
//!
//! Sines are taken by `libm` in pure Rust, once per point and once per T\[m\]: the same digits on every machine. What
//! is left for a pair of points is nine integer operations and a look-up.

#![expect(clippy::float_arithmetic, reason = "sines, by code that gives the same digits on every machine")]

use crate::quantity::Decimal;
use std::fmt;
use std::str::FromStr;
use yicang_language::{Message, ToMessage, message};

/// The Earth's mean radius in kilometres.
const RADIUS_KM: f64 = 6_371.008_8;

/// One, as a coordinate of a [`Point`].
const ONE: f64 = (1_u32 << 30) as f64;

/// What [`Travel::minutes`] answers beyond reach, and everywhere if the policy computes no ways.
pub const BEYOND: u32 = u32::MAX;

/// The longest journey that is computed, in minutes, whatever the policy says: nearly two years.
pub const REACH_MINUTES_MAX: u32 = 1_000_000;

/// The fastest speed in km/h, and the longest detour in percent of the distance.
pub const TRAVEL_MAX: u64 = 1_000;

/// How ways are computed from coordinates.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TravelRule {
    /// Speed in km/h, 1 to [`TRAVEL_MAX`].
    pub speed_kmh: u32,
    /// Length of the way in percent of the distance over the sphere, 100 to [`TRAVEL_MAX`].
    pub detour_percent: u32,
    /// The longest computed way in minutes, 1 to [`REACH_MINUTES_MAX`], which is also the default.
    pub reach_minutes: Option<u32>,
}

/// Latitude and longitude in micro-degrees, WGS 84 or any datum used throughout.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Coordinates {
    latitude: i32,
    longitude: i32,
}

/// A degree in micro-degrees.
const DEGREE: i32 = 1_000_000;

impl Coordinates {
    /// From micro-degrees north and east; `None` beyond ±90° and ±180°.
    pub fn from_micros(latitude: i32, longitude: i32) -> Option<Self> {
        let lawful = latitude.abs() <= 90 * DEGREE && longitude.abs() <= 180 * DEGREE;
        lawful.then_some(Self { latitude, longitude })
    }
}

impl fmt::Display for Coordinates {
    /// `30.59276 114.30525`: latitude, longitude.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", Degrees(self.latitude), Degrees(self.longitude))
    }
}

/// Signed decimal degrees with at most six places, as micro-degrees.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Degrees(pub(crate) i32);

/// Why a text is not decimal degrees.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}", self.message())]
pub(crate) struct DegreesError;

impl ToMessage for DegreesError {
    fn message(&self) -> Message {
        message!("text-no-degrees")
    }
}

impl fmt::Display for Degrees {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.0 < 0 { "-" } else { "" };
        let micros = Decimal::from_micros(u64::from(self.0.unsigned_abs())).expect("at most 2,147");
        write!(f, "{sign}{micros}")
    }
}

impl FromStr for Degrees {
    type Err = DegreesError;

    fn from_str(text: &str) -> Result<Self, DegreesError> {
        let (negative, body) = text.strip_prefix('-').map_or((false, text), |rest| (true, rest));
        let places = body.split_once('.').map_or(0, |(_, places)| places.len());
        let degrees: Decimal = body.parse().map_err(|_| DegreesError)?;
        let micros = i32::try_from(degrees.micros()).map_err(|_| DegreesError)?;
        if places > 6 || micros > 180 * DEGREE {
            return Err(DegreesError);
        }
        Ok(Self(if negative { -micros } else { micros }))
    }
}

/// A place on the unit sphere, in units of 2⁻³⁰.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Point([i32; 3]);

impl Point {
    /// Where coordinates are on the sphere, to 2⁻³⁰ of its radius (6 mm).
    pub fn new(at: Coordinates) -> Self {
        let radians = |micros: i32| f64::from(micros) * (std::f64::consts::PI / 180.0 / f64::from(DEGREE));
        let (north, east) = (radians(at.latitude), radians(at.longitude));
        let across = libm::cos(north);
        Self([across * libm::cos(east), across * libm::sin(east), libm::sin(north)].map(fixed))
    }

    /// The square of the chord to another point, in units of 2⁻⁶⁰: at most about 2⁶².
    pub fn chord_squared(&self, other: &Self) -> u64 {
        let [x, y, z] = [0, 1, 2].map(|axis| u64::from(self.0[axis].abs_diff(other.0[axis])));
        x * x + y * y + z * z
    }
}

/// A number from −1 to 1 in units of 2⁻³⁰, to the nearest.
#[expect(clippy::cast_possible_truncation, reason = "whole, and at most 2^30 either way")]
fn fixed(number: f64) -> i32 {
    libm::round(number * ONE) as i32
}

/// How long journeys take by a policy: made once, asked often.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Travel {
    /// T\[m\]: the greatest squared chord reached in m minutes; rising. Empty if no ways are computed.
    reached: Vec<u64>,
    /// For each leading part of a squared chord the least m that can be the answer, and one for the end.
    first: Vec<u32>,
    /// How many bits after the highest belong to the leading part.
    digits: u32,
}

impl Travel {
    /// The journeys by a rule; none without one.
    pub fn new(rule: Option<&TravelRule>) -> Self {
        let mut reached = Vec::new();
        if let Some(rule) = rule {
            let km_per_minute = f64::from(rule.speed_kmh) * 100.0 / (60.0 * f64::from(rule.detour_percent));
            let radians_per_minute = km_per_minute / RADIUS_KM;
            for minutes in 0..=rule.reach_minutes.unwrap_or(REACH_MINUTES_MAX).min(REACH_MINUTES_MAX) {
                let angle = f64::from(minutes) * radians_per_minute;
                if angle >= std::f64::consts::PI {
                    reached.push(u64::MAX);
                    break;
                }
                let half = libm::sin(angle / 2.0);
                reached.push(squared_chord(half).max(reached.last().copied().unwrap_or(0)));
            }
        }
        let digits = reached.len().max(1).ilog2().saturating_sub(4).clamp(4, 12);
        let mut travel = Self { reached, first: Vec::new(), digits };
        let leading = (0..=travel.leading(u64::MAX)).map(|leading| travel.search(travel.least(leading)));
        travel.first = leading.collect();
        travel.first.push(u32::try_from(travel.reached.len()).expect("at most REACH_MINUTES_MAX + 1"));
        travel
    }

    /// Begun minutes from one point to another: 0 for the same point, [`BEYOND`] beyond reach.
    pub fn minutes(&self, from: &Point, to: &Point) -> u32 {
        let chord = from.chord_squared(to);
        let leading = self.leading(chord);
        let (mut low, mut high) = (self.first[leading], self.first[leading + 1]);
        // The answer lies in low..=high: the least m with chord ≤ T[m].
        while low < high {
            let middle = low.midpoint(high);
            if self.reached[middle as usize] < chord { low = middle + 1 } else { high = middle }
        }
        if (low as usize) < self.reached.len() { low } else { BEYOND }
    }

    /// The longest journey there is, in minutes; 0 if the policy computes no ways.
    pub fn longest(&self) -> u32 {
        u32::try_from(self.reached.len().saturating_sub(1)).unwrap_or(REACH_MINUTES_MAX)
    }

    /// Place of the highest bit and the `digits` bits after it, as a number without gaps.
    fn leading(&self, chord: u64) -> usize {
        let above = (chord >> self.digits).checked_ilog2().map_or(0, |log| log + 1);
        let shifted = chord >> above.saturating_sub(1);
        // Below 2^(digits+1) a number is its own leading part.
        let leading = (u64::from(above.saturating_sub(1)) << self.digits) + shifted;
        usize::try_from(leading).expect("at most 64 · 2^12")
    }

    /// The least squared chord with this leading part.
    fn least(&self, leading: usize) -> u64 {
        let one = 1_usize << self.digits;
        if leading < 2 * one {
            return leading as u64;
        }
        let above = leading / one - 1;
        ((leading - above * one) as u64) << above
    }

    fn search(&self, chord: u64) -> u32 {
        u32::try_from(self.reached.partition_point(|reached| *reached < chord)).expect("at most REACH_MINUTES_MAX + 1")
    }
}

/// 4·sin² in units of 2⁻⁶⁰, rounded down.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "not negative, and at most 2^62")]
fn squared_chord(half: f64) -> u64 {
    (4.0 * half * half * ONE * ONE) as u64
}

#[cfg(test)]
mod tests {
    use super::*;

    fn travel(lines: &str) -> Travel {
        let text = format!("yicang-policy 1\nname x\nfirst-level units\nclass a 1\n{lines}");
        crate::Policy::from_text(&text).unwrap().travel_times()
    }

    fn point(latitude: i32, longitude: i32) -> Point {
        Point::new(Coordinates::from_micros(latitude, longitude).unwrap())
    }

    #[test]
    fn degrees_are_read_exactly_and_written_back() {
        for text in ["30.59276", "-0.000001", "180", "-180", "0", "7.5"] {
            assert_eq!(text.parse::<Degrees>().unwrap().to_string(), text);
        }
        for text in ["", "-", "180.000001", "30.5927600", "1e1", "+1", "--1", "N30"] {
            assert_eq!(text.parse::<Degrees>(), Err(DegreesError), "{text:?}");
        }
        assert_eq!(Coordinates::from_micros(90_000_001, 0), None);
        assert_eq!(Coordinates::from_micros(-90_000_000, 180_000_001), None);
    }

    #[test]
    fn known_distances() {
        // Kilometres at 60 km/h straight ahead are minutes. Wuhan to Beijing is 1,052.74 km over the sphere.
        let travel = travel("speed-kmh 60\ndetour-percent 100\n");
        let (wuhan, beijing) = (point(30_592_760, 114_305_250), point(39_904_200, 116_407_400));
        assert_eq!(travel.minutes(&wuhan, &beijing), travel.minutes(&beijing, &wuhan));
        assert_eq!(travel.minutes(&wuhan, &wuhan), 0);
        // One degree of a meridian: 111.195 km. A quarter of the way round: 10,007.56 km; all the way: 20,015.12 km.
        assert_eq!(travel.minutes(&point(0, 0), &point(1_000_000, 0)), 112);
        assert_eq!(travel.minutes(&point(0, 0), &point(0, 90_000_000)), 10_008);
        assert_eq!(travel.minutes(&point(90_000_000, 0), &point(-90_000_000, 5_000_000)), 20_016);
        assert_eq!(travel.minutes(&point(0, 180_000_000), &point(0, -180_000_000)), 0);
        // A metre takes a begun minute: 0.000010° is 1.1 m.
        assert_eq!(travel.minutes(&point(0, 0), &point(0, 10)), 1);
        assert_eq!(travel.minutes(&wuhan, &beijing), 1_053);
    }

    #[test]
    fn detour_speed_and_reach_count() {
        let far = (point(0, 0), point(0, 1_000_000));
        // 111.195 km · 1.3 at 45 km/h: 192.74 minutes.
        assert_eq!(travel("speed-kmh 45\ndetour-percent 130\n").minutes(&far.0, &far.1), 193);
        assert_eq!(travel("speed-kmh 45\ndetour-percent 130\nreach-minutes 193\n").minutes(&far.0, &far.1), 193);
        let short = travel("speed-kmh 45\ndetour-percent 130\nreach-minutes 192\n");
        assert_eq!(short.minutes(&far.0, &far.1), BEYOND);
        assert_eq!(travel("").minutes(&far.0, &far.0), BEYOND, "without a speed nothing is computed");
    }

    #[test]
    fn the_look_up_is_the_plain_search_for_every_kind_of_chord() {
        for lines in ["speed-kmh 1\ndetour-percent 1000\n", "speed-kmh 1000\ndetour-percent 100\nreach-minutes 7\n"] {
            let travel = travel(lines);
            let edges = travel.reached.iter().step_by(travel.reached.len().div_ceil(5_000));
            let all = edges.flat_map(|edge| [edge.saturating_sub(1), *edge, edge.saturating_add(1)]);
            for chord in all.chain((0..64).map(|bit| 1 << bit)).chain(0..1_000) {
                let leading = travel.leading(chord);
                assert!(travel.least(leading) <= chord, "{chord}");
                let last = leading == travel.leading(u64::MAX);
                assert!(last || travel.least(leading + 1) > chord, "{chord}");
                let found = travel.search(chord);
                assert!((travel.first[leading]..=travel.first[leading + 1]).contains(&found), "{chord}");
            }
        }
    }

    /// The thresholds and points of one policy, so that another machine, compiler or libm that counts otherwise is
    /// seen.
    #[test]
    fn the_digits_are_the_same_everywhere() {
        let travel = travel("speed-kmh 50\ndetour-percent 135\n");
        let sum = |words: &mut dyn Iterator<Item = u64>| {
            words.fold(0xcbf2_9ce4_8422_2325_u64, |hash, word| (hash ^ word).wrapping_mul(0x0000_0100_0000_01b3))
        };
        let thresholds = sum(&mut travel.reached.iter().copied());
        let points = (0..2_000).map(|n| point(n * 44_987 - 45_000_000, n * 179_321 - 179_000_000));
        let points = sum(&mut points.flat_map(|p| p.0).map(|axis| u64::from(axis.cast_unsigned())));
        assert_eq!(
            (travel.reached.len(), thresholds, points),
            (32_426, 1_469_687_262_103_898_992, 12_193_571_736_330_469_769)
        );
    }
}
