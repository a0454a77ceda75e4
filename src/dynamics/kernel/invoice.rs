//! What customers are charged: metered usage, or the contract's price.

use super::accounts::State;
use super::luck::AccountLuck;
use crate::lanes::{Lanes, Slab, Work};
use crate::random::wide::exp;

/// Invoices of one book's month; 0 for accounts that are not there.
pub struct Invoices<'a> {
    /// Rows of the accounts, and the numbers that name them in streams.
    pub accounts: &'a [(u32, u32)],
    /// Metering noise of usage billing; `None` for contracts.
    pub metering_sd: Option<f32>,
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
        let Self { accounts, metering_sd, luck, state, revenue } = self;
        let (revenue, value) = (l.vectors_mut(revenue), l.vectors(&state.value));
        if let Some(sd) = metering_sd {
            let (usage, metering) = (l.vectors(&state.ln_usage), luck.rows(l).metering);
            let half_variance = l.splat(0.5 * sd * sd);
            for &(row, _) in accounts {
                let row = row as usize;
                let noise = l.sub(l.mul(l.splat(sd), metering[row]), half_variance);
                revenue[row] = l.keep(l.is_number(value[row]), exp(l, l.add(usage[row], noise)));
            }
        } else {
            let price = l.vectors(&state.ln_price);
            for &(row, _) in accounts {
                let row = row as usize;
                revenue[row] = l.keep(l.is_number(value[row]), exp(l, price[row]));
            }
        }
    }
}
