//! Dates in a file: how they are written is decided once for the whole file, never guessed cell by cell.

use std::cmp::Ordering;
use std::collections::BTreeMap;

use super::calendar::{Date, Month};

/// Shape of a written date, before day and month of one with three numbers are told apart. Of equally frequent ones the first is the
/// file's.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Shape {
    /// `2024-03`
    Month,
    /// `2024-03-31`, with or without a time of day (as all with a day)
    Iso,
    /// `31.03.2024`
    Dotted,
    /// `03/31/2024` or `31/03/2024`
    Slashed,
    /// `31-03-2024` or `03-31-2024`
    Dashed,
    /// `2024/03`
    MonthSlashed,
    /// `2024/03/31`
    IsoSlashed,
    /// `202403`
    CompactMonth,
    /// `20240331`
    Compact,
    /// `03/2024`, `03-2024` or `03.2024`
    MonthYear,
    /// `31.03.24`
    DottedShort,
    /// `03/31/24` or `31/03/24`
    SlashedShort,
    /// `Mar 2024`, `March 2024` or `Mar-24`
    Named,
    /// `31 Mar 2024`, `31-Mar-24` or `March 31, 2024`
    NamedDay,
}

/// Which number comes first in dates of three numbers: what a file may leave open and a person may declare.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, serde::Serialize, serde::Deserialize)]
pub enum DateOrder {
    /// Day, month, year.
    #[serde(rename = "DMY")]
    DayFirst,
    /// Month, day, year.
    #[serde(rename = "MDY")]
    MonthFirst,
    /// Year, month, day.
    #[serde(rename = "YMD")]
    YearFirst,
}

/// A date as written: its shape and numbers in the order of writing; of named ones and of those that begin with the year, in the order
/// year, month, day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Written {
    shape: Shape,
    numbers: [u32; 3],
}

impl Written {
    /// Reads the numbers; `None` if it has none of the shapes.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let (date, with_time) = without_time(text.trim());
        let written = if date.bytes().any(|b| b.is_ascii_alphabetic()) { named(date) } else { numbered(date) }?;
        (!with_time || written.has_day()).then_some(written)
    }

    /// The text of a date without the time of day behind it.
    pub(crate) fn date_part(text: &str) -> &str {
        without_time(text.trim()).0
    }

    /// Whether it names a day, not only a month.
    pub(crate) fn has_day(self) -> bool {
        !matches!(self.shape, Shape::Month | Shape::MonthSlashed | Shape::CompactMonth | Shape::MonthYear | Shape::Named)
    }

    /// Whether it is a date of another format than this.
    pub(crate) fn fits_another(self, format: MonthFormat) -> bool {
        let orders = [DateOrder::DayFirst, DateOrder::MonthFirst, DateOrder::YearFirst];
        orders.iter().any(|&order| MonthFormat { shape: self.shape, order } != format && self.with(order).is_some())
    }

    /// The month, if the date exists.
    pub(crate) fn month(self, format: MonthFormat) -> Option<Month> {
        self.date(format).map(Date::month)
    }

    /// The day, if the date exists; the first where only the month is written.
    pub(crate) fn date(self, format: MonthFormat) -> Option<Date> {
        (self.shape == format.shape).then(|| self.with(format.order))?
    }

    fn with(self, order: DateOrder) -> Option<Date> {
        let [a, b, c] = self.numbers;
        let short = matches!(self.shape, Shape::DottedShort | Shape::SlashedShort);
        let (year, month, day) = match (self.is_ordered(), order) {
            (false, _) => (a, b, c),
            (true, DateOrder::DayFirst) => (c, b, a),
            (true, DateOrder::MonthFirst) => (c, a, b),
            // four digits of a year stand last in these shapes
            (true, DateOrder::YearFirst) if !short => return None,
            (true, DateOrder::YearFirst) => (a, b, c),
        };
        Date::new(if short { of_two_digits(year)? } else { year } as i32, month, day)
    }

    /// Whether the order of its numbers is open.
    fn is_ordered(self) -> bool {
        matches!(self.shape, Shape::Dotted | Shape::Slashed | Shape::Dashed | Shape::DottedShort | Shape::SlashedShort)
    }
}

/// A date without the time of day behind it.
fn without_time(text: &str) -> (&str, bool) {
    if let Some((date, _)) = text.split_once(' ').filter(|(_, rest)| rest.contains(':')) {
        return (date, true);
    }
    match text.split_once('T') {
        Some((date, _)) if date.len() == 10 && date.bytes().all(|b| b.is_ascii_digit() || b == b'-') => (date, true),
        _ => (text, false),
    }
}

fn numbered(date: &str) -> Option<Written> {
    let mark = if date.contains('/') {
        '/'
    } else if date.contains('-') {
        '-'
    } else {
        '.'
    };
    let parts: Vec<&str> = date.split(mark).collect();
    if !parts.iter().all(|p| (1..=8).contains(&p.len()) && p.bytes().all(|b| b.is_ascii_digit())) {
        return None;
    }
    let number = |i: usize| parts[i].parse::<u32>().ok();
    let widths: Vec<usize> = parts.iter().map(|p| p.len()).collect();
    let written = |shape, numbers| Some(Written { shape, numbers });
    match (widths.as_slice(), mark) {
        ([6], _) => written(Shape::CompactMonth, [date[..4].parse().ok()?, date[4..].parse().ok()?, 1]),
        ([8], _) => written(Shape::Compact, [date[..4].parse().ok()?, date[4..6].parse().ok()?, date[6..].parse().ok()?]),
        ([4, 1 | 2], '-') => written(Shape::Month, [number(0)?, number(1)?, 1]),
        ([4, 1 | 2], '/') => written(Shape::MonthSlashed, [number(0)?, number(1)?, 1]),
        ([1 | 2, 4], _) => written(Shape::MonthYear, [number(1)?, number(0)?, 1]),
        ([4, 1 | 2, 1 | 2], '-') => written(Shape::Iso, [number(0)?, number(1)?, number(2)?]),
        ([4, 1 | 2, 1 | 2], '/') => written(Shape::IsoSlashed, [number(0)?, number(1)?, number(2)?]),
        ([1 | 2, 1 | 2, 4], mark) => {
            let shape = match mark {
                '/' => Shape::Slashed,
                '-' => Shape::Dashed,
                _ => Shape::Dotted,
            };
            written(shape, [number(0)?, number(1)?, number(2)?])
        }
        ([1 | 2, 1 | 2, 2], '.') => written(Shape::DottedShort, [number(0)?, number(1)?, number(2)?]),
        ([1 | 2, 1 | 2, 2], '/') => written(Shape::SlashedShort, [number(0)?, number(1)?, number(2)?]),
        _ => None,
    }
}

fn named(date: &str) -> Option<Written> {
    let parts: Vec<&str> = date.split([' ', '-', '/', ',', '.']).filter(|p| !p.is_empty()).collect();
    let number = |text: &str| text.bytes().all(|b| b.is_ascii_digit()).then(|| text.parse::<u32>().ok())?;
    let year = |text: &str| match text.len() {
        4 => number(text),
        2 => of_two_digits(number(text)?),
        _ => None,
    };
    let day = |text: &str| number(text).filter(|_| text.len() <= 2);
    match parts.as_slice() {
        [first, last] => {
            let (month, year) = match month_named(first) {
                Some(month) => (month, year(last)?),
                // `24-Jan` is as likely the 24th of January
                None => (month_named(last)?, year(first).filter(|_| first.len() == 4)?),
            };
            Some(Written { shape: Shape::Named, numbers: [year, month, 1] })
        }
        [first, second, last] => {
            let (month, day) = match month_named(second) {
                Some(month) => (month, day(first)?),
                None => (month_named(first)?, day(second)?),
            };
            Some(Written { shape: Shape::NamedDay, numbers: [year(last)?, month, day] })
        }
        _ => None,
    }
}

/// The month that a word of at least three letters begins the English name of.
fn month_named(word: &str) -> Option<u32> {
    const NAMES: [&str; 12] =
        ["january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december"];
    let word = word.to_ascii_lowercase();
    let at = NAMES.iter().position(|name| word.len() >= 3 && name.starts_with(&word))?;
    Some(at as u32 + 1)
}

/// 70 to 99 are of the last century.
fn of_two_digits(year: u32) -> Option<u32> {
    match year {
        0..70 => Some(2000 + year),
        70..100 => Some(1900 + year),
        _ => None,
    }
}

/// How a file writes its dates.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct MonthFormat {
    shape: Shape,
    order: DateOrder,
}

/// Why the format cannot be told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Unclear {
    /// Nothing is a date.
    NoDate,
    /// Every date makes sense with the day first and with the month first.
    DayOrMonth,
}

/// What the dates of a file seen so far say of the format.
#[derive(Debug, Clone, Default)]
pub(crate) struct FormatEvidence {
    /// By shape: number of dates, and of those that do not exist with the day, month or year first.
    shapes: BTreeMap<Shape, (u64, [u64; 3])>,
}

const ORDERS: [DateOrder; 3] = [DateOrder::DayFirst, DateOrder::MonthFirst, DateOrder::YearFirst];

impl FormatEvidence {
    /// Takes in so many dates written like this.
    pub(crate) fn see(&mut self, date: Written, times: u64) {
        let (count, fail) = self.shapes.entry(date.shape).or_default();
        *count += times;
        for (fail, order) in fail.iter_mut().zip(ORDERS) {
            *fail += if date.with(order).is_none() { times } else { 0 };
        }
    }

    /// The format of most dates. Where the order of the numbers is open: the one declared, else the one in which fewest dates make no
    /// sense; unclear if both the day and the month could be first.
    pub(crate) fn decide(&self, declared: Option<DateOrder>) -> Result<MonthFormat, Unclear> {
        // of equally many, the first
        let most = self.shapes.iter().rev().max_by_key(|(_, (count, _))| *count);
        let (&shape, (_, [day_first, month_first, _])) = most.ok_or(Unclear::NoDate)?;
        let order = match (shape, declared) {
            (Shape::SlashedShort | Shape::DottedShort, Some(order)) => order,
            (Shape::Slashed | Shape::Dashed | Shape::Dotted, Some(order)) if order != DateOrder::YearFirst => order,
            (Shape::Dotted | Shape::DottedShort, _) => DateOrder::DayFirst,
            (Shape::Slashed | Shape::Dashed | Shape::SlashedShort, _) => match month_first.cmp(day_first) {
                Ordering::Less => DateOrder::MonthFirst,
                Ordering::Greater => DateOrder::DayFirst,
                Ordering::Equal => return Err(Unclear::DayOrMonth),
            },
            _ => DateOrder::YearFirst,
        };
        Ok(MonthFormat { shape, order })
    }
}

impl MonthFormat {
    /// `YYYY-MM`.
    pub(crate) const PLAIN: Self = Self { shape: Shape::Month, order: DateOrder::YearFirst };

    /// The format of most of these dates.
    pub(super) fn decide(dates: impl Iterator<Item = Written>) -> Result<Self, Unclear> {
        let mut evidence = FormatEvidence::default();
        dates.for_each(|date| evidence.see(date, 1));
        evidence.decide(None)
    }

    /// Which number comes first.
    pub(crate) fn order(self) -> DateOrder {
        self.order
    }

    /// As people write it.
    pub(crate) fn name(self) -> &'static str {
        use DateOrder::{DayFirst, MonthFirst, YearFirst};
        match (self.shape, self.order) {
            (Shape::Month, _) => "YYYY-MM",
            (Shape::Iso, _) => "YYYY-MM-DD",
            (Shape::MonthSlashed, _) => "YYYY/MM",
            (Shape::IsoSlashed, _) => "YYYY/MM/DD",
            (Shape::CompactMonth, _) => "YYYYMM",
            (Shape::Compact, _) => "YYYYMMDD",
            (Shape::MonthYear, _) => "MM/YYYY",
            (Shape::Named, _) => "Mon YYYY",
            (Shape::NamedDay, _) => "DD Mon YYYY",
            (Shape::Dotted, MonthFirst) => "MM.DD.YYYY",
            (Shape::Dotted, _) => "DD.MM.YYYY",
            (Shape::Slashed, MonthFirst) => "MM/DD/YYYY",
            (Shape::Slashed, _) => "DD/MM/YYYY",
            (Shape::Dashed, MonthFirst) => "MM-DD-YYYY",
            (Shape::Dashed, _) => "DD-MM-YYYY",
            (Shape::DottedShort, DayFirst) => "DD.MM.YY",
            (Shape::DottedShort, MonthFirst) => "MM.DD.YY",
            (Shape::DottedShort, YearFirst) => "YY.MM.DD",
            (Shape::SlashedShort, DayFirst) => "DD/MM/YY",
            (Shape::SlashedShort, MonthFirst) => "MM/DD/YY",
            (Shape::SlashedShort, YearFirst) => "YY/MM/DD",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn decide(texts: &[&str]) -> Result<&'static str, Unclear> {
        let dates: Vec<Written> = texts.iter().filter_map(|t| Written::parse(t)).collect();
        MonthFormat::decide(dates.iter().copied()).map(MonthFormat::name)
    }

    /// Month and format of a text that is alone in its file.
    fn alone(text: &str, order: Option<DateOrder>) -> Option<(String, &'static str)> {
        let written = Written::parse(text)?;
        let mut evidence = FormatEvidence::default();
        evidence.see(written, 1);
        let format = evidence.decide(order).ok()?;
        Some((written.month(format)?.to_string(), format.name()))
    }

    #[test]
    fn every_format_names_the_month() {
        for (text, format) in [
            ("2024-02", "YYYY-MM"),
            ("2024-2", "YYYY-MM"),
            ("2024-02-29", "YYYY-MM-DD"),
            ("2024-02-29 00:00:00", "YYYY-MM-DD"),
            ("2024-02-01T00:00:00Z", "YYYY-MM-DD"),
            ("1.2.2024", "DD.MM.YYYY"),
            ("29.02.2024", "DD.MM.YYYY"),
            ("2/29/2024", "MM/DD/YYYY"),
            ("2/29/2024 0:00", "MM/DD/YYYY"),
            ("29/02/2024", "DD/MM/YYYY"),
            ("29-02-2024", "DD-MM-YYYY"),
            ("2024/02", "YYYY/MM"),
            ("2024/02/29", "YYYY/MM/DD"),
            ("202402", "YYYYMM"),
            ("20240229", "YYYYMMDD"),
            ("02/2024", "MM/YYYY"),
            ("29.02.24", "DD.MM.YY"),
            ("2/29/24", "MM/DD/YY"),
            ("Feb 2024", "Mon YYYY"),
            ("February 2024", "Mon YYYY"),
            ("Feb-24", "Mon YYYY"),
            ("29-Feb-24", "DD Mon YYYY"),
            ("Feb 29, 2024", "DD Mon YYYY"),
        ] {
            assert_eq!(alone(text, None), Some(("2024-02".into(), format)), "{text}");
        }
    }

    #[test]
    fn an_order_that_is_declared_is_kept_to() {
        let month = |text, order| alone(text, Some(order)).map(|(month, _)| month);
        assert_eq!(month("03/02/2024", DateOrder::DayFirst).as_deref(), Some("2024-02"));
        assert_eq!(month("02/03/2024", DateOrder::MonthFirst).as_deref(), Some("2024-02"));
        assert_eq!(month("24/02/03", DateOrder::YearFirst).as_deref(), Some("2024-02"));
        assert_eq!(month("02.03.2024", DateOrder::MonthFirst).as_deref(), Some("2024-02"));
        assert_eq!(month("31/12/2024", DateOrder::MonthFirst), None);
        assert_eq!(month("2024-02-03", DateOrder::DayFirst).as_deref(), Some("2024-02"));
    }

    #[test]
    fn what_is_no_date_is_refused() {
        for text in ["", "2024", "24-02", "2024-02 x", "2024-02 00:00", "١.٢.٢٠٢٤", "24-Feb", "Ma 2024", "Quarter 1 2024", "1234567"]
        {
            assert_eq!(Written::parse(text), None, "{text}");
        }
        for text in ["2024-13", "2024-00", "0024-01", "2023-02-29", "31.04.2024", "20241301", "711799"] {
            assert_eq!(alone(text, None), None, "{text}");
        }
    }

    #[test]
    fn one_telling_date_decides_the_order_of_day_and_month() {
        assert_eq!(decide(&["01/02/2024", "01/31/2024"]), Ok("MM/DD/YYYY"));
        assert_eq!(decide(&["01/02/2024", "31/01/2024"]), Ok("DD/MM/YYYY"));
        assert_eq!(decide(&["01/02/2024", "03/02/2024"]), Err(Unclear::DayOrMonth));
        assert_eq!(decide(&["01/31/2024", "31/01/2024"]), Err(Unclear::DayOrMonth));
    }

    #[test]
    fn the_shape_of_most_dates_is_the_files() {
        assert_eq!(decide(&["2024-01", "2024-02", "01.03.2024"]), Ok("YYYY-MM"));
        assert_eq!(decide(&["2024-01", "31.02.2024"]), Ok("YYYY-MM"));
        assert_eq!(decide(&["soon"]), Err(Unclear::NoDate));
    }
}
