//! A rehearsal in words: sentences that terminal and page share.

use super::RehearsalContents;
use crate::compare::shown_name;
use crate::experiment::rehearse::{Rule, RuleRecord};
use crate::measure::{Measure, Scope, Unit};
use crate::report::number::{difference_of, grouped, money, money_of, percent, percent_of, points_of};
use crate::stats::{Estimate, Z95};

/// Below this multiple of alpha, power is called hopeless: whoever tests would as well toss a coin with that bias.
const HOPELESS: f64 = 2.0;

/// What nobody should take from a rehearsal.
pub(super) const NOT_SAID: &str = "A rehearsal is as true as its market: how people respond to pay is assumed, and nobody has measured it for customer \
success. People are taken not to influence each other; plans that pay on a team’s result are lived as if the whole team had them. Errors are \
those of the simulation.";

/// A number of the outcome's unit as points.
pub(super) fn points(estimate: Estimate) -> String {
    points_of(estimate.scaled(100.0))
}

/// Points of a lone number.
pub(super) fn lone_points(value: f64, standard_error: Option<f64>) -> String {
    let digits = if value.abs() < 0.0095 { 2 } else { 1 };
    crate::report::number::plain(100.0 * value, digits, standard_error.map(|se| 100.0 * se))
}

/// The outcome's name.
pub(super) fn outcome(contents: &RehearsalContents<'_>) -> String {
    contents.outcome.id().to_uppercase()
}

/// The sentence that comes first.
pub(super) fn verdict(contents: &RehearsalContents<'_>) -> String {
    let rehearsal = contents.rehearsal;
    let (csms, quarters) = (grouped(rehearsal.csms as u64), contents.settings.quarters);
    let truth = rehearsal.truth.uplift;
    let span = if quarters == 1 { "a quarter".to_owned() } else { format!("{quarters} quarters") };
    if same(contents) {
        return format!(
            "The two plans do the same to customers. With {csms} CSMs over {span}, the headline test would call them different in {} of experiments.",
            percent_of(rehearsal.power)
        );
    }
    let told = format!(
        "With your {csms} CSMs and these two plans the true uplift is {} points of {} after {span}; you would see it with probability {}",
        points(truth),
        outcome(contents),
        percent_of(rehearsal.power)
    );
    if rehearsal.power.value < HOPELESS * contents.settings.alpha {
        format!("{told}: this design cannot tell.")
    } else {
        format!("{told}.")
    }
}

/// Whether both plans do the same to customers and cost the same.
fn same(contents: &RehearsalContents<'_>) -> bool {
    let truth = &contents.rehearsal.truth;
    [truth.uplift, truth.net_benefit].iter().all(|e| e.value == 0.0 && e.standard_error.is_none_or(|se| se == 0.0))
}

/// What could be seen instead; `None` without a standard error.
pub(super) fn detectable(contents: &RehearsalContents<'_>) -> Option<String> {
    let se = contents.rehearsal.standard_error?;
    // normal quantiles: a rule of thumb beside the simulated curves of `ab power`
    let least = (Z95 + 0.841_621) * se;
    Some(format!(
        "One experiment’s uplift has a standard error of {} points: about {} points would be seen four times in five. How power rises with more CSMs: paylift ab power.",
        lone_points(se, None),
        lone_points(least, None),
    ))
}

/// What the right decision is, and what is at stake; nothing between plans that do the same.
pub(super) fn stakes(contents: &RehearsalContents<'_>) -> Option<String> {
    if same(contents) {
        return None;
    }
    let truth = &contents.rehearsal.truth;
    let currency = &contents.scenario.currency;
    let quarters = contents.settings.quarters;
    let span = if quarters == 4 { "a year".to_owned() } else { format!("{quarters} quarters") };
    let decision = match contents.rehearsal.rules.first().and_then(|record| record.right) {
        None => "the simulation cannot tell which plan is better".to_owned(),
        Some(_) if truth.net_benefit.value > 0.0 => format!("right is to give everybody {}", shown_name(contents.title(1))),
        Some(_) => format!("right is to keep {}", shown_name(contents.title(0))),
    };
    let even = truth.break_even.map(|even| format!(" Extra pay is earned back at {} points.", lone_points(even, None))).unwrap_or_default();
    Some(format!(
        "True net benefit of the new plan for a team of {} over {span}: {} ({} revenue a year, {} pay): {decision}.{even}",
        grouped(contents.scenario.roster.len() as u64),
        difference_of(currency, truth.net_benefit),
        difference_of(currency, truth.revenue),
        difference_of(currency, truth.extra_pay),
    ))
}

/// Which rule loses least, among those that test.
pub(super) fn best(contents: &RehearsalContents<'_>) -> Option<String> {
    if same(contents) {
        return None;
    }
    let of = |rule: Rule| contents.rehearsal.rules.iter().find(|record| record.rule == rule);
    let testing = contents.rehearsal.rules.iter().filter(|record| record.rule.tests() && !matches!(record.rule, Rule::Gut | Rule::Peek));
    let best = testing.min_by(|a, b| a.regret.value.total_cmp(&b.regret.value))?;
    let untested = [of(Rule::Keep)?, of(Rule::ShipNow)?].into_iter().min_by(|a, b| a.regret.value.total_cmp(&b.regret.value))?;
    let currency = &contents.scenario.currency;
    let cost = |record: &RuleRecord| match record.regret.value {
        0.0 => "the best decision itself".to_owned(),
        _ => format!("{} behind the best decision", money_of(currency, record.regret)),
    };
    let untested_words = if untested.rule == Rule::Keep { "keeping today’s plan" } else { "giving everybody the new plan at once" };
    Some(format!(
        "Of the rules that test, “{}” loses least: {} over {} quarters; without any test, {untested_words} is {}.",
        best.rule.about(),
        cost(best),
        contents.settings.horizon,
        cost(untested),
    ))
}

/// What the experiment costs.
pub(super) fn payout(contents: &RehearsalContents<'_>) -> String {
    let payout = &contents.rehearsal.payout;
    let currency = &contents.scenario.currency;
    let pay = |estimate: Estimate, range: [f64; 2]| {
        format!("{} (nine in ten between {} and {})", money_of(currency, estimate), money(currency, range[0]), money(currency, range[1]))
    };
    let harmless = if contents.settings.held_harmless { "top-ups included" } else { "without top-ups" };
    let mut text = format!(
        "Until its end the experiment pays a CSM {} on today’s plan and {} on the new one; compared with no experiment that is {}, {harmless}; in one experiment of twenty {} or more. Making good what the new plan pays less would take {}.",
        pay(payout.pay_today, payout.range[0]),
        pay(payout.pay_new, payout.range[1]),
        difference_of(currency, payout.extra),
        money(currency, payout.extra_95),
        money_of(currency, payout.top_up),
    );
    if let (Some(over), Some(cap)) = (payout.over_cap, contents.settings.cap) {
        text.push_str(&format!(" The cap of {} is passed in {} of experiments.", money(currency, cap), percent_of(over)));
    }
    text
}

/// What is wrong with the design itself.
pub(super) fn warnings(contents: &RehearsalContents<'_>) -> Vec<String> {
    let RehearsalContents { scenario, arms, settings, rehearsal, target_pay, left_out, .. } = contents;
    let mut warnings = Vec::new();
    if rehearsal.smallest_p > settings.alpha {
        warnings.push(format!(
            "no outcome could ever be significant: with {} CSMs the smallest p is {}",
            rehearsal.csms,
            percent(rehearsal.smallest_p, None)
        ));
    }
    if !target_pay.is_neutral() {
        let currency = &scenario.currency;
        warnings.push(format!(
            "people are not offered the same: target pay of the team is {} under today’s plan and {} under the new one, so the experiment tries the amount of pay as much as its shape",
            money(currency, target_pay.today),
            money(currency, target_pay.new)
        ));
    }
    let pooled = |arm: &usize| scenario.plans[*arm].metrics.iter().any(|metric| metric.scope != Scope::Individual);
    let names: Vec<&str> = arms.iter().filter(|arm| pooled(arm)).map(|arm| scenario.plans[*arm].id.as_str()).collect();
    if !names.is_empty() {
        warnings.push(format!(
            "{} pays on a team’s result: lived as if the whole team had it, which an experiment inside the team would not be",
            names.join(" and ")
        ));
    }
    if *left_out > 0 {
        warnings.push(format!("{left_out} simulated years were left out because some book had no outcome"));
    }
    warnings
}

/// A number of a guardrail in its own unit.
pub(super) fn in_unit(measure: &str, value: f64, standard_error: Option<f64>) -> String {
    let unit = Measure::ALL.iter().find(|m| m.id() == measure).map(|m| m.unit());
    match unit {
        Some(Unit::Ratio | Unit::Share) => lone_points(value, standard_error),
        _ => crate::report::number::plain(value, 1, standard_error),
    }
}
