//! The three programs in one, chosen by the first argument: `yicang`, `yicang-agent` or `yicang-ledger`. Their clock is
//! told by [`yicang_told_clock`].

use std::process::ExitCode;

fn main() -> ExitCode {
    yicang_told_clock::tell();
    let mut args = std::env::args_os();
    args.next();
    let program = args.next().unwrap_or_default();
    let name = program.to_string_lossy().into_owned();
    let args = std::iter::once(program).chain(args);
    match name.as_str() {
        "yicang" => yicang_scheduler::cli::run(args),
        "yicang-agent" => yicang_agent::cli::run(args),
        "yicang-ledger" => yicang_ledger::cli::run(args),
        _ => ExitCode::from(2),
    }
}
