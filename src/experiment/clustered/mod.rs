//! Estimates of an effect where rows belong together in clusters, and clusters are few.
//!
//! Pure functions of slices: an outcome and an arm for every row, the label of its cluster (who was given a plan: a CSM, a pod). Answers are
//! [`Effect`](super::Effect)s. Reading files, choosing which estimate is the headline and words are left to `analyse`; chance by
//! re-assignment is left to `permutation`.
//!
//! | file | answers |
//! | --- | --- |
//! | `regression` | weighted least squares, rows in clusters |
//! | `adjustment`, `robust` | CR0 to CR3, Satterthwaite's degrees of freedom |
//! | `model` | outcome on arm: ANCOVA, strata, slopes of each arm (Lin), by account, CSM or revenue |
//! | `difference` | the plain difference at account level in closed form |
//! | `means`, `ratio` | one number a CSM: Welch, pooled t; ratio metrics by the delta method |
//! | `cuped` | a baseline taken off, blind to the arm |
//! | `blocked` | differences inside strata and pairs |
//! | `panel` | difference-in-differences, event study, switchback |
//! | `instrument` | effect of exposure where accounts moved between books |
//! | `mixed` | REML with a random level of each CSM |
//! | `exchangeable` | GEE with one correlation inside each CSM |
//! | `balance` | standardised differences, sample ratios |

mod adjustment;
mod balance;
mod blocked;
mod cuped;
#[cfg(test)]
mod data;
mod difference;
mod exchangeable;
mod instrument;
mod means;
mod mixed;
mod model;
mod panel;
mod ratio;
mod regression;
mod robust;
mod sums;

pub use balance::{sample_ratio_p, standardised_difference};
pub use blocked::{blocked_difference, paired_difference};
pub use cuped::cuped;
pub use difference::{Book, books_of, difference_of_accounts};
pub use exchangeable::{Exchangeable, exchangeable};
pub use instrument::{Exposure, effect_of_exposure};
pub use means::{difference_pooled, difference_welch, means_by, relative_welch};
pub use mixed::Mixed;
pub use model::{Estimand, Model};
pub use panel::{EventStudy, JointTest, Panel, Switchback};
pub use ratio::{difference_of_ratios, relative_ratios};
pub use regression::{Fit, Regression, Unfit};
pub use robust::Robust;
