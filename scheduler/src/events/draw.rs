//! What the public draw of the next plan is made of: the root of the log's tree right after the last decision (of the
//! first entry, if there is none), and the cosigned head of the first plan since then. So planning again does not draw
//! again, and a restart changes nothing: all of it follows from the journal.

use super::texts::Texts;
use std::sync::Arc;
use yicang_domain::Situation;
use yicang_language::{Message, ToMessage, message};
use yicang_tlog::{Hash, SignedHead, draw_seed, leaf_hash, sha256};

/// The part of the log's tree that later roots need: its full subtrees, largest first, as in RFC 6962.
#[derive(Debug, Default)]
struct Peaks {
    size: u64,
    peaks: Vec<Hash>,
}

impl Peaks {
    fn push(&mut self, leaf: Hash) {
        self.peaks.push(leaf);
        // As a binary counter carries.
        for _ in 0..self.size.trailing_ones() {
            let (right, left) = (self.peaks.pop(), self.peaks.pop());
            let pair = left.zip(right).expect("a tree of so many entries has so many full subtrees");
            self.peaks.push(node_hash(&pair.0, &pair.1));
        }
        self.size += 1;
    }

    /// The root over all; `None` of nothing.
    fn root(&self) -> Option<Hash> {
        self.peaks.iter().rev().copied().reduce(|right, left| node_hash(&left, &right))
    }
}

/// RFC 6962, 2.1.
fn node_hash(left: &Hash, right: &Hash) -> Hash {
    sha256(&[&[1], &left[..], &right[..]].concat())
}

/// Where the next plan's seed comes from, folded from the journal.
#[derive(Debug, Default)]
pub struct Draws {
    peaks: Peaks,
    /// The last decision, else the first entry, and the root right after it.
    after: Option<(u64, Hash)>,
    /// The first plan since then: its head is that of all that follow.
    first: Option<Arc<Texts>>,
}

/// What a seed is made of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Draw {
    /// The entry right after which the root stands.
    pub after: u64,
    /// The root hash there.
    pub root: Hash,
    /// The first plan's head, which may be none; `None` if this is the first plan.
    pub drawn: Option<Option<String>>,
}

impl Draws {
    /// Takes an entry in.
    pub fn push(&mut self, index: u64, leaf: &[u8]) {
        self.peaks.push(leaf_hash(leaf));
        if index == 0 {
            self.decided(index);
        }
    }

    /// The entry that was taken in last is one that the next draws are after.
    pub fn decided(&mut self, index: u64) {
        let root = self.peaks.root().expect("an entry was taken in");
        self.after = Some((index, root));
        self.first = None;
    }

    /// Takes a plan in. Plans of version 1 drew nothing.
    pub fn planned(&mut self, texts: &Arc<Texts>) {
        if self.first.is_none() && seed_of(&texts.situation).is_some() {
            self.first = Some(Arc::clone(texts));
        }
    }

    /// What the next plan's seed is made of; `None` before the first entry.
    pub fn draw(&self) -> Option<Draw> {
        let (after, root) = self.after?;
        Some(Draw { after, root, drawn: self.first.as_ref().map(|texts| texts.head.clone()) })
    }
}

impl Draw {
    /// The seed, with a cosigned head or none.
    pub fn seed(&self, head: Option<&str>) -> String {
        draw_seed(&self.root, head.and_then(|note| SignedHead::parse(note.as_bytes()).ok()).as_ref())
    }
}

/// The seed line of a situation's text.
fn seed_of(situation: &str) -> Option<&str> {
    situation.lines().take(4).find_map(|line| line.strip_prefix("seed "))
}

/// Where the seed of a plan's draw comes from, for people.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Source {
    /// From the public log: right after this entry, with the cosignatures of these witnesses.
    Log {
        /// The entry.
        after: u64,
        /// Their names; none where there were none.
        witnesses: Vec<String>,
    },
    /// From the command line.
    Given(String),
    /// From the situation itself.
    Own,
    /// There is none: a plan of version 1.
    None,
}

impl Source {
    /// Of a plan that a centre made after this entry.
    pub fn of_log(after: u64, texts: &Texts) -> Self {
        if seed_of(&texts.situation).is_none() {
            return Self::None;
        }
        let head = texts.head.as_ref().and_then(|note| SignedHead::parse(note.as_bytes()).ok());
        let lines = head.map(|head| head.cosignatures()).unwrap_or_default();
        let name = |line: &Vec<u8>| Some(String::from_utf8_lossy(line).split(' ').nth(1)?.to_owned());
        Self::Log { after, witnesses: lines.iter().filter_map(name).collect() }
    }

    /// Of a plan without a centre.
    pub fn of_situation(situation: &Situation) -> Self {
        match &situation.seed {
            None => Self::None,
            Some(seed) if *seed == yicang_domain::draw::default_seed(situation) => Self::Own,
            Some(seed) => Self::Given(seed.clone()),
        }
    }
}

impl ToMessage for Source {
    fn message(&self) -> Message {
        match self {
            Self::Log { after, witnesses } if witnesses.is_empty() => message!("draw-of-log", entry = *after),
            Self::Log { after, witnesses } => {
                message!("draw-of-witnesses", entry = *after, names = witnesses.join(", "))
            }
            Self::Given(seed) => message!("draw-given", seed = format!("{seed:?}")),
            Self::Own => message!("draw-own"),
            Self::None => Message::verbatim(""),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use yicang_tlog::Tree;

    #[test]
    fn the_root_is_that_of_the_log_right_after_the_last_decision() {
        let (mut draws, mut tree) = (Draws::default(), Tree::new());
        assert_eq!(draws.draw(), None);
        let mut expected = (0, [0; 32]);
        for index in 0..70_u64 {
            let leaf = format!("entry {index}");
            tree.push(leaf.as_bytes());
            let is_decision = index % 11 == 7;
            draws.push(index, leaf.as_bytes());
            if is_decision {
                draws.decided(index);
            }
            if index == 0 || is_decision {
                expected = (index, tree.root());
            }
            let draw = draws.draw().unwrap();
            assert_eq!((draw.after, draw.root), expected, "{index}");
        }
    }

    #[test]
    fn the_first_plan_after_a_decision_draws_for_all_that_follow() {
        let texts = |head: Option<&str>, version| {
            let situation = match version {
                2 => "yicang-situation 2\nnow 2020-02-01T08:00:00Z\noffset +08:00\nseed x\n",
                _ => "yicang-situation 1\nnow 2020-02-01T08:00:00Z\n",
            };
            let (policy, plan) = (String::new(), String::new());
            let (head, openings) = (head.map(str::to_owned), None);
            Arc::new(Texts { situation: situation.into(), policy, plan, head, openings })
        };
        let mut draws = Draws::default();
        draws.push(0, b"a");
        draws.planned(&texts(Some("old"), 1));
        assert_eq!(draws.draw().unwrap().drawn, None);
        draws.planned(&texts(None, 2));
        draws.planned(&texts(Some("later"), 2));
        assert_eq!(draws.draw().unwrap().drawn, Some(None));
        draws.push(1, b"b");
        draws.decided(1);
        assert_eq!(draws.draw().unwrap().drawn, None);
        draws.planned(&texts(Some("head"), 2));
        assert_eq!(draws.draw().unwrap().drawn, Some(Some("head".into())));
    }
}
