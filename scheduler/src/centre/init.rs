//! Makes a dispatch centre's folder: keys, certificates, settings, and the journal's first three records, the
//! catalogue, the first coordinator and the recovery key, which the one who holds the disk enrols.

use super::replay::own_policy;
use crate::events::CentreEvent;
use crate::events::catalogue::CatalogueSet;
use crate::events::enrolment::Enrolled;
use crate::events::salts::Salts;
use crate::setup::config::Config;
use crate::setup::data_dir::{DataDir, FIRST_COORDINATOR, RECOVERY, SetupError, make_dir, write_new, write_secret};
use crate::setup::tls;
use jiff::Timestamp;
use yicang_domain::events::Enrolment;
use yicang_domain::{AgentId, Catalogue};
use yicang_language::{Message, ToMessage as _};
use yicang_tlog::{CheckpointSigner, SigningKey};
use yicang_writer::{Ledger, keys};

/// What a new centre is made of.
#[derive(Debug, Clone)]
pub struct InitOptions {
    /// Items, places and ways.
    pub catalogue: Catalogue,
    /// The public log's name: a URL without scheme.
    pub origin: String,
    /// Names of the machine, besides localhost, that agents will use.
    pub hosts: Vec<String>,
    /// The settings.
    pub config: Config,
}

/// Makes the folder. What is there already is left alone: a folder with a centre is refused.
pub fn init(data: &DataDir, options: &InitOptions) -> Result<(), SetupError> {
    if data.config().exists() || data.root().join("journal").exists() {
        return Err(SetupError::Exists(data.root().into()));
    }
    let policy = own_policy(data, &options.config)?.policy;
    make_dir(data.root())?;
    let ledger_problem = |problem: Message| SetupError::Ledger { path: data.root().into(), problem };
    let signer = keys::create(data.root(), &options.origin).map_err(|error| ledger_problem(error.message()))?;
    make_dir(&data.root().join("keys"))?;
    let receipt = SigningKey::generate(&mut rand_core::OsRng);
    let coordinator = SigningKey::generate(&mut rand_core::OsRng);
    let recovery = SigningKey::generate(&mut rand_core::OsRng);
    write_secret(&data.key("receipt.key"), &format!("{}\n", receipt.to_text()))?;
    write_new(&data.key("receipt.pub"), &format!("{}\n", receipt.public().to_text()))?;
    write_secret(&data.key("coordinator.key"), &format!("{}\n", coordinator.to_text()))?;
    write_secret(&data.key("recovery.key"), &format!("{}\n", recovery.to_text()))?;
    Salts::create(data)?;
    tls::init(data, &options.hosts)?;

    let enrolled = |id: &str, key: &SigningKey, recovery: bool| {
        let key = key.public().to_bytes();
        let grant = Enrolment { key, coordinator: !recovery, recovery, ..Enrolment::default() };
        let agent = AgentId::new(id).expect("a constant of this program");
        CentreEvent::Enrolled(Enrolled { agent, grant, command: None })
    };
    let first = [
        CentreEvent::Catalogue(CatalogueSet {
            catalogue: options.catalogue.clone(),
            public_names: policy.public_names,
        }),
        enrolled(FIRST_COORDINATOR, &coordinator, false),
        enrolled(RECOVERY, &recovery, true),
    ];
    record_first(data, signer, &first, &Salts::load(&data.salts())?).map_err(ledger_problem)?;
    // Last: a folder without settings is no centre yet, and says so.
    write_new(&data.config(), &options.config.text())
}

fn record_first(data: &DataDir, signer: CheckpointSigner, first: &[CentreEvent], salts: &Salts) -> Result<(), Message> {
    let now = Timestamp::from_second(Timestamp::now().as_second()).map_err(|error| error.message())?;
    let ledger = Ledger::open(data.root(), signer).map_err(|error| error.message())?.start();
    let masks = |entry| salts.masks(entry).expect("new salts are for all entries");
    let records = (0..).zip(first).map(|(entry, event)| event.record(now, &masks(entry))).collect();
    let written = ledger.append_wait(records).map_err(|error| error.message());
    ledger.close();
    written.map(drop)
}
