//! A revenue history as a scenario's market: what is paid for it, worked out by hand.

use std::fs;
use std::ops::ControlFlow;

use paylift::config::{Overrides, Surroundings, load_scenario, read_history_file};
use paylift::trial::{RunOptions, run};

/// A commission of 10 % on what comes in beyond the segment's organic growth.
const SCENARIO: &str = r#"
months = 3
burn_in = 3
[market]
kind = "history"
file = "h.csv"
replay = true
[[team]]
segment = "beta"
csms = 1
[[team]]
segment = "alpha"
csms = 1
[segments.beta]
organic_nrr = 1.25
[segments.alpha]
organic_nrr = 0.8
[[plan]]
id = "above"
pays = "quarterly"
[[plan.component]]
name = "growth"
weight = 1.0
measure = "growth-above-baseline"
window = { months = 3, kind = "trailing", basis = "point" }
baseline = { rule = "cohort-curve" }
commission = { rate = 0.1 }
"#;

#[test]
fn each_book_is_held_to_the_baseline_of_its_own_segment() {
    let folder = tempfile::tempdir().unwrap();
    let mut csv = String::from("account_id,month,revenue,segment\n");
    // A segment that nobody looks after comes first in the file's order.
    for (account, segment) in [("a", "aardvark"), ("b", "alpha"), ("c", "beta")] {
        for month in 1..=6 {
            csv.push_str(&format!("{account},2025-{month:02},100,{segment}\n"));
        }
    }
    fs::write(folder.path().join("h.csv"), csv).unwrap();
    fs::write(folder.path().join("scenario.toml"), SCENARIO).unwrap();
    let surroundings = Surroundings { folder: folder.path().into(), memory: 1 << 30, history: &read_history_file };
    let scenario = load_scenario(Some("scenario.toml"), &Overrides::default(), &surroundings).unwrap_or_else(|p| panic!("{p}")).scenario;
    let result = run(&scenario, RunOptions::default(), &mut |_| ControlFlow::Continue(())).unwrap();
    // Each book is an unchanging 1,200 a year. A quarter of organic growth leaves 1,200 × 0.8^¼ = 1,134.89 of alpha's, 65.11 below
    // what is there: 6.51 is paid. It would have brought beta's to 1,268.85: nothing is.
    assert_eq!(result.base.pay_of(0, 0), [0, 651]);
}
