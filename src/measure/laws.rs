//! What holds for every panel, metric and team: properties of readings, credits and traces on random ones.

use proptest::prelude::*;

use super::hand_made::{Account, SEGMENTS, metric, panel};
use super::{
    AccountRules, Baseline, Basis, Books, Facts, Measure, Metric, NewAccounts, Presence, Reading, Scope, SeatBook, SeatMonth, Spike, Trace,
    Unit, WindowKind, read, trace,
};
use crate::dynamics::{EventKind, Panel};

const SEATS: u16 = 4;
const BURN_IN: u16 = 12;
const MONTHS: u16 = 27;
const PAID: usize = 12;

fn accounts() -> impl Strategy<Value = Vec<Account>> {
    let one = (
        (0..SEATS, 0..2u16, any::<bool>()),
        prop_oneof![3 => Just(0u16), 1 => 1..MONTHS],
        prop_oneof![3 => Just(Panel::ALIVE), 1 => 1..MONTHS],
        proptest::collection::vec(prop_oneof![1 => Just(0.0f32), 9 => 1.0..1000.0f32], usize::from(MONTHS)),
        proptest::collection::vec(-3.0..3.0f32, usize::from(MONTHS)),
        -1.0..1.0f32,
    );
    let one = one.prop_map(|((owner, segment, contract), born, left, revenue, value, deployment)| Account {
        owner,
        segment,
        born,
        left: if left <= born { Panel::ALIVE } else { left },
        contract,
        revenue,
        value,
        deployment,
    });
    proptest::collection::vec(one, 1..12)
}

fn kinds() -> impl Strategy<Value = EventKind> {
    use EventKind as E;
    let all = [
        E::Expansion,
        E::Lead,
        E::PaddedLead,
        E::Deal,
        E::Advocacy,
        E::Referral,
        E::Mover,
        E::Renewal,
        E::Lapse,
        E::FirstValue,
        E::Implemented,
    ];
    proptest::sample::select(all.to_vec())
}

prop_compose! {
    fn panels()(
        accounts in accounts(),
        moves in proptest::collection::vec((any::<prop::sample::Index>(), 1..MONTHS, 0..SEATS), 0..6),
        events in proptest::collection::vec((0..MONTHS, any::<prop::sample::Index>(), kinds(), 1.0..500.0f32), 0..40),
        noise in proptest::collection::vec(-3.0..3.0f32, usize::from(MONTHS * SEATS) * 4),
        games in proptest::collection::vec(0.0..1.0f32, usize::from(MONTHS * SEATS)),
        played in any::<bool>(),
    ) -> Panel {
        let n = accounts.len();
        let born: Vec<u16> = accounts.iter().map(|account| account.born).collect();
        let mut moves: Vec<_> =
            moves.into_iter().map(|(at, month, seat)| (at.index(n) as u32, month.max(born[at.index(n)] + 1), seat)).collect();
        moves.sort_by_key(|&(_, month, _)| month);
        let events: Vec<_> = events
            .into_iter()
            .map(|(month, at, kind, dollars)| (month.max(born[at.index(n)]), at.index(n) as u32, kind, dollars))
            .collect();
        let panel = panel(usize::from(BURN_IN), usize::from(MONTHS), usize::from(SEATS)).with(accounts);
        let games = if played { games } else { vec![0.0; games.len()] };
        Panel { seat_noise: noise, inflation: games.clone(), begging: games, ..panel.moved(&moves).happened(&events) }
    }
}

fn rules() -> impl Strategy<Value = AccountRules> {
    (0..4u16, 0..4u16, proptest::option::of(0.0..0.8f64), proptest::option::of(1.1..4.0f64), any::<bool>(), any::<bool>()).prop_map(
        |(grace_months, min_tenure_months, influence_cap, spike, churn_at_notice, growth_only)| AccountRules {
            grace_months,
            min_tenure_months,
            influence_cap,
            spike: spike.map(|factor| Spike { factor }),
            churn_at_notice,
            new_accounts: if growth_only { NewAccounts::GrowthOnly } else { NewAccounts::Excluded },
        },
    )
}

prop_compose! {
    fn metrics(measures: &'static [Measure])(
        measure in proptest::sample::select(measures),
        months in 1..8u16,
        to_date in any::<bool>(),
        sum in any::<bool>(),
        scope in proptest::sample::select(vec![Scope::Individual, Scope::Pod, Scope::Team, Scope::Company]),
        rules in rules(),
        baseline in proptest::sample::select(vec![
            Baseline::Trailing { months: 3 },
            Baseline::SameQuarterLastYear,
            Baseline::CohortCurve { annual: None },
            Baseline::Forecast { error_sd: 0.01, negotiated: false },
            Baseline::HoldOut { share: 0.5 },
            Baseline::HighWaterMark,
            Baseline::Ratchet { speed: 0.5 },
        ]),
    ) -> Metric {
        let kind = if to_date { WindowKind::YearToDate } else { WindowKind::Trailing };
        let basis = if sum { Basis::Sum } else { Basis::Point };
        metric(measure).window(months, kind, basis).scope(scope).rules(rules).baseline(baseline)
    }
}

fn presences() -> impl Strategy<Value = Presence> {
    let month = prop_oneof![
        4 => Just(SeatMonth::SETTLED),
        1 => Just(SeatMonth { present: false, tenure: 0 }),
        1 => (0..5u16).prop_map(|tenure| SeatMonth { present: true, tenure }),
    ];
    proptest::collection::vec(month, usize::from(SEATS) * PAID).prop_map(|seat_months| Presence { months: PAID, seat_months })
}

const BOOKS: [SeatBook; SEATS as usize] =
    [SeatBook { segment: 0, pod: 1 }, SeatBook { segment: 0, pod: 0 }, SeatBook { segment: 1, pod: 1 }, SeatBook { segment: 1, pod: 2 }];

fn facts_of(metric: &Metric, panel: &Panel, presence: &Presence) -> Facts {
    let books = Books { seats: &BOOKS, segments: &SEGMENTS, presence, months: PAID };
    let mut facts = Facts::default();
    read(std::slice::from_ref(metric), 3, panel, Some(panel), &books, &mut facts);
    facts
}

/// The panel with its accounts in another order.
fn reversed(panel: &Panel) -> Panel {
    let n = panel.accounts;
    let flip = |column: u32| (n - 1) as u32 - column;
    let by_month = |column: &[f32]| column.chunks(n).flat_map(|month| month.iter().rev().copied()).collect::<Vec<_>>();
    let mut other = panel.clone();
    other.id.reverse();
    other.segment.reverse();
    other.owner.reverse();
    other.born.reverse();
    other.left.reverse();
    other.contract.reverse();
    other.deployment.reverse();
    other.revenue = by_month(&panel.revenue);
    other.value = by_month(&panel.value);
    other.moves.iter_mut().for_each(|(account, ..)| *account = flip(*account));
    other.events.iter_mut().for_each(|event| event.account = flip(event.account));
    other.events.sort_by_key(|event| (event.month, event.account));
    other
}

fn near(left: Option<f64>, right: Option<f64>) -> bool {
    match (left, right) {
        (None, None) => true,
        (Some(left), Some(right)) => (left - right).abs() <= 1e-9 * left.abs().max(right.abs()).max(1.0),
        _ => false,
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, ..ProptestConfig::default() })]

    #[test]
    fn parts_add_up_to_the_reading_to_the_last_bit(
        panel in panels(), metric in metrics(Measure::ALL), presence in presences(),
    ) {
        let facts = facts_of(&metric, &panel, &presence);
        let books = Books { seats: &BOOKS, segments: &SEGMENTS, presence: &presence, months: PAID };
        let measure = metric.measures[0];
        for seat in 0..BOOKS.len() {
            for period in 0..facts.periods {
                let Trace { reading, parts } = trace(&metric, 3, &panel, Some(&panel), &books, seat, period);
                prop_assert_eq!(reading, facts.reading(0, seat, period));
                let counted = parts.iter().fold(0.0, |sum, part| sum + part.counted);
                let base = parts.iter().fold(0.0, |sum, part| sum + part.base);
                prop_assert_eq!(reading.base, base);
                if let Some(value) = reading.value {
                    let of_base = matches!(measure.unit(), Unit::Ratio | Unit::Share | Unit::Score | Unit::Months);
                    prop_assert_eq!(value, if of_base { counted / base } else { counted });
                }
            }
        }
    }

    #[test]
    fn values_are_finite_and_within_their_units_range(
        panel in panels(), metric in metrics(Measure::ALL), presence in presences(),
    ) {
        let facts = facts_of(&metric, &panel, &presence);
        for reading in facts.readings() {
            prop_assert!(reading.base.is_finite() && reading.base >= 0.0);
            prop_assert!(reading.goal.is_none_or(f64::is_finite));
            if let Some(value) = reading.value {
                prop_assert!(value.is_finite());
                match metric.measures[0].unit() {
                    Unit::Share => prop_assert!((0.0..=1.0 + 1e-12).contains(&value)),
                    Unit::Score => prop_assert!((-100.0 - 1e-9..=100.0 + 1e-9).contains(&value)),
                    Unit::Months => prop_assert!(value >= 1.0),
                    _ => {}
                }
            }
        }
    }

    #[test]
    fn gross_retention_is_at_most_one_and_net_and_net_at_most_net_plus(
        panel in panels(), metric in metrics(&[Measure::Nrr]), presence in presences(),
    ) {
        let read = |measure| facts_of(&Metric { measures: vec![measure], ..metric.clone() }, &panel, &presence);
        let (net, gross, plus) = (read(Measure::Nrr), read(Measure::Grr), read(Measure::NrrPlus));
        for ((net, gross), plus) in net.readings().zip(gross.readings()).zip(plus.readings()) {
            prop_assert_eq!((net.base, net.value.is_some()), (gross.base, gross.value.is_some()));
            if let (Some(net), Some(gross), Some(plus)) = (net.value, gross.value, plus.value) {
                prop_assert!((0.0..=1.0).contains(&gross) && gross <= net && net <= plus);
            }
        }
    }

    #[test]
    fn a_pool_is_the_sum_of_its_books(
        panel in panels(), metric in metrics(Measure::ALL), presence in presences(),
    ) {
        let measure = metric.measures[0];
        // Marks belong to the pool: the highest sum is not the sum of the highest.
        prop_assume!(!matches!(metric.baseline, Some(Baseline::HighWaterMark | Baseline::Ratchet { .. })));
        let own = facts_of(&metric.clone().scope(Scope::Individual), &panel, &presence);
        let all = facts_of(&metric.scope(Scope::Company), &panel, &presence);
        for period in 0..own.periods {
            let books: Vec<Reading> = (0..BOOKS.len()).map(|seat| own.reading(0, seat, period)).collect();
            let pool = all.reading(0, 3, period);
            // A book that has deals but no base revenue has no NRR+, though the pool has its deals; where a segment has no
            // hold-out account the pool knows no baseline, though other books do.
            if books.iter().any(|book| book.value.is_none() && (measure == Measure::NrrPlus || book.base > 0.0)) {
                continue;
            }
            let base: f64 = books.iter().map(|book| book.base).sum();
            prop_assert!(near(Some(pool.base), Some(base)));
            let of_base = matches!(measure.unit(), Unit::Ratio | Unit::Share | Unit::Score | Unit::Months);
            let sum = books
                .iter()
                .filter_map(|book| book.value.map(|value| if of_base { value * book.base } else { value }))
                .fold(None, |sum: Option<f64>, value| Some(sum.unwrap_or(0.0) + value));
            prop_assert!(near(pool.value, sum.map(|sum| if of_base { sum / base } else { sum })), "{pool:?} {books:?}");
        }
    }

    #[test]
    fn the_order_of_accounts_is_irrelevant(
        panel in panels(), metric in metrics(Measure::ALL), presence in presences(),
    ) {
        let (facts, other) = (facts_of(&metric, &panel, &presence), facts_of(&metric, &reversed(&panel), &presence));
        for (left, right) in facts.readings().zip(other.readings()) {
            prop_assert!(near(left.value, right.value) && near(left.goal, right.goal) && near(Some(left.base), Some(right.base)));
            if metric.measures[0].unit() == Unit::Count {
                prop_assert_eq!(left.value, right.value);
            }
        }
        prop_assert_eq!(facts.credits.len(), other.credits.len());
    }

    #[test]
    fn credits_of_a_quarter_add_up_to_its_reading(
        panel in panels(),
        metric in metrics(&[Measure::Expansion, Measure::Renewed, Measure::NewBusiness]),
        presence in presences(),
    ) {
        let metric = metric.window(3, WindowKind::Trailing, Basis::Point);
        let facts = facts_of(&metric, &panel, &presence);
        for seat in 0..BOOKS.len() {
            for period in 0..facts.periods {
                let months = period as u16 * 3..period as u16 * 3 + 3;
                let dated = facts.credits_of(0, seat).iter().filter(|credit| months.contains(&credit.month));
                prop_assert!(near(facts.reading(0, seat, period).value, Some(dated.map(|credit| credit.dollars).sum())));
            }
        }
        for credit in &facts.credits {
            prop_assert!(credit.churned.is_none_or(|month| month >= credit.month));
        }
    }
}
