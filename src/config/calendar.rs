//! Months and days of the calendar: what dates in files are turned into, and whole months between them.

use std::fmt;

/// A calendar month, counted from year 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Month(i32);

impl Month {
    /// January 1900: the first that can be read.
    pub const FIRST: Self = Self(1900 * 12);

    /// A month from 1900 to 2199; `None` outside, or where there is no such month.
    #[must_use]
    pub fn new(year: i32, month: u32) -> Option<Self> {
        ((1900..=2199).contains(&year) && (1..=12).contains(&month)).then(|| Self(year * 12 + month as i32 - 1))
    }

    /// Months from `first` to this one, 0 if that is later.
    #[must_use]
    pub fn since(self, first: Self) -> usize {
        (self.0 - first.0).max(0) as usize
    }

    /// The month so many months later.
    #[must_use]
    pub fn plus(self, months: usize) -> Self {
        Self(self.0 + months as i32)
    }
}

impl std::str::FromStr for Month {
    type Err = NotInCalendar;

    /// `YYYY-MM`.
    fn from_str(text: &str) -> Result<Self, NotInCalendar> {
        let (year, month) = text.trim().split_once('-').ok_or(NotInCalendar::Month)?;
        let number = |part: &str| part.parse::<u32>().map_err(|_| NotInCalendar::Month);
        Self::new(number(year)? as i32, number(month)?).ok_or(NotInCalendar::Month)
    }
}

/// What is no month or day from 1900 to 2199.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NotInCalendar {
    /// A month was expected.
    #[error("expected a month such as 2024-03")]
    Month,
    /// A day was expected.
    #[error("expected a day such as 2024-03-31")]
    Day,
}

impl fmt::Display for Month {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}", self.0.div_euclid(12), self.0.rem_euclid(12) + 1)
    }
}

/// A day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Date {
    month: Month,
    day: u32,
}

impl Date {
    /// A day from 1900 to 2199; `None` outside, or where the calendar has no such day.
    #[must_use]
    pub fn new(year: i32, month: u32, day: u32) -> Option<Self> {
        let month = Month::new(year, month)?;
        (1..=last_day(month)).contains(&day).then_some(Self { month, day })
    }

    /// The day so many days after 1970-01-01.
    ///
    /// Hinnant, "chrono-compatible low-level date algorithms": eras of 400 years, years that begin in March.
    #[must_use]
    pub fn from_days(days: i64) -> Option<Self> {
        let shifted = days.checked_add(719_468)?;
        let (era, of_era) = (shifted.div_euclid(146_097), shifted.rem_euclid(146_097));
        let year_of_era = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
        let of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
        let march_month = (5 * of_year + 2) / 153;
        let day = of_year - (153 * march_month + 2) / 5 + 1;
        let month = if march_month < 10 { march_month + 3 } else { march_month - 9 };
        let year = era.checked_mul(400)? + year_of_era + i64::from(month <= 2);
        Self::new(i32::try_from(year).ok()?, u32::try_from(month).ok()?, u32::try_from(day).ok()?)
    }

    /// Its month.
    #[must_use]
    pub fn month(self) -> Month {
        self.month
    }

    /// Days after this one to the end of its calendar quarter: 0 on the last day.
    #[must_use]
    pub fn days_left_in_quarter(self) -> i64 {
        let gone = self.month.0.rem_euclid(3);
        let whole: u32 = (gone + 1..3).map(|month| last_day(Month(self.month.0 - gone + month))).sum();
        i64::from(last_day(self.month) - self.day + whole)
    }

    /// Whole months from `start` to this day, and whether there are days beyond them; `None` if it is before `start`. A month is over on
    /// the same day of the next month, or on that month's last day where it is shorter.
    #[must_use]
    pub fn months_since(self, start: Self) -> Option<(u32, bool)> {
        if self < start {
            return None;
        }
        let calendar = self.month.since(start.month) as u32;
        let anniversary = start.day.min(last_day(self.month));
        Some(if self.day < anniversary { (calendar - 1, true) } else { (calendar, self.day > anniversary) })
    }
}

impl std::str::FromStr for Date {
    type Err = NotInCalendar;

    /// `YYYY-MM-DD`.
    fn from_str(text: &str) -> Result<Self, NotInCalendar> {
        let (month, day) = text.trim().rsplit_once('-').ok_or(NotInCalendar::Day)?;
        let month: Month = month.parse().map_err(|_| NotInCalendar::Day)?;
        let day = day.parse::<u32>().map_err(|_| NotInCalendar::Day)?;
        (1..=last_day(month)).contains(&day).then_some(Self { month, day }).ok_or(NotInCalendar::Day)
    }
}

impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}-{:02}", self.month, self.day)
    }
}

/// Days of a month of the Gregorian calendar.
fn last_day(month: Month) -> u32 {
    let year = month.0.div_euclid(12) as u32;
    match month.0.rem_euclid(12) + 1 {
        2 if year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400)) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn date(year: i32, month: u32, day: u32) -> Date {
        Date::new(year, month, day).unwrap()
    }

    #[test]
    fn months_are_counted_over_the_years_end() {
        let [december, march] = [(2010, 12), (2011, 3)].map(|(y, m)| Month::new(y, m).unwrap());
        assert_eq!((march.since(december), december.plus(3), december.plus(1).to_string()), (3, march, "2011-01".into()));
    }

    #[test]
    fn days_since_1970_are_dates() {
        // Python: datetime.date(1970, 1, 1) + timedelta(days)
        for (days, expected) in
            [(0, "1970-01-01"), (-1, "1969-12-31"), (11_016, "2000-02-29"), (19_782, "2024-02-29"), (83_997, "2199-12-23")]
        {
            assert_eq!(Date::from_days(days).unwrap().to_string(), expected);
        }
        assert_eq!((Date::from_days(i64::MAX), Date::from_days(-800_000)), (None, None));
    }

    #[test]
    fn a_quarter_ends_on_its_last_day() {
        let left = |month, day| date(2024, month, day).days_left_in_quarter();
        assert_eq!([left(1, 1), left(2, 29), left(3, 25), left(3, 31), left(4, 1), left(12, 31)], [90, 31, 6, 0, 90, 0]);
    }

    #[test]
    fn a_month_is_over_on_the_same_day() {
        let since = |a: (i32, u32, u32), b: (i32, u32, u32)| date(b.0, b.1, b.2).months_since(date(a.0, a.1, a.2));
        assert_eq!(since((2024, 1, 15), (2024, 1, 15)), Some((0, false)));
        assert_eq!(since((2024, 1, 15), (2024, 2, 14)), Some((0, true)));
        assert_eq!(since((2024, 1, 15), (2024, 2, 15)), Some((1, false)));
        assert_eq!(since((2024, 1, 31), (2024, 2, 29)), Some((1, false)));
        assert_eq!(since((2024, 1, 31), (2024, 3, 1)), Some((1, true)));
        assert_eq!(since((2023, 6, 1), (2024, 6, 2)), Some((12, true)));
        assert_eq!(since((2024, 6, 2), (2024, 6, 1)), None);
    }
}
