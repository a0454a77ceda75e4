//! Incremental growth beyond the baseline: what the team truly adds, and what each plan’s own baseline rule would have credited.

use super::axis::Axis;
use super::canvas::{Anchor, Canvas, Drawn, Look, sheet};
use super::heading::Heading;
use super::rows::{NAMES, marker, name, value_axis};
use super::spread::Spread;
use super::style::{INK, LABEL, MARGIN, MUTED, SMALL, WIDTH, elide};
use super::{ChartError, Figure, Run};
use crate::compare::true_increment;
use crate::report::number::money_of;
use crate::stats::Estimate;
use plotters::style::RGBColor;

const ROW: f64 = 62.0;

struct Increment {
    /// `None`: the truth.
    plan: Option<usize>,
    spread: Spread,
    label: Option<String>,
}

pub(super) fn draw(run: &Run) -> Result<Option<Figure>, ChartError> {
    let base = &run.result.base;
    let reference = run.scenario.reference;
    let Some(truth) = true_increment(base, reference).and_then(Spread::of) else { return Ok(None) };
    let estimate = run.summary.get(run.id(reference), "increment_no_csm", "arr");
    let money = |e: Option<Estimate>| e.map(|e| money_of(&run.scenario.currency, e));
    let mut increments = vec![Increment { plan: None, spread: truth, label: money(estimate) }];
    for plan in run.plans() {
        let measured: Vec<f64> = base.measured_increment.picked(base.plans, plan, 1).filter(|x| x.is_finite()).collect();
        if let Some(spread) = Spread::of(measured) {
            let estimate = run.summary.get(run.id(plan), "increment_measured", "arr");
            increments.push(Increment { plan: Some(plan), spread, label: money(estimate) });
        }
    }

    let question = "How much growth would not have come anyway?";
    let with_rule = increments.len() - 1;
    let mut assumptions = format!(
        "Growth of annual recurring revenue with the team beyond that of the same customers with no CSM at all, paired by luck; {}. Dark: half of all years; light: nine in ten; dot: the mean.",
        run.basis()
    );
    if with_rule > 0 {
        assumptions.push_str(" Below: the increment that a plan’s own baseline rule would have measured and paid for.");
    } else {
        assumptions.push_str(" No plan here measures growth against a baseline.");
    }
    let heading = Heading::new(run, question, &assumptions, WIDTH);
    let top = heading.height() + 20.0;
    let bottom = top + ROW * increments.len() as f64;
    let height = bottom + 26.0 + MARGIN * 0.6;
    let left = MARGIN + NAMES;
    // Every band whole: how far off a rule can be is what the picture is about.
    let end = |of: fn(&Spread) -> f64| increments.iter().map(move |i| of(&i.spread));
    let (low, high) = (end(|s| s.p5).fold(0.0, f64::min), end(|s| s.p95).fold(0.0, f64::max));
    let axis = Axis::new(low, high, left, WIDTH - MARGIN - 20.0, 7);
    let svg = sheet(WIDTH, height, question, |canvas| {
        heading.draw(canvas)?;
        value_axis(canvas, &axis, top, bottom, |tick| axis.money(&run.scenario.currency, tick))?;
        marker(canvas, &axis, 0.0, top, bottom, "nothing added")?;
        for (i, increment) in increments.iter().enumerate() {
            let y = top + ROW * (i as f64 + 0.5);
            match increment.plan {
                None => {
                    let lines = ["what the team".to_string(), "truly adds".to_string()];
                    canvas.lines(left - 14.0, y, &lines, Look::LABEL.bold().anchor(Anchor::End))?;
                    band(canvas, &axis, increment, y, INK)?;
                }
                Some(plan) => {
                    if with_rule == 1 && !run.is_today(plan) {
                        let title = elide(&run.title(plan), LABEL, false, NAMES - 12.0);
                        canvas.text(left - 14.0, y - 10.0, &title, Look::LABEL.anchor(Anchor::End))?;
                        canvas.text(left - 14.0, y + 10.0, "measured by its rule", Look::NOTE.anchor(Anchor::End))?;
                    } else {
                        name(canvas, run, plan, left - 14.0, y)?;
                    }
                    band(canvas, &axis, increment, y, run.colour(plan))?;
                }
            }
        }
        Ok(())
    })?;
    Ok(Some(Figure {
        name: "increment",
        title: "Growth beyond the baseline".into(),
        question: question.into(),
        svg,
        width: WIDTH as u32,
        height: height as u32,
    }))
}

fn band(canvas: &Canvas, axis: &Axis, increment: &Increment, y: f64, colour: RGBColor) -> Drawn {
    let Spread { p5, p25, p75, p95, mean } = increment.spread;
    let [p5, p25, p75, p95] = [p5, p25, p75, p95].map(|value| axis.at(value));
    canvas.rect(p5, y - 8.0, p95.max(p5 + 1.0), y + 8.0, colour, 0.22)?;
    canvas.rect(p25, y - 8.0, p75.max(p25 + 1.0), y + 8.0, colour, 0.5)?;
    canvas.dot(axis.at(mean), y, 5.5, colour)?;
    let Some(label) = &increment.label else { return Ok(()) };
    let look = Look { size: SMALL, bold: true, colour: if colour == INK { INK } else { MUTED }, anchor: Anchor::Middle };
    canvas.text(axis.at(mean), y - 20.0, label, look.colour(INK))
}
