//! The effect that a decision rests on, from the file of an analysis.

use std::sync::Arc;

use serde_json::Value;

use super::super::Effect;
use crate::config::{Notes, Problem, Source};

/// What a decision needs of an analysis.
#[derive(Debug, Clone, PartialEq)]
pub struct AnalysedEffect {
    /// Names of control and of the new plan.
    pub arms: [String; 2],
    /// CSMs in each.
    pub csms: [f64; 2],
    /// Treated less control.
    pub effect: Effect,
    /// Title of the outcome.
    pub outcome: String,
    /// Name of the estimate.
    pub method: String,
    /// What the new plan paid a CSM more over the trial, in currency, where payouts were analysed.
    pub extra_pay: Option<Effect>,
}

/// What the file of an analysis holds.
#[derive(Debug, Clone, PartialEq)]
pub enum Analysed {
    /// An effect.
    Effect(AnalysedEffect),
    /// The design cannot tell: no estimate has a standard error that may be used.
    CannotTell,
}

/// Reads `analyse.json`; `None` if anything is wrong, which the notes then say. `plan` chooses among several new plans. Takes the headline where it
/// has a standard error, else (a permutation has none) the first valid estimate beside it that has one.
#[must_use]
pub fn read_analysis(source: &Arc<Source>, plan: Option<&str>, notes: &Notes) -> Option<Analysed> {
    let whole = 0..source.text.lines().next().map_or(0, str::len);
    let problem = |message: String| Problem::new(source, whole.clone(), "", message);
    let value: Value = match serde_json::from_str(&source.text) {
        Ok(value) => value,
        Err(error) => {
            notes.problem(problem(format!("not JSON: {error}")).allowed("the analyse.json that `paylift ab analyse` writes"));
            return None;
        }
    };
    let Some(comparisons) = value["comparisons"].as_array().filter(|all| !all.is_empty()) else {
        notes.problem(problem("no comparison of plans in it".into()).allowed("the analyse.json that `paylift ab analyse` writes"));
        return None;
    };
    if value["lower_is_better"].as_bool() == Some(true) {
        notes.problem(
            problem("its outcome is better the lower it is, which has no worth in revenue".into()).allowed("an outcome such as NRR"),
        );
    }
    let names: Vec<&str> = comparisons.iter().filter_map(|c| c["plan"].as_str()).collect();
    let at = match plan {
        Some(told) => names.iter().position(|name| *name == told),
        None if names.len() == 1 => Some(0),
        None => None,
    };
    let Some(at) = at else {
        let message = plan.map_or_else(
            || format!("{} new plans in it: say which with --plan", names.len()),
            |p| format!("--plan {p}: there is no such plan"),
        );
        notes.problem(problem(message).allowed(names.join(", ")).nearest(plan.unwrap_or_default(), names.iter().copied()));
        return None;
    };
    if !notes.is_clean() {
        return None;
    }
    let comparison = &comparisons[at];
    let lines = std::iter::once(&comparison["headline"]).chain(comparison["estimates"].as_array().into_iter().flatten());
    let found = lines.filter(|line| line["standing"].as_str() != Some("invalid")).find_map(|line| Some((line, effect(line)?)));
    let Some((line, found)) = found else { return Some(Analysed::CannotTell) };
    let text = |value: &Value, other: &str| value.as_str().unwrap_or(other).to_owned();
    Some(Analysed::Effect(AnalysedEffect {
        arms: [text(&comparison["control"], "0"), text(&comparison["plan"], "1")],
        csms: [0, 1].map(|arm| comparison["units"][arm].as_f64().unwrap_or(0.0)),
        effect: found,
        outcome: text(&value["outcome"], "outcome"),
        method: text(&line["name"], "estimate"),
        extra_pay: effect(&comparison["payout"]["extra"]),
    }))
}

/// A line's effect; without degrees of freedom its law is normal.
fn effect(line: &Value) -> Option<Effect> {
    let standard_error = line["standard_error"].as_f64().filter(|error| *error > 0.0)?;
    Some(Effect { estimate: line["estimate"].as_f64()?, standard_error, degrees_of_freedom: line["df"].as_f64().unwrap_or(f64::INFINITY) })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str, plan: Option<&str>) -> Result<Analysed, String> {
        let notes = Notes::new();
        let read = read_analysis(&Source::new("analyse.json", text), plan, &notes);
        notes.finish().map_err(|problems| problems.render(false)).map(|_| read.unwrap())
    }

    const PERMUTED: &str = r#"{"outcome": "nrr", "comparisons": [{"control": "A", "plan": "B", "units": [6, 7],
        "headline": {"standing": "headline", "name": "permutation", "estimate": 0.1, "standard_error": null, "df": null},
        "estimates": [{"standing": "invalid", "name": "naive", "estimate": 0.1, "standard_error": 0.01, "df": 500},
                      {"standing": "beside", "name": "CR2", "estimate": 0.09, "standard_error": 0.03, "df": 9.5}]}]}"#;

    #[test]
    fn the_first_valid_estimate_with_an_error_is_taken() {
        let Analysed::Effect(found) = read(PERMUTED, None).unwrap() else { panic!() };
        assert_eq!(found.effect, Effect { estimate: 0.09, standard_error: 0.03, degrees_of_freedom: 9.5 });
        assert_eq!((found.arms, found.csms, found.method.as_str()), (["A".into(), "B".into()], [6.0, 7.0], "CR2"));
        assert_eq!(found.extra_pay, None);
        let paid = PERMUTED.replace(
            "\"headline\": {",
            "\"payout\": {\"extra\": {\"estimate\": 900, \"standard_error\": 130, \"df\": 11}}, \"headline\": {",
        );
        let Analysed::Effect(found) = read(&paid, None).unwrap() else { panic!() };
        assert_eq!(found.extra_pay, Some(Effect { estimate: 900.0, standard_error: 130.0, degrees_of_freedom: 11.0 }));
        assert_eq!(read(&PERMUTED.replace("0.03,", "null,"), None).unwrap(), Analysed::CannotTell);
    }

    #[test]
    fn what_is_no_analysis_is_told() {
        assert!(read("{", None).unwrap_err().contains("not JSON"));
        assert!(read("{}", None).unwrap_err().contains("no comparison"));
        assert!(read(PERMUTED, Some("C")).unwrap_err().contains("no such plan"));
        let turned = PERMUTED.replace("{\"outcome\"", "{\"lower_is_better\": true, \"outcome\"");
        assert!(read(&turned, None).unwrap_err().contains("the lower"));
    }
}
