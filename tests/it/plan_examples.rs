//! Published worked examples of pay plans, to the cent.

use paylift::measure::{AccountRules, Basis, Credit, CreditKind, Facts, Measure, Metric, Presence, Reading, Scope, Window, WindowKind};
use paylift::plan::{Above, Attain, Cents, Component, Curve, Edge, Goal, Ledger, Payee, Pays, Plan, Terms, Tier, TierMode, Tiers, pay};

fn metric(measure: Measure) -> Metric {
    Metric {
        measures: vec![measure],
        window: Window { months: 3, kind: WindowKind::Trailing, basis: Basis::Sum },
        scope: Scope::Individual,
        accounts: AccountRules::default(),
        baseline: None,
    }
}

/// Pay of one quarter to one person whose target is $10,000 a quarter.
fn paid(measure: Measure, component: Component, value: f64, credits: &[Credit]) -> Cents {
    let plan = Plan::new("example", vec![metric(measure)], vec![component]);
    let payee = Payee { name: "Ada".into(), target: 40_000.0, ..Payee::default() };
    let terms = Terms::bind(&plan, vec![payee], 3).unwrap();
    let mut facts = Facts::default();
    facts.reset(1, 1, 1);
    facts.put(0, 0, 0, Reading { value: Some(value), goal: None, base: 1.0 });
    facts.credits = credits.to_vec();
    let mut ledger = Ledger::default();
    pay(&terms, &facts, &Presence::settled(1, 3), &mut ledger);
    ledger.total()
}

fn by_curve(curve: Curve, attain: Attain, goal: Goal) -> Component {
    Component { attain, ..Component::new("bonus", 1.0, 0, goal, Pays::Curve(curve)) }
}

fn flat(rate: f64, uplift_rate: f64) -> Pays {
    let tier = Tier { from: 0.0, edge: Edge::Inclusive, rate: Some(rate), factor: 1.0, uplift_rate };
    Pays::Commission(Tiers { mode: TierMode::Marginal, tiers: vec![tier] })
}

fn credit(kind: CreditKind, dollars: f64, before: f64, years: u8) -> Credit {
    Credit { metric: 0, seat: 0, month: 1, account: 7, kind, dollars, before, years, churned: None, invoice_paid: Some(2) }
}

#[test]
fn posthog_customer_success_q4_2026() {
    let points = [(1.00, 0.0), (1.05, 0.5), (1.10, 1.0), (1.20, 2.0)];
    let curve = Curve::from_points(0.0, &points, Above::Extend).unwrap();
    for (retention, dollars) in [(0.80, 0), (1.00, 0), (1.05, 5_000), (1.075, 7_500), (1.10, 10_000), (1.20, 20_000), (1.30, 30_000)] {
        let got = paid(Measure::Nrr, by_curve(curve.clone(), Attain::Value, Goal::None), retention, &[]);
        assert_eq!(got, Cents(dollars * 100), "at {retention}");
    }
}

#[test]
fn flowfuse_customer_success_goal_of_115_percent() {
    let line = Curve::from_points(0.0, &[(0.0, 0.0), (1.0, 1.0)], Above::Extend).unwrap();
    for (nrr, dollars) in [(0.98, 0), (1.00, 0), (1.075, 5_000), (1.15, 10_000), (1.18, 12_000)] {
        let component = by_curve(line.clone(), Attain::AboveFloor { floor: 1.0 }, Goal::Fixed(1.15));
        assert_eq!(paid(Measure::Nrr, component, nrr, &[]), Cents(dollars * 100), "at {nrr}");
    }
}

#[test]
fn revenue_playbook_tiers() {
    let steps = [(0.90, 0.5, Edge::Inclusive), (1.00, 1.0, Edge::Inclusive), (1.15, 1.5, Edge::Exclusive)];
    let curve = Curve::from_steps(0.0, &steps).unwrap();
    for (nrr, dollars) in
        [(0.8999, 0), (0.90, 5_000), (0.99, 5_000), (0.995, 5_000), (1.00, 10_000), (1.15, 10_000), (1.1501, 15_000), (2.00, 15_000)]
    {
        let got = paid(Measure::Nrr, by_curve(curve.clone(), Attain::Value, Goal::None), nrr, &[]);
        assert_eq!(got, Cents(dollars * 100), "at {nrr}");
    }
}

#[test]
fn posthog_technical_account_manager() {
    let component = || Component::new("renewals", 0.0, 0, Goal::None, flat(0.10, 0.067));
    let renewal = credit(CreditKind::Renewal, 120_000.0, 100_000.0, 1);
    assert_eq!(paid(Measure::Renewed, component(), 120_000.0, &[renewal]), Cents(1_334_000));
    // A shrinking renewal pays the rate and no uplift.
    let shrunk = credit(CreditKind::Renewal, 40_000.0, 50_000.0, 1);
    assert_eq!(paid(Measure::Renewed, component(), 40_000.0, &[shrunk]), Cents(400_000));
    // A monthly customer of $6,000 at 5 %.
    let monthly = Component::new("monthly", 0.0, 0, Goal::None, flat(0.05, 0.0));
    assert_eq!(paid(Measure::Revenue, monthly, 6_000.0, &[]), Cents(30_000));
}

#[test]
fn flowfuse_multi_year_and_partner_deals() {
    // $300k over three years is credited as 100k + 50k + 25k; a rate of 1 pays the credit itself.
    let years = Component { year_weights: vec![1.0, 0.5, 0.25], ..Component::new("contracts", 0.0, 0, Goal::None, flat(1.0, 0.0)) };
    let deal = credit(CreditKind::Renewal, 100_000.0, 0.0, 3);
    assert_eq!(paid(Measure::Renewed, years, 100_000.0, &[deal]), Cents(17_500_000));
    let partner = Component { credit: 1.2, ..Component::new("partner deals", 0.0, 0, Goal::None, flat(1.0, 0.0)) };
    let deal = credit(CreditKind::NewBusiness, 70_000.0, 0.0, 1);
    assert_eq!(paid(Measure::NewBusiness, partner, 70_000.0, &[deal]), Cents(8_400_000));
}
