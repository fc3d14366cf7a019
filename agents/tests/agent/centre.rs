//! A dispatch centre that keeps the contract but for the faults it is told to make. Its connections run through a relay
//! that can be cut, so that an agent sees what it sees in the field: a connection that is gone, not a polite error.

use crate::desk::Desk;
use prost::Message as _;
use rand_core::OsRng;
use std::collections::VecDeque;
use std::net::SocketAddr;
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Notify;
use tokio_stream::wrappers::TcpListenerStream;
use tonic::transport::{Identity, Server, ServerTlsConfig};
use tonic::{Code, Status};
use yicang_agent::agent_dir::AgentDir;
use yicang_agent::config::{Config, Times};
use yicang_domain::Fault;
use yicang_domain::events::{Entry, Face};
use yicang_language::{Language, Message};
use yicang_proto::report::{context_of, report_from_wire, version_of};
use yicang_proto::v1::dispatch_service_server::DispatchServiceServer;
use yicang_proto::v1::field_service_server::FieldServiceServer;
use yicang_proto::{status, v1};
use yicang_tlog::mask::committing;
use yicang_tlog::{CheckpointSigner, RECEIPT, SEQUENCE, SigningKey, Tree, leaf_hash, sha256};

/// The promised merge delay, in seconds.
pub const MERGE_DELAY: u32 = 60;

/// What goes wrong with the next report that comes in.
#[derive(Debug, Clone)]
pub enum Mishap {
    /// Nothing.
    None,
    /// It is recorded, then the connection breaks: the answer is lost.
    AnswerLost,
    /// The connection breaks before it is recorded.
    Cut,
    /// It is recorded, and no answer ever comes.
    Silence,
    /// The stream ends with this status; it is not recorded.
    Status(tonic::Code),
    /// It is refused for this fault.
    Refuse(Fault),
    /// It is recorded, but the receipt is signed with another key.
    ForeignReceipt,
    /// It is recorded, but the receipt is for other bytes.
    OtherReceipt,
    /// It is refused, because another number is due; said with no signature.
    Due(u64),
    /// The same with a signed word, which is made so; by this key, if there is one.
    SaidDue(u64, fn(&mut v1::SequenceStatement), Option<SigningKey>),
}

#[derive(Default)]
pub struct Records {
    /// Exact bytes and the receipt, in the order they were taken.
    pub taken: Vec<(v1::Report, Vec<u8>, v1::SignedReceipt)>,
    pub mishaps: VecDeque<Mishap>,
    /// How many reports arrived, the same one counted each time.
    pub arrived: usize,
    /// What every new watch is told first, and the plans it may ask for.
    pub updates: Vec<v1::OrderUpdate>,
    pub plans: Vec<(String, String)>,
    /// What each new watch that stays is told after all the rest, one for each.
    pub later: VecDeque<v1::OrderUpdate>,
    /// What the root key has said of the log's keys.
    pub statements: Vec<u8>,
    /// What every new watch is told to take note of, before all the rest.
    pub notices: Vec<v1::Notice>,
    /// The public log, by which it proves consistency.
    pub tree: Tree,
    /// How often it was asked to; and whether it is too old to know how.
    pub asked_consistency: usize,
    pub is_old: bool,
    /// Numbers that it has taken of this agent from elsewhere.
    pub taken_before: u64,
    /// What it answers; one that knows nothing is too old to be asked.
    pub known: Option<Known>,
    /// What it was asked.
    pub asked: Vec<v1::FieldQuery>,
    /// How far its clock is ahead of the agents', in seconds.
    pub ahead_seconds: i64,
}

/// What a centre knows of an agent's matters.
#[derive(Default)]
pub struct Known {
    pub catalogue: v1::CatalogueAnswer,
    pub needs: Vec<v1::NeedStanding>,
    pub stock: Vec<v1::StockLine>,
    pub explanation: Option<v1::ExplanationAnswer>,
}

pub struct Centre {
    pub records: Mutex<Records>,
    pub key: SigningKey,
    pub log: CheckpointSigner,
    pub agent: SigningKey,
    cut: Notify,
    /// Nobody gets through.
    pub is_down: AtomicBool,
    address: SocketAddr,
    ca_pem: String,
}

impl Centre {
    /// Starts on a free port; ends with the runtime.
    pub async fn start() -> Arc<Self> {
        let certificate = rcgen::generate_simple_self_signed(["localhost".to_owned()]).unwrap();
        let (inner, outer) =
            (TcpListener::bind("127.0.0.1:0").await.unwrap(), TcpListener::bind("127.0.0.1:0").await.unwrap());
        let skey = CheckpointSigner::generate(&mut OsRng, "example.org/log").unwrap();
        let centre = Arc::new(Self {
            records: Mutex::default(),
            key: SigningKey::generate(&mut OsRng),
            log: CheckpointSigner::from_skey(&skey).unwrap(),
            agent: SigningKey::generate(&mut OsRng),
            cut: Notify::new(),
            is_down: AtomicBool::new(false),
            address: outer.local_addr().unwrap(),
            ca_pem: certificate.cert.pem(),
        });
        let identity = Identity::from_pem(certificate.cert.pem(), certificate.signing_key.serialize_pem());
        let behind = inner.local_addr().unwrap();
        let server = Server::builder()
            .tls_config(ServerTlsConfig::new().identity(identity))
            .unwrap()
            .add_service(FieldServiceServer::new(Desk(centre.clone())))
            .add_service(DispatchServiceServer::new(Desk(centre.clone())))
            .serve_with_incoming(TcpListenerStream::new(inner));
        tokio::spawn(server);
        tokio::spawn(relay(centre.clone(), outer, behind));
        centre
    }

    pub fn records(&self) -> MutexGuard<'_, Records> {
        self.records.lock().unwrap()
    }

    pub fn mishaps(&self, mishaps: impl IntoIterator<Item = Mishap>) {
        self.records().mishaps = mishaps.into_iter().collect();
    }

    pub fn config(&self) -> Config {
        Config {
            agent: "A1".parse().unwrap(),
            server: format!("https://localhost:{}", self.address.port()),
            ca_pem: self.ca_pem.clone(),
            centre_keys: self.key.public().into(),
            log: self.log.verifier().clone().into(),
            policy: None,
            language: None,
            zone: None,
            times: Times { retry_first_ms: 1, retry_longest_ms: 1, ..Times::default() },
        }
    }

    pub fn agent_dir(&self, folder: &Path) -> AgentDir {
        AgentDir::create(folder, self.config(), self.agent.clone()).unwrap()
    }

    /// What was taken, as `number:item quantity` of each need's first line.
    pub fn taken(&self) -> String {
        let line = |(report, ..): &(v1::Report, Vec<u8>, v1::SignedReceipt)| match report.body.as_ref().unwrap() {
            v1::report::Body::Need(need) => format!("{}:{}", report.sequence, need.lines[0].item_id),
            v1::report::Body::Reserve(reserve) => format!("{}:{}", report.sequence, reserve.lines[0].item_id),
            v1::report::Body::Change(change) => format!("{}:{}", report.sequence, change.lines[0].item_id),
            v1::report::Body::Seen(seen) => format!("{}:{}", report.sequence, seen.notice_ids.join("+")),
            v1::report::Body::ConfirmRecord(told) => format!("{}:{:?}", report.sequence, told.entry_indexes),
            v1::report::Body::Facts(facts) => format!("{}:{}", report.sequence, facts.lines[0].fact),
            v1::report::Body::Step(step) => format!("{}:{}", report.sequence, step.order_id),
            v1::report::Body::Inbound(inbound) => format!("{}:{}", report.sequence, inbound.lines[0].item_id),
            v1::report::Body::Excess(excess) => format!("{}:{}", report.sequence, excess.lines[0].item_id),
        };
        self.records().taken.iter().map(line).collect::<Vec<_>>().join(" ")
    }

    /// Breaks every connection there is.
    pub fn cut(&self) {
        self.cut.notify_waiters();
    }

    /// Records a report as the contract says.
    pub fn take(&self, signed: &v1::SignedReport) -> Result<v1::SignedReceipt, Status> {
        let mut records = self.records();
        let wire = v1::Report::decode(&signed.report[..]).map_err(|_| Status::invalid_argument("no report"))?;
        self.agent
            .public()
            .verify(context_of(version_of(&wire).unwrap()), &signed.report, &signed.signature)
            .map_err(|_| Status::unauthenticated("the signature is not the agent's"))?;
        if let Some((.., receipt)) = records.taken.iter().find(|(known, ..)| known.report_id == wire.report_id) {
            return Ok(receipt.clone());
        }
        let due = records.taken_before + records.taken.len() as u64 + 1;
        if wire.sequence != due {
            let said = (!records.is_old).then(|| said_due(&self.key, self.statement(signed, &wire, due)));
            return Err(wrong_number(wire.sequence, due, said.as_ref()));
        }
        report_from_wire(&wire).map_err(|faults| faulty(&faults))?;
        let mut accepted_at = wire.reported_at;
        accepted_at.iter_mut().for_each(|at| at.seconds += records.ahead_seconds);
        let receipt = v1::Receipt {
            report_id: wire.report_id.clone(),
            agent_id: wire.agent_id.clone(),
            sequence: wire.sequence,
            report_sha256: sha256(&signed.report).to_vec(),
            entry_index: 100 + due,
            accepted_at,
            leaf_hash: leaf_hash(&leaf_of(signed)).to_vec(),
            merge_delay_seconds: MERGE_DELAY,
            log: self.log.verifier().name().to_owned(),
        };
        let receipt = sign(&self.key, &receipt);
        records.taken.push((wire, signed.report.clone(), receipt.clone()));
        Ok(receipt)
    }

    /// That this number is due, in answer to a report.
    fn statement(&self, signed: &v1::SignedReport, report: &v1::Report, due: u64) -> v1::SequenceStatement {
        v1::SequenceStatement {
            log: self.log.verifier().name().to_owned(),
            agent_id: report.agent_id.clone(),
            expected_sequence: due,
            report_sha256: sha256(&signed.report).to_vec(),
        }
    }

    /// A refusal for a number, as a centre makes it that says so by this key, or by none.
    pub fn refused_for(&self, signed: &v1::SignedReport, due: u64, say: Option<Say<'_>>) -> Status {
        let report = v1::Report::decode(&signed.report[..]).unwrap();
        let said = say.map(|(change, key)| {
            let mut statement = self.statement(signed, &report, due);
            change(&mut statement);
            said_due(key, statement)
        });
        wrong_number(report.sequence, due, said.as_ref())
    }
}

/// What is changed in a signed word on a number, and by which key it is signed.
type Say<'a> = (fn(&mut v1::SequenceStatement), &'a SigningKey);

pub fn said_due(key: &SigningKey, statement: v1::SequenceStatement) -> v1::SignedSequence {
    let statement = statement.encode_to_vec();
    v1::SignedSequence { signature: key.sign(SEQUENCE, &statement).to_vec(), statement }
}

/// The public face of a report, as this centre makes it.
pub fn leaf_of(signed: &v1::SignedReport) -> Vec<u8> {
    let wire = v1::Report::decode(&signed.report[..]).unwrap();
    let (report, salt) = (report_from_wire(&wire).unwrap(), wire.salt.as_slice().try_into().unwrap());
    let mut face = Face::of_report(&report, &wire.note, sha256(&signed.report), &mut committing(salt));
    if report.version().signs_its_face() {
        face.reporter_mut().unwrap().signature = signed.face_signature.as_slice().try_into().ok();
    }
    Entry { time: report.reported_at(), face }.to_text().into_bytes()
}

pub fn sign(key: &SigningKey, receipt: &v1::Receipt) -> v1::SignedReceipt {
    let receipt = receipt.encode_to_vec();
    v1::SignedReceipt { signature: key.sign(RECEIPT, &receipt).to_vec(), receipt }
}

/// Carries bytes both ways until the cut.
async fn relay(centre: Arc<Centre>, outer: TcpListener, behind: SocketAddr) {
    while let Ok((mut agent, _)) = outer.accept().await {
        if centre.is_down.load(Ordering::SeqCst) {
            continue;
        }
        let centre = centre.clone();
        tokio::spawn(async move {
            let mut desk = TcpStream::connect(behind).await.unwrap();
            tokio::select! {
                _ = tokio::io::copy_bidirectional(&mut agent, &mut desk) => {}
                () = centre.cut.notified() => {}
            }
        });
    }
}

/// A report that is wrong in itself, as a centre says it.
pub(crate) fn faulty(faults: &[Fault]) -> Status {
    let all: Vec<_> = faults.iter().map(ToString::to_string).collect();
    let message = Message::verbatim(format!("the report is refused: {}", all.join("; ")));
    status::refuse(Code::InvalidArgument, &message, faults, Language::English)
}

fn wrong_number(sent: u64, due: u64, said: Option<&v1::SignedSequence>) -> Status {
    let why = Message::verbatim(format!("sequence {sent} is not {due}"));
    status::wrong_sequence(&why, due, said, Language::English)
}
