//! Estimates from independent trials: every number with its standard error, interval and count.
//!
//! Pure functions of slices (one value a trial, in trial order); knows nothing of plans or customers. Undefined results are `None`: a
//! standard error of one trial, a share of nothing, a quantile's interval that would need more trials than there are.
//!
//! | file | answers |
//! | --- | --- |
//! | `estimate` | a value with its error; how many digits that error supports |
//! | `moments` | mean, variance, sd; mergeable |
//! | `exact_sum` | sums that are the same in any order |
//! | `influence` | standard errors of smooth functions of means, from one influence value a trial |
//! | `jackknife` | standard errors where only leave-one-group-out replicates exist |
//! | `share` | probabilities, with Wilson intervals |
//! | `quantile` | order statistics with distribution-free intervals |
//! | `tail` | probability and size of an overrun, mean of the worst cases |
//! | `gini` | inequality |
//! | `variance_split` | pay variance within and between people |
//! | `one_way` | variance within and between groups of unequal size |
//! | `luck_skill_effort` | the same, with what effort adds taken apart |
//! | `grouped_pairs`, `pick_freeze`, `shapley` | which random factors cause a variance, interactions shared fairly |
//! | `reliability`, `rate` | whether a measure tells people apart; readings or cases it would need |
//! | `rank` | whether one column orders people as another does |
//! | `paired`, `ratio` | differences and ratios of two things that lived through the same luck |
//! | `ellipse` | where two means may lie together |
//! | `simultaneous` | many intervals that hold all at once |
//! | `dominance` | whether one distribution is better everywhere |
//! | `power` | people an experiment would need |
//! | `convergence`, `histogram` | data of pictures |

mod convergence;
mod dominance;
mod ellipse;
mod estimate;
mod exact_sum;
mod gini;
mod grouped_pairs;
mod histogram;
mod influence;
mod jackknife;
mod luck_skill_effort;
mod moments;
mod one_way;
mod paired;
mod pick_freeze;
mod power;
mod quantile;
mod rank;
mod rate;
mod ratio;
mod reliability;
mod shapley;
mod share;
mod simultaneous;
mod tail;
mod variance_split;

pub use convergence::{Checkpoint, converge};
pub use dominance::{Dominance, DominanceTest, dominance, dominance_test};
pub use ellipse::{PairOfMeans, error_ellipse};
pub use estimate::{Estimate, Z95, round_to_error, supported_place};
pub use exact_sum::ExactSum;
pub use gini::{gini, gini_of_population};
pub use histogram::Histogram;
pub use influence::{estimate_from_influence, sd_influence};
pub use jackknife::jackknife;
pub use luck_skill_effort::{LuckSkillEffort, luck_skill_effort, luck_skill_effort_within};
pub use moments::Moments;
pub use one_way::{Components, OneWay};
pub use paired::{difference, probability_less, variance_ratio, win_shares};
pub use pick_freeze::{FactorParts, PickFreeze, ShapleySplit};
pub use power::{clusters_per_arm, design_effect, sample_size_per_arm};
pub use quantile::{Sorted, interval_ranks, quantiles};
pub use rank::{mean_rank_correlation, mid_ranks, rank_correlation};
pub use rate::{cases_needed, rate_reliability, rate_sd};
pub use ratio::{ratio_fieller, ratio_jackknife, ratio_of_means};
pub use reliability::{RELIABLE, Reliability, readings_needed, reliability, reliability_of_mean};
pub use shapley::shapley_values;
pub use share::{share, share_of_means};
pub use simultaneous::{simultaneous, simultaneous_critical};
pub use tail::{cvar, expected_overrun, share_over};
pub use variance_split::{PaySplit, VarianceSplit};

/// Mean of `xs` over trials with its standard error; `None` without any.
#[must_use]
pub fn mean(xs: &[f64]) -> Option<Estimate> {
    Moments::of(xs).mean_estimate()
}
