//! A decision as text for the terminal: the one sentence first.

use super::{DecisionContents, words};
use crate::report::terminal::columns::{joined, wrapped};

/// Columns of a terminal that everybody has.
const WIDTH: usize = 80;

/// The text; `page` is where the page is.
#[must_use]
pub fn render(contents: &DecisionContents<'_>, page: &str) -> String {
    let mut lines = wrapped("", "", &words::verdict(contents), WIDTH);
    lines.push(String::new());
    let parts = [
        ("MONEY     ", Some(words::net(contents))),
        ("BELIEF    ", Some(words::belief(contents))),
        ("          ", Some(words::prior(contents))),
        ("LOSS      ", Some(words::losses(contents))),
        ("PRICE     ", Some(words::price(contents))),
        ("TEST ON   ", words::information(contents)),
        ("          ", words::test_and_roll(contents)),
        ("THIRD     ", words::third(contents)),
    ];
    for (title, text) in parts {
        lines.extend(text.into_iter().flat_map(|text| wrapped(title, "          ", &text, WIDTH)));
    }
    for warning in words::third_warnings(contents) {
        lines.extend(wrapped("        ! ", "          ", &warning, WIDTH));
    }
    for note in words::assumptions(contents) {
        lines.extend(wrapped("TAKEN     ", "          ", &note, WIDTH));
    }
    lines.extend(wrapped("FROM      ", "          ", contents.basis, WIDTH));
    lines.extend(wrapped("NOT SAID  ", "          ", words::NOT_SAID, WIDTH));
    lines.push(format!("OPEN      {page}"));
    lines.push(format!("REPEAT    {}", contents.repeat));
    joined(&lines)
}
