//! What an agent or a coordinator signs for one public log is taken there only, and only whole.

#![allow(clippy::unwrap_used)] // in a test a panic is the answer

use prost::Message as _;
use tonic::Code;
use yicang_proto::v1;
use yicang_proto::v1::command::Body;
use yicang_tests::centre::Centre;
use yicang_tests::log::{findings, leaves};
use yicang_tests::mouth::{Mouth, need};

const PROGRAM: &str = env!("CARGO_BIN_EXE_yicang-under-test");

async fn centre() -> Centre {
    let catalogue = [
        ("items.csv", "item_id,name,unit\nWATER,water,L\n"),
        ("depots.csv", "depot_id,name\nD1,depot\n"),
        ("sites.csv", "site_id,name\nCAMP,camp\n"),
        ("lanes.csv", "depot_id,site_id,minutes\nD1,CAMP,60\n"),
    ];
    let mut centre = Centre::init(PROGRAM, &catalogue);
    centre.start();
    centre
}

fn ten() -> v1::report::Body {
    need("CAMP", "WATER", "routine", 10)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_report_is_taken_by_the_log_it_is_for_and_only_with_its_face() {
    let mut centre = centre().await;
    let mut camp = Mouth::new("A-CAMP");
    centre.enrol(&camp, &[], &["CAMP"]).await;
    let mut field = centre.field().await;
    let refused = |report: v1::SignedReport| {
        let mut field = field.clone();
        async move {
            let request = v1::SubmitReportRequest { report: Some(report) };
            field.submit_report(request).await.unwrap_err()
        }
    };
    let draft = camp.draft(ten());
    // A drill's.
    let status = refused(camp.sign(&v1::Report { log: "drill.example/log".into(), ..draft.clone() })).await;
    let expected = "log: the report is for the log \"drill.example/log\", and this centre's is localhost/yicang; nothing was \
                    recorded. Was it meant for a drill?";
    assert!(status.code() == Code::InvalidArgument && status.message().contains(expected), "{status}");
    let status = refused(camp.sign(&v1::Report { log: String::new(), ..draft.clone() })).await;
    assert!(status.message().contains("log: is not given; name the public log"), "{status}");
    // A face that the agent did not sign: another's words, another key's, none.
    let good = camp.sign(&draft);
    let other = camp.sign(&v1::Report { body: Some(need("CAMP", "WATER", "routine", 11)), ..draft.clone() });
    let stranger = Mouth::new("A-CAMP").sign(&draft);
    for face_signature in [other.face_signature, stranger.face_signature, Vec::new(), vec![0; 64]] {
        let status = refused(v1::SignedReport { face_signature, ..good.clone() }).await;
        assert!(status.code() == Code::Unauthenticated && status.message().contains("public face"), "{status}");
    }
    // Fields of a later program, signed all the same.
    let mut newer = draft.encode_to_vec();
    newer.extend([0xf8, 0x07, 1]);
    let status = refused(camp.sign_bytes(newer)).await;
    assert!(status.message().contains("report: has fields that are newer than this centre"), "{status}");
    let status = refused(camp.sign(&v1::Report { version: 4, ..draft.clone() })).await;
    assert!(status.message().contains("4 is newer than this centre"), "{status}");
    // All that was refused used up no number.
    field.submit_report(v1::SubmitReportRequest { report: Some(good) }).await.unwrap();
    assert!(centre.stop().success());
    let leaf = leaves(&centre.public()).pop().unwrap();
    assert!(leaf.starts_with("yicang.v1 need-report\n") && leaf.contains("\nsignature "), "{leaf}");
    assert_eq!(findings(&centre.public(), &centre.log_key()), Vec::<String>::new());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_coordinator_on_another_machine_names_the_log_that_he_signs_for() {
    let mut centre = centre().await;
    let at = |name: &str| centre.dir().join(name).to_str().unwrap().to_owned();
    let (server, ca, key) = (centre.address().to_owned(), at("tls/ca.pem"), at("keys/coordinator.key"));
    let elsewhere = centre.beside("elsewhere").to_str().unwrap().to_owned();
    let words = ["plan", "--data", &elsewhere, "--server", &server, "--ca", &ca, "--key-file", &key];
    let unnamed = centre.yicang(&words);
    let said = String::from_utf8_lossy(&unnamed.stderr).into_owned();
    assert!(!unnamed.status.success() && said.contains("give its name with --log"), "{said}");
    let wrong = centre.yicang(&[&words[..], &["--log", "drill.example/log"]].concat());
    let said = String::from_utf8_lossy(&wrong.stderr).into_owned();
    assert!(!wrong.status.success() && said.contains("the command is for the log \"drill.example/log\""), "{said}");
    let done = centre.yicang(&[&words[..], &["--log", "localhost/yicang"]].concat());
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    assert!(centre.stop().success());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_command_is_done_by_the_log_it_is_for_and_only_with_its_face() {
    let mut centre = centre().await;
    let mut dispatch = centre.dispatch().await;
    let ask = || Body::RunCycle(v1::RunCycle { second_level: v1::SecondLevel::Minutes.into(), ..Default::default() });
    let mut refused = async |command: v1::SignedCommand| {
        dispatch.run_cycle(v1::RunCycleRequest { command: Some(command) }).await.unwrap_err()
    };
    let drill = centre.coordinator().for_log("drill.example/log").command(ask());
    let status = refused(drill).await;
    assert!(status.message().contains("log: the command is for the log \"drill.example/log\""), "{status}");
    let good = centre.coordinator().command(ask());
    let status = refused(v1::SignedCommand { face_signature: vec![0; 64], ..good.clone() }).await;
    assert_eq!(status.code(), Code::Unauthenticated, "{status}");
    let mut newer = good.clone();
    newer.command.extend([0xf8, 0x07, 1]);
    let status = refused(newer).await;
    assert!(status.message().contains("has fields that are newer than this centre"), "{status}");
    dispatch.run_cycle(v1::RunCycleRequest { command: Some(good) }).await.unwrap();
    // Who has signed a face once is not believed without one.
    let old = centre.coordinator().command_of_version_1(ask());
    let status = dispatch.run_cycle(v1::RunCycleRequest { command: Some(old) }).await.unwrap_err();
    assert!(status.message().contains("version: is 1, and coordinator has signed commands of version 2"), "{status}");
    assert!(centre.stop().success());
    assert_eq!(findings(&centre.public(), &centre.log_key()), Vec::<String>::new());
}
