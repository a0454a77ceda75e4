//! What kind of file a text is: told by keys that only one kind has, so that a plan given as a scenario is called a plan.

use std::path::Path;
use std::sync::Arc;

use super::presets::Kind;
use super::{Document, Notes, Place, Problem, Source};

/// Keys that only one kind has at its top.
const KEYS: [(Kind, &[&str]); 4] = [
    (Kind::Plan, &["component", "pays"]),
    (Kind::Segment, &["median_arr", "annual_churn", "accounts_per_csm", "organic_nrr", "billing", "like", "uncertainty"]),
    (Kind::Market, &["macro_shift", "growth_shift", "churn_factor", "expansion_factor"]),
    (Kind::Scenario, &["plans", "plan", "roster", "team", "market", "turnover", "behaviour", "trials", "budget", "reference"]),
];

/// The first kind that the text has a key of.
pub(super) fn kind_of_text(source: &Arc<Source>) -> Option<Kind> {
    KEYS.into_iter().map(|(kind, _)| kind).find(|kind| is_like(source, *kind))
}

/// Whether the text has a key of that kind.
fn is_like(source: &Arc<Source>, kind: Kind) -> bool {
    // Whatever else is wrong with the text is told by who reads it.
    let notes = Notes::new();
    let document = Document::parse(source, &notes);
    let table = document.root(&notes);
    KEYS.iter().any(|(of, keys)| *of == kind && keys.iter().any(|key| table.has(key)))
}

/// Says that a file is no `wanted` at all, if it plainly is not.
pub(super) fn mistaken(source: &Arc<Source>, wanted: Kind, place: &Place) -> Option<Problem> {
    let name = source.name.as_str();
    if Path::new(name).extension().is_some_and(|e| e.eq_ignore_ascii_case("csv")) {
        let problem = place.problem(format!("{name} is a table, not a {}", wanted.word()));
        return Some(problem.allowed("a .toml file; tables go where a scenario says `roster = \"…\"`, or after --history"));
    }
    let kind = if is_like(source, wanted) { None } else { kind_of_text(source) };
    kind.map(|kind| {
        let problem = place.problem(format!("{name} is a {}, not a {}", kind.word(), wanted.word()));
        Problem { nearest: Some(use_of(kind, name)), ..problem }
    })
}

/// What a file of that kind is for.
pub(super) fn use_of(kind: Kind, name: &str) -> String {
    match kind {
        Kind::Scenario => format!("paylift run {name}"),
        Kind::Plan => format!("--plans {name}"),
        Kind::Market => format!("--market {name}"),
        Kind::Segment => format!("segments = [\"{name}\"] in a scenario"),
    }
}
