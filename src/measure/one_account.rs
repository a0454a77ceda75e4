//! How much of a reading hangs on a single account: one bad deal, one large customer.

use super::read::{Books, Desk};
use super::scope::Groups;
use super::{Metric, Unit};
use crate::dynamics::Panel;

/// The most by which leaving out one account would move each reading, either way, in the measure's unit: `metrics × seats × periods`, period
/// fastest, as in [`Facts`](super::Facts). 0 where nothing belongs to an account; an account that is all there is counts with the whole reading.
/// Metrics of several measures are not supported: only their first one is looked at.
#[must_use]
pub fn one_account(metrics: &[Metric], cadence: u16, panel: &Panel, books: &Books<'_>) -> Vec<f64> {
    let desk = Desk::new(cadence, panel, None, books);
    let mut moved = vec![0.0; metrics.len() * books.seats.len() * desk.periods];
    for (index, metric) in metrics.iter().enumerate() {
        let Some(&measure) = metric.measures.first() else { continue };
        let groups = Groups::new(metric.scope, books.seats);
        let adds_up = matches!(measure.unit(), Unit::Dollars | Unit::Count);
        // by period and group: sums, and what each account has in them
        let mut cells = vec![Cell::default(); desk.periods * groups.len];
        let mut on_part = |period: usize, group: usize, of, part: super::view::Part| {
            if of == measure {
                cells[period * groups.len + group].add(part.account, part.counted, part.base);
            }
        };
        desk.read(metric, &groups, desk.periods, &mut on_part, &mut |_, _, _| {});
        for (at, cell) in cells.iter_mut().enumerate() {
            let most = cell.most(adds_up);
            for seat in groups.seats(at % groups.len) {
                moved[(index * books.seats.len() + seat) * desk.periods + at / groups.len] = most;
            }
        }
    }
    moved
}

/// The parts of one reading.
#[derive(Debug, Clone, Default)]
struct Cell {
    counted: f64,
    base: f64,
    accounts: Vec<(u32, f64, f64)>,
}

impl Cell {
    fn add(&mut self, account: Option<u32>, counted: f64, base: f64) {
        self.counted += counted;
        self.base += base;
        self.accounts.extend(account.map(|account| (account, counted, base)));
    }

    /// An account may have several parts, one for each of its events.
    fn most(&mut self, adds_up: bool) -> f64 {
        self.accounts.sort_by_key(|(account, ..)| *account);
        let accounts = self.accounts.chunk_by(|a, b| a.0 == b.0);
        let moves = accounts.map(|parts| {
            let (counted, base) = parts.iter().fold((0.0, 0.0), |(c, b), part| (c + part.1, b + part.2));
            let without = if adds_up { self.counted - counted } else { ratio(self.counted - counted, self.base - base) };
            let whole = if adds_up { self.counted } else { ratio(self.counted, self.base) };
            // one of many that are all the same moves nothing but the last bit
            if (whole - without).abs() > 1e-12 * whole.abs() { (whole - without).abs() } else { 0.0 }
        });
        moves.fold(0.0, f64::max)
    }
}

fn ratio(counted: f64, base: f64) -> f64 {
    if base > 0.0 { counted / base } else { 0.0 }
}

#[cfg(test)]
mod tests {
    use super::super::hand_made::{SEGMENTS, account, metric, panel};
    use super::super::{Books, Measure, Presence, SeatBook};
    use super::*;

    #[test]
    fn the_largest_loss_is_the_one_that_matters() {
        // 100 → 110, 300 → 0, 100 → 100 in seat 0: 210/500 = .42; without the second 210/200 = 1.05. Seat 1 has one account: .9 of it.
        let panel = panel(3, 6, 2).with(vec![
            account(0, &[100.0, 100.0, 100.0, 110.0, 110.0, 110.0]),
            account(0, &[300.0, 300.0, 300.0, 0.0, 0.0, 0.0]),
            account(0, &[100.0]),
            account(1, &[200.0, 200.0, 200.0, 180.0, 180.0, 180.0]),
        ]);
        let presence = Presence::settled(2, 3);
        let seats = [0, 1].map(|_| SeatBook { segment: 0, pod: 0 });
        let books = Books { seats: &seats, segments: &SEGMENTS, presence: &presence, months: 3 };
        let moved = one_account(&[metric(Measure::Nrr), metric(Measure::Growth)], 3, &panel, &books);
        assert!((moved[0] - 0.63).abs() < 1e-12 && (moved[1] - 0.9).abs() < 1e-12, "{moved:?}");
        assert!((moved[2] - 3_600.0).abs() < 1e-9 && (moved[3] - 240.0).abs() < 1e-9, "{moved:?}");
    }
}
