//! The law of permanent growth with transitory noise divided out.
//!
//! A difference over k months is k months of permanent growth and two transitory errors: ln φ(u; k) = k ψ(u) − τ²k²u²/2 + 2 Re κ(u),
//! where ψ is the cumulant function of one month's permanent growth, τ² the variance of trends between accounts and κ that of a
//! transitory error. What the error's law is does not matter: as w₍ₘ₊ₖ₎ − w₍ₘ₎ is symmetric, it adds a real number that is the same at
//! all lags. So the imaginary part of ψ is the slope through 0 of the imaginary parts on k, and the real part the slope with an
//! intercept.

use super::account::{Account, Statistic};
use super::variogram::Differences;

/// Points u of the characteristic functions: `step`, 2 `step`, ….
pub(super) const POINTS: usize = 8;

/// Sums by lag: pairs, then Σ cos u d and Σ sin u d for each point u, d the difference less the mean of its cell (lag and start month).
#[derive(Debug, Clone)]
pub(super) struct Characteristic {
    /// Means of the cells by lag from 1.
    means: Vec<Vec<f64>>,
    step: f64,
}

/// Weights of ln φ by lag, then point.
pub(super) type Weights = Vec<[f64; POINTS]>;

/// Least weight that counts: an error of ln φ of a tenth.
const FAINT: f64 = 100.0;

const LAG: usize = 1 + 2 * POINTS;

impl Characteristic {
    /// Lags 1 to `longest`. The last point is where the characteristic function at lag 2, if it were normal, would still be twenty times
    /// its sampling error: beyond, logarithms of noise would be fitted.
    pub(super) fn of(d: &Differences, sums: &[f64], longest: usize) -> Option<Self> {
        let variance = d.within(sums, 2).ok().filter(|v| *v > 0.0)?;
        let signal = (0.05 * (2.0 * d.pooled(sums, 2)[0]).sqrt()).max(2.0);
        let last = (2.0 * signal.ln() / variance).sqrt();
        Some(Self { means: (1..=longest).map(|lag| d.cell_means(sums, lag)).collect(), step: last / POINTS as f64 })
    }

    /// The distance of points.
    pub(super) fn step(&self) -> f64 {
        self.step
    }

    /// Weights of ln φ by lag and point, from the whole panel: ln φ has variance 1/(pairs |φ|²) or so. Where that is more than
    /// 1/[`FAINT`] the lag says nothing at this point.
    pub(super) fn weigh(&self, sums: &[f64]) -> Weights {
        let weight = |s: &[f64], point: usize| {
            let weight = s[1 + 2 * point].hypot(s[2 + 2 * point]).powi(2) / s[0];
            if weight > FAINT { weight } else { 0.0 }
        };
        sums.chunks(LAG).map(|s| std::array::from_fn(|point| weight(s, point))).collect()
    }

    /// Re ψ at all points, then Im ψ. `trend` is τ².
    pub(super) fn cumulants(&self, sums: &[f64], weights: &Weights, trend: f64) -> Option<[f64; 2 * POINTS]> {
        let mut psi = [0.0; 2 * POINTS];
        for point in 0..POINTS {
            let u = self.step * (point + 1) as f64;
            let (mut n, mut k1, mut k2, mut re1, mut re_k, mut im_k) = (0.0, 0.0, 0.0, 0.0, 0.0, 0.0);
            for (i, s) in sums.chunks(LAG).enumerate().filter(|(i, _)| weights[*i][point] > 0.0) {
                let lag = (i + 1) as f64;
                let (cos, sin) = (s[1 + 2 * point] / s[0], s[2 + 2 * point] / s[0]);
                let size = cos * cos + sin * sin;
                if !(size > 0.0 && cos.is_finite()) {
                    return None;
                }
                let weight = weights[i][point];
                let (re, im) = (0.5 * libm::log(size) + 0.5 * trend * lag * lag * u * u, libm::atan2(sin, cos));
                n += weight;
                k1 += weight * lag;
                k2 += weight * lag * lag;
                re1 += weight * re;
                re_k += weight * lag * re;
                im_k += weight * lag * im;
            }
            psi[point] = (n * re_k - k1 * re1) / (n * k2 - k1 * k1);
            psi[POINTS + point] = im_k / k2;
        }
        psi.iter().all(|x| x.is_finite()).then_some(psi)
    }
}

impl Statistic for Characteristic {
    fn width(&self) -> usize {
        LAG * self.means.len()
    }

    fn add(&self, account: &Account<'_>, sums: &mut [f64]) {
        for ((lag, means), sums) in self.means.iter().enumerate().map(|(i, m)| (i + 1, m)).zip(sums.chunks_mut(LAG)) {
            for ((early, late), mean) in account.ln.iter().zip(&account.ln[lag..]).zip(means) {
                let difference = late - early;
                if difference.is_nan() {
                    continue;
                }
                let (sin, cos) = libm::sincos(self.step * (difference - mean));
                sums[0] += 1.0;
                let (mut re, mut im) = (1.0, 0.0);
                for point in sums[1..].chunks_mut(2) {
                    (re, im) = (re * cos - im * sin, re * sin + im * cos);
                    point[0] += re;
                    point[1] += im;
                }
            }
        }
    }
}
