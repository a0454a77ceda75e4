//! Are bookings heaped in the last days of the quarter, and more so in one arm? A plan that pays by quarter invites waiting and pulling in.

use super::super::clustered::Estimand;
use super::super::permutation::PermutationError;
use super::permuted::{Drawn, Permuted, permute};
use super::units::Units;
use super::{Data, Level, Settings};

/// Shares of bookings in the last days of a quarter.
#[derive(Debug, Clone, PartialEq)]
pub struct Timing {
    /// Days that count as the edge.
    pub edge_days: i64,
    /// Share at the edge, control.
    pub control: f64,
    /// Share at the edge, treated.
    pub treated: f64,
    /// Share of days that are at the edge: what bookings spread evenly would show.
    pub even: f64,
    /// Bookings with a date.
    pub bookings: usize,
    /// The difference of shares by unit, counted as assignments.
    pub test: Permuted,
}

/// Compares the shares; `None` without dates or where a unit has none.
///
/// # Errors
/// Where an arm has no unit.
pub(super) fn timing(data: &Data, settings: &Settings, drawn: Drawn<'_>) -> Result<Option<Timing>, PermutationError> {
    let Some(days) = data.days_left.as_ref().filter(|_| data.level != Level::Cohort) else { return Ok(None) };
    let rows: Vec<usize> = (0..days.len()).filter(|row| days[*row].is_some()).collect();
    let late: Vec<f64> = days.iter().flatten().map(|left| f64::from(*left < settings.edge_days)).collect();
    let dated = Data {
        outcome: late.clone(),
        baseline: None,
        weight: None,
        unit: rows.iter().map(|row| data.unit[*row]).collect(),
        arm: rows.iter().map(|row| data.arm[*row]).collect(),
        stratum: data.stratum.as_ref().map(|s| rows.iter().map(|row| s[*row]).collect()),
        ..data.clone()
    };
    let units = Units::of(&dated, Estimand::Csm);
    if units.treated.len() != Units::of(data, Estimand::Csm).treated.len() {
        return Ok(None);
    }
    let share = |arm: usize| {
        let own = || late.iter().zip(&dated.arm).filter(move |(_, a)| **a == arm);
        own().map(|(late, _)| late).sum::<f64>() / own().count() as f64
    };
    let test = permute(&units, Estimand::Csm, drawn, settings.alpha)?;
    let even = settings.edge_days as f64 / (365.25 / 4.0);
    Ok(Some(Timing { edge_days: settings.edge_days, control: share(0), treated: share(1), even, bookings: rows.len(), test }))
}
