//! Causes of pay's variance: each factor moves what it should and nothing else, frozen people are the same people, books are dealt whole.

use std::ops::ControlFlow;

use super::ground::tests::scenario;
use super::ground::{Ground, Luck};
use super::runner_tests::{line, plan, small};
use super::world::Staffing;
use super::*;
use crate::behaviour::{Assumptions, Behaviour, Conduct};
use crate::dynamics::Panel;
use crate::measure::{Measure, Scope};
use crate::plan::Pays;
use crate::scenario::{Goalpost, Scenario, Stress, Turnover};

fn go(s: &Scenario, threads: usize, batch: u32) -> RunResult {
    run(s, RunOptions { threads: Some(threads), batch, ..RunOptions::default() }, &mut |_| ControlFlow::Continue(())).unwrap()
}

fn bits(column: &[f32]) -> Vec<u32> {
    column.iter().map(|x| x.to_bits()).collect()
}

/// Freezing all but one factor: the one drawn anew shows, the others do not.
#[test]
fn every_factor_has_a_number_of_its_own() {
    let ground = Ground::of(&scenario(2), &Stress::default(), 0);
    let live = |luck: Luck| {
        let (mut panels, team) = ground.live(luck, &[Staffing::Team(Conduct::SALARIED)]);
        (panels.swap_remove(0), team)
    };
    let all = Luck { market: 1, accounts: 2, book: 3, skill: 4 };
    let (base, team) = live(all);
    let started =
        |p: &Panel| -> Vec<u32> { p.value_in(0).iter().zip(&p.born).filter(|(_, b)| **b == 0).map(|(v, _)| v.to_bits()).collect() };

    let (market, _) = live(Luck { market: 9, ..all });
    assert!(bits(&market.macro_state) != bits(&base.macro_state) && bits(&market.revenue) != bits(&base.revenue));
    assert!(bits(&market.seat_noise) == bits(&base.seat_noise) && bits(&market.deployment) == bits(&base.deployment));

    let (accounts, other_team) = live(Luck { accounts: 9, ..all });
    assert!(bits(&accounts.macro_state) == bits(&base.macro_state) && bits(&accounts.seat_noise) != bits(&base.seat_noise));
    let books = |p: &Panel| bits(&p.deployment.iter().zip(&p.born).filter(|(_, b)| **b == 0).map(|(d, _)| *d).collect::<Vec<_>>());
    assert!(books(&accounts) == books(&base) && (0..6).all(|s| other_team.at(0, s).skill == team.at(0, s).skill));

    let (book, same_team) = live(Luck { book: 9, ..all });
    assert!(books(&book) != books(&base) && bits(&book.seat_noise) == bits(&base.seat_noise));
    assert_eq!((&book.born, bits(&book.macro_state)), (&base.born, bits(&base.macro_state)));
    assert!((0..24).all(|m| (0..6).all(|s| same_team.at(m, s) == team.at(m, s))));

    let (skill, others) = live(Luck { skill: 9, ..all });
    assert!((0..6).all(|s| others.at(0, s).skill != team.at(0, s).skill && others.at(0, s).character != team.at(0, s).character));
    assert!((0..24).all(|m| (0..6).all(|s| others.at(m, s).handed_over == team.at(m, s).handed_over)), "the same luck of leaving");
    assert!(books(&skill) == books(&base) && started(&skill) != started(&base));
    assert_eq!(ground.team(Luck::of(7)).skills(), ground.skills(), "ordinary trials have the scenario's people");
}

#[test]
fn the_same_causes_come_out_for_any_threads_and_batches() {
    let mut s = small(48);
    s.behaviour = Behaviour::Mixed;
    let [one, two] = [go(&s, 1, 16), go(&s, 2, 5)].map(|r| r.variance);
    let (each, cells) = (3 * 6, 3 * Measure::ALL.len() * READING_SLOTS * READING_SUMS);
    assert_eq!((one.frozen_pay.len(), one.skill.len()), (12 * each, 12 * each));
    assert_eq!((one.factorial_pay.len(), one.rotated_pay.len()), (2 * COMBINATIONS * each, 2 * 2 * each));
    assert_eq!(one.readings.len(), SUM_GROUPS * cells);
    assert_eq!((&one.frozen_pay, &one.factorial_pay, &one.rotated_pay), (&two.frozen_pay, &two.factorial_pay, &two.rotated_pay));
    assert_eq!(bits(&one.skill), bits(&two.skill));
    assert!(one.readings.iter().zip(&two.readings).all(|(a, b)| a.to_bits() == b.to_bits()));
    let shorter = go(
        &{
            let mut s = s.clone();
            s.run.goal = Goalpost::Trials(30);
            s
        },
        2,
        16,
    )
    .variance;
    assert_eq!(
        (&shorter.frozen_pay[..], &shorter.factorial_pay[..]),
        (&one.frozen_pay[..8 * each], &one.factorial_pay[..COMBINATIONS * each])
    );
}

/// While nobody responds nothing is frozen; where a plan provokes nothing, frozen people earn exactly the same; otherwise they do not.
#[test]
fn frozen_people_are_the_same_people() {
    let mut s = small(16);
    assert!(go(&s, 2, 16).variance.frozen_pay.is_empty());
    s.behaviour = Behaviour::Mixed;
    s.assumptions = Assumptions { attrition: false, ..Assumptions::default() };
    let r = go(&s, 2, 16);
    let frozen = |case: usize, plan: usize| &r.variance.frozen_pay[(case * 3 + plan) * 6..][..6];
    for case in 0..4 {
        assert_eq!(frozen(case, 0), r.base.pay_of(4 * case, 0), "a flat bonus provokes nothing");
    }
    assert!((0..4).any(|case| frozen(case, 1) != r.base.pay_of(4 * case, 1)), "people respond to pay by NRR");
    // Conduct moves pay by less than luck does: the same luck, so pay of the same seats correlates.
    let pairs: Vec<(i64, i64)> = (0..4).flat_map(|c| frozen(c, 1).iter().copied().zip(r.base.pay_of(4 * c, 1).iter().copied())).collect();
    let far = pairs.iter().map(|(a, b)| (a - b).abs()).sum::<i64>();
    let apart = pairs.iter().zip(pairs.iter().skip(7)).map(|(a, b)| (a.0 - b.1).abs()).sum::<i64>();
    assert!(far * 2 < apart, "{far} against {apart}");
}

/// Combinations that share everything a plan can see pay the same; of those that differ in one factor only that factor speaks.
#[test]
fn factorial_trials_combine_what_they_say() {
    let mut s = small(128);
    s.turnover.skill_sd = 0.0;
    let r = go(&s, 2, 16);
    let pay = |group: usize, combination: usize, plan: usize| {
        &r.variance.factorial_pay[((group * COMBINATIONS + combination) * 3 + plan) * 6..][..6]
    };
    for (group, combination) in (0..2).flat_map(|g| (0..COMBINATIONS / 2).map(move |c| (g, c))) {
        for plan in 0..3 {
            assert_eq!(
                pay(group, combination, plan),
                pay(group, combination | 8, plan),
                "without differences in skill its draws do nothing"
            );
        }
        for factor in [1, 2, 4] {
            assert_ne!(pay(group, combination, 1), pay(group, combination ^ factor, 1));
        }
        assert_eq!(pay(group, combination, 0), pay(group, combination ^ 5, 0), "a flat bonus knows nobody's customers");
    }
}

/// Two seats a segment: dealing anew swaps their books, so that what the team is paid for as a whole stays. Alike people without luck of
/// their own earn exactly what their book earns.
#[test]
fn a_book_dealt_anew_takes_its_pay_with_it() {
    let mut s = scenario(2);
    s.run.goal = Goalpost::Trials(128);
    s.plans = vec![
        plan("own", Scope::Individual, line()),
        plan("company", Scope::Company, line()),
        plan("flat", Scope::Individual, Pays::Target),
    ];
    s.turnover = Turnover { annual: 0.0, skill_sd: 0.0, reassignment: 0.0, new_accounts: false, ..Turnover::default() };
    let r = go(&s, 2, 16).variance;
    for group in 0..2 {
        for half in 0..2 {
            let of = |plan: usize| {
                let own = &r.factorial_pay[((group * COMBINATIONS + half * (COMBINATIONS - 1)) * 3 + plan) * 6..][..6];
                (own, &r.rotated_pay[((group * 2 + half) * 3 + plan) * 6..][..6])
            };
            let (own, dealt) = of(0);
            assert_eq!([own[1], own[0], own[3], own[2], own[5], own[4]], dealt);
            assert_ne!(own, dealt);
            for plan in [1, 2] {
                assert_eq!(of(plan).0, of(plan).1);
            }
        }
    }
}

/// People who do not differ have no skill part: within 3.5 of its own errors (2 in 100 fall below −3 by the split's own account), and
/// far below what people who do differ show. Territory is the same in every trial, so it is switched off.
#[test]
fn without_differences_in_skill_there_is_no_skill_part() {
    let mut s = scenario(6);
    s.run.goal = Goalpost::Trials(300);
    s.plans = vec![plan("own", Scope::Individual, line())];
    s.turnover = Turnover { annual: 0.0, skill_sd: 0.0, reassignment: 0.0, ..Turnover::default() };
    let split = |s: &Scenario| {
        let pays: Vec<f64> = go(s, 2, 16).base.pay.iter().map(|c| *c as f64 / 100.0).collect();
        let group_of: Vec<usize> = (0..18).map(|seat| seat / 6).collect();
        crate::stats::luck_skill_effort_within(pays.iter().copied(), Some(pays.iter().copied()), &group_of).unwrap()
    };
    let none = split(&s);
    assert!(none.skill.value.abs() < 3.5 * none.skill.standard_error.unwrap(), "{none:?}");
    assert_eq!((none.effort.value, none.effort_within.standard_error), (0.0, Some(0.0)));
    s.turnover.skill_sd = 0.5;
    let some = split(&s);
    assert!(some.skill.value > 10.0 * none.skill.value.abs() && some.skill_share.unwrap().value > 0.01, "{some:?}");
}
