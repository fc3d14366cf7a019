//! How a batch lies in the journal's file. Pure: bytes to batches and back; what a damage means is `file`'s decision.
//!
//! ```text
//! file   = file header, frame*
//! file header (28 bytes) = "YICANGJ\n", version u32, 0 u32, epoch at creation u64, crc32c u32
//! frame  = frame header, record*
//! frame header (44 bytes) = "YCB1", records u32, bytes of all records u64, epoch u64, number of the first record u64,
//!                           offset of this header in the file u64, crc32c u32
//! record = length u32, content, crc32c u32 over its number (u64) and content
//! content = leaf length u32, leaf, body length u32, body, blobs u32, (length u32, blob)*
//! ```
//!
//! All numbers are little-endian. The offset in the header makes a frame that somebody put into a blob no frame.

use super::{RECORD_BYTES_MAX, Record};
use yicang_language::{Message, message};

pub(super) const FILE_HEADER: usize = 28;
pub(super) const FRAME_HEADER: usize = 44;
pub(super) const FRAME_MAGIC: &[u8; 4] = b"YCB1";
const FILE_MAGIC: &[u8; 8] = b"YICANGJ\n";
const VERSION: u32 = 1;

/// The file's first bytes.
pub(super) fn file_header(epoch: u64) -> Vec<u8> {
    sealed([&FILE_MAGIC[..], &VERSION.to_le_bytes(), &[0; 4], &epoch.to_le_bytes()].concat())
}

/// The epoch at creation, or what is wrong with the header.
pub(super) fn read_file_header(bytes: &[u8]) -> Result<u64, Message> {
    if !bytes.starts_with(FILE_MAGIC) {
        return Err(message!("writer-journal-begins"));
    }
    if u32_at(bytes, 8) != Some(VERSION) {
        return Err(message!("writer-journal-version"));
    }
    let Some(epoch) = unsealed(bytes).and_then(|b| u64_at(b, 16)) else {
        return Err(message!("writer-journal-header"));
    };
    Ok(epoch)
}

/// What stands before the records of a batch.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct FrameHeader {
    pub(super) records: u32,
    /// Bytes of all records.
    pub(super) bytes: u64,
    pub(super) epoch: u64,
    pub(super) first: u64,
    pub(super) offset: u64,
}

impl FrameHeader {
    pub(super) fn parse(bytes: &[u8]) -> Option<Self> {
        let b = unsealed(bytes.get(..FRAME_HEADER)?)?;
        let header = Self {
            records: u32_at(b, 4)?,
            bytes: u64_at(b, 8)?,
            epoch: u64_at(b, 16)?,
            first: u64_at(b, 24)?,
            offset: u64_at(b, 32)?,
        };
        b.starts_with(FRAME_MAGIC).then_some(header)
    }
}

/// A whole batch, and where in it each record begins. The records were checked against their bounds.
pub(super) fn encode(epoch: u64, first: u64, offset: u64, batch: &[Record]) -> (Vec<u8>, Vec<usize>) {
    let mut frame = vec![0; FRAME_HEADER];
    let mut starts = Vec::with_capacity(batch.len());
    for (number, record) in (first..).zip(batch) {
        starts.push(frame.len());
        put_u32(&mut frame, record.encoded_len());
        let content = frame.len();
        put_part(&mut frame, &record.leaf);
        put_part(&mut frame, &record.body);
        put_u32(&mut frame, record.blobs.len());
        record.blobs.iter().for_each(|blob| put_part(&mut frame, blob));
        let crc = record_crc(number, &frame[content..]);
        frame.extend_from_slice(&crc.to_le_bytes());
    }
    let records = u32::try_from(batch.len()).expect("a batch has fewer than 2^32 records");
    let bytes = (frame.len() - FRAME_HEADER) as u64;
    let fields = [bytes, epoch, first, offset].map(u64::to_le_bytes).concat();
    frame[..FRAME_HEADER].copy_from_slice(&sealed([&FRAME_MAGIC[..], &records.to_le_bytes(), &fields].concat()));
    (frame, starts)
}

/// The length of the content of a record, from its first four bytes; `None` if it is over the bound.
pub(super) fn content_len(bytes: &[u8]) -> Option<usize> {
    usize::try_from(u32_at(bytes, 0)?).ok().filter(|len| *len <= RECORD_BYTES_MAX)
}

/// Record `number` from its content and checksum; `None` if they do not fit.
pub(super) fn decode(number: u64, sealed_content: &[u8]) -> Option<Record> {
    let (content, crc) = sealed_content.split_last_chunk()?;
    if record_crc(number, content) != u32::from_le_bytes(*crc) {
        return None;
    }
    let mut rest = content;
    let record = Record { leaf: take_part(&mut rest)?, body: take_part(&mut rest)?, blobs: take_blobs(&mut rest)? };
    rest.is_empty().then_some(record)
}

fn record_crc(number: u64, content: &[u8]) -> u32 {
    crc32c::crc32c_append(crc32c::crc32c(&number.to_le_bytes()), content)
}

fn put_u32(to: &mut Vec<u8>, n: usize) {
    to.extend_from_slice(&u32::try_from(n).expect("a record is at most 64 MiB").to_le_bytes());
}

fn put_part(to: &mut Vec<u8>, part: &[u8]) {
    put_u32(to, part.len());
    to.extend_from_slice(part);
}

fn take_len(rest: &mut &[u8]) -> Option<usize> {
    let (len, after) = rest.split_first_chunk()?;
    *rest = after;
    usize::try_from(u32::from_le_bytes(*len)).ok()
}

fn take_part(rest: &mut &[u8]) -> Option<Vec<u8>> {
    let len = take_len(rest)?;
    let (part, after) = rest.split_at_checked(len)?;
    *rest = after;
    Some(part.to_vec())
}

fn take_blobs(rest: &mut &[u8]) -> Option<Vec<Vec<u8>>> {
    let count = take_len(rest)?;
    (0..count).map(|_| take_part(rest)).collect()
}

fn sealed(mut bytes: Vec<u8>) -> Vec<u8> {
    let crc = crc32c::crc32c(&bytes);
    bytes.extend_from_slice(&crc.to_le_bytes());
    bytes
}

fn unsealed(bytes: &[u8]) -> Option<&[u8]> {
    let (content, crc) = bytes.split_last_chunk()?;
    (crc32c::crc32c(content) == u32::from_le_bytes(*crc)).then_some(content)
}

fn u32_at(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_le_bytes(*bytes.get(at..)?.first_chunk()?))
}

fn u64_at(bytes: &[u8], at: usize) -> Option<u64> {
    Some(u64::from_le_bytes(*bytes.get(at..)?.first_chunk()?))
}
