//! Factorial trials: the market, accounts' luck, books and skill each drawn twice, and lived in all sixteen combinations at salaried
//! effort.
//!
//! Two combinations that agree in some factors and differ in the others are a pick-freeze pair for the factors they share
//! ([`stats::PickFreeze`](crate::stats::PickFreeze)), so that sixteen lives make eight pairs for each of the fourteen subsets.
//! Beside the first and the last combination, which have nothing in common, the same
//! accounts are dealt to other people of their segment.

use rayon::prelude::*;

use crate::behaviour::Conduct;
use crate::dynamics::Panel;
use crate::lanes::Isa;
use crate::measure::{Facts, Presence};

use super::engine::Engine;
use super::ground::{Ground, Luck};
use super::lived::Customers;
use super::metric_reliability::Readings;
use super::outcome::SUM_GROUPS;
use super::single::Scratch;
use super::team::Team;
use super::unit::{UnitLife, UnitWorld};
use super::variance::{COMBINATIONS, VarianceColumns};

/// Groups of sixteen combinations at most: a Shapley share is then known to about four hundredths.
const MOST_GROUPS: u32 = 64;
/// One group for so many trials, where people respond to each plan in worlds of their own and where not: a bounded share of a run's
/// time, however short the run.
const TRIALS_PER_GROUP: [u32; 2] = [24, 64];
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
    /// By market, book, skill; panels where every measure is read of them.
    worlds: Vec<Customers>,
    /// By market, book, where a plan's baseline reads it.
    unserved: Vec<Customers>,
    rotated: Customers,
}

impl Engine<'_> {
    /// Lives the factorial trials that a run of `trials` trials deserves. Nothing where no customers are sampled.
    pub(crate) fn run_factorial(&self, trials: u32, columns: &mut VarianceColumns) {
        let Some(ground) = self.base_ground() else { return };
        let [responding, salaried] = TRIALS_PER_GROUP;
        let groups = (trials / if self.policies.is_empty() { salaried } else { responding }).min(MOST_GROUPS);
        // a unit lives nine worlds at once: wider ones take memory and gain little
        let (isa, all) = (self.isa.min(Isa::Avx2), (0..groups).collect::<Vec<u32>>());
        let groups: Vec<Group> = all.par_chunks(isa.width()).flat_map_iter(|groups| self.live_groups(ground, isa, groups)).collect();
        let mut blocks = vec![Readings::of(self.scenario); if groups.is_empty() { 0 } else { SUM_GROUPS }];
        for (nth, group) in groups.into_iter().enumerate() {
            columns.factorial_pay.extend(group.pay);
            columns.rotated_pay.extend(group.rotated);
            blocks[nth % SUM_GROUPS].add(&group.readings);
        }
        columns.readings = blocks.into_iter().flat_map(Readings::into_sums).collect();
    }

    fn live_groups(&self, ground: &Ground, isa: Isa, groups: &[u32]) -> Vec<Group> {
        let each = self.terms.len() * self.seats.len();
        let blank =
            || Group { pay: vec![0; COMBINATIONS * each], rotated: Vec::with_capacity(2 * each), readings: Readings::of(self.scenario) };
        let mut lived: Vec<Group> = groups.iter().map(|_| blank()).collect();
        let mut scratch = Scratch::default();
        for accounts in 0..2 {
            for (group, half) in lived.iter_mut().zip(self.live_halves(ground, isa, groups, accounts)) {
                self.pay_half(accounts, half, group, &mut scratch);
            }
        }
        lived
    }

    /// Adds one draw of accounts' luck to a group.
    fn pay_half(&self, accounts: usize, half: Half, group: &mut Group, scratch: &mut Scratch) {
        let each = self.terms.len() * self.seats.len();
        let mut facts = [Facts::default(), Facts::default()];
        let presences = half.teams.each_ref().map(|team| team.presence(usize::from(self.scenario.months)));
        for (at, world) in half.worlds.iter().enumerate() {
            let (market, book, skill) = (at >> 2, at >> 1 & 1, at & 1);
            let from = (market | accounts << 1 | book << 2 | skill << 3) * each;
            let pay = self.pay_salaried(world, half.unserved.get(at >> 1), &presences[skill], scratch);
            group.pay[from..from + each].copy_from_slice(&pay);
        }
        let same = apart(accounts);
        let [own, other] = [accounts, 1 - accounts];
        if let [Some(a), Some(b)] = [own, other].map(|skill| half.worlds[same << 1 | skill].panel()) {
            group.readings.collect([a, b], [&half.teams[own], &half.teams[other]], &self.books(&presences[own]), &mut facts);
        }
        group.rotated.extend(self.pay_salaried(&half.rotated, half.unserved.get(same), &presences[accounts], scratch));
    }

    fn live_halves(&self, ground: &Ground, isa: Isa, groups: &[u32], accounts: usize) -> Vec<Half> {
        let lucks = |market: usize, book: usize, skill: usize| -> Vec<Luck> {
            let of = |group: u32| {
                let id = |draw: usize| LUCK | group << 1 | draw as u32;
                Luck { market: id(market), accounts: id(accounts), book: id(book), skill: id(skill) }
            };
            groups.iter().map(|&group| of(group)).collect()
        };
        let mut lives: Vec<UnitLife<'_>> = (0..4).map(|at| UnitLife::begin(ground, isa, &lucks(at >> 1, at & 1, 0))).collect();
        let mut teams = [0, 1].map(|skill| lucks(0, 0, skill).into_iter().map(|luck| ground.team(luck)).collect::<Vec<Team>>());
        let asked = self.asked(&[], true);
        let world = |at: usize, served: bool| {
            let asked = asked.as_ref().filter(|_| at != apart(accounts));
            lives[at].world_for(asked, served)
        };
        let mut worlds: Vec<UnitWorld<'_>> = (0..8).map(|at| world(at >> 1, true)).collect();
        let mut unserved: Vec<UnitWorld<'_>> = if self.needs_hold_out() { (0..4).map(|at| world(at, false)).collect() } else { Vec::new() };
        for month in 0..ground.months {
            teams.iter_mut().flatten().for_each(|team| team.month(&[]));
            lives.iter_mut().for_each(|life| life.draw(month));
            for (at, world) in worlds.iter_mut().enumerate() {
                lives[at >> 1].month(month, world, |lane| &teams[at & 1][lane], |_, _| &Conduct::SALARIED);
            }
            for (life, world) in lives.iter().zip(&mut unserved) {
                life.month(month, world, |lane| &teams[0][lane], |_, _| &Conduct::SALARIED);
            }
            for (at, world) in worlds.iter_mut().enumerate() {
                world.read(&lives[at >> 1], month, unserved.get(at >> 1));
            }
            for (life, world) in lives.iter().zip(&mut unserved) {
                world.read(life, month, None);
            }
        }
        let dealt = lucks(accounts, accounts, accounts).into_iter().zip(groups);
        let rotated = dealt.map(|(luck, &group)| live_rotated(ground, isa, luck, group));
        let mut worlds: Vec<_> = worlds.into_iter().map(|world| world.finish().into_iter()).collect();
        let mut unserved: Vec<_> = unserved.into_iter().map(|world| world.finish().into_iter()).collect();
        let mut teams = teams.map(Vec::into_iter);
        let halves = rotated.map(|rotated| {
            let [first, second] = teams.each_mut().map(Iterator::next);
            Some(Half {
                teams: [first?, second?],
                worlds: worlds.iter_mut().filter_map(Iterator::next).collect(),
                unserved: unserved.iter_mut().filter_map(Iterator::next).collect(),
                rotated: Customers::Panel(Box::new(rotated?)),
            })
        });
        halves.flatten().collect()
    }

    /// Pay of everybody under every plan, `plans × seats`, \[cents\].
    fn pay_salaried(&self, world: &Customers, unserved: Option<&Customers>, presence: &Presence, scratch: &mut Scratch) -> Vec<i64> {
        let mut pays = Vec::with_capacity(self.terms.len() * self.seats.len());
        for (plan, terms) in self.terms.iter().enumerate() {
            let facts = self.facts_of_customers(plan, world, unserved, presence, &mut scratch.facts);
            scratch.till.pay_by_seat(terms, facts, presence, &mut pays);
        }
        pays
    }
}

/// Market and book, in one number, of the same draw as accounts' luck: the worlds that have nothing in common with those of the other draw.
fn apart(accounts: usize) -> usize {
    accounts << 1 | accounts
}

/// One group with the starting books dealt to other seats, each group in its own way.
fn live_rotated(ground: &Ground, isa: Isa, luck: Luck, group: u32) -> Option<Panel> {
    let mut life = UnitLife::begin(ground, isa, &[luck]);
    let (mut team, mut world) = (ground.team(luck), life.world(true));
    world.deal(&rotation(ground, group));
    for month in 0..ground.months {
        team.month(&[]);
        life.draw(month);
        life.month(month, &mut world, |_| &team, |_, _| &Conduct::SALARIED);
    }
    world.finish_panels().pop()
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
