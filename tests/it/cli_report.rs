//! `paylift report`: drawn again without simulating.

use super::shell::Shell;

#[test]
fn everything_is_drawn_again_byte_for_byte() {
    let shell = Shell::small();
    shell.types("run small.toml --trials 20 --market recession --out run").done();
    let before = shell.contents("run");
    for (name, _) in &before {
        if name.ends_with(".csv") || name.ends_with(".png") || name.ends_with(".html") {
            std::fs::remove_file(shell.path("run").join(name)).unwrap();
        }
    }
    assert_eq!(shell.types("report run").done(), "redrawn run/report.html\n");
    let after = shell.contents("run");
    assert!(after.iter().map(|(name, _)| name).eq(before.iter().map(|(name, _)| name)));
    for ((name, then), (_, now)) in before.iter().zip(&after) {
        assert!(then == now, "{name} differs");
    }
}

/// Where people respond, what the salaried would bring in is not known of a run that only says what plans pay.
#[test]
fn a_run_of_payouts_only_is_drawn_again_and_merged() {
    let shell = Shell::small();
    shell.types("run small.toml --trials 20 --payouts-only --no-charts --out run").done();
    let before = shell.contents("run");
    shell.types("report run --no-charts").done();
    assert!(shell.contents("run") == before);
    for shard in ["0/2", "1/2"] {
        shell.types(&format!("run small.toml --payouts-only --trials 0..20 --shard {shard} --partial-dir parts")).done();
    }
    shell.types("merge --expect 0..20 --partial-dir parts --no-charts --out merged").done();
    let same = |name: &str| name == "provenance.json" || shell.read(&format!("merged/{name}")) == shell.read(&format!("run/{name}"));
    assert!(shell.files("run").iter().all(|name| same(name)));
}

#[test]
fn pictures_can_be_left_out_and_come_back() {
    let shell = Shell::small();
    shell.types("run small.toml --trials 3 --out run").done();
    let before = shell.contents("run");
    shell.types("report run --no-charts").done();
    assert!(!shell.path("run/charts").exists());
    shell.types("report run").done();
    assert!(shell.contents("run") == before);
}

#[test]
fn what_is_no_saved_run_is_refused_and_untouched() {
    let shell = Shell::with(&[("holiday/photo.jpg", "mine")]);
    insta::assert_snapshot!(shell.types("report nowhere").refused(), @"error: nowhere: there is no such folder");
    insta::assert_snapshot!(shell.types("report holiday").refused(), @"error: holiday: it has no manifest.json: not the folder of a run");
    insta::assert_snapshot!(shell.types("report holiday/photo.jpg").refused(), @"error: holiday/photo.jpg: it is a file; name the folder that a run wrote");
    assert_eq!(shell.contents("."), [("holiday/photo.jpg".into(), b"mine".to_vec())]);
}

#[test]
fn a_damaged_run_is_refused_and_untouched() {
    let shell = Shell::small();
    shell.types("run small.toml --trials 3 --no-charts --out run").done();
    shell.types("run small.toml --trials 3 --no-charts --out other --plans flat").done();
    let (manifest, outcomes) = (shell.text("run/manifest.json"), shell.read("run/outcomes.bin"));
    let cut = &outcomes[..outcomes.len() / 2];
    let mut flipped = outcomes.clone();
    flipped[1000] ^= 1;
    let other_version = manifest.replacen(&format!("\"version\": \"{}\"", env!("CARGO_PKG_VERSION")), "\"version\": \"0.0.1\"", 1);
    assert_ne!(other_version, manifest);
    let damages: [(&str, &str, &[u8]); 8] = [
        ("cut manifest", "manifest.json", &manifest.as_bytes()[..100]),
        ("manifest of another program", "manifest.json", b"{\"program\": \"other\"}"),
        ("manifest of another version", "manifest.json", other_version.as_bytes()),
        ("manifest of another run", "manifest.json", &shell.read("other/manifest.json")),
        ("cut outcomes", "outcomes.bin", cut),
        ("changed outcomes", "outcomes.bin", &flipped),
        ("empty outcomes", "outcomes.bin", b""),
        ("outcomes of another run", "outcomes.bin", &shell.read("other/outcomes.bin")),
    ];
    let mut told = String::new();
    for (what, name, bytes) in damages {
        shell.write("run/manifest.json", &manifest);
        shell.write("run/outcomes.bin", &outcomes);
        shell.write(&format!("run/{name}"), bytes);
        let before = shell.contents("run");
        told.push_str(&format!("{what}\n    {}", shell.types("report run").refused()));
        assert!(shell.contents("run") == before, "{what}: the folder was touched");
    }
    shell.write("run/manifest.json", &manifest);
    std::fs::remove_file(shell.path("run/outcomes.bin")).unwrap();
    told.push_str(&format!("no outcomes\n    {}", shell.types("report run").refused()));
    insta::assert_snapshot!(told);
}
