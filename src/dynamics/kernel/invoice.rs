//! What customers are charged: metered usage, or the contract's price.

use super::accounts::Accounts;
use super::luck::AccountLuck;
use super::state::State;
use crate::lanes::{Lanes, Slab, Work};
use crate::random::wide::exp;

/// Invoices of one book's month; 0 for accounts that are not there.
pub struct Invoices<'a> {
    /// The accounts.
    pub accounts: &'a Accounts,
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
            let (usage, metering) = (l.vectors(&state.ln_usage), l.vectors(&luck.metering));
            let half_variance = l.splat(0.5 * sd * sd);
            for (first, run) in accounts.runs() {
                let rows = run.len();
                let (usage, metering, value) = (&usage[first..][..rows], &metering[first..][..rows], &value[first..][..rows]);
                let revenue = &mut revenue[first..][..rows];
                if sd == 0.0 {
                    for at in 0..rows {
                        revenue[at] = l.keep(l.is_number(value[at]), exp(l, usage[at]));
                    }
                } else {
                    for at in 0..rows {
                        let noise = l.sub(l.mul(l.splat(sd), metering[at]), half_variance);
                        revenue[at] = l.keep(l.is_number(value[at]), exp(l, l.add(usage[at], noise)));
                    }
                }
            }
        } else {
            let price = l.vectors(&state.ln_price);
            for &(row, _) in accounts.all() {
                let row = row as usize;
                revenue[row] = l.keep(l.is_number(value[row]), exp(l, price[row]));
            }
        }
    }
}
