//! Systems after "Should CSMs get commission?" (C2–C6; C1 is A2's flat plan): team quota, NRR+, pay mix, training instead of pay, and what selling
//! does to trust.

use paylift::behaviour::Behaviour;
use paylift::compare;
use paylift::measure::{Measure, Scope};
use paylift::plan::{Above, Curve, Edge, Goal, Owner, Pays, Plan, Tier, TierMode, Tiers};

use super::systems::*;

/// C1. No commission: nobody plays anything (exact, with A2), and where people have no scruples customers stay who would have been pressed.
#[test]
fn without_commission_customers_are_not_pressed() {
    let people = devils().people();
    (PRESSURE..=NEGLECT).for_each(|game| always(&people.conduct("flat", game), 0.0));
    below(average(&people.kept("renewal-upsell")), -0.5);
    below(average(&people.kept("kicker-retroactive")), -0.5);
}

/// C2. The same quota for eight people together or each alone, at the same target cost: the team's pay varies less, is played less, asks for
/// less. A line on NRR asks for own share 1/8 + .25·7/8 = .344 of what it asks of a person alone, less a little for
/// diminishing returns.
#[test]
fn a_team_quota_calms_pay_games_and_effort() {
    let (people, honest) = (devils().people(), devils().angels());
    let [team, own] = ["nrr-team", "nrr-individual"];
    assert_eq!(people.target(team), people.target(own));
    let [calm, alone] = [team, own].map(|id| people.pay_spread(id));
    above(beyond(&alone, &calm), 0.0);
    let ratio = average(&calm).value / average(&alone).value;
    assert!(ratio > 1.0 / 8.0, "pooling removes own luck only");
    above(people.mean_conduct("commission", PRESSURE), 0.15);
    below(beyond(&people.conduct("team-commission", PRESSURE), &people.conduct("commission", PRESSURE)), -0.10);
    above(honest.mean_conduct(team, EXPANSION), 1.01);
    above(beyond(&honest.conduct(own, EXPANSION), &honest.conduct(team, EXPANSION)), 0.02);

    let line = Pays::Curve(Curve::from_points(-9.0, &[(0.0, -9.0), (0.9, 0.0), (1.0, 1.0)], Above::Extend).unwrap());
    let of = |id: &str, scope: Scope| {
        let mut plan = called(id, shipped("nrr-individual"));
        plan.components[0].pays = line.clone();
        plan.metrics[0].scope = scope;
        plan.variable_share = Some(0.10);
        plan
    };
    let mut company = company("mid-market", 8, vec![of("own", Scope::Individual), of("team", Scope::Team)], 8);
    company.turnover.skill_sd = 0.0;
    let year = live(company, Behaviour::Angels);
    let moved = ["own", "team"].map(|id| year.people().efforts(id)[EXPANSION] - 1.0);
    assert!((moved[1] / moved[0] - 0.344).abs() < 0.03, "{moved:?}");
}

/// C3. NRR+ adds what a book brings from outside: more work for advocates than under the team's NRR, and new business is paid a second
/// time, to sales.
#[test]
fn nrr_plus_pays_for_advocates_twice() {
    let people = devils().angels();
    above(beyond(&people.conduct("nrr-plus-team", ADVOCACY), &people.conduct("nrr-team", ADVOCACY)), 0.01);
    let o = people.outcomes;
    let partners = |id: &str| -> Vec<f64> { (0..o.trials).map(|t| o.partner_cost[t * o.plans + people.plan(id)] as f64 / 100.0).collect() };
    // 10 % of what is about $4,600 a quarter and CSM by the segment's target
    let new_business = average(&partners("nrr-plus-team"));
    above(new_business, 0.10 * 4.0 * 8.0 * 4_600.0 * 0.5);
    below(new_business, 0.10 * 4.0 * 8.0 * 4_600.0 * 2.0);
    always(&partners("nrr-team"), 0.0);
}

/// C4. Pay mix: without response pay is exactly proportional to the variable share, so its noise is too and the risk premium goes with the
/// square; effort for expansion rises with it (pressure: C6).
#[test]
fn the_pay_mix_turns_everything_up() {
    let mixes = ["mix-80-20", "mix-75-25", "mix-50-50"];
    let fixed = live(company("mid-market", 4, all_shipped(&mixes), 20), Behaviour::Off);
    for seat in 0..4 {
        let [low, middle, high] = [0, 1, 2].map(|plan| fixed.result.base.seat_pay(plan, seat));
        for ((low, middle), high) in low.into_iter().zip(middle).zip(high) {
            // four quarters, each rounded to the cent
            assert!((middle - 1.25 * low).abs() < 0.05 && (high - 2.5 * low).abs() < 0.08, "{low} {middle} {high}");
        }
    }
    let honest = devils().angels();
    for pair in mixes.windows(2) {
        above(beyond(&honest.conduct(pair[1], EXPANSION), &honest.conduct(pair[0], EXPANSION)), 0.005);
    }
}

/// C5. Training in discovery: a tenth more of it for $3,000 a person. It is paid the same as without (but for people who leave), brings
/// more growth than the response of honest people to an individual 80/20 plan does, and its margin is more than its cost.
#[test]
fn training_beats_pay_as_a_lever() {
    let year = live(company("mid-market", 8, all_shipped(&["flat", "flat-trained", "nrr-individual"]), 300), Behaviour::Angels);
    let people = year.people();
    assert_eq!(people.target("flat"), people.target("flat-trained"));
    always(&people.conduct("flat-trained", EXPANSION), 1.0);
    let gain = |id: &str| beyond(&people.growth(id), &people.growth("flat"));
    above(gain("flat-trained"), 0.0);
    above(beyond(&people.growth("flat-trained"), &people.growth("nrr-individual")), 0.0);
    let summary = compare::summarise(&year.scenario, &year.result);
    let against_flat = |measure: &str, statistic: &str| summary.get_against("flat-trained", measure, statistic, "flat").unwrap();
    assert_eq!(against_flat("net", "programme").value, 8.0 * 3_000.0);
    above(against_flat("growth", "gross_margin"), 8.0 * 3_000.0);
    above(against_flat("net", "dollars"), 0.0);
    // nobody is trained where nobody responds
    let off = live(company("mid-market", 4, all_shipped(&["flat", "flat-trained"]), 20), Behaviour::Off);
    assert_eq!(off.people().growth("flat"), off.people().growth("flat-trained"));
}

/// A commission on expansion, sold by others: nothing but its rate differs.
fn rate(id: &str, rate: f64) -> Plan {
    let mut plan = called(id, owned_by(Owner::AccountExecutive, shipped("renewal-upsell")));
    plan.components.retain(|c| plan.metrics[c.metric].measures == [Measure::Expansion]);
    plan.components[0].weight = 1.0;
    plan.components[0].goal = Goal::None;
    let tier = Tier { from: 0.0, edge: Edge::Inclusive, rate: Some(rate), factor: 1.0, uplift_rate: 0.0 };
    plan.components[0].pays = Pays::Commission(Tiers { mode: TierMode::Marginal, tiers: vec![tier] });
    plan
}

/// C6. The more of the own book's deals a person is paid, the harder customers are pressed, the less they trust, the more leave: gross
/// retention falls step by step. With the game switched off it does not fall. Ordinary people press only where it pays enough
/// ("don't push it").
#[test]
fn the_power_of_commission_costs_trust_and_customers() {
    let rates = || vec![shipped("flat"), rate("2.5 %", 0.025), rate("5 %", 0.05), rate("10 %", 0.10), rate("20 %", 0.20)];
    let pressed = live(company("mid-market", 8, rates(), 200), Behaviour::Devils);
    let people = pressed.people();
    for pair in ["flat", "2.5 %", "5 %", "10 %", "20 %"].windows(2) {
        above(beyond(&people.conduct(pair[1], PRESSURE), &people.conduct(pair[0], PRESSURE)), 0.05);
        below(beyond(&people.kept(pair[1]), &people.kept(pair[0])), 0.0);
    }
    let mut company = company("mid-market", 3, rates(), 100);
    company.assumptions.channels.pressure = false;
    company.assumptions.channels.padding = false;
    let kind = live(company.clone(), Behaviour::Devils);
    let kept = average(&kind.people().kept("20 %"));
    assert!(kept.value > -0.15 && kept.value - 4.0 * kept.standard_error.unwrap() > average(&people.kept("20 %")).value);
    company.assumptions.channels.pressure = true;
    company.assumptions.devil_share = 0.0;
    company.run.goal = paylift::scenario::Goalpost::Trials(8);
    let ordinary = live(company, Behaviour::Mixed);
    always(&ordinary.people().conduct("5 %", PRESSURE), 0.0);
    above(ordinary.people().mean_conduct("20 %", PRESSURE), 0.1);
}
