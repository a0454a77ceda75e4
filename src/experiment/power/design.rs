//! A design as planned, and what it can see.

use super::baseline::Baseline;
use super::books::{Books, Parts, Weighting};
use super::level::Level;
use super::quarters::Persistence;
use super::schedule::Schedule;
use super::significance::Significance;

/// When outcomes are read and how they are compared.
#[derive(Debug, Clone, PartialEq)]
pub enum Comparison {
    /// After the start only.
    After,
    /// Change from a quarter before (difference in differences).
    Change(Baseline),
    /// After, adjusted for a quarter before (analysis of covariance); costs a degree of freedom.
    Adjusted(Baseline),
    /// By generalised least squares on a schedule; with a column for carry-over or without.
    Scheduled {
        /// Who is on which plan when.
        schedule: Schedule,
        /// The plan of the quarter before has a term of its own, and the effect judged is the total one.
        carry_over: bool,
    },
}

/// An experiment as it is planned. Effects and standard deviations are in units of the outcome.
#[derive(Debug, Clone, PartialEq)]
pub struct Design {
    /// CSMs on today's plan and on the new one; not necessarily whole, so that numbers can be solved for.
    pub csms: [f64; 2],
    /// Accounts whose outcome is read, of each CSM in one quarter.
    pub books: Books,
    /// How CSMs are weighed.
    pub weighting: Weighting,
    /// Correlation of accounts of one CSM, 0 to 1 (what CSMs of a pod share included).
    pub icc: f64,
    /// Standard deviation of an account's outcome in each arm.
    pub sd: [f64; 2],
    /// Variance over CSMs of the effect, in squared units of the outcome.
    pub effect_spread: f64,
    /// To whom plans are assigned.
    pub level: Level,
    /// When outcomes are read.
    pub comparison: Comparison,
    /// Quarters after the start that are averaged (1 and more); a schedule brings its own.
    pub quarters: usize,
    /// What carries over between quarters.
    pub persistence: Persistence,
    /// Covariates at the level of assignment, each costing a degree of freedom.
    pub covariates: f64,
    /// Share of treated accounts that are in fact under today's plan, and of control accounts under the new one.
    pub crossing: [f64; 2],
}

/// What a design sees: how precisely it estimates the effect.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Sight {
    /// Variance of the estimated effect, squared units of the outcome.
    pub variance: f64,
    /// Degrees of freedom of its standard error.
    pub degrees_of_freedom: f64,
}

impl Design {
    /// Two equal arms, one quarter, equal books, plan by CSM, sd 1: the plainest design.
    #[must_use]
    pub fn plain(csms_per_arm: f64, accounts: f64, icc: f64) -> Self {
        Self {
            csms: [csms_per_arm; 2],
            books: Books::Equal(accounts),
            weighting: Weighting::Accounts,
            icc,
            sd: [1.0; 2],
            effect_spread: 0.0,
            level: Level::Csm,
            comparison: Comparison::After,
            quarters: 1,
            persistence: Persistence::default(),
            covariates: 0.0,
            crossing: [0.0; 2],
        }
    }

    /// What one unit's mean varies by in one quarter, in units of the variance of an account.
    #[must_use]
    pub fn parts(&self) -> Parts {
        self.level.parts(self.books.parts(self.icc, self.weighting))
    }

    /// Variance and degrees of freedom of the estimate; `None` where nothing can be estimated: no degrees of freedom, or a schedule that cannot
    /// tell the plan from the quarters, or a schedule within books.
    #[must_use]
    pub fn sight(&self) -> Option<Sight> {
        self.sight_of(self.parts())
    }

    /// As [`Design::sight`], had every CSM infinitely many accounts.
    #[must_use]
    pub fn sight_of_endless_books(&self) -> Option<Sight> {
        // not quite endless, so that covariances stay invertible
        let parts = self.parts();
        self.sight_of(Parts { account: parts.account * 1e-9, ..parts })
    }

    fn sight_of(&self, parts: Parts) -> Option<Sight> {
        let [control, treated] = self.sd.map(|sd| sd * sd);
        let lost = self.covariates + f64::from(u8::from(matches!(self.comparison, Comparison::Adjusted(_))));
        let degrees_of_freedom = self.level.degrees_of_freedom(self.csms) - lost;
        let variance = match &self.comparison {
            Comparison::Scheduled { .. } if self.level == Level::Cohort => return None,
            Comparison::Scheduled { schedule, carry_over } => {
                // two sequences are the two arms; of more, each has an equal share
                let arms = (schedule.rows().len() == 2).then(|| schedule.clone().with_shares(&self.csms));
                let told = arms.as_ref().unwrap_or(schedule).variance(parts, &self.persistence, *carry_over)?;
                told.total.unwrap_or(told.direct) * f64::midpoint(control, treated) / (self.csms[0] + self.csms[1])
            }
            simple => {
                let after = self.persistence.averaged(parts, self.quarters.max(1)).total();
                let unit = match simple {
                    Comparison::Change(baseline) => parts.total() + after - 2.0 * baseline.covariance(parts),
                    Comparison::Adjusted(baseline) => after - baseline.covariance(parts).powi(2) / parts.total(),
                    _ => after,
                };
                self.level.variance([unit * control, unit * treated], self.csms, self.effect_spread)
            }
        };
        (degrees_of_freedom > 0.0 && variance >= 0.0).then_some(Sight { variance, degrees_of_freedom })
    }

    /// What is left of an effect when accounts cross over: 1 − c_T − c_C.
    #[must_use]
    pub fn dilution(&self) -> f64 {
        1.0 - self.crossing[0] - self.crossing[1]
    }

    /// Chance to find an effect of that size; `None` as [`Design::sight`].
    #[must_use]
    pub fn power(&self, effect: f64, test: &Significance) -> Option<f64> {
        self.sight()?.power(effect * self.dilution(), test)
    }

    /// Chance that a test of accounts as if they were independent would claim: what CSMs share is left out, and so are few CSMs. Not valid;
    /// shown beside the true one.
    #[must_use]
    pub fn power_ignoring_csms(&self, effect: f64, test: &Significance) -> Option<f64> {
        let m = self.books.mean();
        let [control, treated] = [0, 1].map(|arm| self.sd[arm].powi(2) / (m * self.csms[arm]));
        let accounts = m * (self.csms[0] + self.csms[1]);
        Sight { variance: control + treated, degrees_of_freedom: accounts - 2.0 }.power(effect * self.dilution(), test)
    }
}

impl Sight {
    /// Standard error of the estimate, in units of the outcome.
    #[must_use]
    pub fn standard_error(&self) -> f64 {
        self.variance.sqrt()
    }

    /// Chance to find an effect of that size.
    #[must_use]
    pub fn power(&self, effect: f64, test: &Significance) -> Option<f64> {
        test.power(effect.abs() / self.standard_error(), self.degrees_of_freedom)
    }

    /// The smallest effect found with that power, in units of the outcome.
    #[must_use]
    pub fn smallest_effect(&self, power: f64, test: &Significance) -> Option<f64> {
        Some(test.noncentrality(power, self.degrees_of_freedom)? * self.standard_error())
    }
}

/// sd of a yes or no with those rates in the arms.
#[must_use]
pub fn sd_of_rates(rates: [f64; 2]) -> [f64; 2] {
    rates.map(|p| (p * (1.0 - p)).sqrt())
}
