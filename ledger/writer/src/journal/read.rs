//! Reads the journal's file forward, frame after frame, and tells the tail that a power cut leaves from damage. What
//! follows from that, `file` decides.

use super::Record;
use super::frame::{self, FRAME_HEADER, FRAME_MAGIC, FrameHeader};
use super::storage::Storage;
use std::io;
use yicang_language::{Message, message};

/// A power cut leaves or loses whole sectors; 512 bytes is the smallest in use.
const SECTOR: u64 = 512;

/// Read-ahead while records are scanned.
const CHUNK: usize = 256 * 1024;

/// Read-ahead for a single record: most are shorter.
const ONE: usize = 4096;

/// What stands at a place where a frame should begin.
pub(super) enum Step {
    Whole {
        epoch: u64,
        /// Each record with the place where it begins.
        records: Vec<(u64, Record)>,
        end: u64,
    },
    /// Zeros to the end of the file: room that was reserved.
    Room,
    CutOff,
    /// What is wrong, and where the batch ends as far as that is known.
    Wrong(Message, u64),
}

pub(super) fn read_frame<S: Storage>(reader: &mut Reader<'_, S>, at: u64, len: u64, first: u64) -> io::Result<Step> {
    if is_zeros(reader, at, len)? {
        return Ok(Step::Room);
    }
    if len - at < FRAME_HEADER as u64 {
        return Ok(Step::CutOff);
    }
    let head_end = at + FRAME_HEADER as u64;
    let Some(header) = FrameHeader::parse(reader.bytes(at, FRAME_HEADER)?) else {
        return Ok(Step::Wrong(message!("writer-batch-head"), head_end));
    };
    if (header.first, header.offset) != (first, at) {
        return Ok(Step::Wrong(message!("writer-batch-place"), head_end));
    }
    let mut start = at + FRAME_HEADER as u64;
    if header.bytes > len - start {
        return Ok(Step::CutOff);
    }
    let end = start + header.bytes;
    let mut records = Vec::new();
    for number in (first..).take(usize::try_from(header.records).unwrap_or(usize::MAX)) {
        match reader.record(start, number)? {
            Some((record, after)) if after <= end => {
                records.push((start, record));
                start = after;
            }
            _ => return Ok(Step::Wrong(message!("writer-batch-record"), end)),
        }
    }
    if start != end {
        return Ok(Step::Wrong(message!("writer-batch-bytes"), end));
    }
    Ok(Step::Whole { epoch: header.epoch, records, end })
}

/// Whether what is wrong from `at` on is damage (and why), or the tail that a power cut leaves (`None`). `end`: where
/// the batch that is wrong ends. Behind it there may be reserved room, so zeros there say nothing.
pub(super) fn damage<S: Storage>(
    reader: &mut Reader<'_, S>,
    (at, end): (u64, u64),
    len: u64,
    first: u64,
    problem: Message,
) -> io::Result<Option<Message>> {
    if let Some(later) = find_frame(reader, at + 1, len, first)? {
        return Ok(Some(message!("writer-later-batch", what = problem, byte = later)));
    }
    // A batch, and the head of one, ends in a checksum: if that is all zeros, the write stopped before it.
    if has_unwritten_sector(reader, at, end)? || is_zeros(reader, end - 4, len)? {
        return Ok(None);
    }
    Ok(Some(message!("writer-batch-whole", what = problem)))
}

/// The offset of the first head of a frame in `from..to` that stands in its place and comes after record `first`.
fn find_frame<S: Storage>(reader: &mut Reader<'_, S>, from: u64, to: u64, first: u64) -> io::Result<Option<u64>> {
    let mut at = from;
    while at < to {
        let chunk = reader.up_to(at, CHUNK, to)?;
        let magic = chunk.windows(FRAME_MAGIC.len()).position(|w| w == FRAME_MAGIC);
        let Some(skip) = magic else {
            at += (chunk.len().saturating_sub(FRAME_MAGIC.len() - 1)).max(1) as u64;
            continue;
        };
        at += skip as u64;
        let header = FrameHeader::parse(reader.up_to(at, FRAME_HEADER, to)?);
        if header.is_some_and(|h| h.offset == at && h.first >= first) {
            return Ok(Some(at));
        }
        at += 1;
    }
    Ok(None)
}

/// Whether there are only zeros in `from..to`.
fn is_zeros<S: Storage>(reader: &mut Reader<'_, S>, from: u64, to: u64) -> io::Result<bool> {
    let mut at = from;
    // The first piece is small: as a rule it says no.
    let mut piece = FRAME_HEADER;
    while at < to {
        let bytes = reader.up_to(at, piece, to)?;
        if bytes.iter().any(|b| *b != 0) {
            return Ok(false);
        }
        at += bytes.len() as u64;
        piece = CHUNK;
    }
    Ok(true)
}

/// Whether `from..to`, cut at the sectors' boundaries, has a piece of zeros only.
fn has_unwritten_sector<S: Storage>(reader: &mut Reader<'_, S>, from: u64, to: u64) -> io::Result<bool> {
    let mut at = from;
    while at < to {
        let piece = usize::try_from((SECTOR - at % SECTOR).min(to - at)).expect("a sector is small");
        if reader.bytes(at, piece)?.iter().all(|b| *b == 0) {
            return Ok(true);
        }
        at += piece as u64;
    }
    Ok(false)
}

/// Reads forward through a window.
pub(super) struct Reader<'a, S> {
    storage: &'a S,
    window: Vec<u8>,
    at: u64,
    /// How many bytes it reads at least.
    ahead: usize,
}

impl<'a, S: Storage> Reader<'a, S> {
    pub(super) fn new(storage: &'a S) -> Self {
        Self { storage, window: Vec::new(), at: 0, ahead: CHUNK }
    }

    /// One that shall read a single record.
    pub(super) fn for_one(storage: &'a S) -> Self {
        Self { ahead: ONE, ..Self::new(storage) }
    }

    /// Exactly `n` bytes at `at`.
    fn bytes(&mut self, at: u64, n: usize) -> io::Result<&[u8]> {
        let inside = at.checked_sub(self.at).and_then(|skip| usize::try_from(skip).ok());
        let inside = inside.filter(|skip| skip.checked_add(n).is_some_and(|end| end <= self.window.len()));
        let skip = match inside {
            Some(skip) => skip,
            None => {
                self.window.resize(n.max(self.ahead), 0);
                let read = self.storage.read_at(at, &mut self.window)?;
                self.window.truncate(read);
                self.at = at;
                0
            }
        };
        self.window.get(skip..skip + n).ok_or_else(|| io::Error::from(io::ErrorKind::UnexpectedEof))
    }

    /// At most `n` bytes at `at`, not behind `to`.
    fn up_to(&mut self, at: u64, n: usize, to: u64) -> io::Result<&[u8]> {
        let n = usize::try_from(to - at).map_or(n, |rest| rest.min(n));
        self.bytes(at, n)
    }

    /// Record `number`, which begins at `start`, and where it ends. `None` if it does not check.
    pub(super) fn record(&mut self, start: u64, number: u64) -> io::Result<Option<(Record, u64)>> {
        let read = |error: io::Error| if error.kind() == io::ErrorKind::UnexpectedEof { Ok(None) } else { Err(error) };
        let len = match self.bytes(start, 4) {
            Ok(bytes) => frame::content_len(bytes),
            Err(error) => return read(error),
        };
        let Some(len) = len else { return Ok(None) };
        match self.bytes(start + 4, len + 4) {
            Ok(sealed) => Ok(frame::decode(number, sealed).map(|record| (record, start + 8 + len as u64))),
            Err(error) => read(error),
        }
    }
}
