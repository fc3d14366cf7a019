//! May this identity do this to that object? The gate, the intake, the watch of orders and every reading call ask here,
//! and nobody answers elsewhere. What reports an enrolment covers is a rule of the domain, since auditors replay it.

use crate::events::Ask;
use crate::events::signed_command::VerifiedCommand;
use crate::orders::book::Scope;
use crate::refusal::Refusal;
use yicang_domain::board::Board;
use yicang_domain::events::Enrolment;
use yicang_domain::{AgentId, Fault, Report, SiteId};
use yicang_language::{Message, message};

/// Who asks.
#[derive(Debug, Clone, Copy)]
pub enum Identity<'i> {
    /// The holder of an enrolled key.
    Enrolled(&'i AgentId, &'i Enrolment),
    /// Whoever reaches the port.
    Anybody,
}

/// What is asked for, and of which object.
#[derive(Debug, Clone, Copy)]
pub enum Action<'a> {
    /// Give this command.
    Command(&'a VerifiedCommand),
    /// Send a report at all.
    SendReports,
    /// Report for this place or order.
    Report(&'a Report, &'a Board),
    /// Follow one's own orders.
    WatchOrders,
    /// See what is known of the stock of one's own depots.
    OwnStock,
    /// Ask about oneself: of one site, or of all that is one's own.
    Ask(Option<&'a SiteId>),
    /// Read something.
    Read(Reading),
}

/// What can be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reading {
    /// Stock, needs and names.
    Situation,
    /// Plans and their texts.
    Plans,
    /// Why a need gets what it gets.
    Explanations,
    /// Orders of everybody.
    Orders,
    /// What is known of single lots.
    Lots,
    /// The root key's statements on the log's keys.
    LogKeys,
    /// That one head of the log extends another.
    Consistency,
}

/// Answers.
///
/// # Errors
/// [`Refusal::Forbidden`], with the reason.
pub fn may(who: Identity<'_>, action: Action<'_>) -> Result<(), Refusal> {
    match (who, action) {
        // The port is for the centre's own network: whoever reaches it may read.
        (_, Action::Read(_)) => Ok(()),
        (Identity::Enrolled(id, grant), Action::Command(command)) => may_command(id, grant, command),
        (Identity::Enrolled(id, grant), Action::SendReports) => may_send(id, grant),
        (Identity::Enrolled(..), Action::Report(report, board)) => match board.foreign(report) {
            None => Ok(()),
            Some(fault) => Err(Refusal::Forbidden(fault)),
        },
        (Identity::Enrolled(_, grant), Action::Ask(Some(site))) if !grant.sites.contains(site) => {
            forbidden("site_id", message!("forbidden-other-site", site = site.as_str()))
        }
        // What it may see is its scope.
        (Identity::Enrolled(..), Action::WatchOrders | Action::OwnStock | Action::Ask(_)) => Ok(()),
        (Identity::Anybody, Action::Command(_)) => forbidden("coordinator_id", message!("forbidden-unsigned")),
        (
            Identity::Anybody,
            Action::SendReports | Action::Report(..) | Action::WatchOrders | Action::OwnStock | Action::Ask(_),
        ) => forbidden("agent_id", message!("forbidden-unsigned")),
    }
}

/// The orders that the holder of an enrolled key may see.
pub fn orders_of(board: &Board, grant: &Enrolment, closed_too: bool) -> Scope {
    Scope { depots: board.stores_of(grant), sites: grant.sites.clone(), closed_too }
}

fn may_command(id: &AgentId, grant: &Enrolment, command: &VerifiedCommand) -> Result<(), Refusal> {
    match (grant.recovery, grant.coordinator, &command.ask) {
        (true, _, Ask::Enrol(_)) | (false, true, _) => Ok(()),
        (true, ..) => forbidden("coordinator_id", message!("forbidden-recovery", id = id.as_str())),
        (false, false, _) => forbidden("coordinator_id", message!("forbidden-no-coordinator", id = id.as_str())),
    }
}

fn may_send(id: &AgentId, grant: &Enrolment) -> Result<(), Refusal> {
    if grant.depots.is_empty() && grant.sites.is_empty() {
        let problem = message!("forbidden-no-place", agent = id.as_str());
        return forbidden("agent_id", problem);
    }
    Ok(())
}

fn forbidden(field: &str, problem: Message) -> Result<(), Refusal> {
    Err(Refusal::Forbidden(Fault::new(field, problem)))
}
