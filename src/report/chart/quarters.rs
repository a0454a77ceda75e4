//! Quarterly cost bands: when the money leaves, and how much of it is uncertain in each quarter.

use super::axis::{Axis, range_over};
use super::canvas::{Anchor, Look, sheet};
use super::heading::Heading;
use super::panels::{Grid, title};
use super::spread::Spread;
use super::style::{GRID, INK, MARGIN, WIDTH};
use super::{ChartError, Figure, Run};

const GUTTER: f64 = 64.0;

pub(super) fn draw(run: &Run) -> Result<Option<Figure>, ChartError> {
    let base = &run.result.base;
    if base.trials == 0 || base.quarters < 2 || base.quarter_cost.is_empty() {
        return Ok(None);
    }
    let spread = |plan: usize, quarter: usize| {
        let costs = base.quarter_cost.picked(base.plans * base.quarters, plan * base.quarters + quarter, 1);
        Spread::of(costs.map(|cents| cents as f64 / 100.0).collect())
    };
    let groups: Vec<Option<Spread>> = run.plans().flat_map(|plan| (0..base.quarters).map(move |q| spread(plan, q))).collect();
    let ends: Vec<[f64; 2]> = groups.iter().flatten().map(Spread::ends).collect();
    let share = run.budget() / base.quarters as f64;
    let question = "When does the money leave, and how sure is each quarter?";
    let assumptions = format!(
        "Bonus paid by quarter, plans as published; {}. Dark: half of all years; light: nine in ten; dot: the mean. Line: an even share of the budget, {}.",
        run.basis(),
        run.money(share)
    );
    let heading = Heading::new(run, question, &assumptions, WIDTH);
    let grid = Grid::new(run.plans().len(), heading.height() + 8.0, 160.0, GUTTER);
    let height = grid.bottom() + MARGIN * 0.2;
    let (low, high) = range_over(&ends, share);
    let svg = sheet(WIDTH, height, question, |canvas| {
        heading.draw(canvas)?;
        for (i, plan) in run.plans().enumerate() {
            let cell = grid.cell(i);
            let up = Axis::new(low.min(0.0), high, cell.bottom, cell.top, 4);
            for tick in up.ticks() {
                canvas.line((cell.left, up.at(tick)), (cell.right, up.at(tick)), GRID, 1.0)?;
                if cell.first {
                    canvas.text(cell.left - 10.0, up.at(tick), &up.money(&run.scenario.currency, tick), Look::NOTE.anchor(Anchor::End))?;
                }
            }
            title(canvas, run, plan, cell, "")?;
            let colour = run.colour(plan);
            let pitch = (cell.right - cell.left) / base.quarters as f64;
            let half = (pitch * 0.28).min(16.0);
            if up.holds(share) {
                canvas.line((cell.left, up.at(share)), (cell.right, up.at(share)), INK, 1.4)?;
            }
            for q in 0..base.quarters {
                let Some(spread) = groups[i * base.quarters + q] else { continue };
                let x = cell.left + pitch * (q as f64 + 0.5);
                let [p5, p25, p75, p95] = [spread.p5, spread.p25, spread.p75, spread.p95].map(|value| up.at(value));
                if p5 > cell.top {
                    canvas.rect(x - half, p95, x + half, p5.max(p95 + 1.0), colour, 0.26)?;
                    canvas.rect(x - half, p75, x + half, p25.max(p75 + 1.0), colour, 0.55)?;
                }
                let mean = spread.mean;
                if up.holds(mean) {
                    canvas.dot(x, up.at(mean), 4.5, colour)?;
                } else {
                    let text = format!("{} ↑", run.money(mean));
                    canvas.text(x, cell.top + 8.0, &text, Look { size: 11.0, ..Look::NOTE }.colour(INK).anchor(Anchor::Middle))?;
                }
                canvas.text(x, cell.bottom + 16.0, &format!("Q{}", q + 1), Look::NOTE.anchor(Anchor::Middle))?;
            }
        }
        Ok(())
    })?;
    Ok(Some(Figure {
        name: "quarters",
        title: "Cost by quarter".into(),
        question: question.into(),
        svg,
        width: WIDTH as u32,
        height: height as u32,
    }))
}
