//! The grounds that trials are lived on: the base market and its stress twins, at the point values of all parameters and, where these are
//! drawn from their uncertainty, once for each outer draw.

use rayon::prelude::*;

use crate::lanes::Isa;
use crate::scenario::{Scenario, Segment, Stress};

use super::ground::Ground;
use super::parameters::drawn_segments;

/// Trials that show how much further a book grows before pay begins under drawn parameters than under the point values: both live
/// through the same luck, so that few are needed.
const PAIRED_PILOT: u32 = 64;

/// A base market and its stress twins.
#[derive(Debug, Clone)]
pub(crate) struct Markets {
    pub(crate) base: Ground,
    pub(crate) stress: Vec<Ground>,
}

impl Markets {
    /// Settles a scenario's markets at the point values; `look_ahead` months are simulated beyond the horizon.
    pub(crate) fn of(scenario: &Scenario, base: &Stress, look_ahead: u16) -> Self {
        let stressed = |stress| Ground::of(scenario, &combine(base, stress), look_ahead);
        Self { base: Ground::of(scenario, base, look_ahead), stress: scenario.stress.iter().map(stressed).collect() }
    }

    /// Finds the sizes at which books have to start so that they have the stated size when pay begins, under every outer draw too: what the
    /// company has today is known. Returns the markets at the point values, and one for each outer draw.
    pub(crate) fn open(&self, scenario: &Scenario, isa: Isa) -> (Self, Vec<Self>) {
        let shifts = self.base.opening_shifts(&scenario.segments, isa);
        let few = |ground: &Ground, segments: &[Segment]| ground.opening_shifts_in(segments, isa, PAIRED_PILOT);
        let draws = scenario.run.parameter_draws.unwrap_or(0);
        let usual = if draws > 0 { few(&self.base, &scenario.segments) } else { Vec::new() };
        let drawn = |draw: u32| {
            let segments = drawn_segments(scenario, draw);
            let own = few(&self.base.among(&segments), &segments);
            let shifts: Vec<f32> = shifts.iter().zip(own.iter().zip(&usual)).map(|(shift, (own, usual))| shift + (own - usual)).collect();
            self.each(|ground| ground.among(&segments).open_at(&shifts))
        };
        let drawn = (0..draws).into_par_iter().map(drawn).collect();
        (self.each(|ground| ground.clone().open_at(&shifts)), drawn)
    }

    /// The base market alone.
    pub(crate) fn base_only(&self) -> Self {
        Self { base: self.base.clone(), stress: Vec::new() }
    }

    fn each(&self, of: impl Fn(&Ground) -> Ground) -> Self {
        Self { base: of(&self.base), stress: self.stress.iter().map(of).collect() }
    }
}

/// A stress on top of a base market that may be shifted itself.
fn combine(base: &Stress, stress: &Stress) -> Stress {
    Stress {
        id: stress.id.clone(),
        macro_shift: base.macro_shift + stress.macro_shift,
        growth_shift: base.growth_shift + stress.growth_shift,
        churn_factor: base.churn_factor * stress.churn_factor,
        expansion_factor: base.expansion_factor * stress.expansion_factor,
    }
}
