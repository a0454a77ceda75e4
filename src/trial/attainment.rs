//! The market without customers: each payee's attainment is drawn from a stated law, as most spreadsheets do it.
//!
//! One draw per person and pay period (or year) says how far everything the person is paid on has come. It becomes each metric's
//! value through the goal and the attainment rule of the first component that reads the metric, so that the plan's own arithmetic
//! arrives at the drawn attainment again. Draws are named by seat and month: plans of one cadence share them.
//!
//! Correlation between payees is a one-factor Gaussian copula (Vasicek 1987; Li 2000): z = √ρ · common + √(1 − ρ) · own, u = Φ(z), and the
//! value is the law's quantile of u. Every person's own law stays as stated, whatever ρ.
//!
//! | what a metric is read with | its value at attainment a |
//! | --- | --- |
//! | ratio to a goal | a · goal |
//! | above a floor | floor + a · (goal − floor) |
//! | inverse (less is better) | goal ÷ a |
//! | the value itself, or no goal | a |
//! | commission without a goal | a · quota of the window |
//! | only gates or multipliers | a |
//!
//! A pooled metric stands at the mean of its people's draws, a year-to-date metric at the mean of the periods so far.

use statrs::distribution::{ContinuousCDF, Normal};

use crate::measure::{Credit, CreditKind, Facts, Measure, Metric, Reading, WindowKind};
use crate::plan::{Attain, Component, Goal, Pays, Terms, adds_up, is_dated, pools_with, round_to, unit_of, window_months};
use crate::random::{Purpose, Stream};
use crate::scenario::{AttainmentMarket, Distribution, DistributionError, Law};

/// The thing that carries the shock common to all payees.
const COMMON: u32 = u32::MAX;
/// Block of a seat's draws from which its quota comes.
const QUOTA_BLOCK: u32 = 1;
/// Share of quotas that may be drawn at or below 0: a quota divides.
const NEGLIGIBLE: f64 = 1e-9;
/// Attainment that stands for 0 where it divides.
const LEAST_ATTAINMENT: f64 = 1e-9;

/// Why attainments cannot be drawn.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum AttainmentError {
    /// The law of attainments or quotas is none.
    #[error("{what}: {source}")]
    Distribution {
        /// `attainment` or `quota`.
        what: &'static str,
        /// The rule that is broken.
        source: DistributionError,
    },
    /// A correlation outside 0 to 1.
    #[error("the correlation between payees must be between 0 and 1")]
    Correlation,
    /// A law of quotas that reaches 0.
    #[error("quotas must be above 0, but the stated distribution goes down to {0}")]
    QuotaNotPositive(f64),
    /// A commission pays on dollars, but nothing says what 100 % is in dollars.
    #[error("component '{component}': '{seat}' has no quota, so an attainment says nothing about dollars")]
    NoQuota {
        /// Component's name.
        component: String,
        /// Seat's name.
        seat: String,
    },
}

/// An attainment market made ready to draw from.
#[derive(Debug, Clone)]
pub struct Attainments {
    stream: Stream,
    attainment: Law,
    per_year: bool,
    quota: Option<Law>,
    correlation: f64,
    decimals: Option<u8>,
}

impl Attainments {
    /// Checks the market's laws.
    ///
    /// # Errors
    /// A law that is none, a correlation outside 0 to 1, quotas that are not above 0.
    pub fn of(market: &AttainmentMarket, seed: u64) -> Result<Self, AttainmentError> {
        let law = |what, d: &Distribution| d.law().map_err(|source| AttainmentError::Distribution { what, source });
        let attainment = law("attainment", &market.attainment.distribution)?;
        let quota = market.quota.as_ref().map(|d| law("quota", d)).transpose()?;
        if let Some(low) = quota.as_ref().map(|q| q.quantile(NEGLIGIBLE)).filter(|q| *q <= 0.0) {
            return Err(AttainmentError::QuotaNotPositive(low));
        }
        if !(0.0..=1.0).contains(&market.correlation) {
            return Err(AttainmentError::Correlation);
        }
        Ok(Self {
            stream: Stream::new(seed, Purpose::Attainment),
            attainment,
            per_year: market.attainment.per_year,
            quota,
            correlation: market.correlation,
            decimals: market.round_decimals,
        })
    }

    /// Mean of drawn quotas, \[$/year\]: what a plan is bound with where the roster has none.
    #[must_use]
    pub fn expected_quota(&self) -> Option<f64> {
        self.quota.as_ref().map(Law::mean)
    }

    /// Checks that every commission of a plan knows its dollars.
    ///
    /// # Errors
    /// A commission without a goal, for somebody without a quota.
    pub fn fits(&self, terms: &Terms) -> Result<(), AttainmentError> {
        let in_dollars = |c: &&Component| matches!(c.pays, Pays::Commission(_)) && c.goal == Goal::None;
        let without = terms.payees().iter().find(|p| self.quota.is_none() && p.quota.is_none());
        match (terms.plan().components.iter().find(in_dollars), without) {
            (Some(component), Some(payee)) => Err(AttainmentError::NoQuota { component: component.name.clone(), seat: payee.name.clone() }),
            _ => Ok(()),
        }
    }

    /// What `seat` attains in the pay period that begins with paid month `month`, before rounding.
    #[must_use]
    pub fn attainment(&self, seat: usize, month: usize, trial: u32) -> f64 {
        let time = (if self.per_year { month / 12 * 12 } else { month }) as u32;
        let own = self.uniform(seat as u32, time, 0, trial);
        if self.correlation == 0.0 {
            return self.attainment.quantile(own);
        }
        let law = Normal::standard();
        let common = law.inverse_cdf(self.uniform(COMMON, time, 0, trial));
        let z = self.correlation.sqrt() * common + (1.0 - self.correlation).sqrt() * law.inverse_cdf(own);
        let u = 0.5 * libm::erfc(-z * std::f64::consts::FRAC_1_SQRT_2);
        self.attainment.quantile(u.clamp(0.5 * f64::EPSILON, 1.0 - 0.5 * f64::EPSILON))
    }

    /// The yearly quota of `seat` in `trial`: drawn, or the roster's.
    #[must_use]
    pub fn quota(&self, terms: &Terms, seat: usize, trial: u32) -> Option<f64> {
        match &self.quota {
            Some(law) => Some(law.quantile(self.uniform(seat as u32, 0, QUOTA_BLOCK, trial))),
            None => terms.payees()[seat].quota,
        }
    }

    /// A uniform of 52 bits, never 0 or 1.
    fn uniform(&self, thing: u32, time: u32, block: u32, trial: u32) -> f64 {
        let w = self.stream.block(thing, time, block, trial);
        let bits = (u64::from(w[0]) << 32 | u64::from(w[1])) >> 12;
        (bits as f64 + 0.5) / (1_u64 << 52) as f64
    }

    /// Draws the facts of one plan in `trial`.
    pub fn draw_facts(&self, terms: &Terms, trial: u32, facts: &mut Facts) {
        let plan = terms.plan();
        let (seats, periods, cadence) = (terms.payees().len(), terms.periods(), usize::from(plan.cadence));
        facts.reset(plan.metrics.len(), seats, periods);
        let mut drawn = Vec::with_capacity(seats * periods);
        for seat in 0..seats {
            drawn.extend((0..periods).map(|p| self.attainment(seat, p * cadence, trial)));
        }
        let quotas: Vec<Option<f64>> = (0..seats).map(|seat| self.quota(terms, seat, trial)).collect();
        let mut pool = Vec::with_capacity(seats);
        for (index, metric) in plan.metrics.iter().enumerate() {
            let rules = plan.components.iter().position(|c| c.metric == index);
            for seat in 0..seats {
                let payees = terms.payees();
                pool.clear();
                pool.extend((0..seats).filter(|&other| pools_with(metric.scope, (seat, &payees[seat]), (other, &payees[other]))));
                let quota = pooled_quota(metric, &pool, &quotas);
                let (mut sum, mut paid_before) = (0.0, 0.0);
                for period in 0..periods {
                    let here = pool.iter().map(|&s| drawn[s * periods + period]).sum::<f64>() / pool.len() as f64;
                    sum += here;
                    let stands = if metric.window.kind == WindowKind::YearToDate { sum / (period + 1) as f64 } else { here };
                    let attainment = round_to(stands, self.decimals);
                    let reading = rules.map_or(Reading { value: Some(attainment), goal: None, base: 1.0 }, |component| {
                        self.read(terms, component, seat, period, attainment, quota)
                    });
                    facts.put(index, seat, period, reading);
                    if let Some(value) = reading.value.filter(|_| is_dated(metric)) {
                        let dollars = match metric.window.kind {
                            WindowKind::Trailing => value * f64::from(plan.cadence) / window_months(metric, plan.cadence, period),
                            WindowKind::YearToDate => value - paid_before,
                        };
                        paid_before = value;
                        facts.credits.push(credit(index, metric, seat, (period + 1) * cadence - 1, dollars));
                    }
                }
            }
        }
    }

    /// The reading from which `component` arrives at `attainment` again.
    fn read(&self, terms: &Terms, component: usize, seat: usize, period: usize, attainment: f64, quota: Option<f64>) -> Reading {
        let rules = &terms.plan().components[component];
        let metric = &terms.plan().metrics[rules.metric];
        let in_window = quota.map(|q| q * window_months(metric, terms.plan().cadence, period) / 12.0);
        let commission = matches!(rules.pays, Pays::Commission(_));
        let measured = match rules.goal {
            Goal::Quota => in_window.filter(|_| self.quota.is_some()),
            Goal::None if commission => in_window,
            Goal::Measured => Some(in_window.filter(|_| adds_up(unit_of(metric))).unwrap_or(1.0 + floor_of(rules))),
            _ => None,
        };
        // Without a goal the individual rate goes by the roster's quota, unless quotas are drawn.
        let told = measured.filter(|_| rules.goal != Goal::None || self.quota.is_some());
        let goal = measured.or(terms.goal(component, seat, period));
        let value = match (goal, rules.attain) {
            (Some(goal), Attain::Ratio) => Some(attainment * goal),
            (Some(goal), Attain::AboveFloor { floor }) => Some(floor + attainment * (goal - floor)),
            (Some(goal), Attain::Inverse) => Some(goal / attainment.max(LEAST_ATTAINMENT)),
            (Some(goal), Attain::Value) if commission => Some(attainment * goal),
            (None, _) if commission => None,
            _ => Some(attainment),
        };
        Reading { value: value.map(|v| v / own_share(rules, metric)), goal: told, base: 1.0 }
    }
}

fn floor_of(rules: &Component) -> f64 {
    if let Attain::AboveFloor { floor } = rules.attain { floor } else { 0.0 }
}

/// What the plan will multiply dollars and counts by before it compares them with the goal: the credit split and the weight of a
/// contract's first year. Attainment is drawn after both.
fn own_share(rules: &Component, metric: &Metric) -> f64 {
    if !adds_up(unit_of(metric)) {
        return 1.0;
    }
    let first_year = if is_dated(metric) { rules.year_weights.first().copied().unwrap_or(1.0) } else { 1.0 };
    let share = rules.credit * first_year;
    if share > 0.0 { share } else { 1.0 }
}

/// Quota of a pool: the sum where the metric adds up, else the mean. `None` if somebody has none.
fn pooled_quota(metric: &Metric, pool: &[usize], quotas: &[Option<f64>]) -> Option<f64> {
    let sum = pool.iter().map(|&s| quotas[s]).sum::<Option<f64>>()?;
    Some(if adds_up(unit_of(metric)) { sum } else { sum / pool.len() as f64 })
}

/// The whole of a period's dollars as one credit on its last month: paid at once, never lost, no growth over what was before.
fn credit(metric: usize, read: &Metric, seat: usize, month: usize, dollars: f64) -> Credit {
    let kind = match read.measures.first() {
        Some(Measure::Renewed) => CreditKind::Renewal,
        Some(Measure::NewBusiness) => CreditKind::NewBusiness,
        _ => CreditKind::Expansion,
    };
    let month = month as u16;
    Credit {
        metric: metric as u16,
        seat: seat as u16,
        month,
        account: seat as u32,
        kind,
        dollars,
        before: dollars,
        years: 1,
        churned: None,
        invoice_paid: Some(month),
    }
}

#[cfg(test)]
#[path = "attainment_tests.rs"]
mod tests;
