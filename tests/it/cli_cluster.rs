//! `paylift cluster`: scripts for engines, printed and not run. What they do on real engines is tested by `tests/cluster/run`.

use std::io::{ErrorKind, Write};
use std::process::{Command, Stdio};

use super::shell::{SMALL, Shell};

const SHELLS: [&str; 4] = ["slurm", "hyperqueue", "parallel", "aws-batch"];
const PYTHONS: [&str; 2] = ["dask", "ray"];
const WORK: &str =
    "company/it's.toml --seed 5 --plans flat,nrr-individual --trials 0..640 --shards 32 --partial-dir parts --out reports/big";

/// A company whose files lie in two folders, one of them with an awkward name.
fn company() -> Shell {
    let shell = Shell::new();
    shell.write("company/it's.toml", SMALL.replace("\"posthog-2026q4\"", "\"../plans/own.toml\""));
    shell.write("plans/own.toml", include_str!("../../configs/plans/flat.toml").replace("id = \"flat\"", "id = \"own\""));
    shell
}

fn printed(shell: &Shell, engine: &str) -> String {
    shell.types(&format!("cluster {engine} {WORK}")).done()
}

#[test]
fn scripts_for_every_engine() {
    let shell = company();
    for engine in SHELLS.iter().chain(&PYTHONS).chain(&["kubernetes"]) {
        insta::assert_snapshot!(format!("script_for_{}", engine.replace('-', "_")), printed(&shell, engine));
    }
}

#[test]
fn every_script_has_the_three_commands_in_its_own_words_and_says_what_was_run() {
    let shell = company();
    for engine in SHELLS.iter().chain(&PYTHONS).chain(&["kubernetes"]) {
        let text = printed(&shell, engine);
        let command = format!("paylift cluster {engine} 'company/it'\\''s.toml' --plans flat,nrr-individual --seed 5 --trials 0..640");
        for needed in ["0..640", "32", "parts", "--shard", "--partial", "merge", "--expect", "reports/big", "flat,nrr-individual", &command]
        {
            assert!(text.contains(needed), "{engine}: {needed}");
        }
        assert!(text.contains("not run") || text.contains("on one machine") || text.contains("nothing was run"), "{engine}");
        assert!(!text.contains("@sh:") && !text.contains("@json:") && !text.contains("@include:"), "{engine}: a place was not filled");
    }
    // who has no disk of ours gets every file; who has one is told which
    for engine in PYTHONS {
        assert!(printed(&shell, engine).contains(r#"FILES = ["company/it's.toml","company/../plans/own.toml"]"#), "{engine}");
    }
}

#[test]
fn the_number_of_trials_and_the_folder_may_be_left_out() {
    let shell = Shell::small();
    let text = shell.types("cluster dask small.toml --shards 20").done();
    assert!(text.contains("TRIALS = \"0..20\"\nSHARDS = 20\nPARTIALS = Path(\"partials\")\n"), "{text}");
    assert!(text.contains("OUT = []\n"), "{text}");
    // what is inside the program needs no files
    assert!(
        shell
            .types("cluster dask")
            .done()
            .contains("SCENARIO = []  # the scenario and its options, the same for every command\nFILES = []")
    );
}

#[test]
fn a_precision_is_handed_on() {
    let shell = Shell::small();
    let text = shell.types("cluster parallel small.toml --precision 2% --trials 0..5000").done();
    assert!(text.contains("trials=0..5000\n") && text.contains("scenario=(small.toml --precision 0.02)"), "{text}");
    // a scenario that runs to a precision and has so many trials at most
    shell.write("precise.toml", SMALL.replace("trials = 20", "precision = 0.03\nmax_trials = 3000"));
    let text = shell.types("cluster parallel precise.toml").done();
    assert!(text.contains("trials=0..3000\n") && text.contains("scenario=(precise.toml --precision 0.03)"), "{text}");
    let text = shell.types("cluster parallel precise.toml --trials 0..200").done();
    assert!(text.contains("trials=0..200\n") && text.contains("scenario=(precise.toml)"), "{text}");
}

#[test]
fn shell_scripts_are_good_bash() {
    let shell = company();
    for engine in SHELLS {
        parses("bash", &["-n"], &printed(&shell, engine));
    }
}

#[test]
fn drivers_are_good_python() {
    let shell = company();
    for engine in PYTHONS {
        parses("python3", &["-c", "import ast, sys; ast.parse(sys.stdin.read())"], &printed(&shell, engine));
    }
}

/// The words reach the program as they were typed, whatever is in them: the script of parallel, with stand-ins that write them down.
#[test]
fn words_reach_the_program_as_they_were_typed() {
    let shell = company();
    let path = shell.path("bin/paylift");
    shell.write("bin/paylift", "#!/bin/bash\nprintf '%s\\n' \"$@\" >>\"$0.told\"\n");
    if !run("bash", &["-c", &format!("chmod +x {}", path.display())], "").is_ok_and(|good| good) {
        skipped("bash");
        return;
    }
    let program = path.display().to_string();
    let text = shell.says(&["cluster", "parallel", "company/it's.toml", "--trials", "0..64", "--program", &program, "--out", "a b"]).done();
    // nothing is missing, says the stand-in, which prints nothing: merge follows
    assert!(run("bash", &["-s"], &text).unwrap());
    let told = shell.text("bin/paylift.told");
    let twice = "shards\ncompany/it's.toml\n--trials\n0..64\n--shards\n64\n--partial-dir\npartials\n";
    assert_eq!(told, format!("{twice}merge\n--expect\n0..64\n--out\na b\n--partial-dir\npartials\n"));
}

#[test]
fn what_cannot_be_done_is_told_and_nothing_is_printed() {
    let shell = company();
    let own = shell.path("plans/own.toml").display().to_string();
    let cases: [(&[&str], &str); 6] = [
        (&["slurm", "company/it's.toml", "--shards", "21"], "--shards 21: at most one shard a trial, and there are 20 trials"),
        (&["aws-batch", "--trials", "0..5", "--shards", "1"], "--shards 1: this engine takes 2 to 10000"),
        (&["dask", "company/it's.toml", "--shards", "4", "--plans", &own], "workers cannot have a file in this place"),
        (&["slurm", "--partial-dir", "two\nlines"], "a script cannot hold a name with such characters"),
        (&["slurm", "--trials", "9..9"], "9..9 has no trials"),
        (&["slurm", "no-such.toml"], "no-such.toml"),
    ];
    for (words, said) in cases {
        let words: Vec<&str> = ["cluster"].iter().chain(words).copied().collect();
        let err = shell.says(&words).refused();
        assert!(err.contains(said), "{words:?}: {err}");
    }
    // the same file is no trouble where there is a shared disk
    assert!(shell.says(&["cluster", "slurm", "company/it's.toml", "--shards", "4", "--plans", &own]).done().contains("own.toml"));
}

/// Whether a program takes a text; says so where the program is not there.
fn parses(program: &str, words: &[&str], text: &str) {
    match run(program, words, text) {
        Ok(good) => assert!(good, "{program} refuses:\n{text}"),
        Err(ErrorKind::NotFound) => skipped(program),
        Err(other) => panic!("{program}: {other}"),
    }
}

#[expect(clippy::print_stderr, reason = "a skipped test has to say so")]
fn skipped(program: &str) {
    eprintln!("skipped: there is no {program} here");
}

fn run(program: &str, words: &[&str], text: &str) -> Result<bool, ErrorKind> {
    let mut child = Command::new(program).args(words).stdin(Stdio::piped()).spawn().map_err(|e| e.kind())?;
    child.stdin.take().unwrap().write_all(text.as_bytes()).unwrap();
    Ok(child.wait().unwrap().success())
}
