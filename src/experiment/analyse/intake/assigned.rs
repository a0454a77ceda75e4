//! Data against what was assigned: who is missing, who is not of it, who has another arm.

use std::collections::BTreeMap;

use crate::config::{Sheet, nearest_name};

use super::columns::Places;
use super::rows::Row;
use super::{IntakeSettings, Level};

/// What was assigned, by the name of the unit.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Assigned {
    /// Name of its file.
    pub file: String,
    /// Arm of each unit.
    pub arm: BTreeMap<String, String>,
    /// Stratum or pair of each unit; empty without.
    pub stratum: BTreeMap<String, String>,
    /// Whether strata are pairs.
    pub paired: bool,
}

/// Tells every difference, once a unit.
pub(super) fn tell(sheet: &Sheet<'_>, places: &Places, rows: &[Row], assigned: &Assigned, settings: &IntakeSettings<'_>) {
    let column = if settings.level == Level::Pod { places.pod } else { places.csm };
    let Some(column) = column else { return };
    let mut seen: BTreeMap<&str, bool> = assigned.arm.keys().map(|unit| (unit.as_str(), false)).collect();
    let mut strangers: BTreeMap<&str, ()> = BTreeMap::new();
    let mut differing: BTreeMap<&str, ()> = BTreeMap::new();
    let unit = settings.level.word();
    for row in rows {
        let Some(arm) = assigned.arm.get(&row.unit) else {
            if strangers.insert(&row.unit, ()).is_none() {
                let message = format!("{unit} `{}` is not in {}", row.unit, assigned.file);
                let problem = sheet.cell(row.at, column).problem_at(message);
                settings.notes.problem(match nearest_name(&row.unit, assigned.arm.keys().map(String::as_str)) {
                    Some(name) => problem.nearest(name, [name]),
                    None => problem,
                });
            }
            continue;
        };
        seen.insert(&row.unit, true);
        let other = row.arm.as_ref().filter(|own| *own != arm);
        if let (Some(own), Some(column)) = (other, places.arm)
            && differing.insert(&row.unit, ()).is_none()
        {
            let message = format!("{unit} `{}` is in arm `{own}`, but was assigned `{arm}` in {}", row.unit, assigned.file);
            settings.notes.problem(sheet.cell(row.at, column).problem_at(message));
        }
    }
    let absent: Vec<&str> = seen.iter().filter(|(_, seen)| !**seen).map(|(unit, _)| *unit).collect();
    if !absent.is_empty() {
        let message = format!(
            "{} of {} {} of {} have no row: {}",
            absent.len(),
            assigned.arm.len(),
            settings.level.words(),
            assigned.file,
            absent.join(", ")
        );
        settings.notes.problem(sheet.problem_at_header(message));
    }
}
