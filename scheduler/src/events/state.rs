//! What the events add up to: all that the centre knows, folded from the journal, live and at a restart by the same
//! code.

use super::draw::{self, Draws};
use super::effects::{AcceptedReport, ReportKey};
use super::signed_command::VerifiedCommand;
use super::texts::{Texts, plan_index};
use crate::orders::release::Decision;
use crate::refusal::Refusal;
use jiff::Timestamp;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;
use yicang_domain::board::Board;
use yicang_domain::order::Order;
use yicang_domain::{AgentId, LotKey, NeedKey, OrderId, PlanSummary};
use yicang_language::message;
use yicang_tlog::Hash;

/// A plan that was made.
#[derive(Debug, Clone)]
pub struct PlanEntry {
    /// Its record, and its id.
    pub index: u64,
    /// Its figures, without the decision.
    pub summary: PlanSummary,
    /// The texts it was made from, and its own.
    pub texts: Arc<Texts>,
    /// The record of its decision.
    pub decision_index: Option<u64>,
    /// Coordinators' remarks on it, the oldest first.
    pub notes: Vec<PlanNote>,
}

/// A coordinator's remark on a plan.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlanNote {
    /// Its record.
    pub index: u64,
    /// The moment of its record.
    pub at: Timestamp,
    /// Whose.
    pub coordinator: AgentId,
    /// The remark.
    pub text: String,
}

/// What is remembered of a hold beside the board.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HoldNote {
    /// When.
    pub at: Timestamp,
    /// Whose command.
    pub coordinator: AgentId,
    /// The reason in words.
    pub reason: String,
}

impl PlanEntry {
    /// Its figures, with the decision.
    pub fn summary(&self) -> PlanSummary {
        PlanSummary { decision_index: self.decision_index, ..self.summary.clone() }
    }
}

/// What the centre knows.
#[derive(Debug, Default)]
pub struct State {
    /// The dispatch board.
    pub board: Board,
    /// Plans by their record.
    pub plans: BTreeMap<u64, PlanEntry>,
    /// The plan of the last decision, and its record.
    pub last_decision: Option<(u64, u64)>,
    /// Each command that was done: the hash of its bytes, and its record.
    pub(super) commands: HashMap<(AgentId, String), (Hash, u64)>,
    /// Reports that the index on disk does not hold yet.
    pub(crate) pending: HashMap<ReportKey, AcceptedReport>,
    /// Decisions whose orders go out without witnesses, by command.
    pub overrides: BTreeSet<u64>,
    /// Whether no entry has published the catalogue as it is: an earlier program kept it, and nobody has changed it.
    pub(crate) is_catalogue_hidden: bool,
    /// The grounds of what was verified last of each site and item.
    pub bases: BTreeMap<NeedKey, String>,
    /// Lots that must not move: since when, by whom and why.
    pub holds: BTreeMap<LotKey, HoldNote>,
    /// The reason of the last rejection of each need, and its record.
    pub rejections: BTreeMap<NeedKey, (u64, String)>,
    /// When each record came that showed a discrepancy.
    pub amiss_at: BTreeMap<u64, Timestamp>,
    /// What the next plan's draw is made of.
    pub draws: Draws,
    /// Agents that have signed the public face of a report, or of a command: from then on they sign every one.
    pub(super) faced: BTreeSet<(AgentId, Signs)>,
    pub(crate) last_at: Option<Timestamp>,
    /// The moment of the last situation that was taken for a plan: no later record is before it.
    pub(crate) looked_at: Option<Timestamp>,
    /// The last moment that a clock is known to have had: that of the last record which was not held back to the one
    /// before, or one that was confirmed since.
    pub(crate) clock_was: Option<Timestamp>,
}

/// What somebody signs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Signs {
    Reports,
    Commands,
}

impl State {
    /// Whether an agent has signed the public face of a report.
    pub fn has_signed_faces(&self, agent: &AgentId) -> bool {
        self.faced.contains(&(agent.clone(), Signs::Reports))
    }

    /// The record that a command made, if it was done before. Refuses the id of another command, and a command without
    /// a signed face by somebody who has signed one before.
    ///
    /// # Errors
    /// See above.
    pub fn done_before(&self, command: &VerifiedCommand) -> Result<Option<u64>, Refusal> {
        let refused = |field: &str, problem| Err(Refusal::fault(message!("refused-command"), field, problem));
        match self.commands.get(&(command.coordinator.clone(), command.command_id.clone())) {
            Some((hash, index)) if *hash == command.sha256() => Ok(Some(*index)),
            Some(_) => refused("command_id", message!("command-id-used", id = &command.command_id)),
            None if command.face.is_none() && self.faced.contains(&(command.coordinator.clone(), Signs::Commands)) => {
                refused("version", message!("command-older", coordinator = command.coordinator.as_str()))
            }
            None => Ok(None),
        }
    }

    /// A decision with its orders as they are now. They are looked up by their names, `P17-1`, among all there ever
    /// were.
    pub(super) fn decision(&self, plan_index: u64, index: u64, plan_sha256: Hash, leaf: Vec<u8>) -> Decision {
        let id = |end: &str| OrderId::new(&format!("P{plan_index}{end}")).expect("letters, digits and a mark");
        // The point is what comes after the dash.
        let named = self.board.orders.range(id("-")..id(".")).map(|(_, order)| order);
        let mut orders: Vec<Order> = named.filter(|order| order.decision_index == index).cloned().collect();
        orders.sort_by_key(|order| order.line);
        Decision { index, plan_sha256, leaf, orders }
    }

    /// The same decision with its orders after everything that was replayed.
    pub(crate) fn refreshed(&self, decision: Decision) -> Decision {
        let now = decision.orders.iter().filter_map(|order| self.board.orders.get(&order.id));
        Decision { orders: now.cloned().collect(), ..decision }
    }

    /// Takes out the reports that the index on disk lacks: those of record `from` and later.
    pub(crate) fn drain_pending(&mut self, from: u64) -> Vec<(ReportKey, AcceptedReport)> {
        self.pending.drain().filter(|(_, report)| report.index >= from).collect()
    }

    /// A plan by its id; the newest for an empty one.
    ///
    /// # Errors
    /// There is none.
    pub fn plan(&self, plan_id: &str) -> Result<&PlanEntry, Refusal> {
        if plan_id.is_empty() {
            let newest = self.plans.values().next_back();
            return newest.ok_or_else(|| Refusal::NotFound(message!("plan-none-yet")));
        }
        let found = plan_index(plan_id).and_then(|index| self.plans.get(&index));
        found.ok_or_else(|| Refusal::NotFound(message!("plan-unknown", plan = plan_id)))
    }

    /// Where the seed of a plan's draw comes from.
    pub fn draw_source(&self, plan: &PlanEntry) -> draw::Source {
        let decisions = self.plans.values().filter_map(|other| other.decision_index);
        let after = decisions.filter(|decision| *decision < plan.index).max();
        draw::Source::of_log(after.unwrap_or(0), &plan.texts)
    }
}
