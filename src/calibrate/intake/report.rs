//! What a file turned out to hold, and what was done with it: the first thing that is shown of a calibration.

use super::columns::FileKind;
use super::finding::{Finding, FindingKind};
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
    /// Sum of all rows that were read, those below 0 and second ones included.
    pub net_revenue: f64,
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
                let net = match (usage.total_revenue - usage.net_revenue).abs() < 0.005 {
                    true => String::new(),
                    false => format!(" (all rows together: {})", thousands(usage.net_revenue)),
                };
                said.push(format!("{active} of {all} have revenue, {total} in all{net}; months without a row count as 0."));
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
