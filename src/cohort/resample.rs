//! Books filled from a real revenue history: whole accounts drawn with replacement, or the actual accounts in the actual months.
//!
//! The non-parametric bootstrap (Efron 1979): an account keeps all its months, so growth, noise, seasons and departures stay as
//! they really went together; only who is in which book is luck. Nothing is fitted, and nothing is known but revenue.

use std::sync::Arc;

use rand::RngExt;

use super::{Held, History};
use crate::dynamics::Panel;
use crate::random::Stream;

/// One seat's book to be filled from a history.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct HistoryBook {
    /// Segment of the history by index; `None` takes accounts of every segment.
    pub segment: Option<u16>,
    /// Accounts to draw.
    pub accounts: u32,
}

impl HistoryBook {
    /// Whether an account of that segment may be in the book.
    #[must_use]
    pub fn takes(&self, segment: u16) -> bool {
        self.segment.is_none_or(|s| s == segment)
    }
}

/// A book that no account of the history fits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the history has no account for the book of seat {}", seat + 1)]
pub struct NoAccounts {
    /// Seat, 0-based.
    pub seat: usize,
}

/// Draws books from a history, trial by trial.
#[derive(Debug, Clone)]
pub struct Resampler {
    history: Arc<History>,
    books: Vec<HistoryBook>,
    /// Accounts that each seat draws from.
    pools: Vec<Arc<[u32]>>,
    first_paid: usize,
    /// Whose accounts are drawn within each book, where books are people's own; the seats that hold them, month by month.
    held: Option<Held>,
}

impl Resampler {
    /// Prepares drawing; the first `first_paid` months of the history precede the paid horizon.
    ///
    /// # Errors
    /// A book to be filled that no account fits.
    pub fn new(history: Arc<History>, books: Vec<HistoryBook>, first_paid: usize) -> Result<Self, NoAccounts> {
        let mut pools: Vec<Arc<[u32]>> = Vec::with_capacity(books.len());
        for (seat, book) in books.iter().enumerate() {
            let same = books[..seat].iter().position(|b| b.segment == book.segment);
            let fitting = |i: &u32| book.takes(history.segment[*i as usize]);
            let pool = same.map_or_else(|| (0..history.accounts.len() as u32).filter(fitting).collect(), |s| Arc::clone(&pools[s]));
            if pool.is_empty() && book.accounts > 0 {
                return Err(NoAccounts { seat });
            }
            pools.push(pool);
        }
        Ok(Self { history, books, pools, first_paid, held: None })
    }

    /// Prepares drawing each person's book anew out of itself: as many accounts as the seat holds in some of the `paid` months, each
    /// from those, whole, and the seat's for as long as it was. Accounts without revenue since a year before the first paid month are gone
    /// and not drawn. An account that changed hands may be drawn by each of its holders, for its own part.
    ///
    /// Drawing every account of every book once would be the [`replay_held`] of the same months.
    #[must_use]
    pub fn within_books(history: Arc<History>, held: Held, seats: usize, first_paid: usize, paid: usize) -> Self {
        let pools: Vec<Arc<[u32]>> = own_books(&history, &held, seats, first_paid, paid).into_iter().map(Arc::from).collect();
        let books = pools.iter().map(|pool| HistoryBook { segment: None, accounts: pool.len() as u32 }).collect();
        Self { history, books, pools, first_paid, held: Some(held) }
    }

    /// The accounts drawn in `trial`, by index in the history: seat by seat, in the order of the panel's columns.
    ///
    /// Seat `s` draws uniformly with the generator (`s`, 0, `trial`) of `stream`, which should be the one for
    /// [`Purpose::Bootstrap`](crate::random::Purpose::Bootstrap): books of other seats never shift it.
    #[must_use]
    pub fn draw(&self, stream: &Stream, trial: u32) -> Vec<u32> {
        let mut drawn = Vec::with_capacity(self.books.iter().map(|b| b.accounts as usize).sum());
        for (seat, (book, pool)) in self.books.iter().zip(&self.pools).enumerate() {
            let mut rng = stream.rng(seat as u32, 0, trial);
            drawn.extend((0..book.accounts).map(|_| pool[rng.random_range(0..pool.len() as u32) as usize]));
        }
        drawn
    }

    /// The panel of `trial`. Account numbers are slots (an account drawn twice is two customers); [`Resampler::draw`] tells
    /// which account each slot holds.
    #[must_use]
    pub fn sample(&self, stream: &Stream, trial: u32) -> Panel {
        let drawn = self.draw(stream, trial);
        let owners: Vec<u16> = (0..).zip(&self.books).flat_map(|(seat, book)| std::iter::repeat_n(seat, book.accounts as usize)).collect();
        let mut panel = panel(&self.history, &drawn, owners.clone(), self.books.len(), self.first_paid);
        if let Some(held) = &self.held {
            held.hand_out(&mut panel, &drawn, Some(&owners));
        }
        Panel { id: (0..drawn.len() as u32).collect(), ..panel }
    }
}

/// Months before the first paid one in which an account must have had revenue to count as there: no plan looks back further.
const LOOK_BACK: usize = 12;

/// The accounts of each person's own book, by index: held in some paid month, and not gone for good long before.
#[must_use]
pub fn own_books(history: &History, held: &Held, seats: usize, first_paid: usize, paid: usize) -> Vec<Vec<u32>> {
    let there = |account: &u32| history.of(*account as usize)[first_paid.saturating_sub(LOOK_BACK)..].iter().any(|x| *x > 0.0);
    let mut books = held.books(seats, first_paid, first_paid + paid);
    books.iter_mut().for_each(|book| book.retain(there));
    books
}

/// The actual accounts in the actual months. Account numbers are indices in the history; accounts without an owner are left out.
///
/// # Panics
/// If `owners` has not one entry per account: a bug, not a user's mistake.
#[must_use]
pub fn replay(history: &History, owners: &[Option<u16>], seats: usize, first_paid: usize) -> Panel {
    assert_eq!(owners.len(), history.accounts.len());
    let (accounts, owners): (Vec<u32>, Vec<u16>) = (0..).zip(owners).filter_map(|(i, o)| Some((i, (*o)?))).unzip();
    panel(history, &accounts, owners, seats, first_paid)
}

/// The same with hand-overs: who holds an account may differ from month to month. Accounts that no seat ever holds are left out.
#[must_use]
pub fn replay_held(history: &History, held: &Held, seats: usize, first_paid: usize) -> Panel {
    let accounts = held.accounts();
    let mut panel = panel(history, &accounts, Vec::new(), seats, first_paid);
    held.hand_out(&mut panel, &accounts, None);
    panel
}

/// Owners as the history itself names them, by seat; `None` where it names nobody or somebody who has no seat.
#[must_use]
pub fn owners_by_name(history: &History, seats: &[&str]) -> Vec<Option<u16>> {
    let seat = |name: &String| seats.iter().position(|s| s == name).map(|s| s as u16);
    match &history.owner {
        Some(owner) => owner.iter().map(seat).collect(),
        None => vec![None; history.accounts.len()],
    }
}

/// Deals accounts to seats where the history names no owners: in order of their identifiers, each to the seat of its segment that
/// holds fewest, so round and round. `None` for accounts that fit no seat.
#[must_use]
pub fn deal(history: &History, books: &[HistoryBook]) -> Vec<Option<u16>> {
    let mut held = vec![0_u32; books.len()];
    history
        .segment
        .iter()
        .map(|&segment| {
            let seat = (0..books.len()).filter(|&s| books[s].takes(segment)).min_by_key(|&s| held[s])?;
            held[seat] += 1;
            Some(seat as u16)
        })
        .collect()
}

/// Splits so many months into a past and a paid horizon of whole pay periods that ends with the history: (first paid month, paid
/// months). `None` if fewer than one pay period is left after `needed_past` months.
///
/// ```
/// use paylift::cohort::resample::split_months;
/// assert_eq!(split_months(12, 3, 3), Some((3, 9)));
/// assert_eq!(split_months(12, 3, 6), Some((6, 6))); // months that fill no period lengthen the past
/// assert_eq!(split_months(12, 3, 12), None);
/// ```
#[must_use]
pub fn split_months(total: usize, needed_past: usize, cadence: usize) -> Option<(usize, usize)> {
    let paid = total.checked_sub(needed_past)?.checked_div(cadence)? * cadence;
    (paid > 0).then_some((total - paid, paid))
}

/// Copies accounts into the columns of a panel.
fn panel(history: &History, accounts: &[u32], owner: Vec<u16>, seats: usize, first_paid: usize) -> Panel {
    let (n, months) = (accounts.len(), history.months.len());
    let mut panel = Panel {
        months,
        first_paid,
        accounts: n,
        seats,
        id: accounts.to_vec(),
        segment: accounts.iter().map(|&a| history.segment[a as usize]).collect(),
        owner,
        born: vec![0; n],
        left: vec![0; n],
        contract: vec![false; n],
        revenue: vec![0.0; n * months],
        ..Panel::default()
    };
    for (i, &account) in accounts.iter().enumerate() {
        let revenue = history.of(account as usize);
        for (month, &x) in revenue.iter().enumerate() {
            panel.revenue[month * n + i] = x.max(0.0) as f32;
        }
        let active = |x: &f64| *x > 0.0;
        let Some(last) = revenue.iter().rposition(active) else { continue }; // never a customer: not there in any month
        panel.born[i] = revenue.iter().position(active).unwrap_or(last) as u16;
        panel.left[i] = if last + 1 == months { Panel::ALIVE } else { last as u16 + 1 };
    }
    panel
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::Purpose;

    /// Four accounts, four months; `b` pauses, `c` leaves, `d` never pays.
    fn history() -> Arc<History> {
        Arc::new(History {
            accounts: ["a", "b", "c", "d"].map(String::from).to_vec(),
            months: ["2024-11", "2024-12", "2025-01", "2025-02"].map(String::from).to_vec(),
            segments: vec!["ent".into(), "smb".into()],
            segment: vec![0, 1, 1, 1],
            revenue: vec![
                10.0, 11.0, 12.0, 13.0, //
                0.0, 5.0, 0.0, 6.0, //
                7.0, 8.0, 0.0, 0.0, //
                0.0, 0.0, -1.0, 0.0,
            ],
            owner: Some(["Ann", "Bob", "Ann", ""].map(String::from).to_vec()),
        })
    }

    #[test]
    fn a_replay_holds_the_actual_accounts() {
        let history = history();
        let owners = owners_by_name(&history, &["Bob", "Ann"]);
        assert_eq!(owners, [Some(1), Some(0), Some(1), None]);
        let panel = replay(&history, &owners, 2, 1);
        assert_eq!((panel.accounts, panel.months, panel.first_paid, panel.seats), (3, 4, 1, 2));
        assert_eq!((panel.id.as_slice(), panel.owner.as_slice()), ([0, 1, 2].as_slice(), [1, 0, 1].as_slice()));
        assert_eq!(
            (0..4).map(|m| panel.revenue_in(m).to_vec()).collect::<Vec<_>>(),
            [[10.0, 0.0, 7.0], [11.0, 5.0, 8.0], [12.0, 0.0, 0.0], [13.0, 6.0, 0.0]]
        );
        assert_eq!((panel.born, panel.left), (vec![0, 1, 0], vec![Panel::ALIVE, Panel::ALIVE, 2]));
    }

    #[test]
    fn a_replay_without_hand_overs_is_the_plain_one() {
        let history = history();
        let owners = owners_by_name(&history, &["Bob", "Ann"]);
        assert_eq!(replay_held(&history, &Held::throughout(&owners, 4), 2, 1), replay(&history, &owners, 2, 1));
        let latest = crate::cohort::Ownership::latest(&history).unwrap();
        assert_eq!(latest.seated(&["Bob", "Ann"]), Held::throughout(&owners, 4));
    }

    #[test]
    fn own_books_are_drawn_out_of_themselves() {
        let names = [[Some("Ann"); 4], [Some("Bob"), Some("Bob"), Some("Ann"), Some("Ann")], [Some("Bob"); 4], [None; 4]];
        let held = crate::cohort::Ownership::of_names(names.as_flattened(), 4).seated(&["Ann", "Bob"]);
        let resampler = Resampler::within_books(history(), held.clone(), 2, 1, 3);
        let stream = Stream::new(5, Purpose::Bootstrap);
        for trial in 0..20 {
            let (drawn, panel) = (resampler.draw(&stream, trial), resampler.sample(&stream, trial));
            assert!(drawn[..2].iter().all(|a| [0, 1].contains(a)) && drawn[2..].iter().all(|a| [1, 2].contains(a)), "{drawn:?}");
            for (column, &account) in drawn.iter().enumerate() {
                let moved = panel.moves.iter().find(|m| m.0 as usize == column);
                let expected = match (column, account) {
                    // `b` changes hands in the third month: each holder has a part
                    (0 | 1, 1) => (Panel::NOBODY, Some(&(column as u32, 2, 0))),
                    (2 | 3, 1) => (1, Some(&(column as u32, 2, Panel::NOBODY))),
                    (0 | 1, _) => (0, None),
                    _ => (1, None),
                };
                assert_eq!((panel.owner[column], moved), expected);
            }
        }
    }

    #[test]
    fn an_account_that_never_paid_is_never_there() {
        let history = history();
        let panel = replay(&history, &[Some(0); 4], 1, 1);
        assert!((0..4).all(|m| !panel.alive(3, m) && panel.revenue_in(m)[3] == 0.0));
    }

    #[test]
    fn accounts_are_dealt_round_within_their_segment() {
        let book = |segment| HistoryBook { segment, accounts: 1 };
        let dealt = deal(&history(), &[book(Some(1)), book(Some(0)), book(Some(1))]);
        assert_eq!(dealt, [Some(1), Some(0), Some(2), Some(0)]);
        assert_eq!(deal(&history(), &[book(None), book(None)]), [Some(0), Some(1), Some(0), Some(1)]);
        assert_eq!(deal(&history(), &[book(Some(0))]), [Some(0), None, None, None]);
    }

    #[test]
    fn a_sample_fills_each_book_from_its_segment_and_repeats_itself() {
        let books = vec![HistoryBook { segment: Some(1), accounts: 50 }, HistoryBook { segment: Some(0), accounts: 2 }];
        let resampler = Resampler::new(history(), books.clone(), 1).unwrap();
        let stream = Stream::new(5, Purpose::Bootstrap);
        let panel = resampler.sample(&stream, 9);
        assert_eq!((panel.accounts, panel.id.last()), (52, Some(&51)));
        let drawn = resampler.draw(&stream, 9);
        assert!(drawn[..50].iter().all(|a| (1..4).contains(a)) && drawn[50..] == [0, 0]);
        for (i, &account) in drawn.iter().enumerate() {
            let revenue: Vec<f64> = (0..4).map(|m| f64::from(panel.revenue_in(m)[i])).collect();
            assert_eq!(revenue, history().of(account as usize).iter().map(|x| x.max(0.0)).collect::<Vec<_>>());
            assert_eq!(panel.owner[i], u16::from(i >= 50));
        }
        assert_eq!(panel, resampler.sample(&stream, 9));
        assert_ne!(drawn, resampler.draw(&stream, 10));
        // another seat's book never shifts this one's luck
        let shorter = vec![HistoryBook { accounts: 3, ..books[0] }, books[1]];
        assert_eq!(Resampler::new(history(), shorter, 1).unwrap().draw(&stream, 9)[..3], drawn[..3]);
        let none = vec![HistoryBook { segment: Some(2), accounts: 1 }];
        assert_eq!(Resampler::new(history(), none, 1).map(|_| ()), Err(NoAccounts { seat: 0 }));
    }

    /// Each account of a pool of three is drawn a third of the time: 4 standard errors of 60,000 draws (false alarm 6 in 100,000
    /// for each).
    #[test]
    fn accounts_are_drawn_uniformly() {
        let books = vec![HistoryBook { segment: Some(1), accounts: 60 }];
        let resampler = Resampler::new(history(), books, 1).unwrap();
        let stream = Stream::new(6, Purpose::Bootstrap);
        let mut counts = [0.0_f64; 4];
        for trial in 0..1000 {
            for account in resampler.draw(&stream, trial) {
                counts[account as usize] += 1.0;
            }
        }
        let error = (60_000.0_f64 * 2.0 / 9.0).sqrt();
        assert!(counts[0] == 0.0 && counts[1..].iter().all(|c| (c - 20_000.0).abs() < 4.0 * error), "{counts:?}");
    }

    #[test]
    fn months_are_split_into_whole_periods() {
        assert_eq!(split_months(13, 3, 3), Some((4, 9)));
        assert_eq!(split_months(24, 12, 12), Some((12, 12)));
        assert_eq!(split_months(2, 3, 1), None);
        assert_eq!(split_months(5, 3, 3), None);
    }
}
