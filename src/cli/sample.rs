//! `paylift sample`: one trial's customers as a revenue file, as if a company had written it.

use std::path::PathBuf;

use anyhow::Context;
use clap::Args;

use crate::config::write_history;
use crate::report::partial::write_whole;
use crate::trial::{Sized, sample_customers};

use super::args::{ScenarioArgs, parse_whole};
use super::exit::Exit;
use super::input::{self, Wrong};

#[derive(Debug, Args)]
pub(crate) struct SampleArgs {
    /// Scenario file or library name; the built-in company Meterline if left out
    pub scenario: Option<String>,
    /// Seed of every random number
    #[arg(long, value_parser = parse_whole::<u64>, allow_hyphen_values = true)]
    pub seed: Option<u64>,
    /// Trial whose customers are written, from 0
    #[arg(long, default_value_t = 0, value_parser = parse_whole::<u32>)]
    pub trial: u32,
    /// Calendar month of the first row
    #[arg(long, value_name = "YYYY-MM", default_value = "2024-01", value_parser = parse_month)]
    pub from: Month,
    /// File to write (a file that is there is replaced); printed if left out
    #[arg(long, value_name = "FILE")]
    pub out: Option<PathBuf>,
}

/// Year, and month 1 to 12.
pub(crate) type Month = (u16, u8);

fn parse_month(text: &str) -> Result<Month, String> {
    let wrong = || "expected a month such as 2024-01".to_owned();
    let (year, month) = text.split_once('-').filter(|(y, m)| y.len() == 4 && m.len() == 2).ok_or_else(wrong)?;
    let (year, month) = (year.parse().map_err(|_| wrong())?, month.parse().map_err(|_| wrong())?);
    if (1900..=2100).contains(&year) && (1..=12).contains(&month) { Ok((year, month)) } else { Err(wrong()) }
}

/// Writes the file.
pub(super) fn sample(args: &SampleArgs) -> anyhow::Result<Exit> {
    let named = ScenarioArgs { scenario: args.scenario.clone(), seed: args.seed, ..ScenarioArgs::default() };
    let loaded = input::load(&named, None, None)?;
    let scenario = &loaded.scenario;
    let panels = sample_customers(scenario, args.trial..args.trial + 1, Sized::WhenPaid, true);
    let Some(panel) = panels.and_then(|mut panels| panels.pop()) else {
        return Err(Wrong::argument(format!("{}: no customers are sampled here: its market is given", scenario.name)).into());
    };
    let segments: Vec<String> = scenario.segments.iter().map(|s| s.id.clone()).collect();
    let seats: Vec<String> = scenario.roster.iter().map(|s| s.name.clone()).collect();
    let mut bytes = Vec::new();
    write_history(&mut bytes, &panel, &segments, &seats, args.from)?;
    match &args.out {
        Some(path) => write_whole(path, &bytes).with_context(|| format!("cannot write {}", path.display()))?,
        None => return super::print(&bytes),
    }
    Ok(Exit::Done)
}
