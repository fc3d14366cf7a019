//! The process dies (kill -9) at fifty random moments under load, reports and commands of every kind: what was
//! acknowledged is there, once; what is public verifies.
//!
//! What this cannot show: the system's cache outlives a killed process, so a missing `fdatasync` would pass here. Power
//! cuts are the ledger's own tests, on a simulated disk that forgets what was not synced.

#![allow(clippy::unwrap_used)] // in a test a panic is the answer

use jiff::Timestamp;
use prost::Message as _;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tonic::transport::Channel;
use tonic::{Code, Status};
use yicang_proto::v1;
use yicang_proto::v1::command::Body;
use yicang_proto::v1::dispatch_service_client::DispatchServiceClient;
use yicang_proto::v1::field_service_client::FieldServiceClient;
use yicang_tests::centre::Centre;
use yicang_tests::mouth::{Mouth, need, reserve};
use yicang_tests::{SMALL, log};
use yicang_tlog::{RECEIPT, hex, sha256};

const PROGRAM: &str = env!("CARGO_BIN_EXE_yicang-under-test");
/// How often the process is killed.
const CUTS: usize = 50;
/// So many reports of an agent between two cuts come as fast as they are answered.
const HASTE: usize = 20;
/// Who reports at the same time: each for the depot or site of its name.
const AGENTS: [&str; 5] = ["D1", "D2", "CAMP", "CLINIC", "TOWN"];

/// An agent under load: what it has not had an answer to, it sends again.
struct Reporter {
    mouth: Mouth,
    unanswered: Option<v1::SignedReport>,
    count: u64,
}

/// A coordinator under load: what has had no answer is given again, the same bytes.
struct Commander {
    mouth: Mouth,
    unanswered: Option<v1::SignedCommand>,
    count: u64,
}

impl Commander {
    /// One kind of command after the other.
    async fn next(&mut self, centre: &mut DispatchServiceClient<Channel>) -> Result<v1::SignedCommand, Status> {
        self.count += 1;
        let count = self.count;
        let hold = |hold: v1::LotHold| {
            let [depot_id, item_id, lot_id, reason] = ["D1", "WATER", "-", "a test"].map(str::to_owned);
            Body::HoldLot(v1::HoldLot { depot_id, item_id, lot_id, hold: hold.into(), reason })
        };
        let body = match count % 6 {
            0 => {
                let from = centre.get_catalogue(v1::GetCatalogueRequest {}).await?.into_inner().from;
                let edits = format!("yicang-catalogue-change 1\nadd site NEW{count}\n");
                Body::ChangeCatalogue(v1::ChangeCatalogue { from, edits, ..Default::default() })
            }
            1 => {
                let [site_id, item_id, basis] = ["TOWN", "MASK", "seen"].map(str::to_owned);
                let line = v1::VerifiedLine { site_id, item_id, entitlement: count, basis, ..Default::default() };
                Body::VerifyNeeds(v1::VerifyNeeds { lines: vec![line] })
            }
            2 => Body::RunCycle(v1::RunCycle { second_level: v1::SecondLevel::Minutes.into(), ..Default::default() }),
            3 => hold(v1::LotHold::Quarantine),
            4 => hold(v1::LotHold::None),
            _ => {
                let v1::report::Body::Need(said) = need("CAMP", "TENT", "urgent", count) else { panic!("a need") };
                Body::RecordOnBehalf(v1::RecordOnBehalf {
                    who: "Dr Li".into(),
                    how: "telephone".into(),
                    said_at: Some(yicang_proto::time::time_to_wire(Timestamp::now())),
                    body: Some(v1::record_on_behalf::Body::Need(said)),
                })
            }
        };
        Ok(self.mouth.command(body))
    }

    /// Gives commands until the connection breaks; how it broke.
    async fn command_until_cut(
        &mut self,
        centre: &Centre,
        acknowledged: &Acknowledged,
        answered: &AtomicUsize,
    ) -> String {
        let channel = match centre.connect().await {
            Ok(channel) => channel,
            Err(error) => return format!("no connection: {error:?}"),
        };
        let mut dispatch = DispatchServiceClient::new(channel);
        loop {
            let signed = match self.unanswered.take() {
                Some(signed) => signed,
                None => match self.next(&mut dispatch).await {
                    Ok(signed) => signed,
                    Err(status) => return format!("asking for the catalogue: {status:?}"),
                },
            };
            self.unanswered = Some(signed.clone());
            match give(&mut dispatch, signed.clone()).await {
                Ok(entry) => {
                    let before = acknowledged.lock().unwrap().insert(sha256(&signed.command), entry);
                    assert_eq!(before, None, "a command was answered that had been answered");
                    answered.fetch_add(1, Ordering::Relaxed);
                    self.unanswered = None;
                }
                // Nothing has been counted there yet, or a cut had let the one before through.
                Err(status) if [Code::NotFound, Code::InvalidArgument].contains(&status.code()) => {
                    self.unanswered = None;
                }
                Err(status) => {
                    let lost = [Code::Unavailable, Code::Cancelled, Code::Unknown, Code::Internal];
                    assert!(lost.contains(&status.code()), "{status:?}");
                    return format!("{status:?}");
                }
            }
        }
    }
}

/// Gives a command; the number of its record.
async fn give(centre: &mut DispatchServiceClient<Channel>, signed: v1::SignedCommand) -> Result<u64, Status> {
    let body = v1::Command::decode(&signed.command[..]).unwrap().body;
    let command = Some(signed);
    if matches!(body, Some(Body::RunCycle(_))) {
        let made = centre.run_cycle(v1::RunCycleRequest { command }).await?.into_inner().plan.unwrap();
        return Ok(made.plan_id.trim_start_matches('P').parse().unwrap());
    }
    Ok(centre.give_command(v1::GiveCommandRequest { command }).await?.into_inner().entry_index)
}

/// Hash of a report or a command → record number, as the answers say.
type Acknowledged = Arc<Mutex<BTreeMap<[u8; 32], u64>>>;

impl Reporter {
    fn next(&mut self) -> v1::SignedReport {
        self.count += 1;
        let body = match self.mouth.id() {
            id if id.starts_with('D') => reserve(id, "WATER", self.count),
            id => need(id, "MASK", "urgent", self.count),
        };
        let draft = self.mouth.draft(body);
        self.mouth.sign(&draft)
    }

    /// Reports until the connection breaks.
    async fn report_until_cut(&mut self, centre: &Centre, acknowledged: &Acknowledged) {
        let receipt_key = centre.receipt_key();
        let Ok(channel) = centre.connect().await else { return };
        let mut field = FieldServiceClient::new(channel);
        for count in 0.. {
            // Plans take longer than reports: without a pause a slow machine would fill the log with tens of thousands.
            if count >= HASTE {
                tokio::time::sleep(Duration::from_millis(10)).await;
            }
            let signed = self.unanswered.take().unwrap_or_else(|| self.next());
            self.unanswered = Some(signed.clone());
            let sha256 = sha256(&signed.report);
            match field.submit_report(v1::SubmitReportRequest { report: Some(signed) }).await {
                Ok(answer) => {
                    let receipt = answer.into_inner().receipt.unwrap();
                    receipt_key.verify(RECEIPT, &receipt.receipt, &receipt.signature).unwrap();
                    let receipt = v1::Receipt::decode(&receipt.receipt[..]).unwrap();
                    assert_eq!(receipt.report_sha256, sha256);
                    let before = acknowledged.lock().unwrap().insert(sha256, receipt.entry_index);
                    assert_eq!(before, None, "a report was answered that had been answered");
                    self.unanswered = None;
                }
                Err(status) => {
                    let lost = [Code::Unavailable, Code::Cancelled, Code::Unknown, Code::Internal];
                    assert!(lost.contains(&status.code()), "{status:?}");
                    return;
                }
            }
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_acknowledged_is_lost_when_the_process_is_killed() {
    let mut centre = Centre::init(PROGRAM, SMALL);
    centre.start();
    let mut reporters = Vec::new();
    for id in AGENTS {
        let mouth = Mouth::new(id);
        let own: &[&str] = &[id];
        if id.starts_with('D') {
            centre.enrol(&mouth, own, &[]).await
        } else {
            centre.enrol(&mouth, &[], own).await
        }
        reporters.push(Reporter { mouth, unanswered: None, count: 0 });
    }
    let acknowledged = Acknowledged::default();
    let commanded = AtomicUsize::default();
    let mut commander = Commander { mouth: centre.coordinator(), unanswered: None, count: 0 };
    // The moment of each cut is drawn from the clock's own noise and a count of answers: no two runs cut alike.
    let mut state = u64::from(Timestamp::now().subsec_nanosecond().unsigned_abs()) | 1;
    println!("seed {state}");
    for cut in 0..CUTS {
        if cut > 0 {
            centre.start();
        }
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        let more = usize::try_from(state >> 33).unwrap() % 40;
        let shared = &centre;
        let is_cut = AtomicBool::new(false);
        let reports = async {
            let all: Vec<_> =
                reporters.iter_mut().map(|reporter| reporter.report_until_cut(shared, &acknowledged)).collect();
            let commands = async {
                let broke = commander.command_until_cut(shared, &acknowledged, &commanded).await;
                // Without commands the cutter would wait for ever.
                assert!(is_cut.load(Ordering::Relaxed), "cut {cut}: {broke}; the centre: {}", shared.said());
            };
            tokio::join!(join(all), commands);
        };
        let cutter = async {
            // A command or more each time, and then so many answers of any kind.
            while commanded.load(Ordering::Relaxed) <= cut {
                tokio::task::yield_now().await;
            }
            let answers_before_cut = acknowledged.lock().unwrap().len() + more;
            while acknowledged.lock().unwrap().len() < answers_before_cut {
                tokio::task::yield_now().await;
            }
            is_cut.store(true, Ordering::Relaxed);
            shared.kill();
        };
        tokio::join!(reports, cutter);
        centre.bury();
    }
    centre.start();
    // What was sent and not answered is sent again; the centre may have had it.
    for reporter in &mut reporters {
        if let Some(report) = reporter.unanswered.take() {
            let sha256 = sha256(&report.report);
            let answer =
                centre.field().await.submit_report(v1::SubmitReportRequest { report: Some(report) }).await.unwrap();
            let receipt = v1::Receipt::decode(&answer.into_inner().receipt.unwrap().receipt[..]).unwrap();
            acknowledged.lock().unwrap().insert(sha256, receipt.entry_index);
        }
    }
    if let Some(command) = commander.unanswered.take() {
        let sha256 = sha256(&command.command);
        if let Ok(entry) = give(&mut centre.dispatch().await, command).await {
            acknowledged.lock().unwrap().insert(sha256, entry);
        }
    }
    assert!(commanded.load(Ordering::Relaxed) >= CUTS, "there were commands of every kind: {}", commander.count);
    assert!(centre.stop().success(), "{}", centre.said());
    let acknowledged = Arc::into_inner(acknowledged).unwrap().into_inner().unwrap();
    println!("answers: {}", acknowledged.len());
    assert!(acknowledged.len() > CUTS, "there was load: {}", acknowledged.len());
    every_acknowledged_report_is_there_once(&centre, &acknowledged);
    verifies(&centre);

    // sled and every public file but the key are only derived.
    let before = log::files(&centre.public());
    std::fs::remove_dir_all(centre.dir().join("index")).unwrap();
    for name in ["tile", "checkpoint", "blob", "proof"] {
        let path = centre.public().join(name);
        if path.is_dir() {
            std::fs::remove_dir_all(path).unwrap()
        } else {
            let _ = std::fs::remove_file(path);
        }
    }
    centre.start();
    let again = reporters[0].next();
    let answer = centre.field().await.submit_report(v1::SubmitReportRequest { report: Some(again) }).await.unwrap();
    assert!(answer.into_inner().receipt.is_some(), "sequence numbers were found again");
    assert!(centre.stop().success(), "{}", centre.said());
    every_acknowledged_report_is_there_once(&centre, &acknowledged);
    verifies(&centre);
    let after = log::files(&centre.public());
    for (name, bytes) in before.iter().filter(|(name, _)| name.starts_with("tile/") && !name.contains(".p/")) {
        assert_eq!(after.get(name), Some(bytes), "{name} is rebuilt byte for byte");
    }
}

fn every_acknowledged_report_is_there_once(centre: &Centre, acknowledged: &BTreeMap<[u8; 32], u64>) {
    // One pass over the leaves: there may be tens of thousands of both.
    let mut found: BTreeMap<&str, Vec<u64>> = BTreeMap::new();
    let leaves = log::leaves(&centre.public());
    for (index, leaf) in (0..).zip(&leaves) {
        let is_hash = |word: &&str| word.len() == 64;
        let hashes: BTreeSet<_> = leaf.split(|c: char| !c.is_ascii_hexdigit()).filter(is_hash).collect();
        for hash in hashes {
            found.entry(hash).or_default().push(index);
        }
    }
    for (sha256, index) in acknowledged {
        let hash = hex(sha256);
        let at = found.get(hash.as_str());
        assert_eq!(at, Some(&vec![*index]), "report or command {hash} stands at its number, and there only");
    }
}

fn verifies(centre: &Centre) {
    let public = centre.public();
    let key = public.join("log.vkey");
    let done = centre.run("yicang-ledger", &["verify", public.to_str().unwrap(), "--key", key.to_str().unwrap()]);
    assert!(
        done.status.success(),
        "{}{}",
        String::from_utf8_lossy(&done.stdout),
        String::from_utf8_lossy(&done.stderr)
    );
}

async fn join<F: Future<Output = ()>>(all: Vec<F>) {
    let mut all: Vec<_> = all.into_iter().map(Box::pin).collect();
    std::future::poll_fn(|context| {
        all.retain_mut(|future| future.as_mut().poll(context).is_pending());
        if all.is_empty() { std::task::Poll::Ready(()) } else { std::task::Poll::Pending }
    })
    .await;
}
