//! Which answer is told: fixed before the data are seen.
//!
//! | units | degrees of freedom | headline |
//! | --- | --- | --- |
//! | 24 or more | 10 or more | ANCOVA, CR2 with Satterthwaite's degrees of freedom |
//! | fewer | or fewer | permutation p and its inverted interval; CR2 beside it, greyed below 4 degrees of freedom |
//!
//! Where no outcome could make the permutation's p as small as α, the design cannot tell, and nothing is told but how many units it takes.

use super::line::{Line, Standing};
use super::permuted::Permuted;

/// Units from which on CR2 may be the headline.
pub const UNITS_FOR_CR2: usize = 24;
/// Degrees of freedom from which on CR2 may be the headline.
pub const DF_FOR_CR2: f64 = 10.0;

/// What an experiment says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// The new plan does better than control.
    Better,
    /// The new plan does worse.
    Worse,
    /// Neither is certain yet.
    TooEarly,
    /// No outcome of this design could have been certain.
    CannotTell,
}

/// Which of the two is the headline.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Choice {
    Regression,
    Permutation,
    Neither,
}

/// Chooses for so many units.
pub(super) fn choose(units: usize, regression: Option<&Line>, permuted: Option<&Permuted>, alpha: f64) -> Choice {
    let sound = |line: &&Line| line.is_valid() && line.degrees_of_freedom.is_some_and(|df| df >= DF_FOR_CR2);
    if units >= UNITS_FOR_CR2 && regression.filter(sound).is_some() {
        return Choice::Regression;
    }
    match permuted {
        Some(permuted) if permuted.smallest_p <= alpha => Choice::Permutation,
        _ => Choice::Neither,
    }
}

/// What a headline with this p says.
pub(super) fn judge(line: Option<&Line>, p: Option<f64>, alpha: f64, lower_is_better: bool) -> Verdict {
    let Some(line) = line else { return Verdict::CannotTell };
    let better = (line.estimate > 0.0) != lower_is_better;
    match p {
        Some(p) if p <= alpha => {
            if better {
                Verdict::Better
            } else {
                Verdict::Worse
            }
        }
        _ => Verdict::TooEarly,
    }
}

impl Verdict {
    /// The words of it for a plan.
    #[must_use]
    pub fn words(self, plan: &str) -> String {
        match self {
            Self::Better => format!("plan {plan} better"),
            Self::Worse => format!("plan {plan} worse"),
            Self::TooEarly => "too early to say".into(),
            Self::CannotTell => "this design cannot tell".into(),
        }
    }
}

/// Marks a line as the headline.
pub(super) fn crown(line: &mut Line) {
    line.standing = Standing::Headline;
}

#[cfg(test)]
mod tests {
    use super::super::super::Effect;
    use super::super::super::clustered::Estimand;
    use super::*;

    fn line(df: f64) -> Line {
        Line::of("x", "x", Estimand::Account, Effect { estimate: 1.0, standard_error: 0.1, degrees_of_freedom: df }, 0.05)
    }

    fn permuted(smallest_p: f64) -> Permuted {
        Permuted { line: line(5.0), assignments: 70, exact: true, smallest_p, p_error: None }
    }

    #[test]
    fn the_rule_is_as_documented() {
        let small = permuted(0.01);
        assert_eq!(choose(24, Some(&line(10.0)), Some(&small), 0.05), Choice::Regression);
        assert_eq!(choose(23, Some(&line(10.0)), Some(&small), 0.05), Choice::Permutation);
        assert_eq!(choose(24, Some(&line(9.9)), Some(&small), 0.05), Choice::Permutation);
        assert_eq!(choose(6, Some(&line(3.0)), Some(&permuted(0.1)), 0.05), Choice::Neither);
        assert_eq!(choose(6, None, None, 0.05), Choice::Neither);
    }

    #[test]
    fn what_is_better_depends_on_what_is_wanted() {
        let line = line(10.0);
        assert_eq!(judge(Some(&line), Some(0.01), 0.05, false), Verdict::Better);
        assert_eq!(judge(Some(&line), Some(0.01), 0.05, true), Verdict::Worse);
        assert_eq!(judge(Some(&line), Some(0.06), 0.05, false), Verdict::TooEarly);
        assert_eq!(judge(None, None, 0.05, false), Verdict::CannotTell);
    }
}
