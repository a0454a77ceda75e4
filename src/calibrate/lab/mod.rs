//! The baseline lab: on a company's own past, what would each rule for "the growth that would have come anyway" have paid for?
//!
//! Nobody tried anything on the customers of a history as far as the lab knows, so all of its growth counts as growth that comes by
//! itself, and an ideal baseline finds nothing above it. Books of accounts are drawn from the history
//! ([`cohort::resample`](crate::cohort::resample)) and read quarter by quarter by the same code that plans are paid by
//! ([`measure`](crate::measure)); with v = growth above the baseline ÷ base revenue of the mean book, both in $ a year,
//!
//! | number | formula | what it is |
//! | --- | --- | --- |
//! | bias | mean of v over books and quarters | growth that comes anyway and is found as if it were earned |
//! | sd of books | root of the mean over quarters of the variance of v over books | luck of who holds which accounts |
//! | sd of quarters | sd over quarters of the mean of v over books | the market's swings, which all books share |
//! | mispaid | mean of max(0, v) | paid for nothing: nobody pays back a bad quarter |
//! | answer | Σ of what max(0, v) rises by when a book gains x % for good ÷ x % of base revenue | paid for each dollar really earned |
//! | mispaid for each dollar | mispaid ÷ answer | rules compared at the rate at which each pays the same for real growth |
//! | shift | Σ of what max(0, v) rises by when x % of a quarter's revenue is invoiced a quarter late ÷ the revenue shifted | first game |
//! | shift from unpaid | the same, from quarters that pay nothing only | the first game, played with open eyes |
//! | hold back | the same for x % kept back in the months that the first quarter is compared with | second game |
//! | best game | the highest of the three ÷ answer | what a dollar moved earns for each that a dollar really gained earns |
//!
//! Games are played on the panel and read again; nothing about them is assumed but x. *Standard errors*: a mean over books of n
//! accounts from a history of N has at most the error sd · √(n/N) (Hoeffding 1948, theorem 5.2, for means of functions of n
//! accounts; exact where accounts add up), to which comes 1/B for B books drawn. All books live through the same months, so few
//! quarters say little, however many accounts there are: where there are several, sd over quarters ÷ √quarters is added in quadrature.
//!
//! Expectations that a rule needs are estimated out of sample: the cohort curve on accounts outside the book, in months before the
//! quarter; a hold-out group from accounts outside the book.
//!
//! Leaves to others: what rules are ([`measure::Baseline`](crate::measure::Baseline)), what people do about them
//! ([`behaviour`](crate::behaviour)), and how any of it is shown.

mod books;
mod calendar;
mod compare;
mod curve;
mod figure;
mod games;
mod growth;
mod judge;
mod recommend;
mod rows;
mod sample;
mod settings;
#[cfg(test)]
mod simulated;
#[cfg(test)]
mod tests;

pub use compare::{BaselineLab, RuleRow, compare_baselines};
pub use figure::Figure;
pub use growth::{OrganicGrowth, QuarterGrowth, organic_growth};
pub use judge::Judgement;
pub use recommend::Recommendation;
pub use settings::{LabRule, LabSettings};
