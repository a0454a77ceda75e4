//! Accounts that appear: from the start, or when they arrive.

use super::state::State;
use crate::dynamics::Coefficients;
use crate::lanes::{Lanes, Slab, Work};

/// Accounts of consecutive rows that appear in the same month.
pub struct Arrival<'a> {
    /// Coefficients.
    pub coefficients: &'a Coefficients,
    /// First row.
    pub first: usize,
    /// Lanes that have the account, row by row.
    pub exists: &'a [u32],
    /// ln of permanent usage \[$/month\], anchor and normal of the value score that all accounts are born with, `accounts × lanes`.
    pub births: [&'a Slab; 3],
    /// Whether they are there from the start.
    pub from_start: bool,
    /// Whether somebody serves their book: one that has had a CSM starts with more value than one that never had any.
    pub served: bool,
    /// Customers.
    pub state: &'a mut State,
}

impl Work for Arrival<'_> {
    type Output = ();

    #[inline(always)]
    fn run<L: Lanes>(self, l: L) {
        let Self { coefficients: c, first, exists, births: [usages, anchors, normals], from_start, served, state } = self;
        let above = match (from_start, served) {
            (true, true) => c.start_value,
            (true, false) => 0.0,
            (false, _) => c.new_account_value,
        };
        let spread = l.splat(if from_start { c.start_value_sd } else { 0.0 });
        let (usages, anchors, normals) = (l.vectors(usages), l.vectors(anchors), l.vectors(normals));
        let (value, usage, price) =
            (l.vectors_mut(&mut state.value), l.vectors_mut(&mut state.ln_usage), l.vectors_mut(&mut state.ln_price));
        for (row, &lanes) in (first..).zip(exists) {
            let born = l.add(l.add(anchors[row], l.splat(above)), l.mul(spread, normals[row]));
            value[row] = l.select(l.lanes_set(lanes), born, l.splat(f32::NAN));
            usage[row] = usages[row];
            if let Some(price) = price.get_mut(row) {
                *price = usages[row];
            }
        }
    }
}
