//! Ownership files: one row for each account and holder, with the months from which and to which it was theirs.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::cohort::{History, Ownership};
use crate::config::history_month::{MonthFormat, Unclear, Written};
use crate::config::{Cell, Month, Notes, Sheet, Source};

/// Columns of the file.
const COLUMNS: &[&str] = &["account_id", "csm", "from", "to"];

/// How months are written.
const MONTHS: &str = "YYYY-MM; also YYYY-MM-DD, DD.MM.YYYY or MM/DD/YYYY, the same in the whole file";

/// An account in one person's hands.
struct Spell<'s> {
    row: usize,
    csm: &'s str,
    from: usize,
    /// Last month, inclusive.
    to: usize,
}

/// Reads an ownership file for the accounts of a history.
///
/// Days are ignored: who takes an account over within a month holds it in that month. Without `from` an account was theirs from the first
/// month, without `to` up to the last. Months in no row are nobody's. Accounts that the history does not have are left out, and counted in
/// the notes.
pub(in crate::config) fn read_ownership(source: &Arc<Source>, history: &History, notes: &Notes) -> Option<Ownership> {
    let before = notes.count();
    let sheet = Sheet::parse(source, notes);
    sheet.finish(COLUMNS);
    let required = |title: &str| sheet.required_column(&[title]);
    let (account, csm, from) = (required("account_id"), required("csm"), required("from"));
    let to = sheet.column(&["to"]);
    let (account, csm, from) = (account?, csm?, from?);
    if sheet.is_empty() {
        notes.problem(sheet.problem_at_header("there is no row below the header"));
    }
    let columns: Vec<usize> = [Some(from), to].into_iter().flatten().collect();
    let format = format_of(&sheet, &columns, notes);
    let first: Month = history.months.first()?.parse().ok()?;
    let last = history.months.len() - 1;
    let mut spells: BTreeMap<usize, Vec<Spell<'_>>> = BTreeMap::new();
    let mut strangers = 0;
    for row in 0..sheet.len() {
        let [of, who] = [account, csm].map(|column| sheet.cell(row, column));
        let named = [&of, &who].map(|cell| cell.string().is_some());
        let month = |column: Option<usize>| match (column.map(|c| sheet.cell(row, c)).filter(|cell| !cell.is_empty()), format) {
            (None, _) => Some(None),
            (Some(cell), Some(format)) => read_month(&cell, format, notes).map(Some),
            (Some(_), None) => None,
        };
        let (Some(begin), Some(end)) = (month(Some(from)), month(to)) else { continue };
        if let (Some(begin), Some(end)) = (begin, end)
            && end < begin
        {
            notes.problem(sheet.cell(row, to.unwrap_or(from)).problem_at(format!("ends before it begins, in {begin}")));
            continue;
        }
        if named != [true; 2] {
            continue;
        }
        let Ok(index) = history.accounts.binary_search_by(|name| name.as_str().cmp(of.text)) else {
            strangers += 1;
            continue;
        };
        // what ended before the history began, or begins after it, is none of its months
        let outside = end.is_some_and(|end| end < first) || begin.is_some_and(|begin| begin > first.plus(last));
        if !outside {
            let (from, to) = (begin.map_or(0, |m| m.since(first)), end.map_or(last, |m| m.since(first).min(last)));
            spells.entry(index).or_default().push(Spell { row, csm: who.text, from, to });
        }
    }
    if spells.is_empty() && notes.count() == before {
        let problem = sheet.problem_at_header("no row is of an account and a month of the history");
        let written = if sheet.is_empty() { "" } else { sheet.cell(0, account).text };
        notes.problem(problem.nearest(written, history.accounts.iter().map(String::as_str)));
    }
    notes.resolve(&source.name, "accounts that are not in the history", strangers, false);
    let mut names = vec![None; history.accounts.len() * history.months.len()];
    for (index, mut of_account) in spells {
        of_account.sort_by_key(|spell| (spell.from, spell.to));
        for pair in of_account.windows(2) {
            tell_overlap(&sheet, account, pair, first, notes);
        }
        for spell in &of_account {
            let months = &mut names[index * history.months.len()..(index + 1) * history.months.len()];
            months[spell.from..=spell.to].fill(Some(spell.csm));
        }
    }
    (notes.count() == before).then(|| Ownership::of_names(&names, history.months.len()))
}

/// How the columns write their months, decided over all of them; `None`, and a problem, where that cannot be told.
fn format_of(sheet: &Sheet<'_>, columns: &[usize], notes: &Notes) -> Option<MonthFormat> {
    let cells = || (0..sheet.len()).flat_map(|row| columns.iter().map(move |&column| (row, column)));
    let written: Vec<Written> = cells().filter_map(|(row, column)| Written::parse(sheet.cell(row, column).text)).collect();
    match MonthFormat::decide(written.iter().copied()) {
        Ok(format) => Some(format),
        Err(Unclear::DayOrMonth) => {
            let (row, column) = cells().find(|&(row, column)| Written::parse(sheet.cell(row, column).text).is_some())?;
            let problem = sheet.cell(row, column).problem_at("dates in this file do not tell whether the day or the month comes first");
            notes.problem(problem.allowed("YYYY-MM"));
            None
        }
        // nothing but empty cells, or nothing that is a date: said cell by cell
        Err(Unclear::NoDate) => Some(MonthFormat::PLAIN),
    }
}

fn read_month(cell: &Cell<'_>, format: MonthFormat, notes: &Notes) -> Option<Month> {
    let month = Written::parse(cell.text).and_then(|written| written.month(format));
    if month.is_none() {
        notes.problem(cell.problem_at(format!("`{}` is no month, or not written as the others", cell.text)).allowed(MONTHS));
    }
    month
}

/// Two people cannot hold an account in the same month, unless the second takes it over in the first one's last.
fn tell_overlap(sheet: &Sheet<'_>, account: usize, pair: &[Spell<'_>], first: Month, notes: &Notes) {
    let [one, next] = pair else { return };
    let hand_over = next.from == one.to && next.from > one.from;
    if next.from <= one.to && one.csm != next.csm && !hand_over {
        let cell = sheet.cell(next.row, account);
        let line = sheet.cell(one.row, account).line();
        let message = format!(
            "account `{}` is held by `{}` and by `{}` in {}; the other is in line {line}",
            cell.text,
            one.csm,
            next.csm,
            first.plus(next.from)
        );
        notes.problem(cell.problem_at(message).allowed("one holder a month; who takes over in a month holds it in that month"));
    }
}
