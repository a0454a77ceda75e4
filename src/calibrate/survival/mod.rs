//! Churn: how long accounts stay, and what it depends on.

mod family;
mod groups;
mod hazard;
mod inactivity;
mod interval;
mod kaplan_meier;
mod life_table;
mod likelihood;
mod newton;
mod parametric;
mod sensitivity;
mod symmetric;
mod unfit;

pub use family::Family;
pub use groups::{split_by, take};
pub use hazard::{BAND_EDGES, HazardBand, constant_hazard, hazard_bands};
pub use inactivity::{DerivedLifetimes, InactivityCounts, InactivityRule, derive_lifetimes};
pub use kaplan_meier::{KaplanMeier, SurvivalInterval, SurvivalPoint, kaplan_meier};
pub use life_table::{LifeMonth, LifeTable};
pub use likelihood::Likelihood;
pub use parametric::{Parameter, ParametricFit, fit_family};
pub use sensitivity::{RuleOutcome, rule_sensitivity};
pub use unfit::Unfit;
