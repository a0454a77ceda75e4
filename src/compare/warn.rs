//! What to watch: what happens, why, what to do.

use super::columns::{Pays, factor};
use super::number::{money, money_of, percent, percent_of};
use super::words::shown_name;
use super::worlds::Worlds;
use super::{Finding, Summary, Topic, target_pay, warn_response, warn_run};
use crate::measure::{Measure, WindowKind};
use crate::plan::{Attain, Component, Curve, Goal, Pays as Paid, Plan};
use crate::scenario::{Neutral, Scenario};
use crate::trial::RunResult;

/// A yearly goal further than this from what the market does is called out, NRR or GRR as a ratio.
const GOAL_OFF: f64 = 0.10;
/// A share of pay that is plain luck from which on it is called out.
const LUCK_MATTERS: f64 = 0.10;
/// How many times today's budget band is called out.
const BAND_WIDER: f64 = 1.5;
/// As-published cost outside this range of target pay is called out.
const NEAR_TARGET: std::ops::RangeInclusive<f64> = 0.8..=1.25;

/// All warnings, most important first: the run itself, then the plan that the decision names, today's, and the others by how grave their
/// gravest warning is.
pub(super) fn warnings(scenario: &Scenario, result: &RunResult, summary: &Summary, named: Option<usize>) -> Vec<Finding> {
    let mut found: Vec<Weighed> = Vec::new();
    let worlds = Worlds::own(scenario, result);
    for (p, plan) in scenario.plans.iter().enumerate() {
        if let Some(worlds) = worlds.as_ref().filter(|worlds| p < worlds.plans.len()) {
            found.extend(warn_response::warnings(scenario, worlds, summary, p));
        }
        found.extend(far_goal(plan, summary));
        found.extend(far_from_target(scenario, plan, summary));
        found.extend(paid_luck(plan, summary));
        found.extend(wide_band(scenario, plan, summary));
        found.extend(unscalable(scenario, result, plan));
    }
    found.extend(twins_by_scaling(scenario, result));
    found.extend(warn_run::too_short(result));
    found.extend(warn_run::accounts_left_out(summary));
    let place = |finding: &Finding| match scenario.plan(&finding.plan) {
        None if finding.topic == Topic::Run => 0,
        Some(p) if Some(p) == named => 1,
        Some(p) if p == scenario.reference => 2,
        Some(_) => 3,
        None => 4,
    };
    // The sort is stable: equals stay in the scenario's order.
    found.sort_by(|a, b| {
        (place(&a.finding), a.finding.topic).cmp(&(place(&b.finding), b.finding.topic)).then(b.weight.total_cmp(&a.weight))
    });
    found.into_iter().map(|weighed| weighed.finding).collect()
}

/// A warning and how grave it is among those of its topic.
pub(super) struct Weighed {
    finding: Finding,
    weight: f64,
}

pub(super) fn finding(topic: Topic, plan: &str, what: String, why: &str, remedy: &str, weight: f64) -> Weighed {
    Weighed { finding: Finding { plan: plan.to_owned(), topic, what, why: why.to_owned(), remedy: remedy.to_owned() }, weight }
}

/// A retention goal that, put on a year, is far from what this market does.
fn far_goal(plan: &Plan, summary: &Summary) -> Option<Weighed> {
    plan.components.iter().filter(|c| c.score.is_empty()).find_map(|component| {
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
            format!("full pay needs a yearly {name} of {}, this market does {}", percent(goal, None), percent_of(market))
        } else {
            let (goal, yearly) = (percent(goal, None), percent(yearly, None));
            format!("a {window} goal of {goal} means {yearly} a year, this market does {}", percent_of(market))
        };
        let why = if yearly > market.value {
            "the goal compounds, so almost nobody can reach it"
        } else {
            "almost everybody reaches it whatever they do"
        };
        let remedy = format!("a {window} goal of {:.1}\u{202f}% fits this market", 100.0 * fitting);
        Some(finding(Topic::Goal, &plan.id, what, why, &remedy, (yearly - market.value).abs()))
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
fn far_from_target(scenario: &Scenario, plan: &Plan, summary: &Summary) -> Option<Weighed> {
    let share = summary.get(&plan.id, "cost", "share_of_target")?;
    let mean = summary.get(&plan.id, "cost", "mean")?;
    if NEAR_TARGET.contains(&share.value) {
        return None;
    }
    let target: f64 = scenario.roster.iter().map(|seat| target_pay(scenario, plan, seat)).sum();
    let currency = &scenario.currency;
    let what = format!("it costs {} as published, not its target of {}", money_of(currency, mean), money(currency, target));
    let (why, remedy) = if share.value < 1.0 {
        ("what it pays for happens less in this market than its goals expect", "lower the goals, or compare at equal cost only")
    } else {
        ("its goals are easy in this market, or it pays on top of the target", "raise the goals, cap it, or compare at equal cost only")
    };
    Some(finding(Topic::Cost, &plan.id, what, why, remedy, (share.value - 1.0).abs()))
}

fn paid_luck(plan: &Plan, summary: &Summary) -> Option<Weighed> {
    let luck = summary.get(&plan.id, "windfall", "luck_share")?;
    if luck.value < LUCK_MATTERS || luck.value < 2.0 * luck.standard_error? {
        return None;
    }
    Some(finding(
        Topic::Luck,
        &plan.id,
        format!("{} of its pay is plain luck", percent_of(luck)),
        "good months are paid and bad ones are not taken back, so even noise around a correct baseline pays",
        "carry losses forward, or measure over a longer window or a larger book",
        luck.value,
    ))
}

fn wide_band(scenario: &Scenario, plan: &Plan, summary: &Summary) -> Option<Weighed> {
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
        Topic::Band,
        &plan.id,
        format!("its budget band is {:.1} times today’s", own / reference),
        "what it pays for swings more from year to year than what today’s plan pays for",
        "a cap, a longer window or pooling narrows it; otherwise hold a reserve",
        own / reference,
    ))
}

fn unscalable(scenario: &Scenario, result: &RunResult, plan: &Plan) -> Option<Weighed> {
    let p = scenario.plan(&plan.id)?;
    if scenario.neutral == Neutral::Off || result.base.trials < 2 || result.neutral_factor.get(p).is_none_or(Option::is_some) {
        return None;
    }
    Some(finding(
        Topic::Scaling,
        &plan.id,
        "it cannot be brought to today’s expected cost".to_owned(),
        "it pays nothing here, or its floors and caps decide what it pays",
        "compare it as published, or change its goals",
        0.0,
    ))
}

/// Plans that differ as published and are the same at equal cost; each is told of the first plan that it equals.
fn twins_by_scaling(scenario: &Scenario, result: &RunResult) -> Vec<Weighed> {
    let plans = result.base.plans.min(scenario.plans.len());
    // Each of up to twelve payouts a year was rounded to the cent before it was scaled.
    let rounding = |p: usize| 12.0 * 0.005 * factor(scenario, result, p).unwrap_or(1.0);
    let same = |a: Pays<'_>, b: Pays<'_>, slack: f64| a.all().zip(b.all()).all(|(x, y)| (x - y).abs() <= slack + 1e-6 * x.abs());
    let told = |a: usize, b: usize| {
        // Meant to pay the same.
        if scenario.plans[a].training != scenario.plans[b].training {
            return None;
        }
        let (x, y) = (Pays::published(&result.base, a), Pays::published(&result.base, b));
        let published = same(x, y, 0.0);
        let slack = rounding(a) + rounding(b);
        // One trial scaled to the same cost is the same far too often to mean anything.
        let scaled =
            result.base.trials > 1 && x.scaled(scenario, result).zip(y.scaled(scenario, result)).is_some_and(|(x, y)| same(x, y, slack));
        // Told of the newcomer, not of today's plan.
        let (of, other) = if b == scenario.reference { (a, b) } else { (b, a) };
        let other = shown_name(&scenario.plans[other].title);
        let (what, why) = match (published, scaled) {
            (true, _) => (format!("it paid exactly the same as {other} in every trial"), "their clauses never made a difference here"),
            (false, true) => {
                (format!("at equal cost it is the same plan as {other}"), "they differ by a factor on pay only, and scaling removes it")
            }
            (false, false) => return None,
        };
        Some(finding(Topic::Same, &scenario.plans[of].id, what, why, "compare them as published, or drop one", 0.0))
    };
    (1..plans).filter_map(|b| (0..b).find_map(|a| told(a, b))).collect()
}
