//! `paylift ab`: experiments on pay plans. One file a verb.

mod analyse;
mod assign;
mod decide;
mod design_args;
mod levels;
mod market;
mod monitor;
mod planned;
mod power;
mod rehearse;
mod two_plans;
mod values;
mod written;

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
    /// Tell whether a design can see an uplift, what it would take, and what would help most
    Power(Box<power::PowerArgs>),
    /// Compare to whom the plan is assigned: pods, CSMs, CSMs inside pods, customer cohorts
    Levels(Box<levels::LevelsArgs>),
    /// Deal plans by chance: simply, within strata, in closest pairs or until balanced
    Assign(Box<assign::AssignArgs>),
    /// Say what an experiment shows: the headline by a rule fixed beforehand, every other answer beside it
    Analyse(Box<analyse::AnalyseArgs>),
    /// Look at a running experiment: stop, or go on
    Monitor(Box<monitor::MonitorArgs>),
    /// Decide about the new plan in money: ship, keep, or test on
    Decide(Box<decide::DecideArgs>),
    /// Rehearse a whole experiment on simulated customers, many times: what each rule of decision would do, what it costs, how long it takes
    Rehearse(Box<rehearse::RehearseArgs>),
}

/// Does what the verb says.
pub(super) fn ab(args: &AbArgs) -> anyhow::Result<Exit> {
    match &args.command {
        AbCommand::Power(args) => power::run(args),
        AbCommand::Levels(args) => levels::run(args),
        AbCommand::Assign(args) => assign::run(args),
        AbCommand::Analyse(args) => analyse::run(args),
        AbCommand::Monitor(args) => monitor::run(args),
        AbCommand::Decide(args) => decide::run(args),
        AbCommand::Rehearse(args) => rehearse::run(args),
    }
}
