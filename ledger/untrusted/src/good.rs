//! Good inputs of each parser, from which a fuzzer goes out.

use crate::parsers::{SKEY, entry, receipt_key, signer, tree};
use yicang_tlog::mask::{Opening, Openings};
use yicang_tlog::{
    AddCheckpoint, Evidence, FoundLeaf, Leaf, Misstated, RECEIPT, REPORT_FACE, Receipt, SigningKey, TwoHeads,
    UnverifiedProof, encode_bundle, hex, leaf_hash,
};

/// A receipt for entry 7, and its signature.
fn promised() -> (Vec<u8>, Vec<u8>) {
    let receipt = Receipt {
        report_id: "r".into(),
        agent_id: "a".into(),
        sequence: 1,
        report_sha256: [1; 32],
        log: signer().verifier().name().to_owned(),
        index: 7,
        leaf_hash: leaf_hash(&entry(7)),
        accepted_at: 1_700_000_000,
        merge_delay: 3_600,
    };
    let bytes = receipt.to_bytes();
    let signature = receipt_key().sign(RECEIPT, &bytes).to_vec();
    (bytes, signature)
}

/// Good inputs of a parser, from which a fuzzer goes out. The stored corpus is these.
pub fn good(parser: &str) -> Vec<Vec<u8>> {
    let (signer, tree) = (signer(), tree());
    let head = |size| signer.sign(size, &tree.root_at(size).expect("the tree has 300 entries"));
    let proof = |index, size| {
        let path = tree.prove_inclusion(index, size).expect("the index is below the size");
        UnverifiedProof::new(index, path, &head(size)).to_bytes()
    };
    match parser {
        "checkpoint" => vec![head(0).as_bytes().to_vec(), head(1).as_bytes().to_vec(), head(300).as_bytes().to_vec()],
        "proof" => vec![proof(0, 1), proof(255, 256), proof(299, 300)],
        "tile_path" => ["tile/0/000", "tile/1/x001/x234/067", "tile/entries/x001/000.p/255"].map(Into::into).into(),
        "bundle" => {
            let entries: Vec<_> = (0..5).map(entry).collect();
            vec![vec![], encode_bundle(entries.iter().map(Vec::as_slice))]
        }
        "leaf" => vec![entry(1), Leaf::new("plan").with_blob("plan", &[7; 32]).with("note", "two words").to_bytes()],
        "key" => {
            let agent = SigningKey::from_text("yicang-key-v1 AQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQE=");
            let agent = agent.expect("32 bytes in base64");
            vec![SKEY.into(), signer.verifier().vkey().into(), agent.to_text().into(), agent.public().to_text().into()]
        }
        "journal" => vec![JOURNAL_EMPTY.to_vec()],
        "policy" => {
            let log = format!("log {}\nquorum none\n", signer.verifier().vkey());
            vec![b"quorum none\n".to_vec(), log.into_bytes()]
        }
        "request" => {
            let grown = tree.prove_consistency(100, 300).expect("both sizes are the tree's");
            let first = AddCheckpoint { old: 0, proof: vec![], checkpoint: head(1).as_bytes().to_vec() };
            let later = AddCheckpoint { old: 100, proof: grown, checkpoint: head(300).as_bytes().to_vec() };
            vec![first.to_bytes(), later.to_bytes()]
        }
        "evidence" => {
            let (receipt, signature) = promised();
            let path = tree.prove_inclusion(7, 300).expect("the index is below the size");
            let leaf = FoundLeaf { leaf: leaf_hash(&entry(7)), path };
            let [early, late] = [head(5), head(300)].map(|head| head.as_bytes().to_vec());
            let kept = Evidence {
                receipt: receipt.clone(),
                signature: signature.clone(),
                at_index: Some(leaf),
                checkpoint: late,
            };
            vec![kept.to_bytes(), Evidence { receipt, signature, at_index: None, checkpoint: early }.to_bytes()]
        }
        "two_heads" => [(300, 300), (1, 300)]
            .map(|(one, other)| [one, other].map(|size| head(size).as_bytes().to_vec()))
            .map(|[one, other]| TwoHeads { one, other }.to_bytes())
            .into(),
        "misstated" => {
            let (receipt, signature) = promised();
            let said = Leaf::new("report").with("report-sha256", hex(&[1; 32])).to_bytes();
            let face = [signer.verifier().name().as_bytes(), b"\n", &said].concat();
            let face_signature = receipt_key().sign(REPORT_FACE, &face).to_vec();
            let entry = entry(7);
            vec![Misstated { receipt, signature, entry, face, face_signature }.to_bytes()]
        }
        "receipt" => vec![promised().0],
        "openings" => {
            let note = Opening { entry: 17, field: "note".into(), salt: [7; 16], value: b"wet".to_vec() };
            let empty = Opening { entry: 41, field: "reason".into(), salt: [8; 16], value: Vec::new() };
            let log = signer.verifier().name().to_owned();
            vec![Openings { log, grant: 41, fields: vec![note, empty] }.to_text().into_bytes()]
        }
        other => panic!("{other} is no parser"),
    }
}

/// A journal without records; those with records are in the stored corpus.
const JOURNAL_EMPTY: &[u8] = b"YICANGJ\n\x01\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\xb6\x78\x3d\x4b";
