//! What a unit's world writes down: what happened, account by account, into panels or into what plans read of it.
//!
//! The plain walk writes the same down for one trial; panels must be equal to the last bit.

use crate::dynamics::kernel::{Muster, Occasion, Onboarding};
use crate::dynamics::{Event, EventKind};
use crate::measure::UnitEvent;
use crate::random::normal::exp;

use super::super::world::{MILESTONES, work};
use super::cohort::lanes_of;
use super::life::UnitLife;
use super::world::{Record, UnitWorld};

/// What happened in a book's month, and the numbers that belong to it.
#[derive(Default)]
pub(super) struct Happened {
    pub(super) occasions: Vec<Occasion>,
    pub(super) numbers: Vec<f32>,
}

impl UnitWorld<'_> {
    /// Writes down what happened, account by account, and lets contracts follow.
    pub(super) fn write_down(&mut self, life: &UnitLife<'_>, month: u16, happened: &mut Happened) {
        let (c, width) = (&life.ground.coefficients, self.width);
        let pull_discount = life.ground.assumptions.pull_discount as f32;
        let mut order: Vec<usize> = (0..happened.occasions.len()).collect();
        order.sort_by_key(|&nth| happened.occasions[nth].row);
        for nth in order {
            let o = &happened.occasions[nth];
            let row = o.row as usize;
            let numbers = &happened.numbers[nth * Occasion::NUMBERS * self.width..][..Occasion::NUMBERS * self.width];
            let segment = life.ground.books[usize::from(self.owner[row])].segment;
            let by_contract = life.ground.bills_by_contract(segment);
            let deals = o.expansion | o.signed | o.late | o.early;
            for lane in lanes_of(o.gone | o.due | deals | o.lead | o.padded | o.advocacy | o.mover) {
                let (bit, cell) = (1_u32 << lane, row * self.width + lane);
                let event = |kind: EventKind| Event {
                    month,
                    account: row as u32,
                    kind,
                    dollars: 0.0,
                    discount: 0.0,
                    before: 0.0,
                    size: 0.0,
                    years: 1,
                };
                let contract = life.cohort.contract(row, lane).filter(|_| o.due & bit != 0);
                if o.gone & bit != 0 {
                    if let Record::Panels(panels) = &mut self.record {
                        panels[lane].left[life.cohort.column(row, lane)] = month;
                    }
                    if let Some(contract) = contract {
                        let before = 12.0 * exp(self.state.ln_price[cell]);
                        self.note(life, lane, Event { before, years: contract.years, ..event(EventKind::Lapse) });
                    }
                    continue;
                }
                if deals & bit != 0 {
                    let of = |which: usize| numbers[which * width + lane];
                    let level = 12.0 * exp(if by_contract { self.state.ln_price[cell] } else { of(0) });
                    for (which, kind, discount) in [
                        (1, EventKind::Expansion, 0.0),
                        (2, EventKind::Deal, 0.0),
                        (3, EventKind::Deal, 0.0),
                        (4, EventKind::Deal, pull_discount),
                    ] {
                        let log_size = of(which);
                        if log_size > 0.0 {
                            let size = exp(log_size) - 1.0;
                            let list = level * size;
                            let discount = discount * list;
                            self.note(life, lane, Event { dollars: list - discount, discount, before: level, size, ..event(kind) });
                            if by_contract {
                                self.state.ln_price[cell] += log_size;
                            }
                        }
                    }
                }
                for (bits, kind) in [(o.lead, EventKind::Lead), (o.padded, EventKind::PaddedLead), (o.advocacy, EventKind::Advocacy)] {
                    if bits & bit != 0 {
                        self.note(life, lane, event(kind));
                    }
                }
                for (bits, kind) in [(o.referral, EventKind::Referral), (o.mover, EventKind::Mover)] {
                    if bits & bit != 0 {
                        let (account, dollars) =
                            (life.cohort.column(row, lane) as u32, life.ground.rates[usize::from(segment)].new_business);
                        self.later[lane].push(Event { month: month + c.new_business_lag, account, dollars, ..event(kind) });
                    }
                }
                if let Some(contract) = contract {
                    let before = 12.0 * exp(self.state.ln_price[cell]);
                    let after = self.state.ln_usage[cell];
                    self.state.ln_price[cell] = after;
                    self.note(life, lane, Event { dollars: 12.0 * exp(after), before, years: contract.years, ..event(EventKind::Renewal) });
                }
            }
        }
    }

    /// Takes note of an event; its account is a row.
    fn note(&mut self, life: &UnitLife<'_>, lane: usize, event: Event) {
        let row = event.account as usize;
        match &mut self.record {
            Record::Panels(panels) => {
                let account = life.cohort.column(row, lane) as u32;
                panels[lane].events.push(Event { account, ..event });
            }
            Record::Quick(record) => {
                let Event { month, account: row, kind, discount, size, .. } = event;
                record.note(UnitEvent { month, seat: self.owner[row as usize], row, lane: lane as u8, kind, size }, discount);
            }
        }
    }

    /// What measuring reads of the seat itself.
    pub(super) fn note_seat(&mut self, life: &UnitLife<'_>, month: u16, seat: usize) {
        let place = usize::from(month) * self.books.len() + seat;
        let Record::Panels(panels) = &mut self.record else { return };
        for (lane, panel) in panels.iter_mut().enumerate() {
            let cell = seat * self.width + lane;
            panel.strategy[place] = self.state.strategy[cell];
            panel.review[place] = life.ground.coefficients.review_rate * self.state.recorded[cell];
            let [.., inflation, begging, _, sandbagging] = self.duties.duty.games.each_ref().map(|game| game[cell]);
            (panel.inflation[place], panel.begging[place], panel.sandbagging[place]) = (inflation, begging, sandbagging);
        }
    }

    /// The same of all seats, where no panels are kept.
    pub(super) fn note_seats(&mut self, life: &UnitLife<'_>, month: u16) {
        let Record::Quick(record) = &mut self.record else { return };
        let [.., inflation, begging, _, sandbagging] = &self.duties.duty.games;
        let numbers = [&self.state.strategy[..], &self.state.recorded, sandbagging, inflation, begging];
        record.note_seats(usize::from(month), numbers, life.ground.coefficients.review_rate);
    }

    /// Milestones of new accounts.
    pub(super) fn onboard(&mut self, life: &UnitLife<'_>, month: u16) {
        if let Record::Quick(_) = self.record {
            return; // nothing that is read so counts milestones
        }
        let first = life.cohort.born.partition_point(|born| *born == 0);
        for row in first..self.arrived {
            let alive =
                (0..self.width).filter(|lane| !self.state.value[row * self.width + lane].is_nan()).fold(0, |bits, lane| bits | 1 << lane);
            let mut milestones = self.milestones[row];
            if alive & !milestones.done() == 0 {
                continue;
            }
            let reached = life.isa.run(Onboarding {
                coefficients: &life.ground.coefficients,
                account: (row as u32, life.cohort.id[row], usize::from(self.owner[row])),
                month,
                trials: &life.trials,
                stream: (&life.ground.auxiliary, MILESTONES),
                state: &self.state,
                there: alive,
                milestones: &mut milestones,
            });
            self.milestones[row] = milestones;
            for (bits, kind) in reached.into_iter().zip([EventKind::FirstValue, EventKind::Implemented]) {
                for lane in lanes_of(bits) {
                    self.note(
                        life,
                        lane,
                        Event { month, account: row as u32, kind, dollars: 0.0, discount: 0.0, before: 0.0, size: 0.0, years: 1 },
                    );
                }
            }
        }
    }

    /// Takes note of how much work everybody does.
    pub(super) fn note_work(&mut self, month: u16, muster: &Muster) {
        let Record::Panels(panels) = &mut self.record else { return };
        let duty = &self.duties.duty;
        for (lane, panel) in panels.iter_mut().enumerate() {
            for seat in 0..self.books.len() {
                let cell = seat * self.width + lane;
                let outputs = duty.work.each_ref().map(|work| work[cell]);
                panel.work[usize::from(month) * self.books.len() + seat] = work(muster.capacity[cell], duty.output[cell], outputs);
            }
        }
    }

    /// Takes note of the month's end.
    pub(super) fn end_month(&mut self, life: &UnitLife<'_>, month: u16) {
        let panels = match &mut self.record {
            Record::Quick(record) => return record.end_month(life, usize::from(month), self.arrived, &mut self.revenue, &self.state.value),
            Record::Panels(panels) => panels,
        };
        for (lane, panel) in panels.iter_mut().enumerate() {
            panel.macro_state[usize::from(month)] = life.shocks[0][usize::from(month) * self.width + lane];
        }
        let cells = self.revenue.chunks(self.width).zip(self.state.value.chunks(self.width));
        for (row, (revenue, value)) in cells.enumerate().take(self.arrived) {
            for (lane, panel) in panels.iter_mut().enumerate() {
                if !value[lane].is_nan() {
                    let cell = usize::from(month) * panel.accounts + life.cohort.column(row, lane);
                    panel.revenue[cell] = revenue[lane];
                    panel.value[cell] = value[lane];
                }
            }
        }
    }

    /// Puts the month's deals of referred and moved customers among its other events, by account.
    pub(super) fn sign(&mut self, month: u16, lane: usize, first: usize) {
        let Record::Panels(panels) = &mut self.record else { return };
        let (events, later) = (&mut panels[lane].events, &mut self.later[lane]);
        events.extend(later.iter().filter(|e| e.month == month));
        later.retain(|e| e.month > month);
        events[first..].sort_by_key(|e| e.account);
    }
}
