//! The panel in blocks of three months.

use crate::cohort::History;

/// Months per block.
const BLOCK: usize = 3;

/// Sums of three consecutive months from the first; months left over at the end are dropped.
pub(super) fn quarterly_blocks(history: &History, accounts: &[u32]) -> History {
    let blocks = history.months.len() / BLOCK;
    let mut quarters = History { months: history.months.iter().step_by(BLOCK).take(blocks).cloned().collect(), ..History::default() };
    quarters.accounts = vec![String::new(); accounts.len()];
    quarters.revenue.reserve(accounts.len() * blocks);
    for account in accounts {
        quarters.revenue.extend(history.of(*account as usize).chunks_exact(BLOCK).map(|b| b.iter().sum::<f64>()));
    }
    quarters
}
