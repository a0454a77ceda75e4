//! A running experiment, look by look: read, estimated at each look, judged.
//!
//! | file | does |
//! | --- | --- |
//! | `intake` | reads looks from one file or several, every problem told at once |
//! | `settings` | the plan of looks as told |
//! | `watch` | estimates at each look, and what each rule says of them |
//!
//! The estimate is the difference of accounts with CR2 and Satterthwaite's degrees of freedom (`clustered`); boundaries and intervals are
//! `sequential`'s. Leaves words and files to `report`.

mod intake;
mod settings;
mod watch;

pub use intake::{LookColumns, Stream, read_looks};
pub use settings::{Fractions, MonitorSettings, NotAPlan};
pub use watch::{Monitored, Seen, monitor};
