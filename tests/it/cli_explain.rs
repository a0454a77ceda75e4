//! `paylift explain`: a pay statement adds up to what the run has.

use paylift::behaviour::Channel;
use paylift::report::outcomes_file::read_outcomes;
use paylift::trial::RunResult;

use super::shell::Shell;

fn outcomes(shell: &Shell, run: &str) -> RunResult {
    read_outcomes(&mut shell.read(&format!("{run}/outcomes.bin")).as_slice()).unwrap()
}

/// Cents of an amount like `$1,234.56`.
fn cents(amount: &str) -> i64 {
    let digits: String = amount.chars().filter(char::is_ascii_digit).collect();
    digits.parse::<i64>().unwrap() * if amount.starts_with('-') { -1 } else { 1 }
}

/// The statement's total, after its lines and periods have been seen to add up to it.
fn total(statement: &str) -> i64 {
    let last = statement.lines().last().unwrap();
    let total = cents(last.strip_prefix("Total ").unwrap().split(": ").next().unwrap());
    let (mut lines, mut periods) = (0, 0);
    let mut paid = false;
    for line in statement.lines() {
        match line.trim_start().split_once("  ") {
            Some((amount, "total of the period")) => {
                periods += cents(amount);
                paid = false;
            }
            Some((amount, _)) if paid => lines += cents(amount),
            _ => paid |= line.trim() == "Paid",
        }
    }
    assert_eq!((lines, periods), (total, total), "{statement}");
    total
}

#[test]
fn a_statement_adds_up_to_what_the_run_paid() {
    let shell = Shell::small();
    let plans = ["nrr-individual", "nrr-team", "steady-nrr", "full-commission", "posthog-2026q4"];
    shell.types(&format!("run small.toml --trials 12 --no-charts --plans {} --out run", plans.join(","))).done();
    let run = outcomes(&shell, "run");
    for (plan, trial, csm) in [(0, 0, 0), (1, 11, 3), (2, 3, 1), (3, 7, 2), (4, 5, 0)] {
        let line = format!("explain small.toml --plans {} --plan {} --csm {} --trial {trial}", plans.join(","), plans[plan], csm + 1);
        let statement = shell.types(&line).done();
        assert_eq!(total(&statement), run.base.pay_of(trial, plan)[csm], "{line}\n{statement}");
    }
}

#[test]
fn a_plan_outside_the_scenario_is_explained_on_the_same_luck() {
    let shell = Shell::small();
    let text = include_str!("../../configs/plans/spif.toml").replace("id = \"spif\"", "id = \"mine\"");
    shell.write("mine.toml", text);
    shell.types("run small.toml --trials 4 --no-charts --plans spif --out run").done();
    // Today's plan runs beside it, as the first.
    let paid = outcomes(&shell, "run").base.pay_of(3, 1)[2];
    for plan in ["spif", "mine.toml"] {
        assert_eq!(total(&shell.types(&format!("explain small.toml --plan {plan} --csm 3 --trial 3")).done()), paid, "{plan}");
    }
}

#[test]
fn people_are_found_by_number_or_name() {
    let shell = Shell::with(&[
        (
            "scenario.toml",
            "plans = [\"nrr-individual\"]\nroster = \"team.csv\"\n[market]\nkind = \"attainment\"\nattainment = \"0.8 to 1.2\"\n",
        ),
        ("team.csv", "csm,segment,ote,variable\nZoë Ng,smb,85000,17000\nBob,enterprise,150000,30000\n"),
    ]);
    let by = |csm: &str| shell.says(&["explain", "scenario.toml", "--plan", "nrr-individual", "--csm", csm, "--trial", "1"]).done();
    assert_eq!(by("Zoë Ng"), by("1"));
    assert_eq!(by("Bob"), by("2"));
    assert_ne!(by("1"), by("2"));
}

#[test]
fn a_replay_is_explained_account_by_account() {
    let mut history = String::from("account_id,month,revenue\n");
    for month in 1..=12 {
        // One account grows by half in July, the other is gone in October.
        let (grown, gone) = (if month >= 7 { 150 } else { 100 }, if month >= 10 { 0 } else { 100 });
        history.push_str(&format!("big,2025-{month:02},{grown}\nsmall,2025-{month:02},{gone}\n"));
    }
    let scenario = "plans = [\"nrr-individual\"]\nmonths = 9\n[market]\nkind = \"history\"\nfile = \"h.csv\"\nreplay = true\n\
                    [[team]]\nsegment = \"smb\"\ncsms = 1\naccounts = 2\n";
    let shell = Shell::with(&[("scenario.toml", scenario), ("h.csv", &history)]);
    let statement = shell.types("explain scenario.toml --plan nrr-individual --csm 1 --trial 0").done();
    total(&statement);
    insta::assert_snapshot!(statement);
    insta::assert_snapshot!(shell.types("explain scenario.toml --plan nrr-individual --csm 1 --trial 1").refused(), @"error: --trial 1: a replayed history has one exact answer, trial 0");
}

#[test]
fn a_trial_beyond_the_scenario_says_which_run_has_it() {
    let statement = Shell::small().types("explain small.toml --plan flat --csm 1 --trial 20").done();
    assert!(statement.lines().last().unwrap().contains("what `paylift run --trials 21` has"), "{statement}");
}

/// The page of a run says how to see what a game earned, and the statement is to the cent what the run lived.
#[test]
fn a_devils_statement_is_what_the_devils_test_lived() {
    let shell = Shell::small();
    shell.types("run small.toml --trials 17 --no-charts --plans flat,gainsight-three --out run").done();
    let run = outcomes(&shell, "run");
    let padding = run.devils.channels.iter().find(|played| played.channel == Channel::Padding).unwrap();
    let page = shell.text("run/report.html");
    let command =
        page.split("<code>").filter_map(|rest| rest.split("</code>").next()).find(|text| text.ends_with("--channel padding")).unwrap();
    let word = |name: &str| -> usize { command.split_once(name).unwrap().1.split(' ').next().unwrap().parse().unwrap() };
    let (csm, trial) = (word("--csm "), word("--trial "));
    let statement = shell.types(command.strip_prefix("paylift ").unwrap()).done();
    assert_eq!(total(&statement), padding.outcomes.pay_of(trial / 16, 0)[csm - 1], "{command}");
    assert!(statement.contains("in its devils test of padding"));
    let wrong = shell.types("explain small.toml --plan flat --csm 1 --trial 0 --channel theft");
    assert_eq!(wrong.code, Some(2));
}
