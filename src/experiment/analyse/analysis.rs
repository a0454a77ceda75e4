//! The whole analysis: every new plan against control.

use super::super::arms::{Correction, adjust, dunnett_p};
use super::super::clustered::{Estimand, cuped, means_by};
use super::super::permutation::{AssignmentSet, PermutationError};
use super::checks::{FAR_APART, RATIO_ALPHA, SampleRatio, sample_ratio};
use super::comparison::{Comparison, compare};
use super::headline::{Verdict, judge};
use super::permuted::Drawn;
use super::units::Units;
use super::{Data, Level, Settings};

/// What an experiment says.
#[derive(Debug, Clone, PartialEq)]
pub struct Analysis {
    /// Rows that were analysed.
    pub rows: usize,
    /// Units in all.
    pub units: usize,
    /// Sizes of the arms against even ones.
    pub sample_ratio: SampleRatio,
    /// Every new plan against control.
    pub comparisons: Vec<Comparison>,
    /// What to know about it.
    pub warnings: Vec<String>,
}

impl Analysis {
    /// Whether no comparison of this design could have told anything.
    #[must_use]
    pub fn cannot_tell(&self) -> bool {
        self.comparisons.iter().all(|c| c.verdict == Verdict::CannotTell)
    }
}

/// Analyses checked rows. `sets` is what each new plan's comparison with control was drawn from, in the order of the arms, where the
/// assignment's file says so; empty for as many treated in each stratum as were treated.
///
/// # Errors
/// Where permutation is impossible.
pub fn analyse(data: &Data, settings: &Settings, sets: &[AssignmentSet]) -> Result<Analysis, PermutationError> {
    let each = (1..data.arms.len()).map(|treated| {
        let drawn = Drawn { set: sets.get(treated - 1), stratum: &data.stratum_name, level: data.level, seed: settings.seed };
        compare(&data.of_arms(0, treated), settings, drawn)
    });
    let mut comparisons = each.collect::<Result<Vec<Comparison>, PermutationError>>()?;
    adjust_all(data, &mut comparisons, settings);
    let ratio = sample_ratio(data);
    let mut labels = data.unit.clone();
    labels.sort_unstable();
    labels.dedup();
    let warnings = warnings(data, &ratio, &comparisons);
    Ok(Analysis { rows: data.outcome.len(), units: labels.len(), sample_ratio: ratio, comparisons, warnings })
}

/// Holm over the plans compared with control; verdicts by the adjusted p. Dunnett's p beside it.
fn adjust_all(data: &Data, comparisons: &mut [Comparison], settings: &Settings) {
    let known: Vec<usize> = (0..comparisons.len()).filter(|at| comparisons[*at].adjusted_p.is_some()).collect();
    let p: Vec<f64> = known.iter().filter_map(|at| comparisons[*at].adjusted_p).collect();
    for (at, p) in known.iter().zip(adjust(&p, Correction::Holm)) {
        let comparison = &mut comparisons[*at];
        comparison.adjusted_p = Some(p);
        comparison.verdict = judge(comparison.headline(), Some(p), settings.alpha, settings.lower_is_better);
    }
    if data.arms.len() > 2 && data.level != Level::Cohort && data.periods.is_none() {
        for (comparison, p) in comparisons.iter_mut().zip(dunnett(data)) {
            comparison.dunnett_p = p;
        }
    }
}

/// Dunnett's p of every new plan: unit means (CUPED where there is a baseline), one variance over all arms.
fn dunnett(data: &Data) -> Vec<Option<f64>> {
    let units = Units::of(data, Estimand::Csm);
    let adjusted = units.baseline.as_deref().and_then(|baseline| cuped(&units.outcome, baseline)).map(|(values, _)| values);
    let values = adjusted.unwrap_or_else(|| units.outcome.clone());
    let arm: Vec<usize> =
        means_by(&data.arm.iter().map(|arm| *arm as f64).collect::<Vec<_>>(), &data.unit).iter().map(|a| a.round() as usize).collect();
    let of = |which: usize| values.iter().zip(&arm).filter(|(_, a)| **a == which).map(|(v, _)| *v).collect::<Vec<f64>>();
    let groups: Vec<Vec<f64>> = (0..data.arms.len()).map(of).collect();
    let mean = |group: &[f64]| group.iter().sum::<f64>() / group.len() as f64;
    let left = (values.len() - groups.len()) as f64;
    let variance = groups.iter().map(|g| g.iter().map(|v| (v - mean(g)).powi(2)).sum::<f64>()).sum::<f64>() / left;
    let sizes: Vec<usize> = groups.iter().skip(1).map(Vec::len).collect();
    let plan = |group: &Vec<f64>| {
        let error = (variance * (1.0 / group.len() as f64 + 1.0 / groups[0].len() as f64)).sqrt();
        dunnett_p((mean(group) - mean(&groups[0])) / error, &sizes, groups[0].len(), left)
    };
    groups.iter().skip(1).map(plan).collect()
}

fn warnings(data: &Data, ratio: &SampleRatio, comparisons: &[Comparison]) -> Vec<String> {
    let mut warnings = Vec::new();
    let split = |counts: &[usize]| counts.iter().map(ToString::to_string).collect::<Vec<_>>().join("/");
    let uneven = |p: Option<f64>| p.filter(|p| *p < RATIO_ALPHA);
    let word = data.level.words();
    if data.level != Level::Cohort && data.periods.is_none() {
        if let Some(p) = uneven(ratio.units_p) {
            warnings.push(format!("{word} split {} between the arms: p {p:.3} if they were meant to be even", split(&ratio.units)));
        } else if let Some(p) = uneven(ratio.accounts_p) {
            warnings.push(format!(
                "accounts split {}: p {p:.3} taken alone, but {word} {} (books differ; not an assignment fault)",
                split(&ratio.accounts),
                split(&ratio.units)
            ));
        }
    }
    for c in comparisons {
        let share = c.units[1] as f64 / (c.units[0] + c.units[1]).max(1) as f64;
        if !(1.0 / 3.0..=2.0 / 3.0).contains(&share) {
            warnings.push(format!(
                "{} of {} {word} have plan {}: far from half, so that CR2 is conservative and the delta method rejects too often",
                c.units[1],
                c.units[0] + c.units[1],
                c.arms[1]
            ));
        }
        for row in c.balance.iter().filter(|row| row.standardised.is_some_and(|s| s.abs() > FAR_APART)) {
            let apart = row.standardised.unwrap_or_default();
            warnings.push(format!(
                "before the start: {} {:.2} standard deviations {} under plan {}",
                row.name,
                apart.abs(),
                if apart > 0.0 { "higher" } else { "lower" },
                c.arms[1]
            ));
        }
    }
    if data.level == Level::Cohort {
        warnings.push("both plans share each CSM's time: effort moved from one part of the book to the other looks like an effect (see paylift ab levels)".into());
    }
    let missing: usize = data.missing.iter().sum();
    if missing > 0 {
        warnings.push(format!("{missing} rows have no outcome ({} by arm) and are left out", split(&data.missing)));
    }
    warnings
}
