//! `paylift plans`: the library, and one plan in plain words.

use std::fmt::Write as _;

use crate::config;
use crate::plan::{PayTable, Plan, describe, pay_table};

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
    text.push_str(&table_text(&pay_table(plan)));
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

/// Pay by attainment, in per cent of target; a column for each component that pays by a curve.
fn table_text(table: &PayTable) -> String {
    let curved: Vec<usize> = curved(table);
    let mut text = String::new();
    if !curved.is_empty() {
        text.push_str("\nPay by attainment, per cent of target\n  attainment");
        let width = |i: usize| table.components[i].chars().count().max(6);
        for &i in &curved {
            text.push_str(&format!("  {:>w$}", table.components[i], w = width(i)));
        }
        let whole = table.rows.iter().any(|r| r.plan.is_some()) && table.components.len() > 1;
        text.push_str(if whole { "  whole plan\n" } else { "\n" });
        for row in &table.rows {
            text.push_str(&format!("  {:>8.0} %", 100.0 * row.attainment));
            for &i in &curved {
                text.push_str(&format!("  {:>w$}", percent(row.shares[i]), w = width(i)));
            }
            if whole {
                text.push_str(&format!("  {:>10}", percent(row.plan)));
            }
            text.push('\n');
        }
    }
    for note in &table.notes {
        text.push_str(&format!("\n{note}\n"));
    }
    text
}

fn curved(table: &PayTable) -> Vec<usize> {
    (0..table.components.len()).filter(|&i| table.rows.iter().any(|r| r.shares[i].is_some())).collect()
}

fn percent(share: Option<f64>) -> String {
    share.map_or_else(String::new, |s| format!("{:.1}", 100.0 * s))
}

/// `attainment`, a column per component with a curve, and the whole plan; shares of target.
fn table_csv(plan: &Plan) -> anyhow::Result<Vec<u8>> {
    let table = pay_table(plan);
    let curved = curved(&table);
    let mut out = csv::Writer::from_writer(Vec::new());
    let titles = curved.iter().map(|&i| table.components[i].as_str());
    out.write_record(std::iter::once("attainment").chain(titles).chain(std::iter::once("plan")))?;
    for row in &table.rows {
        let cell = |share: Option<f64>| share.map_or_else(String::new, |s| s.to_string());
        let shares = curved.iter().map(|&i| cell(row.shares[i]));
        out.write_record(std::iter::once(row.attainment.to_string()).chain(shares).chain(std::iter::once(cell(row.plan))))?;
    }
    Ok(out.into_inner()?)
}
