//! A plan was decided: its lines become orders.

use super::effects::Effect;
use super::kind::{Commit, Kind, Place};
use super::signed_command::VerifiedCommand;
use super::state::State;
use super::texts::{Texts, plan_id, plan_index};
use std::collections::BTreeSet;
use std::sync::Arc;
use yicang_domain::events::plan::Texts as TextHashes;
use yicang_domain::events::{Event, Face, decision};
use yicang_domain::order::Progress;
use yicang_domain::{OrderId, Plan, Shipment};
use yicang_proto::journal::v1 as journal;

/// A plan was decided.
#[derive(Debug, Clone)]
pub struct Decided {
    /// The record of the plan.
    pub plan_index: u64,
    /// The plan's texts by hash.
    pub hashes: TextHashes,
    /// The plan's lines.
    pub shipments: Vec<Shipment>,
    /// Orders that it was free to change, as its situation says.
    pub reopened: BTreeSet<OrderId>,
    /// By whose command.
    pub command: VerifiedCommand,
}

/// What a coordinator asks when deciding a plan, as it was sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ApproveAsk {
    /// The plan.
    pub plan_id: String,
    /// The SHA-256 of the plan's text that was read.
    pub plan_sha256: Vec<u8>,
}

impl Decided {
    pub(super) fn read(wire: journal::Decided, texts_of: impl Fn(u64) -> Option<Arc<Texts>>) -> Result<Self, String> {
        let journal::Decided { plan_id, command } = wire;
        let plan_index = plan_index(&plan_id).ok_or_else(|| format!("{plan_id:?} is no plan"))?;
        let texts = texts_of(plan_index).ok_or_else(|| format!("there is no record of plan {plan_id}"))?;
        let plan = Plan::from_text(&texts.plan).map_err(|error| format!("plan {plan_id}: {error}"))?;
        Ok(Self {
            plan_index,
            hashes: texts.hashes(),
            shipments: plan.shipments,
            reopened: texts.reopened().map_err(|error| format!("plan {plan_id}: {error}"))?,
            command: VerifiedCommand::from_journal(command.ok_or("the command is missing")?)?,
        })
    }
}

impl Kind for Decided {
    fn on_board(&self) -> Event {
        Event::Decided {
            plan_index: self.plan_index,
            shipments: self.shipments.clone(),
            reopened: self.reopened.clone(),
        }
    }

    fn command(&self) -> Option<&VerifiedCommand> {
        Some(&self.command)
    }

    fn face(&self, _: &mut Commit<'_>) -> Face {
        Face::Decided(decision::Published {
            plan: plan_id(self.plan_index),
            orders: self.shipments.len(),
            reopened: self.reopened.len(),
            by: self.command.public(),
            texts: self.hashes,
        })
    }

    fn body(&self) -> journal::event::Kind {
        let (plan_id, command) = (plan_id(self.plan_index), Some(self.command.signed.clone()));
        journal::event::Kind::Decided(journal::Decided { plan_id, command })
    }

    fn take_effect(&self, state: &mut State, place: Place<'_>) -> Effect {
        let index = place.index;
        state.draws.decided(index);
        if let Some(plan) = state.plans.get_mut(&self.plan_index) {
            plan.decision_index = Some(index);
        }
        state.last_decision = Some((self.plan_index, index));
        let replaced = self.reopened.iter().filter_map(|id| state.board.orders.get(id));
        let replaced = replaced.filter(|order| order.progress == Progress::Replaced { by: index });
        let replaced = replaced.cloned().collect();
        let decision = state.decision(self.plan_index, index, self.hashes.plan, place.leaf.to_vec());
        Effect::Decision { decision, replaced }
    }
}
