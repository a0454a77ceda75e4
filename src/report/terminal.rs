//! What a run prints: the decision first, one compact table, what it costs as published, a warning, how much is advised, what the run
//! does not say, how to look further and how to repeat it.
//!
//! Plain text without colour; aligned by display width, at most 80 columns wherever titles and commands allow.

mod advice;
pub(super) mod columns;
mod response;
mod tables;
mod uncertainty;

use crate::compare::{Findings, Summary, Topic, shown_name};
use crate::config::behaviour_name;
use crate::plan::Plan;
use crate::report::equal_cost;
use crate::report::number::{grouped, money, money_of};
use crate::scenario::{Market, Resampling, Scenario};
use crate::stats::Estimate;
use crate::trial::{RunResult, StopReason};

use columns::{fit, wrapped};

/// Columns of a terminal that everybody has.
const WIDTH: usize = 80;

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
    tables::plans(scenario, result, summary).iter().for_each(|words| line(words));
    response::assumes(scenario, summary).iter().for_each(|words| line(words));
    if let Some(words) = as_published(scenario, result, summary) {
        wrapped("", "  ", &words, WIDTH).iter().for_each(|words| line(words));
    }
    uncertainty::lines(scenario, result, summary).iter().for_each(|words| line(words));
    tables::stress(scenario, result, summary).iter().for_each(|words| line(words));
    watch(scenario, result, findings).iter().for_each(|words| line(words));
    advice::lines(scenario, summary).iter().for_each(|words| line(words));
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
            Resampling::WithinBooks => "revenue history, own books resampled".into(),
        },
        Market::Attainment(_) => "attainment drawn, no customers".into(),
    }
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
        let watch: Vec<&str> = text.lines().skip_while(|l| !l.starts_with("WATCH")).take_while(|l| !l.starts_with("ADVICE")).collect();
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
