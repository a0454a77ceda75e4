//! `paylift ab`: experiments on pay plans. One file a verb.

mod assign;

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
    /// Deal plans by chance: simply, within strata, in closest pairs or until balanced
    Assign(Box<assign::AssignArgs>),
}

/// Does what the verb says.
pub(super) fn ab(args: &AbArgs) -> anyhow::Result<Exit> {
    match &args.command {
        AbCommand::Assign(args) => assign::run(args),
    }
}
