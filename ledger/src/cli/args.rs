//! The command line, as clap reads it. Old names of verbs and flags are hidden and keep working.

use super::{evidence, log_key, reveal, watch};
use clap::{Parser, Subcommand};
use std::path::PathBuf;

/// Makes, checks and reads the public log of who gets which emergency supplies.
#[derive(Parser)]
#[command(name = "yicang-ledger", version, max_term_width = 100)]
pub(super) struct Cli {
    #[command(subcommand)]
    pub(super) verb: Verb,
}

#[derive(Subcommand)]
pub(super) enum Verb {
    /// Make a new, empty log with its key pair. Never overwrites a key
    Init {
        /// The ledger's folder; made if it is not there
        dir: PathBuf,
        /// The log's name, a URL without `https://`, for instance supplies.hubei.example/log
        #[arg(long)]
        origin: String,
    },
    /// Recompute every file of a public folder, and check each decision's plan again
    Verify {
        /// The public folder, or its address: http://… or https://…
        public: String,
        #[command(flatten)]
        trusted: Trusted,
        /// A tlog-policy file: which witnesses must have cosigned the log
        #[arg(long, value_name = "FILE", alias = "policy")]
        witness_policy: Option<PathBuf>,
    },
    /// Write the proof that an entry is in the log (c2sp.org/tlog-proof)
    Prove {
        /// The ledger's folder, the public folder, or its address
        place: String,
        /// The entry's number, from 0
        #[arg(required_unless_present = "leaf", conflicts_with = "leaf")]
        index: Option<u64>,
        /// The entry's leaf hash, 64 hexadecimal digits, in place of its number
        #[arg(long, value_name = "HASH")]
        leaf: Option<String>,
        /// Where to write the proof: a file whose name should end in .tlog-proof
        #[arg(long)]
        out: PathBuf,
        #[command(flatten)]
        reading: Reading,
    },
    /// Print entries: all, a line each, or one in full
    Show {
        /// The ledger's folder, the public folder, or its address
        place: String,
        /// The entry's number, from 0
        index: Option<u64>,
        #[command(flatten)]
        reading: Reading,
    },
    /// Let the log continue in a copied folder, after a restore or a move
    Adopt {
        /// The ledger's folder
        dir: PathBuf,
        /// The newest checkpoint that anybody has, from the public address, a mirror or a witness
        #[arg(
            long,
            alias = "seen",
            value_name = "FILE",
            required_unless_present = "confirm_moved",
            conflicts_with = "confirm_moved"
        )]
        newest_checkpoint: Option<PathBuf>,
        /// The folder was moved, and nothing was signed since
        #[arg(long, alias = "moved")]
        confirm_moved: bool,
    },
    /// Check a ledger's folder: journal, signed checkpoint and public folder against each other. Changes nothing
    Fsck {
        /// The ledger's folder
        dir: PathBuf,
    },
    /// Be a witness of other people's logs (c2sp.org/tlog-witness): cosign heads of logs that only grow, report others
    Witness(watch::WitnessArgs),
    /// Make a witness's private key
    WitnessKey(watch::WitnessKeyArgs),
    /// Keep a verified copy of a log, which any web server can serve; run it again to bring it up to date
    Mirror(watch::MirrorArgs),
    /// Follow a log: it only grows, decisions are lawful, entries are public in time, shipped goods arrive
    #[command(after_help = "Exit codes: 0 all is well; 1 something is wrong; 2 the log cannot be read; 3 the log \
                            contradicts what it had signed.")]
    Monitor(watch::MonitorArgs),
    /// Check an evidence file, without network: did the log break a promise, fork, or change an entry?
    #[command(
        alias = "judge",
        after_help = "Exit codes: 0 the promise is kept, or not due yet; 1 the file proves nothing; 2 wrong usage, or a \
                      file cannot be read; 3 the log broke its promise, and the file proves it."
    )]
    VerifyEvidence(evidence::VerifyEvidenceArgs),
    /// Show masked fields with a file of openings that was disclosed to you, each checked against the log
    #[command(
        alias = "open",
        after_help = "Exit codes: 0 every field is the one that the log commits to; 1 one is not, or must not be shown; 2 \
                      wrong usage, or something cannot be read."
    )]
    Reveal(reveal::RevealArgs),
    /// Make the root key of a log; keep it on a machine that is never on the network
    RootKey(log_key::RootKeyArgs),
    /// Change the log's key: prepare the next one, certify it with the root key, activate it
    #[command(subcommand)]
    LogKey(LogKeyVerb),
    /// The name of `log-key prepare` before
    #[command(hide = true)]
    NextKey {
        /// The ledger's folder
        dir: PathBuf,
    },
    /// The name of `log-key certify` before
    #[command(hide = true)]
    StateKey(log_key::CertifyArgs),
    /// The name of `log-key activate` before
    #[command(hide = true)]
    Rotate(log_key::StatementsArgs),
    /// The name of `log-key publish` before
    #[command(hide = true)]
    PublishKeys(log_key::StatementsArgs),
}

/// The steps of a change of key, in their order.
#[derive(Subcommand)]
pub(super) enum LogKeyVerb {
    /// Make the next key in the ledger's folder; the log still signs with the present one
    Prepare {
        /// The ledger's folder
        dir: PathBuf,
    },
    /// With the root key, offline: state which sizes of the log a key may sign. Run it again to revoke the key
    Certify(log_key::CertifyArgs),
    /// Sign with the next key from now on, by the root key's statements; the ledger must not be running
    Activate(log_key::StatementsArgs),
    /// Publish the root key's statements where the log's key stays: a first statement, or a revocation
    Publish(log_key::StatementsArgs),
}

/// What is known of the log beforehand.
#[derive(clap::Args)]
pub(super) struct Trusted {
    /// The log's public key (name+…), or a file that holds it. Get it from the log's operator, not from its folder
    #[arg(long, value_name = "VKEY", required_unless_present = "root")]
    pub(super) key: Option<String>,
    /// In its place, the public key of the log's root: it names the keys that may sign, through every change
    #[arg(long, value_name = "VKEY", conflicts_with = "key")]
    pub(super) root: Option<String>,
}

/// What `prove` and `show` may be told of the log beforehand.
#[derive(clap::Args)]
pub(super) struct Reading {
    /// The log's public key, or a file that holds it [default: the folder's own log.vkey]
    #[arg(long)]
    pub(super) key: Option<String>,
    /// In its place, the public key of the log's root
    #[arg(long, value_name = "VKEY", conflicts_with = "key")]
    pub(super) root: Option<String>,
}
