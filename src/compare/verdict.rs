//! One plain sentence per plan that a finance person can repeat aloud.

use super::criteria::{Kind, ask, estimate, noise};
use super::number::{difference_of, grouped, money_of, percent_of};
use super::words::{Period, frequency, list};
use super::{Summary, Verdict, grown};
use crate::scenario::Scenario;

pub(super) fn verdicts(scenario: &Scenario, summary: &Summary) -> Vec<Verdict> {
    let verdict = |p: usize| Verdict { plan: scenario.plans[p].id.clone(), sentence: sentence(scenario, summary, p) };
    (0..scenario.plans.len()).map(verdict).collect()
}

fn sentence(scenario: &Scenario, summary: &Summary, p: usize) -> String {
    let id = &scenario.plans[p].id;
    let (currency, period) = (&scenario.currency, Period::of(scenario));
    let Some(published) = summary.get(id, "cost", "mean") else { return "Was not paid in this run.".to_owned() };
    let neutral = summary.get(id, "cost_neutral", "mean");
    let mut sentence = match neutral {
        _ if published.n == 1 => format!("Costs {}", money_of(currency, published)),
        Some(mean) if p == scenario.reference => format!("Today’s plan costs {} {}", money_of(currency, mean), period.average),
        Some(mean) => {
            let today = summary.get(&scenario.plans[scenario.reference].id, "cost", "mean").unwrap_or(mean);
            format!("At today’s expected cost of {}", money_of(currency, today))
        }
        None => format!("Costs {} {}", money_of(currency, published), period.average),
    };
    let mut clauses = Vec::new();
    if let Some(over) = estimate(summary, id, Kind::Budget) {
        clauses.push(match over.value {
            share if over.n == 1 => format!("is {} budget", if share > 0.0 { "over" } else { "within" }),
            0.0 => format!("never goes over budget ({} {}s simulated)", grouped(over.n), period.unit),
            _ => format!("goes over budget {}", frequency(over, period.unit)),
        });
    }
    // An ask without an error (too few trials), or with none to make (nothing varies), is not worth a clause.
    if let Some(ask) = ask(scenario, summary, p).filter(|e| e.standard_error.is_some_and(|error| error > 0.0)) {
        clauses.push(format!("stays within {} 9 {}s in 10", money_of(currency, ask), period.unit));
    }
    if let Some(noise) = noise(scenario, summary, p) {
        clauses.push(if noise.value == 0.0 {
            format!("pays a CSM the same every {}", period.unit)
        } else {
            format!("moves a CSM’s bonus by about {} either way", money_of(currency, noise))
        });
    }
    if let Some(low) = estimate(summary, id, Kind::Hardship).filter(|e| e.value >= 0.01) {
        clauses.push(format!("pays {} less than half of target", frequency(low, "CSM")));
    }
    if let Some(windfall) = estimate(summary, id, Kind::Windfall) {
        clauses.push(format!("would pay {} of it with no CSM at all", percent_of(windfall)));
    }
    let scaled = neutral.is_some() && p != scenario.reference && published.n > 1;
    if !clauses.is_empty() {
        sentence.push_str(if scaled { " it " } else { ", " });
        sentence.push_str(&list(&clauses));
    }
    sentence.push('.');
    let hardly_scaled = summary.get(id, "cost_neutral", "factor").is_some_and(|f| (f.value - 1.0).abs() < 0.02);
    if scaled && !hardly_scaled {
        sentence.push_str(&format!(" As published it costs {}.", money_of(currency, published)));
    }
    if let Some(net) = grown::net(scenario, summary, p).filter(|e| p != scenario.reference && e.n > 1) {
        let unsure = if grown::unsure(net) { ", too close to call" } else { "" };
        sentence.push_str(&format!(" Against today’s plan it nets {} (assumed{unsure}).", difference_of(currency, net)));
    }
    sentence
}
