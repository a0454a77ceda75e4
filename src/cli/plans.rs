//! `paylift plans`: the library, and one plan in plain words.

use std::fmt::Write as _;

use crate::config;
use crate::plan::{Plan, describe, pay_table};

use super::args::PlansCommand;
use super::exit::Exit;
use super::input::Wrong;

/// Lists the library or shows one plan.
pub(super) fn plans(command: Option<&PlansCommand>) -> anyhow::Result<Exit> {
    match command {
        None => super::print(list()?.as_bytes()),
        Some(PlansCommand::Show { plan, csv }) => {
            let plan = config::open_plan(plan).map_err(|p| Wrong::problems(&p))?;
            super::print(if *csv { table_csv(&plan)? } else { show(&plan).into_bytes() }.as_slice())
        }
    }
}

fn list() -> anyhow::Result<String> {
    let plans = config::library_plans().map_err(|p| Wrong::problems(&p))?;
    let width = plans.iter().map(|p| p.id.len()).max().unwrap_or(0);
    let mut text = String::new();
    for plan in &plans {
        writeln!(text, "{:width$}  {}", plan.id, first_sentence(&plan.about))?;
    }
    writeln!(text, "\n{} plans. `paylift plans show ID` tells all about one.", plans.len())?;
    Ok(text)
}

fn first_sentence(text: &str) -> &str {
    text.split_inclusive(". ").next().unwrap_or("").trim()
}

fn show(plan: &Plan) -> String {
    let mut text = format!("{} ({})\n{}\n\n", plan.title, plan.id, plan.about);
    for line in describe(plan) {
        text.push_str(&line);
        text.push('\n');
    }
    text.push_str("\nPays\n");
    for row in pay_table(plan) {
        text.push_str(&format!("  {row}\n"));
    }
    for (title, items) in [("Sources", &plan.sources), ("Assumed (no source gives it)", &plan.assumed)] {
        if !items.is_empty() {
            text.push_str(&format!("\n{title}\n"));
            for item in items {
                text.push_str(&format!("  - {item}\n"));
            }
        }
    }
    text
}

fn table_csv(plan: &Plan) -> anyhow::Result<Vec<u8>> {
    let mut out = csv::Writer::from_writer(Vec::new());
    for row in pay_table(plan) {
        out.serialize(row)?;
    }
    Ok(out.into_inner()?)
}
