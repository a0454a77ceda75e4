//! The CSM's side: the sure pay that is as good as a plan's uncertain pay.

use super::columns::Pays;
use super::summarise::Table;
use crate::scenario::Scenario;
use crate::stats::{Estimate, estimate_from_influence};
use crate::trial::RunResult;

pub(super) fn add(table: &mut Table, scenario: &Scenario, result: &RunResult, p: usize) {
    let (sure, premium) = sure_pay(scenario, result, p).unzip();
    table.put("csm_side", "certainty_equivalent", sure);
    table.put("csm_side", "risk_premium", premium);
}

/// Certainty equivalent −ln E\[e^(−r w)\]/r of a year's variable pay w at constant absolute risk aversion r, and mean pay minus it,
/// mean over CSMs, \[$ a year\]. What a trial moves both by: (1 − e^(−r w)/E\[e^(−r w)\])/r, and its pay's distance from the mean.
fn sure_pay(scenario: &Scenario, result: &RunResult, p: usize) -> Option<(Estimate, Estimate)> {
    let (trials, seats) = (result.base.trials, result.base.seats);
    if trials == 0 || seats == 0 {
        return None;
    }
    let r = scenario.assumptions.risk_aversion;
    let years = f64::from(scenario.months) / 12.0;
    let (mut sure, mut average) = (0.0, 0.0);
    let (mut sure_moves, mut average_moves) = (vec![0.0; trials], vec![0.0; trials]);
    for seat in 0..seats {
        let pay: Vec<f64> = Pays::published(&result.base, p).of_seat(seat).map(|w| w / years).collect();
        let centre = pay.iter().sum::<f64>() / trials as f64;
        // Counted from the least pay, so that no e^(−r w) is too large for a number.
        let least = pay.iter().copied().fold(f64::INFINITY, f64::min);
        let weights: Vec<f64> = pay.iter().map(|w| libm::exp(-r * (w - least))).collect();
        let weight = weights.iter().sum::<f64>() / trials as f64;
        average += centre;
        sure += if r > 0.0 { least - libm::log(weight) / r } else { centre };
        for (t, (w, own)) in pay.iter().zip(&weights).enumerate() {
            average_moves[t] += w - centre;
            sure_moves[t] += if r > 0.0 { (1.0 - own / weight) / r } else { w - centre };
        }
    }
    let n = seats as f64;
    let premium = sure_moves.iter().zip(&average_moves).map(|(sure, average)| (average - sure) / n);
    Some((
        estimate_from_influence(sure / n, sure_moves.iter().map(|m| m / n)),
        estimate_from_influence((average - sure) / n, premium),
    ))
}
