//! The devils test on shipped plans: the game each was left out or criticised for, what it earns, what it costs, whether the clause stops it.

use std::sync::OnceLock;

use paylift::behaviour::{Behaviour, Channel};
use paylift::compare::{Summary, played, summarise};
use paylift::plan::{Curve, Edge, Pays, Plan};
use paylift::stats::Estimate;

use super::systems::*;

/// The whole bonus at once when the quarter's goal for expansion is reached.
fn lump() -> Plan {
    let mut plan = called("lump", shipped("kicker-retroactive"));
    plan.components[0].pays = Pays::Curve(Curve::from_steps(0.0, &[(1.0, 1.0, Edge::Inclusive)]).unwrap());
    plan.components[0].caps.clear();
    plan
}

/// Six mid-market CSMs, 320 trials: 20 in which each game is lived.
fn year() -> &'static (Year, Summary) {
    static YEAR: OnceLock<(Year, Summary)> = OnceLock::new();
    YEAR.get_or_init(|| {
        let mut plans = all_shipped(&["flat", "gainsight-three", "anti-saves", "anti-nps"]);
        plans.push(lump());
        plans.push(shipped("baseline-negotiated"));
        let year = live(company("mid-market", 6, plans, 320), Behaviour::Mixed);
        let summary = summarise(&year.scenario, &year.result);
        (year, summary)
    })
}

fn row(plan: &str, channel: Channel, statistic: &str) -> Option<Estimate> {
    year().1.get(plan, &format!("devils@{}", channel.id()), statistic)
}

fn clear(plan: &str, channel: Channel, statistic: &str) {
    let e = row(plan, channel, statistic).unwrap();
    assert!(e.value > 3.0 * e.standard_error.unwrap(), "{plan} {channel:?} {statistic}: {e:?}");
}

#[test]
fn a_flat_bonus_invites_no_game() {
    let (year, _) = year();
    assert!(played(&year.scenario, &year.result).iter().all(|game| year.scenario.plans[game.plan].id != "flat"));
    assert!(Channel::ALL.iter().all(|channel| row("flat", *channel, "degree").is_none()));
}

/// Gainsight (D1): leads that count when they are handed over are padded; the CSM gains, the company loses.
#[test]
fn submitted_leads_are_padded_at_the_companys_cost() {
    for statistic in ["degree", "earns", "costs"] {
        clear("gainsight-three", Channel::Padding, statistic);
    }
}

/// Model section 4.8: saves invite neglect, scores begging, jumps the moving of deals. Where a clause was tried, it stops the game.
#[test]
fn each_pattern_invites_the_game_it_is_known_for() {
    for (plan, channel) in [("anti-saves", Channel::Neglect), ("anti-nps", Channel::Begging), ("lump", Channel::Timing)] {
        clear(plan, channel, "degree");
        let [before, after] = ["degree_without_clause", "degree_with_clause"].map(|s| row(plan, channel, s).unwrap().value);
        assert!(before > 0.01 && after < 0.5 * before, "{plan} {channel:?}: {before} {after}");
    }
    clear("anti-nps", Channel::Begging, "earns");
    clear("anti-nps", Channel::Begging, "costs");
}

/// Model section 4.5: a forecast that people have a say in is talked down, by a tenth if nothing holds them back. It is paid as growth, every
/// cent of it at the company's cost; nobody is asked where finance makes the forecast. Ordinary people have to be paid enough for it.
#[test]
fn a_negotiated_forecast_is_talked_down() {
    for statistic in ["degree", "earns", "costs"] {
        clear("baseline-negotiated", Channel::Sandbagging, statistic);
    }
    let get = |statistic: &str| row("baseline-negotiated", Channel::Sandbagging, statistic).unwrap().value;
    assert!(get("degree") > 0.9 && get("degree_with_clause") == 0.0);
    let people = year().0.people();
    let plans = ["flat", "gainsight-three", "anti-saves", "anti-nps", "lump"];
    plans.iter().for_each(|plan| always(&people.conduct(plan, SANDBAGGING), 0.0));
}

#[test]
fn padding_stops_where_leads_count_when_won() {
    let (year, _) = year();
    let game = played(&year.scenario, &year.result).into_iter().find(|game| game.channel == Channel::Padding).unwrap();
    assert_eq!(game.clause, Some("pay leads when they are won, not when they are submitted"));
    let plans = vec![shipped("flat"), padded(), shipped("gainsight-three-closed")];
    let alone = live(company("mid-market", 6, plans, 1), Behaviour::Mixed);
    let tried = alone.result.devils.remedies.iter().find(|tried| tried.channel == Channel::Padding).unwrap();
    let sum = |xs: &[f64]| xs.iter().sum::<f64>();
    assert!(sum(&tried.after) < 0.2 * sum(&tried.before), "{tried:?}");
    let lived = alone.result.devils.channels.iter().find(|played| played.channel == Channel::Padding).unwrap();
    assert_eq!(lived.plans, [1], "the plan that pays won leads invites no padding");
}

/// Nothing but leads: padding is its furthest game, so that its clause is tried.
fn padded() -> Plan {
    let mut plan = called("leads", shipped("gainsight-three"));
    plan.components.retain(|c| c.name == "Qualified leads");
    plan.components[0].weight = 1.0;
    plan
}
