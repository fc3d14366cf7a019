//! Words for tests of stock: lots, holds, and what an auditor says of the log.

use crate::tests::support::{TestCentre, said};
use tonic::{Request, Status};
use yicang_domain::LotKey;
use yicang_proto::v1::command::Body;
use yicang_proto::v1::dispatch_service_server::DispatchService as _;
use yicang_proto::v1::report::Body as Said;
use yicang_proto::v1::{self, LotHold};

/// Lots of water at the depot.
pub(super) fn lots(counts: &[(&str, u64)]) -> Said {
    let line = |(lot, quantity): &(&str, u64)| v1::ReserveLine {
        item_id: "WATER".into(),
        lot_id: (*lot).into(),
        quantity: *quantity,
        ..v1::ReserveLine::default()
    };
    Said::Reserve(v1::ReserveReport {
        depot_id: "D1".into(),
        lines: counts.iter().map(line).collect(),
        ..v1::ReserveReport::default()
    })
}

pub(super) fn lot(name: &str) -> LotKey {
    LotKey { depot: "D1".parse().unwrap(), item: "WATER".parse().unwrap(), lot: name.parse().unwrap() }
}

pub(super) async fn give(trial: &TestCentre, body: Body) -> Result<u64, Status> {
    crate::commands::run_recorded(&trial.centre, Some(trial.command(body))).await.map_err(said)
}

pub(super) async fn hold(trial: &TestCentre, name: &str, hold: LotHold, reason: &str) -> Result<u64, Status> {
    let (depot_id, item_id, lot_id) = ("D1".into(), "WATER".into(), name.into());
    let ask = v1::HoldLot { depot_id, item_id, lot_id, hold: hold.into(), reason: reason.into() };
    give(trial, Body::HoldLot(ask)).await
}

pub(super) async fn trace(trial: &TestCentre, name: &str) -> Result<v1::TraceLotResponse, Status> {
    let service = crate::server::dispatch_service::Dispatch(std::sync::Arc::clone(&trial.centre));
    let ask = v1::TraceLotRequest { depot_id: "D1".into(), item_id: "WATER".into(), lot_id: name.into() };
    service.trace_lot(Request::new(ask)).await.map(tonic::Response::into_inner)
}

/// What an auditor finds in the public log, and what he remarks.
pub(super) async fn audited(trial: &TestCentre) -> (Vec<String>, Vec<String>) {
    trial.centre.finish().await;
    let log = yicang_writer::keys::load(trial.folder().root()).unwrap().verifier().clone();
    let public = yicang_auditor::source::Folder(trial.folder().public());
    let audit = yicang_auditor::audit::audit(&public, &log, &mut |_, _, _| {}).unwrap();
    let texts = |all: Vec<yicang_auditor::audit::Finding>| all.iter().map(|found| found.what.to_string()).collect();
    (texts(audit.findings), texts(audit.remarks))
}

pub(super) fn situation_of(trial: &TestCentre, plan: &str) -> String {
    trial.centre.state().plan(plan).unwrap().texts.situation.clone()
}
