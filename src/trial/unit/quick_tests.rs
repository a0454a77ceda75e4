//! What is read without panels against what panels say: bit for bit, for random metrics, people and seats, at every moment somebody looks.

use proptest::prelude::*;

use super::super::ground::tests::scenario;
use super::super::ground::{Ground, Luck};
use super::super::team::Team;
use super::tests::conducts;
use super::{Asked, Glances, UnitLife, UnitWorld, Wanted};
use crate::behaviour::Conduct;
use crate::dynamics::Panel;
use crate::lanes::Isa;
use crate::measure::{
    AccountRules, Baseline, Basis, Books, Facts, Measure, Metric, NewAccounts, Quick, Reading, Scope, SeatBook, SegmentBasis, Spike,
    Window, WindowKind, company, read,
};
use crate::scenario::Stress;

const MEASURES: [Measure; 19] = [
    Measure::Nrr,
    Measure::Grr,
    Measure::LogoRetention,
    Measure::Growth,
    Measure::GrowthAboveBaseline,
    Measure::Revenue,
    Measure::SelfServe,
    Measure::StrategyCoverage,
    Measure::EbrCoverage,
    Measure::HealthShare,
    Measure::Results,
    Measure::FeatureAdoption,
    Measure::Deployment,
    Measure::DailyUse,
    Measure::HealthScore,
    Measure::CsqlSubmitted,
    Measure::CsqlClosed,
    Measure::Csqa,
    Measure::RenewalRate,
];

/// Paid months.
const PAID: u16 = 12;

fn rules() -> impl Strategy<Value = AccountRules> {
    let cap = prop::option::of(0.05..0.5_f64);
    let spike = prop::option::of((1.02..2.0_f64).prop_map(|factor| Spike { factor }));
    (0..5_u16, 0..5_u16, cap, spike, any::<bool>(), any::<bool>()).prop_map(|(grace, tenure, influence_cap, spike, notice, new)| {
        AccountRules {
            grace_months: grace.saturating_sub(1),
            min_tenure_months: tenure.saturating_sub(1),
            influence_cap,
            spike,
            churn_at_notice: notice,
            new_accounts: if new { NewAccounts::GrowthOnly } else { NewAccounts::Excluded },
        }
    })
}

fn baseline() -> impl Strategy<Value = Baseline> {
    prop_oneof![
        (1..15_u16).prop_map(|months| Baseline::Trailing { months }),
        Just(Baseline::SameQuarterLastYear),
        prop::option::of(0.8..1.3_f64).prop_map(|annual| Baseline::CohortCurve { annual }),
        (0.0..0.1_f64, any::<bool>()).prop_map(|(error_sd, negotiated)| Baseline::Forecast { error_sd, negotiated }),
        (0.05..0.9_f64).prop_map(|share| Baseline::HoldOut { share }),
        Just(Baseline::HighWaterMark),
        (0.0..1.0_f64).prop_map(|speed| Baseline::Ratchet { speed }),
    ]
}

prop_compose! {
    fn metric()(
        measure in prop::sample::select(&MEASURES[..]),
        months in 1..=12_u16,
        (to_date, sum) in (any::<bool>(), any::<bool>()),
        scope in prop::sample::select(vec![Scope::Individual, Scope::Pod, Scope::Team, Scope::Company]),
        accounts in prop_oneof![1 => Just(AccountRules::default()), 3 => rules()],
        baseline in prop::option::of(baseline()),
    ) -> Metric {
        let kind = if to_date { WindowKind::YearToDate } else { WindowKind::Trailing };
        let basis = if sum { Basis::Sum } else { Basis::Point };
        Metric { measures: vec![measure], window: Window { months, kind, basis }, scope, accounts, baseline }
    }
}

/// A plan as it is read: metrics and the months of its pay period.
#[derive(Debug, Clone)]
struct Plan {
    metrics: Vec<Metric>,
    cadence: u16,
}

fn plan() -> impl Strategy<Value = Plan> {
    let cadence = prop::sample::select(vec![1_u16, 3, 4, 5, 6, 12]);
    (prop::collection::vec(metric(), 1..6), cadence).prop_map(|(metrics, cadence)| Plan { metrics, cadence })
}

fn bits(reading: Reading) -> [Option<u64>; 3] {
    [reading.value, reading.goal, Some(reading.base)].map(|number| number.map(|x| if x.is_nan() { u64::MAX } else { x.to_bits() }))
}

/// Two worlds of a unit and their twins that nobody serves: with panels and without.
struct Pair<'e> {
    plain: UnitWorld<'static>,
    quick: UnitWorld<'e>,
}

impl<'e> Pair<'e> {
    fn new(life: &UnitLife<'_>, asked: &Asked<'e>, served: bool) -> Self {
        Self { plain: life.world(served), quick: life.world_for(Some(asked), served) }
    }

    fn part(&self) -> Self {
        Self { plain: self.plain.clone(), quick: self.quick.part(|key| key == 0) }
    }

    fn month(&mut self, life: &UnitLife<'_>, month: u16, teams: &[Team], conducts: &[Conduct]) {
        life.month(month, &mut self.plain, |lane| &teams[lane], |_, seat| &conducts[seat]);
        life.month(month, &mut self.quick, |lane| &teams[lane], |_, seat| &conducts[seat]);
    }
}

struct Case<'a> {
    plan: &'a Plan,
    quick: &'a [Quick],
    seats: &'a [SeatBook],
    segments: &'a [SegmentBasis],
}

impl Case<'_> {
    /// Readings of some metrics over panels of which `months` paid months are known.
    fn plainly(&self, metrics: &[Metric], cadence: u16, months: u16, team: &Team, panels: [&Panel; 2]) -> Facts {
        let presence = team.presence(usize::from(months));
        let books = Books { seats: self.seats, segments: self.segments, presence: &presence, months: usize::from(months) };
        let mut facts = Facts::default();
        read(metrics, cadence, panels[0], Some(panels[1]), &books, &mut facts);
        facts
    }

    /// What people see when so many months have passed: values so far, and what is settled.
    fn look(&self, own: &Pair<'_>, twin: &Pair<'_>, teams: &[Team], passed: u16) {
        let (metrics, cadence) = (&self.plan.metrics, self.plan.cadence);
        for (lane, team) in teams.iter().enumerate() {
            let (glimpse, panels) = (own.quick.glimpse(lane).unwrap(), [&own.plain.panels()[lane], &twin.plain.panels()[lane]]);
            if passed.is_multiple_of(cadence) {
                let facts = self.plainly(metrics, cadence, passed, team, panels);
                for (nth, metric) in metrics.iter().enumerate() {
                    for (seat, period) in (0..self.seats.len()).flat_map(|seat| (0..facts.periods).map(move |period| (seat, period))) {
                        let [plain, quick] = [&facts, glimpse.settled].map(|facts| bits(facts.reading(nth, seat, period)));
                        assert_eq!(plain, quick, "settled after {passed} months, lane {lane}, seat {seat}, period {period}: {metric:?}");
                    }
                }
                continue;
            }
            for (nth, metric) in metrics.iter().enumerate() {
                let early = metric.so_far(cadence - passed % cadence);
                let facts = early.map(|early| self.plainly(&[early], passed, passed, team, panels));
                for seat in 0..self.seats.len() {
                    let plain = facts.as_ref().and_then(|facts| facts.reading(0, seat, 0).value);
                    let quick = glimpse.so_far(nth, seat);
                    let same = plain.map(f64::to_bits) == quick.map(f64::to_bits);
                    assert!(same, "after {passed} months, lane {lane}, seat {seat}: {plain:?}, {quick:?}, {metric:?}");
                }
            }
        }
    }

    /// What was read by the end, in hindsight before the end of each period as well.
    fn conclude(&self, own: Pair<'_>, twin: &Pair<'_>, teams: &[Team], both: bool) {
        let customers = own.quick.finish();
        for (lane, (team, customers)) in teams.iter().zip(&customers).enumerate() {
            let (cadence, panels) = (self.plan.cadence, [&own.plain.panels()[lane], &twin.plain.panels()[lane]]);
            assert_eq!(customers.company(usize::from(PAID)), company(panels[0], usize::from(PAID)));
            let facts = self.plainly(&self.plan.metrics, cadence, PAID, team, panels);
            let quick = customers.read_as(0).unwrap();
            assert_eq!((facts.metrics, facts.seats, facts.periods), (quick.metrics, quick.seats, quick.periods));
            for (nth, metric) in self.plan.metrics.iter().enumerate() {
                for (seat, period) in (0..facts.seats).flat_map(|seat| (0..facts.periods).map(move |period| (seat, period))) {
                    let [plain, quick] = [&facts, quick].map(|facts| bits(facts.reading(nth, seat, period)));
                    assert_eq!(plain, quick, "lane {lane}, seat {seat}, period {period}: {metric:?}");
                }
            }
            for left in 1..if both { cadence } else { 1 } {
                let early = customers.read_as(usize::from(left)).unwrap();
                for (nth, metric) in self.plan.metrics.iter().enumerate() {
                    for period in 0..early.periods {
                        let months = (period as u16 + 1) * cadence - left;
                        let plain = metric.so_far(left).map(|so_far| self.plainly(&[so_far], months, months, team, panels));
                        for seat in 0..facts.seats {
                            let plain = plain.as_ref().map_or(Reading::default(), |facts| facts.reading(0, seat, 0));
                            let quick = early.reading(nth, seat, period);
                            assert_eq!(bits(plain), bits(quick), "{left} left, lane {lane}, seat {seat}, period {period}: {metric:?}");
                        }
                    }
                }
            }
        }
    }
}

fn compare(ground: &Ground, segments: &[SegmentBasis], isa: Isa, lucks: &[Luck], plan: &Plan, conducts: &[Conduct]) {
    let seats: Vec<SeatBook> =
        ground.books.iter().map(|book| SeatBook { segment: book.segment, pod: u16::from(book.accounts > 8) }).collect();
    let quick = |metric: &Metric| Quick::of(metric, plan.cadence, &seats, segments).map(|quick| (metric.clone(), quick));
    let (metrics, quick): (Vec<Metric>, Vec<Quick>) = plan.metrics.iter().filter_map(quick).unzip();
    let plan = Plan { metrics, ..plan.clone() };
    let case = Case { plan: &plan, quick: &quick, seats: &seats, segments };
    let glances = Glances { so_far: true, settled: true };
    let whole = Wanted { key: 0, cadence: plan.cadence, left: 0, metrics: case.quick, glances };
    let early = (1..plan.cadence).map(|left| Wanted { key: usize::from(left), left, glances: Glances::default(), ..whole });
    let asked = Asked { paid: usize::from(PAID), wanted: std::iter::once(whole).chain(early).collect(), payouts_only: false };
    let mut life = UnitLife::begin(ground, isa, lucks);
    let mut teams = life.teams();
    let [mut base, mut twin] = [true, false].map(|served| Pair::new(&life, &asked, served));
    let mut own = None;
    let salaried = vec![Conduct::SALARIED; seats.len()];
    for month in 0..ground.months {
        if month == ground.burn_in {
            own = Some(base.part());
        }
        teams.iter_mut().for_each(|team| team.month(&[]));
        life.draw(month);
        base.month(&life, month, &teams, &salaried);
        twin.month(&life, month, &teams, &salaried);
        base.quick.read(&life, month, Some(&twin.quick));
        if let Some(own) = &mut own {
            own.month(&life, month, &teams, conducts);
            own.quick.read(&life, month, Some(&twin.quick));
        }
        twin.quick.read(&life, month, None);
        let passed = (month + 1).saturating_sub(ground.burn_in);
        if passed > 0 && passed < PAID {
            case.look(&base, &twin, &teams, passed);
            own.iter().for_each(|own| case.look(own, &twin, &teams, passed));
        }
    }
    case.conclude(base, &twin, &teams, true);
    case.conclude(own.unwrap(), &twin, &teams, false);
    let unserved = Pair { plain: twin.plain.clone(), quick: twin.quick };
    case.conclude(unserved, &Pair { plain: twin.plain, quick: life.world(false) }, &teams, true);
}

proptest! {
    #![proptest_config(ProptestConfig::default())]

    #[test]
    fn what_is_read_without_panels_is_what_panels_say_at_any_time(
        seed in any::<u64>(),
        first in 0..1_000_000_u32,
        trials in 1..20_u32,
        plan in plan(),
        conducts in prop::collection::vec(conducts(), 6),
        (turnover, reassignment) in (prop_oneof![Just(0.2), Just(0.9)], prop_oneof![Just(0.005), Just(0.1)]),
        (opening, look_ahead, starts) in (any::<bool>(), prop_oneof![Just(0_u16), Just(2)], prop::option::of(0..8_u16)),
        calm in any::<bool>(),
    ) {
        let mut scenario = scenario(2);
        scenario.run.seed = seed;
        scenario.burn_in = if opening { 0 } else { 12 };
        (scenario.turnover.annual, scenario.turnover.reassignment) = (turnover, reassignment);
        scenario.roster.iter_mut().for_each(|seat| seat.accounts = seat.accounts.div_ceil(4) + 1);
        scenario.roster[1].start_month = starts;
        if calm {
            // what happens is counted, not told
            let coefficients = &mut scenario.coefficients;
            (coefficients.signing_lag, coefficients.mover_rate, coefficients.advocacy_rate) = (0, 0.0, 0.0);
        }
        // a notice is looked for until the end only
        let looks_on = plan.metrics.iter().any(|metric| metric.accounts.churn_at_notice);
        let ground = Ground::of(&scenario, &Stress::default(), if looks_on { 2 } else { look_ahead });
        let segments: Vec<SegmentBasis> = scenario.segments.iter().map(|s| SegmentBasis { organic_nrr: s.organic_nrr }).collect();
        let lucks: Vec<Luck> = (first..first + trials).map(|trial| Luck::on_book(trial / 2, trial)).collect();
        for isa in Isa::ALL.into_iter().filter(|isa| isa.is_here()) {
            for lucks in lucks.chunks(isa.width()) {
                compare(&ground, &segments, isa, lucks, &plan, &conducts);
            }
        }
    }
}
