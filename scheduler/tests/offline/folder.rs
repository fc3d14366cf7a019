//! A folder of small tables that tests change, plan and check.

use jiff::Timestamp;
use std::fs;
use std::path::PathBuf;
use yicang_domain::SecondLevel;
use yicang_scheduler::offline::{CheckCommand, OfflineError, PlanCommand, PlanOutcome, check, plan};

/// The moment that every test plans for.
pub(crate) fn now() -> Timestamp {
    "2020-02-01T08:00:00Z".parse().unwrap()
}

/// Tables in `in`, a plan in `out`; both go when the test ends.
pub(crate) struct Folder {
    dir: tempfile::TempDir,
}

const TABLES: [(&str, &str); 7] = [
    ("depots.csv", "depot_id,name\nD1,North\nD2,South\n"),
    ("sites.csv", "site_id,name\nS1,Clinic\nS2,Camp\n"),
    ("items.csv", "item_id,name,unit\nW,Water,litre\nM,Mask,piece\n"),
    (
        "reserves.csv",
        "depot_id,item_id,quantity,lot_id,expires_on,earmark\nD1,W,50,,,\nD2,W,30,A,2020-02-03,S1\nD2,W,5,B,,S2;S1\nD1,M,0,,,\n",
    ),
    (
        "needs.csv",
        "site_id,item_id,quantity,priority,weight,entitlement,latest_useful_minutes\n\
         S1,W,60,life-saving,,,\nS2,W,40,routine,1.5,30,120\nS2,M,7,urgent,,,\n",
    ),
    ("lanes.csv", "from,to,minutes,cost,capacity\nD1,S1,30,1,\nD1,S2,61.5,2,45\nD2,S1,20.25,,\nD2,S2,121,1,\n"),
    ("protected.csv", "depot_id,item_id,quantity\nD1,W,10\n"),
];

impl Folder {
    /// Small good tables.
    pub(crate) fn new() -> Self {
        let folder = Self { dir: tempfile::tempdir().unwrap() };
        fs::create_dir(folder.tables()).unwrap();
        for (name, text) in TABLES {
            folder.put(name, text);
        }
        folder
    }

    pub(crate) fn tables(&self) -> PathBuf {
        self.dir.path().join("in")
    }

    pub(crate) fn out(&self) -> PathBuf {
        self.dir.path().join("out")
    }

    /// Writes a table.
    pub(crate) fn put(&self, name: &str, bytes: impl AsRef<[u8]>) {
        fs::write(self.tables().join(name), bytes).unwrap();
    }

    /// Changes a table in one place.
    pub(crate) fn change(&self, name: &str, from: &str, to: &str) {
        replace(self.tables().join(name), from, to);
    }

    /// Changes a file of the plan in one place.
    pub(crate) fn damage(&self, name: &str, from: &str, to: &str) {
        replace(self.out().join(name), from, to);
    }

    pub(crate) fn read(&self, name: &str) -> String {
        fs::read_to_string(self.out().join(name)).unwrap()
    }

    pub(crate) fn remove(&self, names: &[&str]) {
        names.iter().for_each(|name| fs::remove_file(self.out().join(name)).unwrap());
    }

    /// Plans by weighted units.
    pub(crate) fn plan(&self) -> Result<PlanOutcome, OfflineError> {
        self.plan_by("plain-units", SecondLevel::Minutes)
    }

    pub(crate) fn plan_by(&self, policy: &str, second_level: SecondLevel) -> Result<PlanOutcome, OfflineError> {
        plan(&PlanCommand { second_level, ..self.command(policy) }, now())
    }

    /// To plan the tables by a policy.
    pub(crate) fn command(&self, policy: &str) -> PlanCommand {
        PlanCommand { from: self.tables(), policy: policy.into(), out: self.out(), ..PlanCommand::default() }
    }

    /// To check the plan.
    pub(crate) fn checking(&self) -> CheckCommand {
        CheckCommand { from: self.tables(), plan: self.out(), ..CheckCommand::default() }
    }

    /// What the check finds, a line each.
    pub(crate) fn violations(&self) -> String {
        let found = check(&self.checking(), now()).unwrap().violations;
        found.iter().map(|violation| format!("{violation}\n")).collect()
    }

    /// What is wrong with the tables, a line each; nothing is written.
    pub(crate) fn faults(&self) -> String {
        let Err(OfflineError::Faults(faults)) = self.plan() else { panic!("the tables were taken") };
        assert!(!self.out().exists(), "nothing is done unless all is good");
        faults.iter().map(|fault| format!("{fault}\n")).collect()
    }
}

fn replace(path: PathBuf, from: &str, to: &str) {
    let text = fs::read_to_string(&path).unwrap();
    assert_eq!(text.matches(from).count(), 1, "{from:?} stands once in {}:\n{text}", path.display());
    fs::write(path, text.replace(from, to)).unwrap();
}
