//! What holds for any plan, any readings and any team.

use paylift::measure::{
    AccountRules, Basis, Credit, CreditKind, Facts, Measure, Metric, Presence, Reading, Scope, SeatMonth, Window, WindowKind,
};
use paylift::plan::{
    Above, Accumulation, Cap, CapPeriod, Cents, Clawback, Component, Curve, Draw, Edge, Gate, Goal, Guarantee, Holdback, HoldbackUntil,
    Ledger, LineKind, Multiplier, Payee, Pays, Plan, Pool, Terms, Tier, TierMode, Tiers, pay,
};
use proptest::prelude::*;

fn metric(measure: Measure) -> Metric {
    Metric {
        measures: vec![measure],
        window: Window { months: 3, kind: WindowKind::Trailing, basis: Basis::Point },
        scope: Scope::Individual,
        accounts: AccountRules::default(),
        baseline: None,
    }
}

fn curve() -> impl Strategy<Value = Curve> {
    (prop::collection::vec((0.05..0.6_f64, 0.0..0.8_f64), 2..5), any::<bool>()).prop_map(|(steps, hold)| {
        let (mut at, mut value) = (0.3, 0.0);
        let points: Vec<_> = steps
            .into_iter()
            .map(|(gap, rise)| {
                (at, value) = (at + gap, value + rise);
                (at, value)
            })
            .collect();
        Curve::from_points(0.0, &points, if hold { Above::Hold } else { Above::Extend }).unwrap()
    })
}

/// A component with any clauses on metric 0 (dated dollars), gated and multiplied by metric 1.
fn component() -> impl Strategy<Value = Component> {
    let pays = prop_oneof![
        curve().prop_map(Pays::Curve),
        Just(Pays::Target),
        (0.01..0.2_f64).prop_map(|rate| {
            let tier = Tier { from: 0.0, edge: Edge::Inclusive, rate: Some(rate), factor: 1.0, uplift_rate: 0.0 };
            let above = Tier { from: 1.0, factor: 1.5, ..tier };
            Pays::Commission(Tiers { mode: TierMode::Retroactive, tiers: vec![tier, above] })
        }),
        (10.0..200.0_f64).prop_map(|each| Pays::Bounty { each, at_most: Some(5.0) }),
        Just(Pays::Pool(Pool { funding: 0.7, power: 1.5 })),
    ];
    (pays, any::<[bool; 6]>(), 0.5..3.0_f64).prop_map(|(pays, on, cap)| {
        let mut c = Component::new("any", 1.0, 0, Goal::Fixed(20_000.0), pays);
        if on[0] {
            c.gates.push(Gate { metric: 1, at_least: 0.7, edge: Edge::Inclusive, otherwise: 0.3 });
        }
        if on[1] {
            let curve = Curve::from_points(0.8, &[(0.5, 0.8), (1.0, 1.0), (1.5, 1.3)], Above::Hold).unwrap();
            c.multipliers.push(Multiplier { metric: 1, curve });
        }
        if on[2] {
            c.accumulation = Accumulation::YearToDate;
        }
        if on[3] {
            c.clawback = Some(Clawback { months: 5, share: 0.8 });
        }
        if on[4] {
            c.holdback = Some(Holdback { share: 0.4, until: HoldbackUntil::InvoicePaid });
        }
        if on[5] {
            c.floor = 0.05;
        }
        c.caps.push(Cap { share: Some(cap), dollars: None, per: CapPeriod::Period });
        c
    })
}

#[derive(Debug, Clone)]
struct World {
    plan: Plan,
    targets: Vec<f64>,
    facts: Facts,
    presence: Presence,
}

/// A plan of one to three components over a year, three seats with vacancies and hires, random credits and readings.
fn world() -> impl Strategy<Value = World> {
    let credit = (0..3_u16, 0..12_u16, 1..500_u32, 100.0..30_000.0_f64, prop::option::of(0..18_u16), prop::option::of(0..14_u16));
    (
        prop::collection::vec(component(), 1..4),
        prop::collection::vec(credit, 0..25),
        prop::collection::vec(prop::option::of(0.0..2.0_f64), 12),
        prop::collection::vec(0..16_u16, 3),
        any::<[bool; 4]>(),
        prop::collection::vec(1_000.0..40_000.0_f64, 3),
    )
        .prop_map(|(components, credits, shares, hires, on, targets)| {
            let mut plan = Plan::new("any", vec![metric(Measure::Expansion), metric(Measure::Grr)], components);
            plan.floor = if on[0] { 0.1 } else { 0.0 };
            plan.guarantee = on[1].then_some(Guarantee { months: 4, share: 0.9 });
            plan.draw = on[2].then_some(Draw { share: 0.5, months: 6, recoverable: on[3] });
            let mut facts = Facts::default();
            facts.reset(2, 3, 4);
            facts.credits = credits
                .into_iter()
                .map(|(seat, month, account, dollars, churned, paid)| Credit {
                    metric: 0,
                    seat,
                    month,
                    account,
                    kind: CreditKind::Expansion,
                    dollars,
                    before: 0.0,
                    years: 1,
                    churned: churned.map(|after| month + after),
                    invoice_paid: paid.map(|after| month + after),
                })
                .collect();
            facts.credits.sort_by_key(|c| (c.metric, c.seat, c.month, c.account));
            for seat in 0..3 {
                for period in 0..4 {
                    let mine = facts.credits_of(0, seat).iter().filter(|c| usize::from(c.month) / 3 == period);
                    let value = Some(mine.map(|c| c.dollars).sum());
                    facts.put(0, seat, period, Reading { value, goal: None, base: 1.0 });
                    let value = shares[seat * 4 + period];
                    facts.put(1, seat, period, Reading { value, goal: None, base: 1.0 });
                }
            }
            let mut presence = Presence::settled(3, 12);
            for (seat, &hire) in hires.iter().enumerate() {
                // Up to month 11 somebody is replaced then, after two vacant months; later, nobody leaves.
                for m in 0..12_u16 {
                    let month = &mut presence.seat_months[seat * 12 + usize::from(m)];
                    if m >= hire {
                        *month = SeatMonth { present: true, tenure: m - hire };
                    } else if m + 2 >= hire && hire < 12 {
                        month.present = false;
                    }
                }
            }
            World { plan, targets, facts, presence }
        })
}

fn settle(w: &World) -> Ledger {
    let payee = |&target: &f64| Payee { target, book: 1.0, ..Payee::default() };
    let terms = Terms::bind(&w.plan, w.targets.iter().map(payee).collect(), 12).unwrap();
    let mut ledger = Ledger::default();
    pay(&terms, &w.facts, &w.presence, &mut ledger);
    ledger
}

fn months_present(w: &World, seat: usize, period: usize) -> usize {
    w.presence.of(seat)[period * 3..period * 3 + 3].iter().filter(|m| m.present).count()
}

/// The same world with its seats in another order.
fn reordered(w: &World, order: [usize; 3]) -> World {
    let mut other = w.clone();
    let place = |old: u16| order.iter().position(|&o| o == usize::from(old)).unwrap() as u16;
    for (new, &old) in order.iter().enumerate() {
        other.targets[new] = w.targets[old];
        other.presence.seat_months[new * 12..new * 12 + 12].copy_from_slice(w.presence.of(old));
        for metric in 0..2 {
            for period in 0..4 {
                other.facts.put(metric, new, period, w.facts.reading(metric, old, period));
            }
        }
    }
    for c in &mut other.facts.credits {
        c.seat = place(c.seat);
    }
    other.facts.credits.sort_by_key(|c| (c.metric, c.seat, c.month, c.account));
    other
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn lines_are_ordered_and_add_up(w in world()) {
        let ledger = settle(&w);
        prop_assert!(ledger.lines.is_sorted_by_key(|l| (l.seat, l.period)));
        let seats: Cents = (0..3).map(|s| ledger.of_seat(s)).sum();
        prop_assert_eq!(seats, ledger.total());
        // Nobody is paid or charged in a period in which nobody was there.
        for l in &ledger.lines {
            prop_assert!(months_present(&w, usize::from(l.seat), usize::from(l.period)) > 0);
        }
    }

    #[test]
    fn component_caps_hold_to_the_cent(w in world()) {
        let ledger = settle(&w);
        let earning = [LineKind::Earned, LineKind::TrueUp, LineKind::Gate, LineKind::Multiplier, LineKind::Floor, LineKind::Cap];
        for (c, component) in w.plan.components.iter().enumerate() {
            for seat in 0..3 {
                for period in 0..4 {
                    let mine = ledger.lines.iter().filter(|l| {
                        l.component == Some(c as u16) && usize::from(l.seat) == seat && usize::from(l.period) == period
                            && earning.contains(&l.kind)
                    });
                    let paid: Cents = mine.map(|l| l.cents).sum();
                    let target = w.targets[seat] / 12.0 * months_present(&w, seat, period) as f64;
                    let cap = Cents::from_dollars(component.caps[0].share.unwrap() * target);
                    prop_assert!(paid <= cap, "{paid:?} above {cap:?}");
                }
            }
        }
    }

    #[test]
    fn withheld_money_is_released_or_lost_never_made(w in world()) {
        let ledger = settle(&w);
        let sum = |kind| ledger.lines.iter().filter(|l| l.kind == kind).map(|l| l.cents).sum::<Cents>();
        prop_assert!(sum(LineKind::Release) <= -sum(LineKind::Holdback));
        let drawn = sum(LineKind::Draw);
        prop_assert!(-sum(LineKind::DrawRecovery) <= drawn);
        if w.plan.draw.is_some_and(|d| !d.recoverable) {
            prop_assert_eq!(sum(LineKind::DrawRecovery), Cents::ZERO);
        }
    }

    #[test]
    fn order_of_seats_does_not_matter(w in world(), order in prop::sample::select(vec![[1, 0, 2], [2, 0, 1], [2, 1, 0]])) {
        let (first, second) = (settle(&w), settle(&reordered(&w, order)));
        let pooled = w.plan.components.iter().any(|c| matches!(c.pays, Pays::Pool(_)));
        for (new, &old) in order.iter().enumerate() {
            let gap = (first.of_seat(old).0 - second.of_seat(new).0).abs();
            // A pot's sums are taken in seat order: their last bit may move a cent.
            prop_assert!(gap <= if pooled { 8 } else { 0 }, "seat {old}: {gap} cents");
        }
    }

    #[test]
    fn monotone_curves_never_pay_less_for_more(curve in curve(), low in 0.0..2.5_f64, more in 0.0..1.0_f64) {
        prop_assert!(curve.is_monotone());
        let paid = |value: f64| {
            let component = Component::new("any", 1.0, 0, Goal::Fixed(1.0), Pays::Curve(curve.clone()));
            let plan = Plan::new("any", vec![metric(Measure::Nrr)], vec![component]);
            let terms = Terms::bind(&plan, vec![Payee { target: 9_000.0, ..Payee::default() }], 3).unwrap();
            let mut facts = Facts::default();
            facts.reset(1, 1, 1);
            facts.change(0, 0, 0, |reading| reading.value = Some(value));
            let mut ledger = Ledger::default();
            pay(&terms, &facts, &Presence::settled(1, 3), &mut ledger);
            ledger.total()
        };
        prop_assert!(paid(low) <= paid(low + more));
    }

    #[test]
    fn splitting_credits_changes_no_flat_commission(
        dollars in prop::collection::vec(1.0..50_000.0_f64, 1..6), parts in 2..5_u32, rate in 0.01..0.3_f64,
    ) {
        let paid = |parts: u32| {
            let tier = Tier { from: 0.0, edge: Edge::Inclusive, rate: Some(rate), factor: 1.0, uplift_rate: 0.0 };
            let tiers = Tiers { mode: TierMode::Marginal, tiers: vec![tier] };
            let component = Component::new("any", 0.0, 0, Goal::None, Pays::Commission(tiers));
            let plan = Plan::new("any", vec![metric(Measure::Expansion)], vec![component]);
            let terms = Terms::bind(&plan, vec![Payee::default()], 3).unwrap();
            let mut facts = Facts::default();
            facts.reset(1, 1, 1);
            facts.change(0, 0, 0, |reading| reading.value = Some(dollars.iter().sum()));
            for (account, d) in dollars.iter().enumerate() {
                for part in 0..parts {
                    facts.credits.push(Credit {
                        metric: 0, seat: 0, month: (part % 3) as u16, account: account as u32,
                        kind: CreditKind::Expansion, dollars: d / f64::from(parts), before: 0.0, years: 1,
                        churned: None, invoice_paid: Some(0),
                    });
                }
            }
            facts.credits.sort_by_key(|c| (c.month, c.account));
            let mut ledger = Ledger::default();
            pay(&terms, &facts, &Presence::settled(1, 3), &mut ledger);
            ledger.total().0
        };
        // Sums of parts differ in their last bits, and so by a cent at most.
        prop_assert!((paid(1) - paid(parts)).abs() <= 1);
    }

    #[test]
    fn a_year_to_date_curve_ends_where_the_year_ends(values in prop::collection::vec(0.0..2.0_f64, 4), curve in curve()) {
        let mut component = Component::new("any", 1.0, 0, Goal::Fixed(1.0), Pays::Curve(curve.clone()));
        component.accumulation = Accumulation::YearToDate;
        let mut to_date = metric(Measure::Nrr);
        to_date.window.kind = WindowKind::YearToDate;
        let plan = Plan::new("any", vec![to_date], vec![component]);
        let terms = Terms::bind(&plan, vec![Payee { target: 12_345.67, ..Payee::default() }], 12).unwrap();
        let mut facts = Facts::default();
        facts.reset(1, 1, 4);
        for (period, &value) in values.iter().enumerate() {
            facts.change(0, 0, period, |reading| reading.value = Some(value));
        }
        let mut ledger = Ledger::default();
        pay(&terms, &facts, &Presence::settled(1, 12), &mut ledger);
        prop_assert_eq!(ledger.total(), Cents::from_dollars(12_345.67 * curve.pay(values[3])));
    }
}
