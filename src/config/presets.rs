//! The library that travels inside the program: scenarios, segments, markets and plans, by name.

use std::sync::Arc;

use super::kinds::use_of;
use super::problem::nearest;
use super::{Problem, Source};

/// What a library file is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A complete scenario.
    Scenario,
    /// A kind of customer.
    Segment,
    /// A shift of the market.
    Market,
    /// A pay plan.
    Plan,
}

impl Kind {
    /// The word for it.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Kind::Scenario => "scenario",
            Kind::Segment => "segment",
            Kind::Market => "market",
            Kind::Plan => "plan",
        }
    }
}

/// A library file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Preset {
    /// What it is.
    pub kind: Kind,
    /// Name by which it is asked for: the file's name without `.toml`.
    pub name: &'static str,
    /// Its text.
    pub text: &'static str,
}

impl Preset {
    /// Its text as a source, named by its path in the project.
    #[must_use]
    pub fn source(&self) -> Arc<Source> {
        Source::new(format!("configs/{}s/{}.toml", self.kind.word(), self.name), self.text)
    }
}

macro_rules! library {
    ($folder:literal: $( $name:literal ),*) => {
        &[ $( ($name, include_str!(concat!("../../configs/", $folder, "/", $name, ".toml"))) ),* ]
    };
}

/// (name, text of the file)
type Files = &'static [(&'static str, &'static str)];

const SCENARIOS: Files = library!(
    "scenarios":
    "meterline", "organic-growth", "roi-template", "team-quota", "discovery-training", "three-components", "activities-first",
    "how-sure", "history"
);
const SEGMENTS: Files = library!("segments": "smb", "mid-market", "enterprise");
const MARKETS: Files = library!("markets": "recession", "boom");

/// The scenario that runs when none is named.
pub const DEFAULT_SCENARIO: &str = "meterline";

/// The scenario that runs when none is named but a history is given.
pub const HISTORY_SCENARIO: &str = "history";

/// The segment of seats that draw from all accounts of a history, whatever its segments.
pub const ALL_ACCOUNTS: &str = "all";

/// The segment from which a segment takes what it does not say.
pub const DEFAULT_SEGMENT: &str = "mid-market";

/// All library files of a kind, in the order of the documentation.
#[must_use]
pub fn all(kind: Kind) -> Vec<Preset> {
    let files = match kind {
        Kind::Scenario => SCENARIOS,
        Kind::Segment => SEGMENTS,
        Kind::Market => MARKETS,
        Kind::Plan => super::plan::library::all(),
    };
    files.iter().map(|&(name, text)| Preset { kind, name, text }).collect()
}

/// The library file of that name.
///
/// # Errors
/// A problem that lists the names there are and the nearest one.
pub fn find(kind: Kind, name: &str) -> Result<Preset, Problem> {
    let presets = all(kind);
    let names = || presets.iter().map(|p| p.name);
    presets.iter().find(|p| p.name == name).copied().ok_or_else(|| {
        let others = [Kind::Scenario, Kind::Segment, Kind::Market, Kind::Plan].into_iter().filter(|other| *other != kind);
        if let Some(other) = others.into_iter().find(|other| all(*other).iter().any(|p| p.name == name)) {
            let problem = Problem::without_place(format!("`{name}` is a {}, not a {}", other.word(), kind.word()));
            return Problem { nearest: Some(use_of(other, name)), ..problem };
        }
        let list = match kind {
            Kind::Plan => "a file, or a name that `paylift plans` lists".to_string(),
            _ => format!("a file, or {}", names().collect::<Vec<_>>().join(", ")),
        };
        let problem = Problem::without_place(format!("there is no {} `{name}`", kind.word())).allowed(list);
        Problem { nearest: nearest(name, names()).map(String::from), ..problem }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_are_near_are_offered() {
        assert_eq!(find(Kind::Segment, "smb").map(|p| p.name), Ok("smb"));
        assert_eq!(find(Kind::Market, "recesion").unwrap_err().nearest.as_deref(), Some("recession"));
        assert_eq!(find(Kind::Plan, "nrr-indivdual").unwrap_err().nearest.as_deref(), Some("nrr-individual"));
        assert_eq!(find(Kind::Scenario, "acme").unwrap_err().nearest, None);
        let mistaken = find(Kind::Scenario, "nrr-team").unwrap_err();
        assert_eq!(
            (mistaken.message.as_str(), mistaken.nearest.as_deref()),
            ("`nrr-team` is a plan, not a scenario", Some("--plans nrr-team"))
        );
    }
}
