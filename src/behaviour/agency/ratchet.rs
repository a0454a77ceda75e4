//! Goals that follow results: why a good year is not worth having (Weitzman 1980; model section 1.4).

/// Share of an incentive left to somebody who foresees that goals follow results, 0 to 1: (1 − d) ÷ (1 − d(1 − κ)).
///
/// `adjustment` κ, 0 to 1: share of a surplus added to the next goal, goal' = goal + κ·(result − goal). `discount` d, 0 to below 1:
/// weight of the next period. One unit more today pays once and costs κ, κ(1 − κ), κ(1 − κ)², … in the periods that follow.
///
/// ```
/// use paylift::behaviour::agency::ratchet_factor;
/// assert!((ratchet_factor(0.5, 0.95) - 0.095238095).abs() < 1e-9); // computed independently
/// assert_eq!(ratchet_factor(0.0, 0.95), 1.0); // goals that stay
/// assert_eq!(ratchet_factor(1.0, 0.0), 1.0); // nobody looks ahead
/// ```
#[must_use]
pub fn ratchet_factor(adjustment: f64, discount: f64) -> f64 {
    (1.0 - discount) / (1.0 - discount * (1.0 - adjustment))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_factor_is_what_one_good_period_is_worth_in_the_end() {
        for (adjustment, discount) in [(0.5, 0.95), (0.2, 0.6), (1.0, 0.9), (0.05, 0.99)] {
            // Pay is result − goal; one unit more in the first period only.
            let (mut goal, mut weight, mut worth) = (0.0, 1.0, 0.0);
            for period in 0..4_000 {
                let result = f64::from(u8::from(period == 0));
                worth += weight * (result - goal);
                goal += adjustment * (result - goal);
                weight *= discount;
            }
            let factor = ratchet_factor(adjustment, discount);
            assert!((factor - worth).abs() < 1e-12, "κ = {adjustment}, d = {discount}: {factor} and {worth}");
        }
    }
}
