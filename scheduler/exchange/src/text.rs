//! Bytes of a file as text.

use crate::finding::{Findings, TableFault};
use encoding_rs::{Encoding, GB18030, UTF_8, UTF_16BE, UTF_16LE};
use yicang_language::message;

/// UTF-8 with or without a mark, UTF-16 likewise, else GB18030 (what spreadsheets in China write) if nothing is lost.
/// All line ends come out as `\n`: those of old Macs (CR alone), too.
pub(crate) fn decode(file: &str, bytes: &[u8], findings: &mut Findings) -> Result<String, Box<TableFault>> {
    let text = characters(file, bytes, findings)?.replace("\r\n", "\n").replace('\r', "\n");
    match text.find('\0') {
        None => Ok(text),
        Some(at) => {
            let row = 1 + text[..at].matches('\n').count();
            Err(Box::new(TableFault::of_row(file, row, message!("table-nul"), message!("table-nul-remedy"))))
        }
    }
}

fn characters(file: &str, bytes: &[u8], findings: &mut Findings) -> Result<String, Box<TableFault>> {
    let (encoding, mark_bytes) = match Encoding::for_bom(bytes) {
        Some(known) => known,
        None => match unmarked_utf16(bytes) {
            Some(encoding) => {
                findings.notice(file, message!("table-utf16"));
                (encoding, 0)
            }
            None => (UTF_8, 0),
        },
    };
    let body = &bytes[mark_bytes..];
    if let Some(text) = encoding.decode_without_bom_handling_and_without_replacement(body) {
        return Ok(text.into_owned());
    }
    let chinese = GB18030.decode_without_bom_handling_and_without_replacement(body).filter(|text| {
        let (again, _, lossy) = GB18030.encode(text);
        mark_bytes == 0 && !lossy && *again == *body && is_mostly_gb2312(body)
    });
    if let Some(text) = chinese {
        findings.notice(file, message!("table-gb18030"));
        return Ok(text.into_owned());
    }
    let valid_bytes = std::str::from_utf8(body).map_or_else(|error| error.valid_up_to(), str::len);
    let row = 1 + body[..valid_bytes].iter().filter(|byte| **byte == b'\n').count();
    Err(Box::new(TableFault::of_row(file, row, message!("table-no-text"), message!("table-no-text-remedy"))))
}

/// Which UTF-16 a file is in that has no mark: a table has ASCII marks and line ends, and every other byte of these is
/// 0.
fn unmarked_utf16(bytes: &[u8]) -> Option<&'static Encoding> {
    if bytes.len() < 4 || !bytes.len().is_multiple_of(2) {
        return None;
    }
    let zeros = |parity: usize| bytes.iter().skip(parity).step_by(2).filter(|byte| **byte == 0).count();
    let (even, odd) = (zeros(0), zeros(1));
    let enough = bytes.len() / 16 + 1;
    match (even, odd) {
        (0, odd) if odd >= enough => Some(UTF_16LE),
        (even, 0) if even >= enough => Some(UTF_16BE),
        _ => None,
    }
}

/// Whether most double bytes are of the everyday Chinese set, both bytes from 0xA1 up. Western one-byte text decodes as
/// GB18030 too, but as rare characters whose second byte is an ASCII letter.
fn is_mostly_gb2312(bytes: &[u8]) -> bool {
    let (mut everyday, mut rare, mut at) = (0_usize, 0_usize, 0);
    while at < bytes.len() {
        match (bytes[at], bytes.get(at + 1)) {
            (0..0x80, _) => at += 1,
            (0xa1.., Some(0xa1..)) => (everyday, at) = (everyday + 1, at + 2),
            _ => (rare, at) = (rare + 1, at + 2),
        }
    }
    everyday > rare
}
