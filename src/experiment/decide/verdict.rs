//! Ship, keep or wait.

use super::super::bayes::Posterior;

/// What to do with the new plan.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Call {
    /// Give it to everyone.
    Ship,
    /// Keep today's plan.
    Keep,
    /// Too early to say: either choice may cost more than is tolerated.
    Wait,
}

/// What the data and the prior say, where the uplift must pass `break_even` to pay for itself: the choice with the smaller expected loss, if
/// that loss is at most `tolerance` (both in units of the outcome), else wait. Without a tolerance one of the two is always chosen. `None` where
/// the posterior has no expected loss.
///
/// ```
/// use paylift::experiment::{Effect, bayes::{Likelihood, Posterior, Prior}, decide::{Call, call}};
/// let effect = Effect { estimate: 0.08, standard_error: 0.02, degrees_of_freedom: 20.0 };
/// let posterior = Posterior::new(&effect, Prior::Flat, Likelihood::Student).unwrap();
/// assert_eq!(call(&posterior, 0.015, Some(0.002)), Some(Call::Ship));
/// ```
#[must_use]
pub fn call(posterior: &Posterior, break_even: f64, tolerance: Option<f64>) -> Option<Call> {
    let (ship, keep) = (posterior.loss_of_shipping(break_even)?, posterior.loss_of_keeping(break_even)?);
    let (choice, loss) = if ship < keep { (Call::Ship, ship) } else { (Call::Keep, keep) };
    Some(if tolerance.is_none_or(|most| loss <= most) { choice } else { Call::Wait })
}

#[cfg(test)]
mod tests {
    use super::super::super::Effect;
    use super::super::super::bayes::{Likelihood, Prior};
    use super::*;

    #[test]
    fn the_smaller_loss_decides_if_it_is_small_enough() {
        let of = |estimate, tolerance| {
            let effect = Effect { estimate, standard_error: 0.02, degrees_of_freedom: 20.0 };
            call(&Posterior::new(&effect, Prior::Flat, Likelihood::Student).unwrap(), 0.015, tolerance).unwrap()
        };
        assert_eq!([0.08, -0.05, 0.02].map(|e| of(e, Some(0.002))), [Call::Ship, Call::Keep, Call::Wait]);
        assert_eq!([0.016, 0.014].map(|e| of(e, None)), [Call::Ship, Call::Keep]);
        let cauchy = Effect { estimate: 0.1, standard_error: 0.1, degrees_of_freedom: 1.0 };
        assert_eq!(call(&Posterior::new(&cauchy, Prior::Flat, Likelihood::Student).unwrap(), 0.0, None), None);
    }
}
