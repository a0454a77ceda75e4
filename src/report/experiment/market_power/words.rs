//! The sentences of a simulated power, the same on the page and in the terminal.

use super::MarketPowerContents;
use crate::experiment::rehearse::MarketLever;
use crate::report::number::{grouped, percent, percent_of, plain};

/// Below this multiple of alpha, power is called hopeless.
const HOPELESS: f64 = 2.0;

/// An uplift in points.
pub(super) fn points(uplift: f64) -> String {
    let digits = if uplift.abs() < 0.0095 { 2 } else { 1 };
    let text = plain(100.0 * uplift, digits, None);
    if uplift > 0.0 { format!("+{text}") } else { text }
}

/// The outcome's name.
pub(super) fn outcome(contents: &MarketPowerContents<'_>) -> String {
    contents.outcome.id().to_uppercase()
}

fn quarters(quarters: usize) -> String {
    if quarters == 1 { "a quarter".into() } else { format!("{quarters} quarters") }
}

/// The design itself, first of the levers.
fn asked<'a>(contents: &MarketPowerContents<'a>) -> Option<&'a MarketLever> {
    contents.study.levers.first()
}

/// The sentence that comes first.
pub(super) fn verdict(contents: &MarketPowerContents<'_>) -> String {
    let (csms, study) = (grouped(contents.wish.csms as u64), contents.study);
    let Some(asked) = asked(contents) else { return format!("With {csms} CSMs nothing can be estimated.") };
    let chance = percent_of(asked.power);
    let told = format!(
        "With your {csms} CSMs and these two plans the true uplift is {} points of {} after {}; you would see it with probability {chance}",
        points(study.own_effect),
        outcome(contents),
        quarters(contents.wish.grid.quarters),
    );
    let hopeless = asked.power.value < HOPELESS * contents.wish.grid.alpha;
    if hopeless { format!("{told}: this is hopeless, this design cannot tell.") } else { format!("{told}.") }
}

/// What could be seen.
pub(super) fn reach(contents: &MarketPowerContents<'_>) -> String {
    let error = points(contents.study.standard_error).trim_start_matches('+').to_owned();
    let smallest = asked(contents).and_then(|lever| lever.smallest);
    let seen = smallest.map_or_else(
        || "no uplift of the curve is seen that often".to_owned(),
        |smallest| format!("the smallest uplift seen with {} power is {} points", percent(contents.wish.power, None), points(smallest)),
    );
    format!("One experiment’s uplift has a standard error of {error} points: {seen}.")
}

/// Which change helps most; `None` where none helps.
pub(super) fn best(contents: &MarketPowerContents<'_>) -> Option<String> {
    let asked = asked(contents)?;
    let reach = |lever: &&MarketLever| lever.smallest.is_some_and(|s| asked.smallest.is_none_or(|own| s < own));
    let best = contents.study.levers.iter().filter(reach).min_by(|a, b| a.smallest.unwrap_or(1.0).total_cmp(&b.smallest.unwrap_or(1.0)))?;
    Some(format!(
        "What helps most here: {}, down to {} points. To whom the plan is assigned (paylift ab levels) can help more than numbers do: customer cohorts inside each book are compared under the same CSM.",
        best.what,
        points(best.smallest?)
    ))
}

/// What it rests on.
pub(super) fn basis(contents: &MarketPowerContents<'_>) -> String {
    let grid = &contents.wish.grid;
    format!(
        "{}: the analysis that ab analyse would make, on {} simulated experiments a point; {}, plans dealt inside segments, {} last year as a baseline, alpha {}. Larger teams are several like this one, side by side.",
        crate::compare::shown_name(&contents.scenario.name),
        grouped(grid.experiments as u64),
        quarters(grid.quarters),
        if grid.baseline { "with" } else { "without" },
        percent(grid.alpha, None)
    )
}

/// What nobody should take from it.
pub(super) const NOT_SAID: &str = "How people respond to pay is assumed, and the true uplift rests on that alone. What uplift could be seen rests on \
the customers of the market, and is much surer.";
