//! One bench per layer, from a block of random words to a whole run. Each checks its answer before it is timed.

use std::hint::black_box;
use std::ops::ControlFlow;

use divan::Bencher;
use divan::counter::ItemsCount;
use paylift::config::{Overrides, Surroundings, load_scenario};
use paylift::dynamics::account::{Account, Nature, live_month};
use paylift::dynamics::seat::{Intercepts, MonthShock, Service};
use paylift::dynamics::{AccountDraws, Coefficients, Rates};
use paylift::measure::{Books, Facts, Presence, SeatBook, SegmentBasis, read};
use paylift::plan::{Ledger, Terms, pay};
use paylift::random::normal::normals;
use paylift::random::{Purpose, Stream, philox4x32_10};
use paylift::scenario::Scenario;
use paylift::stats::Sorted;
use paylift::trial::{Engine, RunOptions, run};

fn main() {
    divan::main();
}

/// The built-in company: 24 seats, 1,180 accounts, six plans, 12 months after 12 of burn-in.
fn company(trials: u32) -> Scenario {
    let overrides = Overrides { trials: Some(trials), ..Overrides::default() };
    let loaded = load_scenario(None, &overrides, &Surroundings::here(&|_, _| None)).expect("the built-in company is valid");
    assert_eq!((loaded.scenario.roster.len(), loaded.scenario.accounts(), loaded.scenario.plans.len()), (24, 1_180, 6));
    loaded.scenario
}

#[divan::bench]
fn random_block(bencher: Bencher) {
    assert_eq!(philox4x32_10([0; 2], [0; 4]), [0x6627_e8d5, 0xe169_c58d, 0xbc57_ac4c, 0x9b00_dbd8]);
    bencher.bench(|| philox4x32_10(black_box([1, 2]), black_box([3, 4, 0, 5])));
}

#[divan::bench]
fn random_two_normals(bencher: Bencher) {
    let (a, b) = normals(0x4f08_1b68, 0x9896_853a);
    assert!((a - -1.262_372_6).abs() < 1e-6 && (b - -0.870_099_4).abs() < 1e-6);
    bencher.bench(|| normals(black_box(0x4f08_1b68), black_box(0x9896_853a)));
}

/// All luck of an account in a month: blocks and normals.
#[divan::bench]
fn dynamics_draws(bencher: Bencher) {
    let stream = Stream::new(7, Purpose::AccountMonth);
    let mean = (0..10_000).map(|thing| AccountDraws::of(&stream, thing, 0, 0).growth).sum::<f32>() / 10_000.0;
    assert!(mean.abs() < 0.04, "four standard errors: {mean}");
    bencher
        .counter(ItemsCount::new(1_000_u32))
        .bench(|| (0..1_000).map(|thing| AccountDraws::of(&stream, thing, 3, black_box(1)).growth).sum::<f32>());
}

/// One month of one account under a salaried CSM, and under one who plays every game.
#[divan::bench(args = ["salaried", "playing"])]
fn dynamics_account_month(bencher: Bencher, who: &str) {
    let c = Coefficients::default();
    let rates = Rates {
        churn: -4.07,
        expansion: -3.5,
        lead: -3.9,
        conversion: 0.5,
        expansion_size: -2.12,
        deal_size: -1.61,
        size_sd: 0.6,
        usage_own: 0.05,
        usage_common: 0.009,
        usage_drift: 0.00125,
        macro_growth: 0.002,
        metering_sd: 0.08,
        new_business: 20_000.0,
    };
    let nature = Nature { growth: 0.005, anchor: 0.0 };
    let service = Service { adoption: 1.0, rescue: 1.0, expansion: 1.0, advocacy: 1.0, documented: 1.0, ..Service::default() };
    let month = Intercepts::fold(&c, &rates, &service, &MonthShock::default(), 1.0, 40, 4);
    let start = Account { ln_usage: 8.0, value: 0.2, pending: 0.0, held: 0.0 };
    let quiet = AccountDraws { event: 0.6, ..AccountDraws::default() };
    let (after, _) = live_month(&c, &rates, &nature, &month, &quiet, true, start);
    assert!((f64::from(after.ln_usage) - (8.0 + 0.005 + 0.003 * 0.2 - 0.00125)).abs() < 1e-5);
    assert!((f64::from(after.value) - (0.85 * 0.2 + 0.15 * 0.32)).abs() < 1e-6);

    let played = Service { pressure: 0.5, padding: 0.5, shallow: 0.5, begging: 0.5, neglect: 0.5, pulled: 0.25, held: 0.5, ..service };
    let pressed = Intercepts::fold(&c, &rates, &played, &MonthShock::default(), 0.7, 40, 4);
    assert!(live_month(&c, &rates, &nature, &pressed, &quiet, true, start).0.value < after.value, "games cost value");
    let month = if who == "playing" { pressed } else { month };
    let stream = Stream::new(7, Purpose::AccountMonth);
    let draws: Vec<AccountDraws> = (0..1_000).map(|thing| AccountDraws::of(&stream, thing, 0, 0)).collect();
    bencher
        .counter(ItemsCount::new(draws.len()))
        .bench(|| draws.iter().map(|d| live_month(&c, &rates, &nature, &month, d, true, black_box(start)).0.ln_usage).sum::<f32>());
}

/// Two worlds of 24 seats, 1,180 accounts, 24 months: born, drawn, lived and recorded.
#[divan::bench]
fn trial_customers(bencher: Bencher) {
    let scenario = company(1);
    let engine = Engine::prepare(&scenario).expect("the built-in plans fit");
    let (served, unserved) = engine.customers(0).expect("a market of customers");
    assert_eq!(served.born.iter().filter(|&&b| b == 0).count(), 1_180);
    let end = |p: &paylift::dynamics::Panel| p.revenue_in(23).iter().map(|&r| f64::from(r)).sum::<f64>();
    assert!(end(&served) > end(&unserved.expect("a twin")));
    let mut trial = 0;
    bencher.counter(ItemsCount::new(2_u32 * 24 * 1_180)).bench_local(|| {
        trial += 1;
        engine.customers(trial)
    });
}

/// Every plan's metrics read from one panel.
#[divan::bench]
fn measure_six_plans(bencher: Bencher) {
    let scenario = company(1);
    let (panel, _) = Engine::prepare(&scenario).expect("the built-in plans fit").customers(0).expect("a market of customers");
    let desk = Desk::of(&scenario);
    let mut facts = Facts::default();
    desk.read(&scenario, 1, &panel, &mut facts);
    assert!(facts.reading(0, 0, 0).value.is_some());
    bencher.counter(ItemsCount::new(scenario.plans.len())).bench_local(|| {
        for plan in 0..scenario.plans.len() {
            desk.read(&scenario, plan, black_box(&panel), &mut facts);
        }
    });
}

/// Every plan paid on facts already read.
#[divan::bench]
fn plan_pay_six_plans(bencher: Bencher) {
    let scenario = company(1);
    let (panel, _) = Engine::prepare(&scenario).expect("the built-in plans fit").customers(0).expect("a market of customers");
    let desk = Desk::of(&scenario);
    let bound: Vec<(Terms, Facts)> = (0..scenario.plans.len())
        .map(|p| {
            let plan = &scenario.plans[p];
            let mut facts = Facts::default();
            desk.read(&scenario, p, &panel, &mut facts);
            (Terms::bind(plan, scenario.payees(plan), scenario.months).expect("the built-in plans fit"), facts)
        })
        .collect();
    let mut ledger = Ledger::default();
    for (terms, facts) in &bound {
        pay(terms, facts, &desk.presence, &mut ledger);
        let by_seat: i64 = (0..scenario.roster.len()).map(|seat| ledger.of_seat(seat).0).sum();
        assert!(ledger.total().0 > 0 && ledger.total().0 == by_seat, "{}", terms.plan().id);
    }
    bencher.counter(ItemsCount::new(bound.len())).bench_local(|| {
        bound
            .iter()
            .map(|(terms, facts)| {
                pay(terms, facts, &desk.presence, &mut ledger);
                ledger.total().0
            })
            .sum::<i64>()
    });
}

/// A run of 256 trials on one thread: everything but pictures.
#[divan::bench(sample_count = 5, sample_size = 1)]
fn run_256_trials(bencher: Bencher) {
    let scenario = company(256);
    let go = |threads| run(&scenario, RunOptions { threads: Some(threads), ..RunOptions::default() }, &mut |_| ControlFlow::Continue(()));
    let (one, two) = (go(1).expect("it runs"), go(2).expect("it runs"));
    assert_eq!((one.base.trials, &one.base.pay), (256, &two.base.pay));
    bencher.counter(ItemsCount::new(256_u32)).bench(|| go(1));
}

/// Nine quantiles with their intervals, of 10,000 values.
#[divan::bench]
fn stats_quantiles(bencher: Bencher) {
    let values: Vec<f64> = (0..10_000_u32).map(|i| f64::from(i.wrapping_mul(7_919) % 10_000)).collect();
    let nine = |values: Vec<f64>| {
        let sorted = Sorted::new(values);
        [0.01, 0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95, 0.99].map(|p| sorted.estimate(p).map(|e| e.value))
    };
    assert_eq!(nine(values.clone())[4], Some(4_999.5));
    bencher.counter(ItemsCount::new(values.len())).with_inputs(|| values.clone()).bench_values(nine);
}

/// What reading needs beside the panel.
struct Desk {
    seats: Vec<SeatBook>,
    segments: Vec<SegmentBasis>,
    presence: Presence,
}

impl Desk {
    fn of(scenario: &Scenario) -> Self {
        Self {
            seats: scenario.roster.iter().map(|s| SeatBook { segment: s.segment, pod: s.pod }).collect(),
            segments: scenario.segments.iter().map(|s| SegmentBasis { organic_nrr: s.organic_nrr }).collect(),
            presence: Presence::settled(scenario.roster.len(), usize::from(scenario.months)),
        }
    }

    fn read(&self, scenario: &Scenario, plan: usize, panel: &paylift::dynamics::Panel, facts: &mut Facts) {
        let books = Books { seats: &self.seats, segments: &self.segments, presence: &self.presence, months: usize::from(scenario.months) };
        let plan = &scenario.plans[plan];
        read(&plan.metrics, plan.cadence, panel, None, &books, facts);
    }
}
