//! What a comparison of growth needs of each world, in dollars by trial: under each plan's own people, and where everybody is salaried. There are
//! many worlds and two of them are compared at a time: in a long run the others wait on disk, where their outcomes are.

use super::columns::of_plan;
use super::target_pay;
use crate::plan::Plan;
use crate::scenario::Scenario;
use crate::trial::{Column, Outcomes, PEOPLE_EVERY, RunResult};

/// One world's money, by trial, where its outcomes are.
#[derive(Debug, Clone)]
pub(super) struct World {
    /// ARR at the end, \[$ a year\].
    pub(super) arr: Column<f64>,
    /// Gross margin on revenue invoiced over the horizon, plus that on the ARR at the end over `money.value_months` more, \[$\].
    pub(super) margin: Column<f64>,
    /// Pay with employer load, \[$\]: variable pay, and what the plan's own pay mix adds to base salaries.
    pub(super) pay: Column<f64>,
    /// Discounts for early signatures, sales cost of padded leads, cost of replacing people who leave, \[$\].
    pub(super) leak: Column<f64>,
    /// What else the plan costs, \[$\]: partners' pay with employer load, and training.
    pub(super) programme: Column<f64>,
}

impl World {
    /// Of outcomes in which plan `p` of the scenario is the plan at `column`.
    pub(super) fn lived(scenario: &Scenario, outcomes: &Outcomes, column: usize, p: usize) -> Self {
        let (n, r) = (outcomes.plans, &outcomes.response);
        let kept = |column: Vec<f64>| Column::beside(column, &outcomes.arr_end);
        let arr = of_plan(&outcomes.arr_end, n, column);
        let margin = kept(margin(scenario, &of_plan(&outcomes.revenue, n, column), &arr));
        let training = scenario.plans[p].training.map_or(0.0, |t| t.cost * scenario.roster.len() as f64);
        let leaks = [&r.discounts, &r.padding_cost, &r.rehire_cost].map(|leak| leak.picked(n, column, 1));
        let [discounts, padding, rehire] = leaks;
        let leak = discounts.zip(padding).zip(rehire).map(|((discount, padding), rehire)| [discount, padding, rehire].iter().sum());
        Self {
            leak: kept(leak.collect()),
            margin,
            arr: kept(arr),
            pay: kept(loaded(scenario, outcomes.costs(column), p)),
            programme: kept(
                partners(scenario, &of_plan(&outcomes.partner_cost, n, column)).into_iter().map(|cost| cost + training).collect(),
            ),
        }
    }

    /// One trial in so many.
    pub(super) fn every(&self, step: usize) -> Self {
        let few = |column: &Column<f64>| column.values().iter().step_by(step).copied().collect();
        Self { arr: few(&self.arr), margin: few(&self.margin), pay: few(&self.pay), programme: few(&self.programme), leak: few(&self.leak) }
    }

    /// ARR at the end beyond another world's, \[$ a year\].
    pub(super) fn arr_beyond(&self, other: &Self) -> Vec<f64> {
        minus(&self.arr.values(), &other.arr.values())
    }

    /// Gross margin beyond another world's, \[$\].
    pub(super) fn margin_beyond(&self, other: &Self) -> Vec<f64> {
        minus(&self.margin.values(), &other.margin.values())
    }

    /// Pay beyond another world's, with employer load, \[$\].
    pub(super) fn pay_beyond(&self, other: &Self) -> Vec<f64> {
        minus(&self.pay.values(), &other.pay.values())
    }

    /// Leakage beyond another world's, \[$\].
    pub(super) fn leak_beyond(&self, other: &Self) -> Vec<f64> {
        minus(&self.leak.values(), &other.leak.values())
    }

    /// Programme cost beyond another world's, \[$\].
    pub(super) fn programme_beyond(&self, other: &Self) -> Vec<f64> {
        minus(&self.programme.values(), &other.programme.values())
    }

    /// Margin gained − more pay − more leakage − more for partners and training, \[$\] (model section 5, the numerator of ROI).
    pub(super) fn net_beyond(&self, other: &Self) -> Vec<f64> {
        let costs: [fn(&Self, &Self) -> Vec<f64>; 3] = [Self::pay_beyond, Self::leak_beyond, Self::programme_beyond];
        costs.iter().fold(self.margin_beyond(other), |net, cost| minus(&net, &cost(self, other)))
    }
}

/// Gross margin of revenue over the horizon, and of the ARR at its end for as long as the scenario values it, \[$\].
fn margin(scenario: &Scenario, revenue: &[f64], arr: &[f64]) -> Vec<f64> {
    let money = &scenario.money;
    let value_years = f64::from(money.value_months) / 12.0;
    revenue.iter().zip(arr).map(|(revenue, arr)| money.gross_margin * (revenue + value_years * arr)).collect()
}

/// Variable pay of plan `p` with what its pay mix adds to base salaries and employer load, \[$\].
fn loaded(scenario: &Scenario, cost: Vec<f64>, p: usize) -> Vec<f64> {
    let base = base_shift(scenario, &scenario.plans[p]);
    cost.into_iter().map(|cost| (1.0 + scenario.money.employer_load) * (cost + base)).collect()
}

/// Partners' pay with employer load, \[$\].
fn partners(scenario: &Scenario, cents: &[i64]) -> Vec<f64> {
    cents.iter().map(|cents| (1.0 + scenario.money.employer_load) * (*cents as f64 / 100.0)).collect()
}

pub(super) fn minus(a: &[f64], b: &[f64]) -> Vec<f64> {
    a.iter().zip(b).map(|(a, b)| a - b).collect()
}

/// Every plan's world, and beside each the world of salaried people who are paid by that plan. All lists are by plan.
#[derive(Debug, Clone)]
pub(super) struct Worlds {
    /// People respond to the plan.
    pub(super) plans: Vec<World>,
    /// Everybody does a salaried person's work; pay is what the plan pays for that.
    pub(super) salaried: Vec<World>,
}

impl Worlds {
    /// The run's own people in every trial; `None` while nobody responds.
    pub(super) fn own(scenario: &Scenario, result: &RunResult) -> Option<Self> {
        Self::new(scenario, &result.base, &result.base, 1)
    }

    /// The same market with other people (an index of `result.people`), in the trials that they live.
    pub(super) fn others(scenario: &Scenario, result: &RunResult, kind: usize) -> Option<Self> {
        Self::new(scenario, &result.people.get(kind)?.outcomes, &result.base, PEOPLE_EVERY as usize)
    }

    /// `lived` covers one trial in `every` of `base`, which knows the salaried world.
    pub(super) fn new(scenario: &Scenario, lived: &Outcomes, base: &Outcomes, every: usize) -> Option<Self> {
        let shared = base.trials.div_ceil(every);
        if base.response.salaried_cost.is_empty() || base.salaried_arr_end.is_empty() || lived.trials != shared {
            return None;
        }
        let kept = |column: Vec<f64>| Column::beside(column, &base.arr_end);
        let shared_of = |column: &[f64]| -> Vec<f64> { column.iter().step_by(every).copied().collect() };
        let (arr, revenue) = (shared_of(&base.salaried_arr_end.values()), shared_of(&base.response.salaried_revenue.values()));
        let margin = kept(margin(scenario, &revenue, &arr));
        let (arr, leak) = (kept(arr), kept(shared_of(&base.response.salaried_rehire_cost.values())));
        let salaried = |p: usize| World {
            arr: arr.clone(),
            margin: margin.clone(),
            pay: kept(loaded(scenario, shared_of(&salaried_costs(base, p)), p)),
            leak: leak.clone(),
            programme: kept(shared_of(&partners(scenario, &of_plan(&base.response.salaried_partner_cost, base.plans, p)))),
        };
        let plans = lived.plans;
        Some(Self {
            plans: (0..plans).map(|p| World::lived(scenario, lived, p, p)).collect(),
            salaried: (0..plans).map(salaried).collect(),
        })
    }

    /// What plan `p` is compared with, by the name that tables use: `salaried`, today's plan, `flat` where some plan pays its target
    /// whatever happens, then every other plan. Each name once; never the plan itself.
    pub(super) fn comparators<'a>(&'a self, scenario: &'a Scenario, p: usize) -> Vec<(&'a str, &'a World)> {
        let mut list = vec![("salaried", &self.salaried[p])];
        let ids = std::iter::once(scenario.reference).chain(0..self.plans.len()).map(|other| (scenario.plans[other].id.as_str(), other));
        let mut names: Vec<(&str, usize)> = ids.collect();
        if let Some(flat) = flat(scenario) {
            names.insert(1, ("flat", flat));
        }
        for (name, other) in names.into_iter().filter(|(_, other)| *other != p) {
            if list.iter().all(|(told, _)| *told != name) {
                list.push((name, &self.plans[other]));
            }
        }
        list
    }

    /// The comparators that every growth row has: all but the other candidates.
    pub(super) fn named_comparators<'a>(&'a self, scenario: &'a Scenario, p: usize) -> Vec<(&'a str, &'a World)> {
        let today = scenario.plans[scenario.reference].id.as_str();
        let named = |name: &str| name == "salaried" || name == today || (name == "flat" && flat(scenario).is_some());
        self.comparators(scenario, p).into_iter().filter(|(name, _)| named(name)).collect()
    }
}

/// What `plan` pays where everybody is salaried, by trial, \[$\].
pub(super) fn salaried_costs(outcomes: &Outcomes, plan: usize) -> Vec<f64> {
    of_plan(&outcomes.response.salaried_cost, outcomes.plans, plan).into_iter().map(|cents| cents as f64 / 100.0).collect()
}

/// The comparator "flat at OTE": the first plan that pays its target whatever happens, and has one to pay.
pub(super) fn flat(scenario: &Scenario) -> Option<usize> {
    scenario.plans.iter().position(|plan| plan.pays_regardless() && !plan.pays_nothing())
}

/// What a plan's own pay mix adds to base salaries over the horizon, \[$\]: OTE stays, so a smaller variable part is a larger base.
fn base_shift(scenario: &Scenario, plan: &Plan) -> f64 {
    if plan.variable_share.is_none() {
        return 0.0;
    }
    let rosters_own = Plan { variable_share: None, components: Vec::new(), metrics: Vec::new(), ..plan.clone() };
    scenario.roster.iter().map(|seat| target_pay(scenario, &rosters_own, seat) - target_pay(scenario, plan, seat)).sum()
}
