//! `paylift run --parameter-uncertainty`: what is drawn, what is told, and that every way to run it agrees.

use super::cli_run::table;
use super::shell::Shell;

/// One segment of a fit beside one that nobody doubts.
const FITTED: &str = r#"
name = "Fitted"
plans = ["flat", "nrr-individual"]
reference = "nrr-individual"
trials = 200
[[team]]
segment = "fitted"
csms = 2
accounts = 12
[[team]]
segment = "enterprise"
csms = 1
accounts = 6
[segments.fitted]
like = "mid-market"
[segments.fitted.uncertainty]
parameters = ["growth", "annual_churn"]
sd = [0.006, 0.3]
correlation = [[1.0, -0.4], [-0.4, 1.0]]
"#;

fn fitted() -> Shell {
    Shell::with(&[("fitted.toml", FITTED)])
}

#[test]
fn draws_splits_and_trials_are_written_and_told() {
    let shell = fitted();
    let out = shell.types("run fitted.toml --parameter-uncertainty 3 --out run").done();
    assert!(out.contains("UNKNOWN 3 draws of the market’s parameters"), "{out}");
    assert!(
        out.contains("NRR individual: cost ± $") && out.contains("paylift run fitted.toml --parameter-uncertainty 3 --seed 7"),
        "{out}"
    );
    let (header, trials) = table(&shell.read("run/trials.csv"));
    assert_eq!(header.last().map(String::as_str), Some("outer_draw"));
    for row in &trials {
        let trial: u32 = row[0].parse().unwrap();
        assert_eq!(row.last().unwrap().parse::<u32>().unwrap(), trial / 64 % 3, "{row:?}");
    }
    let (header, draws) = table(&shell.read("run/draws.csv"));
    assert_eq!(header, ["outer_draw", "trials", "segment", "parameter", "point", "value"]);
    let said: Vec<[&str; 4]> = draws.iter().map(|r| [r[0].as_str(), r[1].as_str(), r[2].as_str(), r[3].as_str()]).collect();
    let expected = [("0", "72"), ("1", "64"), ("2", "64")]
        .map(|(draw, n)| [[draw, n, "fitted", "growth"], [draw, n, "fitted", "annual_churn"]])
        .concat();
    assert_eq!(said, expected);
    assert!(draws.iter().all(|r| r[4] != r[5] && r[5].parse::<f64>().is_ok()), "{draws:?}");
    let (header, splits) = table(&shell.read("run/uncertainty.csv"));
    let rows: Vec<[&str; 3]> = splits.iter().map(|r| [r[0].as_str(), r[1].as_str(), r[2].as_str()]).collect();
    let numbers = ["cost", "pay_per_csm", "increment_no_csm", "nrr"];
    for plan in ["flat", "nrr-individual"] {
        assert!(numbers.iter().all(|number| rows.contains(&[plan, number, ""])), "{rows:?}");
    }
    assert_eq!((rows.len(), rows.contains(&["flat", "cost", "nrr-individual"])), (9, true));
    let at = |name: &str| header.iter().position(|h| h == name).unwrap();
    for row in &splits {
        // the parts sum to the whole, unless what is between draws came out below 0
        let get = |name: &str| row[at(name)].parse::<f64>().unwrap();
        let sum = get("var_luck") + get("var_unknown").max(0.0);
        assert!((get("sd").powi(2) / sum - 1.0).abs() < 1e-9, "{row:?}");
    }
    let page = shell.text("run/report.html");
    for words in ["id=\"uncertainty\"", "Luck, or do we not know?", "id=\"picture-uncertainty\"", "Taken as known exactly", "± 0.3 (logit)"]
    {
        assert!(page.contains(words), "{words}");
    }
    assert!(shell.files("run").contains(&"charts/uncertainty.png".to_owned()));
    // drawn again without simulating: the same files
    let before = shell.contents("run");
    shell.types("report run").done();
    assert!(before == shell.contents("run"), "a redrawn folder differs");
}

#[test]
fn without_the_flag_nothing_is_drawn_and_the_run_says_what_it_does_not_say() {
    let shell = fitted();
    let out = shell.types("run fitted.toml --trials 20 --no-charts --out run").done();
    assert!(!out.contains("UNKNOWN") && out.contains("how well the market is known"), "{out}");
    let (header, _) = table(&shell.read("run/trials.csv"));
    assert!(!header.contains(&"outer_draw".to_owned()));
    assert!(shell.files("run").iter().all(|name| name != "draws.csv" && name != "uncertainty.csv"));
    // known exactly: the rows of the same company without a word about it
    shell.write("plain.toml", FITTED.split("[segments.fitted.uncertainty]").next().unwrap());
    shell.types("run plain.toml --trials 20 --no-charts --out plain").done();
    for file in ["trials.csv", "csm.csv", "quarters.csv"] {
        assert!(shell.read(&format!("run/{file}")) == shell.read(&format!("plain/{file}")), "{file}");
    }
}

#[test]
fn shards_and_statements_know_their_draw() {
    let shell = fitted();
    shell.types("run fitted.toml --parameter-uncertainty 2 --trials 150 --no-charts --out whole").done();
    for nth in 0..3 {
        shell.types(&format!("run fitted.toml --parameter-uncertainty 2 --trials 0..150 --shard {nth}/3 --partial-dir parts")).done();
    }
    let told = shell.types("merge --expect 0..150 --partial-dir parts --no-charts --out merged");
    assert_eq!(told.code, Some(0), "{}", told.err);
    for file in ["trials.csv", "csm.csv", "outcomes.bin", "uncertainty.csv", "draws.csv"] {
        assert!(shell.read(&format!("whole/{file}")) == shell.read(&format!("merged/{file}")), "{file}");
    }
    // a part of a run with other draws is no part of this one
    shell.types("run fitted.toml --parameter-uncertainty 3 --trials 0..150 --shard 0/3 --partial parts/other.part").done();
    let told = shell.types("merge --expect 0..150 --partial-dir parts --no-charts --out again");
    assert!(told.code.is_some_and(|code| (10..20).contains(&code)) && told.err.contains("parameter_draws"), "{}", told.err);
    let statement = shell.types("explain fitted.toml --parameter-uncertainty 2 --plan nrr-individual --csm 1 --trial 130").done();
    let (_, draws) = table(&shell.read("whole/draws.csv"));
    let growth: f64 = draws[0][5].parse().unwrap();
    assert!(statement.contains(&format!("Outer draw 0, fitted: growth {growth:.5} (point 0.005)")), "{statement}");
}

#[test]
fn what_cannot_be_drawn_is_refused_before_anything_is_written() {
    let shell = Shell::small();
    let told = shell.types("run small.toml --parameter-uncertainty --out run").refused();
    assert!(told.contains("no segment says how well its numbers are known (smb, enterprise)"), "{told}");
    let told = shell.types("run small.toml --parameter-uncertainty 1 --out run").refused();
    assert!(told.contains("1 draws") && told.contains("2 to 1,000"), "{told}");
    let told = shell.types("run --parameter-uncertainty small.toml").refused();
    assert!(told.contains("name the scenario before this flag"), "{told}");
    assert!(shell.files(".").iter().all(|name| name == "small.toml"));
    // a file of draws that is not there, and one that is beside the segment
    shell.write("sub/seg.toml", "like = \"smb\"\nid = \"seg\"\n[uncertainty]\ndraws = \"drawn.csv\"\n");
    assert!(shell.types("check sub/seg.toml").refused().contains("drawn.csv"));
    shell.write("sub/drawn.csv", "growth,annual_churn\n0.001,0.2\n0.002,0.25\n0.003,0.22\n");
    assert!(shell.types("check sub/seg.toml").done().contains("in 3 draws of a fit"));
}
