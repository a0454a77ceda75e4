//! What was typed after `paylift cluster`.

use std::path::PathBuf;

use clap::Args;

use super::engine::Engine;
use crate::cli::args::{ScenarioArgs, parse_percent};
use crate::cli::spread_args::Trials;

#[derive(Debug, Args)]
pub(crate) struct ClusterArgs {
    /// Engine that is to run the shards
    #[arg(value_enum)]
    pub engine: Engine,
    #[command(flatten)]
    pub scenario: ScenarioArgs,
    /// First trial and the one after the last, such as 0..1000000; as many as the scenario says if left out
    #[arg(long, value_name = "A..B", value_parser = Trials::parse)]
    pub trials: Option<Trials>,
    /// Stop when costs are known this well, e.g. 1%, as `paylift run --precision` does
    #[arg(long, value_name = "X%", value_parser = parse_percent)]
    pub precision: Option<f64>,
    /// Number of shards: four to twenty for each core of the cluster
    #[arg(long, value_name = "N", default_value_t = 64, value_parser = clap::value_parser!(u32).range(1..))]
    pub shards: u32,
    /// Folder that keeps the partials
    #[arg(long, value_name = "DIR", default_value = "partials")]
    pub partial_dir: PathBuf,
    /// Run folder that the merge writes; reports/ and the scenario's name if left out
    #[arg(long, value_name = "DIR")]
    pub out: Option<PathBuf>,
    /// This program, as it is called where the script runs
    #[arg(long, value_name = "PATH", default_value = "paylift")]
    pub program: String,
}
