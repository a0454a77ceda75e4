//! A ratio metric by the delta method: sums of CSMs over counts of CSMs, as web-experiment tools analyse clusters.
//!
//! The ratio of an arm is Σ totals ÷ Σ sizes, its variance that of (total − ratio × size) ÷ mean size over CSMs (divisor K − 1). Good with
//! hundreds of clusters; with a dozen it rejects too often, so it is shown beside others and never the headline.

use super::super::Effect;
use super::difference::Book;
use super::means::{Sample, relative, welch};

/// Difference of the arms' ratios (account-weighted means); `None` with fewer than two books in an arm.
#[must_use]
pub fn difference_of_ratios(books: &[Book]) -> Option<Effect> {
    let (a, b) = (arm(books, false)?, arm(books, true)?);
    Some(Effect { estimate: b.mean - a.mean, ..welch(a.variance, a.count, b.variance, b.count) })
}

/// Treated ratio ÷ control ratio − 1.
#[must_use]
pub fn relative_ratios(books: &[Book]) -> Option<Effect> {
    relative(&arm(books, false)?, &arm(books, true)?)
}

fn arm(books: &[Book], treated: bool) -> Option<Sample> {
    let own: Vec<&Book> = books.iter().filter(|b| b.treated == treated).collect();
    let (total, size) = own.iter().fold((0.0, 0.0), |(t, s), b| (t + b.total, s + b.accounts as f64));
    let (mean, mean_size) = (total / size, size / own.len() as f64);
    let off: Vec<f64> = own.iter().map(|b| (b.total - mean * b.accounts as f64) / mean_size).collect();
    Some(Sample { mean, ..Sample::of(&off)? })
}

#[cfg(test)]
mod tests {
    use super::super::super::oracle::{assert_close, number};
    use super::super::{books_of, data};
    use super::*;

    #[test]
    fn gbstats_ratios_are_found_again() {
        let d1 = data::d1();
        let books = books_of(&d1.post, &d1.csm, &d1.treated);
        for (name, effect) in [("absolute", difference_of_ratios(&books)), ("relative", relative_ratios(&books))] {
            let (of, effect) = (|key: &str| number("O8_csm_level", &format!("gbstats_ratio_{name}_{key}")), effect.unwrap());
            assert_close(effect.estimate, of("est"), 1e-9);
            assert_close(effect.standard_error, of("se"), 1e-9);
            assert_close(effect.degrees_of_freedom, of("dof"), 1e-9);
            assert_close(effect.p().unwrap(), of("p"), 1e-8);
            assert_close(effect.interval(0.95).unwrap().0, of("lo"), 1e-7);
            assert_close(effect.interval(0.95).unwrap().1, of("hi"), 1e-8);
        }
    }
}
