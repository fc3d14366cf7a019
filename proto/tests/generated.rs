//! The committed code is what the contract says: generated again by `protox` (no protoc), it must be the same bytes.
//! `YICANG_REGENERATE=1 cargo test -p yicang-proto --test generated` writes it anew.

#![allow(clippy::unwrap_used)] // in a test a panic is the answer

use std::fs;
use std::path::Path;

const FILES: [&str; 7] = [
    "yicang/v1/comparing.proto",
    "yicang/v1/needs.proto",
    "yicang/v1/overriding.proto",
    "yicang/v1/field.proto",
    "yicang/v1/moving.proto",
    "yicang/v1/dispatch.proto",
    "yicang/journal/v1/journal.proto",
];
const OUT: [&str; 3] = ["yicang.v1.rs", "yicang.journal.v1.rs", "yicang.bin"];

#[test]
fn the_committed_code_is_generated_from_the_contract() {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    let out = tempfile::tempdir().unwrap();
    let descriptors = protox::compile(FILES, [here]).unwrap();
    fs::write(out.path().join("yicang.bin"), prost::Message::encode_to_vec(&descriptors)).unwrap();
    tonic_prost_build::configure().out_dir(out.path()).emit_rerun_if_changed(false).compile_fds(descriptors).unwrap();
    let committed = here.join("src/gen");
    for name in OUT {
        let new = fs::read(out.path().join(name)).unwrap();
        if std::env::var_os("YICANG_REGENERATE").is_some() {
            fs::write(committed.join(name), &new).unwrap();
        }
        let old = fs::read(committed.join(name)).unwrap_or_default();
        assert!(old == new, "{name} is not what the contract says; run with YICANG_REGENERATE=1 and commit");
    }
}
