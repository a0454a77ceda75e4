//! Milestones of new accounts, with uniforms of their own.

use super::state::State;
use crate::dynamics::Coefficients;
use crate::lanes::{Lanes, Work};
use crate::random::Stream;
use crate::random::wide::{exp, uniform};

/// How far a new account's onboarding has come: lanes that have reached first value, and one, two, three successes of implementation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Milestones {
    /// First value.
    pub first_value: u32,
    /// At least one, two, three successes.
    pub successes: [u32; 3],
}

impl Milestones {
    /// Lanes in which nothing is left to reach.
    #[must_use]
    pub fn done(&self) -> u32 {
        self.first_value & self.successes[2]
    }
}

/// One month of one new account.
pub struct Onboarding<'a> {
    /// Coefficients.
    pub coefficients: &'a Coefficients,
    /// Row of the account, the number that names it, its seat.
    pub account: (u32, u32, usize),
    /// Month.
    pub month: u16,
    /// Trial of each lane.
    pub trials: &'a [u32],
    /// Stream, and block in it, of milestones.
    pub stream: (&'a Stream, u32),
    /// Customers at the month's end.
    pub state: &'a State,
    /// Lanes in which the account has lived this month.
    pub there: u32,
    /// Where it stands.
    pub milestones: &'a mut Milestones,
}

impl Work for Onboarding<'_> {
    /// Lanes that reached first value, and that completed implementation.
    type Output = [u32; 2];

    #[inline(always)]
    fn run<L: Lanes>(self, l: L) -> [u32; 2] {
        let Self { coefficients: c, account: (row, id, seat), month, trials, stream, state, there, milestones } = self;
        let n = |x: f32| l.splat(x);
        let w = stream.0.blocks(l, [id, u32::from(month), stream.1], l.words(trials));
        let (adoption, value) = (l.vectors(&state.adoption)[seat], l.vectors(&state.value)[row as usize]);
        let served = l.mul(n(c.first_value_rate), l.mul_add(n(0.5), adoption, n(0.5)));
        let hazard = l.mul(served, exp(l, l.mul(n(0.3), value)));
        let reached = l.less(uniform(l, w[0]), l.sub(n(1.0), exp(l, l.sub(n(0.0), hazard))));
        let first = l.bits(reached) & there & !milestones.first_value;
        milestones.first_value |= first;
        let [one, two, three] = milestones.successes;
        let success = l.bits(l.less(uniform(l, w[1]), n(c.implementation_rate))) & there & !three;
        milestones.successes = [one | success, two | (success & one), three | (success & two)];
        [first, milestones.successes[2] & !three]
    }
}
