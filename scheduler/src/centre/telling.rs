//! What depots and sites must be told now: derived from what is known, by the centre's own policy and clock. It is
//! looked at again after every batch of records, and every minute, since much of it arises by time alone.

use super::centre::Centre;
use super::journal::JournalStopped;
use std::sync::{Arc, Weak};
use std::time::{Duration, Instant};
use tokio_util::sync::CancellationToken;
use yicang_domain::Notice;
use yicang_domain::id::NeedKey;
use yicang_domain::notice::{About, Addressee};

/// What arises by time alone is told so late at the most.
pub(super) const TICK: Duration = Duration::from_secs(60);
/// Between two looks, at least.
const PAUSE: Duration = Duration::from_millis(100);

/// All that stands, with the reasons, which are for the addressees only. It is on disk before anybody is told; orders
/// that are not out yet are not told of.
///
/// # Errors
/// The disk refuses.
pub async fn standing(centre: &Centre) -> Result<Vec<Notice>, JournalStopped> {
    let (mut all, upto) = {
        let state = centre.state();
        let mut all = state.board.notices(&centre.policy.policy, centre.now());
        for notice in &mut all {
            notice.reason = match (&notice.about, &notice.to) {
                (About::Held(lot, _), _) => state.holds.get(lot).map(|note| note.reason.clone()),
                (About::Rejected(item), Addressee::Site(site)) => {
                    let key = NeedKey { site: site.clone(), item: item.clone() };
                    let found = state.rejections.get(&key).filter(|(entry, _)| *entry == notice.entry);
                    found.map(|(_, reason)| reason.clone())
                }
                (About::VerifiedLess { item, .. }, Addressee::Site(site)) => {
                    state.bases.get(&NeedKey { site: site.clone(), item: item.clone() }).cloned()
                }
                _ => None,
            }
            .unwrap_or_default();
        }
        (all, state.board.applied_upto)
    };
    all.retain(|notice| !matches!(notice.about, About::Ship { .. }) || centre.orders.is_released(notice.entry));
    centre.durable(upto).await?;
    Ok(all)
}

/// Tells watchers until the centre stops, at every tick and whenever it is asked to look. It holds no centre while it
/// waits.
pub(crate) async fn run(centre: Weak<Centre>, tick: Duration, stop: CancellationToken) {
    let Some(book) = centre.upgrade().map(|centre| Arc::clone(&centre.notices)) else { return };
    let mut tick = tokio::time::interval(tick);
    tick.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    loop {
        tokio::select! {
            () = book.asked() => {}
            _ = tick.tick() => {}
            () = stop.cancelled() => return,
        }
        if !book.is_watched() {
            continue;
        }
        let begun = Instant::now();
        {
            let Some(centre) = centre.upgrade() else { return };
            // If the disk refuses the program ends by itself.
            let Ok(standing) = standing(&centre).await else { return };
            book.tell(standing);
        }
        // Under load records come in many batches a second, and each look reads all needs: it takes a tenth of the
        // time.
        tokio::select! {
            () = tokio::time::sleep((begun.elapsed() * 9).max(PAUSE)) => {}
            () = stop.cancelled() => return,
        }
    }
}
