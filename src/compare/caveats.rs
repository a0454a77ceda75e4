//! What a run does not say, and what it rests on.

use super::Assumption;
use super::number::{grouped, money, percent};
use super::words::list;
use crate::behaviour::{Assumptions, Behaviour};
use crate::scenario::{Market, Resampling, Scenario, Turnover};
use crate::trial::RunResult;

/// Fragments that follow "this run does not say".
pub(super) fn not_said(scenario: &Scenario, result: &RunResult) -> Vec<String> {
    let mut fragments = Vec::new();
    if scenario.behaviour == Behaviour::Off {
        fragments.push(match &scenario.market {
            Market::Cohorts(_) => "whether any plan changes effort: everybody works as on a salary, and nobody games a plan".to_owned(),
            Market::History(_) => "whether any plan changes effort: customers do what they did, whatever a plan pays".to_owned(),
            Market::Attainment(_) => "whether any plan changes effort: attainments are drawn as stated, whatever a plan pays".to_owned(),
        });
    } else if scenario.behaviour == Behaviour::Fixed {
        fragments.push("whether people would do what is stated: conduct is part of the scenario, not a response to pay".to_owned());
    } else {
        fragments.push("whether people respond as assumed: nobody has measured that for customer success".to_owned());
    }
    if !scenario.behaviour.responds() || !scenario.assumptions.attrition {
        fragments.push(if result.base.vacant_months.values().iter().any(|months| *months > 0) {
            "whether anybody leaves over pay: turnover is the same under every plan".to_owned()
        } else {
            "whether anybody leaves over pay: here nobody leaves".to_owned()
        });
    }
    if !result.base.has_twins() {
        let why = if scenario.run.payouts_only { "payouts only were asked for" } else { "this market has no such world" };
        fragments.push(format!("what the team itself is worth, and what would be paid with no CSM at all: {why}"));
    }
    match &scenario.market {
        Market::Attainment(_) => fragments.push("anything about customers: there are none".to_owned()),
        Market::History(h) if h.resampling == Resampling::Replay => {
            fragments.push("how lucky these months were: a replay is one exact answer without a spread".to_owned());
        }
        Market::History(_) => {
            fragments.push("what another market would do: every trial redraws the same accounts in the same months".to_owned());
        }
        Market::Cohorts(_) => {
            let known = scenario.segments.iter().any(|segment| segment.uncertainty.is_some());
            if known && scenario.run.parameter_draws.is_none() {
                fragments.push("how well the market is known: --parameter-uncertainty tells that from luck".to_owned());
            }
        }
    }
    fragments
}

/// The five assumptions that move the numbers most. Whether the user gave a value is told by its differing from the default.
pub(super) fn assumptions(scenario: &Scenario, result: &RunResult) -> Vec<Assumption> {
    let assumption = |name: &str, value: String, given: bool| Assumption { name: name.to_owned(), value, given };
    let share = |x: f64| percent(x, None);
    let turnover = &scenario.turnover;
    let money_ = &scenario.money;
    let vacant = result.base.vacant_months.values().iter().any(|months| *months > 0);
    let at_once = turnover.vacancy_months == 0 && turnover.annual > 0.0 && matches!(scenario.market, Market::Cohorts(_));
    let over_pay = if scenario.behaviour.responds() && scenario.assumptions.attrition { ", more or fewer by their pay" } else { "" };
    let usual_budget = 1.1 * scenario.target_variable();
    vec![
        effort(scenario),
        customers(scenario),
        assumption(
            "budget",
            format!("{} for variable pay, before employer load", money(&scenario.currency, money_.budget)),
            (money_.budget - usual_budget).abs() > 1.0,
        ),
        assumption(
            "team",
            if at_once {
                format!("{} of CSMs leave a year{over_pay}, successors are there at once", share(turnover.annual))
            } else if vacant {
                format!("{} of CSMs leave a year{over_pay}, seats stay empty {} months", share(turnover.annual), turnover.vacancy_months)
            } else {
                "nobody leaves, every seat is filled".to_owned()
            },
            (vacant || at_once) && *turnover != Turnover::default(),
        ),
        assumption(
            "money",
            format!("employer load {}, gross margin {}", share(money_.employer_load), share(money_.gross_margin)),
            money_.employer_load != 0.08 || money_.gross_margin != 0.75,
        ),
    ]
}

/// What people do. Whether it was given or not, nobody has measured it.
fn effort(scenario: &Scenario) -> Assumption {
    let people = &scenario.assumptions;
    if scenario.behaviour == Behaviour::Off {
        let value = match scenario.market {
            Market::Cohorts(_) => "the same under every plan, as on a salary; no gaming",
            Market::History(_) => "as it was in these months, whatever the plan",
            Market::Attainment(_) => "the same under every plan: attainments are drawn",
        };
        return Assumption { name: "effort".to_owned(), value: value.to_owned(), given: false };
    }
    if scenario.behaviour == Behaviour::Fixed {
        let stated = scenario.plans.iter().filter(|plan| scenario.conduct.contains_key(&plan.id)).count();
        let value = format!("stated for {stated} of {} plans, as on a salary under the others, whatever they pay", scenario.plans.len());
        return Assumption { name: "conduct".to_owned(), value, given: true };
    }
    let who = match scenario.behaviour {
        Behaviour::Angels => "nobody plays games".to_owned(),
        Behaviour::Devils => "everybody plays every game that pays".to_owned(),
        Behaviour::Off | Behaviour::Fixed | Behaviour::Mixed => format!("{} play every game that pays", percent(people.devil_share, None)),
    };
    let of_quarter = |share: f64| percent(share, None);
    let value = format!(
        "people respond to pay, {who}; effort costs {}, a game {} of a quarter’s OTE, risk aversion {} per {}; nobody has measured this",
        of_quarter(people.effort_cost),
        of_quarter(people.gaming_cost),
        people.risk_aversion,
        scenario.currency,
    );
    Assumption { name: "behaviour".to_owned(), value, given: *people != Assumptions::default() }
}

fn customers(scenario: &Scenario) -> Assumption {
    let (value, given) = match &scenario.market {
        Market::Cohorts(_) => {
            let share = |x: f64| percent(x, None);
            let organic: Vec<String> = scenario.segments.iter().map(|s| format!("{} {}", s.title, share(s.organic_nrr))).collect();
            (format!("invented from segment settings; yearly NRR with no CSM: {}", list(&organic)), false)
        }
        Market::History(h) => {
            let span = h.span.as_ref().map_or_else(String::new, |[from, to]| format!(", {from} to {to}"));
            (format!("a real revenue history of {} accounts{span}", grouped(h.accounts as u64)), true)
        }
        Market::Attainment(_) => ("none: attainments drawn from a stated distribution".to_owned(), true),
    };
    Assumption { name: "customers".to_owned(), value, given }
}
