//! The notices that stand, for whoever watches. Decides nothing: what stands is the board's question.

use super::book::Scope;
use std::collections::BTreeSet;
use std::sync::Arc;
use tokio::sync::{Notify, watch};
use yicang_domain::notice::Addressee;
use yicang_domain::{Notice, NoticeId};

/// All that stands, as it was looked at last.
#[derive(Debug)]
pub struct NoticeBook {
    standing: watch::Sender<Arc<Vec<Notice>>>,
    look: Notify,
}

impl Default for NoticeBook {
    fn default() -> Self {
        Self { standing: watch::Sender::new(Arc::default()), look: Notify::new() }
    }
}

impl NoticeBook {
    /// Something has happened, or time has gone by: what stands may be another.
    pub fn look(&self) {
        self.look.notify_one();
    }

    /// Waits until somebody says [`look`](Self::look).
    pub async fn asked(&self) {
        self.look.notified().await;
    }

    /// Whether anybody would be told.
    pub fn is_watched(&self) -> bool {
        self.standing.receiver_count() > 0
    }

    /// Tells everybody what stands now.
    pub fn tell(&self, standing: Vec<Notice>) {
        self.standing.send_if_modified(|before| {
            let is_news = **before != standing;
            if is_news {
                *before = Arc::new(standing);
            }
            is_news
        });
    }

    /// What stands from now on.
    pub fn subscribe(&self) -> watch::Receiver<Arc<Vec<Notice>>> {
        self.standing.subscribe()
    }
}

/// Of what stands, what a watcher of these places is to be told, and was not yet; `sent` is brought up to date, and
/// forgets what is over.
pub fn news(standing: &[Notice], scope: &Scope, sent: &mut BTreeSet<NoticeId>) -> Vec<Notice> {
    let is_theirs = |notice: &&Notice| match &notice.to {
        Addressee::Depot(depot) => scope.depots.contains(depot),
        Addressee::Site(site) => scope.sites.contains(site),
    };
    let mut known = BTreeSet::new();
    let mut news = Vec::new();
    for notice in standing.iter().filter(is_theirs).filter(|notice| !notice.seen) {
        let id = notice.id();
        if !sent.contains(&id) {
            news.push(notice.clone());
        }
        known.insert(id);
    }
    *sent = known;
    news
}
