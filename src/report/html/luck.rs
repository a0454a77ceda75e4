//! Luck, skill or effort: what the differences of pay among like CSMs come from, and how long until pay shows who is good.

use maud::{Markup, PreEscaped, html};

use super::Page;
use super::cells::Kind;
use super::response::mark;
use super::tables::{Column, column, grid, grid_of};
use crate::report::chart::Figure;
use crate::stats::Estimate;

/// The picture that stands here instead of among the others.
pub(super) const FIGURE: &str = "luck-skill";

/// What to take from the shares.
const DIFFERENCES: &str = "Read it so: at 90\u{202f}% luck nine tenths of the (squared) differences in pay between like CSMs would be dealt anew next year. Skill: what one keeps earning more than another, year after year.";
/// The same where people respond.
const DIFFERENCES_OF_ALL: &str = "Read it so: at 90\u{202f}% luck nine tenths of the (squared) differences in pay between like CSMs would be dealt anew next year. Skill: what one keeps earning more than another, year after year. Effort: what responding to the plan adds; below 0 where it evens pay out.";

/// Whether there is anything to say.
pub(super) fn shown(page: &Page) -> bool {
    page.scenario.plans.iter().any(|p| page.summary.get(&p.id, "pay_split", "luck_share").is_some())
}

/// Effort is a question only where people respond.
pub(super) fn title(page: &Page) -> &'static str {
    if page.assumes_behaviour() { "Luck, skill or effort?" } else { "Luck or skill?" }
}

pub(super) fn all(page: &Page, figures: &[&Figure]) -> Markup {
    if !shown(page) {
        return html! {};
    }
    html! {
        h2 id="luck" { (title(page)) }
        p {
            "Compared are like CSMs only: the same segment, size of book, target and start. Why is one of them paid more than another? "
            "Plans as published throughout."
        }
        @for figure in figures { div.pictures { figure id={ "picture-" (figure.name) } { (PreEscaped(&figure.svg)) } } }
        (part("What the differences are", true, if page.assumes_behaviour() { DIFFERENCES_OF_ALL } else { DIFFERENCES },
            split(page), page))
        (part("Where they come from", false,
            "Economy and accounts are what happens to customers, and to seats that stay empty; the book is the accounts one was dealt at the start. A large share of the book says: deal books more evenly, or give each its own goal. What causes have only together is shared equally between them. With everybody working as on a salary.",
            grid(page, &causes()), page))
        (part("Does pay show who is good?", true,
            "Pay against skill: 1 would rank people by pay exactly as by skill, 0 not at all. Quarters of pay: how long to wait before judging, promoting or parting with anybody by what they were paid (reliability .7); empty where pay does not rise with skill clearly enough.",
            grid(page, &shows()), page))
        (part("What the deal of the books does", false,
            "The same people and the same luck, other accounts: by how much a CSM’s pay would typically change, and what share of the differences that is: more than the part of the book above, because with accounts goes all that happens to them. With everybody working as on a salary.",
            grid(page, &fairness()), page))
    }
}

/// A table with the sentence that says what to take from it, marked where it rests on how people respond.
fn part(title: &str, responding: bool, words: &str, table: Markup, page: &Page) -> Markup {
    html! {
        @if !table.0.is_empty() {
            h3 { (title) @if responding && page.assumes_behaviour() { " " (mark()) } }
            p { (words) }
            (table)
        }
    }
}

/// Shares of luck, skill and effort, and the standard deviation that they are shares of.
fn split(page: &Page) -> Markup {
    let of = |statistic: &str| -> Vec<Option<Estimate>> {
        page.scenario.plans.iter().map(|p| page.summary.get(&p.id, "pay_split", statistic)).collect()
    };
    let spread = of("variance").into_iter().map(|e| e.and_then(root)).collect();
    let mut columns = vec![
        ("SD of pay among like CSMs".to_owned(), Kind::Money, spread),
        ("of its variance luck".to_owned(), Kind::Share, of("luck_share")),
        ("skill".to_owned(), Kind::Share, of("skill_share")),
    ];
    if page.assumes_behaviour() {
        columns.push(("effort".to_owned(), Kind::Share, of("effort_share")));
    }
    grid_of(page, columns)
}

/// The root of an estimate, its error by the delta method; `None` below 0.
fn root(e: Estimate) -> Option<Estimate> {
    let sd = Some(e.value).filter(|v| *v >= 0.0)?.sqrt();
    let error = e.standard_error.map(|error| if sd > 0.0 { error / (2.0 * sd) } else { 0.0 });
    Some(Estimate::symmetric(sd, error, e.n))
}

fn causes() -> Vec<Column> {
    let share = |head: &str, statistic| column(head, Kind::Share, "shapley", statistic);
    vec![
        share("Economy", "macro_share"),
        share("What happens to accounts", "accounts_share"),
        share("The book at the start", "book_share"),
        share("Skill", "skill_share"),
    ]
}

fn shows() -> Vec<Column> {
    vec![
        column("Pay against skill (rank correlation)", Kind::Number, "skill", "rank_correlation"),
        column("Quarters of pay until it shows who is good", Kind::Count, "skill", "quarters_needed"),
    ]
}

fn fairness() -> Vec<Column> {
    vec![
        column("SD of a CSM’s pay by book", Kind::Money, "fairness", "sd_by_book"),
        column("of the variance among like CSMs", Kind::Share, "fairness", "book_share"),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_root_has_the_error_of_its_square() {
        // d√x = dx ÷ 2√x: 2,500 ± 100 is 50 ± 1
        let e = root(Estimate::symmetric(2_500.0, Some(100.0), 9)).unwrap();
        assert_eq!((e.value, e.standard_error), (50.0, Some(1.0)));
        assert!(root(Estimate::symmetric(-1.0, Some(2.0), 9)).is_none());
    }
}
