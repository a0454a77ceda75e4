//! The search: simulate, measure, move.

use std::ops::Range;

use rayon::prelude::*;

use super::latent::Latent;
use super::moments::{Moment, Moments, measure};
use crate::calibrate::survival::InactivityRule;
use crate::calibrate::usage::UsageSettings;
use crate::calibrate::{Books, Replica};
use crate::scenario::{Scenario, Segment};
use crate::stats;

/// Resamples behind the weights that the estimators give to what they compare; point estimates hardly depend on how many.
const RESAMPLES: u32 = 40;
/// Simulated accounts that are measured in each step, at least; and simulated panels, at least.
const ACCOUNTS: u32 = 30_000;
const FEWEST_PANELS: u32 = 8;
/// Simulated panels at most: then what is simulated adds an eighth to the error that a panel of that size has anyway.
const MOST_PANELS: u32 = 60;
/// Accounts of one simulated panel at most: beyond, the size of a panel no longer matters to its biases.
const MOST_ACCOUNTS: u32 = 4_000;
/// Steps at most, and by how much of the difference each moves.
const STEPS: usize = 8;
const SHARES: [f64; STEPS] = [1.0, 1.0, 0.8, 0.8, 0.6, 0.6, 0.5, 0.5];
/// Share of simulated panels that have to tell a moment for it to be compared. They need not all: the history was one that told it too.
const TELLING: f64 = 0.25;
/// Panels that have to tell a moment before it moves anything.
const FEWEST_TELLING: u64 = 3;
/// A difference below so many of its own standard errors is luck of the simulation.
const LUCK: f64 = 2.0;

/// What a segment is settled in.
#[derive(Debug, Clone, Copy)]
pub struct Surroundings<'a> {
    /// How work acts, turnover, the seed.
    pub like: &'a Scenario,
    /// Books as they were when the history began.
    pub books: Books,
    /// Months of the history.
    pub months: usize,
    /// When silence counts as churn.
    pub rule: InactivityRule,
}

/// A segment from which simulated panels look like the real one.
#[derive(Debug, Clone, PartialEq)]
pub struct Matched {
    /// Its numbers.
    pub latent: Latent,
    /// The segment.
    pub segment: Segment,
    /// Moments of the panels simulated from it, means over panels.
    pub seen: Moments,
    /// Moments that simulated panels could not be compared by, though the history shows them: what they would settle stays as it was.
    pub not_compared: Vec<Moment>,
    /// Largest difference that is left, in its standard errors over simulated panels.
    pub largest_difference: f64,
    /// Steps that were taken.
    pub steps: usize,
}

/// Settles `segment`, which has what the history cannot show, so that panels simulated from it have the `observed` moments. Those that are not
/// observed stay as `segment` has them.
#[must_use]
pub fn settle(segment: &Segment, observed: &Moments, surroundings: &Surroundings<'_>) -> Matched {
    let accounts = surroundings.books.accounts.clamp(1, MOST_ACCOUNTS);
    let panels = (ACCOUNTS / accounts).clamp(FEWEST_PANELS, MOST_PANELS);
    // the same luck in every step, so that what is left to move is not drowned by new luck
    let trials = 0..panels;
    let csms = (u64::from(surroundings.books.csms) * u64::from(accounts) / u64::from(surroundings.books.accounts.max(1))).max(1) as u32;
    let books = Books { accounts, csms };
    let replica = Replica::new(surroundings.like, vec![segment.clone()], &[books], surroundings.months);
    let mut latent = Latent::of(segment).set(observed);
    let mut observed = *observed;
    let mut not_compared = Vec::new();
    let mut steps = 0;
    loop {
        let seen = simulated(&replica.with(vec![latent.segment(segment)]), trials.clone(), surroundings.rule);
        let (largest_difference, means) = seen.against(&observed);
        let done = steps == STEPS || largest_difference < LUCK;
        // a first guess may lie where nobody could tell; what still cannot be told half way is given up
        if done || steps == STEPS / 2 {
            let untold: Vec<Moment> =
                Moment::ALL.into_iter().filter(|m| observed.get(*m).is_some() && seen.telling(*m) < TELLING).collect();
            if !untold.is_empty() {
                untold.iter().for_each(|moment| observed = observed.with(*moment, None));
                not_compared.extend(untold);
                (latent, steps) = (Latent::of(segment).set(&observed), 0);
                continue;
            }
        }
        if done {
            let settled = latent.segment(segment);
            return Matched { latent, segment: settled, seen: means, not_compared, largest_difference, steps };
        }
        latent = latent.moved(&observed, &means, SHARES[steps]);
        steps += 1;
    }
}

/// Moments of simulated panels.
struct Simulated(Vec<Moments>);

fn simulated(replica: &Replica, trials: Range<u32>, rule: InactivityRule) -> Simulated {
    let settings = UsageSettings { resamples: RESAMPLES, ..UsageSettings::default() };
    Simulated(replica.histories(trials).par_iter().map(|history| measure(history, rule, &settings)).collect())
}

impl Simulated {
    /// Share of the panels that tell a moment.
    fn telling(&self, moment: Moment) -> f64 {
        self.0.iter().filter(|m| m.get(moment).is_some()).count() as f64 / self.0.len().max(1) as f64
    }

    /// The largest difference of a mean from what is observed, in standard errors, and all means.
    fn against(&self, observed: &Moments) -> (f64, Moments) {
        let (mut largest, mut means) = (0.0_f64, Moments::default());
        for moment in Moment::ALL {
            let told: stats::Moments = self.0.iter().filter_map(|m| m.get(moment)).collect();
            let Some(mean) = told.mean().filter(|_| told.n() >= FEWEST_TELLING) else { continue };
            means = means.with(moment, Some(mean));
            if let (Some(observed), Some(error)) = (observed.get(moment), told.standard_error())
                && error > 0.0
            {
                largest = largest.max((mean - observed).abs() / error);
            }
        }
        (largest, means)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::calibrate::made_up::meterline;
    use crate::scenario::Billing;

    /// Panels of the mid-market segment, small accounts as the first guess: what made the panels is found again, within what fifteen panels
    /// of 2,000 accounts leave open (a few per cent of most numbers; of churn, which a bad year moves in all accounts of a panel, 6 % on either side).
    #[test]
    fn a_segment_is_found_again_from_what_its_panels_show() {
        let like = meterline();
        let of = |id: &str| like.segments.iter().find(|s| s.id == id).unwrap().clone();
        let truth = of("mid-market");
        let guess = Segment { accounts_per_csm: truth.accounts_per_csm, ..of("smb") };
        let books = Books { accounts: 2_000, csms: 50 };
        let rule = InactivityRule::default();
        let parent = Replica::new(&like, vec![truth.clone()], &[books], 24);
        let settings = UsageSettings { resamples: RESAMPLES, ..UsageSettings::default() };
        let panels: Vec<Moments> = parent.histories(1000..1015).par_iter().map(|h| measure(h, rule, &settings)).collect();
        let (_, observed) = Simulated(panels).against(&Moments::default());
        let matched = settle(&guess, &observed, &Surroundings { like: &like, books, months: 24, rule });
        let found = &matched.segment;
        assert!(matched.largest_difference < 4.0, "{matched:?}");
        let noise = |s: &Segment| if let Billing::Usage { noise_sd } = s.billing { noise_sd } else { 0.0 };
        assert!((found.growth - truth.growth).abs() < 0.0012, "{} {}", found.growth, truth.growth);
        for (name, found, truth, tolerance) in [
            ("annual_churn", found.annual_churn, truth.annual_churn, 0.2),
            ("growth_sd", found.growth_sd, truth.growth_sd, 0.08),
            ("usage_sd", found.usage_sd, truth.usage_sd, 0.05),
            ("common_share", found.common_share, truth.common_share, 0.35),
            ("noise_sd", noise(found), noise(&truth), 0.01),
            ("expansion_rate", found.expansion_rate, truth.expansion_rate, 0.3),
            ("expansion_median", found.expansion_median, truth.expansion_median, 0.3),
        ] {
            assert!((found / truth - 1.0).abs() < tolerance, "{name}: {found} instead of {truth}");
        }
        assert_ne!(found.annual_churn, Latent::of(&guess).set(&observed).segment(&guess).annual_churn, "what is seen is not what is set");
    }
}
