use super::*;
use crate::measure::{AccountRules, Basis, Presence, Scope, Window};
use crate::plan::{Above, Accumulation, Cents, Curve, Edge, Gate, Ledger, Payee, Plan, Tier, TierMode, Tiers, pay};
use crate::scenario::AttainmentLaw;

fn market(distribution: Distribution) -> AttainmentMarket {
    let attainment = AttainmentLaw { distribution, per_year: false };
    AttainmentMarket { attainment, quota: None, correlation: 0.0, round_decimals: None }
}

fn normal() -> Distribution {
    Distribution::Normal { mean: 1.0, sd: 0.15 }
}

fn metric(measure: Measure) -> Metric {
    Metric {
        measures: vec![measure],
        window: Window { months: 3, kind: WindowKind::Trailing, basis: Basis::Point },
        scope: Scope::Individual,
        accounts: AccountRules::default(),
        baseline: None,
    }
}

/// Share of target = attainment.
fn line() -> Pays {
    Pays::Curve(Curve::from_points(0.0, &[(0.0, 0.0), (1.0, 1.0)], Above::Extend).unwrap())
}

/// $20,000 a year each ($5,000 a quarter), quota $400,000, bound for a year.
fn bind(plan: &Plan, seats: usize) -> Terms {
    let payee = Payee { name: "Ada".into(), target: 20_000.0, quota: Some(400_000.0), book: 1.0, ..Payee::default() };
    Terms::bind(plan, vec![payee; seats], 12).unwrap()
}

fn draw(market: &AttainmentMarket, terms: &Terms, trial: u32) -> Facts {
    let mut facts = Facts::default();
    Attainments::of(market, 7).unwrap().draw_facts(terms, trial, &mut facts);
    facts
}

fn paid(terms: &Terms, facts: &Facts) -> Cents {
    let mut ledger = Ledger::default();
    pay(terms, facts, &Presence::settled(terms.payees().len(), 12), &mut ledger);
    ledger.total()
}

/// Mean over trials of the four quarters' mean, and its standard error.
fn mean_over(trials: u32, of: impl Fn(u32) -> f64) -> (f64, f64) {
    let xs: Vec<f64> = (0..trials).map(of).collect();
    let n = f64::from(trials);
    let mean = xs.iter().sum::<f64>() / n;
    let variance = xs.iter().map(|x| (x - mean) * (x - mean)).sum::<f64>() / (n - 1.0);
    (mean, (variance / n).sqrt())
}

/// A sheet with attainment 80 %, 100 %, 120 % at 25 / 50 / 25 %, paying nothing, the target and one and a half targets:
/// each quarter's expected cost is 0.25·0 + 0.5·5,000 + 0.25·7,500 = 4,375 a head.
#[test]
fn a_spreadsheet_is_reproduced_exactly() {
    let steps = Curve::from_steps(0.0, &[(0.9, 1.0, Edge::Inclusive), (1.2, 1.5, Edge::Inclusive)]).unwrap();
    let plan = Plan::new("steps", vec![metric(Measure::Nrr)], vec![Component::new("main", 1.0, 0, Goal::Fixed(1.06), Pays::Curve(steps))]);
    let terms = bind(&plan, 2);
    let (values, weights) = (vec![0.8, 1.0, 1.2], vec![0.25, 0.5, 0.25]);
    // every value the sheet knows, to the cent
    let mut expected = 0.0;
    for (value, weight) in values.iter().zip(&weights) {
        let total = paid(&terms, &draw(&market(Distribution::Constant(*value)), &terms, 0));
        expected += weight * total.dollars();
        let by_hand = [0, 4_000_000, 6_000_000][(value * 5.0) as usize - 4]; // two people, four quarters
        assert_eq!(total, Cents(by_hand), "{value}");
    }
    assert_eq!(expected, 8.0 * 4_375.0);
    // and their mixture: within 4 standard errors (false alarm 6 in 100,000)
    let table = Attainments::of(&market(Distribution::Table { values, weights }), 7).unwrap();
    let (mean, error) = mean_over(4_000, |trial| {
        let mut facts = Facts::default();
        table.draw_facts(&terms, trial, &mut facts);
        paid(&terms, &facts).dollars()
    });
    assert!((mean - expected).abs() < 4.0 * error, "{mean} ± {error}");
}

/// CSQLs a quarter are Poisson(2.4), closed ones Poisson(1.2): computed independently, within 4 standard errors (false alarm 6 in
/// 100,000 each).
#[test]
fn counted_leads_have_the_poisson_numbers() {
    let reached = Pays::Curve(Curve::from_steps(0.0, &[(1.0, 1.0, Edge::Inclusive)]).unwrap());
    let submitted =
        Plan::new("s", vec![metric(Measure::CsqlSubmitted)], vec![Component::new("s", 1.0, 0, Goal::Fixed(3.0), reached.clone())]);
    let closed = Plan::new("c", vec![metric(Measure::CsqlClosed)], vec![Component::new("c", 1.0, 0, Goal::Fixed(2.0), reached)]);
    let bounty = Pays::Bounty { each: 100.0, at_most: Some(5.0) };
    let capped = Plan::new("b", vec![metric(Measure::CsqlSubmitted)], vec![Component::new("b", 0.0, 0, Goal::None, bounty)]);
    let cases = [
        (submitted, Distribution::Poisson { mean: 2.4, per: 3.0 }, 20_000.0, 0.430_291_253),
        (closed, Distribution::Poisson { mean: 1.2, per: 2.0 }, 20_000.0, 0.337_372_734),
        (capped, Distribution::Poisson { mean: 2.4, per: 1.0 }, 400.0, 2.348_277_938),
    ];
    for (plan, law, dollars, answer) in cases {
        let terms = bind(&plan, 1);
        let attainments = Attainments::of(&market(law), 7).unwrap();
        let (mean, error) = mean_over(5_000, |trial| {
            let mut facts = Facts::default();
            attainments.draw_facts(&terms, trial, &mut facts);
            paid(&terms, &facts).dollars() / dollars
        });
        assert!((mean - answer).abs() < 4.0 * error, "{}: {mean} ± {error} for {answer}", plan.id);
    }
}

/// Correlation of two payees' normal attainments within 4 standard errors, (1 − ρ²)/√n (false alarm 6 in 100,000 each), and
/// Kolmogorov–Smirnov of the marginal law at the 0.1 % level.
#[test]
fn payees_share_luck_as_stated_and_keep_their_own_law() {
    let law = statrs::distribution::Normal::new(1.0, 0.15).unwrap();
    for correlation in [0.0, 0.3, 0.8, 1.0] {
        let attainments = Attainments::of(&AttainmentMarket { correlation, ..market(normal()) }, 7).unwrap();
        let n = 20_000;
        let pairs: Vec<[f64; 2]> = (0..n).map(|t| [0, 1].map(|seat| attainments.attainment(seat, 3, t))).collect();
        let n = f64::from(n);
        let z = |x: f64| (x - 1.0) / 0.15;
        let found = pairs.iter().map(|[a, b]| z(*a) * z(*b)).sum::<f64>() / n;
        let error = ((1.0 + correlation * correlation) / n).sqrt(); // of the mean product of standard normals
        assert!((found - correlation).abs() < 4.0 * error, "{found} for {correlation}");
        assert!(correlation < 1.0 || pairs.iter().all(|[a, b]| (a - b).abs() < 1e-12));
        let mut own: Vec<f64> = pairs.iter().map(|p| p[1]).collect();
        own.sort_by(f64::total_cmp);
        let gap = |(i, &x): (usize, &f64)| (law.cdf(x) - i as f64 / n).abs().max((law.cdf(x) - (i + 1) as f64 / n).abs());
        let distance = own.iter().enumerate().map(gap).fold(0.0, f64::max) * n.sqrt();
        assert!(distance < 1.95, "D√n = {distance} at {correlation}");
    }
}

/// Whatever a component holds its metric against, it stands at the drawn attainment again.
#[test]
fn every_kind_of_goal_comes_back_to_the_drawn_attainment() {
    let component = |goal, attain| Component { attain, ..Component::new("main", 1.0, 0, goal, line()) };
    let floor = Attain::AboveFloor { floor: 1.0 };
    let year_to_date = {
        let mut m = metric(Measure::Expansion);
        m.window.kind = WindowKind::YearToDate;
        m
    };
    let pooled = Metric { scope: Scope::Company, ..metric(Measure::Expansion) };
    let quota = AttainmentMarket { quota: Some(Distribution::Uniform { min: 2e5, max: 6e5 }), ..market(normal()) };
    let cases = [
        (metric(Measure::Nrr), component(Goal::Fixed(1.15), Attain::Ratio), market(normal())),
        (metric(Measure::Nrr), component(Goal::Fixed(1.15), floor), market(normal())),
        (metric(Measure::Nrr), component(Goal::Measured, floor), market(normal())),
        (metric(Measure::Nrr), component(Goal::None, Attain::Value), market(normal())),
        (metric(Measure::TimeToValue), component(Goal::Fixed(2.0), Attain::Inverse), market(normal())),
        (metric(Measure::Expansion), component(Goal::Quota, Attain::Ratio), market(normal())),
        (metric(Measure::Expansion), component(Goal::Quota, Attain::Ratio), quota.clone()),
        (metric(Measure::Expansion), component(Goal::Measured, Attain::Ratio), quota),
        (metric(Measure::CsqlClosed), component(Goal::Schedule(vec![2.0, 4.0]), Attain::Ratio), market(normal())),
        (
            metric(Measure::Renewed),
            Component { credit: 0.4, year_weights: vec![0.5, 0.2], ..component(Goal::Quota, Attain::Ratio) },
            market(normal()),
        ),
        (year_to_date, component(Goal::Quota, Attain::Ratio), market(normal())),
        (pooled, component(Goal::Quota, Attain::Ratio), market(normal())),
    ];
    for (metric, component, market) in cases {
        let (to_date, pooled) = (metric.window.kind == WindowKind::YearToDate, metric.scope == Scope::Company);
        let plan = Plan::new("test", vec![metric], vec![component]);
        let terms = bind(&plan, 2);
        let facts = draw(&market, &terms, 3);
        let attainments = Attainments::of(&market, 7).unwrap();
        for (seat, period) in [(0, 0), (1, 0), (0, 3), (1, 2)] {
            let standing = terms.standing(&facts, 0, seat, period).unwrap();
            let periods = if to_date { 0..=period } else { period..=period };
            let seats = if pooled { 0..=1 } else { seat..=seat };
            let draws: Vec<f64> =
                seats.flat_map(|s| periods.clone().map(move |p| (s, p))).map(|(s, p)| attainments.attainment(s, 3 * p, 3)).collect();
            let drawn = draws.iter().sum::<f64>() / draws.len() as f64;
            assert!((standing.attainment - drawn).abs() < 1e-12, "{plan:?}: {standing:?} for {drawn}");
        }
    }
}

#[test]
fn attainments_are_rounded_as_spreadsheets_do() {
    let plan = Plan::new("test", vec![metric(Measure::Nrr)], vec![Component::new("main", 1.0, 0, Goal::Fixed(1.0), line())]);
    let terms = bind(&plan, 1);
    for (value, decimals, rounded) in [(1.005, 2, 1.01), (0.994_9, 2, 0.99), (0.985, 2, 0.99), (0.96, 1, 1.0), (-0.125, 2, -0.13)] {
        let market = AttainmentMarket { round_decimals: Some(decimals), ..market(Distribution::Constant(value)) };
        assert_eq!(draw(&market, &terms, 0).reading(0, 0, 0).value, Some(rounded), "{value}");
    }
}

#[test]
fn one_draw_a_year_holds_in_every_period() {
    let plan = Plan::new("test", vec![metric(Measure::Nrr)], vec![Component::new("main", 1.0, 0, Goal::Fixed(1.0), line())]);
    let terms = bind(&plan, 1);
    let values = |per_year| {
        let attainment = AttainmentLaw { distribution: normal(), per_year };
        let facts = draw(&AttainmentMarket { attainment, ..market(normal()) }, &terms, 1);
        (0..4).map(|p| facts.reading(0, 0, p).value.unwrap()).collect::<Vec<_>>()
    };
    assert!(values(true).windows(2).all(|w| w[0] == w[1]));
    assert!(values(false).windows(2).all(|w| w[0] != w[1]));
    assert_eq!(values(true)[0], values(false)[0]);
}

/// Plans of one cadence, however different, meet the same luck; a plan beside them changes nothing.
#[test]
fn plans_share_their_luck() {
    let nrr = Plan::new("a", vec![metric(Measure::Nrr)], vec![Component::new("a", 1.0, 0, Goal::Fixed(1.06), line())]);
    let dollars = Plan::new("b", vec![metric(Measure::Expansion)], vec![Component::new("b", 1.0, 0, Goal::Quota, line())]);
    let market = AttainmentMarket { correlation: 0.4, ..market(normal()) };
    let stands = |plan: &Plan| {
        let terms = bind(plan, 3);
        let facts = draw(&market, &terms, 12);
        (0..3).map(|seat| terms.standing(&facts, 0, seat, 2).unwrap().attainment).collect::<Vec<_>>()
    };
    assert!(stands(&nrr).iter().zip(stands(&dollars)).all(|(a, b)| (a - b).abs() < 1e-12));
}

fn commission(measure: Measure, goal: Goal) -> Plan {
    let tier = Tier { from: 0.0, edge: Edge::Inclusive, rate: Some(0.1), factor: 1.0, uplift_rate: 0.0 };
    let pays = Pays::Commission(Tiers { mode: TierMode::Marginal, tiers: vec![tier] });
    Plan::new("commission", vec![metric(measure)], vec![Component::new("main", 0.0, 0, goal, pays)])
}

/// 110 % of a yearly quota of 400,000 is 110,000 a quarter; 10 % of that is 11,000.
#[test]
fn commissions_are_paid_on_the_quota_attained() {
    let market = market(Distribution::Constant(1.1));
    for plan in [
        commission(Measure::Expansion, Goal::None),
        commission(Measure::Expansion, Goal::Quota),
        commission(Measure::Revenue, Goal::None),
        commission(Measure::Revenue, Goal::Quota),
    ] {
        assert_eq!(paid(&bind(&plan, 1), &draw(&market, &bind(&plan, 1), 0)), Cents(4 * 1_100_000), "{plan:?}");
    }
    let mut yearly = commission(Measure::Renewed, Goal::Quota);
    yearly.metrics[0].window.months = 12; // a year's renewals are looked at, a quarter's are paid
    assert_eq!(paid(&bind(&yearly, 1), &draw(&market, &bind(&yearly, 1), 0)), Cents(4 * 1_100_000));
    let mut to_date = commission(Measure::Expansion, Goal::Quota);
    to_date.metrics[0].window.kind = WindowKind::YearToDate;
    assert_eq!(paid(&bind(&to_date, 1), &draw(&market, &bind(&to_date, 1), 0)), Cents(4 * 1_100_000));
    to_date.components[0].accumulation = Accumulation::YearToDate;
    assert_eq!(paid(&bind(&to_date, 1), &draw(&market, &bind(&to_date, 1), 0)), Cents(4 * 1_100_000));
}

#[test]
fn drawn_quotas_take_the_place_of_the_rosters() {
    let plan = commission(Measure::Expansion, Goal::None);
    let without = Terms::bind(&plan, vec![Payee { name: "Bo".into(), target: 20_000.0, ..Payee::default() }], 12).unwrap();
    let constant = market(Distribution::Constant(1.0));
    let error = Attainments::of(&constant, 7).unwrap().fits(&without).unwrap_err();
    assert_eq!(error.to_string(), "component 'main': 'Bo' has no quota, so an attainment says nothing about dollars");
    let drawn = AttainmentMarket { quota: Some(Distribution::Constant(600_000.0)), ..constant };
    let attainments = Attainments::of(&drawn, 7).unwrap();
    assert_eq!((attainments.fits(&without), attainments.expected_quota()), (Ok(()), Some(600_000.0)));
    assert_eq!(paid(&without, &draw(&drawn, &without, 0)), Cents(6_000_000));
    // a rate of target ÷ quota pays the target at 100 %, whatever the quota drawn
    let mut individual = plan;
    let Pays::Commission(tiers) = &mut individual.components[0].pays else { unreachable!() };
    tiers.tiers[0].rate = None;
    individual.components[0].weight = 1.0;
    let terms = bind(&individual, 1);
    assert_eq!(paid(&terms, &draw(&drawn, &terms, 0)), Cents(2_000_000));
}

/// A gate on a metric that nothing is paid on is held against the attainment itself.
#[test]
fn gates_read_the_attainment() {
    let mut main = Component::new("main", 1.0, 0, Goal::Fixed(1.06), line());
    main.gates = vec![Gate { metric: 1, at_least: 0.9, edge: Edge::Inclusive, otherwise: 0.0 }];
    let plan = Plan::new("gated", vec![metric(Measure::Nrr), metric(Measure::Grr)], vec![main]);
    let terms = bind(&plan, 1);
    let at = |a| paid(&terms, &draw(&market(Distribution::Constant(a)), &terms, 0));
    assert_eq!((at(0.9), at(0.89)), (Cents(1_800_000), Cents(0)));
}

#[test]
fn impossible_markets_are_refused() {
    let refused = |market: &AttainmentMarket| Attainments::of(market, 7).unwrap_err().to_string();
    assert_eq!(refused(&market(Distribution::Normal { mean: 1.0, sd: -1.0 })), "attainment: the standard deviation must not be negative");
    assert!(refused(&AttainmentMarket { correlation: 1.2, ..market(normal()) }).contains("between 0 and 1"));
    let quota = Some(Distribution::Normal { mean: 1.0, sd: 1.0 });
    assert!(refused(&AttainmentMarket { quota, ..market(normal()) }).starts_with("quotas must be above 0, but"));
}
