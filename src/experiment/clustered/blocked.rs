//! Differences taken inside strata or pairs and then put together by size, for plans that were assigned inside them.

use super::super::Effect;
use super::difference::{Book, difference_of_accounts};

/// Difference inside each stratum, weighted by its accounts; G − 2 × strata degrees of freedom (as estimatr has it).
///
/// `stratum` is the label of each book. `None` where a stratum has fewer than two books in an arm.
#[must_use]
pub fn blocked_difference(books: &[Book], stratum: &[usize]) -> Option<Effect> {
    let levels = levels(stratum);
    let all: f64 = books.iter().map(|b| b.accounts as f64).sum();
    let (mut estimate, mut variance) = (0.0, 0.0);
    for level in &levels {
        let own: Vec<Book> = inside(books, stratum, *level).collect();
        let share = own.iter().map(|b| b.accounts as f64).sum::<f64>() / all;
        let effect = difference_of_accounts(&own)?;
        estimate += share * effect.estimate;
        variance += (share * effect.standard_error).powi(2);
    }
    let left = books.len() as f64 - 2.0 * levels.len() as f64;
    (left > 0.0).then(|| Effect { estimate, standard_error: variance.sqrt(), degrees_of_freedom: left })
}

/// Difference inside each pair of books, weighted by its accounts (Imai, King & Nall 2009); pairs − 1 degrees of freedom.
///
/// `None` with fewer than two pairs or where a pair is not one treated and one control book.
#[must_use]
pub fn paired_difference(books: &[Book], pair: &[usize]) -> Option<Effect> {
    let levels = levels(pair);
    let mut parts = Vec::with_capacity(levels.len());
    for level in &levels {
        let own: Vec<Book> = inside(books, pair, *level).collect();
        let [first, second] = own.as_slice() else { return None };
        if first.treated == second.treated {
            return None;
        }
        let (control, treated) = if second.treated { (first, second) } else { (second, first) };
        let mean = |b: &Book| b.total / b.accounts as f64;
        parts.push(((first.accounts + second.accounts) as f64, mean(treated) - mean(control)));
    }
    let (count, all) = (parts.len() as f64, parts.iter().map(|(size, _)| size).sum::<f64>());
    let estimate = parts.iter().map(|(size, difference)| size * difference).sum::<f64>() / all;
    let squares: f64 = parts.iter().map(|(size, difference)| (size * difference - all * estimate / count).powi(2)).sum();
    (parts.len() > 1).then(|| Effect {
        estimate,
        standard_error: (count / (count - 1.0) * squares).sqrt() / all,
        degrees_of_freedom: count - 1.0,
    })
}

fn levels(labels: &[usize]) -> Vec<usize> {
    let mut known = labels.to_vec();
    known.sort_unstable();
    known.dedup();
    known
}

fn inside(books: &[Book], labels: &[usize], level: usize) -> impl Iterator<Item = Book> {
    books.iter().zip(labels).filter(move |(_, label)| **label == level).map(|(book, _)| *book)
}

#[cfg(test)]
mod tests {
    use super::super::super::oracle::{assert_close, number};
    use super::super::{books_of, data, means_by};
    use super::*;

    #[track_caller]
    fn assert_estimatr(effect: Effect, prefix: &str) {
        let of = |key: &str| number("R_estimatr", &format!("{prefix}_{key}"));
        assert_close(effect.estimate, of("est"), 1e-9);
        assert_close(effect.standard_error, of("se"), 1e-9);
        assert_close(effect.degrees_of_freedom, of("df"), 1e-12);
        assert_close(effect.p().unwrap(), of("p"), 1e-9);
        assert_close(effect.interval(0.95).unwrap().0, of("lo"), 1e-8);
        assert_close(effect.interval(0.95).unwrap().1, of("hi"), 1e-8);
    }

    fn by_book(label: &[usize], csm: &[usize]) -> Vec<usize> {
        means_by(&label.iter().map(|l| *l as f64).collect::<Vec<_>>(), csm).iter().map(|l| *l as usize).collect()
    }

    #[test]
    fn differences_inside_segments_are_those_of_estimatr() {
        let d1 = data::d1();
        let effect = blocked_difference(&books_of(&d1.post, &d1.csm, &d1.treated), &by_book(&d1.segment, &d1.csm)).unwrap();
        assert_estimatr(effect, "blocked_cluster_dim");
    }

    #[test]
    fn differences_inside_pairs_are_those_of_estimatr() {
        let d2 = data::d2();
        let books = books_of(&d2.y, &d2.csm, &d2.treated);
        assert_estimatr(paired_difference(&books, &by_book(&d2.pair, &d2.csm)).unwrap(), "matched_pair_cluster_dim");
        assert_eq!(paired_difference(&books, &[0; 12]), None);
    }
}
