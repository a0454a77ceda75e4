//! Commissions and bounties in plan files: rates on dollars by tier, dollars per event.

use super::point;
use crate::config::{Bounds, Table, Value};
use crate::plan::{Edge, Pays, Tier, TierMode, Tiers};

/// A commission as read, with what it asks of its component.
pub(super) struct Commission {
    /// What is paid.
    pub(super) tiers: Tiers,
    /// Some rate is the individual commission rate: target over quota.
    pub(super) needs_goal: bool,
    /// Some tier pays on the growth of a renewed contract.
    pub(super) needs_renewals: bool,
}

/// `commission = { rate = 0.1, uplift_rate = 0.067 }` for one rate, or
/// `commission = { mode = "marginal" | "retroactive", tiers = [{ from = 0.0, rate = 0.06 }, { above = 1.05, rate = 0.06, factor = 1.2 }] }`.
///
/// A rate is a number or `"quota"`, the person's own rate (target ÷ goal).
pub(super) fn commission(table: &Table<'_>) -> Option<Commission> {
    if !table.has("tiers") {
        let tier = tier(table, Some((0.0, Edge::Inclusive)))?;
        // One tier from zero: marginal and retroactive are the same.
        return Some(gather(TierMode::Marginal, vec![tier]));
    }
    let modes = [("marginal", TierMode::Marginal), ("retroactive", TierMode::Retroactive)];
    if !table.has("mode") {
        let problem = table.problem_at("tiers", "tiers have to say their `mode`");
        let allowed = "mode = \"marginal\" (a rate pays on the slice above its threshold) or \"retroactive\" (on everything)";
        table.notes().problem(problem.allowed(allowed));
    }
    let mode = table.one_of("mode", &modes).optional();
    let tables = table.tables("tiers");
    if tables.is_empty() {
        table.problem("tiers", "no tiers");
    }
    let tiers: Vec<Option<Tier>> = tables.iter().map(|t| tier(t, None)).collect();
    table.finish();
    let increasing = point::increasing(&tables);
    let tiers = tiers.into_iter().collect::<Option<Vec<_>>>().filter(|t| increasing && !t.is_empty())?;
    Some(gather(mode?, tiers))
}

fn gather(mode: TierMode, tiers: Vec<Tier>) -> Commission {
    Commission {
        needs_goal: tiers.iter().any(|t| t.rate.is_none()),
        needs_renewals: tiers.iter().any(|t| t.uplift_rate > 0.0),
        tiers: Tiers { mode, tiers },
    }
}

fn tier(table: &Table<'_>, threshold: Option<(f64, Edge)>) -> Option<Tier> {
    let before = table.notes().count();
    let threshold = threshold.or_else(|| point::threshold(table));
    let rate = rate(table);
    let factor = table.f64("factor", Bounds::NOT_NEGATIVE).or(1.0);
    let uplift_rate = table.f64("uplift_rate", Bounds::NOT_NEGATIVE).or(0.0);
    table.finish();
    let ((from, edge), rate) = (threshold?, rate?);
    (table.notes().count() == before).then_some(Tier { from, edge, rate, factor, uplift_rate })
}

/// `Some(None)` is the person's own rate.
fn rate(table: &Table<'_>) -> Option<Option<f64>> {
    let Some(entry) = table.entry("rate") else {
        table.problem("rate", "missing key `rate`");
        return None;
    };
    match entry.value() {
        Value::String(word) if word == "quota" => entry.string().map(|_| None),
        Value::Number(_) => table.f64("rate", Bounds::SHARE).required().map(Some),
        _ => {
            let problem = table.problem_at("rate", "not a rate").allowed("a number, 0 to 1, or \"quota\" (target pay ÷ goal)");
            table.notes().problem(problem);
            None
        }
    }
}

/// `bounty = { each = 250.0, at_most = 4.0 }`.
pub(super) fn bounty(table: &Table<'_>) -> Option<Pays> {
    let before = table.notes().count();
    let each = table.f64("each", Bounds::POSITIVE).required();
    let at_most = table.f64("at_most", Bounds::POSITIVE).optional();
    table.finish();
    let each = each?;
    (table.notes().count() == before).then_some(Pays::Bounty { each, at_most })
}
