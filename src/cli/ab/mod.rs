//! `paylift ab`: experiments on pay plans. One file a verb.

mod decide;
mod monitor;

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
    /// Look at a running experiment: stop, or go on
    Monitor(Box<monitor::MonitorArgs>),
    /// Decide about the new plan in money: ship, keep, or test on
    Decide(Box<decide::DecideArgs>),
}

/// Does what the verb says.
pub(super) fn ab(args: &AbArgs) -> anyhow::Result<Exit> {
    match &args.command {
        AbCommand::Monitor(args) => monitor::run(args),
        AbCommand::Decide(args) => decide::run(args),
    }
}
