//! Cells become values; whatever cannot be read becomes a problem at its place.

use crate::config::{Bounds, Date, Sheet};

use super::columns::Places;
use super::{IntakeSettings, Level};

/// One row with an outcome, as written.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Row {
    /// Row of the sheet.
    pub(super) at: usize,
    pub(super) unit: String,
    pub(super) csm: Option<String>,
    pub(super) pod: Option<String>,
    pub(super) account: Option<String>,
    pub(super) arm: Option<String>,
    /// `None` where the cell is empty.
    pub(super) outcome: Option<f64>,
    pub(super) baseline: Option<f64>,
    pub(super) weight: Option<f64>,
    pub(super) stratum: Option<String>,
    pub(super) period: Option<String>,
    pub(super) on: Option<bool>,
    pub(super) exposed: Option<f64>,
    pub(super) date: Option<Date>,
    pub(super) guarded: Vec<Option<f64>>,
}

impl Row {
    /// Name of who was assigned; `None` for rows without an account where accounts were.
    pub(super) fn assigned_name(&self, level: Level) -> Option<&str> {
        if level == Level::Cohort { self.account.as_deref() } else { Some(&self.unit) }
    }
}

/// Reads all rows that have a unit.
pub(super) fn rows(sheet: &Sheet<'_>, places: &Places, settings: &IntakeSettings<'_>) -> Vec<Row> {
    let guarded: Vec<Option<usize>> =
        settings.guardrails.iter().map(|rail| sheet.required_column(&[&crate::config::plain(&rail.column)])).collect();
    (0..sheet.len()).filter_map(|at| row(sheet, places, settings, &guarded, at)).collect()
}

fn row(sheet: &Sheet<'_>, places: &Places, settings: &IntakeSettings<'_>, guarded: &[Option<usize>], at: usize) -> Option<Row> {
    let text = |column: Option<usize>| column.and_then(|c| sheet.cell(at, c).string());
    let number = |column: Option<usize>, bounds: Bounds| {
        column.map(|c| sheet.cell(at, c)).filter(|cell| !cell.is_empty()).and_then(|cell| cell.number(bounds))
    };
    let csm = text(places.csm);
    let pod = text(places.pod);
    let unit = if settings.level == Level::Pod { pod.clone()? } else { csm.clone()? };
    Some(Row {
        at,
        unit,
        csm,
        pod,
        account: text(places.account),
        arm: text(places.arm),
        outcome: number(places.outcome, Bounds::ANY),
        baseline: number(places.baseline, Bounds::ANY),
        weight: number(places.weight, Bounds::POSITIVE),
        stratum: text(places.pair.or(places.stratum)),
        period: text(places.period),
        on: places.on.map(|c| sheet.cell(at, c)).filter(|cell| !cell.is_empty()).and_then(|cell| cell.integer(0, 1)).map(|on| on == 1),
        exposed: number(places.exposed, Bounds::SHARE),
        date: date(sheet, places.date, settings, at),
        guarded: guarded.iter().map(|column| number(*column, Bounds::ANY)).collect(),
    })
}

/// The day, inside the experiment; none where the cell is empty.
fn date(sheet: &Sheet<'_>, column: Option<usize>, settings: &IntakeSettings<'_>, at: usize) -> Option<Date> {
    let cell = sheet.cell(at, column?);
    if cell.is_empty() {
        return None;
    }
    let Ok(day) = cell.text.parse::<Date>() else {
        settings.notes.problem(cell.problem_at("not a day").allowed("YYYY-MM-DD"));
        return None;
    };
    let early = settings.from.is_some_and(|from| day < from);
    let late = settings.to.is_some_and(|to| day > to);
    if early || late {
        let end = |of: Option<Date>, word: &str| of.map(|d| format!("{word} {d}"));
        let allowed: Vec<String> = [end(settings.from, "from"), end(settings.to, "to")].into_iter().flatten().collect();
        settings.notes.problem(cell.problem_at("outside the experiment").allowed(allowed.join(" ")));
    }
    Some(day)
}
