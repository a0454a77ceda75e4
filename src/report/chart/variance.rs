//! Within against between variance: how much of the spread of pay is luck from year to year, how much is who you are.

use super::axis::{Axis, limit};
use super::canvas::{Anchor, Look, sheet};
use super::heading::Heading;
use super::rows::{NAMES, name, row_height, value_axis};
use super::style::{INK, MARGIN, SMALL, WIDTH};
use super::{ChartError, Figure, Run};
use crate::report::number::{money_of, percent_of};
use crate::stats::Estimate;

struct Spread {
    plan: usize,
    within: Option<Estimate>,
    between: Option<Estimate>,
}

impl Spread {
    /// Luck's share of the variance, w ÷ (w + b), with the error that those of both standard deviations give it (taken as independent).
    fn luck(&self) -> Option<Estimate> {
        let (within, between) = (self.within?, self.between?);
        let (w, b) = (within.value.powi(2), between.value.max(0.0).powi(2));
        let all = w + b;
        if all <= 0.0 {
            return None;
        }
        let error = |e: Estimate| e.standard_error.map(|error| 2.0 * e.value * error);
        let errors = error(within).zip(error(between)).map(|(dw, db)| (b * dw).hypot(w * db) / (all * all));
        Some(Estimate::symmetric(w / all, errors, within.n))
    }
}

pub(super) fn draw(run: &Run) -> Result<Option<Figure>, ChartError> {
    let spreads: Vec<Spread> = run
        .plans()
        .map(|plan| {
            let of = |statistic| run.summary.get(run.id(plan), "pay_per_csm", statistic);
            Spread { plan, within: of("sd_within"), between: of("sd_between") }
        })
        .filter(|s| s.within.is_some() || s.between.is_some())
        .collect();
    let most = limit(spreads.iter().map(|s| [s.within, s.between].into_iter().flatten().map(|e| e.value).fold(0.0, f64::max)));
    if most <= 0.0 {
        return Ok(None);
    }
    let question = "Is a CSM’s pay luck, or the difference between people?";
    let assumptions = format!(
        "Standard deviation of a CSM’s pay, plans as published; {}. Luck: the same person from year to year. Between people: differences that last, different target bonuses included. Whiskers: 95\u{202f}% Monte Carlo interval.",
        run.basis()
    );
    let heading = Heading::new(run, question, &assumptions, WIDTH);
    let row = row_height(spreads.len());
    let titles = heading.height() + 2.0;
    let top = titles + 18.0;
    let bottom = top + row * spreads.len() as f64;
    let height = bottom + 26.0 + MARGIN * 0.6;
    let left = MARGIN + NAMES;
    let share_column = 96.0;
    let axis = Axis::new(0.0, most, left, WIDTH - MARGIN - share_column - 92.0, 6);
    let svg = sheet(WIDTH, height, question, |canvas| {
        heading.draw(canvas)?;
        canvas.text(WIDTH - MARGIN, titles, "luck’s share", Look::NOTE.anchor(Anchor::End))?;
        value_axis(canvas, &axis, top - 2.0, bottom, |tick| axis.money(&run.scenario.currency, tick))?;
        for (i, spread) in spreads.iter().enumerate() {
            let middle = top + row * (i as f64 + 0.5);
            let colour = run.colour(spread.plan);
            name(canvas, run, spread.plan, left - 14.0, middle)?;
            for (estimate, y, opacity, word) in
                [(spread.within, middle - 11.0, 0.9, "luck"), (spread.between, middle + 11.0, 0.35, "people")]
            {
                let Some(estimate) = estimate else { continue };
                let value = estimate.value.max(0.0);
                let end = axis.at(value);
                canvas.rect(axis.at(0.0), y - 8.0, end.max(axis.at(0.0) + 1.0), y + 8.0, colour, opacity)?;
                let mut label = end;
                if let (Some(low), Some(high)) = (estimate.low, estimate.high)
                    && axis.at(high) - axis.at(low.max(0.0)) > 1.5
                {
                    canvas.line((axis.at(low.max(0.0)), y), (axis.at(high), y), INK, 1.4)?;
                    label = axis.at(high);
                }
                let beyond = if value > axis.high { " →" } else { "" };
                let text = format!("{word} {}{beyond}", money_of(&run.scenario.currency, estimate));
                canvas.text(label + 8.0, y, &text, Look { size: SMALL, ..Look::LABEL })?;
            }
            if let Some(share) = spread.luck() {
                canvas.text(WIDTH - MARGIN, middle, &percent_of(share), Look::LABEL.bold().anchor(Anchor::End))?;
            }
        }
        Ok(())
    })?;
    Ok(Some(Figure {
        name: "variance",
        title: "Luck and people".into(),
        question: question.into(),
        svg,
        width: WIDTH as u32,
        height: height as u32,
    }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lucks_share_has_an_error() {
        let sd = |value, error| Some(Estimate::symmetric(value, Some(error), 100));
        // Variances 9 and 16, their errors 2·3·0.1 = 0.6 and 2·4·0.2 = 1.6: share 0.36, error √((16·0.6)² + (9·1.6)²) ÷ 25² = 0.02769.
        let share = Spread { plan: 0, within: sd(3.0, 0.1), between: sd(4.0, 0.2) }.luck().unwrap();
        assert!((share.value - 0.36).abs() < 1e-12 && (share.standard_error.unwrap() - 0.027_69).abs() < 1e-5, "{share:?}");
        assert!(Spread { plan: 0, within: sd(0.0, 0.0), between: sd(0.0, 0.0) }.luck().is_none());
        assert!(Spread { plan: 0, within: sd(1.0, 0.1), between: None }.luck().is_none());
    }
}
