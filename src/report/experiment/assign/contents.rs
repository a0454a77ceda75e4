//! The files of an assignment's folder.

use super::{csv, json, page, pictures};
use crate::experiment::assign::{Assignment, BalanceRow, PayGap};
use crate::report::experiment::manifest::Manifest;
use crate::report::folder::{Files, FilesError};
use crate::report::manifest::Input;

/// Everything an assignment shows.
#[derive(Clone, Copy)]
pub struct AssignContents<'a> {
    /// Who got what.
    pub assignment: &'a Assignment,
    /// How alike the arms are.
    pub balance: &'a [BalanceRow],
    /// Target pay by arm.
    pub pay: Option<&'a PayGap>,
    /// How many assignments the comparison of each plan with the control was drawn from, and whether all were listed.
    pub possible: &'a [Drawn],
    /// Files that were read.
    pub inputs: &'a [Input],
    /// The command that repeats it.
    pub repeat: &'a str,
}

/// What one plan's comparison with the control was drawn from.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Drawn {
    /// Assignments that strata or pairs allow.
    pub allowed: f64,
    /// Those among them that are balanced enough, counted; `None` where they are too many to be listed, or balance was not asked for.
    pub accepted: Option<usize>,
    /// The smallest two-sided p that any outcome can have.
    pub smallest_p: f64,
}

/// All files but provenance; without `charts`, the page has tables only.
///
/// # Errors
/// A file that cannot be made, by name.
pub fn files(contents: &AssignContents<'_>, charts: bool) -> Result<Files, FilesError> {
    let mut files = Files::default();
    files.json("manifest.json", &Manifest::of("ab assign", contents.repeat, contents.inputs).seed(contents.assignment.seed))?;
    files.add("assignment.csv", contents.assignment.to_csv().into_bytes());
    files.add("assign.json", json::summary(contents).map_err(|e| FilesError::Json("assign.json", e))?.into_bytes());
    files.table("balance.csv", |out| csv::write_balance(out, contents))?;
    let figure = if charts { pictures::love(contents)? } else { None };
    if let Some(figure) = &figure {
        files.picture("balance", figure)?;
    }
    files.add("assign.html", page::page(contents, figure.as_ref()).into_bytes());
    Ok(files)
}
