//! What a CSM believes and does, in words and tables: `paylift explain --beliefs`, and the conduct of a statement.

use std::fmt::Write as _;

use crate::behaviour::beliefs::{Forecast, Gradient};
use crate::behaviour::{Conduct, Decision, Timing, response_slope};
use crate::measure::Unit;
use crate::scenario::Scenario;
use crate::trial::Response;

const ACTIVITIES: [&str; 5] = ["adoption", "rescue", "expansion", "advocacy", "documented"];
const GAMES: [&str; 7] = ["pressure", "padding", "shallow", "inflation", "begging", "neglect", "sandbagging"];

/// Beliefs about every metric of a plan, and the steady response.
pub(super) fn render(scenario: &Scenario, plan: usize, seat: usize, response: &Response) -> String {
    let plan = &scenario.plans[plan];
    let person = &scenario.roster[seat];
    let mut text = String::new();
    let _ = writeln!(
        text,
        "What {} believes under {} ({}): a pilot of {} trials\n\
         Each metric at salaried effort, and what one quarter of more does to it (± standard error)",
        person.name, plan.title, plan.id, response.trials
    );
    for (metric, belief) in plan.metrics.iter().zip(&response.beliefs) {
        let names: Vec<&str> = metric.measures.iter().map(|m| m.id()).collect();
        let unit = metric.measures.first().map_or(Unit::Count, |m| m.unit());
        let _ = writeln!(text, "\n{}", names.join(" + "));
        for (period, forecast) in belief.forecasts.iter().enumerate() {
            let _ = writeln!(text, "  period {}: {}", period + 1, expected(forecast, unit));
        }
        let slope = response_slope(1.0);
        for (k, name) in ACTIVITIES.iter().enumerate() {
            let by_lag =
                belief.activity.iter().map(|g| Gradient { value: g[k].value * slope, standard_error: g[k].standard_error * slope });
            line(&mut text, &format!("+1 effort in {name}"), by_lag, unit);
        }
        for (k, name) in GAMES.iter().enumerate() {
            line(&mut text, &format!("full {name}"), belief.game.iter().map(|g| g[k]), unit);
        }
    }
    let _ = writeln!(text, "\nWhat {} does before a period has shown anything\n  {}", person.name, in_words(&response.decision));
    if !response.second_looks.is_empty() {
        let _ = writeln!(text, "\nWhat people like {} expected of their response, and what came of it", person.name);
        for look in &response.second_looks {
            let metric = &plan.metrics[look.metric];
            let unit = metric.measures.first().map_or(Unit::Count, |m| m.unit());
            let names: Vec<&str> = metric.measures.iter().map(|m| m.id()).collect();
            let realised = look.realised;
            let _ = writeln!(
                text,
                "  {}: {}, was {} ± {}",
                names.join(" + "),
                change(look.expected, unit),
                change(realised.value, unit),
                fine(realised.standard_error, unit)
            );
        }
    }
    text
}

fn expected(forecast: &Forecast, unit: Unit) -> String {
    if forecast.defined == 0.0 {
        return "undefined".to_owned();
    }
    let goal = forecast.goal.map_or_else(String::new, |goal| format!(", goal {}", plain(goal, unit)));
    let defined = if forecast.defined < 0.995 { format!(", defined in {:.0} %", 100.0 * forecast.defined) } else { String::new() };
    format!("{} ± {}{goal}{defined}", plain(forecast.mean, unit), plain(forecast.sd, unit))
}

/// One activity's or game's effect by pay periods passed since; left out where nothing clear is there.
fn line(text: &mut String, name: &str, by_lag: impl Iterator<Item = Gradient>, unit: Unit) {
    let by_lag: Vec<Gradient> = by_lag.collect();
    if by_lag.iter().all(|g| g.value.abs() <= 2.0 * g.standard_error) {
        return;
    }
    let cells: Vec<String> = by_lag.iter().map(|g| format!("{} ± {}", change(g.value, unit), fine(g.standard_error, unit))).collect();
    let _ = writeln!(text, "  {name:<24} {}", cells.join(", then "));
}

/// What is done each month, and what more of it pays where people look at that; nothing while everybody is salaried.
pub(super) fn conduct(text: &mut String, decisions: &[Option<Decision>], responding: bool) {
    if decisions.iter().flatten().all(|d| d.conduct == Conduct::SALARIED) {
        return;
    }
    let (more, pays) = if responding {
        (", and what more would have paid (1.0 = the straight line to target)", "pays  ")
    } else {
        (", as the scenario states", "")
    };
    let _ = writeln!(text, "\nWhat they did (1.00 = salaried effort){more}");
    let _ = writeln!(text, "  month  adoption  rescue  expansion  advocacy  documented  {pays}games");
    for (i, decision) in decisions.iter().enumerate() {
        let Some(Decision { conduct, incentive, .. }) = decision else {
            let _ = writeln!(text, "  {:>5}  nobody there", i + 1);
            continue;
        };
        let [a, r, x, v, d] = conduct.effort.to_array();
        let pays = if responding { format!("{incentive:>4.1}  ") } else { String::new() };
        let row = format!("  {:>5}  {a:>8.2}  {r:>6.2}  {x:>9.2}  {v:>8.2}  {d:>10.2}  {pays}{}", i + 1, games(conduct));
        let _ = writeln!(text, "{}", row.trim_end());
    }
}

fn in_words(decision: &Decision) -> String {
    let efforts = decision.conduct.effort.to_array();
    let efforts: Vec<String> = ACTIVITIES.iter().zip(efforts).map(|(name, e)| format!("{name} {e:.2}")).collect();
    let games = games(&decision.conduct);
    let games = if games.is_empty() { "no games".to_owned() } else { games };
    format!("effort (1.00 = salaried): {}; {games}", efforts.join(", "))
}

/// The games that are played.
fn games(conduct: &Conduct) -> String {
    let degrees = conduct.gaming.to_array();
    let played = GAMES.iter().zip(degrees).filter(|(_, m)| *m > 0.0).map(|(name, m)| format!("{name} {m:.2}"));
    let timing = match conduct.timing {
        Timing::AsReady => None,
        Timing::PullForward => Some("pulls deals forward".to_owned()),
        Timing::HoldBack => Some("holds deals back".to_owned()),
    };
    played.chain(timing).collect::<Vec<_>>().join(", ")
}

fn change(value: f64, unit: Unit) -> String {
    let sign = if value < 0.0 { "-" } else { "+" };
    format!("{sign}{}", fine(value.abs(), unit))
}

/// With a digit more: changes are small.
fn fine(value: f64, unit: Unit) -> String {
    match unit {
        Unit::Ratio | Unit::Share => format!("{:.3} %", 100.0 * value),
        _ => plain(value, unit),
    }
}

fn plain(value: f64, unit: Unit) -> String {
    match unit {
        Unit::Ratio | Unit::Share => format!("{:.2} %", 100.0 * value),
        Unit::Dollars => format!("{value:.0} dollars"),
        Unit::Count | Unit::Score | Unit::Months => format!("{value:.3}"),
    }
}
