//! Where somebody stands: value against goal, as attainment, rounded as the plan says.
//!
//! A year-to-date component whose metric reads single windows stands at the sum of its periods (dollars, counts) or at their
//! mean weighted by base (ratios and other levels).

use super::component::MOST_SCORED;
use super::goal::{Aim, adds_up, unit_of};
use super::{Accumulation, Attain, Goal, Terms, calendar, credit};
use crate::measure::{Facts, WindowKind};

/// Value, goal and attainment of one component for one seat and pay period.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Standing {
    /// Measured value (dollars and counts: after the credit split).
    pub value: f64,
    /// Goal; `None` where the component has none.
    pub goal: Option<f64>,
    /// Attainment after rounding; the value itself where there is no goal.
    pub attainment: f64,
    /// What the attainment is made of, where the component is a scorecard; value and goal are then those of its own metric.
    pub score: Option<Score>,
}

/// Where somebody stands on a scorecard.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Score {
    /// Attainment of each metric, the component's own first; 0 beyond the last.
    pub attainments: [f32; MOST_SCORED],
    /// Their weighted sum, after rounding.
    pub score: f64,
}

impl Terms {
    /// Where `seat` stands on `component` in `period`; `None` where the measure (or the goal that measuring should have
    /// decided) is undefined.
    #[must_use]
    pub fn standing(&self, facts: &Facts, component: usize, seat: usize, period: usize) -> Option<Standing> {
        let rules = &self.plan().components[component];
        let metric = &self.plan().metrics[rules.metric];
        let sums = rules.accumulation == Accumulation::YearToDate && metric.window.kind == WindowKind::Trailing;
        let (value, goal) = if sums {
            self.to_date(facts, component, seat, period)?
        } else {
            (facts.reading(rules.metric, seat, period).value?, self.goal_in(facts, component, seat, period))
        };
        let value = if adds_up(unit_of(metric)) {
            value * rules.credit * credit::weight_ratio(self, facts, component, seat, period)
        } else {
            value
        };
        let attainment = attain(Aim::own(rules), value, goal)?;
        let score = if rules.score.is_empty() { None } else { Some(self.score(facts, component, seat, period, attainment)?) };
        let attainment = score.map_or_else(|| round_to(attainment, rules.round_decimals), |s| s.score);
        Some(Standing { value, goal, attainment, score })
    }

    /// The scorecard of a component whose own metric stands at `own`.
    fn score(&self, facts: &Facts, component: usize, seat: usize, period: usize, own: f64) -> Option<Score> {
        let rules = &self.plan().components[component];
        let mut attainments = [0.0; MOST_SCORED];
        attainments[0] = own as f32;
        let mut score = rules.own_weight() * own;
        for (nth, (aim, part)) in Aim::scored(rules).zip(&rules.score).enumerate() {
            let settled = self.score_goal(component, nth, seat, period);
            let attainment =
                attain(aim, facts.reading(part.metric, seat, period).value?, self.in_force(facts, aim, seat, period, settled))?;
            score += part.weight * attainment;
            if let Some(kept) = attainments.get_mut(nth + 1) {
                *kept = attainment as f32;
            }
        }
        Some(Score { attainments, score: round_to(score, rules.round_decimals) })
    }

    /// The goal in force: what measuring decided (a drawn quota; what a baseline expected, where the plan asks for that), else the
    /// plan's. A baseline that only says what growth is *above* leaves the plan's own goal alone.
    pub(super) fn goal_in(&self, facts: &Facts, component: usize, seat: usize, period: usize) -> Option<f64> {
        let aim = Aim::own(&self.plan().components[component]);
        self.in_force(facts, aim, seat, period, self.goal(component, seat, period))
    }

    fn in_force(&self, facts: &Facts, aim: Aim<'_>, seat: usize, period: usize, settled: Option<f64>) -> Option<f64> {
        let expected_only = self.plan().metrics[aim.metric].baseline.is_some() && *aim.goal != Goal::Measured;
        let measured = facts.reading(aim.metric, seat, period).goal.filter(|_| !expected_only);
        measured.or(settled)
    }

    /// Value and goal over all periods up to `period` in which the component is in force.
    fn to_date(&self, facts: &Facts, component: usize, seat: usize, period: usize) -> Option<(f64, Option<f64>)> {
        let rules = &self.plan().components[component];
        let sums = adds_up(unit_of(&self.plan().metrics[rules.metric]));
        // Plain means stand in where no period has a positive base.
        let (mut value, mut goal, mut weight) = (0.0, Some(0.0), 0.0);
        let (mut plain_value, mut plain_goal, mut count) = (0.0, Some(0.0), 0.0);
        for p in 0..=period {
            if !calendar::months_of(self.plan(), p).any(|m| calendar::in_force(rules, m)) {
                continue;
            }
            let reading = facts.reading(rules.metric, seat, p);
            let Some(v) = reading.value else { continue };
            let g = self.goal_in(facts, component, seat, p);
            let w = if sums { 1.0 } else { reading.base.max(0.0) };
            value += v * w;
            goal = goal.zip(g).map(|(sum, g)| sum + g * w);
            weight += w;
            plain_value += v;
            plain_goal = plain_goal.zip(g).map(|(sum, g)| sum + g);
            count += 1.0;
        }
        if count == 0.0 {
            None
        } else if sums {
            Some((value, goal))
        } else if weight > 0.0 {
            Some((value / weight, goal.map(|g| g / weight)))
        } else {
            Some((plain_value / count, plain_goal.map(|g| g / count)))
        }
    }
}

/// Attainment before rounding; `None` where it is undefined.
fn attain(aim: Aim<'_>, value: f64, goal: Option<f64>) -> Option<f64> {
    let Some(goal) = goal else {
        // Without a goal the value stands for itself; a goal that was to be measured and was not is undefined.
        return (*aim.goal != Goal::Measured || aim.attain == Attain::Value).then_some(value);
    };
    match aim.attain {
        Attain::Value => Some(value),
        Attain::Ratio => (goal > 0.0).then(|| value / goal),
        Attain::AboveFloor { floor } => (goal > floor).then(|| (value - floor) / (goal - floor)),
        // Nothing left to shorten: beyond any goal. A capped curve pays its cap; an uncapped one has no answer.
        Attain::Inverse if value <= 0.0 => (goal > 0.0).then_some(f64::INFINITY),
        Attain::Inverse => (goal > 0.0).then(|| goal / value),
    }
}

/// Rounds to `decimals`, halves away from zero, as spreadsheets' `ROUND` does; a half that binary arithmetic puts a hair low
/// counts as a half.
pub(crate) fn round_to(x: f64, decimals: Option<u8>) -> f64 {
    let Some(decimals) = decimals else { return x };
    if !x.is_finite() {
        return x;
    }
    let scale = 10f64.powi(i32::from(decimals));
    let scaled = x * scale;
    (scaled + scaled * 1e-12).round() / scale
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rounds_halves_away_from_zero() {
        for (x, decimals, rounded) in
            [(1.005, 2, 1.01), (0.9949, 2, 0.99), (-0.125, 2, -0.13), (0.995, 2, 1.0), (1.4999, 0, 1.0), (2.5, 0, 3.0)]
        {
            assert_eq!(round_to(x, Some(decimals)), rounded, "{x} to {decimals}");
        }
        assert_eq!(round_to(0.123_456, None), 0.123_456);
    }
}
