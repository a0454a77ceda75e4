//! Wrong input that people really write: what they are told, all of it at once.

use paylift::behaviour::Behaviour;
use paylift::config::Overrides;
use proptest::prelude::*;

use super::config_load::{history, load, load_with};

/// A scenario with everything right, to put one mistake into.
const PLANS: &str = "plans = [\"flat\", \"nrr-individual\"]\n";

fn told_of(files: &[(&str, &[u8])], overrides: &Overrides) -> String {
    match load(files, overrides) {
        Ok(loaded) => panic!("loaded: {:?}", loaded.scenario),
        Err(problems) => problems.render(false),
    }
}

fn told(text: &str) -> String {
    told_of(&[("scenario.toml", text.as_bytes())], &Overrides::default())
}

fn told_of_roster(csv: &[u8]) -> String {
    let text = format!("{PLANS}roster = \"team.csv\"\n");
    told_of(&[("scenario.toml", text.as_bytes()), ("team.csv", csv)], &Overrides::default())
}

macro_rules! told {
    ($( $name:ident: $text:expr; )*) => { $( #[test] fn $name() { insta::assert_snapshot!(told($text)); } )* };
}

macro_rules! told_of_roster {
    ($( $name:ident: $csv:expr; )*) => { $( #[test] fn $name() { insta::assert_snapshot!(told_of_roster($csv)); } )* };
}

told! {
    unknown_key: "trails = 500\n";
    wrong_type: "seed = \"seven\"\nmonths = 2.5\nfictional = \"no\"\n";
    zero_horizon: "months = 0\n";
    horizon_against_cadence: "months = 10\nplans = [\"nrr-individual\"]\n";
    probability_outside_0_to_1: "[turnover]\nannual = 20\n[segments.smb]\nannual_churn = 1.85\nlead_conversion = -0.5\n";
    negative_money: "budget = -1\n[[team]]\nsegment = \"smb\"\ncsms = 2\note = -85000\n";
    variable_above_ote: "[[team]]\nsegment = \"smb\"\ncsms = 2\note = 85000\nvariable = 90000\n";
    duplicate_plans: "plans = [\"flat\", \"nrr-team\", \"flat\"]\n";
    duplicate_segments: "segments = [\"smb\", \"smb\"]\n";
    unknown_plan: "plans = [\"flat\", \"nrr-indivdual\"]\n";
    unknown_plan_file: "plans = [\"plans/mine.toml\"]\n";
    unknown_reference: "plans = [\"flat\", \"nrr-individual\"]\nreference = \"nrr-indiv\"\n";
    unknown_segment: "[[team]]\nsegment = \"midmarket\"\ncsms = 3\n";
    no_csms: "[[team]]\nsegment = \"smb\"\ncsms = 0\n";
    no_plans: "plans = []\n";
    too_many_trials: "trials = 100_000_000\n";
    contract_terms_not_summing_to_one: "[segments.enterprise.billing]\nkind = \"contract\"\nterms = [0.85, 0.10, 0.50]\n";
    unknown_measure: "[segments.smb.targets]\nnrrr = 1.0\nchurn = 0.1\n";
    target_out_of_range: "[segments.smb.targets]\nnrr = 105\nhealth-share = 25\n";
    trials_and_precision: "trials = 100\nprecision = 0.01\nmin_trials = 50\nmax_trials = 20\n";
    broken_toml: "name = \"Acme\nseed = 7\n";
    duplicate_key: "seed = 7\nseed = 8\n";
    unknown_market: "[market]\nkind = \"cohort\"\n";
    attainment_without_a_distribution: "[market]\nkind = \"attainment\"\ncorelation = 0.3\n";
    weights_of_a_distribution: "[market]\nkind = \"attainment\"\nattainment = { kind = \"table\", values = [0.8, 1.0], weights = [1, 2, 3] }\n";
    stress_without_cohorts: "plans = [\"nrr-individual\"]\nstress = [\"recession\"]\n[market]\nkind = \"attainment\"\nattainment = 1.0\n";
    unknown_stress: "stress = [\"recesion\", \"base.toml\"]\n";
    past_too_short: "burn_in = 0\nplans = [\"baseline-last-year\"]\n";
    behaviour_out_of_range:
        "[behaviour]\nmode = \"mixd\"\ndevil_share = 25\neffort_cost = 0\ncrowding_cost = -1\ngaming_cost = 10\nrisk_aversion = 3\nhelp = true\n\
         atrition = false\n[behaviour.channels]\npadding = 0\nbeging = false\n";
    behaviour_that_is_no_table: "behaviour = \"mixed\"\n";
    behaviour_without_customers:
        "plans = [\"nrr-individual\"]\n[market]\nkind = \"attainment\"\nattainment = 1.0\n[behaviour]\nmode = \"angels\"\n";
    missing_quota:
        "plans = [\"flat\"]\n[[plan]]\nid = \"mine\"\npays = \"quarterly\"\n[[plan.component]]\nname = \"Main\"\nweight = 1.0\nmeasure = \"expansion\"\ngoal = \"quota\"\ncommission = { rate = \"quota\" }\n";
    second_measure_without_customers:
        "plans = [\"flat\", \"siplify-two-engine\", \"modified-mbo\"]\n[market]\nkind = \"attainment\"\nattainment = 1.0\n";
}

told_of_roster! {
    roster_without_a_column: b"name,segment,variable\nAnn,smb,17000\n";
    roster_with_bad_cells: b"csm,segment,ote,variable,start_month,quota\nAnn,smb,85k,17000,,\nBob,sbm,-85000,17000,13,0\nAnn,smb,85000,90000,1.5,x\n,smb,85000,\"17.000,00\",,\n";
    roster_without_people: b"csm,segment,ote,variable\n";
    roster_that_is_empty: b"\n\n";
    roster_that_is_not_utf8: b"csm,segment,ote,variable\nJos\xe9,smb,85000,17000\n";
    roster_with_a_misspelt_column: b"csm,segment,ote,variable,acounts\nAnn,smb,85000,17000,80\n";
    roster_with_too_many_cells: b"csm,segment,ote,variable\nAnn,smb,85,000,17,000\n";
    roster_with_an_open_quote: b"csm,segment,ote,variable\n\"Ann,smb,85000,17000\nBob,smb,85000,17000\n";
    roster_with_semicolons_and_decimal_commas: b"csm;segment;ote;variable\nAnn;smb;85.000,00;17.000,00\n";
}

#[test]
fn a_scenario_that_is_not_there() {
    insta::assert_snapshot!(told_of(&[], &Overrides::default()));
}

#[test]
fn a_roster_that_is_not_there() {
    insta::assert_snapshot!(told("roster = \"team.csv\"\n"));
}

#[test]
fn flags_are_checked_too() {
    let overrides = Overrides {
        trials: Some(0),
        plans: vec!["nrr-teem".into()],
        stress: vec!["boom".into(), "boom".into()],
        replay: true,
        ..Overrides::default()
    };
    insta::assert_snapshot!(told_of(&[("scenario.toml", PLANS.as_bytes())], &overrides));
}

#[test]
fn many_problems_of_several_files_are_all_told() {
    let scenario = "seeed = 1\nmonths = 0\nplans = [\"flat\", \"mine.toml\", \"nope\"]\nsegments = [\"own.toml\"]\nroster = \"team.csv\"\n";
    let own = "id = \"own\"\nannual_churn = 13\nmedian = 5\n";
    let plan = "id = \"mine\"\npays = \"weekly\"\n";
    let team = "csm,segment,ote,variable\nAnn,owm,1,2\n";
    let files: [(&str, &[u8]); 4] = [
        ("scenario.toml", scenario.as_bytes()),
        ("own.toml", own.as_bytes()),
        ("mine.toml", plan.as_bytes()),
        ("team.csv", team.as_bytes()),
    ];
    insta::assert_snapshot!(told_of(&files, &Overrides::default()));
}

#[test]
fn a_history_that_does_not_fit() {
    let text = "plans = [\"nrr-individual\", \"activities-nrr\"]\nmonths = 12\nburn_in = 12\n[market]\nkind = \"history\"\nfile = \"h.csv\"\nreplay = true\n\
                [[team]]\nsegment = \"mid-market\"\nname = \"An\"\ncsms = 2\n";
    let files: [(&str, &[u8]); 2] = [("scenario.toml", text.as_bytes()), ("h.csv", b"account_id,month,revenue\n")];
    let told = load_with(&files, &Overrides::default(), &history()).unwrap_err().render(false);
    insta::assert_snapshot!(told);
}

#[test]
fn behaviour_on_a_history() {
    let text = format!("{PLANS}[market]\nkind = \"history\"\nfile = \"h.csv\"\n");
    let files: [(&str, &[u8]); 2] = [("scenario.toml", text.as_bytes()), ("h.csv", b"account_id,month,revenue\n")];
    let asked = |mode| Overrides { behaviour: Some(mode), ..Overrides::default() };
    insta::assert_snapshot!(told_of(&files, &asked(Behaviour::Mixed)));
    assert_eq!(load(&files, &asked(Behaviour::Off)).unwrap().scenario.behaviour, Behaviour::Off);
    // A company whose people respond is run on a history with nobody responding.
    let text = format!("{text}[behaviour]\nmode = \"mixed\"\n");
    let files: [(&str, &[u8]); 2] = [("scenario.toml", text.as_bytes()), files[1]];
    assert!(told_of(&files, &Overrides::default()).contains("behaviour.mode"));
    assert!(load(&files, &asked(Behaviour::Off)).is_ok());
}

#[test]
fn colour_only_where_asked() {
    let problems = load(&[("scenario.toml", b"trails = 5\n")], &Overrides::default()).unwrap_err();
    assert!(!problems.render(false).contains('\u{1b}'));
    assert!(problems.render(true).contains("\u{1b}["));
}

#[test]
fn an_unrelated_mistake_hides_no_other() {
    let told = told("seeed = 1\nplans = [\"flat\"]\nreference = \"nrr-team\"\n[[team]]\nsegment = \"smb\"\ncsms = 0\n");
    assert_eq!(told.matches("error:").count(), 3, "{told}");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// However a file is damaged, it loads or is refused with problems that can be shown.
    #[test]
    fn damaged_files_are_told_about(at in 0.0..1.0_f64, cut in 0..40_usize, inserted in "\\PC{0,8}") {
        let text = include_str!("../../configs/scenarios/meterline.toml");
        let chars: Vec<char> = text.chars().collect();
        let at = (at * chars.len() as f64) as usize;
        let rest = &chars[(at + cut).min(chars.len())..];
        let damaged: String = chars[..at].iter().copied().chain(inserted.chars()).chain(rest.iter().copied()).collect();
        if let Err(problems) = load(&[("scenario.toml", damaged.as_bytes())], &Overrides::default()) {
            prop_assert!(problems.render(false).contains("error: "));
        }
    }

    /// The same for rosters.
    #[test]
    fn damaged_rosters_are_told_about(bytes in proptest::collection::vec(any::<u8>(), 0..60)) {
        let mut csv = b"csm,segment,ote,variable\nAnn,smb,85000,17000\n".to_vec();
        csv.extend(bytes);
        let files: [(&str, &[u8]); 2] = [("scenario.toml", b"roster = \"team.csv\"\n"), ("team.csv", &csv)];
        if let Err(problems) = load(&files, &Overrides::default()) {
            prop_assert!(problems.render(false).contains("error: "));
        }
    }
}
