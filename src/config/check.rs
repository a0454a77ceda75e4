//! One file of any kind, validated and said in words: for `paylift check`.

use std::fmt::Write as _;

use crate::scenario::{Billing, Segment, Stress};

use super::kinds::kind_of_text;
use super::load::{HistoryReader, Loader, Overrides, folder_of};
use super::market::read_stress;
use super::plan::{check_examples, read_plan};
use super::presets::{self, Kind};
use super::segment::read_segment_beside;
use super::words::thousands;
use super::{Document, Place, Problem, Problems, Surroundings, describe, load_scenario, uncertainty};

/// Validates a scenario, plan, segment or market file (or library name) and says what it is and does.
///
/// # Errors
/// All problems with it and with the files it refers to.
pub fn check_file(name: &str, history: &HistoryReader<'_>) -> Result<String, Problems> {
    let surroundings = &Surroundings::here(history);
    let kind = kind_of(name, surroundings)?;
    if kind == Kind::Scenario {
        return load_scenario(Some(name), &Overrides::default(), surroundings).map(|loaded| describe(&loaded));
    }
    let loader = Loader::new(surroundings);
    let source = loader.open(kind, name, &surroundings.folder, &Place::flag(""));
    let words = source.and_then(|source| {
        let document = Document::parse(&source, &loader.notes);
        let table = document.root(&loader.notes);
        match kind {
            Kind::Plan => read_plan(&table).map(|plan| {
                check_examples(&table, &plan);
                format!("plan {} ({}): {}\n", plan.id, plan.title, plan.about)
            }),
            Kind::Segment => {
                let base = loader.like(&table, "")?;
                let beside = folder_of(&surroundings.folder.join(name));
                read_segment_beside(&table, None, Some(&base), &loader.opener(&beside)).map(|segment| segment_in_words(&segment))
            }
            Kind::Market => {
                let stress = read_stress(&table, name);
                table.finish();
                Some(market_in_words(&stress))
            }
            Kind::Scenario => None,
        }
    });
    loader.notes.finish()?;
    words.ok_or_else(|| Problem::without_place(format!("{name} could not be read")).into())
}

/// Library names say what they are; of files, keys that only one kind has.
fn kind_of(name: &str, surroundings: &Surroundings<'_>) -> Result<Kind, Problems> {
    let kinds = [Kind::Scenario, Kind::Plan, Kind::Segment, Kind::Market];
    if let Some(kind) = kinds.into_iter().find(|kind| presets::find(*kind, name).is_ok()) {
        return Ok(kind);
    }
    let loader = Loader::new(surroundings);
    let Some(source) = loader.open_any(Kind::Scenario, name, &surroundings.folder, &Place::flag("")) else {
        return Err(loader.notes.finish().err().unwrap_or_default());
    };
    Ok(kind_of_text(&source).unwrap_or(Kind::Scenario))
}

fn segment_in_words(segment: &Segment) -> String {
    let mut text = String::new();
    let billing = match segment.billing {
        Billing::Usage { noise_sd } => format!("by usage, invoices with {:.0} % noise", noise_sd * 100.0),
        Billing::Contract { terms: [one, two, three] } => {
            format!("by contract of 1, 2 or 3 years: {:.0}, {:.0}, {:.0} %", one * 100.0, two * 100.0, three * 100.0)
        }
    };
    let (accounts, median) = (segment.accounts_per_csm, thousands(segment.median_arr));
    let (churn, nrr) = (segment.annual_churn * 100.0, segment.organic_nrr * 100.0);
    let _ = writeln!(text, "segment {} ({})", segment.id, segment.title);
    let _ = writeln!(text, "  {accounts} accounts in a full book, {median} a year at the median");
    let _ = writeln!(text, "  {churn:.1} % leave in a year and revenue keeps {nrr:.0} % where nobody looks after them");
    let _ = writeln!(text, "  billed {billing}");
    let _ = writeln!(text, "  targets for {} measures", segment.targets.len());
    if let Some(words) = uncertainty::in_words(segment) {
        let _ = writeln!(text, "  known only so well: {words}");
    }
    text
}

fn market_in_words(stress: &Stress) -> String {
    format!(
        "market {}: growth {:+.2} % a month, churn × {}, expansion × {}, economy {:+} standard deviations\n",
        stress.id,
        stress.growth_shift * 100.0,
        stress.churn_factor,
        stress.expansion_factor,
        stress.macro_shift
    )
}
