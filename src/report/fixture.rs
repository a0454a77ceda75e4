//! A made-up, seeded run to draw: six plans in the manner of the default company, costs roughly lognormal, no simulation behind it.

mod responding;
mod told_apart;

use std::collections::BTreeMap;

use rand::SeedableRng;
use rand::rngs::Xoshiro256PlusPlus;
use rand_distr::{Distribution, StandardNormal};

use crate::behaviour::{Assumptions, Behaviour};
use crate::compare::{Assumption, Finding, Findings, Row, Summary, Told, Topic, Verdict, people, quarters};
use crate::measure::{AccountRules, Basis, Measure, Metric, Scope, Window, WindowKind};
use crate::plan::{Component, Curve, Edge, Goal, Knot, Pays, Plan};
use crate::scenario::{Billing, Goalpost, Market, Money, Neutral, RunSettings, Scenario, Seat, Segment, Stress, Turnover};
use crate::stats::Estimate;
use crate::trial::{ATTAINMENT_BINS, DevilsTest, Outcomes, ReadingSums, RunResult, StopReason, StressResult, VarianceColumns};

pub(crate) use responding::responding;

/// Everything the reports read.
pub(crate) struct Fixture {
    pub(crate) scenario: Scenario,
    pub(crate) result: RunResult,
    pub(crate) summary: Summary,
    pub(crate) findings: Findings,
}

/// How a made-up plan pays: share of target by team luck, personal luck and skill.
struct Law {
    id: &'static str,
    title: &'static str,
    /// Mean pay as a share of target, as published.
    mean: f64,
    /// Effect of one standard deviation of company luck, of personal luck, of skill.
    company: f64,
    personal: f64,
    skill: f64,
    /// Most that can be paid.
    cap: f64,
    curve: Option<Vec<(f64, f64)>>,
}

fn laws() -> Vec<Law> {
    let law = |id, title, mean, company, personal, skill, cap, curve| Law { id, title, mean, company, personal, skill, cap, curve };
    vec![
        law("flat", "flat bonus", 1.0, 0.0, 0.0, 0.0, 9.0, None),
        law("activities-nrr", "activities + NRR", 1.0, 0.05, 0.09, 0.02, 1.5, Some(vec![(0.8, 0.0), (1.0, 1.0), (1.05, 1.5)])),
        law("nrr-team", "NRR team", 1.0, 0.13, 0.05, 0.0, 2.0, Some(vec![(0.9, 0.0), (1.0, 1.0), (1.1, 2.0)])),
        law("nrr-individual", "NRR individual", 1.0, 0.13, 0.22, 0.05, 2.0, Some(vec![(0.9, 0.0), (1.0, 1.0), (1.1, 2.0)])),
        law("above-baseline", "above baseline", 1.02, 0.32, 0.5, 0.06, 9.0, Some(vec![(0.0, 0.0), (1.0, 1.0), (1.5, 1.5)])),
        law("posthog-2026q4", "PostHog 2026 Q4", 0.28, 0.1, 0.16, 0.02, 9.0, Some(vec![(1.0, 0.0), (1.05, 0.5), (1.1, 1.0), (1.2, 2.0)])),
    ]
}

fn curve(points: &[(f64, f64)]) -> Curve {
    let knots = points
        .iter()
        .enumerate()
        .map(|(i, &(at, value))| {
            let next = points.get(i + 1).or(points.get(i.wrapping_sub(1)));
            let slope = next.map_or(0.0, |&(x, y)| (y - value) / (x - at));
            Knot { at, edge: Edge::Inclusive, value, slope }
        })
        .collect();
    Curve { below: 0.0, knots }
}

fn plan(law: &Law) -> Plan {
    let metric = Metric {
        measures: vec![Measure::Nrr],
        window: Window { months: 3, kind: WindowKind::Trailing, basis: Basis::Point },
        scope: Scope::Individual,
        accounts: AccountRules::default(),
        baseline: None,
    };
    let pays = law.curve.as_deref().map_or(Pays::Target, |points| Pays::Curve(curve(points)));
    let component = Component::new(law.title, 1.0, 0, Goal::Segment, pays);
    Plan { title: law.title.into(), sources: vec!["made up".into()], ..Plan::new(law.id, vec![metric], vec![component]) }
}

fn segment(id: &str, title: &str) -> Segment {
    Segment {
        id: id.into(),
        title: title.into(),
        billing: Billing::Usage { noise_sd: 0.08 },
        accounts_per_csm: 40,
        median_arr: 30_000.0,
        arr_log_sd: 1.0,
        annual_churn: 0.12,
        growth: 0.005,
        growth_sd: 0.01,
        usage_sd: 0.05,
        common_share: 0.03,
        macro_growth: 0.002,
        expansion_rate: 0.02,
        expansion_median: 0.12,
        size_log_sd: 0.6,
        lead_rate: 0.01,
        lead_conversion: 0.5,
        deal_median: 0.1,
        organic_nrr: 0.97,
        targets: BTreeMap::new(),
        uncertainty: None,
    }
}

fn roster() -> Vec<Seat> {
    [("SMB", 9, 80, 85_000.0), ("Mid", 10, 40, 110_000.0), ("Ent", 5, 12, 150_000.0)]
        .iter()
        .enumerate()
        .flat_map(|(segment, &(name, people, accounts, ote))| {
            (1..=people).map(move |n| Seat {
                name: format!("{name} {n}"),
                segment: segment as u16,
                pod: segment as u16,
                ote,
                variable: ote * 0.2,
                quota: None,
                start_month: None,
                accounts,
            })
        })
        .collect()
}

/// Six plans, so many trials, twins and a recession.
pub(crate) fn meterline(trials: usize) -> Fixture {
    let laws = laws();
    let scenario = Scenario {
        name: "Meterline".into(),
        about: "A usage-priced data API.".into(),
        fictional: true,
        currency: "$".into(),
        burn_in: 12,
        months: 12,
        segments: vec![segment("smb", "SMB"), segment("mid", "mid-market"), segment("ent", "enterprise")],
        roster: roster(),
        coefficients: Default::default(),
        turnover: Turnover::default(),
        behaviour: Behaviour::Off,
        assumptions: Assumptions::default(),
        conduct: Default::default(),
        market: Market::Cohorts(Stress::default()),
        stress: vec![Stress { id: "recession".into(), ..Stress::default() }],
        plans: laws.iter().map(plan).collect(),
        reference: 3,
        money: Money { budget: 575_000.0, employer_load: 0.08, gross_margin: 0.75, value_months: 12 },
        neutral: Neutral::Target,
        run: RunSettings { seed: 7, goal: Goalpost::Trials(trials as u32), payouts_only: false, parameter_draws: None },
    };
    finish(scenario, &laws, trials)
}

/// Fifteen plans with long titles, one of them dearer than all others together.
pub(crate) fn crowded(trials: usize) -> Fixture {
    let mut fixture = meterline(1);
    let titles = [
        "Commission on everything, uncapped, with retroactive accelerators",
        "Gainsight three components (habits, CSQL, CSQA)",
        "Revenue Playbook tiers",
        "FlowFuse 2026",
        "Chuck Berry",
        "<b>Veltora</b> & sons",
        "Siplify two-engine",
        "Xactly CSM 2015",
        "Saves",
    ];
    let mut laws = laws();
    for (i, title) in titles.into_iter().enumerate() {
        let scale = if i == 0 { 14.0 } else { 0.5 + 0.1 * i as f64 };
        let id = ["x0", "x1", "x2", "x3", "x4", "x5", "x6", "x7", "x8"][i];
        laws.push(Law {
            id,
            title,
            mean: scale,
            company: 0.1 * scale,
            personal: 0.3 * scale,
            skill: 0.05,
            cap: 99.0,
            curve: Some(vec![(0.9, 0.5), (1.0, 1.0), (1.15, 1.5)]),
        });
    }
    fixture.scenario.plans = laws.iter().map(plan).collect();
    finish(fixture.scenario, &laws, trials)
}

/// One plan, one trial, no twins: the least there can be.
pub(crate) fn smallest() -> Fixture {
    let laws: Vec<Law> = laws().into_iter().skip(3).take(1).collect();
    let mut scenario = meterline(1).scenario;
    scenario.plans.truncate(4);
    scenario.plans.drain(..3);
    scenario.reference = 0;
    scenario.stress.clear();
    scenario.neutral = Neutral::Off;
    let mut fixture = finish(scenario, &laws, 1);
    let base = &mut fixture.result.base;
    for twin in [&mut base.no_csm_arr_start, &mut base.no_csm_arr_end, &mut base.salaried_arr_end, &mut base.no_csm_nrr] {
        twin.clear();
    }
    base.no_csm_cost.clear();
    fixture.result.neutral_factor = vec![None];
    fixture.summary.rows.retain(|row| !row.measure.ends_with("neutral"));
    fixture
}

fn finish(scenario: Scenario, laws: &[Law], trials: usize) -> Fixture {
    let base = outcomes(&scenario, laws, trials, 0.0);
    let recession = outcomes(&scenario, laws, trials, -1.2);
    let mean = |values: &[f64]| values.iter().sum::<f64>() / values.len() as f64;
    let target = mean(&base.costs(scenario.reference));
    let result = RunResult {
        stop: if trials == 1 { StopReason::Exact } else { StopReason::TrialLimit },
        neutral_factor: (0..laws.len()).map(|p| Some(target / mean(&base.costs(p)))).collect(),
        attainment: attainment(laws),
        base,
        stress: scenario.stress.iter().map(|s| StressResult { id: s.id.clone(), outcomes: recession.clone() }).collect(),
        people: vec![],
        equal_cost: crate::trial::EqualCost::default(),
        devils: DevilsTest::default(),
        beliefs: None,
        at_mean: ReadingSums::default(),
        same_book_pay: vec![].into(),
        neutral_pay: vec![].into(),
        variance: VarianceColumns::default(),
    };
    let summary = summarise(&scenario, &result);
    let findings = findings(&scenario);
    Fixture { scenario, result, summary, findings }
}

fn outcomes(scenario: &Scenario, laws: &[Law], trials: usize, shift: f64) -> Outcomes {
    let mut rng = Xoshiro256PlusPlus::seed_from_u64(scenario.run.seed);
    let seats = scenario.roster.len();
    let skill: Vec<f64> = (0..seats).map(|_| StandardNormal.sample(&mut rng)).collect();
    let mut o = Outcomes { trials, plans: laws.len(), seats, quarters: scenario.quarters(), ..Outcomes::default() };
    for _ in 0..trials {
        let draw: f64 = StandardNormal.sample(&mut rng);
        let company = draw + shift;
        let personal: Vec<f64> = (0..seats).map(|_| StandardNormal.sample(&mut rng)).collect();
        let growth: f64 = StandardNormal.sample(&mut rng);
        let start = 46e6;
        let end = start * (1.05 + 0.075 * company);
        for law in laws {
            let mut quarters = vec![0i64; o.quarters];
            let mut cost = 0i64;
            for (seat, person) in scenario.roster.iter().enumerate() {
                let luck = law.company * company + law.personal * personal[seat] + law.skill * skill[seat];
                let share = (law.mean * (luck / law.mean - 0.5 * (luck / law.mean).powi(2) * 0.2).exp()).min(law.cap);
                let share = if law.curve.is_some() && share < 0.35 * law.mean { 0.0 } else { share };
                let pay = (person.variable * share * 100.0).round() as i64;
                cost += pay;
                o.pay.push(pay);
            }
            for (q, quarter) in quarters.iter_mut().enumerate() {
                *quarter = (cost as f64 * (0.25 + 0.02 * (q as f64 - 1.5) * (1.0 + 0.5 * growth) * law.company.min(0.4) * 5.0)) as i64;
            }
            o.quarter_cost.extend(quarters);
            o.partner_cost.push(0);
            o.no_csm_cost.push((cost as f64 * 0.78) as i64);
            o.reach.extend([0.85, 0.6, 0.12]);
            o.measured_increment.push(if law.id == "above-baseline" { 2.1e6 + 1.1e6 * company } else { f64::NAN });
            o.arr_end.push(end);
            o.revenue.push((start + end) / 2.0);
            o.nrr.push(end / start);
            o.grr.push(0.86);
        }
        o.arr_start.push(start);
        o.no_csm_arr_start.push(start);
        o.no_csm_arr_end.push(end - 4.4e6 * (1.0 + 0.15 * growth));
        o.salaried_arr_end.push(end);
        o.no_csm_nrr.push((end - 4.4e6) / start);
        o.vacant_months.push(9);
        o.no_base_accounts.push(0);
    }
    o
}

fn attainment(laws: &[Law]) -> Vec<u64> {
    laws.iter()
        .flat_map(|law| {
            let spread = 0.02 + 0.08 * law.personal;
            let some = law.curve.is_some();
            (0..ATTAINMENT_BINS).map(move |bin| {
                let x = (bin as f64 - 0.5) * 0.02;
                let z = (x - 1.0) / spread;
                if some { (10_000.0 * (-0.5 * z * z).exp()) as u64 } else { 0 }
            })
        })
        .collect()
}

struct Rows(Vec<Row>);

impl Rows {
    #[expect(clippy::too_many_arguments, reason = "the columns of a row")]
    fn push(&mut self, plan: &str, measure: &str, statistic: &str, against: &str, value: f64, error: Option<f64>, n: usize) {
        self.0.push(Row {
            plan: plan.into(),
            measure: measure.into(),
            statistic: statistic.into(),
            against: against.into(),
            estimate: value.is_finite().then(|| Estimate {
                value,
                standard_error: error,
                low: error.map(|e| value - 1.96 * e),
                high: error.map(|e| value + 1.96 * e),
                n: n as u64,
            }),
            assumes_behaviour: false,
        });
    }

    /// Mean, sd, quantiles and budget statistics of costs.
    fn distribution(&mut self, plan: &str, measure: &str, costs: &[f64], budget: f64) {
        let n = costs.len();
        let mut sorted = costs.to_vec();
        sorted.sort_by(f64::total_cmp);
        let mean = costs.iter().sum::<f64>() / n as f64;
        let sd = (costs.iter().map(|c| (c - mean).powi(2)).sum::<f64>() / (n.max(2) - 1) as f64).sqrt();
        let error = (n > 1).then(|| sd / (n as f64).sqrt());
        let quantile = |p: f64| sorted[((n - 1) as f64 * p).round() as usize];
        self.push(plan, measure, "mean", "", mean, error, n);
        if n > 1 {
            self.push(plan, measure, "sd", "", sd, error.map(|e| e * 0.7), n);
        }
        for (name, p) in [("p5", 0.05), ("p25", 0.25), ("p50", 0.5), ("p75", 0.75), ("p95", 0.95), ("ask90", 0.9)] {
            self.push(plan, measure, name, "", quantile(p), error.map(|e| e * 1.7), n);
        }
        let over = costs.iter().filter(|&&c| c > budget).count() as f64 / n as f64;
        let over_error = (n > 1).then(|| (over * (1.0 - over) / n as f64).sqrt());
        let name = if measure.starts_with("quarter") { "p_over_quarter_budget" } else { "p_over_budget" };
        self.push(plan, measure, name, "", over, over_error, n);
        let overrun = costs.iter().map(|c| (c - budget).max(0.0)).sum::<f64>() / n as f64;
        self.push(plan, measure, "expected_overrun", "", overrun, error.map(|e| e * 0.4), n);
        self.push(plan, measure, "cvar95", "", quantile(0.975), error.map(|e| e * 2.0), n);
    }
}

fn summarise(scenario: &Scenario, result: &RunResult) -> Summary {
    let mut rows = Rows(vec![]);
    let base = &result.base;
    let n = base.trials;
    let budget = scenario.money.budget;
    let today = &scenario.plans[scenario.reference].id;
    let error = |e: f64| (n > 1).then_some(e);
    for (p, plan) in scenario.plans.iter().enumerate() {
        let id = plan.id.as_str();
        let costs = base.costs(p);
        let mean = costs.iter().sum::<f64>() / n as f64;
        rows.distribution(id, "cost", &costs, budget);
        rows.push(id, "cost", "loaded_mean", "", mean * 1.08, error(900.0), n);
        rows.push(id, "cost", "jensen_gap", "", 0.02 * mean, error(600.0), n);
        if let Some(factor) = result.neutral_factor[p] {
            let scaled: Vec<f64> = costs.iter().map(|c| c * factor).collect();
            rows.distribution(id, "cost_neutral", &scaled, budget);
            rows.push(id, "cost_neutral", "factor", "", factor, error(0.003), n);
        }
        for q in 0..base.quarters {
            let costs: Vec<f64> = (0..n).map(|t| base.quarter_cost[(t * base.plans + p) * base.quarters + q] as f64 / 100.0).collect();
            rows.distribution(id, &format!("quarter_cost_{}", q + 1), &costs, budget / base.quarters as f64);
        }
        let (mut within, mut below, mut zero) = (0.0, 0.0, 0.0);
        let mut means = vec![];
        for (seat, person) in scenario.roster.iter().enumerate() {
            let pay = base.seat_pay(p, seat);
            let mean = pay.iter().sum::<f64>() / n as f64;
            within += pay.iter().map(|x| (x - mean).powi(2)).sum::<f64>() / (n.max(2) - 1) as f64;
            below += pay.iter().filter(|&&x| x < 0.5 * person.variable).count() as f64 / n as f64;
            zero += pay.iter().filter(|&&x| x == 0.0).count() as f64 / n as f64;
            means.push(mean);
        }
        let seats = base.seats as f64;
        let (within, below, zero) = (within / seats, below / seats, zero / seats);
        let mid = means.iter().sum::<f64>() / seats;
        let between = (means.iter().map(|m| (m - mid).powi(2)).sum::<f64>() / (seats - 1.0) - within / n as f64).max(0.0);
        let rel = 0.7 / (n as f64).sqrt();
        rows.push(id, "pay_per_csm", "mean", "", mid, error(40.0), n);
        if n > 1 {
            rows.push(id, "pay_per_csm", "sd_within", "", within.sqrt(), error(within.sqrt() * rel), n);
            rows.push(id, "pay_per_csm", "var_within", "", within, error(within * rel * 2.0), n);
            rows.push(id, "pay_per_csm", "var_between", "", between, error(between * rel), n);
            rows.push(id, "pay_per_csm", "sd_between", "", between.sqrt(), error(between.sqrt() * rel), n);
            told_apart::add(&mut rows, id, p, n);
        }
        rows.push(id, "pay_per_csm", "p_zero", "", zero, error(0.004), n);
        rows.push(id, "pay_per_csm", "p_below_half", "", below, error(0.004), n);
        rows.push(id, "pay_per_csm", "gini", "", 0.12, error(0.002), n);
        if let Some(factor) = result.neutral_factor[p].filter(|_| n > 1) {
            rows.push(id, "pay_per_csm_neutral", "sd_within", "", within.sqrt() * factor, error(within.sqrt() * factor * rel), n);
            rows.push(id, "pay_per_csm_neutral", "p_below_half", "", below, error(0.004), n);
            rows.push(id, "pay_per_csm_neutral", "p_zero", "", zero, error(0.004), n);
        }
        let flat = base.pay_of(0, p)[0] == 1_700_000 && n > 1 && within == 0.0;
        rows.push(id, "windfall", "share", "", if flat { 1.0 } else { 0.78 }, error(0.006), n);
        rows.push(id, "windfall", "organic_share", "", 0.6, error(0.006), n);
        rows.push(id, "windfall", "luck_share", "", 0.18, error(0.006), n);
        for (name, value) in [("threshold", 0.85), ("target", 0.6), ("excellence", 0.12)] {
            rows.push(id, "reach", name, "", value, error(0.004), n);
        }
        if base.has_twins() {
            rows.push(id, "increment_no_csm", "arr", "", 4.4e6, error(1.5e4), n);
            rows.push(id, "increment_no_csm", "nrr_points", "", 9.56, error(0.06), n);
            rows.push(id, "efficiency", "pay_per_incremental_dollar", "", mean / 4.4e6, error(0.002), n);
            rows.push(id, "efficiency", "team_roi", "", 1.2, error(0.02), n);
        }
        if base.measured_increment[p].is_finite() {
            rows.push(id, "increment_measured", "arr", "", 2.1e6, error(2.4e4), n);
            rows.push(id, "increment_measured", "error", "", -2.3e6, error(2.4e4), n);
        }
        if p != scenario.reference {
            rows.push(id, "cost", "mean_difference", today, mean - 523_000.0, error(900.0), n);
            rows.push(id, "cost", "p_lower", today, 0.4, error(0.01), n);
            rows.push(id, "person", "winners", "", 9.0 / 24.0, error(0.099), base.seats);
            rows.push(id, "person", "losers", "", 13.0 / 24.0, error(0.102), base.seats);
        }
        for stress in &result.stress {
            rows.distribution(id, &format!("cost@{}", stress.id), &stress.outcomes.costs(p), budget);
            rows.push(id, &format!("cost@{}", stress.id), "mean_difference", "", -0.15 * mean, error(700.0), n);
        }
    }
    for (name, value, e) in
        [("arr_start", 46e6, 2e5), ("arr_end", 48e6, 2e5), ("nrr", 1.05, 0.002), ("nrr_sd", 0.075, 0.001), ("grr", 0.86, 0.001)]
    {
        rows.push("", "market", name, "", value, error(e), n);
    }
    rows.push("", "market", "vacant_share", "", 0.031, error(0.001), n);
    if n > 1 {
        told_apart::add_reliability(&mut rows, scenario, n);
    }
    Summary { rows: rows.0, quarters: quarters(scenario, result), people: people(scenario, result) }
}

fn findings(scenario: &Scenario) -> Findings {
    let text = |words: &[&str]| words.iter().map(ToString::to_string).collect();
    Findings {
        decision: text(&[
            "No plan meets every test. Closest: activities + NRR.",
            "4 % over-budget risk, but 40 % is paid with no CSM at all.",
            "Team NRR cuts pay noise 43 % against today; budget risk stays.",
        ]),
        would_change: text(&[
            "A budget of $611k instead of $575k would let team NRR pass.",
            "A market two NRR points slower would let today's plan pass.",
        ]),
        verdicts: scenario
            .plans
            .iter()
            .map(|p| Verdict {
                plan: p.id.clone(),
                sentence: format!("{} keeps to its target, and about 1 year in 5 it costs more than the budget.", p.title),
            })
            .collect(),
        warnings: vec![
            Finding {
                plan: "above-baseline".into(),
                topic: Topic::Band,
                what: "its budget band is 2.4 times today’s".into(),
                why: "it pays max(0, noise): good luck is paid, bad luck is not taken back".into(),
                remedy: "carry losses forward, or pool the books".into(),
            },
            Finding {
                plan: "posthog-2026q4".into(),
                topic: Topic::Goal,
                what: "a quarter-on-quarter goal of 110 % means 146 % a year, this market does 107 %".into(),
                why: "the goal compounds, so almost nobody can reach it".into(),
                remedy: "a quarter-on-quarter goal of 101.7 % fits this market".into(),
            },
        ],
        growth: Vec::new(),
        told_apart: vec![
            Told {
                sentence: "Under activities + NRR 81 % of the pay differences between like CSMs are luck.".into(),
                assumes_behaviour: true,
            },
            Told {
                sentence: "Of what these plans pay each CSM for, NRR in SMB says most about who is good.".into(),
                assumes_behaviour: false,
            },
        ],
        not_said: text(&["whether any plan changes effort: everybody works as on a salary"]),
        assumptions: vec![
            Assumption { name: "Team turnover".into(), value: "20 % a year".into(), given: false },
            Assumption { name: "Employer load".into(), value: "8 % on top of pay".into(), given: false },
            Assumption { name: "Budget".into(), value: "$575k".into(), given: true },
        ],
    }
}
