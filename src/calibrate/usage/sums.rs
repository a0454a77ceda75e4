//! Sums over accounts, for the whole panel and for every resample of it.

use rayon::prelude::*;

use super::account::{Account, Statistic};
use super::finding::{Answer, Finding};
use super::groups::Groups;
use crate::cohort::History;

/// The sums of one statistic.
#[derive(Debug, Clone)]
pub(super) struct Sums {
    /// Of the whole panel.
    pub whole: Vec<f64>,
    /// Of each resample.
    pub draws: Vec<Vec<f64>>,
}

impl Sums {
    /// Reads `N` numbers with their errors.
    pub(super) fn find<const N: usize>(&self, read: impl Fn(&[f64]) -> [Answer; N]) -> [Finding; N] {
        let whole = read(&self.whole);
        let draws: Vec<[Answer; N]> = self.draws.iter().map(|d| read(d)).collect();
        std::array::from_fn(|i| Finding::of(whole[i], draws.iter().map(|d| d[i])))
    }

    /// Reads a list of numbers with their errors.
    pub(super) fn find_each(&self, read: impl Fn(&[f64]) -> Vec<Answer>) -> Vec<Finding> {
        let whole = read(&self.whole);
        let draws: Vec<Vec<Answer>> = self.draws.iter().map(|d| read(d)).collect();
        whole.iter().enumerate().map(|(i, w)| Finding::of(*w, draws.iter().map(|d| d[i]))).collect()
    }
}

/// Adds up `statistics` over the accounts, by group, and resamples the groups by `times` (resamples × groups). One [`Sums`] per
/// statistic. Groups are added in parallel and merged in order: the same numbers for any number of threads.
pub(super) fn add_up(history: &History, groups: &Groups, times: &[Vec<u16>], statistics: &[&dyn Statistic]) -> Vec<Sums> {
    let widths: Vec<usize> = statistics.iter().map(|s| s.width()).collect();
    let width: usize = widths.iter().sum();
    let mut table = vec![0.0; width * groups.len()];
    if width > 0 {
        table.par_chunks_mut(width).enumerate().for_each_init(
            || vec![f64::NAN; history.months.len()],
            |ln, (group, row)| {
                for account in groups.members(group) {
                    let revenue = history.of(*account as usize);
                    ln.iter_mut().zip(revenue).for_each(|(l, r)| *l = if *r > 0.0 { libm::log(*r) } else { f64::NAN });
                    let account = Account { revenue, ln };
                    let mut rest = &mut *row;
                    for (statistic, width) in statistics.iter().zip(&widths) {
                        let (own, others) = rest.split_at_mut(*width);
                        statistic.add(&account, own);
                        rest = others;
                    }
                }
            },
        );
    }
    let weighted = |weight: &(dyn Fn(usize) -> f64 + Sync)| {
        let mut sums = vec![0.0; width];
        for (group, row) in table.chunks(width.max(1)).enumerate() {
            let w = weight(group);
            if w != 0.0 {
                sums.iter_mut().zip(row).for_each(|(s, x)| *s += w * x);
            }
        }
        sums
    };
    let whole = weighted(&|_| 1.0);
    let draws: Vec<Vec<f64>> = times.par_iter().map(|t| weighted(&|group| f64::from(t[group]))).collect();
    let mut start = 0;
    widths
        .iter()
        .map(|w| {
            let own = start..start + w;
            start += w;
            Sums { whole: whole[own.clone()].to_vec(), draws: draws.iter().map(|d| d[own.clone()].to_vec()).collect() }
        })
        .collect()
}
