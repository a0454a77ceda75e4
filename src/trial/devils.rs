//! One game at a time: the same market with people without scruples who know a single game, under the plans that invite it.
//!
//! A game that nobody would play costs nothing here: it has no world. What the others earn and cost is said beside angels, who live the same
//! trials among others ([`PEOPLE_EVERY`](super::PEOPLE_EVERY) divides [`CHANNELS_EVERY`]).

use crate::behaviour::{Assumptions, Behaviour, Channel, Channels, Moment, Policy};

use super::engine::{Engine, Together, World};
use super::ground::Luck;
use super::lived::Lived;
use super::outcome::Outcomes;
use super::part::Part;
use super::pilot::Pilot;
use super::single::Scratch;

/// People with one game live one trial in so many: a multiple of [`PEOPLE_EVERY`](super::PEOPLE_EVERY), so that angels live it, too.
pub const CHANNELS_EVERY: u32 = 16;

/// Least mean degree of a game, beyond what comes with owning commercial work, from which it is lived. Judgement: less is hardly
/// noticed.
const NOTICEABLE: f64 = 0.02;
/// Trials that show whether any deal would move.
const TIMING_TRIALS: u32 = 4;
/// Luck of these trials, that of no ordinary one.
const LUCK: u32 = 1 << 26;

/// People without scruples who know one game.
#[derive(Debug)]
pub(crate) struct Tempted {
    pub(crate) channel: Channel,
    /// By plan; idle under plans that do not invite the game.
    policies: Vec<Policy>,
    /// Plans that invite it, and how far it goes there before a period has shown anything; 0 for timing.
    pub(crate) plans: Vec<(usize, f64)>,
}

/// The base market with people without scruples who know one game.
#[derive(Debug, Clone, PartialEq)]
pub struct ChannelResult {
    /// The game.
    pub channel: Channel,
    /// Plans under which it is played, by index; they are the plans of `outcomes`, in this order.
    pub plans: Vec<usize>,
    /// Their outcomes, same luck, in every [`CHANNELS_EVERY`]th trial: pay, partners' pay, ARR at the end, revenue, and of the response discounts,
    /// padding, replacing people and conduct. Other columns are empty.
    pub outcomes: Outcomes,
}

impl Engine<'_> {
    /// Finds out which game is played under which plan. A game that the scenario switches off stays off.
    pub(crate) fn tempt(&mut self, pilot: &Pilot) {
        let open = self.scenario.assumptions.channels;
        let tempted = Channel::ALL.into_iter().filter(|channel| open.has(*channel)).map(|channel| self.tempted_by(pilot, channel));
        self.tempted = tempted.filter(|tempted| !tempted.plans.is_empty()).collect();
    }

    fn tempted_by(&self, pilot: &Pilot, channel: Channel) -> Tempted {
        let people = knowing(&self.scenario.assumptions, channel);
        let mut policies = self.solve(pilot, Behaviour::Devils, &people);
        let plans: Vec<(usize, f64)> = if channel == Channel::Timing {
            self.move_deals(&policies).into_iter().map(|plan| (plan, 0.0)).collect()
        } else {
            let degrees = policies.iter().enumerate().map(|(plan, policy)| (plan, self.steady_degree(plan, policy, channel)));
            degrees.filter(|(_, degree)| *degree >= NOTICEABLE).collect()
        };
        for (plan, policy) in policies.iter_mut().enumerate() {
            if plans.iter().all(|(invites, _)| *invites != plan) {
                *policy = policy.idle();
            }
        }
        Tempted { channel, policies, plans }
    }

    /// Mean degree of a game over seats and periods before a period has shown anything, beyond what comes with owning commercial work.
    fn steady_degree(&self, plan: usize, policy: &Policy, channel: Channel) -> f64 {
        let periods = self.terms[plan].periods();
        let own = |seat: usize, period: usize| {
            let moment = Moment { period, passed: 0, capacity: 1.0, character: 0.0, so_far: &[] };
            channel.degree(&policy.decide(seat, &moment).conduct)
        };
        let all: f64 = (0..self.seats.len()).flat_map(|seat| (0..periods).map(move |period| own(seat, period))).sum();
        all / (self.seats.len() * periods).max(1) as f64 - beyond_owning(policy, channel)
    }

    /// Plans under which some deal moves in a few trials.
    fn move_deals(&self, policies: &[Policy]) -> Vec<usize> {
        let Some(ground) = self.base_ground() else { return Vec::new() };
        let lucks: Vec<Luck> = (0..TIMING_TRIALS).map(|trial| Luck::of(LUCK | trial)).collect();
        let lived = lucks.chunks(self.isa.width()).flat_map(|lucks| self.live_unit(ground, &[policies], self.needs_hold_out(), lucks));
        let moves: Vec<Vec<bool>> = lived
            .map(|all| all.responding.iter().map(|own| own.as_ref().is_some_and(|own| degree(own, Channel::Timing) > 0.0)).collect())
            .collect();
        (0..self.terms.len()).filter(|&plan| moves.iter().any(|trial| trial[plan])).collect()
    }

    /// Lives some trials of one outer draw once for every game. Nothing where there is no game to live.
    pub(crate) fn live_channels(&self, lucks: &[Luck]) -> Vec<Together> {
        let ground = lucks.first().and_then(|&luck| self.ground_of(World::Base, luck)).filter(|_| !self.tempted.is_empty());
        let Some(ground) = ground else { return Vec::new() };
        let groups: Vec<&[Policy]> = self.tempted.iter().map(|tempted| tempted.policies.as_slice()).collect();
        self.live_unit(ground, &groups, self.needs_hold_out(), lucks)
    }

    /// What a trial's games left behind, in the order of the games.
    pub(crate) fn record_channels(&self, together: &Together, scratch: &mut Scratch) -> Vec<Part> {
        let record = |(nth, tempted): (usize, &Tempted)| {
            let mut part = Part::default();
            self.record_channel(tempted, together, nth * self.terms.len(), scratch, &mut part.outcomes);
            part
        };
        self.tempted.iter().enumerate().map(record).collect()
    }

    fn record_channel(&self, tempted: &Tempted, together: &Together, first: usize, scratch: &mut Scratch, o: &mut Outcomes) {
        (o.plans, o.seats, o.quarters) = (tempted.plans.len(), self.seats.len(), self.scenario.quarters());
        let months = usize::from(self.scenario.months);
        for &(plan, _) in &tempted.plans {
            let lived = together.responding[first + plan].as_deref().unwrap_or(&together.salaried);
            let facts = self.facts_of_lived(plan, lived, together.unserved.as_deref(), &mut scratch.facts);
            scratch.till.pay_by_seat(&self.terms[plan], facts, &lived.presence, &mut o.pay);
            o.partner_cost.push(scratch.till.ledger.partners.0);
            let c = lived.customers.company(months);
            o.arr_end.push(c.arr_end);
            o.revenue.push(c.revenue);
            let r = &mut o.response;
            r.discounts.push(c.discounts);
            r.padding_cost.push(f64::from(c.padded_leads) * self.scenario.assumptions.padded_lead_cost);
            r.rehire_cost.push(self.rehire_cost(lived));
            r.conduct.extend(lived.conduct.means());
        }
        o.trials += 1;
    }
}

/// The same assumptions about people who know one game only.
pub(crate) fn knowing(people: &Assumptions, channel: Channel) -> Assumptions {
    Assumptions { channels: Channels::only(channel), ..*people }
}

/// What owning commercial work adds to a game, whoever plays it.
pub(crate) fn beyond_owning(policy: &Policy, channel: Channel) -> f64 {
    if channel == Channel::Pressure { policy.owned_pressure() } else { 0.0 }
}

/// Mean degree of a game over the seat-months of a lived trial.
pub(crate) fn degree(lived: &Lived, channel: Channel) -> f64 {
    let (sum, n) = lived.decisions.iter().flatten().fold((0.0, 0_u32), |(sum, n), d| (sum + channel.degree(&d.conduct), n + 1));
    sum / f64::from(n.max(1))
}
