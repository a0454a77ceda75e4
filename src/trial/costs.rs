//! What every plan has cost so far: all that is looked at while a run lasts.

use super::outcome::Outcomes;
use super::rows::{Column, Rows, Spool};

/// Cost of every plan in every trial from 0 on.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Costs {
    plans: usize,
    /// `trials × plans`, \[cents\].
    cents: Column<i64>,
}

impl Costs {
    /// Those of outcomes.
    #[must_use]
    pub fn of(outcomes: &Outcomes) -> Self {
        let mut costs = Self::default();
        costs.add(outcomes);
        costs
    }

    /// Adds the trials that follow.
    pub(crate) fn add(&mut self, next: &Outcomes) {
        self.plans = next.plans;
        let of_plan: Vec<Vec<i64>> = (0..next.plans).map(|plan| next.costs_in_cents(plan)).collect();
        self.cents.extend((0..next.trials).flat_map(|trial| of_plan.iter().map(move |cents| cents[trial])));
    }

    /// Puts them away if they are too many for memory.
    pub(crate) fn settle(&mut self, spool: &Spool) {
        if spool.takes(self.cents.in_memory()) {
            self.cents.put_away(spool, self.cents.len() / self.plans.max(1), self.plans);
        }
    }

    /// How many plans there are.
    #[must_use]
    pub fn plans(&self) -> usize {
        self.plans
    }

    /// Of one plan, trial by trial, \[$\].
    pub fn of_plan(&self, plan: usize) -> impl Iterator<Item = f64> + '_ {
        self.cents.picked(self.plans, plan, 1).map(|cents| cents as f64 / 100.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plans_are_told_apart_and_trials_follow_one_another() {
        let outcomes = |pay: Vec<i64>| Outcomes { trials: pay.len() / 6, plans: 3, seats: 2, pay: pay.into(), ..Outcomes::default() };
        let mut costs = Costs::of(&outcomes(vec![100, 50, 1, 2, -5, 5, 300, 0, 0, 0, 1, 1]));
        let home = tempfile::tempdir().unwrap();
        costs.settle(&Spool::beyond(home.path(), 0));
        costs.add(&outcomes(vec![7, 0, 8, 0, 9, 0]));
        assert_eq!(costs.plans(), 3);
        assert_eq!(costs.of_plan(0).collect::<Vec<_>>(), [1.5, 3.0, 0.07]);
        assert_eq!(costs.of_plan(2).collect::<Vec<_>>(), [0.0, 0.02, 0.09]);
    }
}
