//! Net benefit of a plan from outcome and pay of each CSM, together with what they have in common.
//!
//! ΔE is the difference of mean outcomes, ΔC of mean pay. At a price λ of one unit of outcome the net benefit is λ ΔE − ΔC, whose variance is
//! λ² var E + var C − 2λ cov (Stinnett & Mullahy 1998). The price at which it is nought, ΔC/ΔE (the incremental cost-effectiveness ratio), has
//! Fieller's (1954) limits, which say so when they are unbounded.

use statrs::distribution::{ContinuousCDF, StudentsT};

use super::super::normal::{below, point_above};

/// Differences of pay and outcome, treated less control, with their variances.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct PayAndOutcome {
    /// Difference of outcomes, in units of the outcome.
    pub outcome: f64,
    /// Difference of pay of one CSM over the trial, in currency.
    pub pay: f64,
    /// Variance of the outcome's difference.
    pub outcome_variance: f64,
    /// Variance of the pay's difference.
    pub pay_variance: f64,
    /// Covariance of the two differences.
    pub covariance: f64,
    /// Degrees of freedom of the variances; infinite for a normal law.
    pub degrees_of_freedom: f64,
}

/// Net benefit at one price.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct NetBenefit {
    /// Price of one unit of outcome, in currency.
    pub price: f64,
    /// Net benefit of one CSM, in currency.
    pub estimate: f64,
    /// Its standard error.
    pub standard_error: f64,
    /// Probability that it is above 0, by Student's law (a flat prior): the acceptability curve's height.
    pub acceptability: f64,
}

/// Limits of ΔC/ΔE.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Fieller {
    /// All prices between them cannot be excluded.
    Between(f64, f64),
    /// The outcome's difference is not known from 0: every price outside the two cannot be excluded, however high.
    Outside(f64, f64),
    /// No price can be excluded.
    All,
}

impl PayAndOutcome {
    /// From one value a CSM of each arm: difference of means with Welch's variances and the pooled K₁ + K₂ − 2 degrees of freedom. `None` with
    /// fewer than two CSMs in an arm.
    ///
    /// # Panics
    /// If an arm's columns differ in length.
    #[must_use]
    pub fn of_csms(control: [&[f64]; 2], treated: [&[f64]; 2]) -> Option<Self> {
        let mut sum = Self {
            outcome: 0.0,
            pay: 0.0,
            outcome_variance: 0.0,
            pay_variance: 0.0,
            covariance: 0.0,
            degrees_of_freedom: (control[0].len() + treated[0].len()) as f64 - 2.0,
        };
        for ([outcomes, pays], sign) in [(control, -1.0), (treated, 1.0)] {
            assert_eq!(outcomes.len(), pays.len(), "one outcome and one pay a CSM");
            if outcomes.len() < 2 {
                return None;
            }
            let n = outcomes.len() as f64;
            let mean = |values: &[f64]| values.iter().sum::<f64>() / n;
            let (e, c) = (mean(outcomes), mean(pays));
            let product =
                |a: &[f64], at: f64, b: &[f64], bt: f64| a.iter().zip(b).map(|(x, y)| (x - at) * (y - bt)).sum::<f64>() / (n - 1.0) / n;
            sum.outcome += sign * e;
            sum.pay += sign * c;
            sum.outcome_variance += product(outcomes, e, outcomes, e);
            sum.pay_variance += product(pays, c, pays, c);
            sum.covariance += product(outcomes, e, pays, c);
        }
        Some(sum)
    }

    /// ΔC/ΔE: what one unit of outcome was bought for. `None` without a difference of outcomes.
    #[must_use]
    pub fn price(&self) -> Option<f64> {
        (self.outcome != 0.0).then(|| self.pay / self.outcome)
    }

    /// Net benefit of one CSM at `price` currency for one unit of outcome.
    #[must_use]
    pub fn net_benefit(&self, price: f64) -> NetBenefit {
        let estimate = price * self.outcome - self.pay;
        let variance = price * price * self.outcome_variance + self.pay_variance - 2.0 * price * self.covariance;
        let standard_error = variance.max(0.0).sqrt();
        NetBenefit {
            price,
            estimate,
            standard_error,
            acceptability: certain(estimate, standard_error).unwrap_or_else(|| self.below(estimate / standard_error)),
        }
    }

    /// The same height by the normal law, as health economists draw it.
    #[must_use]
    pub fn acceptability_normal(&self, price: f64) -> f64 {
        let at = self.net_benefit(price);
        certain(at.estimate, at.standard_error).unwrap_or_else(|| below(at.estimate / at.standard_error))
    }

    /// g = t² var E/ΔE²: at 1 or more the limits are unbounded.
    #[must_use]
    pub fn fieller_g(&self, alpha: f64) -> f64 {
        self.critical(alpha).powi(2) * self.outcome_variance / (self.outcome * self.outcome)
    }

    /// Fieller's limits of ΔC/ΔE, two-sided `alpha`: the prices at which the net benefit is not significantly different from 0.
    #[must_use]
    pub fn fieller(&self, alpha: f64) -> Fieller {
        let t2 = self.critical(alpha).powi(2);
        let square = self.outcome * self.outcome - t2 * self.outcome_variance;
        let half = self.pay * self.outcome - t2 * self.covariance;
        let rest = self.pay * self.pay - t2 * self.pay_variance;
        let discriminant = half * half - square * rest;
        if discriminant < 0.0 || square == 0.0 {
            return Fieller::All;
        }
        let roots = [(half - discriminant.sqrt()) / square, (half + discriminant.sqrt()) / square];
        if square > 0.0 { Fieller::Between(roots[0], roots[1]) } else { Fieller::Outside(roots[1], roots[0]) }
    }

    fn critical(&self, alpha: f64) -> f64 {
        match StudentsT::new(0.0, 1.0, self.degrees_of_freedom) {
            Ok(law) if self.degrees_of_freedom.is_finite() => law.inverse_cdf(1.0 - alpha / 2.0),
            _ => point_above(alpha / 2.0),
        }
    }

    fn below(&self, t: f64) -> f64 {
        match StudentsT::new(0.0, 1.0, self.degrees_of_freedom) {
            // by the upper tail of −t, which keeps small shares exact
            Ok(law) if self.degrees_of_freedom.is_finite() => law.sf(-t),
            _ => below(t),
        }
    }
}

/// Probability of being above 0 of what is known exactly; `None` for what is not.
fn certain(estimate: f64, standard_error: f64) -> Option<f64> {
    (standard_error == 0.0).then(|| f64::from(u8::from(estimate > 0.0)))
}

#[cfg(test)]
mod tests {
    use super::super::super::oracle::{assert_close, column, number, texts};
    use super::*;

    fn of(key: &str) -> f64 {
        number("O17_decide", key)
    }

    fn arm(values: &[f64], arm: &str) -> Vec<f64> {
        texts("d1_csm", "arm").iter().zip(values).filter(|(a, _)| *a == arm).map(|(_, v)| *v).collect()
    }

    fn from(outcomes: &[f64]) -> PayAndOutcome {
        let pay = column("d1_csm", "payout");
        let sides = |of: &str| (arm(outcomes, of), arm(&pay, of));
        let ((e0, c0), (e1, c1)) = (sides("0"), sides("1"));
        PayAndOutcome::of_csms([&e0, &c0], [&e1, &c1]).unwrap()
    }

    #[test]
    fn net_benefits_are_those_of_the_oracle() {
        assert_eq!(texts("d1_csm", "csm"), texts("d1_csm_means", "csm"));
        let both = from(&column("d1_csm_means", "post"));
        // the table of means has ten digits
        assert_close(both.outcome, of("icer_dE"), 1e-8);
        assert_close(both.pay, of("icer_dC"), 1e-9);
        assert_close(both.outcome_variance, of("icer_var_E"), 1e-8);
        assert_close(both.pay_variance, of("icer_var_C"), 1e-9);
        assert_close(both.covariance, of("icer_cov"), 1e-8);
        assert_close(both.price().unwrap(), of("icer"), 1e-8);
        for price in [0, 20_000, 40_000, 80_000, 160_000] {
            let at = both.net_benefit(f64::from(price));
            assert_close(at.estimate, of(&format!("inb_{price}")), 1e-7);
            assert_close(at.standard_error, of(&format!("inb_se_{price}")), 1e-8);
            assert_close(at.acceptability, of(&format!("ceac_t22_{price}")), 1e-6);
            assert_close(both.acceptability_normal(f64::from(price)), of(&format!("ceac_z_{price}")), 1e-6);
        }
        // the outcome alone is not known from 0 here
        assert!(both.fieller_g(0.05) > 1.0 && matches!(both.fieller(0.05), Fieller::Outside(..)));
    }

    /// On the outcome adjusted by its baseline, blind to the arm (CUPED).
    #[test]
    fn fieller_limits_are_those_of_the_oracle() {
        let (post, pre) = (column("d1_csm_means", "post"), column("d1_csm_means", "pre"));
        let mean = |v: &[f64]| v.iter().sum::<f64>() / v.len() as f64;
        let (x, y) = (mean(&pre), mean(&post));
        let theta = pre.iter().zip(&post).map(|(p, q)| (p - x) * (q - y)).sum::<f64>() / pre.iter().map(|p| (p - x).powi(2)).sum::<f64>();
        let adjusted: Vec<f64> = post.iter().zip(&pre).map(|(q, p)| q - theta * (p - x)).collect();
        let both = from(&adjusted);
        assert_close(both.price().unwrap(), of("fieller_point"), 1e-7);
        assert_close(both.fieller_g(0.05), of("fieller_g"), 1e-7);
        let Fieller::Between(low, high) = both.fieller(0.05) else { panic!("{:?}", both.fieller(0.05)) };
        assert_close(low, of("fieller_t22_lo"), 1e-7);
        assert_close(high, of("fieller_t22_hi"), 1e-7);
        // at a limit the net benefit is just not significant
        for limit in [low, high] {
            let at = both.net_benefit(limit);
            assert!((at.acceptability - 0.5).abs() - 0.475 < 1e-9);
        }
    }

    #[test]
    fn limits_that_exclude_nothing_say_so() {
        let blunt = PayAndOutcome {
            outcome: 0.001,
            pay: 10.0,
            outcome_variance: 1.0,
            pay_variance: 1e6,
            covariance: 0.0,
            degrees_of_freedom: f64::INFINITY,
        };
        assert_eq!(blunt.fieller(0.05), Fieller::All);
        assert_eq!(PayAndOutcome { outcome: 0.0, ..blunt }.price(), None);
        // pay known exactly, nothing gained at a price of nothing
        let exact = |pay| PayAndOutcome { pay, pay_variance: 0.0, ..blunt }.net_benefit(0.0).acceptability;
        assert_eq!([exact(10.0), exact(0.0), exact(-10.0)], [0.0, 0.0, 1.0]);
        assert_eq!(PayAndOutcome::of_csms([&[1.0], &[2.0]], [&[1.0, 2.0], &[2.0, 3.0]]), None);
    }
}
