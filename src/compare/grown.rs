//! Growth in words: which plan leaves most when everything is paid, who the people would have to be, and what pay is paid for.
//! Everything here assumes behaviour.

use super::Summary;
use super::criteria::Record;
use super::decide::{names, title};
use super::number::{difference_of, money};
use super::words::{Period, list, sentence_case};
use super::worlds::flat;
use crate::scenario::Scenario;
use crate::stats::Estimate;

/// A number beyond another plan's at the same expected cost; as published where that was not lived.
pub(super) fn beyond(summary: &Summary, plan: &str, measure: &str, statistic: &str, other: &str) -> Option<Estimate> {
    let at_equal_cost = summary.get_against(plan, measure, &format!("{statistic}@equal-cost"), other);
    at_equal_cost.or_else(|| summary.get_against(plan, measure, statistic, other))
}

/// Net dollars of a plan against today's at the same expected cost; exactly 0 for today's own, `None` while nobody responds.
pub(super) fn net(scenario: &Scenario, summary: &Summary, plan: usize) -> Option<Estimate> {
    let today = &scenario.plans[scenario.reference].id;
    if plan != scenario.reference {
        return beyond(summary, &scenario.plans[plan].id, "net", "dollars", today);
    }
    let row = |e: Estimate| Estimate { value: 0.0, standard_error: Some(0.0), low: Some(0.0), high: Some(0.0), n: e.n };
    summary.get_against(today, "net", "dollars", "salaried").map(row)
}

/// Whether an interval leaves the sign open.
pub(super) fn unsure(e: Estimate) -> bool {
    !(e.low.is_some_and(|low| low > 0.0) || e.high.is_some_and(|high| high < 0.0))
}

/// Which plan, among those that fail as few tests as the best, and whether it is the one and only that the sentence names.
pub(super) fn answer(scenario: &Scenario, summary: &Summary, candidates: &[&Record], best: &Record, name: &str) -> (String, bool) {
    let standing: Vec<&Record> = candidates.iter().copied().filter(|r| r.failed() == best.failed()).collect();
    let id = |r: &Record| scenario.plans[r.plan].id.as_str();
    let told_apart = |r: &Record| beyond(summary, id(best), "net", "dollars", id(r)).is_some_and(|e| !unsure(e));
    let rivals = standing.iter().copied().filter(|r| r.plan != best.plan && !told_apart(r));
    let close = names(scenario, std::iter::once(best).chain(rivals.clone()));
    let group = match best.failed() {
        0 => format!("the {} plans that do", standing.len()),
        1 => format!("the {} plans that fail only one test", standing.len()),
        failed => format!("the {} plans that fail only {failed} tests", standing.len()),
    };
    match (best.failed(), standing.len(), rivals.count()) {
        (0, 1, _) => (format!("{name} meets every test; no other plan does."), true),
        (_, 1, _) => (format!("No plan meets every test; {name} comes closest."), true),
        (0, _, 0) => (format!("{name} meets every test, and of {group} it brings the most net dollars."), true),
        (_, _, 0) => (format!("No plan meets every test; of {group}, {name} brings the most net dollars."), true),
        (0, n, _) => (format!("{n} plans meet every test; which of {close} brings the most net dollars is too close to call."), false),
        _ => (format!("No plan meets every test; of {group}, which of {close} brings the most net dollars is too close to call."), false),
    }
}

/// "At its expected cost it nets +$12k against today's plan in an average year (95 % interval …): −$36k gross margin of growth, $2k less
/// pay, …; as published +$40k (angels …, devils …)." Where nothing was lived at equal cost, as published only.
pub(super) fn against_today(scenario: &Scenario, summary: &Summary, subject: &str, plan: usize) -> Option<String> {
    let (id, today) = (&scenario.plans[plan].id, &scenario.plans[scenario.reference].id);
    if plan == scenario.reference {
        return None;
    }
    let published = |statistic: &str| summary.get_against(id, "net", statistic, today);
    let scaled = published("dollars@equal-cost").is_some();
    let get = |measure: &str, statistic: &str| beyond(summary, id, measure, statistic, today);
    let cash = |e: Estimate| difference_of(&scenario.currency, e);
    let net = net(scenario, summary, plan)?;
    let end = |value: f64| cash(Estimate { value, ..net });
    let mut notes = Vec::new();
    if let (Some(low), Some(high)) = (net.low, net.high) {
        let close = if unsure(net) { ", too close to call" } else { "" };
        notes.push(format!("95\u{202f}% interval {} to {}{close}", end(low), end(high)));
    }
    let others = published("dollars@angels").zip(published("dollars@devils"));
    let others = others.map(|(angels, devils)| format!("angels {}, devils {}", cash(angels), cash(devils)));
    let beside = published("dollars").filter(|_| scaled).map_or_else(String::new, |e| {
        let others = others.as_ref().map_or_else(String::new, |others| format!(" ({others})"));
        format!("; as published {}{others}", cash(e))
    });
    notes.extend(others.filter(|_| !scaled));
    let cost = |e: Estimate, of: &str| {
        let size = cash(Estimate { value: e.value.abs(), ..e });
        format!("{} {} {of}", size.trim_start_matches('+'), if e.value > 0.0 { "more" } else { "less" })
    };
    let parts = [
        get("growth", "gross_margin").map(|e| format!("{} gross margin of growth", cash(e))),
        get("net", "pay_increment").map(|e| cost(e, "pay")),
        get("net", "leakage").map(|e| cost(e, "leakage (discounts, padding, rehiring)")),
        get("net", "programme").filter(|e| e.value != 0.0).map(|e| cost(e, "for partners and training")),
    ];
    let parts: Vec<String> = parts.into_iter().flatten().collect();
    Some(format!(
        "{} {subject} nets {} {} ({}): {}{beside}.",
        if scaled { "At today’s expected cost and against today’s plan" } else { "Against today’s plan" },
        cash(net),
        Period::of(scenario).average,
        notes.join("; "),
        list(&parts)
    ))
}

/// What other people than assumed would make of the plan.
pub(super) fn range(scenario: &Scenario, summary: &Summary, plan: usize) -> Option<String> {
    let (id, today) = (&scenario.plans[plan].id, &scenario.plans[scenario.reference].id);
    let (statistic, against, than) = if plan == scenario.reference {
        ("arr", "salaried", "yearly revenue beyond salaried effort")
    } else {
        ("dollars", today.as_str(), "net dollars against today’s plan")
    };
    let measure = if plan == scenario.reference { "growth" } else { "net" };
    let of = |people: &str| summary.get_against(id, measure, &format!("{statistic}@{people}"), against);
    let (angels, devils) = (of("angels")?, of("devils")?);
    let cash = |e: Estimate| difference_of(&scenario.currency, e);
    let flips = angels.value * devils.value < 0.0 && !unsure(angels) && !unsure(devils);
    let turn = if flips { " turn from " } else { " go from " };
    Some(format!(
        "With other people {}’s {than}{turn}{} (nobody plays games) to {} (everybody does).",
        title(scenario, plan),
        cash(angels),
        cash(devils)
    ))
}

/// A plan that nets more than the one named, but fails more tests.
pub(super) fn leader(scenario: &Scenario, summary: &Summary, candidates: &[&Record], best: &Record) -> Option<String> {
    let nets = candidates.iter().filter_map(|r| net(scenario, summary, r.plan).map(|e| (*r, e)));
    let (most, e) = nets.min_by(|a, b| b.1.value.total_cmp(&a.1.value))?;
    let ahead = beyond(summary, &scenario.plans[most.plan].id, "net", "dollars", &scenario.plans[best.plan].id);
    if most.plan == best.plan || most.failed() <= best.failed() || ahead.is_none_or(unsure) {
        return None;
    }
    let today = &scenario.plans[scenario.reference].id;
    let growth = beyond(summary, &scenario.plans[most.plan].id, "growth", "gross_margin", today);
    let cash = |e: Estimate| difference_of(&scenario.currency, e);
    let against = if most.plan == scenario.reference {
        "Today’s plan".to_owned()
    } else {
        let of_it = growth.map_or_else(String::new, |growth| format!(" (growth alone {})", cash(growth)));
        format!("{}, {} against today’s plan{of_it},", title(scenario, most.plan), cash(e))
    };
    let fails = format!("fails {} of {} tests", most.failed(), most.checks.len());
    Some(sentence_case(&format!("{against} brings the most net dollars, but {fails}.")))
}

/// "Of every $100 that NRR individual pays 62 would have been paid with no CSM at all, 35 are for doing the job and 3 for responding to pay."
pub(super) fn paid_for(scenario: &Scenario, summary: &Summary, plan: usize) -> Option<String> {
    let id = &scenario.plans[plan].id;
    let part = |statistic: &str| summary.get(id, "paid_for", statistic);
    let (windfall, salaried, response) = (part("windfall")?, part("salaried")?, part("response")?);
    let cost = windfall.value + salaried.value + response.value;
    if cost <= 0.0 || windfall.n < 2 {
        return None;
    }
    let of_hundred = |dollars: f64| (100.0 * dollars / cost).round() as i64;
    let (anyway, more) = (of_hundred(windfall.value), of_hundred(response.value));
    // What is left, so that the three add up.
    let job = 100 - anyway - more;
    let luck = summary.get(id, "windfall", "luck_share").filter(|e| e.value >= 0.005 && !unsure(*e));
    let luck = luck.map_or_else(String::new, |e| format!(" ({} of it plain luck)", (100.0 * e.value).round()));
    let beyond = if scenario.behaviour.responds() { "responding to pay" } else { "what people do otherwise, as stated" };
    let shown = |n: i64| if n < 0 { format!("−{}", -n) } else { n.to_string() };
    Some(format!(
        "Of every {} that {} pays {} would have been paid with no CSM at all{luck}, {} for doing the job and {} for {beyond}.",
        money(&scenario.currency, 100.0),
        title(scenario, plan),
        shown(anyway),
        shown(job),
        shown(more)
    ))
}

/// The row for growth: the span of plans beyond salaried effort, the named comparators, and what today's pay is paid for.
pub(super) fn row(scenario: &Scenario, summary: &Summary, named: usize) -> Vec<String> {
    let cash = |e: Estimate| difference_of(&scenario.currency, e);
    let beyond = |p: usize, statistic: &str| summary.get_against(&scenario.plans[p].id, "growth", statistic, "salaried");
    let today = scenario.reference;
    let Some(own) = beyond(today, "arr") else { return Vec::new() };
    let plans: Vec<(usize, Estimate)> = (0..scenario.plans.len()).filter_map(|p| Some((p, beyond(p, "arr")?))).collect();
    let ends = plans.iter().min_by(|a, b| a.1.value.total_cmp(&b.1.value)).zip(plans.iter().max_by(|a, b| a.1.value.total_cmp(&b.1.value)));
    let mut sentences = Vec::new();
    let people = match (beyond(today, "arr@angels"), beyond(today, "arr@devils")) {
        (Some(angels), Some(devils)) => format!(" (angels {}, devils {})", cash(angels), cash(devils)),
        _ => String::new(),
    };
    let span = ends.filter(|(least, most)| least.0 != most.0).map_or_else(String::new, |(least, most)| {
        format!("; plans run from {} ({}) to {} ({})", cash(least.1), title(scenario, least.0), cash(most.1), title(scenario, most.0))
    });
    sentences.push(format!("Beyond salaried effort today’s plan brings {} of yearly revenue{people}{span}.", cash(own)));
    let comparators = scenario.plans.iter().enumerate().filter(|(_, plan)| plan.pays_regardless()).map(|(p, _)| p);
    let comparators: Vec<usize> = comparators.filter(|p| Some(*p) == flat(scenario) || scenario.plans[*p].pays_nothing()).collect();
    let mut told: Vec<usize> = vec![today];
    told.extend((named != today).then_some(named));
    for p in told {
        let against = comparators.iter().filter(|other| **other != p).filter_map(|other| {
            let e = summary.get_against(&scenario.plans[p].id, "net", "dollars", &scenario.plans[*other].id)?;
            Some(format!("{} against {}", cash(e), title(scenario, *other)))
        });
        let against: Vec<String> = against.collect();
        if !against.is_empty() {
            sentences.push(sentence_case(&format!("{} nets {}.", title(scenario, p), list(&against))));
        }
    }
    sentences.extend(paid_for(scenario, summary, today));
    sentences
}
