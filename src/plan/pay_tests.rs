use super::super::hand_made::{Settlement, by_line, by_period, credit, line, metric, of_kind, to_date};
use super::super::*;
use super::*;
use crate::measure::{Credit, CreditKind, Measure, SeatMonth};

fn one(component: Component) -> Plan {
    Plan::new("test", vec![metric(Measure::Expansion)], vec![component])
}

fn rates(rate: f64, uplift_rate: f64) -> Tiers {
    let tier = Tier { from: 0.0, edge: Edge::Inclusive, rate: Some(rate), factor: 1.0, uplift_rate };
    Tiers { mode: TierMode::Marginal, tiers: vec![tier] }
}

/// 10 % of credited dollars, beside the target.
fn commission() -> Component {
    Component::new("commission", 0.0, 0, Goal::None, Pays::Commission(rates(0.10, 0.0)))
}

#[test]
fn a_curve_pays_share_of_the_quarters_target() {
    let ledger = Settlement::new(&one(by_line()), 1).read(0, 0, &[0.5, 1.0, 1.2345, 0.0]).pay();
    assert_eq!(by_period(&ledger, 0), [1_500.0, 3_000.0, 3_703.5, 0.0]);
    let why = Why::Attained { value: 0.5, goal: Some(1.0), attainment: 0.5, share: 0.5, target: 3_000.0 };
    assert_eq!(ledger.lines[0].why, why);
    assert_eq!(ledger.of_seat(0), ledger.total());
}

#[test]
fn rate_scale_scales_curves_but_not_caps() {
    let mut component = by_line();
    component.caps = vec![Cap { share: Some(1.5), dollars: None, per: CapPeriod::Period }];
    let mut desk = Settlement::new(&one(component), 1).read(0, 0, &[0.5, 1.0]);
    desk.terms.rate_scale = 2.0;
    assert_eq!(by_period(&desk.pay(), 0), [3_000.0, 4_500.0, 4_500.0, 4_500.0]);
    let mut fixed = Settlement::new(&one(Component::new("flat", 1.0, 0, Goal::None, Pays::Target)), 1).read(0, 0, &[0.5, 1.0]);
    fixed.terms.rate_scale = 0.5;
    assert_eq!(by_period(&fixed.pay(), 0), [1_500.0; 4]);
}

#[test]
fn undefined_pays_nothing_and_says_so() {
    let ledger = Settlement::new(&one(by_line()), 1).read(0, 0, &[1.0]).undefined(0, 0, 1).pay();
    assert_eq!(by_period(&ledger, 0), [3_000.0, 0.0, 3_000.0, 3_000.0]);
    assert_eq!((ledger.lines[1].why, ledger.lines[1].cents), (Why::Undefined, Cents::ZERO));
}

#[test]
fn attainment_is_rounded_before_it_is_paid() {
    let mut component = by_line();
    component.pays = Pays::Curve(Curve::from_steps(0.0, &[(1.0, 1.0, Edge::Inclusive)]).unwrap());
    component.round_decimals = Some(2);
    let ledger = Settlement::new(&one(component), 1).read(0, 0, &[0.9949, 0.995, 1.0]).pay();
    assert_eq!(by_period(&ledger, 0), [0.0, 3_000.0, 3_000.0, 3_000.0]);
}

#[test]
fn each_kind_of_attainment() {
    let paid = |attain, goal: f64, value: f64| {
        let mut component = by_line();
        (component.attain, component.goal) = (attain, Goal::Fixed(goal));
        by_period(&Settlement::new(&one(component), 1).read(0, 0, &[value]).pay(), 0)[0]
    };
    assert_eq!(paid(Attain::Ratio, 2.0, 1.0), 1_500.0);
    assert_eq!(paid(Attain::AboveFloor { floor: 1.0 }, 1.15, 1.075), 1_500.0);
    assert_eq!(paid(Attain::AboveFloor { floor: 1.0 }, 1.15, 0.98), 0.0);
    assert_eq!(paid(Attain::Value, 9.0, 0.5), 1_500.0);
    assert_eq!(paid(Attain::Inverse, 2.0, 4.0), 1_500.0);
}

#[test]
fn nothing_to_shorten_pays_the_cap_or_is_undefined() {
    let mut component = by_line();
    component.attain = Attain::Inverse;
    assert_eq!(Settlement::new(&one(component.clone()), 1).read(0, 0, &[0.0]).pay().lines[0].why, Why::Undefined);
    component.pays = Pays::Curve(Curve::from_points(0.0, &[(0.0, 0.0), (2.0, 2.0)], Above::Hold).unwrap());
    assert_eq!(by_period(&Settlement::new(&one(component), 1).read(0, 0, &[0.0]).pay(), 0)[0], 6_000.0);
}

#[test]
fn a_measured_goal_overrides_the_plans() {
    let mut component = by_line();
    component.goal = Goal::Measured;
    let mut desk = Settlement::new(&one(component), 1).read(0, 0, &[50.0]);
    assert_eq!(desk.pay().lines[0].why, Why::Undefined);
    desk.facts.change(0, 0, 0, |reading| reading.goal = Some(100.0));
    assert_eq!(by_period(&desk.pay(), 0)[0], 1_500.0);
}

#[test]
fn months_away_prorate_the_target() {
    let ledger = Settlement::new(&one(by_line()), 1).read(0, 0, &[1.0]).vacant(0, 4..9).pay();
    assert_eq!(by_period(&ledger, 0), [3_000.0, 1_000.0, 0.0, 3_000.0]);
    assert!(ledger.lines.iter().all(|l| l.period != 2), "a vacant period has no lines");
}

#[test]
fn without_proration_being_there_at_the_end_counts() {
    let mut plan = one(by_line());
    plan.prorate = false;
    let ledger = Settlement::new(&plan, 1).read(0, 0, &[1.0]).vacant(0, 3..5).vacant(0, 8..9).pay();
    assert_eq!(by_period(&ledger, 0), [3_000.0, 3_000.0, 0.0, 3_000.0]);
}

#[test]
fn components_are_paid_for_the_months_in_force() {
    let mut early = by_line();
    early.until_month = Some(4);
    let mut late = by_line();
    (late.metric, late.from_month) = (1, 4);
    let plan = Plan::new("switch", vec![metric(Measure::EbrCoverage), metric(Measure::Nrr)], vec![early, late]);
    let ledger = Settlement::new(&plan, 1).read(0, 0, &[1.0]).read(1, 0, &[0.5]).pay();
    // Second quarter: one month at 100 % and two at 50 %.
    assert_eq!(by_period(&ledger, 0), [3_000.0, 2_000.0, 1_500.0, 1_500.0]);
}

#[test]
fn gates_take_all_but_what_they_leave() {
    let paid = |edge, at: f64| {
        let mut component = by_line();
        component.gates = vec![Gate { metric: 1, at_least: 0.9, edge, otherwise: 0.25 }];
        let plan = Plan::new("gated", vec![metric(Measure::Expansion), metric(Measure::Grr)], vec![component]);
        Settlement::new(&plan, 1).read(0, 0, &[1.0]).read(1, 0, &[at]).undefined(1, 0, 3).pay()
    };
    for (edge, at, dollars) in
        [(Edge::Inclusive, 0.89, 750.0), (Edge::Inclusive, 0.9, 3_000.0), (Edge::Exclusive, 0.9, 750.0), (Edge::Exclusive, 0.91, 3_000.0)]
    {
        assert_eq!(by_period(&paid(edge, at), 0)[0], dollars, "{edge:?} at {at}");
    }
    let ledger = paid(Edge::Inclusive, 0.5);
    assert_eq!(of_kind(&ledger, LineKind::Gate), [(0, -2_250.0), (1, -2_250.0), (2, -2_250.0)]);
    assert_eq!(by_period(&ledger, 0)[3], 3_000.0, "what is undefined closes no gate");
}

#[test]
fn multipliers_come_after_gates_and_before_floor_and_cap() {
    let mut component = by_line();
    component.gates = vec![Gate { metric: 1, at_least: 0.5, edge: Edge::Inclusive, otherwise: 0.5 }];
    component.multipliers = vec![Multiplier { metric: 1, curve: line() }];
    component.floor = 0.1;
    component.caps = vec![Cap { share: Some(1.5), dollars: None, per: CapPeriod::Period }];
    let plan = Plan::new("chain", vec![metric(Measure::Expansion), metric(Measure::Csqa)], vec![component]);
    let ledger = Settlement::new(&plan, 1).read(0, 0, &[1.0]).read(1, 0, &[0.4, 0.1, 1.2, 2.0]).pay();
    // × 0.5 × 0.4; × 0.5 × 0.1 lifted to 10 %; × 1.2; × 2 cut to 150 %.
    assert_eq!(by_period(&ledger, 0), [600.0, 300.0, 3_600.0, 4_500.0]);
    assert_eq!(of_kind(&ledger, LineKind::Multiplier), [(0, -900.0), (1, -1_350.0), (2, 600.0), (3, 3_000.0)]);
    assert_eq!(of_kind(&ledger, LineKind::Floor), [(1, 150.0)]);
    assert_eq!(of_kind(&ledger, LineKind::Cap), [(3, -1_500.0)]);
}

#[test]
fn year_to_date_trues_up_to_what_the_year_earns() {
    let mut component = by_line();
    component.accumulation = Accumulation::YearToDate;
    let plan = Plan::new("ytd", vec![to_date(Measure::Nrr)], vec![component.clone()]);
    let ledger = Settlement::new(&plan, 1).read(0, 0, &[0.5, 1.0, 0.8, 1.0]).pay();
    // To date: 0.5 × 3,000; 1.0 × 6,000; 0.8 × 9,000; 1.0 × 12,000.
    assert_eq!(by_period(&ledger, 0), [1_500.0, 4_500.0, 1_200.0, 4_800.0]);
    assert_eq!(of_kind(&ledger, LineKind::TrueUp), [(1, 1_500.0), (2, -1_200.0), (3, 1_800.0)]);
    // Single-quarter readings of a level are averaged by base, those of dollars summed.
    let plan = Plan::new("mean", vec![metric(Measure::Nrr)], vec![component.clone()]);
    let mut desk = Settlement::new(&plan, 1).read(0, 0, &[0.5, 1.0]);
    desk.facts.change(0, 0, 1, |reading| reading.base = 3.0);
    assert_eq!(by_period(&desk.pay(), 0)[..2], [1_500.0, 3_750.0]); // (0.5 + 3 × 1.0) ÷ 4 of 6,000
    component.goal = Goal::Fixed(100.0);
    let ledger = Settlement::new(&one(component), 1).read(0, 0, &[50.0, 150.0, 0.0]).pay();
    assert_eq!(by_period(&ledger, 0), [1_500.0, 4_500.0, 0.0, 0.0]); // 50/100, 200/200, 200/300, 200/400
}

#[test]
fn year_to_date_gates_give_back_when_they_open() {
    let mut component = by_line();
    component.accumulation = Accumulation::YearToDate;
    component.gates = vec![Gate { metric: 1, at_least: 0.9, edge: Edge::Inclusive, otherwise: 0.0 }];
    let plan = Plan::new("ytd", vec![to_date(Measure::Nrr), to_date(Measure::Grr)], vec![component]);
    let ledger = Settlement::new(&plan, 1).read(0, 0, &[1.0]).read(1, 0, &[0.8, 0.95, 0.7, 0.9]).pay();
    assert_eq!(by_period(&ledger, 0), [0.0, 6_000.0, -6_000.0, 12_000.0]);
}

#[test]
fn year_to_date_commission_carries_losses_forward() {
    let mut component = commission();
    let plan = |component: &Component| Plan::new("growth", vec![metric(Measure::GrowthAboveBaseline)], vec![component.clone()]);
    let read = [10_000.0, -20_000.0, 15_000.0, 30_000.0];
    let discrete = Settlement::new(&plan(&component), 1).read(0, 0, &read).pay();
    assert_eq!(by_period(&discrete, 0), [1_000.0, 0.0, 1_500.0, 3_000.0]);
    component.accumulation = Accumulation::YearToDate;
    let carried = Settlement::new(&plan(&component), 1).read(0, 0, &read).pay();
    // To date 10,000, −10,000, 5,000, 35,000: pay to date 1,000, 0, 500, 3,500.
    assert_eq!(by_period(&carried, 0), [1_000.0, -1_000.0, 500.0, 3_000.0]);
}

#[test]
fn commissions_follow_credits_of_months_in_the_seat() {
    let credits = [credit(0, 0, 1, 10_000.0), credit(0, 2, 2, 5_000.0), credit(0, 3, 3, 1_000.0)];
    let desk = Settlement::new(&one(commission()), 1).credits(&credits);
    assert_eq!(by_period(&desk.pay(), 0)[..2], [1_500.0, 100.0]);
    assert_eq!(desk.pay().lines[0].why, Why::Rate { dollars: 15_000.0, rate: 0.10 });
    assert_eq!(by_period(&desk.vacant(0, 2..3).pay(), 0)[..2], [1_000.0, 100.0]);
}

#[test]
fn tiers_without_a_rate_pay_target_over_quota() {
    let tier = |from, factor| Tier { from, edge: Edge::Inclusive, rate: None, factor, uplift_rate: 0.0 };
    let tiers = Tiers { mode: TierMode::Retroactive, tiers: vec![tier(0.0, 1.0), tier(1.0, 1.5)] };
    let mut component = Component::new("quota", 0.5, 0, Goal::Quota, Pays::Commission(tiers));
    let payee = Payee { target: 12_000.0, quota: Some(240_000.0), ..Payee::default() };
    let desk = |component: &Component| {
        Settlement::with(&one(component.clone()), vec![payee.clone()]).credits(&[credit(0, 0, 1, 59_999.0), credit(0, 3, 1, 60_000.0)])
    };
    // 6,000 ÷ 240,000 = 2.5 %; at the quarter's quota of 60,000 it becomes 3.75 %.
    assert_eq!(by_period(&desk(&component).pay(), 0)[..2], [1_499.98, 2_250.0]);
    // Half the credit retires half the quota.
    component.credit = 0.5;
    assert_eq!(by_period(&desk(&component).pay(), 0)[..2], [749.99, 750.0]);
}

#[test]
fn dollar_thresholds_need_no_goal() {
    let tier = |from, rate| Tier { from, edge: Edge::Inclusive, rate: Some(rate), factor: 1.0, uplift_rate: 0.0 };
    let tiers = Tiers { mode: TierMode::Marginal, tiers: vec![tier(0.0, 0.05), tier(10_000.0, 0.10)] };
    let component = Component::new("ladder", 0.0, 0, Goal::None, Pays::Commission(tiers));
    let ledger = Settlement::new(&one(component), 1).credits(&[credit(0, 0, 1, 15_000.0), credit(0, 3, 1, 10_000.0)]).pay();
    assert_eq!(by_period(&ledger, 0)[..2], [1_000.0, 500.0]);
}

#[test]
fn bounties_pay_events_up_to_their_number() {
    let pays = Pays::Bounty { each: 250.0, at_most: Some(4.0) };
    let plan = Plan::new("spif", vec![metric(Measure::Csqa)], vec![Component::new("acts", 0.0, 0, Goal::None, pays)]);
    let desk = Settlement::new(&plan, 1).read(0, 0, &[3.0, 6.0, -2.0, 0.0]);
    assert_eq!(by_period(&desk.pay(), 0), [750.0, 1_000.0, 0.0, 0.0]);
    assert_eq!(desk.pay().lines[1].why, Why::Count { count: 4.0, each: 250.0 });
    assert_eq!(by_period(&desk.vacant(0, 5..6).pay(), 0)[1], 666.67);
}

#[test]
fn a_to_date_reading_of_dollars_is_paid_once() {
    let plan = Plan::new("growth", vec![to_date(Measure::Growth)], vec![commission()]);
    let ledger = Settlement::new(&plan, 1).read(0, 0, &[1_000.0, 4_000.0, 3_000.0, 5_000.0]).pay();
    assert_eq!(by_period(&ledger, 0), [100.0, 300.0, 0.0, 200.0]);
}

#[test]
fn flat_target_is_paid_whatever_is_measured() {
    let plan = one(Component::new("flat", 1.0, 0, Goal::None, Pays::Target));
    let ledger = Settlement::new(&plan, 1).vacant(0, 0..1).pay();
    assert_eq!(by_period(&ledger, 0), [2_000.0, 3_000.0, 3_000.0, 3_000.0]);
    assert_eq!(ledger.lines[0].why, Why::Months { present: 2, of: 3 });
}

#[test]
fn pools_are_shared_by_target_times_score() {
    let pool = Component::new("pool", 1.0, 0, Goal::Fixed(1.0), Pays::Pool(Pool { funding: 0.8, power: 2.0 }));
    let desk = Settlement::new(&one(pool), 3).read(0, 0, &[1.0, 0.0]).read(0, 1, &[2.0, 0.0]).read(0, 2, &[-1.0, 0.0]);
    let ledger = desk.pay();
    // Pot 0.8 × 9,000 = 7,200, shares 1 : 4 : 0. When nobody scores it stays unpaid.
    assert_eq!([0, 1, 2].map(|s| by_period(&ledger, s)[0]), [1_440.0, 5_760.0, 0.0]);
    assert_eq!([0, 1, 2].map(|s| by_period(&ledger, s)[1]), [0.0; 3]);
    // Somebody who was there one month of three brings a third of the pot's target and weight: pot 5,600, 1 : 4/3.
    let part = desk.vacant(1, 0..2).pay();
    assert_eq!([0, 1].map(|s| by_period(&part, s)[0]), [2_400.0, 3_200.0]);
}

#[test]
fn plan_caps_floors_and_guarantees_in_that_order() {
    let mut plan = one(by_line());
    plan.caps = vec![Cap { share: None, dollars: Some(4_000.0), per: CapPeriod::Period }];
    plan.floor = 0.2;
    let ledger = Settlement::new(&plan, 1).read(0, 0, &[2.0, 0.1, 1.0]).pay();
    assert_eq!(by_period(&ledger, 0), [4_000.0, 600.0, 3_000.0, 3_000.0]);
    assert_eq!(of_kind(&ledger, LineKind::Cap), [(0, -2_000.0)]);
    assert_eq!(of_kind(&ledger, LineKind::Floor), [(1, 300.0)]);
}

#[test]
fn a_guarantee_lifts_the_guaranteed_months_of_new_hires() {
    let mut plan = one(by_line());
    plan.guarantee = Some(Guarantee { months: 3, share: 1.0 });
    let desk = |values: &[f64]| Settlement::new(&plan, 2).read(0, 0, values).read(0, 1, values).hired(1, 1);
    // Starts in the second month: 2 months at 0.5 earn 1,000, guaranteed 2,000; next quarter 1 month of 3 is guaranteed.
    let ledger = desk(&[0.5]).pay();
    assert_eq!(by_period(&ledger, 0), [1_500.0; 4]);
    assert_eq!(by_period(&ledger, 1), [2_000.0, 2_000.0, 1_500.0, 1_500.0]);
    assert_eq!(of_kind(&desk(&[1.2]).pay(), LineKind::Guarantee), []);
}

fn drawing(recoverable: bool) -> Plan {
    let mut plan = one(commission());
    plan.draw = Some(Draw { share: 2.0 / 3.0, months: 6, recoverable });
    plan
}

#[test]
fn a_recoverable_draw_comes_back_out_of_later_pay() {
    let credits = [credit(0, 0, 1, 5_000.0), credit(0, 3, 1, 30_000.0), credit(0, 6, 1, 40_000.0), credit(0, 9, 1, 1_000.0)];
    let ledger = Settlement::new(&drawing(true), 1).credits(&credits).pay();
    assert_eq!(by_period(&ledger, 0), [2_000.0, 2_000.0, 3_500.0, 100.0]);
    assert_eq!(of_kind(&ledger, LineKind::DrawRecovery), [(1, -1_000.0), (2, -500.0)]);
    let ledger = Settlement::new(&drawing(false), 1).credits(&credits).pay();
    assert_eq!(by_period(&ledger, 0), [2_000.0, 3_000.0, 4_000.0, 100.0]);
}

#[test]
fn the_next_person_owes_no_draw_of_the_last() {
    let mut desk = Settlement::new(&drawing(true), 1).credits(&[credit(0, 9, 1, 50_000.0)]);
    for m in 6..12 {
        desk.presence.seat_months[m] = SeatMonth { present: true, tenure: m as u16 - 6 };
    }
    // Settled: two quarters of 2,000. The new hire: 2,000 in the third, and only that is recovered in the fourth.
    assert_eq!(by_period(&desk.pay(), 0), [2_000.0, 2_000.0, 2_000.0, 3_000.0]);
}

#[test]
fn clawback_is_booked_when_the_account_leaves_in_time() {
    let left = |account, churned| Credit { churned: Some(churned), ..credit(0, 1, account, 10_000.0) };
    let mut component = commission();
    component.clawback = Some(Clawback { months: 6, share: 0.5 });
    let plan = one(component);
    let credits = [left(1, 7), left(2, 8), left(3, 2), left(4, 12), credit(0, 9, 5, 10_000.0)];
    let ledger = Settlement::new(&plan, 1).credits(&credits).pay();
    // Account 1 leaves after 6 months, 2 after 7, 3 in the same quarter, 4 after the horizon.
    assert_eq!(of_kind(&ledger, LineKind::Clawback), [(0, -500.0), (2, -500.0)]);
    assert_eq!(ledger.lines.last().unwrap().kind, LineKind::Earned);
    let recovered = ledger.lines.iter().find(|l| l.kind == LineKind::Clawback && l.period == 2).unwrap();
    assert_eq!(recovered.why, Why::Account { account: 1, month: 1 });
}

#[test]
fn clawback_recovers_no_more_than_was_paid() {
    let mut component = commission();
    component.clawback = Some(Clawback { months: 12, share: 1.0 });
    component.caps = vec![Cap { share: None, dollars: Some(800.0), per: CapPeriod::Period }];
    let mut plan = one(component);
    let credits = [Credit { churned: Some(6), ..credit(0, 0, 1, 10_000.0) }];
    assert_eq!(of_kind(&Settlement::new(&plan, 1).credits(&credits).pay(), LineKind::Clawback), [(2, -800.0)]);
    plan.caps = vec![Cap { share: None, dollars: Some(200.0), per: CapPeriod::Period }];
    assert_eq!(of_kind(&Settlement::new(&plan, 1).credits(&credits).pay(), LineKind::Clawback), [(2, -200.0)]);
}

#[test]
fn holdback_waits_for_the_invoice() {
    let mut component = commission();
    component.holdback = Some(Holdback { share: 0.25, until: HoldbackUntil::InvoicePaid });
    let paid = |month, account, invoice_paid| Credit { invoice_paid, ..credit(0, month, account, 10_000.0) };
    // Paid in the same quarter, in the next, never; in the last quarter, after the horizon, and never.
    let credits = [paid(0, 1, Some(2)), paid(0, 2, Some(3)), paid(0, 3, None), paid(11, 4, Some(12)), paid(11, 5, None)];
    let ledger = Settlement::new(&one(component), 1).credits(&credits).pay();
    assert_eq!(of_kind(&ledger, LineKind::Holdback), [(0, -250.0), (0, -250.0), (3, -250.0)]);
    assert_eq!(of_kind(&ledger, LineKind::Release), [(1, 250.0)]);
    assert_eq!(by_period(&ledger, 0), [2_500.0, 250.0, 0.0, 1_750.0]);
}

#[test]
fn holdback_for_months_works_without_credits() {
    let mut component = by_line();
    component.holdback = Some(Holdback { share: 0.5, until: HoldbackUntil::Months(6) });
    let desk = Settlement::new(&one(component), 1).read(0, 0, &[1.0]);
    // Released two quarters later; the last two quarters' shares are accrued to the last.
    assert_eq!(by_period(&desk.pay(), 0), [1_500.0, 1_500.0, 3_000.0, 6_000.0]);
    assert_eq!(of_kind(&desk.pay(), LineKind::Release), [(2, 1_500.0), (3, 1_500.0), (3, 1_500.0)]);
    // Nothing is released to an empty seat.
    assert_eq!(by_period(&desk.vacant(0, 6..9).pay(), 0), [1_500.0, 1_500.0, 0.0, 4_500.0]);
}

#[test]
fn partners_are_paid_on_the_same_dollars() {
    let mut plan = one(Component { credit: 0.5, ..commission() });
    plan.partners = vec![Partner { role: "account manager".into(), component: 0, share: 0.5, rate: 0.02 }];
    let credits = [credit(0, 0, 1, 10_000.0), credit(1, 3, 2, 20_000.0)];
    let desk = Settlement::new(&plan, 2).credits(&credits);
    // The split is the CSM's: 10 % of 5,000; the manager gets 2 % of half of 30,000, vacant seat or not.
    let ledger = desk.pay();
    assert_eq!((ledger.of_seat(0), ledger.partners), (Cents(50_000), Cents(30_000)));
    assert_eq!(desk.vacant(1, 0..12).pay().partners, Cents(30_000));
    // Pooled results are read by every seat and paid to the partner once.
    plan.metrics[0].scope = crate::measure::Scope::Company;
    let pooled = [credit(0, 0, 1, 10_000.0), credit(1, 0, 1, 10_000.0)];
    assert_eq!(Settlement::new(&plan, 2).credits(&pooled).pay().partners, Cents(10_000));
}

#[test]
fn renewals_pay_their_growth_and_their_years() {
    let renewal = Credit { kind: CreditKind::Renewal, before: 100_000.0, ..credit(0, 0, 1, 120_000.0) };
    let plan = |c| Plan::new("renewals", vec![metric(Measure::Renewed)], vec![c]);
    let uplift = Component { pays: Pays::Commission(rates(0.10, 0.067)), ..commission() };
    assert_eq!(Settlement::new(&plan(uplift), 1).credits(&[renewal]).pay().total(), Cents(1_334_000));
    // A year credited in full, the second by half, the third by a quarter; a fourth adds nothing.
    let weighted = Component { year_weights: vec![1.0, 0.5, 0.25], ..commission() };
    for (years, cents) in [(1, 1_000_000), (2, 1_500_000), (3, 1_750_000), (4, 1_750_000)] {
        let deal = Credit { years, ..credit(0, 0, 1, 100_000.0) };
        assert_eq!(Settlement::new(&plan(weighted.clone()), 1).credits(&[deal]).pay().total(), Cents(cents), "{years} years");
    }
}

#[test]
fn lines_come_by_seat_and_period_and_a_ledger_can_be_reused() {
    let desk = Settlement::new(&one(by_line()), 3).read(0, 0, &[1.0]).read(0, 1, &[0.4]).read(0, 2, &[0.9]);
    let first = desk.pay();
    assert!(first.lines.is_sorted_by_key(|l| (l.seat, l.period)));
    let mut again = first.clone();
    pay(&desk.terms, &desk.facts, &desk.presence, &mut again);
    assert_eq!(again, first);
}
