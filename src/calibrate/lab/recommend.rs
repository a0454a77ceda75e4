//! Which rule to take, by a stated procedure, with its numbers.
//!
//! 1. *Games*: the best of the three games earns at most [`LabSettings::game_limit`] times what the same dollar earns if it is really
//!    gained. (Where nothing is left to luck, a dollar invoiced a quarter late earns twice under any rule that compares with the
//!    quarter before: it is missing in the base and counted in the result.)
//! 2. *Bias*: not told apart from 0 (within two standard errors), and not above [`LabSettings::bias_limit`] either way.
//! 3. Of those that pass both, the lowest mispayment for each dollar of real growth. If none passes both: the smallest bias among those
//!    that pass the first, or among all.

use super::{LabSettings, RuleRow};
use crate::measure::{Baseline, Basis};

/// The rule to take and why.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
pub struct Recommendation {
    /// Its row.
    pub row: usize,
    /// Whether it passes on games.
    pub hard_to_game: bool,
    /// Whether it passes on bias.
    pub unbiased: bool,
    /// Other rows that pass both, lowest mispayment first.
    pub runners_up: Vec<usize>,
    /// In words, with its numbers.
    pub sentence: String,
}

/// A rule that can be ranked.
struct Candidate {
    row: usize,
    mispaid: f64,
    bias: f64,
    hard_to_game: bool,
    unbiased: bool,
}

impl Candidate {
    fn new(row: usize, rows: &[RuleRow], settings: &LabSettings) -> Option<Self> {
        let judgement = rows[row].judgement.as_ref()?;
        let (bias, error) = (judgement.bias.value.abs(), judgement.bias.standard_error.unwrap_or(0.0));
        Some(Self {
            row,
            mispaid: judgement.mispaid_for_each_dollar?.value,
            bias,
            hard_to_game: judgement.best_game.is_some_and(|game| game.value <= settings.game_limit),
            // rounding of revenue to single precision is no bias
            unbiased: bias <= (2.0 * error).max(1e-6) && bias <= settings.bias_limit,
        })
    }
}

/// The rule to take; `None` where none can be ranked.
pub(super) fn recommend(rows: &[RuleRow], settings: &LabSettings) -> Option<Recommendation> {
    let candidates: Vec<Candidate> = (0..rows.len()).filter_map(|row| Candidate::new(row, rows, settings)).collect();
    let mut passing: Vec<&Candidate> = candidates.iter().filter(|c| c.hard_to_game && c.unbiased).collect();
    passing.sort_by(|a, b| a.mispaid.total_cmp(&b.mispaid));
    let least_biased = |hard: bool| candidates.iter().filter(|c| c.hard_to_game || !hard).min_by(|a, b| a.bias.total_cmp(&b.bias));
    let best = passing.first().copied().or_else(|| least_biased(true)).or_else(|| least_biased(false))?;
    Some(Recommendation {
        row: best.row,
        hard_to_game: best.hard_to_game,
        unbiased: best.unbiased,
        runners_up: passing.iter().skip(1).map(|c| c.row).collect(),
        sentence: sentence(&rows[best.row], best, settings),
    })
}

fn sentence(row: &RuleRow, of: &Candidate, settings: &LabSettings) -> String {
    let Some(judgement) = &row.judgement else { return String::new() };
    let why = match (of.hard_to_game, of.unbiased) {
        (true, true) => "the lowest mispayment of the rules that are neither biased nor easily gamed".to_owned(),
        (true, false) => format!(
            "no rule that is hard to game has a bias within two standard errors of 0 and below {} %; this one has the least",
            100.0 * settings.bias_limit
        ),
        (false, _) => "every rule is easily gamed; this one has the least bias".to_owned(),
    };
    let mut words = format!(
        "take the {}, {}: {why}. On growth that came by itself it finds {} of base revenue a quarter and pays for nothing ${:.0} a book \
         and year at a commission of {} %",
        row.name,
        how(row.basis),
        judgement.bias.percent(),
        judgement.mispaid_a_year.value,
        100.0 * settings.commission,
    );
    if let Some(answer) = judgement.answer {
        words += &format!("; a dollar really gained is paid {:.2} times", answer.value);
    }
    if let Some(game) = judgement.best_game {
        words += &format!("; a dollar moved by the best of three games earns {:.2} times as much as one really gained", game.value);
    }
    if let Baseline::HoldOut { share } = row.rule {
        words += &format!("; it costs leaving {:.0} % of the accounts without a CSM", 100.0 * share);
    }
    words + "."
}

/// How revenue is compared, in words.
pub(super) fn how(basis: Basis) -> &'static str {
    match basis {
        Basis::Point => "on single months",
        Basis::Sum => "on sums of quarters",
    }
}

#[cfg(test)]
mod tests {
    use super::super::figure::Figure;
    use super::super::judge::Judgement;
    use super::*;

    fn row(bias: f64, error: f64, mispaid: f64, game: f64) -> RuleRow {
        let figure = |value| Figure::new(value, Some(error), None);
        let judgement = Judgement {
            base_revenue: 1000.0,
            bias: figure(bias),
            bias_by_quarter: vec![Some(bias)],
            sd_of_books: figure(0.1),
            sd_of_quarters: None,
            mispaid: figure(mispaid),
            paid: figure(0.5),
            mispaid_a_year: figure(40.0 * mispaid),
            answer: Some(figure(1.0)),
            mispaid_for_each_dollar: Some(figure(mispaid)),
            shift: Some(figure(game)),
            shift_from_unpaid: None,
            hold_back: None,
            best_game: Some(figure(game)),
            unread: 0.0,
        };
        RuleRow {
            name: "rule".into(),
            rule: Baseline::HighWaterMark,
            basis: Basis::Sum,
            quarters: 1,
            from: None,
            judgement: Some(judgement),
            why_not: None,
        }
    }

    fn unread() -> RuleRow {
        RuleRow { judgement: None, ..row(0.0, 0.0, 0.0, 0.0) }
    }

    fn chosen(rows: &[RuleRow]) -> Option<(usize, bool, bool, Vec<usize>)> {
        recommend(rows, &LabSettings::default()).map(|r| (r.row, r.hard_to_game, r.unbiased, r.runners_up))
    }

    #[test]
    fn the_lowest_mispayment_wins_among_those_that_pass() {
        let rows = [
            unread(),
            row(0.01, 0.01, 0.03, 1.0),
            row(0.03, 0.01, 0.01, 1.0), // biased
            row(0.00, 0.01, 0.01, 3.0), // gamed
            row(-0.01, 0.01, 0.02, 2.0),
            row(0.20, 0.20, 0.01, 1.0), // so badly known that it only seems unbiased
        ];
        assert_eq!(chosen(&rows), Some((4, true, true, vec![1])));
    }

    #[test]
    fn without_a_fair_rule_the_least_biased_is_taken() {
        assert_eq!(
            chosen(&[row(0.04, 0.01, 0.01, 1.0), row(0.03, 0.01, 0.09, 1.0), row(0.0, 0.0, 0.0, 9.0)]),
            Some((1, true, false, vec![]))
        );
        assert_eq!(chosen(&[row(0.04, 0.01, 0.01, 9.0), row(0.0, 0.0, 0.05, 8.0)]), Some((1, false, true, vec![])));
        assert_eq!(chosen(&[unread()]), None);
    }

    #[test]
    fn the_sentence_has_the_numbers() {
        let found = recommend(&[row(0.012, 0.01, 0.03, 0.5)], &LabSettings::default()).unwrap();
        assert_eq!(
            found.sentence,
            "take the rule, on sums of quarters: the lowest mispayment of the rules that are neither biased nor easily gamed. On growth \
             that came by itself it finds 1 ± 1 % of base revenue a quarter and pays for nothing $1 a book and year at a commission of \
             1 %; a dollar really gained is paid 1.00 times; a dollar moved by the best of three games earns 0.50 times as much as one \
             really gained."
        );
    }
}
