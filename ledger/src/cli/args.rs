//! The command line, as clap reads it. Old names of verbs and flags are hidden and keep working. The texts of its help
//! are in the catalogue, under `help-ledger`.

use super::trusted::{Reading, Trusted};
use super::{evidence, log_key, reveal, watch};
use clap::{Parser, Subcommand};
use std::path::PathBuf;
use yicang_language::Language;

#[derive(Parser)]
#[command(name = "yicang-ledger", version, arg_required_else_help = true)]
pub(super) struct Cli {
    #[arg(long, global = true, value_name = "en|zh")]
    pub(super) lang: Option<Language>,
    #[command(subcommand)]
    pub(super) verb: Verb,
}

#[derive(Subcommand)]
pub(super) enum Verb {
    Init {
        #[arg(value_name = "DIR")]
        dir: PathBuf,
        #[arg(long, value_name = "NAME")]
        origin: String,
    },
    Verify {
        #[arg(value_name = "PLACE")]
        public: String,
        #[command(flatten)]
        trusted: Trusted,
        #[arg(long, value_name = "FILE", alias = "policy")]
        witness_policy: Option<PathBuf>,
    },
    Prove {
        #[arg(value_name = "PLACE")]
        place: String,
        #[arg(value_name = "INDEX", required_unless_present = "leaf", conflicts_with = "leaf")]
        index: Option<u64>,
        #[arg(long, value_name = "HASH")]
        leaf: Option<String>,
        #[arg(long, value_name = "FILE")]
        out: PathBuf,
        #[command(flatten)]
        reading: Reading,
    },
    Show {
        #[arg(value_name = "PLACE")]
        place: String,
        #[arg(value_name = "INDEX")]
        index: Option<u64>,
        #[command(flatten)]
        reading: Reading,
    },
    Gift {
        #[arg(value_name = "PLACE")]
        place: String,
        #[arg(value_name = "CODE")]
        code: String,
        #[command(flatten)]
        reading: Reading,
    },
    Consignment {
        #[arg(value_name = "PLACE")]
        place: String,
        #[arg(value_name = "CODE")]
        code: String,
        #[command(flatten)]
        reading: Reading,
    },
    Adopt {
        #[arg(value_name = "DIR")]
        dir: PathBuf,
        #[arg(
            long,
            alias = "seen",
            value_name = "FILE",
            required_unless_present = "confirm_moved",
            conflicts_with = "confirm_moved"
        )]
        newest_checkpoint: Option<PathBuf>,
        #[arg(long, alias = "moved")]
        confirm_moved: bool,
    },
    Fsck {
        #[arg(value_name = "DIR")]
        dir: PathBuf,
    },
    Witness(watch::WitnessArgs),
    WitnessKey(watch::WitnessKeyArgs),
    Mirror(watch::MirrorArgs),
    Monitor(watch::MonitorArgs),
    #[command(alias = "judge")]
    VerifyEvidence(evidence::VerifyEvidenceArgs),
    #[command(alias = "open")]
    Reveal(reveal::RevealArgs),
    RootKey(log_key::RootKeyArgs),
    #[command(subcommand)]
    LogKey(LogKeyVerb),
    #[command(hide = true)]
    NextKey {
        #[arg(value_name = "DIR")]
        dir: PathBuf,
    },
    #[command(hide = true)]
    StateKey(log_key::CertifyArgs),
    #[command(hide = true)]
    Rotate(log_key::StatementsArgs),
    #[command(hide = true)]
    PublishKeys(log_key::StatementsArgs),
}

/// The steps of a change of key, in their order.
#[derive(Subcommand)]
pub(super) enum LogKeyVerb {
    Prepare {
        #[arg(value_name = "DIR")]
        dir: PathBuf,
    },
    Certify(log_key::CertifyArgs),
    Activate(log_key::StatementsArgs),
    Publish(log_key::StatementsArgs),
}
