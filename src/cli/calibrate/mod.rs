//! `paylift calibrate`: a company's own history, read, told, and turned into segments that `run` uses.

mod args;
mod fit;
mod read;
mod told;
mod verb;
mod watch;

pub(super) use args::CalibrateArgs;
pub(super) use verb::calibrate;
