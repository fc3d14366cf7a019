//! Notices: those of a watcher's own places among his orders, and the list of all for coordinators.

use crate::centre::centre::Centre;
use crate::centre::telling::standing;
use crate::commands::access::{self, Action, Identity, Reading};
use crate::orders::book::{OrderNews, Scope};
use crate::orders::notices::news;
use crate::refusal::Refusal;
use crate::setup::zone;
use std::collections::BTreeSet;
use tokio::sync::mpsc;
use tokio_stream::StreamExt as _;
use tokio_stream::wrappers::ReceiverStream;
use yicang_domain::{Notice, NoticeKind};
use yicang_language::message;
use yicang_proto::notice::notice_to_wire;
use yicang_proto::time::time_to_wire;
use yicang_proto::v1::{ListNoticesRequest, ListNoticesResponse};

/// News that wait for a slow connection.
const NEWS_BUFFERED: usize = 64;

/// What a watcher of orders is told.
#[derive(Debug)]
pub enum News {
    /// An order, or that all are told.
    Order(OrderNews),
    /// Something that a place of his must know.
    Notice(Box<Notice>),
}

/// The notices and orders in a scope; then, if it is asked to follow, each as it arises.
///
/// # Errors
/// The disk refuses.
pub(crate) async fn watch(centre: &Centre, scope: Scope, follow: bool) -> Result<ReceiverStream<News>, Refusal> {
    // Subscribed before the first look, so that nothing falls in between.
    let mut later = centre.notices.subscribe();
    let mut sent = BTreeSet::new();
    let first = news(&standing(centre).await?, &scope, &mut sent);
    let mut orders = centre.orders.watch(scope.clone(), follow, centre.stop.clone());
    let (sender, receiver) = mpsc::channel(NEWS_BUFFERED);
    tokio::spawn(async move {
        for notice in first {
            if sender.send(News::Notice(Box::new(notice))).await.is_err() {
                return;
            }
        }
        loop {
            let batch = tokio::select! {
                order = orders.next() => match order {
                    Some(order) => vec![News::Order(order)],
                    None => return,
                },
                Ok(()) = later.changed(), if follow => {
                    let standing = later.borrow_and_update().clone();
                    let arisen = news(&standing, &scope, &mut sent);
                    arisen.into_iter().map(|notice| News::Notice(Box::new(notice))).collect()
                }
                () = sender.closed() => return,
            };
            for told in batch {
                if sender.send(told).await.is_err() {
                    return;
                }
            }
        }
    });
    Ok(ReceiverStream::new(receiver))
}

/// Answers `ListNotices`.
pub(super) async fn listed(centre: &Centre, ask: ListNoticesRequest) -> Result<ListNoticesResponse, Refusal> {
    access::may(Identity::Anybody, Action::Read(Reading::Situation))?;
    let kind = match ask.kind.as_str() {
        "" => None,
        code => Some(NoticeKind::of_code(code).ok_or_else(|| {
            let problem = message!("notice-kind-unknown", kind = format!("{code:?}"));
            Refusal::fault(message!("refused-question"), "kind", problem)
        })?),
    };
    let is_asked = |notice: &Notice| {
        kind.is_none_or(|kind| notice.kind() == kind) && (ask.place_id.is_empty() || notice.to.as_str() == ask.place_id)
    };
    let all = standing(centre).await?;
    let asked = all.into_iter().filter(is_asked);
    // Who may read them here has not shown who he is.
    let notices = asked.map(|notice| notice_to_wire(&Notice { reason: String::new(), ..notice })).collect();
    let now = centre.now();
    let offset_seconds = zone::offset_seconds(&centre.zone, now);
    Ok(ListNoticesResponse { notices, now: Some(time_to_wire(now)), offset_seconds })
}
