//! How to read a company's files, said once in a small TOML instead of with every command.
//!
//! ```toml
//! dates = "DMY"
//! duplicates = "sum"
//!
//! [columns]
//! account = "Customer ID"
//! revenue = "MRR"
//!
//! [columns.lifetimes]
//! account = "Client"
//! ```

use std::str::FromStr;
use std::sync::Arc;

use super::settings::{Decision, IntakeSettings};
use crate::config::{Document, Notes, Source, Table};

/// Reads such a file; what it does not say stays undeclared. What is wrong with it goes to the notes.
#[must_use]
pub fn read_mapping(source: &Arc<Source>, notes: &Notes) -> IntakeSettings {
    let document = Document::parse(source, notes);
    let table = document.root(notes);
    let mut settings = IntakeSettings::default();
    if let Some(columns) = table.table("columns").optional() {
        read_columns(&columns, "", &mut settings);
    }
    settings.dates = decision(&table, "dates");
    settings.decimals = decision(&table, "decimals");
    settings.duplicates = decision(&table, "duplicates").unwrap_or_default();
    settings.negatives = decision(&table, "negatives").unwrap_or_default();
    settings.outliers = decision(&table, "outliers").unwrap_or_default();
    settings.bad_rows = decision(&table, "bad_rows").unwrap_or_default();
    settings.currency = table.string("currency").optional();
    settings.from = parsed(&table, "from");
    settings.to = parsed(&table, "to");
    settings.as_of = parsed(&table, "as_of");
    settings.observed_from = parsed(&table, "observed_from");
    settings.covariates = table.strings("covariates").optional();
    table.finish();
    settings
}

fn decision<D: Decision>(table: &Table<'_>, key: &str) -> Option<D> {
    table.one_of(key, D::NAMES).optional()
}

fn parsed<T: FromStr<Err: std::fmt::Display>>(table: &Table<'_>, key: &str) -> Option<T> {
    let text = table.string(key).optional()?;
    text.parse().map_err(|error: T::Err| table.problem(key, error.to_string())).ok()
}

fn read_columns(columns: &Table<'_>, before: &str, settings: &mut IntakeSettings) {
    for (key, entry) in columns.entries() {
        if before.is_empty() && ["usage", "lifetimes"].contains(&key) {
            if let Some(inner) = entry.table() {
                read_columns(&inner, &format!("{key}."), settings);
            }
        } else if let Some(title) = entry.string()
            && let Err(names) = settings.columns.map(&format!("{before}{key}"), &title)
        {
            let problem = columns.problem_at(key, "there is no such column").allowed(names);
            columns.notes().problem(problem.nearest(key, super::Role::ALL.map(super::Role::name)));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::{BadRows, Duplicates};
    use super::*;
    use crate::config::DateOrder;

    fn read(text: &str) -> Result<IntakeSettings, String> {
        let notes = Notes::new();
        let settings = read_mapping(&Source::new("map.toml", text), &notes);
        notes.finish().map(|_| settings).map_err(|problems| problems.to_string())
    }

    #[test]
    fn a_mapping_says_how_to_read() {
        let settings = read(
            "dates = \"DMY\"\nduplicates = \"sum\"\nbad_rows = \"skip\"\nfrom = \"2023-01\"\nas_of = \"2024-06-30\"\ncovariates = [\"plan\"]\n\
             [columns]\naccount = \"Customer ID\"\nrevenue = \"MRR\"\n[columns.lifetimes]\naccount = \"Client\"\n",
        )
        .unwrap();
        assert_eq!((settings.dates, settings.duplicates, settings.bad_rows), (Some(DateOrder::DayFirst), Duplicates::Sum, BadRows::Skip));
        assert_eq!(settings.from.map(|m| m.to_string()).as_deref(), Some("2023-01"));
        assert_eq!(settings.as_of.map(|d| d.to_string()).as_deref(), Some("2024-06-30"));
        let mut expected = super::super::IntakeColumns::default();
        for (name, title) in [("account", "Customer ID"), ("revenue", "MRR"), ("lifetimes.account", "Client")] {
            expected.map(name, title).unwrap();
        }
        assert_eq!(settings.columns, expected);
    }

    #[test]
    fn what_is_wrong_with_a_mapping_is_told_at_once() {
        let told = read("dates = \"US\"\nduplicate = \"sum\"\nfrom = \"2023\"\n[columns]\nacount = \"x\"\n").unwrap_err();
        for part in ["DMY", "did you mean `duplicates`?", "expected a month such as 2024-03", "did you mean `account`?"] {
            assert!(told.contains(part), "{part}: {told}");
        }
    }
}
