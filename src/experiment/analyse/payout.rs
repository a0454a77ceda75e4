//! What the new plan pays more, and what a unit of uplift costs by that.

use super::super::Effect;
use super::super::clustered::{Estimand, difference_welch};
use super::units::Units;
use super::{Data, Level};

/// Payouts of a comparison.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Payout {
    /// Mean payout of treated units less that of control units, in currency.
    pub extra: Effect,
    /// Extra payout ÷ difference of unit means of the outcome: what 1.00 of it cost; `None` where there is no uplift.
    pub price: Option<f64>,
}

/// Compares payouts; `None` where they were not told or units have both plans.
pub(super) fn payout(data: &Data) -> Option<Payout> {
    let paid = data.payout.as_ref().filter(|_| data.level != Level::Cohort)?;
    let units = Units::of(data, Estimand::Csm);
    let mut labels = data.unit.clone();
    labels.sort_unstable();
    labels.dedup();
    let own: Vec<f64> = labels.iter().map(|label| paid[*label]).collect();
    let extra = difference_welch(&units.in_arm(&own, false), &units.in_arm(&own, true))?;
    let uplift = difference_welch(&units.in_arm(&units.outcome, false), &units.in_arm(&units.outcome, true))?.estimate;
    Some(Payout { extra, price: (uplift > 0.0).then(|| extra.estimate / uplift) })
}
