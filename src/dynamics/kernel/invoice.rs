//! What customers are charged: metered usage, or the contract's price.

use super::accounts::{Accounts, BookKind};
use super::luck::AccountLuck;
use super::state::State;
use crate::dynamics::Rates;
use crate::lanes::{Lanes, Slab, Work};
use crate::random::wide::Arithmetic;

/// Invoices of a month; 0 for accounts that are not there.
pub struct Invoices<'a> {
    /// Books, seat by seat.
    pub books: &'a [Accounts],
    /// What they are.
    pub kinds: &'a [BookKind],
    /// Rates by segment.
    pub rates: &'a [Rates],
    /// The opening balance: everybody is charged their usage as it is.
    pub opening: bool,
    /// The month's luck.
    pub luck: &'a AccountLuck,
    /// Customers at the month's end.
    pub state: &'a State,
    /// Revenue, `accounts × lanes`, \[$/month\].
    pub revenue: &'a mut Slab,
}

impl Work for Invoices<'_> {
    type Output = ();

    #[inline(always)]
    fn run<L: Lanes>(self, l: L) {
        let Self { books, kinds, rates, opening, luck, state, revenue } = self;
        let m = Arithmetic::from_memory(l);
        let (revenue, value) = (l.vectors_mut(revenue), l.vectors(&state.value));
        let (usage, price, metering) = (l.vectors(&state.ln_usage), l.vectors(&state.ln_price), l.vectors(&luck.metering));
        for (accounts, kind) in books.iter().zip(kinds) {
            if kind.by_contract && !opening {
                for &(row, _) in accounts.all() {
                    let row = row as usize;
                    revenue[row] = l.keep(l.is_number(value[row]), m.exp(price[row]));
                }
                continue;
            }
            let metered = !opening && rates[usize::from(kind.segment)].metering_sd != 0.0;
            for (first, run) in accounts.runs() {
                let rows = run.len();
                let (usage, value, revenue) = (&usage[first..][..rows], &value[first..][..rows], &mut revenue[first..][..rows]);
                if metered {
                    let metering = &metering[first..][..rows];
                    for at in 0..rows {
                        revenue[at] = l.keep(l.is_number(value[at]), m.exp(l.add(usage[at], metering[at])));
                    }
                } else {
                    for at in 0..rows {
                        revenue[at] = l.keep(l.is_number(value[at]), m.exp(usage[at]));
                    }
                }
            }
        }
    }
}
