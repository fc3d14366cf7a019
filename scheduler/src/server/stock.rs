//! What is known of the stock: figures that differ, where all that came is now, and what an agent's own depots hold.

use crate::centre::centre::Centre;
use crate::commands::access::{self, Action, Identity, Reading};
use crate::commands::gate::fresh;
use crate::events::signed_command::verify;
use crate::intake::unknown_agent;
use crate::refusal::Refusal;
use prost::Message as _;
use yicang_domain::board::Balance;
use yicang_domain::{AgentId, Amiss, Fault, LotKey};
use yicang_language::message;
use yicang_proto::order::hold_to_wire;
use yicang_proto::time::{required_time, time_to_wire};
use yicang_proto::v1::{
    DiscrepancyRecord, GetBalanceRequest, GetBalanceResponse, GetStockQuery, GetStockRequest, GetStockResponse,
    ListDiscrepanciesRequest, ListDiscrepanciesResponse, LotBalance, LotHold, StockLine,
};
use yicang_tlog::STOCK;

/// Answers `ListDiscrepancies`.
pub(super) async fn discrepancies(
    centre: &Centre,
    ask: ListDiscrepanciesRequest,
) -> Result<ListDiscrepanciesResponse, Refusal> {
    access::may(Identity::Anybody, Action::Read(Reading::Lots))?;
    let (discrepancies, upto) = {
        let state = centre.state();
        let asked = state.board.amiss().filter(|amiss| ask.closed_too || amiss.settled.is_none());
        let record = |amiss: &Amiss| DiscrepancyRecord {
            discrepancy_id: amiss.id.to_string(),
            kind: amiss.kind.as_str().into(),
            depot_id: amiss.lot.depot.to_string(),
            item_id: amiss.lot.item.to_string(),
            lot_id: amiss.lot.lot.to_string(),
            order_id: amiss.order.as_ref().map(ToString::to_string).unwrap_or_default(),
            expected: amiss.expected.units(),
            actual: amiss.actual.units(),
            entry_index: amiss.id.entry,
            found_at: state.amiss_at.get(&amiss.id.entry).copied().map(time_to_wire),
            settled_as: amiss.settled.map(|(how, _)| how.to_string()).unwrap_or_default(),
            settled_by: amiss.settled.map(|(_, by)| by).unwrap_or_default(),
        };
        (asked.map(record).collect(), state.board.applied_upto)
    };
    centre.durable(upto).await?;
    Ok(ListDiscrepanciesResponse { discrepancies })
}

/// Answers `GetBalance`.
pub(super) async fn balance(centre: &Centre, ask: GetBalanceRequest) -> Result<GetBalanceResponse, Refusal> {
    access::may(Identity::Anybody, Action::Read(Reading::Lots))?;
    let is = |asked: &str, id: &str| asked.is_empty() || asked == id;
    let is_asked = |LotKey { depot, item, lot }: &LotKey| {
        is(&ask.depot_id, depot.as_str()) && is(&ask.item_id, item.as_str()) && is(&ask.lot_id, lot.as_str())
    };
    let (lots, upto) = {
        let state = centre.state();
        let asked = state.board.balances().filter(|balance| is_asked(&balance.lot));
        (asked.map(balance_to_wire).collect(), state.board.applied_upto)
    };
    centre.durable(upto).await?;
    Ok(GetBalanceResponse { lots })
}

fn balance_to_wire(balance: Balance) -> LotBalance {
    let fits = |sum: u128| u64::try_from(sum).unwrap_or(u64::MAX);
    let Balance {
        lot: LotKey { depot, item, lot },
        first,
        inbound,
        gained,
        on_hand,
        on_way,
        received,
        lost,
        unexplained,
    } = balance;
    LotBalance {
        depot_id: depot.to_string(),
        item_id: item.to_string(),
        lot_id: lot.to_string(),
        first: fits(first),
        inbound: fits(inbound),
        gained: fits(gained),
        on_hand: fits(on_hand),
        on_way: fits(on_way),
        received: fits(received),
        lost: fits(lost),
        unexplained: i64::try_from(unexplained).unwrap_or(if unexplained < 0 { i64::MIN } else { i64::MAX }),
    }
}

/// Answers `GetStock`: the lots of the depots that whoever has signed the query may report for.
pub(super) async fn own(
    centre: &Centre,
    GetStockRequest { query, signature }: GetStockRequest,
) -> Result<GetStockResponse, Refusal> {
    let faulty = |fault: Fault| Refusal::Faulty { what: message!("refused-question"), faults: vec![fault] };
    let asked = GetStockQuery::decode(query.as_slice());
    let asked =
        asked.map_err(|error| faulty(Fault::new("query", message!("wire-unreadable", why = error.to_string()))))?;
    let unknown = || unknown_agent(&asked.agent_id);
    let agent: AgentId = asked.agent_id.parse().map_err(|_| unknown())?;
    let grant = centre.grant(&agent).ok_or_else(unknown)?;
    verify(&grant, STOCK, &query, &signature)?;
    let asked_at = required_time("asked_at", asked.asked_at.as_ref()).map_err(faulty)?;
    fresh("asked_at", asked_at, centre.now())?;
    access::may(Identity::Enrolled(&agent, &grant), Action::OwnStock)?;
    let (lines, upto) = {
        let state = centre.state();
        let own = state.board.stock().filter(|(lot, _)| state.board.may_store(&grant, &lot.depot));
        let line = |(lot, [on_hand, reserved]): (&LotKey, [yicang_domain::Quantity; 2])| StockLine {
            depot_id: lot.depot.to_string(),
            item_id: lot.item.to_string(),
            lot_id: lot.lot.to_string(),
            on_hand: on_hand.units(),
            reserved: reserved.units(),
            hold: state.board.held(lot).map_or(LotHold::Unspecified, |(hold, _)| hold_to_wire(Some(hold))).into(),
        };
        (own.map(line).collect(), state.board.applied_upto)
    };
    centre.durable(upto).await?;
    Ok(GetStockResponse { lines })
}
