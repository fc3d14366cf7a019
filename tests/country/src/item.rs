//! One item: its market, its answer, and how the one comes from the other.

use crate::country::{Asked, Country, Holding};
use crate::lanes::Lanes;
use crate::minutes::Minutes;
use crate::near::Near;
use crate::rules::{Claims, Rules};
use std::sync::Mutex;
use yicang_planner::cuts::{Cuts, Remembered};
use yicang_planner::scale::Scale;
use yicang_planner::simplex::{Market, Moved, Sent, Simplex, Work};

/// A country that is ready to be solved.
pub struct Instance {
    /// Of the country.
    pub seed: u64,
    /// The policy.
    pub rules: Rules,
    /// The country.
    pub country: Country,
    /// Travel times of all pairs.
    pub minutes: Minutes,
    /// Only so many of the nearest holders may serve a need; `None` is all.
    pub nearest: Option<usize>,
    /// By item: which these are; `None` where all may.
    pub near: Vec<Option<Near>>,
}

/// Units that go from a supply node to a need.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Load {
    /// Index of the need within the item.
    pub need: u32,
    /// Base units sent.
    pub units: u32,
    /// Index of the lot within the item.
    pub supply_node: u16,
}

/// What goes where, and the prices that prove it best. Supply nodes and needs are positions in the item's holdings and
/// claims.
pub struct Answer {
    /// Sorted by need, then supply node.
    pub loads: Vec<Load>,
    /// Worth and minutes in one number, by `scale`; ranks of worth are places in `gains`, from 1 on.
    pub supply_node_prices: Vec<i64>,
    /// By need, in the simplex's number.
    pub need_prices: Vec<i64>,
    /// How worth and cost share that number.
    pub scale: Scale,
    /// The gains that occur, rising; a rank is an index here, counted from 1.
    pub gains: Vec<i64>,
    /// What is not served, in the same number.
    pub loss: i128,
    /// Pivots and looks that it took.
    pub work: Work,
    /// What a later solution may go on from, if that was asked for.
    pub kept: Mutex<Option<Tree>>,
}

/// What a solution may go on from.
pub type Tree = Remembered<i64, i64>;

/// Where a solution begins.
pub enum From {
    /// From nothing; with `keep` the tree is kept for later.
    Nothing {
        /// Whether the tree is kept.
        keep: bool,
    },
    /// From the tree that solved the item before stock and claims changed.
    Tree(Box<Tree>),
}

impl Instance {
    /// How many columns there are, over all items.
    pub fn lanes(&self) -> u64 {
        let items = self.country.held.iter().zip(&self.country.asked);
        items.map(|(held, asked)| Lanes::count(held.len(), asked.len(), self.nearest)).sum()
    }

    /// What an item's holders have, and what is asked of it.
    pub fn item(&self, item: usize) -> (&[Holding], &[Asked]) {
        (&self.country.held[item], &self.country.asked[item])
    }

    /// Solves an item.
    pub fn solve(&self, item: usize, from: From) -> Answer {
        let (answer, cuts) = self.solve_cut(item, from);
        Answer { gains: cuts.into_gains(), ..answer }
    }

    /// The market of an item as it is cut in the end.
    pub fn market(&self, item: usize) -> Market<i64> {
        let (held, asked) = self.item(item);
        let (_, mut cuts) = self.solve_cut(item, From::Nothing { keep: false });
        let supply = held.iter().map(|one| one.units.into()).collect();
        let stacks = Claims { rules: &self.rules, asked };
        cuts.market(&stacks, (supply, Vec::new()), self.scale(held.len())).expect("as before")
    }

    fn solve_cut(&self, item: usize, from: From) -> (Answer, Cuts<i64>) {
        let (held, asked) = self.item(item);
        let columns = Lanes::new(&self.rules, &self.minutes, held, asked, self.near[item].as_ref());
        let stacks = Claims { rules: &self.rules, asked };
        let scale = self.scale(held.len());
        let supply: Vec<i64> = held.iter().map(|one| one.units.into()).collect();
        let mut cuts = Cuts::new(&stacks, supply.iter().sum());
        if let From::Tree(tree) = &from {
            cuts.recall(tree);
        }
        let fits = "a country's minutes fit into 64 bits";
        let market = cuts.market(&stacks, (supply, Vec::new()), scale).expect(fits);
        let (simplex, keep) = match from {
            From::Nothing { keep } => (Simplex::cold(&market, &columns), keep),
            From::Tree(tree) => {
                let [supply_nodes, needs] =
                    [held.len(), asked.len()].map(|count| (0..).take(count).map(Some).collect::<Vec<_>>());
                let moved = Moved { supply_nodes: &supply_nodes, needs: &needs, same_costs: true };
                (cuts.resume((&market, &columns), scale, *tree, moved).expect("there are no links"), false)
            }
        };
        let solved = cuts.solve(&stacks, (simplex, &columns), scale, keep).expect(fits);
        let small = |sent: &Sent| Load {
            need: sent.need,
            supply_node: u16::try_from(sent.supply_node).expect("few depots"),
            units: u32::try_from(sent.units).expect("no more than is asked"),
        };
        let answer = Answer {
            loads: solved.sent.iter().map(small).collect(),
            supply_node_prices: solved.supply_node_prices,
            need_prices: solved.need_prices,
            scale,
            gains: Vec::new(),
            loss: solved.loss,
            work: solved.work,
            kept: Mutex::new(solved.remembered),
        };
        (answer, cuts)
    }

    /// How ranks and cost are put into one number, for so many supply nodes.
    pub fn scale(&self, supply_nodes: usize) -> Scale {
        let dearest = self.rules.cost(self.minutes.longest, 0);
        Scale::new(supply_nodes, dearest.into()).expect("a country's minutes can be counted")
    }
}
