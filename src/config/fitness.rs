//! Whether a plan can run in a market with this past, these segments and this roster.

use crate::measure::{Baseline, Basis, Measure, Metric, WindowKind};
use crate::plan::{Component, Goal, Pays, Plan};
use crate::scenario::{Market, Seat, Segment};

use super::words::count;

/// What a plan will find.
pub(super) struct Ground<'a> {
    /// Customers or attainments.
    pub market: &'a Market,
    /// Kinds of customers that have a CSM.
    pub segments: &'a [Segment],
    /// Who is paid.
    pub roster: &'a [Seat],
    /// Unpaid months before the horizon.
    pub past: u16,
    /// Paid months.
    pub months: u16,
}

/// Why a plan cannot run; empty if it can.
pub(super) fn obstacles(plan: &Plan, ground: &Ground<'_>) -> Vec<String> {
    let mut found = Vec::new();
    if !ground.months.is_multiple_of(plan.cadence) {
        found.push(format!("pays every {}; the scenario pays {}, no multiple of that", months(plan.cadence), months(ground.months)));
    }
    match ground.market {
        Market::Cohorts(_) => {}
        Market::History(_) => found.extend(needs_more_than_revenue(plan)),
        Market::Attainment(_) => found.extend(needs_readings(plan)),
    }
    if !matches!(ground.market, Market::Attainment(_)) {
        let past = plan.metrics.iter().map(|m| past_needed(m, plan.cadence)).max().unwrap_or(0);
        if past > ground.past {
            found.push(format!("looks back {} before the first paid one; the past has {} (`burn_in`)", months(past), months(ground.past)));
        }
        found.extend(missing_targets(plan, ground.segments));
    }
    let quota_is_drawn = matches!(ground.market, Market::Attainment(a) if a.quota.is_some());
    if plan.components.iter().any(needs_quota)
        && !quota_is_drawn
        && let Some(seat) = ground.roster.iter().find(|s| s.quota.is_none())
    {
        found.push(format!("pays on quotas, and CSM `{}` has none", seat.name));
    }
    found
}

fn months(n: u16) -> String {
    count(usize::from(n), "month")
}

fn needs_more_than_revenue(plan: &Plan) -> Option<String> {
    let mut missing: Vec<&str> =
        plan.metrics.iter().flat_map(|m| &m.measures).filter(|m| !m.needs_revenue_only()).map(|m| m.id()).collect();
    missing.sort_unstable();
    missing.dedup();
    (!missing.is_empty()).then(|| format!("needs {}, which a revenue history does not have", missing.join(", ")))
}

/// Without customers there is nothing to read but each component's own attainment.
fn needs_readings(plan: &Plan) -> Option<String> {
    if let Some(scorecard) = plan.components.iter().find(|c| !c.score.is_empty()) {
        return Some(format!("`{}` is a score of several measures, which drawn attainments do not have", scorecard.name));
    }
    let has_conditions = |c: &Component| c.gates.iter().any(|g| g.metric != c.metric) || c.multipliers.iter().any(|m| m.metric != c.metric);
    let component = plan.components.iter().find(|c| has_conditions(c))?;
    Some(format!("`{}` depends on a second measure, which drawn attainments do not have", component.name))
}

fn missing_targets(plan: &Plan, segments: &[Segment]) -> Vec<String> {
    let own = plan.components.iter().map(|c| (&c.goal, c.metric));
    let scored = plan.components.iter().flat_map(|c| &c.score).map(|part| (&part.goal, part.metric));
    let wanted = own.chain(scored).filter(|(goal, _)| **goal == Goal::Segment);
    let mut missing = Vec::new();
    for measure in wanted.flat_map(|(_, metric)| &plan.metrics[metric].measures) {
        for segment in segments.iter().filter(|s| !s.targets.contains_key(measure)) {
            missing.push(format!("segment `{}` has no target for {}", segment.id, measure.id()));
        }
    }
    missing.dedup();
    missing
}

/// Quotas are goals, or the denominators of individual commission rates.
fn needs_quota(component: &Component) -> bool {
    let individual_rate = matches!(&component.pays, Pays::Commission(tiers) if tiers.tiers.iter().any(|t| t.rate.is_none()));
    // Where there is a goal, it stands for the quota in the individual commission rate.
    component.goal == Goal::Quota
        || component.score.iter().any(|part| part.goal == Goal::Quota)
        || (individual_rate && component.goal == Goal::None)
}

/// Months before the first paid month that the first pay period's reading looks at.
fn past_needed(metric: &Metric, cadence: u16) -> u16 {
    let window = match metric.window.kind {
        WindowKind::Trailing => metric.window.months,
        WindowKind::YearToDate => cadence,
    };
    let compares = |m: &Measure| m.compounds() || matches!(m, Measure::Growth | Measure::GrowthAboveBaseline | Measure::SelfServe);
    let before = if !metric.measures.iter().any(compares) {
        0
    } else {
        let base = match metric.window.basis {
            Basis::Point => 1,
            Basis::Sum => window,
        };
        let baseline = match metric.baseline {
            Some(Baseline::Trailing { months }) => months,
            Some(Baseline::SameQuarterLastYear) => 12,
            _ => 0,
        };
        base.max(baseline)
    };
    (window + before).saturating_sub(cadence)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::measure::{AccountRules, Scope, Window};

    fn metric(measure: Measure, months: u16, kind: WindowKind, basis: Basis, baseline: Option<Baseline>) -> Metric {
        let window = Window { months, kind, basis };
        Metric { measures: vec![measure], window, scope: Scope::Individual, accounts: AccountRules::default(), baseline }
    }

    #[test]
    fn the_past_a_metric_needs() {
        use Basis::{Point, Sum};
        use Measure::{Csqa, GrowthAboveBaseline, Nrr};
        use WindowKind::{Trailing, YearToDate};
        // Quarter on quarter by points: the month before the quarter.
        assert_eq!(past_needed(&metric(Nrr, 3, Trailing, Point, None), 3), 1);
        // Two quarters over the two before, paid quarterly: 12 months up to the quarter's end.
        assert_eq!(past_needed(&metric(Nrr, 6, Trailing, Sum, None), 3), 9);
        assert_eq!(past_needed(&metric(Nrr, 12, Trailing, Point, None), 3), 10);
        assert_eq!(past_needed(&metric(Nrr, 3, YearToDate, Sum, None), 3), 3);
        assert_eq!(past_needed(&metric(Csqa, 3, Trailing, Point, None), 3), 0);
        let last_year = Some(Baseline::SameQuarterLastYear);
        assert_eq!(past_needed(&metric(GrowthAboveBaseline, 3, Trailing, Point, last_year), 3), 12);
    }
}
