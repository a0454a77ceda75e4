//! The verb: load, check, fill, print.

use clap::ValueEnum;

use super::args::ClusterArgs;
use super::fill::fill;
use super::work::Work;
use crate::cli::shard::Spread;
use crate::cli::{self, Exit};

/// Prints the script or manifest with which an engine runs what the arguments say. Nothing is simulated, nothing is written.
pub(crate) fn cluster(args: &ClusterArgs) -> anyhow::Result<Exit> {
    let whole = Spread::load(&args.scenario, args.trials.as_ref(), args.precision)?;
    let work = Work::of(args, &whole)?;
    let name = args.engine.to_possible_value().map(|value| value.get_name().to_owned()).unwrap_or_default();
    cli::print(fill(&args.engine.template(), &work.values(&name)).as_bytes())
}
