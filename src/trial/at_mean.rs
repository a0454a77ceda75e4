//! Pay without luck: what a plan would cost if every reading were its mean over trials.
//!
//! Against the mean cost this is the Jensen gap; in the twin without any CSM it is the organic part of the windfall. Sums are
//! kept per group of trials, so that leaving out one group at a time gives jackknife standard errors.

use crate::measure::{Credit, Facts, Presence};
use crate::plan::{Ledger, Terms, pay};

use super::outcome::{ReadingSums, SUM_GROUPS};

/// Numbers kept per reading: value, and dollars before for credits.
const KEPT: usize = 2;

/// Sums of readings by group of trials.
#[derive(Debug, Clone)]
pub(crate) struct AtMean {
    /// Readings of one trial, both worlds.
    length: usize,
    /// Twins exist.
    twins: bool,
    trials: usize,
    /// `SUM_GROUPS × length`.
    sums: Vec<f64>,
    counts: Vec<u32>,
    /// Share of seat-months with somebody there: sum and count by group.
    present: Vec<(f64, u32)>,
}

/// Flattens one plan's readings behind those of the plans before it; undefined readings are NaN.
pub(crate) fn flatten(facts: &Facts, into: &mut Vec<f64>) {
    for metric in 0..facts.metrics {
        for seat in 0..facts.seats {
            let credits = facts.credits_of(metric, seat);
            let months = credits.iter().map(|c| c.before).sum::<f64>() / facts.periods.max(1) as f64;
            for period in 0..facts.periods {
                into.push(facts.reading(metric, seat, period).value.unwrap_or(f64::NAN));
                into.push(months);
            }
        }
    }
}

impl AtMean {
    /// For plans bound to `terms`.
    pub(crate) fn new(terms: &[Terms], twins: bool) -> Self {
        let one: usize = terms.iter().map(|t| KEPT * t.plan().metrics.len() * t.payees().len() * t.periods()).sum();
        let length = if twins { 2 * one } else { one };
        Self {
            length,
            twins,
            trials: 0,
            sums: vec![0.0; SUM_GROUPS * length],
            counts: vec![0; SUM_GROUPS * length],
            present: vec![(0.0, 0); SUM_GROUPS],
        }
    }

    /// Adds trials in order: `readings` holds `length` numbers each, `vacant` their share of vacant seat-months.
    pub(crate) fn add(&mut self, readings: &[f64], vacant: &[f64]) {
        for (trial, &vacant) in readings.chunks_exact(self.length.max(1)).zip(vacant) {
            let group = self.trials % SUM_GROUPS;
            self.trials += 1;
            let from = group * self.length;
            for (i, &x) in trial.iter().enumerate() {
                if !x.is_nan() {
                    self.sums[from + i] += x;
                    self.counts[from + i] += 1;
                }
            }
            self.present[group].0 += 1.0 - vacant;
            self.present[group].1 += 1;
        }
    }

    /// Pays every plan on mean readings, of all trials and leaving out one group at a time.
    pub(crate) fn finish(&self, terms: &[Terms]) -> ReadingSums {
        let mut out = ReadingSums::default();
        for without in std::iter::once(None).chain((0..SUM_GROUPS).map(Some)) {
            let costs = self.costs(terms, without);
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

    fn costs(&self, terms: &[Terms], without: Option<usize>) -> Vec<f64> {
        let groups: Vec<usize> = (0..SUM_GROUPS).filter(|g| Some(*g) != without).collect();
        let (present, n) = groups.iter().fold((0.0, 0), |(s, n), &g| (s + self.present[g].0, n + self.present[g].1));
        let share = if n == 0 { 1.0 } else { present / f64::from(n) };
        let mut at = 0;
        let mut costs = Vec::new();
        for _ in 0..if self.twins { 2 } else { 1 } {
            for t in terms {
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
            let credited = plan.metrics[metric].measures.iter().any(|m| m.has_credits());
            for seat in 0..facts.seats {
                for period in 0..facts.periods {
                    let [value, before] = [0, 1].map(|k| {
                        let (sum, count) = groups.iter().fold((0.0, 0), |(s, n), &g| {
                            let i = g * self.length + *at + k;
                            (s + self.sums[i], n + self.counts[i])
                        });
                        (count > 0).then(|| sum / f64::from(count))
                    });
                    *at += KEPT;
                    facts.reading_mut(metric, seat, period).value = value;
                    if let Some(dollars) = value.filter(|_| credited) {
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
