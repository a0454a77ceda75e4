//! What the months of a panel look like: gaps, holes, accounts that were there before it begins, accounts that came once.

use super::finding::{Finding, FindingKind};
use crate::cohort::History;
use crate::config::{count, thousands};

/// Accounts that are named as examples.
const EXAMPLES: usize = 5;
/// Share of what is usual below which the last month seems to be incomplete.
const INCOMPLETE: f64 = 0.5;
/// Months whose median is the usual.
const USUAL_MONTHS: usize = 6;

/// Everything that is told of a panel as it is used; nothing is changed. `with_rows`: number of readable rows of each month.
pub(super) fn patterns(history: &History, with_rows: &[u64]) -> Vec<Finding> {
    let months = history.months.len();
    let (mut holed, mut hole_months, mut first_month, mut one_offs, mut one_off_revenue, mut total) = (0, 0, 0, 0, 0.0, 0.0);
    let mut examples = Vec::new();
    for account in 0..history.accounts.len() {
        let revenue = history.of(account);
        let mut active = (0..months).filter(|m| revenue[*m] > 0.0);
        let Some(first) = active.next() else { continue };
        let (last, n) = active.fold((first, 1), |(_, n), m| (m, n + 1));
        let sum: f64 = revenue.iter().sum();
        let holes = last - first + 1 - n;
        (holed, hole_months) = (holed + usize::from(holes > 0), hole_months + holes);
        if holes > 0 && examples.len() < EXAMPLES {
            let (from, to) = (&history.months[first], &history.months[last]);
            examples.push(format!(
                "account {}: {} without revenue between {from} and {to}",
                history.accounts[account],
                count(holes, "month")
            ));
        }
        first_month += usize::from(first == 0);
        (one_offs, one_off_revenue) = (one_offs + usize::from(n == 1), one_off_revenue + if n == 1 { sum } else { 0.0 });
        total += sum;
    }
    let share = |n: usize| format!("{:.0} %", 100.0 * n as f64 / history.accounts.len().max(1) as f64);
    let mut findings = Vec::new();
    findings.extend(empty_months(history, with_rows));
    findings.extend(incomplete_month(history));
    if holed > 0 {
        let found = format!(
            "{} ({}) with {} without revenue between active ones.",
            count(holed, "account"),
            share(holed),
            count(hole_months, "month")
        );
        let done = "Counted as 0 there: inactive, and back later.";
        findings.push(Finding::new(FindingKind::Holes, holed as u64, found, done).examples(examples));
    }
    if first_month > 0 {
        let found = format!("{} ({}) active in the first month.", count(first_month, "account"), share(first_month));
        let done = "Perhaps older than the file: since when they are customers is not known.";
        let otherwise = "a table of lifetimes beside the panel tells it";
        findings.push(Finding::new(FindingKind::LeftTruncation, first_month as u64, found, done).otherwise(otherwise));
    }
    if one_offs > 0 {
        let found = format!(
            "{} ({}) active in one month only, with {:.1} % of the revenue.",
            count(one_offs, "account"),
            share(one_offs),
            100.0 * one_off_revenue / total
        );
        findings.push(Finding::new(FindingKind::OneOffs, one_offs as u64, found, "Kept; they say nothing of growth."));
    }
    findings
}

fn empty_months(history: &History, with_rows: &[u64]) -> Option<Finding> {
    let empty: Vec<String> = history.months.iter().zip(with_rows).filter(|(_, rows)| **rows == 0).map(|(month, _)| month.clone()).collect();
    let named = match empty.as_slice() {
        [] => return None,
        few if few.len() <= 6 => few.join(", "),
        many => format!("{} and {} more", many[..5].join(", "), many.len() - 5),
    };
    let found = format!("No account has a row in {named}.");
    let done = "Every account counts as inactive then.";
    let otherwise = "if rows are missing from the export, export it again; --from and --to read part of the months";
    Some(Finding::new(FindingKind::EmptyMonths, empty.len() as u64, found, done).otherwise(otherwise).examples(empty))
}

/// A last month far below the months before it is often one that was not over when the file was made.
fn incomplete_month(history: &History) -> Option<Finding> {
    let months = history.months.len();
    let total = |month: usize| (0..history.accounts.len()).map(|a| history.of(a)[month]).sum::<f64>();
    let last = months.checked_sub(1)?;
    let mut usual: Vec<f64> = (last.saturating_sub(USUAL_MONTHS)..last).map(total).collect();
    usual.sort_unstable_by(f64::total_cmp);
    let median = *usual.get(usual.len() / 2)?;
    let now = total(last);
    if usual.len() < 3 || now >= INCOMPLETE * median {
        return None;
    }
    let (month, before) = (&history.months[last], &history.months[last - 1]);
    let found = format!("The last month, {month}, has {:.0} % of the usual revenue ({}).", 100.0 * now / median, thousands(now));
    let otherwise = format!("if it was not over when the file was made: --to {before}");
    Some(Finding::new(FindingKind::IncompleteMonth, 1, found, "Kept.").otherwise(otherwise))
}
