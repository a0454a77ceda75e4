//! Estimates from independent trials: every number with its standard error, interval and count.
//!
//! Pure functions of slices (one value a trial, in trial order); knows nothing of plans or customers. Undefined results are `None`: a
//! standard error of one trial, a share of nothing, a quantile's interval that would need more trials than there are.
//!
//! | file | answers |
//! | --- | --- |
//! | `estimate` | a value with its error; how many digits that error supports |
//! | `moments` | mean, variance, sd; mergeable |
//! | `influence` | standard errors of smooth functions of means, from one influence value a trial |
//! | `jackknife` | standard errors where only leave-one-group-out replicates exist |
//! | `share` | probabilities, with Wilson intervals |
//! | `quantile` | order statistics with distribution-free intervals |
//! | `tail` | probability and size of an overrun, mean of the worst cases |
//! | `gini` | inequality |
//! | `variance_split` | pay variance within and between people |
//! | `paired`, `ratio` | differences and ratios of two things that lived through the same luck |
//! | `dominance` | whether one distribution is better everywhere |
//! | `convergence`, `histogram` | data of pictures |

mod convergence;
mod dominance;
mod estimate;
mod gini;
mod histogram;
mod influence;
mod jackknife;
mod moments;
mod paired;
mod quantile;
mod ratio;
mod share;
mod tail;
mod variance_split;

pub use convergence::{Checkpoint, converge};
pub use dominance::{Dominance, dominance};
pub use estimate::{Estimate, Z95, round_to_error, supported_place};
pub use gini::{gini, gini_of_population};
pub use histogram::Histogram;
pub use influence::{estimate_from_influence, sd_influence};
pub use jackknife::jackknife;
pub use moments::Moments;
pub use paired::{difference, probability_less, variance_ratio, win_shares};
pub use quantile::{Sorted, interval_ranks};
pub use ratio::ratio_of_means;
pub use share::{share, share_of_means};
pub use tail::{cvar, expected_overrun, share_over};
pub use variance_split::{PaySplit, VarianceSplit};

/// Mean of `xs` over trials with its standard error; `None` without any.
#[must_use]
pub fn mean(xs: &[f64]) -> Option<Estimate> {
    Moments::of(xs).mean_estimate()
}
