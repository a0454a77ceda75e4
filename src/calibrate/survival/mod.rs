//! Churn: how long accounts stay, and what it depends on.
//!
//! Pure statistics of [`Lifetimes`](super::Lifetimes); [`fit_churn`] does all of it. What the data cannot carry is an [`Unfit`] with its
//! reason. Leaves to others: reading files, and what the simulator makes of the numbers.
//!
//! | file | answers |
//! | --- | --- |
//! | `life_table` | at risk, churned and censored by tenure month: all that models without covariates need |
//! | `hazard` | churn per account-month, constant and by band of tenure |
//! | `kaplan_meier` | survival without a model |
//! | `family`, `likelihood`, `parametric` | exponential, Weibull and log-logistic laws by maximum likelihood |
//! | `goodness`, `choice` | whether a law fits, and which to use |
//! | `renewal`, `term` | whether churn waits for the anniversary of the contract |
//! | `regression` | what churn depends on |
//! | `inactivity`, `sensitivity`, `recent_usage` | lifetimes and account-months from a panel that records no churn |
//! | `yearly` | yearly churn of an average account: the simulator's constant |
//! | `groups` | accounts by category |
//! | `churn_fit`, `settings`, `caveats`, `unfit` | all at once, and what a reader has to know of it |
//! | `newton`, `symmetric`, `interval` | maxima, matrices and intervals of a few parameters |

mod caveats;
mod choice;
mod churn_fit;
mod family;
mod goodness;
mod groups;
mod hazard;
mod inactivity;
mod interval;
mod kaplan_meier;
mod life_table;
mod likelihood;
mod newton;
mod parametric;
mod recent_usage;
mod regression;
mod renewal;
mod sensitivity;
mod settings;
mod symmetric;
mod term;
mod unfit;
mod yearly;

pub use choice::{Candidate, Choice, choose};
pub use churn_fit::{ChurnFit, LawFit, fit_churn};
pub use family::Family;
pub use goodness::{ChiSquareTest, FitGroup, Goodness, goodness};
pub use groups::{categories as categories_of, split_by, take};
pub use hazard::{BAND_EDGES, HazardBand, constant_hazard, hazard_bands};
pub use inactivity::{DerivedLifetimes, InactivityCounts, InactivityRule, derive_lifetimes};
pub use kaplan_meier::{KaplanMeier, SurvivalInterval, SurvivalPoint, kaplan_meier};
pub use life_table::{LONGEST_TENURE, LifeMonth, LifeTable};
pub use likelihood::Likelihood;
pub use parametric::{Parameter, ParametricFit, fit_family};
pub use recent_usage::{AccountMonths, RecentUsage, account_months};
pub use regression::{
    Baseline, Coefficient, Regression, RegressionSettings, STEP_EDGES, Scale, Separated, Separation, TermTest, Unused, fit_regression,
};
pub use renewal::{ContractMonth, ContractRenewal, RenewalHazard, RenewalVerdict, RenewalWindow, renewal_by_contract, renewal_hazard};
pub use sensitivity::{RuleOutcome, rule_sensitivity};
pub use settings::ChurnSettings;
pub use term::term_months;
pub use unfit::Unfit;
pub use yearly::{Ages, YearlyChurn, ages_now, yearly_from_hazard, yearly_from_law};
