//! The file of a table: CSV text, or a workbook.

use crate::finding::{Findings, TableFault};
use crate::sheet::Sheet;
use crate::workbook;
use std::path::Path;
use yicang_language::{Message, ToMessage as _, message};

/// The largest file that is read, in bytes: far above any list people keep by hand, far below the memory of a laptop.
pub const FILE_BYTES_MAX: u64 = 256 * 1024 * 1024;

impl Sheet {
    /// Reads a file; `FILE#SHEET` is one sheet of a workbook, else its first is read.
    pub(crate) fn read(path: &Path, findings: &mut Findings) -> Result<Self, Vec<TableFault>> {
        let (path, sheet) = parts(path);
        let file = path.file_name().unwrap_or(path.as_os_str()).to_string_lossy().into_owned();
        let name = sheet.as_ref().map_or_else(|| file.clone(), |sheet| format!("{file}#{sheet}"));
        let refuse = |problem: Message, remedy: Message| vec![TableFault::whole(&name, problem, remedy)];
        let unread = |error: std::io::Error| message!("table-unread", path = &path, why = error.message());
        let cannot = |error| refuse(unread(error), message!("table-unread-remedy"));
        match std::fs::metadata(&path) {
            Ok(found) if !found.is_file() => {
                return Err(refuse(message!("table-no-file", path = &path), message!("table-no-file-remedy")));
            }
            Ok(found) if found.len() > FILE_BYTES_MAX => {
                let problem = message!("table-too-large", bytes = found.len(), most = FILE_BYTES_MAX);
                return Err(refuse(problem, message!("table-too-large-remedy")));
            }
            Ok(_) => {}
            Err(error) => return Err(cannot(error)),
        }
        let bytes = std::fs::read(&path).map_err(cannot)?;
        match bytes.get(..4) {
            Some(b"PK\x03\x04") => workbook::read(&name, bytes, sheet.as_deref()),
            Some(b"\xd0\xcf\x11\xe0") => {
                Err(refuse(message!("table-old-workbook"), message!("table-old-workbook-remedy")))
            }
            _ if sheet.is_some() => Err(refuse(message!("table-no-sheets"), message!("table-no-sheets-remedy"))),
            _ => Self::parse(&name, &bytes, findings),
        }
    }
}

/// The file, and the sheet that is named behind `#`; a file whose name has a `#` is itself.
fn parts(path: &Path) -> (std::path::PathBuf, Option<String>) {
    if !path.exists()
        && let Some(text) = path.to_str()
        && let Some((file, sheet)) = text.rsplit_once('#')
        && !file.is_empty()
        && !sheet.is_empty()
    {
        return (file.into(), Some(sheet.into()));
    }
    (path.into(), None)
}
