//! A company's own files, read: usage panels and tables of lifetimes of any size, with a report of all that was found in them.
//!
//! [`read_panel`] turns a usage panel into a [`History`](crate::cohort::History), CSV or Parquet, going through the file twice without
//! keeping it: first to find out how dates and amounts are written, then to read them; [`read_lifetimes`] does the same with a table of
//! accounts, and [`join`] says which account is which. Whatever may be wrong with a file is a
//! [`Finding`] of the [`DataReport`]: how often, where first, what was done about it, and how to decide otherwise
//! ([`IntakeSettings`]). What a file leaves open is refused, never guessed. Fitting anything to what was read is left to others.

mod cell_words;
mod columns;
mod covariates;
mod csv_table;
mod error;
mod faults;
mod finding;
mod join;
mod labels;
mod lifetime_rows;
mod lifetime_table;
mod mapping;
mod nature;
mod outliers;
mod panel;
mod panel_findings;
mod panel_finish;
mod panel_rows;
mod parquet_batch;
mod parquet_table;
mod patterns;
mod progress;
mod report;
mod row_guard;
mod settings;
mod stay;
mod survey;
mod table;

pub use columns::{FileKind, IntakeColumns, Role, file_kind};
pub use error::IntakeError;
pub use finding::{Finding, FindingKind};
pub use join::{JoinReport, Joined, join};
pub use lifetime_table::{CustomerLifetimes, read_lifetimes};
pub use mapping::read_mapping;
pub use outliers::{FAR_DEVIATIONS, FAR_RATIO, LEAST_MONTHS, is_far};
pub use panel::read_panel;
pub use progress::{Progress, Watch};
pub use report::{DataReport, FileFormat, LifetimeCounts, MonthCount, UsageCounts};
pub use settings::{BadRows, Decision, Duplicates, IntakeSettings, Negatives, Outliers};
