//! What a revenue file turned out to hold, and what was done with it.

use super::words::{count, thousands};

/// What was found in a revenue file. Every decision taken while reading is here, so that none is silent.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct HistoryReport {
    /// Rows with anything in them, header not counted.
    pub rows: usize,
    /// Accounts with revenue above 0 in some month.
    pub accounts: usize,
    /// Months from the first to the last, months without any row included.
    pub months: usize,
    /// First month, `YYYY-MM`.
    pub first: String,
    /// Last month, `YYYY-MM`.
    pub last: String,
    /// Segments with their numbers of accounts, by name; empty if the file has no segment column.
    pub segments: Vec<(String, usize)>,
    /// CSMs named; `None` if the file has no such column.
    pub owners: Option<usize>,
    /// Account-months with revenue above 0.
    pub active_cells: usize,
    /// Rows with revenue exactly 0.
    pub zero_cells: usize,
    /// Rows with an empty amount; counted as 0.
    pub blank_cells: usize,
    /// Rows with revenue below 0; counted as 0.
    pub negative_cells: usize,
    /// Sum of those, at most 0.
    pub negative_sum: f64,
    /// Months between the first and the last in which no account has a row.
    pub empty_months: Vec<String>,
    /// Accounts without revenue above 0 in any month: left out.
    pub never_active: usize,
    /// Accounts that are in several segments; the latest counts.
    pub moved_segment: usize,
    /// Accounts that have several CSMs; the latest counts.
    pub moved_owner: usize,
    /// Accounts without a CSM, where the file names any.
    pub unowned: usize,
    /// How months are written.
    pub month_format: &'static str,
    /// Whether a comma separates decimals.
    pub decimal_comma: bool,
    /// What stands between thousands, if anything does.
    pub thousands: Option<char>,
    /// Currency sign or code, if amounts carry one.
    pub currency: Option<String>,
    /// What stands between cells.
    pub delimiter: char,
}

impl HistoryReport {
    /// The report in sentences.
    #[must_use]
    pub fn sentences(&self) -> Vec<String> {
        let mut said = vec![
            format!(
                "{}: {} over {}, {} to {}.",
                count(self.rows, "row"),
                count(self.accounts, "account"),
                count(self.months, "month"),
                self.first,
                self.last
            ),
            self.cells(),
        ];
        if self.never_active > 0 {
            said.push(format!("Left out: {} without any revenue above 0.", count(self.never_active, "account")));
        }
        if !self.empty_months.is_empty() {
            said.push(format!("No account has a row in {}: every account counts as inactive then.", self.empty_months.join(", ")));
        }
        match self.segments.as_slice() {
            [] => said.push("The file names no segments: all accounts are one pool.".into()),
            segments => {
                let each =
                    |(name, n): &(String, usize)| format!("{} {}", if name.is_empty() { "(none)" } else { name }, thousands(*n as f64));
                said.push(format!("Accounts by segment: {}.", segments.iter().map(each).collect::<Vec<_>>().join(", ")));
            }
        }
        match self.owners {
            None => said.push("The file names no CSMs.".into()),
            Some(n) if self.unowned == 0 => said.push(format!("{} own the accounts.", count(n, "CSM"))),
            Some(n) => said.push(format!("{} named; {} without one.", count(n, "CSM"), count(self.unowned, "account"))),
        }
        for (n, what) in [(self.moved_segment, "segment"), (self.moved_owner, "CSM")] {
            if n > 0 {
                said.push(format!("{} changed {what}; the latest counts for all months.", count(n, "account")));
            }
        }
        said.push(self.format());
        said
    }

    fn cells(&self) -> String {
        let all = count(self.accounts * self.months, "account-month");
        let mut text = format!("{} of {all} have revenue; months without a row count as 0", thousands(self.active_cells as f64));
        let rows = [(self.zero_cells, "of 0"), (self.blank_cells, "without an amount"), (self.negative_cells, "below 0")];
        let rows: Vec<String> = rows.iter().filter(|(n, _)| *n > 0).map(|(n, what)| format!("{} {what}", count(*n, "row"))).collect();
        if !rows.is_empty() {
            text.push_str(&format!(", and so do {}", rows.join(", ")));
        }
        if self.negative_cells > 0 {
            text.push_str(&format!(" ({} in all)", thousands(self.negative_sum)));
        }
        text.push('.');
        text
    }

    fn format(&self) -> String {
        let mut text = format!("Months are written {}", self.month_format);
        if self.month_format != "YYYY-MM" {
            text.push_str(" (the day is ignored)");
        }
        text.push_str(if self.decimal_comma { ", amounts with a decimal comma" } else { ", amounts with a decimal point" });
        if let Some(mark) = self.thousands {
            let name = match mark {
                ',' => "commas",
                '.' => "points",
                '\'' | '’' => "apostrophes",
                _ => "spaces",
            };
            text.push_str(&format!(" and {name} between thousands"));
        }
        if let Some(currency) = &self.currency {
            text.push_str(&format!(", in {currency}"));
        }
        match self.delimiter {
            ';' => text.push_str("; cells are separated by semicolons"),
            '\t' => text.push_str("; cells are separated by tabs"),
            _ => {}
        }
        text.push('.');
        text
    }
}
