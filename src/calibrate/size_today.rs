//! How large accounts are now: what a run starts with.

use crate::cohort::History;
use crate::stats::{Estimate, Moments, Sorted};

/// Months that today's size is taken from: a quarter.
const MONTHS: usize = 3;
/// Accounts needed for a mean and a spread.
const FEWEST: u64 = 8;

/// Sizes of the accounts that were active in the last quarter of a history, net of noise.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
pub struct SizeToday {
    /// Accounts active in it.
    pub accounts: u64,
    /// Their revenue, \[$ a year\].
    pub arr: f64,
    /// Mean of the log of their annual revenue.
    pub ln_mean: Estimate,
    /// Standard deviation of it between accounts.
    pub ln_sd: Estimate,
    /// Quantiles of the log of their annual revenue at 1, 2, …, 99 %, noise included.
    pub quantiles: Vec<f64>,
}

/// Sizes of these accounts. With k active months, r̄ their mean revenue and σ² the variance of transitory noise, ln size = ln(12 r̄) + σ²/2k,
/// and the variance of sizes is that of ln r̄ less the mean of σ²/k: noise is independent between months and does not change the mean invoice.
/// `None` where fewer than 8 are active.
#[must_use]
pub(super) fn size_today(history: &History, accounts: &[u32], noise_variance: f64) -> Option<SizeToday> {
    let (mut ln, mut noise, mut arr) = (Moments::default(), Moments::default(), 0.0);
    let mut sizes = Vec::new();
    for &account in accounts {
        let revenue = history.of(account as usize);
        let last = &revenue[revenue.len().saturating_sub(MONTHS)..];
        let active = last.iter().filter(|r| **r > 0.0).count() as f64;
        if active > 0.0 {
            let mean = last.iter().filter(|r| **r > 0.0).sum::<f64>() / active;
            ln.push((12.0 * mean).ln() + 0.5 * noise_variance / active);
            noise.push(noise_variance / active);
            arr += 12.0 * mean;
            sizes.push((12.0 * mean).ln());
        }
    }
    if ln.n() < FEWEST {
        return None;
    }
    let n = ln.n();
    let sd = (ln.variance()? - noise.mean()?).max(0.0).sqrt();
    // the error of a standard deviation near 0 is not that of the formula, but it is small all the same
    let sd_error = ln.variance()? / (2.0 * n as f64).sqrt() / sd.max(1e-3);
    let sizes = Sorted::new(sizes);
    let quantiles = (1..100).filter_map(|percent| sizes.quantile(f64::from(percent) / 100.0)).collect();
    Some(SizeToday {
        accounts: n,
        arr,
        ln_mean: ln.mean_estimate()?,
        ln_sd: Estimate::symmetric(sd, Some(sd_error.min(1.0)), n),
        quantiles,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::{Purpose, Stream};
    use rand_distr::{Distribution, StandardNormal};

    /// 4,000 accounts of 12 × e^(5 + 0.8 N) dollars a year, invoices with noise of 0.5: mean and spread within 4 standard errors.
    #[test]
    fn sizes_are_found_under_noise() {
        let mut rng = Stream::new(3, Purpose::Parameters).rng(0, 0, 0);
        let mut normal = || -> f64 { StandardNormal.sample(&mut rng) };
        let n = 4_000;
        let revenue: Vec<f64> = (0..n)
            .flat_map(|_| {
                let size = 5.0 + 0.8 * normal();
                [0; 4].map(|_| (size + 0.5 * normal() - 0.125).exp())
            })
            .collect();
        let history = History { months: vec![String::new(); 4], revenue, ..History::default() };
        let accounts: Vec<u32> = (0..n).collect();
        let size = size_today(&history, &accounts, 0.25).unwrap();
        assert!((size.ln_mean.value - 12.0_f64.ln() - 5.0).abs() < 4.0 * size.ln_mean.standard_error.unwrap() + 0.01, "{size:?}");
        assert!((size.ln_sd.value - 0.8).abs() < 4.0 * size.ln_sd.standard_error.unwrap(), "{size:?}");
        assert!((size.quantiles[49] - size.ln_mean.value).abs() < 0.1 && size.quantiles.len() == 99);
        assert_eq!(size_today(&history, &accounts[..7], 0.25), None);
    }
}
