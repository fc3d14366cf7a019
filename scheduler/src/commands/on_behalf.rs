//! A coordinator records what somebody said who cannot sign it: a need, that an order was received, or what lies in a
//! depot.

use super::gate::{self, Admitted};
use crate::centre::centre::Centre;
use crate::events::CentreEvent;
use crate::events::on_behalf::{OnBehalf, RecordAsk};
use crate::intake::strange_lots;
use crate::refusal::Refusal;
use jiff::{SignedDuration, Timestamp};
use yicang_domain::Fault;
use yicang_domain::Policy;
use yicang_domain::board::Board;
use yicang_domain::events::on_behalf::{HOW_BYTES_MAX, LINES_MAX, WHO_BYTES_MAX, lines};
use yicang_domain::report::{Body, Fact};
use yicang_language::message;

/// How long ago it may have been said.
const SAID_AGO_MAX: SignedDuration = SignedDuration::from_hours(31 * 24);

/// Makes the record, or finds it made already, and gives its number once it is on disk.
pub(super) async fn run(centre: &Centre, command: Admitted, ask: RecordAsk) -> Result<u64, Refusal> {
    gate::record_durably(centre, &command, |state| {
        let faults = faults(&ask, &state.board, &centre.policy.policy, centre.now());
        let RecordAsk { who, how, said_at: Ok(said_at), body: Ok(body) } = ask else {
            return Err(Refusal::Faulty { what: message!("refused-record"), faults });
        };
        if !faults.is_empty() {
            return Err(Refusal::Faulty { what: message!("refused-record"), faults });
        }
        Ok(Box::new(move |_, _, command| CentreEvent::OnBehalf(OnBehalf { who, how, said_at, body, command })))
    })
    .await
}

/// Everything that speaks against it.
fn faults(ask: &RecordAsk, board: &Board, policy: &Policy, now: Timestamp) -> Vec<Fault> {
    let mut faults = Vec::new();
    for (name, text, most) in [("who", &ask.who, WHO_BYTES_MAX), ("how", &ask.how, HOW_BYTES_MAX)] {
        let is_line = !text.is_empty() && text.trim() == text && !text.contains(char::is_control);
        if !is_line || text.len() > most {
            faults.push(Fault::new(format!("record_on_behalf.{name}"), message!("reject-reason", most = most)));
        }
    }
    match &ask.said_at {
        Err(fault) => faults.push(fault.clone()),
        Ok(at) if *at > now || now.duration_since(*at) > SAID_AGO_MAX => {
            let problem = message!("record-said-at", at = at.to_string(), now = now.to_string());
            faults.push(Fault::new("record_on_behalf.said_at", problem));
        }
        Ok(_) => {}
    }
    match &ask.body {
        Err(found) => faults.extend(found.iter().cloned()),
        Ok(Body::Need { lines, .. }) if lines.len() > LINES_MAX => {
            let problem = message!("record-lines", count = lines.len(), most = LINES_MAX);
            faults.push(Fault::new("need.lines", problem));
        }
        Ok(Body::Count { .. }) => faults.push(Fault::new("reserve.full", message!("record-count-full"))),
        Ok(body @ Body::Reserve { lines, .. }) => {
            if lines.len() > LINES_MAX {
                let problem = message!("record-lines", count = lines.len(), most = LINES_MAX);
                faults.push(Fault::new("reserve.lines", problem));
            }
            let earmarked = lines.iter().enumerate().filter(|(_, line)| line.earmark != Fact::Unsaid);
            let field = |place| format!("reserve.lines[{place}].earmark_site_ids");
            faults.extend(earmarked.map(|(place, _)| Fault::new(field(place), message!("record-count-earmark"))));
            faults.extend(board.body_faults(body, policy));
            faults.extend(strange_lots(board, body));
        }
        Ok(body) if lines(body).is_empty() => faults.push(Fault::new("step.step", message!("record-received-only"))),
        Ok(body) => faults.extend(board.body_faults(body, policy)),
    }
    faults
}
