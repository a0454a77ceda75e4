//! `[[component]]`: what is measured, what 100 % is, what it pays, and which clauses fit together.

use super::commission::{self, Commission};
use super::metric::{self, Metrics};
use super::point::whole;
use super::{clause, curve, fit, score};
use crate::config::{Bounds, Table, Value};
use crate::measure::{AccountRules, Basis, Measure, Metric, Scope, Window, WindowKind};
use crate::plan::{Accumulation, Attain, Component, Goal, Pays, ScorePart};

/// A component as read, with what other clauses ask about it.
pub(super) struct Draft {
    pub(super) component: Component,
    /// Its metric comes with dated credits of single accounts.
    pub(super) credits: bool,
}

/// Keys that say what is paid: exactly one of them.
const PAYING: [&str; 8] = ["curve", "steps", "ladder", "binary", "commission", "bounty", "pool", "target"];

/// What a component pays, as read.
pub(super) enum Paying {
    Share(Pays),
    Commission(Commission),
    Bounty(Pays),
    Target,
}

/// Reads one component.
pub(super) fn read(table: &Table<'_>, metrics: &mut Metrics) -> Option<Draft> {
    let before = table.notes().count();
    let name = table.string("name").required();
    let accumulations = [("discrete", Accumulation::Discrete), ("year-to-date", Accumulation::YearToDate)];
    let accumulation = table.one_of("accumulation", &accumulations).or_named("discrete", Accumulation::Discrete);
    let paying = paying(table);
    let is_target = matches!(paying, Some(Paying::Target));
    let scorecard = table.has("score");
    let parts = if scorecard { score::read(table, metrics.cadence) } else { None };
    let (metric, goal, attain, others) = match parts {
        Some(mut parts) => {
            let first = parts.remove(0);
            (Some(first.metric), Some(GoalRead { goal: first.goal, floor: None }), Some(first.attain), parts)
        }
        None if scorecard => (None, None, None, Vec::new()),
        None => {
            let metric = read_metric(table, metrics.cadence, is_target);
            let goal = goal(table);
            let attain = attain(table, &goal);
            (metric, goal, attain, Vec::new())
        }
    };
    let weight = weight(table, paying.as_ref());
    let months = (table.integer("from_month", 1..=120_u16).or(1), table.integer("through_month", 1..=120_u16).optional());
    let clawback = table.table("clawback").optional().and_then(|t| clause::clawback(&t));
    let holdback = table.table("holdback").optional().and_then(|t| clause::holdback(&t));
    let gates = clause::gates(table, metrics);
    let multipliers = clause::multipliers(table, metrics);
    let caps = clause::caps(table);
    let floor = table.f64("floor", Bounds::SHARE).or(0.0);
    let round_decimals = table.integer("round_decimals", 0..=12_u8).optional();
    let credit = table.f64("credit", Bounds::NOT_NEGATIVE).or(1.0);
    let year_weights = table.array_f64("year_weights", Bounds::NOT_NEGATIVE).optional();
    table.finish();
    if let Some(through) = months.1.filter(|through| *through < months.0) {
        let problem = table.problem_at("through_month", format!("ends in month {through}, before it starts"));
        table.notes().problem(problem.allowed(format!("{} to 120", months.0)));
    }
    if let (Some(paying), Some(metric), Some(goal)) = (&paying, &metric, &goal) {
        if scorecard { fit::check_score(table, paying) } else { fit::check(table, paying, metric, &goal.goal) }
    }
    let (paying, metric, goal) = (paying?, metric?, goal?);
    let credits = !scorecard && metric.measures.iter().all(|m| m.has_credits());
    let component = Component {
        name: name?,
        weight: weight?,
        metric: metrics.index(metric),
        goal: goal.goal,
        attain: attain?,
        score: others
            .into_iter()
            .map(|part| ScorePart { metric: metrics.index(part.metric), goal: part.goal, attain: part.attain, weight: part.weight })
            .collect(),
        round_decimals,
        pays: match paying {
            Paying::Share(pays) | Paying::Bounty(pays) => pays,
            Paying::Commission(commission) => Pays::Commission(commission.tiers),
            Paying::Target => Pays::Target,
        },
        accumulation,
        gates: gates?,
        multipliers: multipliers?,
        caps: caps?,
        floor,
        clawback,
        holdback,
        from_month: months.0 - 1,
        until_month: months.1,
        year_weights: year_weights.unwrap_or_default(),
        credit,
    };
    (table.notes().count() == before).then_some(Draft { component, credits })
}

fn paying(table: &Table<'_>) -> Option<Paying> {
    let said: Vec<&str> = PAYING.into_iter().filter(|key| table.has(key)).collect();
    let curve = table.table("curve").optional().map(|t| curve::curve(&t));
    let steps = table.has("steps").then(|| curve::steps(&table.tables("steps")));
    let ladder = table.table("ladder").optional().map(|t| curve::ladder(&t));
    let binary = table.table("binary").optional().map(|t| curve::binary(&t));
    let pool = table.table("pool").optional().map(|t| clause::pool(&t));
    let commission = table.table("commission").optional().map(|t| commission::commission(&t));
    let bounty = table.table("bounty").optional().map(|t| commission::bounty(&t));
    let target = table.boolean("target").optional();
    if target == Some(false) {
        table.problem("target", "a fixed bonus is said by `target = true` or not at all");
    }
    match said.as_slice() {
        [_] => {}
        [] => {
            let problem = whole(table, "does not say what it pays");
            table.notes().problem(problem.allowed(format!("one of {}", PAYING.join(", "))));
            return None;
        }
        [first, second, ..] => {
            table.problem(second, format!("says what it pays twice: `{first}` and `{second}`"));
            return None;
        }
    }
    let share = [curve, steps, ladder, binary].into_iter().flatten().next();
    if let Some(curve) = share {
        return curve.map(|c| Paying::Share(Pays::Curve(c)));
    }
    if let Some(pool) = pool {
        return pool.map(|p| Paying::Share(Pays::Pool(p)));
    }
    if let Some(commission) = commission {
        return commission.map(Paying::Commission);
    }
    if let Some(bounty) = bounty {
        return bounty.map(Paying::Bounty);
    }
    target.filter(|t| *t).map(|_| Paying::Target)
}

/// The metric; a fixed bonus reads nothing, and stands on revenue, which every market has.
fn read_metric(table: &Table<'_>, cadence: u16, is_target: bool) -> Option<Metric> {
    if !is_target {
        return metric::metric(table, cadence, WindowKind::Trailing);
    }
    let mut fine = true;
    for key in metric::KEYS.into_iter().chain(["goal", "attain", "round_decimals"]) {
        if let Some(entry) = table.entry(key) {
            entry.problem("a fixed bonus depends on nothing that is measured");
            fine = false;
        }
    }
    let window = Window { months: cadence, kind: WindowKind::Trailing, basis: Basis::Point };
    let metric =
        Metric { measures: vec![Measure::Revenue], window, scope: Scope::Individual, accounts: AccountRules::default(), baseline: None };
    fine.then_some(metric)
}

/// `weight = 0.5`, or `on_top = true` for commissions and bounties beside the target bonus.
fn weight(table: &Table<'_>, paying: Option<&Paying>) -> Option<f64> {
    let on_top = table.boolean("on_top").or(false);
    if !on_top {
        return table.f64("weight", Bounds::above_to(0.0, 1.0)).required();
    }
    if let Some(entry) = table.entry("weight") {
        entry.problem("what comes on top has no weight in the target bonus");
        return None;
    }
    let of_target = match paying {
        Some(Paying::Commission(commission)) => commission.needs_goal,
        Some(Paying::Bounty(_)) | None => false,
        Some(Paying::Share(_) | Paying::Target) => true,
    };
    if of_target {
        let problem = table.problem_at("on_top", "pays a share of target, and what comes on top has no target");
        table.notes().problem(problem.allowed("a `commission` with rates in numbers, or a `bounty`"));
        return None;
    }
    Some(0.0)
}

/// A goal, and the floor that attainment starts from.
pub(super) struct GoalRead {
    pub(super) goal: Goal,
    floor: Option<f64>,
}

/// `goal = 0.95 | [0.80, 0.95] | "segment" | "quota" | "measured" | { floor = 1.0, goal = … }`; none at all is [`Goal::None`].
pub(super) fn goal(table: &Table<'_>) -> Option<GoalRead> {
    let Some(entry) = table.entry("goal") else { return Some(GoalRead { goal: Goal::None, floor: None }) };
    let Value::Table(inner) = entry.value() else { return simple_goal(table, 0.0).map(|goal| GoalRead { goal, floor: None }) };
    let floor = inner.f64("floor", ..).required();
    if !inner.has("goal") {
        inner.problem("goal", "missing key `goal`");
    }
    let goal = inner.has("goal").then(|| simple_goal(&inner, floor.unwrap_or(0.0))).flatten();
    inner.finish();
    Some(GoalRead { goal: goal?, floor: Some(floor?) })
}

fn simple_goal(table: &Table<'_>, floor: f64) -> Option<Goal> {
    let entry = table.entry("goal")?;
    match entry.value() {
        Value::Number(_) => entry.f64(Bounds::above(floor)).map(Goal::Fixed),
        Value::Array(items) if items.is_empty() => {
            entry.problem("a schedule needs at least one goal");
            None
        }
        Value::Array(_) => table.array_f64("goal", Bounds::above(floor)).required().map(Goal::Schedule),
        Value::String(_) => entry.one_of(&[("segment", Goal::Segment), ("quota", Goal::Quota), ("measured", Goal::Measured)]),
        _ => {
            let allowed = "a number, [numbers by pay period], \"segment\", \"quota\", \"measured\" or { floor = …, goal = … }";
            table.notes().problem(entry.problem_at("not a goal").allowed(allowed));
            None
        }
    }
}

/// How value and goal become attainment; without a goal the value itself is what the curve is written in.
pub(super) fn attain(table: &Table<'_>, goal: &Option<GoalRead>) -> Option<Attain> {
    let said = table.one_of("attain", &[("ratio", Attain::Ratio), ("inverse", Attain::Inverse)]).optional();
    let wrong = table.has("attain") && said.is_none();
    let goal = goal.as_ref()?;
    match (&goal.goal, goal.floor, said) {
        _ if wrong => None,
        (Goal::None, _, None) => Some(Attain::Value),
        (Goal::None, _, Some(_)) => {
            table.problem("attain", "there is no goal to hold the value against");
            None
        }
        (_, Some(floor), None) => Some(Attain::AboveFloor { floor }),
        (_, Some(_), Some(_)) => {
            table.problem("attain", "a goal with a floor already says how attainment is counted");
            None
        }
        (_, None, said) => Some(said.unwrap_or(Attain::Ratio)),
    }
}
