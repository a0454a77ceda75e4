//! Which clauses fit which measures and goals: what could never pay, or never bite, is refused.

use super::component::Paying;
use crate::config::{Problem, Table};
use crate::measure::{Measure, Metric, Unit};
use crate::plan::Goal;

/// What a scorecard cannot be combined with: it has no dollars, events or single deals of its own.
pub(super) fn check_score(table: &Table<'_>, paying: &Paying) {
    let refuse = |key: &str, message: &str, allowed: &str| table.notes().problem(table.problem_at(key, message).allowed(allowed));
    match paying {
        Paying::Share(_) => {}
        Paying::Commission(_) => refuse("commission", "a score has no dollars to pay a rate on", "a curve, steps, a ladder or a pool"),
        Paying::Bounty(_) => refuse("bounty", "a score counts no events", "a curve, steps, a ladder or a pool"),
        Paying::Target => refuse("target", "a fixed bonus depends on nothing that is measured", "no `score`"),
    }
    for key in ["clawback", "holdback", "credit", "year_weights"] {
        if table.has(key) {
            refuse(key, "a score is no sum of single deals", "not beside `score`");
        }
    }
    if table.has("accumulation") {
        refuse("accumulation", "a score stands alone in each period", "a year-to-date `window` in its parts");
    }
}

/// Clauses that ask something of the measure or of the goal.
pub(super) fn check(table: &Table<'_>, paying: &Paying, metric: &Metric, goal: &Goal) {
    let refuse = |problem: Problem, allowed: &str| table.notes().problem(problem.allowed(allowed));
    let unit = metric.measures.first().map_or(Unit::Ratio, |m| m.unit());
    let id = metric.measures.first().map_or("", |m| m.id());
    let credits = metric.measures.iter().all(|m| m.has_credits());
    let renewals = metric.measures.contains(&Measure::Renewed);
    const CREDITED: &str = "with the measures expansion, renewed or new-business";
    const RENEWED: &str = "with the measure renewed";
    match paying {
        Paying::Commission(_) if unit != Unit::Dollars => {
            refuse(table.problem_at("commission", format!("`{id}` is not in dollars: a rate of it pays nothing")), "a measure in dollars");
        }
        Paying::Commission(c) if c.needs_goal && *goal == Goal::None => {
            refuse(
                table.problem_at("commission", "a rate of \"quota\" is target pay ÷ goal, and there is no goal"),
                "goal = \"quota\" or another goal",
            );
        }
        Paying::Commission(c) if c.needs_renewals && !renewals => {
            refuse(table.problem_at("commission", "only a renewed contract has an uplift"), RENEWED);
        }
        Paying::Bounty(_) if unit != Unit::Count => {
            refuse(table.problem_at("bounty", format!("`{id}` does not count events")), "a measure that counts events or accounts");
        }
        Paying::Bounty(_) if *goal != Goal::None => {
            refuse(table.problem_at("goal", "a bounty pays from the first event and has no goal"), "no goal");
        }
        _ => {}
    }
    check_goal(table, metric, goal);
    if table.has("clawback") && !credits {
        refuse(table.problem_at("clawback", format!("`{id}` is no sum of single deals: there is nothing to recover")), CREDITED);
    }
    let by_invoice = table.table("holdback").optional().is_some_and(|t| t.has("until"));
    if by_invoice && !credits {
        refuse(table.problem_at("holdback", format!("`{id}` has no invoices to wait for")), CREDITED);
    }
    if table.has("year_weights") && !renewals {
        refuse(table.problem_at("year_weights", "only renewed contracts have years"), RENEWED);
    }
    if table.has("credit") && !matches!(unit, Unit::Dollars | Unit::Count) {
        refuse(table.problem_at("credit", format!("`{id}` cannot be split")), "with dollars or counts of events");
    }
}

/// What a goal asks of the measure.
pub(super) fn check_goal(table: &Table<'_>, metric: &Metric, goal: &Goal) {
    let refuse = |problem: Problem, allowed: &str| table.notes().problem(problem.allowed(allowed));
    let unit = metric.measures.first().map_or(Unit::Ratio, |m| m.unit());
    let id = metric.measures.first().map_or("", |m| m.id());
    if metric.baseline.is_some() && id != Measure::GrowthAboveBaseline.id() && *goal != Goal::Measured {
        refuse(
            table.problem_at("baseline", format!("`{id}` is held against a goal that is not the baseline's")),
            "goal = \"measured\", or the measure growth-above-baseline",
        );
    }
    if matches!(goal, Goal::Quota) && unit != Unit::Dollars {
        refuse(table.problem_at("goal", format!("a quota is in dollars, and `{id}` is not")), "a measure in dollars, or another goal");
    }
}
