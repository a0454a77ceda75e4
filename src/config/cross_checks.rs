//! What only shows when market, team, plans and memory are seen together.

use crate::scenario::{Market, Resampling, RunSettings, Scenario, Seat, Segment, Stress};

use super::presets::ALL_ACCOUNTS;
use super::scenario::Reading;
use super::words::thousands;
use super::{Place, memory};

impl Reading<'_, '_> {
    pub(super) fn check_roster(&self, roster: &[Seat], market: &Market) {
        let notes = &self.loader.notes;
        let place = self.table.place(if self.table.has("roster") { "roster" } else { "team" });
        match market {
            Market::Cohorts(_) if !roster.is_empty() && roster.iter().all(|s| s.accounts == 0) => {
                notes.problem(place.problem("no CSM has any account"));
            }
            Market::History(h) if h.ownership.is_none() => {
                let mut names: Vec<&str> = h.history.owner.iter().flatten().map(String::as_str).filter(|name| !name.is_empty()).collect();
                names.sort_unstable();
                names.dedup();
                let unknown = names.iter().filter(|name| !roster.iter().any(|s| s.name == **name));
                for name in unknown.filter(|_| h.resampling == Resampling::Replay) {
                    let problem = place.problem(format!("CSM `{name}` of the history is not in the roster"));
                    notes.problem(problem.nearest(name, roster.iter().map(|s| s.name.as_str())));
                }
            }
            _ => {}
        }
    }

    /// Every segment with a CSM has accounts in the history, unless it draws from all accounts or the history has one pool only.
    pub(super) fn check_pools(&self, segments: &[Segment], market: &Market) {
        let Market::History(h) = market else { return };
        let pools = &h.history.segments;
        for segment in segments.iter().filter(|s| pools.len() > 1 && s.id != ALL_ACCOUNTS && !pools.contains(&s.id)) {
            let place = self.table.place(if self.table.has("roster") { "roster" } else { "team" });
            let problem = place.problem(format!("the history has no account of segment `{}`", segment.id));
            self.loader.notes.problem(problem.allowed(pools.join(", ")).nearest(&segment.id, pools.iter().map(String::as_str)));
        }
    }

    pub(super) fn check_stress(&self, stress: &[Stress], market: &Market) {
        if !stress.is_empty() && !matches!(market, Market::Cohorts(_)) {
            let place = if self.table.has("stress") { self.table.place("stress") } else { Place::flag("--market") };
            let problem = place.problem("only parametric cohorts can be put under stress");
            self.loader.notes.problem(problem.allowed("together with [market] kind = \"cohorts\""));
        }
    }

    /// Parameters can be drawn where some segment says how well they are known.
    pub(super) fn check_uncertainty(&self, segments: &[Segment], market: &Market, run: &RunSettings) {
        if run.parameter_draws.is_none() {
            return;
        }
        let flag = self.overrides.parameter_draws.is_some();
        let place = if flag { Place::flag("--parameter-uncertainty") } else { self.table.place("parameter_uncertainty") };
        if !matches!(market, Market::Cohorts(_)) {
            let problem = place.problem("no parameters are drawn where customers are not sampled from segments");
            self.loader.notes.problem(problem.allowed("together with [market] kind = \"cohorts\""));
        } else if segments.iter().all(|segment| segment.uncertainty.is_none()) {
            let ids: Vec<&str> = segments.iter().map(|segment| segment.id.as_str()).collect();
            let problem = place.problem(format!("no segment says how well its numbers are known ({})", ids.join(", ")));
            self.loader.notes.problem(problem.allowed("an [uncertainty] table in at least one segment that has a CSM"));
        }
    }

    pub(super) fn check_memory(&self, scenario: &Scenario, place: &Place) {
        let replay = matches!(&scenario.market, Market::History(h) if h.resampling == Resampling::Replay);
        let trials = if replay { 1 } else { u64::from(scenario.run.goal.max_trials()) };
        let markets = 1 + scenario.stress.len();
        let one = memory::per_trial(markets, scenario.plans.len(), scenario.roster.len(), scenario.quarters());
        let needed = one.saturating_mul(trials);
        let there = self.loader.surroundings.memory;
        if needed > there {
            let (needed, free) = (memory::said(needed), memory::said(there));
            let message = format!("{} trials need about {needed} of memory; {free} can be had", thousands(trials as f64));
            let problem = place.problem(message).allowed(format!("up to {} trials here", thousands((there / one.max(1)) as f64)));
            self.loader.notes.problem(problem);
        }
    }
}
