//! Gates and multipliers: what other metrics do to a component's pay.
//!
//! A metric that is undefined says nothing against anybody: the gate stays open and the factor is 1.

use super::{Gate, Multiplier};
use crate::measure::Facts;

/// What a gate or multiplier made of a reading.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Factor {
    /// The value that decided; `None` if it was undefined.
    pub(super) value: Option<f64>,
    /// Factor on pay.
    pub(super) factor: f64,
}

impl Gate {
    pub(super) fn factor(&self, facts: &Facts, seat: usize, period: usize) -> Factor {
        let value = facts.reading(self.metric, seat, period).value;
        let open = value.is_none_or(|v| self.edge.reached(v, self.at_least));
        Factor { value, factor: if open { 1.0 } else { self.otherwise } }
    }
}

impl Multiplier {
    pub(super) fn factor(&self, facts: &Facts, seat: usize, period: usize) -> Factor {
        let value = facts.reading(self.metric, seat, period).value;
        Factor { value, factor: value.map_or(1.0, |v| self.curve.pay(v)) }
    }
}
