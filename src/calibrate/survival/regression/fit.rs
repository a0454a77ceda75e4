//! Fitting the regression: Newton from the baseline's own hazards, standard errors from the observed information, tests by column.

use statrs::function::erf::erfc;

use super::baseline::{Baseline, TimeBasis};
use super::coding::CodedValues;
use super::design::Design;
use super::likelihood::log_likelihood;
use super::result::{Coefficient, Regression, Scale, TermTest};
use crate::calibrate::Lifetimes;
use crate::calibrate::survival::goodness::ChiSquareTest;
use crate::calibrate::survival::interval::{from_logarithm, normal};
use crate::calibrate::survival::life_table::LifeTable;
use crate::calibrate::survival::newton::{Maximum, maximise};
use crate::calibrate::survival::symmetric::{Factor, Square};
use crate::calibrate::survival::unfit::Unfit;

/// What to regress churn on.
#[derive(Debug, Clone, PartialEq)]
pub struct RegressionSettings {
    /// Baseline over tenure.
    pub baseline: Baseline,
    /// Titles of the columns to use; `None` uses all.
    pub covariates: Option<Vec<String>>,
    /// Columns with more categories than this are left out, and said to be.
    pub most_categories: usize,
    /// Fewest churned accounts per coefficient of a column.
    pub churned_per_coefficient: u64,
}

impl Default for RegressionSettings {
    /// Steps of tenure, all columns of up to 30 categories, five churned accounts per coefficient (Vittinghoff & McCulloch 2007 find five to
    /// nine enough in most cases).
    fn default() -> Self {
        Self { baseline: Baseline::default(), covariates: None, most_categories: 30, churned_per_coefficient: 5 }
    }
}

/// A coefficient or standard error, per category or standard deviation, beyond which the data do not bound the coefficient.
const UNBOUNDED: f64 = 10.0;

/// Regresses churn on the columns of a table. Rows without a value are left out and counted; categories in which all or none churned are left
/// out with their rows and named.
///
/// # Errors
/// [`Unfit`]: no accounts, columns or churn, a column that does not exist, or one whose coefficient has no finite estimate.
pub fn fit_regression(lifetimes: &Lifetimes, settings: &RegressionSettings) -> Result<Regression, Unfit> {
    let mut design = Design::new(lifetimes, settings.covariates.as_deref(), settings.most_categories)?;
    let table = life_table(&design);
    if table.accounts == 0 {
        return Err(Unfit::NoAccounts);
    }
    if design.width == 0 {
        return Err(Unfit::NoCovariates);
    }
    let needed = settings.churned_per_coefficient * design.width as u64;
    if table.churned < needed.max(1) {
        let what = format!("{} coefficients of churn", design.width);
        return Err(Unfit::TooFewChurned { what, churned: table.churned, accounts: table.accounts, needed });
    }
    let basis = TimeBasis::new(&settings.baseline, &table);
    let origin = basis.start(&table);
    let started = loop {
        let start = [origin.clone(), vec![0.0; design.width]].concat();
        match Factor::new(&log_likelihood(&design, &basis, &start).information) {
            Err(column) if column >= basis.size => design.without(column - basis.size, "it is a combination of the columns before it"),
            Err(_) => {
                return Err(Unfit::NotIdentified { what: "the baseline over tenure".into(), why: "a step of it has no account".into() });
            }
            Ok(_) if design.width == 0 => return Err(Unfit::NoCovariates),
            Ok(_) => break start,
        }
    };
    let full = maximise(started, |at| log_likelihood(&design, &basis, at));
    if let Some(column) = full.at[basis.size..].iter().position(|b| b.abs() > UNBOUNDED) {
        return Err(open(&design, column));
    }
    let (true, Ok(factor)) = (full.settled, Factor::new(&full.point.information)) else {
        return Err(Unfit::NotSettled { what: "the regression of churn".into(), iterations: full.iterations });
    };
    let covariance = factor.inverse();
    if let Some(column) = (0..design.width).find(|c| covariance.at(basis.size + c, basis.size + c) > UNBOUNDED * UNBOUNDED) {
        return Err(open(&design, column));
    }
    Ok(assemble(&design, &basis, &table, settings, &full, &covariance))
}

fn open(design: &Design, column: usize) -> Unfit {
    let named = design.columns.iter().find_map(|c| c.columns().into_iter().find(|(i, _)| *i == column).map(|(_, n)| title(&c.name, n)));
    let why = "its values, alone or with other columns, tell all who left from all who stayed";
    Unfit::NotIdentified { what: format!("the coefficient of {}", named.unwrap_or_default()), why: why.into() }
}

fn title(covariate: &str, category: Option<&str>) -> String {
    category.map_or_else(|| covariate.to_owned(), |c| format!("{covariate} = {c}"))
}

fn life_table(design: &Design) -> LifeTable {
    LifeTable::from_spells(design.spells.iter().map(|s| (s.entry, s.tenure, s.churned, u64::from(s.count))))
}

fn assemble(
    design: &Design,
    basis: &TimeBasis,
    table: &LifeTable,
    settings: &RegressionSettings,
    full: &Maximum,
    covariance: &Square,
) -> Regression {
    let k = basis.size;
    let coefficient = |i: usize, covariate: &str, category: Option<&str>| {
        let (value, se) = (full.at[i], covariance.at(i, i).sqrt());
        let z = value / se;
        Coefficient {
            covariate: covariate.to_owned(),
            category: category.map(str::to_owned),
            value: normal(value, se, design.rows),
            ratio: from_logarithm(value, se, design.rows),
            z,
            p: erfc(z.abs() / std::f64::consts::SQRT_2),
        }
    };
    let named = design.columns.iter().flat_map(|c| c.columns().into_iter().map(|(i, category)| (k + i, c.name.as_str(), category)));
    let baseline_alone = design.without_columns();
    let baseline_log_likelihood = maximise(basis.start(table), |at| log_likelihood(&baseline_alone, basis, at)).point.value;
    Regression {
        baseline: settings.baseline.clone(),
        baseline_coefficients: basis.names.iter().enumerate().map(|(i, name)| coefficient(i, name, None)).collect(),
        coefficients: named.map(|(i, name, category)| coefficient(i, name, category)).collect(),
        terms: (0..design.columns.len()).map(|c| test_term(design, basis, full, covariance, c)).collect(),
        scales: design.columns.iter().filter_map(|c| scale(&c.name, &c.values)).collect(),
        tenure: test_tenure(design, basis, table, full),
        overall: ChiSquareTest::new(2.0 * (full.point.value - baseline_log_likelihood), design.width as u64),
        covariance: covariance.cells.chunks(covariance.size).map(<[f64]>::to_vec).collect(),
        log_likelihood: full.point.value,
        baseline_log_likelihood,
        aic: 2.0 * full.at.len() as f64 - 2.0 * full.point.value,
        rows: design.rows,
        account_months: table.exposure(),
        churned: table.churned,
        unusable: design.unusable,
        rows_missing: design.rows_missing,
        missing: design.missing.clone(),
        separated: design.separated.clone(),
        unused: design.unused.clone(),
    }
}

fn test_tenure(design: &Design, basis: &TimeBasis, table: &LifeTable, full: &Maximum) -> Option<ChiSquareTest> {
    let constant = TimeBasis::constant(table);
    let start = [&constant.start(table)[..], &full.at[basis.size..]].concat();
    let without = maximise(start, |at| log_likelihood(design, &constant, at));
    let lost = 2.0 * (full.point.value - without.point.value);
    without.settled.then(|| ChiSquareTest::new(lost, basis.size as u64 - 1)).flatten()
}

fn test_term(design: &Design, basis: &TimeBasis, full: &Maximum, covariance: &Square, index: usize) -> TermTest {
    let column = &design.columns[index];
    let own: Vec<usize> = column.columns().into_iter().map(|(c, _)| basis.size + c).collect();
    let fewer = design.without_covariate(index);
    let start = full.at.iter().enumerate().filter(|(i, _)| !own.contains(i)).map(|(_, x)| *x).collect();
    let without = maximise(start, |at| log_likelihood(&fewer, basis, at));
    let freedom = own.len() as u64;
    let lost = 2.0 * (full.point.value - without.point.value);
    let block = Square { size: own.len(), cells: own.iter().flat_map(|i| own.iter().map(|j| covariance.at(*i, *j))).collect() };
    let beta: Vec<f64> = own.iter().map(|i| full.at[*i]).collect();
    let quadratic = Factor::new(&block).ok().map(|f| f.solve(&beta).iter().zip(&beta).map(|(a, b)| a * b).sum());
    TermTest {
        covariate: column.name.clone(),
        reference: match &column.values {
            CodedValues::Category { names, reference, .. } => Some(names[*reference].clone()),
            CodedValues::Number { .. } => None,
        },
        likelihood_ratio: without.settled.then(|| ChiSquareTest::new(lost, freedom)).flatten(),
        wald: quadratic.and_then(|q| ChiSquareTest::new(q, freedom)),
    }
}

fn scale(name: &str, values: &CodedValues) -> Option<Scale> {
    match values {
        CodedValues::Number { mean, sd, .. } => Some(Scale { covariate: name.to_owned(), mean: *mean, sd: *sd }),
        CodedValues::Category { .. } => None,
    }
}
