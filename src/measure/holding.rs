//! Who holds an account: the first owner, then hand-overs, month by month.

use super::read::Books;
use crate::dynamics::Panel;
use crate::measure::SeatMonth;

/// Who holds one account in some month, and since when.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Holding {
    pub(super) seat: u16,
    /// Month of the last hand-over to this seat; `None` if the account was never handed over.
    pub(super) since: Option<u16>,
}

/// How long the person in the seat has held an account.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Tenure {
    /// Months held, the running month counted as full; [`usize::MAX`] for those held since before the simulation.
    pub(super) months: usize,
    /// Whether the person took it over from somebody: by a hand-over, or by being hired into a seat that already had it.
    pub(super) inherited: bool,
}

/// Holdings of all accounts, walked forward in time.
pub(super) struct Holdings<'a> {
    moves: &'a [(u32, u16, u16)],
    now: Vec<Holding>,
    next_move: usize,
}

impl<'a> Holdings<'a> {
    pub(super) fn new(panel: &'a Panel) -> Self {
        Self::of(&panel.owner, &panel.moves)
    }

    /// Of accounts with these first owners and hand-overs.
    pub(super) fn of(owners: &[u16], moves: &'a [(u32, u16, u16)]) -> Self {
        let now = owners.iter().map(|&seat| Holding { seat, since: None }).collect();
        Self { moves, now, next_move: 0 }
    }

    /// Holdings in the month asked for last.
    pub(super) fn into_now(self) -> Vec<Holding> {
        self.now
    }

    /// Holdings in `month`, which must not lie before the month asked for last.
    pub(super) fn advance(&mut self, month: usize) -> &[Holding] {
        while let Some(&(account, from, seat)) = self.moves.get(self.next_move)
            && usize::from(from) <= month
        {
            self.now[account as usize] = Holding { seat, since: Some(from) };
            self.next_move += 1;
        }
        &self.now
    }
}

impl Holding {
    /// How long the person who sits in the seat at the end of `month` has held the account, counting `month`. The person's own
    /// hiring is known in paid months only; before them everybody counts as settled. In a vacant seat nobody holds anything.
    pub(super) fn tenure(self, account: usize, month: usize, panel: &Panel, books: &Books<'_>) -> Tenure {
        self.held_by(books.sitting(usize::from(self.seat), month, panel.first_paid), usize::from(panel.born[account]), month)
    }

    /// The same for whoever is `sitting` in the seat then, and an account that arrived in month `arrived`.
    pub(super) fn held_by(self, sitting: SeatMonth, arrived: usize, month: usize) -> Tenure {
        let by_seat = match self.since {
            Some(since) => month + 1 - usize::from(since),
            None if arrived > 0 => (month + 1).saturating_sub(arrived),
            None => usize::MAX,
        };
        let by_person = match sitting {
            SeatMonth { present: false, .. } => 0,
            SeatMonth { tenure: SeatMonth::VETERAN, .. } => usize::MAX,
            SeatMonth { tenure, .. } => usize::from(tenure) + 1,
        };
        Tenure { months: by_seat.min(by_person), inherited: self.since.is_some() || by_person < by_seat }
    }
}
