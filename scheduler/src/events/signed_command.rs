//! A coordinator's signed command: who signed it, and what it asks for. Whether the signer may give it, and whether it
//! may be done now, is asked by the gate.

use super::Ask;
use crate::refusal::Refusal;
use jiff::Timestamp;
use prost::Message as _;
use yicang_domain::events::Enrolment;
use yicang_domain::events::command::{self as public, Asked};
use yicang_domain::{AgentId, Fault};
use yicang_language::{Message, ToMessage as _, message};
use yicang_proto::command::{NEWEST, asked, context_of, masked, salt_of};
use yicang_proto::report::decode;
use yicang_proto::time::{required_time, time_to_wire};
use yicang_proto::v1::{self, command::Body};
use yicang_tlog::mask::{Salt, committing};
use yicang_tlog::{Hash, PublicKey, SigningKey, sha256};

/// A command as it was signed and sent.
pub type SignedCommand = v1::SignedCommand;

/// A command whose signature holds, or that the journal holds.
#[derive(Debug, Clone, PartialEq)]
pub struct VerifiedCommand {
    /// Who signed.
    pub coordinator: AgentId,
    /// The coordinator's own name for it.
    pub command_id: String,
    /// When, by the coordinator's clock.
    pub issued_at: Timestamp,
    /// What to do.
    pub ask: Ask,
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
    /// The fields that it only commits to: name and value.
    pub masked: Vec<(String, Vec<u8>)>,
}

impl VerifiedCommand {
    /// Checks the form, the coordinator and the signatures, in this order. `log` is the name of the centre's public
    /// log. Gives the coordinator's grant, too.
    ///
    /// # Errors
    /// The first of these that does not hold.
    pub fn verify(
        signed: Option<SignedCommand>,
        log: &str,
        grant: impl FnOnce(&AgentId) -> Option<Enrolment>,
    ) -> Result<(Self, Enrolment), Refusal> {
        let refused = |fault: Fault| Refusal::Faulty { what: message!("refused-command"), faults: vec![fault] };
        let signed = signed.ok_or_else(|| refused(Fault::new("command", message!("wire-missing"))))?;
        let wire: v1::Command = decode(&signed.command).map_err(|problem| refused(Fault::new("command", problem)))?;
        let (context, _) = context_of(&wire).map_err(refused)?;
        let command = Self::read(signed).map_err(refused)?;
        let unknown = || unknown_signer(&command.coordinator);
        let grant = grant(&command.coordinator).ok_or_else(unknown)?;
        verify(&grant, context, &command.signed.command, &command.signed.signature)?;
        if command.face.is_some() && wire.log != log {
            let problem = message!("command-other-log", log = format!("{:?}", wire.log), own = log);
            return Err(refused(Fault::new("log", problem)));
        }
        if let Some(bytes) = command.public().signed_bytes(log, &command.masked_face()) {
            verify(&grant, public::CONTEXT, &bytes, &command.signed.face_signature)?;
        }
        Ok((command, grant))
    }

    /// Reads a command that was checked before it was recorded.
    ///
    /// # Errors
    /// What of it cannot be read.
    pub fn from_journal(signed: SignedCommand) -> Result<Self, String> {
        Self::read(signed).map_err(|fault| fault.to_string())
    }

    fn read(signed: SignedCommand) -> Result<Self, Fault> {
        let wrong = |field: &str, problem: Message| Fault::new(format!("command.{field}"), problem);
        let wire = v1::Command::decode(signed.command.as_slice());
        let wire = wire.map_err(|error| Fault::new("command", message!("wire-unreadable", why = error.to_string())))?;
        let (_, is_faced) = context_of(&wire)?;
        let face = is_faced.then(|| faced(&wire)).transpose()?;
        let v1::Command { command_id, coordinator_id, issued_at, body, .. } = wire;
        // The rules of an id hold for command ids, too.
        let command_id = command_id.parse::<AgentId>().map_err(|error| wrong("command_id", error.message()))?;
        let body = body.ok_or_else(|| wrong("body", message!("command-body-missing")))?;
        Ok(Self {
            coordinator: coordinator_id.parse::<AgentId>().map_err(|error| wrong("coordinator_id", error.message()))?,
            command_id: command_id.to_string(),
            issued_at: required_time("issued_at", issued_at.as_ref())?,
            ask: Ask::from_wire(&body)?,
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
        face.masked.iter().map(|(field, value)| (field.clone(), commit(field, value))).collect()
    }

    /// What makes a repetition the same command.
    pub fn sha256(&self) -> Hash {
        sha256(&self.signed.command)
    }
}

fn faced(wire: &v1::Command) -> Result<Box<Faced>, Fault> {
    let masked = wire.body.as_ref().map(masked).unwrap_or_default();
    Ok(Box::new(Faced { asked: asked(wire)?, salt: salt_of(wire)?, masked }))
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
    let read = VerifiedCommand::from_journal(signed.clone())?;
    let face = read.public().signed_bytes(log, &read.masked_face());
    signed.face_signature = face.map(|face| key.sign(public::CONTEXT, &face).to_vec()).unwrap_or_default();
    Ok(signed)
}

/// Checks a signature by an enrolled key.
///
/// # Errors
/// It does not hold.
pub fn verify(grant: &Enrolment, context: &str, bytes: &[u8], signature: &[u8]) -> Result<(), Refusal> {
    let key = PublicKey::from_bytes(&grant.key).expect("weak and malformed keys are refused at enrolment");
    key.verify(context, bytes, signature).map_err(|_| Refusal::NotAuthentic(message!("not-authentic")))
}

/// Nobody of this name is enrolled.
fn unknown_signer(signer: &AgentId) -> Refusal {
    Refusal::NotAuthentic(message!("signer-unknown", signer = signer.as_str()))
}
