//! `paylift init`: whatever the flags, what is written loads and runs as it is.

use std::fs;

use paylift::config::{Overrides, Surroundings, load_scenario, read_history_file};
use paylift::scenario::{Market, Resampling};

use super::cli_run::table;
use super::shell::Shell;

/// Checks, runs ten trials, and gives the scenario as loaded.
#[track_caller]
fn runs(shell: &Shell, folder: &str) -> paylift::config::Loaded {
    let scenario = format!("{folder}/scenario.toml");
    let files = shell.files(folder).into_iter().filter(|name| name.ends_with(".toml")).map(|name| format!("{folder}/{name}"));
    let checked: Vec<String> = std::iter::once("check".to_owned()).chain(files).collect();
    shell.says(&checked.iter().map(String::as_str).collect::<Vec<_>>()).done();
    shell.says(&["run", &scenario, "--behaviour", "off", "--trials", "10", "--no-charts", "--out", "run"]).done();
    let surroundings = Surroundings { folder: shell.path(""), memory: 1 << 30, history: &read_history_file };
    load_scenario(Some(&scenario), &Overrides::default(), &surroundings).unwrap_or_else(|problems| panic!("{problems}"))
}

/// A history of so many months: accounts with their segment and owner.
fn history(months: u16, header: &str, accounts: &[(&str, &str, &str)]) -> String {
    let mut csv = format!("{header}\n");
    for (i, (account, segment, owner)) in accounts.iter().enumerate() {
        for month in 0..months {
            let revenue = 100 + 10 * i + usize::from(month % 5);
            csv.push_str(&format!("{account},{}-{:02},{revenue},{segment},{owner}\n", 2024 + month / 12, month % 12 + 1));
        }
    }
    csv
}

const ACCOUNTS: [(&str, &str, &str); 7] = [
    ("a", "Gold & Co", "Ann"),
    ("b", "smb", "Bob"),
    ("c", "smb", "Bob"),
    ("d", "Gold & Co", "Ann"),
    ("e", "", ""),
    ("f", "smb", "Zoë"),
    ("g", "=SUM(A1)", "Zoë"),
];

#[test]
fn without_flags_a_company_to_start_from() {
    let shell = Shell::new();
    insta::assert_snapshot!("what_init_prints", shell.types("init acme").done());
    assert_eq!(shell.files("acme"), ["plans/my-plan.toml", "roster.csv", "scenario.toml", "segments/my-segment.toml"]);
    let loaded = runs(&shell, "acme");
    let scenario = &loaded.scenario;
    // 24 people at 110,000, 80/20, and 110 % of their target bonuses as budget.
    assert_eq!((scenario.name.as_str(), scenario.roster.len(), scenario.segments.len()), ("acme", 24, 1));
    assert_eq!((scenario.target_variable(), scenario.money.budget), (528_000.0, 580_800.0));
    assert_eq!(scenario.plans[scenario.reference].id, "my-plan");
    assert!(loaded.left_out.is_empty());
    insta::assert_snapshot!("a_scenario_to_start_from", shell.text("acme/scenario.toml"));
    insta::assert_snapshot!("a_plan_to_start_from", shell.text("acme/plans/my-plan.toml"));
}

#[test]
fn every_key_is_in_the_text_with_a_remark() {
    let shell = Shell::new();
    shell.types("init acme").done();
    let loaded = runs(&shell, "acme");
    for (source, text) in [
        ("acme/scenario.toml", shell.text("acme/scenario.toml")),
        ("acme/plans/my-plan.toml", shell.text("acme/plans/my-plan.toml")),
        ("acme/segments/my-segment.toml", shell.text("acme/segments/my-segment.toml")),
    ] {
        // Keys of tables within lines are explained where their line is; the own market's name is never shown, and a segment that says
        // everything has nothing to take from another one.
        let keys = loaded
            .resolved
            .iter()
            .filter(|r| r.source == source && !r.path.contains('[') && !["market.id", "like"].contains(&r.path.as_str()));
        let mut seen = 0;
        for key in keys.map(|r| r.path.rsplit('.').next().unwrap()) {
            let set = format!("{key} = ");
            let lines: Vec<&str> = text.lines().collect();
            let at = lines.iter().position(|line| line.trim_start_matches("# ").starts_with(&set));
            let at = at.unwrap_or_else(|| panic!("{source} does not mention {key}"));
            let above = at > 0 && lines[at - 1].starts_with('#');
            assert!(above || lines[at].trim_start_matches("# ").contains('#'), "{source}: no remark on {}", lines[at]);
            seen += 1;
        }
        assert!(seen > 5, "{source}");
    }
}

/// Every key of `[behaviour]` behind a remark sign shows its default: set, it changes nothing.
#[test]
fn assumptions_about_people_are_shown_as_they_are() {
    let shell = Shell::new();
    shell.types("init acme").done();
    let before = runs(&shell, "acme").scenario;
    let text = shell.text("acme/scenario.toml");
    let (above, rest) = text.split_once("[behaviour]").unwrap();
    let (block, below) = rest.split_once("\n# ----").unwrap();
    let set: Vec<&str> = block.lines().map(|line| if line.contains(" = ") { line.trim_start_matches("# ") } else { line }).collect();
    shell.write("acme/scenario.toml", format!("{above}[behaviour]{}\n# ----{below}", set.join("\n")));
    let loaded = runs(&shell, "acme");
    assert_eq!((loaded.scenario.behaviour, loaded.scenario.assumptions), (before.behaviour, before.assumptions));
    let said = loaded.resolved.iter().filter(|r| r.path.starts_with("behaviour.") && !r.default).count();
    assert_eq!(said, 1 + 22 + 8);
}

#[test]
fn flags_fill_it_in() {
    let shell = Shell::new();
    shell.says(&["init", "my team", "--csms", "3", "--ote", "€95.5k", "--split", "70/30", "--budget", "1,234,567.89"]).done();
    let (header, rows) = table(&shell.read("my team/roster.csv"));
    assert_eq!(header, ["csm", "segment", "ote", "variable", "start_month", "pod", "quota", "accounts"]);
    assert_eq!(rows[2], ["CSM 3", "my-segment", "95500", "28650", "", "Pod 1", "", "40"]);
    let scenario = runs(&shell, "my team").scenario;
    assert_eq!((scenario.roster.len(), scenario.roster[0].variable, scenario.money.budget), (3, 28_650.0, 1_234_567.89));
}

#[test]
fn any_flags_give_files_that_run() {
    let shell = Shell::new();
    let odd = ["--csms 1", "--csms 150 --ote 1", "--ote 1m --split 0/100", "--ote 99.99 --split 99.9/0.1 --csms 2", "--budget 1 --csms 9"];
    for (i, flags) in odd.iter().enumerate() {
        let folder = format!("try-{i}");
        shell.types(&format!("init {folder} {flags}")).done();
        runs(&shell, &folder);
    }
}

#[test]
fn a_history_is_referred_to_and_its_people_and_segments_followed() {
    let shell = Shell::new();
    shell.write("data/h.csv", history(15, "account_id,month,revenue,segment,csm", &ACCOUNTS));
    insta::assert_snapshot!("what_init_prints_of_a_history", shell.types("init plans/new --history data/h.csv").done());
    assert!(shell.text("plans/new/scenario.toml").contains("file = \"../../data/h.csv\""));
    let scenario = runs(&shell, "plans/new").scenario;
    let Market::History(market) = &scenario.market else { panic!() };
    assert_eq!((market.history.accounts.len(), market.resampling), (7, Resampling::Bootstrap));
    let seats: Vec<(&str, &str, u32)> =
        scenario.roster.iter().map(|s| (s.name.as_str(), scenario.segments[usize::from(s.segment)].id.as_str(), s.accounts)).collect();
    // Zoë has one account of either segment: the first by name.
    assert_eq!(seats, [("Zoë", "=SUM(A1)", 2), ("Ann", "Gold & Co", 2), ("Bob", "smb", 2)]);
    // Fifteen months: a quarter of past, a year of pay.
    assert_eq!((scenario.burn_in, scenario.months), (3, 12));
    // Together the two can be moved.
    fs::rename(shell.path("plans"), shell.path("moved")).unwrap();
    runs(&shell, "moved/new");
}

#[test]
fn the_number_of_csms_wins_over_the_people_of_a_history() {
    let shell = Shell::new();
    shell.write("h.csv", history(9, "account_id,month,revenue,segment,csm", &ACCOUNTS));
    shell.types("init new --history h.csv --csms 4 --budget 120000").done();
    let scenario = runs(&shell, "new").scenario;
    let of = |id: &str| {
        scenario.roster.iter().filter(|s| scenario.segments[usize::from(s.segment)].id == id).map(|s| s.accounts).collect::<Vec<_>>()
    };
    assert_eq!((of("smb"), of("Gold & Co"), of("=SUM(A1)")), (vec![2, 1], vec![2], vec![1]));
    // Half a year of pay has half a year's budget.
    assert_eq!((scenario.months, scenario.money.budget), (6, 60_000.0));
    assert_eq!(shell.types("init more --history h.csv --csms 8").refused(), "error: --csms 8: more than the 6 accounts of the history\n");
    assert!(!shell.path("more").exists());
}

#[test]
fn columns_of_a_history_can_be_named() {
    let shell = Shell::new();
    shell.write("h.csv", history(6, "customer,when,mrr,tier,owner", &ACCOUNTS));
    let told = shell.types("init new --history h.csv").refused();
    assert!(told.contains("missing column `account_id`") && !shell.path("new").exists(), "{told}");
    shell.types("init new --history h.csv --columns account=customer,month=when,revenue=mrr,segment=tier,csm=owner").done();
    assert_eq!(runs(&shell, "new").scenario.roster.len(), 3);
    shell.types("init pool --history h.csv --columns account=customer,month=when,revenue=mrr --csms 2").done();
    let scenario = runs(&shell, "pool").scenario;
    assert_eq!((scenario.segments[0].id.as_str(), scenario.roster[0].accounts), ("my-segment", 4));
}

#[test]
fn a_history_too_short_for_a_quarter_and_a_look_back_is_refused() {
    let shell = Shell::new();
    shell.write("h.csv", history(5, "account_id,month,revenue,segment,csm", &ACCOUNTS));
    insta::assert_snapshot!(shell.types("init new --history h.csv").refused());
    assert_eq!(shell.files("."), ["h.csv"]);
}

#[test]
fn the_real_panel_makes_a_scenario_that_runs() {
    let Some(panel) = super::history::panel_file() else { return };
    let shell = Shell::new();
    shell.says(&["init", "new", "--history", panel.to_str().unwrap(), "--csms", "10"]).done();
    let scenario = runs(&shell, "new").scenario;
    assert_eq!((scenario.accounts(), scenario.segments.len()), (4_287, 2));
}

#[test]
fn nothing_that_is_there_is_overwritten() {
    let shell = Shell::with(&[("acme/roster.csv", "mine"), ("acme/plans/my-plan.toml", "mine too"), ("acme/notes.txt", "keep")]);
    let before = shell.contents(".");
    insta::assert_snapshot!(shell.types("init acme").refused(), @"error: nothing was written: these files are already there: acme/plans/my-plan.toml, acme/roster.csv");
    assert!(shell.contents(".") == before);
    assert!(!shell.path("acme/segments").exists());
    fs::remove_file(shell.path("acme/roster.csv")).unwrap();
    fs::remove_file(shell.path("acme/plans/my-plan.toml")).unwrap();
    shell.types("init acme").done();
    assert_eq!(shell.text("acme/notes.txt"), "keep");
    insta::assert_snapshot!(shell.types("init acme/notes.txt").refused(), @"error: nothing was written: acme/notes.txt is not a folder");
}

#[test]
fn here_is_a_place_too() {
    let shell = Shell::new();
    let printed = shell.types("init").done();
    assert!(printed.contains("paylift run scenario.toml"), "{printed}");
    assert_eq!(shell.files(".").len(), 4);
    runs(&shell, ".");
}

#[cfg(unix)]
#[test]
fn a_folder_that_cannot_be_written_keeps_nothing_half_done() {
    let shell = Shell::with(&[("acme/notes.txt", "keep")]);
    // A link to nowhere in the place of a folder: it cannot be made, and the ones before it are taken back.
    std::os::unix::fs::symlink("/nowhere/at/all", shell.path("acme/segments")).unwrap();
    assert_eq!(shell.types("init acme").code, Some(2));
    assert!(!shell.path("acme/plans").exists() && !shell.path("acme/scenario.toml").exists());
}
