//! How alike the arms are in what was known before, against what simple luck would have given.

use rand::Rng;

use super::Assignment;
use crate::experiment::clustered::standardised_difference;
use crate::random::{Purpose, Stream};

/// Name of the row of target pay.
pub const TARGET_PAY: &str = "target pay";

/// Simple assignments drawn to see the spread of luck.
const DRAWS: u32 = 2_000;

/// One covariate in each arm.
#[derive(Debug, Clone, PartialEq)]
pub struct BalanceRow {
    /// Its name.
    pub name: String,
    /// Its mean over the units of each arm.
    pub means: Vec<f64>,
    /// Each plan against the control.
    pub contrasts: Vec<Contrast>,
}

/// A plan's arm against the control's.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Contrast {
    /// Difference of means ÷ standard deviation inside the arms; `None` where it does not vary or an arm has one unit.
    pub standardised: Option<f64>,
    /// The same over 2,000 simple assignments with arms of these sizes: 5 %, half and 95 % lie below.
    pub by_luck: Option<[f64; 3]>,
    /// Share of these that are at least as far from 0.
    pub luck_as_far: Option<f64>,
}

/// Target pay by arm, which should not differ: else part of the effect is money, not the plan.
#[derive(Debug, Clone, PartialEq)]
pub struct PayGap {
    /// Mean of each arm's units with a target pay, \[$\] a year.
    pub means: Vec<f64>,
    /// Sum of each arm, \[$\] a year.
    pub sums: Vec<f64>,
    /// Largest mean ÷ smallest − 1.
    pub gap: f64,
}

/// A row for each covariate, and one for target pay where everybody's is known.
#[must_use]
pub fn balance(assignment: &Assignment) -> Vec<BalanceRow> {
    let arms: Vec<usize> = assignment.rows.iter().map(|row| row.arm).collect();
    let lucky = lucky(&arms, assignment.seed);
    let row = |name: &str, values: Vec<f64>| {
        let means = (0..assignment.arms.len()).map(|arm| mean(&of_arm(&values, &arms, arm))).collect();
        let contrasts = (1..assignment.arms.len()).map(|arm| contrast(&values, &arms, arm, &lucky)).collect();
        BalanceRow { name: name.to_owned(), means, contrasts }
    };
    let covariates = assignment.covariates.iter().enumerate();
    let pay: Option<Vec<f64>> = assignment.rows.iter().map(|row| row.unit.target_pay).collect();
    let known = covariates.map(|(k, name)| (name.as_str(), assignment.rows.iter().map(|row| row.unit.covariates[k]).collect()));
    known.chain(pay.map(|pay| (TARGET_PAY, pay))).map(|(name, values)| row(name, values)).collect()
}

/// Target pay by arm; `None` where the roster does not say it for somebody in each.
#[must_use]
pub fn pay_gap(assignment: &Assignment) -> Option<PayGap> {
    let pay =
        |arm: usize| -> Vec<f64> { assignment.rows.iter().filter(|row| row.arm == arm).filter_map(|row| row.unit.target_pay).collect() };
    let by_arm: Vec<Vec<f64>> = (0..assignment.arms.len()).map(pay).collect();
    if by_arm.iter().any(Vec::is_empty) {
        return None;
    }
    let means: Vec<f64> = by_arm.iter().map(|own| mean(own)).collect();
    let (low, high) = means.iter().fold((f64::INFINITY, 0.0_f64), |(low, high), m| (low.min(*m), high.max(*m)));
    (low > 0.0).then(|| PayGap { sums: by_arm.iter().map(|own| own.iter().sum()).collect(), gap: high / low - 1.0, means })
}

fn contrast(values: &[f64], arms: &[usize], arm: usize, lucky: &[Vec<usize>]) -> Contrast {
    let apart = |arms: &[usize]| standardised_difference(&of_arm(values, arms, 0), &of_arm(values, arms, arm));
    let standardised = apart(arms);
    let luck: Option<Vec<f64>> = lucky.iter().map(|arms| apart(arms)).collect();
    let sorted = luck.map(|mut luck| {
        luck.sort_by(f64::total_cmp);
        luck
    });
    let at = |sorted: &Vec<f64>, share: f64| sorted[((sorted.len() - 1) as f64 * share).round() as usize];
    let by_luck = sorted.as_ref().map(|sorted| [0.05, 0.5, 0.95].map(|share| at(sorted, share)));
    let as_far = |luck: &Vec<f64>, own: f64| luck.iter().filter(|d| d.abs() >= own.abs() - 1e-12).count() as f64 / luck.len() as f64;
    Contrast { standardised, by_luck, luck_as_far: sorted.as_ref().zip(standardised).map(|(luck, own)| as_far(luck, own)) }
}

/// The same arms, shuffled among all units.
fn lucky(arms: &[usize], seed: u64) -> Vec<Vec<usize>> {
    let stream = Stream::new(seed, Purpose::Assignment);
    let draw = |index: u32| {
        let mut rng = stream.rng(1, index, 0);
        let mut deck = arms.to_vec();
        for last in (1..deck.len()).rev() {
            let other = ((u128::from(rng.next_u64()) * (last as u128 + 1)) >> 64) as usize;
            deck.swap(last, other);
        }
        deck
    };
    (0..DRAWS).map(draw).collect()
}

fn of_arm(values: &[f64], arms: &[usize], arm: usize) -> Vec<f64> {
    values.iter().zip(arms).filter(|(_, own)| **own == arm).map(|(value, _)| *value).collect()
}

fn mean(values: &[f64]) -> f64 {
    values.iter().sum::<f64>() / values.len() as f64
}

#[cfg(test)]
mod tests {
    use super::super::{Deal, Level, Method, Roster, RosterUnit, deal};
    use super::*;

    fn dealt(method: Method, seed: u64) -> Assignment {
        let unit = |i: usize| RosterUnit {
            name: format!("C{i:02}"),
            covariates: vec![(i * 37 % 23) as f64, (i * i % 19) as f64],
            target_pay: Some(100.0 + i as f64),
            ..RosterUnit::default()
        };
        let roster = Roster::new(Level::Csm, vec![], vec!["a".into(), "b".into()], (0..24).map(unit).collect());
        deal(&roster, &Deal { method, arms: vec!["A".into(), "B".into()], accept: 0.01, alpha: 0.05, seed }).unwrap()
    }

    #[test]
    fn balanced_deals_lie_well_inside_luck() {
        let mut far = [0.0; 2];
        for seed in 0..10 {
            for (sum, method) in far.iter_mut().zip([Method::Simple, Method::Rerandomise]) {
                *sum += balance(&dealt(method, seed))[..2].iter().map(|row| row.contrasts[0].standardised.unwrap().abs()).sum::<f64>();
            }
        }
        // One in a hundred accepted with two covariates leaves v = .005 of the variance: a fourteenth of the difference.
        assert!(far[1] < 0.2 * far[0], "{far:?}");
        let row = &balance(&dealt(Method::Simple, 3))[0];
        let [low, middle, high] = row.contrasts[0].by_luck.unwrap();
        // 12 against 12: standard error √(2/12) = .41, so ± .67 holds nine of ten.
        assert!((low + 0.68).abs() < 0.08 && middle.abs() < 0.05 && (high - 0.68).abs() < 0.08, "{low} {middle} {high}");
    }

    #[test]
    fn pay_is_compared() {
        let assignment = dealt(Method::Simple, 1);
        let gap = pay_gap(&assignment).unwrap();
        assert!((gap.sums.iter().sum::<f64>() - (2_400.0 + 276.0)).abs() < 1e-9);
        assert!((gap.gap - (gap.means[0].max(gap.means[1]) / gap.means[0].min(gap.means[1]) - 1.0)).abs() < 1e-12);
        let mut without = assignment;
        without.rows.iter_mut().for_each(|row| row.unit.target_pay = None);
        assert_eq!(pay_gap(&without), None);
    }
}
