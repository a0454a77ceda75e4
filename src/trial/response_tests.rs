//! What responses promise: two ways of solving agree, salaried people are salaried, games stay with those who play them.

use super::ground::tests::scenario;
use super::runner_tests::{line, plan};
use super::*;
use crate::behaviour::{Assumptions, Behaviour, Conduct, Decision};
use crate::measure::{Measure, Scope};
use crate::plan::{Above, Cap, CapPeriod, Curve, Edge, Pays, Plan};
use crate::scenario::Scenario;

/// Six mid-market people under these plans.
fn company(plans: Vec<Plan>) -> Scenario {
    let mut s = scenario(6);
    s.segments = vec![s.segments.swap_remove(1)];
    s.roster.retain(|seat| seat.segment == 1);
    s.roster.iter_mut().for_each(|seat| seat.segment = 0);
    s.behaviour = Behaviour::Devils;
    s.plans = plans;
    s
}

fn first_decision(s: &Scenario, plan: usize) -> Decision {
    Engine::prepare(s).unwrap().response(plan, 0).unwrap().decision
}

/// A cap that nobody reaches has no closed form, so pay is tried on the pilot's outcomes; the response must be that of the closed forms.
/// Half the variable depends on it, so that there is something to see.
#[test]
fn tried_pay_and_closed_forms_agree() {
    let step = Pays::Curve(Curve::from_steps(0.0, &[(1.0, 1.0, Edge::Inclusive)]).unwrap());
    let tiers = Pays::Curve(Curve::from_points(0.0, &[(0.95, 0.5), (1.0, 1.0), (1.1, 2.5)], Above::Hold).unwrap());
    let commission = Pays::Curve(Curve::from_points(0.0, &[(0.0, 0.0), (1.0, 1.0)], Above::Extend).unwrap());
    let mut plans =
        vec![plan("tiers", Scope::Individual, tiers), plan("cliff", Scope::Individual, step), plan("team", Scope::Team, line())];
    let mut leads = plan("leads", Scope::Individual, commission);
    leads.metrics[0].measures = vec![Measure::CsqlSubmitted];
    leads.components[0].goal = crate::plan::Goal::Fixed(3.0);
    plans.push(leads);
    plans.iter_mut().for_each(|p| p.variable_share = Some(0.5));
    let capped: Vec<Plan> = plans
        .iter()
        .cloned()
        .map(|mut p| {
            p.caps = vec![Cap { share: None, dollars: Some(1e9), per: CapPeriod::Year }];
            p
        })
        .collect();
    let (closed, tried) = (company(plans), company(capped));
    for (p, plan) in closed.plans.iter().enumerate() {
        let [a, b] = [&closed, &tried].map(|s| first_decision(s, p).conduct);
        for (x, y) in a.effort.to_array().into_iter().zip(b.effort.to_array()) {
            assert!((x - y).abs() < 0.05, "{}: {:?} and {:?}", plan.id, a.effort, b.effort);
        }
        for (x, y) in a.gaming.to_array().into_iter().zip(b.gaming.to_array()) {
            assert!((x - y).abs() < 0.06, "{}: {:?} and {:?}", plan.id, a.gaming, b.gaming);
        }
        assert_ne!(a, Conduct::SALARIED, "{}: nothing to compare", plan.id);
    }
}

/// Nothing to gain, nothing done: exactly the salaried conduct, and with leaving switched off exactly the salaried customers.
#[test]
fn a_bonus_that_comes_whatever_happens_changes_nothing() {
    let mut s = company(vec![plan("flat", Scope::Individual, Pays::Target), plan("nrr", Scope::Individual, line())]);
    assert_eq!(first_decision(&s, 0).conduct, Conduct::SALARIED);
    s.assumptions = Assumptions { attrition: false, ..Assumptions::default() };
    s.run.goal = crate::scenario::Goalpost::Trials(12);
    let on = run(&s, RunOptions::default(), &mut |_| std::ops::ControlFlow::Continue(())).unwrap().base;
    s.behaviour = Behaviour::Off;
    let off = run(&s, RunOptions::default(), &mut |_| std::ops::ControlFlow::Continue(())).unwrap().base;
    for t in 0..12 {
        assert_eq!(on.arr_end[2 * t].to_bits(), off.arr_end[2 * t].to_bits());
        assert_eq!(on.pay_of(t, 0), off.pay_of(t, 0));
        assert_ne!(on.arr_end[2 * t + 1].to_bits(), off.arr_end[2 * t + 1].to_bits(), "paid by NRR nobody did anything else");
    }
    assert!(off.response.salaried_cost.is_empty());
}

/// People who respond are the same people for any threads and batches.
#[test]
fn responses_are_the_same_bits_for_any_threads_and_batches() {
    let mut s = company(vec![plan("nrr", Scope::Individual, line()), plan("team", Scope::Team, line())]);
    s.run.goal = crate::scenario::Goalpost::Trials(20);
    let go = |threads, batch| {
        run(&s, RunOptions { threads: Some(threads), batch, ..RunOptions::default() }, &mut |_| std::ops::ControlFlow::Continue(()))
            .unwrap()
    };
    // NaN is not equal to itself, so columns are compared as text
    let [one, two] = [go(1, 16), go(2, 3)].map(|r| {
        let parts = [
            format!("{:?}", r.base),
            format!("{:?}", r.people),
            format!("{:?}", r.devils),
            format!("{:?}", r.same_book_pay),
            format!("{:?}", r.at_mean),
        ];
        (parts, format!("{:?}", r.attainment))
    });
    for (a, b) in one.0.iter().zip(&two.0) {
        assert!(
            a == b,
            "differs from character {:?} on",
            a.bytes().zip(b.bytes()).position(|(a, b)| a != b).map(|i| a[i.saturating_sub(60)..].chars().take(120).collect::<String>())
        );
    }
    assert!(one.1 == two.1);
}

/// Angels never play; what devils play, angels leave; both know the same.
#[test]
fn angels_play_no_games() {
    let mut leads = plan("leads", Scope::Individual, line());
    leads.metrics[0].measures = vec![Measure::CsqlSubmitted];
    leads.components[0].goal = crate::plan::Goal::Fixed(2.5);
    leads.components[0].pays = Pays::Curve(Curve::from_points(0.0, &[(0.0, 0.0), (1.0, 1.0)], Above::Extend).unwrap());
    let devils = company(vec![leads]);
    let angels = Scenario { behaviour: Behaviour::Angels, ..devils.clone() };
    let [devil, angel] = [&devils, &angels].map(|s| first_decision(s, 0).conduct);
    assert_eq!(angel.gaming, crate::behaviour::Gaming::NONE);
    assert!(devil.gaming.padding > 0.1, "{devil:?}");
    assert!(angel.effort.expansion > 1.05 && angel.effort.adoption < 1.0, "{angel:?}");
}

/// A plan that pays twice as much for everything is today's plan at equal cost, to the cent or nearly; a plan that cannot be made to cost
/// as much has no factor, and one of another pay mix keeps today's.
#[test]
fn at_equal_cost_twice_the_rate_is_the_same_plan() {
    let own = || plan("own", Scope::Individual, line());
    let Pays::Curve(single) = line() else { panic!("a line") };
    let knots = single.knots().iter().map(|k| crate::plan::Knot { value: 2.0 * k.value, slope: 2.0 * k.slope, ..*k }).collect();
    let double = Pays::Curve(Curve { below: 2.0 * single.below, knots });
    let mut capped = own();
    capped.caps = vec![Cap { share: Some(0.1), dollars: None, per: CapPeriod::Period }];
    let mixed = Plan { variable_share: Some(0.5), ..own() };
    let named = |id: &str, plan: Plan| Plan { id: id.into(), ..plan };
    let flat = plan("flat", Scope::Individual, Pays::Target);
    let mut s = company(vec![own(), plan("double", Scope::Individual, double), named("capped", capped), named("mixed", mixed), flat]);
    s.behaviour = Behaviour::Angels;
    s.run.goal = crate::scenario::Goalpost::Trials(12);
    let equal = run(&s, RunOptions::default(), &mut |_| std::ops::ControlFlow::Continue(())).unwrap().equal_cost;
    let (factors, o) = (&equal.factors, &equal.outcomes);
    assert_eq!((factors[0], factors[2]), (Some(1.0), None));
    assert!((factors[1].unwrap() - 0.5).abs() < 1e-6 && (factors[3].unwrap() - 1.0).abs() < 1e-6, "{factors:?}");
    assert_eq!(o.trials, 3, "one trial in four");
    for trial in 0..o.trials {
        for same in [1, 3] {
            assert!((o.cost(trial, same) - o.cost(trial, 0)).abs() < 100, "a dollar in a year of six people");
            assert_eq!(o.arr_end[trial * o.plans + same], o.arr_end[trial * o.plans]);
        }
    }
    // the flat bonus is as certain as ever, and costs what today's plan is expected to
    let today = s.roster.iter().map(|seat| seat.variable).sum::<f64>() * factors[4].unwrap();
    assert!((0..o.trials).all(|t| o.cost(t, 4) as f64 / 100.0 <= today + 0.5), "less for vacancies");
    assert!(factors[4].unwrap() > 0.5 && factors[4].unwrap() < 2.0);
}
