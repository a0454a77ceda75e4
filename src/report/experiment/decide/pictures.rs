//! The pictures of a decision.

use super::super::words::plan_name;
use super::{DecisionContents, words};
use crate::report::chart::{ChartError, Figure, Mark, Plot, Point, Scale, Series, draw_plot};
use crate::report::number::money;

/// Points of a density.
const STEPS: usize = 160;

/// What is believed, how acceptable the plan is by price, and what a further trial is worth by its size.
pub(super) fn draw(contents: &DecisionContents<'_>) -> Result<Vec<Figure>, ChartError> {
    let figures = [belief(contents), acceptability(contents), trials(contents)];
    figures.into_iter().filter_map(|plot| draw_plot(&plot).transpose()).collect()
}

fn line(name: &str, mark: Mark, points: impl Iterator<Item = (f64, f64)>) -> Series {
    Series { name: name.into(), mark, points: points.map(|(x, y)| Point { x, y, interval: None }).collect() }
}

fn belief(contents: &DecisionContents<'_>) -> Plot {
    let (answer, question) = (contents.answer, contents.question);
    let (low, high) = answer.posterior.interval(0.999);
    let (low, high) = (low.min(0.0).min(answer.break_even), high.max(0.0).max(answer.break_even));
    let at = |i: usize| low + (high - low) * i as f64 / STEPS as f64;
    let top = answer.posterior.density(answer.posterior.mean());
    let mut series = vec![
        line("believed now", Mark::Line, (0..=STEPS).map(|i| (at(i), answer.posterior.density(at(i))))),
        line("break-even", Mark::Line, [(answer.break_even, 0.0), (answer.break_even, 0.6 * top)].into_iter()),
    ];
    if let Some((mean, sd)) = question.prior.moments() {
        let density = |x: f64| (-0.5 * ((x - mean) / sd).powi(2)).exp() / (sd * std::f64::consts::TAU.sqrt());
        series.push(line("prior", Mark::Line, (0..=STEPS).map(|i| (at(i), density(at(i))))));
    }
    Plot {
        name: "belief",
        title: "What is believed".into(),
        question: "How large is the uplift, and does it pass what it must?".into(),
        assumptions: format!("{} {}", words::belief(contents), words::prior(contents)),
        across: (format!("uplift of {}", contents.outcome), Scale::Number),
        upwards: ("probability density".into(), Scale::Number),
        from_zero: true,
        level: None,
        series,
    }
}

fn acceptability(contents: &DecisionContents<'_>) -> Plot {
    let answer = contents.answer;
    let curve = answer.curve.iter().map(|at| (at.price / 100.0, at.acceptability));
    let own = (answer.own_price / 100.0, answer.net_benefit.acceptability);
    let new = plan_name(&contents.arms[1]);
    Plot {
        name: "acceptability",
        title: "Acceptability".into(),
        question: format!("What must a point be worth for {new} to earn its pay?"),
        assumptions: words::price(contents),
        across: (format!("worth of one point of {} in one CSM's book, a year", contents.outcome), Scale::Money(contents.currency.into())),
        upwards: ("probability that it earns its pay".into(), Scale::Share),
        from_zero: true,
        level: Some((0.5, "even odds".into())),
        series: vec![
            line("", Mark::Line, curve),
            line(&format!("this team: {}", money(contents.currency, own.0)), Mark::Dots, std::iter::once(own)),
        ],
    }
}

fn trials(contents: &DecisionContents<'_>) -> Plot {
    let of = |value: &dyn Fn(&crate::experiment::decide::TrialValue) -> f64| -> Vec<(f64, f64)> {
        contents.answer.sizes.iter().map(|size| (size.csms as f64, value(size))).collect()
    };
    let mut series = vec![line("net", Mark::Line, of(&|size| size.net()).into_iter())];
    series.push(line("worth", Mark::Line, of(&|size| size.value).into_iter()));
    series.push(line("pay and cost", Mark::Line, of(&|size| size.cost).into_iter()));
    if let Some(best) = contents.answer.best {
        series.push(line("", Mark::Dots, std::iter::once((best.size.csms as f64, best.size.net()))));
    }
    Plot {
        name: "trials",
        title: "Further trials".into(),
        question: "Is a further trial worth its pay, and how large?".into(),
        assumptions: words::information(contents).unwrap_or_default(),
        across: ("CSMs on each plan".into(), Scale::Number),
        upwards: ("expected, over the horizon".into(), Scale::Money(contents.currency.into())),
        from_zero: true,
        level: Some((0.0, String::new())),
        series,
    }
}
