//! How many of a finite team to test on when the rest will follow the winner (Feit & Berman 2019, Marketing Science 38:1038).

/// Units in each arm that maximise the team's expected result: √(N q/4 + (3q/4)²) − 3q/4 with q = s²/σ², of a team of `team` units. `noise_sd` s is the
/// standard deviation of one unit's result around its arm's mean, `prior_sd` σ that of an arm's mean before the test; both above 0. Much smaller
/// than a trial for significance, because the test itself costs those who get the worse plan.
///
/// ```
/// // their website example: 100,000 visitors, conversion of 68 % ± 3 %
/// let n = paylift::experiment::decide::test_and_roll(100_000.0, (0.68_f64 * 0.32).sqrt(), 0.03);
/// assert!((n - 2_283.89).abs() < 0.01);
/// ```
#[must_use]
pub fn test_and_roll(team: f64, noise_sd: f64, prior_sd: f64) -> f64 {
    let q = (noise_sd / prior_sd).powi(2);
    (team * q / 4.0 + (0.75 * q).powi(2)).sqrt() - 0.75 * q
}

#[cfg(test)]
mod tests {
    use super::super::super::oracle::{assert_close, number};
    use super::*;

    #[test]
    fn agrees_with_the_published_example_and_the_oracle() {
        assert_close(
            test_and_roll(100_000.0, (0.68_f64 * 0.32).sqrt(), 0.03),
            number("O17_decide", "test_and_roll_feit_berman_website"),
            1e-9,
        );
        // 300 CSMs; s² = .04 × (.05 + .95/40) = .00295; σ = .04
        assert_close(test_and_roll(300.0, 0.00295_f64.sqrt(), 0.04), number("O17_decide", "test_and_roll_csm"), 1e-9);
    }

    /// Their expected result, (N − 2n) σ²/√(π (σ² + s²/n)) above a coin's, is highest there.
    #[test]
    fn is_the_maximum_of_the_expected_result() {
        let (team, s2, v) = (60.0_f64, 0.003_f64, 0.0009_f64);
        let gain = |n: f64| (team - 2.0 * n) * v / (std::f64::consts::PI * (v + s2 / n)).sqrt();
        let best = test_and_roll(team, s2.sqrt(), v.sqrt());
        assert!(gain(best) > gain(best * 1.01) && gain(best) > gain(best * 0.99), "{best}");
    }
}
