//! One-way random effects of log growth: how much of its variance accounts have to themselves, and how much a month gives to all.

use super::Finding;
use super::Unidentified;
use super::account::{Account, Statistic};
use super::cells;
use super::finding::Answer;
use super::sums::Sums;

/// Variance components of log growth by the method of moments of an unbalanced one-way layout:
/// var_between = max(0, (MSB − MSW)/n₀) with n₀ = (N − Σ n_g²/N)/(G − 1).
///
/// The account effect is 0 in most panels, because transitory noise makes growth negatively autocorrelated; the between-account trend
/// is better read from [`AccountTrend`](super::AccountTrend).
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
pub struct RandomEffects {
    /// Groups: accounts or months that have any growth.
    pub groups: u64,
    /// Mean square between groups.
    pub mean_square_between: Finding,
    /// Mean square within groups.
    pub mean_square_within: Finding,
    /// Effective size n₀ of a group.
    pub group_size: Finding,
    /// (MSB − MSW)/n₀ before it is cut at 0.
    pub variance_between_raw: Finding,
    /// Standard deviation between groups, log points.
    pub sd_between: Finding,
    /// Standard deviation within groups, log points.
    pub sd_within: Finding,
    /// var_between / (var_between + MSW).
    pub share: Finding,
    /// Share of the sum of squares between groups.
    pub r_squared: Finding,
    /// The same, adjusted for degrees of freedom.
    pub adjusted_r_squared: Finding,
}

/// What a one-way layout is computed from.
struct Layout {
    n: f64,
    sum: f64,
    squares: f64,
    groups: f64,
    /// Σ of (group sum)²/(group size).
    between: f64,
    /// Σ of (group size)².
    sizes: f64,
}

impl Layout {
    fn solve(&self) -> [Answer; 9] {
        let (n, groups) = (self.n, self.groups);
        if groups < 2.0 || n <= groups {
            return [Err(Unidentified::TooFewValues { needed: 3, found: n as u64 }); 9];
        }
        let centre = self.sum * self.sum / n;
        let all = self.squares - centre;
        let between = self.between - centre;
        let msb = between / (groups - 1.0);
        let msw = (self.squares - self.between) / (n - groups);
        let n0 = (n - self.sizes / n) / (groups - 1.0);
        let raw = (msb - msw) / n0;
        let variance = raw.max(0.0);
        let share = if variance + msw > 0.0 { Ok(variance / (variance + msw)) } else { Err(Unidentified::NoVariation) };
        let r2 = if all > 0.0 { Ok(between / all) } else { Err(Unidentified::NoVariation) };
        let adjusted = r2.map(|r| 1.0 - (1.0 - r) * (n - 1.0) / (n - groups));
        [Ok(msb), Ok(msw), Ok(n0), Ok(raw), Ok(variance.sqrt()), Ok(msw.max(0.0).sqrt()), share, r2, adjusted]
    }
}

/// Sums for the account effect: N, Σ g, Σ g², accounts with growth, Σ (Σ g)²/n, Σ n².
#[derive(Debug, Clone, Copy)]
pub(super) struct ByAccount;

impl Statistic for ByAccount {
    fn width(&self) -> usize {
        6
    }

    fn add(&self, account: &Account<'_>, sums: &mut [f64]) {
        let (mut n, mut sum, mut squares) = (0.0, 0.0, 0.0);
        for g in (1..account.ln.len()).filter_map(|m| account.growth(m)) {
            n += 1.0;
            sum += g;
            squares += g * g;
        }
        if n > 0.0 {
            sums.iter_mut().zip([n, sum, squares, 1.0, sum * sum / n, n * n]).for_each(|(s, x)| *s += x);
        }
    }
}

/// Effect of the account, from [`ByAccount`].
pub(super) fn account_effect(sums: &Sums) -> RandomEffects {
    let layout = |s: &[f64]| Layout { n: s[0], sum: s[1], squares: s[2], groups: s[3], between: s[4], sizes: s[5] };
    describe(sums, layout)
}

/// Effect of the month, from [`Cells`](super::cells::Cells).
pub(super) fn month_effect(sums: &Sums) -> RandomEffects {
    describe(sums, |s| {
        let [n, sum, squares, ..] = cells::total(s);
        let filled = || s.chunks(cells::PER_MONTH).filter(|c| c[0] > 0.0);
        let between = filled().map(|c| c[1] * c[1] / c[0]).sum();
        Layout { n, sum, squares, groups: filled().count() as f64, between, sizes: filled().map(|c| c[0] * c[0]).sum() }
    })
}

fn describe(sums: &Sums, layout: impl Fn(&[f64]) -> Layout) -> RandomEffects {
    let groups = layout(&sums.whole).groups as u64;
    let [msb, msw, n0, raw, sd_between, sd_within, share, r2, adjusted] = sums.find(|s| layout(s).solve());
    RandomEffects {
        groups,
        mean_square_between: msb,
        mean_square_within: msw,
        group_size: n0,
        variance_between_raw: raw,
        sd_between,
        sd_within,
        share,
        r_squared: r2,
        adjusted_r_squared: adjusted,
    }
}
