//! Which column holds what: as told, or guessed from the header.

use crate::config::{Sheet, plain};

/// What means that a column is not to be used.
const NONE: &str = "none";

/// Titles of columns as told; `None` where they are to be guessed, `none` where a column is not to be used.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ColumnNames {
    /// CSM.
    pub csm: Option<String>,
    /// Pod.
    pub pod: Option<String>,
    /// Account.
    pub account: Option<String>,
    /// Arm.
    pub arm: Option<String>,
    /// Outcome.
    pub outcome: Option<String>,
    /// The same before the start.
    pub baseline: Option<String>,
    /// Recurring revenue.
    pub weight: Option<String>,
    /// Stratum inside which plans were assigned.
    pub stratum: Option<String>,
    /// Pair inside which plans were assigned.
    pub pair: Option<String>,
    /// Period of a panel.
    pub period: Option<String>,
    /// Whether the new plan was on in that period.
    pub on: Option<String>,
    /// Share of time under the new plan as lived.
    pub exposed: Option<String>,
    /// Day of the booking.
    pub date: Option<String>,
}

/// Columns that were found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Places {
    pub(super) csm: Option<usize>,
    pub(super) pod: Option<usize>,
    pub(super) account: Option<usize>,
    pub(super) arm: Option<usize>,
    pub(super) outcome: Option<usize>,
    pub(super) baseline: Option<usize>,
    pub(super) weight: Option<usize>,
    pub(super) stratum: Option<usize>,
    pub(super) pair: Option<usize>,
    pub(super) period: Option<usize>,
    pub(super) on: Option<usize>,
    pub(super) exposed: Option<usize>,
    pub(super) date: Option<usize>,
}

const CSM: &[&str] = &["csm", "csm_id", "csm_name", "owner"];
const POD: &[&str] = &["pod", "pod_id", "team"];
const ACCOUNT: &[&str] = &["account", "account_id", "customer", "customer_id"];
const ARM: &[&str] = &["arm", "treated", "treatment", "group", "variant", "plan"];
const OUTCOME: &[&str] = &["outcome", "nrr_post", "grr_post", "post", "y", "nrr", "grr"];
const BASELINE: &[&str] =
    &["baseline", "nrr_pre", "grr_pre", "nrr_before", "grr_before", "nrr_last_year", "grr_last_year", "pre", "y_pre", "before"];
const WEIGHT: &[&str] = &["arr", "weight", "revenue", "mrr"];
const STRATUM: &[&str] = &["stratum", "strata"];
const PAIR: &[&str] = &["pair", "pair_id"];
const PERIOD: &[&str] = &["period", "quarter"];
const ON: &[&str] = &["on", "d", "switched_on"];
const EXPOSED: &[&str] = &["exposed", "exposure"];
const DATE: &[&str] = &["date", "closed", "closed_on", "close_date", "booked_on"];

impl ColumnNames {
    /// Finds them; what was told and is not there becomes a problem, and so does a missing outcome.
    pub(super) fn find(&self, sheet: &Sheet<'_>, pods: bool) -> Places {
        let told_or = |told: &Option<String>, guesses: &[&str]| match told.as_deref() {
            Some(NONE) => None,
            Some(title) => sheet.required_column(&[&plain(title)]),
            None => guesses.iter().find_map(|guess| sheet.column(&[guess])),
        };
        let needed = |told: &Option<String>, guesses: &[&str]| {
            told_or(told, guesses).or_else(|| told.is_none().then(|| sheet.required_column(guesses))?)
        };
        Places {
            csm: if pods { told_or(&self.csm, CSM) } else { needed(&self.csm, CSM) },
            pod: if pods { needed(&self.pod, POD) } else { told_or(&self.pod, POD) },
            account: told_or(&self.account, ACCOUNT),
            arm: told_or(&self.arm, ARM),
            outcome: needed(&self.outcome, OUTCOME),
            baseline: told_or(&self.baseline, BASELINE),
            weight: told_or(&self.weight, WEIGHT),
            stratum: told_or(&self.stratum, STRATUM),
            pair: told_or(&self.pair, PAIR),
            period: told_or(&self.period, PERIOD),
            on: told_or(&self.on, ON),
            exposed: told_or(&self.exposed, EXPOSED),
            date: told_or(&self.date, DATE),
        }
    }
}
