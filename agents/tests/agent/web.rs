//! Any web server: serves a folder over HTTP, or over HTTPS with a certificate of its own.

use std::io::{BufRead as _, BufReader, Read, Write};
use std::net::TcpListener;
use std::path::Path;
use std::sync::Arc;

/// Serves the folder; answers with its address. Ends with the process.
pub fn http(folder: &Path) -> String {
    let (listener, folder) = (TcpListener::bind("127.0.0.1:0").unwrap(), folder.to_owned());
    let address = listener.local_addr().unwrap();
    std::thread::spawn(move || listener.incoming().flatten().for_each(|stream| answer(stream, &folder)));
    format!("http://{address}")
}

/// The same over TLS; answers with the address and the certificate of who vouches for it.
pub fn https(folder: &Path) -> (String, String) {
    let made = rcgen::generate_simple_self_signed(["localhost".to_owned()]).unwrap();
    let key = rustls::pki_types::PrivateKeyDer::try_from(made.signing_key.serialize_der()).unwrap();
    let config = rustls::ServerConfig::builder_with_provider(Arc::new(rustls::crypto::ring::default_provider()))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(vec![made.cert.der().clone()], key)
        .unwrap();
    let (config, folder) = (Arc::new(config), folder.to_owned());
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = format!("https://localhost:{}", listener.local_addr().unwrap().port());
    std::thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            let connection = rustls::ServerConnection::new(config.clone()).unwrap();
            answer(rustls::StreamOwned::new(connection, stream), &folder);
        }
    });
    (address, made.cert.pem())
}

/// One request; whoever breaks it off, a client that trusts no certificate for instance, gets none.
fn answer(stream: impl Read + Write, folder: &Path) {
    let mut stream = BufReader::new(stream);
    let mut lines = stream.by_ref().lines();
    let Some(Ok(first)) = lines.next() else { return };
    lines.find(|line| line.as_ref().map_or(true, String::is_empty));
    let path = first.split(' ').nth(1).unwrap().trim_start_matches('/').to_owned();
    let (status, body) = match std::fs::read(folder.join(path)) {
        Ok(body) => ("200 OK", body),
        Err(_) => ("404 Not Found", Vec::new()),
    };
    let head = format!("HTTP/1.1 {status}\r\nContent-Length: {}\r\nConnection: close\r\n\r\n", body.len());
    let _ = stream.get_mut().write_all(&[head.as_bytes(), &body].concat());
    let _ = stream.get_mut().flush();
}
