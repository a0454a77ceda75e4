//! Pay at attainment 0, 5 %, … 150 %: what a plan's curves pay, as shares of target.
//!
//! Gates count as open and factors as 1. Components that pay no curve have no place in such a table; what they pay is said
//! in words.

use super::goal::unit_of;
use super::phrase::{dollars, number};
use super::words;
use super::{Attain, Component, Pays, Plan, Tiers};
use crate::measure::Unit;

/// A pay table.
#[derive(Debug, Clone, PartialEq)]
pub struct PayTable {
    /// Names of the components, in the plan's order.
    pub components: Vec<String>,
    /// Rows by attainment.
    pub rows: Vec<PayRow>,
    /// What the components that pay no curve pay instead, in words.
    pub notes: Vec<String>,
}

/// Pay at one attainment.
#[derive(Debug, Clone, PartialEq)]
pub struct PayRow {
    /// Attainment of every component (for curves in a measure's own unit: that value).
    pub attainment: f64,
    /// Share of the component's target, caps and floor applied; `None` for components without a curve.
    pub shares: Vec<Option<f64>>,
    /// Share of the plan's target, the plan's caps and floor applied; `None` if a part of the target pays no curve.
    pub plan: Option<f64>,
}

/// The pay table of `plan`.
///
/// ```
/// use paylift::measure::{AccountRules, Basis, Measure, Metric, Scope, Window, WindowKind};
/// use paylift::plan::{Above, Component, Curve, Goal, Pays, Plan, pay_table};
/// # let metric = Metric {
/// #     measures: vec![Measure::Nrr],
/// #     window: Window { months: 3, kind: WindowKind::Trailing, basis: Basis::Point },
/// #     scope: Scope::Individual,
/// #     accounts: AccountRules::default(),
/// #     baseline: None,
/// # };
/// let curve = Curve::from_points(0.0, &[(0.9, 0.0), (1.0, 1.0), (1.1, 2.0)], Above::Hold)?;
/// let plan = Plan::new("nrr", vec![metric], vec![Component::new("NRR", 1.0, 0, Goal::Segment, Pays::Curve(curve))]);
/// let table = pay_table(&plan);
/// assert_eq!(table.rows.len(), 31);
/// assert_eq!((table.rows[20].attainment, table.rows[20].plan), (1.0, Some(1.0)));
/// assert!((table.rows[19].plan.unwrap_or(f64::NAN) - 0.5).abs() < 1e-9); // 95 %
/// # Ok::<(), paylift::plan::CurveError>(())
/// ```
#[must_use]
pub fn pay_table(plan: &Plan) -> PayTable {
    let rows = (0..=30).map(|i| row(plan, f64::from(i) * 5.0 / 100.0)).collect();
    let notes = plan.components.iter().filter(|c| !tabled(plan, c)).map(|c| note(plan, c)).collect();
    PayTable { components: plan.components.iter().map(|c| c.name.clone()).collect(), rows, notes }
}

/// Whether a component's pay is a function of an attainment for which 0 to 150 % is the natural range.
fn tabled(plan: &Plan, c: &Component) -> bool {
    match c.pays {
        Pays::Curve(_) => {
            !c.score.is_empty() || c.attain != Attain::Value || matches!(unit_of(&plan.metrics[c.metric]), Unit::Ratio | Unit::Share)
        }
        Pays::Target => true,
        Pays::Commission(_) | Pays::Bounty { .. } | Pays::Pool(_) => false,
    }
}

fn row(plan: &Plan, attainment: f64) -> PayRow {
    let shares: Vec<Option<f64>> = plan.components.iter().map(|c| share(plan, c, attainment)).collect();
    let weighted = plan.components.iter().zip(&shares).filter(|(c, _)| c.weight > 0.0);
    // What comes on top has no share of target to be a part of.
    let sum: Option<f64> = weighted.map(|(c, share)| share.map(|s| s * c.weight)).sum();
    let whole = sum.filter(|_| plan.components.iter().any(|c| c.weight > 0.0));
    PayRow { attainment, shares, plan: whole.map(|s| capped(s, &plan.caps).max(plan.floor)) }
}

fn share(plan: &Plan, c: &Component, attainment: f64) -> Option<f64> {
    let share = match &c.pays {
        Pays::Curve(curve) if tabled(plan, c) => curve.pay(attainment),
        Pays::Target => 1.0,
        _ => return None,
    };
    Some(capped(share.max(c.floor), &c.caps))
}

/// Caps that are shares of target; caps in dollars have no place in a table of shares.
fn capped(share: f64, caps: &[super::Cap]) -> f64 {
    caps.iter().filter_map(|c| c.share).fold(share, f64::min)
}

/// What a component outside the table pays.
fn note(plan: &Plan, c: &Component) -> String {
    let metric = &plan.metrics[c.metric];
    match &c.pays {
        Pays::Commission(tiers) => format!("{}: {}", c.name, per_hundred_thousand(c, tiers)),
        _ => format!("{}: {}", c.name, words::pays(c, metric)),
    }
}

/// What $100,000 of credited dollars pay, in each tier.
fn per_hundred_thousand(c: &Component, tiers: &Tiers) -> String {
    let tier = |t: &super::Tier| {
        let pay = match t.rate {
            Some(rate) => dollars(100_000.0 * rate * t.factor * c.credit),
            None => format!("{} × target ÷ quota × $100,000", number(t.factor * c.credit, 3)),
        };
        let uplift = if t.uplift_rate == 0.0 {
            String::new()
        } else {
            format!(" and {} per $100,000 of contract growth", dollars(100_000.0 * t.uplift_rate * c.credit))
        };
        format!("{pay}{uplift}")
    };
    match tiers.tiers.as_slice() {
        [only] if only.from <= 0.0 => format!("{} per $100,000 credited", tier(only)),
        all => {
            let each: Vec<_> = all
                .iter()
                .map(|t| {
                    let from =
                        if c.goal == super::Goal::None { dollars(t.from) } else { format!("{} of goal", super::phrase::percent(t.from)) };
                    format!("{} from {from}", tier(t))
                })
                .collect();
            format!("per $100,000 credited {}", each.join(", "))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::hand_made::metric;
    use super::super::*;
    use crate::measure::Measure;

    fn curve(points: &[(f64, f64)]) -> Pays {
        Pays::Curve(Curve::from_points(0.0, points, Above::Hold).unwrap())
    }

    #[test]
    fn rows_run_from_nothing_to_one_and_a_half() {
        let mut half = Component::new("half", 0.5, 0, Goal::Segment, curve(&[(0.0, 0.0), (1.5, 3.0)]));
        half.caps = vec![Cap { share: Some(1.5), dollars: None, per: CapPeriod::Period }];
        let cliff = Component::new("cliff", 0.5, 0, Goal::Segment, curve(&[(0.8, 0.5), (1.0, 1.0)]));
        let mut plan = Plan::new("two", vec![metric(Measure::Nrr)], vec![half, cliff]);
        plan.caps = vec![Cap { share: Some(1.2), dollars: None, per: CapPeriod::Period }];
        plan.floor = 0.1;
        let table = pay_table(&plan);
        let at = |percent: usize| {
            let row = &table.rows[percent / 5];
            assert_eq!((row.attainment * 100.0).round() as usize, percent);
            (row.shares.clone(), row.plan.unwrap())
        };
        assert_eq!(at(0), (vec![Some(0.0), Some(0.0)], 0.1));
        assert_eq!(at(75), (vec![Some(1.5), Some(0.0)], 0.75));
        assert_eq!(at(80), (vec![Some(1.5), Some(0.5)], 1.0));
        assert_eq!(at(150), (vec![Some(1.5), Some(1.0)], 1.2));
        assert!(table.notes.is_empty());
    }

    #[test]
    fn what_pays_no_curve_is_said_in_words() {
        let tier = |from, factor| Tier { from, edge: Edge::Inclusive, rate: Some(0.06), factor, uplift_rate: 0.0 };
        let tiers = Tiers { mode: TierMode::Marginal, tiers: vec![tier(0.0, 1.0), tier(1.05, 1.2)] };
        let plan = Plan::new(
            "mixed",
            vec![metric(Measure::Growth), metric(Measure::Csqa)],
            vec![
                Component::new("growth", 1.0, 0, Goal::Quota, Pays::Commission(tiers)),
                Component::new("acts", 0.0, 1, Goal::None, Pays::Bounty { each: 250.0, at_most: None }),
            ],
        );
        let table = pay_table(&plan);
        assert!(table.rows.iter().all(|r| r.plan.is_none() && r.shares == [None, None]));
        assert_eq!(
            table.notes,
            ["growth: per $100,000 credited $6,000 from 0 % of goal, $7,200 from 105 % of goal", "acts: pays $250 each"]
        );
    }

    #[test]
    fn flat_pay_is_the_same_in_every_row() {
        let plan = Plan::new("flat", vec![metric(Measure::Nrr)], vec![Component::new("flat", 1.0, 0, Goal::None, Pays::Target)]);
        assert!(pay_table(&plan).rows.iter().all(|r| r.plan == Some(1.0)));
    }
}
