//! The pictures of an analysis: every answer on one scale, and the event study of a panel.

use super::{AnalysisContents, words};
use crate::compare::shown_name;
use crate::experiment::analyse::{Comparison, PanelFindings, Standing};
use crate::experiment::clustered::EventStudy;
use crate::report::chart::{ChartError, Figure, Forest, ForestRow, Mark, Plot, Point, Rank, Scale, Series, draw_forest, draw_plot};

/// All of them, each with the place of its comparison.
pub(super) fn figures(contents: &AnalysisContents<'_>) -> Result<Vec<(usize, Figure)>, ChartError> {
    let mut figures = Vec::new();
    for (at, c) in contents.analysis.comparisons.iter().enumerate() {
        figures.extend(draw_forest(&forest(contents, c))?.map(|figure| (at, figure)));
        if let Some(plot) = event_study(contents, c) {
            figures.extend(draw_plot(&plot)?.map(|figure| (at, figure)));
        }
    }
    Ok(figures)
}

/// Name of a picture's file: with several comparisons it says which.
pub(super) fn file_stem(contents: &AnalysisContents<'_>, at: usize, name: &str) -> String {
    if contents.analysis.comparisons.len() == 1 { name.to_owned() } else { format!("{name}-{}", at + 1) }
}

/// The event study of a panel with one start.
pub(super) fn study(c: &Comparison) -> Option<&EventStudy> {
    match &c.panel {
        Some(PanelFindings::Start { study, .. }) => study.as_ref(),
        _ => None,
    }
}

fn forest(contents: &AnalysisContents<'_>, c: &Comparison) -> Forest {
    let places = words::decimals(c);
    let row = |line: &crate::experiment::analyse::Line| ForestRow {
        name: line.name.clone(),
        reason: words::reason(line).to_owned(),
        estimate: line.estimate,
        interval: line.interval.map(|(low, high)| [low, high]),
        text: match line.interval {
            Some(_) => format!("{}  {}", words::signed(line.estimate, places), words::interval(line.interval, places)),
            None => format!("{}  {}", words::signed(line.estimate, places), words::p(line.p)),
        },
        rank: match line.standing {
            Standing::Headline => Rank::First,
            Standing::Beside => Rank::Beside,
            Standing::Invalid(_) => Rank::Greyed,
        },
    };
    let break_even = contents.settings.break_even.map(|value| (value, "break-even".to_owned()));
    let outcome = shown_name(&contents.data.outcome_name);
    Forest {
        name: "forest",
        question: format!("How much more {outcome} does plan {} bring than {}?", shown_name(&c.arms[1]), shown_name(&c.arms[0])),
        assumptions: format!(
            "{}. Dots: estimates; bars: {}s. Blue: the headline. Grey: not to be used, and why.",
            words::basis(contents),
            words::confidence(contents.settings.alpha)
        ),
        across: format!("difference in {outcome}"),
        marks: std::iter::once((0.0, "no effect".to_owned())).chain(break_even).collect(),
        rows: c.lines.iter().map(row).collect(),
    }
}

fn event_study(contents: &AnalysisContents<'_>, c: &Comparison) -> Option<Plot> {
    let (study, periods) = (study(c)?, contents.data.periods.as_ref()?);
    let Some(PanelFindings::Start { first, .. }) = c.panel else { return None };
    let at = |period: usize| period as f64 - first as f64;
    let level = 1.0 - contents.settings.alpha;
    let mut points: Vec<Point> = study
        .periods
        .iter()
        .map(|(period, effect)| Point {
            x: at(*period),
            y: effect.estimate,
            interval: effect.interval(level).map(|(low, high)| [low, high]),
        })
        .collect();
    // the period before the start is what all others are measured against
    points.push(Point { x: -1.0, y: 0.0, interval: None });
    points.sort_by(|a, b| a.x.total_cmp(&b.x));
    let outcome = shown_name(&contents.data.outcome_name);
    Some(Plot {
        name: "event-study",
        title: "Event study".into(),
        question: format!("When did {outcome} of the two arms go apart?"),
        assumptions: format!(
            "Plan {} began in period {}. Differences between the arms as against the period before, {}s (CR2).",
            shown_name(&c.arms[1]),
            shown_name(&periods.names[first]),
            words::confidence(contents.settings.alpha)
        ),
        across: ("periods since the start".into(), Scale::Number),
        upwards: (format!("difference in {outcome}"), Scale::Number),
        from_zero: true,
        level: Some((0.0, "as before the start".into())),
        series: vec![Series { name: String::new(), mark: Mark::Dots, points }],
    })
}
