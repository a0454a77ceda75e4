//! A small made-up company and run, seeded: what summaries, findings and files are tested on without simulating.

use std::collections::BTreeMap;

use paylift::behaviour::{Assumptions, Behaviour};
use paylift::measure::{AccountRules, Basis, Measure, Metric, Scope, Window, WindowKind};
use paylift::plan::{Accumulation, Attain, Component, Curve, Edge, Goal, Knot, Ownership, Pays, Plan};
use paylift::scenario::{
    AttainmentLaw, AttainmentMarket, Billing, Distribution, Goalpost, Market, Money, Neutral, RunSettings, Scenario, Seat, Segment, Stress,
    Turnover,
};
use paylift::trial::{
    ATTAINMENT_BINS, CONDUCT_COLUMNS, DevilsTest, Outcomes, PEOPLE_EVERY, ReadingSums, ResponseColumns, RunResult, SUM_GROUPS, StopReason,
    StressResult, VarianceColumns,
};
use rand::{SeedableRng, rngs::Xoshiro256PlusPlus};
use rand_distr::{Distribution as _, StandardNormal};

pub(crate) const PLANS: [&str; 5] = ["flat", "nrr-individual", "nrr-team", "above-baseline", "quarterly-110"];
pub(crate) const TODAY: usize = 1;

fn plan(id: &str, title: &str, goal: f64, months: u16) -> Plan {
    Plan {
        id: id.into(),
        title: title.into(),
        about: String::new(),
        sources: vec![],
        assumed: vec![],
        variable_share: None,
        cadence: 3,
        metrics: vec![Metric {
            measures: vec![Measure::Nrr],
            window: Window { months, kind: WindowKind::Trailing, basis: Basis::Point },
            scope: Scope::Individual,
            accounts: AccountRules::default(),
            baseline: None,
        }],
        components: vec![Component {
            name: "NRR".into(),
            weight: 1.0,
            metric: 0,
            goal: Goal::Fixed(goal),
            attain: Attain::Ratio,
            score: Vec::new(),
            round_decimals: None,
            pays: Pays::Curve(Curve { below: 0.0, knots: vec![Knot { at: 0.9, edge: Edge::Inclusive, value: 0.0, slope: 10.0 }] }),
            accumulation: Accumulation::Discrete,
            gates: vec![],
            multipliers: vec![],
            caps: vec![],
            floor: 0.0,
            clawback: None,
            holdback: None,
            from_month: 0,
            until_month: None,
            year_weights: vec![],
            credit: 1.0,
        }],
        caps: vec![],
        floor: 0.0,
        guarantee: None,
        draw: None,
        prorate: true,
        partners: vec![],
        ownership: Ownership::default(),
        training: None,
    }
}

/// Twelve CSMs in two segments, five plans, budget 110 % of target.
pub(crate) fn scenario() -> Scenario {
    let segment = |id: &str, title: &str| Segment {
        id: id.into(),
        title: title.into(),
        billing: Billing::Usage { noise_sd: 0.08 },
        accounts_per_csm: 40,
        median_arr: 30_000.0,
        arr_log_sd: 1.0,
        annual_churn: 0.12,
        growth: 0.01,
        growth_sd: 0.01,
        usage_sd: 0.05,
        common_share: 0.03,
        macro_growth: 0.002,
        expansion_rate: 0.04,
        expansion_median: 0.12,
        size_log_sd: 0.6,
        lead_rate: 0.02,
        lead_conversion: 0.5,
        deal_median: 0.2,
        organic_nrr: 0.97,
        targets: BTreeMap::new(),
        uncertainty: None,
    };
    let seat = |j: usize| Seat {
        name: format!("CSM {}", j + 1),
        segment: u16::from(j >= 8),
        pod: 0,
        ote: if j < 8 { 110_000.0 } else { 150_000.0 },
        variable: if j < 8 { 22_000.0 } else { 30_000.0 },
        quota: None,
        start_month: None,
        accounts: 40,
    };
    Scenario {
        name: "Fixture".into(),
        about: String::new(),
        fictional: true,
        currency: "$".into(),
        burn_in: 12,
        months: 12,
        segments: vec![segment("mid", "mid-market"), segment("ent", "enterprise")],
        roster: (0..12).map(seat).collect(),
        coefficients: Default::default(),
        turnover: Turnover::default(),
        behaviour: Behaviour::Off,
        assumptions: Assumptions::default(),
        conduct: Default::default(),
        market: Market::Cohorts(Stress::default()),
        stress: vec![Stress { id: "recession".into(), ..Stress::default() }],
        plans: vec![
            plan("flat", "flat bonus", 1.07, 12),
            plan("nrr-individual", "NRR individual", 1.07, 12),
            plan("nrr-team", "NRR team", 1.07, 12),
            plan("above-baseline", "above baseline", 1.07, 12),
            plan("quarterly-110", "quarterly 110", 1.10, 3),
        ],
        reference: TODAY,
        money: Money { budget: 325_600.0, employer_load: 0.08, gross_margin: 0.75, value_months: 12 },
        neutral: Neutral::Target,
        run: RunSettings { seed: 7, goal: Goalpost::Trials(400), payouts_only: false, parameter_draws: None },
    }
}

/// The same company without customers: attainments are drawn.
pub(crate) fn attainment_scenario() -> Scenario {
    let law = AttainmentLaw { distribution: Distribution::Normal { mean: 1.0, sd: 0.1 }, per_year: false };
    let market = AttainmentMarket { attainment: law, quota: None, correlation: 0.2, round_decimals: None };
    Scenario { market: Market::Attainment(market), stress: vec![], ..scenario() }
}

fn cents(dollars: f64) -> i64 {
    (100.0 * dollars).round() as i64
}

/// Pay that is a simple function of made-up attainments with a common and an own shock, shifted by `shift` (a stress).
fn outcomes(scenario: &Scenario, trials: usize, twins: bool, shift: f64) -> Outcomes {
    let (plans, seats, quarters) = (PLANS.len(), scenario.roster.len(), 4);
    // The same seed in every market: stress twins live through the same luck.
    let mut rng = Xoshiro256PlusPlus::seed_from_u64(2);
    let mut normal = || -> f64 { StandardNormal.sample(&mut rng) };
    let mut o = Outcomes { trials, plans, seats, quarters, ..Outcomes::default() };
    for trial in 0..trials {
        let common = normal();
        let own: Vec<f64> = (0..seats).map(|_| normal()).collect();
        let attained: Vec<f64> = own.iter().map(|e| 1.0 + shift + 0.012 * common + 0.03 * e).collect();
        let team = attained.iter().sum::<f64>() / seats as f64;
        let no_csm = -0.02;
        for p in 0..plans {
            let share = |a: f64| (1.0 + 10.0 * (a - 1.0)).max(0.0);
            let of = |j: usize, moved: f64| {
                let target = scenario.roster[j].variable;
                match p {
                    0 => target,
                    1 => target * share(attained[j] + moved),
                    2 => target * share(team + moved),
                    3 => target * (25.0 * (attained[j] + moved - 1.0)).max(0.0),
                    _ => 0.28 * (cents(target * share(attained[j] + moved)) as f64 / 100.0),
                }
            };
            let pays: Vec<i64> = (0..seats).map(|j| cents(of(j, 0.0))).collect();
            let cost: i64 = pays.iter().sum();
            for q in 0..quarters as i64 {
                o.quarter_cost.push(cost / 4 + if q == 0 { cost % 4 } else { 0 });
            }
            o.pay.extend(&pays);
            o.partner_cost.push(0);
            let shares = [0.9f32, 0.6, 0.1].map(|x| (f64::from(x) + 0.1 * common).clamp(0.0, 1.0) as f32);
            o.reach.extend(if p == 0 { [f32::NAN; 3] } else { shares });
            o.measured_increment.push(if p == 3 { 1.0e6 + 3.0e5 * common } else { f64::NAN });
            o.arr_end.push(24.0e6 * (1.07 + shift + 0.03 * common));
            o.revenue.push(24.5e6);
            o.nrr.push(1.07 + shift + 0.03 * common);
            o.grr.push(0.86);
            if twins {
                o.no_csm_cost.push((0..seats).map(|j| cents(of(j, no_csm))).sum());
            }
        }
        o.arr_start.push(24.0e6);
        if twins {
            o.no_csm_arr_start.push(23.0e6);
            o.no_csm_arr_end.push(23.0e6 * (0.97 + shift + 0.028 * common));
            o.salaried_arr_end.push(24.0e6 * (1.07 + shift + 0.03 * common));
            o.no_csm_nrr.push(0.97 + shift + 0.028 * common);
        }
        o.vacant_months.push(trial as u32 % 5);
        o.no_base_accounts.push(0);
    }
    o
}

/// A run of [`scenario`]; the world without CSMs, and what rests on it, only with `twins`.
pub(crate) fn run(scenario: &Scenario, trials: usize, twins: bool) -> RunResult {
    let base = outcomes(scenario, trials, twins, 0.0);
    let mean = |p: usize| base.costs(p).iter().sum::<f64>() / trials as f64;
    let plans = PLANS.len();
    let target = scenario.target_variable();
    let at_mean: Vec<f64> = [1.0, 1.0, 1.0, 0.0, 0.28].iter().map(|s| s * target).collect();
    let no_csm: Vec<f64> = [1.0, 0.8, 0.8, 0.0, 0.28 * 0.8].iter().map(|s| s * target).collect();
    let without = |full: &[f64]| full.iter().flat_map(|x| (0..SUM_GROUPS).map(move |g| x * (1.0 + 1e-4 * (g as f64 - 9.5)))).collect();
    let pairs = if twins { 25 } else { 0 };
    let mut rng = Xoshiro256PlusPlus::seed_from_u64(3);
    let same_book_pay = (0..pairs * plans * base.seats * 2)
        .map(|i| {
            let noise: f64 = StandardNormal.sample(&mut rng);
            // The flat bonus does not move, whatever happens to the book.
            if (i / (base.seats * 2)).is_multiple_of(plans) { 2_200_000 } else { cents(22_000.0 + 4_000.0 * noise) }
        })
        .collect();
    RunResult {
        stop: StopReason::TrialLimit,
        stress: scenario
            .stress
            .iter()
            .map(|s| StressResult { id: s.id.clone(), outcomes: outcomes(scenario, trials, twins, -0.03) })
            .collect(),
        people: vec![],
        equal_cost: paylift::trial::EqualCost::default(),
        devils: DevilsTest::default(),
        beliefs: None,
        at_mean: ReadingSums {
            cost_at_mean_without: without(&at_mean),
            cost_at_mean: at_mean,
            no_csm_at_mean_without: if twins { without(&no_csm) } else { vec![] },
            no_csm_at_mean: if twins { no_csm } else { vec![] },
        },
        attainment: (0..plans * ATTAINMENT_BINS).map(|i| (i % 7) as u64).collect(),
        same_book_pay,
        neutral_factor: (0..plans).map(|p| Some(if p == TODAY { 1.0 } else { mean(TODAY) / mean(p) })).collect(),
        neutral_pay: vec![].into(),
        variance: VarianceColumns::default(),
        base,
    }
}

/// ARR that each plan's people add by the end, \[$\]; times [`wave`].
pub(crate) const GAIN: [f64; 5] = [0.0, 100_000.0, 250_000.0, -50_000.0, 40_000.0];
/// Pay that each plan pays for it, \[$\]; times [`wave`].
pub(crate) const RESPONSE: [f64; 5] = [0.0, 3_000.0, 9_000.0, -4_000.0, 1_000.0];
/// People who leave because of the plan, every year.
pub(crate) const LEAVERS: [u32; 5] = [0, 0, 1, 0, 2];
/// Discounts of each plan, every year, \[$\].
pub(crate) const DISCOUNTS: [f64; 5] = [0.0, 1_000.0, 8_000.0, 0.0, 200.0];
/// Sales cost of each plan's padded leads, every year, \[$\].
pub(crate) const PADDING: [f64; 5] = [0.0, 500.0, 0.0, 3_000.0, 0.0];
/// What replacing one person costs, \[$\].
pub(crate) const REHIRE: f64 = 55_000.0;
/// What angels and devils make of [`GAIN`].
pub(crate) const OTHERS: [(&str, f64); 2] = [("angels", 1.5), ("devils", -1.0)];

/// Luck of the response: 0.25 to 1.75, mean 1 and variance 0.225 over every 11 trials.
pub(crate) fn wave(trial: usize) -> f64 {
    0.25 + 0.15 * ((trial * 7) % 11) as f64
}

/// Conduct of every CSM-month under plan `p`: column `k` of [`CONDUCT_COLUMNS`].
pub(crate) fn conduct(p: usize, k: usize) -> f32 {
    let effort = k < 5;
    if p == 0 { f32::from(u8::from(effort)) } else { f32::from(u8::from(effort)) + 0.01 * (p * (k + 1)) as f32 }
}

/// [`scenario`], in which people respond to pay and the first plan pays its target whatever happens.
pub(crate) fn responding_scenario() -> Scenario {
    let mut scenario = Scenario { behaviour: Behaviour::Mixed, ..scenario() };
    scenario.plans[0].components[0].pays = Pays::Target;
    scenario
}

/// [`run`] with people who respond as the constants above say.
pub(crate) fn responding_run(scenario: &Scenario, trials: usize) -> RunResult {
    let mut result = run(scenario, trials, true);
    let all: Vec<usize> = (0..trials).collect();
    let few: Vec<usize> = (0..trials).step_by(PEOPLE_EVERY as usize).collect();
    let people = OTHERS.map(|(id, makes)| StressResult { id: id.into(), outcomes: responded(&result.base, &few, makes) });
    result.base = responded(&result.base, &all, 1.0);
    result.people = people.into();
    result
}

/// The response on these trials; customers without it stay as they were.
fn responded(base: &Outcomes, trials: &[usize], makes: f64) -> Outcomes {
    let (plans, seats) = (base.plans, base.seats);
    let mut o = Outcomes { trials: trials.len(), plans, seats, quarters: base.quarters, ..Outcomes::default() };
    let mut r = ResponseColumns::default();
    for &t in trials {
        for p in 0..plans {
            let gain = makes * GAIN[p] * wave(t);
            o.pay.extend(base.pay_of(t, p));
            o.quarter_cost.extend(&base.quarter_cost[(t * plans + p) * 4..(t * plans + p + 1) * 4]);
            o.partner_cost.push(0);
            o.reach.extend(&base.reach[(t * plans + p) * 3..(t * plans + p + 1) * 3]);
            o.no_csm_cost.push(base.no_csm_cost[t * plans + p]);
            o.measured_increment.push(base.measured_increment[t * plans + p]);
            o.arr_end.push(base.salaried_arr_end[t] + gain);
            o.revenue.push(24.5e6 + 0.4 * gain);
            o.dry_spells.extend(base.dry_spells.get(t * plans + p));
            o.nrr.push(base.nrr[t * plans + p]);
            o.grr.push(0.86);
            r.salaried_cost.push(base.cost(t, p) - cents(RESPONSE[p] * wave(t)));
            r.salaried_partner_cost.push(0);
            r.departures.push(t as u32 % 3 + LEAVERS[p]);
            r.rehire_cost.push(REHIRE * (t as u32 % 3 + LEAVERS[p]) as f64);
            r.discounts.push(DISCOUNTS[p]);
            r.padding_cost.push(PADDING[p]);
            r.conduct.extend((0..CONDUCT_COLUMNS).map(|k| conduct(p, k)));
        }
        o.arr_start.push(base.arr_start[t]);
        o.no_csm_arr_start.push(base.no_csm_arr_start[t]);
        o.no_csm_arr_end.push(base.no_csm_arr_end[t]);
        o.salaried_arr_end.push(base.salaried_arr_end[t]);
        o.no_csm_nrr.push(base.no_csm_nrr[t]);
        o.vacant_months.push(base.vacant_months[t]);
        o.no_base_accounts.push(0);
        r.salaried_revenue.push(24.5e6);
        r.salaried_rehire_cost.push(REHIRE * (t % 3) as f64);
    }
    o.response = r;
    o
}
