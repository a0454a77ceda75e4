//! Pay periods by name: as a number, a month, a quarter or a year of the paid months.

use crate::config::words::count;

/// The pay periods of a plan on a history.
#[derive(Debug, Clone, Copy)]
pub(super) struct Periods<'a> {
    /// Paid months, `YYYY-MM`.
    pub(super) months: &'a [String],
    /// Months a period.
    pub(super) cadence: usize,
}

impl Periods<'_> {
    /// The period that `text` names, 0-based: its number from 1, a month in it (`2025-03`), or exactly its months (`2025-Q1`, `2025-H1`,
    /// `2025`).
    pub(super) fn named(&self, text: &str) -> Option<usize> {
        let periods = self.months.len() / self.cadence;
        if let Some(at) = self.months.iter().position(|month| month == text) {
            return Some(at / self.cadence).filter(|period| *period < periods);
        }
        if let Some((first, months)) = calendar(text) {
            let at = self.months.iter().position(|month| *month == first)?;
            return (months == self.cadence && at.is_multiple_of(self.cadence)).then_some(at / self.cadence).filter(|p| *p < periods);
        }
        text.parse::<usize>().ok().filter(|number| (1..=periods).contains(number)).map(|number| number - 1)
    }

    /// What may be written, in words.
    pub(super) fn allowed(&self) -> String {
        let periods = self.months.len() / self.cadence;
        match (self.months.first(), self.months.last()) {
            (Some(first), Some(last)) => {
                format!("1 to {periods} ({} of {first} to {last}), or a month of them", count(self.cadence, "month"))
            }
            _ => "a number from 1".into(),
        }
    }
}

/// First month and number of months of `2025-Q1`, `2025-H2` or `2025`.
fn calendar(text: &str) -> Option<(String, usize)> {
    let (year, part) = text.split_once(['-', ' ']).unwrap_or((text, ""));
    if year.len() != 4 || !year.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let (first, months) = match part.to_ascii_uppercase().as_str() {
        "" => (1, 12),
        "Q1" => (1, 3),
        "Q2" => (4, 3),
        "Q3" => (7, 3),
        "Q4" => (10, 3),
        "H1" => (1, 6),
        "H2" => (7, 6),
        _ => return None,
    };
    Some((format!("{year}-{first:02}"), months))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn periods_have_numbers_months_and_calendar_names() {
        let months: Vec<String> = (1..=9).map(|m| format!("2025-{m:02}")).collect();
        let quarterly = Periods { months: &months, cadence: 3 };
        let named = |text: &str| quarterly.named(text);
        assert_eq!(["1", "3", "2025-01", "2025-05", "2025-Q3", "2025 q1"].map(named), [0, 2, 0, 1, 2, 0].map(Some));
        assert_eq!(["0", "4", "2025-10", "2025-Q4", "2025-H1", "2025", "Q1", "", "-1", "2025-13"].map(named), [None; 10]);
        assert_eq!(Periods { months: &months, cadence: 1 }.named("2025-Q1"), None);
        // fiscal quarters that are none of the calendar's
        assert_eq!(Periods { months: &months[1..7], cadence: 3 }.named("2025-Q2"), None);
        assert_eq!(quarterly.allowed(), "1 to 3 (3 months of 2025-01 to 2025-09), or a month of them");
    }
}
