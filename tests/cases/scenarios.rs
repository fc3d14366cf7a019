//! Transcripts: the real programs are given the commands of `tests/scenarios/*.txt`, and must print what stands there.
//! The form is in `tests/README.md`; nobody needs Rust to write one.

#![allow(clippy::unwrap_used)] // in a test a panic is the answer

use jiff::Timestamp;
use std::collections::BTreeMap;
use std::fs;
use std::io::{BufRead as _, BufReader};
use std::path::Path;

use std::process::{Child, Command, Stdio};
use yicang_tests::words::words;

const PROGRAM: &str = env!("CARGO_BIN_EXE_yicang-under-test");

/// What a scenario does, one after the other.
#[derive(Debug, PartialEq)]
enum Step {
    /// A command, what it prints, its exit code, and whether it runs on.
    Run { number: usize, command: String, prints: Vec<String>, code: i32, runs_on: bool },
    /// A file is written.
    Write { name: String, text: String },
    /// A table is copied, with other names of some columns.
    Copy { to: String, from: String, renamed: Vec<(String, String)> },
    /// It is this time; what runs on has ended before.
    At(Timestamp),
}

fn steps(text: &str) -> Vec<Step> {
    let mut steps = Vec::new();
    let mut lines = text.lines().enumerate().peekable();
    while let Some((number, line)) = lines.next() {
        if let Some((to, from)) = line.strip_prefix("< ").and_then(|rest| rest.split_once(" = ")) {
            let mut words = from.split(' ').map(str::to_owned);
            let from = words.next().unwrap();
            let pair = |word: String| word.split_once('=').map(|(was, is)| (was.to_owned(), is.to_owned())).unwrap();
            steps.push(Step::Copy { to: to.to_owned(), from, renamed: words.map(pair).collect() });
        } else if let Some(name) = line.strip_prefix("< ") {
            let written: Vec<_> = lines.by_ref().map(|(_, line)| line).take_while(|line| *line != "<").collect();
            steps.push(Step::Write { name: name.to_owned(), text: written.join("\n") + "\n" });
        } else if let Some(at) = line.strip_prefix("@ ") {
            let at = jiff::fmt::strtime::parse("%Y-%m-%d %H:%M %:z", at).unwrap().to_timestamp().unwrap();
            steps.push(Step::At(at));
        } else if let Some(command) = line.strip_prefix("$ ") {
            let (command, runs_on) = command.strip_suffix(" &").map_or((command, false), |command| (command, true));
            let (mut prints, mut code) = (Vec::new(), 0);
            while let Some((_, line)) =
                lines.next_if(|(_, line)| !["$ ", "< ", "@ "].iter().any(|of| line.starts_with(of)))
            {
                match line.strip_prefix("? ") {
                    Some(said) => code = said.trim().parse().unwrap(),
                    None if line.starts_with('#') => {}
                    None => prints.push(line.trim_end().to_owned()),
                }
            }
            while prints.last().is_some_and(String::is_empty) {
                prints.pop();
            }
            steps.push(Step::Run { number: number + 1, command: command.to_owned(), prints, code, runs_on });
        } else {
            assert!(line.is_empty() || line.starts_with('#'), "line {}: {line:?} is under no command", number + 1);
        }
    }
    steps
}

/// What was kept under a name.
type Kept = BTreeMap<String, String>;

/// A line's parts: text that must be there, and gaps, which may have names.
enum Part<'p> {
    Text(&'p str),
    Gap(Option<&'p str>),
}

fn parts(pattern: &str) -> Vec<Part<'_>> {
    let (mut parts, mut rest) = (Vec::new(), pattern);
    while let Some(end) = rest.find("..]") {
        let Some(begin) = rest[..end].rfind('[') else { break };
        let name = rest[begin + 1..end].strip_suffix('=');
        if name.is_none() && begin + 1 != end {
            break;
        }
        parts.push(Part::Text(&rest[..begin]));
        parts.push(Part::Gap(name));
        rest = &rest[end + 3..];
    }
    parts.push(Part::Text(rest));
    parts
}

/// Whether a line is as a pattern says; a gap is as short as it may be, the last one goes to the end.
fn fits(pattern: &str, line: &str, kept: &mut Kept) -> bool {
    let parts = parts(pattern);
    let (mut rest, mut gap, mut found) = (line, None, Kept::new());
    for (place, part) in parts.iter().enumerate() {
        match part {
            Part::Gap(name) => gap = Some(*name),
            Part::Text(text) => {
                let at = match (gap, place + 1 == parts.len()) {
                    (None, _) => rest.starts_with(text).then_some(0),
                    (Some(_), true) if rest.ends_with(text) => Some(rest.len() - text.len()),
                    (Some(_), true) => None,
                    (Some(_), false) => rest.find(text),
                };
                let Some(at) = at else { return false };
                if let Some(Some(name)) = gap {
                    found.insert(name.to_owned(), rest[..at].to_owned());
                }
                rest = &rest[at + text.len()..];
            }
        }
    }
    if !rest.is_empty() {
        return false;
    }
    kept.extend(found);
    true
}

/// Whether what was printed is what stands there; `[...]` is any lines.
fn all_fit(expected: &[String], printed: &[&str], kept: &mut Kept) -> bool {
    match expected {
        [] => printed.is_empty(),
        [any, rest @ ..] if any == "[...]" => (0..=printed.len()).any(|skipped| {
            all_fit(rest, &printed[skipped..], &mut kept.clone()) && { all_fit(rest, &printed[skipped..], kept) }
        }),
        [first, rest @ ..] => match printed {
            [line, lines @ ..] => fits(first, line, kept) && all_fit(rest, lines, kept),
            [] => false,
        },
    }
}

/// Programs that run on; they end with the scenario.
struct Running(Vec<Child>);

impl Running {
    /// Ends them as a service manager does.
    fn end(&mut self) {
        for mut child in self.0.drain(..) {
            assert!(Command::new("kill").arg(child.id().to_string()).status().unwrap().success());
            assert!(child.wait().unwrap().success(), "what was told to end ends well");
        }
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        for child in &mut self.0 {
            let _ = child.kill();
            let _ = child.wait();
        }
    }
}

fn copy(to: &Path, from: &str, renamed: &[(String, String)]) {
    let text = fs::read_to_string(from).unwrap();
    let (headings, rows) = text.split_once('\n').unwrap();
    let heading = |was| renamed.iter().find(|(name, _)| name == was).map_or(was, |(_, is)| is.as_str());
    let headings: Vec<_> = headings.split(',').map(heading).collect();
    fs::create_dir_all(to.parent().unwrap()).unwrap();
    fs::write(to, format!("{}\n{rows}", headings.join(","))).unwrap();
}

fn play(name: &str, text: &str) {
    let dir = tempfile::tempdir().unwrap();
    let data = Path::new(env!("CARGO_MANIFEST_DIR")).join("data");
    let mut kept = Kept::from([("DATA".to_owned(), data.to_str().unwrap().to_owned())]);
    // A port that is free; nothing else listens on this machine's own address while a test runs.
    let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    kept.insert("PORT".to_owned(), port.to_string());
    let (mut running, mut ahead) = (Running(Vec::new()), 0);
    for step in steps(text) {
        let (number, command, prints, code, runs_on) = match step {
            Step::Write { name, text } => {
                fs::write(dir.path().join(name), text).unwrap();
                continue;
            }
            Step::Copy { to, from, renamed } => {
                copy(&dir.path().join(to), &from.replace("{DATA}", data.to_str().unwrap()), &renamed);
                continue;
            }
            Step::At(at) => {
                running.end();
                ahead = at.duration_since(Timestamp::now()).as_secs();
                continue;
            }
            Step::Run { number, command, prints, code, runs_on } => (number, command, prints, code, runs_on),
        };
        let put_in = |text: &str| {
            kept.iter().fold(text.to_owned(), |text, (key, said)| text.replace(&format!("{{{key}}}"), said))
        };
        let (meant, prints): (String, Vec<String>) =
            (put_in(&command), prints.iter().map(|line| put_in(line)).collect());
        let mut program = Command::new(PROGRAM);
        program.args(words(&meant)).current_dir(dir.path()).stdin(Stdio::null());
        program.env(yicang_told_clock::VARIABLE, ahead.to_string());
        for variable in ["YICANG_LANG", "LC_ALL", "LC_MESSAGES", "LANG"] {
            program.env_remove(variable);
        }
        if runs_on {
            let mut child = program.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
            let mut out = BufReader::new(child.stdout.take().unwrap()).lines();
            let said: Vec<String> = prints.iter().map_while(|_| out.next()).map(Result::unwrap).collect();
            running.0.push(child);
            let printed: Vec<&str> = said.iter().map(String::as_str).collect();
            assert!(
                all_fit(&prints, &printed, &mut kept),
                "{name}, line {number}: {command} printed:\n{}",
                said.join("\n")
            );
            // What it prints later is read by nobody, and must not block it.
            std::thread::spawn(move || out.for_each(drop));
            continue;
        }
        let done = program.output().unwrap();
        let said = String::from_utf8_lossy(&done.stdout).into_owned() + &String::from_utf8_lossy(&done.stderr);
        let printed: Vec<&str> = said.trim_end().lines().map(str::trim_end).collect();
        let ended = done.status.code();
        assert!(
            all_fit(&prints, &printed, &mut kept) && ended == Some(code),
            "{name}, line {number}: {command} ended with {ended:?} instead of {code}, and printed:\n{}",
            printed.join("\n")
        );
    }
}

#[test]
fn every_scenario_goes_as_it_is_written() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios");
    let mut names: Vec<_> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    names.sort();
    assert!(!names.is_empty());
    for path in names {
        let text = fs::read_to_string(&path).unwrap();
        if text.lines().any(|line| line.starts_with("@ ")) && !yicang_told_clock::IS_TOLD {
            continue;
        }
        play(path.file_name().unwrap().to_str().unwrap(), &text);
    }
}

#[test]
fn a_line_fits_with_its_gaps_and_nothing_else() {
    let mut kept = Kept::new();
    assert!(fits("plan [PLAN=..] is [..] now", "plan P17 is approved now", &mut kept));
    assert_eq!(kept["PLAN"], "P17");
    assert!(!fits("plan [..] is made", "plan P17 is made well", &mut kept));
    assert!(!fits("plan", "plan P17", &mut kept));
    assert!(fits("[..]", "", &mut kept) && fits("a[b]", "a[b]", &mut kept));
    let lines = |all: &[&str]| all.iter().map(|line| (*line).to_owned()).collect::<Vec<_>>();
    assert!(all_fit(&lines(&["a", "[...]", "z [N=..]"]), &["a", "b", "c", "z 3"], &mut kept));
    assert_eq!(kept["N"], "3");
    assert!(!all_fit(&lines(&["a", "[...]", "z"]), &["a", "b"], &mut kept));
}
