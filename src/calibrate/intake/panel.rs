//! A usage panel: one row per account and month, of any size, to a [`History`].

use std::ops::ControlFlow;
use std::path::Path;

use super::columns::{FileKind, Found, Role, not_long};
use super::error::IntakeError;
use super::panel_finish::finish;
use super::panel_rows::{PanelColumns, PanelRows};
use super::progress::Watch;
use super::report::DataReport;
use super::settings::IntakeSettings;
use super::survey::{AmountSurvey, Amounts, DateSurvey, Dates};
use super::table::{Cell, Place, ScanEnd, Table};
use crate::cohort::History;
use crate::config::{DecimalMark, MOST_MONTHS, Month, Notes, Unclear, thousands};

/// Rows whose every column is looked at for dates.
const LOOKED_AT: u64 = 1_000;
/// Months without any row between two parts of a file, from which on the smaller part looks like a mistake…
const LONE_GAP: usize = 24;
/// …if it has at most this share of the rows.
const LONE_SHARE: f64 = 0.01;

/// Reads a usage panel, going through the file twice; memory is that of accounts × months, not of the file. `name` is what problems and the
/// report call the file.
///
/// A month without a row is 0, and so is one below 0; accounts that never have revenue are left out; of several segments or CSMs of an
/// account the latest counts. What else may be wrong is decided by the settings. The report tells all of it.
///
/// # Errors
/// Every problem with the file at once, with the report as far as there is one; or that the watch broke off.
pub fn read_panel(path: &Path, name: &str, settings: &IntakeSettings, watch: &mut Watch<'_>) -> Result<(History, DataReport), IntakeError> {
    let notes = Notes::new();
    let table = Table::open(path, name).map_err(|p| IntakeError::from(crate::config::Problems::from(p)))?;
    let found = Found::find(&table, FileKind::Usage, &settings.columns, &notes);
    let needed = [Role::Account, Role::Month, Role::Revenue];
    match not_long(&table).filter(|_| needed.into_iter().any(|role| found.of(role).is_none())) {
        Some(problem) => notes.problem(problem),
        None => needed.into_iter().for_each(|role| {
            let _ = found.required(role, &table, &settings.columns, FileKind::Usage, &notes);
        }),
    }
    let Some(columns) = PanelColumns::of(&found, table.titles().len()).filter(|_| notes.is_clean()) else {
        return Err(refused(notes, None));
    };
    let wanted: Vec<usize> = found.all().map(|(_, column)| column).collect();
    let mut survey = match survey(&table, &columns, &wanted, watch) {
        Ok(survey) => survey,
        Err(end) => return Err(ended(end, notes)),
    };
    if survey.rows == 0 {
        notes.problem(table.problem_at_header(None, "there is no row below the header"));
        return Err(refused(notes, None));
    }
    let dates = survey.dates(&table, &columns, settings, &notes);
    let amounts = survey.amounts(&table, &columns, settings, &notes);
    let span = dates.as_ref().and_then(|dates| span(dates, &table, settings, &notes));
    let has_format = notes.is_clean();
    let mut rows = PanelRows::new(settings, columns, dates, amounts, span.unwrap_or((FIRST_OF_NONE, 1)));
    if (span.is_some() || rows.dates.is_none())
        && let Err(end) = table.scan(&wanted, watch, 2, &mut |row| rows.see(row))
    {
        return Err(ended(end, notes));
    }
    let (history, mut report) = finish(rows, &table, settings, &notes);
    report.file = name.to_owned();
    report.columns = found.all().map(|(role, column)| (role.name().to_owned(), table.titles()[column].clone())).collect();
    match history {
        Some(history) if notes.is_clean() => Ok((history, report)),
        _ => Err(refused(notes, has_format.then_some(report))),
    }
}

/// Stands for the first month of a file without any.
const FIRST_OF_NONE: Month = Month::FIRST;

pub(super) fn refused(notes: Notes, report: Option<DataReport>) -> IntakeError {
    let problems = notes.finish().err().unwrap_or_default();
    IntakeError::Refused { problems, report: report.map(Box::new) }
}

pub(super) fn ended(end: ScanEnd, notes: Notes) -> IntakeError {
    match end {
        ScanEnd::Problem(problem) => {
            notes.problem(*problem);
            refused(notes, None)
        }
        ScanEnd::Interrupted => IntakeError::Interrupted,
    }
}

/// What the first time through found.
struct Survey {
    rows: u64,
    dates: DateSurvey,
    amounts: AmountSurvey,
    /// Of the first rows: dates in columns in use.
    everywhere: Vec<(usize, DateSurvey)>,
    /// A row whose date has three numbers between slashes, points or dashes.
    dated: Option<Place>,
    /// A row whose amount has a point.
    pointed: Option<Place>,
}

fn survey(table: &Table, columns: &PanelColumns, wanted: &[usize], watch: &mut Watch<'_>) -> Result<Survey, ScanEnd> {
    let everywhere = wanted.iter().map(|column| (*column, DateSurvey::default())).collect();
    let (dates, amounts) = (DateSurvey::default(), AmountSurvey::default());
    let mut survey = Survey { rows: 0, dates, amounts, everywhere, dated: None, pointed: None };
    table.scan(wanted, watch, 1, &mut |row| {
        survey.rows += 1;
        let (month, revenue) = (row.cell(columns.month), row.cell(columns.revenue));
        survey.dates.see(month);
        survey.amounts.see(revenue);
        if survey.rows <= LOOKED_AT {
            survey.everywhere.iter_mut().for_each(|(column, dates)| dates.see(row.cell(*column)));
        }
        if survey.dated.is_none() && matches!(month, Cell::Text(_)) {
            survey.dated = Some(row.place);
        }
        if survey.pointed.is_none() && matches!(revenue, Cell::Text(text) if text.contains('.')) {
            survey.pointed = Some(row.place);
        }
        ControlFlow::Continue(())
    })?;
    Ok(survey)
}

impl Survey {
    /// How dates are written; what they leave open is a problem, and then one of two ways so that the rest can be gone through.
    fn dates(&mut self, table: &Table, columns: &PanelColumns, settings: &IntakeSettings, notes: &Notes) -> Option<Dates> {
        let mostly_dates = self.dates.are_dates();
        let elsewhere: Vec<usize> =
            self.everywhere.iter_mut().filter_map(|(c, dates)| (*c != columns.month && dates.are_dates()).then_some(*c)).collect();
        let mut surveyed = std::mem::take(&mut self.dates);
        let title = |column: usize| table.titles()[column].as_str();
        if let (false, Some(other)) = (mostly_dates, elsewhere.first()) {
            let message =
                format!("column `{}` holds no dates, but column `{}` does: are they swapped?", title(columns.month), title(*other));
            let swap = match *other == columns.account {
                true => format!("--columns month={},account={}", title(*other), title(columns.month)),
                false => format!("--columns month={}", title(*other)),
            };
            notes.problem(table.problem_at_header(Some(columns.month), &message).allowed(format!("dates; to read it so: {swap}")));
            return None;
        }
        match surveyed.decide(settings.dates) {
            Ok(dates) => Some(dates),
            Err(Unclear::DayOrMonth) => {
                let message = "dates in this column do not tell whether the day or the month comes first";
                let problem = table.problem(self.dated.unwrap_or_default(), Some(columns.month), message);
                notes.problem(problem.allowed("YYYY-MM; or say it: --dates DMY or --dates MDY"));
                None
            }
            Err(Unclear::NoDate) => {
                let message = format!("column `{}` holds no dates", title(columns.month));
                let allowed = "YYYY-MM; also YYYY-MM-DD, DD.MM.YYYY, MM/DD/YYYY, Mon YYYY and the like, the same in the whole file";
                notes.problem(table.problem_at_header(Some(columns.month), &message).allowed(allowed));
                None
            }
        }
    }

    /// How amounts are written; what they leave open is a problem.
    fn amounts(&self, table: &Table, columns: &PanelColumns, settings: &IntakeSettings, notes: &Notes) -> Amounts {
        self.amounts.decide(settings.decimals).unwrap_or_else(|| {
            let message = "points in this column can stand for decimals or between thousands";
            let problem = table.problem(self.pointed.unwrap_or_default(), Some(columns.revenue), message);
            notes.problem(problem.allowed("amounts with two decimals, such as 1234.00; or say it: --decimals point or --decimals comma"));
            Amounts { decimals: DecimalMark::Point, has_text: true, thousands: None }
        })
    }
}

/// First month and number of months of those asked for. Too many months, and a few rows far from all others, are problems.
fn span(dates: &Dates, table: &Table, settings: &IntakeSettings, notes: &Notes) -> Option<(Month, usize)> {
    let mut months = dates.months();
    months.retain(|(month, _)| settings.from.is_none_or(|from| *month >= from) && settings.to.is_none_or(|to| *month <= to));
    let (Some(&(first, _)), Some(&(last, _))) = (months.first(), months.last()) else {
        let asked = |month: Option<Month>, open: &str| month.map_or_else(|| open.to_owned(), |m| m.to_string());
        let (from, to) = (asked(settings.from, "the first"), asked(settings.to, "the last"));
        notes.problem(table.problem_at_header(None, &format!("no row is of a month from {from} to {to}")));
        return None;
    };
    let many = last.since(first) + 1;
    let rows = |part: &[(Month, u64)]| part.iter().map(|(_, rows)| rows).sum::<u64>();
    let widest = months.windows(2).enumerate().max_by_key(|(_, pair)| pair[1].0.since(pair[0].0));
    if let Some((at, pair)) = widest {
        let (before, after) = (rows(&months[..=at]), rows(&months[at + 1..]));
        let gap = pair[1].0.since(pair[0].0) - 1;
        let is_lone = before.min(after) as f64 <= LONE_SHARE * (before + after) as f64 && settings.from.is_none() && settings.to.is_none();
        if gap >= LONE_GAP && is_lone {
            let (few, side, way) = match before < after {
                true => (before, format!("up to {}", pair[0].0), format!("--from {} leaves them out", pair[1].0)),
                false => (after, format!("from {} on", pair[1].0), format!("--to {} leaves them out", pair[0].0)),
            };
            let rows = crate::config::count(few as usize, "row");
            let message = format!("{rows} {side}: {} months away from all others", thousands(gap as f64 + 1.0));
            let keep = format!("--from {first} keeps them");
            notes.problem(table.problem_at_header(None, &message).allowed(format!("months that belong together; {way}, {keep}")));
            return None;
        }
    }
    if many > MOST_MONTHS {
        let message = format!("the months run from {first} to {last}");
        let allowed = format!("at most {MOST_MONTHS} months; --from and --to read part of them");
        notes.problem(table.problem_at_header(None, &message).allowed(allowed));
        return None;
    }
    Some((first, many))
}
