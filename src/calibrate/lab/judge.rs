//! From books to the numbers of a rule: the formulas of the module's table.

use super::books::{BookUnderRule, Seen};
use super::figure::{BookError, Figure, ratio};
use crate::stats::Moments;

/// What a rule would have done. Shares are of the base revenue of the mean book.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
pub struct Judgement {
    /// Base revenue of the mean book, \[$ a year\].
    pub base_revenue: f64,
    /// Mean growth above the baseline, a share of base revenue a quarter: 0 for an ideal baseline.
    pub bias: Figure,
    /// Mean growth above the baseline in each quarter, over all books.
    pub bias_by_quarter: Vec<Option<f64>>,
    /// Standard deviation over books in the same quarter, a share of base revenue.
    pub sd_of_books: Figure,
    /// Standard deviation over quarters of what all books share; `None` with one quarter. Its error is that of a normal sample's sd.
    pub sd_of_quarters: Option<Figure>,
    /// Mean of what is above the baseline where something is, 0 elsewhere: a share of base revenue a quarter.
    pub mispaid: Figure,
    /// Share of books and quarters that are paid something.
    pub paid: Figure,
    /// Mispaid for a book in a year at the stated commission, \[$\].
    pub mispaid_a_year: Figure,
    /// Paid for each dollar of yearly revenue that is really gained and stays, at a commission of 100 %: what comes in the same
    /// year where there is one. `None` where nothing can be gained.
    pub answer: Option<Figure>,
    /// Mispaid ÷ answer: a share of base revenue a quarter, at a rate at which a lasting dollar earns the same by every rule.
    /// `None` where a rule answers to nothing.
    pub mispaid_for_each_dollar: Option<Figure>,
    /// Gain from invoicing a share of a quarter late, as a share of the revenue shifted; `None` with one quarter.
    pub shift: Option<Figure>,
    /// The same by somebody who shifts only from quarters that pay nothing.
    pub shift_from_unpaid: Option<Figure>,
    /// Gain from keeping back revenue before the first quarter is paid, as a share of the revenue kept back.
    pub hold_back: Option<Figure>,
    /// Share of books and quarters about which the rule says nothing (no base revenue, nobody held out).
    pub unread: f64,
}

/// Judges a rule by its books, one entry a book. `None` if it says nothing about any of them.
pub(super) fn judge(books: &[&BookUnderRule], error: BookError, commission: f64) -> Option<Judgement> {
    let quarters = books.first()?.seen.len();
    let columns: Vec<Column> = (0..quarters).map(|quarter| Column::of(books, quarter)).collect();
    let read: Vec<&Column> = columns.iter().filter(|column| column.number > 0).collect();
    let over_read = |f: &dyn Fn(&Column) -> f64| read.iter().map(|column| f(column)).collect::<Moments>();
    let base_revenue = over_read(&|column| column.base).mean()?;
    // one mean over the book's own quarters for each book that can be read at all
    let by_book = |f: &dyn Fn(&Column, f64, f64) -> f64| {
        let of = |book: &BookUnderRule| {
            let seen = book.seen.iter().zip(&columns).filter_map(|(seen, column)| Some(f(column, (*seen)?.0, (*seen)?.1)));
            seen.collect::<Moments>().mean()
        };
        books.iter().filter_map(|book| of(book)).collect::<Vec<f64>>()
    };
    let mean =
        |quarters: Moments, influences: Vec<f64>| Some(Figure::new(quarters.mean()?, error.of(influences), quarters.standard_error()));
    let bias = mean(over_read(&|c| c.mean), by_book(&|c, value, base| (value - c.mean * base) / c.base))?;
    let mispaid = mean(over_read(&|c| c.mispaid), by_book(&|c, value, _| value.max(0.0) / c.base))?;
    let paid = mean(over_read(&|c| c.paid), by_book(&|_, value, _| f64::from(u8::from(value > 0.0))))?;
    let sd = over_read(&|c| c.variance).mean()?.sqrt();
    // influence of a book on the root of the mean variance
    let squares = by_book(&|c, value, _| (value / c.base - c.mean).powi(2));
    let sd_of_books = Figure::new(sd, error.of(squares.iter().map(|square| if sd > 0.0 { square / (2.0 * sd) } else { 0.0 })), None);
    let means = over_read(&|c| c.mean);
    let sd_of_quarters = means.sd().map(|sd| Figure::new(sd, None, Some(sd / (2.0 * (means.n() as f64 - 1.0)).sqrt())));
    let of = |pick: &dyn Fn(&BookUnderRule) -> (f64, f64)| ratio(&books.iter().map(|book| pick(book)).collect::<Vec<_>>(), error);
    let answer = of(&|book| book.gain);
    Some(Judgement {
        base_revenue,
        bias,
        bias_by_quarter: columns.iter().map(|c| (c.number > 0).then_some(c.mean)).collect(),
        sd_of_books,
        sd_of_quarters,
        mispaid,
        paid,
        mispaid_a_year: mispaid.scaled(4.0 * commission * base_revenue),
        answer,
        mispaid_for_each_dollar: answer.and_then(|answer| mispaid.over(answer)),
        shift: of(&|book| book.shift),
        shift_from_unpaid: of(&|book| book.shift_unpaid),
        hold_back: of(&|book| book.held_back),
        unread: 1.0 - columns.iter().map(|c| c.number as f64).sum::<f64>() / (quarters * books.len()) as f64,
    })
}

/// All books in one quarter.
struct Column {
    /// Books that can be read.
    number: usize,
    /// Mean base revenue, \[$ a year\].
    base: f64,
    /// Mean growth above the baseline, variance, mean of its positive part and share above 0, in units of `base`.
    mean: f64,
    variance: f64,
    mispaid: f64,
    paid: f64,
}

impl Column {
    fn of(books: &[&BookUnderRule], quarter: usize) -> Self {
        let seen: Vec<(f64, f64)> = books.iter().filter_map(|book| -> Seen { book.seen[quarter] }).collect();
        let number = seen.len();
        let mean = |f: &dyn Fn(f64, f64) -> f64| seen.iter().map(|&(value, base)| f(value, base)).sum::<f64>() / number.max(1) as f64;
        let base = mean(&|_, base| base);
        let moments: Moments = seen.iter().map(|(value, _)| value / base).collect();
        Self {
            number,
            base,
            mean: moments.mean().unwrap_or(0.0),
            variance: moments.variance().unwrap_or(0.0),
            mispaid: mean(&|value, _| value.max(0.0) / base),
            paid: mean(&|value, _| f64::from(u8::from(value > 0.0))),
        }
    }
}
