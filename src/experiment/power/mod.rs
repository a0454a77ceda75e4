//! What an experiment can see before it is run: power, and how much of what it would take.
//!
//! Everything is counted in CSMs: accounts of one CSM rise and fall together, so that no number of accounts makes up for few CSMs. Closed forms
//! and generalised least squares here; power by simulating a company is left to the rehearsal.

mod attainable;
mod baseline;
mod books;
mod curve;
mod design;
mod history;
mod icc;
mod level;
mod levels;
mod levers;
mod noncentral_t;
#[cfg(test)]
mod oracle_tests;
mod past_file;
mod quarters;
mod root;
mod schedule;
mod schedule_variance;
mod significance;
mod solve;
mod study;

pub use attainable::{fewest_per_arm, smallest_p, smallest_p_pairs};
pub use baseline::Baseline;
pub use books::{Books, Parts, Weighting};
pub use curve::Point;
pub use design::{Comparison, Design, Sight, sd_of_rates};
pub use history::{Measured, MeasuredFile, Past};
pub use icc::Icc;
pub use level::{Level, break_even_shift, root_mean_squared_error};
pub use levels::{LevelRow, LevelsQuestion};
pub use levers::{Change, Lever, Surroundings};
pub use noncentral_t::NoncentralT;
pub use past_file::{PastColumns, PastFile, read_books, read_past, read_schedule};
pub use quarters::{Fading, Persistence};
pub use schedule::{Cell, Kind, Schedule, ScheduleError};
pub use schedule_variance::Told;
pub use significance::{Law, Significance};
pub use solve::{Aim, Need};
pub use study::{Question, Study, Unjudged, Verdict};
