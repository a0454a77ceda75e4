//! `paylift sample`: an invented history that the other commands read.

use crate::shell::Shell;

#[test]
fn a_sampled_history_is_read_back_and_is_the_same_every_time() {
    let shell = Shell::small();
    let told = shell.says(&["sample", "small.toml", "--trial", "3", "--out", "past.csv"]);
    assert_eq!((told.code, told.out.as_str(), told.err.as_str()), (Some(0), "", ""));
    let printed = shell.says(&["sample", "small.toml", "--trial", "3"]);
    assert_eq!(printed.out, shell.text("past.csv"));
    assert_ne!(printed.out, shell.says(&["sample", "small.toml", "--trial", "4"]).out);
    assert!(printed.out.starts_with("account_id,month,revenue,segment,csm\nA001,2024-01,"), "{}", &printed.out[..90]);
    let months: std::collections::BTreeSet<&str> = printed.out.lines().skip(1).map(|line| line.split(',').nth(1).unwrap()).collect();
    assert_eq!((months.len(), months.first(), months.last()), (24, Some(&"2024-01"), Some(&"2025-12")));
    let run = shell.says(&["run", "--history", "past.csv", "--trials", "5", "--no-charts", "--out", "out"]);
    assert_eq!(run.code, Some(0), "{}", run.err);
}

#[test]
fn markets_without_sampled_customers_and_wrong_months_are_refused() {
    let stated = "plans = [\"nrr-individual\"]\n[[team]]\nsegment = \"smb\"\ncsms = 3\n[market]\nkind = \"attainment\"\nattainment = \"0.8 to 1.2\"\n";
    let shell = Shell::with(&[("stated.toml", stated)]);
    for (words, says) in [
        (["sample", "stated.toml", "--out", "x.csv"], "no customers are sampled"),
        (["sample", "meterline", "--from", "2024-13"], "such as 2024-01"),
    ] {
        let told = shell.says(&words);
        assert_eq!(told.code, Some(2), "{}", told.err);
        assert!(told.err.contains(says), "{}", told.err);
    }
    assert!(!shell.path("x.csv").exists());
}

/// The history that is shipped is one that anybody can make.
#[test]
fn the_shipped_history_is_sampled() {
    let shell = Shell::new();
    let shipped = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/configs/histories/simulated.csv")).unwrap();
    assert!(shell.types("sample team-quota").done() == shipped);
}
