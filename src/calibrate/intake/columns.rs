//! Which column of a file is what: by the usual titles, or as it was said.

use std::collections::BTreeMap;
use std::path::Path;

use super::table::Table;
use crate::config::{Amount, Notes, Problem, Written, plain};

/// What a column can be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Role {
    /// Whose row it is.
    Account,
    /// Month, or a day in it.
    Month,
    /// Revenue of the month.
    Revenue,
    /// Segment of the account.
    Segment,
    /// Who owns the account.
    Csm,
    /// Currency of the revenue.
    Currency,
    /// Months from the start to churn or to the last look.
    Tenure,
    /// Whether the account left.
    Churned,
    /// First day as a customer.
    Start,
    /// Last day as a customer; blank for those who still are.
    End,
    /// Tenure at which the account came under observation.
    Entry,
}

/// What a file holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum FileKind {
    /// Revenue by account and month.
    Usage,
    /// One row per account: how long it stayed.
    Lifetimes,
}

impl Role {
    /// All.
    pub const ALL: [Self; 11] = [
        Self::Account,
        Self::Month,
        Self::Revenue,
        Self::Segment,
        Self::Csm,
        Self::Currency,
        Self::Tenure,
        Self::Churned,
        Self::Start,
        Self::End,
        Self::Entry,
    ];

    /// The name by which a column is mapped.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Account => "account",
            Self::Month => "month",
            Self::Revenue => "revenue",
            Self::Segment => "segment",
            Self::Csm => "csm",
            Self::Currency => "currency",
            Self::Tenure => "tenure",
            Self::Churned => "churned",
            Self::Start => "start",
            Self::End => "end",
            Self::Entry => "entry",
        }
    }

    /// Titles under which it is found without being told, the usual one first.
    #[must_use]
    pub fn titles(self) -> &'static [&'static str] {
        match self {
            Self::Account => &[
                "account_id",
                "account",
                "customer_id",
                "customer",
                "client_id",
                "client",
                "accountid",
                "customerid",
                "account_name",
                "customer_name",
                "company",
            ],
            Self::Month => &["month", "period", "date", "invoice_month", "billing_month", "usage_month", "year_month", "invoice_date"],
            Self::Revenue => &["revenue", "mrr", "net_revenue", "monthly_revenue", "amount", "invoiced", "billed", "sales", "spend"],
            Self::Segment => &["segment"],
            Self::Csm => &["csm", "csm_name", "csm_id"],
            Self::Currency => &["currency", "currency_code"],
            Self::Tenure => &["tenure_months", "tenure", "tenure_in_months"],
            Self::Churned => &["churned", "churn", "is_churned", "has_churned", "churn_flag", "cancelled", "canceled"],
            Self::Start => &["start_date", "start", "started", "signup_date", "contract_start", "customer_since"],
            Self::End => &["end_date", "end", "ended", "churn_date", "cancel_date", "cancellation_date"],
            Self::Entry => &["entry_months"],
        }
    }

    /// Kinds of files that may have it.
    fn kinds(self) -> &'static [FileKind] {
        match self {
            Self::Account => &[FileKind::Usage, FileKind::Lifetimes],
            Self::Month | Self::Revenue | Self::Csm | Self::Currency => &[FileKind::Usage],
            Self::Segment => &[FileKind::Usage],
            Self::Tenure | Self::Churned | Self::Start | Self::End | Self::Entry => &[FileKind::Lifetimes],
        }
    }
}

/// Titles that were said; an empty one says that there is no such column.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct IntakeColumns {
    /// By kind of file, where it was said for one only.
    said: BTreeMap<(Option<FileKind>, Role), String>,
}

impl IntakeColumns {
    /// Says the title of a column: by the name of its role, for one kind of file only with `usage.` or `lifetimes.` before it.
    ///
    /// # Errors
    /// The names there are, if this is none.
    pub fn map(&mut self, name: &str, title: &str) -> Result<(), String> {
        let (kind, role_name) = match name.trim().split_once('.') {
            Some(("usage", role)) => (Some(FileKind::Usage), role),
            Some(("lifetimes", role)) => (Some(FileKind::Lifetimes), role),
            Some(_) => (None, ""),
            None => (None, name.trim()),
        };
        let role = Role::ALL.into_iter().find(|role| role.name() == role_name);
        match role.filter(|role| kind.is_none_or(|kind| role.kinds().contains(&kind))) {
            Some(role) => {
                self.said.insert((kind, role), title.trim().to_owned());
                Ok(())
            }
            None => {
                let names = Role::ALL.map(Role::name).join(", ");
                Err(format!("names are {names}; account also as usage.account and lifetimes.account"))
            }
        }
    }

    /// The title that was said, for that kind of file or for all.
    fn said(&self, kind: FileKind, role: Role) -> Option<&String> {
        self.said.get(&(Some(kind), role)).or_else(|| self.said.get(&(None, role)))
    }
}

/// The columns of a file that were found.
#[derive(Debug, Clone, Default)]
pub(super) struct Found {
    columns: BTreeMap<Role, usize>,
}

impl Found {
    /// Finds the columns of a file; a title that was said and is not there becomes a problem, and so do titles that are there twice.
    pub(super) fn find(table: &Table, kind: FileKind, columns: &IntakeColumns, notes: &Notes) -> Self {
        let titles: Vec<String> = table.titles().iter().map(|t| plain(t)).collect();
        let mut found = Self::default();
        for role in Role::ALL.into_iter().filter(|role| role.kinds().contains(&kind)) {
            let at = |title: &str| titles.iter().position(|t| *t == plain(title));
            let column = match columns.said(kind, role) {
                Some(title) if title.is_empty() => None,
                Some(title) => {
                    if at(title).is_none() {
                        notes.problem(missing(table, &format!("there is no column `{title}`, said to be the {}", role.name()), title));
                    }
                    at(title)
                }
                None => role.titles().iter().find_map(|title| at(title)),
            };
            if let Some(column) = column {
                if titles.iter().filter(|t| **t == titles[column]).count() > 1 {
                    let message = format!("column `{}` is there twice", table.titles()[column]);
                    notes.problem(table.problem_at_header(Some(column), &message));
                }
                found.columns.insert(role, column);
            }
        }
        found
    }

    /// The column of a role.
    pub(super) fn of(&self, role: Role) -> Option<usize> {
        self.columns.get(&role).copied()
    }

    /// The columns in use.
    pub(super) fn all(&self) -> impl Iterator<Item = (Role, usize)> + '_ {
        self.columns.iter().map(|(role, column)| (*role, *column))
    }

    /// The column of a role; a missing one becomes a problem, unless it was said and is not there, which has been told.
    pub(super) fn required(&self, role: Role, table: &Table, columns: &IntakeColumns, kind: FileKind, notes: &Notes) -> Option<usize> {
        let found = self.of(role);
        let was_told = columns.said(kind, role).is_some_and(|title| !title.is_empty());
        if found.is_none() && !was_told {
            let usual = role.titles()[0];
            let message = format!("missing column `{usual}`");
            let problem = missing(table, &message, usual);
            let others = role.titles()[1..].join(", ");
            notes.problem(problem.allowed(format!("{usual}, or {others}; or say which it is: --columns {}=TITLE", role.name())));
        }
        found
    }
}

fn missing(table: &Table, message: &str, title: &str) -> Problem {
    table.problem_at_header(None, message).nearest(&plain(title), table.titles().iter().map(String::as_str))
}

/// What kind of file it is, by its titles; one that could be either is a usage panel.
///
/// # Errors
/// A problem if the file cannot be read, or is no table.
pub fn file_kind(path: &Path, name: &str, columns: &IntakeColumns) -> Result<FileKind, Problem> {
    let table = Table::open(path, name)?;
    let silent = Notes::new();
    let found = |kind| Found::find(&table, kind, columns, &silent);
    let (usage, lifetimes) = (found(FileKind::Usage), found(FileKind::Lifetimes));
    let is_usage = usage.of(Role::Month).is_some() && usage.of(Role::Revenue).is_some();
    let is_lifetimes = [Role::Tenure, Role::Churned, Role::Start].into_iter().any(|role| lifetimes.of(role).is_some());
    Ok(if is_lifetimes && !is_usage { FileKind::Lifetimes } else { FileKind::Usage })
}

/// A file whose header is none, or that has its months side by side: said once, instead of every title that is missing.
pub(super) fn not_long(table: &Table) -> Option<Problem> {
    let titles = table.titles();
    let dates: Vec<usize> = (0..titles.len()).filter(|c| Written::parse(&titles[*c]).is_some()).collect();
    let numbers = titles.iter().filter(|t| Amount::parse(t).is_some_and(|a| a.currency.is_empty())).count();
    match dates.as_slice() {
        [first, _, ..] => {
            let problem = table.problem_at_header(Some(*first), "the months are side by side, one column each");
            Some(problem.allowed(
                "one row per account and month (account_id,month,revenue). To turn it: in Excel, Data, From Table, Unpivot Columns; in Python, \
                 pandas.melt(table, id_vars=[\"account_id\"], var_name=\"month\", value_name=\"revenue\")",
            ))
        }
        _ if !dates.is_empty() || numbers > 0 => {
            let problem = table.problem_at_header(None, "the first line looks like a row, not like titles of columns");
            Some(problem.allowed("a first line such as account_id,month,revenue"))
        }
        _ if titles.len() == 1 => {
            let problem = table.problem_at_header(None, "the header has one column only");
            Some(problem.allowed("columns separated by commas, semicolons, tabs or |"))
        }
        _ => None,
    }
}
