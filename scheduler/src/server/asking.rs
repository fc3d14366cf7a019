//! `Ask`: what an agent asks about itself. It is told of its own depots and sites, by what it has signed.

use super::explaining::{explained, optional};
use super::needs::{self, History};
use crate::centre::centre::Centre;
use crate::commands::access::{self, Action, Identity};
use crate::commands::gate::fresh;
use crate::events::signed_command::verify;
use crate::intake::unknown_agent;
use crate::refusal::Refusal;
use prost::Message as _;
use std::sync::Arc;
use yicang_domain::events::Enrolment;
use yicang_domain::excess::store_of;
use yicang_domain::{AgentId, Fault, ItemId, NeedKey, SiteId};
use yicang_language::message;
use yicang_proto::catalogue::thing;
use yicang_proto::time::required_time;
use yicang_proto::v1::ask_response::Answer;
use yicang_proto::v1::field_query::Question;
use yicang_proto::v1::{
    AskRequest, AskResponse, CatalogueAnswer, ExplanationAnswer, ExplanationQuestion, FieldQuery, NamedThing,
    NeedsAnswer, NeedsQuestion,
};
use yicang_tlog::ASK;

/// Answers whoever has signed the query.
pub(super) async fn answered(
    centre: &Arc<Centre>,
    AskRequest { query, signature }: AskRequest,
) -> Result<AskResponse, Refusal> {
    let faulty = |fault: Fault| Refusal::Faulty { what: message!("refused-question"), faults: vec![fault] };
    let asked = FieldQuery::decode(query.as_slice());
    let asked =
        asked.map_err(|error| faulty(Fault::new("query", message!("wire-unreadable", why = error.to_string()))))?;
    let unknown = || unknown_agent(&asked.agent_id);
    let agent: AgentId = asked.agent_id.parse().map_err(|_| unknown())?;
    let grant = centre.grant(&agent).ok_or_else(unknown)?;
    verify(&grant, ASK, &query, &signature)?;
    let asked_at = required_time("asked_at", asked.asked_at.as_ref()).map_err(faulty)?;
    fresh("asked_at", asked_at, centre.now())?;
    let who = Identity::Enrolled(&agent, &grant);
    let question = asked.question.ok_or_else(|| faulty(Fault::new("question", message!("question-none"))))?;
    let answer = match question {
        Question::Needs(NeedsQuestion { site_id }) => {
            let site = optional::<SiteId>("needs.site_id", &site_id)?;
            access::may(who, Action::Ask(site.as_ref()))?;
            Answer::Needs(needs_of(centre, &grant, site.as_ref()).await?)
        }
        Question::Explanation(ExplanationQuestion { site_id, item_id }) => {
            let site = optional::<SiteId>("explanation.site_id", &site_id)?;
            let site = site.ok_or_else(|| faulty(Fault::new("explanation.site_id", message!("question-no-site"))))?;
            optional::<ItemId>("explanation.item_id", &item_id)?;
            access::may(who, Action::Ask(Some(&site)))?;
            Answer::Explanation(why(centre, &site, &item_id).await?)
        }
        Question::Catalogue(_) => {
            access::may(who, Action::Ask(None))?;
            Answer::Catalogue(names_for(centre, &grant).await?)
        }
    };
    Ok(AskResponse { answer: Some(answer) })
}

async fn needs_of(centre: &Centre, grant: &Enrolment, site: Option<&SiteId>) -> Result<NeedsAnswer, Refusal> {
    let is_own = |key: &NeedKey| grant.sites.contains(&key.site) && site.is_none_or(|site| &key.site == site);
    let listed = needs::listed(centre, is_own, false, History::Told);
    centre.durable(listed.applied_upto).await?;
    Ok(NeedsAnswer { needs: listed.needs, applied_upto: listed.applied_upto })
}

/// What a need got in the plan that was decided last. A plan that nobody has decided is nobody's business yet.
async fn why(centre: &Arc<Centre>, site: &SiteId, item: &str) -> Result<ExplanationAnswer, Refusal> {
    let (plan, upto) = {
        let state = centre.state();
        let last = state.last_decision.and_then(|(plan, _)| state.plans.get(&plan)).cloned();
        let last = last.ok_or_else(|| Refusal::NotFound(message!("question-nothing-decided")))?;
        (last, state.board.applied_upto)
    };
    centre.durable(upto).await?;
    let decision_index = plan.decision_index.unwrap_or_default();
    let told = explained(centre, plan, site.as_str(), item).await?;
    Ok(ExplanationAnswer { plan_id: told.plan_id, decision_index, needs: told.needs })
}

async fn names_for(centre: &Centre, grant: &Enrolment) -> Result<CatalogueAnswer, Refusal> {
    let (answer, upto) = {
        let board = &centre.state().board;
        let known = &board.catalogue;
        let items: Vec<NamedThing> = known.items.iter().map(|(id, item)| thing(id, &item.name, &item.unit)).collect();
        let depots = known.depots.iter().filter(|(id, _)| grant.depots.contains(*id));
        let sites = known.sites.iter().filter(|(id, _)| grant.sites.contains(*id));
        // A site that has offered something is a depot, too.
        let stores =
            grant.sites.iter().filter(|site| board.has_offered(site) && !known.depots.contains_key(&store_of(site)));
        let stores = stores.filter_map(|site| Some(thing(site, &known.sites.get(site)?.name, "")));
        let answer = CatalogueAnswer {
            from: board.catalogue_from,
            items,
            depots: depots.map(|(id, depot)| thing(id, &depot.name, "")).chain(stores).collect(),
            sites: sites.map(|(id, site)| thing(id, &site.name, "")).collect(),
            log: centre.log.clone(),
        };
        (answer, board.applied_upto)
    };
    centre.durable(upto).await?;
    Ok(answer)
}
