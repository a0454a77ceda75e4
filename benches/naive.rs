//! The yardstick: one trial's customers as a good programmer writes them at first sight. Double precision, an array of structs, every
//! exponential explicit. Same seats, accounts, months and worlds as `trial_customers` in `layers.rs`; the law is the same, which a
//! test of the crate checks.

use divan::Bencher;
use divan::counter::ItemsCount;

#[path = "../tests/textbook/mod.rs"]
#[allow(dead_code, unreachable_pub, reason = "tests use the rest")]
mod textbook;
use textbook::{Kind, LARGE, MIDDLE, SMALL, Team, Xoshiro, Year, live};

fn main() {
    divan::main();
}

/// The built-in company's books: 9 × 80, 10 × 40 and 5 × 12 accounts.
const COMPANY: [Kind; 3] = [Kind { seats: 9, ..SMALL }, Kind { seats: 10, ..MIDDLE }, Kind { seats: 5, ..LARGE }];

fn trial(rng: &mut Xoshiro) -> [[Year; 2]; 3] {
    COMPANY.map(|kind| [Team::Turning, Team::Nobody].map(|team| live(&kind, team, rng)))
}

#[divan::bench]
fn naive_customers(bencher: Bencher) {
    assert_eq!(COMPANY.iter().map(|k| k.seats * k.accounts_per_csm).sum::<usize>(), 1_180);
    let mut rng = Xoshiro::new(7);
    let mut nrr = [0.0; 2];
    for _ in 0..100 {
        let years = trial(&mut rng);
        for (world, nrr) in nrr.iter_mut().enumerate() {
            *nrr += years[1][world][0] / 100.0;
        }
    }
    // mid-market: 1.058 with a team that turns over, .976 without any; a company-year has an sd of .10
    assert!((nrr[0] - 1.058).abs() < 0.04 && (nrr[1] - 0.976).abs() < 0.04, "{nrr:?}");
    bencher.counter(ItemsCount::new(2_u32 * 24 * 1_180)).bench_local(|| trial(&mut rng));
}
