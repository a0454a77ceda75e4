//! The yardstick for the two workloads: what most people would write. Double precision, an array of structs, one exponential per hazard,
//! the ziggurat's normals and a small fast generator; no tricks, no vectors, nothing shared but the luck.
//!
//! Its own laws and its own random numbers: it is an oracle as well, and asserts its statistics before anything is timed.
//!
//! ```text
//! cargo bench --bench plain                # asserts, then times one trial of each
//! cargo bench --bench plain -- w2 1000     # 1,000 trials of workload 2 on one thread; prints its statistics as JSON
//! ```

use divan::Bencher;
use divan::counter::ItemsCount;
use rand::SeedableRng;
use rand::rngs::Xoshiro256PlusPlus;
use rand_distr::{Distribution, StandardNormal};

#[path = "plain/full_model.rs"]
mod full_model;
#[path = "plain/open_loop.rs"]
mod open_loop;

/// What `SmallRng` is on 64-bit machines, with a promise to stay the same.
type Generator = Xoshiro256PlusPlus;

/// The generator of one trial.
fn generator(trial: u64) -> Generator {
    Generator::seed_from_u64(1 ^ trial.wrapping_mul(0x9E37_79B9_7F4A_7C15))
}

fn normal(rng: &mut Generator) -> f64 {
    StandardNormal.sample(rng)
}

/// The pay curve of both workloads: straight between (0.8, 0), (0.9, 0.5), (1, 1), (1.1, 1.3), (1.3, 2), flat outside.
fn curve(x: f64) -> f64 {
    const POINTS: [(f64, f64); 5] = [(0.8, 0.0), (0.9, 0.5), (1.0, 1.0), (1.1, 1.3), (1.3, 2.0)];
    if x <= POINTS[0].0 {
        return 0.0;
    }
    for pair in POINTS.windows(2) {
        let [(x0, y0), (x1, y1)] = [pair[0], pair[1]];
        if x <= x1 {
            return y0 + (y1 - y0) * (x - x0) / (x1 - x0);
        }
    }
    2.0
}

/// What one run of one trial leaves behind: pay by CSM \[$\], and growth (workload 1) or ARR at the end (workload 2).
struct Paid {
    pay: Vec<f64>,
    company: f64,
}

/// Statistics of a run: mean and standard deviation of total pay, mean of the standard deviations of CSMs' pay, mean of the company's number.
struct Statistics {
    mean: f64,
    sd: f64,
    csm_sd: f64,
    company: f64,
}

impl Statistics {
    fn of(trials: &[&Paid]) -> Self {
        let total: Vec<f64> = trials.iter().map(|t| t.pay.iter().sum()).collect();
        let (mean, sd) = moments(&total);
        let csms = trials[0].pay.len();
        let csm_sd = (0..csms).map(|j| moments(&trials.iter().map(|t| t.pay[j]).collect::<Vec<_>>()).1).sum::<f64>() / csms as f64;
        let (company, _) = moments(&trials.iter().map(|t| t.company).collect::<Vec<_>>());
        Self { mean, sd, csm_sd, company }
    }

    fn json(&self) -> String {
        format!("[{:.1}, {:.1}, {:.2}, {:.6}]", self.mean, self.sd, self.csm_sd, self.company)
    }

    /// Within four combined standard errors of a mean known from so many trials, and within 4 % (or what so few trials allow) of the spreads.
    fn assert_near(&self, what: &str, trials: usize, known: &Self, known_trials: f64) {
        let n = trials as f64;
        let z = (self.mean - known.mean) / (self.sd * (1.0 / n + 1.0 / known_trials).sqrt());
        assert!(z.abs() <= 4.0, "{what}: mean pay {}, known {}: {z:.1} standard errors", self.mean, known.mean);
        for (name, found, known) in [("sd", self.sd, known.sd), ("sd of a CSM", self.csm_sd, known.csm_sd)] {
            let ratio = found / known;
            assert!((ratio - 1.0).abs() <= 4.0 / (2.0 * n).sqrt() * 1.5, "{what}: {name} {found}, known {known}");
        }
    }
}

fn moments(xs: &[f64]) -> (f64, f64) {
    let n = xs.len() as f64;
    let mean = xs.iter().sum::<f64>() / n;
    (mean, (xs.iter().map(|x| (x - mean) * (x - mean)).sum::<f64>() / (n - 1.0)).sqrt())
}

fn main() {
    let args: Vec<String> = std::env::args().skip(1).filter(|a| a != "--bench").collect();
    let trials = args.get(1).and_then(|n| n.parse().ok());
    match (args.first().map(String::as_str), trials) {
        (Some("w1"), Some(trials)) => report("w1", &open_loop_runs(trials)),
        (Some("w2"), Some(trials)) => report("w2", &full_model_runs(trials)),
        _ => divan::main(),
    }
}

#[expect(clippy::print_stdout, reason = "what a person or a script asked for")]
fn report(workload: &str, runs: &[Statistics]) {
    let runs: Vec<String> = runs.iter().map(Statistics::json).collect();
    println!("{{\"workload\": \"{workload}\", \"implementation\": \"plain Rust\", \"runs\": [{}]}}", runs.join(", "));
}

fn open_loop_runs(trials: usize) -> Vec<Statistics> {
    let lived: Vec<Paid> = (0..trials as u64).map(|t| open_loop::trial(&mut generator(t))).collect();
    vec![Statistics::of(&lived.iter().collect::<Vec<_>>())]
}

fn full_model_runs(trials: usize) -> Vec<Statistics> {
    let lived: Vec<Vec<Paid>> = (0..trials as u64).map(|t| full_model::trial(&mut generator(t))).collect();
    (0..full_model::RUNS.len()).map(|k| Statistics::of(&lived.iter().map(|runs| &runs[k]).collect::<Vec<_>>())).collect()
}

/// One trial; an item is an account-month.
#[divan::bench]
fn open_loop(bencher: Bencher) {
    let known = Statistics { mean: 902_988.0, sd: 36_478.0, csm_sd: 2_735.4, company: 0.059_85 };
    open_loop_runs(1_000)[0].assert_near("workload 1", 1_000, &known, 100_000.0);
    let mut trial = 0;
    bencher.counter(ItemsCount::new(24_000_u32)).bench_local(|| {
        trial += 1;
        open_loop::trial(&mut generator(trial))
    });
}

/// One trial; an item is an account-month, in which 14 runs live.
#[divan::bench]
fn full_model(bencher: Bencher) {
    let found = full_model_runs(400);
    for (run, mean, sd, csm_sd) in [
        (1, 352_692.0, 65_093.0, 14_552.0),
        (2, 317_530.0, 25_918.0, 4_680.0),
        (9, 257_551.0, 42_198.0, 14_544.0),
        (13, 286_273.0, 28_343.0, 5_103.0),
        (14, 317_694.0, 25_796.0, 4_657.0),
    ] {
        let known = Statistics { mean, sd, csm_sd, company: f64::NAN };
        found[run - 1].assert_near(&format!("workload 2, run {run}"), 400, &known, 60_000.0);
    }
    let mut trial = 0;
    bencher.counter(ItemsCount::new(7_680_u32)).bench_local(|| {
        trial += 1;
        full_model::trial(&mut generator(trial))
    });
}
