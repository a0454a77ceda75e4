//! The life of the team in one trial: who leaves, vacancies, ramping hires. The same under every plan, unless people leave over pay.

use std::sync::Arc;

use crate::behaviour::{monthly_quit_probability, ramp, skill};
use crate::measure::{Presence, SeatMonth};
use crate::random::normal::{normals, uniform};
use crate::random::{Purpose, Stream};
use crate::scenario::{Seat, Turnover};

use super::ground::Luck;

/// One seat in one simulated month.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct SeatState {
    /// Somebody is there.
    pub present: bool,
    /// Full months since hiring; [`SeatMonth::VETERAN`] for people from before.
    pub tenure: u16,
    /// Skill of the person, mean 1; 0 while vacant.
    pub skill: f32,
    /// Share of full capacity by ramp; 0 while vacant.
    pub ramp: f32,
    /// The book was handed over this month.
    pub handed_over: bool,
    /// Months since the last hand-over; `u16::MAX` if there was none.
    pub since_handover: u16,
    /// Uniform that decides the person's integrity.
    pub character: f32,
}

impl SeatState {
    /// Whether somebody from before is there, as in any other month until somebody leaves.
    fn is_settled(&self) -> bool {
        self.tenure == SeatMonth::VETERAN && self.since_handover == u16::MAX
    }
}

/// All seats, month by month as far as they have lived.
#[derive(Debug, Clone)]
pub(crate) struct Team {
    stream: Stream,
    trial: u32,
    turnover: Turnover,
    first_paid: usize,
    log_sd: f32,
    /// Mean skill of replacements.
    hire_mean: f32,
    people: Vec<Person>,
    /// Probability of leaving within a month as stated.
    stated: f64,
    /// Words that decide who leaves, `months × seats` from `first_paid` on, as far as they have been drawn beforehand.
    foreseen: Arc<[u32]>,
    /// `months × seats`.
    states: Vec<SeatState>,
}

/// Months that most runs last at most: a year of burn-in, two that are paid, and the month of the opening balance.
const LIKELY_MONTHS: usize = 37;

impl Team {
    /// The roster before the first month. People leave from `first_paid` on: whoever the roster names is there when pay begins.
    pub(crate) fn gather(seed: u64, roster: &[Seat], turnover: &Turnover, first_paid: usize, luck: Luck) -> Self {
        let roster_stream = Stream::new(seed, Purpose::Roster);
        let log_sd = turnover.skill_sd as f32;
        Self {
            stream: Self::leaving(seed),
            trial: luck.accounts,
            turnover: *turnover,
            first_paid,
            log_sd,
            hire_mean: 1.0,
            stated: monthly_quit_probability(turnover.annual, 1.0),
            foreseen: Arc::default(),
            people: roster.iter().enumerate().map(|(i, seat)| Person::first(&roster_stream, i, seat, log_sd, luck.skill)).collect(),
            states: Vec::with_capacity(roster.len() * LIKELY_MONTHS),
        }
    }

    /// The same people at the start of another trial.
    pub(crate) fn in_trial(&self, luck: Luck) -> Self {
        let states = Vec::with_capacity(self.people.len() * LIKELY_MONTHS);
        Self { trial: luck.accounts, people: self.people.clone(), foreseen: Arc::default(), states, ..*self }
    }

    /// The stream whose blocks of seat and simulated month begin with the words that decide who leaves.
    pub(crate) fn leaving(seed: u64) -> Stream {
        Stream::new(seed, Purpose::SeatMonth)
    }

    /// The same people with words that were drawn together with other trials': those of its own blocks, `months × seats` from the first paid
    /// month on.
    pub(crate) fn foreseeing(self, words: Arc<[u32]>) -> Self {
        Self { foreseen: words, ..self }
    }

    /// The same people, whose successors will have this mean skill.
    pub(crate) fn hiring(mut self, mean: f32) -> Self {
        self.hire_mean = mean;
        self
    }

    /// Lives through the next month. `hazard` multiplies the hazard of leaving, per seat; empty = the turnover as stated.
    ///
    /// The monthly probability is 1 − (1 − annual)^(factor ÷ 12), on the same uniform whatever the factor.
    pub(crate) fn month(&mut self, hazard: &[f64]) {
        let month = self.months();
        let leave = |factor: f64| monthly_quit_probability(self.turnover.annual, factor);
        if month < self.first_paid || hazard.is_empty() && self.stated == 0.0 {
            if self.is_settled() {
                // nobody has come, nobody is to come
                return self.states.extend_from_within(self.states.len() - self.people.len()..);
            }
            let stays = |person: &mut Person| person.month(month, self.first_paid, None, &self.turnover);
            self.states.extend(self.people.iter_mut().map(stays));
            return;
        }
        let first = (month - self.first_paid) * self.people.len();
        for (i, person) in self.people.iter_mut().enumerate() {
            let probability = hazard.get(i).map_or(self.stated, |&factor| leave(factor));
            let leaves = |word: u32| f64::from(uniform(word)) < probability;
            let may_leave = self.foreseen.get(first + i).map_or(probability > 0.0, |&word| leaves(word));
            let successor = may_leave
                .then(|| self.stream.block(i as u32, month as u32, 0, self.trial))
                .and_then(|w| leaves(w[0]).then(|| (self.hire_mean * skill(self.log_sd, normals(w[2], w[3]).0), uniform(w[1]))));
            self.states.push(person.month(month, self.first_paid, successor, &self.turnover));
        }
    }

    /// Whether the last month was as the one before it for everybody.
    pub(crate) fn is_as_before(&self) -> bool {
        self.months() > 1 && self.is_settled()
    }

    /// Lives what `other` has lived, who started as this one and met the same.
    pub(crate) fn keep_up(&mut self, other: &Self) {
        self.people.clone_from(&other.people);
        self.states.extend_from_slice(&other.states[self.states.len()..]);
    }

    /// The team over all `months`, with the turnover as stated.
    #[cfg(test)]
    pub(crate) fn live(seed: u64, roster: &[Seat], turnover: &Turnover, months: usize, first_paid: usize, trial: u32) -> Self {
        let mut team = Self::gather(seed, roster, turnover, first_paid, Luck::of(trial));
        (0..months).for_each(|_| team.month(&[]));
        team
    }

    /// Skill of everybody now.
    pub(crate) fn skills(&self) -> Vec<f32> {
        self.people.iter().map(|person| person.skill).collect()
    }

    /// Uniforms that decide everybody's integrity.
    pub(crate) fn characters(&self) -> Vec<f32> {
        self.people.iter().map(|person| person.character).collect()
    }

    /// Months lived.
    pub(crate) fn months(&self) -> usize {
        self.states.len() / self.people.len().max(1)
    }

    /// A month of all seats.
    pub(crate) fn in_month(&self, month: usize) -> &[SeatState] {
        &self.states[month * self.people.len()..][..self.people.len()]
    }

    /// One seat's month.
    pub(crate) fn at(&self, month: usize, seat: usize) -> &SeatState {
        &self.states[month * self.people.len() + seat]
    }

    /// The first `paid` paid months, as far as they were lived.
    fn paid_months(&self, paid: usize) -> impl Iterator<Item = &[SeatState]> {
        self.states.chunks_exact(self.people.len().max(1)).skip(self.first_paid).take(paid)
    }

    /// Whether everybody whom the roster names was there all along, and nobody else.
    fn is_settled(&self) -> bool {
        // whoever has come or gone shows that ever after
        self.states.rchunks(self.people.len().max(1)).next().is_some_and(|last| last.iter().all(SeatState::is_settled))
    }

    /// Mean skill of whoever was there in the first `paid` paid months, by seat; NaN where nobody ever was.
    pub(crate) fn mean_skills(&self, paid: usize) -> Vec<f32> {
        if self.is_settled() && self.paid_months(paid).next().is_some() {
            return self.skills();
        }
        let mut sums = vec![(0.0, 0_u16); self.people.len()];
        for month in self.paid_months(paid) {
            for ((sum, months), state) in sums.iter_mut().zip(month).filter(|(_, state)| state.present) {
                *sum += f64::from(state.skill);
                *months += 1;
            }
        }
        sums.into_iter().map(|(sum, months)| (sum / f64::from(months)) as f32).collect()
    }

    /// People who left in the first `paid` paid months, by seat.
    pub(crate) fn departures(&self, paid: usize) -> Vec<u32> {
        let mut left = vec![0; self.people.len()];
        if self.is_settled() {
            return left;
        }
        for month in self.paid_months(paid) {
            left.iter_mut().zip(month).for_each(|(left, state)| *left += u32::from(state.handed_over));
        }
        left
    }

    /// Who was there in the paid months lived so far, at most `paid`.
    pub(crate) fn presence(&self, paid: usize) -> Presence {
        let last = self.months().min(self.first_paid + paid);
        let months = last - self.first_paid;
        if self.is_settled() {
            return Presence::settled(self.people.len(), months);
        }
        let nobody = SeatMonth { present: false, tenure: 0 };
        let mut seat_months = vec![nobody; months * self.people.len()];
        for (month, states) in self.paid_months(months).enumerate() {
            for (of_seat, state) in seat_months.chunks_exact_mut(months).zip(states) {
                of_seat[month] = SeatMonth { present: state.present, tenure: state.tenure };
            }
        }
        Presence { months, seat_months }
    }
}

/// Luck of what is read per seat-month, the same in every world.
pub(crate) struct Noise {
    /// `months × seats × 4` standard normals, as [`Panel::seat_noise`](crate::dynamics::Panel::seat_noise).
    pub(crate) seat: Vec<f32>,
    /// `months × seats × 2` uniforms, as [`Panel::ticket_luck`](crate::dynamics::Panel::ticket_luck).
    pub(crate) tickets: Vec<f32>,
}

impl Noise {
    pub(crate) fn of(seed: u64, seats: usize, months: usize, trial: u32) -> Self {
        let stream = Stream::new(seed, Purpose::SeatMonth);
        let (mut seat_normals, mut tickets) = (Vec::with_capacity(months * seats * 4), Vec::with_capacity(months * seats * 2));
        for month in 0..months {
            for seat in 0..seats {
                let w = stream.block(seat as u32, month as u32, 1, trial);
                let (a, b) = normals(w[0], w[1]);
                let (c, d) = normals(w[2], w[3]);
                seat_normals.extend([a, b, c, d]);
                let w = stream.block(seat as u32, month as u32, 2, trial);
                tickets.extend([uniform(w[0]), uniform(w[1])]);
            }
        }
        Self { seat: seat_normals, tickets }
    }
}

/// The running state of a seat.
#[derive(Debug, Clone)]
struct Person {
    skill: f32,
    character: f32,
    /// Month of hiring, simulated; `None` = veteran.
    hired: Option<usize>,
    /// First month in which somebody is there.
    from: usize,
    handover: Option<usize>,
    /// Starts later by the roster, paid month.
    start: Option<u16>,
}

impl Person {
    fn first(stream: &Stream, seat: usize, row: &Seat, log_sd: f32, luck: u32) -> Self {
        let w = stream.block(seat as u32, 0, 0, luck);
        Self {
            // of people who are all alike it is 1, whatever the normal
            skill: if log_sd == 0.0 { 1.0 } else { skill(log_sd, normals(w[0], w[1]).0) },
            character: uniform(w[2]),
            hired: None,
            from: 0,
            handover: None,
            start: row.start_month,
        }
    }

    /// `successor`: skill and character of who comes next, if the person leaves.
    fn month(&mut self, month: usize, first_paid: usize, successor: Option<(f32, f32)>, turnover: &Turnover) -> SeatState {
        if let Some(start) = self.start.take_if(|s| month <= first_paid + usize::from(*s)) {
            // not hired yet: the seat is empty until the month the roster gives
            self.from = first_paid + usize::from(start);
            self.hired = Some(self.from);
            if month < self.from {
                self.start = Some(start);
            }
        }
        let mut handed_over = false;
        if let Some(successor) = successor.filter(|_| month >= self.from) {
            handed_over = true;
            self.handover = Some(month);
            self.from = month + usize::from(turnover.vacancy_months);
            self.hired = Some(self.from);
            (self.skill, self.character) = successor;
        }
        let present = month >= self.from;
        let tenure = self.hired.map_or(SeatMonth::VETERAN, |h| month.saturating_sub(h) as u16);
        SeatState {
            present,
            tenure,
            skill: if present { self.skill } else { 0.0 },
            ramp: if present { ramp(tenure, turnover.ramp_months) } else { 0.0 },
            handed_over,
            since_handover: self.handover.map_or(u16::MAX, |h| (month - h) as u16),
            character: self.character,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seat(start_month: Option<u16>) -> Seat {
        Seat { name: "A".into(), segment: 0, pod: 0, ote: 1e5, variable: 2e4, quota: None, start_month, accounts: 10 }
    }

    #[test]
    fn nobody_leaves_without_turnover_and_late_starters_ramp() {
        let turnover = Turnover { annual: 0.0, ..Turnover::default() };
        let team = Team::live(1, &[seat(None), seat(Some(3))], &turnover, 24, 12, 5);
        assert!((0..24).all(|m| team.at(m, 0).present && team.at(m, 0).ramp == 1.0));
        assert!((0..15).all(|m| !team.at(m, 1).present));
        assert_eq!((team.at(15, 1).present, team.at(15, 1).tenure, team.at(15, 1).ramp), (true, 0, 0.5));
        assert_eq!(team.at(19, 1).ramp, 1.0);
    }

    /// People who are there all along are told of without looking at every month: as beside somebody who comes later.
    #[test]
    fn whoever_is_there_all_along_is_told_of_at_once() {
        let turnover = Turnover { annual: 0.0, skill_sd: 0.3, ..Turnover::default() };
        let alone = Team::live(1, &[seat(None), seat(None)], &turnover, 24, 12, 5);
        let beside = Team::live(1, &[seat(None), seat(None), seat(Some(3))], &turnover, 24, 12, 5);
        assert_eq!((alone.is_settled(), beside.is_settled()), (true, false));
        let of_both = |team: &Team| (team.mean_skills(12)[..2].to_vec(), team.departures(12)[..2].to_vec());
        assert_eq!(of_both(&alone), of_both(&beside));
        let (quickly, plainly) = (alone.presence(12), beside.presence(12));
        assert_eq!((quickly.months, &quickly.seat_months[..]), (12, &plainly.seat_months[..24]));
        let again = alone.in_trial(Luck::of(6));
        assert_eq!((again.skills(), again.trial, again.months()), (alone.skills(), 6, 0));
    }

    /// A fifth of seats change hands a year: 4 standard errors of 4,000 seat-years (false alarm 6 in 100,000).
    #[test]
    fn turnover_has_the_stated_rate_and_leaves_the_seat_vacant() {
        let turnover = Turnover::default();
        let roster = vec![seat(None); 20];
        let (mut left, mut years) = (0, 0);
        for trial in 0..200 {
            let team = Team::live(3, &roster, &turnover, 24, 12, trial);
            for s in 0..20 {
                years += 1;
                let quits: Vec<usize> = (0..24).filter(|&m| team.at(m, s).handed_over).collect();
                left += u32::from(!quits.is_empty());
                if let Some(&m) = quits.first().filter(|&&m| m < 20) {
                    assert!(!team.at(m, s).present && !team.at(m + 1, s).present && m >= 12);
                    assert_eq!(team.at(m + 1, s).since_handover, 1);
                    assert!(team.at(m + 2, s).handed_over || (team.at(m + 2, s).present && team.at(m + 2, s).tenure == 0));
                }
            }
        }
        let (p, n) = (f64::from(left) / f64::from(years), f64::from(years));
        assert!((p - 0.2).abs() < 4.0 * (0.2 * 0.8 / n).sqrt(), "{p}");
    }
}
