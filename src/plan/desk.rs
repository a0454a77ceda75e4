//! The working memory of a settlement: balances of the seat at hand and the page its lines are written on.

use super::cap::CapBalance;
use super::pool::Pot;
use super::recover::Due;
use super::{Cents, Line, LineKind, Plan, Why};

/// Reusable memory. Only `pots` outlives a seat.
#[derive(Debug, Clone, Default)]
pub(super) struct Desk {
    /// Pots by component and period.
    pub(super) pots: Vec<Pot>,
    /// Amounts to date of the seat's components by stage: raw, after each gate, each multiplier, and the floor.
    pub(super) stages: Vec<Cents>,
    /// Balances of the seat's yearly caps: component caps in order, then plan caps.
    pub(super) caps: Vec<CapBalance>,
    /// Pay of each component in the period at hand, after its caps.
    pub(super) component_pay: Vec<Cents>,
    /// Rates of each component in the period at hand, where it is a commission.
    pub(super) rates: Vec<Option<super::AverageRates>>,
    /// Releases and clawbacks to come.
    pub(super) due: Vec<Due>,
    /// Recoverable draw still owed by the person in the seat.
    pub(super) draw_debt: Cents,
    /// Tenure of whoever was last seen in the seat.
    pub(super) last_tenure: Option<u16>,
}

impl Desk {
    /// Clears the balances for the next seat.
    pub(super) fn open_seat(&mut self, plan: &Plan) {
        let stages = plan.components.iter().map(stages_of).sum();
        let caps = plan.components.iter().map(|c| c.caps.len()).sum::<usize>() + plan.caps.len();
        refill(&mut self.stages, stages, Cents::ZERO);
        refill(&mut self.caps, caps, CapBalance::default());
        self.due.clear();
        self.draw_debt = Cents::ZERO;
        self.last_tenure = None;
    }

    /// Clears what belongs to one period.
    pub(super) fn open_period(&mut self, plan: &Plan) {
        refill(&mut self.component_pay, plan.components.len(), Cents::ZERO);
        refill(&mut self.rates, plan.components.len(), None);
    }
}

/// Stages of a component: raw, gates, multipliers, floor.
pub(super) fn stages_of(rules: &super::Component) -> usize {
    2 + rules.gates.len() + rules.multipliers.len()
}

/// As many copies of `value` as asked for; a length that stays costs no more than writing them.
fn refill<T: Clone>(memory: &mut Vec<T>, len: usize, value: T) {
    if memory.len() == len {
        memory.fill(value);
    } else {
        memory.clear();
        memory.resize(len, value);
    }
}

/// The statement of one seat and period, as it is written.
pub(super) struct Page<'a> {
    pub(super) lines: &'a mut Vec<Line>,
    pub(super) seat: u16,
    pub(super) period: u16,
}

impl Page<'_> {
    /// Writes a line even if it pays nothing: people ask why.
    pub(super) fn write_always(&mut self, component: Option<usize>, kind: LineKind, cents: Cents, why: Why) {
        let component = component.map(|c| c as u16);
        self.lines.push(Line { seat: self.seat, period: self.period, component, kind, cents, why });
    }

    /// Writes a line that changes something.
    #[inline]
    pub(super) fn write(&mut self, component: Option<usize>, kind: LineKind, cents: Cents, why: Why) {
        if cents != Cents::ZERO {
            self.write_always(component, kind, cents, why);
        }
    }
}
