//! How far each measure tells CSMs apart: what share of a quarter's reading is skill, and how many quarters, accounts or renewals it would
//! take until most of it is.
//!
//! The true part of a reading is what it owes to the person's skill. Simulation knows it: the same customers with the same luck are lived
//! through with two people whose skill differs, and readings differ by β per unit of skill; β² Var(skill) over the variance of readings is
//! the reliability, the squared correlation of readings and skill. Everything else is noise: customers' luck, their natural growth, the
//! market. Errors by jackknife over groups of trials, which also takes out the bias of a square.

use super::summarise::Table;
use crate::measure::Measure;
use crate::scenario::Scenario;
use crate::stats::{Estimate, RELIABLE, cases_needed, jackknife, rate_reliability, readings_needed};
use crate::trial::{READING_SLOTS, READING_SUMS, RunResult, SUM_GROUPS};

/// Where what skill does is less sure than this many standard errors, it would take an unknown number of readings.
const SHOWN: f64 = 3.0;
/// Renewals of a small quarter, as plans have them.
const FEW: f64 = 10.0;

pub(super) fn add(table: &mut Table, scenario: &Scenario, result: &RunResult) {
    let readings = &result.variance.readings;
    let cells = scenario.segments.len() * Measure::ALL.len();
    if readings.len() != SUM_GROUPS * cells * READING_SLOTS * READING_SUMS {
        return;
    }
    for (nth, segment) in scenario.segments.iter().enumerate() {
        let seats = || scenario.roster.iter().filter(|s| usize::from(s.segment) == nth);
        let accounts = seats().map(|s| f64::from(s.accounts)).sum::<f64>() / seats().count().max(1) as f64;
        for (m, &measure) in Measure::ALL.iter().enumerate() {
            let all = Sums::of(readings, cells, nth * Measure::ALL.len() + m);
            if all.whole.quarters[0][0] > 0.0 || all.whole.year[0] > 0.0 {
                measure_rows(table, &segment.id, measure, accounts, &all);
            }
        }
    }
}

fn measure_rows(table: &mut Table, segment: &str, measure: Measure, accounts: f64, sums: &Sums) {
    let name = format!("reliability@{}", measure.id());
    let mut put = |statistic: &str, estimate: Option<Estimate>| table.put_unmoved_against(&name, statistic, segment, estimate);
    let per_quarter = sums.estimate(|s| Some(Fit::of(&s.quarters)?.reliability()), true);
    let skill_sd = sums.estimate(|s| Some(Fit::of(&s.quarters)?.skill_sd()), false);
    let shown = skill_sd.is_some_and(|e| e.value != 0.0 && e.value.abs() > SHOWN * e.standard_error.unwrap_or(f64::INFINITY));
    let needed = per_quarter.filter(|_| shown).and_then(|e| readings_needed(e, RELIABLE));
    put("per_quarter", per_quarter);
    put("per_year", sums.estimate(|s| Some(Fit::of(&[s.year])?.reliability()), true));
    put("quarters_needed", needed);
    put("accounts_needed", needed.map(|e| e.scaled(accounts)));
    put("skill_sd", skill_sd);
    put("one_account", sums.estimate(|s| s.mean(6), false));
    if measure == Measure::RenewalRate {
        put("renewals_per_quarter", sums.estimate(|s| s.mean(5), false));
        let rate = |s: &Slots| Some((Fit::of(&s.quarters)?.skill_sd().abs(), s.mean(1)?));
        put("of_10_renewals", sums.estimate(|s| rate(s).map(|(sd, p)| rate_reliability(sd, p, FEW)), true));
        let renewals = sums.estimate(|s| rate(s).and_then(|(sd, p)| cases_needed(sd, p, RELIABLE)), false);
        put("renewals_needed", renewals.filter(|_| shown));
    }
}

/// Sums of one segment and measure, over all groups of trials and over all but one.
struct Sums {
    whole: Slots,
    without: Vec<Slots>,
}

/// Sums by quarter, and of the year.
#[derive(Clone, Copy, Default)]
struct Slots {
    quarters: [[f64; READING_SUMS]; READING_SLOTS - 1],
    year: [f64; READING_SUMS],
}

impl Sums {
    fn of(readings: &[f64], cells: usize, cell: usize) -> Self {
        let of_block = |block: usize| {
            let from = (block * cells + cell) * READING_SLOTS * READING_SUMS;
            let mut slots = Slots::default();
            let sums = readings[from..from + READING_SLOTS * READING_SUMS].chunks_exact(READING_SUMS);
            let to = slots.quarters.iter_mut().chain([&mut slots.year]);
            to.zip(sums).for_each(|(to, sums)| to.copy_from_slice(sums));
            slots
        };
        let blocks: Vec<Slots> = (0..SUM_GROUPS).map(of_block).filter(|b| b.quarters[0][0] > 0.0).collect();
        let whole = blocks.iter().fold(Slots::default(), |all, block| all.plus(block, 1.0));
        let without = blocks.iter().map(|block| whole.plus(block, -1.0)).collect();
        Self { whole, without }
    }

    /// A statistic with its error; `unbiased` takes out bias of the order of one in the number of groups.
    fn estimate(&self, of: impl Fn(&Slots) -> Option<f64>, unbiased: bool) -> Option<Estimate> {
        let full = of(&self.whole)?;
        let without: Vec<f64> = self.without.iter().map(of).collect::<Option<_>>()?;
        let groups = without.len() as f64;
        let bias = if unbiased && groups > 1.0 { (groups - 1.0) * (without.iter().sum::<f64>() / groups - full) } else { 0.0 };
        let readings = self.whole.quarters.iter().map(|q| q[0]).sum::<f64>() as u64;
        let estimate = jackknife(full, &without, readings).shifted(-bias);
        // a share stays one
        let above = if unbiased { (estimate.value - 1.0).max(0.0) } else { 0.0 };
        Some(estimate.shifted(-above))
    }
}

impl Slots {
    fn plus(mut self, other: &Self, sign: f64) -> Self {
        let own = self.quarters.iter_mut().flatten().chain(&mut self.year);
        own.zip(other.quarters.iter().flatten().chain(&other.year)).for_each(|(a, b)| *a += sign * b);
        self
    }

    /// Mean of one of the sums over all quarters' readings.
    fn mean(&self, sum: usize) -> Option<f64> {
        let n: f64 = self.quarters.iter().map(|q| q[0]).sum();
        (n > 0.0).then(|| self.quarters.iter().map(|q| q[sum]).sum::<f64>() / n)
    }
}

/// Spread of readings around the mean of their quarter, and what skill does to them.
struct Fit {
    freedom: f64,
    /// Σ squares of readings around the mean.
    squares: f64,
    pairs: f64,
    /// Σ (s′ − s)² and Σ (x′ − x)(s′ − s).
    skill: f64,
    product: f64,
}

impl Fit {
    fn of(slots: &[[f64; READING_SUMS]]) -> Option<Self> {
        let mut fit = Self { freedom: 0.0, squares: 0.0, pairs: 0.0, skill: 0.0, product: 0.0 };
        for [n, x, xx, skill, product, ..] in slots.iter().copied().filter(|slot| slot[0] > 1.0) {
            let squares = xx - x * x / n;
            // what does not vary is not left to rounding
            fit.squares += if squares > 1e-12 * xx { squares } else { 0.0 };
            fit.freedom += n - 1.0;
            fit.pairs += n;
            fit.skill += skill;
            fit.product += product;
        }
        (fit.freedom > 1.0).then_some(fit)
    }

    /// β sd(skill): what one standard deviation of skill adds to the reading; 0 where people do not differ.
    fn skill_sd(&self) -> f64 {
        // the variance of skill is half the mean square of a difference
        if self.skill > 0.0 { self.product / self.skill * (0.5 * self.skill / self.pairs).sqrt() } else { 0.0 }
    }

    /// 0 where readings do not vary.
    fn reliability(&self) -> f64 {
        if self.squares > 0.0 { self.skill_sd().powi(2) * self.freedom / self.squares } else { 0.0 }
    }
}
