//! The whole decision: what is believed, what it is worth, what more information is worth, and what to do.

use super::super::Effect;
use super::super::bayes::{Likelihood, Posterior, Prior};
use super::{
    Belief, BestSize, Call, Fieller, NetBenefit, PayAndOutcome, Stakes, TrialCosts, TrialValue, best_size, call, test_and_roll,
    trial_values, value_of_perfect_information, value_of_sample,
};

/// Prices of the acceptability curve.
const PRICES: usize = 81;

/// What is to be decided.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Question {
    /// Uplift of the new plan, in units of the outcome.
    pub effect: Effect,
    /// What was believed before.
    pub prior: Prior,
    /// The law of the estimate.
    pub likelihood: Likelihood,
    /// What is at stake for the whole team.
    pub stakes: Stakes,
    /// CSMs in the whole team.
    pub team: usize,
    /// CSMs of each arm in the trial that was.
    pub tested: [f64; 2],
    /// Pay of one CSM over a year, treated less control: variance, and covariance with the outcome.
    pub pay_noise: Option<(f64, f64)>,
    /// Expected loss that is tolerated, in currency over the horizon.
    pub tolerance: f64,
    /// Length of another trial, in years.
    pub trial_years: f64,
    /// What running it costs besides pay, in currency.
    pub trial_cost: f64,
    /// Two-sided alpha of the price's limits.
    pub alpha: f64,
}

/// What comes out.
#[derive(Debug, Clone)]
pub struct Answer {
    /// What is believed now.
    pub posterior: Posterior,
    /// What to do.
    pub call: Call,
    /// The uplift at which the plan pays for itself.
    pub break_even: f64,
    /// Probability that it does.
    pub pays: f64,
    /// Probability of any uplift.
    pub helps: f64,
    /// Expected net worth of shipping, in currency over the horizon, with its 95 % interval.
    pub net: f64,
    /// Ends of the interval.
    pub net_interval: (f64, f64),
    /// Expected losses of shipping and of keeping, in currency.
    pub losses: [f64; 2],
    /// Pay and outcome of one CSM over a year.
    pub pay_and_outcome: PayAndOutcome,
    /// Worth of one unit of outcome of one CSM's book, in currency.
    pub own_price: f64,
    /// Net benefit of one CSM at that price, the data alone speaking.
    pub net_benefit: NetBenefit,
    /// Price at which the plan pays for itself, and its limits.
    pub price: Option<f64>,
    /// Fieller's limits of that price.
    pub price_limits: Fieller,
    /// The acceptability curve, by rising price.
    pub curve: Vec<NetBenefit>,
    /// The most that any further trial may cost, in currency; `None` where the posterior has no standard deviation.
    pub perfect_information: Option<f64>,
    /// Value of another trial as large as the one that was, before its costs.
    pub same_again: Option<f64>,
    /// Further trials by CSMs in each arm; empty where none is possible.
    pub sizes: Vec<TrialValue>,
    /// The best of them.
    pub best: Option<BestSize>,
    /// CSMs in each arm by test & roll, had nothing been tried yet; `None` with a flat prior.
    pub test_and_roll: Option<f64>,
}

/// Decides; `None` where nothing can be believed (no standard error, one degree of freedom under a flat prior).
#[must_use]
pub fn decide(question: &Question) -> Option<Answer> {
    let Question { effect, prior, stakes, tolerance, team, .. } = *question;
    let posterior = Posterior::new(&effect, prior, question.likelihood)?;
    let (break_even, unit) = (stakes.break_even(), stakes.unit());
    let call = call(&posterior, break_even, Some(tolerance / unit))?;
    let losses = [posterior.loss_of_shipping(break_even)? * unit, posterior.loss_of_keeping(break_even)? * unit];
    let (low, high) = posterior.interval(0.95);
    let csms = team as f64;
    let (pay_variance, covariance) = question.pay_noise.unwrap_or((0.0, 0.0));
    let pay_and_outcome = PayAndOutcome {
        outcome: effect.estimate,
        pay: stakes.extra_pay / csms,
        outcome_variance: effect.standard_error.powi(2),
        pay_variance,
        covariance,
        degrees_of_freedom: if question.likelihood == Likelihood::Normal { f64::INFINITY } else { effect.degrees_of_freedom },
    };
    let own_price = unit / csms;
    let price = pay_and_outcome.price();
    let most = 2.0 * own_price.max(price.unwrap_or(0.0).clamp(0.0, 2.0 * own_price));
    let curve = (0..PRICES).map(|i| pay_and_outcome.net_benefit(most * i as f64 / (PRICES - 1) as f64)).collect();
    let costs = TrialCosts {
        variance_of_one: 2.0 * variance_of_one_csm(question),
        pay_per_csm: stakes.extra_pay / csms * question.trial_years,
        fixed: question.trial_cost,
    };
    let belief = posterior.sd().map(|sd| Belief { mean: posterior.mean(), sd, break_even, unit });
    let sizes = belief.map_or_else(Vec::new, |belief| trial_values(&belief, &costs, team / 2));
    Some(Answer {
        call,
        break_even,
        pays: posterior.probability_above(break_even),
        helps: posterior.probability_above(0.0),
        net: stakes.net(posterior.mean()),
        net_interval: (stakes.net(low), stakes.net(high)),
        losses,
        pay_and_outcome,
        own_price,
        net_benefit: pay_and_outcome.net_benefit(own_price),
        price,
        price_limits: pay_and_outcome.fieller(question.alpha),
        curve,
        perfect_information: belief.map(|belief| value_of_perfect_information(&belief)),
        same_again: belief.map(|belief| value_of_sample(&belief, effect.standard_error)),
        best: best_size(&sizes),
        sizes,
        // the two arms' means are taken as independent before the trial, so each has half of the uplift's variance
        test_and_roll: prior
            .moments()
            .map(|(_, sd)| test_and_roll(csms, variance_of_one_csm(question).sqrt(), sd / std::f64::consts::SQRT_2).min(csms / 2.0)),
        posterior,
    })
}

/// Variance of one CSM's result around its arm's mean, from the standard error and the sizes of the trial that was.
fn variance_of_one_csm(question: &Question) -> f64 {
    question.effect.standard_error.powi(2) / question.tested.iter().map(|k| 1.0 / k).sum::<f64>()
}

#[cfg(test)]
mod tests {
    use super::super::super::oracle::{assert_close, number};
    use super::*;

    fn of(key: &str) -> f64 {
        number("O17_decide", key)
    }

    /// d1: 24 CSMs; pay of the trial taken as a year's, and the covariance of the file.
    fn question() -> Question {
        Question {
            effect: Effect { estimate: of("icer_dE"), standard_error: of("icer_var_E").sqrt(), degrees_of_freedom: 22.0 },
            prior: Prior::Normal { mean: 0.0, sd: 0.03 },
            likelihood: Likelihood::Student,
            stakes: Stakes { revenue: 24.0 * 80_000.0, margin: 1.0, horizon: 1.0, extra_pay: 24.0 * of("icer_dC") },
            team: 24,
            tested: [12.0, 12.0],
            pay_noise: Some((of("icer_var_C"), of("icer_cov"))),
            tolerance: 1_000.0,
            trial_years: 1.0,
            trial_cost: 0.0,
            alpha: 0.05,
        }
    }

    #[test]
    fn the_parts_are_those_of_the_oracle() {
        let answer = decide(&question()).unwrap();
        assert_close(answer.own_price, 80_000.0, 1e-12);
        assert_close(answer.net_benefit.estimate, of("inb_80000"), 1e-9);
        assert_close(answer.net_benefit.standard_error, of("inb_se_80000"), 1e-9);
        assert_close(answer.net_benefit.acceptability, of("ceac_t22_80000"), 1e-9);
        assert_close(answer.price.unwrap(), of("icer"), 1e-9);
        assert_close(answer.helps, number("O16_bayes", "t_prior_p_pos"), 1e-9);
        assert_close(answer.break_even, of("icer_dC") / 80_000.0, 1e-12);
        assert_close(
            answer.losses[0] / (24.0 * 80_000.0) - answer.losses[1] / (24.0 * 80_000.0),
            answer.break_even - answer.posterior.mean(),
            1e-9,
        );
        assert_eq!((answer.curve.len(), answer.curve[0].price), (PRICES, 0.0));
        assert!(answer.curve.windows(2).all(|w| w[0].acceptability <= w[1].acceptability + 1e-12));
    }

    /// 12 an arm had a standard error of .03195, so each arm's CSM has variance .03195² × 6; 12 an arm again are worth what the same trial is.
    #[test]
    fn another_trial_is_as_sharp_as_the_first() {
        let answer = decide(&question()).unwrap();
        let twelve = answer.sizes.iter().find(|size| size.csms == 12).unwrap();
        assert_close(twelve.standard_error, question().effect.standard_error, 1e-12);
        assert_close(twelve.value, answer.same_again.unwrap(), 1e-12);
        assert_close(twelve.cost, 12.0 * of("icer_dC"), 1e-12);
        assert_eq!(answer.sizes.last().unwrap().csms, 12);
        let n = answer.test_and_roll.unwrap();
        assert_close(n, test_and_roll(24.0, (question().effect.standard_error.powi(2) * 6.0).sqrt(), 0.03 / 2.0_f64.sqrt()), 1e-12);
    }

    #[test]
    fn a_flat_prior_has_no_test_and_roll_and_one_degree_of_freedom_no_answer() {
        let flat = Question { prior: Prior::Flat, ..question() };
        assert_eq!(decide(&flat).unwrap().test_and_roll, None);
        let cauchy = Effect { degrees_of_freedom: 1.0, ..flat.effect };
        assert!(decide(&Question { effect: cauchy, ..flat }).is_none());
        assert!(decide(&Question { effect: Effect { standard_error: 0.0, ..flat.effect }, ..question() }).is_none());
    }
}
