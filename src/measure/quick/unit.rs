//! A unit of trials as reading sees it.

use super::super::SeatMonth;
use super::super::holding::{Holding, Holdings};
use crate::dynamics::EventKind;
use crate::dynamics::kernel::Tallies;
use crate::lanes::Isa;

/// Something that happened to an account in one trial of a unit.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct UnitEvent {
    /// Simulated month.
    pub month: u16,
    /// Seat that held the account then.
    pub seat: u16,
    /// Row of the account.
    pub row: u32,
    /// Lane of the trial.
    pub lane: u8,
    /// What happened.
    pub kind: EventKind,
    /// Share of what was there before, for expansions and deals; otherwise 0.
    pub size: f32,
}

/// Accounts of a unit, one a row: what is the same in all its trials.
#[derive(Debug, Clone, Copy)]
pub struct UnitRows<'a> {
    /// Numbers that name them.
    pub id: &'a [u32],
    /// Month of arrival, in rising order; 0 = there from the start.
    pub born: &'a [u16],
    /// Segment.
    pub segment: &'a [u16],
    /// First seat.
    pub seat: &'a [u16],
    /// Whether customers of a segment are billed by annual contract.
    pub by_contract: &'a [bool],
    /// Hand-overs: (row, month from which the new owner holds it, new owner), by month.
    pub moves: &'a [(u32, u16, u16)],
}

impl UnitRows<'_> {
    /// Who holds each account in `month`.
    pub(super) fn holdings(&self, month: usize) -> Vec<Holding> {
        let mut holdings = Holdings::of(self.seat, self.moves);
        holdings.advance(month);
        holdings.into_now()
    }

    /// Rows of accounts that had arrived by the end of `month`.
    pub(super) fn arrived(&self, month: usize) -> usize {
        self.born.partition_point(|&born| usize::from(born) <= month)
    }
}

/// A unit's customers as reading sees them. Months of seats are `months × seats × lanes`, those without a trial included.
#[derive(Clone, Copy)]
pub struct UnitView<'a> {
    /// Vectors of the unit.
    pub isa: Isa,
    /// Lanes with a trial.
    pub lanes: usize,
    /// First paid month.
    pub first_paid: usize,
    /// Last month lived: nothing is known of what comes after.
    pub now: usize,
    /// Accounts.
    pub rows: UnitRows<'a>,
    /// Revenue of all accounts in a month, `rows × lanes`, 0 where they are not there; a month that was not kept is empty.
    pub revenue: &'a dyn Fn(usize) -> &'a [f32],
    /// Value scores, likewise; no number where an account is not there.
    pub value: &'a dyn Fn(usize) -> &'a [f32],
    /// Deployment offset of each account, `rows × lanes`.
    pub deployment: &'a [f32],
    /// Revenue in the twin that nobody serves, where it is lived.
    pub unserved: Option<&'a dyn Fn(usize) -> &'a [f32]>,
    /// What was counted of each month; nothing where `events` tell.
    pub tallies: &'a [Tallies],
    /// Single events so far by month and row, where they are not counted.
    pub events: &'a [UnitEvent],
    /// Who sat in each seat, by paid month; as many as have been lived.
    pub sitting: &'a [SeatMonth],
    /// Share of accounts with a written Results Strategy, by month.
    pub strategy: &'a [f32],
    /// Hazard of an executive review, by month.
    pub review: &'a [f32],
    /// Targets talked down, by month.
    pub sandbagging: &'a [f32],
    /// Inflated logins, by month.
    pub inflation: &'a [f32],
    /// Begging for scores, by month.
    pub begging: &'a [f32],
    /// Third measurement normal of each seat-month.
    pub forecast_noise: &'a [f32],
    /// What tells the lots of a trial from those of another, by lane.
    pub salts: &'a [u64],
}

impl<'a> UnitView<'a> {
    /// Lanes, those without a trial included.
    pub(super) fn width(&self) -> usize {
        self.isa.width()
    }

    /// A seat-month's row of lanes.
    pub(super) fn of_seat<T>(&self, column: &'a [T], seats: usize, month: usize, seat: usize) -> &'a [T] {
        let at = (month * seats + seat) * self.width();
        &column[at..at + self.width()]
    }
}
