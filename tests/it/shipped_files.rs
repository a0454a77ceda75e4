//! Every file of `configs/` runs: scenarios as they are, plans in the default company's market, segments and markets within it.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use super::cli_run::table;
use super::shell::Shell;

/// Plans that the default company cannot run, and what they lack there. They run in [`PREPARED`].
const LEFT_OUT: [(&str, &str); 0] = [];

/// The default company with more of a past, and a quota for everybody: every plan finds what it needs.
const PREPARED: &str = r#"
name = "prepared"
burn_in = 24
plans = "all"
reference = "nrr-individual"
[[team]]
segment = "smb"
csms = 2
accounts = 20
quota = 60_000
[[team]]
segment = "mid-market"
csms = 2
accounts = 10
quota = 120_000
[[team]]
segment = "enterprise"
csms = 2
quota = 300_000
"#;

fn names(folder: &str) -> Vec<String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("configs").join(folder);
    let files = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let mut names: Vec<String> = files.filter_map(|f| Some(f.file_stem()?.to_str()?.to_owned())).collect();
    names.sort();
    names
}

fn shipped(folder: &str, name: &str) -> String {
    format!("{}/configs/{folder}/{name}.toml", env!("CARGO_MANIFEST_DIR"))
}

/// Plans that were paid in a run.
fn paid(shell: &Shell, run: &str) -> BTreeSet<String> {
    let (_, rows) = table(&shell.read(&format!("{run}/trials.csv")));
    rows.into_iter().map(|row| row[1].clone()).collect()
}

#[test]
fn every_scenario_runs() {
    let shell = Shell::new();
    for name in names("scenarios") {
        shell.says(&["run", &shipped("scenarios", &name), "--trials", "10", "--out", &name]).done();
        assert!(!paid(&shell, &name).is_empty());
        // By name it is the same; a history has to be named too.
        if name == "history" {
            let told = shell.types("run history --trials 10").refused();
            assert!(told.contains("`history` needs a revenue history") && told.contains("--history FILE"), "{told}");
            continue;
        }
        shell.says(&["run", &name, "--trials", "10", "--no-charts", "--out", "by-name"]).done();
        assert_eq!(shell.read("by-name/trials.csv"), shell.read(&format!("{name}/trials.csv")), "{name}");
    }
}

#[test]
fn every_plan_runs_in_the_default_company_or_says_why_not() {
    let shell = Shell::new();
    let told = shell.says(&["run", "--plans", "all", "--behaviour", "off", "--trials", "10", "--no-charts", "--out", "run"]);
    assert_eq!(told.code, Some(0), "{}", told.err);
    let notes: Vec<&str> = told.err.lines().collect();
    assert_eq!(notes.len(), LEFT_OUT.len(), "{}", told.err);
    for ((id, why), note) in LEFT_OUT.iter().zip(notes) {
        assert!(note.starts_with(&format!("note: {id} is left out: ")) && note.contains(why), "{note}");
    }
    let expected = names("plans").into_iter().filter(|id| LEFT_OUT.iter().all(|(left_out, _)| left_out != id)).collect();
    assert_eq!(paid(&shell, "run"), expected);
}

#[test]
fn every_plan_runs_where_it_finds_what_it_needs() {
    let shell = Shell::with(&[("prepared.toml", PREPARED)]);
    shell.says(&["run", "prepared.toml", "--trials", "10", "--no-charts", "--out", "run"]).done();
    assert_eq!(paid(&shell, "run"), names("plans").into_iter().collect());
}

#[test]
fn every_segment_and_market_runs_from_its_file() {
    let segments = names("segments");
    let files: Vec<String> = segments.iter().map(|name| format!("{:?}", shipped("segments", name))).collect();
    let teams: Vec<String> = segments.iter().map(|name| format!("[[team]]\nsegment = \"{name}\"\ncsms = 1\naccounts = 5\n")).collect();
    let text = format!("plans = [\"nrr-individual\"]\nsegments = [{}]\n{}", files.join(", "), teams.concat());
    let shell = Shell::with(&[("scenario.toml", &text)]);
    let markets: Vec<String> = names("markets").iter().map(|name| shipped("markets", name)).collect();
    shell.says(&["run", "scenario.toml", "--trials", "10", "--no-charts", "--out", "run", "--market", &markets.join(",")]).done();
    let (_, people) = table(&shell.read("run/csm.csv"));
    assert_eq!(people.len(), segments.len());
    let (_, summary) = table(&shell.read("run/summary.csv"));
    for name in names("markets") {
        assert!(summary.iter().any(|row| row[1] == format!("cost@{name}")), "{name}");
    }
}

/// The experiment goes its way from the roster to the decision; the assignment that is shipped is the one that its command deals.
#[test]
fn the_experiment_goes_from_the_roster_to_the_decision() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("configs/experiments");
    let text = |name: &str| fs::read_to_string(folder.join(name)).unwrap();
    let files = ["team.csv", "assignment.csv", "results.csv", "payouts.csv", "looks.csv"].map(|name| (name, text(name)));
    assert_eq!(fs::read_dir(&folder).unwrap().count(), files.len());
    let shell = Shell::with(&files.each_ref().map(|(name, text)| (*name, text.as_str())));
    shell
        .types("ab assign team.csv --strata segment --covariates book_arr,tenure_months,nrr_last_year --seed 7 --no-charts --out dealt")
        .done();
    assert_eq!(shell.text("dealt/assignment.csv"), text("assignment.csv"));
    // futility is an answer with an exit code of its own
    let looked = shell.types("ab monitor looks.csv --looks 4 --futility 0.1 --no-charts --out looked");
    assert!(looked.code == Some(3) && looked.out.contains("stop at look 2 of 4"), "{}{}", looked.out, looked.err);
    let analyse = "ab analyse results.csv --assignment assignment.csv --payout payouts.csv --guardrail kept:-0.05";
    let told = shell.types(&format!("{analyse} --no-charts --out found")).done();
    assert!(told.contains("Too early to say") && told.contains("41,478 assignments") && told.contains("not valid"), "{told}");
    let told = shell.types("ab decide found/analyse.json --arr 24000000 --margin 0.75 --no-charts --out decided").done();
    assert!(told.contains("plan B is the") && told.contains("$491k more"), "{told}");
}
