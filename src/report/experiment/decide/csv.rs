//! The tables of a decision: `acceptability.csv` has a row for every price, `trials.csv` for every size of a further trial.

use std::io::{self, Write};

use crate::experiment::decide::Answer;
use crate::report::csv::{Table, number};

/// Net benefit of one CSM by the price of one unit (100 points) of outcome.
pub(super) fn write_curve(out: &mut dyn Write, answer: &Answer) -> io::Result<()> {
    let mut table = Table::new(out, &["price", "net_benefit", "standard_error", "acceptability", "acceptability_normal"])?;
    for at in &answer.curve {
        let normal = answer.pay_and_outcome.acceptability_normal(at.price);
        let cells = [at.price, at.estimate, at.standard_error, at.acceptability, normal];
        table.row(&cells.map(|x| number(Some(x).filter(|x| x.is_finite()))))?;
    }
    table.finish()
}

/// Worth and cost of a further trial by CSMs on each plan.
pub(super) fn write_trials(out: &mut dyn Write, answer: &Answer) -> io::Result<()> {
    let mut table = Table::new(out, &["csms_each", "standard_error", "value", "cost", "net"])?;
    for size in &answer.sizes {
        let mut cells = vec![size.csms.to_string()];
        cells.extend([size.standard_error, size.value, size.cost, size.net()].map(|x| number(Some(x))));
        table.row(&cells)?;
    }
    table.finish()
}
