//! A calibration as text for the terminal.

use std::fmt::Write as _;

use super::tables::{self, Table};
use super::{CalibrationContents, words};

/// The answers, the numbers of the segments, what to know about them, the check, and what to do next.
#[must_use]
pub fn render(contents: &CalibrationContents<'_>, folder: &str) -> String {
    let mut text = String::new();
    for sentence in words::answers(contents) {
        let _ = writeln!(text, "{sentence}");
    }
    for table in [tables::parameters(contents), tables::laws(contents), tables::survival(contents)] {
        if !table.rows.is_empty() {
            text.push('\n');
            text.push_str(&laid_out(&table));
        }
    }
    for warning in words::warnings(contents) {
        let _ = writeln!(text, "! {warning}");
    }
    if contents.calibration.check.is_some() {
        text.push('\n');
        text.push_str(&laid_out(&tables::check(contents)));
    }
    let _ = writeln!(text, "\nreport   {folder}/report.html");
    if !contents.calibration.segments.is_empty() {
        let _ = writeln!(text, "next     paylift run {folder}/scenario.toml --parameter-uncertainty");
    }
    text
}

/// Columns as wide as their widest cell.
fn laid_out(table: &Table) -> String {
    let lines = || std::iter::once(&table.titles).chain(&table.rows);
    let width = |column: usize| lines().filter_map(|l| l.get(column)).map(|c| c.chars().count()).max().unwrap_or(0);
    let widths: Vec<usize> = (0..table.titles.len()).map(width).collect();
    let mut text = String::new();
    for line in lines() {
        let mut shown = String::new();
        for (i, (cell, width)) in line.iter().zip(&widths).enumerate() {
            let pad = " ".repeat(width - cell.chars().count());
            let _ = if i == 0 { write!(shown, "{cell}{pad}") } else { write!(shown, "  {pad}{cell}") };
        }
        let _ = writeln!(text, "{}", shown.trim_end());
    }
    text
}
