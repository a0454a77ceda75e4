//! paylift: the wind tunnel for customer-success pay plans.
//!
//! A company whose product sells and grows by itself must decide how to pay its customer success managers (CSMs). paylift samples
//! the customers, pays every candidate plan on the same luck, and says what each plan costs, how noisy each person's pay becomes
//! and how much growth there was beyond what would have come anyway.
//!
//! # The walk
//!
//! ```text
//! TOML ─► config ─► Scenario
//!                      │
//!                      ▼
//!   per unit of trials (one a lane):  draws, once ─► worlds: salaried team, nobody at all, each plan's people ─► customers
//!                      │                                                                                            │
//!                      │                     per trial, for each plan:  measure::read ─► Facts ─► plan::pay ─► Ledger
//!                      ▼                                                                                            │
//!        fixed batches, merged in trial order ◄─────────────────────────────────────────────────────────────────────┘
//!                      │
//!                      ▼
//!   RunResult (saved) ─► Summary, Findings ─► terminal | CSV | PNG | HTML | JSON
//! ```
//!
//! A company's own past goes two other ways: [`calibrate`] turns it into segments that a scenario stands on, with how well they are known;
//! [`backtest`] pays plans on it as it was. [`experiment`] designs, analyses and decides trials of plans on real teams.
//!
//! Every arrow is a function from one named type to the next; nothing walks back up. Each room of the crate says in its own
//! documentation what it is for and what it leaves to others.
//!
//! ```
//! use std::ops::ControlFlow;
//! use paylift::config::{Overrides, Surroundings, load_scenario, read_history_file};
//! use paylift::{compare, trial};
//!
//! let overrides = Overrides { trials: Some(20), plans: vec!["nrr-individual".into()], ..Overrides::default() };
//! let loaded = load_scenario(None, &overrides, &Surroundings::here(&read_history_file)).expect("the built-in company is valid");
//! let result = trial::run(&loaded.scenario, trial::RunOptions::default(), &mut |_| ControlFlow::Continue(()))?;
//! let summary = compare::summarise(&loaded.scenario, &result);
//! let cost = summary.get("nrr-individual", "cost", "mean").expect("every plan has a mean cost");
//! assert!(cost.value > 0.0 && cost.standard_error.is_some());
//! # Ok::<(), trial::EngineError>(())
//! ```
//!
//! # Glossary
//!
//! One word for one thing, in code, configuration and reports.
//!
//! | word | meaning |
//! | --- | --- |
//! | OTE | on-target earnings: base pay plus target variable |
//! | target variable | variable pay at 100 % of all goals |
//! | pay mix, variable share | base : target variable; target variable ÷ OTE |
//! | goal, quota | the result that is 100 % |
//! | attainment | actual ÷ goal, or (actual − floor) ÷ (goal − floor) |
//! | pay curve | attainment → share of target pay |
//! | threshold, excellence point | where pay begins; where it is highest, or the curve's last point |
//! | marginal, retroactive tier | a higher rate on the slice above a point; on everything once the point is crossed |
//! | cliff | a jump of pay for a tiny change of attainment |
//! | gate | a condition on another measure |
//! | cap, floor, guarantee, draw | most paid; least paid; least paid to new hires; advance against later pay |
//! | clawback, holdback | recovery when the credited account leaves; pay withheld until later |
//! | true-up | correction of earlier periods to a cumulative basis |
//! | credit, split | a result booked to a person; shared between roles (shares may exceed 100 %) |
//! | book | the accounts of one CSM |
//! | owner | the role that executes renewals or expansion: the CSM, or a commercial role beside them |
//! | seat | a CSM's place in the roster; people may change, the seat stays |
//! | NRR, GRR | current ÷ base revenue of the base-period customers, new ones excluded; each account limited to its base |
//! | NRR+ | NRR with referral deals and deals from users who changed employer |
//! | logo retention | customers kept ÷ customers at the start |
//! | baseline, organic growth | growth expected without the CSM |
//! | incremental growth | actual minus baseline: true (against a twin) or as a plan's own rule measures it |
//! | windfall share | what a plan pays in the world without any CSM ÷ what it pays |
//! | CSQL, CSQA | lead, and advocacy event, that a CSM qualified |
//! | EBR | executive business review |
//! | value score | what the product is worth to an account, logit units; daily use, deployment, health colour and NPS are read-outs of it |
//! | trust | of a book in its CSM, 0 to 1 |
//! | macro state | the economy, standard deviations |
//! | trial | one year of one possible world |
//! | twin | the same trial with another team: nobody (what would have come anyway), or salaried |
//! | stress | the same trials in a worse or better market |
//! | the ask | the budget that holds in 90 % of trials |
//! | CVaR 95 | mean cost of the worst 5 % of trials |
//! | Jensen gap | mean cost minus cost at mean attainment |
//! | CCOS | compensation cost of sales: pay ÷ revenue |
//! | arm | everybody in an experiment who is on the same plan |
//! | uplift | what the new plan adds to the outcome |
//! | ICC | intraclass correlation: how alike the accounts of one CSM are, 0 to 1 |
//! | power | probability that an experiment sees a true uplift |
//! | guardrail | a measure that must not get worse while the outcome gets better |
//! | break-even | the uplift at which a plan's extra pay is earned back |
#![cfg_attr(test, allow(clippy::unwrap_used))]

pub mod backtest;
pub mod behaviour;
pub mod calibrate;
pub mod cli;
pub mod cohort;
pub mod compare;
pub mod config;
pub mod dynamics;
pub mod experiment;
pub mod lanes;
pub mod measure;
pub mod plan;
pub mod random;
pub mod report;
pub mod scenario;
pub mod stats;
pub mod trial;
