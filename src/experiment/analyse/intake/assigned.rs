//! Data against what was assigned: who is missing, who is not of it, who has another arm.

use std::collections::BTreeMap;

use crate::config::{Sheet, nearest_name};

use super::columns::Places;
use super::rows::Row;
use super::{IntakeSettings, Level};

/// What was assigned, by the name of who was assigned: the CSM, the pod, or the account where plans were assigned inside books.
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
    let column = match settings.level {
        Level::Csm => places.csm,
        Level::Pod => places.pod,
        Level::Cohort => places.account,
    };
    let Some(column) = column else { return };
    let mut seen: BTreeMap<&str, bool> = assigned.arm.keys().map(|unit| (unit.as_str(), false)).collect();
    let mut strangers: BTreeMap<&str, ()> = BTreeMap::new();
    let mut differing: BTreeMap<&str, ()> = BTreeMap::new();
    let (unit, words) =
        if settings.level == Level::Cohort { ("account", "accounts") } else { (settings.level.word(), settings.level.words()) };
    for row in rows {
        let Some(name) = row.assigned_name(settings.level) else { continue };
        let Some(arm) = assigned.arm.get(name) else {
            if strangers.insert(name, ()).is_none() {
                let message = format!("{unit} `{name}` is not in {}", assigned.file);
                let problem = sheet.cell(row.at, column).problem_at(message);
                settings.notes.problem(match nearest_name(name, assigned.arm.keys().map(String::as_str)) {
                    Some(near) => problem.nearest(near, [near]),
                    None => problem,
                });
            }
            continue;
        };
        seen.insert(name, true);
        let other = row.arm.as_ref().filter(|own| *own != arm);
        if let (Some(own), Some(column)) = (other, places.arm)
            && differing.insert(name, ()).is_none()
        {
            let message = format!("{unit} `{}` is in arm `{own}`, but was assigned `{arm}` in {}", name, assigned.file);
            settings.notes.problem(sheet.cell(row.at, column).problem_at(message));
        }
    }
    let absent: Vec<&str> = seen.iter().filter(|(_, seen)| !**seen).map(|(unit, _)| *unit).collect();
    if !absent.is_empty() {
        let message =
            format!("{} of {} {} of {} have no row: {}", absent.len(), assigned.arm.len(), words, assigned.file, absent.join(", "));
        settings.notes.problem(sheet.problem_at_header(message));
    }
}
