//! The clause that takes the point out of a game: the same plan, written so that playing it no longer pays, as far as a plan can say it.
//!
//! | game | clause | who says so |
//! | --- | --- | --- |
//! | pressure | the team's result instead of each person's; or the last twelve months, in which customers lost to pressure count | Should CSMs get commission? (C2, C6) |
//! | padding | leads when they are won | Gainsight (D1) |
//! | shallow | the customers' results instead of records kept | 3 keys to customer success compensation (E4) |
//! | inflation | the customers' results instead of readings of use | the same |
//! | begging | no pay for scores; or results instead | Gainsight (D2) |
//! | neglect | customers' revenue kept, or accounts in good health, instead of rescues | Gainsight (D2) |
//! | sandbagging | a forecast that finance makes | Jensen (2003) |
//! | timing | one straight line; or the last twelve months | Jensen (2003); Should CSMs get commission? |
//!
//! Whether a clause does stop the game is not decided here: it is simulated. Goals of what is paid for instead are the segment's own,
//! and pay for it is in proportion, at most double.

use super::Channel;
use crate::measure::{AccountRules, Baseline, Basis, Measure, Metric, Scope, Unit, Window, WindowKind};
use crate::plan::{Above, Attain, Component, Curve, Edge, Goal, Knot, Pays, Plan, Tier, TierMode, Tiers};

/// A clause against a game.
#[derive(Debug, Clone, PartialEq)]
pub struct Remedy {
    /// What to change, as advice: "pay leads when they are won, not when they are submitted".
    pub words: &'static str,
    /// The plan with that change.
    pub plan: Plan,
}

const RECORDS: [Measure; 2] = [Measure::StrategyCoverage, Measure::EbrCoverage];
const USE: [Measure; 6] =
    [Measure::Wins, Measure::HealthShare, Measure::HealthScore, Measure::FeatureAdoption, Measure::DailyUse, Measure::Saves];
const SCORES: [Measure; 2] = [Measure::Nps, Measure::HealthScore];
const RESCUES: [Measure; 1] = [Measure::Saves];
/// What pressed signatures raise.
const SALES: [Measure; 10] = [
    Measure::Nrr,
    Measure::Grr,
    Measure::NrrPlus,
    Measure::Growth,
    Measure::GrowthAboveBaseline,
    Measure::Expansion,
    Measure::Renewed,
    Measure::Revenue,
    Measure::CsqlSubmitted,
    Measure::CsqlClosed,
];

/// Forecasts that nobody is asked about.
fn forecast_by_finance(plan: &Plan) -> Option<Plan> {
    let mut own = plan.clone();
    for metric in &mut own.metrics {
        if let Some(Baseline::Forecast { negotiated, .. }) = &mut metric.baseline {
            *negotiated = false;
        }
    }
    Some(own)
}

/// The clauses that could stop `channel` under `plan`, the first choice first; empty where the plan has nothing to change.
#[must_use]
pub fn remedies(plan: &Plan, channel: Channel) -> Vec<Remedy> {
    let say = |words: &'static str, plan: Option<Plan>| plan.map(|plan| Remedy { words, plan });
    let instead = |of: &[Measure], measure| paid_instead(plan, of, measure);
    let all = match channel {
        Channel::Pressure => vec![
            say("pay on the team’s result, not on each person’s own", pooled(plan)),
            say("count the last twelve months, so that customers lost to pressure count too", over_a_year(plan)),
        ],
        Channel::Padding => vec![say("pay leads when they are won, not when they are submitted", won_leads(plan))],
        Channel::Shallow => vec![say("pay for customers’ results instead of records kept", instead(&RECORDS, Measure::Results))],
        Channel::Inflation => vec![say("pay for customers’ results instead of readings of use", instead(&USE, Measure::Results))],
        Channel::Begging => vec![
            say("pay nothing for scores and give their weight to the rest", without(plan, &SCORES)),
            say("pay for customers’ results instead of scores", instead(&SCORES, Measure::Results)),
        ],
        Channel::Neglect => vec![
            say("pay for revenue kept (GRR) instead of rescues", instead(&RESCUES, Measure::Grr)),
            say("pay for the share of accounts in good health instead of rescues", instead(&RESCUES, Measure::HealthShare)),
        ],
        Channel::Sandbagging => {
            vec![say("let finance make the forecast, not the people who are paid beyond it", forecast_by_finance(plan))]
        }
        Channel::Timing => vec![
            say("pay by one straight line, without threshold, jump or cap", straight(plan)),
            say("count the last twelve months, so that a deal counts whenever it is signed", over_a_year(plan)),
        ],
    };
    all.into_iter().flatten().filter(|remedy| remedy.plan != *plan).collect()
}

fn pays_on(plan: &Plan, c: &Component, measures: &[Measure]) -> bool {
    // a scorecard is a clause of its own kind: none of these would be the same plan with one clause changed
    !matches!(c.pays, Pays::Target) && c.score.is_empty() && plan.metrics[c.metric].measures.iter().any(|m| measures.contains(m))
}

/// What is paid on any of these measures is paid on another, against the segment's own target for it.
fn paid_instead(plan: &Plan, of: &[Measure], measure: Measure) -> Option<Plan> {
    let proportional = Curve::from_points(0.0, &[(0.0, 0.0), (2.0, 2.0)], Above::Hold).ok()?;
    let mut own = plan.clone();
    for i in 0..own.components.len() {
        if !pays_on(plan, &own.components[i], of) {
            continue;
        }
        let before = &plan.metrics[own.components[i].metric];
        // a ratio is of a window's start, everything else is read at its end
        let months = if measure.unit() == Unit::Ratio { before.window.months.max(3) } else { before.window.months };
        own.metrics.push(Metric {
            measures: vec![measure],
            window: Window { months, kind: WindowKind::Trailing, basis: Basis::Point },
            scope: before.scope,
            accounts: AccountRules::default(),
            baseline: None,
        });
        let metric = own.metrics.len() - 1;
        let c = &mut own.components[i];
        (c.metric, c.goal, c.attain, c.round_decimals) = (metric, Goal::Segment, Attain::Ratio, None);
        (c.pays, c.clawback, c.holdback) = (Pays::Curve(proportional.clone()), None, None);
        c.year_weights.clear();
    }
    Some(own)
}

/// What is paid on any of these measures is not paid; the rest has its weight. `None` where nothing would be left.
fn without(plan: &Plan, measures: &[Measure]) -> Option<Plan> {
    let (out, mut rest): (Vec<Component>, Vec<Component>) = plan.components.iter().cloned().partition(|c| pays_on(plan, c, measures));
    let sum = |components: &[Component]| components.iter().map(|c| c.weight).sum::<f64>();
    let (gone, left) = (sum(&out), sum(&rest));
    // partners name components by number
    if out.is_empty() || left <= 0.0 || !plan.partners.is_empty() {
        return None;
    }
    rest.iter_mut().for_each(|c| c.weight *= (left + gone) / left);
    Some(Plan { components: rest, ..plan.clone() })
}

/// Leads count when sales wins them.
fn won_leads(plan: &Plan) -> Option<Plan> {
    let mut own = plan.clone();
    for metric in &mut own.metrics {
        metric.measures.iter_mut().filter(|m| **m == Measure::CsqlSubmitted).for_each(|m| *m = Measure::CsqlClosed);
    }
    for c in &mut own.components {
        if plan.metrics[c.metric].measures.contains(&Measure::CsqlSubmitted) && matches!(c.goal, Goal::Fixed(_) | Goal::Schedule(_)) {
            c.goal = Goal::Segment;
        }
        for part in &mut c.score {
            if plan.metrics[part.metric].measures.contains(&Measure::CsqlSubmitted)
                && matches!(part.goal, Goal::Fixed(_) | Goal::Schedule(_))
            {
                part.goal = Goal::Segment;
            }
        }
    }
    Some(own)
}

/// Sales of a team are one result. Rates in dollars would be paid several times over: they become a bonus on the team's goal.
fn pooled(plan: &Plan) -> Option<Plan> {
    let proportional = Curve::from_points(0.0, &[(0.0, 0.0), (2.0, 2.0)], Above::Hold).ok()?;
    let weight: f64 = plan.components.iter().map(|c| c.weight).sum();
    let own_sales = |c: &Component| pays_on(plan, c, &SALES) && plan.metrics[c.metric].scope == Scope::Individual;
    let unweighted = plan.components.iter().filter(|c| own_sales(c) && rated(c) && c.weight <= 0.0).count();
    let mut own = plan.clone();
    for c in own.components.iter_mut().filter(|c| own_sales(c)) {
        let metric = &mut own.metrics[c.metric];
        metric.scope = Scope::Team;
        if matches!(c.goal, Goal::Fixed(_) | Goal::Schedule(_)) && metric.measures.iter().any(|m| !is_ratio(*m)) {
            c.goal = Goal::Segment;
        }
        if rated(c) {
            // a commission that comes on top has what is left of the target
            c.weight = if c.weight > 0.0 { c.weight } else { (1.0 - weight) / unweighted as f64 };
            if c.weight <= 1e-9 {
                return None;
            }
            (c.goal, c.attain, c.pays) = (Goal::Segment, Attain::Ratio, Pays::Curve(proportional.clone()));
            (c.clawback, c.holdback) = (None, None);
            c.year_weights.clear();
        }
    }
    Some(own)
}

/// Whether it pays dollars per dollar or per event.
fn rated(c: &Component) -> bool {
    match &c.pays {
        Pays::Commission(tiers) => tiers.tiers.iter().any(|t| t.rate.is_some()) || c.goal == Goal::None,
        Pays::Bounty { .. } => true,
        _ => false,
    }
}

fn is_ratio(measure: Measure) -> bool {
    matches!(measure.unit(), Unit::Ratio | Unit::Share)
}

/// Sales count over the twelve months up to the period's end; goals that do not grow with the window stay as they are, and so do
/// their components.
fn over_a_year(plan: &Plan) -> Option<Plan> {
    let mut own = plan.clone();
    for c in plan.components.iter().filter(|c| pays_on(plan, c, &SALES) && matches!(c.goal, Goal::Segment | Goal::Quota)) {
        let window = &mut own.metrics[c.metric].window;
        if window.kind == WindowKind::Trailing && matches!(c.pays, Pays::Curve(_)) {
            window.months = 12;
        }
    }
    Some(own)
}

/// Every curve and commission becomes one line from nothing through target pay, without end.
fn straight(plan: &Plan) -> Option<Plan> {
    let mut own = Plan { floor: 0.0, ..plan.clone() };
    own.caps.clear();
    for c in &mut own.components {
        match &mut c.pays {
            Pays::Curve(curve) => {
                let full = full_pay(curve).filter(|_| c.attain == Attain::Value).unwrap_or(1.0);
                let knot = Knot { at: 0.0, edge: Edge::Inclusive, value: 0.0, slope: 1.0 / full };
                *curve = Curve::from_knots(0.0, vec![knot]).ok()?;
                // the floor would be a threshold
                c.attain = if matches!(c.attain, Attain::AboveFloor { .. }) { Attain::Ratio } else { c.attain };
            }
            Pays::Commission(tiers) => {
                let at_goal = tiers.tiers.iter().rev().find(|t| t.from <= 1.0).or(tiers.tiers.first());
                let tier = Tier { from: 0.0, edge: Edge::Inclusive, factor: 1.0, ..*at_goal? };
                *tiers = Tiers { mode: TierMode::Marginal, tiers: vec![tier] };
            }
            _ => continue,
        }
        c.caps.clear();
        (c.floor, c.round_decimals) = (0.0, None);
    }
    Some(own)
}

/// Where a curve first pays the whole target.
fn full_pay(curve: &Curve) -> Option<f64> {
    let knots = curve.knots();
    knots.iter().enumerate().find_map(|(i, k)| {
        let x = if k.value >= 1.0 { k.at } else { k.at + (1.0 - k.value) / k.slope };
        let next = knots.get(i + 1).map_or(f64::INFINITY, |next| next.at);
        (x.is_finite() && x > 0.0 && x < next && (k.value >= 1.0 || k.slope > 0.0)).then_some(x)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn metric(measure: Measure) -> Metric {
        Metric {
            measures: vec![measure],
            window: Window { months: 3, kind: WindowKind::Trailing, basis: Basis::Point },
            scope: Scope::Individual,
            accounts: AccountRules::default(),
            baseline: None,
        }
    }

    fn plan(measures: &[Measure], curve: &Curve) -> Plan {
        let weight = 1.0 / measures.len() as f64;
        let component = |(i, m): (usize, &Measure)| Component::new(m.id(), weight, i, Goal::Segment, Pays::Curve(curve.clone()));
        Plan::new("p", measures.iter().map(|m| metric(*m)).collect(), measures.iter().enumerate().map(component).collect())
    }

    fn line() -> Curve {
        Curve::from_points(0.0, &[(0.0, 0.0), (1.0, 1.0)], Above::Extend).unwrap()
    }

    #[test]
    fn a_flat_bonus_has_nothing_to_change() {
        let mut flat = plan(&[Measure::Nrr], &line());
        flat.components[0].pays = Pays::Target;
        for channel in Channel::ALL {
            assert_eq!(remedies(&flat, channel), [], "{channel:?}");
        }
    }

    #[test]
    fn each_game_loses_what_it_moves() {
        let of = |measure: Measure, channel: Channel| -> Vec<Vec<Measure>> {
            let all = remedies(&plan(&[measure], &line()), channel);
            all.iter().map(|r| r.plan.components.iter().flat_map(|c| r.plan.metrics[c.metric].measures.clone()).collect()).collect()
        };
        assert_eq!(of(Measure::CsqlSubmitted, Channel::Padding), [[Measure::CsqlClosed]]);
        assert_eq!(of(Measure::EbrCoverage, Channel::Shallow), [[Measure::Results]]);
        assert_eq!(of(Measure::HealthShare, Channel::Inflation), [[Measure::Results]]);
        assert_eq!(of(Measure::Nps, Channel::Begging), [[Measure::Results]], "nothing else would be left");
        assert_eq!(of(Measure::Saves, Channel::Neglect), [[Measure::Grr], [Measure::HealthShare]]);
        assert_eq!(of(Measure::Nps, Channel::Neglect), [] as [Vec<Measure>; 0]);
    }

    #[test]
    fn a_component_taken_out_leaves_its_weight_to_the_rest() {
        let all = remedies(&plan(&[Measure::Nps, Measure::Grr, Measure::Csqa], &line()), Channel::Begging);
        let weights: Vec<f64> = all[0].plan.components.iter().map(|c| c.weight).collect();
        assert!(weights.len() == 2 && weights.iter().all(|w| (w - 0.5).abs() < 1e-12), "{weights:?}");
    }

    #[test]
    fn pressure_is_pooled_and_a_rate_becomes_a_bonus() {
        let pooled = &remedies(&plan(&[Measure::Expansion], &line()), Channel::Pressure)[0].plan;
        assert_eq!(pooled.metrics[0].scope, Scope::Team);
        assert_eq!(pooled.components, plan(&[Measure::Expansion], &line()).components);
        let mut rated = plan(&[Measure::Expansion], &line());
        let tier = Tier { from: 0.0, edge: Edge::Inclusive, rate: Some(0.1), factor: 1.0, uplift_rate: 0.0 };
        rated.components[0].pays = Pays::Commission(Tiers { mode: TierMode::Marginal, tiers: vec![tier] });
        (rated.components[0].goal, rated.components[0].weight) = (Goal::None, 0.0);
        let bonus = &remedies(&rated, Channel::Pressure)[0].plan;
        assert!(matches!(bonus.components[0].pays, Pays::Curve(_)) && bonus.components[0].weight == 1.0);
        assert_eq!((bonus.metrics[0].scope, &bonus.components[0].goal), (Scope::Team, &Goal::Segment));
    }

    #[test]
    fn a_jump_becomes_a_line_through_target_pay() {
        let jump = Curve::from_steps(0.0, &[(1.0, 1.0, Edge::Inclusive)]).unwrap();
        let pay = |plan: &Plan, x: f64| match &plan.components[0].pays {
            Pays::Curve(curve) => curve.pay(x),
            _ => f64::NAN,
        };
        let straight = &remedies(&plan(&[Measure::Expansion], &jump), Channel::Timing)[0].plan;
        assert_eq!([0.0, 0.5, 1.0, 3.0].map(|x| pay(straight, x)), [0.0, 0.5, 1.0, 3.0]);
        let ramp = Curve::from_points(0.0, &[(1.0, 0.0), (1.2, 2.0)], Above::Hold).unwrap();
        let mut by_value = plan(&[Measure::Nrr], &ramp);
        by_value.components[0].attain = Attain::Value;
        let straight = &remedies(&by_value, Channel::Timing)[0].plan;
        assert!((pay(straight, 1.1) - 1.0).abs() < 1e-12 && (pay(straight, 2.2) - 2.0).abs() < 1e-12);
        assert_eq!(remedies(straight, Channel::Timing).iter().filter(|r| r.words.contains("line")).count(), 0, "it is straight already");
    }
}
