//! Luck, or what we do not know: the spread of the numbers that matter, within and between outer draws of the segments' parameters.
//!
//! Trials of a draw share their parameters: what varies among them is luck, dealt anew every year. What varies between draws is that nobody
//! knows the market better; the same error would be made in every year, and only more history makes it smaller.

use super::columns::{Pays, of_plan};
use super::growth::true_increment;
use super::summarise::Table;
use crate::scenario::{RunSettings, Scenario};
use crate::stats::{Components, Estimate, OneWay};
use crate::trial::Outcomes;

/// One number whose spread is split.
#[derive(Debug, Clone, PartialEq)]
pub struct SplitRow {
    /// Plan, by index.
    pub plan: usize,
    /// `cost`, `pay_per_csm` (of one CSM, variances averaged over CSMs), `increment_no_csm` or `nrr`.
    pub number: &'static str,
    /// Whether it is the difference from the reference, on the same luck and the same draws.
    pub against_reference: bool,
    /// The parts, with errors over draws.
    pub parts: Components,
}

/// The number's statistics in the summary, with how each is picked from the parts.
type Pick = (&'static str, fn(&Components) -> Option<Estimate>);
const STATISTICS: [Pick; 7] = [
    ("mean", |parts| Some(parts.mean)),
    ("sd", |parts| Some(parts.sd)),
    ("sd_luck", |parts| Some(parts.sd_within)),
    ("sd_unknown", |parts| Some(parts.sd_between)),
    ("var_luck", |parts| Some(parts.within)),
    ("var_unknown", |parts| Some(parts.between)),
    ("unknown_share", |parts| parts.share_between),
];

/// Splits of every plan's numbers; none without outer draws, and none that rest on so few that no error could be told. `reference` is today's
/// plan.
#[must_use]
pub fn splits(run: &RunSettings, outcomes: &Outcomes, reference: usize) -> Vec<SplitRow> {
    if run.parameter_draws.is_none() {
        return Vec::new();
    }
    let draws = Draws { run };
    let costs = |plan: usize| Pays::published(outcomes, plan).costs();
    let today = costs(reference);
    let mut rows = Vec::new();
    for plan in 0..outcomes.plans {
        let own = costs(plan);
        let mut add = |number, against_reference, parts: Option<Components>| {
            rows.extend(parts.map(|parts| SplitRow { plan, number, against_reference, parts }));
        };
        add("cost", false, draws.split(&own));
        add("pay_per_csm", false, draws.split_pay(outcomes, plan));
        add("increment_no_csm", false, true_increment(outcomes, plan).and_then(|increment| draws.split(&increment)));
        add("nrr", false, draws.split(&of_plan(&outcomes.nrr, outcomes.plans, plan)));
        if plan != reference {
            let difference: Vec<f64> = own.iter().zip(&today).map(|(own, today)| own - today).collect();
            add("cost", true, draws.split(&difference));
        }
    }
    rows
}

/// Outer draws that have been lived: fewer than were asked for where a run is short.
#[must_use]
pub fn draws_lived(run: &RunSettings, trials: usize) -> usize {
    (0..trials as u32).filter_map(|trial| run.parameter_draw(trial)).max().map_or(0, |last| last as usize + 1)
}

/// Adds the rows of one plan.
pub(super) fn add(table: &mut Table, scenario: &Scenario, rows: &[SplitRow], p: usize) {
    for row in rows.iter().filter(|row| row.plan == p) {
        let against = if row.against_reference { scenario.plans[scenario.reference].id.as_str() } else { "" };
        for (statistic, pick) in STATISTICS {
            table.put_against(&format!("uncertainty@{}", row.number), statistic, against, pick(&row.parts));
        }
    }
}

/// Which draw each trial belongs to.
struct Draws<'a> {
    run: &'a RunSettings,
}

impl Draws<'_> {
    fn of(&self, trial: usize) -> usize {
        self.run.parameter_draw(trial as u32).unwrap_or(0) as usize
    }

    fn number(&self) -> usize {
        self.run.parameter_draws.unwrap_or(1) as usize
    }

    /// Of one value a trial; trials in which it is undefined are left out.
    fn split(&self, values: &[f64]) -> Option<Components> {
        let defined: Vec<(usize, f64)> = values.iter().copied().enumerate().filter(|(_, x)| x.is_finite()).collect();
        let of = |i: usize| self.of(defined[i].0);
        OneWay::new(defined.iter().map(|(_, x)| *x), 1, self.number(), of).components()
    }

    fn split_pay(&self, outcomes: &Outcomes, plan: usize) -> Option<Components> {
        OneWay::new(Pays::published(outcomes, plan).all(), outcomes.seats, self.number(), |trial| self.of(trial)).components()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::Goalpost;

    /// Two plans, two CSMs, four draws of 64 trials: plan 0 pays each CSM 100 dollars × draw, give or take 30; plan 1 pays 500 whatever happens.
    #[test]
    fn what_differs_between_draws_is_not_luck() {
        let run = RunSettings { seed: 1, goal: Goalpost::Trials(256), payouts_only: true, parameter_draws: Some(4) };
        let pay = (0..256_i64).flat_map(|trial| {
            let luck = if trial % 2 == 0 { 3_000 } else { -3_000 };
            [10_000 * (trial / 64) + luck, 10_000 * (trial / 64) - luck, 50_000, 50_000]
        });
        let outcomes = Outcomes { trials: 256, plans: 2, seats: 2, pay: pay.collect(), ..Outcomes::default() };
        assert_eq!((draws_lived(&run, 256), draws_lived(&run, 65), draws_lived(&run, 1000)), (4, 2, 4));
        let rows = splits(&run, &outcomes, 0);
        let of =
            |plan, number, against| rows.iter().find(|r| (r.plan, r.number, r.against_reference) == (plan, number, against)).unwrap().parts;
        // cost: luck cancels, draws 0, 200, 400, 600 have variance 66,667
        let cost = of(0, "cost", false);
        assert!(cost.within.value == 0.0 && (cost.between.value - 200_000.0 / 3.0).abs() < 1e-6, "{cost:?}");
        assert_eq!(cost.share_between.unwrap().value, 1.0);
        // one CSM: luck ±30 in 64 trials has variance 900 · 64/63, draws 16,667 less what luck would leave in means of 64
        let pay = of(0, "pay_per_csm", false);
        let luck = 900.0 * 64.0 / 63.0;
        assert!((pay.within.value - luck).abs() < 1e-9 && (pay.between.value - (50_000.0 / 3.0 - luck / 64.0)).abs() < 1e-6, "{pay:?}");
        assert_eq!(of(1, "cost", false).share_between, None, "nothing varies");
        assert!((of(1, "cost", true).between.value - 200_000.0 / 3.0).abs() < 1e-6, "the difference from today's is as unknown");
        assert!(splits(&RunSettings { parameter_draws: None, ..run }, &outcomes, 0).is_empty());
    }
}
