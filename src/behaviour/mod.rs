//! Every assumption about people: how effort turns into output, what a pay plan makes of people, who leaves.
//!
//! Customers react to conduct in [`dynamics`](crate::dynamics); what conduct a pay plan provokes is decided here and nowhere else.
//! With behaviour off, everybody is [`Conduct::SALARIED`] under every plan.
//!
//! # From pay to conduct
//!
//! ```text
//! beliefs: what moves each metric, how much of it is luck (measured by a pilot, which is not here)
//!    │
//!    ▼
//! marginal value of each metric: closed forms (incentive) where the plan's shape has them, otherwise pay tried on the pilot's outcomes
//! (Tried); within a pay period by how it has gone so far (Quota, QuotaTable); × own share in a team (own_share)
//!    │
//!    ▼
//! gains per activity (Gains) and per game (GamingGains), of a person (person) of each kind; Policy holds them for a whole team
//!    ├──► effort     EffortCost::best_effort: what pays grows, the rest shrinks; what is out of reach is given up
//!    ├──► games      GamingCost::games, timing: as far as conscience and trouble allow
//!    └──► leaving    quit_factor: after a year's pay below the market's
//! ```
//!
//! One driver under one curve has an exact answer, [`Driver::best`], against which the rest is checked. [`agency`] holds the textbook's
//! closed forms for linear pay: what to expect of a plan before anything is simulated. `remedies` says which clause takes the point out of
//! a game.

pub mod agency;
mod attrition;
pub mod beliefs;
mod best_response;
mod capacity;
mod channel;
mod conduct;
mod effort;
mod gaming;
mod incentive;
mod people;
mod person;
mod policy;
mod quota;
mod remedy;
mod team_pay;
mod timing;
mod tried;

pub use attrition::{market_pay, monthly_quit_probability, quit_factor, replacement_skill};
pub use best_response::{BestResponse, Driver};
pub use capacity::{load, ramp, skill};
pub use channel::Channel;
pub use conduct::{Conduct, Effort, Gaming, Timing, response, response_slope};
pub use effort::{EffortCost, Gains, MAX_EFFORT, TIME_SHARES, diminishing};
pub use gaming::{GamingCost, GamingGains};
pub use people::{Assumptions, Behaviour, Channels, Integrity};
pub use person::Decision;
pub use policy::{Moment, Policy, SeatTerms, Situation};
pub use quota::{Outlook, Quota, QuotaTable};
pub use remedy::{Remedy, remedies};
pub use team_pay::{capacity, help_factor, own_share};
pub use timing::{HELD_BACK_KEEPS, timing};
pub use tried::Tried;
