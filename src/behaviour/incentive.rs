//! What moving a metric is worth to one person under one plan, by closed forms: where every component pays by itself, by a curve
//! of a normal or counted attainment, by a line, or the same whatever happens.
//!
//! Plans whose clauses tie things together (gates, caps, pools, year-to-date pay, draws, clawback …) have no such form:
//! pay is [tried](super::Tried) instead.

use crate::measure::Unit;
use crate::plan::{Accumulation, Attain, Component, Curve, NormalPay, Pays, Plan, Terms, Tiers};

use super::beliefs::{Forecast, MetricBelief};

/// How one component pays one person in one period.
#[derive(Debug, Clone)]
pub(super) struct Stake<'a> {
    /// Metric of the plan.
    pub metric: usize,
    /// Pay period.
    pub period: usize,
    /// What is paid.
    pub pay: StakePay<'a>,
    /// Attainment at effort 1: mean and standard deviation.
    pub mean: f64,
    pub sd: f64,
    /// Attainment per unit of the metric's value, and the value at which attainment is 0.
    pub unit: f64,
    pub zero: f64,
}

/// Forms of pay whose certainty equivalent is known.
#[derive(Debug, Clone, Copy)]
pub(super) enum StakePay<'a> {
    /// `target` × curve of a normal attainment.
    Normal { curve: &'a Curve, target: f64 },
    /// `target` × curve of a count: attainment is `unit` an event.
    Count { curve: &'a Curve, target: f64 },
    /// Dollars per unit of attainment, without end.
    Line { rate: f64 },
}

/// The stakes of `seat`, if the plan's shape allows the closed forms.
pub(super) fn stakes<'a>(terms: &'a Terms, beliefs: &[&MetricBelief], seat: usize) -> Option<Vec<Stake<'a>>> {
    let plan = terms.plan();
    if !stands_alone(plan) {
        return None;
    }
    let paying = plan.components.iter().enumerate().filter(|(_, c)| !matches!(c.pays, Pays::Target));
    paying.flat_map(|(c, component)| by_period(terms, component, c, beliefs, seat, stake)).collect()
}

/// What is known of any plan's components by themselves, as if nothing else were paid: stakes of those that pay by a curve period by
/// period, which say how worth moves within a period; for all others the straight line from nothing to target pay at the mean reading.
pub(super) fn outlines<'a>(terms: &'a Terms, beliefs: &[&MetricBelief], seat: usize) -> Vec<Stake<'a>> {
    let by_curve =
        |c: &Component| matches!(c.pays, Pays::Curve(_)) && c.accumulation == Accumulation::Discrete && c.attain != Attain::Inverse;
    let mut outlines = Vec::new();
    // what a part of a scorecard is worth depends on the others
    let alone = |c: &Component| !matches!(c.pays, Pays::Target) && c.score.is_empty();
    for (c, component) in terms.plan().components.iter().enumerate().filter(|(_, c)| alone(c)) {
        if by_curve(component) {
            outlines.extend(by_period(terms, component, c, beliefs, seat, stake).into_iter().flatten());
        } else {
            outlines.extend(by_period(terms, component, c, beliefs, seat, straight_line).into_iter().flatten());
        }
    }
    outlines
}

/// A component's stakes, one a period in which it is in force.
fn by_period<'a>(
    terms: &'a Terms,
    component: &'a Component,
    c: usize,
    beliefs: &[&MetricBelief],
    seat: usize,
    of: fn(&Terms, &'a Component, Cell, &Forecast) -> Option<Stake<'a>>,
) -> Vec<Option<Stake<'a>>> {
    let cadence = terms.plan().cadence;
    let months = |period: usize| {
        let first = period as u16 * cadence;
        let here = |m: &u16| *m >= component.from_month && component.until_month.is_none_or(|until| *m < until);
        (first..first + cadence).filter(here).count() as u16
    };
    beliefs[component.metric]
        .forecasts
        .iter()
        .enumerate()
        .map(|(period, forecast)| (period, months(period), forecast))
        .filter(|(_, in_force, forecast)| *in_force > 0 && forecast.defined > 0.0)
        .map(|(period, in_force, forecast)| of(terms, component, Cell { component: c, seat, period, in_force }, forecast))
        .collect()
}

/// Whether no clause ties components, people or periods together.
fn stands_alone(plan: &Plan) -> bool {
    plan.caps.is_empty()
        && plan.floor == 0.0
        && plan.draw.is_none()
        && plan.components.iter().all(|c| {
            c.accumulation == Accumulation::Discrete
                && c.score.is_empty()
                && c.gates.is_empty()
                && c.multipliers.is_empty()
                && c.caps.is_empty()
                && c.floor == 0.0
                && c.clawback.is_none()
                && c.holdback.is_none()
                && c.attain != Attain::Inverse
                && c.year_weights.is_empty()
                && match &c.pays {
                    Pays::Curve(_) | Pays::Target => true,
                    Pays::Bounty { at_most, .. } => at_most.is_none(),
                    Pays::Commission(tiers) => one_rate(tiers).is_some(),
                    Pays::Pool(_) => false,
                }
        })
}

/// The rate of a commission that pays one rate on everything.
fn one_rate(tiers: &Tiers) -> Option<f64> {
    match tiers.tiers.as_slice() {
        [only] if only.from <= 0.0 && only.factor == 1.0 && only.uplift_rate == 0.0 => only.rate,
        _ => None,
    }
}

/// One component's period for one seat.
#[derive(Debug, Clone, Copy)]
struct Cell {
    component: usize,
    seat: usize,
    period: usize,
    /// Months of the period in which the component is in force.
    in_force: u16,
}

/// The straight line from nothing to target pay at the mean reading; `None` for what has no target, or no mean.
fn straight_line<'a>(terms: &Terms, component: &'a Component, cell: Cell, forecast: &Forecast) -> Option<Stake<'a>> {
    let target = terms.target(cell.component, cell.seat, cell.in_force) * terms.rate_scale;
    // where less is better, the line falls
    let sign = if component.attain == Attain::Inverse { -1.0 } else { 1.0 };
    let pay = StakePay::Line { rate: sign * target / forecast.mean };
    let stake = Stake { metric: component.metric, period: cell.period, pay, mean: forecast.mean, sd: forecast.sd, unit: 1.0, zero: 0.0 };
    (target > 0.0 && forecast.mean > 0.0).then_some(stake)
}

fn stake<'a>(terms: &Terms, component: &'a Component, cell: Cell, forecast: &Forecast) -> Option<Stake<'a>> {
    let Cell { component: c, seat, period, in_force } = cell;
    let plan = terms.plan();
    let metric = component.metric;
    let share = f64::from(in_force) / f64::from(plan.cadence);
    let line =
        |rate: f64| Stake { metric, period, pay: StakePay::Line { rate }, mean: forecast.mean, sd: forecast.sd, unit: 1.0, zero: 0.0 };
    match &component.pays {
        Pays::Target | Pays::Pool(_) => None,
        Pays::Bounty { each, .. } => Some(line(each * component.credit * share * terms.rate_scale)),
        Pays::Commission(tiers) => Some(line(one_rate(tiers)? * component.credit * share * terms.rate_scale)),
        Pays::Curve(curve) => {
            let goal = forecast.goal.filter(|_| component.goal == crate::plan::Goal::Measured).or(terms.goal(c, seat, period));
            let (unit, zero) = match (component.attain, goal) {
                (Attain::Ratio, Some(goal)) if goal > 0.0 => (1.0 / goal, 0.0),
                (Attain::AboveFloor { floor }, Some(goal)) if goal > floor => (1.0 / (goal - floor), floor),
                (Attain::Value, _) | (_, None) => (1.0, 0.0),
                _ => return None,
            };
            let adds_up = plan.metrics[metric].measures.first().is_some_and(|m| matches!(m.unit(), Unit::Dollars | Unit::Count));
            let unit = if adds_up { unit * component.credit } else { unit };
            let target = terms.target(c, seat, in_force) * terms.rate_scale;
            let counted = plan.metrics[metric].measures.first().is_some_and(|m| m.unit() == Unit::Count) && is_poisson(forecast);
            let (mean, sd) = ((forecast.mean - zero) * unit, forecast.sd * unit);
            let may_be_negative = plan.metrics[metric].measures.iter().any(|m| m.may_be_negative());
            let least = if may_be_negative { f64::NEG_INFINITY } else { -zero * unit };
            let pay = match slope_of_line(curve, (mean - 6.0 * sd).max(least), mean + 6.0 * sd) {
                _ if counted => StakePay::Count { curve, target },
                Some(slope) if sd > 1e-12 => StakePay::Line { rate: target * slope },
                _ => StakePay::Normal { curve, target },
            };
            Some(Stake { metric, period, pay, mean, sd, unit, zero })
        }
    }
}

/// The slope of a curve that is one straight line between two attainments: bends where attainment never comes out are none, such as
/// the one at 0 of a measure that cannot be negative.
fn slope_of_line(curve: &Curve, low: f64, high: f64) -> Option<f64> {
    let inside = |at: f64| at > low && at < high;
    let knots = curve.knots();
    let first = knots.iter().rev().find(|k| k.at <= low)?;
    let bends = knots.iter().filter(|k| inside(k.at)).any(|k| (k.slope - first.slope).abs() > 1e-9 * first.slope.abs());
    let jumps = curve.jumps().any(|(at, jump)| inside(at) && jump != 0.0);
    (!bends && !jumps).then_some(first.slope)
}

/// Whether a count varies about as much as independent events do.
fn is_poisson(forecast: &Forecast) -> bool {
    forecast.mean > 0.0 && (0.7..=1.4).contains(&(forecast.sd * forecast.sd / forecast.mean))
}

impl Stake<'_> {
    /// Dollars of certainty equivalent per unit of the metric's value, when its mean is `shift` above that at effort 1.
    pub(super) fn worth(&self, shift: f64, risk_aversion: f64) -> f64 {
        let mean = self.mean + self.unit * shift;
        self.unit * self.pay.slope(mean, self.sd, self.unit, risk_aversion)
    }

    /// Certainty equivalent, \[$\].
    pub(super) fn certainty_equivalent(&self, shift: f64, risk_aversion: f64) -> f64 {
        self.pay.certainty_equivalent(self.mean + self.unit * shift, self.sd, self.unit, risk_aversion)
    }
}

impl StakePay<'_> {
    /// Dollars of certainty equivalent per unit of mean attainment.
    pub(super) fn slope(&self, mean: f64, sd: f64, unit: f64, r: f64) -> f64 {
        match *self {
            Self::Line { rate } => rate,
            Self::Count { curve, target } => {
                let law = counts(curve, target, mean / unit, unit, r);
                law.slope / unit
            }
            Self::Normal { curve, target } if sd <= 1e-12 => {
                let step = 1e-6;
                target * (curve.pay(mean + step) - curve.pay(mean - step)) / (2.0 * step)
            }
            Self::Normal { curve, target } => {
                let at = |mean| NormalPay { curve, target, mean, sd };
                if r == 0.0 { at(mean).slope() } else { at(mean).certainty_equivalent_slope(r) }
            }
        }
    }

    fn certainty_equivalent(&self, mean: f64, sd: f64, unit: f64, r: f64) -> f64 {
        match *self {
            Self::Line { rate } => rate * mean - 0.5 * r * (rate * sd) * (rate * sd),
            Self::Count { curve, target } => counts(curve, target, mean / unit, unit, r).certainty_equivalent,
            Self::Normal { curve, target } if sd <= 1e-12 => target * curve.pay(mean),
            Self::Normal { curve, target } => {
                let pay = NormalPay { curve, target, mean, sd };
                if r == 0.0 { pay.expected() } else { pay.certainty_equivalent(r) }
            }
        }
    }
}

/// Certainty equivalent of pay on a Poisson count, and its change per event expected.
struct CountWorth {
    certainty_equivalent: f64,
    slope: f64,
}

/// Pay `target × curve(unit × N)` for N ~ Poisson(`events`): with u(w) = exp(−r w), the slope of −ln E u ÷ r in the mean is
/// E\[u(N) − u(N + 1)\] ÷ (r E u(N)); without risk aversion E\[f(N + 1) − f(N)\].
fn counts(curve: &Curve, target: f64, events: f64, unit: f64, r: f64) -> CountWorth {
    let events = events.max(1e-9);
    let pay = |n: u32| target * curve.pay(unit * f64::from(n));
    let last = (events + 8.0 * events.sqrt() + 20.0) as u32;
    let mut probability = libm::exp(-events);
    let (mut expected, mut expected_step, mut disutility, mut disutility_step) = (0.0, 0.0, 0.0, 0.0);
    for n in 0..=last {
        let (here, next) = (pay(n), pay(n + 1));
        expected += probability * here;
        expected_step += probability * (next - here);
        if r > 0.0 {
            let (u, v) = (libm::exp(-r * here), libm::exp(-r * next));
            disutility += probability * u;
            disutility_step += probability * (u - v);
        }
        probability *= events / f64::from(n + 1);
    }
    if r == 0.0 {
        CountWorth { certainty_equivalent: expected, slope: expected_step }
    } else {
        CountWorth { certainty_equivalent: -libm::log(disutility) / r, slope: disutility_step / (r * disutility) }
    }
}
