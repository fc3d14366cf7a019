//! Where an auditor reads from: the public folder on a disk, or the same behind any web server. Believes nothing and
//! checks nothing.
//!
//! Tiles and bundles may be compressed by gzip, as tlog-tiles proposes: told by `Content-Encoding`, or by their first
//! bytes where they are stored so. A web page in the place of a file is no file: many servers answer with one, and
//! status 200, for what is not there.

use flate2::read::MultiGzDecoder;
use std::collections::BTreeMap;
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};
use ureq::http::header;
use ureq::tls;
use yicang_language::{Message, ToMessage, message};
use yicang_tlog::layout::{CHECKPOINT, blob_path};
use yicang_tlog::{TileKind, TilePath, decode_bundle, sha256};

/// The longest public file: a bundle has at most 256 × 65,537 bytes, an attachment 64 MiB.
const FILE_BYTES_MAX: u64 = 80 * 1024 * 1024;

/// How a gzip stream begins (RFC 1952), by the one method there is.
const GZIP: [u8; 3] = [0x1f, 0x8b, 8];

/// Something is in the way of reading; the audit cannot say anything.
#[derive(Debug, Clone, thiserror::Error)]
#[error("{}", self.message())]
pub struct SourceError {
    pub(crate) place: Message,
    pub(crate) problem: Message,
}

impl ToMessage for SourceError {
    fn message(&self) -> Message {
        message!("source-unreadable", place = self.place.clone(), why = self.problem.clone())
    }
}

impl SourceError {
    pub(crate) fn new(place: impl std::fmt::Display, problem: Message) -> Self {
        Self { place: Message::verbatim(place), problem }
    }
}

/// Public files by name, `/` between folders.
pub trait Source {
    /// A file's bytes, `None` if there is no such file.
    fn read(&self, name: &str) -> Result<Option<Vec<u8>>, SourceError>;

    /// All files' names in order, or `None` if this place cannot tell.
    fn list(&self) -> Result<Option<Vec<String>>, SourceError>;

    /// Lets a writer that is at work get on, before another look. Does nothing where there can be none.
    fn pause(&self) {}
}

/// Opens a folder, or a web address that begins with `http://` or `https://`.
///
/// # Errors
///
/// There is no such folder. A web address is not tried before it is read.
pub fn open(place: &str) -> Result<Box<dyn Source>, SourceError> {
    if place.starts_with("http://") || place.starts_with("https://") {
        return Ok(Box::new(Web::new(place)));
    }
    let dir = PathBuf::from(place);
    if !dir.is_dir() {
        return Err(SourceError::new(place, message!("source-no-folder")));
    }
    Ok(Box::new(Folder(dir)))
}

/// The same, where a web server's certificate is vouched for by these (PEM) and nobody else.
///
/// # Errors
///
/// As [`open`]; and if the certificates cannot be read or there are none.
pub fn open_by(place: &str, ca_pem: &[u8]) -> Result<Box<dyn Source>, SourceError> {
    if !place.starts_with("https://") {
        return open(place);
    }
    let unreadable = |problem| SourceError { place: message!("source-certificates"), problem };
    let mut certificates = Vec::new();
    for item in tls::parse_pem(ca_pem) {
        if let tls::PemItem::Certificate(certificate) = item.map_err(|error| unreadable(Message::verbatim(error)))? {
            certificates.push(certificate);
        }
    }
    if certificates.is_empty() {
        return Err(unreadable(message!("source-no-certificate")));
    }
    let roots = tls::RootCerts::new_with_certs(&certificates);
    Ok(Box::new(Web::trusting(place, tls::TlsConfig::builder().root_certs(roots).build())))
}

/// A folder on a disk.
#[derive(Debug)]
pub struct Folder(pub PathBuf);

impl Folder {
    fn walk(&self, dir: &Path, prefix: &str, names: &mut Vec<String>) -> io::Result<()> {
        for entry in std::fs::read_dir(dir)? {
            let entry = entry?;
            let name = format!("{prefix}{}", entry.file_name().to_string_lossy());
            if entry.file_type()?.is_dir() {
                self.walk(&entry.path(), &format!("{name}/"), names)?;
            } else {
                names.push(name);
            }
        }
        Ok(())
    }
}

impl Source for Folder {
    fn read(&self, name: &str) -> Result<Option<Vec<u8>>, SourceError> {
        let path = self.0.join(name);
        let failed = |error: io::Error| SourceError::new(path.display(), error.message());
        Ok(yicang_files::read(&path).map_err(failed)?.map(|bytes| uncompressed(name, bytes)))
    }

    fn list(&self) -> Result<Option<Vec<String>>, SourceError> {
        let mut names = Vec::new();
        self.walk(&self.0, "", &mut names).map_err(|error| SourceError::new(self.0.display(), error.message()))?;
        names.sort();
        Ok(Some(names))
    }

    fn pause(&self) {
        // A checkpoint comes some 20 ms of disk after its tiles.
        std::thread::sleep(std::time::Duration::from_millis(50));
    }
}

/// Whether a tile or a bundle is one as it is. Decides nothing but what its bytes may be taken for.
fn is_tile(tile: &TilePath, bytes: &[u8]) -> bool {
    match tile.kind() {
        TileKind::Hashes(_) => bytes.len() == usize::from(tile.width()) * 32,
        TileKind::Entries => decode_bundle(bytes).is_ok_and(|all| all.len() == usize::from(tile.width())),
    }
}

/// A tile or a bundle that was stored compressed, as it was before; anything else as it is. A tile of hashes may begin
/// like a compressed one by chance, and a bundle by somebody's will: what is right as it stands is taken so.
fn uncompressed(name: &str, bytes: Vec<u8>) -> Vec<u8> {
    let looks_like = bytes.starts_with(&GZIP);
    let tile = TilePath::parse(name).filter(|tile| looks_like && !is_tile(tile, &bytes));
    tile.and_then(|_| gunzip(&bytes).ok()).unwrap_or(bytes)
}

fn gunzip(bytes: &[u8]) -> io::Result<Vec<u8>> {
    let mut plain = Vec::new();
    MultiGzDecoder::new(bytes).take(FILE_BYTES_MAX + 1).read_to_end(&mut plain)?;
    if plain.len() as u64 > FILE_BYTES_MAX {
        return Err(io::Error::other("it is larger than any public file"));
    }
    Ok(plain)
}

/// Whether this is a page for people in the place of a file: it begins like HTML, and is not what the name demands.
fn is_page(name: &str, bytes: &[u8], is_html: bool) -> bool {
    let begin = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes).trim_ascii_start();
    let begins = |tag: &str| begin.get(..tag.len()).is_some_and(|begin| begin.eq_ignore_ascii_case(tag.as_bytes()));
    let looks_like = begins("<!doctype html") || begins("<html") || (is_html && begins("<"));
    looks_like && blob_path(&sha256(bytes)) != name && !TilePath::parse(name).is_some_and(|tile| is_tile(&tile, bytes))
}

/// A web server.
pub struct Web {
    base: String,
    agent: ureq::Agent,
}

impl Web {
    /// The folder's address, with or without a slash at its end.
    #[must_use]
    pub fn new(base: &str) -> Self {
        Self::trusting(base, tls::TlsConfig::default())
    }

    fn trusting(base: &str, tls: tls::TlsConfig) -> Self {
        let agent = ureq::Agent::config_builder()
            .tls_config(tls)
            .http_status_as_error(false)
            // A server that says nothing for so long is not there.
            .timeout_global(Some(std::time::Duration::from_secs(60)))
            .build()
            .new_agent();
        Self { base: base.trim_end_matches('/').to_owned(), agent }
    }
}

impl Source for Web {
    fn read(&self, name: &str) -> Result<Option<Vec<u8>>, SourceError> {
        let place = format!("{}/{name}", self.base);
        let failed = |problem| SourceError::new(&place, problem);
        let request = self.agent.get(&place).header(header::ACCEPT_ENCODING, "gzip, identity");
        let mut response = request.call().map_err(|error| failed(Message::verbatim(error)))?;
        let head = |name| response.headers().get(name).and_then(|value| value.to_str().ok()).unwrap_or("").trim();
        let is_gzip = ["gzip", "x-gzip"].iter().any(|kind| head(header::CONTENT_ENCODING).eq_ignore_ascii_case(kind));
        let is_html = head(header::CONTENT_TYPE).to_ascii_lowercase().contains("html");
        match response.status().as_u16() {
            200 => {
                let body = response.body_mut().with_config().limit(FILE_BYTES_MAX).read_to_vec();
                let mut body = body.map_err(|error| failed(Message::verbatim(error)))?;
                if is_gzip {
                    body = gunzip(&body).map_err(|error| failed(message!("source-not-gzip", why = error.message())))?;
                }
                if !is_page(name, &body, is_html) {
                    return Ok(Some(uncompressed(name, body)));
                }
                if name == CHECKPOINT {
                    return Err(failed(message!("source-web-page")));
                }
                Ok(None)
            }
            404 | 410 => Ok(None),
            status => Err(failed(message!("source-status", status = status))),
        }
    }

    fn list(&self) -> Result<Option<Vec<String>>, SourceError> {
        Ok(None)
    }
}

/// Files in memory, for tests.
impl Source for BTreeMap<String, Vec<u8>> {
    fn read(&self, name: &str) -> Result<Option<Vec<u8>>, SourceError> {
        Ok(self.get(name).cloned())
    }

    fn list(&self) -> Result<Option<Vec<String>>, SourceError> {
        Ok(Some(self.keys().cloned().collect()))
    }
}
