//! The answer first: which plan meets the tests, which is closest, what would change it, what the run does not say, what it rests on.

use super::criteria::{Check, Kind, Record, estimate, records};
use super::words::{list, money, percent};
use super::{Assumption, Findings, Summary, verdict, warn};
use crate::scenario::{Market, Resampling, Scenario, Turnover};
use crate::stats::Estimate;
use crate::trial::RunResult;

/// The words of a run, from its numbers alone.
#[must_use]
pub fn find(scenario: &Scenario, result: &RunResult, summary: &Summary) -> Findings {
    let records = records(scenario, summary);
    Findings {
        decision: decision(scenario, summary, &records),
        would_change: would_change(scenario, summary, &records),
        verdicts: verdict::verdicts(scenario, summary),
        warnings: warn::warnings(scenario, result, summary),
        not_said: not_said(scenario, result),
        assumptions: assumptions(scenario),
    }
}

fn title(scenario: &Scenario, plan: usize) -> String {
    scenario.plans[plan].title.clone()
}

fn decision(scenario: &Scenario, summary: &Summary, records: &[Record]) -> Vec<String> {
    let Some(best) = closest(records) else { return vec!["No plan could be paid in this run: there is nothing to decide by.".to_owned()] };
    let mut sentences = Vec::new();
    let passing: Vec<&Record> = records.iter().filter(|r| r.failed() == 0).collect();
    match passing.as_slice() {
        [] => {
            let rivals = rivals(records, best);
            if rivals.is_empty() {
                sentences.push(format!("No plan meets every test. Closest: {}.", title(scenario, best.plan)));
            } else {
                let names: Vec<String> = std::iter::once(best).chain(rivals).map(|r| title(scenario, r.plan)).collect();
                sentences.push(format!("No plan meets every test. Closest: too close to call between {}.", list(&names)));
            }
            sentences.push(record_in_words(best));
        }
        [only] => {
            sentences.push(format!("{} meets every test; no other plan does.", title(scenario, only.plan)));
            sentences.push(record_in_words(only));
        }
        several => {
            let names: Vec<String> = several.iter().map(|r| title(scenario, r.plan)).collect();
            sentences.push(format!("{} plans meet every test: {}.", several.len(), list(&names)));
            sentences.extend(cheaper_ask(scenario, summary, several));
        }
    }
    if best.checks.iter().any(Check::unsure) {
        sentences.push("One of its tests is too close to its limit to call: run more trials.".to_owned());
    }
    sentences.extend(quieter(scenario, summary));
    sentences
}

/// The plan that fails the fewest tests, and among those by the least.
fn closest(records: &[Record]) -> Option<&Record> {
    records.iter().min_by(|a, b| (a.failed().cmp(&b.failed())).then(a.excess().total_cmp(&b.excess())))
}

/// Plans that fail as many tests as the closest and whose excess differs from its by less than two standard errors.
fn rivals<'a>(records: &'a [Record], best: &Record) -> Vec<&'a Record> {
    let within = |r: &Record| (r.excess() - best.excess()) < 2.0 * (r.excess_error().powi(2) + best.excess_error().powi(2)).sqrt();
    records.iter().filter(|r| r.plan != best.plan && r.failed() == best.failed() && within(r)).collect()
}

/// "Passes: 4 % over-budget risk. Fails: 55 % paid with no CSM at all (limit 50 %)."
fn record_in_words(record: &Record) -> String {
    let phrases = |passing: bool| list(&record.checks.iter().filter(|r| r.passes() == passing).map(Check::phrase).collect::<Vec<_>>());
    match (phrases(true), phrases(false)) {
        (good, bad) if bad.is_empty() => format!("It has {good}."),
        (good, bad) if good.is_empty() => format!("It fails with {bad}."),
        (good, bad) => format!("It passes with {good}; it fails with {bad}."),
    }
}

/// Among plans that meet every test: whose 90 % ask is lowest, if that can be told.
fn cheaper_ask(scenario: &Scenario, summary: &Summary, passing: &[&Record]) -> Option<String> {
    let mut asks: Vec<(usize, Estimate)> = passing.iter().filter_map(|r| ask(scenario, summary, r.plan).map(|e| (r.plan, e))).collect();
    asks.sort_by(|a, b| a.1.value.total_cmp(&b.1.value));
    let [(first, low), (second, high), ..] = asks.as_slice() else { return None };
    let error = low.standard_error.unwrap_or(0.0).hypot(high.standard_error.unwrap_or(0.0));
    Some(if high.value - low.value < 2.0 * error {
        format!("Which of {} and {} needs the smaller budget is too close to call.", title(scenario, *first), title(scenario, *second))
    } else {
        let amounts = (money(&scenario.currency, *low), money(&scenario.currency, *high));
        format!("{} needs the smallest budget: {} holds in 9 years of 10 (next: {}).", title(scenario, *first), amounts.0, amounts.1)
    })
}

/// The budget that holds with 90 % confidence, at equal cost where plans are scaled.
pub(super) fn ask(scenario: &Scenario, summary: &Summary, plan: usize) -> Option<Estimate> {
    let id = &scenario.plans[plan].id;
    summary.get(id, "cost_neutral", "ask90").or_else(|| summary.get(id, "cost", "ask90"))
}

/// Pay noise of one CSM, at equal cost where plans are scaled.
pub(super) fn noise(scenario: &Scenario, summary: &Summary, plan: usize) -> Option<Estimate> {
    let id = &scenario.plans[plan].id;
    summary.get(id, "pay_per_csm_neutral", "sd_within").or_else(|| summary.get(id, "pay_per_csm", "sd_within"))
}

/// "NRR team cuts pay noise 43 % against today; budget risk stays." For the plan that cuts it most while still paying for results.
fn quieter(scenario: &Scenario, summary: &Summary) -> Option<String> {
    let today = noise(scenario, summary, scenario.reference).filter(|e| e.value > 0.0)?;
    let candidates = (0..scenario.plans.len()).filter(|p| *p != scenario.reference);
    let (plan, own) = candidates
        .filter_map(|p| noise(scenario, summary, p).map(|e| (p, e)))
        .filter(|(_, e)| e.value > 0.0)
        .min_by(|a, b| a.1.value.total_cmp(&b.1.value))?;
    let error = own.standard_error?.hypot(today.standard_error?);
    if today.value - own.value < 2.0 * error {
        return None;
    }
    let cut = Estimate { value: 1.0 - own.value / today.value, standard_error: Some(error / today.value), ..own };
    Some(format!("{} cuts pay noise {} against today{}.", title(scenario, plan), percent(cut), risk_shift(scenario, summary, plan)))
}

/// What happens to the budget risk at the same time.
fn risk_shift(scenario: &Scenario, summary: &Summary, plan: usize) -> String {
    let of = |p: usize| estimate(summary, &scenario.plans[p].id, Kind::Budget);
    let Some((today, own)) = of(scenario.reference).zip(of(plan)) else { return String::new() };
    let error = today.standard_error.unwrap_or(0.0).hypot(own.standard_error.unwrap_or(0.0));
    let change = own.value - today.value;
    // Under three points nobody changes a budget, however sure the difference is.
    if change.abs() < (2.0 * error).max(0.03) {
        return "; budget risk stays".to_owned();
    }
    let verb = if change < 0.0 { "falls" } else { "rises" };
    format!("; budget risk {verb} from {} to {}", percent(today), percent(own))
}

fn would_change(scenario: &Scenario, summary: &Summary, records: &[Record]) -> Vec<String> {
    let Some(best) = closest(records) else { return Vec::new() };
    let name = title(scenario, best.plan);
    let currency = &scenario.currency;
    let mut sentences = Vec::new();
    for check in &best.checks {
        let ask = ask(scenario, summary, best.plan);
        sentences.extend(match (check.criterion.kind, check.passes(), ask) {
            (Kind::Budget, true, Some(ask)) if ask.value > 0.0 => Some(format!(
                "A budget below {} instead of {} would make {name} fail the budget test.",
                money(currency, ask),
                budget(scenario)
            )),
            (Kind::Budget, false, Some(ask)) => Some(format!(
                "A budget of {} instead of {} would hold in 9 years of 10 under {name}.",
                money(currency, ask),
                budget(scenario)
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
    sentences.push("If a plan changes what CSMs do, growth decides: this run holds effort the same under every plan.".to_owned());
    sentences
}

fn budget(scenario: &Scenario) -> String {
    money(&scenario.currency, Estimate::without_error(scenario.money.budget, 1))
}

fn not_said(scenario: &Scenario, result: &RunResult) -> Vec<String> {
    let mut sentences = vec![
        "Whether any plan changes effort: everybody works as on a salary, and nobody games a plan.".to_owned(),
        "Whether anybody leaves over pay: turnover is the same under every plan.".to_owned(),
    ];
    if !result.base.has_twins() {
        sentences.push(
            "What the team itself is worth, and what would be paid with no CSM at all: this kind of market has no such world.".to_owned(),
        );
    }
    match &scenario.market {
        Market::Attainment(_) => sentences.push("Anything about customers: attainments are drawn as stated, not earned.".to_owned()),
        Market::History(h) if h.resampling == Resampling::Replay => {
            sentences.push("How lucky these months were: a replay is one exact answer without a spread.".to_owned());
        }
        Market::History(_) => {
            sentences.push("A market unlike the one in the history: every trial redraws the same accounts in the same months.".to_owned())
        }
        Market::Cohorts(_) => {}
    }
    sentences
}

/// The five assumptions that move the numbers most. Whether the user gave a value is told by its differing from the default.
fn assumptions(scenario: &Scenario) -> Vec<Assumption> {
    let assumption = |name: &str, value: String, given: bool| Assumption { name: name.to_owned(), value, given };
    let share = |x: f64| percent(Estimate::without_error(x, 1));
    let turnover = &scenario.turnover;
    let money_ = &scenario.money;
    let usual_budget = 1.1 * scenario.target_variable();
    vec![
        assumption("effort", "the same under every plan, as on a salary; no gaming".to_owned(), false),
        customers(scenario),
        assumption(
            "budget",
            format!("{} for variable pay, before employer load", budget(scenario)),
            (money_.budget - usual_budget).abs() > 1.0,
        ),
        assumption(
            "team",
            format!("{} of CSMs leave a year, seats stay empty {} months", share(turnover.annual), turnover.vacancy_months),
            *turnover != Turnover::default(),
        ),
        assumption(
            "money",
            format!("employer load {}, gross margin {}", share(money_.employer_load), share(money_.gross_margin)),
            money_.employer_load != 0.08 || money_.gross_margin != 0.75,
        ),
    ]
}

fn customers(scenario: &Scenario) -> Assumption {
    let (value, given) = match &scenario.market {
        Market::Cohorts(_) => {
            let share = |x: f64| percent(Estimate::without_error(x, 1));
            let organic: Vec<String> = scenario.segments.iter().map(|s| format!("{} {}", s.title, share(s.organic_nrr))).collect();
            (format!("invented from segment settings; yearly NRR with no CSM: {}", list(&organic)), false)
        }
        Market::History(h) => {
            let months = (h.history.months.first(), h.history.months.last());
            let span = if let (Some(from), Some(to)) = months { format!(", {from} to {to}") } else { String::new() };
            (format!("a real revenue history of {} accounts{span}", super::words::count(h.history.accounts.len() as u64)), true)
        }
        Market::Attainment(_) => ("none: attainments drawn from a stated distribution".to_owned(), true),
    };
    Assumption { name: "customers".to_owned(), value, given }
}
