//! `paylift ab`: experiments on pay plans. One file a verb.

mod rehearse;
mod two_plans;
mod values;

use clap::{Args, Subcommand};

use super::exit::Exit;

/// What `ab` is told.
#[derive(Debug, Clone, Args)]
pub(crate) struct AbArgs {
    #[command(subcommand)]
    pub command: AbCommand,
}

/// The verbs of an experiment, in the order in which they are used.
#[derive(Debug, Clone, Subcommand)]
pub(crate) enum AbCommand {
    /// Rehearse a whole experiment on simulated customers, many times: what each rule of decision would do, what it costs, how long it takes
    Rehearse(rehearse::RehearseArgs),
}

/// Does what the verb says.
pub(super) fn ab(args: &AbArgs) -> anyhow::Result<Exit> {
    match &args.command {
        AbCommand::Rehearse(args) => rehearse::run(args),
    }
}
