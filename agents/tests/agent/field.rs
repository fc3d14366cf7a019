//! An agent and its centre in one folder, and command lines that are run there.

use crate::centre::{Centre, Known};
use std::ffi::OsString;
use std::io::{self, Write};
use std::path::PathBuf;
use std::sync::{Arc, Mutex};
use yicang_agent::cli::{Surroundings, run_on};
use yicang_proto::v1;

/// What was printed, by both outputs together.
#[derive(Clone, Default)]
pub struct Paper(Arc<Mutex<Vec<u8>>>);

impl Paper {
    pub fn text(&self) -> String {
        String::from_utf8(self.0.lock().unwrap().clone()).unwrap()
    }
}

impl Write for Paper {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().extend(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// A centre on threads of its own: the command line waits for it as another process would.
pub struct Field {
    pub centre: Arc<Centre>,
    folder: tempfile::TempDir,
    _runtime: tokio::runtime::Runtime,
}

impl Field {
    pub fn new() -> Self {
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
        let centre = runtime.block_on(Centre::start());
        Self { centre, folder: tempfile::tempdir().unwrap(), _runtime: runtime }
    }

    /// The same with an agent's folder in it.
    pub fn with_agent() -> Self {
        let field = Self::new();
        field.centre.agent_dir(&field.path("agent"));
        field
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub fn file(&self, name: &str, bytes: impl AsRef<[u8]>) -> String {
        std::fs::write(self.path(name), bytes).unwrap();
        self.path(name).display().to_string()
    }

    /// The same, and a centre that knows this catalogue.
    pub fn with_catalogue(depots: &[(&str, &str)], sites: &[(&str, &str)]) -> Self {
        let field = Self::with_agent();
        let thing = |(id, name): &(&str, &str), unit: &str| v1::NamedThing {
            id: (*id).into(),
            name: (*name).into(),
            unit: unit.into(),
        };
        let items = [
            ("MASK_SURG", "医用外科口罩 / surgical mask"),
            ("RESP_N95", "医用防护口罩 | N95口罩 / medical respirator / N95"),
            ("SUIT", "防护服"),
        ];
        let catalogue = v1::CatalogueAnswer {
            from: 7,
            items: items.iter().map(|item| thing(item, "只")).collect(),
            depots: depots.iter().map(|depot| thing(depot, "")).collect(),
            sites: sites.iter().map(|site| thing(site, "")).collect(),
            log: "example.org/log".into(),
        };
        field.centre.records().known = Some(Known { catalogue, ..Known::default() });
        field
    }

    /// The exit code and all that was printed, report ids written as `ID` and the folder as `DIR`.
    pub fn run(&self, line: &str) -> (u8, String) {
        self.run_words(&line.split(' ').map(str::to_owned).collect::<Vec<_>>())
    }

    pub fn run_words(&self, words: &[String]) -> (u8, String) {
        let paper = Paper::default();
        let dir = self.path("agent").display().to_string();
        let arguments = ["yicang-agent", "--dir", &dir].map(str::to_owned).into_iter().chain(words.iter().cloned());
        let code = run_on(
            arguments.map(OsString::from),
            Box::new(paper.clone()),
            Box::new(paper.clone()),
            &Surroundings::default(),
        );
        let text = String::from_utf8(paper.0.lock().unwrap().clone()).unwrap();
        let word = |word: &str| {
            let is_id = word.len() == 26 && word.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit());
            if is_id { "ID".to_owned() } else { word.to_owned() }
        };
        let line = |line: &str| line.split(' ').map(word).collect::<Vec<_>>().join(" ") + "\n";
        let text: String = text.lines().map(line).collect();
        (code, text.replace(&self.folder.path().display().to_string(), "DIR"))
    }
}
