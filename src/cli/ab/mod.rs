//! `paylift ab`: experiments on pay plans. One file a verb.

mod analyse;

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
    /// Say what an experiment shows: the headline by a rule fixed beforehand, every other answer beside it
    Analyse(Box<analyse::AnalyseArgs>),
}

/// Does what the verb says.
pub(super) fn ab(args: &AbArgs) -> anyhow::Result<Exit> {
    match &args.command {
        AbCommand::Analyse(args) => analyse::run(args),
    }
}
