//! A log that can omit, an agent that has its receipts, and what `audit` says of the two.

use crate::centre::{MERGE_DELAY, leaf_of, sign};
use crate::field::Paper;
use crate::outbox::need;
use jiff::{SignedDuration, Timestamp};
use rand_core::OsRng;
use std::path::PathBuf;
use yicang_agent::agent_dir::AgentDir;
use yicang_agent::agent_log_keys::KnownLog;
use yicang_agent::cli::{Surroundings, run_on};
use yicang_agent::config::{Config, Times};
use yicang_agent::envelope::QueuedReport;
use yicang_agent::outbox::Outbox;
use yicang_proto::time::time_to_wire;
use yicang_proto::v1;
use yicang_tlog::{
    Algorithm, CheckpointSigner, Cosigner, Evidence, Policy, SignedHead, SigningKey, TileKind, TilePath, Tree, Verdict,
    encode_bundle, leaf_hash, sha256,
};

/// An agent with reports that a centre has acknowledged as entries 3, 4, 5 of its log.
pub struct Scene {
    pub folder: tempfile::TempDir,
    pub agent_dir: AgentDir,
    pub centre: SigningKey,
    pub log: CheckpointSigner,
    pub witness: Cosigner,
    pub reports: Vec<QueuedReport>,
    pub accepted: Timestamp,
}

impl Scene {
    /// Accepted so many seconds ago.
    pub fn accepted(seconds_ago: i64) -> Self {
        Self::with(seconds_ago, |_| {})
    }

    /// The same, with receipts that say something else.
    pub fn with(seconds_ago: i64, change: impl Fn(&mut v1::Receipt)) -> Self {
        Self::knowing(
            |log| log.verifier().clone().into(),
            seconds_ago,
            |receipt, _| change(receipt),
            |accepted| accepted,
        )
    }

    /// The same, by an agent that knows this of the log, and to which the receipts came at this time.
    pub fn knowing(
        known: impl Fn(&CheckpointSigner) -> KnownLog,
        seconds_ago: i64,
        change: impl Fn(&mut v1::Receipt, &QueuedReport),
        arrived: impl Fn(Timestamp) -> Timestamp,
    ) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let centre = SigningKey::generate(&mut OsRng);
        let skey = CheckpointSigner::generate(&mut OsRng, "example.org/log").unwrap();
        let log = CheckpointSigner::from_skey(&skey).unwrap();
        let witness = Cosigner::generate(&mut OsRng, "w.example/1", Algorithm::Ed25519).unwrap();
        let config = Config {
            agent: "A1".parse().unwrap(),
            server: "https://localhost:1".into(),
            ca_pem: "-".into(),
            centre_keys: centre.public().into(),
            log: known(&log),
            policy: None,
            language: None,
            zone: None,
            times: Times::default(),
        };
        let agent_dir =
            AgentDir::create(&folder.path().join("agent"), config, SigningKey::generate(&mut OsRng)).unwrap();
        let now = Timestamp::now();
        let accepted = now - SignedDuration::from_secs(seconds_ago);
        let outbox = Outbox::open(
            &agent_dir.outbox(),
            "A1".parse().unwrap(),
            agent_dir.key.clone(),
            Some("example.org/log".into()),
        )
        .unwrap();
        let reports = outbox.push(vec![need("MASK"), need("GLOVE"), need("GOWN")], "", now).unwrap();
        let witness = Cosigner::from_skey(&witness).unwrap();
        let scene = Self { folder, agent_dir, centre, log, witness, reports, accepted };
        for queued in &scene.reports {
            outbox.deliver(queued, scene.receipt(queued, &change), arrived(accepted)).unwrap();
        }
        scene
    }

    pub fn receipt(
        &self,
        queued: &QueuedReport,
        change: impl Fn(&mut v1::Receipt, &QueuedReport),
    ) -> v1::SignedReceipt {
        let mut said = v1::Receipt {
            report_id: queued.id().into(),
            agent_id: "A1".into(),
            sequence: queued.sequence(),
            report_sha256: sha256(&queued.signed.report).to_vec(),
            entry_index: 2 + queued.sequence(),
            accepted_at: Some(time_to_wire(self.accepted)),
            leaf_hash: leaf_hash(&leaf_of(&queued.signed)).to_vec(),
            merge_delay_seconds: MERGE_DELAY,
            log: "example.org/log".into(),
        };
        change(&mut said, queued);
        sign(&self.centre, &said)
    }

    /// Three entries of others, then those of the reports.
    pub fn entries(&self) -> Vec<Vec<u8>> {
        let others = (0..3).map(|n| format!("yicang.v1 other\nn {n}\n").into_bytes());
        others.chain(self.reports.iter().map(|queued| leaf_of(&queued.signed))).collect()
    }

    pub fn public(&self) -> PathBuf {
        self.folder.path().join("public")
    }

    /// Publishes these entries as the whole log, and the head as a witness saw it now.
    pub fn publish(&self, entries: &[Vec<u8>]) {
        let mut tree = Tree::new();
        entries.iter().for_each(|entry| {
            tree.push(entry);
        });
        let _ = std::fs::remove_dir_all(self.public());
        let put = |name: &str, bytes: &[u8]| {
            let path = self.public().join(name);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, bytes).unwrap();
        };
        for tile in TilePath::added(0, tree.size()) {
            let bytes = match tile.kind() {
                TileKind::Entries => encode_bundle(entries.iter().map(Vec::as_slice)),
                TileKind::Hashes(_) => tree.tile(&tile).unwrap(),
            };
            put(&tile.to_string(), &bytes);
        }
        let head = self.log.sign(tree.size(), &tree.root());
        let now = u64::try_from(Timestamp::now().as_second()).unwrap();
        let line = self.witness.cosign(&SignedHead::parse(head.as_bytes()).unwrap(), now).unwrap();
        put("checkpoint", head.as_bytes());
        put("checkpoint.witnessed", &head.with_cosignatures(&[line]));
        std::fs::write(self.folder.path().join("policy"), self.policy()).unwrap();
    }

    pub fn policy(&self) -> String {
        format!("witness w {}\nquorum w\n", self.witness.key().vkey())
    }

    /// `audit` on the public folder; exit code and text.
    pub fn audit(&self, with_policy: bool) -> (u8, String) {
        let policy = self.folder.path().join("policy").display().to_string();
        let more = if with_policy { &["--policy", &policy][..] } else { &[] };
        self.audit_of(&self.public().display().to_string(), more)
    }

    /// `audit` of this place.
    pub fn audit_of(&self, log: &str, more: &[&str]) -> (u8, String) {
        let (paper, dir) = (Paper::default(), self.folder.path().join("agent").display().to_string());
        let mut words = vec!["yicang-agent", "--dir", &dir, "audit", log];
        words.extend(more);
        let code = run_on(
            words.into_iter().map(Into::into),
            Box::new(paper.clone()),
            Box::new(paper.clone()),
            &Surroundings::default(),
        );
        (code, paper.text())
    }

    /// What anybody says about a file that the audit wrote.
    pub fn judge(&self, name: &str) -> Result<Verdict, String> {
        let bytes = std::fs::read(self.agent_dir.folder().join(name)).map_err(|e| e.to_string())?;
        let policy = Policy::parse(self.policy().as_bytes()).unwrap();
        let judged = Evidence::parse(&bytes).unwrap().judge(self.log.verifier(), &self.centre.public(), Some(&policy));
        judged.map(|judged| judged.verdict).map_err(|e| e.to_string())
    }
}
