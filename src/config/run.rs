//! Seed, trials, precision and money of a scenario file.

use crate::scenario::{Goalpost, Money, Neutral, RunSettings};

use super::load::Overrides;
use super::words::thousands;
use super::{Bounds, Place, Table};

/// Trials when neither trials nor a precision is asked for.
pub(super) const DEFAULT_TRIALS: u32 = 10_000;
/// Least and most trials of a precision goal, where not said.
const PRECISION_TRIALS: (u32, u32) = (1_000, 100_000);
/// Outer draws of parameters that can be asked for: their spread needs some, and each needs a market of its own in memory.
const PARAMETER_DRAWS: std::ops::RangeInclusive<u32> = 2..=1_000;
/// Most trials that can be asked for at all.
const MAX_TRIALS: u32 = 1_000_000_000;

/// Run settings and the place that decides the number of trials.
pub(super) fn read_run(table: &Table<'_>, overrides: &Overrides) -> (RunSettings, Place) {
    let said = table.integer::<u64>("seed", 0..=i64::MAX as u64).or(7);
    let seed = overrides.seed.unwrap_or(said);
    let trials = table.integer("trials", 1..=MAX_TRIALS);
    let precision = table.f64("precision", Bounds::above_to(0.0, 1.0)).optional();
    let min = table.integer("min_trials", 2..=MAX_TRIALS).optional();
    let max = table.integer("max_trials", 2..=MAX_TRIALS).optional();
    let wants_precision = overrides.precision.is_some() || (precision.is_some() && overrides.trials.is_none());
    if table.has("trials") && table.has("precision") {
        table.problem("precision", "`trials` and `precision` both say when to stop: keep one");
    }
    let (goal, place) = if let (true, Some(relative)) = (wants_precision, overrides.precision.or(precision)) {
        let _ = trials.optional();
        let min = min.unwrap_or(PRECISION_TRIALS.0);
        let max = max.unwrap_or(PRECISION_TRIALS.1.max(min));
        if min > max {
            let problem = table.problem_at("min_trials", "more than `max_trials`");
            table.notes().problem(problem.allowed(format!("2 to {max}")));
        }
        (Goalpost::Precision { relative, min, max }, table.place(if table.has("max_trials") { "max_trials" } else { "precision" }))
    } else {
        let said = if overrides.trials.is_some() { trials.optional().unwrap_or_default() } else { trials.or(DEFAULT_TRIALS) };
        let place = if overrides.trials.is_some() { Place::flag("--trials") } else { table.place("trials") };
        (Goalpost::Trials(overrides.trials.unwrap_or(said)), place)
    };
    let payouts_only = table.boolean("payouts_only").or(false);
    // a run at the point values says nothing about it
    let parameter_draws = table.integer("parameter_uncertainty", PARAMETER_DRAWS).optional();
    check_flags(table, overrides);
    let parameter_draws = overrides.parameter_draws.or(parameter_draws);
    (RunSettings { seed, goal, payouts_only: payouts_only || overrides.payouts_only, parameter_draws }, place)
}

/// Values given on the command line, held to the same ranges and recorded in place of the file's.
fn check_flags(table: &Table<'_>, overrides: &Overrides) {
    let notes = table.notes();
    if let Some(trials) = overrides.trials {
        if !(1..=MAX_TRIALS).contains(&trials) {
            notes.problem(
                Place::flag("--trials").problem(format!("{trials} trials")).allowed(format!("1 to {}", thousands(f64::from(MAX_TRIALS)))),
            );
        }
        notes.resolve("command line", "--trials", trials, false);
    }
    if let Some(precision) = overrides.precision {
        let bounds = Bounds::above_to(0.0, 1.0);
        if !bounds.contains(precision) {
            notes.problem(Place::flag("--precision").problem(format!("{precision} is out of range")).allowed(bounds.to_string()));
        }
        notes.resolve("command line", "--precision", precision, false);
    }
    if let Some(seed) = overrides.seed {
        notes.resolve("command line", "--seed", seed, false);
    }
    if overrides.payouts_only {
        notes.resolve("command line", "--payouts-only", true, false);
    }
    if let Some(draws) = overrides.parameter_draws {
        if !PARAMETER_DRAWS.contains(&draws) {
            let (least, most) = (PARAMETER_DRAWS.start(), thousands(f64::from(*PARAMETER_DRAWS.end())));
            notes.problem(Place::flag("--parameter-uncertainty").problem(format!("{draws} draws")).allowed(format!("{least} to {most}")));
        }
        notes.resolve("command line", "--parameter-uncertainty", draws, false);
    }
}

/// Money parameters; the budget is 1.1 × the target variable of the horizon unless said (model section 0.8, judgement).
pub(super) fn read_money(table: &Table<'_>, target_variable: f64) -> Money {
    Money {
        budget: table.f64("budget", Bounds::NOT_NEGATIVE).or((1.1 * target_variable * 100.0).round() / 100.0),
        employer_load: table.f64("employer_load", 0.0..=1.0).or(0.08),
        gross_margin: table.f64("gross_margin", Bounds::SHARE).or(0.75),
        value_months: table.integer("value_months", 0..=120).or(12),
    }
}

/// How plans are made comparable.
pub(super) fn read_neutral(table: &Table<'_>, overrides: &Overrides) -> Neutral {
    let names = [("target", Neutral::Target), ("rate", Neutral::Rate), ("off", Neutral::Off)];
    let said = table.one_of("neutral", &names).or_named("target", Neutral::Target);
    overrides.neutral.unwrap_or(said)
}
