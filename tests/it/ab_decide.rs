//! `paylift ab decide`: ship, keep or test on, by hand and against the specification's numbers; wrong input.

use std::path::Path;

use serde_json::Value;

use super::shell::Shell;

fn shell() -> Shell {
    let shell = Shell::new();
    let data = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/ab");
    for name in ["d1_csm.csv", "d1_csm_means.csv", "d1_accounts.csv", "d7_contracts.csv"] {
        shell.write(name, std::fs::read(data.join(name)).unwrap());
    }
    // payouts and outcomes of the same CSMs in one file
    let (pay, means) = (shell.text("d1_csm.csv"), shell.text("d1_csm_means.csv"));
    let rows = pay.lines().skip(1).zip(means.lines().skip(1)).map(|(pay, means)| {
        let (pay, means): (Vec<&str>, Vec<&str>) = (pay.split(',').collect(), means.split(',').collect());
        assert_eq!(pay[0], means[0]);
        format!("{},{},{},{}\n", pay[0], pay[3], pay[5], means[6])
    });
    let text = std::iter::once("csm,arm,payout,outcome\n".to_owned()).chain(rows).collect::<String>();
    shell.write("paid.csv", text);
    shell
}

fn json(text: &str) -> Value {
    serde_json::from_str(text).unwrap()
}

#[track_caller]
fn close(found: &Value, expected: f64, relative: f64) {
    let found = found.as_f64().unwrap_or_else(|| panic!("{found} is no number"));
    assert!((found - expected).abs() <= relative * expected.abs(), "{found} {expected}");
}

const D1: &str = "ab decide --effect 0.04293702656392839 --se 0.03194817758104811 --df 22 --tested 12,12";

/// Books of 80,000 and pay of the trial once a year: O16's posterior and O17's net benefit, price and acceptability at 80,000.
#[test]
fn the_numbers_are_those_of_the_oracle() {
    let shell = shell();
    let line = format!("{D1} --arr 1920000 --margin 1 --payout paid.csv --payouts-a-year 1 --prior 0,0.03 --csms 24 --out d");
    let told = shell.types(&line).done();
    let result = json(&shell.text("d/decide.json"));
    assert!(told.replace('\n', " ").contains(result["verdict"].as_str().unwrap().split(':').next().unwrap()), "{told}");
    close(&result["posterior"]["above_zero"], 0.813_274_469_957, 1e-6);
    close(&result["posterior"]["mean"], 0.019_702_973_868_8, 1e-6);
    let one = &result["net_benefit_of_one_csm_a_year"];
    close(&one["estimate"], 2_486.729_625_11, 1e-6);
    close(&one["standard_error"], 2_525.869_142_58, 1e-6);
    close(&one["acceptability"], 0.832_214_128_878, 1e-6);
    close(&result["price"]["point"], 22_084.260_972, 1e-6);
    assert_eq!(result["price"]["limits"]["kind"], "outside");
    close(&result["break_even"], 948.2325 / 80_000.0, 1e-6);
    for name in ["acceptability.csv", "charts/acceptability.png", "charts/belief.svg", "charts/trials.png", "decide.html", "trials.csv"] {
        assert!(shell.files("d").iter().any(|file| file == name), "{name}");
    }
    assert!(shell.text("d/decide.html").contains(result["verdict"].as_str().unwrap()));
}

/// A certain uplift of ten points on 10 M at 80 %, for 100,000 more pay: 800,000 − 100,000 = 700,000.
#[test]
fn one_sentence_says_what_to_do() {
    let shell = shell();
    let line = |effect: &str, more: &str| {
        format!("ab decide --effect {effect} --se 0.001 --df 20 --arr 10000000 --payout 100000 --prior flat --no-charts {more}")
    };
    let told = shell.types(&line("0.1", "")).done();
    assert!(told.starts_with("Give plan B to everyone: it is expected to earn $700k a year more than it pays"), "{told}");
    let told = shell.types(&line("-0.1", "")).done();
    assert!(told.starts_with("Keep plan A: plan B is expected to cost $900k a year more than it earns"), "{told}");
    let told = shell.types(&format!("{D1} --arr 40000000 --payout 500000 --loss-tolerance 1000 --csms 200 --no-charts --out w")).done();
    assert!(told.starts_with("Too early to say: plan B earns its pay with probability"), "{told}");
    let best = &json(&shell.text("w/decide.json"))["information"]["best_trial"];
    assert_eq!(best["worth_it"], true);
    assert!(told.replace('\n', " ").contains(&format!("test on with {} CSMs on each plan", best["csms_each"])), "{told}");
}

#[test]
fn a_third_plan_has_its_place_and_its_warnings() {
    let shell = shell();
    let line = format!("{D1} --arr 1920000 --third-plan d7_contracts.csv --no-charts --json");
    let third = json(&shell.types(&line).done())["third_plan"].clone();
    close(&third["lambda"], 1.353_385_930_24, 1e-6);
    close(&third["outcome"][2], 5.876_694_584_51, 1e-9);
    close(&third["pay"][2], 1_446.776_427_1, 1e-9);
    assert!(third["warnings"].to_string().contains("--cases"));
    let third = json(&shell.types(&format!("{line} --cases 8,8 --risk-aversion 0")).done())["third_plan"].clone();
    close(&third["lambda"], 1.207_501_793, 1e-9);
    assert!(third["warnings"].to_string().contains("may be none"), "{third}");
}

/// What `ab analyse` writes is what `ab decide` reads.
#[test]
fn an_analysis_is_decided_on() {
    let shell = shell();
    let analysed = shell.types("ab analyse d1_accounts.csv --outcome nrr_post --baseline nrr_pre --no-charts --out a");
    assert_eq!(analysed.code, Some(0), "{}", analysed.err);
    let result = json(&shell.types("ab decide a/analyse.json --arr 12000000 --payout paid.csv --no-charts --json").done());
    let analysis = json(&shell.text("a/analyse.json"));
    let lines = analysis["comparisons"][0]["estimates"].as_array().unwrap();
    let estimates: Vec<&Value> = lines.iter().map(|line| &line["estimate"]).collect();
    assert!(estimates.contains(&&result["effect"]["estimate"]), "{}", result["effect"]);
    assert_eq!((result["stakes"]["csms"].as_u64(), result["outcome"].as_str()), (Some(24), Some("nrr_post")));
    close(&result["stakes"]["extra_pay"], 948.2325 * 4.0 * 24.0, 1e-9);
}

#[test]
fn the_same_words_give_the_same_bytes() {
    let shell = shell();
    let line = format!("{D1} --arr 12000000 --payout paid.csv --third-plan d7_contracts.csv --cases 100,100");
    let without =
        |name: &str| -> Vec<(String, Vec<u8>)> { shell.contents(name).into_iter().filter(|(file, _)| file != "provenance.json").collect() };
    shell.types(&format!("{line} --out one")).done();
    let again = json(&shell.text("one/decide.json"))["repeat"].as_str().unwrap().to_owned();
    shell.types(&format!("{} --out two", again.strip_prefix("paylift ").unwrap())).done();
    assert_eq!(without("one"), without("two"));
}

#[test]
fn a_design_that_cannot_tell_says_so() {
    let shell = shell();
    shell.write("a.json", r#"{"comparisons": [{"control": "A", "plan": "B", "units": [3, 3], "headline": null, "estimates": []}]}"#);
    let told = shell.types("ab decide a.json --arr 1000000");
    assert_eq!(told.code, Some(3));
    assert!(told.out.starts_with("This design cannot tell"), "{}", told.out);
    assert!(!shell.path("reports").exists());
}

#[test]
fn wrong_input_is_told_at_once_and_nothing_is_written() {
    let shell = Shell::with(&[
        ("a.json", "{}"),
        ("p.csv", "csm,arm,payout\nA,0,x\nB,0,2\nB,0,2\n"),
        ("c.csv", "score,p_A,p_B,pay_A,pay_B,pay_C\n0,0.5,0.4,1,1,1\n1,0.4,0.6,1,2,y\n"),
    ]);
    let told = shell.types("ab decide a.json --arr 1000000 --payout p.csv --third-plan c.csv").refused();
    for part in ["no comparison of plans", "there twice", "not a number", "nothing was run or written"] {
        assert!(told.contains(part), "{part}: {told}");
    }
    for (line, part) in [
        ("ab decide --arr 1000", "<RESULT>"),
        ("ab decide --effect 0.1 --arr 1000", "--se"),
        ("ab decide --effect 0.1 --se 0.1", "--arr"),
        ("ab decide --effect 0.1 --se 0 --arr 1000", "must be more than 0"),
        ("ab decide --effect 0.1 --se 0.1 --arr 1000 --prior 0.1", "MEAN,SD"),
        ("ab decide --effect 0.1 --se 0.1 --arr 1000 --margin 8", "more than 0 to 1"),
        ("ab decide --effect 0.1 --se 0.1 --arr 1000 --payout none.csv", "there is no such file"),
    ] {
        let told = shell.types(line).refused();
        assert!(told.contains(part), "{line}: {told}");
    }
    assert!(!shell.path("reports").exists());
}
