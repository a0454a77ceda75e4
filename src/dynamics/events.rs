//! One uniform decides all events of an account-month, through disjoint bands and inverted links.
//!
//! Each band is anchored at one end, so that a higher rate only adds months with the event: worlds that share luck stay
//! comparable, and raising an account's churn never turns its churn into survival. The link is inverted once on the uniform, so
//! that a world needs a comparison instead of an exponential: 1 − exp(−exp η) > u ⇔ ln(−ln(1 − u)) < η.

use crate::lanes::{Lanes, Portable};
use crate::random::wide::{Arithmetic, ln};

/// Churn: u in \[0, 0.30).
pub const CHURN_END: f32 = 0.30;
/// Advocacy: u in \[0.30, 0.40).
pub const ADVOCACY_START: f32 = 0.30;
/// Leads: u in \[0.40, 0.55), closed ones first.
pub const LEAD_START: f32 = 0.40;
/// End of the leads' band.
pub const LEAD_END: f32 = 0.55;
/// Padded leads: u in \[0.55, 0.62\], closed ones first.
pub const PADDED_START: f32 = 0.55;
/// Movers: u in (0.62, 0.65], counted from the top.
pub const MOVER_START: f32 = 0.62;
/// Expansion: u in (0.65, 1), counted from the top.
pub const EXPANSION_START: f32 = 0.65;
/// A link value no intercept reaches.
pub const NEVER: f32 = 1e30;

/// Inverted links of one event uniform; [`NEVER`] outside a band.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Links {
    /// Churn happens if this is below η.
    pub churn: f32,
    /// Expansion happens if this is below ln λ.
    pub expansion: f32,
    /// A lead happens if this is below ln of its probability, a deal if below ln of the deal's.
    pub lead: f32,
    /// Position in the advocacy band: an act happens if this is below its probability.
    pub advocacy: f32,
    /// Position in the band of padded leads.
    pub padded: f32,
    /// Position in the movers' band.
    pub mover: f32,
}

impl Links {
    /// Inverts the links at `u`.
    #[inline]
    #[must_use]
    pub fn at(u: f32) -> Self {
        let mut links = Self { churn: NEVER, expansion: NEVER, lead: NEVER, advocacy: NEVER, padded: NEVER, mover: NEVER };
        if u < CHURN_END {
            links.churn = cloglog(u);
        } else if u < LEAD_START {
            links.advocacy = u - ADVOCACY_START;
        } else if u > EXPANSION_START {
            links.expansion = cloglog(1.0 - u);
        } else if u > MOVER_START {
            links.mover = EXPANSION_START - u;
        } else if u >= PADDED_START {
            links.padded = u - PADDED_START;
        } else if LEAD_START < u && u < LEAD_END {
            links.lead = ln(Portable, u - LEAD_START);
        }
        links
    }
}

/// ln(−ln(1 − s)) for 0 < s ≤ 0.35, absolute error below 3e-6.
#[inline]
#[must_use]
pub fn cloglog(s: f32) -> f32 {
    let m = Arithmetic::known(Portable);
    m.cloglog(s, m.ln(s))
}

/// ln(−ln(1 − u)) over the whole range, for the renewal's own uniform.
#[inline]
#[must_use]
pub fn cloglog_full(u: f32) -> f32 {
    cloglog_full_of(Portable, u)
}

/// [`cloglog_full`] in many trials at once.
#[inline(always)]
pub fn cloglog_full_of<L: Lanes>(l: L, u: L::F) -> L::F {
    let survive = ln(l, l.sub(l.splat(1.0), u));
    let high = ln(l, l.sub(l.splat(0.0), survive));
    l.select(l.less(l.splat(0.35), u), high, Arithmetic::known(l).cloglog(u, ln(l, u)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn inverted_links_agree_with_double_precision() {
        for i in 1..=35_000 {
            let s = i as f32 * 1e-5;
            let exact = (-(-f64::from(s)).ln_1p()).ln();
            assert!((f64::from(cloglog(s)) - exact).abs() < 4e-6, "{s}");
            let u = i as f32 / 35_001.0;
            let exact = (-(-f64::from(u)).ln_1p()).ln();
            assert!((f64::from(cloglog_full(u)) - exact).abs() < 5e-6, "{u}");
        }
    }

    #[test]
    fn bands_are_disjoint_and_in_order() {
        for (u, which) in
            [(0.01, 0), (0.299, 0), (0.31, 1), (0.41, 2), (0.549, 2), (0.551, 5), (0.6, 5), (0.619, 5), (0.64, 4), (0.66, 3), (0.999, 3)]
        {
            let l = Links::at(u);
            let hit: Vec<usize> = [l.churn, l.advocacy, l.lead, l.expansion, l.mover, l.padded]
                .iter()
                .enumerate()
                .filter(|(_, x)| **x < NEVER)
                .map(|(i, _)| i)
                .collect();
            assert_eq!(hit, [which], "u = {u}");
        }
    }
}
