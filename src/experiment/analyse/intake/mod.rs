//! A file of accounts (or of a panel), read and checked: either all of it holds together, or every problem is told at once.

mod assigned;
mod columns;
mod faults;
mod labels;
mod payouts;
mod rows;

use std::sync::Arc;

use super::settings::Guardrail;
use super::{Data, Level, Periods};
use crate::config::{Date, Notes, Sheet, Source};
use columns::Places;
use labels::{control_first, label, label_periods};
use rows::Row;

pub use assigned::{Assigned, sets_of};
pub use columns::ColumnNames;
pub use payouts::read_payouts;

/// Most arms of an experiment: more are taken for a wrong column.
const MOST_ARMS: usize = 12;

/// How a file is to be read.
#[derive(Debug, Clone, Copy)]
pub struct IntakeSettings<'a> {
    /// Titles of columns.
    pub columns: &'a ColumnNames,
    /// Who was given a plan.
    pub level: Level,
    /// Name of the arm with today's plan; guessed where it is not told.
    pub control: Option<&'a str>,
    /// Columns that must not get worse.
    pub guardrails: &'a [Guardrail],
    /// First period of the new plan, for panels without a column that says so.
    pub start: Option<&'a str>,
    /// First day of the experiment.
    pub from: Option<Date>,
    /// Last day of the experiment.
    pub to: Option<Date>,
    /// What was assigned.
    pub assigned: Option<&'a Assigned>,
    /// Where problems go.
    pub notes: &'a Notes,
}

/// Reads a file; `None` if anything is wrong with it, which the notes then say.
#[must_use]
pub fn read_data(source: &Arc<Source>, settings: &IntakeSettings<'_>) -> Option<Data> {
    let notes = settings.notes;
    let sheet = Sheet::parse(source, notes);
    let places = settings.columns.find(&sheet, settings.level == Level::Pod);
    if sheet.is_empty() {
        notes.problem(sheet.problem_at_header("no row below the header"));
    }
    let mut rows = rows::rows(&sheet, &places, settings);
    faults::tell(&sheet, &places, &rows, settings);
    if let Some(assigned) = settings.assigned {
        assigned::tell(&sheet, &places, &rows, assigned, settings);
        for row in &mut rows {
            let Some(name) = row.assigned_name(settings.level).map(str::to_owned) else { continue };
            row.arm = row.arm.take().or_else(|| assigned.arm.get(&name).cloned());
            row.stratum = row.stratum.take().or_else(|| assigned.stratum.get(&name).cloned());
        }
    }
    by_first_owner(&mut rows, &places, settings.level);
    let switched = places.arm.is_none() && settings.assigned.is_none() && places.on.is_some() && places.period.is_some();
    if switched {
        for row in &mut rows {
            row.arm = row.on.map(|on| if on { "on" } else { "off" }.to_owned());
        }
    } else if places.arm.is_none() && settings.assigned.is_none() {
        let _ = sheet.required_column(&["arm"]);
    }
    let known = settings.assigned.map(|a| a.arm.values().map(String::as_str).collect::<Vec<_>>()).unwrap_or_default();
    let arms = control_first(rows.iter().filter_map(|row| row.arm.as_deref()).chain(known), settings.control, &sheet, notes);
    if arms.len() < 2 && notes.is_clean() {
        let found = arms.first().map_or_else(String::new, |arm| format!(", `{arm}`"));
        notes.problem(sheet.problem_at_header(format!("a single arm{found}: there is nothing to compare with")));
    }
    if arms.len() > MOST_ARMS {
        let message = format!("{} different arms", arms.len());
        notes.problem(sheet.problem_at_header(message).allowed(format!("at most {MOST_ARMS}: is it the right column? --arm COLUMN")));
        return None;
    }
    let arm_of = |row: &Row| row.arm.as_ref().and_then(|arm| arms.iter().position(|a| a == arm));
    let (mut all, mut missing) = (vec![0; arms.len()], vec![0; arms.len()]);
    for row in &rows {
        if let Some(arm) = arm_of(row) {
            all[arm] += 1;
            missing[arm] += usize::from(row.outcome.is_none());
        }
    }
    faults::tell_missing(&sheet, &arms, &all, &missing, settings);
    rows.retain(|row| row.outcome.is_some() && row.arm.is_some());
    let periods = periods(&sheet, &places, &rows, &arms, settings);
    let data = data(&places, settings, rows, arms, missing, periods, &sheet)?;
    if !switched {
        for (arm, name) in data.arms.iter().enumerate() {
            let units = data.units_in(arm);
            if units < 2 && notes.is_clean() || units == 1 {
                let word = if units == 1 { data.level.word() } else { data.level.words() };
                let problem = sheet.problem_at_header(format!("arm `{name}` has {units} {word}"));
                notes.problem(problem.allowed(format!("at least 2 {} in every arm", data.level.words())));
            }
        }
    }
    notes.is_clean().then_some(data)
}

/// Accounts with dated rows stay with whom they were first: what was assigned is what is compared.
fn by_first_owner(rows: &mut [Row], places: &Places, level: Level) {
    if places.account.is_none() || places.date.is_none() || places.period.is_some() || level == Level::Cohort {
        return;
    }
    let mut first: std::collections::BTreeMap<String, (Date, String, Option<String>, Option<String>)> = std::collections::BTreeMap::new();
    for row in rows.iter() {
        let (Some(account), Some(date)) = (&row.account, row.date) else { continue };
        let own = || (date, row.unit.clone(), row.arm.clone(), row.stratum.clone());
        let known = first.entry(account.clone()).or_insert_with(own);
        if date < known.0 {
            *known = own();
        }
    }
    for row in rows.iter_mut() {
        if let Some((_, unit, arm, stratum)) = row.account.as_ref().and_then(|account| first.get(account)) {
            row.unit.clone_from(unit);
            row.arm.clone_from(arm);
            row.stratum.clone_from(stratum);
        }
    }
}

fn periods(sheet: &Sheet<'_>, places: &Places, rows: &[Row], arms: &[String], settings: &IntakeSettings<'_>) -> Option<Periods> {
    let column = places.period?;
    let (names, of) = label_periods(rows.iter().map(|row| row.period.clone().unwrap_or_default()));
    let start = settings.start.and_then(|start| {
        let found = names.iter().position(|name| name == start);
        if found.is_none() {
            let problem = sheet.problem_at_header(format!("--start {start}: there is no such period"));
            settings.notes.problem(problem.nearest(start, names.iter().map(String::as_str)));
        }
        found
    });
    let on = rows.iter().zip(&of).map(|(row, period)| {
        let treated = arms.first() != row.arm.as_ref();
        row.on.unwrap_or_else(|| treated && start.is_some_and(|start| *period >= start))
    });
    let on: Vec<bool> = on.collect();
    if places.on.is_none() && settings.start.is_none() && !rows.is_empty() {
        let message = "a panel, but nothing says when the new plan began";
        let cell = sheet.cell(rows[0].at, column);
        settings.notes.problem(cell.problem_at(message).allowed("a column `on` with 0 and 1, --start PERIOD, or --period none"));
    } else if !on.contains(&true) && settings.notes.is_clean() {
        settings.notes.problem(sheet.problem_at_header("the new plan is on in no row"));
    }
    Some(Periods { names, of, on })
}

fn data(
    places: &Places,
    settings: &IntakeSettings<'_>,
    rows: Vec<Row>,
    arms: Vec<String>,
    missing: Vec<usize>,
    periods: Option<Periods>,
    sheet: &Sheet<'_>,
) -> Option<Data> {
    let values = |column: Option<usize>, of: &dyn Fn(&Row) -> Option<f64>| {
        column.map(|_| rows.iter().map(|row| of(row).unwrap_or(f64::NAN)).collect::<Vec<f64>>())
    };
    let (units, unit) = label(rows.iter().map(|row| row.unit.as_str()));
    let stratum = rows.iter().all(|row| row.stratum.is_some()) && !rows.is_empty() && settings.level != Level::Cohort;
    let stratum = stratum.then(|| label(rows.iter().map(|row| row.stratum.as_deref().unwrap_or_default())).1);
    let paired = places.pair.is_some() || settings.assigned.is_some_and(|a| a.paired && places.stratum.is_none());
    let title = |column: Option<usize>| column.map(|c| sheet.title(c)).unwrap_or_default();
    let own_name = if paired { "pairs" } else { "strata" };
    let stratum_name = match places.pair.or(places.stratum) {
        Some(column) => title(Some(column)),
        None => own_name.to_owned(),
    };
    Some(Data {
        level: settings.level,
        outcome_name: title(places.outcome),
        baseline_name: title(places.baseline),
        arm: rows.iter().map(|row| arms.iter().position(|arm| Some(arm) == row.arm.as_ref()).unwrap_or(0)).collect(),
        outcome: rows.iter().filter_map(|row| row.outcome).collect(),
        baseline: values(places.baseline.filter(|_| periods.is_none()), &|row| row.baseline),
        weight: values(places.weight, &|row| row.weight),
        exposed: values(places.exposed, &|row| row.exposed),
        days_left: places.date.map(|_| rows.iter().map(|row| row.date.map(Date::days_left_in_quarter)).collect()),
        guarded: (0..settings.guardrails.len()).map(|rail| rows.iter().map(|row| row.guarded[rail]).collect()).collect(),
        stratum_name: if stratum.is_some() { stratum_name } else { String::new() },
        paired: paired && stratum.is_some(),
        units,
        unit,
        arms,
        stratum,
        periods,
        missing,
        payout: None,
    })
}

#[cfg(test)]
mod tests;
