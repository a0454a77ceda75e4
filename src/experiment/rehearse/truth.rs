//! What is true in the simulated market: what an experiment tries to find out.

use serde::Serialize;

use super::Team;
use crate::scenario::Money;
use crate::stats::{Estimate, Moments};

/// What the new plan really does, averaged over trials; standard errors are those of the simulation.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Truth {
    /// Uplift of the outcome of an average CSM to the end of the experiment, in its units.
    pub uplift: Estimate,
    /// The same with every dollar of the books counting alike.
    pub uplift_by_revenue: Estimate,
    /// Annual revenue of the whole team's books that the new plan adds by the end of the experiment, \[$\].
    pub revenue: Estimate,
    /// Extra pay of the whole team over the quarters of the experiment, \[$\].
    pub extra_pay: Estimate,
    /// What the added revenue is worth (margin, months of value), less extra pay with the employer's load, over these quarters, \[$\].
    pub net_benefit: Estimate,
    /// Uplift of an average CSM at which the extra pay is earned back, in units of the outcome; `None` without revenue in the books.
    pub break_even: Option<f64>,
}

impl Truth {
    /// Of the first `quarters` quarters; `None` without a trial. The outcome is taken for a ratio of revenue to that of the start (NRR or GRR), so that uplift times a
    /// book's revenue is revenue.
    #[must_use]
    pub fn of(team: &Team, quarters: usize, money: &Money) -> Option<Self> {
        let worth = money.gross_margin * f64::from(money.value_months) / 12.0;
        let (mut uplift, mut by_revenue, mut revenue, mut pay, mut net) = (vec![], vec![], vec![], vec![], vec![]);
        let mut books = 0.0;
        for trial in 0..team.trials {
            let [today, new] = [0, 1].map(|arm| team.outcome(arm, trial, quarters - 1));
            let base = team.base(trial);
            let more: Vec<f64> = new.iter().zip(today).map(|(b, a)| b - a).collect();
            let added: f64 = more.iter().zip(base).map(|(more, base)| more * base).sum();
            let book: f64 = base.iter().sum();
            let paid = |arm: usize| -> f64 { (0..quarters).map(|q| team.pay(arm, trial, q).iter().sum::<f64>()).sum() };
            let extra = paid(1) - paid(0);
            uplift.push(more.iter().sum::<f64>() / more.len() as f64);
            by_revenue.push(added / book);
            revenue.push(added);
            pay.push(extra);
            net.push(added * worth - extra * (1.0 + money.employer_load));
            books += book / team.trials as f64;
        }
        let estimate = |values: &[f64]| Moments::of(values).mean_estimate();
        let extra_pay = estimate(&pay)?;
        let break_even = (books * worth > 0.0).then(|| extra_pay.value * (1.0 + money.employer_load) / (books * worth));
        Some(Self {
            uplift: estimate(&uplift)?,
            uplift_by_revenue: estimate(&by_revenue)?,
            revenue: estimate(&revenue)?,
            extra_pay,
            net_benefit: estimate(&net)?,
            break_even,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::super::team::tests::made_up;
    use super::*;

    #[test]
    fn benefit_is_revenue_at_margin_less_loaded_pay() {
        let team = made_up(10, 4, 50, 0.02, 300.0);
        let money = Money { budget: 0.0, employer_load: 0.1, gross_margin: 0.8, value_months: 12 };
        let truth = Truth::of(&team, 4, &money).unwrap();
        // ten books of a million, two points more: 200,000 at 80 %; 300 × 4 × 10 × 1.1 = 13,200
        assert!((truth.uplift.value - 0.02).abs() < 1e-12);
        assert!((truth.revenue.value - 200_000.0).abs() < 1e-6);
        assert!((truth.net_benefit.value - (160_000.0 - 13_200.0)).abs() < 1e-6);
        assert!((truth.break_even.unwrap() - 13_200.0 / 8_000_000.0).abs() < 1e-12);
    }
}
