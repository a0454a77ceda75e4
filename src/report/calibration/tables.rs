//! The tables of a calibration as titles and cells, for the page and the terminal alike.

use super::{CalibrationContents, words};
use crate::calibrate::predictive::Line;
use crate::calibrate::survival::{Coefficient, LawFit, RuleOutcome, Unfit};
use crate::calibrate::{ChurnSource, FittedParameter, FittedSegment, Origin};
use crate::report::number::{grouped, money_of, percent_of, plain};
use crate::scenario::Parameter;
use crate::stats::Estimate;

/// A table in words.
pub(super) struct Table {
    /// Titles; the first is that of the rows' names.
    pub titles: Vec<String>,
    /// Rows of cells.
    pub rows: Vec<Vec<String>>,
}

/// A row for each fitted number, a column for each segment.
pub(super) fn parameters(contents: &CalibrationContents<'_>) -> Table {
    let segments = &contents.calibration.segments;
    let titles = std::iter::once("Number".to_owned()).chain(segments.iter().map(|s| s.segment.id.clone())).collect();
    let mut kinds: Vec<Parameter> = segments.iter().flat_map(|s| s.parameters.iter().map(|p| p.parameter)).collect();
    kinds.sort_by_key(|p| SHOWN.iter().position(|(shown, _)| shown == p));
    kinds.dedup();
    let row = |parameter: &Parameter| {
        let name = SHOWN.iter().find(|(shown, _)| shown == parameter).map_or(parameter.id(), |(_, name)| name);
        let cell =
            |s: &FittedSegment| s.parameters.iter().find(|p| p.parameter == *parameter).map_or_else(String::new, |p| value(contents, p));
        std::iter::once(name.to_owned()).chain(segments.iter().map(cell)).collect()
    };
    let mut rows =
        vec![std::iter::once("accounts in the history".to_owned()).chain(segments.iter().map(|s| grouped(s.accounts as u64))).collect()];
    rows.extend(kinds.iter().map(row));
    Table { titles, rows }
}

/// What the numbers are called, in the order of the table.
const SHOWN: [(Parameter, &str); 11] = [
    (Parameter::AnnualChurn, "leave in a year without a CSM"),
    (Parameter::Growth, "growth a month without a CSM"),
    (Parameter::GrowthSd, "differs between accounts by"),
    (Parameter::UsageSd, "wanders in a month by"),
    (Parameter::CommonShare, "of that, common to all"),
    (Parameter::NoiseSd, "noise of an invoice"),
    (Parameter::ExpansionRate, "expansions a month"),
    (Parameter::ExpansionMedian, "median expansion"),
    (Parameter::SizeLogSd, "log spread of expansions"),
    (Parameter::MedianArr, "median account, a year"),
    (Parameter::ArrLogSd, "log spread of accounts"),
];

fn value(contents: &CalibrationContents<'_>, p: &FittedParameter) -> String {
    let estimate = Estimate::symmetric(p.value, p.standard_error, u64::MAX);
    let shown = match p.parameter {
        Parameter::MedianArr => money_of(contents.currency, estimate),
        Parameter::ArrLogSd | Parameter::SizeLogSd => plain(p.value, 2, p.standard_error),
        _ => percent_of(estimate),
    };
    let error = p.standard_error.map(|e| match p.parameter {
        Parameter::MedianArr => crate::report::number::money_error(e),
        Parameter::ArrLogSd | Parameter::SizeLogSd => crate::report::number::plain_error(e),
        _ => crate::report::number::points_error(e),
    });
    match (&p.origin, error) {
        (Origin::Default { .. }, _) => format!("{shown} (default)"),
        (Origin::AllAccounts { .. }, Some(error)) => format!("{shown} {error} (all accounts)"),
        (_, Some(error)) => format!("{shown} {error}"),
        (_, None) => shown,
    }
}

/// A row for each number compared.
pub(super) fn check(contents: &CalibrationContents<'_>) -> Table {
    let titles = ["Number", "History (95 % of simulated)", "Verdict"].map(String::from).to_vec();
    let row = |line: &Line| vec![line.name.clone(), words::compared(line).unwrap_or_default(), words::verdict(line.verdict).to_owned()];
    Table { titles, rows: contents.calibration.check.iter().flat_map(|check| &check.lines).map(row).collect() }
}

/// A row for each law of churn.
pub(super) fn laws(contents: &CalibrationContents<'_>) -> Table {
    let titles = ["Law", "Parameters", "Log likelihood", "AIC", "Held-out log likelihood", "Fit (χ², p)"].map(String::from).to_vec();
    let churn = contents.calibration.churn.as_ref();
    let candidates = churn.and_then(|c| c.choice.as_ref().ok()).map_or(&[][..], |c| &c.candidates[..]);
    let row = |law: &LawFit| {
        let fit = law.fit.as_ref().ok()?;
        let parameters: Vec<String> = fit
            .parameters
            .iter()
            .map(|p| {
                let error = p.value.standard_error.map_or_else(String::new, |e| format!(" ± {}", significant(e, 2)));
                format!("{} {}{error}", p.name, significant(p.value.value, 6))
            })
            .collect();
        let held_out = candidates.iter().find(|c| c.family == law.family).map_or_else(String::new, |c| format!("{:.4}", c.held_out));
        let goodness = law.goodness.as_ref().and_then(|g| g.chi_square.as_ref());
        let goodness = goodness.map_or_else(String::new, |g| format!("{:.1} on {}, p {}", g.statistic, g.freedom, p_value(g.p)));
        Some(vec![
            law.family.name().to_owned(),
            parameters.join(", "),
            format!("{:.1}", fit.log_likelihood),
            format!("{:.1}", fit.aic),
            held_out,
            goodness,
        ])
    };
    Table { titles, rows: churn.iter().flat_map(|c| &c.laws).filter_map(row).collect() }
}

/// So many digits, those before the point always.
pub(super) fn significant(value: f64, digits: i32) -> String {
    if value == 0.0 || !value.is_finite() {
        return value.to_string();
    }
    let decimals = (digits - 1 - value.abs().log10().floor() as i32).max(0) as usize;
    format!("{value:.decimals$}")
}

pub(super) fn p_value(p: f64) -> String {
    if p < 0.001 { "< .001".to_owned() } else { format!("{p:.3}") }
}

/// Months after which the survival curve is told.
const TOLD: [u32; 7] = [1, 3, 6, 12, 24, 36, 60];

/// A row for each of some months of the survival curve.
pub(super) fn survival(contents: &CalibrationContents<'_>) -> Table {
    let titles = ["Months since the start", "Still there", "95 % interval", "At risk"].map(String::from).to_vec();
    let curve = contents.calibration.churn.as_ref().map(|c| &c.survival);
    let row = |month: &u32| {
        let point = curve?.at(*month)?;
        let s = point.survival;
        let interval = s.low.zip(s.high).map_or_else(String::new, |(low, high)| format!("{low:.6} to {high:.6}"));
        Some(vec![month.to_string(), format!("{:.6}", s.value), interval, grouped(point.at_risk)])
    };
    Table { titles, rows: TOLD.iter().filter_map(row).collect() }
}

/// A row for each rule of silence.
pub(super) fn silence(contents: &CalibrationContents<'_>) -> Table {
    let titles = ["Silent months", "Accounts", "Left", "Churn a month", "Still there", "Came back"].map(String::from).to_vec();
    let Ok(ChurnSource::Silence { sensitivity, .. }) = &contents.calibration.churn_source else {
        return Table { titles, rows: Vec::new() };
    };
    let row = |(silent, outcome): &(usize, Result<RuleOutcome, Unfit>)| {
        let o = outcome.as_ref().ok()?;
        let survival = o.survival.map_or_else(String::new, |s| format!("{} after {} months", percent_of(s), o.at));
        Some(vec![
            silent.to_string(),
            grouped(o.counts.used as u64),
            grouped(o.churned),
            percent_of(o.hazard),
            survival,
            grouped(o.counts.returned as u64),
        ])
    };
    Table { titles, rows: sensitivity.iter().filter_map(row).collect() }
}

/// A row for each thing that churn depends on.
pub(super) fn regression(contents: &CalibrationContents<'_>) -> Table {
    let titles = ["What", "Hazard ratio", "95 % interval", "p"].map(String::from).to_vec();
    let regression = contents.calibration.churn.as_ref().and_then(|c| c.regression.as_ref()?.as_ref().ok());
    let row = |c: &Coefficient| {
        let name =
            c.category.as_ref().map_or_else(|| format!("{} (one sd more)", c.covariate), |category| format!("{}: {category}", c.covariate));
        let interval = c.ratio.low.zip(c.ratio.high).map_or_else(String::new, |(low, high)| format!("{low:.2} to {high:.2}"));
        vec![name, format!("{:.2}", c.ratio.value), interval, p_value(c.p)]
    };
    Table { titles, rows: regression.iter().flat_map(|r| &r.coefficients).map(row).collect() }
}
