//! Whether a fitted law tells the churn that was seen, month by month.
//!
//! Given who was at risk, churn of a month is binomial with the law's `q_t = 1 − S(t)/S(t−1)`, and months are independent:
//! `X² = Σ_g (d_g − Σ n_t q_t)² / Σ n_t q_t (1 − q_t)` over groups of consecutive months that expect at least five to leave and five to stay. Under the
//! law it is about chi-square with groups − parameters degrees of freedom. The largest distance between the law and Kaplan–Meier says
//! how much a misfit matters: with many accounts a harmless one is significant too.

use serde::Serialize;
use statrs::distribution::{ChiSquared, ContinuousCDF};

use super::kaplan_meier::{SurvivalInterval, kaplan_meier};
use super::life_table::LifeTable;
use super::parametric::ParametricFit;

/// A statistic that is chi-square under the hypothesis.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct ChiSquareTest {
    /// Its value.
    pub statistic: f64,
    /// Degrees of freedom.
    pub freedom: u64,
    /// Probability of a value at least as large.
    pub p: f64,
}

impl ChiSquareTest {
    /// `None` without degrees of freedom.
    pub(super) fn new(statistic: f64, freedom: u64) -> Option<Self> {
        let law = ChiSquared::new(freedom as f64).ok()?;
        (statistic.is_finite()).then(|| Self { statistic, freedom, p: law.sf(statistic.max(0.0)) })
    }
}

/// Observed and expected churn of consecutive months.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct FitGroup {
    /// First tenure month.
    pub from: u32,
    /// Last tenure month.
    pub to: u32,
    /// Accounts that left.
    pub observed: u64,
    /// Accounts that the law expects to leave.
    pub expected: f64,
}

/// How well a law fits.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Goodness {
    /// Observed against expected churn; `None` with no more groups than parameters.
    pub chi_square: Option<ChiSquareTest>,
    /// The groups it compares.
    pub groups: Vec<FitGroup>,
    /// Largest difference between the law's survival and Kaplan–Meier, probability.
    pub largest_distance: f64,
    /// Tenure at which it is, months.
    pub at: u32,
}

/// Fewest that a group expects to leave, and to stay.
const FEWEST: f64 = 5.0;

/// Compares a law with the life table it was fitted to (or another).
#[must_use]
pub fn goodness(table: &LifeTable, fit: &ParametricFit) -> Goodness {
    let groups = grouped(table, fit);
    let statistic = groups.iter().map(|(g, variance)| (g.observed as f64 - g.expected).powi(2) / variance).sum();
    let freedom = (groups.len() as u64).saturating_sub(fit.parameters.len() as u64);
    let curve = kaplan_meier(table, SurvivalInterval::LogLog);
    let from = f64::from(curve.from);
    let distance = |month: u32, survival: f64| (1.0 - fit.churn_within(from, f64::from(month) - from) - survival).abs();
    let distances = curve.points.iter().map(|p| (distance(p.month, p.survival.value), p.month));
    let (largest_distance, at) = distances.fold((0.0, 0), |worst, d| if d.0 > worst.0 { d } else { worst });
    Goodness {
        chi_square: ChiSquareTest::new(statistic, freedom),
        groups: groups.into_iter().map(|(g, _)| g).collect(),
        largest_distance,
        at,
    }
}

/// Groups and the variance of their churn under the law; what is left over at the end joins the last group.
fn grouped(table: &LifeTable, fit: &ParametricFit) -> Vec<(FitGroup, f64)> {
    let mut groups: Vec<(FitGroup, f64)> = Vec::new();
    let mut open: Option<(FitGroup, f64, f64)> = None;
    for m in table.months.iter().filter(|m| m.at_risk > 0) {
        let q = fit.churn_within(f64::from(m.month - 1), 1.0);
        let n = m.at_risk as f64;
        let (mut group, variance, staying) =
            open.take().unwrap_or((FitGroup { from: m.month, to: m.month, observed: 0, expected: 0.0 }, 0.0, 0.0));
        group = FitGroup { to: m.month, observed: group.observed + m.churned, expected: group.expected + n * q, ..group };
        let (variance, staying) = (variance + n * q * (1.0 - q), staying + n * (1.0 - q));
        if group.expected >= FEWEST && staying >= FEWEST {
            groups.push((group, variance));
        } else {
            open = Some((group, variance, staying));
        }
    }
    if let (Some((rest, variance, _)), Some((last, known))) = (open, groups.last_mut()) {
        *last = FitGroup { to: rest.to, observed: last.observed + rest.observed, expected: last.expected + rest.expected, ..*last };
        *known += variance;
    }
    groups
}
