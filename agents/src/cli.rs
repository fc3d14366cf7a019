//! The command line: what people type and read. Exit codes: 0 done; 1 refused or faulty; 2 wrong usage; 3 not delivered yet,
//! kept in the outbox.

mod audit;
mod confirm;
mod console;
mod init;
mod orders;
mod outbox;
mod report;
mod send;
mod words;

use clap::{Parser, Subcommand};
use console::Console;
use std::ffi::OsString;
use std::fmt::Display;
use std::io::{IsTerminal as _, Write};
use std::path::PathBuf;
use std::process::ExitCode;

/// Reports needs (需求) and reserves (储备) to the dispatch centre, and receives its orders (调度指令).
#[derive(Parser)]
#[command(name = "yicang-agent", version, arg_required_else_help = true, after_help = EXIT_CODES)]
struct Arguments {
    /// The agent's folder: configuration, key and outbox.
    #[arg(long, global = true, value_name = "DIR", default_value = "./yicang-agent")]
    dir: PathBuf,
    #[command(subcommand)]
    command: Command,
}

const EXIT_CODES: &str = "Exit codes: 0 done; 1 refused or faulty, nothing was done unless said otherwise; 2 wrong usage; \
                          3 not delivered yet, kept in the outbox (发件箱) and nothing lost.";

#[derive(Subcommand)]
enum Command {
    /// Make this agent's key and configuration (初始化).
    Init(init::Init),
    /// Report what is needed or what is in store (上报).
    #[command(subcommand)]
    Report(report::Report),
    /// Show the orders for this agent's depots and sites (调度指令); each is checked against the public log.
    Orders(orders::Orders),
    /// Say what was done with an order: picked (拣货), shipped (发运) or received (签收).
    Confirm(confirm::Confirm),
    /// Look at what waits, send it, or clear away what was refused (发件箱).
    Outbox(outbox::Outbox),
    /// Check that every report with a receipt is in the public log, and keep the proofs (核对公开日志).
    Audit(audit::Audit),
}

/// How a command ended that ran to its end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Outcome {
    Done,
    Refused,
    Kept,
}

impl Outcome {
    fn code(self) -> u8 {
        match self {
            Outcome::Done => 0,
            Outcome::Refused => 1,
            Outcome::Kept => 3,
        }
    }
}

/// Why a command did not: sentences for people. Exit code 1.
#[derive(Debug)]
struct Failure(Vec<String>);

/// Every error ends as its sentence; the sentences are written where the errors are.
impl<E: Display> From<E> for Failure {
    fn from(error: E) -> Self {
        Self(vec![error.to_string()])
    }
}

/// Runs a command line, program name first, on the process's own output.
pub fn run(arguments: impl IntoIterator<Item = OsString>) -> ExitCode {
    let terminal = std::io::stderr().is_terminal();
    let code = run_on(arguments, Box::new(std::io::stdout()), Box::new(std::io::stderr()), terminal);
    ExitCode::from(code)
}

/// The same with other outputs, for tests: what people asked for on `out`, what went wrong on `err`. Gives the exit code.
/// `terminal` allows progress bars.
pub fn run_on(
    arguments: impl IntoIterator<Item = OsString>,
    out: Box<dyn Write + Send>,
    err: Box<dyn Write + Send>,
    terminal: bool,
) -> u8 {
    let mut console = Console::new(out, err, terminal);
    let arguments = match Arguments::try_parse_from(arguments) {
        Ok(arguments) => arguments,
        Err(usage) if usage.use_stderr() => {
            console.complain(usage.render());
            return 2;
        }
        Err(help) => {
            console.say(help.render());
            return 0;
        }
    };
    match arguments.command.run(&arguments.dir, &mut console) {
        Ok(outcome) => outcome.code(),
        Err(Failure(sentences)) => {
            sentences.iter().for_each(|sentence| console.complain(sentence));
            Outcome::Refused.code()
        }
    }
}

impl Command {
    fn run(self, dir: &std::path::Path, console: &mut Console) -> Result<Outcome, Failure> {
        match self {
            Command::Init(init) => init.run(dir, console),
            Command::Report(report) => report.run(dir, console),
            Command::Orders(orders) => orders.run(dir, console),
            Command::Confirm(confirm) => confirm.run(dir, console),
            Command::Outbox(outbox) => outbox.run(dir, console),
            Command::Audit(audit) => audit.run(dir, console),
        }
    }
}

/// Where commands wait for the centre: one thread is enough for one agent.
fn runtime() -> Result<tokio::runtime::Runtime, Failure> {
    tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .map_err(|error| Failure::from(format!("the system gives no timer or network: {error}")))
}
