//! Wrong input that people really type: what they are told, and that nothing is written.

use super::shell::{SMALL, Shell};

const SHEET: &str = "csm,segment,ote,variable\nAnn,smb,\"$85,000.00\",\"$17,000.00\"\nBob,midmarket,\"€110,000\",20%\n";
const SHARES: &str = "csm,segment,ote,variable_share\nAnn,smb,\"$85,000.00\",20%\nBob,smb,\"1,10,000\",200%\n";
const GERMAN: &str = "account_id;month;revenue\na;2025-01;1.100,50\na;2025-02;100,50\nb;2025-01;20,00\nb;2025-02;30,00\n";
const PIPES: &str = "account_id|month|revenue\na|2025-01|100\na|2025-02|ten\n";

fn shell() -> Shell {
    let percent = include_str!("../../configs/plans/nrr-team.toml").replace("weight = 1.0", "weight = 100");
    Shell::with(&[
        ("small.toml", SMALL),
        ("plan.toml", include_str!("../../configs/plans/nrr-team.toml")),
        ("percent.toml", &percent),
        ("segment.toml", "id = \"own\"\nlike = \"smb\"\n"),
        ("market.toml", "churn_factor = 2\n"),
        ("team.csv", SHEET),
        ("shares.csv", SHARES),
        ("sheet.toml", "plans = [\"flat\"]\nroster = \"team.csv\"\n"),
        ("shares.toml", "plans = [\"flat\"]\nroster = \"shares.csv\"\n"),
        ("german.csv", GERMAN),
        ("pipes.csv", PIPES),
    ])
}

/// Each line as typed, with what is told; nothing is printed or written.
fn told(lines: &[&str]) -> String {
    let shell = shell();
    let before = shell.files(".");
    let told = lines.iter().map(|line| format!("$ paylift {line}\n{}", shell.types(line).refused())).collect::<Vec<_>>().join("\n");
    assert_eq!(shell.files("."), before);
    told
}

#[test]
fn names_that_are_wrong() {
    insta::assert_snapshot!(told(&[
        "run smal.toml",
        "run metreline",
        "run .",
        "run --plans nrr-indivdual,flta",
        "run --market recesion",
        "run --history germn.csv",
        "run history",
        "plans show nrr-indivdual",
        "explain small.toml --plan nrr-indivdual --csm enterprize_1 --trial 0",
        "explain small.toml --plan flat --csm 5 --trial 0",
        "explain small.toml --plan flat --csm 0 --trial 0",
    ]));
}

#[test]
fn files_of_another_kind() {
    insta::assert_snapshot!(told(&[
        "run plan.toml",
        "run nrr-team",
        "run segment.toml",
        "run market.toml",
        "run team.csv",
        "check german.csv",
        "run --plans small.toml",
        "run --plans segment.toml",
        "run --market plan.toml",
        "plans show small.toml",
    ]));
}

#[test]
fn a_verb_that_is_forgotten() {
    insta::assert_snapshot!(told(&["small.toml --trials 5", "meterline", "--trials 5", "plans flat", "simulate"]));
}

#[test]
fn numbers_as_people_write_them() {
    insta::assert_snapshot!(told(&[
        "run --trials 1e4",
        "run --trials 0",
        "run --trials 10.000",
        "run --seed -1",
        "run --precision 5",
        "run --precision 0%",
        "run --threads 0",
        "init new --ote 110.000",
        "init new --ote 110,00",
        "init new --ote -5",
        "init new --split 80",
        "init new --split 0.8/0.2",
        "init new --csms 0",
        "init new --budget plenty",
        "explain --plan flat --csm 1 --trial -1",
    ]));
}

#[test]
fn lists_with_spaces() {
    insta::assert_snapshot!(told(&["run --plans flat, nrr-team", "run --plans flat nrr-team"]));
    let shell = Shell::small();
    let spaced = shell.says(&["run", "small.toml", "--plans", "flat, nrr-individual", "--no-charts", "--out", "run"]);
    assert_eq!((spaced.code, spaced.err.as_str()), (Some(0), ""), "spaces within quotes do no harm");
}

#[test]
fn cells_of_a_spreadsheet() {
    insta::assert_snapshot!(told(&[
        "check sheet.toml",
        "check shares.toml",
        "check percent.toml",
        "run --history pipes.csv",
        "run --history german.csv"
    ]));
}

#[test]
fn flags_that_do_not_go_together() {
    insta::assert_snapshot!(told(&[
        "run --replay",
        "run --columns revenue=mrr",
        "run --history german.csv --columns mrr",
        "run --history german.csv --columns amount=mrr",
        "run --history german.csv --market recession",
        "run --trials 5 --precision 5%",
        "init new --columns revenue=mrr",
        "report",
        "explain --csm 1",
        "completions tcsh",
    ]));
}
