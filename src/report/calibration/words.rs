//! A calibration in sentences.

use super::CalibrationContents;
use crate::calibrate::predictive::{Check, Kind, Line, Verdict};
use crate::calibrate::usage::Finding;
use crate::calibrate::{ChurnSource, FittedSegment, Origin};
use crate::compare::sentence_case;
use crate::measure::Basis;
use crate::report::number::{grouped, percent, percent_of, plain};
use crate::stats::Estimate;

/// What the page and the terminal say about the model that was fitted.
pub(super) const READING: &str = "Each segment says what its customers would do without a CSM; a history shows them with one. So the company is simulated, \
    the simulated months are measured exactly as the real ones were, and the segment is moved until both agree. Ranges are 95 % intervals from resampling \
    whole accounts; what all accounts share can only be told from as many months as there are.";

/// What is left out of every fit.
pub(super) const NOT_FITTED: &str = "Not fitted, because no revenue history shows it: what leads and deals bring, how much of all this a CSM's work changes, \
    the economy, turnover of the team. They are the library's. Customers are taken to be billed as the library's segment is, or by usage, and to pay in every month until they leave.";

pub(super) fn verdict(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Pass => "pass",
        Verdict::Fail => "fail",
        Verdict::Untold => "untold",
    }
}

pub(super) fn basis(basis: Basis) -> &'static str {
    match basis {
        Basis::Point => "point",
        Basis::Sum => "sum",
    }
}

/// A number of a history among those of panels: `104 % (98 to 107 %)`.
pub(super) fn compared(line: &Line) -> Option<String> {
    let (observed, [low, high]) = (line.observed?, line.interval?);
    Some(match line.kind {
        Kind::Share => format!("{} ({} to {})", percent(observed, None), bare(low), percent(high, None)),
        Kind::LogGrowth | Kind::Correlation => format!("{} ({} to {})", two(observed), two(low), two(high)),
    })
}

/// A share in per cent, without the sign.
fn bare(share: f64) -> String {
    percent(share, None).trim_end_matches(['%', '\u{202f}', ' ']).to_owned()
}

fn two(x: f64) -> String {
    plain(x, if x.abs() < 0.1 { 3 } else { 2 }, None)
}

/// A finding with its error, shown by `show`; the reason where there is none.
pub(super) fn found(finding: Finding, show: impl Fn(Estimate) -> String) -> String {
    match (finding.value(), finding.why_not()) {
        (Some(value), _) => show(Estimate::symmetric(value, finding.standard_error(), u64::MAX)),
        (None, Some(why)) => format!("unknown: {why}"),
        (None, None) => String::new(),
    }
}

/// The first lines: how much grows by itself, who leaves, and whether the fit can be trusted.
pub(super) fn answers(contents: &CalibrationContents<'_>) -> Vec<String> {
    let calibration = contents.calibration;
    let mut said = Vec::new();
    if let Some(growth) = calibration.lab.as_ref().and_then(|lab| lab.growth.as_ref()) {
        let a_year = growth.a_year;
        let estimate = Estimate::symmetric(a_year.value, a_year.standard_error, u64::MAX);
        let error = a_year.standard_error.map_or_else(String::new, |e| format!(" (± {})", bare(e)));
        said.push(format!(
            "Revenue of the same customers changed by {}{error} a year: that much came whoever was paid what.",
            percent_of(estimate)
        ));
    }
    said.push(churn(contents));
    said.extend(calibration.check.as_ref().map(Check::sentence));
    if let Some(recommendation) = calibration.lab.as_ref().and_then(|lab| lab.recommendation.as_ref()) {
        said.push(sentence_case(&recommendation.sentence));
    }
    said
}

/// How many leave, and how that is known.
fn churn(contents: &CalibrationContents<'_>) -> String {
    let calibration = contents.calibration;
    let Some(churn) = &calibration.churn else {
        let why = calibration.churn_source.as_ref().err().cloned().unwrap_or_default();
        return format!("Churn could not be read: {why}.");
    };
    let how = match &calibration.churn_source {
        Ok(ChurnSource::Silence { counts, .. }) => format!(
            "by the rule that {} silent months mean an account has left; {} of the silences ended with an invoice after all",
            counts.rule.silent_months,
            counts.false_churn(churn.life_table.churned).map_or_else(|| "none".to_owned(), |share| percent(share, None))
        ),
        _ => "from the lifetimes given".to_owned(),
    };
    match &churn.yearly_constant {
        Ok(yearly) => format!("{} of the customers leave in a year ({how}).", percent_of(yearly.probability)),
        Err(why) => format!("How many customers leave cannot be told: {why} ({how})."),
    }
}

/// What a reader must know about the numbers of the segments: fallbacks first.
pub(super) fn warnings(contents: &CalibrationContents<'_>) -> Vec<String> {
    let mut said = Vec::new();
    for (fitted, base) in contents.calibration.segments.iter().zip(contents.bases) {
        for (parameter, why) in defaults(fitted) {
            said.push(format!("{}: {parameter} is not fitted but that of the library's {base}: {why}.", fitted.segment.id));
        }
        for p in &fitted.parameters {
            if let Origin::AllAccounts { why } = &p.origin {
                said.push(format!("{}: {} is that of all accounts: {why}.", fitted.segment.id, p.parameter.id()));
            }
        }
        if fitted.largest_difference > CLEAR {
            said.push(format!(
                "{}: no segment was found that shows all that the history shows; the largest difference left is {} standard errors of the simulation.",
                fitted.segment.id,
                plain(fitted.largest_difference, 0, None)
            ));
        }
    }
    if let (Ok(ChurnSource::Silence { counts, .. }), Some(churn)) = (&contents.calibration.churn_source, &contents.calibration.churn)
        && counts.false_churn(churn.life_table.churned).is_some_and(|share| share > PAUSES)
    {
        said.push(
            "Customers pause and come back. The simulator has no pauses: take the history itself as the market (run --history), which resamples whole \
             accounts, rather than these segments."
                .to_owned(),
        );
    }
    if let Some(churn) = &contents.calibration.churn {
        said.extend(churn.caveats().into_iter().map(|caveat| format!("Churn: {caveat}.")));
    }
    said
}

/// Standard errors of the simulation beyond which a difference is told.
const CLEAR: f64 = 4.0;

/// Share of silences that ended with an invoice from which on customers are said to pause.
const PAUSES: f64 = 0.2;

/// Numbers that stayed defaults, and why.
fn defaults(fitted: &FittedSegment) -> impl Iterator<Item = (&'static str, &str)> {
    fitted.parameters.iter().filter_map(|p| match &p.origin {
        Origin::Default { why } => Some((p.parameter.id(), why.as_str())),
        _ => None,
    })
}

/// What was calibrated: accounts, months.
pub(super) fn basis_of(contents: &CalibrationContents<'_>) -> String {
    match (&contents.calibration.usage, &contents.calibration.churn) {
        (Some(usage), _) => format!("{} accounts, {} months", grouped(usage.accounts), usage.months),
        (None, churn) => format!("{} accounts", grouped(churn.as_ref().map_or(0, |churn| churn.life_table.accounts))),
    }
}
