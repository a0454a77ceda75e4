//! To whom a plan is assigned: pods, CSMs, CSMs inside pods, or cohorts of customers inside each book.
//!
//! The lower the level, the less of what people share stands between the arms, and the more can flow from one arm to the other. A share s of
//! effort moved between the cohorts of one book biases the difference by s times the effect; it is worth that while the root of mean squared
//! error stays below that of assigning whole CSMs.

use super::books::Parts;

/// To whom a plan is assigned.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Level {
    /// Every CSM by a draw of his own.
    Csm,
    /// Whole pods; CSMs of one pod share its plan.
    Pod {
        /// CSMs in a pod.
        csms: f64,
        /// Correlation of accounts of two CSMs in one pod; part of the ICC of accounts of one CSM.
        icc: f64,
    },
    /// CSMs, half of every pod: pods are strata, and what they share drops out.
    CsmInPod {
        /// CSMs in a pod.
        csms: f64,
        /// As in [`Level::Pod`].
        icc: f64,
    },
    /// Half the accounts of every CSM: what CSMs and pods share drops out.
    Cohort,
}

impl Level {
    /// What the mean of one unit (a CSM; for cohorts the difference inside one book, see [`Level::variance`]) varies by, from what it varies by
    /// among all CSMs.
    pub(crate) fn parts(&self, parts: Parts) -> Parts {
        match self {
            Self::Csm => parts,
            // Heo & Leon 2008: D₃ = 1 + (m − 1) r₁ + m (c − 1) r₂
            Self::Pod { csms, icc } => Parts { csm: parts.csm + (csms - 1.0) * icc, ..parts },
            Self::CsmInPod { icc, .. } => Parts { csm: (parts.csm - icc).max(0.0), ..parts },
            Self::Cohort => Parts { csm: 0.0, ..parts },
        }
    }

    /// Variance of the difference of the arms, from what one CSM's mean varies by in each arm (in squared units of the outcome), CSMs an arm,
    /// and `effect_spread`, the variance of the effect over CSMs (same units).
    ///
    /// CSMs and pods: Σ vₐ ÷ Kₐ + spread ÷ K_treated. Cohorts: half a book has twice the accounts' variance, both halves are differenced, all G
    /// CSMs take part: (spread + 2 (v_control + v_treated)) ÷ G.
    pub(crate) fn variance(&self, per_csm: [f64; 2], csms: [f64; 2], effect_spread: f64) -> f64 {
        match self {
            Self::Cohort => (effect_spread + 2.0 * (per_csm[0] + per_csm[1])) / (csms[0] + csms[1]),
            _ => per_csm[0] / csms[0] + per_csm[1] / csms[1] + effect_spread / csms[1],
        }
    }

    /// Degrees of freedom of the spread between units: pods − 2, CSMs − 2, less one for every further pod inside pods, CSMs − 1 for cohorts.
    pub(crate) fn degrees_of_freedom(&self, csms: [f64; 2]) -> f64 {
        let all = csms[0] + csms[1];
        match self {
            Self::Csm => all - 2.0,
            Self::Pod { csms, .. } => all / csms - 2.0,
            Self::CsmInPod { csms, .. } => all - 2.0 - (all / csms - 1.0).max(0.0),
            Self::Cohort => all - 1.0,
        }
    }
}

/// Root of mean squared error of an estimate with that variance whose expectation is off by `bias`.
#[must_use]
pub fn root_mean_squared_error(variance: f64, bias: f64) -> f64 {
    (variance + bias * bias).sqrt()
}

/// Share of effort moved between cohorts of a book up to which cohorts beat a higher level on mean squared error:
/// √(V_higher − V_cohort) ÷ effect. `None` where cohorts vary more, so that no share is small enough, or there is no effect to move.
#[must_use]
pub fn break_even_shift(higher: f64, cohort: f64, effect: f64) -> Option<f64> {
    (higher >= cohort && effect != 0.0).then(|| (higher - cohort).sqrt() / effect.abs())
}
