//! What holds for any number: no incentive is no difference, a team of one is no team, and the unit of money is irrelevant; bit for bit.

use paylift::behaviour::Behaviour;
use paylift::measure::Scope;
use paylift::plan::{Pays, Plan};
use paylift::trial::Outcomes;

use super::systems::*;

/// Everything that a plan's people did and had, by trial.
fn lives(o: &Outcomes, plan: usize) -> Vec<Vec<u64>> {
    let columns = paylift::trial::CONDUCT_COLUMNS;
    (0..o.trials)
        .map(|t| {
            let at = t * o.plans + plan;
            let conduct = o.response.conduct.iter().skip(at * columns).take(columns).map(|x| u64::from(x.to_bits()));
            let money = [o.arr_end[at], o.revenue[at], o.grr[at]].map(f64::to_bits);
            money.into_iter().chain(conduct).chain(o.response.departures.get(at).map(|&d| u64::from(d))).collect()
        })
        .collect()
}

fn same_pay(o: &Outcomes, a: usize, b: usize) -> bool {
    (0..o.trials).all(|t| o.pay_of(t, a) == o.pay_of(t, b))
}

/// A component without weight asks for nothing: people without scruples who may leave live bit for bit as under flat pay.
#[test]
fn no_weight_is_no_difference() {
    let mut weightless = called("weightless", shipped("activities-adoption"));
    weightless.components.iter_mut().for_each(|c| c.weight = 0.0);
    let fixed = shipped("flat").components.swap_remove(0);
    weightless.components.push(fixed);
    let mut company = company("enterprise", 4, vec![shipped("flat"), weightless, shipped("activities-adoption")], 20);
    company.assumptions.attrition = true;
    let o = live(company, Behaviour::Devils).result.base;
    assert!(lives(&o, 0) == lives(&o, 1) && same_pay(&o, 0, 1));
    assert!(lives(&o, 0) != lives(&o, 2));
}

/// Without response every plan of the library has the customers of the flat plan, bit for bit.
#[test]
fn without_response_all_plans_have_the_same_customers() {
    let plans: Vec<Plan> =
        ["flat", "full-commission", "anti-saves", "siplify-two-engine", "pool-by-score", "nrr-team", "steady-nrr"].map(shipped).into();
    let n = plans.len();
    let o = live(company("enterprise", 6, plans, 20), Behaviour::Off).result.base;
    for plan in 1..n {
        assert!(lives(&o, plan) == lives(&o, 0) && !same_pay(&o, plan, 0));
    }
}

/// One person, no peers, no help: team pay is own pay, bit for bit, where pay has a closed form and where it has to be tried.
#[test]
fn a_team_of_one_is_one_person() {
    let own = ["nrr-individual", "siplify-two-engine"].map(shipped);
    let together = own.clone().map(|plan| {
        let mut plan = called(&format!("{}-together", plan.id), plan);
        plan.metrics.iter_mut().for_each(|metric| metric.scope = Scope::Team);
        plan
    });
    let mut company = company("enterprise", 1, own.into_iter().chain(together).collect(), 40);
    (company.assumptions.peer_pressure, company.assumptions.help) = (0.0, 0.0);
    let o = live(company, Behaviour::Devils).result.base;
    for plan in 0..2 {
        assert!(lives(&o, plan) == lives(&o, plan + 2) && same_pay(&o, plan, plan + 2));
    }
    assert!(lives(&o, 0) != lives(&o, 1));
}

/// Four times all dollars (pay and its dislike of risk; costs are shares of pay) is the same conduct: bit for bit where pay has a
/// closed form, to a thousandth where it is tried in cents.
#[test]
fn the_unit_of_money_is_irrelevant() {
    let plans = || {
        all_shipped(&[
            "nrr-individual",
            "nrr-team",
            "gainsight-three",
            "anti-saves",
            "anti-nps",
            "layered-activities",
            "siplify-two-engine",
        ])
    };
    let paid = |factor: f64| {
        let mut company = company("enterprise", 4, plans(), 12);
        for seat in &mut company.roster {
            (seat.ote, seat.variable) = (seat.ote * factor, seat.variable * factor);
        }
        company.money.budget *= factor;
        company.assumptions.padded_lead_cost *= factor;
        company.assumptions.risk_aversion /= factor;
        live(company, Behaviour::Devils).result.base
    };
    let (usual, more) = (paid(1.0), paid(4.0));
    let tried = plans().iter().position(|plan| plan.id == "siplify-two-engine").unwrap();
    for plan in (0..plans().len()).filter(|plan| *plan != tried) {
        assert!(lives(&usual, plan) == lives(&more, plan), "{}", plans()[plan].id);
    }
    let columns = paylift::trial::CONDUCT_COLUMNS;
    for (at, (a, b)) in usual.response.conduct.iter().zip(&more.response.conduct).enumerate() {
        assert!(at / columns % plans().len() != tried || (a - b).abs() < 1e-3, "{a} and {b}");
    }
    assert!(plans().iter().all(|plan| plan.components.iter().all(|c| !matches!(c.pays, Pays::Commission(_) | Pays::Bounty { .. }))));
}
