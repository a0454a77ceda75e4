//! `paylift check`: every kind of file, right and wrong.

use super::shell::Shell;

#[test]
fn every_shipped_file_is_right() {
    let root = concat!(env!("CARGO_MANIFEST_DIR"), "/configs");
    let mut files = Vec::new();
    for folder in ["scenarios", "plans", "segments", "markets"] {
        for entry in std::fs::read_dir(format!("{root}/{folder}")).unwrap() {
            let path = entry.unwrap().path();
            if path.extension().is_some_and(|e| e == "toml") {
                files.push(path.to_str().unwrap().to_owned());
            }
        }
    }
    files.sort();
    let words: Vec<&str> = std::iter::once("check").chain(files.iter().map(String::as_str)).collect();
    let printed = Shell::new().says(&words).done();
    for kind in ["plan ", "segment ", "market "] {
        let folder = format!("/{}s/", kind.trim());
        let said = printed.lines().filter(|line| line.starts_with(kind) && !line.starts_with("plan        ")).count();
        let there = files.iter().filter(|file| file.contains(&folder)).count();
        assert!(said >= there, "{kind}: {said} of {there}");
    }
}

#[test]
fn what_would_run_is_said_and_nothing_is_written() {
    let shell = Shell::with(&[("mine.toml", "name = \"Acme\"\nplans = [\"flat\", \"nrr-team\"]\ntrials = 50\n")]);
    insta::assert_snapshot!(shell.types("check mine.toml").done());
    assert_eq!(shell.files("."), ["mine.toml"]);
}

#[test]
fn all_problems_of_all_files_are_told_and_the_right_ones_described() {
    let shell = Shell::with(&[
        ("scenario.toml", "trails = 50\nmonths = 0\nplans = [\"flat\", \"mine.toml\"]\nroster = \"team.csv\"\n"),
        ("mine.toml", "id = \"mine\"\npays = \"weekly\"\n"),
        ("team.csv", "csm,segment,ote,variable\nAnn,smb,$85k,17000\n"),
        ("slump.toml", "churn_factor = 0\n"),
        ("own.toml", "id = \"own\"\nlike = \"smb\"\n"),
    ]);
    let told = shell.types("check scenario.toml own.toml slump.toml nowhere.toml");
    assert_eq!(told.code, Some(2));
    insta::assert_snapshot!(format!("{}\n---\n{}", told.out, told.err));
}

#[test]
fn a_worked_example_that_does_not_hold_is_told() {
    let text = include_str!("../../configs/plans/nrr-individual.toml").replace("dollars = 2750.0", "dollars = 2700.0");
    let shell = Shell::with(&[("mine.toml", &text)]);
    insta::assert_snapshot!(shell.types("check mine.toml").refused());
}
