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

#[cfg(test)]
mod tests {
    use super::super::design::Design;
    use super::*;
    use crate::stats::Moments;
    use rand::{SeedableRng, rngs::Xoshiro256PlusPlus, seq::SliceRandom};
    use rand_distr::{Distribution, StandardNormal};

    /// Six pods of four CSMs with 24 accounts: pods share 0.03, CSMs 0.05 more, and effects vary by 0.02 over CSMs. Variances of 20,000 assigned
    /// and simulated experiments within four of their own standard errors (false alarm 6e-5 each).
    #[test]
    fn simulated_experiments_vary_as_told() {
        let mut rng = Xoshiro256PlusPlus::seed_from_u64(24);
        let (pods, size, accounts) = (6_usize, 4_usize, 24.0_f64);
        let mut found = [Moments::default(); 4];
        for _ in 0..20_000 {
            let mut normal = |variance: f64| -> f64 { variance.sqrt() * Distribution::<f64>::sample(&StandardNormal, &mut rng) };
            let pod: Vec<f64> = (0..pods).map(|_| normal(0.03)).collect();
            let csm: Vec<f64> = (0..pods * size).map(|i| pod[i / size] + normal(0.05)).collect();
            let effect: Vec<f64> = csm.iter().map(|_| normal(0.02)).collect();
            let whole: Vec<f64> = csm.iter().map(|_| normal(0.92 / accounts)).collect();
            let halves: Vec<[f64; 2]> = csm.iter().map(|_| [normal(0.92 / (accounts / 2.0)), normal(0.92 / (accounts / 2.0))]).collect();
            let mut of_pods: Vec<bool> = (0..pods).map(|i| i < pods / 2).collect();
            of_pods.shuffle(&mut rng);
            let mut of_csms: Vec<bool> = (0..pods * size).map(|i| i < pods * size / 2).collect();
            of_csms.shuffle(&mut rng);
            let mut inside: Vec<bool> = (0..pods * size).map(|i| i % size < size / 2).collect();
            inside.chunks_mut(size).for_each(|pod| pod.shuffle(&mut rng));
            let difference = |on: &dyn Fn(usize) -> bool| {
                let arm = |wanted: bool| {
                    let own: Moments = (0..csm.len())
                        .filter(|&i| on(i) == wanted)
                        .map(|i| csm[i] + whole[i] + if wanted { effect[i] } else { 0.0 })
                        .collect();
                    own.mean().unwrap()
                };
                arm(true) - arm(false)
            };
            found[0].push(difference(&|i| of_pods[i / size]));
            found[1].push(difference(&|i| of_csms[i]));
            found[2].push(difference(&|i| inside[i]));
            let books: Moments = halves.iter().zip(&effect).map(|(half, effect)| effect + half[1] - half[0]).collect();
            found[3].push(books.mean().unwrap());
        }
        let (c, icc) = (size as f64, 0.03);
        let levels = [Level::Pod { csms: c, icc }, Level::Csm, Level::CsmInPod { csms: c, icc }, Level::Cohort];
        for (found, level) in found.iter().zip(levels) {
            let told = Design { level, effect_spread: 0.02, ..Design::plain(12.0, accounts, 0.08) }.sight().unwrap().variance;
            // CSMs drawn without regard to pods: half of one's podmates tend to the other arm, so that pods matter a little less than told
            let told = if level == Level::Csm { told - 0.03 * 2.0 / 12.0 * (c - 1.0) / 23.0 } else { told };
            let variance = found.sd().unwrap().powi(2);
            let error = variance * (2.0_f64 / 20_000.0).sqrt();
            assert!((variance - told).abs() < 4.0 * error, "{level:?}: {variance} {told} {error}");
        }
    }
}
