//! Rehearsals: the whole experiment on simulated customers, many times, before anybody is paid by it.
//!
//! Every book is lived under both plans on the same luck (`team`), so the truth is known: what the new plan really adds, and what it
//! really costs (`truth`). A rehearsal deals the plans to people (`layout`), looks quarter after quarter at what an experiment would have seen
//! (`look`), and lets every rule of decision (`rule`) decide. Over many rehearsals that tells how often each rule is right, what it pays, how
//! long it takes (`rehearsal`), and with what probability a difference would be seen at all (`power`).
//!
//! Leaves to others: the statistics (`clustered`, `permutation`, `sequential`, `bayes`), and showing.

mod layout;
mod levers;
mod look;
mod payout;
mod power;
mod rehearsal;
mod rule;
mod team;
mod truth;

pub use layout::{Layout, LayoutError};
pub use levers::{MarketLever, MarketStudy, Wish, study};
pub use payout::{PayoutCost, TargetPay};
pub use power::{Grid, PowerPoint, SimulatedPower, own_effect};
pub use rehearsal::{GuardrailRecord, Rehearsal, RuleRecord, Settings, rehearse};
pub use rule::{Margin, Rule};
pub use team::{GUARDRAILS, Guardrail, Team};
pub use truth::Truth;
