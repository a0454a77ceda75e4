//! Systems after Palette (A1–A5): growth beyond a baseline, no pay for organic growth, activities until there are data, two arms of a
//! test, no revenue at all.

use paylift::behaviour::Behaviour;
use paylift::scenario::{Segment, Stress};
use paylift::stats::sample_size_per_arm;

use super::systems::*;

/// A1. An enterprise grows 6 % a year with nobody looking after it. The same 7 % of raw growth and of growth beyond the organic curve:
/// the baseline takes out the windfall, and a hold-out group takes out a boom as well. 400 trials; pay with no CSM at all
/// is $59,200 ± 800 lower, a boom adds $62,000 to pay on raw growth and $15,500 ± 700 against the hold-out.
#[test]
fn a_baseline_takes_out_what_grows_by_itself() {
    let plans = all_shipped(&["growth-raw", "growth-above-baseline", "baseline-holdout"]);
    let boom = Stress { id: "boom".into(), growth_shift: 0.006, ..Stress::default() };
    let mut company = company("enterprise", 8, plans, 400);
    company.stress = vec![boom];
    let year = live(company, Behaviour::Off);
    let people = year.people();
    let unserved = |id: &str| -> Vec<f64> {
        let o = people.outcomes;
        (0..o.trials).map(|t| o.no_csm_cost[t * o.plans + people.plan(id)] as f64 / 100.0).collect()
    };
    above(beyond(&unserved("growth-raw"), &unserved("growth-above-baseline")), 0.0);
    // Pay at the mean readings of a world without CSMs is the organic part alone, without luck.
    let organic = |id: &str| year.result.at_mean.no_csm_at_mean[people.plan(id)] / average(&people.cost(id)).value;
    assert!(organic("growth-raw") > 0.25 && organic("growth-above-baseline") < 0.08);
    // What a boom adds to pay: all of it on raw growth, next to nothing against accounts that boom as well.
    let boomed = |id: &str| beyond(&year.stressed().cost(id), &people.cost(id));
    above(boomed("growth-raw"), 0.0);
    let more = |id: &str| -> Vec<f64> { year.stressed().cost(id).iter().zip(people.cost(id)).map(|(a, b)| a - b).collect() };
    above(beyond(&more("growth-raw"), &more("baseline-holdout").iter().map(|x| 3.0 * x).collect::<Vec<_>>()), 0.0);
}

/// A1. The baseline takes nothing off the incentive: effort for expansion is that of raw growth (1.16 and 1.17).
#[test]
fn a_baseline_leaves_the_incentive() {
    for people in [devils().people(), devils().angels()] {
        let [raw, beyond_it] = ["growth-raw", "growth-above-baseline"].map(|id| people.mean_conduct(id, EXPANSION));
        above(raw, 1.10);
        above(beyond_it, 1.10);
        assert!((raw.value - beyond_it.value).abs() < 0.02);
    }
}

/// A2, C1. Exact: under pay that comes whatever happens, customers and people are the salaried ones bit for bit, and the product's own
/// growth moves no cent.
#[test]
fn flat_pay_buys_nothing_and_pays_for_nothing() {
    let year = devils();
    let (o, flat) = (&year.result.base, year.people().plan("flat"));
    for people in [year.people(), year.angels()] {
        for column in 0..paylift::trial::CONDUCT_COLUMNS - 2 {
            always(&people.conduct("flat", column), if column < 5 { 1.0 } else { 0.0 });
        }
    }
    for t in 0..o.trials {
        assert_eq!(o.arr_end[t * o.plans + flat].to_bits(), o.salaried_arr_end[t].to_bits());
        assert_eq!(o.cost(t, flat), o.no_csm_cost[t * o.plans + flat]);
        assert_eq!(o.cost(t, flat), o.response.salaried_cost[t * o.plans + flat]);
    }
    assert!(o.arr_end != o.salaried_arr_end, "no plan changed anything");
}

/// A3. Half a year of activities, then retention: luck comes into pay with the switch (its variance is more than four times
/// that before), effort
/// goes into records and later into expansion, and with nine tenths fixed pay moves less than half as much as at 80/20.
#[test]
fn activities_carry_pay_until_there_are_data() {
    let people = devils().angels();
    let spread = |quarters: [usize; 2]| -> Vec<f64> {
        let all = quarters.map(|q| devils().people().quarter_cost("activities-then-nrr", q));
        let deviations = |cost: &Vec<f64>| -> Vec<f64> {
            let mean = average(cost).value;
            cost.iter().map(|x| (x - mean) * (x - mean)).collect()
        };
        deviations(&all[0]).iter().zip(deviations(&all[1])).map(|(a, b)| a + b).collect()
    };
    let [before, after] = [spread([0, 1]), spread([2, 3])];
    above(beyond(&after, &before.iter().map(|x| 4.0 * x).collect::<Vec<_>>()), 0.0);
    above(people.mean_conduct("activities-then-nrr", DOCUMENTED), 1.005);
    above(people.mean_conduct("activities-then-nrr", EXPANSION), 1.005);
    let people = devils().people();
    let [high_base, usual] = ["activities-then-nrr", "mix-80-20"].map(|id| people.pay_spread(id));
    above(beyond(&usual, &high_base.iter().map(|x| 4.0 * x).collect::<Vec<_>>()), 0.0);
    // Exact: the switch is a date. Nothing of the later measure is paid before it.
    let early = |nrr: f64| {
        let mut company = company("mid-market", 4, all_shipped(&["activities-then-nrr"]), 10);
        company.segments[0].targets.insert(paylift::measure::Measure::Nrr, nrr);
        let year = live(company, Behaviour::Off);
        [0, 1, 2, 3].map(|q| year.people().quarter_cost("activities-then-nrr", q))
    };
    let [low, high] = [early(1.00), early(1.15)];
    assert!(low[..2] == high[..2] && low[2] != high[2] && low[3] != high[3]);
}

/// A4. Two arms of an experiment. What people do differs clearly; what comes of it in a year does not: at most .03 % of ARR, where a
/// book's growth has a standard deviation of about a third: a test of whole CSMs (80 % power) would need far more than a thousand
/// in each arm.
#[test]
fn arms_differ_in_work_and_hardly_in_outcome() {
    let people = devils().angels();
    let [a, b] = ["activity-set-onboarding", "activity-set-reviews"];
    above(beyond(&people.conduct(b, DOCUMENTED), &people.conduct(a, DOCUMENTED)), 0.02);
    above(beyond(&people.conduct(a, ADOPTION), &people.conduct(b, ADOPTION)), 0.005);
    let outcome = beyond(&people.growth(a), &people.growth(b));
    let most = outcome.value.abs() + 4.0 * outcome.standard_error.unwrap();
    // sd of a year's growth of one book: that of a company of eight, in which books share hardly more than the market
    let o = people.outcomes;
    let grown: Vec<f64> = (0..o.trials).map(|t| 100.0 * (o.arr_end[t * o.plans] / o.arr_start[t] - 1.0)).collect();
    let sd = paylift::stats::Moments::of(&grown).sd().unwrap() * 8.0_f64.sqrt();
    let people_per_arm = sample_size_per_arm(most, sd, 0.05, 0.8).unwrap();
    assert!(people_per_arm > 1_000.0);
}

/// Dollars grow three times as fast, and every deal is twice the size: no event that does not depend on dollars changes.
pub(crate) fn richer(segment: &mut Segment) {
    segment.growth += 0.01;
    segment.expansion_median *= 2.0;
    segment.deal_median *= 2.0;
}

/// A5. Exact: pay for what customers live through does not know what they pay, nor do people press anybody for a signature.
#[test]
fn an_experience_plan_sees_no_dollar() {
    let pay = |change: fn(&mut Segment)| {
        let mut company = company("mid-market", 4, all_shipped(&["experience", "nrr-individual"]), 20);
        change(&mut company.segments[0]);
        let o = live(company, Behaviour::Off).result.base;
        (0..o.trials).map(|t| [o.pay_of(t, 0).to_vec(), o.pay_of(t, 1).to_vec()]).collect::<Vec<_>>()
    };
    let [usual, rich] = [pay(|_| {}), pay(richer)];
    assert!(usual.iter().zip(&rich).all(|(a, b)| a[0] == b[0] && a[1] != b[1]));
    let (devils, angels) = (devils().people(), devils().angels());
    always(&devils.conduct("experience", PRESSURE), 0.0);
    above(devils.mean_conduct("commission", PRESSURE), 0.15);
    above(angels.mean_conduct("experience", ADOPTION), 1.01);
    below(angels.mean_conduct("experience", EXPANSION), 1.0);
}
