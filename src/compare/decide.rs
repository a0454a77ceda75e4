//! The answer first: which plan meets the tests, which is closest, what would change it, what the run does not say, what it rests on.

use super::criteria::{Check, Kind, Record, ask, best, candidates, estimate, noise, records};
use super::number::{money, money_of, percent_of};
use super::words::{Period, list, sentence_case, shown_name};
use super::{Findings, Summary, caveats, grown, verdict, warn};
use crate::behaviour::Behaviour;
use crate::scenario::Scenario;
use crate::stats::Estimate;
use crate::trial::{RunResult, StopReason};

/// The words of a run, from its numbers alone.
#[must_use]
pub fn find(scenario: &Scenario, result: &RunResult, summary: &Summary) -> Findings {
    let records = records(scenario, summary);
    let candidates = candidates(scenario, &records);
    let best = best(scenario, summary, &candidates).filter(|_| result.base.trials > 1);
    Findings {
        decision: match best {
            Some(best) => decision(scenario, summary, &candidates, best),
            None => without_spread(scenario, result, summary),
        },
        would_change: best.map_or_else(Vec::new, |best| would_change(scenario, summary, &candidates, best)),
        verdicts: verdict::verdicts(scenario, summary),
        warnings: warn::warnings(scenario, result, summary, best.map(|r| r.plan)),
        growth: best.map_or_else(Vec::new, |best| grown::row(scenario, summary, best.plan)),
        not_said: caveats::not_said(scenario, result),
        assumptions: caveats::assumptions(scenario, result),
    }
}

pub(super) fn title(scenario: &Scenario, plan: usize) -> String {
    shown_name(&scenario.plans[plan].title)
}

/// The answer, why, and what it costs; where people respond also what it nets against today's plan, and what its pay is paid for.
fn decision(scenario: &Scenario, summary: &Summary, candidates: &[&Record], best: &Record) -> Vec<String> {
    let (answer, named) = answer(scenario, summary, candidates, best);
    let subject = if named { "it".to_owned() } else { title(scenario, best.plan) };
    let sentences = [
        Some(answer),
        grown::against_today(scenario, summary, &subject, best.plan),
        reason(scenario, summary, &subject, best),
        price(scenario, summary, &subject, best.plan),
        grown::paid_for(scenario, summary, best.plan),
    ];
    sentences.into_iter().flatten().map(|sentence| sentence_case(&sentence)).collect()
}

/// Which plan, and whether it is the one and only that the sentence names.
fn answer(scenario: &Scenario, summary: &Summary, candidates: &[&Record], best: &Record) -> (String, bool) {
    let name = if best.plan == scenario.reference && scenario.plans.len() > 1 {
        format!("today’s plan, {},", title(scenario, best.plan))
    } else {
        title(scenario, best.plan)
    };
    let passing: Vec<&Record> = candidates.iter().copied().filter(|r| r.failed() == 0).collect();
    if candidates.len() > 1 && grown::net(scenario, summary, best.plan).is_some() {
        return grown::answer(scenario, summary, candidates, best, &name);
    }
    match passing.as_slice() {
        [] if candidates.len() == 1 => (format!("{name} does not meet every test."), true),
        [] => match rivals(candidates, best).as_slice() {
            [] => (format!("No plan meets every test; {name} comes closest."), true),
            rivals => {
                let names = names(scenario, std::iter::once(best).chain(rivals.iter().copied()));
                (format!("No plan meets every test; which of {names} comes closest is too close to call."), false)
            }
        },
        [_] if candidates.len() == 1 => (format!("{name} meets every test."), true),
        [_] => (format!("{name} meets every test; no other plan does."), true),
        several => match ask_rival(scenario, summary, several, best) {
            None => (format!("{name} meets every test, and of the {} plans that do it needs the smallest budget.", several.len()), true),
            Some(rival) => {
                let names = names(scenario, [best, rival].into_iter());
                (
                    format!("{} plans meet every test; which of {names} needs the smallest budget is too close to call.", several.len()),
                    false,
                )
            }
        },
    }
}

/// "A, B and C"; of many only the first few.
pub(super) fn names<'a>(scenario: &Scenario, records: impl Iterator<Item = &'a Record>) -> String {
    let mut names: Vec<String> = records.map(|r| title(scenario, r.plan)).collect();
    if names.len() > 4 {
        let more = names.len() - 3;
        names.truncate(3);
        names.push(format!("{more} more"));
    }
    list(&names)
}

/// Plans that fail as many tests as the closest and whose excess differs from its by less than two standard errors.
fn rivals<'a>(candidates: &[&'a Record], best: &Record) -> Vec<&'a Record> {
    let within = |r: &Record| (r.excess() - best.excess()) < 2.0 * (r.excess_error().powi(2) + best.excess_error().powi(2)).sqrt();
    candidates.iter().copied().filter(|r| r.plan != best.plan && r.failed() == best.failed() && within(r)).collect()
}

/// The plan whose 90 % ask is next to the best one's, if it cannot be told which is smaller.
fn ask_rival<'a>(scenario: &Scenario, summary: &Summary, passing: &[&'a Record], best: &Record) -> Option<&'a Record> {
    let low = ask(scenario, summary, best.plan)?;
    let others = passing.iter().copied().filter(|r| r.plan != best.plan);
    let asks = others.filter_map(|r| ask(scenario, summary, r.plan).map(|e| (r, e)));
    let (next, high) = asks.min_by(|a, b| a.1.value.total_cmp(&b.1.value))?;
    let error = low.standard_error.unwrap_or(0.0).hypot(high.standard_error.unwrap_or(0.0));
    (high.value - low.value < 2.0 * error).then_some(next)
}

/// "It has 1.5 % over-budget risk (today 18 %), but 62 % paid with no CSM at all (limit 50 %, today 81 %)."
fn reason(scenario: &Scenario, summary: &Summary, subject: &str, best: &Record) -> Option<String> {
    let today = |check: &Check| {
        let today = &scenario.plans[scenario.reference].id;
        estimate(summary, today, check.criterion.kind).filter(|_| best.plan != scenario.reference)
    };
    let phrases = |passing: bool| -> String {
        list(&best.checks.iter().filter(|check| check.passes() == passing).map(|check| check.phrase(today(check))).collect::<Vec<_>>())
    };
    match (phrases(true), phrases(false)) {
        (good, bad) if good.is_empty() && bad.is_empty() => None,
        (good, bad) if bad.is_empty() => Some(format!("{subject} has {good}.")),
        (good, bad) if good.is_empty() => Some(format!("{subject} has {bad}.")),
        (good, bad) => Some(format!("{subject} has {good}, but {bad}.")),
    }
}

/// "Pay noise falls 45 % against today (flat bonus: 74 %); it needs $546k to hold 9 years in 10 (today $609k) and costs $472k on
/// average as published."
fn price(scenario: &Scenario, summary: &Summary, subject: &str, plan: usize) -> Option<String> {
    let (currency, reference) = (&scenario.currency, scenario.reference);
    let period = Period::of(scenario);
    let cash = |e: Estimate| money_of(currency, e);
    let today = |own: Option<Estimate>| match own {
        Some(e) if plan != reference => format!(" (today {})", cash(e)),
        _ => String::new(),
    };
    let ask_of = |p: usize| ask(scenario, summary, p).filter(|e| e.standard_error.is_some());
    let mut clauses: Vec<String> = Vec::new();
    let needs = ask_of(plan).map(|own| format!("needs {} to hold 9 {}s in 10{}", cash(own), period.unit, today(ask_of(reference))));
    let mean = |measure: &str, p: usize| summary.get(&scenario.plans[p].id, measure, "mean");
    let costs = mean("cost", plan).map(|own| {
        let scaled = mean("cost_neutral", plan).is_some() && plan != reference;
        let how = if scaled { " as published" } else { "" };
        format!("costs {} on average{how}{}", cash(own), today(mean("cost", reference)))
    });
    clauses.extend(noise_shift(scenario, summary, plan));
    let of_it: Vec<String> = [needs, costs].into_iter().flatten().collect();
    if !of_it.is_empty() {
        clauses.push(format!("{subject} {}", list(&of_it)));
    }
    (!clauses.is_empty()).then(|| format!("{}.", clauses.join("; ")))
}

/// What becomes of one CSM's pay noise against today, with a plan that pays regardless as the comparator.
fn noise_shift(scenario: &Scenario, summary: &Summary, plan: usize) -> Option<String> {
    if plan == scenario.reference {
        return None;
    }
    let today = noise(scenario, summary, scenario.reference).filter(|e| e.value > 0.0)?;
    let against_today = |p: usize| -> Option<Estimate> {
        let own = noise(scenario, summary, p)?;
        let error = own.standard_error?.hypot(today.standard_error?) / today.value;
        Some(Estimate::symmetric(1.0 - own.value / today.value, Some(error), own.n))
    };
    let own = against_today(plan)?;
    // "Base only" pays regardless as well, but nothing: nobody compares noise with that.
    let paid = |p: usize| summary.get(&scenario.plans[p].id, "cost", "mean").is_some_and(|e| e.value > 0.0);
    let comparator = |p: &usize| ![plan, scenario.reference].contains(p) && scenario.plans[*p].pays_regardless() && paid(*p);
    let flat = (0..scenario.plans.len()).find(comparator);
    let flat = flat.and_then(|p| Some(format!(" ({}: {})", title(scenario, p), percent_of(against_today(p)?)))).unwrap_or_default();
    Some(match own.value {
        cut if cut >= 1.0 => format!("a CSM is paid the same every {}", Period::of(scenario).unit),
        cut if cut.abs() < 2.0 * own.standard_error.unwrap_or(0.0) => "a CSM’s pay moves as much as today".to_owned(),
        cut if cut > 0.0 => format!("pay noise falls {} against today{flat}", percent_of(own)),
        _ => format!("pay noise rises {} against today", percent_of(own.scaled(-1.0))),
    })
}

/// What one outcome without a spread allows to say.
fn without_spread(scenario: &Scenario, result: &RunResult, summary: &Summary) -> Vec<String> {
    let cost = |p: usize| summary.get(&scenario.plans[p].id, "cost", "mean").map(|e| (p, e.value));
    let Some((today, paid)) = cost(scenario.reference) else {
        return vec!["No plan could be paid in this run: there is nothing to decide by.".to_owned()];
    };
    let cash = |amount: f64| money(&scenario.currency, amount);
    let others = (0..scenario.plans.len()).filter(|p| *p != today && !scenario.plans[*p].pays_regardless()).filter_map(cost);
    let least = others
        .min_by(|a, b| a.1.total_cmp(&b.1))
        .map_or_else(String::new, |(p, cost)| format!("; of the other plans {} comes to least, {}", title(scenario, p), cash(cost)));
    let today = format!("{} comes to {}{least}.", title(scenario, today), cash(paid));
    if result.stop == StopReason::Exact {
        vec![
            sentence_case(&format!("in exactly these months {today}")),
            "One exact answer has no spread: how lucky these months were it cannot say.".to_owned(),
        ]
    } else {
        vec!["One trial decides nothing: run at least 1,000.".to_owned(), sentence_case(&format!("in this one trial {today}"))]
    }
}

fn would_change(scenario: &Scenario, summary: &Summary, candidates: &[&Record], best: &Record) -> Vec<String> {
    let name = title(scenario, best.plan);
    let currency = &scenario.currency;
    let mut sentences = Vec::new();
    for check in &best.checks {
        let ask = ask(scenario, summary, best.plan);
        sentences.extend(match (check.criterion.kind, check.passes(), ask) {
            (Kind::Budget, true, Some(ask)) if ask.value > 0.0 => Some(format!(
                "A budget below {} instead of {} would make {name} fail the budget test.",
                money_of(currency, ask),
                budget(scenario)
            )),
            (Kind::Budget, false, Some(ask)) => Some(format!(
                "A budget of {} instead of {} would hold 9 {}s in 10 under {name}.",
                money_of(currency, ask),
                budget(scenario),
                Period::of(scenario).unit
            )),
            (Kind::Hardship, false, _) => {
                Some(format!("A floor of half of target, or a goal nearer to what this market does, would help {name}."))
            }
            (Kind::Windfall, false, _) => Some(format!(
                "Paying part of {name} for work that does not happen by itself, or against a baseline, would cut what it pays for nothing."
            )),
            _ => None,
        });
    }
    if scenario.behaviour == Behaviour::Off {
        sentences.push("If a plan changes what CSMs do, growth decides: this run holds effort the same under every plan.".to_owned());
    } else {
        sentences.extend(grown::range(scenario, summary, best.plan));
        sentences.extend(grown::leader(scenario, summary, candidates, best));
    }
    sentences
}

fn budget(scenario: &Scenario) -> String {
    money(&scenario.currency, scenario.money.budget)
}
