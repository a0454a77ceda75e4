//! The words that stand on every page: how to read the numbers, what is not modelled, the glossary.

use maud::{Markup, html};

use super::Page;

pub(super) fn how_to_read(page: &Page) -> Markup {
    html! {
        h2 id="reading" { "How to read these numbers" }
        dl.plain {
            dt { "One trial is one possible year" }
            dd { "Customers, luck and hand-overs are drawn anew in each trial, and every plan pays for the same ones. Two plans differ by their rules" @if page.assumes_behaviour() { " and by what people make of them" } ", never by their luck." }
            dt { "P5, P95, “nine years in ten”" }
            dd { "Of a hundred such years five cost less than P5 and five more than P95." }
            dt { "± in small grey" }
            dd { "The Monte Carlo standard error: how far the number would still move if more trials were run. It shrinks with trials. The spread between P5 and P95 does not: that is the risk itself. Under 0\u{202f}%, “≤0.2” is the most that the true share can be with 95\u{202f}% confidence; under 100\u{202f}%, “≥99.8” the least." }
            dt { "90 % ask" }
            dd { "The budget that is enough nine years in ten." }
            dt { "At equal expected cost" }
            dd { "A generous plan looks risky only because it pays more. So each plan is scaled to cost what today’s plan is expected to cost. What it costs as published stands beside." }
            dt { "Paid with no CSM at all" }
            dd { "What the plan would have paid had nobody looked after the customers: organic growth that comes anyway, and plain luck. Even a correct baseline pays luck, because good luck is paid and bad luck is not taken back." }
            @if page.assumes_behaviour() {
                dt { "Salaried effort" }
                dd { "What CSMs do who are paid the same whatever happens. Growth “beyond salaried effort” compares the same customers with the same luck: what remains is what people do about their plan." }
                dt { "Angels, devils, mixed" }
                dd { "Angels put more effort where pay is, and nothing else. Devils play every game that pays. Mixed: a share of devils among ordinary people, who play where it pays enough to bear a bad conscience. Which of them you employ nobody has measured: the range between angels and devils is part of every answer." }
            }
            dt { "Luck and people" }
            dd { "Variance within a person is how much the same person’s pay moves from year to year. Variance between people is what lasts: skill, book, target bonus." }
        }
    }
}

pub(super) fn not_modelled(page: &Page) -> Markup {
    html! {
        h2 id="not-modelled" { "What is not modelled" }
        ul {
            @for sentence in &page.findings.not_said { li { "This run does not say " (sentence) "." } }
            li { "Sales people’s, managers’ and partners’ own plans, except partners’ commission where a plan names it." }
            li { "Tax and employment law, currencies, and what it costs to run a plan and to settle disputes." }
            li { "Competitors, price changes and new products: the market keeps its kind of luck through the horizon." }
        }
    }
}

/// Terms and their one meaning.
const TERMS: [(&str, &str); 20] = [
    ("ARR", "annual recurring revenue"),
    ("Attainment", "result divided by goal"),
    ("Baseline", "the growth that would have come anyway, as a plan’s rule estimates it"),
    ("Book", "the accounts one CSM looks after"),
    ("Cap, floor", "the most and the least that is paid"),
    ("Cost of sales", "bonus paid per dollar of revenue credited"),
    ("CSM", "customer success manager"),
    ("Employer load", "the employer’s taxes and on-costs on top of pay"),
    ("Excellence point", "a high attainment that about one in ten reaches"),
    ("Gini", "inequality of pay between people: 0 all alike, 1 one person has everything"),
    ("GRR", "gross revenue retention: what was kept of last period’s revenue, growth not counted"),
    ("Jensen gap", "mean cost minus the cost of mean results: what curved pay costs because results vary"),
    ("Mean of worst 5 %", "average cost of the dearest twentieth of years (CVaR 95)"),
    ("NRR", "net revenue retention: this period’s revenue of last period’s customers over their revenue then"),
    ("OTE", "on-target earnings: base pay plus target bonus"),
    ("SD", "standard deviation: the typical distance from the mean"),
    ("Target bonus", "variable pay when every goal is met exactly"),
    ("Threshold", "the attainment below which nothing is paid"),
    ("Twin", "the same trial lived through once more under another rule, with the same luck"),
    ("Windfall", "pay that no CSM’s work has caused"),
];

pub(super) fn glossary() -> Markup {
    html! {
        h2 id="glossary" { "Glossary" }
        dl.plain.two {
            @for (term, meaning) in TERMS { div { dt { (term) } dd { (meaning) } } }
        }
    }
}
