//! First-order autoregression of log level around the account's mean and the common path.

use super::Finding;
use super::Unidentified;
use super::account::{Account, Statistic};
use super::finding::{Answer, ratio, sd_ml};
use super::sums::Sums;

/// e = ln rᵢₜ − αᵢ − γₜ, residual of the two-way fit; φ = Σ eₜ₋₁eₜ / Σ eₜ₋₁² over months in a row.
///
/// φ is biased towards −1/(active months) by the fitted means: in short panels it describes them and nothing else. Standard errors hold
/// the common path fixed.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
pub struct LevelAr1 {
    /// Pairs of months in a row.
    pub pairs: u64,
    /// φ.
    pub phi: Finding,
    /// Standard deviation of eₜ − φ eₜ₋₁ (dividing by n), log points.
    pub sd_innovation: Finding,
    /// Standard deviation of e over all active months (dividing by n), log points.
    pub sd_residual: Finding,
}

/// Sums over pairs (n, Σa, Σb, Σa², Σb², Σab) and months (n, Σe, Σe²).
#[derive(Debug, Clone)]
pub(super) struct Residuals {
    /// γ by month, or nothing if it could not be had.
    pub path: Option<Vec<f64>>,
}

impl Statistic for Residuals {
    fn width(&self) -> usize {
        9
    }

    fn add(&self, account: &Account<'_>, sums: &mut [f64]) {
        let Some(path) = &self.path else { return };
        let residuals = || account.active().map(|(m, x)| (m, x - path[m]));
        let (n, sum) = residuals().fold((0.0, 0.0), |(n, sum), (_, x)| (n + 1.0, sum + x));
        let mean = sum / n;
        let mut before: Option<(usize, f64)> = None;
        for (month, x) in residuals() {
            let e = x - mean;
            if let Some((m, a)) = before
                && m + 1 == month
            {
                sums.iter_mut().zip([1.0, a, e, a * a, e * e, a * e]).for_each(|(s, v)| *s += v);
            }
            sums[6..].iter_mut().zip([1.0, e, e * e]).for_each(|(s, v)| *s += v);
            before = Some((month, e));
        }
    }
}

/// From [`Residuals`]; unknown without a path.
pub(super) fn level_ar1(sums: &Sums, path: Result<(), Unidentified>) -> LevelAr1 {
    let read = |s: &[f64]| -> [Answer; 3] {
        if let Err(reason) = path {
            return [Err(reason); 3];
        }
        if s[0] < 2.0 {
            return [Err(Unidentified::TooFewValues { needed: 2, found: s[0] as u64 }); 3];
        }
        let phi = ratio(s[5], s[3]).map_err(|_| Unidentified::NoVariation);
        let innovation = phi.and_then(|p| sd_ml(s[0], s[2] - p * s[1], s[4] - 2.0 * p * s[5] + p * p * s[3]));
        [phi, innovation, sd_ml(s[6], s[7], s[8])]
    };
    let [phi, sd_innovation, sd_residual] = sums.find(read);
    LevelAr1 { pairs: sums.whole[0] as u64, phi, sd_innovation, sd_residual }
}
