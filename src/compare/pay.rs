//! What a CSM gets: level, luck, inequality, and how often too little.

use super::columns::{Column, Columns, Pays, by_row, defined, of_plan};
use super::summarise::Table;
use super::{base_pay, target_pay};
use crate::scenario::Scenario;
use crate::stats::{Estimate, Moments, estimate_from_influence, gini, mean, sd_influence, share_of_means};
use crate::trial::RunResult;

pub(super) fn add(table: &mut Table, scenario: &Scenario, result: &RunResult, columns: &Columns, p: usize) {
    let column = &columns.own;
    let pays = Pays::published(&result.base, p);
    let promises = Promises::new(scenario, p);
    let seats = result.base.seats as f64;
    let variances = column.split.variances();
    table.put("pay_per_csm", "mean", mean(&column.cost).filter(|_| seats > 0.0).map(|e| e.scaled(1.0 / seats)));
    table.put("pay_per_csm", "sd_within", column.split.sd_within());
    table.put("pay_per_csm", "var_within", variances.within);
    table.put("pay_per_csm", "var_between", variances.between);
    table.put("pay_per_csm", "sd_between", column.split.sd_between());
    let same_book = same_book_variance(result, p);
    let (root, variance) = same_book.unzip();
    table.put("pay_per_csm", "sd_within_same_book", root);
    table.put("pay_per_csm", "var_within_same_book", variance);
    table.put("pay_per_csm", "cv", variation(column, seats));
    table.put("pay_per_csm", "gini", inequality(pays));
    let [nothing, below_half, below_90] = promises.shares_short(pays);
    table.put("pay_per_csm", "p_zero", nothing);
    table.put("pay_per_csm", "p_below_half", below_half);
    table.put("pay_per_csm", "p_below_90_ote", below_90);

    let neutral = columns.neutral.as_ref().zip(pays.scaled(scenario, result));
    table.put("pay_per_csm_neutral", "sd_within", neutral.as_ref().and_then(|(c, _)| c.split.sd_within()));
    let [nothing, below_half, _] = neutral.as_ref().map_or([None; 3], |(_, n)| promises.shares_short(*n));
    table.put("pay_per_csm_neutral", "p_zero", nothing);
    table.put("pay_per_csm_neutral", "p_below_half", below_half);

    reach(table, result, p);
}

/// What each seat is promised under one plan, \[$\].
struct Promises {
    target: Vec<f64>,
    base: Vec<f64>,
}

impl Promises {
    fn new(scenario: &Scenario, p: usize) -> Self {
        let plan = &scenario.plans[p];
        Self {
            target: scenario.roster.iter().map(|s| target_pay(scenario, plan, s)).collect(),
            base: scenario.roster.iter().map(|s| base_pay(scenario, plan, s)).collect(),
        }
    }

    /// Shares of CSM-years in which somebody is paid nothing; less than half of target, among seats that have one; less than 90 % of on-target
    /// earnings, base and variable pay together. People of one trial share their luck: errors are by trial.
    fn shares_short(&self, pays: Pays<'_>) -> [Option<Estimate>; 3] {
        // nobody is below a limit that is no number
        let limit = |share: f64, of: f64| if of > 0.0 { share * of } else { f64::NAN };
        let limits: Vec<[f64; 2]> =
            self.target.iter().zip(&self.base).map(|(target, base)| [limit(0.5, *target), limit(0.9, base + target)]).collect();
        let having = |k: usize| limits.iter().filter(|limits| !limits[k].is_nan()).count();
        let people = [limits.len(), having(0), having(1)];
        let of_trial = |pays: &[f64]| {
            let mut short = [0_u32; 3];
            for ((&pay, base), [half, ote]) in pays.iter().zip(&self.base).zip(&limits) {
                let is = [pay <= 0.0, pay < *half, base + pay < *ote];
                short.iter_mut().zip(is).for_each(|(short, is)| *short += u32::from(is));
            }
            short
        };
        let short: Vec<[u32; 3]> = pays.by_trial(of_trial).collect();
        let share = |k: usize| share_of_means(short.iter().map(|short| f64::from(short[k]) / people[k] as f64));
        [0, 1, 2].map(|k| if people[k] == 0 { None } else { share(k) })
    }
}

/// sd within ÷ mean pay, with the covariance of the two.
fn variation(column: &Column, seats: f64) -> Option<Estimate> {
    let sd = column.split.sd_within()?.value;
    let mean = Moments::of(&column.cost).mean()? / seats;
    if mean <= 0.0 {
        return None;
    }
    let influences = column.split.sd_within_influence()?;
    let moved = influences.iter().zip(&column.cost).map(|(i, cost)| i / mean - sd * (cost / seats - mean) / (mean * mean));
    Some(estimate_from_influence(sd / mean, moved))
}

/// Gini of the CSMs' pay within a year, mean over the years in which it is defined (somebody was paid, nobody owed).
fn inequality(pays: Pays<'_>) -> Option<Estimate> {
    pays.by_trial(gini).flatten().collect::<Moments>().mean_estimate()
}

/// sd and variance of a CSM's pay with the book held fixed: half the mean squared difference of pairs of trials with the same books.
fn same_book_variance(result: &RunResult, p: usize) -> Option<(Estimate, Estimate)> {
    let (plans, seats) = (result.base.plans, result.base.seats);
    let pays = result.same_book_pay.picked(plans * seats * 2, p * seats * 2, seats * 2);
    let pairs = pays.len() / (seats * 2).max(1);
    let of_pair =
        |pays: &[i64]| pays.chunks_exact(2).map(|ab| (ab[0] - ab[1]) as f64 / 100.0).map(|d| d * d / 2.0).sum::<f64>() / seats as f64;
    let of_pair: Vec<f64> = by_row(pays, seats * 2, of_pair).take(pairs).collect();
    let variance = mean(&of_pair)?;
    let sd = variance.value.sqrt();
    Some((estimate_from_influence(sd, of_pair.iter().map(|s| sd_influence(*s, sd))), variance))
}

fn reach(table: &mut Table, result: &RunResult, p: usize) {
    let plans = result.base.plans;
    for (level, name) in ["threshold", "target", "excellence"].into_iter().enumerate() {
        let shares: Vec<f64> = of_plan(&result.base.reach, plans * 3, p * 3 + level).into_iter().map(f64::from).collect();
        table.put("reach", name, share_of_means(defined(&shares)));
    }
}
