//! A revenue panel's growth, retention, activity and size, each number with its standard error.

use super::UsageSettings;
use super::activity::{ActivityTransitions, Steps, activity_transitions};
use super::common::{CommonPath, common_path};
use super::components::Components;
use super::concentration::concentration;
use super::groups::Groups;
use super::growth_fit::{self, GrowthFit, fit_growth, parts};
use super::jumps::{self, Jumps};
use super::parameters::{Parameters, Parts};
use super::quarters::quarterly_blocks;
use super::retention::{Kept, RetentionAt, retention};
use super::seasonality::{Seasonality, seasonality};
use super::size::{AccountSize, Sizes, account_size};
use super::sums::add_up;
use super::totals::{ByMonth, MonthlyTotals, monthly_totals};
use super::trend::{AccountTrend, Slopes, account_trend};
use crate::cohort::History;

/// What a usage panel says.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
pub struct UsageFit {
    /// Accounts fitted.
    pub accounts: u64,
    /// Months of the panel.
    pub months: u64,
    /// Groups of accounts that were resampled; as many as accounts in small panels.
    pub groups: u64,
    /// Resamples behind the standard errors.
    pub resamples: u64,
    /// What a simulated market needs, net of noise.
    pub parameters: Parameters,
    /// Growth by month.
    pub monthly: GrowthFit,
    /// Growth by blocks of three months from the first.
    pub quarterly: GrowthFit,
    /// Trends of accounts.
    pub account_trend: AccountTrend,
    /// The path that all accounts share.
    pub common: CommonPath,
    /// Effects of the calendar month.
    pub seasonality: Seasonality,
    /// Expansions and contractions net of noise.
    pub jumps: Jumps,
    /// Retention by horizon.
    pub retention: Vec<RetentionAt>,
    /// From active to inactive and back.
    pub activity: ActivityTransitions,
    /// Size of accounts.
    pub size: AccountSize,
    /// The whole book by month.
    pub totals: MonthlyTotals,
}

/// The fit of one segment.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
pub struct SegmentFit {
    /// Name of the segment in the file.
    pub segment: String,
    /// Its fit.
    pub fit: UsageFit,
}

/// Fits the panel, or those accounts of it whose indices are given. Months at or below zero revenue are inactive.
///
/// Every number is a function of sums over accounts (or of their ranks), so that resampling whole accounts costs additions. Errors do not
/// depend on the number of threads. A number that the panel cannot give says why; nothing fails.
#[must_use]
pub fn fit_usage(history: &History, accounts: Option<&[u32]>, settings: &UsageSettings) -> UsageFit {
    let everyone: Vec<u32>;
    let accounts = match accounts {
        Some(accounts) => accounts,
        None => {
            everyone = (0..history.accounts.len() as u32).collect();
            &everyone
        }
    };
    let months = history.months.len();
    let groups = Groups::deal(accounts, growth_fit::width(months, settings), settings);
    let times: Vec<Vec<u16>> = (0..settings.resamples).map(|draw| groups.resample(draw, settings.seed)).collect();

    let growth = fit_growth(history, accounts, &groups, &times, settings);
    let slopes = Slopes { least_months: settings.trend_months };
    let kept = Kept { horizons: settings.horizons.iter().copied().filter(|h| *h < months).collect() };
    let components = Components::of(&growth.differences, &growth.difference_sums, settings.pairs_per_lag);
    let characteristic = components.clone().and_then(|c| {
        let statistic = jumps::statistic(&growth.differences, &growth.difference_sums, settings.pairs_per_lag)?;
        Ok((c, statistic))
    });
    let by_month = ByMonth { months };
    let mut statistics: Vec<&dyn super::account::Statistic> = vec![&slopes, &kept, &Steps, &Sizes, &by_month];
    if let Ok((_, statistic)) = &characteristic {
        statistics.push(statistic);
    }
    let [slope_sums, kept_sums, step_sums, size_sums, month_sums, jump_sums] = parts(add_up(history, &groups, &times, &statistics));

    let common = common_path(&growth.equations, &growth.path_sums, settings);
    let jumps = match &characteristic {
        Ok((c, statistic)) => jumps::jumps(statistic, &jump_sums, c, &growth.differences, &growth.difference_sums),
        Err(reason) => jumps::unknown(*reason, times.len()),
    };
    let parameters = Parts {
        differences: &growth.differences,
        difference_sums: &growth.difference_sums,
        components: &components,
        sizes: &size_sums,
        common: &common,
        jumps: &jumps,
    }
    .parameters();
    UsageFit {
        accounts: accounts.len() as u64,
        months: months as u64,
        groups: groups.len() as u64,
        resamples: u64::from(settings.resamples),
        parameters,
        quarterly: quarterly(history, accounts, settings),
        account_trend: account_trend(&slopes, &slope_sums),
        seasonality: seasonality(&history.months, &common.fit.level),
        common: common.fit,
        jumps: jumps.fit,
        retention: retention(&kept, &kept_sums),
        activity: activity_transitions(&step_sums),
        size: account_size(&size_sums, concentration(history, &groups, &times)),
        totals: monthly_totals(&month_sums),
        monthly: growth.fit,
    }
}

/// Growth of three-month blocks.
fn quarterly(history: &History, accounts: &[u32], settings: &UsageSettings) -> GrowthFit {
    let quarters = quarterly_blocks(history, accounts);
    let all: Vec<u32> = (0..accounts.len() as u32).collect();
    let groups = Groups::deal(&all, growth_fit::width(quarters.months.len(), settings), settings);
    let times: Vec<Vec<u16>> = (0..settings.resamples).map(|draw| groups.resample(draw, settings.seed)).collect();
    fit_growth(&quarters, &all, &groups, &times, settings).fit
}

/// Fits every segment of the panel by itself, in the order of [`History::segments`].
#[must_use]
pub fn fit_segments(history: &History, settings: &UsageSettings) -> Vec<SegmentFit> {
    let of = |segment: usize| -> Vec<u32> {
        let accounts = history.segment.iter().enumerate();
        accounts.filter(|(_, s)| usize::from(**s) == segment).map(|(account, _)| account as u32).collect()
    };
    let fit = |(i, name): (usize, &String)| SegmentFit { segment: name.clone(), fit: fit_usage(history, Some(&of(i)), settings) };
    history.segments.iter().enumerate().map(fit).collect()
}
