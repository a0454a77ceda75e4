//! Everything that is said of growth at one time scale: months, or blocks of three months.

use super::autocorrelation::{Autocorrelation, LaggedPairs, autocorrelation};
use super::cells::Cells;
use super::effects::{ByAccount, RandomEffects, account_effect, month_effect};
use super::groups::Groups;
use super::level_ar1::{LevelAr1, Residuals, level_ar1};
use super::path::PathEquations;
use super::quantiles::{Cuts, SortedGrowth};
use super::summary::{GrowthSummary, QUANTILES, growth_summary};
use super::sums::{Sums, add_up};
use super::thresholds::{Counted, ThresholdEvents, threshold_events};
use super::variogram::{Differences, PermanentTransitory, VariogramPoint, variogram};
use super::{UsageSettings, same_account};
use crate::cohort::History;

/// Growth at one time scale.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
pub struct GrowthFit {
    /// Moments and quantiles.
    pub summary: GrowthSummary,
    /// Effect of the account.
    pub account_effect: RandomEffects,
    /// Effect of the month (or block).
    pub month_effect: RandomEffects,
    /// Whether growth comes back.
    pub autocorrelation: Autocorrelation,
    /// Variance of differences by lag.
    pub variogram: Vec<VariogramPoint>,
    /// Line through it.
    pub permanent_transitory: PermanentTransitory,
    /// Autoregression of log level.
    pub level_ar1: LevelAr1,
    /// Growth of accounts that are there in both months.
    pub same_account: same_account::SameAccountGrowth,
    /// Threshold events upwards.
    pub expansions: Vec<ThresholdEvents>,
    /// Threshold events downwards.
    pub contractions: Vec<ThresholdEvents>,
}

/// The fit, with the sums that structural parameters are read from.
pub(super) struct GrowthSums {
    pub fit: GrowthFit,
    pub differences: Differences,
    pub difference_sums: Sums,
    pub equations: PathEquations,
    pub path_sums: Sums,
}

/// How many sums a group keeps at most.
pub(super) fn width(months: usize, settings: &UsageSettings) -> usize {
    use super::account::Statistic;
    PathEquations { months }.width() + Differences::of(months, settings.longest_lag).width() + 16 * months
}

pub(super) fn fit_growth(history: &History, accounts: &[u32], groups: &Groups, times: &[Vec<u16>], settings: &UsageSettings) -> GrowthSums {
    let months = history.months.len();
    let (cells, pairs) = (Cells { months }, LaggedPairs { months });
    let differences = Differences::of(months, settings.longest_lag);
    let equations = PathEquations { months };
    let counted = Counted { thresholds: &settings.thresholds };
    let first = add_up(history, groups, times, &[&cells, &ByAccount, &pairs, &differences, &equations, &counted]);
    let [cell_sums, account_sums, pair_sums, difference_sums, path_sums, event_sums] = parts(first);

    let path = equations.solve(&path_sums.whole);
    let known = path.as_ref().map(|_| ()).map_err(|reason| *reason);
    let residuals = Residuals { path: path.ok() };
    let growth = SortedGrowth::of(history, accounts);
    let cuts = Cuts::of(&growth, QUANTILES.into_iter().chain(counted.medians()).collect());
    let [residual_sums, cut_sums] = parts(add_up(history, groups, times, &[&residuals, &cuts]));

    let quantiles = cuts.find(&cut_sums);
    let (expansions, contractions) = threshold_events(&counted, &event_sums, &quantiles[QUANTILES.len()..]);
    let (points, permanent_transitory) = variogram(&differences, &difference_sums, settings.pairs_per_lag);
    let fit = GrowthFit {
        summary: growth_summary(&cell_sums, std::array::from_fn(|i| quantiles[i])),
        account_effect: account_effect(&account_sums),
        month_effect: month_effect(&cell_sums),
        autocorrelation: autocorrelation(&pairs, &pair_sums, &cell_sums),
        variogram: points,
        permanent_transitory,
        level_ar1: level_ar1(&residual_sums, known),
        same_account: same_account::same_account_growth(&cell_sums),
        expansions,
        contractions,
    };
    GrowthSums { fit, differences, difference_sums, equations, path_sums }
}

/// One [`Sums`] per statistic, by name.
pub(super) fn parts<const N: usize>(sums: Vec<Sums>) -> [Sums; N] {
    let mut sums = sums.into_iter();
    std::array::from_fn(|_| sums.next().unwrap_or(Sums { whole: Vec::new(), draws: Vec::new() }))
}
