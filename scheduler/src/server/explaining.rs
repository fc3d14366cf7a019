//! A plan's needs explained, for coordinators and for the site whose need it is: two at once, away from the calls.

use super::needs;
use crate::centre::centre::Centre;
use crate::events::draw::Source;
use crate::events::state::PlanEntry;
use crate::planning::explain::{self, Closures, Told};
use crate::planning::off_thread::spawned;
use crate::refusal::Refusal;
use std::sync::Arc;
use tokio_util::sync::CancellationToken;
use yicang_domain::order::Order;
use yicang_domain::{ItemId, NeedKey, Plan, Policy, SiteId, Situation, TextError};
use yicang_language::{ToMessage, message};
use yicang_proto::explanation::explanation_to_wire;
use yicang_proto::v1::{ExplainNeedResponse, NeedExplanation};

/// A site's needs in a plan: of one item, or of all for an empty id. Ends when nobody waits for it any more.
pub(super) async fn explained(
    centre: &Arc<Centre>,
    plan: PlanEntry,
    site: &str,
    item: &str,
) -> Result<ExplainNeedResponse, Refusal> {
    let (site, item) = (optional::<SiteId>("site_id", site)?, optional::<ItemId>("item_id", item)?);
    let site =
        site.ok_or_else(|| Refusal::fault(message!("refused-question"), "site_id", message!("question-no-site")))?;
    // Held until the work has ended, which is a moment after the caller has left.
    let place = Arc::clone(&centre.explaining).acquire_owned().await;
    let place = place.expect("nobody closes the semaphore");
    let before = |order: &&Order| order.decision_index < plan.index && order.holds_stock();
    let (orders, closures, source, entitled) = {
        let state = centre.state();
        let closures = state.board.catalogue.closures.clone();
        let orders: Vec<_> = state.board.orders.values().filter(before).cloned().collect();
        (orders, closures, state.draw_source(&plan), needs::entitled(&state, &plan, site.as_str()))
    };
    let asked = CancellationToken::new();
    let left = asked.clone();
    let _leaves = asked.drop_guard();
    spawned(move || {
        let _place = place;
        let asked = (&site, item.as_ref());
        explain_in(&plan, (&orders, &closures), &source, &entitled, asked, &|| left.is_cancelled())
    })
    .await?
}

/// An id, or none for an empty text.
pub(super) fn optional<T: std::str::FromStr<Err: ToMessage>>(field: &str, text: &str) -> Result<Option<T>, Refusal> {
    if text.is_empty() {
        return Ok(None);
    }
    text.parse().map(Some).map_err(|error| Refusal::fault(message!("refused-question"), field, error))
}

fn explain_in(
    entry: &PlanEntry,
    (orders, closures): (&[Order], &Closures),
    source: &Source,
    entitled: &needs::KnownNow,
    (site, item): (&SiteId, Option<&ItemId>),
    left: &(dyn Fn() -> bool + Sync),
) -> Result<ExplainNeedResponse, Refusal> {
    let unreadable = |error: TextError| {
        tracing::error!(%error, plan = %entry.summary.plan_id, "a recorded text cannot be read");
        Refusal::Broken(message!("broken-plan-text", plan = &entry.summary.plan_id))
    };
    let situation = Situation::from_text(&entry.texts.situation).map_err(unreadable)?;
    let policy = Policy::from_text(&entry.texts.policy).map_err(unreadable)?;
    let plan = Plan::from_text(&entry.texts.plan).map_err(unreadable)?;
    let wanted = |key: &NeedKey| &key.site == site && item.is_none_or(|item| &key.item == item);
    let found = situation.needs.iter().filter(|(key, _)| wanted(key));
    let told = Told { situation: &situation, policy: &policy, plan: &plan, orders, closures, source };
    let needs = found.take_while(|_| !left()).map(|need| explain::explain_until(&told, need, Some(left)));
    let needs = needs.map(|told| entitled.tell(told)).chain(entitled.left_out(&situation, item));
    let needs: Vec<NeedExplanation> = needs.map(|told| explanation_to_wire(&told)).collect();
    let plan_id = entry.summary.plan_id.clone();
    if needs.is_empty() {
        let site = site.as_str();
        return Err(Refusal::NotFound(match item {
            None => message!("question-no-needs", site = site, plan = plan_id),
            Some(item) => message!("question-no-need", site = site, item = item.as_str(), plan = plan_id),
        }));
    }
    Ok(ExplainNeedResponse { plan_id, needs })
}
