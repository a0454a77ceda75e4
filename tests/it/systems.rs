//! What the tests of whole pay systems stand on: small companies whose people respond, lived once and read by many tests.
//!
//! *Margins.* An effect counts where its estimate lies four standard errors beyond what would be none: one-sided, at 50 trials or more, a false
//! alarm of at most 1 in 9,000 (Student's t; 3 in 100,000 at 300 trials) under another seed; this seed's answer is always the same.
//! What people believe comes from one pilot of 500 trials, common to all trials of a company: its error is not in the estimates' own.
//!
//! Nobody leaves over pay unless a test says so: all plans then see the same people, salaried customers are those of `flat`, and growth
//! is compared without the noise of departures.

use std::ops::ControlFlow;
use std::sync::OnceLock;

use paylift::behaviour::Behaviour;
use paylift::config::{Overrides, Surroundings, load_scenario, read_history_file};
use paylift::plan::{Owner, Ownership, Plan};
use paylift::scenario::{Goalpost, Neutral, Scenario};
use paylift::stats::{Estimate, difference, mean};
use paylift::trial::{CONDUCT_COLUMNS, Outcomes, RunOptions, RunResult, run};

/// Columns of conduct: efforts around 1, games from 0 to 1, shares of months.
pub(crate) const ADOPTION: usize = 0;
pub(crate) const RESCUE: usize = 1;
pub(crate) const EXPANSION: usize = 2;
pub(crate) const ADVOCACY: usize = 3;
pub(crate) const DOCUMENTED: usize = 4;
pub(crate) const PRESSURE: usize = 5;
pub(crate) const PADDING: usize = 6;
pub(crate) const SHALLOW: usize = 7;
pub(crate) const INFLATION: usize = 8;
pub(crate) const BEGGING: usize = 9;
pub(crate) const NEGLECT: usize = 10;
pub(crate) const SANDBAGGING: usize = 11;
pub(crate) const PULLED: usize = 12;
pub(crate) const HELD: usize = 13;

/// The default company with every plan of the library.
fn library() -> &'static Scenario {
    static LIBRARY: OnceLock<Scenario> = OnceLock::new();
    LIBRARY.get_or_init(|| {
        let everything = Overrides { plans: vec!["all".into()], ..Overrides::default() };
        load_scenario(None, &everything, &Surroundings::here(&read_history_file)).unwrap().scenario
    })
}

/// A plan of the library.
pub(crate) fn shipped(id: &str) -> Plan {
    library().plans[library().plan(id).unwrap()].clone()
}

/// Plans of the library.
pub(crate) fn all_shipped(ids: &[&str]) -> Vec<Plan> {
    ids.iter().map(|id| shipped(id)).collect()
}

/// The same plan under another name.
pub(crate) fn called(id: &str, plan: Plan) -> Plan {
    Plan { id: id.into(), title: id.into(), ..plan }
}

/// The same plan where this role executes renewals and expansion.
pub(crate) fn owned_by(owner: Owner, plan: Plan) -> Plan {
    Plan { ownership: Ownership { renewals: owner, expansion: owner }, ..plan }
}

/// One team of the default company, everybody with the segment's usual book and pay.
pub(crate) fn company(segment: &str, csms: usize, plans: Vec<Plan>, trials: u32) -> Scenario {
    let mut s = library().clone();
    let index = s.segments.iter().position(|x| x.id == segment).unwrap();
    s.roster.retain(|seat| usize::from(seat.segment) == index);
    let first = paylift::scenario::Seat { segment: 0, pod: 0, ..s.roster[0].clone() };
    s.roster = (1..=csms).map(|i| paylift::scenario::Seat { name: format!("CSM {i}"), ..first.clone() }).collect();
    s.segments = vec![s.segments.swap_remove(index)];
    (s.plans, s.reference, s.neutral) = (plans, 0, Neutral::Off);
    s.run.goal = Goalpost::Trials(trials);
    s.assumptions.attrition = false;
    s
}

/// A company that has lived.
pub(crate) struct Year {
    pub(crate) scenario: Scenario,
    pub(crate) result: RunResult,
}

/// What one kind of people did and had, trial by trial.
#[derive(Clone, Copy)]
pub(crate) struct People<'a> {
    scenario: &'a Scenario,
    pub(crate) outcomes: &'a Outcomes,
}

/// Lives a company.
pub(crate) fn live(scenario: Scenario, behaviour: Behaviour) -> Year {
    let scenario = Scenario { behaviour, ..scenario };
    let result = run(&scenario, RunOptions::default(), &mut |_| ControlFlow::Continue(())).unwrap();
    Year { scenario, result }
}

/// Eight mid-market CSMs without scruples under most of the library, 200 trials; angels on every fourth.
pub(crate) fn devils() -> &'static Year {
    static YEAR: OnceLock<Year> = OnceLock::new();
    YEAR.get_or_init(|| {
        let mut plans = all_shipped(&[
            "flat",
            "nrr-individual",
            "nrr-team",
            "nrr-plus-team",
            "mix-80-20",
            "mix-75-25",
            "mix-50-50",
            "renewal-upsell",
            "retention-only",
            "gainsight-three",
            "gainsight-three-closed",
            "anti-saves",
            "anti-nps",
            "mbo-okr",
            "menu-eight",
            "adoption-only",
            "layered-activities",
            "activities-adoption",
            "results-first",
            "growth-raw",
            "growth-above-baseline",
            "experience",
            "activity-set-onboarding",
            "activity-set-reviews",
            "activities-then-nrr",
            "kicker-retroactive",
        ]);
        plans.push(called("commission", owned_by(Owner::AccountExecutive, shipped("renewal-upsell"))));
        let mut together = called("team-commission", plans.last().unwrap().clone());
        together.metrics.iter_mut().for_each(|metric| metric.scope = paylift::measure::Scope::Team);
        plans.push(together);
        plans.push(called("three-owned", owned_by(Owner::Csm, shipped("gainsight-three-closed"))));
        live(company("mid-market", 8, plans, 200), Behaviour::Devils)
    })
}

/// The same team, honest, under few plans, 300 trials.
pub(crate) fn angels() -> &'static Year {
    static YEAR: OnceLock<Year> = OnceLock::new();
    YEAR.get_or_init(|| {
        let mut plans = all_shipped(&["flat", "nrr-individual", "nrr-team", "mix-50-50", "gainsight-three", "kicker-retroactive"]);
        plans.push(called("commission", owned_by(Owner::AccountExecutive, shipped("renewal-upsell"))));
        live(company("mid-market", 8, plans, 300), Behaviour::Angels)
    })
}

impl Year {
    /// The run's own people.
    pub(crate) fn people(&self) -> People<'_> {
        People { scenario: &self.scenario, outcomes: &self.result.base }
    }

    /// Angels, on every fourth trial.
    pub(crate) fn angels(&self) -> People<'_> {
        let range = self.result.people.iter().find(|r| r.id == "angels").unwrap();
        People { scenario: &self.scenario, outcomes: &range.outcomes }
    }

    /// The run's own people in the first stressed market.
    pub(crate) fn stressed(&self) -> People<'_> {
        People { scenario: &self.scenario, outcomes: &self.result.stress[0].outcomes }
    }
}

impl People<'_> {
    pub(crate) fn plan(&self, id: &str) -> usize {
        self.scenario.plan(id).unwrap()
    }

    fn of_plan(&self, column: &[f64], id: &str) -> Vec<f64> {
        column.iter().skip(self.plan(id)).step_by(self.outcomes.plans).copied().collect()
    }

    /// Mean of one column of conduct, by trial.
    pub(crate) fn conduct(&self, id: &str, column: usize) -> Vec<f64> {
        let all = &self.outcomes.response.conduct;
        all.iter()
            .skip(self.plan(id) * CONDUCT_COLUMNS + column)
            .step_by(self.outcomes.plans * CONDUCT_COLUMNS)
            .map(|&x| f64::from(x))
            .collect()
    }

    /// Mean of one column of conduct.
    pub(crate) fn mean_conduct(&self, id: &str, column: usize) -> Estimate {
        mean(&self.conduct(id, column)).unwrap()
    }

    /// Mean efforts: adoption, rescue, expansion, advocacy, documented.
    pub(crate) fn efforts(&self, id: &str) -> [f64; 5] {
        [ADOPTION, RESCUE, EXPANSION, ADVOCACY, DOCUMENTED].map(|k| self.mean_conduct(id, k).value)
    }

    /// ARR at the end beyond that under `flat`, by trial, [% of ARR at the start].
    pub(crate) fn growth(&self, id: &str) -> Vec<f64> {
        let [own, flat] = [id, "flat"].map(|id| self.of_plan(&self.outcomes.arr_end, id));
        own.iter().zip(&flat).zip(&self.outcomes.arr_start).map(|((own, flat), start)| 100.0 * (own - flat) / start).collect()
    }

    /// GRR beyond that under `flat`, by trial, [points].
    pub(crate) fn kept(&self, id: &str) -> Vec<f64> {
        let [own, flat] = [id, "flat"].map(|id| self.of_plan(&self.outcomes.grr, id));
        own.iter().zip(&flat).map(|(own, flat)| 100.0 * (own - flat)).collect()
    }

    /// Cost, by trial, [$].
    pub(crate) fn cost(&self, id: &str) -> Vec<f64> {
        self.outcomes.costs(self.plan(id))
    }

    /// Cost of one quarter, by trial, [$].
    pub(crate) fn quarter_cost(&self, id: &str, quarter: usize) -> Vec<f64> {
        let o = self.outcomes;
        let at = |t: usize| (t * o.plans + self.plan(id)) * o.quarters + quarter;
        (0..o.trials).map(|t| o.quarter_cost[at(t)] as f64 / 100.0).collect()
    }

    /// Squared deviation of a seat's yearly pay from its mean, mean over seats, by trial, [$²]: its mean is the variance of pay.
    pub(crate) fn pay_spread(&self, id: &str) -> Vec<f64> {
        let o = self.outcomes;
        let mut spread = vec![0.0; o.trials];
        for seat in 0..o.seats {
            let pay = o.seat_pay(self.plan(id), seat);
            let mean = pay.iter().sum::<f64>() / pay.len() as f64;
            spread.iter_mut().zip(pay).for_each(|(sum, x)| *sum += (x - mean) * (x - mean) / o.seats as f64);
        }
        spread
    }

    /// Standard deviation of a seat's yearly pay, [$].
    pub(crate) fn pay_sd(&self, id: &str) -> f64 {
        mean(&self.pay_spread(id)).unwrap().value.sqrt()
    }

    /// Mean target variable of everybody together, [$ a year].
    pub(crate) fn target(&self, id: &str) -> f64 {
        self.scenario.payees(&self.scenario.plans[self.plan(id)]).iter().map(|p| p.target).sum()
    }
}

/// Paired difference of two columns.
pub(crate) fn beyond(a: &[f64], b: &[f64]) -> Estimate {
    difference(a, b).unwrap()
}

/// Mean of a column.
pub(crate) fn average(column: &[f64]) -> Estimate {
    mean(column).unwrap()
}

fn four_errors(estimate: Estimate) -> f64 {
    4.0 * estimate.standard_error.unwrap_or(0.0)
}

/// Four standard errors above a bound.
#[track_caller]
pub(crate) fn above(estimate: Estimate, bound: f64) {
    assert!(estimate.value - four_errors(estimate) > bound, "{estimate:?} is not clearly above {bound}");
}

/// Four standard errors below a bound.
#[track_caller]
pub(crate) fn below(estimate: Estimate, bound: f64) {
    assert!(estimate.value + four_errors(estimate) < bound, "{estimate:?} is not clearly below {bound}");
}

/// Exactly this, in every trial.
#[track_caller]
pub(crate) fn always(column: &[f64], value: f64) {
    let other = column.iter().find(|x| x.to_bits() != value.to_bits());
    assert!(!column.is_empty() && other.is_none(), "{other:?} instead of {value}");
}
