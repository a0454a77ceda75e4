//! One screen of a simulated power.

use super::{MarketPowerContents, words};
use crate::compare::shown_name;
use crate::report::experiment::power::text_curve;
use crate::report::number::{grouped, percent_of};
use crate::report::terminal::columns::{Table, joined, wrapped};

const WIDTH: usize = 80;

/// The text of the terminal; `page` is where the page is.
#[must_use]
pub fn render(contents: &MarketPowerContents<'_>, page: &str) -> String {
    let mut lines = wrapped("", "", &words::verdict(contents), WIDTH);
    lines.push(String::new());
    lines.push(format!("today {} · new {}", shown_name(contents.title(0)), shown_name(contents.title(1))));
    lines.extend(wrapped("", "  ", &words::basis(contents), WIDTH));
    lines.extend(wrapped("  ", "  ", &words::reach(contents), WIDTH));
    lines.extend(words::best(contents).map(|text| wrapped("  ", "  ", &text, WIDTH)).unwrap_or_default());
    lines.push(String::new());
    let levers = &contents.study.levers;
    let mut table = Table::new("what is changed");
    table.column("CSMs", levers.iter().map(|lever| grouped(lever.csms as u64)).collect());
    table.column("sees this plan", levers.iter().map(|lever| percent_of(lever.power)).collect());
    table.column("smallest uplift", levers.iter().map(|lever| lever.smallest.map(words::points).unwrap_or_default()).collect());
    lines.extend(table.lines(levers.iter().map(|lever| lever.what.clone()).collect()));
    lines.push(String::new());
    let curve = contents.curve(contents.wish.csms);
    let caption = format!("{} CSMs, points of {}", grouped(contents.wish.csms as u64), words::outcome(contents));
    lines.extend(text_curve(&curve, contents.wish.power, |effect| format!("{effect:.1}"), &caption).lines().map(String::from));
    lines.push(String::new());
    lines.extend(wrapped("NOT SAID  ", "          ", words::NOT_SAID, WIDTH));
    lines.push(format!("OPEN      {page}"));
    lines.push(format!("REPEAT    {}", contents.repeat));
    joined(&lines)
}
