//! Whose luck it is: properties that need no number. Worlds, books, seats and horizons do not change each other's draws.

use super::ground::tests::scenario;
use super::ground::{Ground, Luck};
use super::world::Staffing;
use crate::behaviour::{Conduct, Effort};
use crate::cohort::parametric::{BirthLaw, BookPlan, sample_cohort};
use crate::dynamics::{Coefficients, Event, Panel};
use crate::scenario::{Scenario, Stress, Turnover};

const SALARIED: Staffing = Staffing::Team(Conduct::SALARIED);
const IDLE: Staffing = Staffing::Team(Conduct::honest(Effort::uniform(0.0)));

fn live(scenario: &Scenario, look_ahead: u16, trial: u32, staffings: &[Staffing]) -> Vec<Panel> {
    Ground::of(scenario, &Stress::default(), look_ahead).live(Luck::of(trial), staffings).0
}

fn bits(column: &[f32]) -> Vec<u32> {
    column.iter().map(|x| x.to_bits()).collect()
}

/// Two accounts' lives over the first `months`, bit for bit.
fn same_life(a: &Panel, i: usize, b: &Panel, k: usize, months: usize) -> bool {
    let left = |p: &Panel, i: usize| usize::from(p.left[i]).min(months);
    let events = |p: &Panel, i: usize| -> Vec<Event> {
        let own = p.events.iter().filter(|e| e.account as usize == i && usize::from(e.month) < months);
        own.map(|e| Event { account: 0, ..*e }).collect()
    };
    (a.id[i], a.born[i], a.contract[i], left(a, i)) == (b.id[k], b.born[k], b.contract[k], left(b, k))
        && events(a, i) == events(b, k)
        && (0..months).all(|m| {
            (a.revenue_in(m)[i].to_bits(), a.value_in(m)[i].to_bits()) == (b.revenue_in(m)[k].to_bits(), b.value_in(m)[k].to_bits())
        })
}

#[test]
fn a_world_does_not_notice_the_worlds_beside_it() {
    let scenario = scenario(2);
    for trial in 0..5 {
        let beside = live(&scenario, 0, trial, &[IDLE, SALARIED, Staffing::Nobody]);
        for (panel, staffing) in beside.iter().zip([IDLE, SALARIED, Staffing::Nobody]) {
            let alone = &live(&scenario, 0, trial, &[staffing])[0];
            assert_eq!((bits(&panel.revenue), bits(&panel.value)), (bits(&alone.revenue), bits(&alone.value)));
            assert_eq!((&panel.events, &panel.left, &panel.owner), (&alone.events, &alone.left, &alone.owner));
            assert_eq!((bits(&panel.strategy), bits(&panel.seat_noise)), (bits(&alone.strategy), bits(&alone.seat_noise)));
        }
    }
}

#[test]
fn months_beyond_the_horizon_change_nothing_inside_it() {
    let scenario = scenario(2);
    let (short, long) = (&live(&scenario, 0, 3, &[SALARIED])[0], &live(&scenario, 4, 3, &[SALARIED])[0]);
    assert_eq!((short.months, long.months), (24, 28));
    assert!(long.accounts > short.accounts, "nobody arrived in the look-ahead");
    assert!((0..short.accounts).all(|i| same_life(short, i, long, i, 24)));
    assert!((short.accounts..long.accounts).all(|i| long.born[i] >= 24));
    assert_eq!(bits(&short.seat_noise), bits(&long.seat_noise)[..short.seat_noise.len()]);
}

/// Seats are added last in the roster, in a segment of their own, so that territory has nobody new to move accounts to.
#[test]
fn accounts_do_not_notice_seats_added_after_theirs() {
    let more = scenario(2);
    let mut fewer = more.clone();
    fewer.roster.retain(|s| s.segment < 2);
    let (few, many) = (&live(&fewer, 0, 4, &[SALARIED])[0], &live(&more, 0, 4, &[SALARIED])[0]);
    let mut found = 0;
    for i in 0..few.accounts {
        let k = many.id.iter().position(|&id| id == few.id[i]).unwrap();
        assert!(same_life(few, i, many, k, 24), "account {}", few.id[i]);
        found += 1;
    }
    assert!(found < many.accounts);
}

/// The same book under other luck: everything an account is born with is the same, arrivals are not.
#[test]
fn a_book_held_fixed_is_the_same_book() {
    let law = BirthLaw {
        ln_usage: 7.0,
        opening_shift: -0.1,
        ln_usage_sd: 0.6,
        growth: 0.005,
        growth_sd: 0.006,
        terms: Some([0.85, 0.1, 0.05]),
        arrivals: 0.02,
    };
    let books = [BookPlan { segment: 0, accounts: 60, reference: 60 }; 2];
    let cohort = |book, trial| sample_cohort(7, &Coefficients::default(), &[law], &books, 24, book, trial);
    let (first, other_luck, other_book) = (cohort(1, 1), cohort(1, 2), cohort(2, 1));
    assert_eq!(first[..120], other_luck[..120]);
    assert_ne!(first[120..], other_luck[120..]);
    assert_ne!(first[..120], other_book[..120]);
    assert_eq!(first[120..], other_book[120..]);
}

/// A team without effort is nobody, except for what its books have kept from better times: .40 of value, which fades by 15 % a
/// month. Value above nobody's also means that an account stays at least as long.
#[test]
fn idle_people_are_nobody_with_a_better_past() {
    let mut scenario = scenario(2);
    scenario.turnover = Turnover { annual: 0.0, ..Turnover::default() };
    let (mut starters, mut arrived, mut stayed_longer) = (0, 0, 0);
    for trial in 0..5 {
        let panels = live(&scenario, 0, trial, &[IDLE, Staffing::Nobody]);
        let (idle, nobody) = (&panels[0], &panels[1]);
        for i in 0..idle.accounts {
            if idle.born[i] > 0 {
                assert!(same_life(idle, i, nobody, i, 24), "arrivals have no better past");
                arrived += 1;
                continue;
            }
            starters += 1;
            assert!(idle.left[i] >= nobody.left[i]);
            stayed_longer += usize::from(idle.left[i] > nobody.left[i]);
            for month in (0..24).filter(|&m| nobody.alive(i, m)) {
                let above = idle.value_in(month)[i] - nobody.value_in(month)[i];
                let kept = 0.40 * 0.85_f32.powi(month as i32 + 1);
                assert!((above - kept).abs() < 3e-6, "{above} above, {kept} expected");
            }
        }
    }
    assert!(starters > 0 && arrived > 0 && stayed_longer > 0);
}

/// Effort helps: with the same luck, a salaried team never has an account worth less to its customer than nobody's.
#[test]
fn served_accounts_are_never_worth_less_than_unserved_ones() {
    let mut scenario = scenario(2);
    scenario.turnover = Turnover { annual: 0.0, ..Turnover::default() };
    let panels = live(&scenario, 0, 1, &[SALARIED, Staffing::Nobody]);
    let (served, nobody) = (&panels[0], &panels[1]);
    let mut more = 0;
    for i in 0..served.accounts {
        assert!(served.left[i] >= nobody.left[i]);
        for month in (0..24).filter(|&m| nobody.alive(i, m)) {
            assert!(served.value_in(month)[i] >= nobody.value_in(month)[i]);
            more += usize::from(served.value_in(month)[i] > nobody.value_in(month)[i]);
        }
    }
    assert!(more > 0);
}
