//! What the user wrote: TOML and CSV texts, read into valid [`scenario`](crate::scenario) types with every problem told at once.
//!
//! [`load_scenario`] is the way in. [`Document`] and [`Table`] read TOML without stopping at the first problem; each [`Problem`]
//! knows its file, place, allowed range and nearest valid name. What was read, and what was taken from a default, stays in
//! [`Notes`] for the manifest. Running anything is left to others.

mod backtest;
mod behaviour;
mod bounds;
mod calendar;
mod candidates;
mod check;
mod conduct;
mod cross_checks;
mod describe;
mod distribution;
mod dynamics;
mod fitness;
mod history;
mod history_amount;
mod history_month;
mod history_panel;
mod history_report;
mod history_tally;
mod history_write;
mod kinds;
mod load;
mod market;
pub mod memory;
mod notes;
pub mod plan;
mod plans;
pub mod presets;
mod problem;
mod reader;
mod roster;
mod run;
mod scenario;
mod segment;
mod segment_write;
mod segments;
mod sheet;
mod source;
mod team;
mod uncertainty;
mod value;
mod words;

pub use backtest::{BacktestSettings, LoadedBacktest, Paid, PaidRow, load_backtest};
pub use behaviour::{DEFAULT_BEHAVIOUR, behaviour_name};
pub use bounds::Bounds;
pub use calendar::{Date, Month, NotInCalendar};
pub use check::check_file;
pub use describe::describe;
pub use distribution::read_distribution;
pub use history::{OwnedHistory, read_history, read_history_file, read_owned_history};
pub use history_amount::DecimalMark;
pub use history_month::DateOrder;
pub use history_report::HistoryReport;
pub use history_write::write_history;
pub use load::{HistoryReader, Loaded, Overrides, Surroundings, load_scenario};
pub use market::{HistoryColumns, HistorySettings};
pub use notes::{Notes, Resolved};
pub use plans::{library_plans, open_plan};
pub(crate) use problem::nearest as nearest_name;
pub use problem::{Place, Problem, Problems};
pub use reader::{Document, Table};
pub use roster::read_roster;
pub use segment::read_segment;
pub use segment_write::{file_stems, segment_text, toml_string};
pub use sheet::{Cell, Sheet};
pub use source::Source;
pub use value::{Entry, Field, Value};

// how dates and amounts are written is read alike by whatever reads a company's files
pub(crate) use history_amount::{Amount, MarkEvidence};
pub(crate) use history_month::{FormatEvidence, MonthFormat, Unclear, Written};
pub(crate) use history_panel::{MOST_MONTHS, MOST_SEGMENTS};
pub(crate) use sheet::plain;
pub(crate) use words::{count, thousands};
