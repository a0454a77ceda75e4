//! The path that all accounts share: month effects of a two-way (account and month) fit of log revenue.

use super::Unidentified;
use super::account::{Account, Statistic};

/// Normal equations of ln rᵢₜ = αᵢ + γₜ + e by least squares, accounts eliminated: (diag(nₜ) − Σᵢ aᵢaᵢ′/nᵢ) γ = Σᵢ (xᵢₜ − x̄ᵢ), with aᵢ
/// the account's activity and nᵢ its active months. Unlike mean growth, γ does not move when accounts come and go, and an account that
/// skips months still tells of the months at both ends.
#[derive(Debug, Clone, Copy)]
pub(super) struct PathEquations {
    /// Months of the panel.
    pub months: usize,
}

impl PathEquations {
    fn triangle(&self) -> usize {
        self.months * (self.months + 1) / 2
    }
}

/// Position of (row, column), column ≤ row, in a packed lower triangle.
fn at(row: usize, column: usize) -> usize {
    row * (row + 1) / 2 + column
}

impl Statistic for PathEquations {
    fn width(&self) -> usize {
        self.triangle() + self.months
    }

    fn add(&self, account: &Account<'_>, sums: &mut [f64]) {
        let (matrix, right) = sums.split_at_mut(self.triangle());
        let active = account.active();
        let (mut n, mut sum) = (0.0, 0.0);
        active.clone().for_each(|(_, x)| {
            n += 1.0;
            sum += x;
        });
        if n < 2.0 {
            return;
        }
        let (share, mean) = (1.0 / n, sum / n);
        for (row, x) in active.clone() {
            let line = &mut matrix[at(row, 0)..at(row + 1, 0)];
            for (column, _) in active.clone().take_while(|(c, _)| *c <= row) {
                line[column] -= share;
            }
            line[row] += 1.0;
            right[row] += x - mean;
        }
    }
}

impl PathEquations {
    /// γ by month with γ₀ = 0, log points, by Cholesky's decomposition.
    pub(super) fn solve(&self, sums: &[f64]) -> Result<Vec<f64>, Unidentified> {
        let (matrix, right) = sums.split_at(self.triangle());
        let n = self.months.saturating_sub(1);
        if n == 0 {
            return Err(Unidentified::TooFewMonths { needed: 2, found: self.months as u64 });
        }
        let mut lower = vec![0.0; n * n];
        let mut path = vec![0.0; self.months];
        for i in 0..n {
            for j in 0..=i {
                let done: f64 = (0..j).map(|k| lower[i * n + k] * lower[j * n + k]).sum();
                let left = matrix[at(i + 1, j + 1)] - done;
                if i == j {
                    // A pivot lost to rounding: this month shares no account with those before.
                    if left <= 1e-9 * matrix[at(i + 1, i + 1)].max(1e-9) {
                        return Err(Unidentified::MonthsNotConnected);
                    }
                    lower[i * n + i] = left.sqrt();
                } else {
                    lower[i * n + j] = left / lower[j * n + j];
                }
            }
            let done: f64 = (0..i).map(|k| lower[i * n + k] * path[k + 1]).sum();
            path[i + 1] = (right[i + 1] - done) / lower[i * n + i];
        }
        for i in (0..n).rev() {
            let done: f64 = (i + 1..n).map(|k| lower[k * n + i] * path[k + 1]).sum();
            path[i + 1] = (path[i + 1] - done) / lower[i * n + i];
        }
        Ok(path)
    }
}
