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
    table.put("pay_per_csm", "p_zero", promises.share(pays, |_| true, |_, pay| pay <= 0.0));
    table.put("pay_per_csm", "p_below_half", promises.below_half(pays));
    table.put("pay_per_csm", "p_below_90_ote", promises.below_90_ote(pays));

    let neutral = columns.neutral.as_ref().zip(pays.scaled(scenario, result));
    table.put("pay_per_csm_neutral", "sd_within", neutral.as_ref().and_then(|(c, _)| c.split.sd_within()));
    table.put("pay_per_csm_neutral", "p_zero", neutral.as_ref().and_then(|(_, n)| promises.share(*n, |_| true, |_, pay| pay <= 0.0)));
    table.put("pay_per_csm_neutral", "p_below_half", neutral.as_ref().and_then(|(_, n)| promises.below_half(*n)));

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

    /// Share of CSM-years below half of target, among seats that have one.
    fn below_half(&self, pays: Pays<'_>) -> Option<Estimate> {
        self.share(pays, |j| self.target[j] > 0.0, |j, pay| pay < 0.5 * self.target[j])
    }

    /// Share of CSM-years whose base and variable pay together are below 90 % of on-target earnings.
    fn below_90_ote(&self, pays: Pays<'_>) -> Option<Estimate> {
        let ote = |j: usize| self.base[j] + self.target[j];
        self.share(pays, |j| ote(j) > 0.0, |j, pay| self.base[j] + pay < 0.9 * ote(j))
    }

    /// Share of CSM-years, among the seats that `counts`, for which `holds`. People of one trial share their luck: errors are by trial.
    fn share(&self, pays: Pays<'_>, counts: impl Fn(usize) -> bool, holds: impl Fn(usize, f64) -> bool) -> Option<Estimate> {
        let counted: Vec<bool> = (0..self.target.len()).map(counts).collect();
        let people = counted.iter().filter(|c| **c).count();
        if people == 0 {
            return None;
        }
        share_of_means(pays.by_trial(|pays| {
            let hits = pays.iter().enumerate().filter(|(j, pay)| counted[*j] && holds(*j, **pay)).count();
            hits as f64 / people as f64
        }))
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
