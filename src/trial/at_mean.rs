//! Pay without luck: what a plan would cost if every reading were its mean over trials.
//!
//! Against the mean cost this is the Jensen gap; in the twin without any CSM it is the organic part of the windfall. Sums are
//! kept per group of trials, so that leaving out one group at a time gives jackknife standard errors. They are exact
//! ([`ExactSum`]): any partition of the trials gives the same.

use rayon::prelude::*;

use crate::measure::{Credit, Facts, Metric, Presence};
use crate::plan::{Ledger, Terms, pay};
use crate::stats::ExactSum;

use super::outcome::{ReadingSums, SUM_GROUPS};

/// Numbers kept per reading of a metric: its value, and where dollars are credited those before.
fn kept(metric: &Metric) -> usize {
    if metric.measures.iter().any(|measure| measure.has_credits()) { 2 } else { 1 }
}

/// Sums of readings by group of trials.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct AtMean {
    /// `SUM_GROUPS × length`; a trial's readings are those of both worlds, plan by plan.
    pub(crate) sums: Vec<ExactSum>,
    /// Trials in which the reading was defined, the same shape.
    pub(crate) counts: Vec<u32>,
    /// By group.
    pub(crate) trials: Vec<u32>,
    /// Seat-months with nobody there, by group.
    pub(crate) vacant: Vec<u64>,
}

/// One trial's part in the sums.
pub(crate) struct Lived<'a> {
    pub(crate) trial: u32,
    /// As [`flatten`] leaves them.
    pub(crate) readings: &'a [f64],
    pub(crate) vacant_months: u32,
}

/// Flattens one plan's readings behind those of the plans before it; undefined readings are NaN.
pub(crate) fn flatten(terms: &Terms, facts: &Facts, into: &mut Vec<f64>) {
    let periods = facts.periods.max(1);
    for (metric, rules) in terms.plan().metrics.iter().enumerate() {
        let values = facts.values_of(metric);
        if kept(rules) == 1 {
            into.extend_from_slice(values);
            continue;
        }
        for (seat, values) in values.chunks_exact(periods).enumerate() {
            let before = facts.credits_of(metric, seat).iter().map(|c| c.before).sum::<f64>() / periods as f64;
            into.extend(values.iter().flat_map(|value| [*value, before]));
        }
    }
}

/// Readings of one trial.
pub(crate) fn readings_of_trial(terms: &[Terms], twins: bool) -> usize {
    let of_plan = |t: &Terms| t.plan().metrics.iter().map(kept).sum::<usize>() * t.payees().len() * t.periods();
    let one: usize = terms.iter().map(of_plan).sum();
    if twins { 2 * one } else { one }
}

impl AtMean {
    /// Nothing added yet, for trials with `length` readings.
    pub(crate) fn new(length: usize) -> Self {
        Self {
            sums: vec![ExactSum::default(); SUM_GROUPS * length],
            counts: vec![0; SUM_GROUPS * length],
            trials: vec![0; SUM_GROUPS],
            vacant: vec![0; SUM_GROUPS],
        }
    }

    fn length(&self) -> usize {
        self.sums.len() / SUM_GROUPS
    }

    /// Adds trials, in any order.
    pub(crate) fn add(&mut self, lived: &[Lived<'_>]) {
        let length = self.length();
        for one in lived {
            let group = one.trial as usize % SUM_GROUPS;
            self.trials[group] += 1;
            self.vacant[group] += u64::from(one.vacant_months);
        }
        if length == 0 {
            return;
        }
        self.sums.par_chunks_mut(length).zip(self.counts.par_chunks_mut(length)).enumerate().for_each(|(group, (sums, counts))| {
            for one in lived.iter().filter(|one| one.trial as usize % SUM_GROUPS == group) {
                for ((sum, count), &x) in sums.iter_mut().zip(counts.iter_mut()).zip(one.readings) {
                    if x != 0.0 && !x.is_nan() {
                        sum.push(x);
                    }
                    *count += u32::from(!x.is_nan());
                }
            }
        });
    }

    /// Adds what other trials left.
    pub(crate) fn merge(&mut self, other: &Self) {
        self.sums.iter_mut().zip(&other.sums).for_each(|(sum, x)| sum.add(*x));
        self.counts.iter_mut().zip(&other.counts).for_each(|(count, n)| *count += n);
        self.trials.iter_mut().zip(&other.trials).for_each(|(trials, n)| *trials += n);
        self.vacant.iter_mut().zip(&other.vacant).for_each(|(vacant, n)| *vacant += n);
    }

    /// Pays every plan on mean readings, of all trials and leaving out one group at a time; `twins` as when it was begun.
    pub(crate) fn finish(&self, terms: &[Terms], twins: bool) -> ReadingSums {
        let mut out = ReadingSums::default();
        for without in std::iter::once(None).chain((0..SUM_GROUPS).map(Some)) {
            let costs = self.costs(terms, twins, without);
            let (with, no_csm) = costs.split_at(terms.len());
            if without.is_none() {
                out.cost_at_mean = with.to_vec();
                out.no_csm_at_mean = no_csm.to_vec();
            } else {
                out.cost_at_mean_without.extend(with);
                out.no_csm_at_mean_without.extend(no_csm);
            }
        }
        out.cost_at_mean_without = by_plan(&out.cost_at_mean_without, terms.len());
        out.no_csm_at_mean_without = by_plan(&out.no_csm_at_mean_without, terms.len());
        out
    }

    fn costs(&self, terms: &[Terms], twins: bool, without: Option<usize>) -> Vec<f64> {
        let groups: Vec<usize> = (0..SUM_GROUPS).filter(|g| Some(*g) != without).collect();
        let (vacant, n) = groups.iter().fold((0, 0), |(s, n), &g| (s + self.vacant[g], n + u64::from(self.trials[g])));
        let mut at = 0;
        let mut costs = Vec::new();
        for _ in 0..if twins { 2 } else { 1 } {
            for t in terms {
                let seat_months = n * t.payees().len() as u64 * u64::from(t.months());
                let share = if seat_months == 0 { 1.0 } else { 1.0 - vacant as f64 / seat_months as f64 };
                let facts = self.mean_facts(t, &groups, &mut at);
                let presence = Presence::settled(t.payees().len(), usize::from(t.months()));
                let mut ledger = Ledger::default();
                pay(t, &facts, &presence, &mut ledger);
                costs.push(ledger.total().dollars() * share);
            }
        }
        costs
    }

    fn mean_facts(&self, terms: &Terms, groups: &[usize], at: &mut usize) -> Facts {
        let plan = terms.plan();
        let mut facts = Facts::default();
        facts.reset(plan.metrics.len(), terms.payees().len(), terms.periods());
        for metric in 0..facts.metrics {
            let kept = kept(&plan.metrics[metric]);
            for seat in 0..facts.seats {
                for period in 0..facts.periods {
                    let mean = |k: usize| {
                        let (mut sum, mut count) = (ExactSum::default(), 0);
                        for group in groups {
                            let i = group * self.length() + *at + k;
                            sum.add(self.sums[i]);
                            count += self.counts[i];
                        }
                        (count > 0).then(|| sum.value() / f64::from(count))
                    };
                    let (value, before) = (mean(0), if kept > 1 { mean(1) } else { None });
                    *at += kept;
                    facts.change(metric, seat, period, |reading| reading.value = value);
                    if let Some(dollars) = value.filter(|_| kept > 1) {
                        facts.credits.push(Credit::at_period_end(metric, seat, period, plan.cadence, dollars, before.unwrap_or(0.0)));
                    }
                }
            }
        }
        facts
    }
}

/// From replicate-major to plan-major.
fn by_plan(values: &[f64], plans: usize) -> Vec<f64> {
    (0..plans).flat_map(|p| values.iter().skip(p).step_by(plans.max(1)).copied()).collect()
}
