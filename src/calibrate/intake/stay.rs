//! How long one account stayed, from a tenure or from dates.

use super::survey::{Amounts, Dates, NoDate};
use super::table::Cell;
use crate::config::Date;

/// Longest tenure: a hundred years.
const MOST_MONTHS: f64 = 1_200.0;

/// How long an account stayed, as [`Lifetimes`](crate::calibrate::Lifetimes) has it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Stay {
    pub(super) tenure: u32,
    pub(super) churned: bool,
    pub(super) entry: u32,
}

/// A tenure in months; `None` if it is none.
pub(super) fn months(cell: Cell<'_>, amounts: &mut Amounts) -> Option<f64> {
    match cell {
        Cell::Blank => None,
        cell => amounts.amount(cell).filter(|(x, currency)| currency.is_empty() && (0.0..=MOST_MONTHS).contains(x)).map(|(x, _)| x),
    }
}

/// Whether an account left, in any of the words for it; `None` if it is none of them.
pub(super) fn has_churned(cell: Cell<'_>) -> Option<bool> {
    const YES: [&str; 12] = ["1", "1.0", "true", "t", "yes", "y", "churned", "churn", "left", "lost", "cancelled", "canceled"];
    const NO: [&str; 12] = ["0", "0.0", "false", "f", "no", "n", "active", "stayed", "retained", "current", "open", "not churned"];
    match cell {
        Cell::Truth(churned) => Some(churned),
        Cell::Whole(number @ (0 | 1)) => Some(number == 1),
        Cell::Number(number) if number == 0.0 || number == 1.0 => Some(number == 1.0),
        Cell::Text(text) => {
            let text = text.to_lowercase();
            let is = |words: [&str; 12]| words.contains(&text.as_str());
            if is(YES) { Some(true) } else { is(NO).then_some(false) }
        }
        _ => None,
    }
}

/// The words of [`has_churned`], for people.
pub(super) const CHURN_WORDS: &str = "1 or 0, yes or no, true or false, churned or active";

/// A stay from tenure and churn: an account that left did so in the month that had begun, one that stayed is known to have been there for
/// the months that were over.
pub(super) fn of_tenure(months: f64, churned: bool, entry: f64) -> Stay {
    let tenure = if churned { months.ceil() } else { months.floor() };
    Stay { tenure: tenure as u32, churned, entry: entry.ceil() as u32 }
}

/// Why dates are no stay.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum NoStay {
    /// It ended before it began.
    Backwards,
    /// It began after the last day that the file tells of.
    NotStarted,
    /// It ended before the account came under observation.
    EndedBefore,
}

/// A stay from its first and last day, seen on `as_of` for the last time; accounts are under observation from `observed_from` on. Also
/// whether it ended after `as_of`, and so was still there then.
pub(super) fn of_dates(start: Date, end: Option<Date>, as_of: Date, observed_from: Option<Date>) -> Result<(Stay, bool), NoStay> {
    if end.is_some_and(|end| end < start) {
        return Err(NoStay::Backwards);
    }
    if start > as_of {
        return Err(NoStay::NotStarted);
    }
    if let (Some(end), Some(from)) = (end, observed_from)
        && end < from
    {
        return Err(NoStay::EndedBefore);
    }
    let after = end.is_some_and(|end| end > as_of);
    let churned = end.is_some() && !after;
    let (whole, more) = end.filter(|_| churned).unwrap_or(as_of).months_since(start).ok_or(NoStay::Backwards)?;
    // one that leaves on its first day leaves in its first month
    let tenure = if churned { (whole + u32::from(more)).max(1) } else { whole };
    let entry = observed_from.and_then(|from| from.months_since(start)).map_or(0, |(whole, more)| whole + u32::from(more));
    Ok((Stay { tenure, churned, entry }, after))
}

/// The last day of an account, `None` if it has none; what systems write for "none yet" counts as blank.
pub(super) fn end(cell: Cell<'_>, dates: &mut Dates) -> Result<Option<Date>, NoDate> {
    if is_open(cell) { Ok(None) } else { dates.date(cell).map(Some) }
}

/// Whether a cell says that there is no end.
pub(super) fn is_open(cell: Cell<'_>) -> bool {
    let open = ["null", "none", "na", "n/a", "nan", "nat", "-", "active", "current", "open"];
    match cell {
        Cell::Blank => true,
        Cell::Text(text) => open.contains(&text.to_lowercase().as_str()) || text.starts_with("9999-12-31"),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Date {
        text.parse().unwrap()
    }

    fn stay(start: &str, end: Option<&str>, from: Option<&str>) -> Result<(u32, bool, u32), NoStay> {
        let (stay, _) = of_dates(day(start), end.map(day), day("2024-06-30"), from.map(day))?;
        Ok((stay.tenure, stay.churned, stay.entry))
    }

    #[test]
    fn an_end_falls_into_the_month_that_had_begun() {
        assert_eq!(stay("2023-06-30", Some("2024-06-30"), None), Ok((12, true, 0)));
        assert_eq!(stay("2023-06-29", Some("2024-06-30"), None), Ok((13, true, 0)));
        assert_eq!(stay("2024-06-30", Some("2024-06-30"), None), Ok((1, true, 0)));
        // those who are still there have been there for the months that are over
        assert_eq!(stay("2023-06-29", None, None), Ok((12, false, 0)));
        assert_eq!(stay("2024-06-10", None, None), Ok((0, false, 0)));
        // on the last day told of, this one was still there
        assert_eq!(stay("2024-01-01", Some("2024-09-01"), None), Ok((5, false, 0)));
    }

    #[test]
    fn accounts_come_under_observation_late() {
        assert_eq!(stay("2022-01-15", Some("2024-03-01"), Some("2023-01-01")), Ok((26, true, 12)));
        assert_eq!(stay("2022-01-15", Some("2022-12-31"), Some("2023-01-01")), Err(NoStay::EndedBefore));
        assert_eq!(stay("2023-05-01", None, Some("2023-01-01")), Ok((13, false, 0)));
    }

    #[test]
    fn stays_that_cannot_be() {
        assert_eq!(stay("2024-02-01", Some("2024-01-31"), None), Err(NoStay::Backwards));
        assert_eq!(stay("2024-07-01", None, None), Err(NoStay::NotStarted));
    }

    #[test]
    fn churn_is_said_in_many_words() {
        for (text, churned) in [
            ("Yes", Some(true)),
            ("no", Some(false)),
            ("TRUE", Some(true)),
            ("0", Some(false)),
            ("1.0", Some(true)),
            ("maybe", None),
            ("2", None),
        ] {
            assert_eq!(has_churned(Cell::Text(text)), churned, "{text}");
        }
        assert_eq!((has_churned(Cell::Whole(1)), has_churned(Cell::Whole(2)), has_churned(Cell::Blank)), (Some(true), None, None));
        assert_eq!(of_tenure(3.2, true, 0.0), Stay { tenure: 4, churned: true, entry: 0 });
        assert_eq!(of_tenure(3.2, false, 1.1), Stay { tenure: 3, churned: false, entry: 2 });
    }
}
