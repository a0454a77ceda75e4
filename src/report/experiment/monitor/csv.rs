//! `looks.csv`: a row for every look that was had.

use std::io::{self, Write};

use super::{MonitorContents, words};
use crate::report::csv::{Table, number, text};

/// Every number of every look.
pub(super) fn write_looks(out: &mut dyn Write, contents: &MonitorContents<'_>) -> io::Result<()> {
    let header = [
        "look",
        "accounts_control",
        "accounts_treated",
        "csms_control",
        "csms_treated",
        "uplift",
        "standard_error",
        "degrees_of_freedom",
        "information",
        "fraction",
        "z_equivalent",
        "boundary",
        "alpha_spent",
        "conditional_power",
        "always_valid_low",
        "always_valid_high",
        "e_value",
        "always_valid_p",
        "web_tool_low_not_valid",
        "web_tool_high_not_valid",
        "decision",
    ];
    let mut table = Table::new(out, &header)?;
    for (k, seen) in contents.monitored.seen.iter().enumerate() {
        let fraction = Some(seen.judged.fraction).filter(|f| f.is_finite());
        let mut cells = vec![text(&seen.look)];
        cells.extend(seen.accounts.iter().chain(&seen.csms).map(ToString::to_string));
        cells.extend(
            [
                seen.effect.map(|e| e.estimate),
                seen.effect.map(|e| e.standard_error),
                seen.effect.map(|e| e.degrees_of_freedom),
                seen.information,
                fraction,
                seen.judged.z,
                seen.judged.boundary,
                Some(seen.judged.spent),
                seen.judged.conditional_power,
                seen.always_valid.map(|ends| ends.0),
                seen.always_valid.map(|ends| ends.1),
                seen.e_value,
                seen.always_valid_p,
                seen.web_tool.map(|ends| ends.0),
                seen.web_tool.map(|ends| ends.1),
            ]
            .map(number),
        );
        cells.push(text(&words::decision(contents, k)));
        table.row(&cells)?;
    }
    table.finish()
}
