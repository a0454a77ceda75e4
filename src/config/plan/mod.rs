//! Plan files: TOML text → [`Plan`].
//!
//! A plan is a table of small clauses, each with one meaning; `configs/README.md` lists them. [`read_plan`] reads one, from a file
//! of its own or from an inline `[[plan]]` table, and tells every problem at once. Worked examples beside the clauses are
//! [`Example`]s, read on demand; the embedded files are the [`library`]. What a plan pays is the business of [`plan`](crate::plan).

mod clause;
mod commission;
mod component;
mod curve;
mod example;
mod example_pay;
mod fit;
pub mod library;
mod metric;
mod ownership;
mod point;
mod score;

pub use example::{Example, ExampleCredit, Expected, read_examples};
pub use example_pay::check_examples;

use std::collections::BTreeSet;

use super::{Bounds, Document, Notes, Source, Table};
use crate::plan::{Partner, Plan};
use component::Draft;
use metric::Metrics;

/// Longest title: what tables and pictures have room for, in characters.
pub const TITLE_MAX: usize = 22;

/// Months between payouts, by name.
const CADENCES: [(&str, u16); 4] = [("monthly", 1), ("quarterly", 3), ("half-yearly", 6), ("yearly", 12)];

/// Reads a plan. Problems go to the table's notes; `None` if there was one.
#[must_use]
pub fn read_plan(table: &Table<'_>) -> Option<Plan> {
    let before = table.notes().count();
    let plan = read(table);
    table.finish();
    plan.filter(|_| table.notes().count() == before)
}

/// Reads a text that is one plan file.
#[must_use]
pub fn read_plan_file(source: &std::sync::Arc<Source>, notes: &Notes) -> Option<Plan> {
    let before = notes.count();
    let document = Document::parse(source, notes);
    let plan = read_plan(&document.root(notes));
    plan.filter(|_| notes.count() == before)
}

fn read(table: &Table<'_>) -> Option<Plan> {
    let id = read_id(table);
    let title = read_title(table, id.as_deref());
    let about = table.string("about").optional().unwrap_or_default();
    let sources = table.strings("sources").optional().unwrap_or_default();
    let assumed = table.strings("assumed").optional().unwrap_or_default();
    let cadence = table.one_of("pays", &CADENCES).required();
    let variable_share = table.f64("variable_share", Bounds::SHARE).optional();
    let floor = table.f64("floor", Bounds::SHARE).or(0.0);
    let prorate = table.boolean("prorate").or(true);
    let guarantee = table.table("guarantee").optional().and_then(|t| clause::guarantee(&t));
    let draw = table.table("draw").optional().and_then(|t| clause::draw(&t));
    let caps = clause::caps(table);
    // Examples are no part of what is paid: known here, read by `read_examples`.
    let _ = table.entry("example");

    let mut metrics = Metrics::new(cadence.unwrap_or(3));
    let tables = table.tables("component");
    if tables.is_empty() {
        let there = table.has("component");
        table.problem(
            "component",
            if there { "a plan needs at least one component" } else { "missing `[[component]]`: nothing is paid for" },
        );
    }
    let drafts: Vec<Option<Draft>> = tables.iter().map(|t| component::read(t, &mut metrics)).collect();
    check_names(&tables, &drafts);
    check_weights(&tables, &drafts);
    let ownership = ownership::read(table);
    if let Some(stated) = &ownership {
        let read = tables.iter().zip(&drafts).filter_map(|(table, draft)| Some((table, draft.as_ref()?)));
        read.for_each(|(table, draft)| stated.check_component(table, draft, &metrics));
    }
    let training = clause::training(table);
    let names: Vec<Option<String>> = tables.iter().map(|t| t.string("name").optional()).collect();
    let partners: Vec<Option<Partner>> = table
        .tables("partner")
        .iter()
        .map(|t| {
            let partner = clause::partner(t, &names, &drafts)?;
            if let (Some(stated), Some(draft)) = (&ownership, &drafts[partner.component]) {
                stated.check_partner(t, &partner.role, &draft.component, &metrics);
            }
            Some(partner)
        })
        .collect();

    Some(Plan {
        id: id?,
        title: title?,
        about,
        sources,
        assumed,
        variable_share,
        cadence: cadence?,
        metrics: metrics.into_vec(),
        components: drafts.into_iter().map(|d| d.map(|d| d.component)).collect::<Option<_>>()?,
        caps: caps?,
        floor,
        guarantee,
        draw,
        prorate,
        partners: partners.into_iter().collect::<Option<_>>()?,
        ownership: ownership?.ownership,
        training: training?,
    })
}

fn read_id(table: &Table<'_>) -> Option<String> {
    let id = table.string("id").required()?;
    let word = |w: &str| !w.is_empty() && w.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit());
    if id.split('-').all(word) {
        return Some(id);
    }
    let problem = table.problem_at("id", "not an identifier").allowed("lower-case words and digits joined by hyphens, as in `nrr-team`");
    table.notes().problem(problem);
    None
}

fn read_title(table: &Table<'_>, id: Option<&str>) -> Option<String> {
    let title = match table.string("title").optional() {
        Some(title) => title,
        None => return id.map(|id| id.replace('-', " ")),
    };
    let length = title.chars().count();
    if length == 0 || length > TITLE_MAX {
        let problem = table.problem_at("title", format!("{length} characters do not fit into tables and pictures"));
        table.notes().problem(problem.allowed(format!("1 to {TITLE_MAX} characters")));
        return None;
    }
    Some(title)
}

/// Statements and partners name components: names have to differ.
fn check_names(tables: &[Table<'_>], drafts: &[Option<Draft>]) {
    let mut seen = BTreeSet::new();
    for (table, draft) in tables.iter().zip(drafts) {
        let Some(draft) = draft else { continue };
        if !seen.insert(draft.component.name.as_str()) {
            table.problem("name", format!("another component is already called `{}`", draft.component.name));
        }
    }
}

/// The weights in force at the same time sum to one, in every stretch of months between two changes.
fn check_weights(tables: &[Table<'_>], drafts: &[Option<Draft>]) {
    let Some(components) = drafts.iter().map(|d| d.as_ref().map(|d| &d.component)).collect::<Option<Vec<_>>>() else { return };
    let Some(last) = components.iter().rposition(|c| c.weight > 0.0) else { return };
    let starts: BTreeSet<u16> =
        std::iter::once(0).chain(components.iter().flat_map(|c| std::iter::once(c.from_month).chain(c.until_month))).collect();
    let starts: Vec<u16> = starts.into_iter().collect();
    for (i, &start) in starts.iter().enumerate() {
        let in_force = |c: &&&crate::plan::Component| c.from_month <= start && c.until_month.is_none_or(|until| start < until);
        let sum: f64 = components.iter().filter(in_force).map(|c| c.weight).sum();
        if (sum - 1.0).abs() > 1e-6 {
            let when = match (starts.len(), starts.get(i + 1)) {
                (1, _) => String::new(),
                (_, Some(end)) => format!(" in months {} to {end}", start + 1),
                (_, None) => format!(" from month {} on", start + 1),
            };
            let sum = (sum * 1e6).round() / 1e6;
            let problem = tables[last].problem_at("weight", format!("the weights in force{when} sum to {sum}"));
            tables[last].notes().problem(problem.allowed("a sum of 1; what comes beside the target bonus says `on_top = true` instead"));
        }
    }
}

#[cfg(test)]
mod tests;
