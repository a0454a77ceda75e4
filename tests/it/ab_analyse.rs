//! `paylift ab analyse`: one screen with words first, a folder, every problem at once.

use std::fmt::Write as _;

use paylift::experiment::assign::{Assignment, Deal, Level, Method, Roster, RosterUnit, deal};
use serde_json::Value;

use super::shell::Shell;

const ACCOUNTS: &str = include_str!("../data/ab/d1_accounts.csv");
const PAYOUTS: &str = include_str!("../data/ab/d1_csm.csv");
const SMALL: &str = include_str!("../data/ab/d2_small12.csv");
const PANEL: &str = include_str!("../data/ab/d3_did_panel.csv");
const SWITCHBACK: &str = include_str!("../data/ab/d3_switchback.csv");

fn shell() -> Shell {
    Shell::with(&[("d1.csv", ACCOUNTS), ("pay.csv", PAYOUTS), ("d2.csv", SMALL), ("d3.csv", PANEL), ("switch.csv", SWITCHBACK)])
}

fn json(shell: &Shell, line: &str) -> Value {
    serde_json::from_str(&shell.types(line).done()).unwrap()
}

#[track_caller]
fn assert_close(found: &Value, expected: f64) {
    let found = found.as_f64().unwrap();
    assert!((found - expected).abs() <= 1e-6 * expected.abs(), "found {found}, expected {expected}");
}

#[test]
fn the_screen_says_what_the_specification_has() {
    let shell = shell();
    let told = shell.types("ab analyse d1.csv --outcome nrr_post --strata segment --payout pay.csv --break-even 0.015 --guardrail renewed:-0.05 --no-charts --out a").done();
    for part in [
        "24 CSMs (12 / 12), 566 accounts; plan assigned per CSM inside segment",
        "Plan 1 better than 0: +0.0460 nrr_post (95\u{202f}% interval: [+0.0131, +0.0789])",
        "ANCOVA, CR2, 16.2 df; average account",
        "p 0.0091",
        "permutation, inside segment, CUPED, 343,000 assignments",
        "p 0.0017",
        "unadjusted    +0.0408  [−0.0314, +0.1130]  p 0.2505",
        "CSM +0.0429   revenue +0.0452 (unadjusted)",
        "9.8\u{202f}% of accounts of plan 1 moved out, 3.9\u{202f}% of those of 0 moved in; effect if fully exposed +0.0472",
        "accounts split 259/307: p 0.044 taken alone, but CSMs 12/12 (books differ; not an assignment fault)",
        "plan 1 costs 948 more per CSM",
        "22,084",
        "renewed holds",
    ] {
        assert!(told.contains(part), "{part}\n{told}");
    }
    assert_eq!(
        shell.files("a"),
        ["analyse.html", "analyse.json", "balance.csv", "estimates.csv", "guardrails.csv", "manifest.json", "provenance.json"]
    );
    let page = shell.text("a/analyse.html");
    let body = page.split_once("</style>").unwrap().1;
    assert!(body.contains("not to be used: takes accounts of a book as independent") && !body.contains("NaN"));
}

#[test]
fn the_forest_is_drawn_with_its_traps_greyed() {
    let shell = shell();
    shell.types("ab analyse d2.csv --pair none --break-even 0.02 --out a").done();
    let svg = shell.text("a/charts/forest.svg");
    for part in ["no effect", "break-even", "accounts as if independent", "takes accounts of a book as independent", "permutation, CUPED"] {
        assert!(svg.contains(part), "{part}");
    }
    assert!(shell.read("a/charts/forest.png").starts_with(b"\x89PNG"));
}

#[test]
fn the_same_data_give_the_same_bytes() {
    let shell = shell();
    for out in ["a", "b"] {
        shell.types(&format!("ab analyse d2.csv --no-charts --out {out}")).done();
    }
    let but_provenance = |below: &str| shell.contents(below).into_iter().filter(|(name, _)| name != "provenance.json").collect::<Vec<_>>();
    assert_eq!(but_provenance("a"), but_provenance("b"));
}

#[test]
fn json_has_every_answer() {
    let found = json(&shell(), "ab analyse d2.csv --pair none --baseline none --no-charts --json --out a");
    let comparison = &found["comparisons"][0];
    assert_eq!(comparison["headline"]["method"], "permutation");
    assert_close(&comparison["headline"]["p"], 0.025_974_025_974_026);
    assert_close(&comparison["headline"]["interval"][0], 0.017_511_81);
    assert_eq!(comparison["verdict"], "better");
    let naive = comparison["estimates"].as_array().unwrap().iter().find(|line| line["method"] == "naive").unwrap();
    assert_eq!(naive["standing"], "invalid");
}

#[test]
fn a_panel_has_its_event_study_and_a_switchback_its_carry_over() {
    let shell = shell();
    let panel = json(&shell, "ab analyse d3.csv --json --out a");
    assert_close(&panel["comparisons"][0]["event_study"]["before"]["p"], 0.068_034_587_159_599_74);
    assert!(shell.text("a/charts/event-study.svg").contains("as before the start"));
    assert_eq!(shell.text("a/event-study.csv").lines().count(), 8);
    let switched = json(&shell, "ab analyse switch.csv --level pod --no-charts --json --out b");
    assert_close(&switched["comparisons"][0]["switchback"]["total"]["estimate"], 0.051_501_736_111_111_81);
    assert_close(&switched["comparisons"][0]["switchback"]["direct"]["standard_error"], 0.004_805_126_269_342_754);
    assert_eq!(switched["comparisons"][0]["headline"]["method"], "switchback_total");
}

#[test]
fn a_design_that_cannot_tell_says_what_it_takes() {
    let shell = shell();
    let first_six: Vec<&str> = SMALL.lines().filter(|line| line.starts_with("csm") || "S01S02S03S04S05S06".contains(&line[..3])).collect();
    shell.write("six.csv", first_six.join("\n"));
    let told = shell.types("ab analyse six.csv --pair none --no-charts --out a");
    assert_eq!((told.code, told.err.as_str()), (Some(3), ""));
    assert!(told.out.contains("This design cannot tell") && told.out.contains("8 CSMs in two equal arms are the fewest"), "{}", told.out);
}

#[test]
fn wrong_input_is_told_whole_and_nothing_is_written() {
    let shell = shell();
    let wrong = ACCOUNTS.replacen("C01,P1,SMB,1,A0002", "C01,P2,SMB,0,A0002", 1).replacen(",0.9982,", ",much,", 1);
    shell.write("wrong.csv", wrong);
    let told = shell.types("ab analyse wrong.csv --guardrail renewd:-0.02 --payout none.csv --out a").refused();
    for part in [
        "CSM `C01` is in two arms, `1` and `0`",
        "CSM `C01` is in two pods",
        "not a number",
        "missing column `renewd`",
        "did you mean `renewed`?",
        "cannot read none.csv",
    ] {
        assert!(told.contains(part), "{part}\n{told}");
    }
    assert!(!shell.path("a").exists());
}

fn assignment(method: Method) -> Assignment {
    let unit = |i: usize| RosterUnit { name: format!("C{i:02}"), covariates: vec![(i * 7 % 12) as f64], ..RosterUnit::default() };
    let roster = Roster::new(Level::Csm, Vec::new(), vec!["book".into()], (0..12).map(unit).collect());
    deal(&roster, &Deal { method, arms: vec!["today".into(), "new".into()], accept: 0.3, alpha: 0.05, seed: 4 }).unwrap()
}

/// Two accounts a CSM, 0.1 more under the new plan; no column says who has it.
fn outcomes(assignment: &Assignment) -> String {
    let mut text = String::from("csm,account,y\n");
    for (i, row) in assignment.rows.iter().enumerate() {
        for account in 0..2 {
            let y = 1.0 + (i * 5 % 12) as f64 * 0.01 + account as f64 * 0.03 + if row.arm == 1 { 0.1 } else { 0.0 };
            writeln!(text, "{},{i}-{account},{y}", row.unit.name).unwrap();
        }
    }
    text
}

#[test]
fn the_assignment_says_who_had_which_plan_and_what_could_have_been() {
    for method in [Method::Pairs, Method::Rerandomise] {
        let dealt = assignment(method);
        let shell = Shell::with(&[("assignment.csv", &dealt.to_csv()), ("data.csv", &outcomes(&dealt))]);
        let found = json(&shell, "ab analyse data.csv --assignment assignment.csv --no-charts --json --out a");
        let possible = dealt.possible(0, 1, paylift::experiment::permutation::Limits::default()).unwrap().set.len();
        let comparison = &found["comparisons"][0];
        assert_eq!(comparison["permutation"]["assignments"], possible, "{method}");
        assert_eq!((comparison["control"].as_str(), comparison["plan"].as_str()), (Some("today"), Some("new")));
        assert!(possible < 924, "{method}");
    }
}

#[test]
fn an_edited_assignment_or_data_of_others_are_refused() {
    let dealt = assignment(Method::Simple);
    let data = outcomes(&dealt);
    let row = dealt.rows.iter().find(|row| row.arm == 1).unwrap();
    let written = dealt.to_csv();
    let edited: Vec<String> =
        written.lines().map(|line| if line.starts_with(&row.unit.name) { line.replacen("new", "today", 1) } else { line.into() }).collect();
    let shell = Shell::with(&[("edited.csv", &edited.join("\n")), ("assignment.csv", &written), ("data.csv", &data)]);
    let told = shell.types("ab analyse data.csv --assignment edited.csv --out a").refused();
    assert!(told.contains(&format!("`{}` is in arm `today`, but arm `new` was dealt", row.unit.name)), "{told}");
    shell.write("others.csv", data.replace("C03,", "D03,"));
    let told = shell.types("ab analyse others.csv --assignment assignment.csv --out a").refused();
    assert!(
        told.contains("CSM `D03` is not in assignment.csv") && told.contains("1 of 12 CSMs of assignment.csv have no row: C03"),
        "{told}"
    );
    assert!(!shell.path("a").exists());
}
