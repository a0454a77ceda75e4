//! Whether a plan was worth its pay, and what a trial of it is worth before it runs.
//!
//! Everything in money, payouts inside. A plan's uplift is the change of a revenue ratio of a book (0.02 is two points of NRR); times the
//! book's revenue, the margin and the horizon it is money.
//!
//! | file | answers |
//! | --- | --- |
//! | `stakes` | what one unit of uplift is worth; the uplift that pays for its payouts |
//! | `value` | the value of shipping now, of knowing the truth, of a trial |
//! | `best_size` | the trial's value net of its payouts, by CSMs in it |
//! | `test_and_roll` | how many of a finite team to test on |
//! | `net_benefit` | net benefit, acceptability, and the price of one unit of uplift with Fieller's limits |
//! | `contract` | what two tried plans say of a third |
//! | `stop` | reasons to end a trial early |
//! | `verdict` | ship, keep or wait |
//! | `decision` | all of it together |
//! | `result_file`, `payouts`, `contract_file` | read what it rests on |
//!
//! Leaves to others: estimates (`clustered`), beliefs (`bayes`) and looks (`sequential`).

mod best_size;
mod contract;
mod contract_file;
mod decision;
mod net_benefit;
mod payouts;
mod result_file;
mod stakes;
mod stop;
mod test_and_roll;
mod value;
mod verdict;

pub use best_size::{BestSize, TrialCosts, TrialValue, best_size, trial_values};
pub use contract::{Contract, ContractError, Extrapolation, SAFE_LAMBDA, extrapolate, extrapolate_with_noise};
pub use contract_file::read_contracts;
pub use decision::{Answer, Question, decide};
pub use net_benefit::{Fieller, NetBenefit, PayAndOutcome};
pub use payouts::{Payouts, read_payouts};
pub use result_file::{Analysed, AnalysedEffect, read_analysis};
pub use stakes::Stakes;
pub use stop::{Progress, Reason, StopRules};
pub use test_and_roll::test_and_roll;
pub use value::{Belief, value_of_perfect_information, value_of_sample, value_of_shipping_now};
pub use verdict::{Call, call};
