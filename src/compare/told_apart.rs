//! What pay says about people, in words: how much of its differences is luck, how long it takes until it shows who is good, and which of the
//! measures that are paid on shows it first and last.

use super::decide::title;
use super::findings::Told;
use super::number::{percent, percent_of, plain};
use super::{Row, Summary};
use crate::behaviour::Behaviour;
use crate::measure::{Measure, Scope};
use crate::plan::{Pays, measure_name};
use crate::scenario::Scenario;
use crate::stats::Estimate;

/// Measures that some plan pays a CSM on for their own book, in the order of the catalogue.
///
/// Measures of a team or of the company are left out: how far one book's reading tells CSMs apart says nothing about those.
#[must_use]
pub fn individual_measures(scenario: &Scenario) -> Vec<Measure> {
    let paid = |measure: &Measure| {
        scenario.plans.iter().any(|plan| {
            plan.components.iter().filter(|c| !matches!(c.pays, Pays::Target)).any(|component| {
                let read = |metric: usize| &plan.metrics[metric];
                component.metrics().map(read).any(|m| m.scope == Scope::Individual && m.measures.contains(measure))
            })
        })
    };
    Measure::ALL.iter().copied().filter(paid).collect()
}

/// Two sentences at most: luck against skill under the plan named, and the measures at both ends.
pub(super) fn told(scenario: &Scenario, summary: &Summary, named: Option<usize>) -> Vec<Told> {
    let Some(named) = named else { return Vec::new() };
    let luck = luck_of(scenario, summary, named).map(|sentence| Told { sentence, assumes_behaviour: scenario.behaviour != Behaviour::Off });
    // readings are of people who do not respond to pay
    let measures = ends(scenario, summary).map(|sentence| Told { sentence, assumes_behaviour: false });
    [luck, measures].into_iter().flatten().collect()
}

/// "Under activities + NRR 81 % of the pay differences between like CSMs are luck (today 94 %); it takes about 14 quarters of pay to tell good
/// CSMs from lucky ones."
fn luck_of(scenario: &Scenario, summary: &Summary, plan: usize) -> Option<String> {
    let today = scenario.reference;
    let share = |p: usize| {
        let told = summary.get(&scenario.plans[p].id, "pay_split", "luck_share").filter(|e| e.n > 1);
        told.filter(|_| !scenario.plans[p].pays_regardless())
    };
    let own = share(plan)?;
    let of_today = share(today).filter(|_| plan != today).map_or_else(String::new, |e| format!(" (today {})", in_words(e)));
    let quarters = summary.get(&scenario.plans[plan].id, "skill", "quarters_needed").filter(|e| e.value > 0.0);
    let lasts = match quarters {
        Some(e) => format!("it takes about {} of pay to tell good CSMs from lucky ones", with_years(e)),
        None => "its pay does not rise with skill clearly enough to tell good CSMs from lucky ones, however long one waits".to_owned(),
    };
    Some(format!("Under {} {} of the pay differences between like CSMs are luck{of_today}; {lasts}.", title(scenario, plan), in_words(own)))
}

/// A share that sampling may have put at or beyond its end.
fn in_words(share: Estimate) -> String {
    if share.value >= 0.995 { "practically all".to_owned() } else { percent_of(share) }
}

/// "14 quarters", "1 quarter" where one is more than enough.
fn quarters_of(e: Estimate) -> String {
    let whole = plain(e.value.max(1.0), 0, e.standard_error);
    if whole == "1" { "1 quarter".to_owned() } else { format!("{whole} quarters") }
}

/// "300 quarters (75 years)" where quarters alone are hard to picture.
fn with_years(e: Estimate) -> String {
    let years = e.scaled(0.25);
    if years.value < 5.0 {
        return quarters_of(e);
    }
    format!("{} ({} years)", quarters_of(e), plain(years.value, 0, years.standard_error))
}

/// How far a measure's quarterly reading tells the CSMs of a segment apart.
struct Reading {
    measure: Measure,
    segment: String,
    per_quarter: Estimate,
    needed: Option<Estimate>,
}

/// "Of what these plans pay each CSM for, EBR coverage in SMB says most about who is good (…), NPS in enterprise least (…)."
fn ends(scenario: &Scenario, summary: &Summary) -> Option<String> {
    let paid = individual_measures(scenario);
    let reading = |row: &Row| {
        let id = row.measure.strip_prefix("reliability@")?;
        let measure = paid.iter().copied().find(|m| m.id() == id).filter(|_| row.statistic == "per_quarter")?;
        let per_quarter = row.estimate.filter(|e| e.n > 1 && e.standard_error.is_some())?;
        let segment = scenario.segments.iter().find(|s| s.id == row.against)?.title.clone();
        Some(Reading { measure, segment, per_quarter, needed: summary.get_against("", &row.measure, "quarters_needed", &row.against) })
    };
    let readings: Vec<Reading> = summary.rows.iter().filter_map(reading).collect();
    let most = readings.iter().max_by(|a, b| a.per_quarter.value.total_cmp(&b.per_quarter.value))?;
    let least = readings.iter().min_by(|a, b| a.per_quarter.value.total_cmp(&b.per_quarter.value))?;
    if most.measure == least.measure && most.segment == least.segment {
        return None;
    }
    let name = |r: &Reading| format!("{} in {}", measure_name(r.measure), r.segment);
    Some(format!(
        "Of what these plans pay each CSM for, {} says most about who is good ({}) and {} least ({}).",
        name(most),
        skill_in(most),
        name(least),
        skill_in(least)
    ))
}

/// How much of a reading is skill, and how many quarters that takes.
fn skill_in(reading: &Reading) -> String {
    let e = reading.per_quarter;
    if e.value <= 2.0 * e.standard_error.unwrap_or(0.0) {
        return "no skill to be seen in a quarter’s differences".to_owned();
    }
    // an unbiased estimate of a share may be above 1
    let share = percent(e.value.min(1.0), e.standard_error);
    let needed = reading.needed.map_or_else(String::new, |n| format!(", reliable after {}", quarters_of(n)));
    format!("{share} of a quarter’s differences are skill{needed}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_at_their_end_and_short_waits_are_said_in_words() {
        let of = |value, error| Estimate::symmetric(value, Some(error), 100);
        assert_eq!((in_words(of(1.02, 0.01)), in_words(of(0.94, 0.004))), ("practically all".into(), "94\u{202f}%".into()));
        assert_eq!((quarters_of(of(0.3, 0.1)), quarters_of(of(-0.4, 0.1))), ("1 quarter".into(), "1 quarter".into()));
        assert_eq!((with_years(of(302.0, 8.0)), with_years(of(14.2, 0.8))), ("302 quarters (76 years)".into(), "14 quarters".into()));
        assert_eq!((quarters_of(of(14.2, 0.8)), quarters_of(of(119.0, 60.0))), ("14 quarters".into(), "120 quarters".into()));
    }

    #[test]
    fn a_reading_that_sampling_put_beyond_its_ends_is_shown_within_them() {
        let reading = |value, error, needed: Option<f64>| Reading {
            measure: Measure::EbrCoverage,
            segment: "SMB".into(),
            per_quarter: Estimate::symmetric(value, Some(error), 100),
            needed: needed.map(|n| Estimate::symmetric(n, Some(0.1), 100)),
        };
        assert_eq!(
            skill_in(&reading(1.13, 0.06, Some(-0.3))),
            "100\u{202f}% of a quarter’s differences are skill, reliable after 1 quarter"
        );
        assert_eq!(skill_in(&reading(0.02, 0.011, None)), "no skill to be seen in a quarter’s differences");
        assert_eq!(skill_in(&reading(0.053, 0.004, None)), "5.3\u{202f}% of a quarter’s differences are skill");
    }
}
