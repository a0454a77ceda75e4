//! What a regression of churn found.

use serde::Serialize;

use super::baseline::Baseline;
use super::separation::Separated;
use crate::calibrate::survival::goodness::ChiSquareTest;
use crate::stats::Estimate;

/// One coefficient.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Coefficient {
    /// Title of the column, or the months of a baseline step.
    pub covariate: String,
    /// Category it stands for; `None` for numbers and the baseline.
    pub category: Option<String>,
    /// Change of the log hazard: against the reference category, or per standard deviation of a number; for the baseline the log hazard of
    /// an account in all reference categories with mean numbers.
    pub value: Estimate,
    /// `exp(value)`: hazard ratio (baseline: hazard); the interval is that of `value`.
    pub ratio: Estimate,
    /// Value over standard error (Wald).
    pub z: f64,
    /// Two-sided probability of a |z| at least as large if the coefficient were 0.
    pub p: f64,
}

/// Tests of a whole column.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct TermTest {
    /// Title of the column.
    pub covariate: String,
    /// Reference category; `None` for numbers.
    pub reference: Option<String>,
    /// Twice what the log likelihood loses without the column.
    pub likelihood_ratio: Option<ChiSquareTest>,
    /// `βᵀ V⁻¹ β` of its coefficients.
    pub wald: Option<ChiSquareTest>,
}

/// How a column of numbers was standardised.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Scale {
    /// Title of the column.
    pub covariate: String,
    /// Mean over the rows used.
    pub mean: f64,
    /// Standard deviation over the rows used: a coefficient divided by it is per unit.
    pub sd: f64,
}

/// A column or category that could not take part.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Unused {
    /// Title of the column.
    pub covariate: String,
    /// The category, if it is only one of them.
    pub category: Option<String>,
    /// Why.
    pub why: String,
}

/// A fitted regression.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Regression {
    /// Baseline over tenure that was asked for.
    pub baseline: Baseline,
    /// Coefficients of the baseline as it was used.
    pub baseline_coefficients: Vec<Coefficient>,
    /// Coefficients of columns.
    pub coefficients: Vec<Coefficient>,
    /// Tests of columns.
    pub terms: Vec<TermTest>,
    /// Units of number columns.
    pub scales: Vec<Scale>,
    /// The baseline against a constant hazard with the same columns (likelihood ratio): whether churn depends on tenure; `None` for a baseline
    /// of one step.
    pub tenure: Option<ChiSquareTest>,
    /// All columns together against the baseline alone.
    pub overall: Option<ChiSquareTest>,
    /// Covariance of all coefficients, the baseline's first, row by row.
    pub covariance: Vec<Vec<f64>>,
    /// Log likelihood at the maximum.
    pub log_likelihood: f64,
    /// Log likelihood with the baseline alone.
    pub baseline_log_likelihood: f64,
    /// Akaike's criterion.
    pub aic: f64,
    /// Rows used.
    pub rows: u64,
    /// Account-months in them.
    pub account_months: u64,
    /// Churned among them.
    pub churned: u64,
    /// Rows without a tenure, left out.
    pub unusable: u64,
    /// Rows without a value in some column, left out.
    pub rows_missing: u64,
    /// The same by column; a row may lack several.
    pub missing: Vec<(String, u64)>,
    /// Categories left out with their rows because all or none of them churned.
    pub separated: Vec<Separated>,
    /// Columns and categories that could not take part.
    pub unused: Vec<Unused>,
}
