//! The first time through a file: how its dates and amounts are written, decided once for all of it.

use std::collections::BTreeMap;

use indexmap::IndexMap;

use super::table::{Cell, Row};
use crate::config::{Amount, Date, DateOrder, DecimalMark, FormatEvidence, MarkEvidence, Month, MonthFormat, Unclear, Written};

/// Dates of one file and how they are written.
#[derive(Debug, Default)]
pub(super) struct DateSurvey {
    /// Texts that are dates, without the time of day, and how often each is there: as many as there are days.
    texts: IndexMap<String, (Written, u64)>,
    /// The latest text and how often it came in a row.
    latest: (String, Option<Written>, u64),
    /// Days that the file holds as such.
    days: BTreeMap<Date, u64>,
    /// Cells that are neither.
    pub(super) others: u64,
}

impl DateSurvey {
    /// Takes in a cell; blank ones say nothing.
    pub(super) fn see(&mut self, cell: Cell<'_>) {
        match cell {
            Cell::Text(text) if text == self.latest.0 => self.latest.2 += 1,
            Cell::Text(text) => {
                self.flush();
                self.latest.1 = Written::parse(text);
                self.latest.0.push_str(text);
                self.latest.2 = 1;
            }
            Cell::Whole(number) => self.see(Cell::Text(&number.to_string())),
            Cell::Day(date) => *self.days.entry(date).or_default() += 1,
            Cell::Blank => {}
            Cell::Number(_) | Cell::Truth(_) | Cell::NotText => self.others += 1,
        }
    }

    fn flush(&mut self) {
        let (text, written, times) = &mut self.latest;
        match written.take() {
            Some(written) => {
                let date = Written::date_part(text);
                match self.texts.get_mut(date) {
                    Some((_, count)) => *count += *times,
                    None => {
                        self.texts.insert(date.to_owned(), (written, *times));
                    }
                }
            }
            None => self.others += *times,
        }
        text.clear();
        *times = 0;
    }

    /// How dates are written, and the days there are with their numbers of cells, in order. The format is `None` if all dates are held as
    /// such, or there is none.
    pub(super) fn decide(&mut self, declared: Option<DateOrder>) -> Result<Dates, Unclear> {
        self.flush();
        let mut evidence = FormatEvidence::default();
        self.texts.values().for_each(|(written, times)| evidence.see(*written, *times));
        let format = match evidence.decide(declared) {
            Err(Unclear::NoDate) if !self.days.is_empty() => None,
            decided => Some(decided?),
        };
        let mut days = self.days.clone();
        for (written, times) in self.texts.values() {
            if let Some(date) = format.and_then(|format| written.date(format)) {
                *days.entry(date).or_default() += times;
            }
        }
        Ok(Dates { format, days, memory: (String::new(), None) })
    }

    /// Whether no cell was taken in.
    pub(super) fn is_empty(&self) -> bool {
        self.texts.is_empty() && self.days.is_empty() && self.others == 0 && self.latest.2 == 0
    }

    /// Whether most cells are dates, if there are any.
    pub(super) fn are_dates(&mut self) -> bool {
        self.flush();
        let dates: u64 = self.texts.values().map(|(_, times)| times).sum::<u64>() + self.days.values().sum::<u64>();
        dates > self.others
    }
}

/// How dates are read.
#[derive(Debug)]
pub(super) struct Dates {
    pub(super) format: Option<MonthFormat>,
    /// Days in the file with the number of their cells.
    pub(super) days: BTreeMap<Date, u64>,
    /// The latest text and its day: files repeat themselves.
    memory: (String, Option<Date>),
}

/// Why a cell is no date.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum NoDate {
    /// Nothing is in it.
    Missing,
    /// It is none.
    NotADate,
    /// The calendar has no such day.
    NoSuchDay,
    /// It is written in another way than most.
    OtherFormat,
}

impl Dates {
    /// Of a column without any date.
    pub(super) fn none(format: Option<MonthFormat>) -> Self {
        Self { format, days: BTreeMap::new(), memory: (String::new(), None) }
    }

    /// The day of a cell.
    pub(super) fn date(&mut self, cell: Cell<'_>) -> Result<Date, NoDate> {
        match cell {
            Cell::Day(date) => Ok(date),
            Cell::Blank => Err(NoDate::Missing),
            Cell::Text(text) if text == self.memory.0 => self.memory.1.ok_or(NoDate::NotADate),
            Cell::Text(text) => {
                let format = self.format.ok_or(NoDate::NotADate)?;
                let written = Written::parse(text).ok_or(NoDate::NotADate)?;
                let date = written.date(format).ok_or(match written.fits_another(format) {
                    true => NoDate::OtherFormat,
                    false => NoDate::NoSuchDay,
                })?;
                self.memory.0.clear();
                self.memory.0.push_str(text);
                self.memory.1 = Some(date);
                Ok(date)
            }
            Cell::Whole(number) => self.date(Cell::Text(&number.to_string())),
            Cell::Number(_) | Cell::Truth(_) | Cell::NotText => Err(NoDate::NotADate),
        }
    }

    /// Number of cells in each month, in order.
    pub(super) fn months(&self) -> Vec<(Month, u64)> {
        let mut months: Vec<(Month, u64)> = Vec::new();
        for (date, times) in &self.days {
            match months.last_mut() {
                Some((month, count)) if *month == date.month() => *count += times,
                _ => months.push((date.month(), *times)),
            }
        }
        months
    }
}

/// How the amounts of a file are written.
#[derive(Debug, Default)]
pub(super) struct AmountSurvey {
    evidence: MarkEvidence,
    has_text: bool,
}

impl AmountSurvey {
    /// Takes in a cell.
    pub(super) fn see(&mut self, cell: Cell<'_>) {
        let Cell::Text(text) = cell else { return };
        self.has_text = true;
        if !self.evidence.see_plain(text)
            && let Some(amount) = Amount::parse(text)
        {
            self.evidence.see(amount);
        }
    }

    /// How amounts are read; `None` if the file leaves it open.
    pub(super) fn decide(&self, declared: Option<DecimalMark>) -> Option<Amounts> {
        let decimals = declared.or_else(|| self.evidence.decide())?;
        Some(Amounts { decimals, has_text: self.has_text, thousands: None })
    }
}

/// How amounts are read.
#[derive(Debug, Clone)]
pub(super) struct Amounts {
    pub(super) decimals: DecimalMark,
    /// Whether any amount is a text.
    pub(super) has_text: bool,
    /// What stands between thousands, as far as seen.
    pub(super) thousands: Option<char>,
}

/// Largest amount; beyond, it is something else than money.
const LARGEST: f64 = 1e12;

impl Amounts {
    /// The amount of a cell and the currency beside it (empty if there is none); 0 for a blank; `None` if it is no amount.
    pub(super) fn amount<'c>(&mut self, cell: Cell<'c>) -> Option<(f64, &'c str)> {
        match cell {
            Cell::Blank => Some((0.0, "")),
            Cell::Text(text) => self.text(text),
            Cell::Whole(number) => Some((number as f64, "")),
            Cell::Number(number) => (number.abs() <= LARGEST).then_some((number, "")),
            Cell::NotText | Cell::Day(_) | Cell::Truth(_) => None,
        }
    }

    fn text<'c>(&mut self, text: &'c str) -> Option<(f64, &'c str)> {
        // most amounts are nothing but digits and a point
        let plain = text.bytes().all(|b| b.is_ascii_digit() || b == b'.') && text.len() <= 12 && !text.ends_with('.');
        if plain && (self.decimals == DecimalMark::Point || !text.contains('.')) {
            return text.parse().ok().map(|x| (x, ""));
        }
        let amount = Amount::parse(text)?;
        let value = amount.value(self.decimals)?;
        self.thousands = self.thousands.or_else(|| amount.thousands(self.decimals));
        Some((value, amount.currency))
    }
}

/// A cell as a name: of an account, a segment, a person. `None` for blanks and what cannot be read.
pub(super) fn name<'c>(row: &Row<'c>, column: usize, scratch: &'c mut String) -> Option<&'c str> {
    use std::fmt::Write;
    scratch.clear();
    let written = match row.cell(column) {
        Cell::Text(text) => return Some(text),
        Cell::Blank | Cell::NotText => return None,
        Cell::Whole(number) => write!(scratch, "{number}"),
        Cell::Number(number) => write!(scratch, "{number}"),
        Cell::Day(day) => write!(scratch, "{day}"),
        Cell::Truth(truth) => write!(scratch, "{truth}"),
    };
    written.ok().map(|()| scratch.as_str())
}
