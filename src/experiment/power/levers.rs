//! Which change of the design helps most: each is tried alone, and they are told in the order of the power they bring.

use super::baseline::Baseline;
use super::design::{Comparison, Design};
use super::level::Level;
use super::solve::Aim;

/// A change of the design.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Change {
    /// Adjust for a quarter before the start.
    Baseline,
    /// Assign CSMs instead of whole pods.
    ByCsm,
    /// Assign CSMs inside pods.
    InsidePods,
    /// Assign a cohort of customers inside each book; brings the bias of shifted effort.
    Cohorts,
    /// Half as many CSMs again, in both arms.
    MoreCsms,
    /// Twice as many quarters.
    MoreQuarters,
    /// Twice as many accounts read of each CSM.
    LargerBooks,
    /// Arms of the same size.
    EqualArms,
    /// An outcome with a quarter less spread for the same effect.
    SteadierOutcome,
    /// No account under the other arm's plan.
    NoCrossing,
}

/// A change with what it brings.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Lever {
    /// The change.
    pub change: Change,
    /// Power with it.
    pub power: f64,
    /// CSMs in control and treatment for the wanted power with it; `None` where no number does.
    pub csms: Option<[f64; 2]>,
    /// Whether a permutation test of it can reach alpha at all.
    pub can_tell: bool,
}

/// What else is known when levers are tried.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Surroundings {
    /// Before and after, were it used.
    pub baseline: Option<Baseline>,
    /// CSMs a pod and correlation in it.
    pub pods: Option<(f64, f64)>,
}

impl Design {
    /// Every change that applies: those that can tell anything first, most power first. Empty where the design cannot be judged.
    #[must_use]
    pub fn levers(&self, aim: &Aim, around: &Surroundings) -> Vec<Lever> {
        let mut levers: Vec<Lever> = self
            .changes(around)
            .into_iter()
            .filter_map(|(change, design)| {
                let power = design.power(aim.effect, &aim.test)?;
                let can_tell = design.smallest_p().is_none_or(|p| p <= aim.test.alpha);
                Some(Lever { change, power, csms: design.team_needed(aim), can_tell })
            })
            .collect();
        levers.sort_by(|a, b| b.can_tell.cmp(&a.can_tell).then(b.power.total_cmp(&a.power)));
        levers
    }

    fn changes(&self, around: &Surroundings) -> Vec<(Change, Self)> {
        let with = |change: &dyn Fn(&mut Self)| {
            let mut new = self.clone();
            change(&mut new);
            new
        };
        let simple = !matches!(self.comparison, Comparison::Scheduled { .. });
        let mut changes = Vec::new();
        if let (Some(baseline), true) = (around.baseline, simple && !matches!(self.comparison, Comparison::Adjusted(_))) {
            changes.push((Change::Baseline, with(&|design| design.comparison = Comparison::Adjusted(baseline))));
        }
        if matches!(self.level, Level::Pod { .. }) {
            changes.push((Change::ByCsm, with(&|design| design.level = Level::Csm)));
        }
        if let (Some((csms, icc)), Level::Csm | Level::Pod { .. }) = (around.pods, self.level) {
            changes.push((Change::InsidePods, with(&|design| design.level = Level::CsmInPod { csms, icc })));
        }
        if simple && self.level != Level::Cohort {
            changes.push((Change::Cohorts, with(&|design| design.level = Level::Cohort)));
        }
        changes.push((Change::MoreCsms, self.with_csms((1.5 * self.csms[0]).ceil())));
        let quarters = match &self.comparison {
            Comparison::Scheduled { schedule, .. } => schedule.quarters(),
            _ => self.quarters,
        };
        changes.extend(self.with_quarters(2 * quarters).map(|design| (Change::MoreQuarters, design)));
        changes.push((Change::LargerBooks, self.with_accounts(2.0 * self.books.mean())));
        if (self.csms[0] - self.csms[1]).abs() > 1.0 && self.level != Level::Cohort {
            let half = f64::midpoint(self.csms[0], self.csms[1]);
            changes.push((Change::EqualArms, with(&|design| design.csms = [half; 2])));
        }
        changes.push((Change::SteadierOutcome, with(&|design| design.sd = design.sd.map(|sd| 0.75 * sd))));
        if self.crossing != [0.0; 2] {
            changes.push((Change::NoCrossing, with(&|design| design.crossing = [0.0; 2])));
        }
        changes
    }
}

#[cfg(test)]
mod tests {
    use super::super::significance::Significance;
    use super::*;

    #[test]
    fn the_best_comes_first_and_the_baseline_is_as_in_its_own_design() {
        let design = Design::plain(20.0, 40.0, 0.05);
        let aim = Aim { effect: 0.2, power: 0.8, test: Significance::default() };
        let around = Surroundings { baseline: Some(Baseline { csm: 0.6, account: 0.5 }), pods: Some((4.0, 0.02)) };
        let levers = design.levers(&aim, &around);
        assert!(levers.windows(2).all(|pair| pair[0].power >= pair[1].power));
        assert_eq!(levers[0].change, Change::Cohorts);
        let baseline = levers.iter().find(|lever| lever.change == Change::Baseline).unwrap();
        // the oracle's power with a baseline, and its 21 CSMs
        assert!((baseline.power - 0.786_724_778_565_505_5).abs() < 1e-10);
        assert_eq!(baseline.csms, Some([21.0; 2]));
        assert!(!levers.iter().any(|lever| matches!(lever.change, Change::ByCsm | Change::EqualArms | Change::NoCrossing)));
    }

    #[test]
    fn every_lever_but_time_and_books_takes_a_burden_away() {
        let design = Design {
            csms: [8.0, 16.0],
            level: Level::Pod { csms: 4.0, icc: 0.03 },
            crossing: [0.05, 0.1],
            ..Design::plain(12.0, 24.0, 0.08)
        };
        let aim = Aim { effect: 0.3, power: 0.8, test: Significance::default() };
        let now = design.power(0.3, &aim.test).unwrap();
        let levers = design.levers(&aim, &Surroundings { baseline: None, pods: Some((4.0, 0.03)) });
        assert!(levers.iter().all(|lever| lever.power > now), "{now} {levers:?}");
        for change in [Change::ByCsm, Change::EqualArms, Change::NoCrossing, Change::InsidePods] {
            assert!(levers.iter().any(|lever| lever.change == change), "{change:?}");
        }
    }
}
