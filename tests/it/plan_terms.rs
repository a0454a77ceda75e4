//! Goals settled when a plan is bound to people.

use std::collections::BTreeMap;

use paylift::measure::{AccountRules, Basis, Measure, Metric, Scope, Window, WindowKind};
use paylift::plan::{Above, Attain, Component, Curve, Edge, Goal, Payee, Pays, Plan, Terms, TermsError, Tier, TierMode, Tiers};

fn metric(measure: Measure, months: u16, kind: WindowKind, scope: Scope) -> Metric {
    Metric {
        measures: vec![measure],
        window: Window { months, kind, basis: Basis::Point },
        scope,
        accounts: AccountRules::default(),
        baseline: None,
    }
}

fn line() -> Pays {
    Pays::Curve(Curve::from_points(0.0, &[(0.0, 0.0), (1.0, 1.0)], Above::Extend).unwrap())
}

fn plan(goal: Goal, metric: Metric) -> Plan {
    Plan::new("test", vec![metric], vec![Component::new("part", 1.0, 0, goal, line())])
}

fn people() -> Vec<Payee> {
    let person = |name: &str, team, pod, book, nrr, expansion, quota| Payee {
        name: name.into(),
        target: 12_000.0,
        quota: Some(quota),
        targets: BTreeMap::from([
            (Measure::Nrr, nrr),
            (Measure::Expansion, expansion),
            (Measure::HealthShare, nrr / 2.0),
            (Measure::Wins, 2.0),
            (Measure::Movers, 1.0),
        ]),
        team,
        pod,
        book,
    };
    vec![
        person("Ada", 0, 0, 1.0, 1.00, 30_000.0, 100_000.0),
        person("Bo", 0, 1, 3.0, 1.08, 60_000.0, 200_000.0),
        person("Cy", 1, 1, 4.0, 1.20, 90_000.0, 400_000.0),
    ]
}

fn goals(goal: Goal, metric: Metric, seat: usize) -> Vec<f64> {
    let terms = Terms::bind(&plan(goal, metric), people(), 12).unwrap();
    (0..terms.periods()).map(|p| terms.goal(0, seat, p).unwrap()).collect()
}

fn close(got: &[f64], expected: &[f64]) {
    assert_eq!(got.len(), expected.len());
    for (g, e) in got.iter().zip(expected) {
        assert!((g - e).abs() < 1e-9 * e.abs(), "{got:?} instead of {expected:?}");
    }
}

#[test]
fn yearly_retention_targets_compound_to_the_window() {
    let quarterly = metric(Measure::Nrr, 3, WindowKind::Trailing, Scope::Individual);
    close(&goals(Goal::Segment, quarterly, 1), &[1.08_f64.powf(0.25); 4]);
    let to_date = metric(Measure::Nrr, 3, WindowKind::YearToDate, Scope::Individual);
    close(&goals(Goal::Segment, to_date, 1), &[0.25, 0.5, 0.75, 1.0].map(|t| 1.08_f64.powf(t)));
}

#[test]
fn quarterly_targets_scale_where_they_add_up_and_hold_where_they_are_levels() {
    let of = |measure, months, kind| metric(measure, months, kind, Scope::Individual);
    close(&goals(Goal::Segment, of(Measure::Expansion, 1, WindowKind::Trailing), 0), &[10_000.0; 4]);
    let to_date = of(Measure::Expansion, 3, WindowKind::YearToDate);
    close(&goals(Goal::Segment, to_date, 0), &[30_000.0, 60_000.0, 90_000.0, 120_000.0]);
    close(&goals(Goal::Segment, of(Measure::HealthShare, 12, WindowKind::Trailing), 0), &[0.5; 4]);
    // Two counts that share one target.
    let mut both = of(Measure::Wins, 3, WindowKind::Trailing);
    both.measures.push(Measure::Movers);
    close(&goals(Goal::Segment, both, 0), &[3.0; 4]);
}

#[test]
fn quotas_are_prorated_to_the_window() {
    let quarterly = metric(Measure::Expansion, 3, WindowKind::Trailing, Scope::Individual);
    close(&goals(Goal::Quota, quarterly, 0), &[25_000.0; 4]);
    let to_date = metric(Measure::Expansion, 3, WindowKind::YearToDate, Scope::Individual);
    close(&goals(Goal::Quota, to_date, 0), &[25_000.0, 50_000.0, 75_000.0, 100_000.0]);
}

#[test]
fn pooled_goals_are_book_weighted_levels_or_sums() {
    let quarter = |year: f64| year.powf(0.25);
    let of = |measure, scope| metric(measure, 3, WindowKind::Trailing, scope);
    // Team 0 is Ada (book 1) and Bo (book 3); pod 1 is Bo (3) and Cy (4).
    let team = (quarter(1.0) + 3.0 * quarter(1.08)) / 4.0;
    let pod = (3.0 * quarter(1.08) + 4.0 * quarter(1.2)) / 7.0;
    let company = (quarter(1.0) + 3.0 * quarter(1.08) + 4.0 * quarter(1.2)) / 8.0;
    close(&goals(Goal::Segment, of(Measure::Nrr, Scope::Team), 0), &[team; 4]);
    close(&goals(Goal::Segment, of(Measure::Nrr, Scope::Pod), 2), &[pod; 4]);
    close(&goals(Goal::Segment, of(Measure::Nrr, Scope::Company), 1), &[company; 4]);
    close(&goals(Goal::Segment, of(Measure::Expansion, Scope::Team), 1), &[90_000.0; 4]);
    close(&goals(Goal::Quota, of(Measure::Expansion, Scope::Company), 1), &[175_000.0; 4]);
}

#[test]
fn schedules_step_and_hold_their_last_goal() {
    let of = metric(Measure::StrategyCoverage, 3, WindowKind::Trailing, Scope::Individual);
    close(&goals(Goal::Schedule(vec![0.8, 0.95]), of, 0), &[0.8, 0.95, 0.95, 0.95]);
}

#[test]
fn targets_follow_months_and_weights() {
    let mut plan = plan(Goal::Fixed(1.0), metric(Measure::Nrr, 3, WindowKind::Trailing, Scope::Individual));
    plan.components[0].weight = 0.25;
    let terms = Terms::bind(&plan, people(), 12).unwrap();
    assert_eq!((terms.target(0, 0, 3), terms.target_of_all(0, 2)), (750.0, 2_000.0));
}

#[test]
fn errors_name_component_and_person() {
    let of = |measure| metric(measure, 3, WindowKind::Trailing, Scope::Individual);
    let error = |plan: &Plan, payees: Vec<Payee>, months| Terms::bind(plan, payees, months).unwrap_err();
    assert_eq!(
        error(&plan(Goal::Segment, of(Measure::Grr)), people(), 12).to_string(),
        "component 'part': the segment of 'Ada' has no target for 'grr'"
    );
    let mut without = people();
    without[1].quota = None;
    let quota = plan(Goal::Quota, of(Measure::Expansion));
    assert_eq!(error(&quota, without.clone(), 12).to_string(), "component 'part': 'Bo' has no quota");
    assert_eq!(error(&quota, people(), 7).to_string(), "7 months are no whole number of pay periods of 3 months");
    // A rate that is target ÷ quota needs a quota even where nothing is held against it.
    let mut commission = quota.clone();
    commission.components[0].goal = Goal::None;
    let tier = Tier { from: 0.0, edge: Edge::Inclusive, rate: None, factor: 1.0, uplift_rate: 0.0 };
    commission.components[0].pays = Pays::Commission(Tiers { mode: TierMode::Marginal, tiers: vec![tier] });
    assert!(matches!(error(&commission, without, 12), TermsError::MissingQuota { seat, .. } if seat == "Bo"));
    // Attainment above a floor needs a goal above it: Ada's segment expects no growth.
    let mut floored = plan(Goal::Segment, of(Measure::Nrr));
    floored.components[0].attain = Attain::AboveFloor { floor: 1.0 };
    assert_eq!(error(&floored, people(), 12).to_string(), "component 'part': the goal of 'Ada' in pay period 1 is 1, not above 1");
}
