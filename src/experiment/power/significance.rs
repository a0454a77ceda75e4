//! The test that will judge the experiment, and the chance that it sees an effect.

use statrs::distribution::{ContinuousCDF, StudentsT};

use super::noncentral_t::NoncentralT;
use super::root::root;
use crate::experiment::normal::{above as normal_tail, point_above};

/// Which law the statistic is held against.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Law {
    /// Student's t: the spread between CSMs has to be estimated from the few there are.
    Student,
    /// Normal, as large web experiments have it; too hopeful with few CSMs. Stata's `power twomeans, cluster` does this.
    Normal,
}

/// A two-sided test at level `alpha`.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Significance {
    /// Rate of false alarms, between 0 and 1.
    pub alpha: f64,
    /// What the statistic is held against.
    pub law: Law,
}

impl Default for Significance {
    fn default() -> Self {
        Self { alpha: 0.05, law: Law::Student }
    }
}

impl Significance {
    /// What the statistic has to pass; `None` where there are no degrees of freedom left.
    #[must_use]
    pub fn critical(&self, degrees_of_freedom: f64) -> Option<f64> {
        match self.law {
            Law::Normal => Some(point_above(self.alpha / 2.0)),
            Law::Student if degrees_of_freedom > 0.0 => {
                Some(StudentsT::new(0.0, 1.0, degrees_of_freedom).ok()?.inverse_cdf(1.0 - self.alpha / 2.0))
            }
            Law::Student => None,
        }
    }

    /// Chance that the test finds something, on either side, when the effect is `noncentrality` true standard errors; `None` where there are no
    /// degrees of freedom left.
    ///
    /// ```
    /// use paylift::experiment::power::Significance;
    /// // 20 CSMs an arm, 40 accounts each, ICC 0.05, 0.2 sd
    /// let power = Significance::default().power(2.328_890, 38.0).unwrap();
    /// assert!((power - 0.621_650).abs() < 1e-6);
    /// ```
    #[must_use]
    pub fn power(&self, noncentrality: f64, degrees_of_freedom: f64) -> Option<f64> {
        let critical = self.critical(degrees_of_freedom)?;
        if noncentrality.is_infinite() {
            return Some(1.0);
        }
        Some(match self.law {
            Law::Normal => normal_tail(critical - noncentrality) + normal_tail(critical + noncentrality),
            Law::Student => {
                let law = NoncentralT { degrees_of_freedom, noncentrality };
                law.above(critical) + law.below(-critical)
            }
        })
    }

    /// The effect in true standard errors that is found with that power (above alpha, below 1); `None` where there are no degrees of freedom
    /// left or the power is out of reach. By the normal law the far tail is left out, as in Stata's solutions.
    #[must_use]
    pub fn noncentrality(&self, power: f64, degrees_of_freedom: f64) -> Option<f64> {
        let possible = power > self.alpha && power < 1.0;
        if !possible {
            return None;
        }
        if self.law == Law::Normal {
            return self.bloom(power, degrees_of_freedom);
        }
        let over = |delta: f64| self.over(delta, degrees_of_freedom, power);
        let mut high = self.critical(degrees_of_freedom)? + 4.0;
        while over(high)? < 0.0 {
            high *= 2.0;
        }
        root(|delta| over(delta).unwrap_or(f64::NAN), 0.0, high)
    }

    /// Above 0 where an effect of `noncentrality` true standard errors is found with more than that power, below where with less.
    pub(crate) fn over(&self, noncentrality: f64, degrees_of_freedom: f64, power: f64) -> Option<f64> {
        match self.law {
            Law::Student => self.power(noncentrality, degrees_of_freedom).map(|found| found - power),
            Law::Normal => self.bloom(power, degrees_of_freedom).map(|needed| noncentrality - needed),
        }
    }

    /// Bloom's closed form (1995): critical value + quantile of the wanted power, in standard errors. A check, near but not equal to
    /// [`Significance::noncentrality`].
    #[must_use]
    pub fn bloom(&self, power: f64, degrees_of_freedom: f64) -> Option<f64> {
        let reach = match self.law {
            Law::Normal => point_above(1.0 - power),
            Law::Student => StudentsT::new(0.0, 1.0, degrees_of_freedom).ok()?.inverse_cdf(power),
        };
        Some(self.critical(degrees_of_freedom)? + reach)
    }
}
