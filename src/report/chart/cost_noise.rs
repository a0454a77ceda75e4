//! Cost against pay noise: the two risks of a plan in one picture, the company's and the person's.

use super::axis::{Axis, limit, shared_range};
use super::canvas::{Anchor, Look, sheet};
use super::heading::Heading;
use super::labels::Labels;
use super::rows::marker;
use super::style::{GRID, LABEL, MARGIN, WIDTH, elide};
use super::{ChartError, Figure, Run};
use crate::stats::Estimate;

const HEIGHT: f64 = 440.0;

struct Point {
    plan: usize,
    cost: Estimate,
    noise: Estimate,
    low: f64,
    high: f64,
}

pub(super) fn draw(run: &Run) -> Result<Option<Figure>, ChartError> {
    let points: Vec<Point> = run
        .plans()
        .filter_map(|plan| {
            let id = run.id(plan);
            let cost = run.summary.get(id, "cost", "mean")?;
            let noise = run.summary.get(id, "pay_per_csm", "sd_within")?;
            let value = |statistic| run.summary.get(id, "cost", statistic).map_or(cost.value, |e| e.value);
            Some(Point { plan, cost, noise, low: value("p5"), high: value("p95") })
        })
        .collect();
    if points.len() < 2 {
        return Ok(None);
    }
    let ranges: Vec<Vec<f64>> = points.iter().map(|p| vec![p.low, p.cost.value, p.high]).collect();
    let (low, high) = shared_range(&ranges, 0.0, run.budget());
    let left = MARGIN + 72.0;
    let right = WIDTH - MARGIN - 14.0;
    let across = Axis::new(low.max(0.0), high, left, right, 8);
    let up = Axis::new(0.0, limit(points.iter().map(|p| p.noise.value)) * 1.06, HEIGHT, 0.0, 6);
    let (shown, outside): (Vec<&Point>, Vec<&Point>) = points.iter().partition(|p| across.holds(p.cost.value) && up.holds(p.noise.value));

    let question = "Which plans are cheap for the company and steady for the person?";
    let mut assumptions = format!(
        "Expected bonus cost against the standard deviation of one CSM’s pay from year to year, plans as published; {}. Pale band: cost in nine years of ten; thin cross: 95\u{202f}% Monte Carlo interval of both numbers.",
        run.basis()
    );
    for point in &outside {
        let (cost, noise) = (run.money(point.cost.value), run.money(point.noise.value));
        assumptions.push_str(&format!(
            " Outside the picture: {} (cost {cost}, noise {noise}).",
            elide(&run.title(point.plan), LABEL, false, 260.0)
        ));
    }
    let heading = Heading::new(run, question, &assumptions, WIDTH);
    let top = heading.height() + 34.0;
    let bottom = top + HEIGHT;
    let height = bottom + 52.0 + MARGIN * 0.6;
    let up = up.between(bottom, top);

    let svg = sheet(WIDTH, height, question, |canvas| {
        heading.draw(canvas)?;
        for tick in up.ticks() {
            canvas.line((left, up.at(tick)), (right, up.at(tick)), GRID, 1.0)?;
            canvas.text(left - 12.0, up.at(tick), &up.money(&run.scenario.currency, tick), Look::NOTE.anchor(Anchor::End))?;
        }
        for tick in across.ticks() {
            canvas.text(across.at(tick), bottom + 17.0, &across.money(&run.scenario.currency, tick), Look::NOTE.anchor(Anchor::Middle))?;
        }
        canvas.text(MARGIN, top - 24.0, "noise in one CSM’s pay", Look::NOTE)?;
        canvas.text((left + right) / 2.0, bottom + 40.0, "bonus cost", Look::NOTE.anchor(Anchor::Middle))?;
        marker(canvas, &across, run.budget(), top - 2.0, bottom, &format!("budget {}", run.money(run.budget())))?;

        let budget = across.at(run.budget());
        let taken = vec![(budget - 4.0, top, budget + 4.0, bottom)];
        let mut labels = Labels { radius: 6.0, room: (left, top - 6.0, WIDTH - 8.0, bottom), taken, lines: Vec::new() };
        for point in &shown {
            let y = up.at(point.noise.value);
            canvas.rect(across.at(point.low), y - 3.0, across.at(point.high), y + 3.0, run.colour(point.plan), 0.28)?;
            labels.taken.push((across.at(point.low), y - 3.0, across.at(point.high), y + 3.0));
        }
        for point in &shown {
            let (x, y) = (across.at(point.cost.value), up.at(point.noise.value));
            let colour = run.colour(point.plan);
            if let (Some(low), Some(high)) = (point.cost.low, point.cost.high) {
                canvas.line((across.at(low), y), (across.at(high), y), colour, 1.8)?;
            }
            if let (Some(low), Some(high)) = (point.noise.low, point.noise.high) {
                canvas.line((x, up.at(low)), (x, up.at(high)), colour, 1.8)?;
            }
            canvas.dot(x, y, 6.0, colour)?;
            labels.taken.push((x - 9.0, y - 9.0, x + 9.0, y + 9.0));
        }
        // The most crowded points are the cheapest to place last: from the rim inwards.
        let mut order: Vec<&&Point> = shown.iter().collect();
        order.sort_by(|a, b| b.noise.value.total_cmp(&a.noise.value));
        for point in order {
            let at = (across.at(point.cost.value), up.at(point.noise.value));
            labels.name_beside(canvas, run, point.plan, at)?;
        }
        Ok(())
    })?;
    Ok(Some(Figure {
        name: "cost-noise",
        title: "Cost against pay noise".into(),
        question: question.into(),
        svg,
        width: WIDTH as u32,
        height: height as u32,
    }))
}
