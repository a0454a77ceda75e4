//! The looks as text for the terminal: the verdict first.

use super::super::words::{interval, plan_name, uplift};
use super::{MonitorContents, words};
use crate::compare::shown_name;
use crate::report::number::grouped;
use crate::report::terminal::columns::{Table, fit, joined, wrapped};

/// Columns of a terminal that everybody has.
const WIDTH: usize = 80;
/// Most looks shown; all are in `looks.csv`.
const MOST: usize = 16;

/// The text; `page` is where the page is.
#[must_use]
pub fn render(contents: &MonitorContents<'_>, page: &str) -> String {
    let (stream, monitored) = (contents.stream, contents.monitored);
    let mut lines = wrapped("", "", &words::verdict(contents), WIDTH);
    lines.extend(words::numbers(contents).into_iter().flat_map(|text| wrapped("", "", &text, WIDTH)));
    let arms = [false, true].map(|arm| stream.treated.iter().filter(|treated| **treated == arm).count());
    lines.push(format!(
        "{} · {} CSMs ({} on {}, {} on {}) · plan assigned per CSM",
        fit(&shown_name(contents.name), 30),
        stream.csms.len(),
        arms[0],
        fit(&plan_name(&stream.arms[0]), 12),
        arms[1],
        fit(&plan_name(&stream.arms[1]), 12)
    ));
    lines.push(String::new());
    let skipped = monitored.seen.len().saturating_sub(MOST);
    let shown = &monitored.seen[skipped..];
    let mut table = Table::new("look");
    table.column("accounts", shown.iter().map(|s| grouped((s.accounts[0] + s.accounts[1]) as u64)).collect());
    table.column("uplift", shown.iter().map(|s| s.effect.map_or_else(String::new, |e| uplift(e.estimate))).collect());
    table.column("z-equiv", shown.iter().map(|s| words::cell(s.judged.z, 3)).collect());
    table.column("boundary", shown.iter().map(|s| words::cell(s.judged.boundary, 3)).collect());
    table.column("always valid", shown.iter().map(|s| s.always_valid.map_or_else(String::new, interval)).collect());
    table.column("decision", (skipped..monitored.seen.len()).map(|k| words::decision(contents, k)).collect());
    lines.extend(table.lines(shown.iter().map(|s| fit(&shown_name(&s.look), 10)).collect()));
    lines.push(String::new());
    lines.extend(wrapped("RULE      ", "          ", &words::rule(contents), WIDTH));
    for warning in words::warnings(contents) {
        lines.extend(wrapped("NOTE      ", "          ", &warning, WIDTH));
    }
    lines.extend(words::other_tools(contents).into_iter().flat_map(|text| wrapped("ELSEWHERE ", "          ", &text, WIDTH)));
    lines.extend(wrapped("NOT SAID  ", "          ", words::NOT_SAID, WIDTH));
    lines.push(format!("OPEN      {page}"));
    lines.push(format!("REPEAT    {}", contents.repeat));
    joined(&lines)
}
