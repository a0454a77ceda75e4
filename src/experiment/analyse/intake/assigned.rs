//! Data against what was assigned: who is missing, who is not of it, who has another arm.

use std::collections::BTreeMap;

use crate::config::{Sheet, nearest_name};
use crate::experiment::assign::Assignment;
use crate::experiment::permutation::{AssignmentSet, Limits, PermutationError};

use super::super::Data;
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

impl Assigned {
    /// Of an assignment's file.
    #[must_use]
    pub fn of(assignment: &Assignment, file: &str) -> Self {
        let mut assigned = Self { file: file.into(), ..Self::default() };
        for row in &assignment.rows {
            let name = || row.unit.name.clone();
            assigned.arm.insert(name(), assignment.arms[row.arm].clone());
            let inside = row.pair.map(|pair| pair.to_string()).or_else(|| (!row.unit.stratum.is_empty()).then(|| row.unit.stratum.clone()));
            assigned.paired |= row.pair.is_some();
            if let Some(inside) = inside.filter(|_| !assignment.strata.is_empty() || row.pair.is_some()) {
                assigned.stratum.insert(name(), inside);
            }
        }
        assigned
    }
}

/// What every new plan's comparison with control was drawn from, in the order of the arms of `data`; empty where units are no longer those
/// of the assignment.
///
/// # Errors
/// Where the assignment itself is none of those that were possible.
pub fn sets_of(assignment: &Assignment, data: &Data, limits: Limits) -> Result<Vec<AssignmentSet>, PermutationError> {
    let index = |name: &String| assignment.arms.iter().position(|arm| arm == name);
    let mut sets = Vec::new();
    for plan in data.arms.iter().skip(1) {
        let (Some(control), Some(treated)) = (data.arms.first().and_then(index), index(plan)) else { return Ok(Vec::new()) };
        let possible = assignment.possible(control, treated, limits)?;
        let own = data.of_arms(0, sets.len() + 1);
        let mut labels = own.unit.clone();
        labels.sort_unstable();
        labels.dedup();
        let same = labels.len() == possible.rows.len()
            && labels.iter().zip(&possible.rows).all(|(label, row)| data.units[*label] == assignment.rows[*row].unit.name);
        if !same {
            return Ok(Vec::new());
        }
        sets.push(possible.set);
    }
    Ok(sets)
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
