//! The exogenous life of the team in one trial: who leaves, vacancies, ramping hires. The same under every plan.

use crate::behaviour::{ramp, skill};
use crate::measure::{Presence, SeatMonth};
use crate::random::normal::{normals, uniform};
use crate::random::{Purpose, Stream};
use crate::scenario::{Seat, Turnover};

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
}

/// All seats over all simulated months, plus the noise of what is read per seat-month.
#[derive(Debug, Clone, Default)]
pub(crate) struct Team {
    seats: usize,
    /// `months × seats`.
    states: Vec<SeatState>,
    /// `months × seats × 4` standard normals.
    pub noise: Vec<f32>,
}

impl Team {
    /// Lives through `months`, of which `first_paid` are burn-in. People leave from the first paid month on: whoever the
    /// roster names is there when pay begins.
    pub(crate) fn live(seed: u64, roster: &[Seat], turnover: &Turnover, months: usize, first_paid: usize, trial: u32) -> Self {
        let roster_stream = Stream::new(seed, Purpose::Roster);
        let stream = Stream::new(seed, Purpose::SeatMonth);
        let log_sd = turnover.skill_sd as f32;
        let leaves = 1.0 - libm::pow(1.0 - turnover.annual, 1.0 / 12.0);
        let mut team = Self {
            seats: roster.len(),
            states: Vec::with_capacity(months * roster.len()),
            noise: Vec::with_capacity(months * roster.len() * 4),
        };
        let mut people: Vec<Person> = roster.iter().enumerate().map(|(i, seat)| Person::first(&roster_stream, i, seat, log_sd)).collect();
        for month in 0..months {
            for (i, person) in people.iter_mut().enumerate() {
                let w = stream.block(i as u32, month as u32, 0, trial);
                let leaving = month >= first_paid && f64::from(uniform(w[0])) < leaves;
                let replacement = skill(log_sd, normals(w[2], w[3]).0);
                team.states.push(person.month(month, first_paid, leaving, replacement, turnover));
                let w = stream.block(i as u32, month as u32, 1, trial);
                let (a, b) = normals(w[0], w[1]);
                let (c, d) = normals(w[2], w[3]);
                team.noise.extend([a, b, c, d]);
            }
        }
        team
    }

    /// One seat's month.
    pub(crate) fn at(&self, month: usize, seat: usize) -> &SeatState {
        &self.states[month * self.seats + seat]
    }

    /// Who was there in the paid months.
    pub(crate) fn presence(&self, first_paid: usize, paid: usize) -> Presence {
        let seat_months = (0..self.seats)
            .flat_map(|s| (first_paid..first_paid + paid).map(move |m| (m, s)))
            .map(|(m, s)| {
                let state = self.at(m, s);
                SeatMonth { present: state.present, tenure: state.tenure }
            })
            .collect();
        Presence { months: paid, seat_months }
    }
}

/// The running state of a seat.
struct Person {
    skill: f32,
    /// Month of hiring, simulated; `None` = veteran.
    hired: Option<usize>,
    /// First month in which somebody is there.
    from: usize,
    handover: Option<usize>,
    /// Starts later by the roster, paid month.
    start: Option<u16>,
}

impl Person {
    fn first(stream: &Stream, seat: usize, row: &Seat, log_sd: f32) -> Self {
        let w = stream.block(seat as u32, 0, 0, 0);
        Self { skill: skill(log_sd, normals(w[0], w[1]).0), hired: None, from: 0, handover: None, start: row.start_month }
    }

    fn month(&mut self, month: usize, first_paid: usize, leaving: bool, replacement: f32, turnover: &Turnover) -> SeatState {
        if let Some(start) = self.start.take_if(|s| month <= first_paid + usize::from(*s)) {
            // not hired yet: the seat is empty until the month the roster gives
            self.from = first_paid + usize::from(start);
            self.hired = Some(self.from);
            if month < self.from {
                self.start = Some(start);
            }
        }
        let mut handed_over = false;
        if leaving && month >= self.from {
            handed_over = true;
            self.handover = Some(month);
            self.from = month + usize::from(turnover.vacancy_months);
            self.hired = Some(self.from);
            self.skill = replacement;
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
