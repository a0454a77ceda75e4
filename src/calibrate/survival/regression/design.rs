//! The rows and columns that a regression is fitted to, and what was left out of them.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::coding::{Coded, CodedValues, code_categories, code_numbers};
use super::result::Unused;
use super::separation::{Separated, take_out_separated};
use crate::calibrate::survival::life_table::usable;
use crate::calibrate::survival::unfit::Unfit;
use crate::calibrate::{Lifetimes, Values};

/// What is fitted. Rows are shared between designs that differ in columns only.
#[derive(Debug, Clone, Default)]
pub(super) struct Design {
    /// Tenure before the row, tenure at its end, whether it ended in churn, and how many rows of the table it stands for.
    pub(super) spells: Arc<Vec<Spell>>,
    pub(super) columns: Vec<Coded>,
    /// Columns of the regression beside the baseline's.
    pub(super) width: usize,
    /// Rows of the table used.
    pub(super) rows: u64,
    pub(super) unusable: u64,
    pub(super) missing: Vec<(String, u64)>,
    pub(super) rows_missing: u64,
    pub(super) separated: Vec<Separated>,
    pub(super) unused: Vec<Unused>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Spell {
    pub(super) entry: u32,
    pub(super) tenure: u32,
    pub(super) churned: bool,
    pub(super) count: u32,
}

impl Design {
    /// Rows with all values, columns that vary; `chosen` names the columns (`None`: all).
    pub(super) fn new(lifetimes: &Lifetimes, chosen: Option<&[String]>, most_categories: usize) -> Result<Self, Unfit> {
        let used = positions(lifetimes, chosen)?;
        let mut design = Self::default();
        let mut kept: Vec<usize> = (0..lifetimes.len()).filter(|i| usable(lifetimes.entry[*i], lifetimes.tenure[*i])).collect();
        design.unusable = (lifetimes.len() - kept.len()) as u64;
        design.leave_out_missing(lifetimes, &used, &mut kept);
        // a column that cannot take part must not cost rows as separated either
        let fits = |c: usize| match &lifetimes.covariates[c].values {
            Values::Category { names, code } => {
                let mut seen = vec![false; names.len()];
                kept.iter().for_each(|row| seen[usize::from(code[*row])] = true);
                seen.iter().filter(|s| **s).count() <= most_categories
            }
            Values::Number(_) => true,
        };
        let separable: Vec<usize> = used.iter().copied().filter(|c| fits(*c)).collect();
        design.separated = take_out_separated(lifetimes, &separable, &mut kept);
        for c in used {
            let covariate = &lifetimes.covariates[c];
            let coded = match &covariate.values {
                Values::Category { names, code } => {
                    code_categories(&covariate.name, names, kept.iter().map(|i| code[*i]).collect(), design.width, most_categories)
                }
                Values::Number(xs) => code_numbers(&covariate.name, kept.iter().map(|i| xs[*i]).collect(), design.width),
            };
            match coded {
                Ok(coded) => {
                    design.width += coded.columns().len();
                    design.columns.push(coded);
                }
                Err(why) => design.unused.push(Unused { covariate: covariate.name.clone(), category: None, why }),
            }
        }
        design.rows = kept.len() as u64;
        let spell =
            |i: &usize| Spell { entry: lifetimes.entry[*i], tenure: lifetimes.tenure[*i], churned: lifetimes.churned[*i], count: 1 };
        design.spells = Arc::new(kept.iter().map(spell).collect());
        design.gather();
        Ok(design)
    }

    /// Leaves out rows without a value in some column of numbers, and counts them by column and together.
    fn leave_out_missing(&mut self, lifetimes: &Lifetimes, used: &[usize], kept: &mut Vec<usize>) {
        let before = kept.len();
        let mut gone = vec![false; lifetimes.len()];
        for covariate in used.iter().map(|c| &lifetimes.covariates[*c]) {
            let Values::Number(xs) = &covariate.values else { continue };
            let without: Vec<usize> = kept.iter().copied().filter(|i| !xs[*i].is_finite()).collect();
            if !without.is_empty() {
                self.missing.push((covariate.name.clone(), without.len() as u64));
                without.into_iter().for_each(|i| gone[i] = true);
            }
        }
        kept.retain(|i| !gone[*i]);
        self.rows_missing = (before - kept.len()) as u64;
    }

    /// Rows that are alike become one with a count, where all columns are categories.
    fn gather(&mut self) {
        if self.columns.iter().any(|c| matches!(c.values, CodedValues::Number { .. })) {
            return;
        }
        let mut alike: BTreeMap<(Vec<u16>, Spell), (usize, u32)> = BTreeMap::new();
        for (row, spell) in self.spells.iter().enumerate() {
            let codes = self.columns.iter().map(|c| c.values.code(row)).collect();
            alike.entry((codes, Spell { count: 1, ..*spell })).or_insert((row, 0)).1 += spell.count;
        }
        let first: Vec<usize> = alike.values().map(|(row, _)| *row).collect();
        self.spells = Arc::new(alike.into_iter().map(|((_, spell), (_, count))| Spell { count, ..spell }).collect());
        for column in &mut self.columns {
            if let CodedValues::Category { code, .. } = &mut column.values {
                *code = Arc::new(first.iter().map(|row| code[*row]).collect());
            }
        }
    }

    /// Takes out a column of the regression that is a combination of those before it.
    pub(super) fn without(&mut self, gone: usize, why: &str) {
        for column in &mut self.columns {
            if let Some((_, category)) = column.columns().into_iter().find(|(c, _)| *c == gone) {
                let category = category.map(str::to_owned);
                self.unused.push(Unused { covariate: column.name.clone(), category, why: why.to_owned() });
            }
        }
        let only = |c: &Coded| matches!(&c.values, CodedValues::Number { column, .. } if *column == gone);
        self.columns.retain(|c| !only(c));
        self.columns.iter_mut().for_each(|c| c.without(gone));
        self.columns.retain(|c| !c.columns().is_empty());
        self.width -= 1;
    }

    /// The same rows without the columns of one covariate.
    pub(super) fn without_covariate(&self, index: usize) -> Self {
        let mut fewer = self.clone();
        let mut gone: Vec<usize> = fewer.columns.remove(index).columns().into_iter().map(|(c, _)| c).collect();
        gone.sort_unstable();
        for column in gone.iter().rev() {
            fewer.columns.iter_mut().for_each(|c| c.without(*column));
        }
        fewer.width -= gone.len();
        fewer.gather();
        fewer
    }

    /// The same rows without any column.
    pub(super) fn without_columns(&self) -> Self {
        let mut none = Self { spells: Arc::clone(&self.spells), ..Self::default() };
        none.gather();
        none
    }
}

impl CodedValues {
    fn code(&self, row: usize) -> u16 {
        match self {
            Self::Category { code, .. } => code[row],
            Self::Number { .. } => 0,
        }
    }
}

fn positions(lifetimes: &Lifetimes, chosen: Option<&[String]>) -> Result<Vec<usize>, Unfit> {
    let Some(chosen) = chosen else { return Ok((0..lifetimes.covariates.len()).collect()) };
    let find = |name: &String| {
        lifetimes.covariates.iter().position(|c| c.name == *name).ok_or_else(|| Unfit::NoSuchCovariate { name: name.clone() })
    };
    chosen.iter().map(find).collect()
}
