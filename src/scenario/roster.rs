//! Who is paid: one seat per CSM, and the exogenous life of the team.

/// One CSM's seat.
#[derive(Debug, Clone, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct Seat {
    /// Name shown in tables.
    pub name: String,
    /// Segment by index.
    pub segment: u16,
    /// Pod (or manager) by index; seats of one pod pool under [`Scope::Pod`](crate::measure::Scope::Pod).
    pub pod: u16,
    /// On-target earnings a year, \[$\].
    pub ote: f64,
    /// Target variable a year, \[$\], at most `ote`.
    pub variable: f64,
    /// Quota a year in the dollars of the plan's measure, where the person has one.
    pub quota: Option<f64>,
    /// Paid month (0-based) in which the person starts; `None` = there from before the simulation.
    pub start_month: Option<u16>,
    /// Accounts in the book at the start.
    pub accounts: u32,
}

/// Exogenous life of the team (model section 0.8: runs in every mode, behaviour off included).
#[derive(Debug, Clone, Copy, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct Turnover {
    /// Probability that a CSM leaves within a year, 0 to below 1.
    pub annual: f64,
    /// Months a seat stays vacant.
    pub vacancy_months: u16,
    /// Months in which a new hire's capacity ramps from half to full.
    pub ramp_months: u16,
    /// Share of accounts that change owner a month for reasons of territory.
    pub reassignment: f64,
    /// Whether new accounts arrive to replace churn.
    pub new_accounts: bool,
    /// Standard deviation of the log of skill between CSMs, mean skill 1.
    pub skill_sd: f64,
}

impl Default for Turnover {
    /// Model sections 0.8, 0.9, 3 and 4.7, all judgement: 20 % a year, 2 months vacant, 4 months of ramp, 0.5 % reassigned a
    /// month, new accounts on, skill sd 0.25.
    fn default() -> Self {
        Self { annual: 0.20, vacancy_months: 2, ramp_months: 4, reassignment: 0.005, new_accounts: true, skill_sd: 0.25 }
    }
}
