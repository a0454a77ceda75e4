//! What must be refused, not guessed: arms, pods and accounts that do not hold together.

use std::collections::BTreeMap;

use crate::config::Sheet;

use super::columns::Places;
use super::rows::Row;
use super::{IntakeSettings, Level};

/// Largest difference between the arms' shares of missing outcomes, in shares.
const MISSING_APART: f64 = 0.05;

/// Tells what does not hold together in rows as written.
pub(super) fn tell(sheet: &Sheet<'_>, places: &Places, rows: &[Row], settings: &IntakeSettings<'_>) {
    let panel = places.period.is_some();
    let unit = settings.level.word();
    if settings.level != Level::Cohort {
        constant(sheet, places.arm, rows, settings, |row| Some((row.unit.as_str(), row.arm.as_deref()?)), &|name, one, other| {
            format!("{unit} `{name}` is in two arms, `{one}` and `{other}`; for plans that were assigned inside books say --level cohort")
        });
    }
    constant(sheet, places.pod, rows, settings, |row| Some((row.csm.as_deref()?, row.pod.as_deref()?)), &|name, one, other| {
        format!("CSM `{name}` is in two pods, `{one}` and `{other}`")
    });
    constant(
        sheet,
        places.pair.or(places.stratum),
        rows,
        settings,
        |row| Some((row.unit.as_str(), row.stratum.as_deref()?)),
        &|name, one, other| format!("{unit} `{name}` is in two strata, `{one}` and `{other}`"),
    );
    if !panel && places.date.is_none() {
        let column = if settings.level == Level::Pod { places.pod } else { places.csm };
        constant(sheet, column, rows, settings, |row| Some((row.account.as_deref()?, row.unit.as_str())), &|name, one, other| {
            format!("account `{name}` is with two {}, `{one}` and `{other}`, and no date says when", settings.level.words())
        });
    }
    twice(sheet, places, rows, settings);
    empty(sheet, places.baseline, rows, settings, "baseline");
    empty(sheet, places.weight, rows, settings, "weight");
    empty(sheet, places.exposed, rows, settings, "exposed");
    empty(sheet, places.on, rows, settings, "on");
}

/// Every key must have one value; the first row that says otherwise is told, once a key.
fn constant<'r>(
    sheet: &Sheet<'_>,
    column: Option<usize>,
    rows: &'r [Row],
    settings: &IntakeSettings<'_>,
    of: impl Fn(&'r Row) -> Option<(&'r str, &'r str)>,
    words: &dyn Fn(&str, &str, &str) -> String,
) {
    let Some(column) = column else { return };
    let mut known: BTreeMap<&str, (&str, bool)> = BTreeMap::new();
    for row in rows {
        let Some((key, value)) = of(row) else { continue };
        let (first, told) = known.entry(key).or_insert((value, false));
        if *first != value && !*told {
            *told = true;
            settings.notes.problem(sheet.cell(row.at, column).problem_at(words(key, first, value)));
        }
    }
}

/// An account is there once, or once a period; rows with dates may be bookings.
fn twice(sheet: &Sheet<'_>, places: &Places, rows: &[Row], settings: &IntakeSettings<'_>) {
    let Some(column) = places.account.filter(|_| places.date.is_none()) else { return };
    let mut known: BTreeMap<(&str, &str, Option<&str>), bool> = BTreeMap::new();
    for row in rows {
        let Some(account) = row.account.as_deref() else { continue };
        match known.entry((account, row.unit.as_str(), row.period.as_deref())) {
            std::collections::btree_map::Entry::Vacant(free) => _ = free.insert(false),
            std::collections::btree_map::Entry::Occupied(mut told) => {
                if !std::mem::replace(told.get_mut(), true) {
                    settings.notes.problem(sheet.cell(row.at, column).problem_at(format!("account `{account}` is there twice")));
                }
            }
        }
    }
}

/// Columns that are used have a value in every row; told once a column.
fn empty(sheet: &Sheet<'_>, column: Option<usize>, rows: &[Row], settings: &IntakeSettings<'_>, flag: &str) {
    let Some(column) = column else { return };
    let without = || rows.iter().filter(|row| sheet.cell(row.at, column).is_empty());
    if let Some(first) = without().next() {
        let message = format!("no {flag} in {} of {} rows, here for the first time", without().count(), rows.len());
        let allowed = format!("a number in every row, or --{flag} none to leave it out");
        settings.notes.problem(sheet.cell(first.at, column).problem_at(message).allowed(allowed));
    }
}

/// Tells outcomes that are missing in one arm rather than the other; counts of rows and of missing ones by arm.
pub(super) fn tell_missing(sheet: &Sheet<'_>, arms: &[String], rows: &[usize], missing: &[usize], settings: &IntakeSettings<'_>) {
    let share = |arm: usize| missing[arm] as f64 / rows[arm].max(1) as f64;
    for arm in 0..arms.len() {
        if rows[arm] > 0 && missing[arm] == rows[arm] {
            settings.notes.problem(sheet.problem_at_header(format!("no row of arm `{}` has an outcome", arms[arm])));
        } else if arm > 0 && (share(arm) - share(0)).abs() > MISSING_APART && missing[0] < rows[0] {
            let message = format!(
                "outcomes are missing in {:.1} % of arm `{}` and {:.1} % of arm `{}`: who is missing is no chance",
                100.0 * share(arm),
                arms[arm],
                100.0 * share(0),
                arms[0]
            );
            settings.notes.problem(sheet.problem_at_header(message).allowed("shares of missing outcomes at most 5 points apart"));
        }
    }
}
