//! `paylift ab rehearse`: the whole experiment on simulated customers.

use serde_json::Value;

use crate::shell::Shell;

fn rehearse(words: &str) -> Value {
    let shell = Shell::new();
    let told = shell.types(&format!("ab rehearse {words} --json --no-charts")).done();
    serde_json::from_str(&told).unwrap()
}

/// One number of one rule.
fn of(found: &Value, rule: &str, number: &str) -> f64 {
    let rules = found["rehearsal"]["rules"].as_array().unwrap();
    rules.iter().find(|record| record["rule"] == rule).unwrap()[number]["value"].as_f64().unwrap()
}

/// A plan against itself: no test calls it different from itself more often than alpha (within three Monte Carlo errors), and the words say so.
#[test]
fn identical_plans_are_told_apart_no_more_often_than_alpha() {
    let found = rehearse("--plan nrr-individual --csms 12 --trials 400 --no-guardrails");
    let most = 0.05 + 3.0 * (0.05_f64 * 0.95 / 400.0).sqrt();
    for rule in ["headline", "group-sequential", "always-valid"] {
        assert!(of(&found, rule, "differs") <= most, "{rule}: {}", of(&found, rule, "differs"));
        assert!(of(&found, rule, "ships") <= most, "{rule}");
    }
    assert!(found["verdict"].as_str().unwrap().contains("do the same to customers"), "{}", found["verdict"]);
    assert_eq!(found["rehearsal"]["truth"]["net_benefit"]["value"], 0.0);
}

/// People without scruples on full commission neglect what customers set out to reach: hardly anything of it shows in NRR, so that whoever
/// looks at NRR alone gives the plan to everybody in half of all experiments; the guardrail does not.
#[test]
fn guardrails_catch_the_harm_of_devils() {
    let plans = "--today base-only --plan full-commission --behaviour devils --csms 240 --trials 400 --cap 5000000";
    let guarded = rehearse(&format!("{plans} --guardrail results:-0.01"));
    let unguarded = rehearse(&format!("{plans} --no-guardrails"));
    let guardrail = &guarded["rehearsal"]["guardrails"][0];
    assert!(guardrail["truth"]["value"].as_f64().unwrap() < -0.015, "{guardrail}");
    assert!(guardrail["safe"]["value"].as_f64().unwrap() < 0.05 && guardrail["harm"]["value"].as_f64().unwrap() > 0.25, "{guardrail}");
    assert!(of(&unguarded, "gut", "ships") > 0.2, "{}", of(&unguarded, "gut", "ships"));
    assert!(of(&guarded, "gut", "ships") < 0.05, "{}", of(&guarded, "gut", "ships"));
    // what nobody is told to pay for is paid for: nobody earns anything on today's plan, a team of 24 close to a million on the new one
    let payout = &guarded["rehearsal"]["payout"];
    assert_eq!(payout["pay_today"]["value"], 0.0);
    assert!(payout["top_up"]["value"].as_f64().unwrap() == 0.0 && payout["over_cap"]["value"].as_f64().unwrap() < 0.8);
}

#[test]
fn the_folder_is_whole_and_the_same_for_any_number_of_threads() {
    let shell = Shell::new();
    let words = "ab rehearse --plan growth-above-baseline --trials 60 --quarters 2 --hold-harmless --cap 20000";
    let told = shell.types(&format!("{words} --threads 1 --out one")).done();
    assert!(told.contains("true uplift") && told.contains("OPEN      one/rehearse.html"), "{told}");
    assert!(told.lines().all(|line| line.chars().count() <= 80 || line.starts_with("REPEAT") || line.starts_with("paylift")), "{told}");
    shell.types(&format!("{words} --threads 2 --out two")).done();
    for name in ["rehearse.json", "rules.csv", "guardrails.csv", "rehearse.html", "charts/rules.svg", "manifest.json"] {
        assert!(shell.text(&format!("one/{name}")) == shell.text(&format!("two/{name}")), "{name}");
    }
    assert!(shell.path("one/charts/rules.png").exists() && shell.path("one/provenance.json").exists());
    let repeat = told.lines().find_map(|line| line.strip_prefix("REPEAT    paylift ")).unwrap();
    assert!(repeat.contains("--hold-harmless") && repeat.contains("--cap 20000"), "{repeat}");
    shell.types(&format!("{repeat} --out three")).done();
    assert!(shell.text("one/rules.csv") == shell.text("three/rules.csv"));
}

#[test]
fn what_cannot_be_rehearsed_is_refused_and_nothing_is_written() {
    let shell = Shell::with(&[(
        "stated.toml",
        "plans = [\"nrr-individual\"]\n[[team]]\nsegment = \"smb\"\ncsms = 3\n[market]\nkind = \"attainment\"\nattainment = \"0.8 to 1.2\"\n",
    )]);
    for (words, says) in [
        ("stated.toml", "customers drawn from segments"),
        ("--plan nrr-indvidual", "did you mean `nrr-individual`"),
        ("--csms 12 --treated 11 --trials 20", "each arm needs two at least"),
        ("--csms 5000 --trials 20", "only 20 trials were simulated"),
        ("--guardrail nsp:-5", "did you mean nps?"),
        ("--guardrail nps:5", "below 0"),
        ("--prior 0.02", "MEAN,SD"),
        ("--outcome npr", "nrr"),
        ("--alpha 5", "at most 0.5"),
        ("--no-guardrails --guardrail nps:-5", "cannot be used with"),
    ] {
        let told = shell.types(&format!("ab rehearse {words} --out refused"));
        assert_eq!(told.code, Some(2), "{words}: {}", told.err);
        assert!(told.err.contains(says), "{words}: {}", told.err);
        assert!(!shell.path("refused").exists(), "{words}");
    }
}
