//! Growth of the total of accounts that are there in both months.

use super::Finding;
use super::Unidentified;
use super::cells;
use super::finding::{Answer, mean, sd};
use super::sums::Sums;

/// ln(Σ rₘ / Σ rₘ₋₁) over accounts active in both months: what the total does when nobody comes or goes.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
pub struct SameAccountGrowth {
    /// By month, from the second month of the panel, log points.
    pub series: Vec<Finding>,
    /// Mean over months.
    pub mean: Finding,
    /// Standard deviation over months.
    pub sd: Finding,
}

/// From [`Cells`](super::cells::Cells).
pub(super) fn same_account_growth(sums: &Sums) -> SameAccountGrowth {
    let series = |s: &[f64]| -> Vec<Answer> {
        s.chunks(cells::PER_MONTH)
            .map(|c| if c[0] > 0.0 { Ok((c[4] / c[3]).ln()) } else { Err(Unidentified::TooFewAccounts { needed: 1, found: 0 }) })
            .collect()
    };
    let [mean, sd] = sums.find(|s| {
        let (mut n, mut sum, mut squares) = (0.0, 0.0, 0.0);
        for g in series(s).into_iter().flatten() {
            n += 1.0;
            sum += g;
            squares += g * g;
        }
        [mean(n, sum), sd(n, sum, squares)]
    });
    SameAccountGrowth { series: sums.find_each(series), mean, sd }
}
