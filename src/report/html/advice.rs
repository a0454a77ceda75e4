//! What practitioners advise about each plan: what it does, why that is advised against, what it does in this scenario, who says so.

use maud::{Markup, html};

use super::Page;
use super::response::mark;
use crate::compare::{Advice, MARKET_LINE, advise, sentence_case};
use crate::plan::Plan;

/// Plans with advice that are shown open; more are folded.
const OPEN: usize = 12;

pub(super) fn all(page: &Page) -> Markup {
    let advice = advise(page.scenario, page.summary);
    let about = |plan: &Plan| advice.iter().filter(|a| a.plan == plan.id).collect::<Vec<_>>();
    let (told, silent): (Vec<&Plan>, Vec<&Plan>) = page.scenario.plans.iter().partition(|plan| !about(plan).is_empty());
    let (first, more) = told.split_at(told.len().min(OPEN));
    html! {
        h2 id="advice" { "Advice" @if page.assumes_behaviour() { " " (mark()) } }
        p {
            "What practitioners write about plans like these. The reasons are theirs; the sizes are this run’s, for this company"
            @if page.assumes_behaviour() { ", and assume how people respond where anybody does something about pay" }
            ". Advice is no test: a plan may do what is advised against and still be the best one here."
        }
        @for plan in first { (plan_advice(page, plan, &about(plan))) }
        @if !more.is_empty() {
            details {
                summary { "Advice on " (more.len()) " more plan" @if more.len() > 1 { "s" } }
                @for plan in more { (plan_advice(page, plan, &about(plan))) }
            }
        }
        @if !silent.is_empty() {
            p { "No advice on " @for (i, plan) in silent.iter().enumerate() { (separator(i, silent.len())) (page.name(&plan.id)) } "." }
        }
        p.caption { (MARKET_LINE) }
    }
}

/// What stands before the `i`-th of so many names.
fn separator(i: usize, of: usize) -> &'static str {
    match i {
        0 => "",
        i if i + 1 == of => " and ",
        _ => ", ",
    }
}

fn plan_advice(page: &Page, plan: &Plan, advice: &[&Advice]) -> Markup {
    html! {
        div.watch.advice {
            p.what { (page.name(&plan.id)) }
            ul {
                @for Advice { what, reason, source, harm, .. } in advice {
                    li {
                        b { (sentence_case(what)) "." } " " (sentence_case(reason)) "."
                        @if let Some(harm) = harm { " Here: " (harm) "." }
                        " " small { "Source: " (source) }
                    }
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::fixture;
    use crate::report::html::PageContext;

    #[test]
    fn every_piece_of_advice_stands_under_its_plan_with_its_source_and_plans_without_are_listed() {
        for f in [fixture::responding(40), fixture::crowded(40)] {
            let context = PageContext::default();
            let page = Page { scenario: &f.scenario, result: &f.result, summary: &f.summary, findings: &f.findings, context: &context };
            let text = all(&page).into_string();
            let advice = advise(&f.scenario, &f.summary);
            assert!(!advice.is_empty());
            assert_eq!(text.matches("<li>").count(), advice.len());
            let plans = f.scenario.plans.iter().filter(|p| advice.iter().any(|a| a.plan == p.id)).count();
            assert_eq!(text.matches("class=\"watch advice\"").count(), plans);
            assert_eq!(text.contains("No advice on "), plans < f.scenario.plans.len());
            assert!(text.contains("Catalyst and Thrive"));
        }
    }
}
