//! `paylift run`, with the real program in a folder of its own.

use std::collections::BTreeMap;

use resvg::tiny_skia::Pixmap;

use super::shell::{SMALL, Shell, Told};

/// A cent from a table, or an amount without decimals.
fn number(cell: &str) -> f64 {
    cell.parse().unwrap_or_else(|_| panic!("not a number: {cell:?}"))
}

/// A CSV as header and rows; every row has as many cells as the header.
pub(crate) fn table(bytes: &[u8]) -> (Vec<String>, Vec<Vec<String>>) {
    let mut reader = csv::ReaderBuilder::new().flexible(false).from_reader(bytes);
    let header = reader.headers().unwrap().iter().map(String::from).collect();
    let rows = reader.records().map(|r| r.unwrap().iter().map(String::from).collect()).collect();
    (header, rows)
}

/// The text without what differs between runs.
fn masked(text: &str) -> String {
    let lines = text.lines().map(|line| match line.strip_prefix("stopped: ") {
        Some(rest) => format!("stopped: {} · TIME", rest.rsplit_once(" · ").unwrap().0),
        None => line.to_owned(),
    });
    lines.collect::<Vec<_>>().join("\n")
}

#[test]
fn the_default_run_writes_a_whole_folder_and_prints_the_decision() {
    let shell = Shell::new();
    let printed = shell.types("run --trials 20").done();
    insta::assert_snapshot!("what_the_default_run_prints", masked(&printed));
    // Everything is in the one folder.
    let files = shell.files("reports/meterline");
    assert_eq!(shell.files(".").len(), files.len());
    let headers = files.iter().filter(|name| name.ends_with(".csv")).map(|name| {
        let (header, rows) = table(&shell.read(&format!("reports/meterline/{name}")));
        assert!(!rows.is_empty(), "{name}");
        format!("{name}: {}", header.join(","))
    });
    let headers: Vec<String> = headers.collect();
    insta::assert_snapshot!("what_is_in_the_folder", format!("{}\n\n{}", files.join("\n"), headers.join("\n")));

    for name in files.iter().filter(|name| name.ends_with(".png")) {
        let picture = Pixmap::decode_png(&shell.read(&format!("reports/meterline/{name}"))).unwrap();
        let width = if name.contains("overview") { 1280 } else { 1920 };
        assert_eq!(picture.width(), width, "{name}");
        assert!((600..=1600).contains(&picture.height()), "{name}: {}", picture.height());
        let first = picture.pixels()[0];
        assert!(picture.pixels().iter().any(|p| *p != first), "{name} is blank");
    }

    let page = shell.text("reports/meterline/report.html").replace("xmlns=\"http://www.w3.org/2000/svg\"", "");
    for outside in ["http://", "https://", "src=", "@import", "<script", "<link", "<iframe"] {
        assert!(!page.contains(outside), "the page refers to something outside: {outside}");
    }
    for reference in ["href=\"", "url("] {
        for (at, _) in page.match_indices(reference) {
            let to = &page[at + reference.len()..];
            assert!(to.starts_with('#') || to.starts_with("data:"), "{reference}{:.40}", to);
        }
    }
}

#[test]
fn identical_runs_give_identical_bytes_whatever_the_number_of_threads() {
    let shell = Shell::small();
    let runs: Vec<BTreeMap<String, Vec<u8>>> = ["", "--threads 1", "--threads 2", "--threads 8"]
        .iter()
        .map(|threads| {
            shell.types(&format!("run small.toml --trials 40 --market recession --out run {threads}")).done();
            shell.contents("run").into_iter().filter(|(name, _)| name != "provenance.json").collect()
        })
        .collect();
    for run in &runs[1..] {
        assert!(run.keys().eq(runs[0].keys()));
        for (name, bytes) in run {
            assert!(bytes == &runs[0][name], "{name} differs");
        }
    }
    // Another seed is another run.
    shell.types("run small.toml --trials 40 --market recession --out run --seed 8 --no-charts").done();
    assert_ne!(shell.read("run/trials.csv"), runs[0]["trials.csv"]);
}

#[test]
fn a_folder_that_is_not_ours_is_refused_and_untouched() {
    let shell = Shell::with(&[("holiday/photo.jpg", "not yours"), ("letter.txt", "dear")]);
    insta::assert_snapshot!(shell.types("run --trials 2 --out holiday").refused(), @"error: holiday already exists and was not written by paylift (no manifest.json of ours in it): choose another folder or remove it");
    insta::assert_snapshot!(shell.types("run --trials 2 --out letter.txt").refused(), @"error: letter.txt is not a folder");
    assert_eq!(shell.contents("."), [("holiday/photo.jpg".into(), b"not yours".to_vec()), ("letter.txt".into(), b"dear".to_vec())]);
}

#[test]
fn an_earlier_run_is_replaced_whole() {
    let shell = Shell::small();
    shell.types("run small.toml --trials 3 --out run").done();
    assert!(shell.path("run/charts").is_dir());
    shell.write("run/leftover.csv", "old");
    shell.types("run small.toml --trials 3 --out run --no-charts").done();
    assert!(!shell.path("run/charts").exists() && !shell.path("run/leftover.csv").exists());
    assert!(shell.files(".").iter().all(|name| name.starts_with("run/") || name == "small.toml"), "{:?}", shell.files("."));
}

#[test]
fn wrong_input_leaves_no_trace() {
    let shell = Shell::with(&[("wrong.toml", "trails = 5\n")]);
    shell.types("run wrong.toml --out deep/run").refused();
    shell.types("run --plans nowhere --out deep/run").refused();
    assert_eq!(shell.files("."), ["wrong.toml"]);
}

#[test]
fn json_says_what_the_tables_say() {
    let shell = Shell::small();
    let printed = shell.types("run small.toml --trials 5 --no-charts --json --out run").done();
    let json: serde_json::Value = serde_json::from_str(&printed).unwrap();
    assert_eq!((json["seed"].as_u64(), json["trials"].as_u64(), json["folder"].as_str()), (Some(7), Some(5), Some("run")));
    let (header, rows) = table(&shell.read("run/summary.csv"));
    let listed = json["summary"].as_array().unwrap();
    assert_eq!(listed.len(), rows.len());
    for (row, listed) in rows.iter().zip(listed) {
        for (name, cell) in header.iter().zip(row) {
            match &listed[name] {
                serde_json::Value::Null => assert_eq!(cell, "", "{name}: {row:?}"),
                serde_json::Value::Number(n) => assert_eq!(n.as_f64(), Some(number(cell)), "{name}: {row:?}"),
                serde_json::Value::Bool(b) => assert_eq!(&b.to_string(), cell, "{name}: {row:?}"),
                text => assert_eq!(text.as_str(), Some(cell.as_str()), "{name}: {row:?}"),
            }
        }
    }
}

#[test]
fn a_precision_goal_ends_the_run_or_says_that_it_was_not_met() {
    let shell = Shell::with(&[("few.toml", &SMALL.replace("trials = 20", "min_trials = 2\nmax_trials = 60\nprecision = 0.5"))]);
    let stopped = |told: &Told| told.out.lines().find(|line| line.starts_with("stopped:")).unwrap_or_default().to_owned();
    let reached = shell.types("run few.toml --precision 90% --no-charts --out run");
    assert_eq!((reached.code, reached.err.as_str()), (Some(0), ""));
    assert!(stopped(&reached).contains("precision reached"), "{}", stopped(&reached));
    let missed = shell.types("run few.toml --precision 0.01% --no-charts --out run");
    assert_eq!((missed.code, missed.err.as_str()), (Some(3), ""), "done, but not as well as asked");
    insta::assert_snapshot!(stopped(&missed).rsplit_once(" · ").unwrap().0, @"stopped: trial limit before the precision was reached · 60 trials · seed 7");
    // The folder is written all the same, and the manifest says why the run ended.
    let manifest: serde_json::Value = serde_json::from_slice(&shell.read("run/manifest.json")).unwrap();
    assert_eq!((manifest["stopped"].as_str(), manifest["trials"].as_u64()), (Some("precision-not-reached"), Some(60)));
}

#[test]
fn stress_twins_stand_beside_the_market_and_change_nothing_in_it() {
    let shell = Shell::with(&[("slump.toml", "growth_shift = -0.02\n"), ("small.toml", SMALL)]);
    shell.types("run small.toml --no-charts --out plain").done();
    shell.types("run small.toml --no-charts --out stress --market recession,boom --market slump.toml").done();
    assert_eq!(shell.read("plain/trials.csv"), shell.read("stress/trials.csv"));
    let (_, rows) = table(&shell.read("stress/summary.csv"));
    let mean = |measure: &str| {
        let row = rows.iter().find(|r| r[0] == "nrr-individual" && r[1] == measure && r[2] == "mean" && r[3].is_empty());
        number(&row.unwrap_or_else(|| panic!("no mean of {measure}"))[4])
    };
    assert!(mean("cost@slump") < mean("cost@recession"), "20 % less growth a year is worse than a recession");
    assert!(mean("cost@recession") < mean("cost") && mean("cost") < mean("cost@boom"));
}

#[test]
fn equal_cost_is_made_as_asked() {
    let shell = Shell::small();
    let neutral = |how: &str| {
        shell.types(&format!("run small.toml --trials 200 --no-charts --out {how} --neutral {how}")).done();
        let (_, rows) = table(&shell.read(&format!("{how}/summary.csv")));
        let mean = |plan: &str| rows.iter().find(|r| r[0] == plan && r[1] == "cost_neutral" && r[2] == "mean").map(|r| r[4].clone());
        ["flat", "nrr-individual", "posthog-2026q4"].map(|plan| mean(plan).filter(|cell| !cell.is_empty()).map(|cell| number(&cell)))
    };
    assert_eq!(neutral("off"), [None; 3]);
    let [flat, today, other] = neutral("target").map(Option::unwrap);
    assert!((flat / today - 1.0).abs() < 1e-9 && (other / today - 1.0).abs() < 1e-9, "{flat} {today} {other}");
    let [flat, today, other] = neutral("rate").map(Option::unwrap);
    // The factor comes from a pilot of these 200 trials.
    assert!((flat / today - 1.0).abs() < 0.02 && (other / today - 1.0).abs() < 0.02, "{flat} {today} {other}");
    assert_eq!(shell.read("off/trials.csv"), shell.read("rate/trials.csv"), "as published, nothing changes");
}

#[test]
fn the_whole_library_runs_side_by_side() {
    let shell = Shell::small();
    let told = shell.types("run small.toml --plans all --trials 10 --no-charts --out run");
    assert_eq!(told.code, Some(0), "{}", told.err);
    // Which plans are left out and why is settled where every shipped file is run.
    assert!(told.err.lines().all(|line| line.starts_with("note: ") && line.contains(" is left out: ")), "{}", told.err);
    let (_, rows) = table(&shell.read("run/trials.csv"));
    let plans = shell.types("plans").done().lines().filter(|line| line.contains("  ")).count();
    assert_eq!(rows.len(), 10 * (plans - told.err.lines().count()));
}

#[test]
fn nothing_is_coloured_where_nobody_looks() {
    let shell = Shell::with(&[("wrong.toml", "trails = 5\n"), ("small.toml", SMALL)]);
    for words in [
        &["run", "wrong.toml"][..],
        &["run", "small.toml", "--trials", "2", "--no-charts"],
        &["plans"],
        &["--help"],
        &["run", "--nonsense"],
    ] {
        for no_color in [false, true] {
            let mut command = shell.command(words);
            if no_color {
                command.env("NO_COLOR", "1");
            }
            let output = command.output().unwrap();
            assert!(!output.stdout.contains(&0x1b) && !output.stderr.contains(&0x1b), "{words:?}");
        }
    }
}

#[cfg(unix)]
#[test]
fn a_reader_that_has_seen_enough_is_no_error() {
    let shell = Shell::new();
    let program = assert_cmd::cargo::cargo_bin!("paylift");
    let line = format!("'{}' plans 2>told | head -1; '{}' completions zsh 2>>told | head -1", program.display(), program.display());
    let output = std::process::Command::new("sh").args(["-c", &line]).current_dir(shell.path("")).output().unwrap();
    assert_eq!(String::from_utf8(output.stdout).unwrap().lines().count(), 2);
    assert_eq!(shell.text("told"), "", "no panic, no complaint");
}

#[cfg(unix)]
#[test]
fn an_interrupted_run_leaves_nothing_behind() {
    use std::process::Stdio;
    use std::time::Duration;

    let shell = Shell::new();
    let words = ["run", "--trials", "1000000", "--plans", "flat", "--threads", "1", "--out", "deep/run"];
    let child = shell.command(&words).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    // Simulation has begun when the temporary folder is there.
    let begun = || std::fs::read_dir(shell.path("")).unwrap().count() > 0;
    for _ in 0..200 {
        if begun() {
            break;
        }
        std::thread::sleep(Duration::from_millis(25));
    }
    assert!(begun(), "it never started");
    std::thread::sleep(Duration::from_millis(300));
    let sent = std::process::Command::new("kill").args(["-INT", &child.id().to_string()]).status().unwrap();
    assert!(sent.success());
    let output = child.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(130), "{}", String::from_utf8_lossy(&output.stderr));
    assert_eq!(String::from_utf8_lossy(&output.stderr), "interrupted: nothing was written\n");
    assert_eq!(std::fs::read_dir(shell.path("")).unwrap().count(), 0, "{:?}", shell.files("."));
}

#[test]
fn the_mode_of_behaviour_is_told_and_repeated() {
    let shell = Shell::small();
    let printed = shell.types("run small.toml --behaviour angels --trials 2 --no-charts --out run").done();
    assert!(printed.contains(" · behaviour angels · ") && printed.contains("--behaviour angels --seed 7"), "{printed}");
    let why = printed.lines().find_map(|line| line.split_once("paylift explain ")).unwrap().1;
    assert!(why.starts_with("small.toml --behaviour angels "), "{why}");
    shell.types(&format!("explain {why}")).done();
    // As the saved run has it, also when the page and the tables are made again.
    assert!(shell.text("run/manifest.json").contains("\"behaviour\": \"angels\""));
    let told = shell.types("run small.toml --behaviour angel").refused();
    assert!(told.contains("a similar value exists: 'angels'"), "{told}");
}
