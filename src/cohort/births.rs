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

/// Bears accounts of consecutive rows, all of them there from the start or none.
pub struct Bear<'a> {
    /// Stream of births.
    pub stream: &'a Stream,
    /// Trial of each lane.
    pub trials: &'a [u32],
    /// Coefficients.
    pub coefficients: &'a Coefficients,
    /// Laws of segments.
    pub laws: &'a [BirthLaw],
    /// Whether they are there from the start.
    pub from_start: bool,
    /// First row.
    pub first: usize,
    /// Numbers that name the accounts in streams, row by row.
    pub ids: &'a [u32],
    /// Their segments.
    pub segments: &'a [u16],
    /// Where it goes.
    pub births: &'a mut Births,
}

impl Work for Bear<'_> {
    type Output = ();

    #[inline(always)]
    fn run<L: Lanes>(self, l: L) {
        let Self { stream, trials, coefficients: c, laws, from_start, first, ids, segments, births } = self;
        let n = |x: f32| l.splat(x);
        // asked for anew, it need not keep its numbers
        let (m, keys, trials) = (|| Arithmetic::from_memory(l), stream.keys(), l.words(trials));
        let blocks = [keys.at(l, 0, 0, trials), keys.at(l, 0, 1, trials)];
        let (growth, anchor) = (l.vectors_mut(&mut births.growth), l.vectors_mut(&mut births.anchor));
        let (ln_usage, value_normal) = (l.vectors_mut(&mut births.ln_usage), l.vectors_mut(&mut births.value_normal));
        let deployment = l.vectors_mut(&mut births.deployment);
        let [term, phase] = &mut births.contract;
        let (term, phase) = (l.vectors_mut(term), l.vectors_mut(phase));
        for ((row, &id), &segment) in (first..).zip(ids).zip(segments) {
            let law = &laws[usize::from(segment)];
            let size = law.ln_usage + if from_start { law.opening_shift } else { 0.0 };
            let w = blocks[0].of(id);
            (growth[row], anchor[row]) = if law.growth_sd == 0.0 && c.anchor_sd == 0.0 {
                (n(law.growth), n(0.0)) // one account is like another
            } else {
                let (own, own_anchor) = m().normals(w[0], w[1]);
                let own_anchor = if c.anchor_sd == 0.0 { n(0.0) } else { l.mul(n(c.anchor_sd), own_anchor) };
                (l.mul_add(n(law.growth_sd), own, n(law.growth)), own_anchor)
            };
            let (usage, value) = m().normals(w[2], w[3]);
            ln_usage[row] = l.mul_add(n(law.ln_usage_sd), usage, n(size));
            value_normal[row] = value;
            if law.terms.is_none() && c.deployment_sd == 0.0 {
                deployment[row] = n(0.0);
                continue; // nothing of the second block is asked for
            }
            let w = blocks[1].of(id);
            deployment[row] = if c.deployment_sd == 0.0 { n(0.0) } else { l.mul(n(c.deployment_sd), m().normals(w[0], w[1]).0) };
            if law.terms.is_some() {
                (term[row], phase[row]) = (m().uniform(w[2]), m().uniform(w[3]));
            }
        }
    }
}
