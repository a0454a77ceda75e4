//! Columns that may explain churn: numbers where every cell is one, else categories.

use indexmap::IndexSet;

use super::survey::Amounts;
use super::table::Cell;
use crate::calibrate::{Covariate, Values};

/// Most categories: beyond, a column holds names or dates.
pub(super) const MOST_CATEGORIES: usize = 200;

/// A column while it is read.
#[derive(Debug)]
pub(super) struct CovariateColumn {
    title: String,
    pub(super) column: usize,
    /// As numbers, as long as every cell is one or blank.
    numbers: Option<Vec<f64>>,
    /// As categories, as long as there are few.
    categories: Option<(IndexSet<String>, Vec<u16>)>,
}

/// Why a column cannot explain anything.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Unused {
    /// It says the same of all accounts, or nothing.
    OneValue,
    /// It says something else of nearly every one.
    TooMany,
}

impl CovariateColumn {
    /// Nothing read yet.
    pub(super) fn new(title: &str, column: usize) -> Self {
        Self { title: title.to_owned(), column, numbers: Some(Vec::new()), categories: Some((IndexSet::new(), Vec::new())) }
    }

    /// The value of an account: the next one, or again one that was read.
    pub(super) fn put(&mut self, account: usize, cell: Cell<'_>, amounts: &mut Amounts) {
        if let Some(numbers) = &mut self.numbers {
            let number = match cell {
                Cell::Blank => Some(f64::NAN),
                Cell::Truth(_) | Cell::Day(_) | Cell::NotText => None,
                cell => amounts.amount(cell).map(|(x, _)| x),
            };
            match number {
                Some(number) if account < numbers.len() => numbers[account] = number,
                Some(number) => numbers.push(number),
                None => self.numbers = None,
            }
        }
        if let Some((names, codes)) = &mut self.categories {
            let name = match cell {
                Cell::Blank | Cell::NotText => String::new(),
                Cell::Text(text) => text.to_owned(),
                Cell::Whole(number) => number.to_string(),
                Cell::Number(number) => number.to_string(),
                Cell::Day(day) => day.to_string(),
                Cell::Truth(truth) => truth.to_string(),
            };
            let code = names.insert_full(name).0;
            if code >= MOST_CATEGORIES {
                self.categories = None;
            } else if account < codes.len() {
                codes[account] = code as u16;
            } else {
                codes.push(code as u16);
            }
        }
    }

    /// The column as it is used, or why it is not.
    pub(super) fn finish(self) -> Result<Covariate, (String, Unused)> {
        if self.categories.as_ref().is_some_and(|(names, _)| names.len() < 2) {
            return Err((self.title, Unused::OneValue));
        }
        let values = match (self.numbers, self.categories) {
            (Some(numbers), _) => Values::Number(numbers),
            (None, Some((names, codes))) => sorted(&names, &codes),
            (None, None) => return Err((self.title, Unused::TooMany)),
        };
        Ok(Covariate { name: self.title, values })
    }
}

/// Categories in the order of their names, those without any account left out.
fn sorted(names: &IndexSet<String>, codes: &[u16]) -> Values {
    let mut used: Vec<u16> = codes.to_vec();
    used.sort_unstable();
    used.dedup();
    used.sort_unstable_by_key(|code| &names[usize::from(*code)]);
    let mut place = vec![0; names.len()];
    for (new, old) in used.iter().enumerate() {
        place[usize::from(*old)] = new as u16;
    }
    Values::Category {
        names: used.iter().map(|code| names[usize::from(*code)].clone()).collect(),
        code: codes.iter().map(|code| place[usize::from(*code)]).collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::DecimalMark;

    fn read(cells: &[&str]) -> Result<Values, Unused> {
        let mut column = CovariateColumn::new("x", 0);
        let mut amounts = Amounts { decimals: DecimalMark::Point, has_text: true, thousands: None };
        for (account, text) in cells.iter().enumerate() {
            column.put(account, if text.is_empty() { Cell::Blank } else { Cell::Text(text) }, &mut amounts);
        }
        column.finish().map(|c| c.values).map_err(|(_, why)| why)
    }

    #[test]
    fn a_column_is_numbers_or_categories() {
        assert_eq!(read(&["1", "2.5", "1,000"]), Ok(Values::Number(vec![1.0, 2.5, 1000.0])));
        let Ok(Values::Number(numbers)) = read(&["1", "", "3"]) else { panic!() };
        assert!(numbers[1].is_nan());
        let expected = Values::Category { names: vec!["".into(), "12".into(), "dsl".into()], code: vec![2, 1, 0, 2] };
        assert_eq!(read(&["dsl", "12", "", "dsl"]), Ok(expected));
    }

    #[test]
    fn a_column_that_says_nothing_is_not_used() {
        assert_eq!(read(&["a", "a"]), Err(Unused::OneValue));
        assert_eq!(read(&["", ""]), Err(Unused::OneValue));
        let names: Vec<String> = (0..300).map(|i| format!("Ann {i}")).collect();
        assert_eq!(read(&names.iter().map(String::as_str).collect::<Vec<_>>()), Err(Unused::TooMany));
    }
}
