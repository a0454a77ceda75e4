//! `paylift plans`: the library, and one plan in plain words.

use super::cli_run::table;
use super::shell::Shell;

fn library() -> Vec<String> {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/configs/plans");
    let files = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let mut ids: Vec<String> = files.map(|path| path.file_stem().unwrap().to_str().unwrap().to_owned()).collect();
    ids.sort();
    ids
}

#[test]
fn the_list_has_every_file_of_the_library_once() {
    let printed = Shell::new().types("plans").done();
    let listed: Vec<&str> = printed.lines().take_while(|line| !line.is_empty()).map(|line| line.split_once(' ').unwrap().0).collect();
    assert_eq!(listed, library());
    assert!(printed.ends_with(&format!("{} plans. `paylift plans show ID` tells all about one.\n", listed.len())));
}

#[test]
fn every_plan_is_shown_in_words_and_as_a_table() {
    let shell = Shell::new();
    for id in library() {
        let words = shell.types(&format!("plans show {id}")).done();
        assert!(words.lines().next().unwrap().ends_with(&format!("({id})")), "{words}");
        assert!(words.contains("\nSources\n") && !words.contains("NaN"), "{words}");
        let (header, rows) = table(shell.types(&format!("plans show {id} --csv")).done().as_bytes());
        assert_eq!((header[0].as_str(), header.last().map(String::as_str)), ("attainment", Some("plan")), "{id}");
        // 0 to 150 % in steps of five points.
        assert_eq!(rows.len(), 31, "{id}");
        for (step, row) in rows.iter().enumerate() {
            assert!((row[0].parse::<f64>().unwrap() - 0.05 * step as f64).abs() < 1e-9, "{id}: {row:?}");
            assert!(row[1..].iter().all(|cell| cell.is_empty() || cell.parse::<f64>().unwrap() >= 0.0), "{id}: {row:?}");
        }
    }
}

#[test]
fn a_curve_is_tabled_by_its_points() {
    // 90 % pays nothing, 100 % all, 110 % double, straight lines between, no more beyond.
    let (_, rows) = table(Shell::new().types("plans show nrr-individual --csv").done().as_bytes());
    let pays = |percent: usize| rows[percent / 5][1].parse::<f64>().unwrap();
    for (percent, share) in [(0, 0.0), (90, 0.0), (95, 0.5), (100, 1.0), (105, 1.5), (110, 2.0), (150, 2.0)] {
        assert!((pays(percent) - share).abs() < 1e-9, "at {percent} %");
    }
}

#[test]
fn a_plan_file_is_shown_like_one_of_the_library() {
    let text = include_str!("../../configs/plans/nrr-individual.toml").replace("id = \"nrr-individual\"", "id = \"mine\"");
    let shell = Shell::with(&[("mine.toml", &text)]);
    insta::assert_snapshot!(shell.types("plans show mine.toml").done());
}

#[test]
fn an_unknown_plan_is_refused_with_the_nearest() {
    insta::assert_snapshot!(Shell::new().types("plans show nrr-indivdual").refused());
}
