//! A run spread over machines, with the real program: `run --shard`, `shards`, `merge`, `run --resume`.

use std::collections::BTreeMap;

use paylift::report::partial::Partial;

use super::shell::{SMALL, Shell, Told};

/// All three segments, few accounts, people who respond, a stress twin, rates scaled to equal cost, plans that read many measures.
const EVERYTHING: &str = r#"
name = "Everything"
plans = ["nrr-individual", "menu-eight", "gainsight-three", "baseline-holdout", "posthog-tam-monthly"]
reference = "nrr-individual"
neutral = "rate"
stress = ["recession"]
[[team]]
segment = "enterprise"
csms = 1
accounts = 4
[[team]]
segment = "mid-market"
csms = 2
accounts = 5
[[team]]
segment = "smb"
csms = 1
accounts = 6
"#;

/// A run that is quick to start: nobody responds.
const QUICK: &str = "small.toml --behaviour off";

/// Everything in a run folder that may not differ.
fn run_folder(shell: &Shell, name: &str) -> BTreeMap<String, Vec<u8>> {
    shell.contents(name).into_iter().filter(|(name, _)| name != "provenance.json").collect()
}

#[track_caller]
fn assert_same(shell: &Shell, one: &str, other: &str) {
    let (one, other) = (run_folder(shell, one), run_folder(shell, other));
    assert!(one.keys().eq(other.keys()), "{:?} and {:?}", one.keys(), other.keys());
    for (name, bytes) in &one {
        assert!(bytes == &other[name], "{name} differs");
    }
}

/// Lives shards of a run of 100 trials into a folder.
fn live(shell: &Shell, scenario: &str, shards: impl IntoIterator<Item = u32>, of: u32) {
    for nth in shards {
        shell.types(&format!("run {scenario} --trials 0..100 --shard {nth}/{of} --partial-dir parts")).done();
    }
}

fn file_of(shell: &Shell, start: u32) -> String {
    let name = shell.files("parts").into_iter().find(|name| name.contains(&format!("_{start}_")));
    format!("parts/{}", name.unwrap_or_else(|| panic!("no partial from {start} on in {:?}", shell.files("parts"))))
}

#[track_caller]
fn refused(told: Told, code: i32) -> String {
    assert_eq!((told.code, told.out.as_str()), (Some(code), ""), "{}", told.err);
    told.err
}

#[test]
fn shards_on_any_machine_make_the_folder_of_one() {
    let shell = Shell::with(&[("everything.toml", EVERYTHING)]);
    let told = shell.types("run everything.toml --trials 75 --out whole");
    assert_eq!(told.code, Some(0), "{}", told.err);
    for (nth, threads) in [(2, 1), (0, 8), (1, 2)] {
        shell.types(&format!("run everything.toml --trials 0..75 --shard {nth}/3 --threads {threads} --partial-dir parts")).done();
    }
    let merged = shell.types("merge --expect 0..75 --partial-dir parts --out merged --threads 8");
    assert_eq!((merged.code, merged.err.as_str()), (Some(0), ""));
    assert_same(&shell, "whole", "merged");
    let same_but_time =
        |text: &str| text.lines().filter(|l| !l.starts_with("stopped:") && !l.starts_with("OPEN")).collect::<Vec<_>>().join("\n");
    assert_eq!(same_but_time(&told.out), same_but_time(&merged.out));
}

#[test]
fn a_history_and_drawn_attainments_are_spread_as_well() {
    let mut rows = String::from("customer,month,revenue\n");
    for account in 0..12 {
        for month in 0..18 {
            let (year, month) = (2024 + month / 12, month % 12 + 1);
            rows += &format!("a{account},{year}-{month:02},{}\n", 1000 + account * 37 + month * (account + 3));
        }
    }
    let attainment = "name = \"Drawn\"\nplans = [\"flat\", \"posthog-2026q4\"]\nreference = \"flat\"\n\
        [[team]]\nsegment = \"smb\"\ncsms = 3\n[market]\nkind = \"attainment\"\n[market.attainment]\nkind = \"normal\"\nmean = 1.0\nsd = 0.1\n";
    let shell = Shell::with(&[("revenue.csv", &rows), ("drawn.toml", attainment)]);
    for (nth, scenario) in
        ["--history revenue.csv --columns account=customer --neutral rate", "drawn.toml --neutral target"].iter().enumerate()
    {
        shell.types(&format!("run {scenario} --trials 60 --out whole{nth} --no-charts"));
        for shard in [1, 0] {
            shell.types(&format!("run {scenario} --trials 60 --shard {shard}/2 --partial-dir parts{nth}")).done();
        }
        let merged = shell.types(&format!("merge --expect 0..60 --partial-dir parts{nth} --out merged{nth} --no-charts"));
        assert_eq!(merged.code, Some(0), "{}", merged.err);
        assert_same(&shell, &format!("whole{nth}"), &format!("merged{nth}"));
    }
    // What the history says counts, not what its columns are called.
    shell.write("revenue.csv", rows.replace("customer,", "account_id,"));
    let list = |shell: &Shell, columns: &str| {
        shell.types(&format!("shards --history revenue.csv {columns} --neutral rate --trials 60 --shards 2 --partial-dir parts0")).done()
    };
    assert_eq!(list(&shell, ""), "\n");
    shell.write("revenue.csv", rows.replace("a3,2024-05,", "a3,2024-05,9"));
    assert_eq!(list(&shell, "--columns account=customer"), "0,1\n");
    let replay = shell.types("run --history revenue.csv --columns account=customer --replay --trials 0..60 --partial x.part").refused();
    assert_eq!(replay, "error: a replay is one exact trial: --trials 0..1\n");
}

#[test]
fn partials_are_joined_and_carried_through_pipes() {
    let shell = Shell::small();
    shell.types(&format!("run {QUICK} --trials 100 --out whole --no-charts")).done();
    live(&shell, QUICK, [2, 3], 4);
    let left = shell.command(&["run", "small.toml", "--behaviour", "off", "--trials", "0..100", "--shard", "0/2", "--partial", "-"]);
    let left = { left }.output().unwrap();
    assert!(left.status.success() && left.stderr.is_empty());
    shell.write("left.part", &left.stdout);
    shell.types("merge --expect 48..100 --partial-dir parts --partial right.part").done();
    shell.types("merge --expect 0..100 right.part left.part --out merged --no-charts").done();
    assert_same(&shell, "whole", "merged");
    let one = shell.types("merge --expect 48..100 right.part --out half").refused();
    assert_eq!(one, "error: a run begins at trial 0, not 48: put these trials into a larger partial with --partial\n");
}

#[test]
fn what_is_missing_is_listed_and_an_empty_line_is_all() {
    let shell = Shell::small();
    let list = |extra: &str| shell.types(&format!("shards {QUICK} --trials 0..100 --shards 5 --partial-dir parts {extra}")).done();
    assert_eq!(list(""), "0,1,2,3,4\n");
    live(&shell, QUICK, 0..5, 5);
    assert_eq!(list(""), "\n");
    assert_eq!(list("--seed 8"), "0,1,2,3,4\n", "partials of another run do not count");
    let (second, fourth) = (file_of(&shell, 16), file_of(&shell, 48));
    let mut bytes = shell.read(&second);
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    shell.write(&second, bytes);
    std::fs::remove_file(shell.path(&fourth)).unwrap();
    assert_eq!(list(""), "1,3\n");
    insta::assert_snapshot!(list("--summary"), @"
    shards  3 of 5 done
    trials  52 of 100 done
    flat            costs $85k ± $406
    nrr-individual  costs $85.2k ± $2.3k
    posthog-2026q4  costs $29.1k ± $1.8k
    ");
    // a shard that is there is not lived again, one that is damaged is
    let again = |nth: u32| shell.types(&format!("run {QUICK} --trials 0..100 --shard {nth}/5 --partial-dir parts")).done();
    assert_eq!(again(0), format!("{}: there already\n", file_of(&shell, 0)));
    assert_eq!(again(1), format!("{second}: trials 16..32\n"));
    assert_eq!(list(""), "3\n");
}

#[test]
fn every_reason_not_to_merge_is_named_and_has_its_code() {
    let shell = Shell::small();
    live(&shell, QUICK, 0..5, 5);
    let merge = || shell.types("merge --expect 0..100 --partial-dir parts --out merged --no-charts");
    let (first, second, third) = (file_of(&shell, 0), file_of(&shell, 16), file_of(&shell, 32));
    let good = shell.read(&second);

    std::fs::remove_file(shell.path(&second)).unwrap();
    assert_eq!(refused(merge(), 18), "error: trials 16..32 are missing\n");
    let elsewhere = shell.types("merge --expect 0..100 --partial-dir prats --out merged --no-charts");
    assert_eq!(refused(elsewhere, 18), "error: trials 0..100 are missing\nnote: there is no folder prats\n");
    shell.write(&second, &good[..good.len() / 3]);
    let there = good.len() / 3;
    assert_eq!(refused(merge(), 14), format!("error: {second}: cut off after {there} bytes\nerror: trials 16..32 are missing\n"));
    let mut damaged = good.clone();
    damaged[good.len() / 2] ^= 1;
    shell.write(&second, damaged);
    assert!(refused(merge(), 13).starts_with(&format!("error: {second}: damaged: the checksum of section ")));
    shell.write(&second, "account_id,month,revenue\n");
    assert!(refused(merge(), 15).starts_with(&format!("error: {second}: not a partial of paylift\n")));
    shell.write(&second, &good);

    shell.types(&format!("run {QUICK} --seed 8 --trials 0..100 --shard 1/5 --partial parts/zz.part")).done();
    let other = refused(merge(), 12);
    assert_eq!(other, format!("error: parts/zz.part: another configuration than {first}'s: scenario.run.seed: 7, not 8\n"));
    shell.types(&format!("run {QUICK} --trials 20..40 --partial parts/zz.part")).done();
    let overlap = refused(merge(), 16);
    assert_eq!(
        overlap,
        format!("error: {second} and parts/zz.part: both have trials 20..32\nerror: parts/zz.part and {third}: both have trials 32..40\n")
    );
    shell.types(&format!("run {QUICK} --trials 100..110 --partial parts/zz.part")).done();
    assert_eq!(refused(merge(), 17), "error: parts/zz.part: has trials 100..110, expected are 0..100\n");

    // another machine's canary, and the same trials that came out otherwise
    shell.types(&format!("run {QUICK} --seed 8 --trials 0..100 --shard 1/5 --partial other.part")).done();
    let [own, other] = [&good, &shell.read("other.part")].map(|bytes| Partial::from_bytes(bytes).unwrap());
    let mut elsewhere = own.clone();
    elsewhere.head.canary = other.head.canary.clone();
    shell.write("parts/zz.part", elsewhere.to_bytes().unwrap());
    assert!(refused(merge(), 11).starts_with("error: parts/zz.part: lived on a machine that computes other numbers than "));
    let changed = Partial { piece: other.piece, ..own };
    shell.write("parts/zz.part", changed.to_bytes().unwrap());
    let alarm = refused(merge(), 10);
    assert!(
        alarm.starts_with(&format!("error: {second} and parts/zz.part: trials 16..32 of the same configuration, but not the same bytes")),
        "{alarm}"
    );

    shell.write("parts/zz.part", &good);
    assert!(!shell.path("merged").exists(), "nothing was written so far");
    let twice = merge();
    assert_eq!((twice.code, twice.err.as_str()), (Some(0), "note: 1 of 6 partials said the same as another one\n"));
    assert!(shell.path("merged/report.html").exists());
}

#[test]
fn a_precision_stops_where_one_machine_would() {
    let text = SMALL.replace("trials = 20", "min_trials = 100\nmax_trials = 900");
    let shell = Shell::with(&[("few.toml", &text)]);
    let precise = "few.toml --behaviour off --precision 2%";
    shell.types(&format!("run {precise} --out whole --no-charts")).done();
    let manifest: serde_json::Value = serde_json::from_slice(&shell.read("whole/manifest.json")).unwrap();
    assert_eq!(
        (manifest["trials"].as_u64(), manifest["stopped"].as_str()),
        (Some(512), Some("precision-reached")),
        "or the test says nothing"
    );
    let list = || shell.types(&format!("shards {precise} --trials 0..900 --shards 6 --partial-dir parts")).done();
    let mut lived = Vec::new();
    for nth in [0, 2, 1] {
        shell.types(&format!("run {precise} --trials 0..900 --shard {nth}/6 --partial-dir parts")).done();
        lived.push(list());
    }
    assert_eq!(lived, ["1,2,3,4,5\n", "1,3,4,5\n", "3,4,5\n"]);
    let more = refused(shell.types("merge --expect 0..448 --partial-dir parts --out merged"), 19);
    assert_eq!(more, "error: the precision is not reached within trials 0..448: the run goes on to trial 900 at most\n");
    shell.types(&format!("run {precise} --trials 0..900 --shard 3/6 --partial-dir parts")).done();
    assert_eq!(list(), "\n", "the others are not needed");
    shell.types("merge --expect 0..900 --partial-dir parts --out merged --no-charts").done();
    assert_same(&shell, "whole", "merged");
    let beyond = shell.types(&format!("run {precise} --trials 0..901 --partial x.part")).refused();
    assert_eq!(beyond, "error: --trials 0..901: the run ends at trial 900 at the latest\n");
}

#[test]
fn wrong_words_are_told() {
    let shell = Shell::small();
    let wrong = |line: &str| shell.types(line).refused();
    insta::assert_snapshot!(wrong("run small.toml --trials 0..10"), @"error: --trials A..B is a part of a run: say where to with --partial or --partial-dir");
    insta::assert_snapshot!(wrong("run small.toml --trials 10 --precision 1%"), @"error: --precision and --trials both say when to stop: keep one");
    insta::assert_snapshot!(wrong("run small.toml --trials 0..10 --shard 3/11 --partial x.part"), @"error: 11 shards of 10 trials: at most one shard a trial");
    assert!(
        wrong("run small.toml --trials 0..10 --shard auto/4 --partial x.part")
            .starts_with("error: --shard auto/4: no scheduler says which (looked for SLURM_ARRAY_TASK_ID, ")
    );
    assert!(wrong("run small.toml --shard 0/4").contains("--partial"));
    assert!(wrong("run small.toml --trials 0..10 --partial x.part --out run").contains("--out"));
    assert!(wrong("shards small.toml --trials 0..10 --shards 0 --partial-dir parts").contains("--shards"));
    assert_eq!(shell.files("."), ["small.toml"]);
    let mut command =
        shell.command(&["run", "small.toml", "--behaviour", "off", "--trials", "8", "--shard", "auto/4", "--partial", "x.part"]);
    let output = command.env("SLURM_ARRAY_TASK_ID", "2").env("OMPI_COMM_WORLD_RANK", "2").output().unwrap();
    assert_eq!(String::from_utf8(output.stdout).unwrap(), "x.part: trials 4..6\n");
    let output = command.env("OMPI_COMM_WORLD_RANK", "1").output().unwrap();
    let told = String::from_utf8(output.stderr).unwrap();
    assert_eq!(told, "error: --shard auto/4: SLURM_ARRAY_TASK_ID says shard 2, OMPI_COMM_WORLD_RANK says shard 1\n");
}

#[cfg(unix)]
#[test]
fn a_run_that_was_killed_goes_on_and_comes_out_the_same() {
    use std::process::Stdio;
    use std::time::{Duration, Instant};

    let shell = Shell::small();
    let trials = "6000";
    let words = [
        "run",
        "small.toml",
        "--behaviour",
        "off",
        "--trials",
        trials,
        "--threads",
        "1",
        "--no-charts",
        "--keep-every",
        "0",
        "--out",
        "deep/run",
    ];
    let mut child = shell.command(&words).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
    let began = Instant::now();
    let kept = || if shell.path("deep/run.unfinished").exists() { shell.files("deep/run.unfinished") } else { Vec::new() };
    while !kept().iter().any(|name| name.ends_with(".part")) {
        assert!(began.elapsed() < Duration::from_secs(120) && child.try_wait().unwrap().is_none(), "it was too quick, or kept nothing");
        std::thread::sleep(Duration::from_millis(20));
    }
    // SIGKILL: nothing can be tidied up
    child.kill().unwrap();
    child.wait().unwrap();
    assert!(!shell.path("deep/run").exists());
    shell.write("deep/run.unfinished/broken.part", "PAYPART");

    let again = shell.says(&[&words[..], &["--resume"]].concat());
    assert_eq!(again.code, Some(0), "{}", again.err);
    let notes: Vec<&str> = again.err.lines().collect();
    assert_eq!(notes[0], "note: deep/run.unfinished/broken.part is not used: cut off after 7 bytes");
    assert!(notes[1].starts_with("note: goes on after ") && notes[1].ends_with(" trials kept in deep/run.unfinished"), "{}", notes[1]);
    assert!(!shell.path("deep/run.unfinished").exists(), "nothing is left of it");
    shell.types(&format!("run small.toml --behaviour off --trials {trials} --no-charts --out whole")).done();
    assert_same(&shell, "whole", "deep/run");
}
