//! A coordinator's signed command: who signed it, and what it orders. Whether it may be done now is asked elsewhere.

use jiff::{SignedDuration, Timestamp};
use prost::Message as _;
use tonic::{Code, Status};
use yicang_domain::events::Enrolment;
use yicang_domain::events::command::{self as public, Asked};
use yicang_domain::{AgentId, Fault};
use yicang_proto::command::{NEWEST, asked, context_of, masked, salt_of};
use yicang_proto::report::decode;
use yicang_proto::status::{bad_request, refuse};
use yicang_proto::time::{required_time, time_to_wire};
use yicang_proto::v1::{self, SignedCommand, command::Body};
use yicang_tlog::mask::{Salt, committing};
use yicang_tlog::{Hash, PublicKey, SigningKey, sha256};

const REFUSED: &str = "the command is refused";

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
    /// What is signed of its public face; with version 2.
    pub face: Option<Box<Faced>>,
}

/// What a command of version 2 shows.
#[derive(Debug, Clone, PartialEq)]
pub struct Faced {
    /// What it asks for.
    pub asked: Asked,
    /// The salt that those of its masked fields follow from.
    pub salt: Salt,
}

impl Commanded {
    /// Checks the form, the coordinator, the signatures and the right to command, in this order. `log` is the name of the
    /// centre's public log.
    pub fn open(
        signed: Option<SignedCommand>,
        log: &str,
        grant: impl FnOnce(&AgentId) -> Option<Enrolment>,
    ) -> Result<Self, Status> {
        let missing = || Fault::new("command", "is not given");
        let signed = signed.ok_or_else(|| bad_request(REFUSED, &[missing()]))?;
        let refused = |fault: Fault| bad_request(REFUSED, &[fault]);
        let wire: v1::Command = decode(&signed.command).map_err(|problem| refused(Fault::new("command", problem)))?;
        let (context, _) = context_of(&wire).map_err(refused)?;
        let command = Self::trusted(signed).map_err(|problem| refused(Fault::new("command", problem)))?;
        let unknown = || Status::unauthenticated(format!("{} is not enrolled", command.coordinator));
        let grant = grant(&command.coordinator).ok_or_else(unknown)?;
        verify(&grant, context, &command.signed.command, &command.signed.signature)?;
        if command.face.is_some() && wire.log != log {
            let problem =
                format!("the command is for the log {:?}, and this centre's is {log}; nothing was done", wire.log);
            return Err(refused(Fault::new("log", problem)));
        }
        let face = command.public();
        if let Some(bytes) = face.signed_bytes(log, &command.masked_face()) {
            verify(&grant, public::CONTEXT, &bytes, &command.signed.face_signature)?;
        }
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
        let wire = v1::Command::decode(signed.command.as_slice()).map_err(|error| format!("is no Command: {error}"))?;
        let (_, is_faced) = context_of(&wire).map_err(|fault| fault.to_string())?;
        let faced = || Ok::<_, Fault>(Box::new(Faced { asked: asked(&wire)?, salt: salt_of(&wire)? }));
        let face = is_faced.then(faced).transpose().map_err(|fault| fault.to_string())?;
        let v1::Command { command_id, coordinator_id, issued_at, body, .. } = wire;
        // The rules of an id hold for command ids, too.
        let command_id = command_id.parse::<AgentId>().map_err(|error| format!("command_id {error}"))?;
        Ok(Self {
            coordinator: coordinator_id.parse().map_err(|error| format!("coordinator_id {error}"))?,
            command_id: command_id.to_string(),
            issued_at: required_time("issued_at", issued_at.as_ref()).map_err(|fault| fault.to_string())?,
            body: body.ok_or("says nothing to do")?,
            signed,
            face,
        })
    }

    /// What the public entry says of it.
    pub fn public(&self) -> public::Commanded {
        public::Commanded {
            coordinator: self.coordinator.clone(),
            command_sha256: self.sha256(),
            asked: self.face.as_ref().map(|face| face.asked.clone()),
            signature: self.face.as_ref().and_then(|_| self.signed.face_signature.as_slice().try_into().ok()),
        }
    }

    /// The commitments to its masked fields; none before version 2, where the centre makes them.
    fn masked_face(&self) -> Vec<(String, Hash)> {
        let Some(face) = &self.face else { return Vec::new() };
        let mut commit = committing(face.salt);
        let fields = masked(&self.body).into_iter();
        fields.map(|(field, value)| (field.clone(), commit(&field, &value))).collect()
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

/// A coordinator's command, signed with its public face for one log. `salt` is random, and used for this command only.
///
/// # Errors
/// A field that the face cannot say.
pub fn sign(
    command_id: &str,
    coordinator_id: &str,
    issued_at: Timestamp,
    body: Body,
    log: &str,
    salt: Salt,
    key: &SigningKey,
) -> Result<SignedCommand, String> {
    let wire = v1::Command {
        command_id: command_id.into(),
        coordinator_id: coordinator_id.into(),
        issued_at: Some(time_to_wire(issued_at)),
        version: NEWEST,
        log: log.into(),
        salt: salt.to_vec(),
        body: Some(body),
    };
    let command = wire.encode_to_vec();
    let (context, _) = context_of(&wire).map_err(|fault| fault.to_string())?;
    let signature = key.sign(context, &command).to_vec();
    let mut signed = SignedCommand { command, signature, face_signature: Vec::new() };
    let read = Commanded::trusted(signed.clone())?;
    let face = read.public().signed_bytes(log, &read.masked_face());
    signed.face_signature = face.map(|face| key.sign(public::CONTEXT, &face).to_vec()).unwrap_or_default();
    Ok(signed)
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
