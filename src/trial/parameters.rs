//! Outer draws: the segments of a scenario with parameters drawn from their uncertainty.
//!
//! A draw belongs to the market, not to luck: all trials of a draw live with the same parameters, every plan under each of them. Nobody in
//! the company sees it. Targets, quotas, forecasts, rates at equal cost and what people believe stay those of the point values.

use crate::random::normal::normals;
use crate::random::{Purpose, Stream};
use crate::scenario::{Scenario, Segment};

/// The thing whose random number chooses among given draws: one choice for all segments, so that draws that were fitted together stay
/// together.
const ROW: u32 = u32::MAX;

/// The segments in outer draw `draw`; those without uncertainty as they are.
#[must_use]
pub fn drawn_segments(scenario: &Scenario, draw: u32) -> Vec<Segment> {
    let stream = Stream::new(scenario.run.seed, Purpose::Parameters);
    let row = |rows: usize| ((u64::from(stream.block(ROW, 0, 0, draw)[0]) * rows as u64) >> 32) as usize;
    let of_segment = |(nth, segment): (usize, &Segment)| {
        let normal = |k: usize| {
            let words = stream.block(nth as u32, k as u32, 0, draw);
            f64::from(normals(words[0], words[1]).0)
        };
        segment.uncertainty.as_ref().map_or_else(|| segment.clone(), |uncertainty| uncertainty.draw(segment, normal, row))
    };
    scenario.segments.iter().enumerate().map(of_segment).collect()
}
