//! Who could get a plan, and what is known of them beforehand.

use super::Level;

/// Units of one level, in the order of their names.
#[derive(Debug, Clone, PartialEq)]
pub struct Roster {
    /// Who they are.
    pub level: Level,
    /// Names of the columns that make strata.
    pub strata: Vec<String>,
    /// Names of the covariates.
    pub covariates: Vec<String>,
    /// The units.
    pub units: Vec<RosterUnit>,
}

/// One unit of a roster.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct RosterUnit {
    /// Its name, which no other has.
    pub name: String,
    /// The CSM of an account.
    pub csm: Option<String>,
    /// Its pod.
    pub pod: Option<String>,
    /// Its stratum: the cells of the strata's columns, joined by " / "; empty without strata. The CSM itself for an account.
    pub stratum: String,
    /// One number for each covariate, rounded to nine digits.
    pub covariates: Vec<f64>,
    /// Target pay of it (the sum over a pod), \[$\] a year, where the roster says.
    pub target_pay: Option<f64>,
}

impl Roster {
    /// In the order of names, whatever the file's: the same roster is dealt the same way however it is sorted.
    #[must_use]
    pub fn new(level: Level, strata: Vec<String>, covariates: Vec<String>, mut units: Vec<RosterUnit>) -> Self {
        units.sort_by(|a, b| a.name.cmp(&b.name));
        Self { level, strata, covariates, units }
    }

    /// Rows of covariates.
    #[must_use]
    pub fn rows(&self) -> Vec<Vec<f64>> {
        self.units.iter().map(|unit| unit.covariates.clone()).collect()
    }
}

/// Nine significant digits: what survives a spreadsheet.
#[must_use]
pub fn nine_digits(x: f64) -> f64 {
    format!("{x:.8e}").parse().unwrap_or(x)
}
