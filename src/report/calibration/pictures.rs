//! The pictures of a calibration: what was seen, and what is fitted to it.

use super::{CalibrationContents, words};
use crate::calibrate::predictive::{Check, Line};
use crate::calibrate::survival::ChurnFit;
use crate::calibrate::usage::{Finding, RetentionAt, ThresholdEvents, UsageFit};
use crate::report::chart::{ChartError, CheckRow, Figure, Mark, Plot, Point, Scale, Series, draw_check, draw_plot};
use crate::stats::{Estimate, Z95};
use statrs::distribution::{ContinuousCDF, Normal};

/// Fewest accounts still at risk at the end of the survival curve that is drawn.
const AT_RISK: u64 = 5;

/// All that there is something to draw for.
pub(super) fn figures(contents: &CalibrationContents<'_>) -> Result<Vec<Figure>, ChartError> {
    let calibration = contents.calibration;
    let mut figures = Vec::new();
    if let Some(churn) = &calibration.churn {
        figures.extend(draw_plot(&survival(churn))?);
    }
    if let Some(check) = &calibration.check {
        figures.extend(compared(contents, check)?);
    }
    if let Some(usage) = &calibration.usage {
        for plot in [growth, common_path, seasons, expansion, retention, revenue] {
            figures.extend(draw_plot(&plot(contents, usage))?);
        }
        figures.extend(draw_plot(&sizes(contents))?);
    }
    Ok(figures)
}

fn compared(contents: &CalibrationContents<'_>, check: &Check) -> Result<Option<Figure>, ChartError> {
    let row = |line: &Line| {
        Some(CheckRow {
            name: line.name.clone(),
            observed: line.observed?,
            interval: line.interval?,
            median: line.median?,
            text: words::compared(line)?,
        })
    };
    let rows: Vec<CheckRow> = check.lines.iter().filter_map(row).collect();
    let assumptions = format!(
        "{}. Bar: 95\u{202f}% of {} panels of some {} accounts simulated from the fit, each from its own draw of the uncertain numbers, and their median; dot: the history, red where it lies outside. One in twenty is outside by luck. Every row has its own scale.",
        words::basis_of(contents),
        check.panels,
        crate::report::number::grouped(check.accounts as u64)
    );
    draw_check("check", "Does a company simulated from the fit look like yours?", &assumptions, &rows)
}

/// Segments whose sizes are drawn.
const MOST_SEGMENTS: usize = 4;

/// Sizes of accounts today by segment, and the lognormal law fitted to them.
fn sizes(contents: &CalibrationContents<'_>) -> Plot {
    let mut all = Vec::new();
    let sized = contents.calibration.segments.iter().filter_map(|s| Some((s, s.size.as_ref()?)));
    for (fitted, size) in sized.take(MOST_SEGMENTS) {
        let shares = (1..100).map(|percent| f64::from(percent) / 100.0);
        let seen = size.quantiles.iter().zip(shares).map(|(x, y)| Point { x: *x, y, interval: None });
        all.push(series(fitted.segment.id.clone(), Mark::Dots, seen.step_by(3)));
        let Ok(law) = Normal::new(size.ln_mean.value, size.ln_sd.value.max(1e-6)) else { continue };
        let fitted = size.quantiles.iter().map(|x| Point { x: *x, y: law.cdf(*x), interval: None });
        all.push(series("", Mark::Line, fitted));
    }
    Plot {
        name: "size",
        title: "How large accounts are".into(),
        question: "How large are the accounts today?".into(),
        assumptions: "Accounts active in the last quarter, share of them below each yearly revenue. Dots: the history; lines: the lognormal law fitted to it, net of noise. A law that leaves the dots at the right end has too few, or too many, large accounts.".into(),
        across: scaled("revenue a year, equal steps of its logarithm", Scale::LogMoney(contents.currency.to_owned())),
        upwards: scaled("share of accounts below", Scale::Share),
        from_zero: true,
        level: None,
        series: all,
    }
}

/// A point at `x` with a finding's interval.
fn at(x: f64, finding: Finding) -> Option<Point> {
    let y = finding.value()?;
    Some(Point { x, y, interval: finding.standard_error().map(|e| [y - Z95 * e, y + Z95 * e]) })
}

fn series(name: impl Into<String>, mark: Mark, points: impl IntoIterator<Item = Point>) -> Series {
    Series { name: name.into(), mark, points: points.into_iter().collect() }
}

fn scaled(words: &str, scale: Scale) -> (String, Scale) {
    (words.to_owned(), scale)
}

/// Variogram: what noise alone leaves level, and what wandering makes grow.
fn growth(contents: &CalibrationContents<'_>, usage: &UsageFit) -> Plot {
    let seen = usage.monthly.variogram.iter().filter_map(|v| at(v.lag as f64, v.variance));
    let fit = &usage.monthly.permanent_transitory;
    let lags = || usage.monthly.variogram.iter().map(|v| v.lag as f64);
    let mut all = vec![series("history", Mark::Dots, seen)];
    if let (Some(slope), Some(intercept)) = (fit.slope.value(), fit.intercept.value()) {
        let line = lags().map(|k| Point { x: k, y: intercept + slope * k, interval: None });
        all.push(series("fitted line", Mark::Line, line));
        let noise = lags().map(|k| Point { x: k, y: intercept, interval: None });
        all.push(series("noise alone", Mark::Line, noise));
    }
    Plot {
        name: "growth",
        title: "Growth and noise".into(),
        question: "How much of what moves is growth, and how much is noise?".into(),
        assumptions: format!(
            "{}. Variance of the log growth of an account over so many months, with its 95\u{202f}% interval: noise makes it the same over one month and over ten, wandering makes it rise. Noise of one invoice: {}; wandering in a month: {}.",
            words::basis_of(contents),
            words::found(fit.sd_transitory, log_percent),
            words::found(fit.sd_permanent, log_percent)
        ),
        across: scaled("months apart", Scale::Number),
        upwards: scaled("variance of log growth", Scale::Number),
        from_zero: true,
        level: None,
        series: all,
    }
}

/// A standard deviation of logs in per cent.
fn log_percent(estimate: Estimate) -> String {
    crate::report::number::percent_of(estimate)
}

fn survival(churn: &ChurnFit) -> Plot {
    let shown = || churn.survival.points.iter().filter(|p| p.at_risk >= AT_RISK);
    let start = Point { x: f64::from(churn.survival.from), y: 1.0, interval: Some([1.0, 1.0]) };
    let seen = shown().map(|p| {
        let s = p.survival;
        Point { x: f64::from(p.month), y: s.value, interval: s.low.zip(s.high).map(|(low, high)| [low, high]) }
    });
    let mut all = vec![series("history", Mark::Stairs, std::iter::once(start).chain(seen))];
    let chosen = churn.choice.as_ref().ok().map(|choice| choice.family);
    let last = shown().next_back().map_or(0, |p| p.month);
    for law in &churn.laws {
        if let Ok(fit) = &law.fit {
            let name = if Some(law.family) == chosen { format!("{} (chosen)", law.family.name()) } else { law.family.name().to_owned() };
            let line = (churn.survival.from..=last).map(|t| Point { x: f64::from(t), y: fit.survival(f64::from(t)), interval: None });
            all.push(series(name, Mark::Line, line));
        }
    }
    Plot {
        name: "churn",
        title: "How long customers stay".into(),
        question: "How long do customers stay?".into(),
        assumptions: format!(
            "{} accounts, {} left. Kaplan–Meier with its 95\u{202f}% interval, as long as {AT_RISK} accounts are left to see; lines are laws fitted by maximum likelihood to monthly intervals.{}",
            crate::report::number::grouped(churn.life_table.accounts),
            crate::report::number::grouped(churn.life_table.churned),
            churn.choice.as_ref().map_or_else(|_| String::new(), |choice| format!(" {}.", crate::compare::sentence_case(&choice.why)))
        ),
        across: scaled("months since the start", Scale::Number),
        upwards: scaled("share still there", Scale::Share),
        from_zero: false,
        level: None,
        series: all,
    }
}

fn common_path(contents: &CalibrationContents<'_>, usage: &UsageFit) -> Plot {
    let common = &usage.common;
    let points = common.level.iter().enumerate().filter_map(|(m, level)| at(m as f64 + 1.0, *level));
    Plot {
        name: "common-path",
        title: "What all accounts share".into(),
        question: "What do all accounts do together?".into(),
        assumptions: format!(
            "{}. Mean log level of an account from month to month, the same accounts compared. Drift {} a month; months move by {} around it, all accounts at once: no book is large enough to average that out.",
            words::basis_of(contents),
            words::found(common.drift, log_percent),
            words::found(common.move_sd, log_percent)
        ),
        across: scaled("month of the history", Scale::Number),
        upwards: scaled("log level", Scale::Number),
        from_zero: false,
        level: None,
        series: vec![series("", Mark::Band, points)],
    }
}

fn seasons(contents: &CalibrationContents<'_>, usage: &UsageFit) -> Plot {
    let seasonality = &usage.seasonality;
    let points = seasonality.level.iter().enumerate().filter_map(|(m, level)| at(m as f64 + 1.0, *level));
    Plot {
        name: "seasons",
        title: "Seasons".into(),
        question: "Which months are always better?".into(),
        assumptions: format!(
            "{}. Level of each calendar month against the year's mean, trend taken out, with its 95\u{202f}% interval. Probability of effects this large without seasons: {}.",
            words::basis_of(contents),
            words::found(seasonality.p_value, log_percent)
        ),
        across: scaled("calendar month", Scale::Number),
        upwards: scaled("log level", Scale::Number),
        from_zero: true,
        level: None,
        series: vec![series("", Mark::Bars, points)],
    }
}

/// Months above and below thresholds: what is as often down as up is noise.
fn expansion(contents: &CalibrationContents<'_>, usage: &UsageFit) -> Plot {
    let monthly = &usage.monthly;
    let jumps = &usage.jumps;
    let of = |events: &[ThresholdEvents]| -> Vec<Point> { events.iter().filter_map(|e| at(100.0 * e.threshold, e.frequency)).collect() };
    Plot {
        name: "expansion",
        title: "Expansion and noise".into(),
        question: "Is what looks like expansion more than noise?".into(),
        assumptions: format!(
            "{}. Share of account-months that grow, or shrink, by more than a threshold: what goes up as often as down is noise. Expansions that stay, net of noise: {}.",
            words::basis_of(contents),
            words::found(jumps.expansion_rate, |rate| format!("{} a month", log_percent(rate)))
        ),
        across: scaled("threshold, per cent", Scale::Number),
        upwards: scaled("share of account-months", Scale::Share),
        from_zero: true,
        level: None,
        series: vec![series("growing", Mark::Dots, of(&monthly.expansions)), series("shrinking", Mark::Dots, of(&monthly.contractions))],
    }
}

fn retention(contents: &CalibrationContents<'_>, usage: &UsageFit) -> Plot {
    let retention = &usage.retention;
    let of = |f: fn(&RetentionAt) -> Finding| -> Vec<Point> { retention.iter().filter_map(|r| at(r.horizon as f64, f(r))).collect() };
    let named = |name: &str, points: Vec<Point>| series(name, Mark::Dots, points);
    Plot {
        name: "retention",
        title: "Retention".into(),
        question: "How much revenue, and how many customers, are still there later?".into(),
        assumptions: format!("{}. Pooled over all months as starts, with 95\u{202f}% intervals.", words::basis_of(contents)),
        across: scaled("months later", Scale::Number),
        upwards: scaled("share of the start", Scale::Share),
        from_zero: false,
        level: Some((1.0, String::new())),
        series: vec![
            named("net revenue (NRR)", of(|r| r.nrr)),
            named("gross revenue (GRR)", of(|r| r.grr)),
            named("customers", of(|r| r.logo)),
        ],
    }
}

fn revenue(contents: &CalibrationContents<'_>, usage: &UsageFit) -> Plot {
    let totals = &usage.totals;
    let points = totals.revenue.iter().enumerate().map(|(m, r)| Point { x: m as f64 + 1.0, y: *r, interval: None });
    Plot {
        name: "revenue",
        title: "Total revenue".into(),
        question: "What did all accounts pay together?".into(),
        assumptions: format!("{}, new ones and lost ones included.", words::basis_of(contents)),
        across: scaled("month of the history", Scale::Number),
        upwards: scaled("revenue a month", Scale::Money(contents.currency.to_owned())),
        from_zero: true,
        level: None,
        series: vec![series("", Mark::Line, points)],
    }
}
