//! What a web-experiment tool would say of the same data: the asymptotic confidence sequence of Waudby-Smith et al., as GrowthBook's gbstats
//! has it.
//!
//! Made for thousands of independent users. With accounts counted as independent it sees differences that are none; with CSMs counted and
//! its default tuning it sees nothing at all. Shown greyed beside the valid rows, never as a verdict.

/// That interval, by its tuning.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct WebTool {
    /// Sample size at which the interval is meant to be narrowest; 5,000 by default there.
    pub tuning: f64,
    /// Two-sided alpha.
    pub alpha: f64,
}

impl WebTool {
    /// The default tuning of the tool.
    pub const TUNING: f64 = 5_000.0;

    /// q = √((−2 ln α + ln(−2 ln α + 1))/N*).
    #[must_use]
    pub fn q(&self) -> f64 {
        let level = -2.0 * self.alpha.ln();
        ((level + (level + 1.0).ln()) / self.tuning).sqrt()
    }

    /// Half width of the interval of an estimate with that standard error from `n` units.
    #[must_use]
    pub fn half_width(&self, standard_error: f64, n: f64) -> f64 {
        let nq2 = n * self.q().powi(2);
        standard_error * (2.0 * (nq2 + 1.0) * ((nq2 + 1.0).sqrt() / self.alpha).ln() / nq2).sqrt()
    }

    /// Its p at any look: the alpha at which the interval touches 0, at most 1.
    #[must_use]
    pub fn p(&self, estimate: f64, standard_error: f64, n: f64) -> f64 {
        let nq2 = n * self.q().powi(2);
        let z = estimate / standard_error;
        ((nq2 + 1.0).sqrt() * (-z * z * nq2 / (2.0 * (nq2 + 1.0))).exp()).min(1.0)
    }
}

#[cfg(test)]
mod tests {
    use super::super::super::oracle::{assert_close, number};
    use super::*;

    #[test]
    fn agrees_with_gbstats() {
        assert_close(WebTool { tuning: WebTool::TUNING, alpha: 0.05 }.q(), number("O13_cs", "gbstats_rho_5000"), 1e-9);
        for (unit, n) in [("accounts", 500.0), ("csm_means", 12.0)] {
            for tuning in [5000, 500, 24] {
                let of = |key: &str| number("O13_cs", &format!("gbstats_{unit}_tuning{tuning}_{key}"));
                let tool = WebTool { tuning: f64::from(tuning), alpha: 0.05 };
                let half = tool.half_width(of("se"), n);
                assert_close(of("est") - half, of("lo"), 1e-9);
                assert_close(of("est") + half, of("hi"), 1e-9);
                assert_close(tool.p(of("est"), of("se"), n), of("p"), 1e-9);
            }
        }
    }
}
