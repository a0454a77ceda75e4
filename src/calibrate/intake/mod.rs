//! A company's own files, read: usage panels and tables of lifetimes of any size, with a report of all that was found in them.
//!
//! [`read_panel`] turns a usage panel into a [`History`](crate::cohort::History), CSV or Parquet, going through the file twice without
//! keeping it: first to find out how dates and amounts are written, then to read them. Whatever may be wrong with a file is a
//! [`Finding`] of the [`DataReport`]: how often, where first, what was done about it, and how to decide otherwise
//! ([`IntakeSettings`]). What a file leaves open is refused, never guessed. Fitting anything to what was read is left to others.

mod columns;
mod csv_table;
mod error;
mod faults;
mod labels;
mod nature;
mod outliers;
mod panel;
mod panel_finish;
mod panel_rows;
mod parquet_batch;
mod parquet_table;
mod patterns;
mod progress;
mod report;
mod row_guard;
mod settings;
mod survey;
mod table;

pub use columns::{FileKind, IntakeColumns, Role};
pub use error::IntakeError;
pub use outliers::{FAR_DEVIATIONS, FAR_RATIO, LEAST_MONTHS, is_far};
pub use panel::read_panel;
pub use progress::{Progress, Watch};
pub use report::{DataReport, FileFormat, Finding, FindingKind, LifetimeCounts, MonthCount, UsageCounts};
pub use settings::{BadRows, Decision, Duplicates, IntakeSettings, Negatives, Outliers};
