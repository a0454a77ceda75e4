//! Probabilities and shares, with Wilson's interval: it stays inside 0 to 1 and says something even when nothing was ever seen.
//!
//! Centre (p + z²/2n)/(1 + z²/n), half width z √(p(1−p)/n + z²/4n²)/(1 + z²/n) (Wilson 1927), standard error √(p(1−p)/n).

use super::{Estimate, Moments, Z95};

/// The share of `hits` among `n` trials; `None` for none. One trial has neither error nor interval.
#[must_use]
pub fn share(hits: u64, n: u64) -> Option<Estimate> {
    if n == 0 {
        return None;
    }
    let p = hits as f64 / n as f64;
    if n == 1 {
        return Some(Estimate::without_error(p, n));
    }
    Some(wilson(p, (p * (1.0 - p) / n as f64).sqrt(), n as f64, n))
}

/// A share that each trial saw as a mean of its own (the share of 24 people, say), where people of one trial share their luck: the
/// error is that of the trials' shares, and the interval Wilson's with the number of independent cases that error is worth, p(1−p)/SE².
#[must_use]
pub fn share_of_means(shares: impl IntoIterator<Item = f64>) -> Option<Estimate> {
    let mut sum = 0.0;
    let moments: Moments = shares.into_iter().inspect(|s| sum += s).collect();
    if moments.n() == 0 {
        return None;
    }
    // The plain sum keeps a share of whole counts free of rounding.
    let p = (sum / moments.n() as f64).clamp(0.0, 1.0);
    let Some(error) = moments.standard_error() else { return Some(Estimate::without_error(p, moments.n())) };
    let worth = if error > 0.0 { p * (1.0 - p) / (error * error) } else { moments.n() as f64 };
    Some(wilson(p, error, worth, moments.n()))
}

fn wilson(p: f64, error: f64, cases: f64, n: u64) -> Estimate {
    // The same number of cases in every trial, and not 0 or 1: the share has no Monte Carlo error.
    let exact = error == 0.0 && p > 0.0 && p < 1.0;
    if exact {
        return Estimate { value: p, standard_error: Some(0.0), low: Some(p), high: Some(p), n };
    }
    let z2 = Z95 * Z95;
    let shrink = 1.0 + z2 / cases;
    let centre = (p + z2 / (2.0 * cases)) / shrink;
    let half = Z95 * (p * (1.0 - p) / cases + z2 / (4.0 * cases * cases)).sqrt() / shrink;
    // Rounding must not push an end of 0 or 1 past the value itself.
    Estimate {
        value: p,
        standard_error: Some(error),
        low: Some((centre - half).clamp(0.0, p)),
        high: Some((centre + half).clamp(p, 1.0)),
        n,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn matches_a_published_wilson_interval() {
        // Newcombe (1998), table I, method 3: 81 of 263 gives 0.2553 to 0.3662; 0 of 20 gives 0 to 0.1611.
        let e = share(81, 263).unwrap();
        assert!((e.low.unwrap() - 0.2553).abs() < 5e-5 && (e.high.unwrap() - 0.3662).abs() < 5e-5);
        let none = share(0, 20).unwrap();
        assert_eq!((none.low, none.standard_error), (Some(0.0), Some(0.0)));
        assert!((none.high.unwrap() - 0.1611).abs() < 5e-5);
    }

    #[test]
    fn of_single_cases_both_ways_agree() {
        let cases: Vec<f64> = (0..200).map(|i| f64::from(u8::from(i % 5 == 0))).collect();
        let (a, b) = (share(40, 200).unwrap(), share_of_means(cases).unwrap());
        assert_eq!(a.value, b.value);
        // s²/n has the divisor n − 1, p(1−p)/n has n.
        assert!((a.standard_error.unwrap() / b.standard_error.unwrap() - (199f64 / 200.0).sqrt()).abs() < 1e-12);
        assert!((a.high.unwrap() - b.high.unwrap()).abs() < 2e-4);
    }

    #[test]
    fn undefined_of_nothing_and_errorless_of_one() {
        assert!(share(0, 0).is_none());
        assert_eq!(share(1, 1).unwrap().standard_error, None);
    }
}
