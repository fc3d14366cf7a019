//! An entry that says something else than its agent has signed, as a file that anybody can judge: the centre's signed
//! receipt, which promises this entry for these bytes of a report, and the public face of the report with the agent's
//! signature.
//!
//! ```text
//! yicang.v1 misstated
//! receipt <base64>
//! signature <base64>
//! entry <base64>
//! face <base64>
//! face-signature <base64>
//! ```
//!
//! `entry` is the leaf whose hash the receipt promises. `face` is what the agent signed, in the context
//! [`REPORT_FACE`]: the log's name, a line break, and the entry as it should be, without its lines `time` and
//! `signature`. No head of the log is needed: with the receipt the centre itself has signed both the report's hash
//! and the entry's.

use crate::hash::{hex, leaf_hash};
use crate::leaf::Leaf;
use crate::receipt::{Receipt, ReceiptError};
use crate::signatures::PublicKey;
use base64::prelude::{BASE64_STANDARD, Engine as _};

/// Context of an agent's signature over the public face of its report.
pub const REPORT_FACE: &str = "yicang.v1/report-face";

const FIRST_LINE: &str = "yicang.v1 misstated";
const LINES: [&str; 5] = ["receipt", "signature", "entry", "face", "face-signature"];

/// What such a file says, before anything of it is believed.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Misstated {
    /// The receipt's exact bytes.
    pub receipt: Vec<u8>,
    /// The signature over them.
    pub signature: Vec<u8>,
    /// The promised entry.
    pub entry: Vec<u8>,
    /// What the agent signed.
    pub face: Vec<u8>,
    /// The signature over it.
    pub face_signature: Vec<u8>,
}

/// Why a file does not prove that an entry was misstated.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum NotMisstated {
    /// Not the format, or not its one spelling; the line counts from 1.
    #[error("line {0} of the file is not what a file of this kind has there")]
    Format(usize),
    /// The receipt.
    #[error(transparent)]
    Receipt(#[from] ReceiptError),
    /// Another entry than the promised one.
    #[error("the entry in the file is not the one that the receipt promises")]
    AnotherEntry,
    /// The face is not the agent's, or is of another report or log.
    #[error("the public face in the file is {0}")]
    Face(&'static str),
    /// The agent has signed the entry, too: it has signed two faces of one report.
    #[error("the agent's key has signed what the entry says as well: the agent has said both")]
    SignedBoth,
}

/// A file that was judged.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct MisstatedJudged {
    /// What was promised.
    pub promise: Receipt,
    /// Lines that only the entry has, and lines that only the agent's face has.
    pub differs: [Vec<String>; 2],
}

impl MisstatedJudged {
    /// Whether the entry says something else.
    #[must_use]
    pub fn is_breach(&self) -> bool {
        self.differs.iter().any(|lines| !lines.is_empty())
    }
}

impl Misstated {
    /// Whether the file claims to be of this kind.
    #[must_use]
    pub fn is_claimed(bytes: &[u8]) -> bool {
        bytes.split(|byte| *byte == b'\n').next() == Some(FIRST_LINE.as_bytes())
    }

    /// Reads a file: each thing in its one spelling.
    pub fn parse(bytes: &[u8]) -> Result<Self, NotMisstated> {
        let text = std::str::from_utf8(bytes).map_err(|_| NotMisstated::Format(1))?;
        let mut lines = text.split('\n');
        lines.next().filter(|line| *line == FIRST_LINE).ok_or(NotMisstated::Format(1))?;
        let mut all = (2..).zip(LINES).map(|(n, key)| {
            let value = lines.next().and_then(|line| line.strip_prefix(key)?.strip_prefix(' '));
            value.and_then(|value| BASE64_STANDARD.decode(value).ok()).ok_or(NotMisstated::Format(n))
        });
        let mut next = || all.next().expect("as many as there are lines");
        let (receipt, signature, entry) = (next()?, next()?, next()?);
        let read = Self { receipt, signature, entry, face: next()?, face_signature: next()? };
        if read.to_bytes() == bytes { Ok(read) } else { Err(NotMisstated::Format(7)) }
    }

    /// The file's bytes.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        let values = [&self.receipt, &self.signature, &self.entry, &self.face, &self.face_signature];
        let line = |(key, value): (&str, &Vec<u8>)| format!("{key} {}\n", BASE64_STANDARD.encode(value));
        let lines: String = LINES.into_iter().zip(values).map(line).collect();
        format!("{FIRST_LINE}\n{lines}").into_bytes()
    }

    /// Judges the file: `receipts` signs the centre's receipts, `agent` is the key that the log's enrolment of the
    /// agent shows.
    pub fn judge(&self, receipts: &PublicKey, agent: &PublicKey) -> Result<MisstatedJudged, NotMisstated> {
        let promise = Receipt::open(&self.receipt, &self.signature, receipts)?;
        if leaf_hash(&self.entry) != promise.leaf_hash {
            return Err(NotMisstated::AnotherEntry);
        }
        agent
            .verify(REPORT_FACE, &self.face, &self.face_signature)
            .map_err(|_| NotMisstated::Face("not signed by the agent"))?;
        let face = std::str::from_utf8(&self.face).map_err(|_| NotMisstated::Face("no text"))?;
        let (log, face) = face.split_once('\n').ok_or(NotMisstated::Face("no text"))?;
        let leaf = Leaf::parse(face.as_bytes()).map_err(|_| NotMisstated::Face("no entry"))?;
        if log != promise.log {
            return Err(NotMisstated::Face("for another log than the receipt"));
        }
        if leaf.get("report-sha256") != Some(hex(&promise.report_sha256).as_str()) {
            return Err(NotMisstated::Face("of another report than the receipt"));
        }
        let entry = String::from_utf8_lossy(&self.entry).into_owned();
        let is_said = |line: &&str| !line.starts_with("time ") && !line.starts_with("signature ");
        let said: Vec<&str> = entry.lines().filter(is_said).collect();
        let own = Leaf::parse(&self.entry).ok().and_then(|leaf| Some(bytes_of_hex(leaf.get("signature")?)));
        let shown = format!("{log}\n{}\n", said.join("\n"));
        let differs = said != face.lines().collect::<Vec<_>>();
        if differs && own.is_some_and(|own| agent.verify(REPORT_FACE, shown.as_bytes(), &own).is_ok()) {
            return Err(NotMisstated::SignedBoth);
        }
        let only = |these: &[&str], others: &[&str]| {
            these.iter().filter(|line| !others.contains(line)).map(ToString::to_string).collect::<Vec<_>>()
        };
        let signed: Vec<&str> = face.lines().collect();
        let mut all = [only(&said, &signed), only(&signed, &said)];
        if differs && all.iter().all(Vec::is_empty) {
            // The same lines in another order or number.
            all[0] = said.iter().map(ToString::to_string).collect();
        }
        Ok(MisstatedJudged { promise, differs: all })
    }
}

fn bytes_of_hex(text: &str) -> Vec<u8> {
    let pairs = text.as_bytes().chunks(2).filter_map(|pair| std::str::from_utf8(pair).ok());
    pairs.filter_map(|pair| u8::from_str_radix(pair, 16).ok()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{RECEIPT, SigningKey, sha256};

    const LOG: &str = "log.example/a";

    struct Case {
        receipts: SigningKey,
        agent: SigningKey,
    }

    impl Case {
        fn new() -> Self {
            let key = || SigningKey::generate(&mut rand_core::OsRng);
            Self { receipts: key(), agent: key() }
        }

        fn face(quantity: u32) -> String {
            let hash = hex(&sha256(b"report"));
            format!("yicang.v1 need-report\nagent A1\nline MASK {quantity} urgent\nreport-sha256 {hash}\n")
        }

        fn entry(&self, quantity: u32, signed: bool) -> Vec<u8> {
            let face = Self::face(quantity);
            let text = face.replacen('\n', "\ntime 2026-02-01T08:00:00Z\n", 1);
            let signature = self.agent.sign(REPORT_FACE, format!("{LOG}\n{face}").as_bytes());
            let digits: String = signature.iter().map(|byte| format!("{byte:02x}")).collect();
            if signed { format!("{text}signature {digits}\n").into_bytes() } else { text.into_bytes() }
        }

        fn file(&self, entry: Vec<u8>, log: &str, face: &str) -> Misstated {
            let promise = Receipt {
                report_id: "r1".into(),
                agent_id: "A1".into(),
                sequence: 1,
                report_sha256: sha256(b"report"),
                log: LOG.into(),
                index: 7,
                leaf_hash: leaf_hash(&entry),
                accepted_at: 1_770_000_000,
                merge_delay: 60,
            };
            let (receipt, face) = (promise.to_bytes(), format!("{log}\n{face}").into_bytes());
            let (signature, face_signature) =
                (self.receipts.sign(RECEIPT, &receipt).to_vec(), self.agent.sign(REPORT_FACE, &face).to_vec());
            Misstated { receipt, signature, entry, face, face_signature }
        }

        fn judged(&self, file: &Misstated) -> Result<MisstatedJudged, NotMisstated> {
            assert_eq!(Misstated::parse(&file.to_bytes()).as_ref(), Ok(file));
            file.judge(&self.receipts.public(), &self.agent.public())
        }
    }

    #[test]
    fn another_quantity_than_was_signed_is_a_breach() {
        let case = Case::new();
        let honest = case.judged(&case.file(case.entry(15_000, true), LOG, &Case::face(15_000))).unwrap();
        assert!(!honest.is_breach());
        let lie = case.judged(&case.file(case.entry(1, false), LOG, &Case::face(15_000))).unwrap();
        assert!(lie.is_breach());
        assert_eq!(
            lie.differs,
            [["line MASK 1 urgent"], ["line MASK 15000 urgent"]].map(|lines| lines.map(str::to_owned).to_vec())
        );
        let longer = format!("{}masked note 00\n", Case::face(15_000));
        let hidden = String::from_utf8(case.entry(15_000, false)).unwrap();
        assert!(
            case.judged(&case.file(hidden.into_bytes(), LOG, &longer.replace("00\n", &"0".repeat(64))))
                .is_ok_and(|j| j.is_breach())
        );
    }

    #[test]
    fn what_does_not_belong_together_proves_nothing() {
        let case = Case::new();
        // An agent that has signed both cannot blame the log.
        let both = case.file(case.entry(1, true), LOG, &Case::face(15_000));
        assert_eq!(case.judged(&both), Err(NotMisstated::SignedBoth));
        let lie = case.file(case.entry(1, false), LOG, &Case::face(15_000));
        let other = Misstated { entry: case.entry(2, false), ..lie.clone() };
        assert_eq!(case.judged(&other), Err(NotMisstated::AnotherEntry));
        let elsewhere = case.file(case.entry(1, false), "log.example/b", &Case::face(15_000));
        assert_eq!(case.judged(&elsewhere), Err(NotMisstated::Face("for another log than the receipt")));
        let other = Case::face(15_000).replace("report-sha256 ", "report-sha256 0");
        assert!(matches!(case.judged(&case.file(case.entry(1, false), LOG, &other)), Err(NotMisstated::Face(_))));
        let stranger = Case::new();
        assert_eq!(
            lie.judge(&case.receipts.public(), &stranger.agent.public()),
            Err(NotMisstated::Face("not signed by the agent"))
        );
        assert!(matches!(lie.judge(&stranger.receipts.public(), &case.agent.public()), Err(NotMisstated::Receipt(_))));
        let bytes = lie.to_bytes();
        for at in 0..bytes.len() {
            let mut changed = bytes.clone();
            changed[at] ^= 1;
            let judged = Misstated::parse(&changed).map(|file| case.judged(&file));
            assert!(!judged.is_ok_and(|judged| judged.is_ok()), "byte {at}");
        }
    }
}
