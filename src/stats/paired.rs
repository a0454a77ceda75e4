//! Two things that lived through the same luck, trial by trial.

use std::ops::Deref;

use super::{Estimate, Moments, mean, share};

/// E\[a − b\], paired: what both share of their luck cancels. `None` without trials.
///
/// # Panics
/// If the columns differ in length.
#[must_use]
pub fn difference(a: &[f64], b: &[f64]) -> Option<Estimate> {
    assert_eq!(a.len(), b.len(), "paired columns");
    mean(&a.iter().zip(b).map(|(a, b)| a - b).collect::<Vec<_>>())
}

/// P(a < b) in one trial; SE √(p(1−p)/n), Wilson's interval. A tie is not less.
///
/// # Panics
/// If the columns differ in length.
#[must_use]
pub fn probability_less(a: &[f64], b: &[f64]) -> Option<Estimate> {
    assert_eq!(a.len(), b.len(), "paired columns");
    share(a.iter().zip(b).filter(|(a, b)| a < b).count() as u64, a.len() as u64)
}

/// How often each of so many columns is the lowest of a trial; columns that tie share the win, so the shares sum to 1. SE by trials' shares,
/// Wilson's interval. Columns are asked for one at a time, each twice, so that they need not all be in memory.
///
/// # Panics
/// If the columns differ in length.
#[must_use]
pub fn win_shares<C: Deref<Target = [f64]>>(columns: usize, column: impl Fn(usize) -> C) -> Vec<Option<Estimate>> {
    let mut best: Vec<(f64, u32)> = Vec::new();
    for nth in 0..columns {
        let values = column(nth);
        if nth == 0 {
            best.resize(values.len(), (f64::INFINITY, 0));
        }
        assert_eq!(values.len(), best.len(), "paired columns");
        for (x, (least, ties)) in values.iter().zip(&mut best) {
            if x < least {
                (*least, *ties) = (*x, 1);
            } else if x == least {
                *ties += 1;
            }
        }
    }
    let won = |values: C| {
        let shares = values.iter().zip(&best).map(|(x, (least, ties))| if x == least { 1.0 / f64::from(*ties) } else { 0.0 });
        super::share_of_means(shares)
    };
    (0..columns).map(|nth| won(column(nth))).collect()
}

/// What pairing buys: \[Var(a) + Var(b)\] / Var(a − b), the factor by which an unpaired comparison would need more trials.
/// `None` where the difference does not vary.
#[must_use]
pub fn variance_ratio(a: &[f64], b: &[f64]) -> Option<f64> {
    let apart = a.iter().zip(b).map(|(a, b)| a - b).collect::<Moments>().variance()?;
    let together = Moments::of(a).variance()? + Moments::of(b).variance()?;
    (apart > 0.0).then(|| together / apart)
}

#[cfg(test)]
mod tests {
    use super::*;
    use rand::{SeedableRng, rngs::Xoshiro256PlusPlus};
    use rand_distr::{Distribution, StandardNormal};

    fn pair(n: usize, correlation: f64, mean: (f64, f64), sd: f64, seed: u64) -> (Vec<f64>, Vec<f64>) {
        let mut rng = Xoshiro256PlusPlus::seed_from_u64(seed);
        let mut normal = || -> f64 { StandardNormal.sample(&mut rng) };
        (0..n)
            .map(|_| {
                let (x, y) = (normal(), normal());
                (mean.0 + sd * x, mean.1 + sd * (correlation * x + (1.0 - correlation * correlation).sqrt() * y))
            })
            .unzip()
    }

    #[test]
    fn pairing_shrinks_the_error_as_it_should() {
        // Computed independently: sd 1, correlation .9, n = 10,000: unpaired SE 0.01414213562373095, paired 0.004472135954999579 and
        // 1/(1 − ρ) = 10 between their variances. A sample sd is known to 0.7 %, a variance ratio to about 2 × that: bands 4 SE (6e-5).
        let (a, b) = pair(10_000, 0.9, (0.0, 0.0), 1.0, 31);
        let paired = difference(&a, &b).unwrap().standard_error.unwrap();
        assert!((paired / 0.004_472_135_954_999_579 - 1.0).abs() < 0.029, "{paired}");
        let unpaired = (Moments::of(&a).variance().unwrap() / 1e4 + Moments::of(&b).variance().unwrap() / 1e4).sqrt();
        assert!((unpaired / 0.014_142_135_623_730_95 - 1.0).abs() < 0.029, "{unpaired}");
        assert!((variance_ratio(&a, &b).unwrap() / 10.0 - 1.0).abs() < 0.08);
    }

    #[test]
    fn probability_of_being_better_matches_the_normal_answer() {
        // Computed independently: P(N(105,20) > N(100,20)) = 0.7119249389847105 at correlation .9, 0.5701581024006669 at 0. Band 4 SE (6e-5).
        for (correlation, exact) in [(0.9, 0.711_924_938_984_710_5), (0.0, 0.570_158_102_400_666_9)] {
            let (a, b) = pair(40_000, correlation, (105.0, 100.0), 20.0, 32);
            let p = probability_less(&b, &a).unwrap();
            assert!((p.value - exact).abs() < 4.0 * p.standard_error.unwrap(), "{} vs {exact}", p.value);
        }
    }

    #[test]
    fn ties_share_the_win() {
        let columns = [[1.0, 5.0, 2.0, 2.0], [1.0, 4.0, 3.0, 2.0], [9.0, 9.0, 9.0, 2.0]];
        let wins = win_shares(3, |nth| columns[nth].as_slice());
        let values: Vec<f64> = wins.iter().map(|w| w.unwrap().value).collect();
        assert!((values[0] - (0.5 + 1.0 + 1.0 / 3.0) / 4.0).abs() < 1e-15);
        assert!((values.iter().sum::<f64>() - 1.0).abs() < 1e-15);
        assert!(probability_less(&[1.0], &[1.0]).unwrap().value == 0.0);
    }

    #[test]
    fn nothing_to_gain_where_the_difference_is_constant() {
        assert_eq!(variance_ratio(&[1.0, 2.0, 3.0], &[2.0, 3.0, 4.0]), None);
    }
}
