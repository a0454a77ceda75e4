//! Workload 1: accounts that grow, expand and leave by themselves.

use rand::RngExt;

use super::{Generator, Paid, curve, normal};

const CSMS: usize = 40;
const ACCOUNTS: usize = 50;
const MONTHS: usize = 12;

struct Account {
    ln_arr: f64,
    alive: bool,
}

/// ARR of each book.
fn books(accounts: &[Account]) -> Vec<f64> {
    accounts.chunks(ACCOUNTS).map(|book| book.iter().filter(|a| a.alive).map(|a| a.ln_arr.exp()).sum()).collect()
}

/// One trial: pay by CSM, and growth of all books over the year.
pub(crate) fn trial(rng: &mut Generator) -> Paid {
    let born = |rng: &mut Generator| Account { ln_arr: 24_000_f64.ln() + normal(rng), alive: true };
    let mut accounts: Vec<Account> = (0..CSMS * ACCOUNTS).map(|_| born(rng)).collect();
    let start = books(&accounts);
    let mut before = start.clone();
    let mut pay = vec![0.0; CSMS];
    for month in 0..MONTHS {
        let economy = 0.01 * normal(rng);
        for account in accounts.iter_mut().filter(|a| a.alive) {
            if rng.random::<f64>() < 0.012 {
                account.alive = false;
                continue;
            }
            account.ln_arr += 0.010 + 0.06 * normal(rng) + economy;
            if rng.random::<f64>() < 0.03 {
                account.ln_arr += (-1.9 + 0.5 * normal(rng)).exp().ln_1p();
            }
        }
        if month % 3 == 2 {
            let now = books(&accounts);
            for (pay, (now, before)) in pay.iter_mut().zip(now.iter().zip(&before)) {
                *pay += 6_000.0 * curve(now / before / 1.02);
            }
            before = now;
        }
    }
    Paid { pay, company: before.iter().sum::<f64>() / start.iter().sum::<f64>() - 1.0 }
}
