//! The CSM's side: the sure pay that is as good as a plan's uncertain pay.

use super::columns::Pays;
use super::summarise::Table;
use crate::scenario::Scenario;
use crate::stats::{Estimate, estimate_from_influence};
use crate::trial::{Outcomes, RunResult};

pub(super) fn add(table: &mut Table, scenario: &Scenario, result: &RunResult, p: usize) {
    let years = f64::from(scenario.months) / 12.0;
    let (sure, premium) = sure_pay(&result.base, p, scenario.assumptions.risk_aversion, years).unzip();
    table.put("csm_side", "certainty_equivalent", sure);
    table.put("csm_side", "risk_premium", premium);
}

/// Certainty equivalent −ln E\[e^(−r w)\]/r of a year's variable pay w at constant absolute risk aversion `r` \[1/$\], and mean pay minus
/// it, mean over CSMs, \[$ a year\], of outcomes that cover `years`. What a trial moves both by: (1 − e^(−r w)/E\[e^(−r w)\])/r, and its
/// pay's distance from the mean.
fn sure_pay(outcomes: &Outcomes, plan: usize, r: f64, years: f64) -> Option<(Estimate, Estimate)> {
    let (trials, seats) = (outcomes.trials, outcomes.seats);
    if trials == 0 || seats == 0 {
        return None;
    }
    let (mut sure, mut average) = (0.0, 0.0);
    let (mut sure_moves, mut premium_moves) = (vec![0.0; trials], vec![0.0; trials]);
    let pays = Pays::published(outcomes, plan);
    for seat in 0..seats {
        let pay: Vec<f64> = pays.of_seat(seat).map(|w| w / years).collect();
        let mean = pay.iter().sum::<f64>() / trials as f64;
        // Counted from the least pay, so that no e^(−r w) is too large for a number.
        let least = pay.iter().copied().fold(f64::INFINITY, f64::min);
        let weights: Vec<f64> = pay.iter().map(|w| libm::exp(-r * (w - least))).collect();
        let weight = weights.iter().sum::<f64>() / trials as f64;
        average += mean;
        sure += if r > 0.0 { least - libm::log(weight) / r } else { mean };
        for (t, (w, own)) in pay.iter().zip(&weights).enumerate() {
            let moved = if r > 0.0 { (1.0 - own / weight) / r } else { w - mean };
            sure_moves[t] += moved;
            premium_moves[t] += w - mean - moved;
        }
    }
    let over_seats =
        |value: f64, moves: Vec<f64>| estimate_from_influence(value / seats as f64, moves.into_iter().map(|m| m / seats as f64));
    Some((over_seats(sure, sure_moves), over_seats(average - sure, premium_moves)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn outcomes(pay: [f64; 8]) -> Outcomes {
        let cents = pay.iter().map(|w| (100.0 * w) as i64).collect();
        Outcomes { trials: 4, plans: 1, seats: 2, pay: cents, ..Outcomes::default() }
    }

    #[test]
    fn certainty_equivalents_match_independent_values() {
        // Computed independently in 50 digits: half a year's pay, doubled; r = 3e-5; standard errors from each trial’s
        // influence, a numerical derivative in its weight.
        let (sure, premium) = sure_pay(&outcomes([5e3, 9e3, 12e3, 7e3, 20e3, 15e3, 0.0, 10e3]), 0, 3e-5, 0.5).unwrap();
        for (found, value, error) in [(sure, 17643.2568489715, 4827.78241253191), (premium, 1856.7431510284985, 900.7047908100981)] {
            assert!((found.value / value - 1.0).abs() < 1e-10, "{found:?}");
            assert!((found.standard_error.unwrap() / error - 1.0).abs() < 1e-7, "{found:?}");
        }
    }

    #[test]
    fn the_risk_neutral_and_the_certain_pay_no_premium() {
        let (sure, premium) = sure_pay(&outcomes([5e3, 9e3, 12e3, 7e3, 20e3, 15e3, 0.0, 10e3]), 0, 0.0, 1.0).unwrap();
        assert!((sure.value - 9_750.0).abs() < 1e-9 && premium.value.abs() < 1e-9, "{sure:?} {premium:?}");
        let (sure, premium) = sure_pay(&outcomes([5e3; 8]), 0, 0.01, 1.0).unwrap();
        assert_eq!((sure.value, sure.standard_error, premium.value), (5e3, Some(0.0), 0.0));
        // Far apart and very averse: as good as the least, and no overflow.
        let (sure, _) = sure_pay(&outcomes([0.0, 0.0, 1e6, 1e6, 1e6, 1e6, 1e6, 1e6]), 0, 0.01, 1.0).unwrap();
        assert!((sure.value - 4.0_f64.ln() / 0.01).abs() < 1e-9, "{sure:?}");
    }
}
