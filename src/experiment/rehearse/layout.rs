//! Who takes part, who sits together in a stratum, and every way in which the plans could be dealt to them.

use super::Team;
use crate::experiment::permutation::{AssignmentSet, Limits, PermutationError, Stratum, smallest_p};

/// Assignments that are listed for one layout, at most: enough for p to a third of a point, few enough for thousands of experiments.
const ASSIGNMENTS: usize = 1_999;

/// Why nobody can be assigned.
#[derive(Debug, thiserror::Error, PartialEq)]
pub enum LayoutError {
    /// Too few in an arm.
    #[error("{csms} CSMs, {treated} of them on the new plan: each arm needs two at least")]
    TooFew {
        /// CSMs who take part.
        csms: usize,
        /// Of them on the new plan.
        treated: usize,
    },
    /// More CSMs than the simulated trials hold.
    #[error("{csms} CSMs are {companies} teams like this one, and only {trials} trials were simulated")]
    TooMany {
        /// CSMs who take part.
        csms: usize,
        /// Teams that many CSMs are.
        companies: usize,
        /// Trials simulated.
        trials: usize,
    },
    /// The assignments cannot be listed.
    #[error(transparent)]
    Permutation(#[from] PermutationError),
}

/// The people of an experiment. More CSMs than the team has are the CSMs of several teams like it, side by side, each a trial of its own.
#[derive(Debug, Clone)]
pub struct Layout {
    /// Which team (0, 1, …) and seat each CSM is.
    units: Vec<(usize, usize)>,
    /// Stratum of each: seats of one segment in one team.
    pub(super) strata: Vec<usize>,
    /// Teams side by side.
    pub(super) companies: usize,
    /// Every way the plans could have been dealt, or a sample of them; experiments are dealt from this list.
    pub(super) assignments: AssignmentSet,
    /// Smallest p that any outcome could have in the design itself.
    smallest_p: f64,
}

impl Layout {
    /// `csms` people, `treated` of them on the new plan, spread over strata in proportion.
    ///
    /// # Errors
    /// Fewer than two in an arm, more than the trials hold.
    pub fn of(team: &Team, csms: usize, treated: usize, seed: u64) -> Result<Self, LayoutError> {
        if treated < 2 || csms < treated + 2 {
            return Err(LayoutError::TooFew { csms, treated });
        }
        let companies = csms.div_ceil(team.seats.max(1));
        if companies > team.trials {
            return Err(LayoutError::TooMany { csms, companies, trials: team.trials });
        }
        let kinds = team.strata.iter().max().map_or(0, |most| most + 1);
        let everybody: Vec<(usize, usize)> = (0..companies).flat_map(|company| (0..team.seats).map(move |seat| (company, seat))).collect();
        let stratum_of = |(company, seat): (usize, usize)| company * kinds + team.strata[seat];
        let mut groups: Vec<Vec<(usize, usize)>> = vec![Vec::new(); companies * kinds];
        everybody.into_iter().for_each(|unit| groups[stratum_of(unit)].push(unit));
        groups.retain(|group| !group.is_empty());
        let sizes: Vec<usize> = groups.iter().map(Vec::len).collect();
        let taken = in_proportion(csms, &sizes);
        let on_new = in_proportion(treated, &taken);
        let (mut units, mut strata, mut choices) = (Vec::new(), Vec::new(), Vec::new());
        for (group, (taken, treated)) in groups.iter().zip(taken.into_iter().zip(on_new)).filter(|(_, (taken, _))| *taken > 0) {
            let from = units.len();
            units.extend(group.iter().take(taken));
            strata.resize(units.len(), choices.len());
            choices.push(Stratum { units: (from..units.len()).collect(), treated });
        }
        let limits = Limits { enumerate: ASSIGNMENTS as u64, draws: ASSIGNMENTS, seed };
        let assignments = AssignmentSet::within(units.len(), &choices, None, limits)?;
        Ok(Self { units, strata, companies, assignments, smallest_p: smallest_p(&choices) })
    }

    /// CSMs who take part.
    #[must_use]
    pub fn csms(&self) -> usize {
        self.units.len()
    }

    /// The smallest two-sided p that the design allows: above alpha it cannot show anything.
    #[must_use]
    pub fn smallest_p(&self) -> f64 {
        self.smallest_p
    }

    /// The trial that is company `company` of experiment `nth`, one experiment for each trial of the team. Where teams stand side by side every
    /// trial takes part in several experiments, each time beside others and dealt anew.
    pub(super) fn trial(&self, team: &Team, nth: usize, company: usize) -> usize {
        (nth + company * (team.trials / self.companies)) % team.trials
    }

    /// Everybody's number in experiment `nth`, of what `of` has by trial.
    pub(super) fn gather<'t>(&self, team: &Team, nth: usize, of: impl Fn(usize) -> &'t [f64]) -> Vec<f64> {
        self.units.iter().map(|(company, seat)| of(self.trial(team, nth, *company))[*seat]).collect()
    }

    /// The year before of everybody in experiment `nth`; `None` where there was none.
    pub(super) fn before(&self, team: &Team, nth: usize) -> Option<Vec<f64>> {
        let has_past = team.trials > 0 && team.before(0).is_some();
        has_past.then(|| self.gather(team, nth, |trial| team.before(trial).unwrap_or_default()))
    }
}

/// `total` shared out in proportion to `sizes`, none above its size where that is possible: whole parts first, then the largest remainders (the
/// earlier of equals).
fn in_proportion(total: usize, sizes: &[usize]) -> Vec<usize> {
    let all: usize = sizes.iter().sum::<usize>().max(1);
    let mut shares: Vec<usize> = sizes.iter().map(|size| total * size / all).collect();
    let mut order: Vec<usize> = (0..sizes.len()).collect();
    order.sort_by_key(|&k| std::cmp::Reverse(total * sizes[k] % all));
    let missing = total - shares.iter().sum::<usize>();
    order.into_iter().take(missing).for_each(|k| shares[k] += 1);
    shares
}

#[cfg(test)]
mod tests {
    use super::super::team::tests::made_up;
    use super::*;

    #[test]
    fn shares_add_up_in_proportion() {
        assert_eq!(in_proportion(12, &[9, 10, 5]), [5, 5, 2]);
        assert_eq!(in_proportion(24, &[9, 10, 5]), [9, 10, 5]);
        assert_eq!(in_proportion(1, &[3, 3]), [1, 0]);
    }

    #[test]
    fn larger_experiments_are_teams_side_by_side() {
        let mut team = made_up(10, 1, 40, 0.0, 0.0);
        team.strata = vec![0, 0, 0, 0, 0, 0, 1, 1, 1, 1];
        let layout = Layout::of(&team, 25, 12, 3).unwrap();
        assert_eq!((layout.csms(), layout.companies), (25, 3));
        assert_eq!([0, 1, 2].map(|company| layout.trial(&team, 39, company)), [39, 12, 25]);
        assert_eq!(layout.strata.iter().max(), Some(&5));
        let mine = layout.gather(&team, 2, |trial| team.base(trial));
        assert_eq!(mine.len(), 25);
        for nth in [0, 7, 1_998] {
            let treated = layout.assignments.assignment(nth);
            assert_eq!(treated.iter().filter(|t| **t).count(), 12);
        }
        assert_eq!(Layout::of(&team, 3, 2, 0).unwrap_err(), LayoutError::TooFew { csms: 3, treated: 2 });
        assert!(matches!(Layout::of(&team, 500, 250, 0), Err(LayoutError::TooMany { companies: 50, .. })));
    }
}
