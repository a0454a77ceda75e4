//! Books of accounts: what accounts of one CSM are worth when they rise and fall together.

/// How large the CSMs' books are, \[accounts\].
#[derive(Debug, Clone, PartialEq)]
pub enum Books {
    /// All alike.
    Equal(f64),
    /// Only their mean and their coefficient of variation are known (sd over CSMs with divisor k ÷ mean).
    Varied {
        /// Accounts a CSM, on average.
        mean: f64,
        /// sd ÷ mean.
        cv: f64,
    },
    /// One by one, as on a roster.
    Listed(Vec<f64>),
}

/// How the analysis weighs CSMs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Weighting {
    /// Every account counts once.
    Accounts,
    /// A mixed model (generalised least squares): CSMs count by how much they tell.
    MixedModel,
    /// Every CSM counts once.
    Csms,
}

/// What the mean of a CSM varies by, in units of the variance of an account, so that an arm of K CSMs varies by 1/K of it.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Parts {
    /// From what a CSM's accounts share: no larger book takes it away.
    pub csm: f64,
    /// From the accounts themselves.
    pub account: f64,
}

impl Parts {
    /// Both together.
    #[must_use]
    pub fn total(&self) -> f64 {
        self.csm + self.account
    }
}

impl Books {
    /// Mean number of accounts.
    #[must_use]
    pub fn mean(&self) -> f64 {
        match self {
            Self::Equal(size) | Self::Varied { mean: size, .. } => *size,
            Self::Listed(sizes) => sizes.iter().sum::<f64>() / sizes.len() as f64,
        }
    }

    /// Coefficient of variation, sd with divisor k.
    #[must_use]
    pub fn cv(&self) -> f64 {
        match self {
            Self::Equal(_) => 0.0,
            Self::Varied { cv, .. } => *cv,
            Self::Listed(sizes) => {
                let mean = self.mean();
                (sizes.iter().map(|n| (n - mean).powi(2)).sum::<f64>() / sizes.len() as f64).sqrt() / mean
            }
        }
    }

    /// The same books, all `factor` times as large.
    #[must_use]
    pub fn scaled(&self, factor: f64) -> Self {
        match self {
            Self::Equal(size) => Self::Equal(size * factor),
            Self::Varied { mean, cv } => Self::Varied { mean: mean * factor, cv: *cv },
            Self::Listed(sizes) => Self::Listed(sizes.iter().map(|n| n * factor).collect()),
        }
    }

    /// What a CSM's mean varies by when accounts of one CSM correlate by `icc` (0 to 1).
    ///
    /// Weighted by accounts: icc (1 + CV²) and (1 − icc) ÷ m (Eldridge, Ashby & Kerry 2006, IJE 35:1292), exact for a list. Mixed model: weights
    /// 1 ÷ (icc + (1 − icc) ÷ n) from a list; from a CV the Taylor form RE = 1 − CV² L (1 − L), L = m icc ÷ (1 + (m − 1) icc), of van
    /// Breukelen, Candel & Berger (2007, Stat Med 26:2589). Every CSM once: icc and (1 − icc) · mean of 1/n, for a CV 1/n ≈ (1 + CV²) ÷ m.
    #[must_use]
    pub fn parts(&self, icc: f64, weighting: Weighting) -> Parts {
        let (m, cv) = (self.mean(), self.cv());
        match (weighting, self) {
            (Weighting::Accounts, _) => Parts { csm: icc * (1.0 + cv * cv), account: (1.0 - icc) / m },
            (Weighting::MixedModel, Self::Listed(sizes)) => {
                let weight = |n: f64| 1.0 / (icc + (1.0 - icc) / n);
                let sum: f64 = sizes.iter().map(|&n| weight(n)).sum();
                let over =
                    |of: &dyn Fn(f64) -> f64| sizes.iter().map(|&n| (weight(n) / sum).powi(2) * of(n)).sum::<f64>() * sizes.len() as f64;
                Parts { csm: over(&|_| icc), account: over(&|n| (1.0 - icc) / n) }
            }
            (Weighting::MixedModel, _) => {
                let told = m * icc / (1.0 + (m - 1.0) * icc);
                let relative_efficiency = 1.0 - cv * cv * told * (1.0 - told);
                Parts { csm: icc / relative_efficiency, account: (1.0 - icc) / m / relative_efficiency }
            }
            (Weighting::Csms, Self::Listed(sizes)) => {
                Parts { csm: icc, account: (1.0 - icc) * sizes.iter().map(|n| 1.0 / n).sum::<f64>() / sizes.len() as f64 }
            }
            (Weighting::Csms, _) => Parts { csm: icc, account: (1.0 - icc) * (1.0 + cv * cv) / m },
        }
    }

    /// How many times more accounts are needed than if accounts were independent.
    ///
    /// ```
    /// use paylift::experiment::power::{Books, Weighting};
    /// assert!((Books::Equal(40.0).design_effect(0.05, Weighting::Accounts) - 2.95).abs() < 1e-12);
    /// ```
    #[must_use]
    pub fn design_effect(&self, icc: f64, weighting: Weighting) -> f64 {
        self.mean() * self.parts(icc, weighting).total()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// As they are in the accounts of the data set: 7 to 46.
    const SIZES: [f64; 6] = [7.0, 12.0, 18.0, 24.0, 33.0, 46.0];

    #[test]
    fn a_list_and_its_cv_agree() {
        let list = Books::Listed(SIZES.to_vec());
        let known = Books::Varied { mean: list.mean(), cv: list.cv() };
        let squares: f64 = SIZES.iter().map(|n| n * n).sum();
        let exact = 1.0 + (squares / SIZES.iter().sum::<f64>() - 1.0) * 0.07;
        for books in [&list, &known] {
            assert!((books.design_effect(0.07, Weighting::Accounts) - exact).abs() < 1e-12);
        }
        // Taylor's form against the list: by the second order only
        let (of_list, of_cv) = (list.design_effect(0.07, Weighting::MixedModel), known.design_effect(0.07, Weighting::MixedModel));
        assert!((of_list / of_cv - 1.0).abs() < 0.02 && of_list != of_cv, "{of_list} {of_cv}");
    }

    #[test]
    fn the_mixed_model_is_best_and_as_van_breukelen_has_it() {
        let list = Books::Listed(SIZES.to_vec());
        for icc in [0.01, 0.05, 0.15, 0.5] {
            let of = |weighting| list.design_effect(icc, weighting);
            assert!(of(Weighting::MixedModel) <= of(Weighting::Accounts) && of(Weighting::MixedModel) <= of(Weighting::Csms));
            // D = (1 + (m − 1) icc) ÷ RE with RE = (m + a)/m · mean(n/(n + a)), a = (1 − icc)/icc
            let (m, a) = (list.mean(), (1.0 - icc) / icc);
            let efficiency = (m + a) / m * SIZES.iter().map(|n| n / (n + a)).sum::<f64>() / 6.0;
            assert!((of(Weighting::MixedModel) - (1.0 + (m - 1.0) * icc) / efficiency).abs() < 1e-12);
        }
    }

    #[test]
    fn means_of_simulated_books_vary_as_told() {
        // exact second moments by enumeration instead of luck: the weighted mean of CSM effects and account noise
        let icc = 0.1;
        let variance = |weights: Vec<f64>| {
            let sum: f64 = weights.iter().sum();
            weights.iter().zip(SIZES).map(|(w, n)| (w / sum).powi(2) * (icc + (1.0 - icc) / n)).sum::<f64>()
        };
        let list = Books::Listed(SIZES.to_vec());
        let of = |weighting| list.parts(icc, weighting).total() / 6.0;
        assert!((of(Weighting::Accounts) - variance(SIZES.to_vec())).abs() < 1e-14);
        assert!((of(Weighting::Csms) - variance(vec![1.0; 6])).abs() < 1e-14);
    }

    #[test]
    fn equal_books_are_the_same_by_any_weighting() {
        for weighting in [Weighting::Accounts, Weighting::MixedModel, Weighting::Csms] {
            for books in [Books::Equal(30.0), Books::Varied { mean: 30.0, cv: 0.0 }, Books::Listed(vec![30.0; 4])] {
                assert!((books.design_effect(0.05, weighting) - 2.45).abs() < 1e-12);
            }
        }
    }
}
