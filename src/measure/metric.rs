//! A metric: which measures are read, over which months, whose book, which accounts count, against which baseline.

use super::Measure;

/// One thing a plan reads. Two clauses that read the same metric share it.
#[derive(Debug, Clone, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct Metric {
    /// Measures of one unit, summed (one shared target over several counts, as in source 3's "green + deployment").
    pub measures: Vec<Measure>,
    /// Months it looks at.
    pub window: Window,
    /// Whose books are pooled.
    pub scope: Scope,
    /// Which accounts count, and how much.
    pub accounts: AccountRules,
    /// Rule for the growth that would have come anyway; required by [`Measure::GrowthAboveBaseline`], which is undefined without it,
    /// and useful with other measures of revenue for the goal it gives (see [`Baseline`]).
    pub baseline: Option<Baseline>,
}

/// The months a metric looks at, relative to a pay period's last month.
#[derive(Debug, Clone, Copy, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct Window {
    /// Length in months, 1 to 12. For [`WindowKind::YearToDate`] the length grows and this is the pay period's length.
    pub months: u16,
    /// How the window moves.
    pub kind: WindowKind,
    /// Whether revenue ratios compare single months or sums.
    pub basis: Basis,
}

/// How a window moves from period to period.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub enum WindowKind {
    /// The last `months` months up to the period's end.
    Trailing,
    /// From the first paid month to the period's end.
    YearToDate,
}

/// What a retention ratio compares.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub enum Basis {
    /// Revenue of the window's last month against revenue of the month before the window.
    Point,
    /// Revenue summed over the window against the sum over the equally long window before it
    /// ("annualised usage = three monthly invoices × 4").
    Sum,
}

/// Whose accounts a metric pools. Pooled ratios are Σ numerator ÷ Σ denominator.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
pub enum Scope {
    /// The person's own book.
    Individual,
    /// All books under the same manager or pod.
    Pod,
    /// All books of the same segment.
    Team,
    /// All books.
    Company,
}

/// Which accounts count in a book, and how much.
#[derive(Debug, Clone, PartialEq, Default, serde::Serialize, serde::Deserialize)]
pub struct AccountRules {
    /// An account handed over counts for its new owner only after this many months, \[months\]: a window that ends in one of them
    /// leaves it out, so three months of grace leave out the whole quarter that began with the hand-over. New hires inherit
    /// their seat's accounts.
    pub grace_months: u16,
    /// An account counts only if the person in the seat has held it at least this many months at the window's end, \[months\].
    pub min_tenure_months: u16,
    /// Current revenue of one account counts between (1 − x) and (1 + x) of its base revenue.
    pub influence_cap: Option<f64>,
    /// Removal of one-month spikes before anything is computed.
    pub spike: Option<Spike>,
    /// Annual contracts count as lost from the notice (2 months before renewal) instead of from the renewal.
    pub churn_at_notice: bool,
    /// What accounts that arrived inside the window add.
    pub new_accounts: NewAccounts,
}

/// A one-month spike: a month above `factor` × the mean of the three months before it counts as that mean.
#[derive(Debug, Clone, Copy, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct Spike {
    /// How many times the trailing mean is unwanted, above 1.
    pub factor: f64,
}

/// What accounts that arrived inside the window add to a retention ratio.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, serde::Serialize, serde::Deserialize)]
pub enum NewAccounts {
    /// Nothing: the textbook definition.
    #[default]
    Excluded,
    /// Their growth since their first full month (base = that month's revenue).
    GrowthOnly,
}

/// How a plan estimates the growth that would have come anyway: the expected revenue of the window.
///
/// # The goal "decided by measuring"
///
/// A metric with a baseline rule and one measure says in [`Reading::goal`](super::Reading::goal) what the rule expected *of that
/// measure*:
///
/// | measure | goal | so that value ÷ goal is |
/// | --- | --- | --- |
/// | NRR, NRR+ | expected revenue ÷ base revenue | actual revenue ÷ expected revenue |
/// | growth | expected revenue − base revenue | actual growth ÷ expected growth |
/// | growth above baseline | expected revenue, \[$ a year\] | growth above the baseline as a share of it |
/// | revenue | expected revenue of the window, \[$\] | invoiced ÷ expected (new accounts come on top) |
///
/// Other measures, and sums of several, keep the plan's goal. To pay on actual over expected revenue, read NRR with a baseline.
#[derive(Debug, Clone, Copy, PartialEq, serde::Serialize, serde::Deserialize)]
pub enum Baseline {
    /// The mean of the `months` months before the window, held flat.
    Trailing {
        /// Months averaged.
        months: u16,
    },
    /// The same accounts in the same months a year earlier, held flat.
    SameQuarterLastYear,
    /// Base revenue grown at a stated yearly rate; `None` takes the segment's organic NRR.
    CohortCurve {
        /// Growth factor a year (1.05 = +5 %).
        annual: Option<f64>,
    },
    /// The segment's organic NRR with a forecast error per period (model section 4.6).
    Forecast {
        /// Standard deviation of the error as a share of base revenue per quarter.
        error_sd: f64,
        /// Agreed with the CSM, who can talk it down by up to a tenth (model section 4.5); otherwise finance's own.
        negotiated: bool,
    },
    /// Base revenue grown as the unmanaged hold-out group of the segment grew in the same months.
    HoldOut {
        /// Share of the segment's accounts held out, 0 to 1.
        share: f64,
    },
    /// The highest revenue of the same book already paid for.
    HighWaterMark,
    /// Last period's baseline moved by κ towards last period's result.
    Ratchet {
        /// Speed κ of the ratchet, 0 to 1.
        speed: f64,
    },
}
