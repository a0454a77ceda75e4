//! One world of one trial: the cohort's customers under one way of serving them, month by month, recorded as a panel.

use crate::behaviour::{Assumptions, Conduct, Gaming, TIME_SHARES, Timing, capacity, load, response};
use crate::cohort::parametric::Newborn;
use crate::dynamics::account::{Account, RED};
use crate::dynamics::events::cloglog_full;
use crate::dynamics::seat::{Intercepts, MonthShock, Service, next_strategy, next_trust};
use crate::dynamics::timing::live_and_sign;
use crate::dynamics::{AccountDraws, Coefficients, Event, EventKind, Panel};
use crate::random::normal::{exp, ln, uniform};

use super::ground::Ground;
use super::team::{Noise, SeatState, Team};

/// Block of an account-month's auxiliary stream that says which deals are shifted.
pub(super) const TIMING: u32 = 3;
/// Block of it that decides the milestones of new accounts.
pub(super) const MILESTONES: u32 = 2;

/// How the customers of a world are served.
#[cfg(test)]
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Staffing {
    /// Nobody ever: the twin that says what would have come anyway.
    Nobody,
    /// A team with this conduct.
    Team(Conduct),
}

/// The luck of one month, shared by all worlds.
pub(crate) struct MonthLuck<'a> {
    pub month: u16,
    /// Trial whose luck this is.
    pub trial: u32,
    pub shock: MonthShock,
    /// One per account; meaningless for accounts that no world has alive.
    pub draws: &'a [AccountDraws],
}

/// Running state of a world.
#[derive(Clone)]
pub(crate) struct World {
    /// Somebody serves it.
    served: bool,
    accounts: Vec<Account>,
    alive: Vec<bool>,
    /// Seat that holds each account now.
    owner: Vec<u16>,
    /// ln of the contract's monthly price; unused for usage billing.
    ln_price: Vec<f32>,
    /// First value reached, implementation successes.
    onboarding: Vec<(bool, u8)>,
    trust: Vec<f32>,
    strategy: Vec<f32>,
    intercepts: Vec<Intercepts>,
    adoption: Vec<f32>,
    /// Living and red accounts per seat.
    counts: Vec<(u32, u32)>,
    next_move: usize,
    /// Deals of referred and moved customers, signed later.
    later: Vec<Event>,
    /// What measuring reads.
    pub panel: Panel,
}

impl World {
    /// Everybody at the start. A book that has had a CSM starts with more value than one that never had any.
    pub(crate) fn start(ground: &Ground, cohort: &[Newborn], noise: &Noise, served: bool) -> Self {
        let (n, seats) = (cohort.len(), ground.books.len());
        let c = &ground.coefficients;
        let at_birth = |a: &Newborn| Account { ln_usage: a.ln_usage, value: birth_value(c, a, served), pending: 0.0, held: 0.0 };
        let accounts = cohort.iter().map(at_birth).collect();
        let panel = blank_panel(ground, cohort, noise);
        Self {
            served,
            accounts,
            alive: vec![false; n],
            owner: panel.owner.clone(),
            ln_price: cohort.iter().map(|a| a.ln_usage).collect(),
            onboarding: vec![(false, 0); n],
            trust: vec![if served { c.start_trust } else { 1.0 }; seats],
            strategy: vec![if served { c.strategy_start } else { 0.0 }; seats],
            intercepts: Vec::with_capacity(seats),
            adoption: vec![0.0; seats],
            counts: vec![(0, 0); seats],
            next_move: 0,
            later: Vec::new(),
            panel,
        }
    }

    /// Deals the starting books anew: what was to be seat s's goes to `seat_of[s]`. Before the first month.
    #[cfg(test)]
    pub(crate) fn deal(&mut self, seat_of: &[u16]) {
        for (owner, born) in self.owner.iter_mut().zip(&self.panel.born) {
            if *born == 0 {
                *owner = seat_of[usize::from(*owner)];
            }
        }
        self.panel.owner.clone_from(&self.owner);
    }

    /// Whether an account lives or arrives in `month`, so that its luck is needed.
    pub(crate) fn needs(&self, account: usize, month: u16) -> bool {
        self.alive[account] || self.panel.born[account] == month
    }

    /// Lives through one month, served by `team` with these conducts per seat.
    pub(crate) fn month(&mut self, ground: &Ground, cohort: &[Newborn], team: &Team, conducts: &[Conduct], luck: &MonthLuck<'_>) {
        let month = luck.month;
        if month == 0 {
            for (alive, a) in self.alive.iter_mut().zip(cohort) {
                *alive = a.born == 0;
            }
        }
        if month == 0 && ground.opening {
            self.open(ground, cohort, luck);
            return;
        }
        self.hand_over(month);
        self.count();
        self.fold_seats(ground, team, conducts, luck);
        self.panel.macro_state[usize::from(month)] = luck.shock.macro_state;
        let from = usize::from(month) * self.panel.accounts;
        let first_event = self.panel.events.len();
        for (i, born) in cohort.iter().enumerate() {
            let revenue = if self.alive[i] {
                self.live(ground, born, i, luck)
            } else if born.born == month && month > 0 {
                self.alive[i] = true;
                self.invoice(ground, born, i, &luck.draws[i])
            } else {
                continue;
            };
            self.panel.revenue[from + i] = revenue;
            if self.alive[i] {
                self.panel.value[from + i] = self.accounts[i].value;
            }
        }
        self.sign(month, first_event);
    }

    /// The opening balance: every starting account is charged its price or permanent usage, and nothing happens.
    fn open(&mut self, ground: &Ground, cohort: &[Newborn], luck: &MonthLuck<'_>) {
        self.panel.macro_state[0] = luck.shock.macro_state;
        for (i, _) in cohort.iter().enumerate().filter(|(_, born)| born.born == 0) {
            self.panel.revenue[i] = exp(self.accounts[i].ln_usage);
            self.panel.value[i] = self.accounts[i].value;
        }
        let seats = ground.books.len();
        self.panel.strategy[..seats].copy_from_slice(&self.strategy);
    }

    /// Hands out the panel.
    pub(crate) fn finish(self) -> Panel {
        self.panel
    }

    /// Puts the month's deals of referred and moved customers among its other events, by account.
    fn sign(&mut self, month: u16, first: usize) {
        let events = &mut self.panel.events;
        events.extend(self.later.iter().filter(|e| e.month == month));
        self.later.retain(|e| e.month > month);
        events[first..].sort_by_key(|e| e.account);
    }

    fn hand_over(&mut self, month: u16) {
        while let Some(&(account, at, seat)) = self.panel.moves.get(self.next_move).filter(|m| m.1 <= month) {
            debug_assert_eq!(at, month);
            self.owner[account as usize] = seat;
            self.next_move += 1;
        }
    }

    fn count(&mut self) {
        self.counts.fill((0, 0));
        for (i, account) in self.accounts.iter().enumerate() {
            if self.alive[i] {
                let (living, red) = &mut self.counts[usize::from(self.owner[i])];
                *living += 1;
                *red += u32::from(account.value < RED);
            }
        }
    }

    /// People of the month, folded into intercepts per seat; trust and coverage move on.
    fn fold_seats(&mut self, ground: &Ground, team: &Team, conducts: &[Conduct], luck: &MonthLuck<'_>) {
        let c = &ground.coefficients;
        self.intercepts.clear();
        for (seat, book) in ground.books.iter().enumerate() {
            let rates = &ground.rates[usize::from(book.segment)];
            let (living, red) = self.counts[seat];
            let state = team.at(usize::from(luck.month), seat);
            let service =
                if self.served { serve(ground, state, &conducts[seat], load(book.reference, living)) } else { Service::default() };
            if service.handed_over {
                self.trust[seat] *= c.handover_trust;
            }
            let attended = if c.attention_full_book { book.reference } else { living };
            self.intercepts.push(Intercepts::fold(c, rates, &service, &luck.shock, self.trust[seat], attended, red));
            self.adoption[seat] = service.adoption;
            self.trust[seat] = next_trust(c, self.trust[seat], &service);
            self.strategy[seat] = next_strategy(c, self.strategy[seat], &service);
            let cell = usize::from(luck.month) * ground.books.len() + seat;
            self.panel.strategy[cell] = self.strategy[seat];
            self.panel.review[cell] = c.review_rate * service.recorded(c);
            self.panel.inflation[cell] = service.inflation;
            self.panel.begging[cell] = service.begging;
            self.panel.sandbagging[cell] = service.sandbagging;
            self.panel.work[cell] = if self.served {
                work(state.skill * state.ramp, conducts[seat].output, conducts[seat].effort.map(response).to_array())
            } else {
                0.0
            };
        }
    }

    /// One month of a living account; returns its invoice.
    fn live(&mut self, ground: &Ground, born: &Newborn, i: usize, luck: &MonthLuck<'_>) -> f32 {
        let c = &ground.coefficients;
        let rates = &ground.rates[usize::from(born.segment)];
        let seat = usize::from(self.owner[i]);
        let intercepts = self.intercepts[seat];
        let before = self.accounts[i];
        let draws = &luck.draws[i];
        let timing = || uniform(ground.auxiliary.block(born.id, u32::from(luck.month), TIMING, luck.trial)[0]);
        let (after, happened) = live_and_sign(c, rates, &born.nature, &intercepts, draws, timing, born.contract.is_none(), before);
        let due = born.contract.filter(|k| k.due(luck.month));
        let lapses = due.is_some_and(|k| {
            let w = ground.renewal.block(born.id, u32::from(luck.month), 0, luck.trial);
            // a term's hazard is the monthly one times its months
            cloglog_full(uniform(w[0])) < intercepts.churn - c.churn_value * before.value + ln(12.0 * f32::from(k.years))
        });
        if happened.churned || lapses {
            self.alive[i] = false;
            self.panel.left[i] = luck.month;
            if let Some(contract) = due {
                let annual = 12.0 * exp(self.ln_price[i]);
                self.record(luck.month, i, EventKind::Lapse, 0.0, annual, contract.years);
            }
            return 0.0;
        }
        self.accounts[i] = after;
        let level = 12.0 * exp(if born.contract.is_some() { self.ln_price[i] } else { before.ln_usage });
        let discount = ground.assumptions.pull_discount as f32;
        for (log_size, kind, discount) in [
            (happened.expansion, EventKind::Expansion, 0.0),
            (happened.signed, EventKind::Deal, 0.0),
            (happened.late, EventKind::Deal, 0.0),
            (happened.early, EventKind::Deal, discount),
        ] {
            if log_size > 0.0 {
                let size = exp(log_size) - 1.0;
                self.record_deal(luck.month, i, kind, [size, discount], level);
                self.ln_price[i] += log_size;
            }
        }
        if happened.lead {
            self.record(luck.month, i, EventKind::Lead, 0.0, 0.0, 1);
        }
        if happened.padded {
            self.record(luck.month, i, EventKind::PaddedLead, 0.0, 0.0, 1);
        }
        if happened.advocacy {
            self.record(luck.month, i, EventKind::Advocacy, 0.0, 0.0, 1);
        }
        if happened.referral {
            self.sign_later(luck.month + c.new_business_lag, i, EventKind::Referral, rates.new_business);
        }
        if happened.mover {
            self.sign_later(luck.month + c.new_business_lag, i, EventKind::Mover, rates.new_business);
        }
        if let Some(contract) = due {
            let old = 12.0 * exp(self.ln_price[i]);
            self.ln_price[i] = after.ln_usage;
            self.record(luck.month, i, EventKind::Renewal, 12.0 * exp(after.ln_usage), old, contract.years);
        }
        if born.born > 0 && self.onboarding[i] != (true, 3) {
            self.onboard(ground, born, i, luck);
        }
        self.invoice(ground, born, i, draws)
    }

    /// Milestones of a new account, with uniforms of their own.
    fn onboard(&mut self, ground: &Ground, born: &Newborn, i: usize, luck: &MonthLuck<'_>) {
        let c = &ground.coefficients;
        let w = ground.auxiliary.block(born.id, u32::from(luck.month), MILESTONES, luck.trial);
        let adoption = self.adoption[usize::from(self.owner[i])];
        let hazard = c.first_value_rate * (0.5 + 0.5 * adoption) * exp(0.3 * self.accounts[i].value);
        if !self.onboarding[i].0 && uniform(w[0]) < 1.0 - exp(-hazard) {
            self.onboarding[i].0 = true;
            self.record(luck.month, i, EventKind::FirstValue, 0.0, 0.0, 1);
        }
        if self.onboarding[i].1 < 3 && uniform(w[1]) < c.implementation_rate {
            self.onboarding[i].1 += 1;
            if self.onboarding[i].1 == 3 {
                self.record(luck.month, i, EventKind::Implemented, 0.0, 0.0, 1);
            }
        }
    }

    /// What the customer is charged: the contract's price, or metered usage.
    fn invoice(&self, ground: &Ground, born: &Newborn, i: usize, draws: &AccountDraws) -> f32 {
        if born.contract.is_some() {
            return exp(self.ln_price[i]);
        }
        let sd = ground.rates[usize::from(born.segment)].metering_sd;
        exp(self.accounts[i].ln_usage + (sd * draws.metering - 0.5 * sd * sd))
    }

    fn record(&mut self, month: u16, account: usize, kind: EventKind, dollars: f32, before: f32, years: u8) {
        self.panel.events.push(Event { month, account: account as u32, kind, dollars, discount: 0.0, before, size: 0.0, years });
    }

    /// `size` is a share of the annual dollars `before`, of which the share `discount` is let go.
    fn record_deal(&mut self, month: u16, account: usize, kind: EventKind, [size, discount]: [f32; 2], before: f32) {
        let list = before * size;
        let discount = discount * list;
        self.panel.events.push(Event { month, account: account as u32, kind, dollars: list - discount, discount, before, size, years: 1 });
    }

    fn sign_later(&mut self, month: u16, account: usize, kind: EventKind, dollars: f32) {
        self.later.push(Event { month, account: account as u32, kind, dollars, discount: 0.0, before: 0.0, size: 0.0, years: 1 });
    }
}

/// What measuring reads, before anything has happened.
pub(super) fn blank_panel(ground: &Ground, cohort: &[Newborn], noise: &Noise) -> Panel {
    let (n, seats, months) = (cohort.len(), ground.books.len(), usize::from(ground.months));
    Panel {
        months,
        first_paid: usize::from(ground.burn_in),
        accounts: n,
        seats,
        id: cohort.iter().map(|a| a.id).collect(),
        segment: cohort.iter().map(|a| a.segment).collect(),
        owner: cohort.iter().map(|a| a.seat).collect(),
        moves: ground.moves.clone(),
        born: cohort.iter().map(|a| a.born).collect(),
        left: vec![Panel::ALIVE; n],
        contract: cohort.iter().map(|a| a.contract.is_some()).collect(),
        revenue: vec![0.0; months * n],
        value: vec![f32::NAN; months * n],
        deployment: cohort.iter().map(|a| a.deployment).collect(),
        events: Vec::new(),
        strategy: vec![0.0; months * seats],
        review: vec![0.0; months * seats],
        inflation: vec![0.0; months * seats],
        begging: vec![0.0; months * seats],
        sandbagging: vec![0.0; months * seats],
        work: vec![0.0; months * seats],
        macro_state: vec![0.0; months],
        seat_noise: noise.seat.clone(),
        ticket_luck: noise.tickets.clone(),
    }
}

/// Value score of an account when it first appears. A book that has had a CSM starts with more than one that never had any.
fn birth_value(c: &Coefficients, a: &Newborn, served: bool) -> f32 {
    let above = match (a.born, served) {
        (0, true) => c.start_value,
        (0, false) => 0.0,
        _ => c.new_account_value,
    };
    let spread = if a.born == 0 { c.start_value_sd } else { 0.0 };
    a.nature.anchor + above + spread * a.value_normal
}

/// What the person in a seat does, whatever the number of customers, all activities weighted by their share of time. `outputs` are those of
/// their effort, by activity.
pub(super) fn work(capacity: f32, output: f32, outputs: [f32; 5]) -> f32 {
    let weighted = outputs.into_iter().zip(TIME_SHARES);
    capacity * output * weighted.map(|(output, share)| output * share as f32).sum::<f32>()
}

/// Games of the person in a seat, and when deals are signed: nobody there, nobody to play.
pub(super) fn games_of(present: bool, conduct: &Conduct) -> (Gaming, Timing) {
    if present { (conduct.gaming, conduct.timing) } else { (Gaming::NONE, Timing::AsReady) }
}

/// Shares of deals that are pulled forward and held back.
pub(super) fn moved_of(assumptions: &Assumptions, games: Gaming, timing: Timing) -> [f32; 2] {
    let (pull, hold) = (assumptions.pull_share as f32, assumptions.hold_share as f32);
    match timing {
        Timing::AsReady => [0.0, 0.0],
        Timing::PullForward => [pull * games.pressure, 0.0],
        Timing::HoldBack => [0.0, hold],
    }
}

/// What customers get from the person in a seat.
fn serve(ground: &Ground, state: &SeatState, conduct: &Conduct, load: f32) -> Service {
    let capacity = capacity(state.skill, state.ramp, load, conduct.output);
    let output = conduct.effort.map(|e| capacity * response(e));
    let (games, timing) = games_of(state.present, conduct);
    let [pulled, held] = moved_of(&ground.assumptions, games, timing);
    Service {
        adoption: output.adoption,
        rescue: output.rescue,
        expansion: output.expansion * conduct.discovery,
        advocacy: output.advocacy,
        documented: output.documented,
        pressure: games.pressure,
        padding: games.padding,
        shallow: games.shallow,
        inflation: games.inflation,
        begging: games.begging,
        neglect: games.neglect,
        sandbagging: games.sandbagging,
        pulled,
        held,
        handed_over: state.handed_over,
        unsettled: state.since_handover < ground.coefficients.handover_months,
    }
}

#[cfg(test)]
mod tests {
    use super::super::ground::Luck;
    use super::super::ground::tests::scenario;
    use super::*;
    use crate::scenario::{Scenario, Stress};

    /// Without a burn-in, the month before pay shows every book at its stated size: no noise, no events, nobody gone; what follows
    /// is lived.
    #[test]
    fn without_a_burn_in_there_is_an_opening_balance() {
        let scenario = Scenario { burn_in: 0, ..scenario(2) };
        let ground = Ground::of(&scenario, &Stress::default(), 0).open_at(&[0.0; 3]);
        let (panels, team) = ground.live(Luck::of(3), &[Staffing::Team(Conduct::SALARIED), Staffing::Nobody]);
        assert_eq!((ground.burn_in, usize::from(ground.months), team.months()), (1, 13, 13));
        for panel in &panels {
            assert_eq!((panel.first_paid, panel.months), (1, 13));
            assert!(panel.events.iter().all(|e| e.month > 0) && panel.left.iter().all(|&left| left > 0));
            assert!(panel.revenue_in(1) != panel.revenue_in(0) && !panel.events.is_empty());
            let started = panel.born.iter().filter(|&&born| born == 0).count();
            assert_eq!((started, panel.revenue_in(0).iter().filter(|&&r| r > 0.0).count()), (2 * (80 + 40 + 12), started));
        }
        assert_eq!(panels[0].revenue_in(0), panels[1].revenue_in(0), "nobody has worked yet");
        assert!(ground.opening_shifts(&scenario.segments, crate::lanes::Isa::best()).iter().all(|&shift| shift == 0.0));
    }

    /// Red accounts share the time of a full book, or of as much of it as still lives.
    #[test]
    fn attention_can_be_that_of_a_full_book() {
        let mut scenario = Scenario { burn_in: 0, ..scenario(1) };
        scenario.segments.iter_mut().for_each(|s| s.annual_churn = 0.6);
        scenario.turnover.new_accounts = false;
        let red_months = |full: bool| {
            let mut ground = Ground::of(&scenario, &Stress::default(), 0);
            let c = &mut ground.coefficients;
            (c.attention_full_book, c.rescue, c.churn_value) = (full, 0.5, 0.0); // the same accounts live
            let panels = (0..20).map(|trial| ground.live(Luck::of(trial), &[Staffing::Team(Conduct::SALARIED)]).0.swap_remove(0));
            panels.map(|p| p.value.iter().filter(|&&v| v < RED).count()).sum::<usize>()
        };
        assert!(red_months(true) < red_months(false), "half-empty books leave more time for each red account");
    }
}
