//! The comparison: every rule on the same books.

use std::sync::Arc;

use super::books::{BookUnderRule, Rule, read_books};
use super::calendar::{Quarters, past_needed, quarters};
use super::figure::BookError;
use super::growth::{OrganicGrowth, organic_growth};
use super::judge::{Judgement, judge};
use super::recommend::{Recommendation, recommend};
use super::sample::{accounts_judged, book_size};
use super::{LabRule, LabSettings};
use crate::cohort::History;
use crate::cohort::resample::{HistoryBook, Resampler};
use crate::measure::{Baseline, Basis};
use crate::random::{Purpose, Stream};

/// Baseline rules compared on a history.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
pub struct BaselineLab {
    /// What was asked.
    pub settings: LabSettings,
    /// First month of the history, `YYYY-MM`; `None` without any.
    pub from: Option<String>,
    /// Last month.
    pub to: Option<String>,
    /// Accounts of the history that ever paid.
    pub accounts: usize,
    /// Accounts that books were drawn from: the same, or as many as were asked for at most.
    pub accounts_judged: usize,
    /// Accounts in a book.
    pub book: u32,
    /// How much the product grows on its own; `None` where the history is too short.
    pub growth: Option<OrganicGrowth>,
    /// Rules, by way of reading revenue.
    pub rows: Vec<RuleRow>,
    /// The rule to take; `None` where none could be judged.
    pub recommendation: Option<Recommendation>,
}

/// One rule, read one way.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
pub struct RuleRow {
    /// Name of the rule.
    pub name: String,
    /// The rule.
    pub rule: Baseline,
    /// How revenue is compared.
    pub basis: Basis,
    /// Quarters it was judged on; 0 if it was not.
    pub quarters: usize,
    /// First month of the first of them, `YYYY-MM`.
    pub from: Option<String>,
    /// What it would have done.
    pub judgement: Option<Judgement>,
    /// Why there is none.
    pub why_not: Option<String>,
}

/// Compares the rules of `settings` on `history`. Same settings, same numbers, on any number of threads.
///
/// Takes time in proportion to the books drawn, their accounts and the square of the quarters, but not to the accounts of the
/// history beyond [`LabSettings::most_accounts`] (growth, which is one pass over all of them, aside).
#[must_use]
pub fn compare_baselines(history: &History, settings: &LabSettings) -> BaselineLab {
    let judged = Arc::new(accounts_judged(history, settings));
    let book = book_size(history, settings);
    let rows: Vec<(&LabRule, Basis)> =
        settings.bases.iter().flat_map(|&basis| settings.rules.iter().map(move |rule| (rule, basis))).collect();
    let past: Vec<usize> = rows.iter().map(|(rule, basis)| past_needed(rule.rule, *basis)).collect();
    let quarters = quarters(history.months.len(), &past);
    let judgements = judge_all(&judged, book, &rows, &quarters, settings);
    let rows: Vec<RuleRow> = rows
        .iter()
        .zip(quarters.iter().zip(&past))
        .zip(judgements)
        .map(|(((rule, basis), (quarters, past)), judgement)| RuleRow {
            name: rule.name.clone(),
            rule: rule.rule,
            basis: *basis,
            quarters: quarters.map_or(0, |q| q.number),
            from: quarters.map(|q| history.months[q.first].clone()),
            why_not: judgement.is_none().then(|| why_not(rule.rule, *past, *quarters, history.months.len())),
            judgement,
        })
        .collect();
    BaselineLab {
        settings: settings.clone(),
        from: history.months.first().cloned(),
        to: history.months.last().cloned(),
        accounts: (0..history.accounts.len()).filter(|&a| history.of(a).iter().any(|x| *x > 0.0)).count(),
        accounts_judged: judged.accounts.len(),
        book,
        growth: organic_growth(history, book),
        recommendation: recommend(&rows),
        rows,
    }
}

fn judge_all(
    history: &Arc<History>,
    book: u32,
    rows: &[(&LabRule, Basis)],
    quarters: &[Option<Quarters>],
    settings: &LabSettings,
) -> Vec<Option<Judgement>> {
    let books = vec![HistoryBook { segment: None, accounts: book }];
    let Ok(resampler) = Resampler::new(Arc::clone(history), books, 0) else { return vec![None; rows.len()] };
    let stream = Stream::new(settings.seed, Purpose::Bootstrap);
    let mut readable: Vec<(Rule<'_>, Option<f64>)> = Vec::new();
    let mut at: Vec<Option<usize>> = Vec::new();
    for ((rule, basis), quarters) in rows.iter().zip(quarters) {
        at.push(quarters.map(|quarters| {
            let share = if let Baseline::HoldOut { share } = rule.rule { Some(share) } else { None };
            readable.push((Rule::new(rule.rule, *basis, quarters, history), share));
            readable.len() - 1
        }));
    }
    let books = read_books(&resampler, history, &stream, &readable, settings);
    let over_accounts = BookError::new(book, history.accounts.len(), settings.books);
    let judge_one = |at: usize| {
        let of_rule: Vec<&BookUnderRule> = books.iter().map(|rules| &rules[at]).collect();
        let error = if readable[at].1.is_some() { BookError::drawing_only(settings.books) } else { over_accounts };
        judge(&of_rule, error, settings.commission)
    };
    at.into_iter().map(|at| at.and_then(judge_one)).collect()
}

/// Why a rule has no numbers.
fn why_not(rule: Baseline, past: usize, quarters: Option<Quarters>, months: usize) -> String {
    match (rule, quarters) {
        (_, None) => format!("needs {past} months before the first quarter, {} in all; the history has {months}", past + 3),
        (Baseline::Forecast { .. }, _) => {
            "a forecast's error is stated, not found in a history: the cohort growth curve is the forecast without it".into()
        }
        (Baseline::HoldOut { .. }, _) => "no account outside the books is left to be held out".into(),
        _ => "no book has base revenue in any quarter".into(),
    }
}
