//! What the experiment itself costs: pay by arm, extra pay, top-ups that hold people harmless, and the budget.

use serde::Serialize;

use crate::plan::Plan;
use crate::scenario::Scenario;
use crate::stats::{Estimate, Moments, Sorted, share};

/// Pay of one experiment's people over its quarters, over many experiments. Nobody's employer load is in it.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct PayoutCost {
    /// Pay of a CSM on today's plan, \[$\].
    pub pay_today: Estimate,
    /// Pay of a CSM on the new plan, \[$\].
    pub pay_new: Estimate,
    /// 5 % and 95 % of single CSMs' pay on today's plan and on the new one, \[$\].
    pub range: [[f64; 2]; 2],
    /// What the experiment costs more than if all had stayed on today's plan, \[$\].
    pub extra: Estimate,
    /// The same in one experiment of twenty, or more, \[$\].
    pub extra_95: f64,
    /// Top-ups if nobody on the new plan may earn less than today's plan would have paid for the same work, \[$\].
    pub top_up: Estimate,
    /// Experiments whose extra pay, with top-ups where they are promised, passes the cap; `None` without a cap.
    pub over_cap: Option<Estimate>,
}

/// What one experiment paid.
#[derive(Debug, Clone, Default)]
pub(super) struct Paid {
    /// Each CSM on today's plan, \[$\].
    pub today: Vec<f64>,
    /// Each CSM on the new plan, \[$\].
    pub new: Vec<f64>,
    /// What those on the new plan got more than today's plan would have paid them, \[$\].
    pub extra: f64,
    /// Shortfalls of those who got less, \[$\].
    pub top_up: f64,
}

impl PayoutCost {
    /// `None` without an experiment. `cap` is for extra pay; `held_harmless` adds top-ups to it.
    pub(super) fn of(paid: &[Paid], cap: Option<f64>, held_harmless: bool) -> Option<Self> {
        let mean = |of: &dyn Fn(&Paid) -> f64| paid.iter().map(of).collect::<Moments>().mean_estimate();
        let average = |pay: &[f64]| pay.iter().sum::<f64>() / pay.len().max(1) as f64;
        let cost = |own: &Paid| own.extra + if held_harmless { own.top_up } else { 0.0 };
        let all = |of: fn(&Paid) -> &[f64]| Sorted::new(paid.iter().flat_map(of).copied().collect());
        let range = |pay: &Sorted| Some([pay.quantile(0.05)?, pay.quantile(0.95)?]);
        let (today, new) = (all(|p| &p.today), all(|p| &p.new));
        let over = |cap: f64| share(paid.iter().filter(|own| cost(own) > cap).count() as u64, paid.len() as u64);
        Some(Self {
            pay_today: mean(&|own| average(&own.today))?,
            pay_new: mean(&|own| average(&own.new))?,
            range: [range(&today)?, range(&new)?],
            extra: mean(&cost)?,
            extra_95: Sorted::new(paid.iter().map(cost).collect()).quantile(0.95)?,
            top_up: mean(&|own| own.top_up)?,
            over_cap: cap.and_then(over),
        })
    }
}

/// Whether both arms are offered the same: target variable pay of the whole team a year, \[$\].
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct TargetPay {
    /// Under today's plan.
    pub today: f64,
    /// Under the new one.
    pub new: f64,
}

impl TargetPay {
    /// Of the roster under two plans.
    #[must_use]
    pub fn of(scenario: &Scenario, arms: [usize; 2]) -> Self {
        let sum = |plan: &Plan| scenario.payees(plan).iter().map(|payee| payee.target).sum();
        let [today, new] = arms.map(|arm| sum(&scenario.plans[arm]));
        Self { today, new }
    }

    /// Whether people are offered the same, to a per cent: otherwise the experiment tries the amount of pay as much as its shape.
    #[must_use]
    pub fn is_neutral(&self) -> bool {
        (self.new - self.today).abs() <= 0.01 * self.today.abs()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn top_ups_are_for_those_who_got_less() {
        let one = Paid { today: vec![100.0, 120.0], new: vec![90.0, 200.0], extra: 60.0, top_up: 20.0 };
        let paid = vec![one.clone(), Paid { extra: -10.0, ..one }];
        let cost = PayoutCost::of(&paid, Some(75.0), true).unwrap();
        assert_eq!((cost.pay_today.value, cost.pay_new.value), (110.0, 145.0));
        assert_eq!((cost.extra.value, cost.top_up.value), ((80.0 + 10.0) / 2.0, 20.0));
        assert_eq!(cost.over_cap.unwrap().value, 0.5);
        assert_eq!(PayoutCost::of(&paid, Some(75.0), false).unwrap().over_cap.unwrap().value, 0.0);
        assert!(PayoutCost::of(&[], None, false).is_none());
    }
}
