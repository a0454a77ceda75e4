//! What a file turned out to hold, and what was done with it: the first thing that is shown of a calibration.

use super::columns::FileKind;
use crate::config::{DecimalMark, count, thousands};

/// What was found in a file. Every decision taken while reading is here, so that none is silent.
#[derive(Debug, Clone, PartialEq, Default, serde::Serialize, serde::Deserialize)]
pub struct DataReport {
    /// The file as it was named.
    pub file: String,
    /// What it holds.
    pub kind: Option<FileKind>,
    /// Rows with anything in them, header not counted.
    pub rows: u64,
    /// Columns in use: what for, and their titles.
    pub columns: Vec<(String, String)>,
    /// How it is written.
    pub format: FileFormat,
    /// Of a usage panel.
    pub usage: Option<UsageCounts>,
    /// Of a table of lifetimes.
    pub lifetimes: Option<LifetimeCounts>,
    /// What was noticed, refusals first, then what was changed, then what is only told.
    pub findings: Vec<Finding>,
}

/// How a file is written.
#[derive(Debug, Clone, PartialEq, Eq, Default, serde::Serialize, serde::Deserialize)]
pub struct FileFormat {
    /// What stands between cells; `None` of Parquet.
    pub delimiter: Option<char>,
    /// How dates are written; `None` where they are no text.
    pub dates: Option<String>,
    /// Which sign separates decimals; `None` where amounts are no text.
    pub decimals: Option<DecimalMark>,
    /// What stands between thousands, if anything does.
    pub thousands: Option<char>,
    /// Currency sign or code, if amounts carry one.
    pub currency: Option<String>,
}

/// Size of a usage panel as it is used, after every decision.
#[derive(Debug, Clone, PartialEq, Default, serde::Serialize, serde::Deserialize)]
pub struct UsageCounts {
    /// Accounts with revenue above 0 in some month.
    pub accounts: usize,
    /// Months from the first to the last, those without any row included.
    pub months: usize,
    /// First month, `YYYY-MM`.
    pub first: String,
    /// Last month, `YYYY-MM`.
    pub last: String,
    /// Account-months with revenue above 0.
    pub active_cells: usize,
    /// Revenue of all months.
    pub total_revenue: f64,
    /// Each month: revenue and active accounts.
    pub monthly: Vec<MonthCount>,
    /// Segments with their numbers of accounts, by name; empty if the file has no such column.
    pub segments: Vec<(String, usize)>,
    /// CSMs named; `None` if the file has no such column.
    pub owners: Option<usize>,
}

/// A month of a usage panel.
#[derive(Debug, Clone, PartialEq, Default, serde::Serialize, serde::Deserialize)]
pub struct MonthCount {
    /// `YYYY-MM`.
    pub month: String,
    /// Revenue of all accounts.
    pub revenue: f64,
    /// Accounts with revenue above 0.
    pub active: usize,
}

/// Size of a table of lifetimes as it is used.
#[derive(Debug, Clone, PartialEq, Default, serde::Serialize, serde::Deserialize)]
pub struct LifetimeCounts {
    /// Accounts.
    pub accounts: usize,
    /// Of these, those that left.
    pub churned: usize,
    /// Months lived by all together.
    pub exposure: u64,
    /// Longest tenure \[months\].
    pub longest: u32,
    /// The last day told of, `YYYY-MM-DD`, where tenures come from dates.
    pub as_of: Option<String>,
    /// Covariates and in how many categories each is; `None` for numbers.
    pub covariates: Vec<(String, Option<usize>)>,
}

/// What can be noticed, in the order it is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum FindingKind {
    /// Rows with more cells than the header, or that end before a column that is needed.
    Cells,
    /// Cells that are no UTF-8 text.
    NotText,
    /// Rows without an account.
    NoAccount,
    /// Cells that are no date.
    NoDate,
    /// Dates written in another way than most.
    MixedDates,
    /// Cells that are no amount.
    NoAmount,
    /// Cells that are no tenure.
    NoTenure,
    /// Cells that do not say whether an account left.
    NoChurn,
    /// Ends before starts, or entries after the end.
    Backwards,
    /// Second rows of an account and month, or of an account.
    Duplicates,
    /// Revenue below 0.
    Negatives,
    /// Rows in other currencies.
    Currencies,
    /// Rows outside of the months asked for.
    OutOfRange,
    /// Blank amounts.
    Blanks,
    /// Amounts of 0.
    Zeros,
    /// Accounts without any revenue.
    NeverActive,
    /// Months far from an account's own.
    Outliers,
    /// Names of accounts that differ only in case.
    AlikeNames,
    /// Months without any row.
    EmptyMonths,
    /// A last month that seems to be incomplete.
    IncompleteMonth,
    /// Accounts with inactive months between active ones.
    Holes,
    /// Accounts that were there in the first month.
    LeftTruncation,
    /// Accounts active in one month only.
    OneOffs,
    /// Accounts whose segment changes.
    MovedSegment,
    /// Accounts whose CSM changes.
    MovedOwner,
    /// Accounts without a CSM.
    Unowned,
    /// Tenures of 0.
    TenureZero,
    /// Accounts that ended before they came under observation.
    EndedBefore,
    /// Accounts that started after the last day told of.
    NotStarted,
    /// Ends after the last day told of.
    EndedAfter,
    /// Tenures that are no whole months.
    PartMonths,
    /// Columns that cannot explain churn.
    UnusedColumns,
}

impl FindingKind {
    /// Rows or accounts of this kind, in words.
    #[must_use]
    pub fn plural(self) -> &'static str {
        match self {
            Self::Cells => "rows with too many or too few cells",
            Self::NotText => "rows that are no UTF-8 text",
            Self::NoAccount => "rows without an account",
            Self::NoDate => "rows without a date that can be read",
            Self::MixedDates => "rows with dates written differently from most",
            Self::NoAmount => "rows with what is no amount",
            Self::NoTenure => "rows with what is no tenure",
            Self::NoChurn => "rows that do not say whether the account left",
            Self::Backwards => "rows that end before they begin",
            Self::Duplicates => "second rows",
            Self::Negatives => "rows below 0",
            Self::Currencies => "rows in other currencies",
            Self::OutOfRange => "rows outside of the months asked for",
            Self::Blanks => "rows without an amount",
            Self::Zeros => "rows of 0",
            Self::NeverActive => "accounts without any revenue",
            Self::Outliers => "account-months far from the account's own",
            Self::AlikeNames => "accounts with names alike",
            Self::EmptyMonths => "months without any row",
            Self::IncompleteMonth => "months that seem incomplete",
            Self::Holes => "accounts with holes",
            Self::LeftTruncation => "accounts there in the first month",
            Self::OneOffs => "one-off accounts",
            Self::MovedSegment => "accounts that changed segment",
            Self::MovedOwner => "accounts that changed CSM",
            Self::Unowned => "accounts without a CSM",
            Self::TenureZero => "accounts with a tenure of 0",
            Self::EndedBefore => "accounts that ended before they came under observation",
            Self::NotStarted => "accounts that started after the last day",
            Self::EndedAfter => "accounts that ended after the last day",
            Self::PartMonths => "tenures that are no whole months",
            Self::UnusedColumns => "columns that are not used",
        }
    }

    /// Whether it is a row that cannot be read, which `--bad-rows` decides about.
    #[must_use]
    pub fn is_bad_row(self) -> bool {
        self <= Self::Backwards
    }
}

/// One thing that was noticed.
#[derive(Debug, Clone, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct Finding {
    /// What.
    pub kind: FindingKind,
    /// How many rows, accounts or months.
    pub count: u64,
    /// What was found: a sentence.
    pub found: String,
    /// What was done about it: a sentence; empty where nothing had to be.
    pub done: String,
    /// How to decide otherwise; empty where there is nothing to decide.
    pub otherwise: String,
    /// Whether the file is refused for it.
    pub refused: bool,
    /// The first of them, with their places.
    pub examples: Vec<String>,
}

impl Finding {
    /// A finding without examples.
    pub(super) fn new(kind: FindingKind, count: u64, found: impl Into<String>, done: impl Into<String>) -> Self {
        let (found, done) = (found.into(), done.into());
        Self { kind, count, found, done, otherwise: String::new(), refused: false, examples: Vec::new() }
    }

    /// Says how to decide otherwise.
    #[must_use]
    pub(super) fn otherwise(self, otherwise: impl Into<String>) -> Self {
        Self { otherwise: otherwise.into(), ..self }
    }

    /// Shows some.
    #[must_use]
    pub(super) fn examples(self, examples: Vec<String>) -> Self {
        Self { examples, ..self }
    }

    /// The whole finding.
    #[must_use]
    pub fn sentence(&self) -> String {
        let parts = [self.found.as_str(), self.done.as_str()];
        let mut text = parts.into_iter().filter(|p| !p.is_empty()).collect::<Vec<_>>().join(" ");
        if !self.otherwise.is_empty() {
            text.push_str(&format!(" ({})", self.otherwise));
        }
        text
    }
}

impl DataReport {
    /// A finding, if there was one of that kind.
    #[must_use]
    pub fn finding(&self, kind: FindingKind) -> Option<&Finding> {
        self.findings.iter().find(|f| f.kind == kind)
    }

    /// How many there are of a kind.
    #[must_use]
    pub fn count(&self, kind: FindingKind) -> u64 {
        self.finding(kind).map_or(0, |f| f.count)
    }

    /// Whether the file was refused.
    #[must_use]
    pub fn is_refused(&self) -> bool {
        self.findings.iter().any(|f| f.refused)
    }

    /// What the file holds and how it is written, in sentences; the findings follow on their own.
    #[must_use]
    pub fn sentences(&self) -> Vec<String> {
        let rows = count(usize::try_from(self.rows).unwrap_or(usize::MAX), "row");
        let mut said = Vec::new();
        match (&self.usage, &self.lifetimes) {
            (Some(usage), _) => {
                let (accounts, months) = (count(usage.accounts, "account"), count(usage.months, "month"));
                said.push(format!("{rows}: {accounts} over {months}, {} to {}.", usage.first, usage.last));
                let all = count(usage.accounts * usage.months, "account-month");
                let (active, total) = (thousands(usage.active_cells as f64), thousands(usage.total_revenue));
                said.push(format!("{active} of {all} have revenue, {total} in all; months without a row count as 0."));
                said.extend(usage.people());
            }
            (None, Some(lifetimes)) => said.extend(lifetimes.sentences(&rows)),
            (None, None) => said.push(format!("{rows}.")),
        }
        let columns: Vec<String> = self.columns.iter().map(|(role, title)| format!("{role} from `{title}`")).collect();
        if !columns.is_empty() {
            said.push(format!("Columns: {}.", columns.join(", ")));
        }
        said.extend(self.format.sentence());
        said
    }
}

impl UsageCounts {
    fn people(&self) -> Vec<String> {
        let mut said = Vec::new();
        let name = |name: &str| if name.is_empty() { "(none)".to_owned() } else { name.to_owned() };
        let each = |(segment, n): &(String, usize)| format!("{} {}", name(segment), thousands(*n as f64));
        match self.segments.as_slice() {
            [] => said.push("The file names no segments: all accounts are one pool.".into()),
            few if few.len() <= 12 => said.push(format!("Accounts by segment: {}.", few.iter().map(each).collect::<Vec<_>>().join(", "))),
            many => said.push(format!("{}.", count(many.len(), "segment"))),
        }
        said.extend(self.owners.map(|n| format!("{} named.", count(n, "CSM"))));
        said
    }
}

impl LifetimeCounts {
    fn sentences(&self, rows: &str) -> Vec<String> {
        let share = 100.0 * self.churned as f64 / self.accounts.max(1) as f64;
        let (accounts, churned) = (count(self.accounts, "account"), thousands(self.churned as f64));
        let mut said = vec![
            format!("{rows}: {accounts}, of which {churned} left ({share:.1} %); the others were still there at the last look."),
            format!("{} lived in all, the longest tenure {}.", months(self.exposure), months(u64::from(self.longest))),
        ];
        said.extend(self.as_of.as_ref().map(|day| format!("The last day that the file tells of is {day}.")));
        let each = |(name, categories): &(String, Option<usize>)| match categories {
            Some(n) => format!("{name} ({n} kinds)"),
            None => format!("{name} (numbers)"),
        };
        match self.covariates.as_slice() {
            [] => said.push("No column may explain churn.".into()),
            covariates => said.push(format!("May explain churn: {}.", covariates.iter().map(each).collect::<Vec<_>>().join(", "))),
        }
        said
    }
}

fn months(n: u64) -> String {
    count(usize::try_from(n).unwrap_or(usize::MAX), "month")
}

impl FileFormat {
    fn sentence(&self) -> Option<String> {
        let mut parts = Vec::new();
        parts.extend(self.dates.as_ref().map(|format| format!("dates are written {format}")));
        parts.extend(self.decimals.map(|mark| {
            let mark = if mark == DecimalMark::Comma { "comma" } else { "point" };
            format!("amounts with a decimal {mark}")
        }));
        parts.extend(self.thousands.map(|mark| {
            let name = match mark {
                ',' => "commas",
                '.' => "points",
                '\'' | '’' => "apostrophes",
                _ => "spaces",
            };
            format!("{name} between thousands")
        }));
        parts.extend(self.currency.as_ref().map(|currency| format!("in {currency}")));
        parts.extend(self.delimiter.and_then(|d| match d {
            ';' => Some("cells are separated by semicolons".to_owned()),
            '\t' => Some("cells are separated by tabs".to_owned()),
            '|' => Some("cells are separated by |".to_owned()),
            _ => None,
        }));
        let text = parts.join(", ");
        let mut letters = text.chars();
        letters.next().map(|first| format!("{}{}.", first.to_uppercase(), letters.as_str()))
    }
}
