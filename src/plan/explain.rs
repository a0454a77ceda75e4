//! A ledger line in words, with the numbers to check it by.

use super::phrase::{capital, dollars, measures, number, of_metric, percent, plural};
use super::{Attain, Line, LineKind, Plan, Why};
use crate::measure::Metric;

/// One line of a statement as a sentence: what was measured, what the clause made of it, and the amount.
///
/// Months are counted from 1.
#[must_use]
pub fn explain_line(plan: &Plan, line: &Line) -> String {
    let component = line.component.and_then(|c| plan.components.get(usize::from(c)));
    let subject = component.map_or("Whole payout", |c| c.name.as_str());
    let metric = component.and_then(|c| plan.metrics.get(c.metric));
    let reason = match line.kind {
        LineKind::Earned => match (component, &line.why) {
            (Some(c), Why::Scored { attainments, score, share, target }) => {
                format!(
                    "{} is a score of {}, pays {} of {}",
                    scored(plan, c, attainments),
                    percent(*score),
                    percent(*share),
                    dollars(*target)
                )
            }
            _ => earned(component.map(|c| c.attain), metric, &line.why),
        },
        LineKind::Gate | LineKind::Multiplier => {
            let deciding = component.and_then(|c| deciding_metric(plan, c, line));
            by_factor(line.kind, deciding, &line.why)
        }
        _ => clause(line.kind, &line.why),
    };
    format!("{}: {reason}: {}", capital(subject), dollars(line.cents.dollars()))
}

fn earned(attain: Option<Attain>, metric: Option<&Metric>, why: &Why) -> String {
    let value_in_words = |x: f64| metric.map_or_else(|| number(x, 4), |m| of_metric(m, x));
    let name = metric.map_or_else(String::new, measures);
    match *why {
        Why::Attained { value, goal, attainment, share, target } => {
            let pays = format!("pays {} of {}", percent(share), dollars(target));
            let value = value_in_words(value);
            match (goal, attain) {
                (Some(goal), Some(Attain::AboveFloor { floor })) => format!(
                    "{name} {value}, {} of the way from {} to {}, {pays}",
                    percent(attainment),
                    value_in_words(floor),
                    value_in_words(goal)
                ),
                (Some(goal), _) => format!("{name} {value} against {} is {}, {pays}", value_in_words(goal), percent(attainment)),
                (None, _) => format!("{name} {value} {pays}"),
            }
        }
        Why::Undefined => format!("{name} is undefined in this period, nothing is paid"),
        Why::Rate { dollars: credited, rate } => {
            format!("{} credited at {} on average", dollars(credited), number_percent(rate))
        }
        Why::Count { count, each } => format!("{} at {} each", number(count, 2), dollars(each)),
        Why::PoolShare { pot, share } => format!("{} of a pot of {}", number_percent(share), dollars(pot)),
        Why::Months { present, of } => {
            format!("target for {} of {}", present, plural(f64::from(of), "month"))
        }
        _ => clause(LineKind::Earned, why),
    }
}

/// The sum behind a score: "60 % × NRR at 95 % + 40 % × CSQL closed at 150 %".
fn scored(plan: &Plan, component: &super::Component, attainments: &[f32]) -> String {
    let weights = std::iter::once(component.own_weight()).chain(component.score.iter().map(|part| part.weight));
    let parts = component.metrics().zip(weights).zip(attainments);
    let said = parts.map(|((metric, weight), &at)| {
        let name = plan.metrics.get(metric).map_or_else(String::new, measures);
        format!("{} × {name} at {}", percent(weight), percent(f64::from(at)))
    });
    said.collect::<Vec<_>>().join(" + ")
}

/// A rate with the decimals that average rates have.
fn number_percent(x: f64) -> String {
    format!("{} %", number(x * 100.0, 4))
}

/// The metric behind a gate or multiplier line: the one whose factor the line states.
fn deciding_metric<'a>(plan: &'a Plan, component: &'a super::Component, line: &Line) -> Option<&'a Metric> {
    let index = match line.kind {
        LineKind::Gate if component.gates.len() == 1 => component.gates[0].metric,
        LineKind::Multiplier if component.multipliers.len() == 1 => component.multipliers[0].metric,
        _ => return None,
    };
    plan.metrics.get(index)
}

fn by_factor(kind: LineKind, metric: Option<&Metric>, why: &Why) -> String {
    let what = if kind == LineKind::Gate { "gate" } else { "multiplier" };
    let Why::Factor { value, factor } = *why else { return format!("{what}: not measured in this period") };
    let value = match metric {
        Some(m) => format!("{} {}", measures(m), of_metric(m, value)),
        None => number(value, 4),
    };
    match kind {
        LineKind::Gate if factor == 1.0 => format!("gate open at {value}, given back"),
        LineKind::Gate => format!("gate closed at {value}, {} is left", percent(factor)),
        _ => format!("{value} multiplies by {}", number(factor, 4)),
    }
}

fn clause(kind: LineKind, why: &Why) -> String {
    let what = match kind {
        LineKind::Earned => "earned",
        LineKind::Gate => "gate",
        LineKind::Multiplier => "multiplier",
        LineKind::Cap => "cap",
        LineKind::Floor => "floor",
        LineKind::Guarantee => "guarantee for new hires",
        LineKind::TrueUp => "true-up of earlier periods",
        LineKind::Holdback => "withheld",
        LineKind::Release => "released",
        LineKind::Clawback => "clawback",
        LineKind::Draw => "draw",
        LineKind::DrawRecovery => "draw recovered",
    };
    match *why {
        Why::Limit { dollars: limit } => match kind {
            LineKind::Draw => format!("{what}, advanced up to {}", dollars(limit)),
            LineKind::DrawRecovery => format!("{what}, of {} owed", dollars(limit)),
            _ => format!("{what} of {}", dollars(limit)),
        },
        Why::ToDate { earned, before } => {
            format!("{what}, {} earned to date against {} before", dollars(earned), dollars(before))
        }
        Why::Account { account, month } => match kind {
            LineKind::Clawback => format!("{what}, account {account} left after its credit in month {}", month + 1),
            _ => format!("{what}, account {account} credited in month {}", month + 1),
        },
        Why::Factor { value, factor } => format!("{what}, {} of {}", percent(factor), dollars(value)),
        Why::Undefined => format!("{what}, not measured in this period"),
        Why::Attained { .. } | Why::Scored { .. } | Why::Rate { .. } | Why::Count { .. } | Why::PoolShare { .. } | Why::Months { .. } => {
            what.to_string()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::hand_made::{Settlement, by_line, credit, metric};
    use super::super::*;
    use crate::measure::Measure;

    fn explained(desk: &Settlement, period: u16) -> Vec<String> {
        let ledger = desk.pay();
        ledger.lines.iter().filter(|l| l.period == period).map(|l| explain_line(desk.terms.plan(), l)).collect()
    }

    #[test]
    fn each_line_can_be_checked_with_a_calculator() {
        let mut component = by_line();
        component.name = "revenue retention".into();
        component.goal = Goal::Fixed(1.02);
        component.gates = vec![Gate { metric: 1, at_least: 0.9, edge: Edge::Inclusive, otherwise: 0.25 }];
        let mut plan = Plan::new("nrr", vec![metric(Measure::Nrr), metric(Measure::Grr)], vec![component]);
        plan.floor = 0.5;
        let desk = Settlement::new(&plan, 1).read(0, 0, &[1.0455]).read(1, 0, &[0.88]).undefined(0, 0, 1);
        assert_eq!(
            explained(&desk, 0),
            [
                "Revenue retention: NRR 104.55 % against 102 % is 102.5 %, pays 102.5 % of $3,000: $3,075",
                "Revenue retention: gate closed at GRR 88 %, 25 % is left: −$2,306.25",
                "Whole payout: floor of $1,500: $731.25",
            ]
        );
        assert_eq!(explained(&desk, 1)[0], "Revenue retention: NRR is undefined in this period, nothing is paid: $0");
    }

    #[test]
    fn commissions_name_their_accounts() {
        let tier = Tier { from: 0.0, edge: Edge::Inclusive, rate: Some(0.1), factor: 1.0, uplift_rate: 0.0 };
        let tiers = Tiers { mode: TierMode::Marginal, tiers: vec![tier] };
        let mut component = Component::new("expansion", 0.0, 0, Goal::None, Pays::Commission(tiers));
        component.clawback = Some(Clawback { months: 6, share: 0.5 });
        component.holdback = Some(Holdback { share: 0.2, until: HoldbackUntil::InvoicePaid });
        let plan = Plan::new("commission", vec![metric(Measure::Expansion)], vec![component]);
        let mut deal = credit(0, 2, 41, 15_000.0);
        deal.churned = Some(5);
        let desk = Settlement::new(&plan, 1).credits(&[deal]);
        assert_eq!(
            explained(&desk, 0),
            ["Expansion: $15,000 credited at 10 % on average: $1,500", "Expansion: withheld, account 41 credited in month 3: −$300",]
        );
        assert_eq!(
            explained(&desk, 1)[1..],
            [
                "Expansion: released, account 41 credited in month 3: $300",
                "Expansion: clawback, account 41 left after its credit in month 3: −$750",
            ]
        );
    }
}
