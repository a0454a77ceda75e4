//! Panels simulated from known parameters: the fit gives them back, with errors that say how far off it is.

use paylift::calibrate::usage::{ParameterName, Unidentified, UsageFit, UsageSettings, fit_usage};
use paylift::cohort::History;
use rand::rngs::Xoshiro256PlusPlus;
use rand::{RngExt, SeedableRng};
use rand_distr::{Distribution, StandardNormal};

/// What a panel is simulated from.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Truth {
    drift: f64,
    trend_sd: f64,
    own_sd: f64,
    common_sd: f64,
    noise_sd: f64,
    expansion: f64,
    contraction: f64,
    churn: f64,
}

/// Size of an expansion: median 20 %, ln-sd 0.5.
const SIZE: (f64, f64) = (-1.609_437_912, 0.5);
/// E ln(1 + S) and E ln²(1 + S) for it, computed independently by adaptive quadrature.
const JUMP: (f64, f64) = (0.199_828_338, 0.048_470_237);

/// Ordinary usage-based business, a little livelier than the example scenarios.
pub(crate) const ORDINARY: Truth =
    Truth { drift: 0.008, trend_sd: 0.01, own_sd: 0.05, common_sd: 0.02, noise_sd: 0.10, expansion: 0.0, contraction: 0.0, churn: 0.01 };

/// The same with expansions and a few contractions.
pub(crate) const EXPANDING: Truth = Truth { expansion: 0.03, contraction: 0.01, ..ORDINARY };

/// Metered business whose invoices follow usage closely.
pub(crate) const QUIET: Truth = Truth { noise_sd: 0.03, own_sd: 0.03, ..EXPANDING };

pub(crate) fn simulate(truth: &Truth, accounts: usize, months: usize, seed: u64) -> History {
    let mut rng = Xoshiro256PlusPlus::seed_from_u64(seed);
    let moves: Vec<f64> = (0..months).map(|_| truth.common_sd * normal(&mut rng)).collect();
    let mut revenue = vec![0.0; accounts * months];
    for account in revenue.chunks_mut(months) {
        let growth = truth.drift + truth.trend_sd * normal(&mut rng);
        // a quarter of the accounts join later, up to the middle of the panel
        let start = if rng.random::<f64>() < 0.25 { rng.random_range(0..months / 2) } else { 0 };
        let mut level = 7.0 + 0.9 * normal(&mut rng);
        for (month, revenue) in account.iter_mut().enumerate().skip(start) {
            if month > start {
                if rng.random::<f64>() < truth.churn {
                    break;
                }
                level += growth + moves[month] + truth.own_sd * normal(&mut rng);
                let event: f64 = rng.random();
                if event < truth.expansion {
                    level += (SIZE.0 + SIZE.1 * normal(&mut rng)).exp().ln_1p();
                } else if event > 1.0 - truth.contraction {
                    level -= (SIZE.0 + SIZE.1 * normal(&mut rng)).exp().ln_1p();
                }
            }
            *revenue = (level + truth.noise_sd * normal(&mut rng) - truth.noise_sd * truth.noise_sd / 2.0).exp();
        }
    }
    History {
        accounts: (0..accounts).map(|i| format!("A{i:06}")).collect(),
        months: (0..months).map(|m| format!("{}-{:02}", 2020 + m / 12, m % 12 + 1)).collect(),
        segments: vec![String::new()],
        segment: vec![0; accounts],
        revenue,
        owner: None,
    }
}

fn normal(rng: &mut Xoshiro256PlusPlus) -> f64 {
    StandardNormal.sample(rng)
}

/// What each parameter should come out as.
pub(crate) fn expected(truth: &Truth) -> Vec<(ParameterName, f64)> {
    let t = truth;
    let jumps = t.expansion > 0.0;
    let permanent =
        (t.own_sd.powi(2) + (t.expansion + t.contraction) * JUMP.1 - (t.expansion - t.contraction).powi(2) * JUMP.0.powi(2)).sqrt();
    let usage = t.own_sd.hypot(t.common_sd);
    let mut expected = vec![
        (ParameterName::Drift, t.drift + (t.expansion - t.contraction) * JUMP.0),
        (ParameterName::TrendSd, t.trend_sd),
        (ParameterName::PermanentSd, permanent),
        (ParameterName::TransitorySd, t.noise_sd),
        (ParameterName::CommonSd, t.common_sd),
        (ParameterName::UsageSd, usage),
        (ParameterName::CommonShare, (t.common_sd / usage).powi(2)),
        (ParameterName::StartLnMean, 7.0),
        (ParameterName::StartLnSd, 0.9),
    ];
    if jumps {
        // a rate per month of a probability: −ln(1 − p)
        expected.extend([
            (ParameterName::ExpansionRate, -(-t.expansion).ln_1p()),
            (ParameterName::ExpansionLnMean, SIZE.0),
            (ParameterName::ExpansionLnSd, SIZE.1),
            (ParameterName::ContractionRate, -(-t.contraction).ln_1p()),
        ]);
    }
    expected
}
