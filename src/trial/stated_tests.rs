//! What stated conduct and payouts alone promise: nothing else about a run changes.

use std::ops::ControlFlow;

use super::runner_tests::small;
use super::*;
use crate::behaviour::{Behaviour, Conduct, Effort, Gaming};
use crate::scenario::Scenario;

fn go(s: &Scenario) -> RunResult {
    run(s, RunOptions { threads: Some(2), batch: 8, ..RunOptions::default() }, &mut |_| ControlFlow::Continue(())).unwrap()
}

/// Fifty trials of three plans, whose people do as stated here.
fn fixed(conduct: &[(&str, Conduct)]) -> Scenario {
    let conduct = conduct.iter().map(|(plan, conduct)| ((*plan).to_owned(), *conduct)).collect();
    Scenario { behaviour: Behaviour::Fixed, conduct, ..small(50) }
}

#[test]
fn people_who_are_told_to_work_as_on_a_salary_do() {
    let off = go(&small(50)).base;
    let told = go(&fixed(&[("individual", Conduct::SALARIED)])).base;
    assert_eq!((&told.pay, &told.arr_end, &told.no_csm_arr_end), (&off.pay, &off.arr_end, &off.no_csm_arr_end));
}

#[test]
fn stated_conduct_holds_in_every_month_under_its_plan_alone() {
    let gaming = Gaming { pressure: 0.5, ..Gaming::NONE };
    let conduct = Conduct { gaming, ..Conduct::honest(Effort { rescue: 0.25, ..Effort::uniform(1.5) }) };
    let off = go(&small(50)).base;
    let o = go(&fixed(&[("individual", conduct)])).base;
    for trial in 0..o.trials {
        for plan in 0..3 {
            let of = &o.response.conduct[(trial * 3 + plan) * CONDUCT_COLUMNS..][..6];
            assert_eq!(of, if plan == 1 { [1.5, 0.25, 1.5, 1.5, 1.5, 0.5] } else { [1.0, 1.0, 1.0, 1.0, 1.0, 0.0] });
        }
        assert_eq!((o.pay_of(trial, 0), o.pay_of(trial, 2)), (off.pay_of(trial, 0), off.pay_of(trial, 2)));
    }
    // the same people come and go, whatever they are paid
    assert_eq!(o.vacant_months, off.vacant_months);
    assert!(o.arr_end.iter().skip(1).step_by(3).sum::<f64>() != off.arr_end.iter().skip(1).step_by(3).sum::<f64>());
}

#[test]
fn more_work_brings_more_revenue_and_idle_people_lose_it() {
    let o = go(&fixed(&[("flat", Conduct::honest(Effort::uniform(0.0))), ("team", Conduct::honest(Effort::uniform(2.0)))])).base;
    let arr = |plan: usize| o.arr_end.iter().skip(plan).step_by(3).sum::<f64>();
    assert!(arr(0) < arr(1) && arr(1) < arr(2), "{} {} {}", arr(0), arr(1), arr(2));
}

#[test]
fn payouts_alone_are_those_of_the_whole_run() {
    for behaviour in [Behaviour::Off, Behaviour::Mixed, Behaviour::Fixed] {
        let mut whole = fixed(&[("team", Conduct::honest(Effort::uniform(1.5)))]);
        whole.behaviour = behaviour;
        let mut payouts = whole.clone();
        payouts.run.payouts_only = true;
        let (whole, payouts) = (go(&whole), go(&payouts));
        assert_eq!((&payouts.base.pay, &payouts.base.arr_end, &payouts.base.nrr), (&whole.base.pay, &whole.base.arr_end, &whole.base.nrr));
        assert!(!payouts.base.has_twins() && payouts.same_book_pay.is_empty() && payouts.people.is_empty());
        assert!(payouts.variance == VarianceColumns::default() && payouts.devils == DevilsTest::default());
        assert!(whole.base.has_twins() && !whole.same_book_pay.is_empty());
    }
}
