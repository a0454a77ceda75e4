//! A plan in plain words: what is paid, how often, for what, and under which clauses.

use super::curve::{Curve, Edge};
use super::phrase::{capital, dollars, measures, number, of_metric, percent, plural};
use super::{Accumulation, Attain, Cap, CapPeriod, Component, Goal, HoldbackUntil, Owner, Ownership, Partner, Pays, Plan, TierMode, Tiers};
use crate::measure::{Baseline, Basis, Metric, NewAccounts, Scope, WindowKind};

/// The plan in sentences: first mix and cadence, then each component, the clauses of the whole plan, who owns the deals and who else
/// is paid for them.
#[must_use]
pub fn describe(plan: &Plan) -> Vec<String> {
    let mut lines = vec![opening(plan)];
    lines.extend(plan.components.iter().map(|c| component(plan, c)));
    lines.extend(clauses(plan));
    lines.push(ownership(plan.ownership));
    lines.extend(plan.partners.iter().map(|p| partner(plan, p)));
    lines
}

fn opening(plan: &Plan) -> String {
    let mix = match plan.variable_share {
        Some(share) => format!("{} base, {} target variable", percent(1.0 - share), percent(share)),
        None => "Pay mix as in the roster".into(),
    };
    let prorated =
        if plan.prorate { "targets prorated by months in the seat" } else { "full target for whoever is there at the end of the period" };
    format!("{mix}; paid {}, {prorated}.", cadence(plan.cadence))
}

fn cadence(months: u16) -> String {
    match months {
        1 => "every month".into(),
        3 => "every quarter".into(),
        6 => "every half-year".into(),
        12 => "once a year".into(),
        n => format!("every {n} months"),
    }
}

fn component(plan: &Plan, c: &Component) -> String {
    let metric = &plan.metrics[c.metric];
    let share = if c.weight > 0.0 { format!("{} of target", percent(c.weight)) } else { "on top".into() };
    let mut text = match &c.pays {
        Pays::Target => format!("{} ({share}): paid whatever is measured", c.name),
        _ if !c.score.is_empty() => format!("{} ({share}): a score of {}; {}", c.name, scores(plan, c), pays(c, metric)),
        _ => format!("{} ({share}): {}{}; {}", c.name, reads(metric), against(&c.goal, c.attain, metric), pays(c, metric)),
    };
    for more in details(plan, c) {
        text.push_str("; ");
        text.push_str(&more);
    }
    text.push('.');
    text
}

/// What a scorecard adds up: "60 % NRR of own book …, goal 102 %, and 40 % …".
fn scores(plan: &Plan, c: &Component) -> String {
    let own = (c.own_weight(), c.metric, &c.goal, c.attain);
    let all = std::iter::once(own).chain(c.score.iter().map(|part| (part.weight, part.metric, &part.goal, part.attain)));
    let said = all.map(|(weight, metric, goal, attain)| {
        let metric = &plan.metrics[metric];
        format!("{} {}{}", percent(weight), reads(metric), against(goal, attain, metric))
    });
    said.collect::<Vec<_>>().join(" and ")
}

/// What is measured, over which months, on whose book.
fn reads(metric: &Metric) -> String {
    let whose = match metric.scope {
        Scope::Individual => "own book",
        Scope::Pod => "the pod's books",
        Scope::Team => "the team's books",
        Scope::Company => "all books",
    };
    let months = match (metric.window.kind, metric.window.basis) {
        (WindowKind::YearToDate, _) => "the year to date".into(),
        (WindowKind::Trailing, Basis::Point) => format!("the last {}", plural(f64::from(metric.window.months), "month")),
        (WindowKind::Trailing, Basis::Sum) => {
            format!("the last {} of invoices against the same number before", plural(f64::from(metric.window.months), "month"))
        }
    };
    let mut text = format!("{} of {whose} over {months}", measures(metric));
    for more in account_rules(metric).into_iter().chain(metric.baseline.as_ref().map(baseline)) {
        text.push_str(", ");
        text.push_str(&more);
    }
    text
}

fn account_rules(metric: &Metric) -> Vec<String> {
    let rules = &metric.accounts;
    let mut text = Vec::new();
    if rules.grace_months > 0 {
        text.push(format!("accounts taken over count after {}", plural(f64::from(rules.grace_months), "month")));
    }
    if rules.min_tenure_months > 0 {
        text.push(format!("accounts count once held {}", plural(f64::from(rules.min_tenure_months), "month")));
    }
    if let Some(cap) = rules.influence_cap {
        text.push(format!("one account moves by at most {}", percent(cap)));
    }
    if let Some(spike) = rules.spike {
        text.push(format!("single months above {} times the three before are smoothed", number(spike.factor, 2)));
    }
    if rules.churn_at_notice {
        text.push("churn counts from the notice".into());
    }
    if rules.new_accounts == NewAccounts::GrowthOnly {
        text.push("new accounts count with their growth only".into());
    }
    text
}

fn baseline(rule: &Baseline) -> String {
    match rule {
        Baseline::Trailing { months } => {
            format!("above the mean of the {} before", plural(f64::from(*months), "month"))
        }
        Baseline::SameQuarterLastYear => "above the same months a year earlier".into(),
        Baseline::CohortCurve { annual: Some(g) } => format!("above the base grown to {} a year", percent(*g)),
        Baseline::CohortCurve { annual: None } => "above the segment's organic growth".into(),
        Baseline::Forecast { error_sd, negotiated } => {
            let whose = if *negotiated { "a forecast agreed with the CSM" } else { "finance's forecast" };
            format!("above {whose} (error {} of base revenue a quarter)", percent(*error_sd))
        }
        Baseline::HoldOut { share } => format!("above the growth of an unmanaged {} of accounts", percent(*share)),
        Baseline::HighWaterMark => "above the highest revenue already paid for".into(),
        Baseline::Ratchet { speed } => {
            format!("above a baseline that moves {} of the way to each result", percent(*speed))
        }
    }
}

/// The goal, as ", goal …".
fn against(goal: &Goal, attain: Attain, metric: &Metric) -> String {
    let goal = match goal {
        Goal::None => return String::new(),
        Goal::Fixed(goal) => of_metric(metric, *goal),
        Goal::Schedule(goals) => {
            let goals: Vec<_> = goals.iter().map(|&g| of_metric(metric, g)).collect();
            format!("{} by pay period", goals.join(", "))
        }
        Goal::Segment => "the segment's target".into(),
        Goal::Quota => "the person's quota".into(),
        Goal::Measured => "as measured".into(),
    };
    if attain == Attain::Value { String::new() } else { format!(", goal {goal}") }
}

/// A point on the axis of a component's curve or tiers.
fn axis(c: &Component, metric: &Metric, x: f64) -> String {
    match (c.attain, &c.goal) {
        _ if !c.score.is_empty() => format!("a score of {}", percent(x)),
        (Attain::Value, _) | (_, Goal::None) => of_metric(metric, x),
        (Attain::Ratio | Attain::Inverse, _) => format!("{} of goal", percent(x)),
        (Attain::AboveFloor { floor }, _) => {
            format!("{} of the way from {} to the goal", percent(x), of_metric(metric, floor))
        }
    }
}

/// How a component pays, without its clauses.
pub(super) fn pays(c: &Component, metric: &Metric) -> String {
    match &c.pays {
        Pays::Curve(curve) => format!("pays {}", by_curve(curve, percent, |x| axis(c, metric, x))),
        Pays::Commission(tiers) => commission(c, metric, tiers),
        Pays::Bounty { each, at_most: Some(most) } => {
            format!("pays {} each, for at most {} a period", dollars(*each), number(*most, 2))
        }
        Pays::Bounty { each, at_most: None } => format!("pays {} each", dollars(*each)),
        Pays::Target => "pays its target".into(),
        Pays::Pool(pool) => {
            let power = if pool.power == 1.0 { String::new() } else { format!(" to the power {}", number(pool.power, 2)) };
            format!("shares a pot of {} of everybody's targets by target × score{power}", percent(pool.funding))
        }
    }
}

/// A curve in words, its values said by `value` and its thresholds by `at`.
fn by_curve(curve: &Curve, value: impl Fn(f64) -> String, at: impl Fn(f64) -> String) -> String {
    let knots = curve.knots();
    let Some(first) = knots.first() else { return value(curve.below) };
    let mut text = format!("{} below {}", value(curve.below), at(first.at));
    let mut slope = 0.0;
    for (i, (knot, (_, jump))) in knots.iter().zip(curve.jumps()).enumerate() {
        let joined = jump == 0.0;
        if joined && i == 0 && knot.slope != 0.0 {
            text.push_str(", from there");
        } else if !joined || slope == 0.0 {
            let from = if knot.edge == Edge::Inclusive { "from" } else { "above" };
            text.push_str(&format!(", {} {from} {}", value(knot.value), at(knot.at)));
        }
        let on = if joined && slope != 0.0 { ", on" } else { " in a straight line" };
        slope = knot.slope;
        match knots.get(i + 1) {
            Some(next) if slope != 0.0 => {
                let end = knot.value + slope * (next.at - knot.at);
                text.push_str(&format!("{on} to {} at {}", value(end), at(next.at)));
            }
            None if slope != 0.0 => {
                text.push_str(if i == 0 { " in a straight line without end" } else { ", and on without end" });
            }
            None => text.push_str(", and no more"),
            Some(_) => {}
        }
    }
    text
}

fn commission(c: &Component, metric: &Metric, tiers: &Tiers) -> String {
    let tier = |t: &super::Tier| {
        let rate = match t.rate {
            Some(rate) => percent(rate * t.factor),
            None if t.factor == 1.0 => "target ÷ quota".into(),
            None => format!("{} × target ÷ quota", number(t.factor, 3)),
        };
        if t.uplift_rate == 0.0 { rate } else { format!("{rate} and {} of the contract's growth", percent(t.uplift_rate)) }
    };
    let what = match tiers.tiers.as_slice() {
        [] => return "pays nothing".into(),
        [only] if only.from <= 0.0 => return format!("pays {} of credited dollars", tier(only)),
        all => all.iter().map(|t| {
            let from = if t.edge == Edge::Inclusive { "from" } else { "above" };
            format!("{} {from} {}", tier(t), axis(c, metric, t.from))
        }),
    };
    let mode = match tiers.mode {
        TierMode::Marginal => "each rate on its slice only (marginal)",
        TierMode::Retroactive => "the rate reached on all credited dollars (retroactive)",
    };
    format!("pays {}: {mode}", what.collect::<Vec<_>>().join(", "))
}

/// Everything else about a component.
fn details(plan: &Plan, c: &Component) -> Vec<String> {
    let mut text = Vec::new();
    if let Some(decimals) = c.round_decimals {
        text.push(format!("attainment rounded to {}", plural(f64::from(decimals), "decimal")));
    }
    if c.accumulation == Accumulation::YearToDate {
        text.push("pay to date is what the year to date earns, trued up each period".into());
    }
    if c.credit != 1.0 {
        text.push(format!("credited with {}", percent(c.credit)));
    }
    if !c.year_weights.is_empty() {
        let weights: Vec<_> = c.year_weights.iter().map(|&w| percent(w)).collect();
        text.push(format!("contract years count {}", weights.join(", ")));
    }
    for gate in &c.gates {
        let metric = &plan.metrics[gate.metric];
        let reaches = if gate.edge == Edge::Inclusive { "is at least" } else { "is above" };
        let level = of_metric(metric, gate.at_least);
        let rest = if gate.otherwise == 0.0 { "nothing".into() } else { percent(gate.otherwise) };
        text.push(format!("only if {} {reaches} {level}, otherwise {rest} of it", reads(metric)));
    }
    for multiplier in &c.multipliers {
        let metric = &plan.metrics[multiplier.metric];
        let factor = by_curve(&multiplier.curve, |f| format!("× {}", number(f, 3)), |x| of_metric(metric, x));
        text.push(format!("multiplied by {}: {factor}", reads(metric)));
    }
    if c.floor > 0.0 {
        text.push(format!("never below {} of its target", percent(c.floor)));
    }
    text.extend(c.caps.iter().map(|k| cap(k, "its target")));
    if let Some(clawback) = c.clawback {
        let months = plural(f64::from(clawback.months), "month");
        text.push(format!("{} taken back if the account leaves within {months}", percent(clawback.share)));
    }
    if let Some(holdback) = c.holdback {
        let until = match holdback.until {
            HoldbackUntil::InvoicePaid => "the invoice is paid".into(),
            HoldbackUntil::Months(n) => format!("{} later", plural(f64::from(n), "month")),
        };
        text.push(format!("{} withheld until {until}", percent(holdback.share)));
    }
    match (c.from_month, c.until_month) {
        (0, None) => {}
        (from, None) => text.push(format!("from month {} on", from + 1)),
        (0, Some(until)) => text.push(format!("through month {until}")),
        (from, Some(until)) => text.push(format!("months {} to {until}", from + 1)),
    }
    text
}

fn cap(cap: &Cap, of: &str) -> String {
    let limits = [cap.share.map(|s| format!("{} of {of}", percent(s))), cap.dollars.map(dollars)];
    let limits: Vec<_> = limits.into_iter().flatten().collect();
    let time = match cap.per {
        CapPeriod::Period => "a period",
        CapPeriod::Year => "on the year to date",
    };
    format!("capped at {} {time}", if limits.is_empty() { "nothing stated".into() } else { limits.join(" or ") })
}

fn clauses(plan: &Plan) -> Vec<String> {
    let mut text: Vec<String> = plan.caps.iter().map(|k| format!("The whole payout is {}.", cap(k, "target"))).collect();
    if plan.floor > 0.0 {
        text.push(format!("Everybody is paid at least {} of target a period.", percent(plan.floor)));
    }
    if let Some(g) = plan.guarantee {
        let months = plural(f64::from(g.months), "month");
        text.push(format!("New hires are paid at least {} of target for their first {months}.", percent(g.share)));
    }
    if let Some(t) = plan.training {
        text.push(format!("Training, {} a person once, makes discovery work {} as productive.", dollars(t.cost), percent(t.discovery)));
    }
    if let Some(d) = plan.draw {
        let months = plural(f64::from(d.months), "month");
        let kind = if d.recoverable { "recovered from later pay" } else { "never recovered" };
        text.push(format!("A draw of {} of target is advanced for the first {months}, {kind}.", percent(d.share)));
    }
    text
}

fn ownership(of: Ownership) -> String {
    let Ownership { renewals, expansion } = of;
    let text = match (renewals == expansion, renewals) {
        (true, Owner::Csm) => "the CSM owns renewals and expansion".into(),
        (true, _) => format!("{} owns renewals and expansion, not the CSM", renewals.title()),
        (false, _) => format!("{} owns renewals, {} expansion", renewals.title(), expansion.title()),
    };
    format!("{}.", capital(&text))
}

fn partner(plan: &Plan, p: &Partner) -> String {
    let share = if p.share == 1.0 { String::new() } else { format!(" of {}", percent(p.share)) };
    let of = plan.components.get(p.component).map_or("", |c| c.name.as_str());
    format!("{}: {}{share} of the dollars of '{of}', beside the CSM's pay.", capital(&p.role), percent(p.rate))
}

#[cfg(test)]
#[path = "words_tests.rs"]
mod tests;
