//! Where somebody stands: value against goal, as attainment, rounded as the plan says.
//!
//! A year-to-date component whose metric reads single windows stands at the sum of its periods (dollars, counts) or at their
//! mean weighted by base (ratios and other levels).

use super::component::MOST_SCORED;
use super::yardstick::Yardstick;
use super::{Terms, calendar, credit};
use crate::measure::Facts;

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
        let [own, scored @ ..] = self.yardsticks(component) else { return None };
        let place = self.place(seat, period);
        let (value, goal) = if own.over_periods {
            self.to_date(facts, component, own, seat, period)?
        } else {
            let reading = facts.reading(own.metric, seat, period);
            (reading.value?, own.goal(&reading, place))
        };
        let value = match (own.adds_up, own.weighs_years) {
            (false, _) => value,
            (true, false) => value * rules.credit,
            (true, true) => value * rules.credit * credit::weight_ratio(self, facts, component, seat, period),
        };
        let attainment = own.attain(value, goal)?;
        if scored.is_empty() {
            return Some(Standing { value, goal, attainment: round_to(attainment, rules.round_decimals), score: None });
        }
        let mut attainments = [0.0; MOST_SCORED];
        attainments[0] = attainment as f32;
        let mut score = own.weight * attainment;
        for (nth, part) in scored.iter().enumerate() {
            let reading = facts.reading(part.metric, seat, period);
            let attainment = part.attain(reading.value?, part.goal(&reading, place))?;
            score += part.weight * attainment;
            if let Some(kept) = attainments.get_mut(nth + 1) {
                *kept = attainment as f32;
            }
        }
        // nothing of an attainment beyond any goal is no number
        let score = Some(round_to(score, rules.round_decimals)).filter(|score| !score.is_nan())?;
        Some(Standing { value, goal, attainment: score, score: Some(Score { attainments, score }) })
    }

    /// Attainments after rounding, as in [`Terms::standing`], of a component whose periods stand alone and whose dollars do not weigh years:
    /// `seats × periods` of them, no number where they are undefined. `part` is memory.
    pub(super) fn attainments(&self, facts: &Facts, component: usize, attainments: &mut Vec<f64>, part: &mut Vec<f64>) {
        debug_assert_eq!((facts.seats, facts.periods), (self.payees().len(), self.periods()), "facts of these terms");
        let rules = &self.plan().components[component];
        let [own, scored @ ..] = self.yardsticks(component) else { return attainments.clear() };
        own.attain_all(facts, if own.adds_up { rules.credit } else { 1.0 }, attainments);
        if !scored.is_empty() {
            attainments.iter_mut().for_each(|score| *score *= own.weight);
            for of_part in scored {
                of_part.attain_all(facts, 1.0, part);
                attainments.iter_mut().zip(&*part).for_each(|(score, attainment)| *score += of_part.weight * attainment);
            }
        }
        if rules.round_decimals.is_some() {
            attainments.iter_mut().for_each(|attainment| *attainment = round_to(*attainment, rules.round_decimals));
        }
    }

    /// The goal in force of a component's own metric.
    pub(super) fn goal_in(&self, facts: &Facts, component: usize, seat: usize, period: usize) -> Option<f64> {
        let own = self.yardsticks(component).first()?;
        own.goal(&facts.reading(own.metric, seat, period), self.place(seat, period))
    }

    /// Value and goal over all periods up to `period` in which the component is in force.
    fn to_date(&self, facts: &Facts, component: usize, own: &Yardstick, seat: usize, period: usize) -> Option<(f64, Option<f64>)> {
        let rules = &self.plan().components[component];
        // Plain means stand in where no period has a positive base.
        let (mut value, mut goal, mut weight) = (0.0, Some(0.0), 0.0);
        let (mut plain_value, mut plain_goal, mut count) = (0.0, Some(0.0), 0.0);
        for p in 0..=period {
            if !calendar::months_of(self.plan(), p).any(|m| calendar::in_force(rules, m)) {
                continue;
            }
            let reading = facts.reading(own.metric, seat, p);
            let Some(v) = reading.value else { continue };
            let g = own.goal(&reading, self.place(seat, p));
            let w = if own.adds_up { 1.0 } else { reading.base.max(0.0) };
            value += v * w;
            goal = goal.zip(g).map(|(sum, g)| sum + g * w);
            weight += w;
            plain_value += v;
            plain_goal = plain_goal.zip(g).map(|(sum, g)| sum + g);
            count += 1.0;
        }
        if count == 0.0 {
            None
        } else if own.adds_up {
            Some((value, goal))
        } else if weight > 0.0 {
            Some((value / weight, goal.map(|g| g / weight)))
        } else {
            Some((plain_value / count, plain_goal.map(|g| g / count)))
        }
    }
}

/// Rounds to `decimals`, halves away from zero, as spreadsheets' `ROUND` does; a half that binary arithmetic puts a hair low
/// counts as a half.
#[inline]
pub(crate) fn round_to(x: f64, decimals: Option<u8>) -> f64 {
    decimals.map_or(x, |decimals| round_decimals(x, decimals))
}

fn round_decimals(x: f64, decimals: u8) -> f64 {
    if !x.is_finite() {
        return x;
    }
    let scale = 10f64.powi(i32::from(decimals));
    let scaled = x * scale;
    (scaled + scaled * 1e-12).round() / scale
}

#[cfg(test)]
mod tests {
    use super::super::hand_made::{Settlement, by_line, metric};
    use super::super::{Attain, Goal, Plan, ScorePart};
    use super::*;
    use crate::measure::Measure;

    /// 50 % NRR against 1, 30 % GRR against .9, 20 % months to value against 4 (less is better).
    fn scorecard(round_decimals: Option<u8>) -> Plan {
        let part = |metric, goal, attain, weight| ScorePart { metric, goal: Goal::Fixed(goal), attain, weight };
        let mut component = by_line();
        component.score = vec![part(1, 0.9, Attain::Ratio, 0.3), part(2, 4.0, Attain::Inverse, 0.2)];
        component.round_decimals = round_decimals;
        Plan::new("score", [Measure::Nrr, Measure::Grr, Measure::TimeToValue].map(metric).into(), vec![component])
    }

    #[test]
    fn a_score_is_the_weighted_sum_of_attainments() {
        let standing = |decimals| {
            let desk = Settlement::new(&scorecard(decimals), 1).read(0, 0, &[1.04]).read(1, 0, &[0.81]).read(2, 0, &[5.0]);
            desk.terms.standing(&desk.facts, 0, 0, 0).unwrap()
        };
        // .5 × 1.04 + .3 × .9 + .2 × .8 = .95
        let whole = standing(None);
        assert!((whole.attainment - 0.95).abs() < 1e-12);
        assert_eq!((whole.value, whole.goal), (1.04, Some(1.0)));
        let score = whole.score.unwrap();
        assert_eq!(score.attainments, [1.04, 0.9, 0.8, 0.0, 0.0, 0.0, 0.0, 0.0]);
        assert_eq!(score.score, whole.attainment);
        assert_eq!(standing(Some(1)).attainment, 1.0, "the sum is rounded, not its parts");
    }

    #[test]
    fn a_score_of_something_unmeasured_is_none() {
        let desk = Settlement::new(&scorecard(None), 1).read(0, 0, &[1.04]).read(1, 0, &[0.81]).undefined(2, 0, 0);
        assert_eq!(desk.terms.standing(&desk.facts, 0, 0, 0), None);
    }

    /// A part of the whole weight is the component by itself.
    #[test]
    fn parts_without_weight_change_nothing() {
        let alone = Plan::new("alone", vec![metric(Measure::Nrr)], vec![by_line()]);
        let mut idle = scorecard(None);
        idle.components[0].score.iter_mut().for_each(|part| part.weight = 0.0);
        let paid = |plan: &Plan| {
            let desk = Settlement::new(plan, 1).read(0, 0, &[1.04, 0.7, 1.1, 0.97]);
            let desk = if plan.metrics.len() > 1 { desk.read(1, 0, &[0.5; 4]).read(2, 0, &[2.0; 4]) } else { desk };
            desk.pay().total()
        };
        assert_eq!(paid(&idle), paid(&alone));
    }

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
