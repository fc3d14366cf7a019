//! Random situations and policies as canonical texts: small ones, with every feature that a situation may have, each of
//! them there or not at random, so that simple situations are common.

use crate::random::Random;
use std::collections::BTreeSet;
use std::fmt::Write as _;
use yicang_domain::{Policy, SecondLevel, Situation};

/// Something to plan.
#[derive(Debug, Clone)]
pub(crate) struct Case {
    pub(crate) situation: Situation,
    pub(crate) policy: Policy,
    /// The text of the policy, which the policy itself cannot write.
    pub(crate) rules: String,
    pub(crate) second: SecondLevel,
}

impl Case {
    /// From canonical texts.
    pub(crate) fn read(situation: &str, rules: &str, second: SecondLevel) -> Result<Self, String> {
        let situation = Situation::from_text(situation).map_err(|error| format!("situation: {error}"))?;
        let policy = Policy::from_text(rules).map_err(|error| format!("policy: {error}"))?;
        Ok(Self { situation, policy, rules: rules.to_owned(), second })
    }

    /// The same rules for another situation.
    pub(crate) fn with(&self, situation: Situation) -> Self {
        Self { situation, ..self.clone() }
    }
}

/// What a family of situations may contain.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Kind {
    /// Limited vehicles and lanes.
    pub(crate) transport: bool,
    /// Ratios other than 1/1.
    pub(crate) ratios: bool,
    pub(crate) kits: bool,
    pub(crate) packs: bool,
    /// What the last plan sent.
    pub(crate) last: bool,
    /// Entitlements and claims are multiples of the number of sub-steps.
    pub(crate) multiples: bool,
}

impl Kind {
    /// Everything.
    pub(crate) const ALL: Kind =
        Kind { transport: true, ratios: true, kits: true, packs: true, last: true, multiples: false };
}

/// A random situation of a kind, by random rules.
pub(crate) fn case(random: &mut Random, kind: Kind) -> Case {
    let second = if random.percent(30) { SecondLevel::Cost } else { SecondLevel::Minutes };
    let classes = usize::try_from(random.between(1, 5)).expect("few");
    let items = usize::try_from(random.between(1, 5)).expect("few");
    let (rules, sub_steps) = policy(random, classes, items, kind);
    let situation = Sketch::new(random, kind, classes, items, sub_steps, second).draw();
    Case::read(&situation, &rules, second).expect("what is generated is lawful")
}

const CLASSES: [&str; 5] = ["life-saving", "critical", "urgent", "important", "routine"];

/// The text of random rules, and N.
fn policy(random: &mut Random, classes: usize, items: usize, kind: Kind) -> (String, u64) {
    let mut text = "yicang-policy 1\nname random\n".to_owned();
    let mut sub_steps = 1;
    match random.between(1, 10) {
        1 => text.push_str("first-level units\n"),
        2 => text.push_str("first-level share\n"),
        _ => {
            let steps = random.number(&[1, 2, 3, 4, 5, 10, 20]);
            // Multiples of N must stay small.
            let parts = if kind.multiples { random.between(1, 2) } else { random.number(&[1, 1, 2, 5, 20]) };
            let floor = random.number(&[0, 10, 30, 30, 45, 70, 100]);
            sub_steps = steps * parts;
            let _ = writeln!(text, "first-level steps\nsteps {steps}\nfloor-percent {floor}");
            if parts > 1 {
                let _ = writeln!(text, "sub-steps {parts}");
            }
            if random.percent(20) {
                let item = random.between(1, items.try_into().expect("few"));
                let _ = writeln!(text, "worth {} {}", item_name(item), random.number(&[1, 7, 1_000, 250_000]));
            }
        }
    }
    let equal = random.percent(20);
    for (at, class) in CLASSES[..classes].iter().enumerate() {
        let weight = if equal { 1 } else { 5 - at };
        let _ = writeln!(text, "class {class} {weight}{}", random.pick(&["", "", ".5"]));
    }
    let _ = writeln!(text, "lateness {}", random.number(&[0, 0, 1, 3]));
    let _ = writeln!(text, "expiry {}", random.number(&[0, 0, 1, 2]));
    if random.percent(35) {
        let _ = writeln!(text, "change {}", random.number(&[1, 7, 500]));
    }
    (text, sub_steps)
}

fn item_name(number: u64) -> String {
    let names = ["N95", "WATER", "TENT", "GLOVE", "KIT"];
    names[usize::try_from(number).expect("few") - 1].to_owned()
}

struct Sketch<'a> {
    random: &'a mut Random,
    /// Whether nearly every feature is there.
    is_full: bool,
    kind: Kind,
    classes: usize,
    items: u64,
    depots: u64,
    sites: u64,
    pools: u64,
    sub_steps: u64,
    second: SecondLevel,
    lines: Vec<String>,
    packs: Vec<u64>,
    /// Grams and millilitres in thousandths.
    sizes: Vec<[u64; 2]>,
    /// Claims of each item.
    claims: Vec<u64>,
    lots: Vec<(u64, u64, String)>,
    /// Written substitutions and kits: what is needed, what is given.
    roles: Vec<(u64, u64)>,
}

/// 2020-02-01, at an hour, so many minutes later.
fn moment(hour: u64, minutes: u64) -> String {
    let minutes = hour * 60 + minutes;
    let (day, rest) = (1 + minutes / 1_440, minutes % 1_440);
    format!("2020-02-{day:02}T{:02}:{:02}:00Z", rest / 60, rest % 60)
}

impl<'a> Sketch<'a> {
    fn new(
        random: &'a mut Random,
        kind: Kind,
        classes: usize,
        items: usize,
        sub_steps: u64,
        second: SecondLevel,
    ) -> Self {
        let (sites, is_full) = (random.between(1, 6), random.percent(15));
        let depots = random.number(&[1, 1, 2, 2, 3]);
        let pools =
            if kind.transport && random.percent(if is_full { 80 } else { 35 }) { random.between(1, 3) } else { 0 };
        let (lines, packs, sizes, claims) = (Vec::new(), Vec::new(), Vec::new(), vec![0; items]);
        let items = items.try_into().expect("few");
        let (lots, roles) = (Vec::new(), Vec::new());
        Self {
            random,
            is_full,
            kind,
            classes,
            items,
            depots,
            sites,
            pools,
            sub_steps,
            second,
            lines,
            packs,
            sizes,
            claims,
            lots,
            roles,
        }
    }

    fn draw(mut self) -> String {
        let hour = self.random.number(&[0, 8, 15, 23]);
        let mut text = format!("yicang-situation 2\nnow {}\n", moment(hour, 0));
        if self.random.percent(40) {
            let _ = writeln!(text, "offset {}", self.random.pick(&["+08:00", "-05:00", "+05:45", "-11:30", "+13:00"]));
        }
        if self.random.percent(80) {
            let _ = writeln!(text, "seed {}", self.random.next());
        }
        self.items();
        self.substitutes();
        self.kits();
        self.needs(hour);
        self.stock(hour);
        self.ways(hour);
        self.last();
        self.lines.iter().for_each(|line| {
            text.push_str(line);
            text.push('\n');
        });
        text
    }

    /// Whether a feature is there that usually is in so many of a hundred situations.
    fn has(&mut self, percent: u64) -> bool {
        let percent = if self.is_full { percent.max(80) } else { percent };
        self.random.percent(percent)
    }

    fn line(&mut self, line: String) {
        self.lines.push(line);
    }

    fn items(&mut self) {
        let same_pack = self.random.percent(60).then(|| self.random.number(&[2, 3, 5, 10]));
        let packed = self.kind.packs && self.has(35);
        let weights = self.random.pick(&[&[1_000, 2_000, 5_000][..], &[500, 20_000, 1_000_000], &[600, 3_700, 150]]);
        for item in 1..=self.items {
            let pack = match packed {
                true => same_pack.unwrap_or_else(|| self.random.number(&[1, 1, 2, 3, 4, 10])),
                false => 1,
            };
            let grams = if self.random.percent(75) { self.random.number(weights) } else { 0 };
            let millilitres = if self.random.percent(40) { self.random.number(&[500, 2_000, 30_000]) } else { 0 };
            let mut line = format!("item {}", item_name(item));
            let mut option = |key: &str, thousandths: u64| {
                if thousandths > 0 {
                    let part = format!("{:03}", thousandths % 1_000);
                    let part = part.trim_end_matches('0');
                    let point = if part.is_empty() { "" } else { "." };
                    let _ = write!(line, " {key}={}{point}{part}", thousandths / 1_000);
                }
            };
            option("grams", grams);
            option("millilitres", millilitres);
            if pack > 1 {
                let _ = write!(line, " pack={pack}");
            }
            self.packs.push(pack);
            self.sizes.push([grams, millilitres]);
            if grams > 0 || millilitres > 0 || pack > 1 {
                self.line(line);
            }
        }
    }

    fn substitutes(&mut self) {
        let (some, ratios) = (self.has(35), self.kind.ratios && self.has(50));
        for needed in 1..=self.items {
            for given in 1..=self.items {
                if !some || needed == given || !self.random.percent(25) {
                    continue;
                }
                let ratio = if ratios { self.random.pick(&["", "", "2/1", "1/2", "3/2", "5/1", "1/4"]) } else { "" };
                let mut line = format!("substitute {} {}", item_name(needed), item_name(given));
                if !ratio.is_empty() {
                    let _ = write!(line, " ratio={ratio}");
                }
                if self.random.percent(50) {
                    let _ = write!(line, " penalty={}", self.random.pick(&["1.5", "20", "400"]));
                }
                self.line(line);
                self.roles.push((needed, given));
            }
        }
    }

    fn kits(&mut self) {
        if !self.kind.kits || self.items < 2 || !self.has(20) {
            return;
        }
        let kit = self.items;
        for component in 1..kit {
            if self.random.percent(50) && !self.roles.contains(&(kit, component)) {
                let units = self.random.number(&[1, 1, 2, 3]);
                self.line(format!("kit {} {} {units}", item_name(kit), item_name(component)));
                self.roles.push((kit, component));
            }
        }
    }

    fn needs(&mut self, hour: u64) {
        let [verified, covered, due, latest, life, weighted, unknown] =
            [40, 25, 20, 20, 20, 15, 5].map(|percent| self.has(percent));
        let most = self.random.number(&[4, 12, 25, 40]);
        let density = self.random.number(&[30, 50, 70]);
        for site in 1..=self.sites {
            for item in 1..=self.items {
                if !self.random.percent(density) {
                    continue;
                }
                let mut claimed = self.random.between(1, most);
                let mut entitlement = claimed;
                if verified && self.random.percent(60) {
                    entitlement = self.random.number(&[0, claimed / 3, claimed * 2 / 3, claimed + 3]);
                }
                if self.kind.multiples {
                    entitlement = self.sub_steps * self.random.between(0, 3);
                    claimed = entitlement + self.sub_steps * self.random.between(u64::from(entitlement == 0), 1);
                }
                self.claims[usize::try_from(item).expect("few") - 1] += claimed;
                let class = match unknown && self.random.percent(15) {
                    true => "unheard-of",
                    false => CLASSES[self.random.index(self.classes)],
                };
                let mut line = format!("need H{site} {} {class} {claimed}", item_name(item));
                if entitlement != claimed {
                    let _ = write!(line, " entitlement={entitlement}");
                }
                if weighted && self.random.percent(50) {
                    let _ = write!(line, " weight={}", self.random.pick(&["0.25", "3", "17"]));
                }
                if covered && self.random.percent(40) {
                    let _ = write!(line, " covered={}", self.random.between(1, claimed + 1));
                }
                if due && self.random.percent(60) {
                    let _ = write!(line, " due={}", moment(hour, self.random.between(0, 3_000)));
                }
                if latest && self.random.percent(60) {
                    let _ = write!(line, " latest={}", moment(hour, self.random.number(&[40, 100, 900, 2_900])));
                }
                if life && self.random.percent(60) {
                    let _ = write!(line, " life={}", self.random.between(1, 9));
                }
                self.line(line);
            }
        }
    }

    fn stock(&mut self, hour: u64) {
        let [several, expiring, earmarked, inbound, reserved, protected] =
            [30, 30, 25, 25, 20, 30].map(|percent| self.has(percent));
        let plenty = self.random.number(&[30, 60, 90, 140]);
        for depot in 1..=self.depots {
            for item in 1..=self.items {
                let lots = if several { self.random.between(0, 2) } else { u64::from(self.random.percent(75)) };
                for lot in 1..=lots {
                    let wanted = self.claims[usize::try_from(item).expect("few") - 1];
                    let share = (wanted * plenty / 100 / self.depots / lots).max(3);
                    let mut on_hand = self.random.between(share / 2, share * 3 / 2);
                    if self.random.percent(50) {
                        on_hand = on_hand.next_multiple_of(self.packs[usize::try_from(item).expect("few") - 1]);
                    }
                    let name = if lots == 1 { "-".to_owned() } else { format!("L{lot}") };
                    let mut line = format!("lot D{depot} {} {name} {on_hand}", item_name(item));
                    if reserved && self.random.percent(30) {
                        let _ = write!(line, " reserved={}", self.random.between(0, on_hand));
                    }
                    if expiring && self.random.percent(60) {
                        let (month, day) = match self.random.percent(15) {
                            true => (1, 31),
                            false => (2, self.random.between(1, 12)),
                        };
                        let _ = write!(line, " expires=2020-{month:02}-{day:02}");
                    }
                    if earmarked && self.random.percent(40) {
                        let most = self.random.between(1, 3);
                        let sites: BTreeSet<_> =
                            (0..most).map(|_| format!("H{}", self.random.between(1, self.sites))).collect();
                        let _ = write!(line, " earmark={}", sites.into_iter().collect::<Vec<_>>().join(","));
                    }
                    if inbound && self.random.percent(40) {
                        let _ = write!(line, " available={}", moment(hour, self.random.number(&[10, 120, 700])));
                    }
                    self.line(line);
                    self.lots.push((depot, item, name));
                }
                if protected && self.random.percent(35) {
                    let kept = self.random.between(1, 15);
                    self.line(format!("protect D{depot} {} {kept}", item_name(item)));
                }
            }
        }
    }

    fn ways(&mut self, hour: u64) {
        self.vehicles(hour);
        let (narrow, closed) = (self.kind.transport && self.has(30), self.has(25));
        let most = self.random.number(&[4, 15, 60]);
        for depot in 1..=self.depots {
            for site in 1..=self.sites {
                if !self.random.percent(88) {
                    continue;
                }
                let half = self.random.pick(&["", "", ".5"]);
                let mut line = format!("lane D{depot} H{site} {}{half}", self.random.between(5, 90));
                if self.second == SecondLevel::Cost || self.random.percent(30) {
                    let _ = write!(line, " cost={}{}", self.random.between(0, 40), self.random.pick(&["", ".25"]));
                }
                if narrow && self.random.percent(50) {
                    let _ = write!(line, " capacity={}", self.random.between(0, most));
                }
                if self.pools > 0 && self.random.percent(80) {
                    let _ = write!(line, " pool=V{}", self.random.between(1, self.pools));
                }
                if closed && self.random.percent(20) {
                    line.push_str(" closed");
                }
                self.line(line);
            }
        }
    }

    fn vehicles(&mut self, hour: u64) {
        let load = |dimension: usize, sketch: &Self| -> u64 {
            sketch.sizes.iter().zip(&sketch.claims).map(|(size, claims)| size[dimension] * claims).sum()
        };
        let loads = [load(0, self), load(1, self)];
        for pool in 1..=self.pools {
            let mut line = format!("pool V{pool}");
            if self.random.percent(40) {
                let at = match self.random.percent(15) {
                    // Left before now.
                    true => "2020-01-31T22:00:00Z".to_owned(),
                    false => moment(hour, self.random.number(&[0, 60, 300, 800])),
                };
                let _ = write!(line, " departs={at}");
            }
            for ((key, load), percent) in ["grams", "millilitres"].into_iter().zip(loads).zip([80, 40]) {
                if self.random.percent(percent) {
                    let share = self.random.number(&[0, 15, 30, 50, 80, 150]);
                    let _ = write!(line, " {key}={}", (load * share / 100 / self.pools).div_ceil(1_000));
                }
            }
            self.line(line);
        }
    }

    fn last(&mut self) {
        if !self.kind.last || self.lots.is_empty() || !self.has(25) {
            return;
        }
        let mut seen = BTreeSet::new();
        for _ in 0..self.random.between(1, 6) {
            let (depot, item, lot) = self.lots[self.random.index(self.lots.len())].clone();
            let site = self.random.between(1, self.sites);
            let given: Vec<u64> =
                self.roles.iter().filter(|(_, given)| *given == item).map(|(needed, _)| *needed).collect();
            let serves = match given.is_empty() || self.random.percent(60) {
                true => item,
                false => given[self.random.index(given.len())],
            };
            let pack = self.packs[usize::try_from(item).expect("few") - 1];
            let quantity = self.random.between(1, 12).next_multiple_of(pack);
            if seen.insert((depot, item, lot.clone(), site, serves)) {
                let mut line = format!("last D{depot} {} {lot} H{site} {quantity}", item_name(item));
                if serves != item {
                    let _ = write!(line, " for={}", item_name(serves));
                }
                self.line(line);
            }
        }
    }
}
