//! A/B experiments on pay plans: who gets which plan, whether the difference can be seen, and whether it was worth the pay.
//!
//! The unit is the CSM (or the pod, or a cohort of customers inside each book), and there are few of them; payouts cost money. Everything
//! here counts in these units. Reading files and printing is left to `config`, `report` and `cli`.

pub mod analyse;
pub mod arms;
pub mod assign;
pub mod bayes;
pub mod clustered;
mod control;
pub mod decide;
mod effect;
pub mod monitor;
mod normal;
#[cfg(test)]
mod oracle;
pub mod permutation;
pub mod power;
mod quadrature;
pub mod rehearse;
pub mod sequential;

pub use effect::Effect;
