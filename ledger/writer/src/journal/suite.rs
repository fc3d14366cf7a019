//! What every journal must do, as tests that take any.

use super::{AppendError, Journal, RECORD_BYTES_MAX, Record};

pub(crate) fn record(n: u64) -> Record {
    let blobs = (0..n % 3).map(|blob| vec![7; usize::try_from(blob * 700).unwrap()]).collect();
    Record { leaf: format!("leaf {n}").into_bytes(), body: format!("secret {n}").into_bytes(), blobs }
}

pub(crate) fn records(journal: &dyn Journal, from: u64) -> Vec<(u64, Record)> {
    journal.scan(from).map(Result::unwrap).collect()
}

/// Runs the suite on an empty journal.
pub(crate) fn holds(mut journal: impl Journal) {
    assert_eq!((journal.next(), records(&journal, 0)), (0, vec![]));
    let epoch = journal.epoch() + 1;

    // Batches get the next numbers and are read back.
    assert_eq!(journal.append(epoch, 0, &[record(0)]), Ok(1));
    assert_eq!(journal.append(epoch, 1, &[record(1), record(2), record(3)]), Ok(4));
    let all: Vec<_> = (0..4).map(|n| (n, record(n))).collect();
    assert_eq!(records(&journal, 0), all);
    assert_eq!(records(&journal, 2), all[2..]);
    assert_eq!(records(&journal, 4), []);
    assert_eq!(records(&journal, u64::MAX), []);

    // A batch for another place is a conflict and changes nothing.
    for expected in [0, 3, 5] {
        let conflict = Err(AppendError::Conflict { expected, next: 4 });
        assert_eq!(journal.append(epoch, expected, &[record(9)]), conflict);
    }
    assert_eq!(records(&journal, 0), all);

    // An empty batch writes nothing.
    assert_eq!(journal.append(epoch, 4, &[]), Ok(4));

    // A batch with one impossible record is refused whole.
    let empty = Record::default();
    let wide = Record { leaf: vec![1; 65_536], ..Record::default() };
    let huge = Record { leaf: vec![1], body: vec![0; RECORD_BYTES_MAX - 12], ..Record::default() };
    for bad in [empty, wide, huge] {
        let refused = journal.append(epoch, 4, &[record(4), bad]);
        assert!(matches!(refused, Err(AppendError::Refused { at: 1, .. })), "{refused:?}");
    }
    assert_eq!(records(&journal, 0), all);

    // The largest record and the widest leaf go in.
    let widest = Record { leaf: vec![1; 65_535], ..Record::default() };
    let largest = Record { leaf: vec![1], body: vec![5; RECORD_BYTES_MAX - 13], ..Record::default() };
    assert_eq!(largest.encoded_len(), RECORD_BYTES_MAX);
    assert_eq!(journal.append(epoch, 4, &[widest.clone(), largest.clone()]), Ok(6));
    assert_eq!(records(&journal, 4), [(4, widest), (5, largest)]);

    // A newer writer fences the older one off.
    assert_eq!(journal.append(epoch + 1, 6, &[record(6)]), Ok(7));
    let fenced = Err(AppendError::Fenced { epoch, current: epoch + 1 });
    assert_eq!(journal.append(epoch, 7, &[record(7)]), fenced);
    assert_eq!((journal.next(), journal.epoch()), (7, epoch + 1));
}
