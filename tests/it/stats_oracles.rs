//! Closed forms that a simulation's summary must land on: survivors, leads, renewals.
//!
//! Every simulated number is held against an exact one, computed independently, within four standard errors (false alarm 6e-5 each); the exact
//! ones are held against the distributions themselves to 1e-9.

use paylift::stats::{Moments, share};
use rand::{RngExt, SeedableRng, rngs::Xoshiro256PlusPlus};
use rand_distr::{Distribution, Poisson as SamplePoisson, StandardNormal};
use statrs::distribution::{Binomial, Discrete, DiscreteCDF, Poisson};

const TRIALS: u64 = 40_000;

fn lands(simulated: paylift::stats::Estimate, exact: f64) {
    let error = simulated.standard_error.unwrap();
    assert!((simulated.value - exact).abs() < 4.0 * error, "{} ± {error} against {exact}", simulated.value);
}

#[test]
fn survivors_of_a_constant_hazard_are_binomial() {
    let stays = 0.99f64.powi(12);
    let law = Binomial::new(stays, 50).unwrap();
    assert!((stays - 0.886_384_871_716_129_2).abs() < 1e-12);
    assert!((law.sf(44) - 0.491_306_329_051_385_16).abs() < 1e-9);
    assert!((law.pmf(50) - 0.002_405_009_291_310_407_3).abs() < 1e-9);

    let mut rng = Xoshiro256PlusPlus::seed_from_u64(5);
    let mut left = Moments::default();
    let mut at_least_45 = 0;
    for _ in 0..TRIALS {
        let survivors = (0..50).filter(|_| (0..12).all(|_| rng.random::<f64>() >= 0.01)).count();
        left.push(survivors as f64);
        at_least_45 += u64::from(survivors >= 45);
    }
    lands(left.mean_estimate().unwrap(), 44.319_243_585_806_46);
    lands(left.variance_estimate().unwrap(), 5.035_336_545_445_518);
    lands(share(at_least_45, TRIALS).unwrap(), 0.491_306_329_051_385_16);
}

#[test]
fn leads_of_a_quarter_are_poisson_and_closed_ones_thinned() {
    assert!((Poisson::new(2.4).unwrap().sf(2) - 0.430_291_253_342_489_47).abs() < 1e-9);
    assert!((Poisson::new(1.2).unwrap().sf(1) - 0.337_372_733_793_155_3).abs() < 1e-9);

    let mut rng = Xoshiro256PlusPlus::seed_from_u64(22);
    let law = SamplePoisson::new(2.4).unwrap();
    let (mut closed_mean, mut capped) = (Moments::default(), Moments::default());
    let (mut submitted_3, mut closed_2) = (0, 0);
    for _ in 0..TRIALS {
        let submitted: f64 = law.sample(&mut rng);
        let closed = (0..submitted as u64).filter(|_| rng.random::<bool>()).count();
        submitted_3 += u64::from(submitted >= 3.0);
        closed_2 += u64::from(closed >= 2);
        closed_mean.push(closed as f64);
        capped.push(submitted.min(5.0));
    }
    lands(share(submitted_3, TRIALS).unwrap(), 0.430_291_253_342_489_47);
    lands(share(closed_2, TRIALS).unwrap(), 0.337_372_733_793_155_3);
    lands(closed_mean.mean_estimate().unwrap(), 1.2);
    lands(capped.mean_estimate().unwrap(), 2.348_277_938_169_156_5);
}

#[test]
fn renewal_rates_of_small_and_pooled_books() {
    let own = Binomial::new(0.9, 10).unwrap();
    assert!((own.sf(8) - 0.736_098_929_1).abs() < 1e-9 && (own.pmf(10) - 0.348_678_440_1).abs() < 1e-9);
    assert!((Binomial::new(0.9, 200).unwrap().sf(179) - 0.559_174_782_264_203_3).abs() < 1e-9);

    let mut rng = Xoshiro256PlusPlus::seed_from_u64(23);
    let (mut rate, mut pooled) = (Moments::default(), Moments::default());
    let mut all_ten = 0;
    for _ in 0..TRIALS / 2 {
        let renewed: Vec<usize> = (0..20).map(|_| (0..10).filter(|_| rng.random::<f64>() < 0.9).count()).collect();
        rate.push(renewed[0] as f64 / 10.0);
        pooled.push(renewed.iter().sum::<usize>() as f64 / 200.0);
        all_ten += u64::from(renewed[0] == 10);
    }
    lands(rate.sd_estimate().unwrap(), 0.094_868_329_805_051_37);
    lands(pooled.sd_estimate().unwrap(), 0.021_213_203_435_596_427);
    lands(share(all_ten, TRIALS / 2).unwrap(), 0.348_678_440_1);
}

/// How many of `runs` intervals hold the truth.
fn covered(runs: u32, truth: f64, mut interval: impl FnMut() -> paylift::stats::Estimate) -> u32 {
    (0..runs).map(|_| interval()).filter(|e| e.low.unwrap() <= truth && truth <= e.high.unwrap()).count() as u32
}

#[test]
fn intervals_cover_95_in_100() {
    // 2,000 intervals each: 1,900 ± 4 × √(2,000 × .95 × .05) = 39 (false alarm 6e-5).
    let mut rng = Xoshiro256PlusPlus::seed_from_u64(95);
    let mean_of_ten =
        covered(2_000, 0.0, || (0..10).map(|_| StandardNormal.sample(&mut rng)).collect::<Moments>().mean_estimate().unwrap());
    assert!((1_861..=1_939).contains(&mean_of_ten), "mean of ten: {mean_of_ten}");
    let sd_of_500 = covered(2_000, 1.0, || (0..500).map(|_| StandardNormal.sample(&mut rng)).collect::<Moments>().sd_estimate().unwrap());
    assert!((1_861..=1_939).contains(&sd_of_500), "sd of 500: {sd_of_500}");
    // Wilson's interval is made of whole counts; at p = .2, n = 100 its exact coverage is 94.1 % (summing the binomial), held to 4 SE (6e-5).
    let law = Binomial::new(0.2, 100).unwrap();
    let holds = |k: u64| share(k, 100).is_some_and(|e| e.low.unwrap() <= 0.2 && 0.2 <= e.high.unwrap());
    let exact: f64 = (0..=100).filter(|k| holds(*k)).map(|k| law.pmf(k)).sum();
    assert!((0.93..0.96).contains(&exact), "exact coverage {exact}");
    let wilson = covered(2_000, 0.2, || share((0..100).filter(|_| rng.random::<f64>() < 0.2).count() as u64, 100).unwrap());
    assert!((f64::from(wilson) - 2_000.0 * exact).abs() < 4.0 * (2_000.0 * exact * (1.0 - exact)).sqrt(), "wilson: {wilson}");
}
