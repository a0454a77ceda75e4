//! `paylift calibrate`: a company's own history, read and told.

mod args;
mod read;
mod told;
mod verb;
mod watch;

pub(super) use args::CalibrateArgs;
pub(super) use verb::calibrate;
