//! What people's response to pay did, looked up by name: growth, cost and leakage with their range from angels to devils.
//!
//! A row that a run does not have gives nothing, and then nothing is shown. What the rows mean is [`compare`](crate::compare)'s business.

use crate::behaviour::Behaviour;
use crate::compare::Summary;
use crate::config::behaviour_name;
use crate::report::number::percent;
use crate::scenario::Scenario;
use crate::stats::{Estimate, mean};
use crate::trial::{Column, Outcomes, RunResult};

/// Comparator: the same team with salaried effort under every plan.
pub(super) const SALARIED: &str = "salaried";

/// Comparator: the candidate that pays its target whatever happens, if there is one.
pub(super) const FLAT: &str = "flat";

/// The efforts' statistics and what they are called, in the order of the model.
pub(super) const EFFORTS: [(&str, &str); 5] = [
    ("adoption", "adoption"),
    ("rescue", "rescue"),
    ("expansion", "expansion"),
    ("advocacy", "advocacy"),
    ("documented", "documented activities"),
];

/// The games' statistics and what they are called.
pub(super) const GAMES: [(&str, &str); 9] = [
    ("pressure", "pressure to sign"),
    ("padding", "padded leads"),
    ("shallow", "empty ticks"),
    ("inflation", "inflated logins"),
    ("begging", "begged scores"),
    ("neglect", "neglect until red"),
    ("sandbagging", "targets lowered"),
    ("pulled", "deals pulled in"),
    ("held", "deals held back"),
];

/// Whether the run's numbers rest on assumptions about people.
pub(super) fn assumed(scenario: &Scenario) -> bool {
    scenario.behaviour != Behaviour::Off
}

/// Who the people are, in words: "mixed, 25 % devils", "angels".
pub(super) fn people(scenario: &Scenario) -> String {
    let name = behaviour_name(scenario.behaviour);
    match scenario.behaviour {
        Behaviour::Mixed => format!("{name}, {} devils", percent(scenario.assumptions.devil_share, None)),
        Behaviour::Fixed => format!("{name}, as stated"),
        Behaviour::Off | Behaviour::Angels | Behaviour::Devils => name.to_owned(),
    }
}

/// A number with the run's own people, and the same with angels and with devils.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Range {
    pub(super) own: Estimate,
    pub(super) angels: Option<Estimate>,
    pub(super) devils: Option<Estimate>,
}

/// ARR at the end beyond salaried effort \[$\].
pub(super) fn growth(summary: &Summary, plan: &str) -> Option<Range> {
    let of = |statistic| summary.get_against(plan, "growth", statistic, SALARIED);
    Some(Range { own: of("arr")?, angels: of("arr@angels"), devils: of("arr@devils") })
}

/// The same by trial, where twins were lived.
pub(super) fn growth_by_trial(outcomes: &Outcomes, plan: usize) -> Option<Vec<f64>> {
    // Both worlds start from the same book, so the difference of growth is that of the ends.
    (outcomes.salaried_arr_end.len() == outcomes.trials).then(|| {
        let ends = outcomes.arr_end.of_rows(outcomes.plans, plan, 1);
        ends.iter().zip(&*outcomes.salaried_arr_end.values()).map(|(own, salaried)| own - salaried).collect()
    })
}

/// Mean cost \[$\]. Other people live some of the trials only: the paired difference brings them to all of them, its error taken as
/// independent of the own cost's.
pub(super) fn cost(scenario: &Scenario, summary: &Summary, plan: &str) -> Option<Range> {
    let own = summary.get(plan, "cost", "mean")?;
    let with = |people: &str| {
        let measure = format!("cost@{people}");
        let shift = summary.get_against(plan, &measure, "mean_difference", behaviour_name(scenario.behaviour));
        let error = |shift: Estimate| own.standard_error.zip(shift.standard_error).map(|(own, shift)| own.hypot(shift));
        let carried = shift.map(|shift| Estimate::symmetric(own.value + shift.value, error(shift), shift.n));
        carried.or_else(|| summary.get(plan, &measure, "mean"))
    };
    Some(Range { own, angels: with("angels"), devils: with("devils") })
}

/// Lost to games: discounts for early signatures and what padded leads cost sales \[$\].
pub(super) fn lost(result: &RunResult, plan: usize) -> Option<Range> {
    let with = |people: &str| result.people.iter().find(|r| r.id == people).and_then(|r| mean(&lost_by_trial(&r.outcomes, plan)));
    Some(Range { own: mean(&lost_by_trial(&result.base, plan))?, angels: with("angels"), devils: with("devils") })
}

fn lost_by_trial(outcomes: &Outcomes, plan: usize) -> Vec<f64> {
    let of = |column: &Column<f64>| column.of_rows(outcomes.plans, plan, 1);
    let (discounts, padding) = (of(&outcomes.response.discounts), of(&outcomes.response.padding_cost));
    discounts.iter().zip(&padding).map(|(a, b)| a + b).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::fixture;

    #[test]
    fn a_run_without_behaviour_has_no_response() {
        let f = fixture::meterline(40);
        assert!(!assumed(&f.scenario));
        for (p, plan) in f.scenario.plans.iter().enumerate() {
            assert_eq!((growth(&f.summary, &plan.id), lost(&f.result, p)), (None, None), "{}", plan.id);
        }
    }

    #[test]
    fn what_games_lose_is_discounts_and_padding_with_each_kind_of_people() {
        let mut f = fixture::responding(40);
        let fill = |outcomes: &mut Outcomes, discounts: f64| {
            let n = outcomes.trials * outcomes.plans;
            outcomes.response.discounts = (0..n).map(|i| if i % outcomes.plans == 2 { discounts } else { 9e9 }).collect();
            outcomes.response.padding_cost = vec![20.0; n].into();
        };
        fill(&mut f.result.base, 100.0);
        fill(&mut f.result.people[0].outcomes, 0.0);
        fill(&mut f.result.people[1].outcomes, 700.0);
        let range = lost(&f.result, 2).unwrap();
        assert_eq!([Some(range.own), range.angels, range.devils].map(|e| e.unwrap().value), [120.0, 20.0, 720.0]);
    }

    #[test]
    fn growth_by_trial_has_the_mean_of_its_row_and_other_peoples_cost_is_paired() {
        let f = fixture::responding(80);
        let today = &f.scenario.plans[3].id;
        let grown = growth_by_trial(&f.result.base, 3).unwrap();
        let row = growth(&f.summary, today).unwrap();
        assert!((mean(&grown).unwrap().value / row.own.value - 1.0).abs() < 1e-9);
        let range = cost(&f.scenario, &f.summary, today).unwrap();
        let own = &f.result.base.costs(3);
        let shift: f64 = f.result.people[1].outcomes.costs(3).iter().zip(own.iter().step_by(4)).map(|(a, b)| a - b).sum::<f64>() / 20.0;
        assert!((range.devils.unwrap().value - range.own.value - shift).abs() < 1e-6);
        assert!(range.devils.unwrap().standard_error > range.own.standard_error, "two errors are more than one");
        assert_eq!(people(&f.scenario), "mixed, 25\u{202f}% devils");
    }
}
