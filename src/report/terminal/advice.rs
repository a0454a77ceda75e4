//! How much is advised about which plan, in a few lines; what and why is on the page.

use super::WIDTH;
use super::columns::{fit, wrapped};
use crate::compare::{Summary, advise, shown_name};
use crate::plan::Plan;
use crate::scenario::Scenario;

/// Most plans that are named: further ones are counted.
const NAMED: usize = 4;

/// "ADVICE on above baseline (3), NRR individual (2); none on flat bonus: read it in the report".
pub(super) fn lines(scenario: &Scenario, summary: &Summary) -> Vec<String> {
    let advice = advise(scenario, summary);
    let count = |plan: &Plan| advice.iter().filter(|a| a.plan == plan.id).count();
    let (mut told, silent): (Vec<&Plan>, Vec<&Plan>) = scenario.plans.iter().partition(|plan| count(plan) > 0);
    // The sort is stable: equals stay in the scenario's order.
    told.sort_by_key(|plan| std::cmp::Reverse(count(plan)));
    let title = |plan: &Plan| fit(&shown_name(&plan.title), 20);
    if told.is_empty() {
        return wrapped("ADVICE ", "       ", "none on any plan", WIDTH);
    }
    // One more is named as shortly as it is counted.
    let most = if told.len() == NAMED + 1 { told.len() } else { NAMED };
    let mut named: Vec<String> = told.iter().take(most).map(|plan| format!("{} ({})", title(plan), count(plan))).collect();
    if told.len() > most {
        named.push(format!("{} more plans", told.len() - most));
    }
    let none = match silent.as_slice() {
        [] => String::new(),
        [plan] => format!("; none on {}", title(plan)),
        several => format!("; none on {} plans", several.len()),
    };
    wrapped("ADVICE ", "       ", &format!("on {}{none}: read it in the report", named.join(", ")), WIDTH)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::fixture;

    #[test]
    fn the_most_advised_plans_are_named_and_three_lines_are_enough() {
        for f in [fixture::responding(40), fixture::crowded(40), fixture::smallest()] {
            let advice = advise(&f.scenario, &f.summary);
            let lines = lines(&f.scenario, &f.summary);
            assert!(lines.len() <= 3, "{lines:#?}");
            let most = f.scenario.plans.iter().map(|p| advice.iter().filter(|a| a.plan == p.id).count()).max().unwrap();
            let first = lines[0].split(',').next().unwrap();
            assert!(most == 0 || first.contains(&format!(" ({most})")), "{most}: {lines:#?}");
        }
    }
}
