//! `paylift ab monitor`: the specification's stream of looks at a shell, and wrong input.

use std::path::Path;

use serde_json::Value;

use super::shell::Shell;

/// The stream of looks whose estimates and boundaries are known from elsewhere.
fn shell() -> Shell {
    let shell = Shell::new();
    let data = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/ab/d4_stream.csv");
    shell.write("d4_stream.csv", std::fs::read(data).unwrap());
    shell
}

fn json(text: &str) -> Value {
    serde_json::from_str(text).unwrap()
}

#[track_caller]
fn close(found: &Value, expected: f64, tolerance: f64) {
    let found = found.as_f64().unwrap();
    assert!((found - expected).abs() <= tolerance, "{found} {expected}");
}

/// Looks 4 and 5 as in the specification: z 2.526 against 2.980 goes on, 2.712 against 2.644 stops.
#[test]
fn the_stream_stops_at_its_fifth_look() {
    let shell = shell();
    let told = shell.types("ab monitor d4_stream.csv --looks 8 --fractions equal --tuned-at 656.6955266 --out m").done();
    assert!(told.starts_with("Plan B better: stop at look 5 of 8."), "{told}");
    for part in [
        "2.526",
        "2.980",
        "2.712",
        "2.644",
        "STOP: plan B better",
        "[−0.0014, +0.2290]",
        "(after the stop)",
        "12 CSMs (6 on plan A, 6 on plan B)",
    ] {
        assert!(told.contains(part), "{part}: {told}");
    }
    let result = json(&shell.text("m/monitor.json"));
    assert_eq!((result["decision"].as_str(), result["stop"].as_str()), (Some("better"), Some("5")));
    let boundaries = [6.231_974, 4.332_636, 3.481_378, 2.979_607, 2.644_343, 2.401_165, 2.214_645, 2.065_784];
    for (look, boundary) in result["looks"].as_array().unwrap().iter().zip(boundaries) {
        close(&look["boundary"], boundary, 1e-6);
    }
    close(&result["looks"][7]["standard_error"], 0.022_879_878_2, 1e-9);
    let files = shell.files("m");
    for name in
        ["charts/sequential.png", "charts/sequential.svg", "looks.csv", "manifest.json", "monitor.html", "monitor.json", "provenance.json"]
    {
        assert!(files.iter().any(|file| file == name), "{name}: {files:?}");
    }
    let page = shell.text("m/monitor.html");
    assert!(page.contains("Plan B better: stop at look 5 of 8."));
    assert!(!page.contains("src=\"http") && !page.contains("href=\"http"), "opens offline");
    let header = shell.text("m/looks.csv");
    assert_eq!(header.lines().count(), 9);
    assert!(header.starts_with("look,accounts_control,"));
}

#[test]
fn the_same_words_give_the_same_bytes() {
    let shell = shell();
    let line = "ab monitor d4_stream.csv --futility --icc 0.05";
    let without =
        |name: &str| -> Vec<(String, Vec<u8>)> { shell.contents(name).into_iter().filter(|(file, _)| file != "provenance.json").collect() };
    shell.types(&format!("{line} --out one")).done();
    shell.types(&format!("{line} --out two")).done();
    assert_eq!(without("one"), without("two"));
    let again = json(&shell.text("one/monitor.json"))["repeat"].as_str().unwrap().to_owned();
    shell.types(&format!("{} --out three", again.strip_prefix("paylift ").unwrap())).done();
    assert_eq!(without("one"), without("three"), "the command that repeats it does");
}

#[test]
fn true_information_that_falls_is_shown_and_not_judged() {
    let shell = shell();
    let result = json(&shell.types("ab monitor d4_stream.csv --fractions true --icc 0.1 --alpha 0.005 --json --no-charts").done());
    let third = &result["looks"][2];
    assert!(third["boundary"].is_null() && third["uplift"].is_f64(), "{third}");
    assert_eq!(third["alpha_spent"], result["looks"][1]["alpha_spent"]);
    assert_eq!(third["decision"], "not judged");
    assert!(result["warnings"].to_string().contains("look 3 has no more information"), "{}", result["warnings"]);
    assert!(shell.path("reports/ab-monitor/monitor.json").exists());
}

#[test]
fn an_always_valid_interval_may_decide_and_nothing_stops_too_early() {
    let shell = shell();
    let told = shell.types("ab monitor d4_stream.csv --always-valid --no-charts").done();
    assert!(told.starts_with("Plan B better: stop at look 1 of 8."), "{told}");
    // one look of the same: 3.05 is far from a first boundary of 6.23
    let first: String =
        shell.text("d4_stream.csv").lines().filter(|l| l.starts_with("1,") || l.starts_with("look")).map(|l| format!("{l}\n")).collect();
    shell.write("first.csv", first);
    let told = shell.types("ab monitor first.csv --no-charts --out f").done();
    assert!(told.starts_with("Too early to say after 1 of 8 looks: go on."), "{told}");
}

#[test]
fn a_file_for_each_look_is_the_same_as_one() {
    let shell = shell();
    let all = shell.text("d4_stream.csv");
    let mut names = Vec::new();
    for look in 1..=8 {
        let rows: Vec<&str> = all.lines().filter_map(|line| line.strip_prefix(&format!("{look},"))).collect();
        shell.write(&format!("q{look}.csv"), format!("csm,arm,account,y\n{}\n", rows.join("\n")));
        names.push(format!("q{look}.csv"));
    }
    let one = json(&shell.types("ab monitor d4_stream.csv --json --no-charts --out a").done());
    let many = json(&shell.types(&format!("ab monitor {} --json --no-charts --out b", names.join(" "))).done());
    assert_eq!(one["looks"], many["looks"]);
}

#[test]
fn wrong_input_is_told_at_once_and_nothing_is_written() {
    let shell = Shell::with(&[("bad.csv", "look,csm,arm,account,y\n1,A,0,a,x\n1,B,0,b,\n1,A,1,c,3\n1,D,1,d,4\n2,E,2,e,1\n")]);
    let told = shell.types("ab monitor bad.csv --fractions planned --looks 1").refused();
    for part in ["--icc", "not a number", "the cell is empty", "CSM `A` is in two arms", "3 arms", "arm `2` has 1 CSM"] {
        assert!(told.contains(part), "{part}: {told}");
    }
    assert!(shell.types("ab monitor none.csv").refused().contains("there is no such file"));
    shell.write(
        "nine.csv",
        (0..36).fold(String::from("look,csm,arm,y\n"), |text, i| text + &format!("{},{},{},1.{i}\n", i / 4 + 1, i % 4, i % 2)),
    );
    assert!(shell.types("ab monitor nine.csv").refused().contains("9 looks in the data, 8 planned"));
    assert!(shell.types("ab monitor nine.csv --futility 2").refused().contains("more than 0 and less than 1"));
    assert!(!shell.path("reports").exists());
}
