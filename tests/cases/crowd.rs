//! The centre's port and callers who mean ill or are lost: they connect and say nothing, or ask and do not read.

#![allow(clippy::unwrap_used)] // in a test a panic is the answer

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;
use tokio::io::AsyncReadExt as _;
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;
use tokio_rustls::rustls::pki_types::pem::PemObject as _;
use tokio_rustls::rustls::pki_types::{CertificateDer, ServerName};
use tokio_rustls::rustls::{ClientConfig, RootCertStore, crypto};
use yicang_proto::v1;
use yicang_tests::centre::Centre;
use yicang_tests::mouth::{Mouth, need, reserve};
use yicang_tests::{SMALL, log};

const PROGRAM: &str = env!("CARGO_BIN_EXE_yicang-under-test");
/// Longer than anything here takes: whoever waits so long waits for ever.
const FOR_EVER: Duration = Duration::from_secs(60);

fn address(centre: &Centre) -> SocketAddr {
    centre.address().strip_prefix("https://").unwrap().parse().unwrap()
}

async fn tcp(centre: &Centre) -> TcpStream {
    TcpStream::connect(address(centre)).await.unwrap()
}

async fn tls(centre: &Centre) -> TlsStream<TcpStream> {
    let mut roots = RootCertStore::empty();
    roots.add(CertificateDer::from_pem_file(centre.dir().join("tls/ca.pem")).unwrap()).unwrap();
    let config = ClientConfig::builder_with_provider(Arc::new(crypto::ring::default_provider()));
    let config = config.with_safe_default_protocol_versions().unwrap().with_root_certificates(roots);
    let mut config = config.with_no_client_auth();
    config.alpn_protocols.push(b"h2".to_vec());
    let name = ServerName::try_from("localhost").unwrap();
    TlsConnector::from(Arc::new(config)).connect(name, tcp(centre).await).await.unwrap()
}

/// One need that gets what it asks for, from enrolment to an order with its proof in the public log.
async fn serves(centre: &Centre) {
    let (mut d1, mut camp) = (Mouth::new("D1"), Mouth::new("CAMP"));
    centre.enrol(&d1, &["D1"], &[]).await;
    centre.enrol(&camp, &[], &["CAMP"]).await;
    let mut field = centre.field().await;
    let drafts = [d1.draft(reserve("D1", "WATER", 50)), camp.draft(need("CAMP", "WATER", "urgent", 30))];
    for (mouth, draft) in [&d1, &camp].into_iter().zip(&drafts) {
        field.submit_report(v1::SubmitReportRequest { report: Some(mouth.sign(draft)) }).await.unwrap();
    }
    assert_eq!(centre.plan_and_approve("floor-then-class").await.orders, 1);
    assert_eq!(log::findings(&centre.public(), &centre.log_key()), [""; 0]);
}

#[tokio::test(flavor = "multi_thread")]
async fn callers_who_say_nothing_keep_nobody_out_and_take_no_file_from_the_log() {
    let mut centre = Centre::init(PROGRAM, SMALL);
    // They would be sent away in time, but not while this test runs.
    centre.set("handshake_seconds", "3600");
    centre.start_with_files(200);
    let mut silent = Vec::new();
    // More than the process may open files.
    for n in 0..300 {
        silent.push(tcp(&centre).await);
        if n % 10 == 0 {
            // Whoever speaks is let in between them.
            drop(centre.channel().await);
        }
    }
    tokio::time::timeout(FOR_EVER, serves(&centre)).await.expect("the centre serves");
    drop(silent);
    assert!(centre.stop().success(), "{}", centre.said());
    assert!(centre.said().contains("many callers connect and say nothing"), "{}", centre.said());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_caller_who_says_nothing_is_sent_away_before_and_after_tls() {
    let mut centre = Centre::init(PROGRAM, SMALL);
    centre.set("handshake_seconds", "1");
    centre.start();
    let (mut before, mut after) = (tcp(&centre).await, tls(&centre).await);
    let mut byte = [0];
    let ended = tokio::time::timeout(FOR_EVER, before.read(&mut byte)).await.expect("nobody waits for TLS for ever");
    assert_eq!(ended.unwrap(), 0);
    let ended = tokio::time::timeout(FOR_EVER, after.read(&mut byte)).await.expect("nor for HTTP/2");
    assert!(ended.is_err() || ended.is_ok_and(|read| read == 0));
    serves(&centre).await;
    assert!(centre.stop().success(), "{}", centre.said());
}

/// An empty message, as gRPC frames it.
const EMPTY: &[u8] = &[0; 5];

fn get_plan() -> http::Request<()> {
    let request = http::Request::post("https://localhost/yicang.v1.DispatchService/GetPlan");
    request.header("content-type", "application/grpc").header("te", "trailers").body(()).unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn who_asks_and_does_not_read_is_sent_away_with_all_its_answers() {
    let mut centre = Centre::init(PROGRAM, SMALL);
    centre.set("answer_seconds", "1");
    // As older centres have it in their settings.
    centre.set("calls_per_connection_max", "512");
    centre.start();
    serves(&centre).await;
    // Somebody who waits for news, and reads what comes, stays.
    let field = Mouth::new("D2");
    centre.enrol(&field, &["D2"], &[]).await;
    let channel = centre.channel().await;
    let mut client = v1::field_service_client::FieldServiceClient::new(channel.clone());
    let mut news = client.watch_orders(field.watch(true, false)).await.unwrap().into_inner();
    news.message().await.unwrap().unwrap();

    let (mut asks, connection) =
        h2::client::Builder::new().initial_window_size(0).handshake::<_, &[u8]>(tls(&centre).await).await.unwrap();
    let connection = tokio::spawn(connection);
    let mut unread = Vec::new();
    let (answer, mut body) = {
        asks = asks.ready().await.unwrap();
        asks.send_request(get_plan(), false).unwrap()
    };
    body.send_data(EMPTY, true).unwrap();
    // The centre has said what it allows before its first answer.
    let answer = answer.await.unwrap();
    assert_eq!(answer.status(), 200);
    assert_eq!(asks.current_max_send_streams(), 100);
    unread.push(answer.into_body());
    for _ in 1..100 {
        asks = asks.ready().await.unwrap();
        let (answer, mut body) = asks.send_request(get_plan(), false).unwrap();
        body.send_data(EMPTY, true).unwrap();
        unread.push(answer.await.unwrap().into_body());
    }
    let ended = tokio::time::timeout(FOR_EVER, connection).await.expect("unread answers do not stay for ever").unwrap();
    assert!(ended.is_err() || unread.iter_mut().all(|body| body.is_end_stream()), "{ended:?}");
    assert!(centre.said().contains("a caller does not read its answers"), "{}", centre.said());

    let mut dispatch = v1::dispatch_service_client::DispatchServiceClient::new(channel);
    dispatch.get_situation(v1::GetSituationRequest {}).await.unwrap();
    drop(news);
    assert!(centre.stop().success(), "{}", centre.said());
}
