//! Where two means of the same trials may lie together: the 95 % error ellipse of a point of cost against growth.
//!
//! {μ : (m̄ − μ)ᵀ S⁻¹ (m̄ − μ) ≤ T²}, S the covariance of the means (sample covariance ÷ n). T² is Hotelling's (1931) for two means,
//! 2(n − 1)/(n − 2) · F₀.₉₅(2, n − 2), whose closed form is (n − 1)(.05^(−2/(n − 2)) − 1); with many trials it is −2 ln .05 = 5.99, the
//! chi-square quantile on 2 degrees of freedom. A point is the joint answer; the two single intervals side by side are not.

use super::Moments;

/// Two means, and how their errors go together.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct PairOfMeans {
    /// The means.
    pub centre: (f64, f64),
    /// Variances of the two means.
    pub variances: (f64, f64),
    /// Covariance of the two means.
    pub covariance: f64,
    /// Trials.
    pub n: u64,
}

/// Means of two columns over the same trials with the covariance of the means; `None` for fewer than three trials.
///
/// # Panics
/// If the columns differ in length.
#[must_use]
pub fn error_ellipse(x: &[f64], y: &[f64]) -> Option<PairOfMeans> {
    assert_eq!(x.len(), y.len(), "paired columns");
    if x.len() < 3 {
        return None;
    }
    let (mx, my, n) = (Moments::of(x), Moments::of(y), x.len() as f64);
    let centre = (mx.mean()?, my.mean()?);
    let products: f64 = x.iter().zip(y).map(|(x, y)| (x - centre.0) * (y - centre.1)).sum();
    let variances = (mx.variance()? / n, my.variance()? / n);
    Some(PairOfMeans { centre, variances, covariance: products / (n - 1.0) / n, n: x.len() as u64 })
}

impl PairOfMeans {
    /// T², the squared statistical distance of the ellipse's edge.
    fn edge(&self) -> f64 {
        let n = self.n as f64;
        (n - 1.0) * libm::expm1(-2.0 / (n - 2.0) * libm::log(0.05))
    }

    /// Root of S (Cholesky): (a, b, c) with S = \[\[a, 0\], \[b, c\]\] times its transpose; 0 where nothing varies.
    fn root(&self) -> (f64, f64, f64) {
        let a = self.variances.0.sqrt();
        let b = if a > 0.0 { self.covariance / a } else { 0.0 };
        (a, b, (self.variances.1 - b * b).max(0.0).sqrt())
    }

    /// `corners` points around the edge, anticlockwise from the right; they coincide or fall on a line where a mean has no error.
    #[must_use]
    pub fn polygon(&self, corners: usize) -> Vec<(f64, f64)> {
        let (radius, (a, b, c)) = (self.edge().sqrt(), self.root());
        let corner = |i: usize| {
            let angle = std::f64::consts::TAU * i as f64 / corners as f64;
            let (u, v) = (radius * libm::cos(angle), radius * libm::sin(angle));
            (self.centre.0 + a * u, self.centre.1 + b * u + c * v)
        };
        (0..corners).map(corner).collect()
    }

    /// Whether a point is inside or on the edge. Where a mean has no error, or one follows from the other, only its own line is inside.
    #[must_use]
    pub fn contains(&self, x: f64, y: f64) -> bool {
        let (a, b, c) = self.root();
        // Solves root · (u, v) = point − centre; without spread on an axis the rest must be 0.
        let steps = |rest: f64, spread: f64| match spread > 0.0 {
            true => rest / spread,
            false if rest == 0.0 => 0.0,
            false => f64::INFINITY,
        };
        let u = steps(x - self.centre.0, a);
        if u.is_infinite() {
            return false;
        }
        let v = steps(y - self.centre.1 - b * u, c);
        u * u + v * v <= self.edge()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rand::{SeedableRng, rngs::Xoshiro256PlusPlus};
    use rand_distr::{Distribution, StandardNormal};

    #[test]
    fn the_edge_is_hotellings() {
        // scipy: 2(n − 1)/(n − 2) F₀.₉₅(2, n − 2); chi-square on 2 degrees of freedom 5.991464547.
        let at = |n| PairOfMeans { centre: (0.0, 0.0), variances: (1.0, 1.0), covariance: 0.0, n }.edge();
        for (n, exact) in [(10, 10.032_682_741_930_15), (100, 6.241_450_985_489_761), (1_000, 6.015_506_913_325_657)] {
            assert!((at(n) - exact).abs() < 1e-9, "{n} trials: {}", at(n));
        }
        assert!((at(1 << 40) - 5.991_464_547_107_979).abs() < 1e-9);
    }

    #[test]
    fn by_hand_and_the_polygon_is_the_edge() {
        // x 1, 2, 3, y 2, 1, 6: means 2 and 3, variances 1/3 and 7/3, covariance 2/3.
        let e = error_ellipse(&[1.0, 2.0, 3.0], &[2.0, 1.0, 6.0]).unwrap();
        assert_eq!(e.centre, (2.0, 3.0));
        assert!((e.variances.0 - 1.0 / 3.0).abs() < 1e-15 && (e.variances.1 - 7.0 / 3.0).abs() < 1e-15);
        assert!((e.covariance - 2.0 / 3.0).abs() < 1e-15);
        // (d_x² S_yy − 2 d_x d_y S_xy + d_y² S_xx)/det S is the squared distance.
        let det = e.variances.0 * e.variances.1 - e.covariance * e.covariance;
        for (x, y) in e.polygon(24) {
            let (dx, dy) = (x - 2.0, y - 3.0);
            let distance = (dx * dx * e.variances.1 - 2.0 * dx * dy * e.covariance + dy * dy * e.variances.0) / det;
            assert!((distance / e.edge() - 1.0).abs() < 1e-12);
            assert!(e.contains(2.0 + 0.999 * dx, 3.0 + 0.999 * dy) && !e.contains(2.0 + 1.001 * dx, 3.0 + 1.001 * dy));
        }
        // Twice the area by the shoelace formula tends to 2π T² √det.
        let corners = e.polygon(4_000);
        let twice: f64 = (0..4_000).map(|i| (corners[i], corners[(i + 1) % 4_000])).map(|(p, q)| p.0 * q.1 - q.0 * p.1).sum();
        assert!((twice / (std::f64::consts::TAU * e.edge() * det.sqrt()) - 1.0).abs() < 1e-5);
    }

    #[test]
    fn a_sure_cost_leaves_a_line() {
        let e = error_ellipse(&[500.0; 4], &[1.0, 2.0, 3.0, 4.0]).unwrap();
        assert!(e.polygon(16).iter().all(|p| p.0 == 500.0));
        assert!(e.contains(500.0, 2.6) && !e.contains(500.1, 2.5) && !e.contains(500.0, 90.0));
        assert!(error_ellipse(&[1.0, 2.0], &[1.0, 2.0]).is_none());
    }

    #[test]
    fn covers_95_in_100_with_ten_trials() {
        // Correlation .7, 10 trials, 4,000 runs: 3,800 ± 4 × √(4,000 × .95 × .05) = 55 (false alarm 6e-5). Chi-square's would cover 87 %.
        let mut rng = Xoshiro256PlusPlus::seed_from_u64(1931);
        let mut normal = || -> f64 { StandardNormal.sample(&mut rng) };
        let mut covered = 0;
        for _ in 0..4_000 {
            let (x, y): (Vec<f64>, Vec<f64>) = (0..10)
                .map(|_| {
                    let u = normal();
                    (100.0 + 5.0 * u, 0.7 * u + 0.51f64.sqrt() * normal())
                })
                .unzip();
            covered += u32::from(error_ellipse(&x, &y).unwrap().contains(100.0, 0.0));
        }
        assert!((3_745..=3_855).contains(&covered), "{covered}");
    }
}
