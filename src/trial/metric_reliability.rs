//! How far every measure tells people apart: sums of quarterly readings, on the same luck, of people whose true skill differs.

use crate::dynamics::Panel;
use crate::measure::{
    AccountRules, Baseline, Basis, Books, Facts, Measure, Metric, Scope, SeatMonth, Window, WindowKind, one_account, read,
};
use crate::scenario::Scenario;

use super::team::Team;
use super::variance::{READING_SLOTS, READING_SUMS};

/// Quarter, in months.
const QUARTER: u16 = 3;

/// Sums over readings of one's own book, by segment, measure and slot (see [`VarianceColumns::readings`](super::VarianceColumns::readings)).
#[derive(Debug, Clone)]
pub(crate) struct Readings {
    sums: Vec<f64>,
    segment_of_seat: Vec<u16>,
}

impl Readings {
    /// Nothing read yet.
    pub(crate) fn of(scenario: &Scenario) -> Self {
        let sums = vec![0.0; scenario.segments.len() * Measure::ALL.len() * READING_SLOTS * READING_SUMS];
        Self { sums, segment_of_seat: scenario.roster.iter().map(|seat| seat.segment).collect() }
    }

    /// Adds those of another group of trials.
    pub(crate) fn add(&mut self, other: &Self) {
        self.sums.iter_mut().zip(&other.sums).for_each(|(sum, x)| *sum += x);
    }

    /// The sums.
    pub(crate) fn into_sums(self) -> Vec<f64> {
        self.sums
    }

    /// Reads every measure quarter by quarter for two panels with their teams, on the same luck. A person counts until they leave;
    /// successors, who have not been there for long, do not.
    pub(crate) fn collect(&mut self, panels: [&Panel; 2], teams: [&Team; 2], books: &Books<'_>, facts: &mut [Facts; 2]) {
        let metrics: Vec<Metric> = Measure::ALL.iter().map(|&measure| quarterly(measure)).collect();
        for (panel, facts) in panels.iter().zip(facts.iter_mut()) {
            read(&metrics, QUARTER, panel, None, books, facts);
        }
        let (first_paid, quarters) = (panels[0].first_paid, facts[0].periods.min(READING_SLOTS - 1));
        let moved = one_account(&metrics, QUARTER, panels[0], books);
        for seat in 0..books.seats.len() {
            // people leave by luck alone where nobody responds: the same ones in both teams
            let stays = |quarter: &usize| {
                let state = teams[0].at(first_paid + (quarter + 1) * usize::from(QUARTER) - 1, seat);
                state.present && state.tenure == SeatMonth::VETERAN
            };
            let stayed = (0..quarters).take_while(stays).count();
            let skills = teams.map(|team| f64::from(team.at(0, seat).skill));
            for metric in 0..metrics.len() {
                let cell = (usize::from(self.segment_of_seat[seat]) * metrics.len() + metric) * READING_SLOTS;
                let (mut sums, mut defined) = ([0.0; 2], 0.0);
                for quarter in 0..stayed {
                    let [a, b] = [0, 1].map(|i: usize| facts[i].reading(metric, seat, quarter));
                    let (Some(x), Some(y)) = (a.value, b.value) else { continue };
                    self.push(cell + quarter, [x, y], skills, a.base, moved[(metric * facts[0].seats + seat) * facts[0].periods + quarter]);
                    (sums, defined) = ([sums[0] + x, sums[1] + y], defined + 1.0);
                }
                if stayed == quarters && defined > 0.0 {
                    self.push(cell + READING_SLOTS - 1, sums.map(|sum| sum / defined), skills, 0.0, 0.0);
                }
            }
        }
    }

    fn push(&mut self, cell: usize, [x, y]: [f64; 2], [s, t]: [f64; 2], base: f64, moved: f64) {
        let sums = &mut self.sums[cell * READING_SUMS..(cell + 1) * READING_SUMS];
        let terms = [1.0, 0.5 * (x + y), 0.5 * (x * x + y * y), (t - s) * (t - s), (y - x) * (t - s), base, moved];
        sums.iter_mut().zip(terms).for_each(|(sum, x)| *sum += x);
    }
}

/// A measure of one's own book over a quarter. Growth above a baseline needs one: the segment's organic growth.
fn quarterly(measure: Measure) -> Metric {
    Metric {
        measures: vec![measure],
        window: Window { months: QUARTER, kind: WindowKind::Trailing, basis: Basis::Point },
        scope: Scope::Individual,
        accounts: AccountRules::default(),
        baseline: (measure == Measure::GrowthAboveBaseline).then_some(Baseline::CohortCurve { annual: None }),
    }
}
