//! Three laws of lifetimes, by their cumulative hazard `H(t)`; survival is `S(t) = exp(−H(t))`.
//!
//! | family | parameters | H(t) | hazard |
//! | --- | --- | --- | --- |
//! | exponential | rate r \[1/month\] | `r t` | constant |
//! | Weibull | shape k, scale λ \[months\] | `(t/λ)^k` | falls for k < 1, rises for k > 1 |
//! | log-logistic | shape k, scale λ \[months\], the median | `ln(1 + (t/λ)^k)` | falls for k ≤ 1, rises and falls for k > 1 |
//!
//! All are fitted in the logarithms of their parameters. With `z = k (ln t − ln λ)` (exponential: `z = ln r + ln t`) the cumulative hazard is
//! `e^z` or `ln(1 + e^z)`, and every derivative follows from those of `z`: `∂z/∂ln k = z`, `∂z/∂ln λ = −k`, `∂²z/∂(ln k)² = z`,
//! `∂²z/∂ln k ∂ln λ = −k`.

use serde::Serialize;

/// A law of lifetimes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub enum Family {
    /// A constant hazard.
    Exponential,
    /// A hazard that is a power of tenure.
    Weibull,
    /// A hazard that falls like 1/t in the end.
    LogLogistic,
}

/// A number with its first and second derivatives by the logarithms of (at most two) parameters.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Jet {
    pub(super) value: f64,
    pub(super) slope: [f64; 2],
    /// By the first twice, by both, by the second twice.
    pub(super) curve: [f64; 3],
}

impl Jet {
    pub(super) const ZERO: Self = Self { value: 0.0, slope: [0.0; 2], curve: [0.0; 3] };

    /// `g(x)` for `x = self`, given `g`, `g′` and `g″` at its value.
    pub(super) fn through(self, g: f64, first: f64, second: f64) -> Self {
        let [a, b] = self.slope;
        let product = [a * a, a * b, b * b];
        Self { value: g, slope: self.slope.map(|s| first * s), curve: std::array::from_fn(|i| first * self.curve[i] + second * product[i]) }
    }

    /// `self + factor·other`.
    pub(super) fn plus(self, factor: f64, other: Self) -> Self {
        Self {
            value: self.value + factor * other.value,
            slope: std::array::from_fn(|i| self.slope[i] + factor * other.slope[i]),
            curve: std::array::from_fn(|i| self.curve[i] + factor * other.curve[i]),
        }
    }
}

impl Family {
    /// All, simplest first.
    pub const ALL: [Self; 3] = [Self::Exponential, Self::Weibull, Self::LogLogistic];

    /// As it is written in tables.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Exponential => "exponential",
            Self::Weibull => "Weibull",
            Self::LogLogistic => "log-logistic",
        }
    }

    /// Names of the parameters, in order.
    #[must_use]
    pub fn parameters(self) -> &'static [&'static str] {
        match self {
            Self::Exponential => &["rate"],
            Self::Weibull | Self::LogLogistic => &["shape", "scale"],
        }
    }

    /// Cumulative hazard at tenure `t` ≥ 0, with logarithms of the parameters.
    pub(super) fn cumulative(self, ln: &[f64], t: f64) -> Jet {
        if t <= 0.0 {
            return Jet::ZERO;
        }
        let z = self.z(ln, t);
        match self {
            Self::Exponential | Self::Weibull => {
                let h = z.value.exp();
                z.through(h, h, h)
            }
            Self::LogLogistic => {
                let p = 1.0 / (1.0 + (-z.value).exp());
                z.through(softplus(z.value), p, p * (1.0 - p))
            }
        }
    }

    /// Logarithm of the hazard at tenure `t` > 0.
    pub(super) fn ln_hazard(self, ln: &[f64], t: f64) -> Jet {
        let z = self.z(ln, t);
        match self {
            Self::Exponential => Jet { value: z.value - t.ln(), ..z },
            // (k/t)·e^z: ln k is the first parameter itself
            Self::Weibull => z.plus(1.0, Jet { value: ln[0] - t.ln(), slope: [1.0, 0.0], curve: [0.0; 3] }),
            Self::LogLogistic => {
                let p = 1.0 / (1.0 + (-z.value).exp());
                let rate = z.plus(-1.0, z.through(softplus(z.value), p, p * (1.0 - p)));
                rate.plus(1.0, Jet { value: ln[0] - t.ln(), slope: [1.0, 0.0], curve: [0.0; 3] })
            }
        }
    }

    fn z(self, ln: &[f64], t: f64) -> Jet {
        match self {
            Self::Exponential => Jet { value: ln[0] + t.ln(), slope: [1.0, 0.0], curve: [0.0; 3] },
            Self::Weibull | Self::LogLogistic => {
                let k = ln[0].exp();
                let z = k * (t.ln() - ln[1]);
                Jet { value: z, slope: [z, -k], curve: [z, -k, 0.0] }
            }
        }
    }
}

/// `ln(1 + e^x)` without overflow.
fn softplus(x: f64) -> f64 {
    x.max(0.0) + (-x.abs()).exp().ln_1p()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn derivatives_agree_with_differences() {
        let step = 1e-5;
        for family in Family::ALL {
            for t in [0.5, 1.0, 7.0, 60.0] {
                let of = |what: usize, a: f64, b: f64| {
                    let ln = [-0.4 + a, 3.0 + b];
                    if what == 0 { family.cumulative(&ln, t) } else { family.ln_hazard(&ln, t) }
                };
                for what in 0..2 {
                    let here = of(what, 0.0, 0.0);
                    let slope = |k: usize, d: f64| if k == 0 { of(what, d, 0.0) } else { of(what, 0.0, d) };
                    for k in 0..2 {
                        let (up, down) = (slope(k, step), slope(k, -step));
                        let first = (up.value - down.value) / (2.0 * step);
                        assert!((here.slope[k] - first).abs() < 1e-6 * (1.0 + first.abs()), "{family:?} {t} {what} {k}: {here:?} {first}");
                        for other in 0..2 {
                            let second = (up.slope[other] - down.slope[other]) / (2.0 * step);
                            let found = here.curve[k + other];
                            assert!(
                                (found - second).abs() < 1e-6 * (1.0 + second.abs()),
                                "{family:?} {t} {what} {k} {other}: {found} {second}"
                            );
                        }
                    }
                }
            }
        }
    }
}
