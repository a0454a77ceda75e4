//! The plans that ship with paylift: every file of `configs/plans`, embedded.

use std::sync::Arc;

use super::read_plan_file;
use crate::config::{Notes, Problems, Source};
use crate::plan::Plan;

macro_rules! plans {
    ($($id:literal)*) => {
        /// (identifier, text of the file), sorted by identifier.
        const FILES: &[(&str, &str)] =
            &[$(($id, include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/configs/plans/", $id, ".toml"))),)*];
    };
}

plans! {
    "activities-adoption" "activities-nrr" "activities-then-nrr" "activity-set-onboarding" "activity-set-reviews"
    "adoption-only" "anti-nps" "anti-renewal-rate" "anti-saves" "base-only" "baseline-forecast" "baseline-high-water"
    "baseline-holdout" "baseline-last-year" "baseline-negotiated" "baseline-ratchet" "baseline-trailing" "channeled-template" "chuck-berry"
    "draw-recoverable" "experience" "flat" "flat-trained" "flowfuse-2026" "flowfuse-2026-kpi" "flowfuse-2026-renewals" "flowfuse-ae"
    "full-commission" "function-account-manager" "function-csm" "function-onboarding" "function-services" "function-support"
    "function-support-tickets"
    "gainsight-three" "gainsight-three-closed" "growth-above-baseline" "growth-bonus" "growth-raw" "kicker-retroactive"
    "layered-activities" "mbo-okr" "menu-eight" "mid-year-change" "mix-50-50" "mix-75-25" "mix-80-20" "modified-mbo"
    "nrr-against-holdout" "nrr-individual" "nrr-plus-team" "nrr-team" "pool-by-score" "posthog-2025q2" "posthog-2025q4"
    "posthog-2026q3" "posthog-2026q4" "posthog-2026q4-head" "posthog-2026q4-lead" "posthog-logo" "posthog-tam"
    "posthog-tam-monthly" "renewal-upsell" "results-first" "retention-bonus" "retention-only" "revenue-health"
    "revplaybook-linear" "revplaybook-tiers" "scorecard" "siplify-two-engine" "spif" "split-credit" "steady-nrr" "team-and-own"
    "threshold-tier-cap" "veltora-enterprise" "veltora-mid" "veltora-smb" "xactly-csm-2015" "xactly-csr-2015"
}

/// The plans of the default scenario, in the order of its tables: today's second.
pub const DEFAULTS: [&str; 6] = ["flat", "nrr-individual", "nrr-team", "growth-above-baseline", "activities-nrr", "posthog-2026q4"];

/// Every plan that ships: (identifier, text of its file), sorted by identifier.
#[must_use]
pub fn all() -> &'static [(&'static str, &'static str)] {
    FILES
}

/// The text of one plan, under the name its problems and the manifest show.
#[must_use]
pub fn source(id: &str) -> Option<Arc<Source>> {
    let found = FILES.binary_search_by_key(&id, |(id, _)| id).ok()?;
    Some(Source::new(format!("configs/plans/{id}.toml"), FILES[found].1))
}

/// One plan of the library; `None` if there is none of that name.
///
/// # Errors
/// Problems with the file: a bug of ours, which a test rules out.
pub fn plan(id: &str) -> Option<Result<Plan, Problems>> {
    let source = source(id)?;
    let notes = Notes::new();
    let plan = read_plan_file(&source, &notes);
    Some(match (plan, notes.finish()) {
        (_, Err(problems)) => Err(problems),
        (Some(plan), Ok(_)) => Ok(plan),
        (None, Ok(_)) => Err(crate::config::Problem::without_place(format!("{id} could not be read")).into()),
    })
}
