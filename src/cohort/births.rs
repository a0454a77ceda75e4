//! Births of one account in many trials at once: what [`sample_cohort`](super::parametric::sample_cohort) draws for one.

use crate::dynamics::Coefficients;
use crate::lanes::{Lanes, Slab, Work};
use crate::random::Stream;
use crate::random::wide::Arithmetic;

use super::parametric::BirthLaw;

/// What accounts are born with, `accounts × lanes` each.
#[derive(Debug, Clone, Default)]
pub struct Births {
    /// Own organic growth, log points a month.
    pub growth: Slab,
    /// Anchor of the value score.
    pub anchor: Slab,
    /// ln of permanent usage, \[$/month\].
    pub ln_usage: Slab,
    /// Standard normal of the value score.
    pub value_normal: Slab,
    /// Deployment offset, logit.
    pub deployment: Slab,
    /// Uniforms that decide a contract's term and phase; meaningless for usage billing.
    pub contract: [Slab; 2],
}

impl Births {
    /// Room for so many accounts times lanes, all to be [born](Bear).
    #[must_use]
    pub fn new(len: usize) -> Self {
        let slab = || Slab::left_over(len);
        Self { growth: slab(), anchor: slab(), ln_usage: slab(), value_normal: slab(), deployment: slab(), contract: [slab(), slab()] }
    }
}

/// Bears some accounts of one segment.
pub struct Bear<'a> {
    /// Stream of births.
    pub stream: &'a Stream,
    /// Trial of each lane.
    pub trials: &'a [u32],
    /// Coefficients.
    pub coefficients: &'a Coefficients,
    /// Law of the segment.
    pub law: &'a BirthLaw,
    /// Whether they are there from the start.
    pub from_start: bool,
    /// Rows of the accounts, and the numbers that name them in streams.
    pub accounts: &'a [(u32, u32)],
    /// Where it goes.
    pub births: &'a mut Births,
}

impl Work for Bear<'_> {
    type Output = ();

    #[inline(always)]
    fn run<L: Lanes>(self, l: L) {
        let Self { stream, trials, coefficients: c, law, from_start, accounts, births } = self;
        let n = |x: f32| l.splat(x);
        // asked for anew, it need not keep its numbers
        let (m, keys, trials) = (|| Arithmetic::from_memory(l), stream.keys(), l.words(trials));
        let (first, second) = (keys.at(l, 0, 0, trials), keys.at(l, 0, 1, trials));
        let (growth, anchor) = (l.vectors_mut(&mut births.growth), l.vectors_mut(&mut births.anchor));
        let (ln_usage, value_normal) = (l.vectors_mut(&mut births.ln_usage), l.vectors_mut(&mut births.value_normal));
        let deployment = l.vectors_mut(&mut births.deployment);
        let [term, phase] = &mut births.contract;
        let (term, phase) = (l.vectors_mut(term), l.vectors_mut(phase));
        let size = law.ln_usage + if from_start { law.opening_shift } else { 0.0 };
        for &(row, id) in accounts {
            let row = row as usize;
            let w = first.of(id);
            let (own, own_anchor) = m().normals(w[0], w[1]);
            let (usage, value) = m().normals(w[2], w[3]);
            growth[row] = l.mul_add(n(law.growth_sd), own, n(law.growth));
            anchor[row] = l.mul(n(c.anchor_sd), own_anchor);
            ln_usage[row] = l.mul_add(n(law.ln_usage_sd), usage, n(size));
            value_normal[row] = value;
            if law.terms.is_none() && c.deployment_sd == 0.0 {
                deployment[row] = n(0.0);
                continue; // nothing of the second block is asked for
            }
            let w = second.of(id);
            deployment[row] = if c.deployment_sd == 0.0 { n(0.0) } else { l.mul(n(c.deployment_sd), m().normals(w[0], w[1]).0) };
            if law.terms.is_some() {
                (term[row], phase[row]) = (m().uniform(w[2]), m().uniform(w[3]));
            }
        }
    }
}
