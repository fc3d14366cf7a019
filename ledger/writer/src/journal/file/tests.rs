use super::*;
use crate::journal::simulated::{Disk, Fault};
use crate::journal::suite::{self, record, records};
use proptest::prelude::*;
use std::path::Path;

fn open(disk: &Disk, acknowledged: u64) -> Result<FileJournal<Disk>, JournalError> {
    FileJournal::open_on(disk.clone(), Path::new("journal"), acknowledged, &mut |_, _| {})
}

fn filled(batches: &[u64]) -> Disk {
    let disk = Disk::default();
    let mut journal = open(&disk, 0).unwrap();
    for batch in batches {
        let next = journal.next();
        let batch: Vec<_> = (next..next + batch).map(record).collect();
        journal.append(1, next, &batch).unwrap();
    }
    disk
}

#[test]
fn the_file_journal_keeps_the_promise() {
    let dir = tempfile::tempdir().unwrap();
    suite::holds(FileJournal::open(&dir.path().join("journal"), 0).unwrap());
    suite::holds(open(&Disk::default(), 0).unwrap());
}

#[test]
fn a_journal_opened_again_has_all_records_and_the_epoch() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("journal");
    let mut journal = FileJournal::open(&path, 0).unwrap();
    journal.append(5, 0, &[record(0), record(1)]).unwrap();
    drop(journal);
    let mut journal = FileJournal::open(&path, 2).unwrap();
    assert_eq!((journal.next(), journal.epoch(), journal.notice()), (2, 5, None));
    journal.append(6, 2, &[record(2)]).unwrap();
    drop(journal);
    let mut journal = FileJournal::open_to_read(&path, 0, &mut |_, _| {}).unwrap();
    assert_eq!(records(&journal, 0), (0..3).map(|n| (n, record(n))).collect::<Vec<_>>());
    assert!(matches!(journal.append(7, 3, &[record(3)]), Err(AppendError::Unavailable(_))));
}

#[test]
fn two_writers_cannot_open_it() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("journal");
    let first = FileJournal::open(&path, 0).unwrap();
    assert!(matches!(FileJournal::open(&path, 0), Err(JournalError::InUse(_))));
    assert!(matches!(FileJournal::open_to_read(&path, 0, &mut |_, _| {}), Err(JournalError::InUse(_))));
    drop(first);
    FileJournal::open(&path, 0).unwrap();
}

#[cfg(unix)]
#[test]
fn only_its_owner_can_read_it() {
    use std::os::unix::fs::PermissionsExt;
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("journal");
    drop(FileJournal::open(&path, 0).unwrap());
    assert_eq!(std::fs::metadata(path).unwrap().permissions().mode() & 0o777, 0o600);
}

#[test]
fn a_fault_at_any_step_stops_the_journal_and_loses_nothing_acknowledged() {
    use Fault::{ShortWrite, SyncAnswerLost, SyncFails, WriteAnswerLost, WriteLost};
    let short = [3, 40, 60, 700].map(ShortWrite);
    for fault in [WriteLost, WriteAnswerLost, SyncFails, SyncAnswerLost].into_iter().chain(short) {
        for power_lost in [false, true] {
            let disk = filled(&[2, 1]);
            let mut journal = open(&disk, 3).unwrap();
            disk.next_fails(fault);
            assert!(matches!(journal.append(2, 3, &[record(3)]), Err(AppendError::Unavailable(_))));
            assert_eq!(journal.next(), 3, "what failed is not counted");
            assert!(matches!(journal.append(2, 3, &[record(3)]), Err(AppendError::Unavailable(_))), "no retry");
            drop(journal);
            if power_lost {
                disk.lose_power(false, |_| false);
            }
            let mut journal = open(&disk, 3).unwrap();
            let next = journal.next();
            assert!((3..=4).contains(&next), "after {fault:?}: {next}");
            if fault == SyncAnswerLost {
                assert_eq!(next, 4, "only the answer was lost");
            }
            if power_lost && fault == SyncFails {
                assert_eq!(next, 3, "nothing was durable");
            }
            journal.append(3, next, &[record(next)]).unwrap();
            assert_eq!(records(&journal, 0), (0..=next).map(|n| (n, record(n))).collect::<Vec<_>>());
        }
    }
}

#[test]
fn cut_at_any_byte_the_whole_batches_before_it_remain() {
    let ends = [filled(&[]), filled(&[2]), filled(&[2, 3])].map(|disk| disk.bytes().len());
    let whole = filled(&[2, 3]).bytes();
    for cut in 0..whole.len() {
        let disk = Disk::holding(whole[..cut].to_vec());
        let journal = open(&disk, 0).unwrap();
        let expected = if cut < ends[1] { 0 } else { 2 };
        assert_eq!(journal.next(), expected, "cut at {cut}");
        assert_eq!(journal.notice().is_some(), cut > ends[0] && !ends.contains(&cut), "cut at {cut}");
        drop(journal);
        assert!(open(&disk, 0).unwrap().notice().is_none(), "the tail is gone for good");
    }
}

#[test]
fn what_is_known_to_be_acknowledged_is_never_cut_off() {
    let whole = filled(&[2, 3]).bytes();
    for cut in 0..whole.len() {
        let disk = Disk::holding(whole[..cut].to_vec());
        assert!(open(&disk, 5).is_err(), "cut at {cut}");
        assert_eq!(disk.bytes(), whole[..cut], "the file is left as it is");
    }
    let gone = FileJournal::open(Path::new("nowhere/journal"), 1);
    assert!(matches!(gone, Err(JournalError::Behind { found: 0, acknowledged: 1, .. })));
}

#[test]
fn any_byte_changed_anywhere_is_damage_and_is_left_alone() {
    // The last batch too: a flipped bit is not what a power cut leaves, even if nothing follows.
    let whole = filled(&[2, 1]).bytes();
    for (at, flip) in (0..whole.len()).flat_map(|at| [0x01, 0x80, 0xff].map(|flip| (at, flip))) {
        let mut damaged = whole.clone();
        damaged[at] ^= flip;
        let disk = Disk::holding(damaged.clone());
        let error = open(&disk, 0).err().unwrap_or_else(|| panic!("byte {at} changed by {flip:#x} went unnoticed"));
        assert!(!matches!(error, JournalError::Io { .. } | JournalError::Behind { .. }), "{error}");
        assert_eq!(disk.bytes(), damaged, "the file is left as it is");
    }
}

#[test]
fn a_sector_of_zeros_with_a_batch_behind_it_is_damage() {
    let ends = [filled(&[3]), filled(&[3, 6])].map(|disk| disk.bytes().len());
    let mut damaged = filled(&[3, 6, 1]).bytes();
    let sector = ends[0].next_multiple_of(512);
    assert!(sector + 512 < ends[1]);
    damaged[sector..sector + 512].fill(0);
    match open(&Disk::holding(damaged), 0).err().unwrap() {
        JournalError::Damaged { record, offset, problem, .. } => {
            assert_eq!((record, offset), (3, ends[0] as u64));
            assert!(problem.to_string().contains("a later batch follows"), "{problem}");
        }
        other => panic!("{other}"),
    }
}

#[test]
fn a_frame_inside_a_blob_does_not_pose_as_one() {
    // Its second batch begins with a later record than the bait's own.
    let other = filled(&[2, 1]).bytes();
    let disk = filled(&[1]);
    let mut journal = open(&disk, 0).unwrap();
    let bait = Record { leaf: b"bait".to_vec(), body: vec![1; 1000], blobs: vec![other] };
    journal.append(1, 1, &[bait]).unwrap();
    drop(journal);
    // The batch with the bait is torn: its second sector never reached the disk.
    let mut torn = disk.bytes();
    torn[512..1024].fill(0);
    let journal = open(&Disk::holding(torn), 1).unwrap();
    assert_eq!(journal.next(), 1);
    assert!(journal.notice().is_some());
}

#[test]
fn a_file_that_is_no_journal_is_refused_and_left_alone() {
    for bytes in [&b"hello"[..], b"id,name\n1,gloves and more gloves\n", &[0; 29]] {
        let disk = Disk::holding(bytes.to_vec());
        assert!(matches!(open(&disk, 0), Err(JournalError::NotAJournal { .. })));
        assert_eq!(disk.bytes(), bytes);
    }
    let mut newer = filled(&[1]).bytes();
    newer[8] = 2;
    let problem = open(&Disk::holding(newer), 0).err().unwrap().to_string();
    assert!(problem.contains("another version"), "{problem}");
}

#[test]
fn room_is_reserved_and_given_back() {
    let disk = filled(&[2]);
    let short = disk.bytes();
    let mut journal = open(&disk, 2).unwrap();
    journal.append(1, 2, &[record(2)]).unwrap();
    let reserved = disk.bytes();
    assert!(reserved.len() > short.len() + 100_000 && reserved.ends_with(&[0; 1000]));
    // As after a kill: the room is still there.
    let killed = Disk::holding(reserved);
    let mut again = open(&killed, 3).unwrap();
    assert_eq!((again.next(), again.notice()), (3, None));
    again.append(1, 3, &[record(3)]).unwrap();
    drop((again, journal));
    assert_eq!(killed.bytes(), filled_in_steps(&[2, 1, 1]));
    assert_eq!(disk.bytes(), filled_in_steps(&[2, 1]));
    // One bit in the room is no room.
    let mut stray = [&short[..], &[0; 5000]].concat();
    stray[short.len() + 3000] = 1;
    assert!(open(&Disk::holding(stray), 2).is_ok(), "a batch of which one sector came through was never acknowledged");
}

fn filled_in_steps(batches: &[u64]) -> Vec<u8> {
    filled(batches).bytes()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]
    #[test]
    fn whatever_a_power_cut_leaves_all_acknowledged_records_are_there(
        batches in prop::collection::vec(1_u64..6, 0..5),
        unfinished in 1_u64..6,
        grown: bool,
        surviving in prop::collection::vec(any::<bool>(), 32),
    ) {
        let disk = filled(&batches);
        let mut journal = open(&disk, 0).unwrap();
        let acknowledged = journal.next();
        disk.next_fails(Fault::SyncFails);
        let batch: Vec<_> = (acknowledged..acknowledged + unfinished).map(record).collect();
        journal.append(1, acknowledged, &batch).unwrap_err();
        drop(journal);
        disk.lose_power(grown, |sector| surviving[sector % surviving.len()]);
        let mut journal = open(&disk, acknowledged).unwrap();
        let next = journal.next();
        prop_assert!(next == acknowledged || next == acknowledged + unfinished, "a batch is there whole or not at all");
        journal.append(2, next, &[record(next)]).unwrap();
        drop(journal);
        let journal = open(&disk, next + 1).unwrap();
        prop_assert_eq!(records(&journal, 0), (0..=next).map(|n| (n, record(n))).collect::<Vec<_>>());
    }
}
