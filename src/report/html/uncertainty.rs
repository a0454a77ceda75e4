//! Luck, or what we do not know: each spread split, and the parameters that were drawn.

use maud::{Markup, PreEscaped, html};

use super::Page;
use super::cells::Kind;
use super::response::mark;
use super::tables::{Column, column, grid};
use crate::compare::{draws_lived, shown_name};
use crate::report::chart::Figure;
use crate::report::number::{grouped, plain};
use crate::scenario::Segment;

/// The picture that stands here instead of among the others.
pub(super) const FIGURE: &str = "uncertainty";

/// Title of the section.
pub(super) const TITLE: &str = "Luck, or do we not know?";

/// Whether parameters were drawn.
pub(super) fn shown(page: &Page) -> bool {
    page.scenario.run.parameter_draws.is_some()
}

pub(super) fn all(page: &Page, figures: &[&Figure]) -> Markup {
    let Some(asked) = page.scenario.run.parameter_draws.filter(|_| shown(page)) else { return html! {} };
    let lived = draws_lived(&page.scenario.run, page.result.base.trials);
    html! {
        h2 id="uncertainty" { (TITLE) }
        p {
            "Two things make next year’s numbers uncertain. Luck is dealt anew every year and evens out over years and people: a reserve pays for it. "
            "What we do not know about this market is the same every year: no reserve evens it out, only more history does. "
            "Here the market’s numbers were drawn " (grouped(lived as u64)) " times from how well they are known"
            @if (lived as u64) < u64::from(asked) { " (of " (grouped(u64::from(asked))) " asked for: the run is short)" }
            ". What trials of one draw differ by is luck, what draws differ by is what we do not know. "
            "Targets, quotas, forecasts and what people believe stay those of the point values, which is all that anybody in the company is told."
        }
        @for figure in figures { div.pictures { figure id={ "picture-" (figure.name) } { (PreEscaped(&figure.svg)) } } }
        (part(page, "A year’s cost", "cost", Kind::Money, ""))
        (part(page, "Its difference from today’s plan", "cost", Kind::Money, page.today()))
        (part(page, "A CSM’s pay", "pay_per_csm", Kind::Money, ""))
        (part(page, "Growth beyond no CSM", "increment_no_csm", Kind::Money, ""))
        (part(page, "Net revenue retention", "nrr", Kind::Share, ""))
        p.caption {
            "As published. Grey numbers are standard errors over draws. The mean’s is what it would still move by with other draws; in all other tables "
            "standard errors count trials, as if these draws were all there are."
        }
        (parameters(page))
    }
}

/// One number of every plan.
fn part(page: &Page, title: &str, number: &str, kind: Kind, against: &str) -> Markup {
    let of = |head: &str, kind, statistic| -> Column { column(head, kind, &format!("uncertainty@{number}"), statistic).against(against) };
    let mean = if against.is_empty() { kind } else { Kind::Difference };
    let rows = grid(
        page,
        &[
            of("Mean", mean, "mean"),
            of("SD in all", kind, "sd"),
            of("SD by luck", kind, "sd_luck"),
            of("SD by what we do not know", kind, "sd_unknown"),
            of("its share of the variance", Kind::Share, "unknown_share"),
        ],
    );
    html! {
        @if !rows.0.is_empty() {
            h3 { (title) @if page.assumes_behaviour() { " " (mark()) } }
            (rows)
        }
    }
}

/// What is uncertain, and by how much.
fn parameters(page: &Page) -> Markup {
    let (stated, exact): (Vec<&Segment>, Vec<&Segment>) = page.scenario.segments.iter().partition(|s| s.uncertainty.is_some());
    html! {
        h3 { "What is not known" }
        div.scroll {
            table {
                thead { tr { th scope="col" { "Segment" } th scope="col" { "Parameter" } th scope="col" { "Point value" } th scope="col" { "Known to" } } }
                tbody {
                    @for segment in &stated {
                        @for (id, point, known) in rows(segment) {
                            tr { th scope="row" { bdi { (shown_name(&segment.title)) } } td { (id) } td { (point) } td { (known) } }
                        }
                    }
                }
            }
        }
        @if !exact.is_empty() {
            p.caption {
                "Taken as known exactly, since nobody says otherwise: "
                @for (nth, segment) in exact.iter().enumerate() { @if nth > 0 { ", " } bdi { (shown_name(&segment.title)) } }
                "."
            }
        }
    }
}

/// Each uncertain parameter of a segment: key, point value, how well it is known.
fn rows(segment: &Segment) -> Vec<(&'static str, String, String)> {
    let Some(uncertainty) = &segment.uncertainty else { return Vec::new() };
    let sds = uncertainty.sds();
    let known = |nth: usize| match (&sds, uncertainty.rows()) {
        (Some(sds), _) => {
            let scale = uncertainty.parameters()[nth].scale();
            let sd = short(sds[nth]);
            if scale == crate::scenario::Scale::Natural { format!("± {sd}") } else { format!("± {sd} ({})", scale.id()) }
        }
        (None, rows) => format!("{} draws of a fit", grouped(rows.unwrap_or(0) as u64)),
    };
    let row = |(nth, parameter): (usize, &crate::scenario::Parameter)| {
        (parameter.id(), parameter.of(segment).map(short).unwrap_or_default(), known(nth))
    };
    uncertainty.parameters().iter().enumerate().map(row).collect()
}

/// At most five decimals, none of them for nothing.
fn short(x: f64) -> String {
    let text = plain(x, 5, None);
    if text.contains('.') { text.trim_end_matches('0').trim_end_matches('.').to_owned() } else { text }
}
