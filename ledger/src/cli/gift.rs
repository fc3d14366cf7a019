//! `gift`: what became of a gift, from the public log alone. Every figure is followed from the entries, as an auditor
//! does; what reserve reports hold is known as far as plans have opened it.

use super::output::Output;
use super::trusted::{Reading, open_public};
use super::{Failure, Outcome, said};
use std::io::Write as _;
use yicang_auditor::public_log::PublicLog;
use yicang_domain::GiftCode;
use yicang_domain::board::{Board, GiftSums};
use yicang_language::{ToMessage as _, message};
use yicang_replay::Replay;
use yicang_tlog::layout::blob_path;
use yicang_tlog::{Hash, Tree};

/// What is known after all entries of a public log.
pub(super) struct Followed {
    /// As far as plans have opened it.
    pub(super) board: Board,
    /// Whether the head that is signed covers exactly these entries.
    pub(super) is_signed: bool,
    /// How many entries do not follow.
    pub(super) wrong: usize,
}

/// Follows every entry, as an auditor does.
pub(super) fn followed(place: &str, reading: &Reading) -> Result<Followed, Failure> {
    let (source, log) = open_public(place, reading)?;
    let extract = PublicLog::open(source.as_ref(), &log).map_err(said)?;
    let mut replay = Replay::new(log.name());
    let (mut tree, mut wrong) = (Tree::new(), 0);
    let mut blobs = |hash: &Hash| source.read(&blob_path(hash));
    for start in (0..extract.head().size()).step_by(256) {
        for (index, entry) in extract.bundle(start).map_err(said)? {
            tree.push(&entry);
            wrong += replay.take(index, &entry, &mut blobs).map_err(said)?.len();
        }
    }
    let is_signed = tree.root() == *extract.head().root();
    let board = replay.into_board(&mut blobs).map_err(said)?;
    Ok(Followed { board, is_signed, wrong })
}

pub(super) fn gift(place: &str, code: &str, reading: &Reading, out: &mut Output<'_>) -> Outcome {
    let code = GiftCode::of_people(code).map_err(|error| Failure::Said(error.message()))?;
    let Followed { board, is_signed, wrong } = followed(place, reading)?;
    let steps = board.gift(&code);
    if steps.is_empty() {
        return Err(Failure::Said(message!("gift-unknown", gift = code.as_str())));
    }
    for step in steps {
        let what = step.what.message().say(out.language);
        writeln!(out, "{:>7}  {}  {what}", step.entry, step.lot)?;
    }
    let GiftSums { came, on_hand, on_way, received, lost, to_come, unexplained } = board.gift_sums(&code);
    out.say(&message!(
        "gift-sums",
        gift = code.as_str(),
        awaited = to_come.to_string(),
        came = came.to_string(),
        lies = on_hand.to_string(),
        way = on_way.to_string(),
        received = received.to_string(),
        lost = lost.to_string(),
        unexplained = unexplained.to_string(),
    ))?;
    if !is_signed {
        out.say(&message!("ledger-wrong", what = message!("ledger-show-not-signed")))?;
    }
    if wrong > 0 {
        out.say(&message!("gift-log-wrong", count = wrong))?;
    }
    Ok(is_signed && wrong == 0)
}
