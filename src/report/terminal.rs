//! What a run prints: the decision first, one compact table, what it costs as published, a warning, what the run does not say, how
//! to look further and how to repeat it.
//!
//! Plain text without colour; aligned by display width, at most 80 columns wherever titles and commands allow.

mod columns;
mod response;

use crate::compare::{Findings, Summary, Topic, shown_name};
use crate::config::behaviour_name;
use crate::plan::Plan;
use crate::report::equal_cost;
use crate::report::number::{MoneyUnit, grouped, in_unit, money, money_error, money_of, percent_of, points_error};
use crate::scenario::{Market, Resampling, Scenario};
use crate::stats::Estimate;
use crate::trial::{RunResult, StopReason};

use columns::{Table, fit, wrapped};

/// Columns of a terminal that everybody has.
const WIDTH: usize = 80;

/// Most columns for a plan's name.
const LONGEST_NAME: usize = 28;

/// Columns that give way to growth and net dollars where people respond: the page has them.
const GIVES_WAY: [&str; 2] = ["90% ask", "<half"];

/// Most lines of warnings.
const MOST_WATCHED: usize = 4;

/// Most plans whose published cost is told.
const MOST_COSTS: usize = 4;

/// Where to look further, as the command line knows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Links {
    /// Path of the page.
    pub report: String,
    /// The command that repeats the run.
    pub repeat: String,
    /// A command that explains one payout.
    pub why: String,
    /// How long the run took, in words; nothing is said if `None`.
    pub elapsed: Option<String>,
}

/// The text of a finished run.
#[must_use]
pub fn render(scenario: &Scenario, result: &RunResult, summary: &Summary, findings: &Findings, links: &Links) -> String {
    let mut text = String::new();
    let mut line = |words: &str| {
        text.push_str(words.trim_end());
        text.push('\n');
    };
    heading(scenario, result, summary).iter().for_each(|words| line(words));
    line("");
    if let Some((first, more)) = findings.decision.split_first() {
        wrapped("DECISION  ", "          ", first, WIDTH).iter().for_each(|words| line(words));
        for sentence in more {
            wrapped("  ", "  ", sentence, WIDTH).iter().for_each(|words| line(words));
        }
        line("");
    }
    table(scenario, result, summary).iter().for_each(|words| line(words));
    response::assumes(scenario, summary).iter().for_each(|words| line(words));
    if let Some(words) = as_published(scenario, result, summary) {
        wrapped("", "  ", &words, WIDTH).iter().for_each(|words| line(words));
    }
    stress(scenario, result, summary).iter().for_each(|words| line(words));
    watch(scenario, result, findings).iter().for_each(|words| line(words));
    for sentence in &findings.not_said {
        wrapped("NOT SAID  ", "          ", sentence, WIDTH).iter().for_each(|words| line(words));
    }
    line(&format!("OPEN   {}", links.report));
    line(&format!("WHY    {}", links.why));
    line(&format!("REPEAT {}", links.repeat));
    line(&stopped(scenario, result, links));
    // A narrow no-break space is set badly by many terminals.
    text.replace('\u{202f}', " ")
}

fn heading(scenario: &Scenario, result: &RunResult, summary: &Summary) -> [String; 3] {
    let fictional = if scenario.fictional { " (fictional)" } else { "" };
    let people = scenario.roster.len();
    let csms = format!("{} CSM{}", grouped(people as u64), if people == 1 { "" } else { "s" });
    let mut first = vec![format!("paylift {} · {}{fictional}", version(), fit(&shown_name(&scenario.name), 30)), csms];
    if scenario.accounts() > 0 {
        first.push(format!("{} accounts", grouped(scenario.accounts() as u64)));
    }
    let mut second = Vec::new();
    if let Some(arr) = summary.get("", "market", "arr_start") {
        second.push(format!("{} ARR", money_of(&scenario.currency, arr)));
    }
    second.push(format!("{} months", scenario.months));
    second.push(market(scenario));
    let trials = result.base.trials as u64;
    second.push(format!("{} trial{}", grouped(trials), if trials == 1 { "" } else { "s" }));
    let cash = |amount| money(&scenario.currency, amount);
    let third = format!(
        "Budget {} · target bonus {} · today: {}",
        cash(scenario.money.budget),
        cash(scenario.target_variable()),
        shown_name(&scenario.plans[scenario.reference].title)
    );
    [first.join(" · "), second.join(" · "), third]
}

/// Version as people quote it: major and minor.
fn version() -> &'static str {
    concat!(env!("CARGO_PKG_VERSION_MAJOR"), ".", env!("CARGO_PKG_VERSION_MINOR"))
}

fn market(scenario: &Scenario) -> String {
    match &scenario.market {
        Market::Cohorts(_) => format!("behaviour {}", behaviour_name(scenario.behaviour)),
        Market::History(history) => match history.resampling {
            Resampling::Bootstrap => "revenue history, resampled".into(),
            Resampling::Replay => "revenue history, replayed".into(),
        },
        Market::Attainment(_) => "attainment drawn, no customers".into(),
    }
}

/// One column of the table: its head and the cell of a plan.
type Column<'a> = (&'a str, Box<dyn Fn(&str) -> Option<String> + 'a>);

fn table(scenario: &Scenario, result: &RunResult, summary: &Summary) -> Vec<String> {
    let equal = equal_cost::compared(result, scenario.reference);
    let responds = response::shown(scenario, summary);
    let (cost, pay) = if equal { ("cost_neutral", "pay_per_csm_neutral") } else { ("cost", "pay_per_csm") };
    let largest = scenario.plans.iter().filter_map(|p| summary.get(&p.id, cost, "p50")).map(|e| e.value).fold(0.0, f64::max);
    let unit = MoneyUnit::of(largest);
    let decimals = match (unit, largest / unit.size()) {
        (MoneyUnit::One, _) => 0,
        (MoneyUnit::Thousand, scaled) => i32::from(scaled < 9.95),
        (_, scaled) => 1 + i32::from(scaled < 9.95),
    };
    let whole = move |e| in_unit(e, unit, decimals);
    let get = move |plan: &str, measure: &str, statistic: &str| summary.get(plan, measure, statistic);
    let band = move |id: &str| Some(format!("{}–{}", whole(get(id, cost, "p5")?), whole(get(id, cost, "p95")?)));
    let half = move |id: &str| get(id, pay, "p_below_half").map(percent_of);
    let windfall = move |id: &str| get(id, "windfall", "share").map(percent_of);
    let columns: Vec<Column> = if result.base.trials == 1 {
        let only = move |id: &str| get(id, cost, "mean").map(whole);
        vec![("cost", Box::new(only)), ("<half", Box::new(half)), ("no-CSM", Box::new(windfall))]
    } else {
        let ask = move |id: &str| get(id, cost, "ask90").map(whole);
        let mut columns: Vec<Column> = vec![
            ("P5–P95", Box::new(move |id| band(id).or_else(|| equal.then(|| "not scaled".into())))),
            ("over", Box::new(move |id| get(id, cost, "p_over_budget").map(percent_of))),
            ("90% ask", Box::new(ask)),
            ("sd/CSM", Box::new(move |id| get(id, pay, "sd_within").map(|e| money_of("", e)))),
            ("<half", Box::new(half)),
            ("no-CSM", Box::new(windfall)),
        ];
        if responds {
            columns.retain(|(head, _)| !GIVES_WAY.contains(head));
        }
        columns
    };
    let columns = columns.into_iter().chain(if responds { response::columns(scenario, summary) } else { Vec::new() });
    let mut table = Table::new("plan");
    for (head, cell) in columns {
        let cells: Vec<Option<String>> = scenario.plans.iter().map(|p| cell(&p.id)).collect();
        // A column that nothing can fill is left out.
        if cells.iter().any(Option::is_some) {
            table.column(head, cells.into_iter().map(Option::unwrap_or_default).collect());
        }
    }
    let reference = summary.get(&scenario.plans[scenario.reference].id, "cost", "mean");
    let title = match (equal, reference) {
        (true, Some(cost)) => format!("Same expected cost, {}", money_of(&scenario.currency, cost)),
        (true, None) => "Same expected cost".into(),
        (false, _) => "Cost as published".into(),
    };
    let suffix = if unit.suffix().is_empty() { scenario.currency.clone() } else { format!("{}{}", scenario.currency, unit.suffix()) };
    let mut lines = vec![format!("{title}   costs in {suffix}, bonus only, before employer tax")];
    lines.extend(table.lines(names(scenario, WIDTH.saturating_sub(table.width()))));
    if let Some(error) = monte_carlo(scenario, summary, cost, pay) {
        lines.push(error);
    }
    lines
}

/// The plans' names as rows of a table that has so many columns for them.
fn names(scenario: &Scenario, room: usize) -> Vec<String> {
    let room = room.min(LONGEST_NAME);
    let name = |title: &str, columns: usize| fit(&shown_name(title), columns);
    let row = |(i, plan): (usize, &Plan)| {
        if i == scenario.reference { format!("{} TODAY", name(&plan.title, room.saturating_sub(6))) } else { name(&plan.title, room) }
    };
    scenario.plans.iter().enumerate().map(row).collect()
}

/// The same plans in the stress twins: two of them beside each other, the rest is in the report.
fn stress(scenario: &Scenario, result: &RunResult, summary: &Summary) -> Vec<String> {
    const BESIDE: usize = 2;
    if result.stress.is_empty() {
        return Vec::new();
    }
    let mut table = Table::new("plan");
    for twin in result.stress.iter().take(BESIDE) {
        let measure = format!("cost@{}", twin.id);
        let column = |statistic: &str, show: &dyn Fn(Estimate) -> String| -> Vec<String> {
            scenario.plans.iter().map(|p| summary.get(&p.id, &measure, statistic).map(show).unwrap_or_default()).collect()
        };
        let name = fit(&shown_name(&twin.id), 12);
        table.column(&format!("{name} mean"), column("mean", &|e| money_of("", e)));
        table.column("over", column("p_over_budget", &percent_of));
    }
    let more = result.stress.len().saturating_sub(BESIDE);
    let more = if more > 0 { format!("   {more} more in the report") } else { String::new() };
    let mut lines = vec![String::new(), format!("Under stress, as published{more}")];
    lines.extend(table.lines(names(scenario, LONGEST_NAME)));
    lines.push(String::new());
    lines
}

/// The largest error of each kind of cell, and where all of them are.
fn monte_carlo(scenario: &Scenario, summary: &Summary, cost: &str, pay: &str) -> Option<String> {
    let largest = |measure: &str, statistic: &str| {
        let errors = scenario.plans.iter().filter_map(|p| summary.get(&p.id, measure, statistic)?.standard_error);
        errors.fold(None, |most: Option<f64>, error| Some(most.map_or(error, |m| m.max(error))))
    };
    let p95 = largest(cost, "p95").map(|e| format!("P95 {}", money_error(e)));
    let over = largest(cost, "p_over_budget").map(|e| format!("over {} points", points_error(e)));
    let sd = largest(pay, "sd_within").map(|e| format!("sd {}", money_error(e)));
    let parts: Vec<String> = [p95, over, sd].into_iter().flatten().collect();
    (!parts.is_empty()).then(|| format!("  error at most: {} (1 s.e.; all in summary.csv)", parts.join(", ")))
}

/// Plans whose published cost is another than the one they were compared at.
fn as_published(scenario: &Scenario, result: &RunResult, summary: &Summary) -> Option<String> {
    if !equal_cost::compared(result, scenario.reference) {
        return None;
    }
    let reference = summary.get(&scenario.plans[scenario.reference].id, "cost", "mean")?;
    let off = |cost: f64| (cost - reference.value).abs();
    let mut others: Vec<(&Plan, Estimate)> = scenario
        .plans
        .iter()
        .filter_map(|p| Some((p, summary.get(&p.id, "cost", "mean")?)))
        .filter(|(_, cost)| off(cost.value) > 0.05 * reference.value.abs())
        .collect();
    others.sort_by(|a, b| off(b.1.value).total_cmp(&off(a.1.value)));
    let named = others.iter().take(MOST_COSTS);
    let mut parts: Vec<String> =
        named.map(|(p, cost)| format!("{} costs {}", fit(&shown_name(&p.title), 28), money_of(&scenario.currency, *cost))).collect();
    if parts.is_empty() {
        return Some("As published: every plan costs within 5\u{202f}% of that".into());
    }
    if others.len() > MOST_COSTS {
        parts.push(format!("{} more are off by over 5\u{202f}%", others.len() - MOST_COSTS));
    }
    Some(format!("As published: {}, not {}", parts.join(", "), money_of(&scenario.currency, reference)))
}

/// The most important warnings, one entry a plan, and how many are left for the page.
fn watch(scenario: &Scenario, result: &RunResult, findings: &Findings) -> Vec<String> {
    // What plans cost as published has a line of its own.
    let told = equal_cost::compared(result, scenario.reference);
    let entries: Vec<Vec<String>> = findings
        .watched()
        .iter()
        .filter_map(|group| {
            let mut whats = group.warnings.iter().filter(|w| !(told && w.topic == Topic::Cost)).map(|w| w.what.as_str());
            let title = scenario.plan(group.plan).map(|p| format!("{}: ", shown_name(&scenario.plans[p].title))).unwrap_or_default();
            let mut text = format!("{title}{}", whats.next()?);
            for what in whats {
                let longer = format!("{text}; {what}");
                if entry(&longer).len() <= 2 {
                    text = longer;
                }
            }
            Some(entry(&text))
        })
        .collect();
    let fitting = || {
        let heights = entries.iter().scan(0, |lines, entry| {
            *lines += entry.len();
            Some(*lines)
        });
        heights.take_while(|lines| *lines <= MOST_WATCHED).count().max(1).min(entries.len())
    };
    let shown = fitting();
    let mut lines: Vec<String> = entries[..shown].concat();
    if shown < entries.len() {
        let more = entries.len() - shown;
        lines.push(format!("       warnings about {more} more plan{} are in the report", if more == 1 { "" } else { "s" }));
    }
    lines
}

fn entry(text: &str) -> Vec<String> {
    wrapped("WATCH  ", "       ", text, WIDTH)
}

/// Why the run ended, in words.
#[must_use]
pub(crate) fn reason(stop: StopReason) -> &'static str {
    match stop {
        StopReason::TrialLimit => "trial limit",
        StopReason::PrecisionReached => "precision reached",
        StopReason::PrecisionNotReached => "trial limit before the precision was reached",
        StopReason::Interrupted => "interrupted",
        StopReason::Exact => "one exact answer",
    }
}

fn stopped(scenario: &Scenario, result: &RunResult, links: &Links) -> String {
    let trials = result.base.trials as u64;
    let mut parts = vec![
        format!("stopped: {}", reason(result.stop)),
        format!("{} trial{}", grouped(trials), if trials == 1 { "" } else { "s" }),
        format!("seed {}", scenario.run.seed),
    ];
    parts.extend(links.elapsed.clone());
    parts.join(" · ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::compare::Finding;
    use crate::report::fixture::{self, Fixture};

    fn text(f: &Fixture) -> String {
        let links = Links {
            report: "reports/meterline/report.html  (csm.csv, quarters.csv)".into(),
            repeat: "paylift run meterline.toml --seed 7 --trials 2000".into(),
            why: "paylift explain --plan nrr-individual --csm 7 --trial 212".into(),
            elapsed: Some("1.9 s".into()),
        };
        render(&f.scenario, &f.result, &f.summary, &f.findings, &links)
    }

    #[test]
    fn a_run_of_six_plans() {
        insta::assert_snapshot!(text(&fixture::meterline(400)));
    }

    #[test]
    fn people_who_respond_grow_or_shrink_revenue() {
        insta::assert_snapshot!(text(&fixture::responding(400)));
    }

    #[test]
    fn without_rows_of_growth_the_table_stays_as_it_was() {
        let mut f = fixture::responding(50);
        f.summary.rows.retain(|row| row.measure != "growth" && row.measure != "net");
        let text = text(&f);
        assert!(text.contains("90% ask") && text.contains("<half") && !text.contains("growth"), "{text}");
    }

    #[test]
    fn the_smallest_run_leaves_out_what_it_does_not_know() {
        let text = text(&fixture::smallest());
        assert!(text.contains("Cost as published"), "{text}");
        assert!(!text.contains("sd/CSM") && !text.contains("error at most"), "{text}");
        assert!(text.contains("stopped: one exact answer · 1 trial · seed 7 · 1.9 s"), "{text}");
        assert!(!text.contains("NaN"), "{text}");
    }

    #[test]
    fn of_many_warnings_four_lines_are_shown_and_the_rest_is_counted() {
        let mut f = fixture::crowded(50);
        let warnings = f.scenario.plans.iter().map(|plan| Finding { plan: plan.id.clone(), ..f.findings.warnings[1].clone() });
        f.findings.warnings = warnings.collect();
        let text = text(&f);
        let watch: Vec<&str> = text.lines().skip_while(|l| !l.starts_with("WATCH")).take_while(|l| !l.starts_with("NOT SAID")).collect();
        assert_eq!(watch.len(), MOST_WATCHED + 1, "{watch:#?}");
        assert!(watch[0].starts_with("WATCH  flat bonus: a quarter-on-quarter goal"), "{watch:#?}");
        let shown = watch.iter().filter(|l| l.starts_with("WATCH")).count();
        assert_eq!(watch[MOST_WATCHED].trim(), format!("warnings about {} more plans are in the report", f.scenario.plans.len() - shown));
    }

    #[test]
    fn what_a_plan_costs_as_published_is_not_said_twice() {
        let mut f = fixture::meterline(50);
        f.findings.warnings[0].topic = Topic::Cost;
        assert!(!text(&f).contains("budget band"));
        f.result.neutral_factor.fill(None);
        assert!(text(&f).contains("budget band"));
    }

    #[test]
    fn every_line_fits_eighty_columns_even_with_long_titles() {
        for f in [fixture::meterline(50), fixture::crowded(50), fixture::smallest(), fixture::responding(50)] {
            for line in text(&f).lines() {
                assert!(columns::display_width(line) <= WIDTH, "{line}");
            }
        }
    }
}
