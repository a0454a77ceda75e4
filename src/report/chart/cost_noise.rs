//! Cost against pay noise: the two risks of a plan in one picture, the company's and the person's.

use super::axis::Axis;
use super::canvas::{Anchor, Heading, Look, sheet};
use super::style::{GRID, INK, LABEL, MARGIN, SMALL, WIDTH, elide, text_width};
use super::{ChartError, Figure, Run};
use crate::stats::Estimate;

struct Point {
    plan: usize,
    cost: Estimate,
    noise: Estimate,
    low: Option<f64>,
    high: Option<f64>,
}

/// A rectangle that is taken.
type Taken = (f64, f64, f64, f64);

pub(super) fn draw(run: &Run) -> Result<Option<Figure>, ChartError> {
    let equal = crate::report::equal_cost::compared(run.result, run.scenario.reference);
    let points: Vec<Point> = run
        .plans()
        .filter_map(|plan| {
            let id = run.id(plan);
            let cost = run.summary.get(id, "cost", "mean")?;
            let noise = run.summary.get(id, "pay_per_csm", "sd_within")?;
            let value = |statistic| run.summary.get(id, "cost", statistic).map(|e| e.value);
            Some(Point { plan, cost, noise, low: value("p5"), high: value("p95") })
        })
        .collect();
    if points.len() < 2 {
        return Ok(None);
    }
    let question = "Which plans are cheap for the company and steady for the person?";
    let assumptions = format!(
        "Expected bonus cost against the standard deviation of one CSM's pay from year to year, plans as published{}; {}. Horizontal band: nine years in ten; cross: 95 % Monte Carlo interval of both.",
        if equal { " (noise rises with generosity: see the equal-cost table)" } else { "" },
        run.basis()
    );
    let heading = Heading::new(question, &assumptions, WIDTH);
    let top = heading.height() + 30.0;
    let bottom = top + 430.0;
    let height = bottom + 52.0 + MARGIN * 0.6;
    let left = MARGIN + 72.0;
    let means: Vec<Vec<f64>> =
        points.iter().map(|p| [p.low.unwrap_or(p.cost.value), p.cost.value, p.high.unwrap_or(p.cost.value)].to_vec()).collect();
    let (low, high) = super::axis::shared_range(&means, run.budget());
    let across = Axis::new(low.max(0.0), high, left, WIDTH - MARGIN - 14.0, 8);
    let mut noises: Vec<f64> = points.iter().map(|p| p.noise.value).collect();
    noises.sort_by(f64::total_cmp);
    let limit = noises[noises.len() / 2] * 6.0;
    let highest = noises.iter().copied().filter(|&n| limit <= 0.0 || n <= limit).fold(0.0, f64::max);
    let up = Axis::new(0.0, highest * 1.04, bottom, top, 6);
    let (shown, outside): (Vec<&Point>, Vec<&Point>) = points.iter().partition(|p| across.holds(p.cost.value) && up.holds(p.noise.value));

    let svg = sheet(WIDTH, height, question, |canvas| {
        heading.draw(canvas)?;
        for tick in up.ticks() {
            canvas.line((left, up.at(tick)), (WIDTH - MARGIN - 14.0, up.at(tick)), GRID, 1.0)?;
            canvas.text(left - 12.0, up.at(tick), &up.money(&run.scenario.currency, tick), Look::NOTE.anchor(Anchor::End))?;
        }
        for tick in across.ticks() {
            canvas.text(across.at(tick), bottom + 17.0, &across.money(&run.scenario.currency, tick), Look::NOTE.anchor(Anchor::Middle))?;
        }
        canvas.text(MARGIN, top - 22.0, "noise in one CSM's pay", Look::NOTE)?;
        canvas.text((left + WIDTH - MARGIN) / 2.0, bottom + 40.0, "bonus cost", Look::NOTE.anchor(Anchor::Middle))?;
        super::rows::marker(canvas, &across, run.budget(), top - 2.0, bottom, &format!("budget {}", run.money(run.budget())))?;
        let mut taken: Vec<Taken> = Vec::new();
        for point in &shown {
            let (x, y) = (across.at(point.cost.value), up.at(point.noise.value));
            let colour = run.colour(point.plan);
            if let (Some(low), Some(high)) = (point.low, point.high) {
                canvas.rect(across.at(low), y - 3.0, across.at(high), y + 3.0, colour, 0.28)?;
            }
            if let (Some(low), Some(high)) = (point.cost.low, point.cost.high) {
                canvas.line((across.at(low), y), (across.at(high), y), colour, 2.0)?;
            }
            if let (Some(low), Some(high)) = (point.noise.low, point.noise.high) {
                canvas.line((x, up.at(low)), (x, up.at(high)), colour, 2.0)?;
            }
            taken.push((x - 8.0, y - 8.0, x + 8.0, y + 8.0));
        }
        for point in &shown {
            canvas.dot(across.at(point.cost.value), up.at(point.noise.value), 6.5, run.colour(point.plan))?;
        }
        for point in &shown {
            let today = run.is_today(point.plan);
            let mut title = elide(run.title(point.plan), LABEL, true, 260.0);
            if today {
                title.push_str(" (today)");
            }
            let (x, y) = (across.at(point.cost.value), up.at(point.noise.value));
            let size = (text_width(&title, LABEL, true), LABEL * 1.1);
            let sheet = (left, top - 8.0, WIDTH - MARGIN, bottom - 2.0);
            let (text_x, text_y, anchor) = place(x, y, size, &taken, sheet);
            let from = match anchor {
                Anchor::Start => text_x,
                Anchor::Middle => text_x - size.0 / 2.0,
                Anchor::End => text_x - size.0,
            };
            taken.push((from, text_y - size.1 / 2.0, from + size.0, text_y + size.1 / 2.0));
            if (text_y - y).abs() > 30.0 {
                canvas.path(&[(x, y), (text_x, text_y)], run.colour(point.plan), 0.5, 1.0)?;
            }
            canvas.text(text_x, text_y, &title, Look { size: LABEL, bold: true, colour: run.colour(point.plan), anchor })?;
        }
        if !outside.is_empty() {
            let names: Vec<String> = outside
                .iter()
                .map(|p| format!("{} (cost {}, noise {})", run.title(p.plan), run.money(p.cost.value), run.money(p.noise.value)))
                .collect();
            let text = elide(&format!("outside the picture: {}", names.join(", ")), SMALL, false, WIDTH - 2.0 * MARGIN - 240.0);
            canvas.text(WIDTH - MARGIN, top - 26.0, &text, Look::NOTE.colour(INK).anchor(Anchor::End))?;
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

/// The nearest free place for a label of `size` around a point; the first one tried if all are taken.
fn place(x: f64, y: f64, size: (f64, f64), taken: &[Taken], sheet: Taken) -> (f64, f64, Anchor) {
    let mut tried = Vec::new();
    for distance in [0.0, 22.0, 40.0, 60.0, 84.0] {
        for (dx, dy, anchor) in [
            (13.0, -13.0 - distance, Anchor::Start),
            (-13.0, -13.0 - distance, Anchor::End),
            (0.0, -19.0 - distance, Anchor::Middle),
            (13.0, 14.0 + distance, Anchor::Start),
            (-13.0, 14.0 + distance, Anchor::End),
            (0.0, 20.0 + distance, Anchor::Middle),
        ] {
            tried.push((x + dx, y + dy, anchor));
        }
    }
    let free = |&&(tx, ty, anchor): &&(f64, f64, Anchor)| {
        let left = match anchor {
            Anchor::Start => tx,
            Anchor::Middle => tx - size.0 / 2.0,
            Anchor::End => tx - size.0,
        };
        let mine = (left, ty - size.1 / 2.0, left + size.0, ty + size.1 / 2.0);
        let inside = mine.0 >= sheet.0 && mine.1 >= sheet.1 && mine.2 <= sheet.2 && mine.3 <= sheet.3;
        inside && !taken.iter().any(|t| mine.0 < t.2 && t.0 < mine.2 && mine.1 < t.3 && t.1 < mine.3)
    };
    tried.iter().find(free).copied().unwrap_or(tried[0])
}
