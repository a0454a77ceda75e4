//! How far every measure tells people apart: sums of quarterly readings beside the true skill of who was read.

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

    /// Reads every measure quarter by quarter. A person counts until they leave; successors, who have not been there for long, do not.
    pub(crate) fn collect(&mut self, panel: &Panel, team: &Team, books: &Books<'_>, facts: &mut Facts) {
        let metrics: Vec<Metric> = Measure::ALL.iter().map(|&measure| quarterly(measure)).collect();
        read(&metrics, QUARTER, panel, None, books, facts);
        let quarters = facts.periods.min(READING_SLOTS - 1);
        let swings = one_account(&metrics, QUARTER, panel, books);
        for seat in 0..books.seats.len() {
            let stayed = |quarter: &usize| {
                let state = team.at(panel.first_paid + (quarter + 1) * usize::from(QUARTER) - 1, seat);
                state.present && state.tenure == SeatMonth::VETERAN
            };
            let stayed = (0..quarters).take_while(stayed).count();
            let skill = f64::from(team.at(0, seat).skill);
            for metric in 0..metrics.len() {
                let cell = (usize::from(self.segment_of_seat[seat]) * metrics.len() + metric) * READING_SLOTS;
                let (mut sum, mut defined) = (0.0, 0.0);
                for quarter in 0..stayed {
                    let reading = facts.reading(metric, seat, quarter);
                    let Some(value) = reading.value else { continue };
                    let swing = swings[(metric * facts.seats + seat) * facts.periods + quarter];
                    self.push(cell + quarter, value, skill, reading.base, swing);
                    (sum, defined) = (sum + value, defined + 1.0);
                }
                if stayed == quarters && defined > 0.0 {
                    self.push(cell + READING_SLOTS - 1, sum / defined, skill, 0.0, 0.0);
                }
            }
        }
    }

    fn push(&mut self, cell: usize, x: f64, s: f64, base: f64, swing: f64) {
        let sums = &mut self.sums[cell * READING_SUMS..(cell + 1) * READING_SUMS];
        sums.iter_mut().zip([1.0, x, s, x * x, x * s, s * s, base, swing]).for_each(|(sum, x)| *sum += x);
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
