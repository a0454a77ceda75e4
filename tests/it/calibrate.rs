//! `paylift calibrate`: from a company's past to segments that `run` uses, as a person would do it.

use std::collections::BTreeMap;

use crate::shell::Shell;

/// Two segments, four CSMs, 260 accounts that live and leave.
const COMPANY: &str = r#"
name = "Parent"
plans = ["flat", "nrr-individual"]
reference = "nrr-individual"
trials = 20
[[team]]
segment = "mid-market"
csms = 4
accounts = 40
[[team]]
segment = "smb"
csms = 2
accounts = 50
"#;

/// A folder with the company's past, calibrated.
fn calibrated() -> (Shell, String) {
    let shell = Shell::with(&[("parent.toml", COMPANY)]);
    shell.types("sample parent.toml --out past.csv").done();
    let told = shell.types("calibrate past.csv --panels 20 --out fit").done();
    (shell, told)
}

#[test]
fn a_history_becomes_segments_that_run_and_a_page() {
    let (shell, told) = calibrated();
    for words in [
        "of the customers leave in a year",
        "The fit looks like the history",
        "leave in a year without a CSM",
        "next     paylift run fit/scenario.toml",
    ] {
        assert!(told.contains(words), "{words}\n{told}");
    }
    let files = shell.files("fit");
    for name in [
        "baselines.csv",
        "charts/check.png",
        "charts/churn.png",
        "charts/growth.png",
        "charts/size.png",
        "check.csv",
        "fit.json",
        "manifest.json",
        "parameters.csv",
        "report.html",
        "scenario.toml",
        "segments/mid-market-draws.csv",
        "segments/mid-market.toml",
        "segments/smb.toml",
        "survival.csv",
    ] {
        assert!(files.iter().any(|f| f == name), "{name} is not in {files:?}");
    }
    shell.types("check fit/scenario.toml fit/segments/smb.toml").done();
    let run = shell.types("run fit/scenario.toml --parameter-uncertainty 10 --trials 40 --behaviour off --no-charts --out run").done();
    assert!(run.contains("UNKNOWN"), "{run}");
    let page = shell.text("fit/report.html");
    assert!(page.contains("What does the history of past show?") && !page.contains(">NaN<") && !page.contains("<script"));
    // the same again, to the byte, and over the folder that is there
    let first = shell.contents("fit");
    shell.types("calibrate past.csv --panels 20 --out fit").done();
    assert_eq!(first, shell.contents("fit"));
}

#[test]
fn a_history_too_small_to_fit_says_what_it_falls_back_to() {
    let rows: String = (0..6).flat_map(|a| (1..=9).map(move |m| format!("a{a},2024-0{m},{}\n", 100 + a * m))).collect();
    let shell = Shell::with(&[("tiny.csv", &format!("account_id,month,revenue\n{rows}"))]);
    let told = shell.types("calibrate tiny.csv --panels 20 --no-charts --like smb --out fit").done();
    assert!(told.contains("annual_churn is not fitted but that of the library's smb: nobody left"), "{told}");
    assert!(told.contains("(default)"), "{told}");
    let segment = shell.text("fit/segments/customers.toml");
    assert!(segment.contains("NOT FITTED, the library's smb"), "{segment}");
    shell.types("check fit/scenario.toml").done();
}

#[test]
fn lifetimes_alone_tell_churn() {
    let rows: String = (0..200).map(|i| format!("c{i},{},{}\n", 1 + i % 24, if i % 3 == 0 { "yes" } else { "no" })).collect();
    let shell = Shell::with(&[("customers.csv", &format!("account_id,tenure_months,churned\n{rows}"))]);
    let told = shell.types("calibrate customers.csv --out fit").done();
    assert!(told.contains("of the customers leave in a year (from the lifetimes given)"), "{told}");
    assert_eq!(shell.files("fit"), ["charts/churn.png", "fit.json", "manifest.json", "report.html", "survival.csv"]);
}

#[test]
fn what_cannot_be_is_refused_before_anything_is_written() {
    let shell = Shell::with(&[("past.csv", "account_id,month,revenue\na,2024-01,1\na,2024-02,2\n"), ("mine/notes.txt", "x")]);
    for (line, says) in [
        ("calibrate past.csv --like enterprize --out fit", "--like enterprize: no such segment; there are smb, mid-market, enterprise"),
        ("calibrate past.csv --out mine", "was not written by paylift"),
        ("calibrate nothing.csv --out fit", "nothing.csv"),
        ("calibrate past.csv --panels 3 --out fit", "20..=10000"),
        ("calibrate", "FILE"),
    ] {
        let told = shell.types(line);
        assert_eq!(told.code, Some(2), "{line}: {}", told.err);
        assert!(told.err.contains(says), "{line}: {}", told.err);
    }
    assert!(!shell.path("fit").exists());
    assert_eq!(shell.files("mine"), ["notes.txt"]);
}

/// A run from the fit costs and retains what a run of the parent does, within what the fit says it does not know: four standard errors of both
/// together (a false alarm in 16,000 for each of the four numbers, were the errors normal).
#[test]
#[ignore = "takes minutes"]
fn a_run_from_the_fit_reproduces_the_parent() {
    let parent = COMPANY.replace("csms = 4", "csms = 30").replace("csms = 2", "csms = 12");
    let shell = Shell::with(&[("parent.toml", &parent)]);
    shell.types("sample parent.toml --trial 5 --out past.csv").done();
    shell.types("calibrate past.csv --panels 40 --no-charts --out fit").done();
    shell.types("run parent.toml --trials 600 --behaviour off --no-charts --out original").done();
    // pay and people are the parent's, the market is the fit's
    let fitted = shell.text("fit/scenario.toml");
    let segments = fitted.lines().find(|line| line.starts_with("segments = ")).unwrap().replace("segments/", "fit/segments/");
    shell.write("again.toml", format!("{segments}\n{}", parent.trim_start().replacen("name = \"Parent\"", "name = \"Again\"", 1)));
    shell.types("run again.toml --trials 600 --parameter-uncertainty 60 --behaviour off --no-charts --out again").done();
    let original = numbers(&shell.text("original/summary.csv"));
    let split = table(&shell.text("again/uncertainty.csv"));
    let mut compared = 0;
    for row in split.iter().filter(|row| row["against"].is_empty()) {
        let (plan, number) = (&row["plan"], &row["number"]);
        let Some((value, error)) = original.get(&(plan.clone(), number.clone())) else { continue };
        let of = |column: &str| row[column].parse::<f64>().unwrap_or(0.0);
        let apart = (of("mean") - value).abs();
        let allowed = 4.0 * (of("sd_unknown").powi(2) + of("mean_se").powi(2) + error.powi(2)).sqrt();
        assert!(apart <= allowed, "{plan} {number}: {} instead of {value}, {allowed} allowed", of("mean"));
        compared += 1;
    }
    assert!(compared >= 3, "{compared} numbers were compared: {original:?} {split:?}");
}

/// Rows of a table by title.
fn table(text: &str) -> Vec<BTreeMap<String, String>> {
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let titles = reader.headers().unwrap().clone();
    reader.records().map(|row| titles.iter().map(String::from).zip(row.unwrap().iter().map(String::from)).collect()).collect()
}

/// Means of a summary with their errors, by plan and number as `uncertainty.csv` names them.
fn numbers(summary: &str) -> BTreeMap<(String, String), (f64, f64)> {
    let mean = |row: &BTreeMap<String, String>| {
        let number = (row["statistic"] == "mean" && row["against"].is_empty()).then(|| row["measure"].clone())?;
        Some(((row["plan"].clone(), number), (row["value"].parse().ok()?, row["standard_error"].parse().unwrap_or(0.0))))
    };
    table(summary).iter().filter_map(mean).collect()
}
