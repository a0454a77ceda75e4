//! `paylift shards`: which shards of a run are still to be lived, and how far it is.

use std::fmt::Write;
use std::ops::Range;

use anyhow::Context;

use crate::report::number;
use crate::report::partial::{Configuration, Named, Partial, covered, join, lacking, read_folder};
use crate::scenario::Scenario;
use crate::stats::mean;

use super::exit::Exit;
use super::input::Wrong;
use super::partials::Partials;
use super::shard::Spread;
use super::spread_args::ShardsArgs;

/// Prints the numbers of shards that lack a valid partial of this configuration, or a summary.
pub(super) fn shards(args: &ShardsArgs) -> anyhow::Result<Exit> {
    let whole = Spread::load(&args.scenario, Some(&args.trials), args.precision)?;
    let configuration = Configuration::of(&whole.loaded.scenario)?;
    let files = read_folder(&args.partial_dir).with_context(|| format!("cannot read {}", args.partial_dir.display()))?;
    let (mut there, mut partials) = (Vec::new(), Partials::beside(&files));
    for file in &files {
        let Named { name, content } = partials.read(file);
        // a damaged partial, or one of another run, is as good as none
        if let Ok(partial) = content
            && partial.head.configuration == configuration.hash()
        {
            there.push(Named { name, content: partial });
        }
    }
    let covered = covered(there.iter().map(|partial| partial.content.head.trials.clone()).collect());
    let mut missing = lacking(args.shards, &whole.trials, &covered).map_err(Wrong::argument)?;
    if args.summary {
        return super::print(summary(&whole, args.shards, &missing, &covered, &there)?.as_bytes());
    }
    if !missing.is_empty() && configuration.has_precision() && stops(there, &whole.trials) {
        missing.clear();
    }
    let numbers: Vec<String> = missing.iter().map(u32::to_string).collect();
    super::print(format!("{}\n", numbers.join(",")).as_bytes())
}

/// Whether the run stops with the trials there are.
fn stops(there: Vec<Named<Partial>>, trials: &Range<u32>) -> bool {
    let files = there.into_iter().map(|Named { name, content }| Named { name, content: Ok(content) });
    trials.start == 0 && join(files.collect(), trials, true).is_ok()
}

/// How far the run is, and what each plan costs by the trials there are.
fn summary(whole: &Spread, shards: u32, missing: &[u32], covered: &[Range<u32>], there: &[Named<Partial>]) -> anyhow::Result<String> {
    let scenario = &whole.loaded.scenario;
    let trials = &whole.trials;
    let done: u32 = covered.iter().map(|range| range.end.min(trials.end).saturating_sub(range.start.max(trials.start))).sum();
    let mut text = String::new();
    writeln!(text, "shards  {} of {shards} done", shards as usize - missing.len())?;
    writeln!(text, "trials  {} of {} done", number::grouped(u64::from(done)), number::grouped(trials.len() as u64))?;
    let costs = costs(scenario, there);
    let width = scenario.plans.iter().map(|plan| plan.id.chars().count()).max().unwrap_or(0);
    for (plan, costs) in scenario.plans.iter().zip(costs) {
        let Some(estimate) = mean(&costs) else { continue };
        let cost = number::money(&scenario.currency, estimate.value);
        let error = estimate.standard_error.map_or_else(String::new, |error| format!(" ± {}", number::money(&scenario.currency, error)));
        writeln!(text, "{:width$}  costs {cost}{error}", plan.id)?;
    }
    Ok(text)
}

/// Costs by plan, in the order of trials; none twice.
fn costs(scenario: &Scenario, there: &[Named<Partial>]) -> Vec<Vec<f64>> {
    let mut partials: Vec<&Partial> = there.iter().map(|named| &named.content).collect();
    partials.sort_by_key(|partial| (partial.head.trials.start, partial.head.trials.end));
    let mut costs = vec![Vec::new(); scenario.plans.len()];
    let mut next = 0;
    for partial in partials.into_iter() {
        let own = &partial.head.trials;
        let skipped = next.max(own.start) - own.start;
        for (plan, costs) in costs.iter_mut().enumerate() {
            costs.extend(partial.piece.outcomes().costs(plan).into_iter().skip(skipped as usize));
        }
        next = next.max(own.end);
    }
    costs
}
