//! `paylift completions` and `--help`: what shells and people are told about the command line.

use super::shell::Shell;

const VERBS: [&str; 21] = [
    "run",
    "shards",
    "merge",
    "cluster",
    "check",
    "plans",
    "explain",
    "backtest",
    "calibrate",
    "report",
    "init",
    "sample",
    "completions",
    "ab",
    "ab power",
    "ab levels",
    "ab assign",
    "ab analyse",
    "ab monitor",
    "ab decide",
    "ab rehearse",
];

#[test]
fn every_shell_gets_every_verb() {
    let shell = Shell::new();
    for name in ["bash", "elvish", "fish", "powershell", "zsh"] {
        let script = shell.types(&format!("completions {name}")).done();
        for verb in VERBS {
            let last = verb.split(' ').next_back().unwrap_or(verb);
            assert!(script.contains(last), "{name}: {verb}");
        }
        assert!(script.contains("precision") && script.contains("paylift"), "{name}");
    }
}

#[test]
fn every_verb_has_help_and_the_exit_codes_are_told() {
    let shell = Shell::new();
    let help = shell.types("--help").done();
    let helps: Vec<String> = VERBS.iter().map(|verb| shell.types(&format!("{verb} --help")).done()).collect();
    insta::assert_snapshot!(std::iter::once(help).chain(helps).collect::<Vec<_>>().join("\n========\n"));
}

#[test]
fn the_version_is_told() {
    assert_eq!(Shell::new().types("--version").done(), format!("paylift {}\n", env!("CARGO_PKG_VERSION")));
}
