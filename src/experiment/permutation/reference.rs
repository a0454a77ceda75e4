//! The randomisation test written plainly: every subset of units by its bits, every statistic from its definition.

use super::{Counts, RandomisationTest, Statistic};

/// Counts over every assignment with as many treated in each stratum as observed, up to 20 units.
pub(super) fn counts(test: &RandomisationTest<'_>, strata: &[u8], shift: f64) -> Counts {
    let units = strata.len();
    let outcomes: Vec<f64> = test.outcomes.iter().zip(&test.exposure).map(|(y, z)| y - shift * z).collect();
    let in_stratum = |treated: &[bool], s: u8| treated.iter().zip(strata).filter(|(t, of)| **t && **of == s).count();
    let observed = statistic(test.statistic, &outcomes, test.treated);
    let near = |a: f64, b: f64| a == b || (a - b).abs() <= 1e-9 * (1.0 + b.abs());
    let mut counts = Counts { observed, of: 0, two_sided: 0, greater: 0, less: 0, exact: true };
    for bits in 0_u32..1 << units {
        let treated: Vec<bool> = (0..units).map(|unit| bits >> unit & 1 == 1).collect();
        if (0..=u8::MAX).any(|s| in_stratum(&treated, s) != in_stratum(test.treated, s)) {
            continue;
        }
        let t = statistic(test.statistic, &outcomes, &treated);
        counts.of += 1;
        counts.two_sided += u64::from(t.abs() > observed.abs() || near(t.abs(), observed.abs()));
        counts.greater += u64::from(t > observed || near(t, observed));
        counts.less += u64::from(t < observed || near(t, observed));
    }
    counts
}

fn statistic(statistic: &Statistic, outcomes: &[f64], treated: &[bool]) -> f64 {
    let ones = vec![1.0; outcomes.len()];
    let weights = if let Statistic::Weighted(weights) = statistic { weights } else { &ones };
    let arm = |which: bool| -> Vec<(f64, f64)> {
        outcomes.iter().zip(weights).zip(treated).filter(|(_, t)| **t == which).map(|((y, w), _)| (*y, *w)).collect()
    };
    let mean = |own: &[(f64, f64)]| own.iter().map(|(y, w)| y * w).sum::<f64>() / own.iter().map(|(_, w)| w).sum::<f64>();
    let (plan, other) = (arm(true), arm(false));
    let difference = mean(&plan) - mean(&other);
    let variance = |own: &[(f64, f64)]| {
        let centre = mean(own);
        own.iter().map(|(y, _)| (y - centre).powi(2)).sum::<f64>() / ((own.len() - 1) * own.len()) as f64
    };
    if *statistic != Statistic::Studentised {
        return difference;
    }
    match variance(&plan) + variance(&other) {
        spread if spread > 1e-15 => difference / spread.sqrt(),
        _ if difference.abs() > 1e-9 => difference * f64::INFINITY,
        _ => 0.0,
    }
}
