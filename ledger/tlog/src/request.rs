//! What a log asks of a witness: the body of `add-checkpoint`,
//! [tlog-witness](https://c2sp.org/tlog-witness).

use crate::hash::Hash;
use crate::head_text::decimal;
use base64::prelude::{BASE64_STANDARD, Engine as _};

/// The specification's most consistency proof lines.
const PROOF_LINES_MAX: usize = 63;

/// A request that a checkpoint be cosigned.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct AddCheckpoint {
    /// The size that the log believes the witness has cosigned last.
    pub old: u64,
    /// The proof that the tree has only grown since; empty if `old` is 0.
    pub proof: Vec<Hash>,
    /// The signed note, byte for byte.
    pub checkpoint: Vec<u8>,
}

/// Why bytes are not such a request. Lines count from 1.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum RequestError {
    /// No empty line before the checkpoint.
    #[error("there is no empty line in front of the checkpoint")]
    NoCheckpoint,
    /// The first line.
    #[error("line 1 is not `old <size>`, in digits without a leading zero")]
    Old,
    /// A line that is no hash.
    #[error("line {0} is not a hash of 32 bytes in base64")]
    Hash(usize),
    /// Too many hashes.
    #[error("there are {0} proof lines; at most 63 are allowed")]
    TooLong(usize),
}

impl AddCheckpoint {
    /// Reads a body strictly: each thing in its one spelling. The checkpoint is not looked into.
    pub fn parse(bytes: &[u8]) -> Result<Self, RequestError> {
        let split = bytes.windows(2).position(|pair| pair == b"\n\n").ok_or(RequestError::NoCheckpoint)?;
        let mut lines = bytes[..split].split(|byte| *byte == b'\n');
        let old = lines.next().and_then(|line| std::str::from_utf8(line).ok()?.strip_prefix("old "));
        let old = old.and_then(decimal).ok_or(RequestError::Old)?;
        let count = lines.clone().count();
        if count > PROOF_LINES_MAX {
            return Err(RequestError::TooLong(count));
        }
        let proof =
            lines.zip(2..).map(|(line, n)| hash(line).ok_or(RequestError::Hash(n))).collect::<Result<_, _>>()?;
        Ok(Self { old, proof, checkpoint: bytes[split + 2..].to_vec() })
    }

    /// The body's bytes.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut head = format!("old {}\n", self.old);
        for hash in &self.proof {
            head.push_str(&format!("{}\n", BASE64_STANDARD.encode(hash)));
        }
        [head.as_bytes(), b"\n", &self.checkpoint].concat()
    }
}

fn hash(line: &[u8]) -> Option<Hash> {
    let hash: Hash = BASE64_STANDARD.decode(line).ok()?.try_into().ok()?;
    (BASE64_STANDARD.encode(hash).as_bytes() == line).then_some(hash)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_request_is_read_back_and_only_in_its_one_spelling() {
        let request = AddCheckpoint { old: 5, proof: vec![[1; 32], [2; 32]], checkpoint: b"x\n1\n".to_vec() };
        assert_eq!(AddCheckpoint::parse(&request.to_bytes()), Ok(request.clone()));
        let empty = AddCheckpoint { old: 0, proof: vec![], checkpoint: b"x".to_vec() };
        assert_eq!(empty.to_bytes(), b"old 0\n\nx");
        let long = AddCheckpoint { proof: vec![[3; 32]; 64], ..request };
        assert_eq!(AddCheckpoint::parse(&long.to_bytes()), Err(RequestError::TooLong(64)));
        for (text, error) in [
            ("old 0\nx", RequestError::NoCheckpoint),
            ("old 00\n\nx", RequestError::Old),
            ("old +1\n\nx", RequestError::Old),
            ("old 18446744073709551616\n\nx", RequestError::Old),
            ("size 1\n\nx", RequestError::Old),
            ("\n\nx", RequestError::Old),
            ("old 1\nAAAA\n\nx", RequestError::Hash(2)),
        ] {
            assert_eq!(AddCheckpoint::parse(text.as_bytes()), Err(error), "{text}");
        }
    }
}
