//! The tables of an analysis.

use std::io::{self, Write};

use super::{AnalysisContents, pictures, words};
use crate::experiment::analyse::Standing;

/// A number as programs read it; empty where it is undefined.
fn number(value: Option<f64>) -> String {
    value.filter(|v| v.is_finite()).map(|v| v.to_string()).unwrap_or_default()
}

fn writer<W: Write>(out: W, titles: &[&str]) -> io::Result<::csv::Writer<W>> {
    let mut table = ::csv::Writer::from_writer(out);
    table.write_record(titles)?;
    Ok(table)
}

/// Every answer of every comparison.
pub(super) fn write_estimates(out: &mut dyn Write, contents: &AnalysisContents<'_>) -> io::Result<()> {
    let titles =
        ["control", "plan", "method", "name", "standing", "reason", "estimand", "estimate", "standard_error", "df", "p", "low", "high"];
    let mut table = writer(out, &titles)?;
    for c in &contents.analysis.comparisons {
        for line in &c.lines {
            let standing = match line.standing {
                Standing::Headline => "headline",
                Standing::Beside => "beside",
                Standing::Invalid(_) => "invalid",
            };
            table.write_record([
                c.arms[0].as_str(),
                &c.arms[1],
                line.key,
                &line.name,
                standing,
                words::reason(line),
                &words::estimand(line.estimand, contents.data.level),
                &number(Some(line.estimate)),
                &number(line.standard_error),
                &number(line.degrees_of_freedom),
                &number(line.p),
                &number(line.interval.map(|ends| ends.0)),
                &number(line.interval.map(|ends| ends.1)),
            ])?;
        }
    }
    table.flush()
}

/// Likeness of the arms before the start.
pub(super) fn write_balance(out: &mut dyn Write, contents: &AnalysisContents<'_>) -> io::Result<()> {
    let mut table = writer(out, &["control", "plan", "what", "mean_control", "mean_plan", "standardised_difference"])?;
    for c in &contents.analysis.comparisons {
        for row in &c.balance {
            let [control, treated, apart] = [Some(row.control), Some(row.treated), row.standardised].map(number);
            table.write_record([c.arms[0].as_str(), &c.arms[1], &row.name, &control, &treated, &apart])?;
        }
    }
    table.flush()
}

/// What must not get worse.
pub(super) fn write_guardrails(out: &mut dyn Write, contents: &AnalysisContents<'_>) -> io::Result<()> {
    let mut table = writer(out, &["control", "plan", "column", "margin", "estimate", "standard_error", "df", "p_one_sided", "finding"])?;
    for c in &contents.analysis.comparisons {
        for g in &c.guarded {
            let effect = g.effect;
            let numbers =
                [effect.map(|e| e.estimate), effect.map(|e| e.standard_error), effect.map(|e| e.degrees_of_freedom), g.p].map(number);
            let [estimate, error, df, p] = &numbers;
            let margin = number(Some(g.guardrail.margin));
            table.write_record([
                c.arms[0].as_str(),
                &c.arms[1],
                &g.guardrail.column,
                &margin,
                estimate,
                error,
                df,
                p,
                &words::guarded(g, &c.arms[1]),
            ])?;
        }
    }
    table.flush()
}

/// Differences between the arms, period by period.
pub(super) fn write_event_study(out: &mut dyn Write, contents: &AnalysisContents<'_>) -> io::Result<()> {
    let mut table = writer(out, &["control", "plan", "period", "estimate", "standard_error_cr2", "df", "p", "standard_error_cr1s"])?;
    let names = contents.data.periods.as_ref().map(|p| p.names.as_slice()).unwrap_or_default();
    for c in &contents.analysis.comparisons {
        let Some(study) = pictures::study(c) else { continue };
        for ((period, effect), stata) in study.periods.iter().zip(&study.errors_cr1s) {
            let name = names.get(*period).map(String::as_str).unwrap_or_default();
            let [estimate, error, df, p, stata] =
                [Some(effect.estimate), Some(effect.standard_error), Some(effect.degrees_of_freedom), effect.p(), Some(*stata)].map(number);
            table.write_record([c.arms[0].as_str(), &c.arms[1], name, &estimate, &error, &df, &p, &stata])?;
        }
    }
    table.flush()
}
