//! Pay relative to an index or to a rival: what luck it takes out, what effort a contest buys (model section 1.4).

use std::f64::consts::PI;

/// Pay on output minus δ × an index that shares its luck (a macro index, other books, a control cohort): informative about luck, so
/// it belongs into the plan (Holmström 1979).
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct RelativePay {
    /// Variance of output.
    pub variance: f64,
    /// Variance of the index, above 0.
    pub index_variance: f64,
    /// Covariance of output and index.
    pub covariance: f64,
}

impl RelativePay {
    /// δ that leaves least variance: Cov ÷ Var(index).
    #[must_use]
    pub fn weight(&self) -> f64 {
        self.covariance / self.index_variance
    }

    /// Variance of output − δ·index with the best δ: Var·(1 − R²).
    #[must_use]
    pub fn filtered_variance(&self) -> f64 {
        self.variance - self.weight() * self.covariance
    }
}

/// Effort of each of two equal rivals for a prize `spread` dollars above the loser's (Lazear & Rosen 1981): spread ÷ (2σ√π·c), with
/// output = effort + N(0, `sd`²), `sd` > 0, and effort cost c·e²/2, `cost` > 0. Where the spread is so large that giving up would
/// be better (½ spread < cost of that effort), there is no such equilibrium.
#[must_use]
pub fn tournament_effort(spread: f64, sd: f64, cost: f64) -> f64 {
    spread / (2.0 * sd * PI.sqrt() * cost)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plan::moments::step;

    #[test]
    fn an_index_filters_the_luck_it_shares() {
        // Output .6·macro + noise of sd .8, index macro + noise of sd .5; computed independently.
        let pay = RelativePay { variance: 0.36 + 0.64, index_variance: 1.0 + 0.25, covariance: 0.6 };
        assert!((pay.weight() - 0.48).abs() < 1e-15 && (pay.filtered_variance() - 0.712).abs() < 1e-15);
        // No other weight leaves less.
        let left = |d: f64| pay.variance - 2.0 * d * pay.covariance + d * d * pay.index_variance;
        assert!((left(pay.weight()) - pay.filtered_variance()).abs() < 1e-15);
        assert!((-20..40).all(|i| left(0.05 * f64::from(i)) >= pay.filtered_variance() - 1e-15));
    }

    #[test]
    fn neither_rival_can_do_better_than_the_contest_effort() {
        let (spread, sd, cost) = (4.0, 1.5, 0.9);
        let rival = tournament_effort(spread, sd, cost);
        // The difference of the two outputs has standard deviation σ√2.
        let payoff = |e: f64| spread * step(e - rival, sd * 2.0_f64.sqrt(), 0.0) - 0.5 * cost * e * e;
        assert!((0..300).all(|i| payoff(0.01 * f64::from(i)) <= payoff(rival) + 1e-12), "rival at {rival}");
        let slope = (payoff(rival + 1e-4) - payoff(rival - 1e-4)) / 2e-4;
        assert!(slope.abs() < 1e-7, "{slope}");
    }
}
