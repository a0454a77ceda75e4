//! Looks at a running experiment: when it may stop, without the looking itself making differences.
//!
//! | file | answers |
//! | --- | --- |
//! | `spending` | how much of alpha may be spent by how much information |
//! | `boundary` | the z that a look must pass (Lan & DeMets 1983; Armitage, McPherson & Rowe 1969) |
//! | `planned` | the information that a look is planned to have: it saturates, because CSMs stay the same people |
//! | `group` | stop or go on, look by look |
//! | `always_valid` | an interval, an e-value and a p that hold at every look at once |
//! | `other_tools` | what a web-experiment tool would say, for comparison only |
//!
//! Effects come with few degrees of freedom, so they are put on the z-scale by their p ([`z_equivalent`]) before a boundary made for
//! normal looks is applied. Leaves to others: the estimates (`clustered`) and money (`decide`).

mod always_valid;
mod boundary;
mod group;
mod other_tools;
mod planned;
#[cfg(test)]
mod simulation_tests;
mod spending;

pub use always_valid::{NormalMixture, RunningP};
pub use boundary::{Boundaries, LEAST_STEP, boundaries};
pub use group::{Decision, GroupSequential, Judgement, conditional_power, z_equivalent};
pub use other_tools::WebTool;
pub use planned::{PlannedInformation, equal_fractions};
pub use spending::Spending;
