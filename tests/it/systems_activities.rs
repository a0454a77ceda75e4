//! Systems after "3 keys to customer success compensation" (E1–E4): all on retention, half on activities in layers, no more than half on
//! adoption and retention, customers' own results.

use paylift::behaviour::Behaviour;
use paylift::measure::Measure;
use paylift::plan::Goal;

use super::systems::*;

/// E1. All on retention: pay swings by more than a sixth of the bonus, effort does not move by 2 % and growth not by a fifth of a per cent:
/// risk that buys nothing.
#[test]
fn retention_alone_is_risk_without_response() {
    let (people, honest) = (devils().people(), devils().angels());
    let bonus = people.target("retention-only") / 8.0;
    above(average(&people.pay_spread("retention-only").iter().map(|x| x / (bonus * bonus)).collect::<Vec<_>>()), 1.0 / 36.0);
    assert!(honest.efforts("retention-only").into_iter().all(|e| (e - 1.0).abs() < 0.02));
    let grown = average(&honest.growth("retention-only"));
    above(grown, -0.2);
    below(grown, 0.2);
}

/// E2. Layers: 80 % with a strategy in the first quarter, 95 % and reviews with 70 % from the second (exact). Nearly everybody reaches the
/// first layer and not the second, so the same people are paid less in the second quarter; documented work rises, and with devils its
/// record without the work.
#[test]
fn layers_step_up_by_quarter() {
    let plan = shipped("layered-activities");
    let first = plan.components.iter().find(|c| c.name == "Strategies, first quarter").unwrap();
    let later = plan.components.iter().find(|c| c.name == "Strategies").unwrap();
    assert_eq!((&first.goal, first.until_month), (&Goal::Fixed(0.80), Some(3)));
    assert_eq!((&later.goal, later.from_month), (&Goal::Schedule(vec![0.80, 0.95]), 3));
    let mut company = company("mid-market", 6, vec![plan], 100);
    company.plans[0].components.retain(|c| c.name != "Net revenue retention");
    let year = live(company, Behaviour::Off);
    let people = year.people();
    let quarter = |q| people.quarter_cost("layered-activities", q);
    let half = people.target("layered-activities") / 8.0;
    above(average(&quarter(0)), 0.9 * half);
    below(beyond(&quarter(1), &quarter(0)), -0.2 * half);
    let (people, honest) = (devils().people(), devils().angels());
    above(honest.mean_conduct("layered-activities", DOCUMENTED), 1.03);
    above(people.mean_conduct("layered-activities", SHALLOW), 0.02);
    above(
        beyond(&honest.conduct("layered-activities", DOCUMENTED), &every_fourth(&people.conduct("layered-activities", DOCUMENTED))),
        0.01,
    );
}

fn every_fourth(column: &[f64]) -> Vec<f64> {
    column.iter().copied().step_by(4).collect()
}

/// E3. At most half on adoption and retention (exact): half the noise of a bonus on either alone, and work is spread over more.
#[test]
fn half_on_activities_halves_the_noise() {
    let plan = shipped("activities-adoption");
    let outcome = |m: &Measure| matches!(m, Measure::FeatureAdoption | Measure::Grr | Measure::Nrr | Measure::LogoRetention);
    let on_outcomes: f64 = plan.components.iter().filter(|c| plan.metrics[c.metric].measures.iter().any(outcome)).map(|c| c.weight).sum();
    assert!(on_outcomes <= 0.5);
    let (people, honest) = (devils().people(), devils().angels());
    let mixed = honest.pay_spread("activities-adoption");
    let settled = |id: &str| honest.pay_spread(id);
    for alone in ["retention-only", "adoption-only", "nrr-individual"] {
        above(beyond(&settled(alone), &mixed), 0.0);
    }
    assert!(people.pay_sd("activities-adoption") < 0.6 * people.pay_sd("nrr-individual"));
    above(honest.mean_conduct("activities-adoption", EXPANSION), 1.03);
    above(beyond(&honest.conduct("activities-adoption", DOCUMENTED), &honest.conduct("retention-only", DOCUMENTED)), 0.005);
}

/// E4. Results cannot be inflated (exact), where adoption is inflated by people without scruples; they count from the seventh month
/// (exact), and honest people turn to adoption and documented work for them.
#[test]
fn results_cannot_be_inflated() {
    let (people, honest) = (devils().people(), devils().angels());
    always(&people.conduct("results-first", INFLATION), 0.0);
    above(people.mean_conduct("adoption-only", INFLATION), 0.5);
    above(honest.mean_conduct("results-first", ADOPTION), 1.01);
    above(honest.mean_conduct("results-first", DOCUMENTED), 1.03);
    let paid = |goal: f64| {
        let mut company = company("mid-market", 4, all_shipped(&["results-first"]), 10);
        company.segments[0].targets.insert(Measure::Results, goal);
        let year = live(company, Behaviour::Off);
        [0, 1, 2, 3].map(|q| year.people().quarter_cost("results-first", q))
    };
    let [low, high] = [paid(0.35), paid(0.50)];
    assert!(low[..2] == high[..2] && low[2] != high[2] && low[3] != high[3]);
}
