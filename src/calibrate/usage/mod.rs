//! What a revenue panel says of growth, retention, activity and size.
//!
//! Most of what moves in a usage panel from month to month is noise around a level. Two things are therefore reported side by side:
//! the panel as it stands ([`GrowthFit`], [`RetentionAt`], …) and the [`Parameters`] of a market net of noise, which simulations use.
//! There ln U follows drift gᵢ (sd τ between accounts) with monthly shocks of sd σ_u, a share ρ of their variance common to all accounts,
//! and expansions that multiply it; invoices carry transitory noise of sd σ_w on top. The common and own parts of σ_u come from
//! [`CommonPath`] and the variogram within months, expansions from [`Jumps`].
//!
//! Every number is a [`Finding`]: an estimate with its standard error over resampled accounts, or the reason why this panel cannot give
//! it.
//!
//! | file | what it computes |
//! | --- | --- |
//! | `fit`, `growth_fit` | everything, in three passes over the panel |
//! | `account`, `groups`, `sums` | sums over accounts by group; resamples of whole groups |
//! | `cells`, `summary`, `quantiles`, `effects`, `autocorrelation`, `same_account` | growth as it stands |
//! | `variogram`, `path`, `level_ar1`, `trend` | levels and how they wander |
//! | `thresholds` | months above a threshold |
//! | `components`, `common`, `seasonality`, `characteristic`, `jumps`, `parameters` | the same net of noise |
//! | `retention`, `activity`, `size`, `concentration`, `totals` | books |
//!
//! Leaves to others: reading files, when an account counts as lost, and which segment file the numbers become.

mod account;
mod activity;
mod autocorrelation;
mod cells;
mod characteristic;
mod common;
mod components;
mod concentration;
mod effects;
mod finding;
mod fit;
mod groups;
mod growth_fit;
mod jump_law;
mod jumps;
mod level_ar1;
mod nonnegative;
mod parameters;
mod path;
mod quantiles;
mod quarters;
mod retention;
mod same_account;
mod seasonality;
mod settings;
mod simplex;
mod size;
mod summary;
mod sums;
mod thresholds;
mod totals;
mod trend;
mod unidentified;
mod variogram;
mod whiten;

pub use activity::ActivityTransitions;
pub use autocorrelation::Autocorrelation;
pub use common::CommonPath;
pub use effects::RandomEffects;
pub use finding::Finding;
pub use fit::{SegmentFit, UsageFit, fit_segments, fit_usage};
pub use growth_fit::GrowthFit;
pub use jumps::{CLEAR, Jumps, TELLING};
pub use level_ar1::LevelAr1;
pub use parameters::{JointDraws, ParameterName, Parameters};
pub use retention::RetentionAt;
pub use same_account::SameAccountGrowth;
pub use seasonality::Seasonality;
pub use settings::UsageSettings;
pub use size::AccountSize;
pub use summary::GrowthSummary;
pub use thresholds::ThresholdEvents;
pub use totals::MonthlyTotals;
pub use trend::AccountTrend;
pub use unidentified::Unidentified;
pub use variogram::{PermanentTransitory, VariogramPoint};
