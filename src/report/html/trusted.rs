//! Which measures can be trusted: how much of a reading is the CSM's skill, and how long or how many cases until most of it is.

use maud::{Markup, html};

use super::Page;
use super::cells::{Kind, cell};
use crate::compare::{individual_measures, sentence_case, shown_name};
use crate::measure::{Measure, Unit};
use crate::plan::measure_name;
use crate::scenario::Segment;
use crate::stats::Estimate;

/// Columns beside the measure's name.
const HEADS: [&str; 5] =
    ["Of a quarter’s differences skill", "of a year’s", "Quarters needed", "Accounts needed, in one quarter", "One account moves it by"];

/// Readings of one measure in one segment.
struct Reading<'a> {
    measure: Measure,
    segment: &'a Segment,
}

impl Reading<'_> {
    fn get(&self, page: &Page, statistic: &str) -> Option<Estimate> {
        page.summary.get_against("", &format!("reliability@{}", self.measure.id()), statistic, &self.segment.id)
    }

    /// A share of skill; sampling can put an unbiased estimate of it beyond its ends.
    fn share(&self, page: &Page, statistic: &str) -> Option<Estimate> {
        self.get(page, statistic).map(|e| Estimate { value: e.value.clamp(0.0, 1.0), low: None, high: None, ..e })
    }

    /// How many are needed: the first is always needed.
    fn needed(&self, page: &Page, statistic: &str, least: f64) -> Option<Estimate> {
        self.get(page, statistic).map(|e| Estimate { value: e.value.max(least), ..e })
    }

    /// In the measure's own unit.
    fn one_account(&self) -> Kind {
        match self.measure.unit() {
            Unit::Ratio | Unit::Share => Kind::Points,
            Unit::Dollars => Kind::Money,
            Unit::Count | Unit::Score | Unit::Months => Kind::Number,
        }
    }
}

/// Whether there is anything to say.
pub(super) fn shown(page: &Page) -> bool {
    page.summary.rows.iter().any(|row| row.measure.starts_with("reliability@") && row.estimate.is_some())
}

pub(super) fn all(page: &Page) -> Markup {
    if !shown(page) {
        return html! {};
    }
    let paid = individual_measures(page.scenario);
    let others: Vec<Measure> = Measure::ALL.iter().copied().filter(|m| !paid.contains(m)).collect();
    let (paid, others, renewals) = (table(page, &paid), table(page, &others), renewals(page));
    html! {
        h2 id="trusted" { "Which measures can be trusted?" }
        p {
            "The same customers with the same luck, once with a better and once with a weaker CSM: what part of the differences between CSMs’ readings is skill? "
            "The rest is noise, and whoever pays on it pays noise. A measure is fit to judge one CSM by where the part is .7 or more; "
            "below that, average it over more quarters, more accounts or a whole team. Nobody responds to pay here: nothing is assumed about that."
        }
        p.caption {
            "Of a quarter’s differences skill: reliability, the squared correlation with skill. Needed: quarters, or accounts in one quarter, until it is .7. "
            "One account: what leaving out the account that matters most moves the reading by. "
            "Empty: what skill does to the measure is not clear in so many trials (less than three standard errors from nothing), or single accounts cannot be left out of it."
        }
        @if !paid.0.is_empty() { h3 { "What these plans pay each CSM for" } (paid) }
        @if !renewals.0.is_empty() {
            h3 { "Renewal rate" }
            p { "Of few renewals a rate says little: how many are due, what part of the differences between rates of ten renewals is skill, and how many renewals it would take." }
            (renewals)
        }
        @if !others.0.is_empty() {
            details {
                summary { "Measures that no plan here pays each CSM for" }
                (others)
            }
        }
    }
}

/// Measures by segment, the most reliable first; nothing where nothing was read.
fn table(page: &Page, measures: &[Measure]) -> Markup {
    let groups: Vec<(&Segment, Vec<Reading>)> = page
        .scenario
        .segments
        .iter()
        .map(|segment| {
            let value = |r: &Reading| r.get(page, "per_quarter").map_or(f64::NEG_INFINITY, |e| e.value);
            let mut readings: Vec<Reading> = measures.iter().map(|&measure| Reading { measure, segment }).collect();
            readings.retain(|r| r.get(page, "per_quarter").or(r.get(page, "one_account")).is_some());
            readings.sort_by(|a, b| value(b).total_cmp(&value(a)));
            (segment, readings)
        })
        .filter(|(_, readings)| !readings.is_empty())
        .collect();
    html! {
        @if !groups.is_empty() {
            div.scroll {
                table {
                    thead { tr { th scope="col" { "Measure" } @for head in HEADS { th scope="col" { (head) } } } }
                    @for (segment, readings) in &groups {
                        tbody {
                            tr.group { th scope="rowgroup" colspan=(HEADS.len() + 1) { (shown_name(&segment.title)) } }
                            @for reading in readings { (row(page, reading)) }
                        }
                    }
                }
            }
        }
    }
}

fn row(page: &Page, reading: &Reading) -> Markup {
    let currency = &page.scenario.currency;
    html! {
        tr {
            th scope="row" { (sentence_case(&measure_name(reading.measure))) }
            (cell(currency, Kind::Share, reading.share(page, "per_quarter")))
            (cell(currency, Kind::Share, reading.share(page, "per_year")))
            (cell(currency, Kind::Count, reading.needed(page, "quarters_needed", 1.0)))
            (cell(currency, Kind::Count, reading.needed(page, "accounts_needed", 1.0)))
            // what is the same without any account is not read account by account
            (cell(currency, reading.one_account(), reading.get(page, "one_account").filter(|e| e.value > 0.0)))
        }
    }
}

/// The renewal rate by segment, where renewals were due.
fn renewals(page: &Page) -> Markup {
    let readings = page.scenario.segments.iter().map(|segment| Reading { measure: Measure::RenewalRate, segment });
    let readings: Vec<Reading> = readings.filter(|r| r.get(page, "renewals_per_quarter").is_some()).collect();
    let currency = &page.scenario.currency;
    html! {
        @if !readings.is_empty() {
            div.scroll {
                table {
                    thead { tr {
                        th scope="col" { "Segment" }
                        @for head in ["Renewals a quarter and CSM", "Skill in the rate of 10 renewals", "Renewals needed"] { th scope="col" { (head) } }
                    } }
                    tbody {
                        @for r in &readings {
                            tr {
                                th scope="row" { (shown_name(&r.segment.title)) }
                                (cell(currency, Kind::Number, r.get(page, "renewals_per_quarter")))
                                (cell(currency, Kind::Share, r.share(page, "of_10_renewals")))
                                (cell(currency, Kind::Count, r.needed(page, "renewals_needed", 1.0)))
                            }
                        }
                    }
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::fixture;
    use crate::report::html::PageContext;

    #[test]
    fn measures_that_are_paid_on_stand_open_and_the_others_are_folded() {
        let f = fixture::meterline(40);
        let context = PageContext::default();
        let page = Page { scenario: &f.scenario, result: &f.result, summary: &f.summary, findings: &f.findings, context: &context };
        let text = all(&page).into_string();
        let (open, folded) = text.split_once("<details>").unwrap();
        assert_eq!((open.matches(">NRR<").count(), folded.matches(">NRR<").count()), (3, 0), "once a segment");
        assert_eq!((open.matches(">EBR coverage<").count(), folded.matches(">EBR coverage<").count()), (0, 3));
        // 0.021 a quarter: 0.7 ÷ 0.3 · 0.979 ÷ 0.021 = 109 quarters of 40 accounts
        assert!(open.contains("<td>2.1\u{202f}%<span class=\"se\">±0.15</span></td>") && open.contains("<td>109<"), "{open}");
        // growth does not clearly rise with skill: no number of quarters
        let growth = folded.split(">Growth<").nth(1).unwrap().split("</tr>").next().unwrap();
        assert_eq!(growth.matches("<td class=\"none\">").count(), 2, "{growth}");
        assert!(growth.contains("$61.0k") || growth.contains("$61k"), "{growth}");
        assert!(open.contains("<td>1,800<") && open.contains("3.06"), "{open}");
    }

    #[test]
    fn without_readings_there_is_no_section() {
        let f = fixture::smallest();
        let context = PageContext::default();
        let page = Page { scenario: &f.scenario, result: &f.result, summary: &f.summary, findings: &f.findings, context: &context };
        assert_eq!(all(&page).0, "");
    }
}
