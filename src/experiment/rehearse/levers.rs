//! What an experiment on this market can see, and what would help it most: the design, and the same with one thing changed.

use std::ops::ControlFlow;

use serde::Serialize;

use super::look::standard_error;
use super::power::{Grid, SimulatedPower, own_effect};
use super::{Layout, LayoutError, PowerPoint, Team};
use crate::stats::Estimate;

/// Uplifts of a curve, from none to the largest.
const STEPS: usize = 50;
/// The largest uplift of a curve, in standard errors of the design's own estimate: power is nearly 1 there with half as many CSMs.
const REACH: f64 = 6.0;

/// What is asked of a design.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Wish {
    /// CSMs who take part, half of them on the new plan.
    pub csms: usize,
    /// Power wanted, above alpha and below 1.
    pub power: f64,
    /// How points are simulated.
    pub grid: Grid,
}

/// The design with one thing changed.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct MarketLever {
    /// What is changed, in words.
    pub what: String,
    /// CSMs who then take part.
    pub csms: usize,
    /// Chance to see the new plan's own effect on this market.
    pub power: Estimate,
    /// The smallest uplift that is seen with the power wanted; `None` where the curve does not reach it, or another uplift is judged.
    pub smallest: Option<f64>,
}

/// What a design can see on a market.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct MarketStudy {
    /// The new plan's own uplift.
    pub own_effect: f64,
    /// Standard error of one experiment's uplift.
    pub standard_error: f64,
    /// Curves by CSMs: half as many, as many, twice and four times as many as asked for.
    pub curves: SimulatedPower,
    /// The design itself, then changes of it.
    pub levers: Vec<MarketLever>,
}

/// Studies the design on this team, by simulating the analysis that would really be made. `others` are the same team judged by other outcomes, with their
/// names. `watch` sees points done of all and may break off: then there is `None`.
///
/// # Errors
/// Numbers of CSMs that cannot be assigned.
pub fn study(
    team: &Team,
    wish: &Wish,
    others: &[(String, Team)],
    watch: &mut dyn FnMut(usize, usize) -> ControlFlow<()>,
) -> Result<Option<MarketStudy>, LayoutError> {
    let Wish { csms, power, grid } = *wish;
    let layout = Layout::of(team, csms, csms / 2, grid.seed)?;
    let own = own_effect(team, grid.quarters);
    let standard_error = standard_error(team, &layout, grid.quarters, grid.baseline);
    let mut effects: Vec<f64> = (0..STEPS).map(|step| REACH * standard_error * step as f64 / (STEPS - 1) as f64).collect();
    effects.push(own);
    let sizes: Vec<usize> = [csms / 2, csms, 2 * csms, 4 * csms].into_iter().filter(|csms| *csms >= 4).collect();
    let Some(curves) = SimulatedPower::of(team, &sizes, &effects, grid, watch)? else { return Ok(None) };
    let mut levers: Vec<MarketLever> = Vec::new();
    let mut add = |what: String, csms: usize, found: &SimulatedPower, power_of: f64, same_outcome: bool| {
        let point: Option<&PowerPoint> = found.at(csms, power_of);
        let smallest = found.detectable(csms, power).filter(|_| same_outcome);
        levers.extend(point.map(|point| MarketLever { what, csms, power: point.power, smallest }));
    };
    add("as asked".into(), csms, &curves, own, true);
    for (times, csms) in [(2, 2 * csms), (4, 4 * csms)] {
        add(format!("{times} times as many CSMs"), csms, &curves, own, true);
    }
    if grid.baseline && team.before(0).is_some() {
        let without = SimulatedPower::of(team, &[csms], &effects, Grid { baseline: false, ..grid }, watch)?;
        let Some(without) = without else { return Ok(None) };
        add("without last year as a baseline".into(), csms, &without, own, true);
    }
    if grid.quarters > 1 {
        let quarters = grid.quarters / 2;
        let shorter = own_effect(team, quarters);
        let effects: Vec<f64> = effects.iter().copied().take(STEPS).chain([shorter]).collect();
        let Some(found) = SimulatedPower::of(team, &[csms], &effects, Grid { quarters, ..grid }, watch)? else { return Ok(None) };
        // an uplift by then is another uplift
        add(format!("{quarters} of {} quarters", grid.quarters), csms, &found, shorter, false);
    }
    for (name, other) in others {
        let effect = own_effect(other, grid.quarters);
        let Some(found) = SimulatedPower::of(other, &[csms], &[effect], grid, watch)? else { return Ok(None) };
        add(format!("judged by {name}"), csms, &found, effect, false);
    }
    Ok(Some(MarketStudy { own_effect: own, standard_error, curves, levers }))
}

#[cfg(test)]
mod tests {
    use super::super::team::tests::made_up;
    use super::*;

    #[test]
    fn levers_move_what_can_be_seen() {
        let team = made_up(24, 4, 600, 0.05, 0.0);
        let grid = Grid { quarters: 4, alpha: 0.05, experiments: 600, baseline: true, seed: 3 };
        let wish = Wish { csms: 24, power: 0.8, grid };
        let mut seen = 0;
        let mut watch = |done: usize, of: usize| {
            seen += 1;
            assert!(done <= of);
            ControlFlow::Continue(())
        };
        let others = [("itself".to_owned(), team.clone())];
        let found = study(&team, &wish, &others, &mut watch).unwrap().unwrap();
        assert!(seen > 4);
        let of = |what: &str| found.levers.iter().find(|lever| lever.what == what).unwrap();
        let asked = of("as asked");
        // sd of a CSM .0707, .0612 after the baseline; two arms of 12: .025
        assert!((found.standard_error - 0.025).abs() < 0.002, "{}", found.standard_error);
        assert!((asked.smallest.unwrap() - 0.074).abs() < 0.006, "{asked:?}");
        let twice = of("2 times as many CSMs");
        assert!(twice.power.value > asked.power.value + 0.2 && twice.smallest.unwrap() < asked.smallest.unwrap());
        assert!(of("without last year as a baseline").smallest.unwrap() > asked.smallest.unwrap());
        assert_eq!(of("judged by itself").power.value, asked.power.value);
        let mut stop = |_: usize, _: usize| ControlFlow::Break(());
        assert!(study(&team, &wish, &[], &mut stop).unwrap().is_none());
    }
}
