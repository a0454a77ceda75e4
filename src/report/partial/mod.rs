//! Partials: some trials of a run in a file of its own, to be put together with the others by whoever has them all.
//!
//! A partial holds rows and exact sums of consecutive trials, what was settled before them, and the whole configuration: any partition of a
//! run's trials gives the same run, byte for byte. There is no time, host or process in it, so the same trials give the same file.
//!
//! | file | for |
//! | --- | --- |
//! | `container` | bytes: magic, header, sections with checksums, footer |
//! | `configuration` | what must be the same in all partials of a run, its hash, and in which fields two differ |
//! | `rows` | a piece of a run as columns |
//! | `file` | a partial in memory and as a file |
//! | `folder` | the partials of a folder; writing one whole or not at all |
//! | `coverage` | which trials are there, which shards lack some |
//! | `join`, `refusal` | all partials of a run to one, or why not |

mod configuration;
mod container;
mod coverage;
mod file;
mod folder;
mod join;
mod refusal;
mod rows;

#[cfg(test)]
mod join_tests;
#[cfg(test)]
mod lived_tests;

pub use configuration::{Configuration, NUMERICS_EPOCH};
pub use container::PartialError;
pub use coverage::{covered, lacking};
pub use file::{Head, Partial, Told};
pub use folder::{Named, read_folder, write_whole, write_whole_by};
pub use join::{Joined, join, unbroken};
pub use refusal::Refusal;
