//! A random level of each CSM, by restricted maximum likelihood (REML).
//!
//! y = Xβ + u_g + e. The criterion is profiled in one dimension, θ = var(u) ÷ var(e): (N − p)(1 + ln(2π Q(θ) ÷ (N − p))) + Σ ln(1 + n_g θ) +
//! ln|X'V⁻¹X|, with Q the weighted sum of squares; its derivative is known, so the root is bisected to the last digit. As lme4 has it.
//! Degrees of freedom by Satterthwaite with the observed information (as lmerTest), or by Kenward & Roger (1997), whose standard error is
//! larger too, with the expected one (as pbkrtest).

use nalgebra::{DMatrix, Matrix2, Vector2};

use super::super::Effect;
use super::regression::{Regression, Unfit};
use super::sums::{At, Sums};

/// θ that are looked at before the root is bisected.
const GRID: (i32, i32) = (-60, 40);

/// A fitted mixed model.
#[derive(Debug, Clone, PartialEq)]
pub struct Mixed {
    /// Variance of CSMs' levels; 0 where they differ by no more than chance.
    pub variance_csm: f64,
    /// Variance of accounts within a CSM.
    pub variance_residual: f64,
    /// −2 × restricted log-likelihood.
    pub criterion: f64,
    theta: f64,
    at: At,
    sums: Sums,
}

impl Mixed {
    /// Fits it; weights are not used.
    ///
    /// # Errors
    /// [`Unfit::Dependent`] where a column is a sum of others.
    pub fn fit(regression: &Regression) -> Result<Self, Unfit> {
        let sums = Sums::of(regression);
        let grid: Vec<f64> = std::iter::once(0.0).chain((GRID.0..=GRID.1).map(|step| 10f64.powf(f64::from(step) / 10.0))).collect();
        let heights = grid.iter().map(|theta| criterion(&sums, *theta)).collect::<Result<Vec<f64>, Unfit>>()?;
        let lowest = heights.iter().enumerate().min_by(|a, b| a.1.total_cmp(b.1)).map_or(0, |(i, _)| i);
        let (mut low, mut high) = (grid[lowest.saturating_sub(1)], grid[(lowest + 1).min(grid.len() - 1)]);
        let theta = if lowest == 0 && slope(&sums, 0.0)? >= 0.0 {
            0.0
        } else {
            for _ in 0..200 {
                let middle = f64::midpoint(low, high);
                if slope(&sums, middle)? < 0.0 { low = middle } else { high = middle }
            }
            f64::midpoint(low, high)
        };
        let at = sums.at(theta)?;
        let variance_residual = at.squares / (sums.rows - at.coefficients.len() as f64);
        let criterion = criterion(&sums, theta)?;
        Ok(Self { variance_csm: theta * variance_residual, variance_residual, criterion, theta, at, sums })
    }

    /// Coefficient of a column.
    #[must_use]
    pub fn coefficient(&self, column: usize) -> f64 {
        self.at.coefficients[column]
    }

    /// Share of variance between CSMs, 0 to 1.
    #[must_use]
    pub fn icc(&self) -> f64 {
        self.theta / (1.0 + self.theta)
    }

    /// A coefficient with its standard error and Satterthwaite's degrees of freedom.
    ///
    /// ν = 2 (c'Φc)² ÷ (g'Ag), A the covariance of (θ, var(e)) from the observed information. `None` where that is not positive, as it may
    /// be where θ is 0.
    #[must_use]
    pub fn effect_of(&self, column: usize) -> Option<Effect> {
        let (theta, noise, left) = (self.theta, self.variance_residual, self.sums.rows - self.at.coefficients.len() as f64);
        let first = |c: &super::sums::Cluster| 1.0 / (1.0 + c.size * theta).powi(2);
        let second = |c: &super::sums::Cluster| -2.0 * c.size / (1.0 + c.size * theta).powi(3);
        let gram = -self.sums.outer(first);
        let turned = &self.at.inverse * &gram;
        let curve = (&self.at.inverse * -self.sums.outer(second)).trace() - (&turned * &turned).trace();
        let mut pull = self.sums.xy.clone() * 0.0;
        for c in &self.sums.clusters {
            pull.axpy(-first(c) * c.off(&self.at.coefficients), &c.x, 1.0);
        }
        let moved = &self.at.inverse * pull;
        let (mut bend, mut lean, mut sizes) = (0.0, 0.0, 0.0);
        for c in &self.sums.clusters {
            let off = c.off(&self.at.coefficients);
            lean -= first(c) * off * off;
            bend -= second(c) * off * off - 2.0 * first(c) * off * c.x.dot(&moved);
            sizes -= (c.size / (1.0 + c.size * theta)).powi(2);
        }
        let across = -lean / (noise * noise);
        let information = Matrix2::new(bend / noise + sizes + curve, across, across, left / (noise * noise));
        let covariance = (information.determinant() > 0.0 && information[(0, 0)] > 0.0).then(|| information.try_inverse())?? * 2.0;
        let own = self.at.inverse[(column, column)];
        let gradient = Vector2::new(-noise * (&turned * &self.at.inverse)[(column, column)], own);
        Some(Effect {
            estimate: self.coefficient(column),
            standard_error: (noise * own).sqrt(),
            degrees_of_freedom: 2.0 * (noise * own).powi(2) / gradient.dot(&(covariance * gradient)),
        })
    }

    /// A coefficient with Kenward & Roger's standard error and degrees of freedom: the mixed model's own answer to few clusters.
    ///
    /// `None` where the expected information is singular.
    #[must_use]
    pub fn kenward_roger(&self, column: usize) -> Option<Effect> {
        let (theta, noise) = (self.theta, self.variance_residual);
        let phi = &self.at.inverse * noise;
        // V⁻¹1 = d 1; V⁻¹ = (I − k 11') ÷ var(e), whose powers are I + κ 11'
        let d = |c: &super::sums::Cluster| 1.0 / (noise * (1.0 + c.size * theta));
        let kappa = |c: &super::sums::Cluster, power: i32| ((1.0 + c.size * theta).powi(-power) - 1.0) / c.size;
        let p = [-self.sums.outer(|c| d(c).powi(2)), -(&self.sums.xx + self.sums.outer(|c| kappa(c, 2))) / noise.powi(2)];
        let across = self.sums.outer(|c| d(c).powi(3));
        let q = [
            [self.sums.outer(|c| c.size * d(c).powi(3)), across.clone()],
            [across, (&self.sums.xx + self.sums.outer(|c| kappa(c, 3))) / noise.powi(3)],
        ];
        let sum = |f: &dyn Fn(&super::sums::Cluster) -> f64| self.sums.clusters.iter().map(f).sum::<f64>();
        let mixed = sum(&|c| c.size * d(c).powi(2));
        let within = sum(&|c| (c.size - 1.0 + (1.0 + c.size * theta).powi(-2)) / noise.powi(2));
        let traces = [[sum(&|c| (c.size * d(c)).powi(2)), mixed], [mixed, within]];
        let shrunk: Vec<DMatrix<f64>> = p.iter().map(|p| &phi * p).collect();
        let expected = Matrix2::from_fn(|i, j| traces[i][j] - 2.0 * (&phi * &q[i][j]).trace() + (&shrunk[i] * &shrunk[j]).trace());
        let weight = expected.try_inverse()? * 2.0;
        let mut more = DMatrix::zeros(phi.nrows(), phi.ncols());
        let mut spread = 0.0;
        let own: Vec<f64> = shrunk.iter().map(|s| (s * &phi)[(column, column)] / phi[(column, column)]).collect();
        for i in 0..2 {
            for j in 0..2 {
                more += (&q[i][j] - &p[i] * &shrunk[j]) * weight[(i, j)];
                spread += weight[(i, j)] * own[i] * own[j];
            }
        }
        let adjusted = &phi + &phi * more * &phi * 2.0;
        Some(Effect {
            estimate: self.coefficient(column),
            standard_error: adjusted[(column, column)].sqrt(),
            // Kenward & Roger's m for a single contrast: 4 + 3 ÷ (ρ − 1) = 2 ÷ A
            degrees_of_freedom: 2.0 / spread,
        })
    }
}

fn criterion(sums: &Sums, theta: f64) -> Result<f64, Unfit> {
    let at = sums.at(theta)?;
    let left = sums.rows - at.coefficients.len() as f64;
    let sizes: f64 = sums.clusters.iter().map(|c| (c.size * theta).ln_1p()).sum();
    let noise = 2.0 * std::f64::consts::PI * at.squares / left;
    Ok(left * (1.0 + noise.ln()) + sizes - at.inverse.determinant().ln())
}

/// Derivative of the criterion in θ.
fn slope(sums: &Sums, theta: f64) -> Result<f64, Unfit> {
    let at = sums.at(theta)?;
    let left = sums.rows - at.coefficients.len() as f64;
    let first = |size: f64| 1.0 / (1.0 + size * theta).powi(2);
    let lean: f64 = sums.clusters.iter().map(|c| first(c.size) * c.off(&at.coefficients).powi(2)).sum();
    let sizes: f64 = sums.clusters.iter().map(|c| c.size / (1.0 + c.size * theta)).sum();
    Ok(sizes - left * lean / at.squares - (at.inverse * sums.outer(|c| first(c.size))).trace())
}

#[cfg(test)]
#[path = "mixed_tests.rs"]
mod tests;
