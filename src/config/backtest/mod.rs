//! What a backtest reads beside a scenario: who is paid, who held which account when, which months, and what was really paid.

mod books;
mod ownership;
mod paid;
mod periods;

pub use paid::{Paid, PaidRow};

use std::path::PathBuf;

use super::load::{Loaded, Overrides, Surroundings, load_with};
use super::problem::{Place, Problems};

/// What the command line of a backtest says over the scenario file.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct BacktestSettings {
    /// Who is paid: replaces the scenario's team.
    pub roster: PathBuf,
    /// Who held which account when (`account_id,csm,from,to`): replaces the history's own column.
    pub ownership: Option<PathBuf>,
    /// First paid month, `YYYY-MM`.
    pub from: Option<String>,
    /// Last paid month, `YYYY-MM`.
    pub to: Option<String>,
    /// Today's plan by library name or file.
    pub today: Option<String>,
    /// Whether the first of the candidates is today's plan, where nothing else says which one is.
    pub first_is_today: bool,
    /// What was really paid (`csm,period,paid`).
    pub paid: Option<PathBuf>,
}

/// A valid scenario whose market is the past as it was, and what was paid in it.
#[derive(Debug, Clone, PartialEq)]
pub struct LoadedBacktest {
    /// The scenario, and where it came from; plans that are not payable on the history are among those left out.
    pub loaded: Loaded,
    /// What was really paid, where that was given.
    pub paid: Option<Paid>,
}

/// Loads the scenario of a backtest: as [`load_scenario`](super::load_scenario), the history replayed with its hand-overs.
///
/// # Errors
/// All problems of all files, together.
pub fn load_backtest(
    reference: Option<&str>,
    overrides: &Overrides,
    settings: &BacktestSettings,
    surroundings: &Surroundings<'_>,
) -> Result<LoadedBacktest, Problems> {
    let overrides = Overrides { backtest: Some(settings.clone()), replay: true, ..overrides.clone() };
    let (loaded, paid) = load_with(reference, &overrides, surroundings, |loader, scenario| {
        let file = settings.paid.as_ref()?;
        let source = loader.open_file(&loader.surroundings.folder.join(file), &Place::flag("--paid"))?;
        paid::read_paid(&source, scenario, &loader.notes)
    })?;
    Ok(LoadedBacktest { loaded, paid })
}
