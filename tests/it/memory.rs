//! Long runs: what grows in memory with the number of trials. Linux tells how much a program has held at most.
#![cfg(target_os = "linux")]

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};
use std::thread::sleep;
use std::time::Duration;

/// Drawn attainments: next to no time is spent on living, nearly all rows are pay by plan and CSM.
const MANY: &str = r#"
name = "Many"
plans = ["nrr-individual"]
reference = "nrr-individual"
[market]
kind = "attainment"
attainment = "70 % to 130 %"
quota = 600_000
[[team]]
segment = "mid-market"
csms = 20
accounts = 20
ote = 110_000
variable_share = 0.20
[behaviour]
mode = "off"
"#;

/// Trials of a run whose rows stay in memory, and of one whose rows do not.
const TRIALS: [u64; 2] = [2_000, 14_000];

/// Runs so many trials under every plan there is. Most memory held \[bytes\], and bytes of rows on disk.
fn run(folder: &Path, trials: u64) -> (u64, u64) {
    let out = folder.join(trials.to_string());
    let mut words = vec!["run", "many.toml", "--plans", "all", "--threads", "1", "--no-charts", "--out"];
    let (out_word, trials_word) = (out.display().to_string(), trials.to_string());
    words.extend([out_word.as_str(), "--trials", trials_word.as_str()]);
    let mut child = Command::new(assert_cmd::cargo::cargo_bin!("paylift"))
        .args(words)
        .current_dir(folder)
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let status = format!("/proc/{}/status", child.id());
    let mut most = 0;
    let exit = loop {
        if let Some(exit) = child.try_wait().unwrap() {
            break exit;
        }
        // a program that has just ended no longer says
        let said = fs::read_to_string(&status).unwrap_or_default();
        let held = said.lines().find_map(|line| line.strip_prefix("VmHWM:")?.trim().strip_suffix(" kB")?.parse::<u64>().ok());
        most = most.max(held.unwrap_or(0) * 1024);
        sleep(Duration::from_millis(5));
    };
    assert!(exit.success());
    (most, fs::metadata(out.join("outcomes.bin")).unwrap().len())
}

#[test]
#[ignore = "takes five minutes"]
fn memory_hardly_grows_with_trials() {
    let home = tempfile::tempdir().unwrap();
    fs::write(home.path().join("many.toml"), MANY).unwrap();
    let [(few, few_rows), (many, many_rows)] = TRIALS.map(|trials| run(home.path(), trials));
    let more = TRIALS[1] - TRIALS[0];
    let (grown, rows) = (many.saturating_sub(few) / more, (many_rows - few_rows) / more);
    assert!(rows > 6_000, "rows are no longer what takes most: {rows} bytes a trial");
    // a plan's pay and what is made of it, costs of every plan, and the rows that may stay in memory
    assert!(grown < rows / 2, "{grown} bytes a trial in memory, of {rows} bytes of rows");
    let left: Vec<_> = fs::read_dir(home.path()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert_eq!(left.len(), 3, "nothing but two runs and their scenario: {left:?}");
}
