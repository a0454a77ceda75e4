//! What people's response to pay did, looked up by name: growth, cost and leakage with their range from angels to devils.
//!
//! A row that a run does not have gives nothing, and then nothing is shown. What the rows mean is [`compare`](crate::compare)'s business.

use crate::behaviour::Behaviour;
use crate::compare::Summary;
use crate::config::behaviour_name;
use crate::plan::{Pays, Plan};
use crate::report::number::percent;
use crate::scenario::Scenario;
use crate::stats::{Estimate, mean};
use crate::trial::{Outcomes, RunResult};

/// Comparator: the same team with salaried effort under every plan.
pub(super) const SALARIED: &str = "salaried";

/// The efforts' statistics and what they are called, in the order of the model.
pub(super) const EFFORTS: [(&str, &str); 5] = [
    ("adoption", "adoption"),
    ("rescue", "rescue"),
    ("expansion", "expansion"),
    ("advocacy", "advocacy"),
    ("documented", "documented activities"),
];

/// The games' statistics and what they are called.
pub(super) const GAMES: [(&str, &str); 8] = [
    ("pressure", "pressure to sign"),
    ("padding", "padded leads"),
    ("shallow", "empty ticks"),
    ("inflation", "inflated logins"),
    ("begging", "begged scores"),
    ("neglect", "neglect until red"),
    ("pulled", "deals pulled forward"),
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
        Behaviour::Off | Behaviour::Angels | Behaviour::Devils => name.to_owned(),
    }
}

/// The candidate that pays target whatever happens, if there is one.
pub(super) fn flat(scenario: &Scenario) -> Option<&str> {
    let pays_target = |plan: &&Plan| !plan.components.is_empty() && plan.components.iter().all(|c| matches!(c.pays, Pays::Target));
    scenario.plans.iter().find(pays_target).map(|plan| plan.id.as_str())
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
    let ends = outcomes.arr_end.iter().skip(plan).step_by(outcomes.plans.max(1));
    (outcomes.salaried_arr_end.len() == outcomes.trials)
        .then(|| ends.zip(&outcomes.salaried_arr_end).map(|(own, salaried)| own - salaried).collect())
}

/// Mean cost \[$\].
pub(super) fn cost(summary: &Summary, plan: &str) -> Option<Range> {
    let with = |people: &str| summary.get(plan, &format!("cost@{people}"), "mean");
    Some(Range { own: summary.get(plan, "cost", "mean")?, angels: with("angels"), devils: with("devils") })
}

/// Discounts for early signatures, sales cost of padded leads and cost of replacing people, all in all \[$\].
pub(super) fn leakage(result: &RunResult, plan: usize) -> Option<Range> {
    let with = |people: &str| result.people.iter().find(|r| r.id == people).and_then(|r| mean(&leaked(&r.outcomes, plan)));
    Some(Range { own: mean(&leaked(&result.base, plan))?, angels: with("angels"), devils: with("devils") })
}

fn leaked(outcomes: &Outcomes, plan: usize) -> Vec<f64> {
    let response = &outcomes.response;
    let columns = [&response.discounts, &response.padding_cost, &response.rehire_cost];
    if columns.iter().any(|column| column.len() != outcomes.trials * outcomes.plans) {
        return Vec::new();
    }
    (0..outcomes.trials).map(|t| columns.iter().map(|column| column[t * outcomes.plans + plan]).sum()).collect()
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
            assert_eq!((growth(&f.summary, &plan.id), leakage(&f.result, p)), (None, None), "{}", plan.id);
        }
    }

    #[test]
    fn leakage_is_the_sum_of_its_three_parts_with_each_kind_of_people() {
        let mut f = fixture::responding(40);
        let fill = |outcomes: &mut Outcomes, discounts: f64| {
            let n = outcomes.trials * outcomes.plans;
            outcomes.response.discounts = vec![discounts; n];
            outcomes.response.padding_cost = vec![20.0; n];
            outcomes.response.rehire_cost = vec![3.0; n];
        };
        fill(&mut f.result.base, 100.0);
        fill(&mut f.result.people[0].outcomes, 0.0);
        fill(&mut f.result.people[1].outcomes, 700.0);
        let range = leakage(&f.result, 2).unwrap();
        assert_eq!([Some(range.own), range.angels, range.devils].map(|e| e.unwrap().value), [123.0, 23.0, 723.0]);
    }

    #[test]
    fn the_plan_that_pays_whatever_happens_is_the_flat_one() {
        let f = fixture::responding(20);
        assert_eq!(flat(&f.scenario), Some("flat"));
        assert_eq!(people(&f.scenario), "mixed, 25\u{202f}% devils");
        assert_eq!(flat(&fixture::smallest().scenario), None);
    }
}
