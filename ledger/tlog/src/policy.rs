//! Whom to trust: which logs, which witnesses, and how many of these must have cosigned a checkpoint before it counts,
//! as a [tlog-policy](https://c2sp.org/tlog-policy) file says it. Reading names every faulty line at once.

use crate::checkpoint::{CheckpointError, LogVerifier};
use crate::cosignature::{BadCosignature, CosignerKey};
use crate::foreign_checkpoint::SignedHead;
use crate::key_statements::LogKeys;
use crate::policy_mistake::PolicyMistake;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

/// A log of the policy.
#[derive(Clone, Debug)]
pub struct PolicyLog {
    /// Its key.
    pub key: LogVerifier,
    /// Where it is to be found.
    pub url: Option<String>,
}

/// A witness of the policy.
#[derive(Clone, Debug)]
pub struct PolicyWitness {
    /// Its name within the file.
    pub name: String,
    /// Its key.
    pub key: CosignerKey,
    /// Its submission prefix.
    pub url: Option<String>,
}

/// A policy that was read.
#[derive(Clone, Debug)]
pub struct Policy {
    logs: Vec<PolicyLog>,
    witnesses: Vec<PolicyWitness>,
    /// Every witness and group in the order of the file.
    nodes: Vec<Node>,
    quorum: Option<usize>,
}

#[derive(Clone, Debug)]
enum Node {
    /// Which of the witnesses.
    Witness(usize),
    /// How many of these earlier nodes.
    Group { threshold: usize, members: Vec<usize> },
}

/// What is wrong with one line, counted from 1; 0 for the file as a whole.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct PolicyFault {
    /// The line.
    pub line: usize,
    /// What is wrong, and what to do.
    pub what: PolicyMistake,
}

impl fmt::Display for PolicyFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.line {
            0 => write!(f, "{}", self.what),
            line => write!(f, "line {line}: {}", self.what),
        }
    }
}

/// Why a checkpoint does not satisfy a policy.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum PolicyUnmet {
    /// The note itself.
    #[error("the checkpoint {0}")]
    Checkpoint(#[from] CheckpointError),
    /// No log of the policy signed it.
    #[error("the checkpoint of {0} is not signed by a log of the policy")]
    Log(String),
    /// A cosignature of a witness of the policy is wrong.
    #[error(transparent)]
    Cosignature(#[from] BadCosignature),
    /// Too few.
    #[error("the policy's quorum is not reached: cosigned by {}", if .0.is_empty() { "none of its witnesses".into() } else { .0.join(", ") })]
    Quorum(Vec<String>),
}

/// Which witnesses have cosigned a head.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Cosigned {
    /// Names in the policy with the time of the cosignature, in seconds since 1970.
    pub by: BTreeMap<String, u64>,
    /// Whether that is enough.
    pub quorum: bool,
}

impl Policy {
    /// Reads a policy file. The error lists every faulty line.
    pub fn parse(bytes: &[u8]) -> Result<Self, Vec<PolicyFault>> {
        let mut reading = Reading::default();
        for (line, bytes) in (1..).zip(bytes.split(|byte| *byte == b'\n')) {
            if let Err(what) = reading.line(bytes) {
                reading.faults.push(PolicyFault { line, what });
            }
        }
        let mut whole = |what| reading.faults.push(PolicyFault { line: 0, what });
        if !bytes.is_empty() && !bytes.ends_with(b"\n") {
            whole(PolicyMistake::LineBreak);
        }
        if !reading.quorum_said {
            whole(PolicyMistake::NoQuorum);
        }
        if reading.faults.is_empty() { Ok(reading.policy) } else { Err(reading.faults) }
    }

    /// A policy that needs no witness.
    #[must_use]
    pub fn none() -> Self {
        Self { logs: Vec::new(), witnesses: Vec::new(), nodes: Vec::new(), quorum: None }
    }

    /// The logs, in the file's order.
    #[must_use]
    pub fn logs(&self) -> &[PolicyLog] {
        &self.logs
    }

    /// The witnesses, in the file's order.
    #[must_use]
    pub fn witnesses(&self) -> &[PolicyWitness] {
        &self.witnesses
    }

    /// Whether any cosignature is needed at all.
    #[must_use]
    pub fn needs_witnesses(&self) -> bool {
        self.quorum.is_some()
    }

    /// Who of the policy's witnesses has cosigned, and whether it is enough. A wrong cosignature by one of them
    /// spoils the note. The log's own signature is not looked at.
    pub fn cosigned(&self, head: &SignedHead) -> Result<Cosigned, BadCosignature> {
        self.cosigned_after(head, 0)
    }

    /// The same, where only cosignatures later than `time`, in seconds since 1970, count.
    pub fn cosigned_after(&self, head: &SignedHead, time: u64) -> Result<Cosigned, BadCosignature> {
        let mut by = BTreeMap::new();
        let mut signed = vec![false; self.witnesses.len()];
        for (witness, signed) in self.witnesses.iter().zip(&mut signed) {
            if let Some(at) = witness.key.cosigned_at(head)?.filter(|at| *at > time) {
                by.insert(witness.name.clone(), at);
                *signed = true;
            }
        }
        let mut good = Vec::with_capacity(self.nodes.len());
        for node in &self.nodes {
            good.push(match node {
                Node::Witness(which) => signed[*which],
                Node::Group { threshold, members } => members.iter().filter(|m| good[**m]).count() >= *threshold,
            });
        }
        Ok(Cosigned { by, quorum: self.quorum.is_none_or(|node| good[node]) })
    }

    /// Checks a checkpoint whole: signed by a log of the policy (by `log`, if the policy lists none), and cosigned by
    /// the quorum.
    pub fn check(&self, log: Option<&dyn LogKeys>, bytes: &[u8]) -> Result<(SignedHead, Cosigned), PolicyUnmet> {
        let head = SignedHead::parse(bytes)?;
        let listed: Vec<&LogVerifier> = self.logs.iter().map(|log| &log.key).collect();
        let keys: Vec<&LogVerifier> = match log {
            Some(log) => {
                let known = log.keys_at(head.size()).into_iter();
                known.filter(|key| listed.is_empty() || listed.contains(key)).collect()
            }
            None => listed,
        };
        if head.signed_by(&keys) != Some(true) {
            return Err(PolicyUnmet::Log(head.origin().to_owned()));
        }
        let cosigned = self.cosigned(&head)?;
        if !cosigned.quorum {
            return Err(PolicyUnmet::Quorum(cosigned.by.into_keys().collect()));
        }
        Ok((head, cosigned))
    }
}

struct Reading {
    policy: Policy,
    names: BTreeMap<Vec<u8>, usize>,
    members: BTreeSet<usize>,
    keys: BTreeSet<(bool, Vec<u8>)>,
    quorum_said: bool,
    faults: Vec<PolicyFault>,
}

impl Default for Reading {
    fn default() -> Self {
        let (names, members, keys, quorum_said, faults) = Default::default();
        Self { policy: Policy::none(), names, members, keys, quorum_said, faults }
    }
}

impl Reading {
    fn line(&mut self, line: &[u8]) -> Result<(), PolicyMistake> {
        if let Some(byte) = line.iter().find(|byte| **byte < 0x20 && **byte != b'\t' || **byte == 0x7f) {
            return Err(PolicyMistake::Control(*byte));
        }
        let words: Vec<&[u8]> =
            line.split(|byte| matches!(byte, b' ' | b'\t')).filter(|word| !word.is_empty()).collect();
        match words.as_slice() {
            [] => Ok(()),
            [first, ..] if first.starts_with(b"#") => Ok(()),
            [b"log", key] => self.log(key, None),
            [b"log", key, url] => self.log(key, Some(url)),
            [b"witness", name, key] => self.witness(name, key, None),
            [b"witness", name, key, url] => self.witness(name, key, Some(url)),
            [b"group", name, threshold, members @ ..] => self.group(name, threshold, members),
            [b"quorum", name] => self.quorum(name),
            [word, ..] => Err(match *word {
                b"log" => PolicyMistake::Form("log <vkey> [<url>]"),
                b"witness" => PolicyMistake::Form("witness <name> <vkey> [<url>]"),
                b"group" => PolicyMistake::Form("group <name> <all|any|number> <name>..."),
                b"quorum" => PolicyMistake::Form("quorum <name>"),
                other => PolicyMistake::Word(lossy(other)),
            }),
        }
    }

    fn log(&mut self, key: &[u8], url: Option<&[u8]>) -> Result<(), PolicyMistake> {
        let key = LogVerifier::from_vkey(&lossy(key)).map_err(PolicyMistake::of_log)?;
        if !self.keys.insert((true, key.material())) {
            return Err(PolicyMistake::LogTwice);
        }
        self.policy.logs.push(PolicyLog { key, url: url.map(lossy) });
        Ok(())
    }

    fn witness(&mut self, name: &[u8], key: &[u8], url: Option<&[u8]>) -> Result<(), PolicyMistake> {
        let witness = CosignerKey::from_vkey(&lossy(key)).map_err(PolicyMistake::of_witness);
        // The name counts as defined even so: one mistake, one fault. With a fault no policy comes out.
        let node = self.define(name, Node::Witness(self.policy.witnesses.len()));
        let key = witness?;
        node?;
        if !self.keys.insert((false, key.material())) {
            return Err(PolicyMistake::WitnessTwice);
        }
        self.policy.witnesses.push(PolicyWitness { name: lossy(name), key, url: url.map(lossy) });
        Ok(())
    }

    fn group(&mut self, name: &[u8], threshold: &[u8], members: &[&[u8]]) -> Result<(), PolicyMistake> {
        let mut found = Vec::new();
        let mut wrong = None;
        for member in members {
            match self.names.get(*member) {
                None => wrong = wrong.or(Some(PolicyMistake::Undefined(lossy(member)))),
                Some(node) if !self.members.insert(*node) => {
                    wrong = wrong.or(Some(PolicyMistake::Member(lossy(member))));
                }
                Some(node) => found.push(*node),
            }
        }
        let count = members.len();
        let needed = match threshold {
            b"all" => Some(count),
            b"any" => Some(1),
            digits => std::str::from_utf8(digits)
                .ok()
                .filter(|d| d.bytes().all(|b| b.is_ascii_digit()))
                .and_then(|d| d.parse().ok()),
        };
        let fits = needed.filter(|needed| (1..=count).contains(needed));
        self.define(name, Node::Group { threshold: fits.unwrap_or(1), members: found })?;
        if let Some(wrong) = wrong {
            return Err(wrong);
        }
        if count == 0 {
            return Err(PolicyMistake::Empty);
        }
        fits.map(drop).ok_or_else(|| PolicyMistake::Threshold(lossy(threshold), count))
    }

    fn quorum(&mut self, name: &[u8]) -> Result<(), PolicyMistake> {
        if std::mem::replace(&mut self.quorum_said, true) {
            return Err(PolicyMistake::QuorumTwice);
        }
        if name != b"none" {
            let node = self.names.get(name);
            let node = node.ok_or_else(|| PolicyMistake::Undefined(lossy(name)))?;
            self.policy.quorum = Some(*node);
        }
        Ok(())
    }

    fn define(&mut self, name: &[u8], node: Node) -> Result<(), PolicyMistake> {
        if name == b"none" {
            return Err(PolicyMistake::None);
        }
        if self.names.contains_key(name) {
            return Err(PolicyMistake::Twice(lossy(name)));
        }
        self.names.insert(name.to_vec(), self.policy.nodes.len());
        self.policy.nodes.push(node);
        Ok(())
    }
}

fn lossy(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}
