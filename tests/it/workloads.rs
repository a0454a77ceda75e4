//! The two workloads of `benches/` run as any scenario does, and come out as an implementation did that shares no code with this one.
//!
//! Their laws and how the references were found: `benches/README.md`.

use std::ops::ControlFlow;
use std::path::Path;

use paylift::config::{Overrides, Surroundings, load_scenario, read_history_file};
use paylift::scenario::Scenario;
use paylift::stats::{Moments, mean};
use paylift::trial::{Outcomes, RunOptions, run};

/// Margin of every comparison, in standard errors: 6 in 100,000 false alarms each, decided once by the seed.
const MARGIN: f64 = 4.0;

/// Mean and standard deviation of a plan's cost \[$\], mean over CSMs of the standard deviation of their pay \[$\], mean ARR at the end \[$\].
struct Reference {
    plan: &'static str,
    mean: f64,
    sd: f64,
    csm_sd: f64,
    arr_end: f64,
}

/// Workload 1 over 100,000 trials; there is no ARR but growth of .05985.
const W1: Reference = Reference { plan: "nrr", mean: 902_988.0, sd: 36_478.0, csm_sd: 2_735.4, arr_end: f64::NAN };
const W1_GROWTH: f64 = 0.059_85;
const W1_TRIALS: f64 = 100_000.0;

/// Workload 2 over 60,000 trials.
const W2: [Reference; 5] = [
    Reference { plan: "run-1", mean: 352_692.0, sd: 65_093.0, csm_sd: 14_552.0, arr_end: 16.979e6 },
    Reference { plan: "run-2", mean: 317_530.0, sd: 25_918.0, csm_sd: 4_680.0, arr_end: 17.284e6 },
    Reference { plan: "run-9", mean: 257_551.0, sd: 42_198.0, csm_sd: 14_544.0, arr_end: 17.353e6 },
    Reference { plan: "run-13", mean: 286_273.0, sd: 28_343.0, csm_sd: 5_103.0, arr_end: 14.585e6 },
    Reference { plan: "run-14", mean: 317_694.0, sd: 25_796.0, csm_sd: 4_657.0, arr_end: 17.292e6 },
];
const W2_TRIALS: f64 = 60_000.0;

fn workload(name: &str, trials: u32) -> (Scenario, Outcomes) {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("benches").join(name);
    let overrides = Overrides { trials: Some(trials), ..Overrides::default() };
    let loaded = load_scenario(file.to_str(), &overrides, &Surroundings::here(&read_history_file)).unwrap();
    let result = run(&loaded.scenario, RunOptions::default(), &mut |_| ControlFlow::Continue(())).unwrap();
    (loaded.scenario, result.base)
}

/// `found` (with its standard error) against a reference over so many trials, whose error is that of as many draws of the same spread.
#[track_caller]
fn near(what: &str, found: f64, error: f64, known: f64, trials: [f64; 2]) {
    let combined = error * (1.0 + trials[0] / trials[1]).sqrt();
    let z = (found - known) / combined;
    assert!(z.abs() <= MARGIN, "{what}: {found}, known {known}: {z:.1} standard errors");
}

/// Cost, its spread, and the spread of one CSM's pay.
fn compare(scenario: &Scenario, o: &Outcomes, known: &Reference, reference_trials: f64) {
    let plan = scenario.plan(known.plan).unwrap();
    let trials = [o.trials as f64, reference_trials];
    let costs = o.costs(plan);
    let moments: Moments = costs.iter().copied().collect();
    let (sd, n) = (moments.variance().unwrap().sqrt(), costs.len() as f64);
    near(&format!("{}: mean cost", known.plan), mean(&costs).unwrap().value, sd / n.sqrt(), known.mean, trials);
    let centred: Vec<f64> = costs.iter().map(|x| x - moments.mean().unwrap()).collect();
    let fourth = centred.iter().map(|x| x.powi(4)).sum::<f64>() / n;
    let error_of_sd = (fourth - sd.powi(4)).sqrt() / (2.0 * sd * n.sqrt());
    near(&format!("{}: sd of cost", known.plan), sd, error_of_sd, known.sd, trials);
    let csm: Vec<f64> =
        (0..o.seats).map(|seat| o.seat_pay(plan, seat).into_iter().collect::<Moments>().variance().unwrap().sqrt()).collect();
    let csms: Moments = csm.iter().copied().collect();
    // CSMs are alike: the spread of their standard deviations says how well the mean of those is known
    let error = (csms.variance().unwrap() / csm.len() as f64).sqrt();
    near(&format!("{}: sd of a CSM's pay", known.plan), csms.mean().unwrap(), error, known.csm_sd, trials);
    if known.arr_end.is_finite() {
        let arr: Moments = (0..o.trials).map(|t| o.arr_end[t * o.plans + plan]).collect();
        let error = (arr.variance().unwrap() / n).sqrt();
        near(&format!("{}: ARR at the end", known.plan), arr.mean().unwrap(), error, known.arr_end, trials);
    }
}

fn both(w1: u32, w2: u32) {
    let (scenario, o) = workload("w1.toml", w1);
    assert_eq!((o.seats, scenario.accounts(), o.trials), (40, 2_000, w1 as usize));
    compare(&scenario, &o, &W1, W1_TRIALS);
    let growth: Moments = o.nrr.iter().map(|nrr| nrr - 1.0).collect();
    let error = (growth.variance().unwrap() / f64::from(w1)).sqrt();
    near("growth", growth.mean().unwrap(), error, W1_GROWTH, [f64::from(w1), W1_TRIALS]);

    let (scenario, o) = workload("w2.toml", w2);
    assert_eq!((o.seats, scenario.accounts(), o.plans), (8, 320, 14));
    for known in &W2 {
        compare(&scenario, &o, known, W2_TRIALS);
    }
}

#[test]
fn workloads_come_out_as_they_should() {
    both(300, 300);
}

/// Sixty times the trials. Run by `cargo test --test it workloads_come_out_closely -- --ignored`.
#[test]
#[ignore = "takes minutes"]
fn workloads_come_out_closely() {
    both(20_000, 20_000);
}
