//! Commands: what their public face shows of them.

use crate::catalogue::names_field;
use crate::on_behalf::said_from_wire;
use crate::order::hold_from_wire;
use crate::overriding::words_of;
use crate::report::{SALT_BYTES, reason_from_wire, wrong_salt};
use crate::time::required_time;
use crate::v1::{self, command::Body};
use std::fmt::Display;
use yicang_domain::events::command::Asked;
use yicang_domain::events::enrolment::GrantText;
use yicang_domain::events::{hex, hold, on_behalf, sha256, verification};
use yicang_domain::{Fault, Settlement};
use yicang_language::message;

/// The version that coordinators of this program send.
pub const NEWEST: u32 = 2;

/// What is signed with a command of version 1, before its bytes. The same words as `yicang_tlog::COMMAND`.
const CONTEXT_1: &str = "yicang.v1/command";
/// What is signed with a command of version 2, before its bytes.
const CONTEXT_2: &str = "yicang.v1/command-2";

/// The words before the bytes that a signature over a command covers, and whether its public face is signed, too.
///
/// # Errors
/// It is newer than this program.
pub fn context_of(command: &v1::Command) -> Result<(&'static str, bool), Fault> {
    match command.version {
        0 | 1 => Ok((CONTEXT_1, false)),
        NEWEST => Ok((CONTEXT_2, true)),
        newer => {
            let problem = message!("wire-newer-version", version = newer, known = NEWEST);
            Err(Fault::new("version", problem))
        }
    }
}

/// The salt that those of a command's masked fields follow from.
///
/// # Errors
/// It has another length.
pub fn salt_of(command: &v1::Command) -> Result<[u8; SALT_BYTES], Fault> {
    command.salt.as_slice().try_into().map_err(|_| Fault::new("salt", wrong_salt(command.salt.len())))
}

/// How a command closes a discrepancy, if it says one way.
pub fn settlement_of(settle: &v1::SettleDiscrepancy) -> Option<Settlement> {
    match (reason_from_wire(settle.explained_as()), settle.written_off) {
        (Some(reason), false) => Some(Settlement::Explained(reason)),
        (None, true) => Some(Settlement::WrittenOff),
        _ => None,
    }
}

/// The fields of a command that its face only commits to: name and value.
pub fn masked(body: &Body) -> Vec<(String, Vec<u8>)> {
    let named = |name: &str, value: &str| (name.to_owned(), value.as_bytes().to_vec());
    match body {
        Body::GrantDisclosure(ask) => vec![named("reader", &ask.reader), named("reason", &ask.reason)],
        Body::ReleaseOrders(ask) => vec![named("reason", &ask.reason)],
        Body::RecordOnBehalf(ask) => vec![named(on_behalf::WHO, &ask.who)],
        Body::ChangeCatalogue(ask) => {
            let all = [("items", &ask.item_names), ("depots", &ask.depot_names), ("sites", &ask.site_names)];
            all.into_iter()
                .filter(|(_, things)| !things.is_empty())
                .map(|(of, things)| names_field(of, things))
                .collect()
        }
        Body::VerifyNeeds(ask) => vec![(verification::BASIS.to_owned(), bases(ask).into_bytes())],
        Body::RejectNeed(ask) => vec![named("reason", &ask.reason)],
        Body::HoldLot(ask) => vec![named("reason", &ask.reason)],
        Body::SettleDiscrepancy(ask) => vec![named("reason", &ask.reason)],
        Body::CancelOrder(ask) => vec![named("reason", &ask.reason)],
        Body::SettleDispute(ask) => vec![named("reason", &ask.reason)],
        Body::OverridePlans(ask) => vec![named("reason", &ask.reason)],
        Body::TakeBackOverride(ask) => vec![named("reason", &ask.reason)],
        Body::RunCycle(_) | Body::ApprovePlan(_) | Body::EnrolAgent(_) | Body::NotePlan(_) => Vec::new(),
    }
}

/// The grounds of verified lines, a line each.
fn bases(ask: &v1::VerifyNeeds) -> String {
    ask.lines.iter().map(|line| format!("{} {} {}\n", line.site_id, line.item_id, line.basis)).collect()
}

fn words(line: &v1::VerifiedLine) -> verification::LineWords<'_> {
    verification::LineWords {
        site: &line.site_id,
        item: &line.item_id,
        units: line.entitlement,
        class: &line.priority_class,
        evidence: &line.evidence_sha256,
        revoked: line.revoke,
    }
}

/// What a command asks for, as its public face says it.
///
/// # Errors
/// It asks for nothing, or not at a moment. What else is wrong with it its reader says.
pub fn asked(command: &v1::Command) -> Result<Asked, Fault> {
    let body = command.body.as_ref().ok_or_else(|| Fault::new("body", message!("command-body-missing")))?;
    let issued = required_time("issued_at", command.issued_at.as_ref())?;
    let mut lines = Vec::new();
    let mut ask = |key: &str, value: &dyn Display| lines.push((key.to_owned(), value.to_string()));
    match body {
        Body::RunCycle(run) => {
            ask("plan", &"new");
            match run.second_level() {
                v1::SecondLevel::Minutes => ask("second-level", &"minutes"),
                v1::SecondLevel::Cost => ask("second-level", &"cost"),
                v1::SecondLevel::Unspecified => {}
            }
            if !run.policy.is_empty() {
                ask("policy", &run.policy);
            }
            if !run.policy_text.is_empty() {
                ask("policy-sha256", &hex(&sha256(run.policy_text.as_bytes())));
            }
        }
        Body::ApprovePlan(approve) => {
            ask("decide", &approve.plan_id);
            ask("plan-sha256", &hex(&approve.plan_sha256));
        }
        Body::NotePlan(note) => {
            ask("note", &note.plan_id);
            ask("text", &note.text);
        }
        Body::ChangeCatalogue(change) => {
            ask("change-catalogue", &change.from);
            ask("change-sha256", &hex(&sha256(change.edits.as_bytes())));
        }
        Body::VerifyNeeds(verify) => {
            ask("verify", &verify.lines.len());
            ask("lines-sha256", &hex(&sha256(verification::text(verify.lines.iter().map(words)).as_bytes())));
        }
        Body::RejectNeed(reject) => ask("reject", &format!("{} {}", reject.site_id, reject.item_id)),
        Body::HoldLot(hold) => {
            ask("lot", &format!("{} {} {}", hold.depot_id, hold.item_id, hold.lot_id));
            ask("hold", &hold::word(hold_from_wire(hold.hold())));
        }
        Body::SettleDiscrepancy(settle) => {
            ask("settle", &settle.discrepancy_id);
            if let Some(how) = settlement_of(settle) {
                ask("as", &how);
            }
        }
        Body::CancelOrder(cancel) => ask("cancel", &cancel.order_id),
        Body::SettleDispute(settle) => ask("settle-dispute", &format!("{} {}", settle.site_id, settle.item_id)),
        Body::OverridePlans(ask_for) => {
            ask_for.lines.iter().for_each(|line| ask("override", &words_of(line)));
            ask("because", &ask_for.because);
        }
        Body::TakeBackOverride(back) => {
            ask("take-back", &back.override_id);
            ask("because", &back.because);
        }
        Body::RecordOnBehalf(record) => {
            ask("on-behalf", &record.how);
            if let Ok(at) = required_time("record_on_behalf.said_at", record.said_at.as_ref()) {
                ask("said-at", &at);
            }
            // What cannot be read is refused by whoever judges it.
            let said = said_from_wire(record).map(|body| on_behalf::lines(&body)).unwrap_or_default();
            said.iter().for_each(|line| ask("say", line));
        }
        Body::ReleaseOrders(release) => ask("release", &release.decision_index),
        Body::GrantDisclosure(grant) => {
            if let Ok(until) = required_time("grant_disclosure.until", grant.until.as_ref()) {
                ask("until", &until);
            }
            for field in &grant.fields {
                ask("disclose", &format!("{} {}", field.entry_index, field.field).trim_end());
            }
        }
        Body::EnrolAgent(enrol) => match &enrol.change {
            None => {
                let grant = GrantText {
                    agent: &enrol.agent_id,
                    key: &enrol.public_key,
                    depots: enrol.depot_ids.iter().map(String::as_str).collect(),
                    sites: enrol.site_ids.iter().map(String::as_str).collect(),
                    coordinator: enrol.coordinator,
                    recovery: enrol.recovery,
                };
                ask("enrol", &enrol.agent_id);
                ask("key", &if enrol.public_key.is_empty() { "known" } else { "given" });
                ask("grant-sha256", &hex(&grant.sha256()));
            }
            Some(change) => {
                ask("enrol", &enrol.agent_id);
                change.add_depot_ids.iter().for_each(|depot| ask("add-depot", depot));
                change.remove_depot_ids.iter().for_each(|depot| ask("remove-depot", depot));
                change.add_site_ids.iter().for_each(|site| ask("add-site", site));
                change.remove_site_ids.iter().for_each(|site| ask("remove-site", site));
                if let Some(coordinator) = change.coordinator {
                    ask("coordinator", &if coordinator { "yes" } else { "no" });
                }
            }
        },
    }
    Ok(Asked { command: command.command_id.clone(), issued, lines })
}
