//! Whether each published decision was lawful: its plan, counted again for its situation under its policy; see
//! [`yicang_replay::counting`]. And whether its draw is the log's own: the situation's seed must follow from the root
//! right after the decision before, and from the cosigned head that is published with the plan, if one is; see
//! [`yicang_tlog::draw_seed`].

use super::{Auditor, Progress};
use crate::source::{Source, SourceError};
use crate::words::Words as _;
use yicang_language::{Message, message};
use yicang_replay::counting::count;
use yicang_tlog::layout::{WITNESSED, blob_path};
use yicang_tlog::{Hash, Leaf, SignedHead, Tree, draw_seed};

/// The role of the cosigned head that a draw is made with, beside situation, policy and plan.
const HEAD: &str = "head";

/// How far the walk through plans and decisions is.
#[derive(Default)]
struct Walk {
    /// The first plan of version 2.
    turned: Option<u64>,
    /// The last decision.
    decided: Option<u64>,
    /// The first plan since then, and the head that it drew with.
    drawn: Option<(u64, Option<Hash>)>,
    /// Draws that are made with cosignatures.
    cosigned: u64,
}

impl Auditor<'_> {
    pub(super) fn check_decisions(&mut self, tree: &Tree, progress: Progress<'_>) -> Result<(), SourceError> {
        let entries = std::mem::take(&mut self.plans);
        let total = entries.iter().filter(|(_, leaf)| is_decision(leaf)).count() as u64;
        let mut walk = Walk::default();
        for (index, leaf) in entries {
            self.check_order(index, tree.size(), &leaf, &mut walk);
            if !is_decision(&leaf) {
                continue;
            }
            progress("decisions", self.audit.decisions, total);
            self.check_decision(index, &leaf, tree, &mut walk)?;
            walk.decided = Some(index);
            walk.drawn = None;
        }
        if walk.cosigned > 0 {
            self.remark(WITNESSED, None, message!("audit-draws-cosigned", count = walk.cosigned));
        }
        Ok(())
    }

    /// Versions do not go back, and planning again does not draw again.
    fn check_order(&mut self, index: u64, size: u64, leaf: &Leaf, walk: &mut Walk) {
        let Some(plan) = leaf.blobs_as("plan").next() else { return };
        if self.old_plans.contains(&plan) {
            if let Some(turned) = walk.turned {
                self.find_in_entry(index, size, message!("audit-plan-older", turned = turned));
            }
            return;
        }
        walk.turned.get_or_insert(index);
        let head = leaf.blobs_as(HEAD).next();
        let (first, drawn) = *walk.drawn.get_or_insert((index, head));
        if drawn != head {
            self.find_in_entry(index, size, message!("audit-draws-again", first = first));
        }
    }

    fn check_decision(&mut self, index: u64, leaf: &Leaf, tree: &Tree, walk: &mut Walk) -> Result<(), SourceError> {
        let texts = match attachments(self.source, leaf)? {
            Ok(texts) => texts,
            Err(what) => {
                self.find_in_entry(index, tree.size(), what);
                return Ok(());
            }
        };
        self.audit.decisions += 1;
        let counted = count(&texts);
        for what in counted.faults {
            self.find_in_entry(index, tree.size(), what);
        }
        for what in counted.remarks {
            self.remark_in_entry(index, tree.size(), what);
        }
        let Some(seed) = counted.seed else { return Ok(()) };
        match self.check_draw(index, leaf, seed.as_deref(), tree, walk)? {
            Ok(None) => {}
            Ok(Some(remark)) => self.remark_in_entry(index, tree.size(), remark),
            Err(what) => self.find_in_entry(index, tree.size(), what),
        }
        Ok(())
    }

    /// Recomputes the seed of a decision's draw. What it cannot check it says.
    fn check_draw(
        &self,
        index: u64,
        leaf: &Leaf,
        seed: Option<&str>,
        tree: &Tree,
        walk: &mut Walk,
    ) -> Result<Result<Option<Message>, Message>, SourceError> {
        let after = walk.decided.unwrap_or(0);
        let Some(root) = tree.root_at(after + 1) else { return Ok(Err(message!("audit-decides-first"))) };
        let head = match leaf.blobs_as(HEAD).next() {
            None => None,
            Some(blob) => match self.head(&blob, after, index, tree)? {
                Ok(head) => Some(head),
                Err(what) => return Ok(Err(what)),
            },
        };
        let expected = draw_seed(&root, head.as_ref());
        if seed != Some(&expected) {
            return Ok(Err(match seed {
                Some(seed) => message!("audit-seed", seed = seed, after = after, expected = expected),
                None => message!("audit-seed-missing", after = after, expected = expected),
            }));
        }
        let Some(head) = head.filter(|head| !head.cosignatures().is_empty()) else {
            let witnessed = self.source.read(WITNESSED)?.is_some();
            return Ok(Ok(witnessed.then(|| message!("audit-draw-without-witnesses"))));
        };
        walk.cosigned += 1;
        Ok(match self.policy.map(|policy| policy.cosigned(&head)) {
            None => Ok(Some(message!("audit-draw-unchecked"))),
            Some(Ok(cosigned)) if cosigned.quorum => Ok(None),
            Some(Ok(_)) => Err(message!("audit-draw-too-few")),
            Some(Err(error)) => Err(message!("audit-draw-head", why = error.words())),
        })
    }

    /// The head that a draw is made with: one of this log's, over the decision before, and earlier than the plan.
    fn head(
        &self,
        blob: &Hash,
        after: u64,
        index: u64,
        tree: &Tree,
    ) -> Result<Result<SignedHead, Message>, SourceError> {
        let name = blob_path(blob);
        let Some(bytes) = self.source.read(&name)? else {
            return Ok(Err(message!("audit-head-blob-missing", name = name)));
        };
        Ok(match SignedHead::parse(&bytes) {
            Err(error) => Err(message!("audit-head-blob", name = name, what = error.words())),
            Ok(head) if head.origin() != self.log.name() || tree.root_at(head.size()) != Some(*head.root()) => {
                Err(message!("audit-head-blob-other", name = name))
            }
            Ok(head) if head.size() <= after || head.size() > index => {
                Err(message!("audit-head-blob-size", name = name, size = head.size()))
            }
            Ok(head) => Ok(head),
        })
    }
}

fn is_decision(leaf: &Leaf) -> bool {
    leaf.kind() == "decision"
}

/// Every way in which a decision is not as it should be, as sentences.
pub(crate) fn decision_faults(source: &dyn Source, leaf: &Leaf) -> Result<Vec<Message>, SourceError> {
    Ok(match attachments(source, leaf)? {
        Ok(texts) => count(&texts).faults,
        Err(what) => vec![what],
    })
}

/// The texts of situation, policy and plan.
fn attachments(source: &dyn Source, leaf: &Leaf) -> Result<Result<[String; 3], Message>, SourceError> {
    let mut texts = [const { String::new() }; 3];
    for (text, role) in texts.iter_mut().zip(["situation", "policy", "plan"]) {
        let blobs: Vec<Hash> = leaf.blobs_as(role).collect();
        let [blob] = blobs[..] else {
            return Ok(Err(message!("audit-attachment-count", role = role, count = blobs.len())));
        };
        let name = blob_path(&blob);
        let Some(bytes) = source.read(&name)? else {
            return Ok(Err(message!("audit-attachment-missing", role = role, name = name)));
        };
        match String::from_utf8(bytes) {
            Ok(read) => *text = read,
            Err(_) => return Ok(Err(message!("audit-attachment-no-text", role = role, name = name))),
        }
    }
    Ok(Ok(texts))
}
