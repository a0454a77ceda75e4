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

/// The folder is the list: nothing forgotten, nothing invented, in order.
#[test]
fn the_library_is_the_folder() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("configs/plans");
    let names = std::fs::read_dir(folder).unwrap().map(|f| f.unwrap().path());
    let mut stems: Vec<String> = names.map(|p| p.file_stem().unwrap().to_str().unwrap().to_string()).collect();
    stems.sort();
    assert_eq!(library::all().iter().map(|(id, _)| *id).collect::<Vec<_>>(), stems);
}

#[test]
fn every_plan_keeps_the_house_rules() {
    let mut titles = BTreeSet::new();
    for (id, _) in library::all() {
        let plan = library::plan(id).unwrap().unwrap();
        assert_eq!(plan.id, *id, "the file is called as its plan");
        assert!(plan.title.chars().count() <= TITLE_MAX, "{id}: {}", plan.title);
        assert!(titles.insert(plan.title.clone()), "{id}: a second plan is called {}", plan.title);
        assert!(!plan.about.is_empty() && !plan.sources.is_empty() && !plan.assumed.is_empty(), "{id}: what comes from where?");
    }
    for id in library::DEFAULTS {
        assert!(library::source(id).is_some(), "{id}");
    }
    assert!(library::plan("no-such-plan").is_none());
}

#[test]
fn metrics_are_shared() {
    let mid_year = library::plan("layered-activities").unwrap().unwrap();
    assert_eq!(mid_year.components.len(), 4);
    assert_eq!(mid_year.metrics.len(), 3, "strategies are read once");
}

/// The worked examples of every plan, the published ones among them, to the cent.
#[test]
fn every_worked_example_pays_what_it_says() {
    let mut wrong = Vec::new();
    for (id, _) in library::all() {
        let (notes, source) = (Notes::new(), library::source(id).unwrap());
        let document = Document::parse(&source, &notes);
        let plan = library::plan(id).unwrap().unwrap();
        let examples = read_examples(&document.root(&notes), &plan);
        assert!(notes.is_clean(), "{}", notes.finish().unwrap_err());
        assert!(!examples.is_empty(), "{id} has no worked example");
        for example in examples {
            let (paid, expected) = (example.pay(&plan).unwrap(), example.expected());
            if paid != expected {
                wrong.push(format!("{id}: {} pays {} instead of {}", example.about, paid.dollars(), expected.dollars()));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
