//! Panels: difference-in-differences with an event study, or a plan that was switched on and off.

use super::super::clustered::{Estimand, EventStudy, Panel, Switchback, difference_pooled};
use super::super::permutation::PermutationError;
use super::line::Line;
use super::lines::LEAST_DF;
use super::permuted::{Drawn, Permuted, permute};
use super::units::Units;
use super::{Data, Settings};

/// What a panel says beyond its lines.
#[derive(Debug, Clone, PartialEq)]
pub enum PanelFindings {
    /// One start.
    Start {
        /// First period of the new plan.
        first: usize,
        /// Differences by period; `None` where no period lies before the start.
        study: Option<EventStudy>,
    },
    /// Switched on and off.
    Switched(Switchback),
}

/// Lines of a panel, the regression first, and what goes with them.
pub(super) struct PanelLines {
    pub(super) regression: Option<Line>,
    pub(super) others: Vec<Line>,
    pub(super) permuted: Option<Permuted>,
    pub(super) findings: Option<PanelFindings>,
}

/// Whether a unit that has been given the plan keeps it to the end, and all begin together: the period of the start.
#[must_use]
pub fn common_start(data: &Data) -> Option<usize> {
    let periods = data.periods.as_ref()?;
    let first_row = |unit: usize| data.unit.iter().position(|u| *u == unit);
    let moves = (0..data.unit.len()).any(|row| first_row(data.unit[row]).is_some_and(|first| data.arm[first] != data.arm[row]));
    if moves {
        return None;
    }
    let first = (0..periods.of.len()).filter(|row| periods.on[*row]).map(|row| periods.of[row]).min()?;
    let steady = (0..periods.of.len()).all(|row| periods.on[row] == (data.arm[row] == 1 && periods.of[row] >= first));
    steady.then_some(first)
}

/// Analyses a panel of two arms with one start.
pub(super) fn started(data: &Data, first: usize, settings: &Settings, drawn: Drawn<'_>) -> Result<PanelLines, PermutationError> {
    let Some(periods) = &data.periods else { return Ok(nothing()) };
    let panel = Panel { outcome: &data.outcome, unit: &data.unit, period: &periods.of };
    let line = |key, name: &str, effect| Line::of(key, name, Estimand::Csm, effect, settings.alpha);
    let regression = panel.two_way(&periods.on).ok().map(|fit| fit.effect_of(1));
    let few = |line: Line| {
        let wrong = line.degrees_of_freedom.is_some_and(|df| df < LEAST_DF);
        line.invalid_if(wrong, "fewer than 4 degrees of freedom")
    };
    let changes = panel.changes(|period| period >= first);
    let row_of = |unit: usize| data.unit.iter().position(|u| *u == unit).unwrap_or(0);
    let units = Units {
        outcome: changes.iter().map(|(_, change)| *change).collect(),
        baseline: None,
        treated: changes.iter().map(|(unit, _)| data.arm[row_of(*unit)] == 1).collect(),
        stratum: data.stratum.as_ref().map(|s| changes.iter().map(|(unit, _)| s[row_of(*unit)]).collect()),
        weight: None,
    };
    let enough = [true, false].iter().all(|arm| units.treated.iter().filter(|t| *t == arm).count() > 1);
    let permuted = enough.then(|| permute(&units, Estimand::Csm, drawn, settings.alpha)).transpose()?;
    let means = difference_pooled(&units.in_arm(&units.outcome, false), &units.in_arm(&units.outcome, true));
    let after: Vec<usize> = (0..periods.of.len()).filter(|row| periods.of[*row] >= first).collect();
    let then: Vec<f64> = after.iter().map(|row| data.outcome[*row]).collect();
    let labels: Vec<usize> = after.iter().map(|row| data.unit[*row]).collect();
    let arm: Vec<usize> = after.iter().map(|row| data.arm[*row]).collect();
    let alone = Data { outcome: then, unit: labels, arm, baseline: None, stratum: None, ..data.clone() };
    let alone = Units::of(&alone, Estimand::Csm);
    let post = difference_pooled(&alone.in_arm(&alone.outcome, false), &alone.in_arm(&alone.outcome, true));
    Ok(PanelLines {
        regression: regression.map(|e| few(line("did_cr2", "difference-in-differences, CR2", e))),
        others: [means.map(|e| line("did_t", "change of each unit, t", e)), post.map(|e| line("post_t", "after the start alone, t", e))]
            .into_iter()
            .flatten()
            .collect(),
        permuted: permuted.map(|mut p| {
            p.line.name = format!("{} of changes", p.line.name);
            p
        }),
        findings: Some(PanelFindings::Start {
            first,
            study: if first > 0 { panel.event_study(&data.treated(), first - 1).ok() } else { None },
        }),
    })
}

/// Analyses a panel whose units have the plan in some periods and not in others; every unit is of both arms.
pub(super) fn switched(data: &Data, settings: &Settings) -> PanelLines {
    let Some(periods) = &data.periods else { return nothing() };
    let panel = Panel { outcome: &data.outcome, unit: &data.unit, period: &periods.of };
    let on = |unit: usize, period: usize| (0..periods.of.len()).any(|r| data.unit[r] == unit && periods.of[r] == period && periods.on[r]);
    let before: Vec<bool> = (0..periods.of.len()).map(|row| periods.of[row] > 0 && on(data.unit[row], periods.of[row] - 1)).collect();
    let line = |key, name: &str, effect| Line::of(key, name, Estimand::Csm, effect, settings.alpha);
    let few = |line: Line| {
        let wrong = line.degrees_of_freedom.is_some_and(|df| df < LEAST_DF);
        line.invalid_if(wrong, "fewer than 4 degrees of freedom")
    };
    let Ok(found) = panel.switchback(&periods.on, &before) else { return nothing() };
    PanelLines {
        regression: Some(few(line("switchback_total", "switched on for good, CR2", found.total))),
        others: vec![few(line("switchback_direct", "in the period itself, CR2", found.direct))],
        permuted: None,
        findings: Some(PanelFindings::Switched(found)),
    }
}

fn nothing() -> PanelLines {
    PanelLines { regression: None, others: Vec::new(), permuted: None, findings: None }
}
