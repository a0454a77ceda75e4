//! What to watch: what happens, why, what to do.

use super::columns::{Pays, factor};
use super::words::{count, money, percent};
use super::{Finding, Summary, target_pay};
use crate::measure::{Measure, WindowKind};
use crate::plan::{Attain, Component, Curve, Goal, Pays as Paid, Plan};
use crate::scenario::{Neutral, Scenario};
use crate::stats::Estimate;
use crate::trial::{RunResult, StopReason};

/// A yearly goal further than this from what the market does is called out, NRR or GRR as a ratio.
const GOAL_OFF: f64 = 0.10;
/// A share of pay that is plain luck from which on it is called out.
const LUCK_MATTERS: f64 = 0.10;
/// How many times today's budget band is called out.
const BAND_WIDER: f64 = 1.5;
/// As-published cost outside this range of target pay is called out.
const NEAR_TARGET: std::ops::RangeInclusive<f64> = 0.8..=1.25;
/// Fewer trials than this cannot carry a P95.
const FEW_TRIALS: usize = 100;

pub(super) fn warnings(scenario: &Scenario, result: &RunResult, summary: &Summary) -> Vec<Finding> {
    let mut found = Vec::new();
    for plan in &scenario.plans {
        found.extend(far_goal(plan, summary));
        found.extend(far_from_target(scenario, plan, summary));
        found.extend(paid_luck(plan, summary));
        found.extend(wide_band(scenario, plan, summary));
        found.extend(unscalable(scenario, result, plan));
    }
    found.extend(twins_by_scaling(scenario, result));
    found.extend(run_too_short(result));
    found.extend(accounts_left_out(summary));
    found
}

fn finding(plan: &str, what: String, why: String, remedy: String) -> Finding {
    Finding { plan: plan.to_owned(), what, why, remedy }
}

fn whole_percent(ratio: f64) -> String {
    format!("{:.0} %", 100.0 * ratio)
}

/// A retention goal that, put on a year, is far from what this market does.
fn far_goal(plan: &Plan, summary: &Summary) -> Option<Finding> {
    plan.components.iter().find_map(|component| {
        let metric = plan.metrics.get(component.metric)?;
        let [measure @ (Measure::Nrr | Measure::Grr)] = metric.measures[..] else { return None };
        let market = summary.get("", "market", measure.id())?;
        // A year-to-date window has no length of its own to compound.
        if metric.window.kind == WindowKind::YearToDate || metric.window.months == 0 {
            return None;
        }
        let goal = full_pay_value(component)?;
        let yearly = goal.powf(12.0 / f64::from(metric.window.months));
        if (yearly - market.value).abs() <= GOAL_OFF.max(2.0 * market.standard_error.unwrap_or(0.0)) {
            return None;
        }
        let name = if measure == Measure::Nrr { "NRR" } else { "GRR" };
        let (window, fitting) = (window_name(metric.window.months), market.value.powf(f64::from(metric.window.months) / 12.0));
        let what = if metric.window.months == 12 {
            format!(
                "{}: full pay needs a yearly {name} of {}; this market does {}",
                plan.title,
                whole_percent(goal),
                whole_percent(market.value)
            )
        } else {
            format!(
                "{}: a {window} goal of {} means {} a year; this market does {}",
                plan.title,
                whole_percent(goal),
                whole_percent(yearly),
                whole_percent(market.value)
            )
        };
        let why = if yearly > market.value {
            "the goal compounds, so almost nobody can reach it"
        } else {
            "almost everybody reaches it whatever they do"
        };
        let remedy = format!("a {window} goal of {:.1} % fits this market", 100.0 * fitting);
        Some(finding(&plan.id, what, why.to_owned(), remedy))
    })
}

fn window_name(months: u16) -> String {
    match months {
        1 => "month-on-month".to_owned(),
        3 => "quarter-on-quarter".to_owned(),
        6 => "half-year".to_owned(),
        12 => "yearly".to_owned(),
        other => format!("{other}-month"),
    }
}

/// The measured value at which a component pays its full target, where that is a stated number.
fn full_pay_value(component: &Component) -> Option<f64> {
    let goal = match &component.goal {
        Goal::Fixed(goal) => Some(*goal),
        Goal::Schedule(goals) => goals.last().copied(),
        _ => None,
    };
    match (component.attain, &component.pays) {
        (Attain::Ratio, Paid::Curve(curve)) => Some(goal? * full_pay_at(curve)?),
        (Attain::Ratio, _) => goal,
        (Attain::AboveFloor { floor }, Paid::Curve(curve)) => Some(floor + (goal? - floor) * full_pay_at(curve)?),
        (Attain::AboveFloor { .. }, _) => goal,
        (Attain::Value, Paid::Curve(curve)) => full_pay_at(curve),
        (Attain::Value | Attain::Inverse, _) => None,
    }
}

/// The least attainment at which a curve pays the whole target.
fn full_pay_at(curve: &Curve) -> Option<f64> {
    curve.knots.iter().enumerate().find_map(|(i, knot)| {
        if knot.value >= 1.0 - 1e-9 {
            return Some(knot.at);
        }
        let at = knot.at + (1.0 - knot.value) / knot.slope;
        let end = curve.knots.get(i + 1).map_or(f64::INFINITY, |next| next.at);
        (knot.slope > 0.0 && at < end).then_some(at)
    })
}

/// What the plan costs as published is far from the targets it promises.
fn far_from_target(scenario: &Scenario, plan: &Plan, summary: &Summary) -> Option<Finding> {
    let share = summary.get(&plan.id, "cost", "share_of_target")?;
    let mean = summary.get(&plan.id, "cost", "mean")?;
    if NEAR_TARGET.contains(&share.value) {
        return None;
    }
    let target: f64 = scenario.roster.iter().map(|seat| target_pay(scenario, plan, seat)).sum();
    let what = format!(
        "as published, {} costs {}, not its target of {}",
        plan.title,
        money(&scenario.currency, mean),
        money(&scenario.currency, Estimate::without_error(target, 1))
    );
    let (why, remedy) = if share.value < 1.0 {
        ("what it pays for happens less in this market than its goals expect", "lower the goals, or read the equal-cost rows only")
    } else {
        ("its goals are easy in this market, or it pays on top of the target", "raise the goals, cap it, or read the equal-cost rows only")
    };
    Some(finding(&plan.id, what, why.to_owned(), remedy.to_owned()))
}

fn paid_luck(plan: &Plan, summary: &Summary) -> Option<Finding> {
    let luck = summary.get(&plan.id, "windfall", "luck_share")?;
    if luck.value < LUCK_MATTERS || luck.value < 2.0 * luck.standard_error? {
        return None;
    }
    Some(finding(
        &plan.id,
        format!("{} of what {} pays is plain luck", percent(luck), plan.title),
        "good months are paid and bad ones are not taken back, so even noise around a correct baseline pays".to_owned(),
        "carry losses forward, or measure over a longer window or a larger book".to_owned(),
    ))
}

fn wide_band(scenario: &Scenario, plan: &Plan, summary: &Summary) -> Option<Finding> {
    let today = &scenario.plans[scenario.reference];
    let measure = if scenario.neutral == Neutral::Off { "cost" } else { "cost_neutral" };
    let end = |id: &str, statistic: &str| summary.get(id, measure, statistic);
    let band = |id: &str| Some((end(id, "p5")?, end(id, "p95")?));
    let ((low, high), (today_low, today_high)) = (band(&plan.id)?, band(&today.id)?);
    let (own, reference) = (high.value - low.value, today_high.value - today_low.value);
    // Both ends' errors, taken as independent: enough to keep silent when too few trials ran.
    let error = low.standard_error?.hypot(high.standard_error?);
    if plan.id == today.id || reference <= 0.0 || own - 2.0 * error < BAND_WIDER * reference {
        return None;
    }
    Some(finding(
        &plan.id,
        format!("{}: budget band {:.1}x today's", plan.title, own / reference),
        "what it pays for swings more from year to year than what today's plan pays for".to_owned(),
        "a cap, a longer window or pooling narrows it; otherwise hold a reserve".to_owned(),
    ))
}

fn unscalable(scenario: &Scenario, result: &RunResult, plan: &Plan) -> Option<Finding> {
    let p = scenario.plan(&plan.id)?;
    if scenario.neutral == Neutral::Off || result.neutral_factor.get(p).is_none_or(Option::is_some) {
        return None;
    }
    Some(finding(
        &plan.id,
        format!("{} cannot be brought to today's expected cost", plan.title),
        "it pays nothing here, or its floors and caps decide what it pays".to_owned(),
        "compare it as published, or change its goals".to_owned(),
    ))
}

/// Plans that differ as published and are the same at equal cost.
fn twins_by_scaling(scenario: &Scenario, result: &RunResult) -> Vec<Finding> {
    let plans = result.base.plans.min(scenario.plans.len());
    let pairs = (0..plans).flat_map(|a| (a + 1..plans).map(move |b| (a, b)));
    // Each of up to twelve payouts a year was rounded to the cent before it was scaled.
    let rounding = |p: usize| 12.0 * 0.005 * factor(scenario, result, p).unwrap_or(1.0);
    let same = |a: Pays<'_>, b: Pays<'_>, slack: f64| a.all().zip(b.all()).all(|(x, y)| (x - y).abs() <= slack + 1e-6 * x.abs());
    let name = |p: usize| scenario.plans[p].title.clone();
    pairs
        .filter_map(|(a, b)| {
            let published = same(Pays::published(&result.base, a), Pays::published(&result.base, b), 0.0);
            let slack = rounding(a) + rounding(b);
            let scaled = Pays::neutral(scenario, result, a).zip(Pays::neutral(scenario, result, b)).is_some_and(|(x, y)| same(x, y, slack));
            let (what, why) = match (published, scaled) {
                (true, _) => (
                    format!("{} and {} paid exactly the same in every trial", name(a), name(b)),
                    "their clauses never made a difference here",
                ),
                (false, true) => (
                    format!("at equal cost {} and {} are the same plan", name(a), name(b)),
                    "they differ by a factor on pay only, and scaling removes it",
                ),
                (false, false) => return None,
            };
            Some(finding(&scenario.plans[b].id, what, why.to_owned(), "compare them as published, or drop one".to_owned()))
        })
        .collect()
}

fn run_too_short(result: &RunResult) -> Option<Finding> {
    let trials = count(result.base.trials as u64);
    match result.stop {
        StopReason::PrecisionNotReached => Some(finding(
            "",
            format!("the precision asked for was not reached in {trials} trials"),
            "the largest number of trials allowed came first".to_owned(),
            "allow more trials, or ask for less precision".to_owned(),
        )),
        StopReason::Exact => None,
        _ if result.base.trials < FEW_TRIALS => Some(finding(
            "",
            format!("only {trials} trials ran"),
            "the expensive years are rare: their numbers rest on a handful of trials or are missing".to_owned(),
            "run at least 1,000 trials before deciding".to_owned(),
        )),
        _ => None,
    }
}

fn accounts_left_out(summary: &Summary) -> Option<Finding> {
    let left_out = summary.get("", "market", "no_base_accounts").filter(|e| e.value >= 0.5)?;
    Some(finding(
        "",
        format!("{} accounts a trial are left out of retention", count(left_out.value.round() as u64)),
        "they had no positive revenue at the start of the window, so a ratio to it is undefined".to_owned(),
        "check that zero and negative months are what the data means".to_owned(),
    ))
}
