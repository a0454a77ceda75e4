//! A roster CSV → seats: each person's own numbers.
//!
//! Columns: `csm`, `segment`, `ote`, `variable` (or `variable_share`), and where wanted `start_month` (1 = first paid month; empty =
//! there already), `manager` or `pod`, `quota`, `accounts`.

use std::sync::Arc;

use crate::scenario::{Seat, Segment};

use super::sheet::Sheet;
use super::{Bounds, Notes, Problem, Source};

/// Columns a roster may have.
const COLUMNS: &[&str] = &["csm", "segment", "ote", "variable", "variable_share", "start_month", "manager", "pod", "quota", "accounts"];

/// Largest number of accounts in one book.
pub(super) const MAX_ACCOUNTS: u32 = 100_000;

/// Reads a roster for a horizon of so many months. Without a column `segment`, everybody is in the `default` one.
///
/// Every problem is recorded with its line and column; rows with problems are left out.
#[must_use]
pub fn read_roster(source: &Arc<Source>, segments: &[Segment], default: Option<usize>, months: u16, notes: &Notes) -> Vec<Seat> {
    let before = notes.count();
    let sheet = Sheet::parse(source, notes);
    sheet.finish(COLUMNS);
    let csm = sheet.required_column(&["csm", "name"]);
    let segment = sheet.column(&["segment"]);
    let ote = sheet.required_column(&["ote"]);
    let share = sheet.column(&["variable_share"]);
    let variable = if share.is_some() { sheet.column(&["variable"]) } else { sheet.required_column(&["variable"]) };
    if segment.is_none() && default.is_none() {
        let _ = sheet.required_column(&["segment"]);
    }
    let (Some(csm), Some(ote)) = (csm, ote) else { return Vec::new() };
    if sheet.is_empty() && notes.count() == before {
        notes.problem(sheet.problem_at_header("the roster has no CSMs").allowed("at least one row below the header"));
    }
    let optional = |names: &[&str]| sheet.column(names);
    let (start, pod, quota, accounts) =
        (optional(&["start_month"]), optional(&["manager", "pod"]), optional(&["quota"]), optional(&["accounts"]));
    let (mut seats, mut names, mut pods): (Vec<Seat>, Vec<(String, usize)>, Vec<String>) = Default::default();
    for row in 0..sheet.len() {
        let filled = |column: Option<usize>| column.map(|c| sheet.cell(row, c)).filter(|cell| !cell.is_empty());
        let name = sheet.cell(row, csm).string();
        if let Some(name) = &name {
            match names.iter().find(|(n, _)| n == name) {
                Some((_, line)) => {
                    notes.problem(sheet.cell(row, csm).problem_at(format!("duplicate CSM `{name}`, already in line {line}")));
                }
                None => names.push((name.clone(), sheet.cell(row, csm).line())),
            }
        }
        let segment = match segment {
            None => default,
            Some(column) => {
                let cell = sheet.cell(row, column);
                let found = segments.iter().position(|s| s.id == cell.text);
                if found.is_none() {
                    notes.problem(unknown_segment(cell.problem_at(format!("unknown segment `{}`", cell.text)), cell.text, segments));
                }
                found
            }
        };
        let ote = sheet.cell(row, ote).number(Bounds::NOT_NEGATIVE);
        let variable = match (variable, filled(share)) {
            (_, Some(share)) => share.number(Bounds::SHARE).zip(ote).map(|(share, ote)| share * ote),
            (Some(column), None) => {
                let cell = sheet.cell(row, column);
                if cell.text.ends_with('%') {
                    let problem = cell.problem_at("a percentage");
                    notes.problem(problem.allowed("money a year; shares of OTE go into a column `variable_share`"));
                }
                let amount = if cell.text.ends_with('%') { None } else { cell.number(Bounds::NOT_NEGATIVE) };
                if let (Some(amount), Some(ote)) = (amount, ote)
                    && amount > ote
                {
                    notes.problem(cell.problem_at("more than the OTE").allowed(format!("0 to {ote}")));
                }
                amount
            }
            (None, None) => share.and_then(|column| sheet.cell(row, column).number(Bounds::SHARE)),
        };
        let start_month = filled(start).map(|cell| cell.integer(1, u32::from(months)));
        let quota = filled(quota).map(|cell| cell.number(Bounds::POSITIVE));
        let accounts = filled(accounts).map(|cell| cell.integer(0, MAX_ACCOUNTS));
        let pod = filled(pod).map_or_else(String::new, |cell| cell.text.to_string());
        let pod = pods.iter().position(|p| *p == pod).unwrap_or_else(|| {
            pods.push(pod);
            pods.len() - 1
        });
        if let (Some(name), Some(segment), Some(ote), Some(variable)) = (name, segment, ote, variable) {
            let full_book = segments[segment].accounts_per_csm;
            if accounts.is_none() {
                notes.resolve(&source.name, &format!("{name}.accounts"), full_book, true);
            }
            seats.push(Seat {
                name,
                segment: segment as u16,
                pod: pod as u16,
                ote,
                variable,
                quota: quota.flatten(),
                start_month: start_month.flatten().map(|m| (m - 1) as u16),
                accounts: accounts.flatten().unwrap_or(full_book),
            });
        }
    }
    seats
}

/// Says which segments there are, and which one may be meant.
pub(super) fn unknown_segment(problem: Problem, written: &str, segments: &[Segment]) -> Problem {
    let ids: Vec<&str> = segments.iter().map(|s| s.id.as_str()).collect();
    problem.allowed(ids.join(", ")).nearest(written, ids)
}
