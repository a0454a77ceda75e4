//! The cohort growth curve, estimated as finance could have: on accounts outside the book, in months before the quarter.
//!
//! For each segment f = (Σ current ÷ Σ base)⁴ a year, over all three-month windows that end before the quarter begins (and all
//! accounts that count in them, as measuring counts: there in the whole base period, with base revenue). The rule then expects
//! base · f^(3/12): what the same reading found on average so far, regression to the mean included. A segment without base revenue
//! outside the book takes the mean of all segments.

use super::calendar::QUARTER;
use crate::cohort::History;
use crate::measure::{Basis, SegmentBasis};

/// Sums over windows before each quarter, by account and in all.
pub(super) struct Curve<'a> {
    history: &'a History,
    quarters: usize,
    /// (base, current), `accounts × quarters`, quarter fastest.
    of_account: Vec<(f64, f64)>,
    /// (base, current), `segments × quarters`, quarter fastest.
    of_segment: Vec<(f64, f64)>,
}

impl<'a> Curve<'a> {
    /// `starts` are the first months of the quarters, rising.
    pub(super) fn new(history: &'a History, basis: Basis, starts: impl Iterator<Item = usize> + Clone) -> Self {
        let quarters = starts.clone().count();
        let mut of_account = Vec::with_capacity(history.accounts.len() * quarters);
        let mut of_segment = vec![(0.0, 0.0); history.segments.len() * quarters];
        let length = match basis {
            Basis::Point => 1,
            Basis::Sum => QUARTER,
        };
        for (account, &segment) in history.segment.iter().enumerate() {
            let revenue = history.of(account);
            let born = revenue.iter().position(|x| *x > 0.0).unwrap_or(revenue.len());
            let (mut sums, mut from) = ((0.0, 0.0), born);
            for (quarter, start) in starts.clone().enumerate() {
                // windows whose last month is before the quarter
                while from + length + QUARTER <= start {
                    let base: f64 = revenue[from..from + length].iter().sum();
                    if base > 0.0 {
                        let current: f64 = revenue[from + QUARTER..from + QUARTER + length].iter().sum();
                        sums = plus(sums, (base, current));
                    }
                    from += 1;
                }
                of_account.push(sums);
                let segment = &mut of_segment[usize::from(segment) * quarters + quarter];
                *segment = plus(*segment, sums);
            }
        }
        Self { history, quarters, of_account, of_segment }
    }

    /// What each segment is expected to do by itself, for each quarter, from the accounts outside the book `drawn` (by index in
    /// the history, repeats allowed). `None` for quarters before which nothing outside the book says anything.
    pub(super) fn without(&self, drawn: &[u32]) -> Vec<Option<Vec<SegmentBasis>>> {
        let mut book = drawn.to_vec();
        book.sort_unstable();
        book.dedup();
        (0..self.quarters).map(|quarter| self.without_in(&book, quarter)).collect()
    }

    fn without_in(&self, book: &[u32], quarter: usize) -> Option<Vec<SegmentBasis>> {
        let all: Vec<(f64, f64)> = self.of_segment.iter().skip(quarter).step_by(self.quarters).copied().collect();
        let mut sums = all.clone();
        for &account in book {
            let (base, current) = self.of_account[account as usize * self.quarters + quarter];
            let segment = &mut sums[usize::from(self.history.segment[account as usize])];
            *segment = plus(*segment, (-base, -current));
        }
        for (left, all) in sums.iter_mut().zip(all) {
            // a segment that is all in the book leaves nothing but rounding
            if left.0 <= 1e-9 * all.0 {
                *left = (0.0, 0.0);
            }
        }
        let total = sums.iter().copied().fold((0.0, 0.0), plus);
        (total.0 > 0.0).then(|| {
            let yearly = |(base, current): (f64, f64)| libm::pow((current / base).max(0.0), 12.0 / QUARTER as f64);
            sums.iter().map(|sums| SegmentBasis { organic_nrr: yearly(if sums.0 > 0.0 { *sums } else { total }) }).collect()
        })
    }
}

fn plus(a: (f64, f64), b: (f64, f64)) -> (f64, f64) {
    (a.0 + b.0, a.1 + b.1)
}

#[cfg(test)]
mod tests {
    use super::super::simulated::history;
    use super::*;

    fn close(found: f64, expected: f64) {
        assert!((found - expected).abs() < 1e-12, "{found}, not {expected}");
    }

    #[test]
    fn only_earlier_months_of_other_accounts_count() {
        // Account 0 doubles in three months, account 1 stays; quarters begin in months 6 and 9.
        let two = history(2, 12, |account, month| if account == 0 { 2f64.powf(month as f64 / 3.0) } else { 4.0 });
        let curve = Curve::new(&two, Basis::Point, [6, 9].into_iter());
        let growth = |drawn: &[u32], quarter: usize| curve.without(drawn)[quarter].as_ref().map(|s| s[0].organic_nrr.powf(0.25));
        close(growth(&[1, 1], 0).unwrap(), 2.0);
        close(growth(&[0], 1).unwrap(), 1.0);
        assert_eq!(growth(&[0, 1, 0], 0), None);
        // Base months 0, 1, 2: Σ 2^(m/3) = 1 + 1.26 + 1.59 and 3 · 4.
        let base: f64 = (0..3).map(|m| 2f64.powf(f64::from(m) / 3.0)).sum();
        close(growth(&[], 0).unwrap(), (2.0 * base + 12.0) / (base + 12.0));
    }

    #[test]
    fn sums_compare_quarters_with_quarters() {
        let one = history(1, 9, |_, month| [1.0, 2.0, 3.0, 4.0, 5.0, 9.0][month.min(5)]);
        let curve = Curve::new(&one, Basis::Sum, [6].into_iter());
        close(curve.without(&[])[0].as_ref().unwrap()[0].organic_nrr.powf(0.25), 18.0 / 6.0);
    }

    #[test]
    fn a_segment_that_is_all_in_the_book_takes_the_mean_of_the_others() {
        let mut three = history(3, 6, |account, month| if account == 0 { 1.0 + month as f64 } else { 2.0 + 2.0 * (month / 3) as f64 });
        three.segments = vec!["a".into(), "b".into()];
        three.segment = vec![0, 1, 1];
        let curve = Curve::new(&three, Basis::Point, [6].into_iter());
        let growth =
            |drawn: &[u32]| -> Vec<f64> { curve.without(drawn)[0].as_ref().unwrap().iter().map(|s| s.organic_nrr.powf(0.25)).collect() };
        // 4 + 5 + 6 over 1 + 2 + 3
        close(growth(&[])[0], 2.5);
        close(growth(&[0])[0], 2.0);
        close(growth(&[0, 1])[1], 2.0);
    }
}
