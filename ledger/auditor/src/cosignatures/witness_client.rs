//! One witness, asked over HTTP: [tlog-witness](https://c2sp.org/tlog-witness) from the log's side.

use crate::source::Source;
use crate::tiles::read_tiles;
use std::time::Duration;
use yicang_tlog::{AddCheckpoint, Checkpoint, PolicyWitness, SignedHead, TileTree, check_consistency, lines_by};

/// Signature lines are at most a few post-quantum ones.
const ANSWER_BYTES_MAX: u64 = 256 * 1024;

/// A conflict or two are answered by asking again with the size that the witness names.
const TRIES: usize = 3;

/// Why a witness has not cosigned a head.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum AskError {
    /// It cannot be reached, or says what no witness says.
    #[error("does not answer as a witness: {0}")]
    Unreachable(String),
    /// It does not know this log or this key.
    #[error("refuses ({0}): its operator has to add this log's key, {1}")]
    Unknown(u16, String),
    /// It has cosigned more than this log has.
    #[error(
        "has cosigned {theirs} entries of this log, which has {ours}: the folder was restored from an old copy, or \
         somebody else signs with the log's key. Nothing may be signed before that is clear"
    )]
    Behind {
        /// Entries it cosigned.
        theirs: u64,
        /// Entries there are.
        ours: u64,
    },
    /// It has cosigned another tree.
    #[error("says that this log contradicts what it has cosigned: {0}. Find out why before anything else")]
    Contradiction(String),
    /// The public folder does not prove what was signed.
    #[error(
        "cannot be asked: the tiles in the public folder do not lead to the signed root; `yicang-ledger fsck` says more"
    )]
    Tiles,
}

/// A witness as it is asked again and again.
pub(super) struct Asked {
    pub(super) witness: PolicyWitness,
    url: String,
    vkey: String,
    agent: ureq::Agent,
    /// The head that it cosigned last, as far as this process knows.
    last: Option<Checkpoint>,
}

impl Asked {
    /// `None` if the policy does not say where it is.
    pub(super) fn new(witness: PolicyWitness, vkey: &str, timeout: Duration) -> Option<Self> {
        let url = format!("{}/add-checkpoint", witness.url.as_ref()?.trim_end_matches('/'));
        let config = ureq::Agent::config_builder().http_status_as_error(false).timeout_global(Some(timeout));
        Some(Self { witness, url, vkey: vkey.to_owned(), agent: config.build().new_agent(), last: None })
    }

    /// Asks until the head is cosigned or it is clear that it will not be; answers with the signature lines, checked.
    pub(super) fn ask(&mut self, head: &Checkpoint, source: &dyn Source) -> Result<Vec<Vec<u8>>, AskError> {
        let mut old = self.last.as_ref().map_or(0, Checkpoint::size).min(head.size());
        for _ in 0..TRIES {
            let proof = prove(head, old, source)?;
            let request = AddCheckpoint { old, proof, checkpoint: head.as_bytes().to_vec() };
            let (status, answer) = self.post(&request.to_bytes())?;
            let said = || String::from_utf8_lossy(&answer).trim().chars().take(300).collect::<String>();
            match status {
                200 => {
                    let lines = self.checked(head, &answer)?;
                    self.last = Some(head.clone());
                    return Ok(lines);
                }
                409 => {
                    let size = said().parse::<u64>();
                    let size = size.map_err(|_| AskError::Unreachable(format!("status 409 with {:?}", said())))?;
                    if size > head.size() {
                        return Err(AskError::Behind { theirs: size, ours: head.size() });
                    }
                    old = size;
                }
                403 | 404 => return Err(AskError::Unknown(status, self.vkey.clone())),
                422 => return Err(AskError::Contradiction(said())),
                _ => return Err(AskError::Unreachable(format!("status {status}, {:?}", said()))),
            }
        }
        Err(AskError::Unreachable("it names another size each time".into()))
    }

    fn post(&self, body: &[u8]) -> Result<(u16, Vec<u8>), AskError> {
        let failed = |error: ureq::Error| AskError::Unreachable(error.to_string());
        let mut response = self.agent.post(&self.url).content_type("text/plain").send(body).map_err(failed)?;
        let answer = response.body_mut().with_config().limit(ANSWER_BYTES_MAX).read_to_vec().map_err(failed)?;
        Ok((response.status().as_u16(), answer))
    }

    /// The witness's own lines; an answer without one that holds is none.
    fn checked(&self, head: &Checkpoint, answer: &[u8]) -> Result<Vec<Vec<u8>>, AskError> {
        let key = &self.witness.key;
        let lines = lines_by(answer, key).ok_or_else(|| AskError::Unreachable("its lines are no signatures".into()))?;
        let cosigned = SignedHead::parse(&head.with_cosignatures(&lines)).ok().map(|head| key.cosigned_at(&head));
        match cosigned {
            Some(Ok(Some(_))) => Ok(lines),
            Some(Err(error)) => Err(AskError::Unreachable(error.to_string())),
            _ => Err(AskError::Unreachable("it answers without a signature by the policy's key".into())),
        }
    }
}

/// The consistency proof from the public tiles, checked against the root that was signed.
fn prove(head: &Checkpoint, old: u64, source: &dyn Source) -> Result<Vec<yicang_tlog::Hash>, AskError> {
    if old == 0 || old == head.size() {
        return Ok(Vec::new());
    }
    let tree = TileTree::new(head.size(), |path| read_tiles(source, path));
    let proof = tree.prove_consistency(old).ok_or(AskError::Tiles)?;
    let old_root = tree.root_at(old).ok_or(AskError::Tiles)?;
    check_consistency(&proof, head.size(), head.root(), old, &old_root).map_err(|_| AskError::Tiles)?;
    Ok(proof)
}
