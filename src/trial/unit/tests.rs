//! The kernel against the plain reference: panels equal bit for bit, on every instruction set, whatever the neighbours.

use proptest::prelude::*;

use super::super::engine::{self, Engine, Seen};
use super::super::ground::tests::scenario;
use super::super::ground::{Ground, Life, Luck};
use super::super::lived::{Customers, Lived};
use super::super::runner_tests::{line, plan};
use super::super::world::World;
use super::UnitLife;
use crate::behaviour::{Behaviour, Conduct, Effort, Gaming, Timing};
use crate::dynamics::{Coefficients, Panel};
use crate::lanes::Isa;
use crate::measure::{Baseline, Basis, CompanyFacts, Facts, Measure, Scope, Window, WindowKind};
use crate::scenario::{Scenario, Stress};

/// What everybody does: one conduct per seat from the first paid month on.
type Conducts = Vec<Conduct>;

/// Three worlds of one trial, lived plainly: salaried, nobody, and with these conducts from the first paid month on.
fn plainly(ground: &Ground, luck: Luck, conducts: &Conducts, dealt: &[u16]) -> [Panel; 4] {
    let mut life = Life::begin(ground, luck);
    let mut team = life.team();
    let salaried = vec![Conduct::SALARIED; ground.books.len()];
    let (mut base, mut nobody, mut own, mut other) = (life.world(true), life.world(false), None::<World>, life.world(true));
    other.deal(dealt);
    for month in 0..ground.months {
        if month == ground.burn_in {
            own = Some(base.clone());
        }
        team.month(&[]);
        life.draw(month, [&base, &nobody, &other].into_iter().chain(&own));
        life.month(month, &mut base, &team, &salaried);
        life.month(month, &mut nobody, &team, &[]);
        life.month(month, &mut other, &team, conducts);
        if let Some(own) = &mut own {
            life.month(month, own, &team, conducts);
        }
    }
    [base.finish(), nobody.finish(), own.unwrap().finish(), other.finish()]
}

/// The same for a unit of trials, by trial.
fn together(ground: &Ground, isa: Isa, lucks: &[Luck], conducts: &Conducts, dealt: &[u16]) -> Vec<[Panel; 4]> {
    let mut life = UnitLife::begin(ground, isa, lucks);
    let mut teams = life.teams();
    let (mut base, mut nobody, mut own, mut other) = (life.world(true), life.world(false), None, life.world(true));
    other.deal(dealt);
    for month in 0..ground.months {
        if month == ground.burn_in {
            own = Some(base.clone());
        }
        teams.iter_mut().for_each(|team| team.month(&[]));
        life.draw(month);
        life.month(month, &mut base, |lane| &teams[lane], |_, _| &Conduct::SALARIED);
        life.month(month, &mut nobody, |lane| &teams[lane], |_, _| &Conduct::SALARIED);
        life.month(month, &mut other, |lane| &teams[lane], |_, seat| &conducts[seat]);
        if let Some(own) = &mut own {
            life.month(month, own, |lane| &teams[lane], |_, seat| &conducts[seat]);
        }
    }
    let mut worlds = [base, nobody, own.unwrap(), other].map(|world| world.finish_panels().into_iter());
    (0..lucks.len()).map(|_| worlds.each_mut().map(|world| world.next().unwrap())).collect()
}

/// Bits, with every not-a-number counted as one.
fn bits(column: &[f32]) -> Vec<u32> {
    column.iter().map(|x| if x.is_nan() { u32::MAX } else { x.to_bits() }).collect()
}

#[track_caller]
fn assert_same(plain: &Panel, fast: &Panel, what: &str) {
    for (name, plain, fast) in [
        ("value", &plain.value, &fast.value),
        ("revenue", &plain.revenue, &fast.revenue),
        ("strategy", &plain.strategy, &fast.strategy),
        ("review", &plain.review, &fast.review),
        ("inflation", &plain.inflation, &fast.inflation),
        ("begging", &plain.begging, &fast.begging),
        ("sandbagging", &plain.sandbagging, &fast.sandbagging),
        ("work", &plain.work, &fast.work),
        ("macro state", &plain.macro_state, &fast.macro_state),
        ("seat noise", &plain.seat_noise, &fast.seat_noise),
        ("deployment", &plain.deployment, &fast.deployment),
    ] {
        let (plain, fast) = (bits(plain), bits(fast));
        let differ = plain.iter().zip(&fast).position(|(a, b)| a != b);
        assert_eq!((differ, plain.len()), (None, fast.len()), "{what}: {name}");
    }
    assert_eq!(plain.events.len(), fast.events.len(), "{what}: number of events");
    for (a, b) in plain.events.iter().zip(&fast.events) {
        assert_eq!(a, b, "{what}");
    }
    assert_eq!(
        (&plain.left, &plain.owner, &plain.born, &plain.id, &plain.moves),
        (&fast.left, &fast.owner, &fast.born, &fast.id, &fast.moves)
    );
    assert!(plain.revenue.iter().any(|x| *x > 0.0) && !plain.events.is_empty(), "{what}: nothing happened");
}

fn compare(scenario: &Scenario, stress: &Stress, conducts: &Conducts, first: u32, trials: u32) {
    let ground = Ground::of(scenario, stress, 2);
    let lucks: Vec<Luck> = (first..first + trials).map(|trial| Luck::on_book(trial / 2, trial)).collect();
    let dealt: Vec<u16> =
        (0..ground.books.len() as u16).map(|seat| if ground.books[usize::from(seat)].segment == 0 { seat ^ 1 } else { seat }).collect();
    let plain: Vec<[Panel; 4]> = lucks.iter().map(|&luck| plainly(&ground, luck, conducts, &dealt)).collect();
    for isa in Isa::ALL.into_iter().filter(|isa| isa.is_here()) {
        let fast: Vec<[Panel; 4]> = lucks.chunks(isa.width()).flat_map(|lucks| together(&ground, isa, lucks, conducts, &dealt)).collect();
        for (lane, (plain, fast)) in plain.iter().zip(&fast).enumerate() {
            for (world, name) in ["salaried", "nobody", "own conduct", "dealt anew"].into_iter().enumerate() {
                assert_same(&plain[world], &fast[world], &format!("{}, trial {lane}, {name}", isa.id()));
            }
        }
    }
}

prop_compose! {
    pub(super) fn conducts()(effort in prop::array::uniform5(0.0..2.0_f32), games in prop::array::uniform7(prop_oneof![Just(0.0_f32), 0.0..=1.0_f32]), timing in 0..3_u8, output in 0.8..1.2_f32, discovery in 0.9..1.3_f32) -> Conduct {
        let timing = [Timing::AsReady, Timing::PullForward, Timing::HoldBack][usize::from(timing)];
        Conduct { gaming: Gaming::of(games), timing, output, discovery, ..Conduct::honest(Effort::of(effort)) }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(12))]

    #[test]
    fn a_unit_lives_what_its_trials_live_alone(
        seed in any::<u64>(),
        first in 0..1_000_000_u32,
        trials in 1..20_u32,
        conducts in prop::collection::vec(conducts(), 6),
        turnover in prop_oneof![Just(0.2), Just(0.9)],
        reassignment in prop_oneof![Just(0.005), Just(0.1)],
        stressed in any::<bool>(),
        opening in any::<bool>(),
        (signing_lag, attention_full_book, calm) in (0..2_u16, any::<bool>(), any::<bool>()),
    ) {
        let mut scenario = scenario(2);
        scenario.run.seed = seed;
        scenario.burn_in = if opening { 0 } else { 12 };
        scenario.coefficients = Coefficients { signing_lag, attention_full_book, ..Coefficients::default() };
        if calm {
            (scenario.coefficients.mover_rate, scenario.coefficients.advocacy_rate) = (0.0, 0.0);
        }
        (scenario.turnover.annual, scenario.turnover.reassignment) = (turnover, reassignment);
        scenario.roster.iter_mut().for_each(|seat| seat.accounts = seat.accounts.div_ceil(2) + 1);
        scenario.roster[1].start_month = Some(3);
        let stress = if stressed { Stress { macro_shift: -1.0, growth_shift: -0.01, churn_factor: 2.0, expansion_factor: 0.7, ..Stress::default() } } else { Stress::default() };
        compare(&scenario, &stress, &conducts, first, trials);
    }
}

#[track_caller]
fn assert_lived_alike(plain: &Lived, fast: &Lived, what: &str) {
    assert_same(plain.customers.panel().unwrap(), fast.customers.panel().unwrap(), what);
    assert_people_alike(plain, fast, what);
}

#[track_caller]
fn assert_people_alike(plain: &Lived, fast: &Lived, what: &str) {
    assert_eq!((&plain.presence, &plain.departures, bits(&plain.skills)), (&fast.presence, &fast.departures, bits(&fast.skills)), "{what}");
    assert_eq!((plain.conduct.means(), &plain.decisions), (fast.conduct.means(), &fast.decisions), "{what}: what people did");
}

/// People who respond, leave over pay, look back within a quarter and pull deals forward, under plans that read a team's book, a hold-out
/// group and their own: decisions and customers, bit for bit.
#[test]
fn people_respond_in_a_unit_as_they_do_alone() {
    let mut s = scenario(2);
    s.roster.iter_mut().for_each(|seat| seat.accounts = seat.accounts.div_ceil(2));
    s.behaviour = Behaviour::Devils;
    let mut against = plan("hold-out", Scope::Individual, line());
    against.metrics[0].measures = vec![Measure::Nrr];
    against.metrics[0].baseline = Some(Baseline::HoldOut { share: 0.3 });
    against.components[0].goal = crate::plan::Goal::Measured;
    let mut leads = plan("leads", Scope::Individual, line());
    leads.metrics[0].measures = vec![Measure::CsqlClosed];
    leads.components[0].goal = crate::plan::Goal::Fixed(2.0);
    s.plans = vec![plan("own", Scope::Individual, line()), plan("team", Scope::Team, line()), against, leads];
    s.plans.iter_mut().for_each(|p| p.variable_share = Some(0.5));
    let mut engine = Engine::prepare(&s).unwrap();
    let lucks: Vec<Luck> = (40..45).map(Luck::of).collect();
    let plain: Vec<Seen<'_>> = lucks.iter().map(|&luck| engine.live_frozen(luck)).collect();
    let plain: Vec<(Lived, Panel, Vec<Option<Lived>>)> = plain.into_iter().map(taken_apart).collect();
    let (mut acted, quick) = (0, std::mem::take(&mut engine.quick));
    assert!(quick.iter().all(Option::is_some), "all of it can be read without panels");
    engine.quick = quick.iter().map(|_| None).collect();
    for isa in Isa::ALL.into_iter().filter(|isa| isa.is_here()) {
        engine.isa = isa;
        let fast = lucks.chunks(isa.width()).flat_map(|lucks| engine.live_trials(engine::World::Base, true, lucks)).map(taken_apart);
        for (trial, ((salaried, unserved, own), fast)) in plain.iter().zip(fast).enumerate() {
            let what = |world: &str| format!("{}, trial {trial}, {world}", isa.id());
            assert_lived_alike(salaried, &fast.0, &what("salaried"));
            assert_same(unserved, &fast.1, &what("nobody"));
            assert_eq!(own.len(), fast.2.len());
            for (nth, (plain, fast)) in own.iter().zip(&fast.2).enumerate() {
                let (Some(plain), Some(fast)) = (plain, fast) else { panic!("{}", what("nobody responds")) };
                assert_lived_alike(plain, fast, &what(&format!("world {nth}")));
                acted += plain.decisions.iter().flatten().filter(|d| d.conduct.gaming.pressure > 0.0).count();
            }
        }
    }
    assert!(acted > 0, "nobody played anything");
    engine.quick = quick;
    for isa in Isa::ALL.into_iter().filter(|isa| isa.is_here()) {
        engine.isa = isa;
        let fast = lucks.chunks(isa.width()).flat_map(|lucks| engine.live_trials(engine::World::Base, true, lucks));
        for (trial, ((.., own), fast)) in plain.iter().zip(fast).enumerate() {
            let Seen::Customers { responding, frozen, .. } = fast else { panic!("no customers") };
            assert_eq!(own.len(), responding.len() + frozen.len());
            for (nth, (plain, fast)) in own.iter().zip(responding.iter().chain(&frozen)).enumerate() {
                let what = format!("{}, trial {trial}, world {nth}, without panels", isa.id());
                let (Some(plain), Some(fast)) = (plain, fast) else { panic!("{what}: nobody responds") };
                assert!(fast.customers.panel().is_none(), "{what}: no panel is needed");
                assert_people_alike(plain, fast, &what);
                assert_eq!(plain.customers.company(12), fast.customers.company(12), "{what}");
            }
        }
    }
}

fn taken_apart(seen: Seen<'_>) -> (Lived, Panel, Vec<Option<Lived>>) {
    let Seen::Customers { salaried, unserved, responding, frozen } = seen else { panic!("no customers") };
    let own = responding.into_iter().chain(frozen).map(|lived| lived.map(|lived| *lived)).collect();
    let Some(Customers::Panel(twin)) = unserved.map(|twin| *twin) else { panic!("no twin") };
    (*salaried, *twin, own)
}

/// Every metric that can be read without panels, over quarters, the year to date, half-years and months, in every scope: facts and the company
/// bit for bit what panels give, with games that make discounts and padded leads.
#[test]
fn what_is_read_without_panels_is_what_panels_say() {
    read_without_panels(Coefficients::default(), true);
}

/// The same where events are counted instead of told: deals are signed at once, nobody advocates or moves. Then where no value score moves
/// anything either, so that few accounts can have an event at all.
#[test]
fn what_is_counted_is_what_panels_say() {
    let calm = Coefficients { signing_lag: 0, mover_rate: 0.0, advocacy_rate: 0.0, ..Coefficients::default() };
    read_without_panels(calm, false);
    read_without_panels(calm, true);
    let still = Coefficients { churn_value: 0.0, expansion_value: 0.0, lead_value: 0.0, ..calm };
    read_without_panels(still, false);
    read_without_panels(Coefficients { growth_value: 0.0, rescue: 0.0, ..still }, false);
    read_without_panels(Coefficients { growth_value: 0.0, rescue: 0.0, ..still }, true);
}

fn read_without_panels(coefficients: Coefficients, games: bool) {
    let calm = coefficients.is_calm();
    let measures = [
        Measure::Nrr,
        Measure::Grr,
        Measure::LogoRetention,
        Measure::SelfServe,
        Measure::CsqlSubmitted,
        Measure::CsqlClosed,
        Measure::Csqa,
        Measure::RenewalRate,
    ];
    let scopes = [Scope::Individual, Scope::Team, Scope::Pod, Scope::Company];
    let windows =
        [(3, 3, WindowKind::Trailing), (3, 3, WindowKind::YearToDate), (6, 3, WindowKind::Trailing), (1, 1, WindowKind::Trailing)];
    let mut s = scenario(2);
    s.roster.iter_mut().for_each(|seat| seat.accounts = seat.accounts.div_ceil(2));
    s.turnover.reassignment = 0.05;
    s.behaviour = Behaviour::Fixed;
    s.coefficients = coefficients;
    let countable = |measure: &Measure| !calm || !matches!(measure, Measure::Csqa | Measure::RenewalRate);
    for (nth, &measure) in measures.iter().filter(|measure| countable(measure)).enumerate() {
        for (at, &(months, cadence, kind)) in windows.iter().enumerate() {
            let mut p = plan(&format!("{} {at}", measure.id()), scopes[(nth + at) % 4], line());
            p.cadence = cadence;
            p.metrics[0].measures = vec![measure];
            p.metrics[0].window = Window { months, kind, basis: Basis::Point };
            let honest = Conduct::honest(Effort::uniform(1.0 + 0.1 * at as f32));
            let pressure = Gaming { pressure: 0.6, padding: 0.5, ..Gaming::NONE };
            let conduct = if games { Conduct { gaming: pressure, timing: Timing::PullForward, ..honest } } else { honest };
            if nth % 3 > 0 {
                s.conduct.insert(p.id.clone(), conduct);
            }
            s.plans.push(p);
        }
    }
    let mut engine = Engine::prepare(&s).unwrap();
    let lucks: Vec<Luck> = (7..12).map(Luck::of).collect();
    let facts_of = |engine: &Engine<'_>, seen: &Seen<'_>| -> Vec<Facts> {
        let read = |plan: usize| {
            let mut room = Facts::default();
            engine.facts_of(plan, seen, 0, &mut room).clone()
        };
        (0..engine.terms.len()).map(read).collect()
    };
    let company_of = |seen: &Seen<'_>, plan: usize| seen.under(plan).map(|lived| lived.customers.company(12));
    let plain: Vec<Seen<'_>> = lucks.iter().map(|&luck| engine.live(engine::World::Base, luck)).collect();
    let expected: Vec<_> = plain.iter().map(|seen| (facts_of(&engine, seen), [0, 9, 13].map(|plan| company_of(seen, plan)))).collect();
    let twins: Vec<_> = plain
        .iter()
        .map(|seen| if let Seen::Customers { unserved: Some(twin), .. } = seen { Some(twin.company(12)) } else { None })
        .collect();
    drop(plain);
    let moved = |c: &CompanyFacts| c.padded_leads > 0 && (c.discounts > 0.0 || calm);
    assert_eq!(expected.iter().any(|(_, companies)| companies.iter().flatten().any(moved)), games);
    assert!(expected.iter().any(|(facts, _)| facts.iter().any(|f| f.readings().any(|r| r.value.is_some_and(|v| v > 0.0)))));
    for isa in Isa::ALL.into_iter().filter(|isa| isa.is_here()) {
        engine.isa = isa;
        let mut trial = 0;
        for lucks in lucks.chunks(isa.width()) {
            for seen in engine.live_trials(engine::World::Base, false, lucks) {
                let Seen::Customers { unserved: Some(twin), salaried, .. } = &seen else { panic!("no twin") };
                assert!(salaried.customers.panel().is_none() && twin.panel().is_none(), "no panel is needed");
                let (facts, companies) = &expected[trial];
                for (plan, (plain, fast)) in facts.iter().zip(facts_of(&engine, &seen)).enumerate() {
                    assert_eq!(plain, &fast, "{}, trial {trial}, {}", isa.id(), s.plans[plan].id);
                }
                assert_eq!(companies, &[0, 9, 13].map(|plan| company_of(&seen, plan)));
                assert_eq!(twins[trial], Some(twin.company(12)));
                trial += 1;
            }
        }
        assert_eq!(trial, 5);
    }
}
