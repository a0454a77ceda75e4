//! What an experiment says: the headline by a rule fixed beforehand, every other sound answer beside it, and the traps greyed.
//!
//! [`analyse`] takes checked rows ([`Data`]) and gives an [`Analysis`]. Reading and checking files is done by `intake`; pictures, words and
//! files are left to `report`.
//!
//! | file | answers |
//! | --- | --- |
//! | `data`, `units` | rows, and what is counted: CSMs, pods, or parts of books |
//! | `lines`, `permuted`, `panel` | how large is the effect, by every method |
//! | `headline` | which of them is told |
//! | `belief` | how probable it is that the plan is better, and earns back its pay |
//! | `payout` | what the plan pays more, and the price of a unit of uplift |
//! | `guardrail`, `timing`, `checks` | harm elsewhere, quarter edges, likeness of the arms |
//! | `comparison`, `analysis` | one plan against control; all of them |

mod analysis;
mod belief;
mod checks;
mod comparison;
mod data;
mod guardrail;
mod headline;
pub mod intake;
mod line;
mod lines;
mod panel;
mod payout;
mod permuted;
mod settings;
mod timing;
mod units;

pub use analysis::{Analysis, analyse};
pub use belief::{Belief, believe};
pub use checks::{Balance, SampleRatio};
pub use comparison::{Comparison, Counted, compare};
pub use data::{Data, Level, Periods};
pub use guardrail::{Guarded, Kept};
pub use headline::{DF_FOR_CR2, UNITS_FOR_CR2, Verdict};
pub use line::{Line, Standing};
pub use panel::{PanelFindings, common_start};
pub use payout::Payout;
pub use permuted::{Drawn, Permuted};
pub use settings::{Guardrail, Settings};
pub use timing::Timing;
pub use units::Units;

#[cfg(test)]
mod tests;
