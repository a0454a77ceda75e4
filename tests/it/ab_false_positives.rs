//! How often each test claims a difference between two identical plans: few CSMs with unequal books, 5 % asked for.
//!
//! A test that takes accounts for independent claims one in five times and more; CR2 with Satterthwaite's degrees of freedom and permutation of
//! CSMs hold what they promise. This is why they are the defaults.

use paylift::experiment::clustered::{Book, difference_of_accounts};
use paylift::experiment::permutation::{Adjustment, AssignmentSet, Limits, RandomisationTest, Statistic};
use paylift::random::{Purpose, Stream};
use rand_distr::{ChiSquared, Distribution, StandardNormal};
use rayon::prelude::*;

/// Control, treated, ICC, and what an independent simulation of the same table had: naive, CR2 + Satterthwaite, permutation (20,000 draws).
const TABLE: [([usize; 2], f64, [f64; 3]); 7] = [
    ([3, 3], 0.05, [0.193, 0.047, 0.0]),
    ([4, 4], 0.05, [0.209, 0.050, 0.028]),
    ([6, 6], 0.05, [0.200, 0.054, 0.050]),
    ([9, 3], 0.05, [0.192, 0.030, 0.051]),
    ([12, 12], 0.05, [0.207, 0.053, 0.051]),
    ([12, 12], 0.15, [0.395, 0.052, 0.048]),
    ([20, 20], 0.05, [0.206, 0.052, 0.051]),
];
/// Permutations drawn where they are not all counted: 200 with the one observed, so that 5 % is ten of them.
const DRAWN: usize = 199;
/// Books have 7 to 46 accounts.
const BOOKS: [f64; 2] = [7.0, 46.0];

/// Shares of `draws` A/A experiments in which each test claims a difference at 5 %: naive, CR2 + Satterthwaite, permutation.
fn claims(row: usize, draws: u32) -> [f64; 3] {
    let ([control, treated], icc, _) = TABLE[row];
    let csms = control + treated;
    let stream = Stream::new(20_260 + row as u64, Purpose::Auxiliary);
    let limits = |seed: u64| Limits { enumerate: 1_000, draws: DRAWN, seed };
    let all = AssignmentSet::complete(csms, treated, limits(0)).unwrap();
    let assigned: Vec<bool> = (0..csms).map(|csm| csm >= control).collect();
    let one = |draw: u32| {
        let mut rng = stream.rng(0, 0, draw);
        let mut books = Vec::with_capacity(csms);
        let (mut means, mut within) = (Vec::with_capacity(csms), 0.0);
        for &on in &assigned {
            let share: f64 = rand_distr::StandardUniform.sample(&mut rng);
            let accounts = (BOOKS[0] + share * (BOOKS[1] - BOOKS[0] + 1.0)).floor().min(BOOKS[1]);
            let (shared, own): (f64, f64) = (StandardNormal.sample(&mut rng), StandardNormal.sample(&mut rng));
            let mean = icc.sqrt() * shared + ((1.0 - icc) / accounts).sqrt() * own;
            // squares around the CSM's own mean, without drawing each account
            within += (1.0 - icc) * ChiSquared::new(accounts - 1.0).unwrap().sample(&mut rng);
            books.push(Book { accounts: accounts as usize, total: accounts * mean, treated: on });
            means.push(mean);
        }
        let robust = difference_of_accounts(&books).unwrap().p().unwrap() <= 0.05;
        let fresh;
        let set = if all.is_exact() {
            &all
        } else {
            fresh = AssignmentSet::complete(csms, treated, limits(u64::from(draw) + 1)).unwrap();
            &fresh
        };
        let test = RandomisationTest::new(set, &means, &assigned, &Statistic::Studentised, &Adjustment::none()).unwrap();
        [naive(&books, within) <= 0.05, robust, test.counts().p() <= 0.05 + 1e-12].map(u32::from)
    };
    let add = |a: [u32; 3], b: [u32; 3]| [a[0] + b[0], a[1] + b[1], a[2] + b[2]];
    (0..draws).into_par_iter().map(one).reduce(|| [0; 3], add).map(|n| f64::from(n) / f64::from(draws))
}

/// p of a difference of means with all accounts taken for independent.
fn naive(books: &[Book], within: f64) -> f64 {
    let arm = |on: bool| {
        let own = || books.iter().filter(move |book| book.treated == on);
        let n: f64 = own().map(|book| book.accounts as f64).sum();
        let mean = own().map(|book| book.total).sum::<f64>() / n;
        let between: f64 = own().map(|book| book.accounts as f64 * (book.total / book.accounts as f64 - mean).powi(2)).sum();
        (n, mean, between)
    };
    let ((n0, mean0, between0), (n1, mean1, between1)) = (arm(false), arm(true));
    let df = n0 + n1 - 2.0;
    let variance = (within + between0 + between1) / df;
    let error = (variance * (1.0 / n0 + 1.0 / n1)).sqrt();
    paylift::experiment::Effect { estimate: mean1 - mean0, standard_error: error, degrees_of_freedom: df }.p().unwrap()
}

/// Four standard errors of a share of that many draws: a false alarm in 16,000.
fn slack(share: f64, draws: u32) -> f64 {
    4.0 * (share * (1.0 - share) / f64::from(draws)).sqrt()
}

#[test]
fn naive_tests_claim_one_in_five_and_the_defaults_hold() {
    let draws = 1_000;
    for (row, told) in TABLE.iter().enumerate() {
        let [naive, robust, permuted] = claims(row, draws);
        assert!(naive > 0.15, "{:?}: naive {naive}", told);
        assert!(robust < 0.055 + slack(0.055, draws), "{:?}: CR2 {robust}", told);
        assert!(permuted < 0.05 + slack(0.05, draws), "{:?}: permutation {permuted}", told);
        assert!(naive > 2.0 * robust && naive > 2.0 * permuted, "{:?}: {naive} {robust} {permuted}", told);
    }
}

/// The whole table, both simulations having their own error; sizes of books are drawn evenly here, which shifts the naive share a little.
#[test]
#[ignore = "some seconds: 8,000 draws a row"]
fn the_whole_table_of_false_positives() {
    let draws = 8_000;
    for (row, (arms, icc, [naive, robust, permuted])) in TABLE.into_iter().enumerate() {
        let found = claims(row, draws);
        let both = |share: f64| std::f64::consts::SQRT_2 * slack(share.max(0.01), draws);
        assert!((found[0] - naive).abs() < both(naive) + 0.02, "{arms:?} {icc}: naive {found:?} {naive}");
        assert!((found[1] - robust).abs() < both(robust) + 0.005, "{arms:?} {icc}: CR2 {found:?} {robust}");
        assert!((found[2] - permuted).abs() < both(permuted), "{arms:?} {icc}: permutation {found:?} {permuted}");
    }
}
