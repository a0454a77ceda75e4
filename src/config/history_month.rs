//! Months in a revenue file: how they are written is decided once for the whole file, never guessed cell by cell.

use std::fmt;

/// A calendar month, counted from year 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Month(i32);

impl Month {
    fn new(year: i32, month: u32) -> Option<Self> {
        ((1900..=2199).contains(&year) && (1..=12).contains(&month)).then(|| Self(year * 12 + month as i32 - 1))
    }

    /// Months from `first` to this one.
    pub(super) fn since(self, first: Self) -> usize {
        (self.0 - first.0).max(0) as usize
    }

    /// The month so many months later.
    pub(super) fn plus(self, months: usize) -> Self {
        Self(self.0 + months as i32)
    }
}

impl fmt::Display for Month {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}", self.0.div_euclid(12), self.0.rem_euclid(12) + 1)
    }
}

/// Shape of a written date, before day and month of a slashed one are told apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Shape {
    /// `2024-03`
    Month,
    /// `2024-03-31`, with or without a time of day
    Iso,
    /// `31.03.2024`
    Dotted,
    /// `03/31/2024` or `31/03/2024`
    Slashed,
}

/// A date as written: its shape and numbers in the order of writing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Written {
    shape: Shape,
    numbers: [u32; 3],
}

impl Written {
    /// Reads the numbers; `None` if it has none of the shapes.
    pub(super) fn parse(text: &str) -> Option<Self> {
        let (shape, mark) = if text.contains('/') {
            (Shape::Slashed, '/')
        } else if text.contains('-') {
            (Shape::Iso, '-')
        } else {
            (Shape::Dotted, '.')
        };
        let date = if shape == Shape::Iso { text.split(['T', ' ']).next()? } else { text };
        let parts: Vec<&str> = date.split(mark).collect();
        if !parts.iter().all(|p| (1..=4).contains(&p.len()) && p.bytes().all(|b| b.is_ascii_digit())) {
            return None;
        }
        let number = |i: usize| parts[i].parse::<u32>().ok();
        let width = |i: usize| parts[i].len();
        match (shape, parts.len()) {
            (Shape::Iso, 2) if width(0) == 4 && width(1) == 2 && date == text => {
                Some(Self { shape: Shape::Month, numbers: [number(0)?, number(1)?, 1] })
            }
            (Shape::Iso, 3) if width(0) == 4 && width(1) == 2 && width(2) == 2 => {
                Some(Self { shape, numbers: [number(0)?, number(1)?, number(2)?] })
            }
            (Shape::Dotted | Shape::Slashed, 3) if width(0) <= 2 && width(1) <= 2 && width(2) == 4 => {
                Some(Self { shape, numbers: [number(0)?, number(1)?, number(2)?] })
            }
            _ => None,
        }
    }

    /// Whether it is a date of another format than this.
    pub(super) fn fits_another(self, format: MonthFormat) -> bool {
        use MonthFormat as F;
        [F::Month, F::Iso, F::Dotted, F::MonthFirst, F::DayFirst].into_iter().any(|other| other != format && self.month(other).is_some())
    }

    /// The month, if the date exists.
    pub(super) fn month(self, format: MonthFormat) -> Option<Month> {
        let [a, b, c] = self.numbers;
        let (year, month, day) = match format {
            MonthFormat::Month | MonthFormat::Iso => (a, b, c),
            MonthFormat::Dotted | MonthFormat::DayFirst => (c, b, a),
            MonthFormat::MonthFirst => (c, a, b),
        };
        (self.shape == format.shape() && (1..=last_day(year, month)).contains(&day)).then(|| Month::new(year as i32, month))?
    }
}

/// Days of a month of the Gregorian calendar.
fn last_day(year: u32, month: u32) -> u32 {
    match month {
        2 if year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400)) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

/// How a file writes its months.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum MonthFormat {
    /// `YYYY-MM`
    Month,
    /// `YYYY-MM-DD`
    Iso,
    /// `DD.MM.YYYY`
    Dotted,
    /// `MM/DD/YYYY`
    MonthFirst,
    /// `DD/MM/YYYY`
    DayFirst,
}

/// Why the format cannot be told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Unclear {
    /// Nothing is a date.
    NoDate,
    /// Every date with slashes makes sense with the day first and with the month first.
    DayOrMonth,
}

impl MonthFormat {
    /// The format of most dates. Slashes: the order in which fewest dates make no sense; unclear if both make sense of all of them.
    pub(super) fn decide(dates: impl Iterator<Item = Written> + Clone) -> Result<Self, Unclear> {
        let count = |shape| dates.clone().filter(|d| d.shape == shape).count();
        let shapes = [Shape::Month, Shape::Iso, Shape::Dotted, Shape::Slashed].map(|s| (count(s), s));
        // of equally many, the first
        let (most, shape) = shapes.into_iter().rev().max_by_key(|(n, _)| *n).unwrap_or((0, Shape::Month));
        if most == 0 {
            return Err(Unclear::NoDate);
        }
        match shape {
            Shape::Month => Ok(Self::Month),
            Shape::Iso => Ok(Self::Iso),
            Shape::Dotted => Ok(Self::Dotted),
            Shape::Slashed => {
                let fail = |format| dates.clone().filter(|d| d.shape == shape && d.month(format).is_none()).count();
                match fail(Self::MonthFirst).cmp(&fail(Self::DayFirst)) {
                    std::cmp::Ordering::Less => Ok(Self::MonthFirst),
                    std::cmp::Ordering::Greater => Ok(Self::DayFirst),
                    std::cmp::Ordering::Equal => Err(Unclear::DayOrMonth),
                }
            }
        }
    }

    fn shape(self) -> Shape {
        match self {
            Self::Month => Shape::Month,
            Self::Iso => Shape::Iso,
            Self::Dotted => Shape::Dotted,
            Self::MonthFirst | Self::DayFirst => Shape::Slashed,
        }
    }

    /// As people write it.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Month => "YYYY-MM",
            Self::Iso => "YYYY-MM-DD",
            Self::Dotted => "DD.MM.YYYY",
            Self::MonthFirst => "MM/DD/YYYY",
            Self::DayFirst => "DD/MM/YYYY",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn decide(texts: &[&str]) -> Result<MonthFormat, Unclear> {
        let dates: Vec<Written> = texts.iter().filter_map(|t| Written::parse(t)).collect();
        MonthFormat::decide(dates.iter().copied())
    }

    fn month(text: &str, format: MonthFormat) -> Option<String> {
        Written::parse(text)?.month(format).map(|m| m.to_string())
    }

    #[test]
    fn every_format_names_the_month() {
        for (text, format) in [
            ("2024-02", MonthFormat::Month),
            ("2024-02-29", MonthFormat::Iso),
            ("2024-02-29 00:00:00", MonthFormat::Iso),
            ("2024-02-01T00:00:00Z", MonthFormat::Iso),
            ("1.2.2024", MonthFormat::Dotted),
            ("29.02.2024", MonthFormat::Dotted),
            ("2/29/2024", MonthFormat::MonthFirst),
            ("29/02/2024", MonthFormat::DayFirst),
        ] {
            assert_eq!(month(text, format).as_deref(), Some("2024-02"), "{text}");
        }
    }

    #[test]
    fn what_is_no_date_is_refused() {
        for text in ["", "2024", "2024-2", "24-02", "Feb 2024", "2024-02 x", "2024/02", "02-2024", "1.2.24", "2024-02-1", "١.٢.٢٠٢٤"]
        {
            assert_eq!(Written::parse(text), None, "{text}");
        }
        for (text, format) in [
            ("2024-13", MonthFormat::Month),
            ("2024-00", MonthFormat::Month),
            ("0024-01", MonthFormat::Month),
            ("2023-02-29", MonthFormat::Iso),
            ("31.04.2024", MonthFormat::Dotted),
            ("2/29/2024", MonthFormat::DayFirst),
            ("2024-02", MonthFormat::Iso),
        ] {
            assert_eq!(month(text, format), None, "{text}");
        }
    }

    #[test]
    fn one_telling_date_decides_the_order_of_day_and_month() {
        assert_eq!(decide(&["01/02/2024", "01/31/2024"]), Ok(MonthFormat::MonthFirst));
        assert_eq!(decide(&["01/02/2024", "31/01/2024"]), Ok(MonthFormat::DayFirst));
        assert_eq!(decide(&["01/02/2024", "03/02/2024"]), Err(Unclear::DayOrMonth));
        assert_eq!(decide(&["01/31/2024", "31/01/2024"]), Err(Unclear::DayOrMonth));
    }

    #[test]
    fn the_shape_of_most_dates_is_the_files() {
        assert_eq!(decide(&["2024-01", "2024-02", "01.03.2024"]), Ok(MonthFormat::Month));
        assert_eq!(decide(&["2024-01", "31.02.2024"]), Ok(MonthFormat::Month));
        assert_eq!(decide(&["soon"]), Err(Unclear::NoDate));
    }

    #[test]
    fn months_are_counted_over_the_years_end() {
        let [december, march] = ["2010-12", "2011-03"].map(|t| Written::parse(t).unwrap().month(MonthFormat::Month).unwrap());
        assert_eq!((march.since(december), december.plus(3), december.plus(1).to_string()), (3, march, "2011-01".into()));
    }
}
