//! The public log's formats and proofs, pure: bytes in, bytes or a verdict out.
//!
//! Implements, over the crates `signed_note` and `tlog_tiles`, what Yicang uses of
//! [signed-note](https://c2sp.org/signed-note), [tlog-checkpoint](https://c2sp.org/tlog-checkpoint),
//! [tlog-tiles](https://c2sp.org/tlog-tiles), [tlog-proof](https://c2sp.org/tlog-proof),
//! [tlog-cosignature](https://c2sp.org/tlog-cosignature), [tlog-policy](https://c2sp.org/tlog-policy) and the
//! requests of
//! [tlog-witness](https://c2sp.org/tlog-witness), with RFC 6962 hashing, and beside them the keys and signatures of the
//! people and programs that talk to each other.
//!
//! Leaves out: files, network, time, threads, randomness of its own (a generator is handed in), the meaning of an
//! entry beyond its lines ([`Leaf`]), subtrees' cosignatures, pruning.
//!
//! Two rules hold everywhere here. Ed25519 is checked with `verify_strict`, never the permissive form. And what
//! is read must be the one canonical spelling of what it says: it is encoded again and compared, so that no byte
//! of a public file can change unnoticed.

#![forbid(unsafe_code)]

mod checkpoint;
mod cosignature;
mod draw;
mod evidence;
mod foreign_checkpoint;
mod fork;
mod hash;
mod head_text;
mod key_statements;
pub mod layout;
mod leaf;
pub mod mask;
mod misstated;
mod policy;
mod policy_mistake;
mod proof;
mod receipt;
mod request;
mod signatures;
mod tile;
mod tile_tree;
mod tree;

pub use checkpoint::{Checkpoint, CheckpointError, CheckpointSigner, KeyTextError, LogVerifier};
pub use cosignature::{Algorithm, BadCosignature, Cosigner, CosignerKey, lines_by};
pub use draw::draw_seed;
pub use evidence::{Evidence, FoundLeaf, Judged, NotEvidence, Verdict};
pub use foreign_checkpoint::SignedHead;
pub use fork::{Heads, NotAFork, TwoHeads, TwoHeadsJudged, check_grown, heads};
pub use hash::{Hash, hex, leaf_hash, parse_hex, sha256};
pub use key_statements::{KeyRing, KeyRingError, KeyStatement, LogKeys};
pub use leaf::{Leaf, LeafError};
pub use misstated::{Misstated, MisstatedJudged, NotMisstated, REPORT_FACE};
pub use policy::{Cosigned, Policy, PolicyFault, PolicyLog, PolicyUnmet, PolicyWitness};
pub use policy_mistake::PolicyMistake;
pub use proof::{ProofError, TlogProof, UnverifiedProof};
pub use receipt::{Receipt, ReceiptError};
pub use request::{AddCheckpoint, RequestError};
pub use signatures::{
    ASK, BadSignature, COMMAND, KeyError, PublicKey, RECEIPT, REPORT, SEQUENCE, STOCK, SigningKey, WATCH,
};
pub use tile::{BundleError, ENTRY_BYTES_MAX, TILE_WIDTH, TileKind, TilePath, decode_bundle, encode_bundle};
pub use tile_tree::TileTree;
pub use tree::{NotProven, Tree, check_consistency, check_inclusion, prove_inclusion_from_tiles};
