//! Tables of a design's power.

use std::io::{self, Write};

use super::PowerContents;
use super::words;
use crate::experiment::power::Point;
use crate::report::csv::{Table, number, text};

/// `power.csv`: the points of all curves.
pub(super) fn write_points(out: &mut dyn Write, points: impl Iterator<Item = Point>) -> io::Result<()> {
    let mut table = Table::new(out, &["csms_control", "csms_treated", "uplift", "power", "standard_error"])?;
    for point in points {
        let cells = [point.csms[0], point.csms[1], point.effect, point.power].map(|value| number(Some(value)));
        table.row(&[&cells[..], &[number(point.standard_error)]].concat())?;
    }
    table.finish()
}

/// `levers.csv`: what each change of the design brings.
pub(super) fn write_levers(out: &mut dyn Write, contents: &PowerContents<'_>) -> io::Result<()> {
    let mut table =
        Table::new(out, &["change", "power", "power_gained", "csms_control_for_wanted_power", "csms_treated_for_wanted_power"])?;
    for lever in &contents.study.levers {
        table.row(&[
            text(&words::change(lever.change, contents)),
            number(Some(lever.power)),
            number(Some(lever.power - contents.study.power)),
            number(lever.csms.map(|csms| csms[0])),
            number(lever.csms.map(|csms| csms[1])),
        ])?;
    }
    table.finish()
}
