//! When a run has seen enough.

use super::costs::Costs;
use super::outcome::StopReason;
use crate::scenario::Goalpost;

/// Decides between batches, from trials 0 to `done` in order, whether the run ends there.
///
/// With a precision goal x, it ends when the standard error of every plan's mean cost is below x of that cost, and the standard
/// error of every paired cost difference against the reference plan is below x of the reference's cost. (Of the
/// difference itself would never be reached where two plans cost the same.) A plan that never pays counts as known.
pub(crate) fn stop(goal: Goalpost, costs: &Costs, done: u32, reference: usize) -> Option<StopReason> {
    match goal {
        Goalpost::Trials(n) => (done >= n).then_some(StopReason::TrialLimit),
        Goalpost::Precision { relative, min, max } => {
            if done >= min && done >= 2 && widest_relative_error(costs, done as usize, reference) < relative {
                Some(StopReason::PrecisionReached)
            } else {
                (done >= max).then_some(StopReason::PrecisionNotReached)
            }
        }
    }
}

/// The largest relative standard error of all that the precision goal looks at.
pub(crate) fn widest_relative_error(costs: &Costs, done: usize, reference: usize) -> f64 {
    let costs_of = |plan: usize| -> Vec<f64> { costs.of_plan(plan).take(done).collect() };
    let today = costs_of(reference);
    let today_mean = mean_and_error(&today).0;
    (0..costs.plans())
        .flat_map(|plan| {
            let costs = costs_of(plan);
            let (mean, error) = mean_and_error(&costs);
            let differences: Vec<f64> = costs.iter().zip(&today).map(|(a, b)| a - b).collect();
            [relative(error, mean), relative(mean_and_error(&differences).1, today_mean)]
        })
        .fold(0.0, f64::max)
}

fn relative(error: f64, of: f64) -> f64 {
    if error == 0.0 { 0.0 } else { error / of.abs() }
}

fn mean_and_error(values: &[f64]) -> (f64, f64) {
    let n = values.len() as f64;
    let mean = values.iter().sum::<f64>() / n;
    let variance = values.iter().map(|x| (x - mean).powi(2)).sum::<f64>() / (n - 1.0);
    (mean, (variance / n).sqrt())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::trial::Outcomes;

    fn costs(costs: &[[i64; 2]]) -> Costs {
        let pay = costs.concat().into();
        Costs::of(&Outcomes { trials: costs.len(), plans: 2, seats: 1, quarters: 1, pay, ..Outcomes::default() })
    }

    #[test]
    fn stops_at_the_trial_limit_and_not_before() {
        let o = costs(&[[100, 200]; 5]);
        assert_eq!(stop(Goalpost::Trials(6), &o, 5, 0), None);
        assert_eq!(stop(Goalpost::Trials(5), &o, 5, 0), Some(StopReason::TrialLimit));
    }

    /// Costs 90 and 110 in turn: mean 100, sd of n values √(n/(n−1))·10, so the relative error of 16 trials is 2.58 %; the second
    /// plan costs the same in the same trials, so its difference is known exactly.
    #[test]
    fn the_error_is_that_of_the_mean() {
        let pays: Vec<[i64; 2]> = (0..16).map(|i| if i % 2 == 0 { [9_000, 9_000] } else { [11_000, 11_000] }).collect();
        let o = costs(&pays);
        assert!((widest_relative_error(&o, 16, 0) - 0.1 * (16.0_f64 / 15.0).sqrt() / 4.0).abs() < 1e-12);
        let goal = |relative, min, max| Goalpost::Precision { relative, min, max };
        assert_eq!(stop(goal(0.03, 2, 100), &o, 16, 0), Some(StopReason::PrecisionReached));
        assert_eq!(stop(goal(0.03, 17, 100), &o, 16, 0), None, "not before the minimum");
        assert_eq!(stop(goal(0.02, 2, 100), &o, 16, 0), None);
        assert_eq!(stop(goal(0.02, 2, 16), &o, 16, 0), Some(StopReason::PrecisionNotReached));
    }

    #[test]
    fn paired_differences_count_too() {
        let pays: Vec<[i64; 2]> = (0..16).map(|i| if i % 2 == 0 { [10_000, 9_000] } else { [10_000, 11_000] }).collect();
        let o = costs(&pays);
        assert!((widest_relative_error(&o, 16, 1) - 0.1 * (16.0_f64 / 15.0).sqrt() / 4.0).abs() < 1e-12);
    }

    #[test]
    fn a_plan_that_never_pays_is_known() {
        assert_eq!(widest_relative_error(&costs(&[[0, 0]; 4]), 4, 0), 0.0);
    }
}
