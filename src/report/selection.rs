//! Which plans are drawn, and named beside people, when a run has more of them than a picture can hold.

use crate::compare::{Summary, recommended};
use crate::scenario::Scenario;

/// Most plans in one picture.
pub(super) const MOST: usize = 12;

/// The plans to draw, in the scenario's order: all of them if they are few; otherwise today's, the one that the decision names, and those
/// whose mean cost as published is nearest to today's.
pub(super) fn drawn(scenario: &Scenario, summary: &Summary) -> Vec<usize> {
    let plans = 0..scenario.plans.len();
    if plans.len() <= MOST {
        return plans.collect();
    }
    let cost = |p: usize| summary.get(&scenario.plans[p].id, "cost", "mean").map(|e| e.value);
    let today = cost(scenario.reference).unwrap_or(0.0);
    let mut kept = vec![scenario.reference];
    kept.extend(recommended(scenario, summary).filter(|p| *p != scenario.reference));
    let mut others: Vec<(f64, usize)> =
        plans.filter(|p| !kept.contains(p)).map(|p| (cost(p).map_or(f64::INFINITY, |c| (c - today).abs()), p)).collect();
    others.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
    kept.extend(others.into_iter().map(|(_, p)| p).take(MOST - kept.len()));
    kept.sort_unstable();
    kept
}

/// "12 of 75 plans: …" where some are left out.
pub(super) fn left_out(scenario: &Scenario, drawn: &[usize]) -> Option<String> {
    let all = scenario.plans.len();
    (drawn.len() < all).then(|| format!("{} of {all} plans: those nearest to today’s in cost, the others are in the tables", drawn.len()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::fixture;

    #[test]
    fn few_plans_are_all_drawn() {
        let f = fixture::meterline(50);
        assert_eq!(drawn(&f.scenario, &f.summary), [0, 1, 2, 3, 4, 5]);
        assert_eq!(left_out(&f.scenario, &[0, 1, 2, 3, 4, 5]), None);
    }

    #[test]
    fn of_many_the_nearest_in_cost_stay_with_todays_and_the_named_one() {
        let f = fixture::crowded(60);
        let drawn = drawn(&f.scenario, &f.summary);
        assert_eq!(drawn.len(), MOST);
        assert!(drawn.contains(&f.scenario.reference) && drawn.contains(&recommended(&f.scenario, &f.summary).unwrap()));
        assert!(drawn.is_sorted());
        // The first of the nine added plans costs fourteen times its target.
        assert!(!drawn.contains(&6), "{drawn:?}");
        assert!(left_out(&f.scenario, &drawn).unwrap().starts_with("12 of 15 plans"));
    }
}
