//! Columns that must not get worse: one-sided tests of non-inferiority, no α shared among them.

use super::super::Effect;
use super::super::clustered::{Model, difference_pooled, means_by};
use super::lines::LEAST_DF;
use super::settings::Guardrail;
use super::{Data, Level};

/// Fewest rows with a value for anything to be said.
const LEAST_ROWS: usize = 8;

/// What a guardrail says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Kept {
    /// Not worse by more than the margin, for certain (one-sided α).
    Holds,
    /// Worse by more than the margin, for certain.
    Broken,
    /// Neither.
    NotShown,
}

/// One guardrail of one comparison.
#[derive(Debug, Clone, PartialEq)]
pub struct Guarded {
    /// Column and margin.
    pub guardrail: Guardrail,
    /// Treated less control; `None` where too few rows have a value.
    pub effect: Option<Effect>,
    /// One-sided p of "worse by the margin or more".
    pub p: Option<f64>,
    /// What it says.
    pub kept: Kept,
}

/// Tests one: CR2 with strata, or unit means where CR2 has fewer than 4 degrees of freedom.
#[must_use]
pub(super) fn guard(data: &Data, values: &[Option<f64>], guardrail: &Guardrail, alpha: f64) -> Guarded {
    let rows: Vec<usize> = (0..values.len()).filter(|row| values[*row].is_some()).collect();
    let measured: Vec<f64> = values.iter().flatten().copied().collect();
    let treated: Vec<bool> = rows.iter().map(|row| data.arm[*row] == 1).collect();
    let unit: Vec<usize> = rows.iter().map(|row| data.unit[*row]).collect();
    let stratum: Option<Vec<usize>> = data.stratum.as_ref().map(|s| rows.iter().map(|row| s[*row]).collect());
    let inside = if data.level == Level::Cohort { Some(unit.as_slice()) } else { stratum.as_deref() };
    let regression = Model::new(&measured, &treated, &unit).strata(inside).effect().ok().filter(|e| e.degrees_of_freedom >= LEAST_DF);
    let by_units = || {
        let arms = means_by(&treated.iter().map(|t| f64::from(*t)).collect::<Vec<_>>(), &unit);
        let of = |arm: f64| means_by(&measured, &unit).iter().zip(&arms).filter(|(_, a)| **a == arm).map(|(m, _)| *m).collect::<Vec<_>>();
        difference_pooled(&of(0.0), &of(1.0))
    };
    let effect = if rows.len() < LEAST_ROWS { None } else { regression.or_else(by_units) };
    // where less is better, both are turned round
    let sign = if guardrail.margin > 0.0 { -1.0 } else { 1.0 };
    let turned = effect.map(|e| Effect { estimate: sign * e.estimate, ..e });
    let p = turned.and_then(|e| e.p_at_most(sign * guardrail.margin));
    let kept = match p {
        Some(p) if p <= alpha => Kept::Holds,
        Some(p) if p >= 1.0 - alpha => Kept::Broken,
        _ => Kept::NotShown,
    };
    Guarded { guardrail: guardrail.clone(), effect, p, kept }
}
