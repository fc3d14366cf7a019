//! A coordinator's signed command: who signed it, and what it orders. Whether it may be done now is asked elsewhere.

use jiff::{SignedDuration, Timestamp};
use prost::Message as _;
use tonic::{Code, Status};
use yicang_domain::event::Enrolment;
use yicang_domain::{AgentId, Fault};
use yicang_proto::status::{bad_request, refuse};
use yicang_proto::time::required_time;
use yicang_proto::v1::{self, SignedCommand, command::Body};
use yicang_tlog::{COMMAND, Hash, PublicKey, sha256};

/// How far a signer's clock may be from the centre's.
pub const CLOCK_APART_MAX: SignedDuration = SignedDuration::from_mins(10);

/// A command whose signature holds, or that the journal holds.
#[derive(Debug, Clone, PartialEq)]
pub struct Commanded {
    /// Who signed.
    pub coordinator: AgentId,
    /// The coordinator's own name for it.
    pub command_id: String,
    /// When, by the coordinator's clock.
    pub issued_at: Timestamp,
    /// What to do.
    pub body: Body,
    /// The exact bytes.
    pub signed: SignedCommand,
}

impl Commanded {
    /// Checks the form, the coordinator, the signature and the right to command, in this order.
    pub fn open(
        signed: Option<SignedCommand>,
        grant: impl FnOnce(&AgentId) -> Option<Enrolment>,
    ) -> Result<Self, Status> {
        let missing = || Fault::new("command", "is not given");
        let signed = signed.ok_or_else(|| bad_request("the command is refused", &[missing()]))?;
        let command = Self::trusted(signed);
        let command =
            command.map_err(|problem| bad_request("the command is refused", &[Fault::new("command", problem)]))?;
        let unknown = || Status::unauthenticated(format!("{} is not enrolled", command.coordinator));
        let grant = grant(&command.coordinator).ok_or_else(unknown)?;
        verify(&grant, COMMAND, &command.signed.command, &command.signed.signature)?;
        if grant.recovery && matches!(command.body, Body::EnrolAgent(_)) {
            return Ok(command);
        }
        if grant.recovery {
            let problem =
                format!("{} is a recovery key: it enrols coordinators, and does nothing else", command.coordinator);
            return Err(refuse(Code::PermissionDenied, &problem, &[Fault::new("coordinator_id", &problem)]));
        }
        if !grant.coordinator {
            let problem = format!("{} is enrolled, but not as a coordinator", command.coordinator);
            return Err(refuse(Code::PermissionDenied, &problem, &[Fault::new("coordinator_id", &problem)]));
        }
        Ok(command)
    }

    /// Reads a command that was checked before it was recorded.
    pub fn trusted(signed: SignedCommand) -> Result<Self, String> {
        let command = v1::Command::decode(signed.command.as_slice());
        let v1::Command { command_id, coordinator_id, issued_at, body } =
            command.map_err(|error| format!("is no Command: {error}"))?;
        // The rules of an id hold for command ids, too.
        let command_id = command_id.parse::<AgentId>().map_err(|error| format!("command_id {error}"))?;
        Ok(Self {
            coordinator: coordinator_id.parse().map_err(|error| format!("coordinator_id {error}"))?,
            command_id: command_id.to_string(),
            issued_at: required_time("issued_at", issued_at.as_ref()).map_err(|fault| fault.to_string())?,
            body: body.ok_or("says nothing to do")?,
            signed,
        })
    }

    /// What makes a repetition the same command.
    pub fn sha256(&self) -> Hash {
        sha256(&self.signed.command)
    }

    /// Refuses what was signed at another time than now.
    pub fn is_fresh(&self, now: Timestamp) -> Result<(), Status> {
        fresh("issued_at", self.issued_at, now)
    }
}

/// Refuses a signer's moment that is more than [`CLOCK_APART_MAX`] from the centre's.
pub fn fresh(field: &str, said: Timestamp, now: Timestamp) -> Result<(), Status> {
    if now.duration_since(said).abs() <= CLOCK_APART_MAX {
        return Ok(());
    }
    let problem = format!(
        "{said} is more than {} minutes from the centre's clock, {now}; set your clock",
        CLOCK_APART_MAX.as_mins()
    );
    Err(refuse(Code::FailedPrecondition, &format!("{field} {problem}"), &[Fault::new(field, &problem)]))
}

/// Checks a signature by an enrolled key.
pub fn verify(grant: &Enrolment, context: &str, bytes: &[u8], signature: &[u8]) -> Result<(), Status> {
    let key = PublicKey::from_bytes(&grant.key).expect("weak and malformed keys are refused at enrolment");
    key.verify(context, bytes, signature).map_err(|error| Status::unauthenticated(error.to_string()))
}
