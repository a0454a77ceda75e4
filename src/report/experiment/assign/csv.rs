//! The table of balance.

use std::io::{self, Write};

use super::AssignContents;

/// A row for each covariate and plan.
pub(super) fn write_balance(out: &mut dyn Write, contents: &AssignContents<'_>) -> io::Result<()> {
    let titles = [
        "covariate",
        "control",
        "plan",
        "mean_control",
        "mean_plan",
        "standardised_difference",
        "luck_5",
        "luck_50",
        "luck_95",
        "share_of_luck_as_far",
    ];
    let number = |value: Option<f64>| value.filter(|v| v.is_finite()).map(|v| v.to_string()).unwrap_or_default();
    let mut table = ::csv::Writer::from_writer(out);
    table.write_record(titles)?;
    for row in contents.balance {
        for (at, contrast) in row.contrasts.iter().enumerate() {
            let luck = |i: usize| number(contrast.by_luck.map(|luck| luck[i]));
            table.write_record([
                row.name.as_str(),
                &contents.assignment.arms[0],
                &contents.assignment.arms[at + 1],
                &number(Some(row.means[0])),
                &number(Some(row.means[at + 1])),
                &number(contrast.standardised),
                &luck(0),
                &luck(1),
                &luck(2),
                &number(contrast.luck_as_far),
            ])?;
        }
    }
    table.flush()
}
