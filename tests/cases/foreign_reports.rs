//! Reports as bytes from anywhere: the same function that the fuzzer calls (`ledger/fuzz`), on a stable compiler.

#![allow(clippy::unwrap_used)] // in a test a panic is the answer

use proptest::prelude::*;
use prost::Message as _;
use yicang_tests::mouth::{Mouth, need, reserve};
use yicang_untrusted::report;

/// Signed reports as agents send them.
fn good() -> Vec<Vec<u8>> {
    let mut depot = Mouth::new("D1");
    let mut site = Mouth::new("CAMP");
    let reports = [depot.draft(reserve("D1", "WATER", 5)), site.draft(need("CAMP", "MASK", "urgent", 7))];
    reports.iter().map(|draft| depot.sign(draft).encode_to_vec()).collect()
}

proptest! {
    #[test]
    fn any_bytes_do_no_harm(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
        report::report(&bytes);
    }

    #[test]
    fn a_good_report_with_some_bytes_changed_does_no_harm(
        which in 0_usize..2,
        changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 0..6),
    ) {
        let mut bytes = good().swap_remove(which);
        for (at, byte) in changes {
            let at = at.index(bytes.len());
            bytes[at] = byte;
        }
        report::report(&bytes);
    }
}
