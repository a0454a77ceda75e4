//! Churn per account-month: one constant rate, and rates by tenure band.
//!
//! `hazard = d / Σ n_t`, standard error `√d / Σ n_t`; the 95 % interval is the exact one of a Poisson count (Garwood 1936):
//! `χ²(0.025; 2d)/2E` to `χ²(0.975; 2d + 2)/2E`. It is also the exponential model's rate under the exact-time likelihood.

use serde::Serialize;
use statrs::distribution::{ChiSquared, ContinuousCDF};

use super::life_table::LifeTable;
use super::unfit::Unfit;
use crate::stats::Estimate;

/// Churn in a band of tenure, `(after, up_to]`.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct HazardBand {
    /// Months of tenure before the band.
    pub after: u32,
    /// Last tenure month in it; `None` for the rest.
    pub up_to: Option<u32>,
    /// Accounts that left in it.
    pub churned: u64,
    /// Account-months observed in it.
    pub exposure: u64,
    /// Churn per account-month; `n` counts account-months.
    pub hazard: Result<Estimate, Unfit>,
}

/// Bands of tenure used unless said otherwise, months: within half a year, a year, two, three, four, five, beyond.
pub const BAND_EDGES: [u32; 6] = [6, 12, 24, 36, 48, 60];

/// One constant rate for all months; `n` of the estimate counts account-months. Without churn it is 0 with the upper end of its interval, and no standard error.
///
/// # Errors
/// [`Unfit::NoAccounts`] if no account-month was observed.
pub fn constant_hazard(table: &LifeTable) -> Result<Estimate, Unfit> {
    rate(table.churned, table.exposure()).ok_or(Unfit::NoAccounts)
}

/// Rates between the edges (increasing, months) and beyond the last.
#[must_use]
pub fn hazard_bands(table: &LifeTable, edges: &[u32]) -> Vec<HazardBand> {
    let starts = std::iter::once(0).chain(edges.iter().copied());
    let ends = edges.iter().copied().map(Some).chain([None]);
    starts
        .zip(ends)
        .map(|(after, up_to)| {
            let inside = table.months.iter().filter(|m| m.month > after && up_to.is_none_or(|end| m.month <= end));
            let (churned, exposure) = inside.fold((0, 0), |(d, e), m| (d + m.churned, e + m.at_risk));
            let nobody = || Unfit::NotObserved { what: format!("in tenure months after {after}") };
            HazardBand { after, up_to, churned, exposure, hazard: rate(churned, exposure).ok_or_else(nobody) }
        })
        .collect()
}

/// Events per unit of exposure; `None` without exposure.
pub(super) fn rate(events: u64, exposure: u64) -> Option<Estimate> {
    if exposure == 0 {
        return None;
    }
    let (d, e) = (events as f64, exposure as f64);
    let quantile = |freedom: f64, p: f64| ChiSquared::new(freedom).ok().map(|law| law.inverse_cdf(p) / 2.0 / e);
    Some(Estimate {
        value: d / e,
        standard_error: (events > 0).then(|| d.sqrt() / e),
        low: if events == 0 { Some(0.0) } else { quantile(2.0 * d, 0.025) },
        high: quantile(2.0 * d + 2.0, 0.975),
        n: exposure,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Exact Poisson limits of Garwood's table: 10 events 4.795389 to 18.390356, none 0 to 3.688879.
    #[test]
    fn intervals_are_those_of_a_poisson_count() {
        let ten = rate(10, 1).unwrap();
        assert!((ten.low.unwrap() - 4.795_389).abs() < 1e-5 && (ten.high.unwrap() - 18.390_356).abs() < 1e-5, "{ten:?}");
        let none = rate(0, 1).unwrap();
        assert_eq!((none.value, none.standard_error, none.low), (0.0, None, Some(0.0)));
        assert!((none.high.unwrap() - 3.688_879).abs() < 1e-5, "{none:?}");
        assert_eq!(rate(3, 0), None);
    }
}
