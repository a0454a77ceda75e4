//! Scenarios that load: every shipped file, defaults, overrides, the three kinds of market.

use std::fs;
use std::sync::Arc;

use paylift::behaviour::{Assumptions, Behaviour, Channels};
use paylift::cohort::History;
use paylift::config::presets::{self, Kind};
use paylift::config::{
    DEFAULT_BEHAVIOUR, Document, HistorySettings, Loaded, Notes, Overrides, Problems, Surroundings, check_file, describe, library_plans,
    load_scenario, open_plan,
};
use paylift::measure::Measure;
use paylift::scenario::{Billing, Distribution, Goalpost, Market, Resampling};

/// Twelve months of four accounts in two segments, two owners.
pub(crate) fn history() -> History {
    History {
        accounts: ["a", "b", "c", "d"].map(String::from).to_vec(),
        months: (1..=12).map(|m| format!("2025-{m:02}")).collect(),
        segments: ["enterprise", "smb"].map(String::from).to_vec(),
        segment: vec![0, 1, 1, 1],
        revenue: vec![100.0; 48],
        owner: Some(["Ann", "Ann", "Bob", "Bob"].map(String::from).to_vec()),
    }
}

/// Loads `scenario.toml` of a folder with these files, with 4 GB of memory and [`history`] for every revenue file.
pub(crate) fn load(files: &[(&str, &[u8])], overrides: &Overrides) -> Result<Loaded, Problems> {
    load_with(files, overrides, &history())
}

pub(crate) fn load_with(files: &[(&str, &[u8])], overrides: &Overrides, history: &History) -> Result<Loaded, Problems> {
    let folder = tempfile::tempdir().unwrap();
    for (name, bytes) in files {
        fs::write(folder.path().join(name), bytes).unwrap();
    }
    let read = |_: &HistorySettings, _: &Notes| Some(history.clone());
    let surroundings = Surroundings { folder: folder.path().to_path_buf(), memory: 4 << 30, history: &read };
    load_scenario(Some("scenario.toml"), overrides, &surroundings)
}

fn loaded(text: &str, overrides: &Overrides) -> Loaded {
    load(&[("scenario.toml", text.as_bytes()), ("h.csv", b"account_id,month,revenue\n")], overrides)
        .unwrap_or_else(|problems| panic!("{problems}"))
}

fn meterline(overrides: &Overrides) -> Loaded {
    let read = |_: &HistorySettings, _: &Notes| Some(history());
    load_scenario(None, overrides, &Surroundings::here(&read)).unwrap_or_else(|problems| panic!("{problems}"))
}

#[test]
fn the_default_company_is_the_one_of_the_documentation() {
    let Loaded { scenario, sources, .. } = meterline(&Overrides::default());
    assert_eq!((scenario.roster.len(), scenario.accounts(), scenario.plans.len()), (24, 1180, 6));
    assert_eq!(scenario.target_variable(), 523_000.0);
    assert_eq!(scenario.on_target_earnings(), 2_615_000.0);
    assert_eq!(scenario.money.budget, 575_000.0);
    assert_eq!(scenario.plans[scenario.reference].id, "nrr-individual");
    let of = |id: &str| scenario.segments.iter().find(|s| s.id == id).unwrap();
    // Mean book = accounts × median × exp(sd²/2): $1.15M, $2.04M, $3.07M; opening ARR about $46M.
    let books: Vec<f64> =
        scenario.segments.iter().map(|s| f64::from(s.accounts_per_csm) * s.median_arr * (s.arr_log_sd.powi(2) / 2.0).exp()).collect();
    let arr: f64 = scenario.roster.iter().map(|s| books[usize::from(s.segment)]).sum();
    assert!((arr / 46e6 - 1.0).abs() < 0.01, "{arr}");
    for (id, nrr, grr, logo, organic) in
        [("smb", 0.99, 0.79, 0.835, 0.88), ("mid-market", 1.07, 0.86, 0.883, 0.97), ("enterprise", 1.15, 0.92, 0.934, 1.06)]
    {
        let targets = &of(id).targets;
        assert_eq!((targets[&Measure::Nrr], targets[&Measure::Grr], targets[&Measure::LogoRetention]), (nrr, grr, logo));
        assert_eq!(of(id).organic_nrr, organic);
        assert_eq!(targets.len(), Measure::ALL.len(), "{id}: every measure has a target");
    }
    assert_eq!(of("enterprise").billing, Billing::Contract { terms: [0.85, 0.10, 0.05] });
    assert_eq!(of("smb").billing, Billing::Usage { noise_sd: 0.08 });
    assert_eq!(sources[0].0, "configs/scenarios/meterline.toml");
    assert_eq!(sources.len(), 1 + 3 + 6, "{sources:?}");
}

#[test]
fn what_would_run_is_said_in_words() {
    insta::assert_snapshot!(describe(&meterline(&Overrides::default())));
}

#[test]
fn an_empty_scenario_is_the_default_company() {
    let text = "seed = 7\n";
    let (bare, full) = (loaded(text, &Overrides::default()).scenario, meterline(&Overrides::default()).scenario);
    assert_eq!((&bare.roster, &bare.segments, &bare.plans, bare.turnover), (&full.roster, &full.segments, &full.plans, full.turnover));
    // 1.1 × the target variable, to the cent, where the file of the default company rounds down.
    assert_eq!(bare.money.budget, 575_300.0);
}

#[test]
fn defaults_are_marked_in_what_was_resolved() {
    let loaded = loaded("months = 6\n[turnover]\nannual = 0.1\n", &Overrides::default());
    let find = |path: &str| loaded.resolved.iter().find(|r| r.source == "scenario.toml" && r.path == path).unwrap();
    assert!(!find("months").default && find("burn_in").default && find("budget").default);
    assert!(!find("turnover.annual").default && find("turnover.vacancy_months").default && find("reference").default);
    let mut sorted = loaded.resolved.clone();
    sorted.sort_by(|a, b| (&a.source, &a.path).cmp(&(&b.source, &b.path)));
    assert_eq!(sorted, loaded.resolved);
}

#[test]
fn every_shipped_file_loads() {
    let notes = Notes::new();
    for preset in presets::all(Kind::Segment) {
        let source = preset.source();
        let document = Document::parse(&source, &notes);
        let segment = paylift::config::read_segment(&document.root(&notes), None, None).unwrap();
        assert_eq!(segment.id, preset.name);
    }
    assert!(notes.is_clean(), "{}", notes.finish().unwrap_err());
    let stress: Vec<String> = presets::all(Kind::Market).iter().map(|p| p.name.to_string()).collect();
    let all = Overrides { plans: vec!["all".into()], stress, ..Overrides::default() };
    // Some plans look back further than the default past.
    let loaded = loaded("burn_in = 24\n", &all);
    assert_eq!(loaded.scenario.stress.iter().map(|s| s.id.as_str()).collect::<Vec<_>>(), ["recession", "boom"]);
    let known = loaded.scenario.plans.len() + loaded.left_out.len();
    assert_eq!(known, presets::all(Kind::Plan).len());
    assert!(loaded.left_out.iter().all(|(_, why)| why.contains("quota")), "{:?}", loaded.left_out);
}

#[test]
fn own_segments_stand_on_library_ones() {
    let text = "[segments.smb]\nannual_churn = 0.3\n[segments.startups]\nlike = \"smb\"\nmedian_arr = 3000\ntargets = { nrr = 0.9 }\n\
                [[team]]\nsegment = \"startups\"\ncsms = 2\n[[team]]\nsegment = \"smb\"\ncsms = 1\n";
    let scenario = loaded(text, &Overrides::default()).scenario;
    let [smb, startups] = &scenario.segments[..] else { panic!("{:?}", scenario.segments) };
    assert_eq!((smb.annual_churn, smb.median_arr, smb.id.as_str()), (0.3, 12_000.0, "smb"));
    assert_eq!((startups.annual_churn, startups.median_arr, startups.accounts_per_csm), (0.185, 3_000.0, 80));
    assert_eq!((startups.targets[&Measure::Nrr], startups.targets[&Measure::Grr]), (0.9, 0.79));
    assert_eq!(scenario.roster.iter().map(|s| s.name.as_str()).collect::<Vec<_>>(), ["startups 1", "startups 2", "smb 1"]);
}

#[test]
fn overrides_win_over_the_file() {
    let overrides = Overrides {
        seed: Some(99),
        precision: Some(0.02),
        plans: vec!["flat".into()],
        stress: vec!["recession".into()],
        ..Overrides::default()
    };
    let scenario = meterline(&overrides).scenario;
    assert_eq!(scenario.run.seed, 99);
    assert_eq!(scenario.run.goal, Goalpost::Precision { relative: 0.02, min: 1_000, max: 100_000 });
    // Today's plan stays in, to be compared with.
    assert_eq!(scenario.plans.iter().map(|p| p.id.as_str()).collect::<Vec<_>>(), ["nrr-individual", "flat"]);
    assert_eq!((scenario.reference, scenario.stress.len()), (0, 1));
    let trials = Overrides { trials: Some(50), ..Overrides::default() };
    assert_eq!(loaded("precision = 0.1\n", &trials).scenario.run.goal, Goalpost::Trials(50));
}

#[test]
fn behaviour_is_what_the_file_or_the_command_line_says() {
    let mixed = "[behaviour]\nmode = \"mixed\"\ndevil_share = 0.5\nattrition = false\n[behaviour.channels]\ntiming = false\n";
    let Loaded { scenario, resolved, .. } = loaded(mixed, &Overrides::default());
    assert_eq!(scenario.behaviour, Behaviour::Mixed);
    let usual = Assumptions::default();
    let channels = Channels { timing: false, ..usual.channels };
    assert_eq!(scenario.assumptions, Assumptions { devil_share: 0.5, attrition: false, channels, ..usual });
    let is_default = |path: &str| resolved.iter().find(|r| r.path == path).unwrap().default;
    assert!(!is_default("behaviour.mode") && !is_default("behaviour.channels.timing"));
    assert!(is_default("behaviour.moral_cost") && is_default("behaviour.channels.padding"));

    let angels = Overrides { behaviour: Some(Behaviour::Angels), ..Overrides::default() };
    let Loaded { scenario, resolved, .. } = loaded(mixed, &angels);
    assert_eq!((scenario.behaviour, scenario.assumptions.devil_share), (Behaviour::Angels, 0.5));
    assert!(resolved.iter().any(|r| (r.source.as_str(), r.path.as_str()) == ("command line", "--behaviour") && r.value == "angels"));

    // Without a word people respond, and everything assumed about them is on record; where nobody does, only that is.
    let recorded =
        |overrides: &Overrides| loaded("seed = 7\n", overrides).resolved.iter().filter(|r| r.path.starts_with("behaviour.")).count();
    assert_eq!(loaded("seed = 7\n", &Overrides::default()).scenario.behaviour, DEFAULT_BEHAVIOUR);
    let off = Overrides { behaviour: Some(Behaviour::Off), ..Overrides::default() };
    assert_eq!((recorded(&Overrides::default()), recorded(&angels), recorded(&off)), (1 + 22 + 8, 1 + 22 + 8, 1));
}

/// The remarks on `[behaviour]` show what is in force where nothing is said.
#[test]
fn the_default_company_shows_every_assumption_about_people() {
    let text = include_str!("../../configs/scenarios/meterline.toml");
    let (_, block) = text.split_once("[behaviour]").unwrap();
    let (block, _) = block.split_once("\n# ----").unwrap();
    let keys: Vec<&str> = block.lines().filter(|line| line.contains(" = ")).map(|line| line.trim_start_matches("# ")).collect();
    assert_eq!(keys.len(), 1 + 22 + 8);
    let uncommented = block.lines().map(|line| if line.contains(" = ") { line.trim_start_matches("# ") } else { line });
    let text = format!("[behaviour]\n{}\n", uncommented.collect::<Vec<_>>().join("\n"));
    let Loaded { scenario, resolved, .. } = loaded(&text, &Overrides::default());
    assert_eq!((scenario.behaviour, scenario.assumptions), (DEFAULT_BEHAVIOUR, Assumptions::default()));
    assert!(resolved.iter().filter(|r| r.path.starts_with("behaviour.")).all(|r| !r.default), "every key is said");
}

#[test]
fn a_roster_file_gives_each_person_their_own_numbers() {
    let csv = "CSM,Segment,OTE,Variable,Start month,Manager,Quota,Accounts,Remarks\n\
               Ann,smb,\"$90,000\",18000,,Mia,,70,back in May\nBob,enterprise,150000,30000,4,Noa,200000,,\nCyd,smb,80000,8000,,Mia,,,\n";
    let files: [(&str, &[u8]); 2] = [("scenario.toml", b"roster = \"team.csv\"\n"), ("team.csv", csv.as_bytes())];
    let scenario = load(&files, &Overrides::default()).unwrap_or_else(|p| panic!("{p}")).scenario;
    let [ann, bob, cyd] = &scenario.roster[..] else { panic!("{:?}", scenario.roster) };
    assert_eq!((ann.ote, ann.variable, ann.accounts, ann.start_month, ann.quota), (90_000.0, 18_000.0, 70, None, None));
    assert_eq!((bob.start_month, bob.quota, bob.accounts, bob.pod), (Some(3), Some(200_000.0), 12, 1));
    assert_eq!((cyd.pod, cyd.accounts, scenario.segments[usize::from(cyd.segment)].id.as_str()), (0, 80, "smb"));
}

#[test]
fn a_history_brings_its_people_and_its_horizon() {
    let text = "plans = [\"nrr-individual\"]\n[market]\nkind = \"history\"\nfile = \"h.csv\"\ncolumns = { revenue = \"mrr\" }\n";
    let scenario = loaded(text, &Overrides::default()).scenario;
    let Market::History(market) = &scenario.market else { panic!() };
    assert_eq!((market.resampling, &market.history), (Resampling::Bootstrap, &Arc::new(history())));
    assert_eq!(scenario.roster.iter().map(|s| (s.name.as_str(), s.accounts)).collect::<Vec<_>>(), [("Ann", 2), ("Bob", 2)]);
    // A quarter of a year's history is past, three quarters are paid.
    assert_eq!((scenario.burn_in, scenario.months), (3, 9));
}

#[test]
fn a_history_on_the_default_scenario_leaves_out_what_cannot_run() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("h.csv");
    fs::write(&file, "account_id,month,revenue\n").unwrap();
    let overrides = Overrides { history: Some(file), ..Overrides::default() };
    let one_pool = History { segments: vec![String::new()], segment: vec![0; 4], ..history() };
    let read = |_: &HistorySettings, _: &Notes| Some(one_pool.clone());
    let loaded = load_scenario(Some("meterline"), &overrides, &Surroundings::here(&read)).unwrap_or_else(|p| panic!("{p}"));
    assert_eq!(loaded.left_out.iter().map(|(id, _)| id.as_str()).collect::<Vec<_>>(), ["activities-nrr"]);
    assert!(loaded.left_out[0].1.contains("strategy-coverage"), "{:?}", loaded.left_out);
    assert_eq!(loaded.scenario.plans[loaded.scenario.reference].id, "nrr-individual");
    assert_eq!((loaded.scenario.roster.len(), loaded.scenario.months), (24, 9));
}

#[test]
fn a_history_alone_is_enough() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("h.csv");
    fs::write(&file, "account_id,month,revenue\n").unwrap();
    let overrides = Overrides { history: Some(file), ..Overrides::default() };
    let scenario_of = |history: History| {
        let read = |_: &HistorySettings, _: &Notes| Some(history.clone());
        load_scenario(None, &overrides, &Surroundings::here(&read)).unwrap_or_else(|p| panic!("{p}")).scenario
    };
    // segments of the file need no segments of ours, and its owners are the team
    let owned = scenario_of(history());
    assert_eq!(owned.roster.iter().map(|s| s.name.as_str()).collect::<Vec<_>>(), ["Ann", "Bob"]);
    let unnamed = scenario_of(History { owner: None, ..history() });
    assert_eq!((unnamed.roster.len(), unnamed.roster[0].accounts), (10, 40));
    assert_eq!(unnamed.segments[0].id, "all");
}

#[test]
fn attainments_can_be_drawn_instead_of_customers() {
    let text = "plans = [\"nrr-individual\"]\n[market]\nkind = \"attainment\"\nattainment = \"70 % to 130 %\"\ndrawn = \"per-year\"\n\
                quota = { kind = \"uniform\", min = 100_000, max = 200_000 }\ncorrelation = 0.3\nround_decimals = 2\n";
    let Market::Attainment(market) = loaded(text, &Overrides::default()).scenario.market else { panic!() };
    assert_eq!(market.attainment.distribution, Distribution::Range90 { low: 0.7, high: 1.3 });
    assert!(market.attainment.per_year);
    assert_eq!(market.quota, Some(Distribution::Uniform { min: 100_000.0, max: 200_000.0 }));
    assert_eq!((market.correlation, market.round_decimals), (0.3, Some(2)));
}

#[test]
fn any_file_can_be_checked_by_itself() {
    let folder = tempfile::tempdir().unwrap();
    for (name, text) in [("own.toml", "like = \"smb\"\nid = \"own\"\n"), ("bad.toml", "churn_factor = -1\n")] {
        fs::write(folder.path().join(name), text).unwrap();
    }
    let read = |_: &HistorySettings, _: &Notes| None;
    let check = |name: &str| {
        let file = folder.path().join(name);
        let name = if name.ends_with(".toml") { file.to_str().unwrap() } else { name };
        check_file(name, &read).unwrap_or_else(|problems| problems.to_string())
    };
    let told: Vec<String> = ["enterprise", "recession", "flat", "own.toml", "bad.toml", "gone.toml", "metreline"].map(check).into();
    let folder = format!("{}/", folder.path().display());
    insta::assert_snapshot!(told.join("\n").replace(&folder, "FOLDER/"));
}

#[test]
fn plans_can_be_opened_by_name() {
    assert_eq!(open_plan("flat").unwrap().id, "flat");
    assert!(open_plan("flatt").unwrap_err().to_string().contains("did you mean `flat`?"));
    assert_eq!(library_plans().unwrap().len(), presets::all(Kind::Plan).len());
}

#[test]
fn the_budget_follows_the_horizon_of_a_history() {
    let text = "plans = [\"nrr-individual\"]\n[market]\nkind = \"history\"\nfile = \"h.csv\"\n";
    // Two CSMs at the default OTE, nine months, 1.1 times: on paper 2 × 22,000 × 0.75 × 1.1.
    assert_eq!(loaded(text, &Overrides::default()).scenario.money.budget, 36_300.0);
}
