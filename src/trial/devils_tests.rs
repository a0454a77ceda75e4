//! The devils test in small: which plans invite which game, that it earns and costs, that its clause stops it, that it can be shown again.

use std::ops::ControlFlow;

use super::ground::tests::scenario;
use super::runner_tests::{line, plan};
use super::*;
use crate::behaviour::{Assumptions, Behaviour, Channel, Channels};
use crate::measure::{Measure, Scope};
use crate::plan::{Above, Curve, Edge, Goal, Pays, Plan};
use crate::scenario::{Goalpost, Scenario};

fn jump(measure: Measure, goal: f64) -> Plan {
    let mut jump = plan("jump", Scope::Individual, Pays::Curve(Curve::from_steps(0.0, &[(1.0, 1.0, Edge::Inclusive)]).unwrap()));
    jump.metrics[0].measures = vec![measure];
    jump.components[0].goal = Goal::Fixed(goal);
    jump
}

/// Four mid-market people: a flat bonus, leads as submitted, a jump on deals.
fn company(trials: u32) -> Scenario {
    let mut leads =
        plan("leads", Scope::Individual, Pays::Curve(Curve::from_points(0.0, &[(0.0, 0.0), (1.0, 1.0)], Above::Extend).unwrap()));
    leads.metrics[0].measures = vec![Measure::CsqlSubmitted];
    leads.components[0].goal = Goal::Fixed(2.4);
    let mut s = scenario(4);
    s.segments = vec![s.segments.swap_remove(1)];
    s.segments[0].targets.insert(Measure::CsqlClosed, 1.2);
    s.roster.retain(|seat| seat.segment == 1);
    s.roster.iter_mut().for_each(|seat| seat.segment = 0);
    s.behaviour = Behaviour::Mixed;
    s.assumptions = Assumptions { attrition: false, ..Assumptions::default() };
    s.run.goal = Goalpost::Trials(trials);
    s.plans = vec![plan("flat", Scope::Individual, Pays::Target), leads, jump(Measure::Expansion, 30_000.0)];
    s
}

fn go(s: &Scenario, threads: usize, batch: u32) -> RunResult {
    run(s, RunOptions { threads: Some(threads), batch, ..RunOptions::default() }, &mut |_| ControlFlow::Continue(())).unwrap()
}

#[test]
fn games_are_lived_where_they_are_invited_and_can_be_shown_again() {
    let s = company(40);
    let one = go(&s, 1, 16);
    let two = go(&s, 2, 7);
    assert!(format!("{:?}", one.devils) == format!("{:?}", two.devils), "threads and batches change nothing");
    let channel = |channel: Channel| one.devils.channels.iter().find(|played| played.channel == channel);
    assert!(one.devils.channels.iter().all(|played| !played.plans.contains(&0)), "a flat bonus invites nothing");
    assert_eq!(channel(Channel::Padding).unwrap().plans, [1, 2]);
    assert_eq!(channel(Channel::Timing).unwrap().plans, [2]);
    assert!([Channel::Shallow, Channel::Inflation, Channel::Begging, Channel::Neglect].iter().all(|c| channel(*c).is_none()));
    let padding = &channel(Channel::Padding).unwrap().outcomes;
    assert_eq!((padding.trials, padding.plans), (3, 2), "trials 0, 16 and 32");
    // the same people, asked for by name
    let mut devils = s.clone();
    (devils.behaviour, devils.assumptions.channels) = (Behaviour::Devils, Channels::only(Channel::Padding));
    let engine = Engine::prepare(&devils).unwrap();
    for seat in 0..padding.seats {
        assert_eq!(engine.statement(1, seat, 32).total().0, padding.pay_of(2, 0)[seat]);
    }
}

#[test]
fn a_clause_is_tried_and_leaves_little() {
    let tried = go(&company(1), 2, 16).devils.remedies;
    let of = |plan: usize, channel: Channel| {
        let tried = tried.iter().find(|t| (t.plan, t.channel) == (plan, channel)).unwrap();
        let mean = |xs: &[f64]| xs.iter().sum::<f64>() / xs.len() as f64;
        [mean(&tried.before), mean(&tried.after)]
    };
    let [before, after] = of(1, Channel::Padding);
    assert!(before > 0.1 && after < 0.5 * before, "{before} {after}");
    let [before, after] = of(2, Channel::Timing);
    assert!(before > 0.02 && after == 0.0, "{before} {after}");
}

/// Deals are only said to be pulled where pressure signs them.
#[test]
fn nobody_pulls_deals_without_pressure() {
    let mut s = company(16);
    (s.behaviour, s.assumptions.channels) = (Behaviour::Devils, Channels::only(Channel::Timing));
    let o = go(&s, 2, 16).base;
    let column = |k: usize| o.response.conduct.iter().skip(2 * CONDUCT_COLUMNS + k).step_by(3 * CONDUCT_COLUMNS).sum::<f32>();
    assert_eq!((column(5), column(CONDUCT_COLUMNS - 4)), (0.0, 0.0));
    assert!(column(CONDUCT_COLUMNS - 3) > 0.0, "held back without pressure");
}

#[test]
fn where_nobody_responds_there_is_no_devils_test() {
    let mut s = company(20);
    s.plans.push(plan("nrr", Scope::Individual, line()));
    s.behaviour = Behaviour::Off;
    assert_eq!(go(&s, 2, 16).devils, DevilsTest::default());
}
