//! What each game does to customers, and what it leaves alone: worlds that share all luck, compared bit by bit.

use super::ground::tests::scenario;
use super::ground::{Ground, Luck};
use super::world::Staffing;
use crate::behaviour::{Conduct, Effort, Gaming, Timing};
use crate::dynamics::{Coefficients, Event, EventKind, Panel};
use crate::scenario::{Stress, Turnover};

/// FNV-1a (64 bits) over everything customers show.
fn fingerprint(panel: &Panel) -> u64 {
    let mut hash = 0xcbf2_9ce4_8422_2325_u64;
    let mut eat = |bytes: &[u8]| {
        for byte in bytes {
            hash = (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3);
        }
    };
    for column in [&panel.revenue, &panel.value, &panel.strategy, &panel.review, &panel.macro_state, &panel.seat_noise] {
        column.iter().for_each(|x| eat(&x.to_bits().to_le_bytes()));
    }
    panel.left.iter().for_each(|month| eat(&month.to_le_bytes()));
    for e in &panel.events {
        eat(format!("{:?}", e.kind).as_bytes());
        // when these were recorded, only renewals said what was before
        let before = if matches!(e.kind, EventKind::Expansion | EventKind::Deal) { 0.0 } else { e.before };
        for x in [u32::from(e.month), e.account, e.dollars.to_bits(), before.to_bits(), u32::from(e.years)] {
            eat(&x.to_le_bytes());
        }
    }
    hash
}

/// Recorded when two months came to share their blocks; before that, since before any game but pressure acted, they were the same. A change here is a change of every published number.
#[test]
fn without_games_every_panel_is_what_it_was() {
    let ground = Ground::of(&scenario(2), &Stress::default(), 0);
    let pressed = Conduct { gaming: Gaming { pressure: 0.5, ..Gaming::NONE }, ..Conduct::honest(Effort::uniform(1.3)) };
    let teams = [Staffing::Team(Conduct::SALARIED), Staffing::Nobody, Staffing::Team(pressed)];
    let found = [0, 5].map(|trial| ground.live(Luck::of(trial), &teams).0.iter().map(fingerprint).collect::<Vec<_>>());
    let recorded = [
        [0xc3a3_7e84_7d96_8412_u64, 0xf67a_0494_7cb6_502e, 0x7461_4509_7c8f_c75c],
        [0x1245_340b_55e8_2e58, 0x239e_d429_bf62_907e, 0xa853_96ae_1b9b_354d],
    ];
    assert_eq!(found, recorded.map(Vec::from));
}

/// Recorded likewise. A change here is a change of every published number.
#[test]
fn a_held_book_lives_through_what_it_did() {
    let ground = Ground::of(&scenario(2), &Stress::default(), 0);
    let panels = ground.live(Luck::on_book(3, 8), &[Staffing::Team(Conduct::SALARIED), Staffing::Nobody]).0;
    assert_eq!(panels.iter().map(fingerprint).collect::<Vec<_>>(), [0xe3cd_f3f1_dbc2_99e9_u64, 0x4779_dc98_7760_be70]);
}

const NONE: Gaming = Gaming::NONE;

fn team(gaming: Gaming, timing: Timing) -> Staffing {
    Staffing::Team(Conduct { gaming, timing, ..Conduct::SALARIED })
}

fn playing(gaming: Gaming) -> Staffing {
    team(gaming, Timing::AsReady)
}

/// The same trial with and without the game, turnover and all.
fn both(change: impl Fn(&mut Ground), staffing: Staffing) -> [Panel; 2] {
    let mut ground = Ground::of(&scenario(2), &Stress::default(), 0);
    change(&mut ground);
    let panels = ground.live(Luck::of(3), &[Staffing::Team(Conduct::SALARIED), staffing]).0;
    <[Panel; 2]>::try_from(panels).unwrap()
}

fn trust_costs_nothing(ground: &mut Ground) {
    let c = &mut ground.coefficients;
    (c.trust_pressure, c.trust_padding, c.trust_shallow, c.trust_begging) = (0.0, 0.0, 0.0, 0.0);
}

fn bits(column: &[f32]) -> Vec<u32> {
    column.iter().map(|x| x.to_bits()).collect()
}

/// Everything but the columns that record games is the same bit by bit, and nobody notices.
#[track_caller]
fn same_customers(honest: &Panel, played: &Panel) {
    assert_eq!(fingerprint(honest), fingerprint(played));
}

/// Records follow the size of the book, so that they move later, too.
fn same_first_records(honest: &Panel, played: &Panel) -> bool {
    honest.strategy[..honest.seats] == played.strategy[..honest.seats] && honest.review[..honest.seats] == played.review[..honest.seats]
}

#[track_caller]
fn same_first_month(honest: &Panel, played: &Panel) {
    assert!(bits(honest.revenue_in(0)) == bits(played.revenue_in(0)), "revenue");
    let of_month = |panel: &Panel| panel.events.iter().filter(|e| e.month == 0).copied().collect::<Vec<Event>>();
    assert_eq!(of_month(honest), of_month(played));
}

fn count(panel: &Panel, kind: EventKind) -> usize {
    panel.events.iter().filter(|e| e.kind == kind).count()
}

#[test]
fn inflation_is_recorded_and_does_nothing() {
    let [honest, played] = both(|_| {}, playing(Gaming { inflation: 0.7, ..NONE }));
    same_customers(&honest, &played);
    assert!(honest.inflation.iter().all(|&x| x == 0.0));
    assert!(played.inflation.contains(&0.7) && played.inflation.contains(&0.0), "a vacant seat plays nothing");
    assert_eq!(honest.begging, played.begging);
}

#[test]
fn begging_reaches_revenue_through_trust_alone() {
    let begging = playing(Gaming { begging: 1.0, ..NONE });
    let [honest, played] = both(trust_costs_nothing, begging);
    same_customers(&honest, &played);
    assert!(played.begging.contains(&1.0) && played.inflation == honest.inflation);
    let [honest, played] = both(|_| {}, begging);
    same_first_month(&honest, &played);
    assert!(same_first_records(&honest, &played) && fingerprint(&honest) != fingerprint(&played));
    for i in 0..honest.accounts {
        assert!(played.left[i] <= honest.left[i], "less trust keeps nobody");
    }
}

/// Full padding for two years. Without padding's cost in trust, and with no padded lead closing, all else is the same.
#[test]
fn padding_is_submitted_and_hardly_closes() {
    let padding = playing(Gaming { padding: 1.0, ..NONE });
    let hollow = |ground: &mut Ground| {
        trust_costs_nothing(ground);
        ground.coefficients.padded_conversion = 0.0;
    };
    let [honest, mut played] = both(hollow, padding);
    let (real, padded) = (count(&played, EventKind::Lead), count(&played, EventKind::PaddedLead));
    played.events.retain(|e| e.kind != EventKind::PaddedLead);
    same_customers(&honest, &played);
    // .030 a living account-month under a present CSM, the vacant ones (about a thirtieth) out of it; 4 standard errors either way
    let served = (0..24).map(|m| (0..honest.accounts).filter(|&i| honest.alive(i, m)).count()).sum::<usize>() as f64;
    let (found, error) = (padded as f64 / served, (0.03 / served).sqrt());
    assert!(found > 0.027 - 4.0 * error && found < 0.030 + 4.0 * error, "{found}");
    assert!(padded > real, "more leads are padded than real at the height of the game");

    let [honest, played] = both(trust_costs_nothing, padding);
    assert!(count(&played, EventKind::Lead) + count(&played, EventKind::PaddedLead) > 2 * count(&honest, EventKind::Lead));
    let closed = count(&played, EventKind::Deal) - count(&honest, EventKind::Deal);
    let (padded, p) = (count(&played, EventKind::PaddedLead) as f64, 0.05);
    assert!((closed as f64 - p * padded).abs() < 4.0 * (padded * p * (1.0 - p)).sqrt(), "{closed} of {padded}");
}

#[test]
fn ticked_boxes_show_in_records_alone() {
    let shallow = playing(Gaming { shallow: 0.8, ..NONE });
    let [honest, played] = both(trust_costs_nothing, shallow);
    assert!(honest.strategy.iter().zip(&played.strategy).all(|(a, b)| a <= b) && honest.strategy != played.strategy);
    assert!(honest.review.iter().zip(&played.review).all(|(a, b)| a <= b) && honest.review != played.review);
    let recorded = Panel { strategy: honest.strategy.clone(), review: honest.review.clone(), ..played };
    same_customers(&honest, &recorded);
    let [honest, played] = both(|_| {}, shallow);
    same_first_month(&honest, &played);
    assert_ne!(bits(&honest.revenue), bits(&played.revenue), "trust is lost in time");
}

/// Value falls towards the anchor less .25; the month's events and revenue come before it.
#[test]
fn neglect_lowers_value_first() {
    let [honest, played] = both(|g| g.coefficients.rescue = 0.0, playing(Gaming { neglect: 1.0, ..NONE }));
    same_first_month(&honest, &played);
    assert!(same_first_records(&honest, &played));
    let mut reds = [0, 0];
    for i in 0..honest.accounts {
        assert!(played.left[i] <= honest.left[i]);
        for month in (usize::from(honest.born[i])..24).filter(|&m| played.alive(i, m)) {
            let (a, b) = (honest.value_in(month)[i], played.value_in(month)[i]);
            assert!(b <= a && a - b < 0.25 + 1e-5, "{a} and {b}");
            reds = [reds[0] + usize::from(a < crate::dynamics::account::RED), reds[1] + usize::from(b < crate::dynamics::account::RED)];
        }
        if honest.born[i] == 0 && played.alive(i, 0) && honest.owner[i] == 0 {
            assert!((honest.value_in(0)[i] - played.value_in(0)[i] - 0.15 * 0.25).abs() < 1e-6);
        }
    }
    assert!(reds[1] > reds[0] * 5 / 4, "more to rescue: {reds:?}");
}

/// Nobody leaves and nobody is absent; full pressure pulls half of each month's deals, hold-back delays half.
#[test]
fn timing_moves_signatures_and_loses_no_deal() {
    let mut scenario = scenario(2);
    scenario.turnover = Turnover { annual: 0.0, ..Turnover::default() };
    scenario.segments.iter_mut().for_each(|s| s.annual_churn = 1e-12);
    let mut ground = Ground::of(&scenario, &Stress::default(), 0);
    ground.coefficients = Coefficients { churn_value: 0.0, churn_trust: 0.0, ..ground.coefficients };
    let pressed = Gaming { pressure: 1.0, ..NONE };
    let teams = [Timing::AsReady, Timing::PullForward, Timing::HoldBack].map(|timing| team(pressed, timing));
    let (mut pulled, mut held, mut all) = (0_i32, 0_i32, 0_i32);
    for trial in 0..8 {
        let panels = ground.live(Luck::of(trial), &teams).0;
        for other in &panels[1..] {
            assert_eq!(panels[0].left, other.left);
            assert!(bits(&panels[0].value) == bits(&other.value) && panels[0].strategy == other.strategy, "nothing but deals moves");
        }
        for account in 0..panels[0].accounts as u32 {
            let [ready, early, late] = [0, 1, 2].map(|world: usize| -> Vec<Event> {
                let own = panels[world].events.iter().filter(|e| e.account == account && e.kind == EventKind::Deal);
                own.copied().collect()
            });
            assert!(late.len() <= ready.len() && ready.len() <= early.len(), "only the end leaves deals unsigned");
            assert!(ready[late.len()..].iter().all(|deal| deal.month == 23), "held over the end");
            assert!(early[ready.len()..].iter().all(|deal| deal.month == 23 && deal.discount > 0.0), "pulled from beyond the end");
            for (deal, now) in ready.iter().zip(&early) {
                let moved = now.month < deal.month;
                assert!(now.month + u16::from(moved) == deal.month && deal.discount == 0.0);
                let list = now.dollars + now.discount;
                let discount = if moved { 0.10 * list } else { 0.0 };
                assert!((now.discount - discount).abs() < 1e-5 * list);
                pulled += i32::from(moved);
            }
            for (deal, later) in ready.iter().zip(&late) {
                let moved = later.month > deal.month;
                assert!(later.month == deal.month + u16::from(moved) && later.discount == 0.0);
                held += i32::from(moved);
            }
            held += (ready.len() - late.len()) as i32;
            all += ready.len() as i32;
        }
    }
    // half of them, within 4 standard errors
    let (n, error) = (f64::from(all), (f64::from(all) * 0.25).sqrt());
    assert!(all > 400 && (f64::from(pulled) - 0.5 * n).abs() < 4.0 * error, "{pulled} of {all}");
    assert!((f64::from(held) - 0.5 * n).abs() < 4.0 * error, "{held} of {all}");
}

#[test]
fn nobody_presses_nobody_pulls() {
    let [honest, unpressed] = both(|_| {}, team(NONE, Timing::PullForward));
    same_customers(&honest, &unpressed);
    let [honest, kept] = both(|g| g.assumptions.hold_share = 0.0, team(NONE, Timing::HoldBack));
    same_customers(&honest, &kept);
    let [honest, at_once] = both(|g| g.coefficients.signing_lag = 0, team(NONE, Timing::HoldBack));
    same_customers(&honest, &at_once);
}

/// Pulling deals forward takes pressure: without it the customers are those of people who sign when deals are ready.
#[test]
fn nothing_is_pulled_without_pressure() {
    let [ready, pulled] = both(|_| {}, team(NONE, Timing::PullForward));
    assert_eq!(fingerprint(&ready), fingerprint(&pulled));
}
