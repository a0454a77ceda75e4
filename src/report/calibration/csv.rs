//! The tables of a calibration. Written as all tables are: numbers so that reading them back gives the same bits, undefined is empty.

use std::io::{self, Write};

use crate::calibrate::lab::{BaselineLab, Figure};
use crate::calibrate::predictive::Check;
use crate::calibrate::{Calibration, Origin};
use crate::report::csv::{Table, number, text};

/// `parameters.csv`: every fitted number of every segment.
pub(super) fn write_parameters(out: &mut dyn Write, calibration: &Calibration) -> io::Result<()> {
    let mut table = Table::new(out, &["segment", "parameter", "value", "standard_error", "from", "why"])?;
    for fitted in &calibration.segments {
        for p in &fitted.parameters {
            let (from, why) = match &p.origin {
                Origin::Fitted => ("fitted", ""),
                Origin::AllAccounts { why } => ("all-accounts", why.as_str()),
                Origin::Default { why } => ("default", why.as_str()),
            };
            table.row(&[
                text(&fitted.segment.id),
                p.parameter.id().into(),
                number(Some(p.value)),
                number(p.standard_error),
                from.into(),
                text(why),
            ])?;
        }
    }
    table.finish()
}

/// `check.csv`: the history among simulated panels.
pub(super) fn write_check(out: &mut dyn Write, check: &Check) -> io::Result<()> {
    let mut table = Table::new(out, &["number", "history", "median", "low", "high", "p", "verdict"])?;
    for line in &check.lines {
        let end = |k: usize| number(line.interval.map(|ends| ends[k]));
        let verdict = super::words::verdict(line.verdict).to_owned();
        table.row(&[text(&line.name), number(line.observed), number(line.median), end(0), end(1), number(line.p), verdict])?;
    }
    table.finish()
}

/// `survival.csv`: Kaplan–Meier by tenure month, and the laws beside it.
pub(super) fn write_survival(out: &mut dyn Write, calibration: &Calibration) -> io::Result<()> {
    let laws: Vec<_> = calibration.churn.iter().flat_map(|c| &c.laws).filter_map(|l| Some((l.family, l.fit.as_ref().ok()?))).collect();
    let mut header = vec!["month", "at_risk", "churned", "survival", "standard_error", "low", "high"];
    let names: Vec<String> = laws.iter().map(|(family, _)| family.name().to_owned()).collect();
    header.extend(names.iter().map(String::as_str));
    let mut table = Table::new(out, &header)?;
    for point in calibration.churn.iter().flat_map(|c| &c.survival.points) {
        let s = point.survival;
        let mut row = vec![
            point.month.to_string(),
            point.at_risk.to_string(),
            point.churned.to_string(),
            number(Some(s.value)),
            number(s.standard_error),
            number(s.low),
            number(s.high),
        ];
        row.extend(laws.iter().map(|(_, fit)| number(Some(fit.survival(f64::from(point.month))))));
        table.row(&row)?;
    }
    table.finish()
}

/// `baselines.csv`: every rule of the lab.
pub(super) fn write_baselines(out: &mut dyn Write, lab: &BaselineLab) -> io::Result<()> {
    let header = [
        "rule",
        "basis",
        "quarters",
        "bias",
        "bias_error",
        "sd_of_books",
        "sd_of_quarters",
        "mispaid",
        "mispaid_error",
        "paid_share",
        "mispaid_for_each_dollar",
        "shift",
        "hold_back",
        "why_not",
    ];
    let mut table = Table::new(out, &header)?;
    for row in &lab.rows {
        let j = row.judgement.as_ref();
        let value = |f: Option<Figure>| number(f.map(|f| f.value));
        let error = |f: Option<Figure>| number(f.and_then(|f| f.standard_error));
        table.row(&[
            text(&row.name),
            super::words::basis(row.basis).into(),
            row.quarters.to_string(),
            value(j.map(|j| j.bias)),
            error(j.map(|j| j.bias)),
            value(j.map(|j| j.sd_of_books)),
            value(j.and_then(|j| j.sd_of_quarters)),
            value(j.map(|j| j.mispaid)),
            error(j.map(|j| j.mispaid)),
            value(j.map(|j| j.paid)),
            value(j.and_then(|j| j.mispaid_for_each_dollar)),
            value(j.and_then(|j| j.shift)),
            value(j.and_then(|j| j.hold_back)),
            text(row.why_not.as_deref().unwrap_or("")),
        ])?;
    }
    table.finish()
}
