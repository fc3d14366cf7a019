//! A real dispatch centre: the program `yicang` in a folder of its own, with real TLS, real files and a real end.

use crate::mouth::Mouth;
use std::io::{BufRead as _, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Output, Stdio};
use std::time::Duration;
use tonic::transport::{Certificate, Channel, ClientTlsConfig, Endpoint};
use yicang_proto::v1;
use yicang_proto::v1::dispatch_service_client::DispatchServiceClient;
use yicang_proto::v1::field_service_client::FieldServiceClient;
use yicang_tlog::{LogVerifier, PublicKey, SigningKey};

/// A centre that was laid out; it may run or not.
pub struct Centre {
    program: PathBuf,
    home: tempfile::TempDir,
    running: Option<Child>,
    address: String,
}

/// The largest answer a test reads, in bytes.
const ANSWER_BYTES_MAX: usize = 64 << 20;

impl Centre {
    /// `yicang init` with a catalogue of CSV files. `program` is the binary with the three programs in one. The
    /// centre's own policy takes every claim as it is: a test need not verify what it reports.
    pub fn init(program: &str, catalogue: &[(&str, &str)]) -> Self {
        let centre = Self::as_shipped(program, catalogue);
        centre.plans_by(&claims_taken("floor-then-class"));
        centre
    }

    /// The same with the policy that ships.
    pub fn as_shipped(program: &str, catalogue: &[(&str, &str)]) -> Self {
        Self::made(program, catalogue, None)
    }

    /// As [`init`](Self::init), by a policy that makes no names public.
    pub fn masking(program: &str, catalogue: &[(&str, &str)]) -> Self {
        Self::made(
            program,
            catalogue,
            Some(&claims_taken("floor-then-class").replace("public items depots sites\n", "")),
        )
    }

    fn made(program: &str, catalogue: &[(&str, &str)], policy: Option<&str>) -> Self {
        let home = tempfile::tempdir().unwrap();
        let csv = home.path().join("csv");
        std::fs::create_dir(&csv).unwrap();
        for (name, text) in catalogue {
            std::fs::write(csv.join(name), text).unwrap();
        }
        let centre = Self { program: program.into(), home, running: None, address: String::new() };
        let csv = csv.to_str().unwrap().to_owned();
        let dir = centre.dir_text();
        let mut words = vec!["init", "--data", &dir, "--from", &csv];
        let own = centre.home.path().join("masking.policy");
        if let Some(policy) = policy {
            std::fs::write(&own, policy).unwrap();
            words.extend(["--policy", own.to_str().unwrap()]);
        }
        let done = centre.yicang(&words);
        assert!(done.status.success(), "init: {}", String::from_utf8_lossy(&done.stderr));
        centre
    }

    /// `yicang init` without a catalogue.
    pub fn empty(program: &str) -> Self {
        let home = tempfile::tempdir().unwrap();
        let centre = Self { program: program.into(), home, running: None, address: String::new() };
        let done = centre.yicang(&["init", "--data", &centre.dir_text()]);
        assert!(done.status.success(), "init: {}", String::from_utf8_lossy(&done.stderr));
        centre
    }

    /// A copy of a centre's folder, with its private files private again.
    pub fn copied(program: &str, from: &Path) -> Self {
        let home = tempfile::tempdir().unwrap();
        let centre = Self { program: program.into(), home, running: None, address: String::new() };
        for (name, bytes) in crate::log::files(from) {
            let path = centre.dir().join(&name);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(&path, bytes).unwrap();
            #[cfg(unix)]
            if !name.starts_with("public/") {
                use std::os::unix::fs::PermissionsExt as _;
                std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o600)).unwrap();
            }
        }
        centre
    }

    /// Where the centre's files are.
    pub fn dir(&self) -> PathBuf {
        self.home.path().join("centre")
    }

    fn dir_text(&self) -> String {
        self.dir().to_str().unwrap().to_owned()
    }

    /// The public folder.
    pub fn public(&self) -> PathBuf {
        self.dir().join("public")
    }

    /// A folder beside the centre's, for agents and files of a test.
    pub fn beside(&self, name: &str) -> PathBuf {
        self.home.path().join(name)
    }

    /// Runs `yicang` to its end.
    pub fn yicang(&self, args: &[&str]) -> Output {
        self.run("yicang", args)
    }

    /// Runs one of the three programs to its end.
    pub fn run(&self, program: &str, args: &[&str]) -> Output {
        Command::new(&self.program)
            .arg(program)
            .args(args)
            .env("YICANG_LANG", "en")
            .stdin(Stdio::null())
            .output()
            .unwrap()
    }

    /// A coordinator's verb: `--data` is added.
    pub fn verb(&self, args: &[&str]) -> Output {
        let dir = self.dir_text();
        let mut all = args.to_vec();
        all.extend(["--data", &dir]);
        self.yicang(&all)
    }

    /// Changes a line of the settings; counts from the next start on.
    pub fn set(&self, key: &str, value: &str) {
        let path = self.dir().join("yicang.toml");
        let text = std::fs::read_to_string(&path).unwrap();
        let is_it = |line: &str| line.split_once(" = ").is_some_and(|(name, _)| name == key);
        assert!(text.lines().any(is_it), "there is no setting {key}");
        let line = |line: &str| if is_it(line) { format!("{key} = {value}\n") } else { format!("{line}\n") };
        std::fs::write(&path, text.lines().map(line).collect::<String>()).unwrap();
    }

    /// Makes a policy the centre's own, from the next start on.
    pub fn plans_by(&self, policy: &str) {
        std::fs::write(self.dir().join("own.policy"), policy).unwrap();
        self.set("policy", "\"own.policy\"");
    }

    /// `yicang serve` on a free port; back when it listens.
    pub fn start(&mut self) {
        self.start_with(&[]);
    }

    /// The same with more words.
    pub fn start_with(&mut self, more: &[&str]) {
        self.start_by(Command::new(&self.program), more);
    }

    /// The same for a process that may open so many files.
    pub fn start_with_files(&mut self, files: u32) {
        let mut shell = Command::new("sh");
        shell.args(["-c", &format!("ulimit -n {files}; exec \"$0\" \"$@\"")]).arg(&self.program);
        self.start_by(shell, &[]);
    }

    fn start_by(&mut self, mut program: Command, more: &[&str]) {
        let mut child = program
            .args(["yicang", "serve", "--data", &self.dir_text(), "--listen", "127.0.0.1:0"])
            .args(more)
            .env("YICANG_LANG", "en")
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(std::fs::File::create(self.beside("serve.log")).unwrap())
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let address = loop {
            let Some(Ok(line)) = lines.next() else {
                let said = std::fs::read_to_string(self.beside("serve.log")).unwrap();
                panic!("the centre did not start: {said}");
            };
            if let Some(address) = line.strip_prefix("listening on ") {
                break address.to_owned();
            }
        };
        // The pipe must be read on, or the centre would wait for us.
        std::thread::spawn(move || lines.for_each(drop));
        self.address = address;
        self.running = Some(child);
    }

    /// Where it listens, `https://127.0.0.1:PORT`.
    pub fn address(&self) -> &str {
        &self.address
    }

    /// Kill -9. The dead process must be [buried](Self::bury).
    pub fn kill(&self) {
        self.signal("-KILL");
    }

    /// Waits for the end of a process that was killed.
    pub fn bury(&mut self) {
        self.running.take().expect("it ran").wait().unwrap();
    }

    fn signal(&self, signal: &str) {
        let child = self.running.as_ref().expect("it runs");
        let sent = Command::new("kill").args([signal, &child.id().to_string()]).status().unwrap();
        assert!(sent.success());
    }

    /// Asks it to end, and waits for it.
    pub fn stop(&mut self) -> ExitStatus {
        self.signal("-TERM");
        self.running.take().expect("it runs").wait().unwrap()
    }

    /// What the running or last centre said on its error channel.
    pub fn said(&self) -> String {
        std::fs::read_to_string(self.beside("serve.log")).unwrap_or_default()
    }

    /// A connection over TLS.
    pub async fn channel(&self) -> Channel {
        self.connect().await.unwrap()
    }

    /// A connection over TLS, unless the centre is gone.
    pub async fn connect(&self) -> Result<Channel, tonic::transport::Error> {
        let ca = std::fs::read(self.dir().join("tls/ca.pem")).unwrap();
        let tls = ClientTlsConfig::new().ca_certificate(Certificate::from_pem(ca));
        let endpoint = Endpoint::from_shared(self.address.clone()).unwrap().tls_config(tls).unwrap();
        endpoint.connect_timeout(Duration::from_secs(10)).connect().await
    }

    /// The agents' service.
    pub async fn field(&self) -> FieldServiceClient<Channel> {
        FieldServiceClient::new(self.channel().await).max_decoding_message_size(ANSWER_BYTES_MAX)
    }

    /// The coordinators' service.
    pub async fn dispatch(&self) -> DispatchServiceClient<Channel> {
        DispatchServiceClient::new(self.channel().await).max_decoding_message_size(ANSWER_BYTES_MAX)
    }

    /// The first coordinator.
    pub fn coordinator(&self) -> Mouth {
        let key = key(&self.dir().join("keys/coordinator.key"));
        Mouth::with_key("coordinator", key).for_log(self.log_key().name())
    }

    /// What receipts are verified with.
    pub fn receipt_key(&self) -> PublicKey {
        PublicKey::from_text(&std::fs::read_to_string(self.dir().join("keys/receipt.pub")).unwrap()).unwrap()
    }

    /// What the public log is verified with.
    pub fn log_key(&self) -> LogVerifier {
        LogVerifier::from_vkey(&std::fs::read_to_string(self.public().join("log.vkey")).unwrap()).unwrap()
    }

    /// Enrols an agent for depots and sites.
    pub async fn enrol(&self, agent: &Mouth, depots: &[&str], sites: &[&str]) {
        let body = v1::command::Body::EnrolAgent(v1::EnrolAgent {
            agent_id: agent.id().to_owned(),
            public_key: agent.public().to_bytes().to_vec(),
            depot_ids: depots.iter().map(ToString::to_string).collect(),
            site_ids: sites.iter().map(ToString::to_string).collect(),
            ..v1::EnrolAgent::default()
        });
        let command = Some(self.coordinator().command(body));
        self.dispatch().await.enrol_agent(v1::EnrolAgentRequest { command }).await.unwrap();
    }

    /// Makes a plan by a policy and decides it.
    pub async fn plan_and_approve(&self, policy: &str) -> v1::ApprovePlanResponse {
        let mut dispatch = self.dispatch().await;
        let body = v1::command::Body::RunCycle(v1::RunCycle {
            policy: policy.to_owned(),
            policy_text: String::new(),
            second_level: v1::SecondLevel::Minutes.into(),
        });
        let command = Some(self.coordinator().command(body));
        let plan = dispatch.run_cycle(v1::RunCycleRequest { command }).await.unwrap().into_inner().plan.unwrap();
        let body =
            v1::command::Body::ApprovePlan(v1::ApprovePlan { plan_id: plan.plan_id, plan_sha256: plan.plan_sha256 });
        let command = Some(self.coordinator().command(body));
        dispatch.approve_plan(v1::ApprovePlanRequest { command }).await.unwrap().into_inner()
    }
}

impl Drop for Centre {
    fn drop(&mut self) {
        if let Some(mut child) = self.running.take() {
            let _ = child.kill();
            let _ = child.wait();
        }
    }
}

/// A policy that ships as it was before claims had to be verified: under its name, without the lines of such claims.
pub fn claims_taken(name: &str) -> String {
    let text = yicang_scheduler::setup::policies::text(name).unwrap();
    let is_kept = |line: &&str| {
        !["unverified ", "class-limit ", "stale ", "implausible "].iter().any(|word| line.starts_with(word))
    };
    text.lines().filter(is_kept).map(|line| format!("{line}\n")).collect()
}

fn key(path: &Path) -> SigningKey {
    SigningKey::from_text(&std::fs::read_to_string(path).unwrap()).unwrap()
}
