//! One thing that was noticed of a file: how often, where first, what was done about it, and how to decide otherwise.

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
            Self::NotText => "rows not in UTF-8",
            Self::NoAccount => "rows without an account",
            Self::NoDate => "rows without a date that can be read",
            Self::MixedDates => "rows with a date written differently from most",
            Self::NoAmount => "rows without an amount that can be read",
            Self::NoTenure => "rows without a tenure that can be read",
            Self::NoChurn => "rows not saying whether the account left",
            Self::Backwards => "rows ending before they begin",
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
