//! Factorial trials: the market, accounts' luck, books and skill each drawn twice, and lived in all sixteen combinations at salaried
//! effort.
//!
//! Two combinations that agree in some factors and differ in the others are a pick-freeze pair for the factors they share
//! ([`stats::PickFreeze`](crate::stats::PickFreeze)), so that sixteen lives make eight pairs for each of the fourteen subsets.
//! Worlds that share accounts' luck share its draws. Beside the first and the last combination, which have nothing in common, the same
//! accounts are dealt to other people of their segment.

use rayon::prelude::*;

use crate::behaviour::Conduct;
use crate::dynamics::Panel;
use crate::measure::{Facts, Presence, read};
use crate::plan::pay;

use super::engine::Engine;
use super::ground::{Ground, Life, Luck};
use super::metric_reliability::Readings;
use super::outcome::SUM_GROUPS;
use super::single::{Scratch, by_seat};
use super::team::Team;
use super::variance::{COMBINATIONS, VarianceColumns};
use super::world::World;

/// Groups of sixteen combinations at most: a Shapley share is then known to about four hundredths.
const MOST_GROUPS: u32 = 64;
/// One group for so many trials, where people respond to each plan in worlds of their own and where not: a bounded share of a run's
/// time, however short the run.
const TRIALS_PER_GROUP: [u32; 2] = [16, 64];
/// Luck of factorial trials, that of no ordinary one.
const LUCK: u32 = 1 << 28;

/// What one group leaves behind.
struct Group {
    /// `COMBINATIONS × plans × seats`.
    pay: Vec<i64>,
    /// `2 × plans × seats`.
    rotated: Vec<i64>,
    readings: Readings,
}

/// The eight worlds of one draw of accounts' luck.
struct Half {
    /// By skill.
    teams: [Team; 2],
    /// By market, book, skill.
    worlds: Vec<World>,
    /// By market, book, where a plan's baseline reads it.
    unserved: Vec<World>,
    rotated: World,
}

impl Engine<'_> {
    /// Lives the factorial trials that a run of `trials` trials deserves. Nothing where no customers are sampled.
    pub(crate) fn run_factorial(&self, trials: u32, columns: &mut VarianceColumns) {
        let Some(ground) = self.base_ground() else { return };
        let [responding, salaried] = TRIALS_PER_GROUP;
        let groups = (trials / if self.policies.is_empty() { salaried } else { responding }).min(MOST_GROUPS);
        let groups: Vec<Group> =
            (0..groups).into_par_iter().map_init(Scratch::default, |scratch, group| self.live_group(ground, group, scratch)).collect();
        let mut blocks = vec![Readings::of(self.scenario); if groups.is_empty() { 0 } else { SUM_GROUPS }];
        for (nth, group) in groups.into_iter().enumerate() {
            columns.factorial_pay.extend(group.pay);
            columns.rotated_pay.extend(group.rotated);
            blocks[nth % SUM_GROUPS].add(&group.readings);
        }
        columns.readings = blocks.into_iter().flat_map(Readings::into_sums).collect();
    }

    fn live_group(&self, ground: &Ground, group: u32, scratch: &mut Scratch) -> Group {
        let each = self.terms.len() * self.seats.len();
        let mut pays = vec![0; COMBINATIONS * each];
        let (mut rotated, mut readings) = (Vec::with_capacity(2 * each), Readings::of(self.scenario));
        let mut facts = [Facts::default(), Facts::default()];
        for accounts in 0..2 {
            let half = self.live_half(ground, group, accounts);
            let presences = half.teams.each_ref().map(|team| team.presence(usize::from(self.scenario.months)));
            let unserved: Vec<Panel> = half.unserved.into_iter().map(World::finish).collect();
            let panels: Vec<Panel> = half.worlds.into_iter().map(World::finish).collect();
            for (at, panel) in panels.iter().enumerate() {
                let (market, book, skill) = (at >> 2, at >> 1 & 1, at & 1);
                let from = (market | accounts << 1 | book << 2 | skill << 3) * each;
                let pay = self.pay_salaried(panel, unserved.get(at >> 1), &presences[skill], scratch);
                pays[from..from + each].copy_from_slice(&pay);
            }
            // market and book of the same draw as accounts' luck: nothing in common with the other half
            let same = accounts << 1 | accounts;
            let [own, other] = [accounts, 1 - accounts];
            let apart = [&panels[same << 1 | own], &panels[same << 1 | other]];
            readings.collect(apart, [&half.teams[own], &half.teams[other]], &self.books(&presences[own]), &mut facts);
            rotated.extend(self.pay_salaried(&half.rotated.finish(), unserved.get(same), &presences[accounts], scratch));
        }
        Group { pay: pays, rotated, readings }
    }

    fn live_half(&self, ground: &Ground, group: u32, accounts: usize) -> Half {
        let id = |draw: usize| LUCK | group << 1 | draw as u32;
        let luck = |market: usize, book: usize, skill: usize| Luck {
            market: id(market),
            accounts: id(accounts),
            book: id(book),
            skill: id(skill),
        };
        let mut lives: Vec<Life<'_>> = (0..4).map(|at| Life::begin(ground, luck(at >> 1, at & 1, 0))).collect();
        let mut teams = [0, 1].map(|skill| ground.team(luck(0, 0, skill)));
        let mut worlds: Vec<World> = (0..8).map(|at| lives[at >> 1].world(true)).collect();
        let mut unserved: Vec<World> =
            if self.needs_hold_out() { lives.iter().map(|life| life.world(false)).collect() } else { Vec::new() };
        let same = accounts << 1 | accounts;
        let mut rotated = lives[same].world(true);
        rotated.deal(&rotation(ground, group));
        let conducts = vec![Conduct::SALARIED; self.seats.len()];
        for month in 0..ground.months {
            teams.iter_mut().for_each(|team| team.month(&[]));
            if let Some((first, others)) = lives.split_first_mut() {
                first.draw(month, worlds.iter().chain(&unserved).chain([&rotated]));
                others.iter_mut().for_each(|life| life.share_draws(first));
            }
            for (at, world) in worlds.iter_mut().enumerate() {
                lives[at >> 1].month(month, world, &teams[at & 1], &conducts);
            }
            for (life, world) in lives.iter().zip(&mut unserved) {
                life.month(month, world, &teams[0], &[]);
            }
            lives[same].month(month, &mut rotated, &teams[accounts], &conducts);
        }
        Half { teams, worlds, unserved, rotated }
    }

    /// Pay of everybody under every plan, `plans × seats`, \[cents\].
    fn pay_salaried(&self, panel: &Panel, unserved: Option<&Panel>, presence: &Presence, scratch: &mut Scratch) -> Vec<i64> {
        let mut pays = Vec::with_capacity(self.terms.len() * self.seats.len());
        for terms in &self.terms {
            let plan = terms.plan();
            read(&plan.metrics, plan.cadence, panel, unserved, &self.books(presence), &mut scratch.facts);
            pay(terms, &scratch.facts, presence, &mut scratch.ledger);
            pays.extend(by_seat(&scratch.ledger, self.seats.len()));
        }
        pays
    }
}

/// New seat of each seat's book: the next but so many among seats of the same segment with as many accounts, another one in every group.
fn rotation(ground: &Ground, group: u32) -> Vec<u16> {
    let like =
        |a: usize, b: usize| (ground.books[a].segment, ground.books[a].accounts) == (ground.books[b].segment, ground.books[b].accounts);
    (0..ground.books.len())
        .map(|seat| {
            let peers: Vec<usize> = (0..ground.books.len()).filter(|&other| like(seat, other)).collect();
            let own = peers.iter().position(|&peer| peer == seat).unwrap_or(0);
            let by = if peers.len() > 1 { 1 + group as usize % (peers.len() - 1) } else { 0 };
            peers[(own + by) % peers.len()] as u16
        })
        .collect()
}
