//! `paylift ab levels`: to whom should the plan be assigned.

use std::time::Instant;

use clap::Args;

use super::design_args::{DesignArgs, LevelArg, OutArgs};
use super::planned::{Wants, planned};
use super::written::{begin, finish, repeat};
use crate::cli::exit::Exit;
use crate::cli::input::Wrong;
use crate::experiment::power::LevelsQuestion;
use crate::report::experiment::levels::{LevelsContents, files, render, summary};

/// What `ab levels` is told.
#[derive(Debug, Clone, Default, Args)]
pub(crate) struct LevelsArgs {
    #[command(flatten)]
    team: DesignArgs,
    /// Share of effort that shifts between the cohorts of one book, 0 to 1
    #[arg(long, value_name = "SHARE", default_value = "0.1")]
    shifted: f64,
    #[command(flatten)]
    output: OutArgs,
}

/// Puts the levels side by side.
pub(super) fn run(args: &LevelsArgs) -> anyhow::Result<Exit> {
    let started = Instant::now();
    let mut wants = Wants::default();
    let found = planned(&args.team, LevelArg::Csm, &mut wants);
    if !(0.0..=1.0).contains(&args.shifted) {
        wants.problem(format!("--shifted: {} is out of range", args.shifted), "from 0 to 1");
    }
    if args.team.effect.is_none() {
        wants.problem("how large is the true uplift?", "--effect 0.2sd or 0.03");
    }
    let found = wants.finish(found).map_err(|problems| Wrong::problems(&problems))?;
    let question = LevelsQuestion {
        design: found.design,
        pods: found.around.pods,
        effect: found.effect.unwrap_or_default(),
        shifted: args.shifted,
        test: found.test,
    };
    let rows = question.rows();
    let repeat = repeat();
    let contents = LevelsContents {
        question: &question,
        rows: &rows,
        unit: &found.unit,
        assumed: &found.assumed,
        inputs: &found.inputs,
        repeat: &repeat,
    };
    let folder = finish(begin(args.output.out.as_ref(), "ab levels")?, files(&contents, !args.output.no_charts)?, started, None)?;
    if args.output.json {
        crate::cli::print(summary(&contents, Some(&folder))?.as_bytes())?;
    } else {
        crate::cli::print(render(&contents, &folder.join("levels.html").display().to_string()).as_bytes())?;
    }
    let can_tell = rows.iter().any(|row| row.variance.is_some() && row.smallest_p.is_none_or(|p| p <= question.test.alpha));
    Ok(if can_tell { Exit::Done } else { Exit::CannotTell })
}
