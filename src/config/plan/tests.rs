//! The library loads and keeps its house rules; wrong plans are told what is wrong.
use super::*;
use crate::config::Problems;
use crate::plan::{Owner, Ownership};

/// Reads a text that should be wrong and tells the problems.
fn problems(text: &str) -> String {
    let notes = Notes::new();
    let plan = read_plan_file(&Source::new("plan.toml", text), &notes);
    assert!(plan.is_none(), "was accepted:\n{text}");
    notes.finish().map_or_else(|p: Problems| p.render(false), |_| "no problem".into())
}

fn read_ok(text: &str) -> Plan {
    let notes = Notes::new();
    let plan = read_plan_file(&Source::new("plan.toml", text), &notes);
    if let Err(problems) = notes.finish() {
        panic!("{problems}");
    }
    plan.unwrap()
}

#[test]
fn every_file_of_the_library_loads() {
    let wrong: Vec<String> = library::all().iter().filter_map(|(id, _)| library::plan(id).unwrap().err().map(|p| p.to_string())).collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Two comparators whatever happens, one of which pays nothing; every other plan depends on what is measured.
#[test]
fn comparators_pay_regardless() {
    let plans = || library::all().iter().map(|(id, _)| library::plan(id).unwrap().unwrap());
    let of = |which: fn(&Plan) -> bool| plans().filter(which).map(|plan| plan.id).collect::<Vec<_>>();
    assert_eq!(of(Plan::pays_nothing), ["base-only"]);
    assert_eq!(of(Plan::pays_regardless), ["base-only", "flat", "flat-trained"]);
    let unpaid = |share: f64| Plan { variable_share: Some(share), ..read_ok(&format!("id = \"mine\"\npays = \"quarterly\"\n{FIXED}")) };
    assert_eq!([0.0, 0.1].map(|share| unpaid(share).pays_nothing()), [true, false]);
}

#[test]
fn training_is_a_clause() {
    let plan = read_ok(&format!("id = \"mine\"\npays = \"quarterly\"\n[training]\ndiscovery = 1.2\ncost = 500.0\n{FIXED}"));
    assert_eq!(plan.training, Some(crate::plan::Training { discovery: 1.2, cost: 500.0 }));
    insta::assert_snapshot!(problems(&format!("id = \"mine\"\npays = \"quarterly\"\n[training]\ndiscovery = 10\ncosts = 500.0\n{FIXED}")));
}

/// The folder is the list: nothing forgotten, nothing invented, in order.
#[test]
fn the_library_is_the_folder() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("configs/plans");
    let names = std::fs::read_dir(folder).unwrap().map(|f| f.unwrap().path());
    let mut stems: Vec<String> = names.map(|p| p.file_stem().unwrap().to_str().unwrap().to_string()).collect();
    stems.sort();
    assert_eq!(library::all().iter().map(|(id, _)| *id).collect::<Vec<_>>(), stems);
}

#[test]
fn every_plan_keeps_the_house_rules() {
    let mut titles = BTreeSet::new();
    for (id, _) in library::all() {
        let plan = library::plan(id).unwrap().unwrap();
        assert_eq!(plan.id, *id, "the file is called as its plan");
        assert!(plan.title.chars().count() <= TITLE_MAX, "{id}: {}", plan.title);
        assert!(titles.insert(plan.title.clone()), "{id}: a second plan is called {}", plan.title);
        assert!(!plan.about.is_empty() && !plan.sources.is_empty() && !plan.assumed.is_empty(), "{id}: what comes from where?");
    }
    for id in library::DEFAULTS {
        assert!(library::source(id).is_some(), "{id}");
    }
    assert!(library::plan("no-such-plan").is_none());
}

#[test]
fn metrics_are_shared() {
    let mid_year = library::plan("layered-activities").unwrap().unwrap();
    assert_eq!(mid_year.components.len(), 4);
    assert_eq!(mid_year.metrics.len(), 3, "strategies are read once");
}

/// The worked examples of every plan, the published ones among them, to the cent.
#[test]
fn every_worked_example_pays_what_it_says() {
    let mut wrong = Vec::new();
    for (id, _) in library::all() {
        let (notes, source) = (Notes::new(), library::source(id).unwrap());
        let document = Document::parse(&source, &notes);
        let table = document.root(&notes);
        let plan = read_plan(&table).unwrap();
        assert!(!read_examples(&table, &plan).is_empty(), "{id} has no worked example");
        check_examples(&table, &plan);
        wrong.extend(notes.finish().err().map(|p| p.to_string()));
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn an_example_that_pays_otherwise_is_told() {
    let text = with_component(&format!(
        "weight = 1\nmeasure = \"nrr\"\ngoal = \"segment\"\n{LINE}\n\
         [[example]]\nabout = \"half\"\nmeasured = {{ nrr = 0.5 }}\ngoals = {{ nrr = 1.0 }}\npays = 0.6\n\
         [[example]]\nabout = \"no goal\"\nmeasured = {{ nrr = 0.5 }}\npays = 0.5\n\
         [[example]]\nabout = \"no such measure\"\nmeasured = {{ grr = 0.5 }}\nattainments = {{ Mian = 1.0 }}\n"
    ));
    let (notes, source) = (Notes::new(), Source::new("plan.toml", text));
    let document = Document::parse(&source, &notes);
    let table = document.root(&notes);
    check_examples(&table, &read_plan(&table).unwrap());
    insta::assert_snapshot!(notes.finish().unwrap_err().render(false));
}

/// A plan with one component, whose lines are given; it is right but for them.
fn with_component(lines: &str) -> String {
    format!("id = \"mine\"\npays = \"quarterly\"\n[[component]]\nname = \"Main\"\n{lines}\n")
}

/// A whole target bonus that depends on nothing.
const FIXED: &str = "[[component]]\nname = \"Bonus\"\nweight = 1\ntarget = true\n";

const LINE: &str = "curve = { points = [{ from = 0.0, pays = 0.0 }, { from = 1.0, pays = 1.0 }], above = \"hold\" }";

#[test]
fn a_plan_says_what_it_is_and_how_often_it_pays() {
    insta::assert_snapshot!(problems(
        "id = \"My Plan\"\ntitle = \"far too long for any table there is\"\npays = \"weekly\"\nabuot = \"x\"\nfloor = 2\n"
    ));
}

#[test]
fn a_component_says_what_it_measures_and_pays() {
    insta::assert_snapshot!(problems(&with_component("weight = 1\nmeasure = \"nnr\"\ngoal = \"sgement\"")));
}

#[test]
fn points_increase_and_say_what_comes_beyond_them() {
    insta::assert_snapshot!(problems(&with_component(
        "weight = 1\nmeasure = \"nrr\"\ncurve = { points = [\n  { from = 1.0, pays = 1.0 },\n  { above = 0.9, pays = 0.5 },\n  { pays = -1 },\n  { from = 2, above = 3, pays = 1 },\n] }"
    )));
}

#[test]
fn one_point_cannot_be_extended() {
    insta::assert_snapshot!(problems(&with_component(
        "weight = 1\nmeasure = \"nrr\"\ncurve = { points = [{ from = 1, pays = 1 }], above = \"extend\" }"
    )));
}

#[test]
fn tiers_say_whether_they_are_marginal_or_retroactive() {
    insta::assert_snapshot!(problems(&with_component(
        "weight = 1\nmeasure = \"growth\"\ngoal = 1000\ncommission = { tiers = [{ from = 0.0, rate = 0.06 }, { from = 0.0, rate = 1.2 }, { from = 1.0 }] }"
    )));
}

#[test]
fn weights_in_force_together_sum_to_one() {
    let component =
        |name: &str, weight: &str, months: &str| format!("[[component]]\nname = \"{name}\"\nweight = {weight}\ntarget = true\n{months}\n");
    let head = "id = \"mine\"\npays = \"quarterly\"\n";
    let short = format!("{head}{}{}", component("A", "0.5", ""), component("B", "0.4", ""));
    let phased = format!("{head}{}{}", component("A", "1.0", "through_month = 6"), component("A", "1.0", "from_month = 4"));
    insta::assert_snapshot!(format!("{}\n\n{}", problems(&short), problems(&phased)));
}

#[test]
fn baselines_are_asked_for_where_they_are_needed_and_nowhere_else() {
    let none = problems(&with_component("weight = 1\nmeasure = \"growth-above-baseline\"\ncommission = { rate = 0.1 }"));
    let wrong = problems(&with_component(&format!(
        "weight = 1\nmeasure = \"grr\"\ngoal = 0.9\nbaseline = {{ rule = \"ratchet\", sped = 2 }}\n{LINE}"
    )));
    let unused = problems(&with_component(&format!(
        "weight = 1\nmeasure = \"nrr\"\ngoal = 1.1\nbaseline = {{ rule = \"high-water-mark\" }}\n{LINE}"
    )));
    insta::assert_snapshot!(format!("{none}\n\n{wrong}\n\n{unused}"));
}

#[test]
fn only_like_measures_are_summed() {
    let sum = |measures: &str| problems(&with_component(&format!("weight = 1\nmeasure = {measures}\ngoal = 2\n{LINE}")));
    insta::assert_snapshot!(
        [sum("[\"wins\", \"expansion\"]"), sum("[\"wins\", \"wins\"]"), sum("[\"nrr\", \"grr\"]"), sum("[]")].join("\n\n")
    );
}

#[test]
fn clauses_that_cannot_bite_are_refused() {
    let on_nrr = problems(&with_component(&format!(
        "weight = 1\nmeasure = \"nrr\"\ngoal = \"quota\"\ncredit = 0.5\nyear_weights = [1, 0.5]\nclawback = {{ months = 3, share = 1 }}\nholdback = {{ share = 0.5, until = \"invoice-paid\" }}\n{LINE}"
    )));
    let paying = problems(&with_component("weight = 1\nmeasure = \"nrr\"\ncommission = { rate = 0.1 }"));
    let bounty = problems(&with_component("on_top = true\nmeasure = \"nrr\"\nbounty = { each = 100 }"));
    let uplift = problems(&with_component("on_top = true\nmeasure = \"expansion\"\ncommission = { rate = 0.1, uplift_rate = 0.1 }"));
    insta::assert_snapshot!([on_nrr, paying, bounty, uplift].join("\n\n"));
}

#[test]
fn what_comes_on_top_has_no_share_of_target() {
    let curve = problems(&with_component(&format!("on_top = true\nmeasure = \"nrr\"\ngoal = 1.0\n{LINE}")));
    let weighted = problems(&with_component("on_top = true\nweight = 0.5\nmeasure = \"csqa\"\nbounty = { each = 100 }"));
    let none = problems(&with_component("weight = 0\nmeasure = \"csqa\"\nbounty = { each = 100 }"));
    insta::assert_snapshot!([curve, weighted, none].join("\n\n"));
}

#[test]
fn clauses_around_pay_are_complete() {
    insta::assert_snapshot!(problems(
        "id = \"mine\"\npays = \"monthly\"\ncaps = [{ per = \"period\" }, { share = -1, per = \"decade\" }]\nguarantee = { months = 0 }\ndraw = { share = 0.5, months = 6 }\n\
         [[component]]\nname = \"Main\"\nweight = 1\nmeasure = \"expansion\"\ncommission = { rate = 0.1 }\ngates = [{ measure = \"gr\", from = 0.9, otherwise = 3 }]\n\
         multipliers = [{ measure = \"nps\" }]\nholdback = { share = 0.5 }\n[[partner]]\nrole = \"AE\"\ncomponent = \"Mian\"\nshare = 1\nrate = 7\n"
    ));
}

#[test]
fn owners_and_pay_agree() {
    let unknown =
        problems(&format!("id = \"mine\"\npays = \"quarterly\"\n[ownership]\nrenewals = \"account manager\"\nexpanson = \"csm\"\n{FIXED}"));
    let deals = |ownership: &str| {
        format!(
            "id = \"mine\"\npays = \"quarterly\"\n[ownership]\n{ownership}\n{FIXED}\
             [[component]]\nname = \"Renewals\"\non_top = true\nmeasure = \"renewed\"\ncredit = 1.0\ncommission = {{ rate = 0.02 }}\n\
             [[component]]\nname = \"Upsells\"\non_top = true\nmeasure = \"expansion\"\ncommission = {{ rate = 0.05 }}\n\
             [[partner]]\nrole = \"account executive\"\ncomponent = \"Upsells\"\nshare = 0.5\nrate = 0.1\n"
        )
    };
    let sales = problems(&deals("renewals = \"renewal-specialist\"\nexpansion = \"account-executive\""));
    let csm = problems(&deals("renewals = \"csm\"\nexpansion = \"csm\""));
    insta::assert_snapshot!([unknown, sales, csm].join("\n\n"));
    // A default of ours contradicts nobody; neither does what the file leaves open.
    read_ok(&deals(""));
    read_ok(&deals("renewals = \"csm\""));
    let shared = deals("renewals = \"account-manager\"").replace("credit = 1.0", "credit = 0.4");
    assert_eq!(read_ok(&shared).ownership, Ownership { renewals: Owner::AccountManager, expansion: Owner::AccountExecutive });
}

/// What the texts of the files say about owners, and nothing where they are silent.
#[test]
fn owners_of_the_library() {
    let told = |id: &str| library::plan(id).unwrap().unwrap().ownership;
    let both = |owner| Ownership { renewals: owner, expansion: owner };
    for id in ["full-commission", "renewal-upsell", "function-account-manager"] {
        assert_eq!(told(id), both(Owner::Csm), "{id}");
    }
    for id in ["adoption-only", "function-csm", "function-support", "gainsight-three"] {
        assert_eq!(told(id), both(Owner::AccountManager), "{id}");
    }
    for id in ["retention-bonus", "nrr-individual", "posthog-2026q4", "split-credit"] {
        assert_eq!(told(id), Ownership::default(), "{id}");
    }
}

/// One structure for every function after the sale: a target each for revenue retained, expanded and won.
#[test]
fn the_functions_share_one_structure() {
    use crate::plan::Goal;
    let ids: Vec<&str> =
        library::all().iter().map(|(id, _)| *id).filter(|id| id.starts_with("function-") && *id != "function-support-tickets").collect();
    let functions = ["account-manager", "csm", "onboarding", "services", "support"].map(|f| format!("function-{f}"));
    assert_eq!(ids, functions);
    for id in ids {
        let plan = library::plan(id).unwrap().unwrap();
        let names: Vec<&str> = plan.components.iter().map(|c| c.name.as_str()).collect();
        assert_eq!(names, ["Retained revenue", "Expansion revenue", "New-business revenue"], "{id}");
        assert!(plan.components.iter().all(|c| c.goal == Goal::Segment && c.weight > 0.0), "{id}: a target each");
    }
}

#[test]
fn goals_windows_and_months_make_sense() {
    insta::assert_snapshot!(problems(&with_component(&format!(
        "weight = 1\nmeasure = \"nrr\"\ngoal = {{ floor = 1.0, goal = 0.95 }}\nattain = \"inverse\"\nwindow = {{ months = 24, kind = \"trailing\" }}\nfrom_month = 7\nthrough_month = 6\n{LINE}\nsteps = []"
    ))));
}

/// A scorecard of two measures where `lines` say otherwise.
fn scored(lines: &str, score: &str) -> String {
    with_component(&format!(
        "weight = 1\nscore = [{score}]\ncurve = {{ points = [{{ from = 0.0, pays = 0.0 }}, {{ from = 1.0, pays = 1.0 }}], above = \"hold\" }}\n{lines}"
    ))
}

const NRR: &str = "{ measure = \"nrr\", goal = 1.02, weight = 0.6 }";

#[test]
fn a_scorecard_reads_its_own_measure_first() {
    let leads = "{ measure = \"csql-closed\", goal = [1.0, 2.0], weight = 0.4 }";
    let plan = read_ok(&scored("", &format!("{NRR}, {leads}")));
    let component = &plan.components[0];
    assert_eq!((component.metric, component.goal.clone(), component.score.len()), (0, crate::plan::Goal::Fixed(1.02), 1));
    assert!((component.own_weight() - 0.6).abs() < 1e-12);
    assert_eq!((component.score[0].weight, component.score[0].goal.clone()), (0.4, crate::plan::Goal::Schedule(vec![1.0, 2.0])));
    assert_eq!(component.metrics().collect::<Vec<_>>(), [0, 1]);
}

#[test]
fn scorecards_are_complete() {
    let few = problems(&scored("", NRR));
    let heavy = problems(&scored("", &format!("{NRR}, {{ measure = \"grr\", goal = 0.9, weight = 0.5 }}")));
    let aimless = problems(&scored("", &format!("{NRR}, {{ measure = \"csqa\", weight = 0.4 }}")));
    let mixed = problems(&scored("", &format!("{NRR}, {{ measure = \"grr\", scope = \"team\", goal = 0.9, weight = 0.4 }}")));
    let twice = problems(&scored("measure = \"nrr\"\ngoal = 1.0\n", &format!("{NRR}, {{ measure = \"grr\", goal = 0.9, weight = 0.4 }}")));
    let deals = problems(&scored(
        "clawback = { months = 6, share = 1.0 }\naccumulation = \"year-to-date\"\n",
        &format!("{NRR}, {{ measure = \"expansion\", goal = \"quota\", weight = 0.4 }}"),
    ));
    insta::assert_snapshot!([few, heavy, aimless, mixed, twice, deals].join("\n\n"));
}

#[test]
fn a_fixed_bonus_measures_nothing() {
    insta::assert_snapshot!(problems(&with_component("weight = 1\ntarget = true\nmeasure = \"nrr\"\ngoal = 1.0")));
}

#[test]
fn a_curve_jumps_where_it_says_so() {
    let plan = read_ok(&with_component(
        "weight = 1\nmeasure = \"nrr\"\ngoal = 1.0\n\
         curve = { below = 0.1, points = [{ above = 0.8, pays = 0.5 }, { from = 1.0, arrives = 0.7, pays = 1.0 }], above = { slope = 2.0 } }",
    ));
    let crate::plan::Pays::Curve(curve) = &plan.components[0].pays else { panic!("a curve") };
    for (x, share) in [(0.5, 0.1), (0.8, 0.1), (0.9, 0.6), (0.999_999, 0.699_999), (1.0, 1.0), (1.25, 1.5)] {
        assert!((curve.pay(x) - share).abs() < 1e-9, "{x} pays {}", curve.pay(x));
    }
}

#[test]
fn every_kind_of_goal_is_read() {
    use crate::plan::{Attain, Goal};
    let goal = |lines: &str| {
        let component = read_ok(&with_component(&format!("weight = 1\nmeasure = \"growth\"\n{lines}\n{LINE}"))).components.remove(0);
        (component.goal, component.attain)
    };
    assert_eq!(goal("goal = 5"), (Goal::Fixed(5.0), Attain::Ratio));
    assert_eq!(goal("goal = [1, 2]"), (Goal::Schedule(vec![1.0, 2.0]), Attain::Ratio));
    assert_eq!(goal("goal = \"segment\"\nattain = \"inverse\""), (Goal::Segment, Attain::Inverse));
    assert_eq!(goal("goal = \"quota\""), (Goal::Quota, Attain::Ratio));
    assert_eq!(goal("goal = \"measured\"\nbaseline = { rule = \"ratchet\", speed = 0.5 }"), (Goal::Measured, Attain::Ratio));
    assert_eq!(goal("goal = { floor = 1, goal = \"segment\" }"), (Goal::Segment, Attain::AboveFloor { floor: 1.0 }));
    assert_eq!(goal(""), (Goal::None, Attain::Value));
}

/// A baseline says what growth is above; it does not replace the goal that the plan sets itself.
#[test]
fn a_bonus_above_a_baseline_is_held_against_its_own_goal() {
    use crate::measure::{Facts, Presence, Reading};
    use crate::plan::{Cents, Goal, Ledger, Payee, Terms};
    let mut plan = library::plan("growth-bonus").unwrap().unwrap();
    plan.components[0].goal = Goal::Fixed(50_000.0);
    let terms = Terms::bind(&plan, vec![Payee { target: 20_000.0, book: 1.0, ..Payee::default() }], 3).unwrap();
    let mut facts = Facts::default();
    facts.reset(1, 1, 1);
    // As measuring reports it: $25,000 above an expected revenue of $2M.
    facts.put(0, 0, 0, Reading { value: Some(25_000.0), goal: Some(2e6), base: 2e6 });
    let mut ledger = Ledger::default();
    crate::plan::pay(&terms, &facts, &Presence::settled(1, 3), &mut ledger);
    assert_eq!(ledger.total(), Cents(250_000), "half of the goal pays half of $5,000");
}

/// `configs/README.md` names every plan, and every plan it names exists.
#[test]
fn the_readme_knows_the_library() {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("configs/README.md");
    let text = std::fs::read_to_string(path).unwrap();
    let ids: BTreeSet<&str> = library::all().iter().map(|(id, _)| *id).collect();
    let (mechanics, origins) = text.split_once("## Where the plans come from").unwrap();
    let last_cells = |part: &str| -> BTreeSet<String> {
        let rows = part.lines().filter(|l| l.starts_with("| ") && l.ends_with(" |")).skip(1);
        let cells = rows.filter_map(|l| l.trim_end_matches(" |").rsplit_once(" | ").map(|(_, last)| last.to_string()));
        cells.flat_map(|c| c.split('`').skip(1).step_by(2).map(String::from).collect::<Vec<_>>()).collect()
    };
    let examples = last_cells(mechanics.split_once("## Mechanic").unwrap().1);
    let unknown: Vec<&String> = examples.iter().filter(|id| !ids.contains(id.as_str())).collect();
    assert!(unknown.is_empty() && examples.len() > 30, "no such plans: {unknown:?}");
    let missing: Vec<&&str> = ids.iter().filter(|id| !last_cells(origins).contains(**id)).collect();
    assert!(missing.is_empty(), "not listed: {missing:?}");
}
