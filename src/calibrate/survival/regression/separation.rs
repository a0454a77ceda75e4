//! Categories whose coefficient has no finite estimate.

use serde::Serialize;

use crate::calibrate::{Lifetimes, Values};

/// Why a category's coefficient cannot be identified.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub enum Separation {
    /// Nobody in it ever churned: its log hazard is minus infinity.
    NeverChurned,
    /// Everybody in it churned in the first month observed: its log hazard is infinity.
    AlwaysChurned,
}

/// A category that was left out, with its rows: the likelihood of the others is the same.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Separated {
    /// Title of the column.
    pub covariate: String,
    /// Name of the category.
    pub category: String,
    /// Which of the two.
    pub kind: Separation,
    /// Rows in it.
    pub rows: u64,
}

impl std::fmt::Display for Separated {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self { covariate, category, rows, .. } = self;
        match self.kind {
            Separation::NeverChurned => {
                write!(f, "{covariate} = {category} never churned ({rows} rows): its coefficient cannot be identified")
            }
            Separation::AlwaysChurned => {
                write!(
                    f,
                    "{covariate} = {category} always churned in the first month observed ({rows} rows): its coefficient cannot be identified"
                )
            }
        }
    }
}

/// Takes the rows of separated categories out of `kept`, until none is left. `used` are the columns of categories looked at.
pub(super) fn take_out_separated(lifetimes: &Lifetimes, used: &[usize], kept: &mut Vec<usize>) -> Vec<Separated> {
    let mut found = Vec::new();
    loop {
        let before = found.len();
        for covariate in used.iter().map(|c| &lifetimes.covariates[*c]) {
            let Values::Category { names, code } = &covariate.values else { continue };
            let mut tally = vec![[0u64; 3]; names.len()];
            for row in kept.iter() {
                let of = &mut tally[usize::from(code[*row])];
                let churned = lifetimes.churned[*row];
                of[0] += 1;
                of[1] += u64::from(churned);
                of[2] += u64::from(churned && lifetimes.tenure[*row] == lifetimes.entry[*row] + 1);
            }
            if tally.iter().filter(|t| t[0] > 0).count() < 2 {
                continue;
            }
            let kind = |[rows, churned, at_once]: [u64; 3]| match rows {
                0 => None,
                _ if churned == 0 => Some(Separation::NeverChurned),
                _ if at_once == rows => Some(Separation::AlwaysChurned),
                _ => None,
            };
            for (name, t) in names.iter().zip(&tally) {
                if let Some(kind) = kind(*t) {
                    found.push(Separated { covariate: covariate.name.clone(), category: name.clone(), kind, rows: t[0] });
                }
            }
            kept.retain(|row| kind(tally[usize::from(code[*row])]).is_none());
        }
        if found.len() == before {
            return found;
        }
    }
}
