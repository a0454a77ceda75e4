//! Reading many trials at once, without panels.
//!
//! What is read here is what [`read`](super::read()) reads, to the last bit: the same accounts in the same order, the same double-precision
//! sums, lane by lane. Revenue and value scores of a few months, a short list of events and a few numbers of each seat are all there is to
//! look at: changes of health, surveys, support and credits need a panel ([`Quick::of`] says so).

mod baseline;
mod company;
mod counting;
mod coverage;
mod level;
mod metric;
mod month;
mod readings;
mod retention;
mod two_months;
mod unit;
mod window;

pub use company::{MonthTotal, StartAndEnd};
pub use metric::{Keeps, Period, Quick};
pub use readings::SeatReadings;
pub use unit::{UnitEvent, UnitRows, UnitView};
pub use window::{Memory, UnitSums};
