//! The fit of a real revenue panel against numbers computed independently from the same file, number by number.

use paylift::calibrate::usage::{UsageSettings, fit_segments, fit_usage};
use serde_json::{Value, json};

use crate::history::real_panel;
use crate::usage_numbers::NUMBERS;

fn number(fit: &Value, at: &str) -> Option<f64> {
    let pointer = at.strip_suffix('=').map_or_else(|| at.to_owned(), |p| format!("{p}/known/value"));
    fit.pointer(&pointer)?.as_f64()
}

/// All 412 numbers to 6 significant digits; where the number is 0, to 1e-9.
#[test]
fn every_number_of_the_real_panel_is_that_of_a_separate_program() {
    let Some((history, _)) = real_panel() else { return };
    // Estimates do not depend on the resamples.
    let settings = UsageSettings { resamples: 2, ..UsageSettings::default() };
    let fit = json!({ "whole": fit_usage(&history, None, &settings), "segments": fit_segments(&history, &settings) });
    let wrong: Vec<String> = NUMBERS
        .iter()
        .filter_map(|(at, expected)| {
            let found = number(&fit, at);
            let close = |x: f64| (x - expected).abs() <= 5e-7 * expected.abs().max(2e-3);
            (!found.is_some_and(close)).then(|| format!("{at}: {found:?} instead of {expected}"))
        })
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert_eq!(NUMBERS.len(), 412);
}

/// Standard errors against those of a separate bootstrap of 200 resamples. Each of the two has a relative error of 1/√400 = 5 %, so their
/// ratio one of 7 %: the band is four of those.
#[test]
fn standard_errors_of_the_real_panel_are_those_of_a_separate_bootstrap() {
    let Some((history, _)) = real_panel() else { return };
    // Every account its own group, as there.
    let settings = UsageSettings { most_groups: 5_000, ..UsageSettings::default() };
    let fit = json!(fit_usage(&history, None, &settings));
    let wrong: Vec<String> = ERRORS
        .iter()
        .filter_map(|(at, expected)| {
            let found = fit.pointer(&format!("{at}/known/standard_error")).and_then(Value::as_f64);
            (!found.is_some_and(|x| (x / expected - 1.0).abs() < 0.28)).then(|| format!("{at}: {found:?} instead of {expected}"))
        })
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

const ERRORS: &[(&str, f64)] = &[
    ("/monthly/summary/mean", 0.009_621_134_24),
    ("/monthly/summary/sd", 0.025_690_704_1),
    ("/monthly/autocorrelation/lag1", 0.024_183_049_8),
    ("/monthly/month_effect/share", 0.004_080_261_26),
    ("/monthly/expansions/0/frequency", 0.006_275_806_15),
    ("/retention/0/nrr", 0.032_342_949_2),
    ("/retention/0/logo", 0.007_868_571_65),
    ("/retention/2/nrr", 0.061_443_626_8),
    ("/retention/2/grr", 0.022_524_563_4),
    ("/monthly/same_account/mean", 0.014_803_255_3),
];
