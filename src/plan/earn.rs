//! What a component earns before gates, multipliers, floors and caps: by curve, commission, bounty, target or pool.

use super::calendar::Attendance;
use super::credit::{self, Dollars};
use super::goal::window_months;
use super::pool::{self, Pot};
use super::{Accumulation, AverageRates, Curve, Goal, Pays, Standing, Terms, Tiers, Why};
use crate::measure::Facts;

/// Earnings of one component, seat and period.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Earned {
    /// What the period itself earns, \[$\].
    pub(super) here: f64,
    /// What is earned to date, \[$\]; the same for components whose periods stand alone.
    pub(super) to_date: f64,
    /// Rates behind it, where it is a commission.
    pub(super) rates: Option<AverageRates>,
    /// The numbers behind it.
    pub(super) why: Why,
}

/// One seat's work in one period.
#[derive(Clone, Copy)]
pub(super) struct Case<'a> {
    pub(super) terms: &'a Terms,
    pub(super) facts: &'a Facts,
    pub(super) attendance: Attendance<'a>,
    pub(super) component: usize,
    pub(super) seat: usize,
    pub(super) period: usize,
}

impl Case<'_> {
    fn rules(&self) -> &super::Component {
        &self.terms.plan().components[self.component]
    }

    fn cumulative(&self) -> bool {
        self.rules().accumulation == Accumulation::YearToDate
    }

    /// Target of the period, of which so many months are in force, and of what `to_date` covers.
    pub(super) fn targets(&self, months: u16) -> (f64, f64) {
        let here = self.terms.target(self.component, self.seat, months);
        if !self.cumulative() {
            return (here, here);
        }
        let months = self.attendance.months_in_force_to_date(self.rules(), self.period);
        (here, self.terms.target(self.component, self.seat, months))
    }

    /// Earnings of a period of which so many months are in force; `None` where the measure is undefined.
    pub(super) fn earn(&self, months: u16, pots: &[Pot]) -> Option<Earned> {
        match &self.rules().pays {
            Pays::Curve(curve) => self.by_curve(curve, months),
            Pays::Commission(tiers) => self.commission(tiers),
            Pays::Bounty { each, at_most } => self.bounty(each * self.terms.rate_scale, *at_most),
            Pays::Target => {
                let (here, to_date) = self.targets(months);
                let why = Why::Months { present: months, of: self.terms.plan().cadence };
                let scale = self.terms.rate_scale;
                Some(Earned { here: here * scale, to_date: to_date * scale, rates: None, why })
            }
            Pays::Pool(pool) => {
                let target = pool::pooled_target(self.terms, &self.attendance, self.component, self.seat, self.period);
                let own = pool::weight(self.terms, self.facts, pool, target, self.component, self.seat, self.period)?;
                let pot = pots[self.component * self.terms.periods() + self.period];
                let share = if pot.weight > 0.0 { own / pot.weight } else { 0.0 };
                let pot_dollars = pot.dollars * self.terms.rate_scale;
                let to_date = pot_dollars * share;
                let (here_target, all_target) = self.targets(months);
                let here = if all_target > 0.0 { to_date * here_target / all_target } else { 0.0 };
                Some(Earned { here, to_date, rates: None, why: Why::PoolShare { pot: pot_dollars, share } })
            }
        }
    }

    fn by_curve(&self, curve: &Curve, months: u16) -> Option<Earned> {
        let Standing { value, goal, attainment, score } = self.terms.standing(self.facts, self.component, self.seat, self.period)?;
        let share = curve.pay(attainment) * self.terms.rate_scale;
        if !share.is_finite() {
            return None;
        }
        let (target, to_date) = self.targets(months);
        let why = match score {
            Some(s) => Why::Scored { attainments: s.attainments, score: s.score, share, target },
            None => {
                let goal = goal.filter(|_| self.rules().attain != super::Attain::Value);
                Why::Attained { value, goal, attainment, share, target }
            }
        };
        Some(Earned { here: share * target, to_date: share * to_date, rates: None, why })
    }

    /// Adds up `of(period)` over the periods that `to_date` covers.
    fn sum_to_date(&self, here: f64, of: impl Fn(&Self) -> Option<f64>) -> f64 {
        if !self.cumulative() {
            return here;
        }
        let earlier: f64 = (0..self.period).filter_map(|period| of(&Self { period, ..*self })).sum();
        earlier + here
    }

    fn dollars(&self) -> Option<Dollars> {
        credit::dollars_in(self.terms, self.facts, &self.attendance, self.component, self.seat, self.period)
    }

    fn commission(&self, tiers: &Tiers) -> Option<Earned> {
        let here = self.dollars()?;
        let credited = self.sum_to_date(here.credited, |c| c.dollars().map(|d| d.credited));
        let uplift = self.sum_to_date(here.uplift, |c| c.dollars().map(|d| d.uplift));
        let reached = if self.rules().goal == Goal::None {
            credited
        } else {
            self.terms.standing(self.facts, self.component, self.seat, self.period)?.attainment
        };
        let mut rates = tiers.average(reached, self.individual_rate());
        rates.rate *= self.terms.rate_scale;
        rates.uplift *= self.terms.rate_scale;
        let to_date = rates.rate * credited.max(0.0) + rates.uplift * uplift;
        if !to_date.is_finite() {
            return None;
        }
        let earned = if self.cumulative() { rates.rate * here.credited + rates.uplift * here.uplift } else { to_date };
        let rate = if here.credited == 0.0 { rates.rate } else { earned / here.credited };
        let why = Why::Rate { dollars: here.credited, rate };
        Some(Earned { here: earned, to_date, rates: Some(rates), why })
    }

    /// Individual commission rate: target ÷ quota; a goal stands for the quota of its window. 0 where there is neither.
    fn individual_rate(&self) -> f64 {
        let target = self.terms.target(self.component, self.seat, 12);
        let goal = self.terms.goal_in(self.facts, self.component, self.seat, self.period);
        let yearly = match goal {
            Some(goal) => {
                let metric = &self.terms.plan().metrics[self.rules().metric];
                goal * 12.0 / window_months(metric, self.terms.plan().cadence, self.period)
            }
            None => self.terms.payees()[self.seat].quota.unwrap_or(0.0),
        };
        if yearly > 0.0 { target / yearly } else { 0.0 }
    }

    fn bounty(&self, each: f64, at_most: Option<f64>) -> Option<Earned> {
        let events = |c: &Self| {
            let part = f64::from(c.attendance.months_in_force(c.rules(), c.period)) / f64::from(c.terms.plan().cadence);
            let increase = credit::increase(c.terms, c.facts, c.rules().metric, c.seat, c.period)?;
            Some((increase * c.rules().credit * part, at_most.map_or(f64::INFINITY, |most| most * part)))
        };
        let (count, most) = events(self)?;
        let (count_to_date, most_to_date) = if self.cumulative() {
            (0..self.period).filter_map(|period| events(&Self { period, ..*self })).fold((count, most), |sum, e| (sum.0 + e.0, sum.1 + e.1))
        } else {
            (count, most)
        };
        let paid = count_to_date.min(most_to_date).max(0.0);
        let here = count.min(most).max(0.0);
        let why = Why::Count { count: here, each };
        Some(Earned { here: here * each, to_date: paid * each, rates: None, why })
    }
}
