//! Luck or what we do not know: the split of each plan's cost in a line, where parameters were drawn.

use super::WIDTH;
use super::columns::{fit, wrapped};
use crate::compare::{Summary, draws_lived, shown_name};
use crate::plan::Plan;
use crate::report::number::{grouped, money, money_of, percent_of};
use crate::scenario::Scenario;
use crate::trial::RunResult;

/// Plans that are told, today's among them; the others are in the report.
const MOST: usize = 4;

/// "UNKNOWN …": a sentence, then a line a plan.
pub(super) fn lines(scenario: &Scenario, result: &RunResult, summary: &Summary) -> Vec<String> {
    let Some(asked) = scenario.run.parameter_draws else { return Vec::new() };
    let draws = grouped(draws_lived(&scenario.run, result.base.trials) as u64);
    let told: Vec<&Plan> = scenario.plans.iter().filter(|plan| summary.get(&plan.id, "uncertainty@cost", "sd").is_some()).collect();
    if told.is_empty() {
        let words = format!("{draws} of {asked} draws of the market’s parameters were lived: too few to tell luck from what is not known");
        return wrapped("UNKNOWN ", "        ", &words, WIDTH);
    }
    let words = format!("{draws} draws of the market’s parameters: luck evens out over years, what is not known does not");
    let mut lines = wrapped("UNKNOWN ", "        ", &words, WIDTH);
    let today = &scenario.plans[scenario.reference].id;
    let first = told.iter().filter(|plan| plan.id == *today).chain(told.iter().filter(|plan| plan.id != *today));
    for plan in first.take(MOST) {
        let get = |statistic| summary.get(&plan.id, "uncertainty@cost", statistic);
        let cash = |statistic| get(statistic).map_or_else(String::new, |e| money_of(&scenario.currency, e));
        let share = get("unknown_share").map_or_else(String::new, |e| format!(" ({} of the variance)", percent_of(e)));
        let title = fit(&shown_name(&plan.title), 22);
        let unknown = match get("sd_unknown") {
            Some(sd) if sd.value == 0.0 => {
                let most = sd.high.map(|high| format!(" (at most {})", money(&scenario.currency, high))).unwrap_or_default();
                format!("nothing not known that shows{most}")
            }
            _ => format!("not known {}{share}", cash("sd_unknown")),
        };
        let words = format!("{title}: cost ± {}, luck {}, {unknown}", cash("sd"), cash("sd_luck"));
        lines.extend(wrapped("        ", "          ", &words, WIDTH));
    }
    if told.len() > MOST {
        lines.push(format!("        {} more plans, pay and retention are in the report", told.len() - MOST));
    }
    lines
}
