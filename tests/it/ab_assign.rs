//! `paylift ab assign`: dealing plans, the file, refusals, wrong rosters.

use std::fs;

use super::shell::Shell;

/// The twelve CSMs of the matching example, a pod and target pay added.
fn roster() -> String {
    let table = fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/data/ab/d6_match.csv")).unwrap();
    let mut lines = table.lines();
    let mut text = format!("{},pod,segment,ote\n", lines.next().unwrap());
    for (i, line) in lines.enumerate() {
        let (pod, segment) = (i / 4 + 1, if i % 2 == 0 { "ENT" } else { "SMB" });
        text.push_str(&format!("{line},P{pod},{segment},{}\n", 90_000 + 1_000 * (i % 3)));
    }
    text
}

/// What is told of a design that cannot answer: exit code 3.
fn cannot_tell(shell: &Shell, line: &str) -> String {
    let told = shell.types(line);
    assert_eq!((told.code, told.err.as_str()), (Some(3), ""), "{}", told.out);
    told.out
}

fn exists(shell: &Shell, name: &str) -> bool {
    shell.path(name).exists()
}

const COVARIATES: &str = "--covariates ln(book_arr_k),accounts,tenure_m,nrr_prior";

fn shell() -> Shell {
    Shell::with(&[("r.csv", &roster())])
}

/// Pairs of the independent matching (networkx): X01–X07, X02–X12, X03–X04, X05–X10, X06–X08, X09–X11.
#[test]
fn the_closest_pairs_are_dealt_one_each() {
    let shell = shell();
    let text = shell.types(&format!("ab assign r.csv --method pairs {COVARIATES} --out p")).done();
    assert!(text.contains("6 to A, 6 to B") && text.contains("one of 64; the smallest p any outcome can have is 0.0312"), "{text}");
    let file = shell.text("p/assignment.csv");
    let mut reader = csv::ReaderBuilder::new().comment(Some(b'#')).from_reader(file.as_bytes());
    let titles = reader.headers().unwrap().clone();
    let at = |name: &str| titles.iter().position(|title| title == name).unwrap();
    let mut pairs = std::collections::BTreeMap::<String, Vec<(String, String)>>::new();
    for row in reader.records() {
        let row = row.unwrap();
        pairs.entry(row[at("pair")].to_owned()).or_default().push((row[at("csm")].to_owned(), row[at("arm")].to_owned()));
    }
    let names: Vec<String> = pairs.values().map(|pair| format!("{} {}", pair[0].0, pair[1].0)).collect();
    assert_eq!(names, ["X01 X07", "X02 X12", "X03 X04", "X05 X10", "X06 X08", "X09 X11"]);
    assert!(pairs.values().all(|pair| pair[0].1 != pair[1].1));
}

/// 58 of 924 assignments have M at or below the χ² quantile (numpy).
#[test]
fn balanced_ones_are_counted_and_the_same_seed_writes_the_same_bytes() {
    let shell = shell();
    let line = format!("ab assign r.csv {COVARIATES} --arms today,new --seed 5");
    let text = shell.types(&format!("{line} --out a")).done();
    assert!(text.contains("one of 58 balanced enough") && text.contains("of 924") && text.contains("0.0345"), "{text}");
    assert!(text.contains("6 to today, 6 to new") && text.contains("target pay per CSM"), "{text}");
    shell.types(&format!("{line} --out b")).done();
    for name in ["assignment.csv", "assign.json", "balance.csv", "assign.html", "charts/balance.svg", "charts/balance.png"] {
        assert_eq!(shell.read(&format!("a/{name}")), shell.read(&format!("b/{name}")), "{name}");
    }
    let json: serde_json::Value = serde_json::from_str(&shell.text("a/assign.json")).unwrap();
    let (m, bound) = (json["imbalance"].as_f64().unwrap(), json["largest_imbalance_accepted"].as_f64().unwrap());
    assert!(m <= bound && (bound - 1.063_623_216_779_224).abs() < 1e-8, "{m} {bound}");
    assert!(shell.text("a/assignment.csv").contains("# arms: today | new"));
    assert_ne!(shell.text("a/assignment.csv"), {
        shell.types(&format!("ab assign r.csv {COVARIATES} --arms today,new --seed 6 --out c")).done();
        shell.text("c/assignment.csv")
    });
}

#[test]
fn pods_cohorts_strata_and_several_arms() {
    let accounts: String = (0..40).map(|i| format!("a{i:02},C{},{}\n", i % 4, 10 + i * 7 % 13)).collect();
    let shell = shell();
    shell.write("accounts.csv", format!("account,csm,arr\n{accounts}"));
    let text = shell.types("ab assign accounts.csv --by cohort --out k").done();
    assert!(text.contains("40 accounts: 20 to A, 20 to B") && text.contains("inside each CSM’s book"), "{text}");
    assert!(text.contains("one of 4,032,758,016"), "252⁴: {text}");
    let text = shell.types("ab assign r.csv --strata segment --arms A,B,C --alpha 0.12 --out s").done();
    assert!(text.contains("4 to A, 4 to B, 4 to C") && text.contains("by chance inside segment"), "{text}");
    // Two of four in each of two strata: 36 assignments of two arms, p 2/36 above the half of 10 % that each plan has.
    let text = cannot_tell(&shell, "ab assign r.csv --strata segment --arms A,B,C --alpha 0.1 --out no");
    assert!(text.contains("0.0556") && text.contains("shared by 2 plans") && text.contains("merge strata"), "{text}");
    // Three pods cannot be told apart: one of three against two.
    let text = cannot_tell(&shell, "ab assign r.csv --by pod --out pods");
    assert!(text.contains("this design cannot tell") && text.contains("0.3333") && text.contains("at least 8 pods"), "{text}");
    assert!(!exists(&shell, "pods"));
}

#[test]
fn a_design_that_cannot_reach_alpha_is_refused() {
    let few: String = roster().lines().take(7).map(|line| format!("{line}\n")).collect();
    let shell = Shell::with(&[("few.csv", &few)]);
    let text = cannot_tell(&shell, "ab assign few.csv --out x");
    assert!(text.contains("the smallest p any outcome can have is 0.1000") && text.contains("at least 8 CSMs"), "{text}");
    let text = cannot_tell(&shell, "ab assign few.csv --method pairs --covariates tenure_m --json --out x");
    let json: serde_json::Value = serde_json::from_str(&text).unwrap();
    assert_eq!((json["smallest_p"].as_f64(), json["units_needed"].as_u64()), (Some(0.25), Some(12)));
    shell.types("ab assign few.csv --alpha 0.1 --out ok").done();
    assert!(!exists(&shell, "x") && exists(&shell, "ok"));
}

#[test]
fn wrong_rosters_are_told_whole() {
    let shell = Shell::with(&[
        ("r.csv", "csm,pod,segment,tenure\nAnn,P1,ENT,5\nAnn,P2,ENT,x\n,P1,SMB,7\nBob,P1,,3\n"),
        ("odd.csv", "csm,tenure\nA,1\nB,1.1\nC,9\nD,20\nE,20.2\n"),
    ]);
    let error = shell.types("ab assign r.csv --strata segment --covariates tenure,book --arms A|x,B --out x").refused();
    for part in ["missing column `book`", "cannot be the name of an arm"] {
        assert!(error.contains(part), "{part}: {error}");
    }
    let error = shell.types("ab assign r.csv --strata segment --covariates tenure --out x").refused();
    for part in ["CSM `Ann` is in two pods", "not a number", "the cell is empty"] {
        assert!(error.contains(part), "{part}: {error}");
    }
    let error = shell.types("ab assign odd.csv --method pairs --out x").refused();
    assert!(error.contains("5 CSMs are odd: leave out `C`"), "{error}");
    let error = shell.types("ab assign nowhere.csv --out x").refused();
    assert!(error.contains("there is no such file"), "{error}");
    assert!(!exists(&shell, "x"));
}
