//! The tables of a rehearsal: `rules.csv` has a row for every rule, `guardrails.csv` for every guardrail. Amounts are in currency units.

use std::io::{self, Write};

use super::RehearsalContents;
use crate::report::csv::{Table, error, number, value};

/// `rules.csv`.
pub(super) fn write_rules(out: &mut dyn Write, contents: &RehearsalContents<'_>) -> io::Result<()> {
    let names = ["ships", "differs", "stopped_by_guardrail", "right", "quarters", "extra_pay", "value", "regret"];
    let header: Vec<String> = std::iter::once("rule".to_owned())
        .chain(names.iter().flat_map(|name| [(*name).to_owned(), format!("{name}_standard_error")]))
        .collect();
    let mut table = Table::new(out, &header.iter().map(String::as_str).collect::<Vec<_>>())?;
    for record in &contents.rehearsal.rules {
        let numbers = [
            Some(record.ships),
            Some(record.differs),
            Some(record.stopped_by_guardrail),
            record.right,
            Some(record.quarters),
            Some(record.extra_pay),
            Some(record.value),
            Some(record.regret),
        ];
        let cells = numbers.into_iter().flat_map(|estimate| [value(estimate), error(estimate)]);
        table.row(&std::iter::once(record.rule.id().to_owned()).chain(cells).collect::<Vec<_>>())?;
    }
    table.finish()
}

/// `guardrails.csv`.
pub(super) fn write_guardrails(out: &mut dyn Write, contents: &RehearsalContents<'_>) -> io::Result<()> {
    let header = [
        "measure",
        "margin",
        "true_change",
        "true_change_standard_error",
        "standard_error_of_one_experiment",
        "safe",
        "safe_standard_error",
        "harm",
        "harm_standard_error",
    ];
    let mut table = Table::new(out, &header)?;
    for record in &contents.rehearsal.guardrails {
        table.row(&[
            record.measure.to_owned(),
            number(Some(-record.margin)),
            value(Some(record.truth)),
            error(Some(record.truth)),
            number(record.standard_error),
            value(Some(record.safe)),
            error(Some(record.safe)),
            value(Some(record.harm)),
            error(Some(record.harm)),
        ])?;
    }
    table.finish()
}
