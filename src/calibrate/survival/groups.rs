//! Parts of the accounts: by category, or any rows.

use super::unfit::Unfit;
use crate::calibrate::{Covariate, Lifetimes, Values};

/// Accounts by the categories of a column, in the order of the names; categories that nobody has are left out.
///
/// # Errors
/// [`Unfit::NoSuchCovariate`] if no column of categories has that title.
pub fn split_by(lifetimes: &Lifetimes, covariate: &str) -> Result<Vec<(String, Lifetimes)>, Unfit> {
    let (names, code) = categories(lifetimes, covariate)?;
    let parts = names.iter().enumerate().map(|(c, name)| {
        let rows: Vec<usize> = (0..lifetimes.len()).filter(|i| usize::from(code[*i]) == c).collect();
        (name.clone(), take(lifetimes, &rows))
    });
    Ok(parts.filter(|(_, part)| !part.is_empty()).collect())
}

/// The given rows, in the given order.
#[must_use]
pub fn take(lifetimes: &Lifetimes, rows: &[usize]) -> Lifetimes {
    Lifetimes {
        tenure: rows.iter().map(|i| lifetimes.tenure[*i]).collect(),
        churned: rows.iter().map(|i| lifetimes.churned[*i]).collect(),
        entry: rows.iter().map(|i| lifetimes.entry[*i]).collect(),
        covariates: lifetimes.covariates.iter().map(|c| take_covariate(c, rows)).collect(),
    }
}

fn take_covariate(covariate: &Covariate, rows: &[usize]) -> Covariate {
    let values = match &covariate.values {
        Values::Category { names, code } => Values::Category { names: names.clone(), code: rows.iter().map(|i| code[*i]).collect() },
        Values::Number(xs) => Values::Number(rows.iter().map(|i| xs[*i]).collect()),
    };
    Covariate { name: covariate.name.clone(), values }
}

/// Names and codes of a column of categories.
///
/// # Errors
/// [`Unfit::NoSuchCovariate`] if no column of categories has that title.
pub fn categories<'a>(lifetimes: &'a Lifetimes, covariate: &str) -> Result<(&'a [String], &'a [u16]), Unfit> {
    let found = lifetimes.covariates.iter().find(|c| c.name == covariate);
    match found.map(|c| &c.values) {
        Some(Values::Category { names, code }) => Ok((names, code)),
        _ => Err(Unfit::NoSuchCovariate { name: covariate.to_owned() }),
    }
}
