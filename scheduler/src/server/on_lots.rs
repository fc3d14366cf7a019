//! What is said of lots beside the situation's figures: what suppliers are to bring, and what sites offer.

use crate::centre::centre::Centre;
use crate::commands::access::{self, Action, Identity, Reading};
use crate::events::state::State;
use crate::refusal::Refusal;
use jiff::Timestamp;
use yicang_domain::gift::GiftStep;
use yicang_domain::{GiftCode, LotKey, Situation, Travel};
use yicang_language::{Language, Message, message};
use yicang_proto::v1::{self, GetGiftRequest, GetGiftResponse, LotNotice};

fn notice(LotKey { depot, item, lot }: &LotKey, said: &Message) -> LotNotice {
    LotNotice {
        depot_id: depot.to_string(),
        item_id: item.to_string(),
        lot_id: lot.to_string(),
        sentence_en: said.say(Language::English),
        sentence_zh: said.say(Language::Chinese),
    }
}

/// What suppliers are to bring, late or not.
pub(super) fn inbound(state: &State, now: Timestamp) -> Vec<LotNotice> {
    let said = |(lot, awaited): (&LotKey, &yicang_domain::inbound::Arriving)| {
        let (name, units, expected) = (lot.to_string(), awaited.quantity.units(), awaited.expected_at.to_string());
        let (confidence, entry) = (awaited.confidence, awaited.entry);
        let said = if awaited.is_off(now) {
            message!(
                "inbound-late",
                lot = name,
                units = units,
                expected = expected,
                confidence = confidence,
                entry = entry,
            )
        } else {
            message!(
                "inbound-line",
                lot = name,
                units = units,
                expected = expected,
                confidence = confidence,
                entry = entry,
            )
        };
        notice(lot, &said)
    };
    state.board.inbound().map(said).collect()
}

/// What sites offer, and whether an open way leads from there to any other site.
pub(super) fn offers(state: &State, situation: &Situation, travel: &Travel) -> Vec<LotNotice> {
    let leads = |lot: &LotKey| {
        let mut sites = state.board.catalogue.sites.keys();
        sites.any(|site| {
            let is_other = site.as_str() != lot.depot.as_str();
            is_other && situation.lane(travel, &lot.depot, site).is_some_and(|lane| lane.open)
        })
    };
    let said = |(lot, [on_hand, reserved]): (&LotKey, [yicang_domain::Quantity; 2])| {
        let (name, units) = (lot.to_string(), on_hand.units());
        let said = if leads(lot) {
            message!("excess-line", lot = name, units = units, reserved = reserved.units())
        } else {
            message!("excess-line-no-way", lot = name, units = units)
        };
        notice(lot, &said)
    };
    state.board.offers().map(said).collect()
}

/// Answers `GetGift`.
pub(super) async fn gift(centre: &Centre, ask: GetGiftRequest) -> Result<GetGiftResponse, Refusal> {
    access::may(Identity::Anybody, Action::Read(Reading::Lots))?;
    let code = GiftCode::of_people(&ask.gift_code)
        .map_err(|error| Refusal::fault(message!("refused-question"), "gift_code", error))?;
    let (response, upto) = {
        let state = centre.state();
        let steps = state.board.gift(&code);
        if steps.is_empty() {
            return Err(Refusal::NotFound(message!("gift-unknown", gift = code.as_str())));
        }
        let step = |step: &GiftStep| {
            let LotNotice { depot_id, item_id, lot_id, sentence_en, sentence_zh } =
                notice(&step.lot, &step.what.message());
            v1::GiftStep { entry_index: step.entry, depot_id, item_id, lot_id, sentence_en, sentence_zh }
        };
        let (sums, fits) = (state.board.gift_sums(&code), |sum: u128| u64::try_from(sum).unwrap_or(u64::MAX));
        let response = GetGiftResponse {
            steps: steps.iter().map(step).collect(),
            came: fits(sums.came),
            on_hand: fits(sums.on_hand),
            on_way: fits(sums.on_way),
            received: fits(sums.received),
            lost: fits(sums.lost),
            awaited: fits(sums.to_come),
            unexplained: i64::try_from(sums.unexplained).unwrap_or(i64::MAX),
        };
        (response, state.board.applied_upto)
    };
    centre.durable(upto).await?;
    Ok(response)
}
