//! What must be the same in all partials of a run: everything that decides the numbers of a trial, and nothing else.
//!
//! Not in it: which trials, how many shards, threads, paths, machines. A run to a number of trials has no goal of its own here, so that more
//! trials can be added later; one to a precision has.

use std::collections::BTreeMap;

use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use crate::report::columns::Encoder;
use crate::scenario::{Goalpost, HistoryMarket, Market, Scenario};

/// Raised whenever any trial's bits change for the same configuration: partials of different epochs do not belong together.
pub const NUMERICS_EPOCH: u32 = 2;

/// A run's configuration as JSON, and its hash.
#[derive(Debug, Clone, PartialEq)]
pub struct Configuration {
    value: Value,
    hash: String,
}

impl Configuration {
    /// That of a scenario as this program would run it.
    ///
    /// # Errors
    /// If a number is not finite.
    pub fn of(scenario: &Scenario) -> serde_json::Result<Self> {
        let mut value = serde_json::to_value(scenario)?;
        if let Some(run) = value.get_mut("run").and_then(Value::as_object_mut) {
            run.remove("goal");
        }
        let precision = match scenario.run.goal {
            Goalpost::Precision { relative, min, max } => json!({ "relative": relative, "min_trials": min, "max_trials": max }),
            Goalpost::Trials(_) => Value::Null,
        };
        let history = match &scenario.market {
            Market::History(market) => Value::from(digest(market)),
            Market::Cohorts(_) | Market::Attainment(_) => Value::Null,
        };
        let version = env!("CARGO_PKG_VERSION");
        Self::from_value(json!({
            "version": version,
            "numerics_epoch": NUMERICS_EPOCH,
            "history": history,
            "precision": precision,
            "scenario": value,
        }))
    }

    pub(super) fn from_value(value: Value) -> serde_json::Result<Self> {
        let hash = hex(&Sha256::digest(serde_json::to_vec(&value)?));
        Ok(Self { value, hash })
    }

    pub(super) fn value(&self) -> &Value {
        &self.value
    }

    /// SHA-256 of it, hexadecimal.
    #[must_use]
    pub fn hash(&self) -> &str {
        &self.hash
    }

    /// Whether the run stops where a precision is reached.
    #[must_use]
    pub fn has_precision(&self) -> bool {
        !self.value["precision"].is_null()
    }

    /// The most trials of a run to a precision.
    #[must_use]
    pub fn most_trials(&self) -> Option<u32> {
        self.value["precision"]["max_trials"].as_u64().and_then(|most| u32::try_from(most).ok())
    }

    /// The scenario again; one without a precision goal ends at so many trials. A history is not in it.
    ///
    /// # Errors
    /// If it was written by another program.
    pub fn scenario(&self, trials: u32) -> serde_json::Result<Scenario> {
        let precision = &self.value["precision"];
        let goal = match precision["relative"].as_f64() {
            Some(relative) => {
                let number = |name: &str| serde_json::from_value::<u32>(precision[name].clone());
                Goalpost::Precision { relative, min: number("min_trials")?, max: number("max_trials")? }
            }
            None => Goalpost::Trials(trials),
        };
        let mut scenario = self.value["scenario"].clone();
        scenario["run"]["goal"] = serde_json::to_value(goal)?;
        serde_json::from_value(scenario)
    }

    /// The fields in which another configuration differs, as `field: own value, not other value`.
    #[must_use]
    pub fn differences(&self, other: &Self) -> Vec<String> {
        let (own, other) = (leaves(&self.value), leaves(&other.value));
        let mut fields: Vec<&String> = own.keys().chain(other.keys()).collect();
        fields.sort();
        fields.dedup();
        let said = |value: Option<&&Value>| value.map_or_else(|| "nothing".to_owned(), |value| value.to_string());
        let differing = fields.into_iter().filter(|field| own.get(*field) != other.get(*field));
        differing.map(|field| format!("{field}: {}, not {}", said(own.get(field)), said(other.get(field)))).collect()
    }
}

/// All values that are no containers, by path.
fn leaves(value: &Value) -> BTreeMap<String, &Value> {
    fn walk<'v>(path: String, value: &'v Value, found: &mut BTreeMap<String, &'v Value>) {
        match value {
            Value::Object(fields) if !fields.is_empty() => {
                let dot = if path.is_empty() { "" } else { "." };
                fields.iter().for_each(|(name, value)| walk(format!("{path}{dot}{name}"), value, found));
            }
            Value::Array(values) if !values.is_empty() => {
                values.iter().enumerate().for_each(|(nth, value)| walk(format!("{path}[{nth}]"), value, found));
            }
            leaf => {
                found.insert(path, leaf);
            }
        }
    }
    let mut found = BTreeMap::new();
    walk(String::new(), value, &mut found);
    found
}

/// SHA-256 of what a history says, whatever its columns are called.
fn digest(market: &HistoryMarket) -> String {
    let history = &market.history;
    let mut nowhere = std::io::sink();
    let mut encoder = Encoder::new(&mut nowhere);
    for texts in [&history.accounts, &history.months, &history.segments, history.owner.as_ref().unwrap_or(&Vec::new())] {
        // nowhere takes everything
        let _ = encoder.length(texts.len());
        for text in texts {
            let _ = encoder.column(text.as_bytes());
        }
    }
    let _ = encoder.column(&history.segment.iter().map(|&segment| u32::from(segment)).collect::<Vec<_>>());
    let _ = encoder.column(&history.revenue);
    hex(&encoder.digest())
}

/// Bytes in hexadecimal.
pub(super) fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write;
    bytes.iter().fold(String::with_capacity(2 * bytes.len()), |mut hex, byte| {
        // a string takes everything
        let _ = write!(hex, "{byte:02x}");
        hex
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::fixture;

    #[test]
    fn the_number_of_trials_is_no_part_of_it_but_a_precision_is() {
        let scenario = |goal| {
            let mut scenario = fixture::meterline(3).scenario;
            scenario.run.goal = goal;
            Configuration::of(&scenario).unwrap()
        };
        let few = scenario(Goalpost::Trials(10));
        assert_eq!(few.hash(), scenario(Goalpost::Trials(20)).hash());
        assert_eq!(few.scenario(20).unwrap().run.goal, Goalpost::Trials(20));
        let goal = Goalpost::Precision { relative: 0.01, min: 2, max: 9 };
        let precise = scenario(goal);
        assert_ne!(few.hash(), precise.hash());
        assert_eq!(precise.scenario(20).unwrap().run.goal, goal);
        assert_eq!(
            few.differences(&precise),
            [
                "precision: null, not nothing",
                "precision.max_trials: nothing, not 9",
                "precision.min_trials: nothing, not 2",
                "precision.relative: nothing, not 0.01"
            ]
        );
    }

    #[test]
    fn a_scenario_comes_back_and_a_change_is_named() {
        let mut scenario = fixture::meterline(3).scenario;
        scenario.run.goal = Goalpost::Trials(10);
        let own = Configuration::of(&scenario).unwrap();
        assert_eq!(own.scenario(10).unwrap(), scenario);
        let mut other = scenario.clone();
        other.run.seed += 1;
        other.plans[1].title = "Else".into();
        let differences = own.differences(&Configuration::of(&other).unwrap());
        assert_eq!(differences.len(), 2, "{differences:?}");
        assert!(differences[0].starts_with("scenario.plans[1].title: ") && differences[0].ends_with(", not \"Else\""), "{differences:?}");
        assert!(differences[1].starts_with("scenario.run.seed: "), "{differences:?}");
    }
}
