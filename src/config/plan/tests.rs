//! The library loads and keeps its house rules; wrong plans are told what is wrong.
use super::*;
use crate::config::Problems;

/// Reads a text that should be wrong and tells the problems.
fn problems(text: &str) -> String {
    let notes = Notes::new();
    let plan = read_plan_file(&Source::new("plan.toml", text), &notes);
    assert!(plan.is_none(), "was accepted:\n{text}");
    notes.finish().map_or_else(|p: Problems| p.render(false), |_| "no problem".into())
}

fn read_ok(text: &str) -> Plan {
    let notes = Notes::new();
    let plan = read_plan_file(&Source::new("plan.toml", text), &notes);
    if let Err(problems) = notes.finish() {
        panic!("{problems}");
    }
    plan.unwrap()
}

#[test]
fn every_file_of_the_library_loads() {
    let wrong: Vec<String> = library::all().iter().filter_map(|(id, _)| library::plan(id).unwrap().err().map(|p| p.to_string())).collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
