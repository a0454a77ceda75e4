//! Inequality between accounts: statistics of ranks, which no sums give.

use rayon::prelude::*;

use super::Finding;
use super::Unidentified;
use super::finding::{Answer, ratio};
use super::groups::Groups;
use crate::cohort::History;

/// What is read from ranked accounts.
#[derive(Debug, Clone, Copy)]
pub(super) struct Concentration {
    pub median: Finding,
    pub gini_total: Finding,
    pub top_tenth_share: Finding,
}

/// A value and the group of the account it belongs to.
type Ranked = Vec<(f64, u32)>;

/// Sorts the accounts once; a resample then weighs them by how often their group was drawn.
pub(super) fn concentration(history: &History, groups: &Groups, times: &[Vec<u16>]) -> Concentration {
    let (mut totals, mut means) = (Ranked::new(), Ranked::new());
    for group in 0..groups.len() {
        for account in groups.members(group) {
            let months = history.of(*account as usize);
            let total: f64 = months.iter().sum();
            let active = months.iter().filter(|r| **r > 0.0).count();
            if active > 0 {
                totals.push((total, group as u32));
                means.push((total / active as f64, group as u32));
            }
        }
    }
    [&mut totals, &mut means].into_par_iter().for_each(|ranked| ranked.sort_unstable_by(|a, b| a.0.total_cmp(&b.0)));
    let read = |times: &[u16]| -> [Answer; 3] { [median(&means, times), gini(&totals, times), top_tenth(&totals, times)] };
    let whole = read(&vec![1; groups.len()]);
    let draws: Vec<[Answer; 3]> = times.par_iter().map(|t| read(t)).collect();
    let [median, gini_total, top_tenth_share] = std::array::from_fn(|i| Finding::of(whole[i], draws.iter().map(|d| d[i])));
    Concentration { median, gini_total, top_tenth_share }
}

/// Accounts counted as often as drawn.
fn count(ranked: &Ranked, times: &[u16]) -> u64 {
    ranked.iter().map(|(_, g)| u64::from(times[*g as usize])).sum()
}

fn median(ranked: &Ranked, times: &[u16]) -> Answer {
    let n = count(ranked, times);
    if n == 0 {
        return Err(Unidentified::TooFewAccounts { needed: 1, found: 0 });
    }
    let (mut passed, mut low) = (0, None);
    for (x, group) in ranked {
        passed += u64::from(times[*group as usize]);
        if low.is_none() && passed > (n - 1) / 2 {
            low = Some(*x);
        }
        if passed > n / 2 {
            return Ok(0.5 * (low.unwrap_or(*x) + x));
        }
    }
    Err(Unidentified::NoVariation)
}

/// Σ (2i − n − 1) x₍ᵢ₎ / (n Σ x); an account drawn w times takes w ranks.
fn gini(ranked: &Ranked, times: &[u16]) -> Answer {
    let n = count(ranked, times) as f64;
    let (mut before, mut across, mut total) = (0.0, 0.0, 0.0);
    for (x, group) in ranked {
        let w = f64::from(times[*group as usize]);
        across += x * w * (2.0 * before + w - n);
        total += w * x;
        before += w;
    }
    ratio(across, n * total)
}

fn top_tenth(ranked: &Ranked, times: &[u16]) -> Answer {
    let n = count(ranked, times);
    let mut left = n.div_ceil(10);
    let (mut top, mut total) = (0.0, 0.0);
    for (x, group) in ranked.iter().rev() {
        let w = u64::from(times[*group as usize]);
        let taken = w.min(left);
        left -= taken;
        top += taken as f64 * x;
        total += w as f64 * x;
    }
    ratio(top, total)
}
