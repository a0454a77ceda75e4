//! Everything that is told of a design: what it sees, what it would take, what would help.

use super::attainable::{smallest_p, smallest_p_pairs};
use super::curve::Point;
use super::design::{Comparison, Design, Sight};
use super::level::Level;
use super::levers::{Lever, Surroundings};
use super::significance::Significance;
use super::solve::{Aim, Need};

/// Points on a curve.
const STEPS: u32 = 60;

/// A question to a design.
#[derive(Debug, Clone, PartialEq)]
pub struct Question {
    /// The design as planned.
    pub design: Design,
    /// The true effect and the power wanted; `None` for the effect where the question is how small an effect can be.
    pub effect: Option<f64>,
    /// Power wanted, above alpha and below 1.
    pub power: f64,
    /// The test.
    pub test: Significance,
    /// What else is known.
    pub around: Surroundings,
}

/// What a design can do.
#[derive(Debug, Clone, PartialEq)]
pub struct Study {
    /// The effect judged: the one asked about, else the smallest that is found with the power wanted.
    pub aim: Aim,
    /// Precision.
    pub sight: Sight,
    /// Chance to find the effect.
    pub power: f64,
    /// What a test that ignores CSMs would claim; `None` but for arms side by side, read once: elsewhere no such test is usual.
    pub ignoring_csms: Option<f64>,
    /// How many times more accounts are needed than if they were independent.
    pub design_effect: f64,
    /// Smallest effect found with the power wanted.
    pub smallest: f64,
    /// Bloom's closed form of it, as a check.
    pub smallest_bloom: f64,
    /// What that tends to with ever larger books; `None` where it tends to nothing.
    pub never_below: Option<f64>,
    /// CSMs in control and treatment for the power wanted, whole; `None` where no number does.
    pub csms: Option<[f64; 2]>,
    /// The same with endless books.
    pub csms_with_endless_books: Option<[f64; 2]>,
    /// Accounts a CSM, on average.
    pub accounts: Option<Need>,
    /// Quarters.
    pub quarters: Option<Need>,
    /// Changes, most power first.
    pub levers: Vec<Lever>,
    /// A curve for each of some numbers of CSMs, the design's own first.
    pub curves: Vec<Vec<Point>>,
    /// Smallest p a permutation test of this assignment can reach; `None` where it is not counted (schedules of more than two sequences).
    pub smallest_p: Option<f64>,
}

/// In one word.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// As much power as wanted, or more.
    Enough,
    /// An even chance at least.
    Weak,
    /// The effect would be missed more often than found.
    Hopeless,
    /// No result, however large, can be significant under a permutation test.
    CannotTell,
}

/// Why a design cannot be judged.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Unjudged {
    /// No degrees of freedom are left.
    #[error("no degrees of freedom are left: there are too few {0} to estimate how much they differ")]
    TooFew(&'static str),
    /// The schedule cannot tell the plan from the quarters.
    #[error("this schedule cannot tell the plan from the quarters: in no quarter that is measured are some on it and some not")]
    NotIdentified,
    /// Cohorts have no schedule here.
    #[error("a schedule is for CSMs or pods; cohorts inside books are compared side by side (parallel, did, ancova)")]
    CohortsOnSchedule,
}

impl Question {
    /// Answers.
    ///
    /// # Errors
    /// If the design cannot be judged.
    pub fn study(&self) -> Result<Study, Unjudged> {
        let Self { design, power, test, .. } = self;
        let sight = design.sight().ok_or_else(|| self.unjudged())?;
        let smallest = design.smallest_effect(*power, test).ok_or_else(|| self.unjudged())?;
        let aim = Aim { effect: self.effect.unwrap_or(smallest), power: *power, test: *test };
        Ok(Study {
            aim,
            sight,
            power: design.power(aim.effect, test).ok_or_else(|| self.unjudged())?,
            ignoring_csms: (design.comparison == Comparison::After && design.quarters <= 1 && design.level != Level::Cohort)
                .then(|| design.power_ignoring_csms(aim.effect, test))
                .flatten(),
            design_effect: design.books.mean() * design.parts().total(),
            smallest,
            smallest_bloom: test.bloom(*power, sight.degrees_of_freedom).unwrap_or(f64::NAN) * sight.standard_error() / design.dilution(),
            never_below: design.never_below(*power, test).filter(|least| *least > 1e-3 * smallest),
            csms: design.team_needed(&aim),
            csms_with_endless_books: design.whole_team(design.csms_needed_with_endless_books(&aim), &aim),
            accounts: design.accounts_needed(&aim),
            quarters: design.quarters_needed(&aim),
            levers: design.levers(&aim, &self.around),
            curves: self.curves(&aim),
            smallest_p: design.smallest_p(),
        })
    }

    fn unjudged(&self) -> Unjudged {
        let design = &self.design;
        match (&design.comparison, design.level) {
            (Comparison::Scheduled { .. }, Level::Cohort) => Unjudged::CohortsOnSchedule,
            (Comparison::Scheduled { .. }, _) if design.level.degrees_of_freedom(design.csms) > design.covariates => {
                Unjudged::NotIdentified
            }
            (_, Level::Pod { .. }) => Unjudged::TooFew("pods"),
            _ => Unjudged::TooFew("CSMs"),
        }
    }

    /// The design's own curve, then half as many CSMs and twice as many, up to three times the effect (or twice the smallest that is found).
    fn curves(&self, aim: &Aim) -> Vec<Vec<Point>> {
        let smallest = self.design.smallest_effect(aim.power, &aim.test).unwrap_or(aim.effect);
        let far = 5.0 * round_up((2.5 * aim.effect.abs()).max(1.6 * smallest) / 5.0);
        let effects: Vec<f64> = (0..=STEPS).map(|i| far * f64::from(i) / f64::from(STEPS)).collect();
        let own = self.design.csms[0];
        let numbers = [own, (own / 2.0).round(), (own * 1.5).round(), own * 2.0];
        let curves = numbers.iter().map(|&csms| self.design.with_csms(csms).curve(&effects, &aim.test));
        curves.filter(|curve| !curve.is_empty()).collect()
    }
}

/// The next of 1, 2, 2.5, 5 × 10ⁿ at or above a positive number.
fn round_up(raw: f64) -> f64 {
    let power = 10_f64.powf(raw.log10().floor());
    [1.0, 2.0, 2.5, 5.0, 10.0].into_iter().map(|nice| nice * power).find(|nice| raw <= nice * (1.0 + 1e-9)).unwrap_or(raw)
}

impl Study {
    /// In one word.
    #[must_use]
    pub fn verdict(&self) -> Verdict {
        if self.smallest_p.is_some_and(|p| p > self.aim.test.alpha) {
            Verdict::CannotTell
        } else if self.power >= self.aim.power - 1e-12 {
            Verdict::Enough
        } else if self.power >= 0.5 {
            Verdict::Weak
        } else {
            Verdict::Hopeless
        }
    }
}

impl Design {
    /// CSMs in control and treatment for the power wanted: whole, arms in proportion, pods kept whole, and enough for a permutation test to reach
    /// alpha. `None` where no number does.
    #[must_use]
    pub fn team_needed(&self, aim: &Aim) -> Option<[f64; 2]> {
        self.whole_team(self.csms_needed(aim), aim)
    }

    fn whole_team(&self, need: Option<Need>, aim: &Aim) -> Option<[f64; 2]> {
        let Some(Need::Of(control)) = need else { return None };
        let step = if let Level::Pod { csms, .. } = self.level { csms } else { 1.0 };
        let up = |csms: f64| ((csms / step - 1e-9).ceil() * step).max(step);
        let team = |control: f64| [control, up(control * self.csms[1] / self.csms[0])];
        let can_tell = |csms: [f64; 2]| Self { csms, ..self.clone() }.smallest_p().is_none_or(|p| p <= aim.test.alpha);
        (0..64).map(|more| team(up(control) + f64::from(more) * step)).find(|csms| can_tell(*csms))
    }

    /// Smallest two-sided p of a permutation of this assignment: over CSMs or pods, over CSMs inside their pods, over the two halves of every
    /// book; of a schedule with two sequences over who follows which. `None` for more sequences.
    #[must_use]
    pub fn smallest_p(&self) -> Option<f64> {
        let all = self.csms[0] + self.csms[1];
        let whole = |x: f64| x.round().clamp(0.0, f64::from(u32::MAX)) as u32;
        if let Comparison::Scheduled { schedule, .. } = &self.comparison
            && schedule.rows().len() != 2
        {
            return None;
        }
        Some(match self.level {
            Level::Csm => smallest_p(whole(all), whole(self.csms[1])),
            Level::Pod { csms, .. } => smallest_p(whole(all / csms), whole(self.csms[1] / csms)),
            Level::CsmInPod { csms, .. } => {
                let inside = 2.0 / smallest_p(whole(csms), whole(csms * self.csms[1] / all)).clamp(f64::MIN_POSITIVE, 1.0);
                (2.0 * inside.powf(-all / csms)).min(1.0)
            }
            Level::Cohort => smallest_p_pairs(whole(all)),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::experiment::power::{Kind, Schedule};

    fn question(design: Design, effect: Option<f64>) -> Question {
        Question { design, effect, power: 0.8, test: Significance::default(), around: Surroundings::default() }
    }

    /// The worked example of twenty CSMs an arm.
    #[test]
    fn twenty_csms_an_arm_with_forty_accounts() {
        let study = question(Design::plain(20.0, 40.0, 0.05), Some(0.2)).study().unwrap();
        assert_eq!((study.csms, study.csms_with_endless_books), (Some([30.0; 2]), Some([21.0; 2])));
        assert!((study.power - 0.621_650_2).abs() < 1e-7 && (study.ignoring_csms.unwrap() - 0.979_206_6).abs() < 1e-7);
        assert!((study.smallest - 0.246_891_7).abs() < 1e-7 && (study.smallest_bloom - 0.246_948_3).abs() < 1e-7);
        assert!((study.never_below.unwrap() - 0.203_287_4).abs() < 1e-7);
        assert!((study.design_effect - 2.95).abs() < 1e-12);
        assert!(matches!(study.accounts, Some(Need::Hopeless(_))));
        assert_eq!(study.verdict(), Verdict::Weak);
        assert_eq!(study.curves.len(), 4);
    }

    #[test]
    fn without_an_effect_the_smallest_is_judged() {
        let study = question(Design::plain(20.0, 40.0, 0.05), None).study().unwrap();
        assert!((study.power - 0.8).abs() < 1e-12 && (study.aim.effect - study.smallest).abs() < 1e-15);
        assert_eq!(study.verdict(), Verdict::Enough);
    }

    #[test]
    fn hopeless_is_said() {
        let verdict = |csms: f64, effect: f64| question(Design::plain(csms, 40.0, 0.05), Some(effect)).study().unwrap().verdict();
        assert_eq!(verdict(6.0, 0.2), Verdict::Hopeless);
        assert_eq!(verdict(3.0, 5.0), Verdict::CannotTell, "3 against 3 never reaches 5 %");
        assert_eq!(verdict(4.0, 5.0), Verdict::Enough);
        // the t test alone would do with two
        let three = question(Design::plain(3.0, 40.0, 0.05), Some(5.0)).study().unwrap();
        assert_eq!(three.csms, Some([4.0; 2]));
        assert!(three.levers[0].can_tell && three.levers.iter().any(|lever| !lever.can_tell));
        assert_eq!(question(Design::plain(1.0, 40.0, 0.05), Some(0.2)).study(), Err(Unjudged::TooFew("CSMs")));
    }

    #[test]
    fn assignments_are_counted_at_their_own_level() {
        let of = |level: Level| Design { level, ..Design::plain(12.0, 24.0, 0.08) }.smallest_p().unwrap();
        assert!((of(Level::Pod { csms: 4.0, icc: 0.02 }) - 2.0 / 20.0).abs() < 1e-12, "6 pods");
        // 6 ways in each of 6 pods, and the mirror
        assert!((of(Level::CsmInPod { csms: 4.0, icc: 0.02 }) - 2.0 / 46_656.0).abs() < 1e-12);
        assert!((of(Level::Cohort) - 2.0 / f64::from(1 << 24)).abs() < 1e-15);
        let wedge = Comparison::Scheduled { schedule: Schedule::new(Kind::SteppedWedge, 5, 0), carry_over: false };
        assert_eq!(Design { comparison: wedge, ..Design::plain(12.0, 24.0, 0.08) }.smallest_p(), None);
    }

    #[test]
    fn what_cannot_be_judged_says_why() {
        let scheduled = |schedule, level| {
            let comparison = Comparison::Scheduled { schedule, carry_over: false };
            question(Design { comparison, level, ..Design::plain(6.0, 24.0, 0.08) }, Some(0.2)).study()
        };
        let same = Schedule::read(&[vec!["0", "1"], vec!["0", "1"]]).unwrap();
        assert_eq!(scheduled(same, Level::Csm), Err(Unjudged::NotIdentified));
        let crossover = || Schedule::new(Kind::Crossover, 4, 0);
        assert_eq!(scheduled(crossover(), Level::Cohort), Err(Unjudged::CohortsOnSchedule));
        assert!(scheduled(crossover(), Level::Csm).is_ok());
    }
}
