//! Columns of a table as columns of a regression: categories against the largest of them, numbers in standard deviations from their mean.

use std::sync::Arc;

use crate::stats::Moments;

/// A column that takes part.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Coded {
    /// Its title.
    pub(super) name: String,
    pub(super) values: CodedValues,
}

/// Values of a column, one a row.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum CodedValues {
    /// A category, and for each category its column of the regression: `None` for the reference and those that nobody is left in.
    Category { names: Vec<String>, code: Arc<Vec<u16>>, column: Vec<Option<usize>>, reference: usize },
    /// A number and its column, in units of `sd` from `mean`.
    Number { xs: Arc<Vec<f64>>, column: usize, mean: f64, sd: f64 },
}

impl Coded {
    /// The column that a row has a value in, and the value; `None` where all are 0.
    pub(super) fn of(&self, row: usize) -> Option<(usize, f64)> {
        match &self.values {
            CodedValues::Category { code, column, .. } => column[usize::from(code[row])].map(|c| (c, 1.0)),
            CodedValues::Number { xs, column, .. } => Some((*column, xs[row])),
        }
    }

    /// The regression's columns of this one, with the category each stands for.
    pub(super) fn columns(&self) -> Vec<(usize, Option<&str>)> {
        match &self.values {
            CodedValues::Category { names, column, .. } => {
                names.iter().zip(column).filter_map(|(n, c)| c.map(|c| (c, Some(n.as_str())))).collect()
            }
            CodedValues::Number { column, .. } => vec![(*column, None)],
        }
    }

    /// Takes out a column that is a combination of others, and moves those behind it up.
    pub(super) fn without(&mut self, gone: usize) {
        let moved = |c: usize| if c > gone { c - 1 } else { c };
        match &mut self.values {
            CodedValues::Category { column, .. } => column.iter_mut().for_each(|c| *c = c.filter(|c| *c != gone).map(moved)),
            CodedValues::Number { column, .. } => *column = moved(*column),
        }
    }
}

/// Codes categories from regression column `next` on; the reference is the one with most rows.
///
/// # Errors
/// Why the column cannot take part.
pub(super) fn code_categories(name: &str, names: &[String], code: Vec<u16>, next: usize, most: usize) -> Result<Coded, String> {
    let mut rows = vec![0usize; names.len()];
    code.iter().for_each(|c| rows[usize::from(*c)] += 1);
    let present = rows.iter().filter(|n| **n > 0).count();
    if present < 2 {
        return Err("all accounts are in one category".into());
    }
    if present > most {
        return Err(format!("{present} categories are more than the {most} that a column may have"));
    }
    let reference = (0..rows.len()).fold(0, |best, c| if rows[c] > rows[best] { c } else { best });
    let mut free = next..;
    let column = rows.iter().enumerate().map(|(c, n)| if *n > 0 && c != reference { free.next() } else { None }).collect();
    Ok(Coded { name: name.to_owned(), values: CodedValues::Category { names: names.to_vec(), code: Arc::new(code), column, reference } })
}

/// Codes numbers as regression column `next`.
///
/// # Errors
/// Why the column cannot take part.
pub(super) fn code_numbers(name: &str, mut xs: Vec<f64>, next: usize) -> Result<Coded, String> {
    let moments = Moments::of(&xs);
    let (Some(mean), Some(sd)) = (moments.mean(), moments.sd()) else { return Err("it has fewer than two values".into()) };
    if sd <= 1e-12 * mean.abs() || sd == 0.0 {
        return Err("all accounts have the same value".into());
    }
    xs.iter_mut().for_each(|x| *x = (*x - mean) / sd);
    Ok(Coded { name: name.to_owned(), values: CodedValues::Number { xs: Arc::new(xs), column: next, mean, sd } })
}
