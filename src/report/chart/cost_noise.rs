//! Cost against pay noise: the two risks of a plan in one picture, the company's and the person's.

use super::axis::{Axis, limit, shared_range};
use super::canvas::{Anchor, Canvas, Drawn, Heading, Look, sheet};
use super::rows::marker;
use super::style::{GRID, LABEL, MARGIN, PAPER, WIDTH, elide, text_width};
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

/// A rectangle: left, top, right, bottom.
type Rectangle = (f64, f64, f64, f64);

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
    let heading = Heading::new(question, &assumptions, WIDTH);
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
        let mut taken: Vec<Rectangle> = vec![(budget - 4.0, top, budget + 4.0, bottom)];
        for point in &shown {
            let y = up.at(point.noise.value);
            canvas.rect(across.at(point.low), y - 3.0, across.at(point.high), y + 3.0, run.colour(point.plan), 0.28)?;
            taken.push((across.at(point.low), y - 3.0, across.at(point.high), y + 3.0));
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
            taken.push((x - 9.0, y - 9.0, x + 9.0, y + 9.0));
        }
        // The most crowded points are the cheapest to place last: from the rim inwards.
        let mut order: Vec<&&Point> = shown.iter().collect();
        order.sort_by(|a, b| b.noise.value.total_cmp(&a.noise.value));
        for point in order {
            label(
                canvas,
                run,
                point,
                (across.at(point.cost.value), up.at(point.noise.value)),
                &mut taken,
                (left, top - 6.0, WIDTH - 8.0, bottom),
            )?;
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

/// Puts a plan's name beside its point, where nothing else is, with a thin line to it if that is far.
fn label(canvas: &Canvas, run: &Run, point: &Point, at: (f64, f64), taken: &mut Vec<Rectangle>, room: Rectangle) -> Drawn {
    let tag = if run.is_today(point.plan) { " (today)" } else { "" };
    let title = format!("{}{tag}", elide(&run.title(point.plan), LABEL, true, 240.0));
    let colour = run.colour(point.plan);
    let size = (text_width(&title, LABEL, true), LABEL * 1.15);
    let place = place(at, size, taken, room);
    taken.push(place);
    let middle = (place.1 + place.3) / 2.0;
    if (middle - at.1).abs() > 28.0 || place.0 > at.0 + 30.0 || place.2 < at.0 - 30.0 {
        let end = (at.0.clamp(place.0, place.2), if middle < at.1 { place.3 } else { place.1 });
        canvas.path(&[at, end], colour, 0.6, 1.0)?;
        canvas.dot(at.0, at.1, 6.0, colour)?;
    }
    canvas.rect(place.0, place.1 + 1.0, place.2, place.3 - 1.0, PAPER, 0.8)?;
    canvas.text(place.0, middle, &title, Look::LABEL.bold().colour(colour))
}

/// The nearest free rectangle of `size` around a point; where everything is taken, the one right above it.
fn place((x, y): (f64, f64), (width, height): (f64, f64), taken: &[Rectangle], room: Rectangle) -> Rectangle {
    let mut candidates: Vec<(f64, Rectangle)> = Vec::new();
    for up in 0..40 {
        for side in -12..=12 {
            for sign in [-1.0, 1.0] {
                let middle = y + sign * (16.0 + 8.0 * f64::from(up));
                let left = x - width / 2.0 + f64::from(side) * (width / 2.0 + 12.0) / 4.0;
                let box_ = (left, middle - height / 2.0, left + width, middle + height / 2.0);
                // Beside and above is read as belonging; far sideways is not.
                let away = (middle - y).abs() + 0.5 * ((left - x).max(x - left - width).max(0.0)) + if sign > 0.0 { 2.0 } else { 0.0 };
                candidates.push((away, box_));
            }
        }
    }
    candidates.sort_by(|a, b| a.0.total_cmp(&b.0));
    let free = |r: &Rectangle| {
        let inside = r.0 >= room.0 && r.1 >= room.1 && r.2 <= room.2 && r.3 <= room.3;
        inside && !taken.iter().any(|t| r.0 < t.2 + 3.0 && t.0 < r.2 + 3.0 && r.1 < t.3 && t.1 < r.3)
    };
    candidates.iter().map(|c| c.1).find(free).unwrap_or((x, y - 16.0 - height / 2.0, x + width, y - 16.0 + height / 2.0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_avoid_each_other_and_the_edge() {
        let room = (0.0, 0.0, 400.0, 200.0);
        let mut taken = Vec::new();
        for at in [(390.0, 100.0), (385.0, 104.0), (380.0, 98.0), (10.0, 5.0)] {
            let place = place(at, (80.0, 18.0), &taken, room);
            assert!(place.0 >= 0.0 && place.2 <= 400.0 && place.1 >= 0.0 && place.3 <= 200.0, "{place:?}");
            for other in &taken {
                let other: &Rectangle = other;
                assert!(place.0 >= other.2 || other.0 >= place.2 || place.1 >= other.3 || other.1 >= place.3, "{place:?} on {other:?}");
            }
            taken.push(place);
        }
    }
}
