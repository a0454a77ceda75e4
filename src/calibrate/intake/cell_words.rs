//! Cells that cannot be read, in words: what is wrong with them and what would be allowed.

use super::survey::NoDate;
use super::table::Cell;
use crate::config::DecimalMark;

/// Why a cell is no date, and what would be.
pub(super) fn no_date(why: NoDate, cell: Cell<'_>, format: &str) -> (String, String) {
    let shown = shown(cell);
    let message = match why {
        NoDate::Missing => "the date is missing".into(),
        NoDate::NotADate => format!("{shown} is no date"),
        NoDate::NoSuchDay => format!("there is no date {shown}"),
        NoDate::OtherFormat => format!("{shown} is not written as most dates in this column"),
    };
    (message, format!("{format}, from 1900 to 2199"))
}

pub(super) fn no_amount(cell: Cell<'_>, decimals: DecimalMark) -> (String, String) {
    if cell == Cell::NotText {
        return not_text();
    }
    let allowed = match decimals {
        DecimalMark::Point => "an amount such as 1234.50 or $1,234.50, at most 1,000,000,000,000",
        DecimalMark::Comma => "an amount such as 1234,50 or 1.234,50 €, as most amounts in this column",
    };
    (format!("{} is no amount", shown(cell)), allowed.into())
}

/// What to do about bytes that are no text.
pub(super) fn not_text() -> (String, String) {
    ("this is not UTF-8 text".into(), "UTF-8; in a spreadsheet choose “CSV UTF-8” when saving".into())
}

/// A cell in a message.
pub(super) fn shown(cell: Cell<'_>) -> String {
    match cell {
        Cell::Blank => "nothing".into(),
        Cell::Text(text) if text.chars().count() > 60 => format!("`{}…`", text.chars().take(60).collect::<String>()),
        Cell::Text(text) => format!("`{text}`"),
        Cell::NotText => "what is not UTF-8 text".into(),
        Cell::Whole(number) => format!("`{number}`"),
        Cell::Number(number) => format!("`{number}`"),
        Cell::Day(day) => format!("`{day}`"),
        Cell::Truth(truth) => format!("`{truth}`"),
    }
}
