//! Cost distribution by plan with the budget's line: as published and, beside it, at equal expected cost.

use super::axis::{Axis, ends, range_over};
use super::canvas::{Anchor, Canvas, Drawn, Look, sheet};
use super::density::{Shape, shape};
use super::heading::Heading;
use super::rows::{NAMES, marker, name, row_height, value_axis};
use super::style::{GRID, INK, MARGIN, SMALL, WIDTH, text_width};
use super::{ChartError, Figure, Run};
use crate::report::equal_cost;
use crate::report::number::{percent, percent_of};

/// Width of the column that says how often a plan is over budget.
const OVER: f64 = 62.0;

/// One way of looking at all plans.
struct Panel {
    title: &'static str,
    measure: &'static str,
    /// Sorted costs of a plan; `None` where it cannot be scaled.
    costs: fn(&Run, usize) -> Option<Vec<f64>>,
}

const PUBLISHED: Panel = Panel { title: "As published", measure: "cost", costs: |run, plan| Some(sorted(run.result.base.costs(plan))) };
const EQUAL: Panel =
    Panel { title: "At equal expected cost", measure: "cost_neutral", costs: |run, plan| equal_cost::costs(run.result, plan).map(sorted) };

/// What is drawn of one plan.
struct Row {
    /// How many costs there are, and how many of them lie beyond the axis.
    costs: usize,
    beyond: usize,
    mean: f64,
    shape: Shape,
}

impl Row {
    /// Of sorted costs.
    fn of(sorted: &[f64], axis: &Axis) -> Self {
        Self {
            costs: sorted.len(),
            beyond: sorted.iter().filter(|&&cost| cost > axis.high).count(),
            mean: sorted.iter().sum::<f64>() / sorted.len() as f64,
            shape: shape(sorted, axis.low, axis.high),
        }
    }
}

fn sorted(mut costs: Vec<f64>) -> Vec<f64> {
    costs.sort_unstable_by(f64::total_cmp);
    costs
}

pub(super) fn draw(run: &Run) -> Result<Option<Figure>, ChartError> {
    if run.result.base.trials < 2 {
        return Ok(None);
    }
    let equal = equal_cost::compared(run.result, run.scenario.reference);
    let panels: Vec<Panel> = equal.then_some(EQUAL).into_iter().chain([PUBLISHED]).collect();
    // plan by plan, twice: the costs of a long run would not all fit
    let costs = || panels.iter().flat_map(|panel| run.plans().filter_map(|plan| (panel.costs)(run, plan)));
    let ends: Vec<[f64; 2]> = costs().filter_map(|costs| ends(&costs, 0.005)).collect();

    let question = "How likely is each plan to break the budget?";
    let (low, high) = range_over(&ends, run.budget());
    let gap = 26.0;
    let room = (WIDTH - 2.0 * MARGIN - NAMES - gap * (panels.len() - 1) as f64) / panels.len() as f64;
    let axis = Axis::new(low.max(0.0), high, 0.0, room - OVER, if panels.len() > 1 { 5 } else { 8 });
    let row_of = |panel: &Panel, plan: usize| (panel.costs)(run, plan).map(|costs| Row::of(&costs, &axis));
    let rows: Vec<Vec<Option<Row>>> = panels.iter().map(|panel| run.plans().map(|plan| row_of(panel, plan)).collect()).collect();
    let beyond: usize = rows.iter().flatten().flatten().map(|row| row.beyond).sum();
    let mut assumptions = format!(
        "Distribution of a year’s bonus cost, before employer load; {}. Darker where the budget of {} is exceeded; dot: the mean. Each curve is scaled to its own row.",
        run.basis(),
        run.money(run.budget())
    );
    if run.scenario.months != 12 {
        assumptions = assumptions.replace("a year’s bonus cost", "bonus cost over the horizon");
    }
    if beyond > 0 {
        let share = beyond as f64 / rows.iter().flatten().flatten().map(|row| row.costs).sum::<usize>() as f64;
        assumptions.push_str(&format!(" {} of outcomes lie beyond the axis.", percent(share, None)));
    }
    let heading = Heading::new(run, question, &assumptions, WIDTH);
    let row = row_height(run.plans().len());
    let titles = heading.height() + 8.0;
    let top = titles + 42.0;
    let bottom = top + row * run.plans().len() as f64 + 6.0;
    let height = bottom + 26.0 + MARGIN * 0.6;
    let svg = sheet(WIDTH, height, question, |canvas| {
        heading.draw(canvas)?;
        for (i, plan) in run.plans().enumerate() {
            name(canvas, run, plan, MARGIN + NAMES - 14.0, top + row * (i as f64 + 0.62))?;
        }
        for (i, (panel, rows)) in panels.iter().zip(&rows).enumerate() {
            let left = MARGIN + NAMES + (room + gap) * i as f64;
            let axis = axis.between(left, left + room - OVER);
            canvas.text(left, titles, panel.title, Look::LABEL.bold())?;
            canvas.text(left + room, titles, "over", Look::NOTE.anchor(Anchor::End))?;
            value_axis(canvas, &axis, top - 6.0, bottom, |tick| axis.money(&run.scenario.currency, tick))?;
            let budget = format!("budget {}", run.money(run.budget()));
            marker(canvas, &axis, run.budget(), top - 6.0, bottom, &budget)?;
            for (i, (plan, of)) in run.plans().zip(rows).enumerate() {
                let floor = top + row * (i as f64 + 1.0);
                match of {
                    Some(of) => ridge(canvas, run, &axis, plan, of, floor, row)?,
                    None => canvas.text(left + 4.0, floor - row * 0.38, "cannot be scaled", Look::NOTE)?,
                }
                if let Some(over) = run.summary.get(run.id(plan), panel.measure, "p_over_budget").filter(|_| of.is_some()) {
                    let look = Look::LABEL.anchor(Anchor::End);
                    canvas.text(left + room, floor - row * 0.38, &percent_of(over), look)?;
                }
            }
        }
        Ok(())
    })?;
    Ok(Some(Figure {
        name: "cost",
        title: "Cost by plan".into(),
        question: question.into(),
        svg,
        width: WIDTH as u32,
        height: height as u32,
    }))
}

fn ridge(canvas: &Canvas, run: &Run, axis: &Axis, plan: usize, of: &Row, floor: f64, row: f64) -> Drawn {
    let colour = run.colour(plan);
    let Row { mean, shape: Shape { curve, spikes }, .. } = of;
    let mean = *mean;
    let peak = curve.iter().map(|p| p.1).fold(0.0, f64::max);
    canvas.line((axis.at(axis.low), floor), (axis.at(axis.high), floor), GRID, 1.0)?;
    if peak > 0.0 && mean <= axis.high {
        let tall = row * 0.84;
        let place = |&(x, density): &(f64, f64)| (axis.at(x), floor - tall * density / peak);
        let close = |mut points: Vec<(f64, f64)>| {
            if let (Some(&(first, _)), Some(&(last, _))) = (points.first(), points.last()) {
                points.extend([(last, floor), (first, floor)]);
            }
            points
        };
        // Only where there is something: a long flat line along the floor says nothing.
        let seen: Vec<(f64, f64)> = curve.iter().filter(|p| p.1 > peak * 1e-3).copied().collect();
        canvas.area(&close(seen.iter().map(place).collect()), colour, 0.26)?;
        canvas.area(&close(seen.iter().filter(|p| p.0 >= run.budget()).map(place).collect()), colour, 0.5)?;
        canvas.path(&seen.iter().map(place).collect::<Vec<_>>(), colour, 1.0, 2.0)?;
    }
    for spike in spikes.iter().filter(|s| axis.holds(s.at)) {
        let x = axis.at(spike.at);
        let tall = row * 0.84 * if spikes.len() == 1 { 1.0 } else { spike.share.sqrt() };
        canvas.rect(x - 2.0, floor - tall, x + 2.0, floor, colour, 0.85)?;
        if spike.share > 0.999 {
            let text = format!("always {}", run.money(spike.at));
            // On the side that the budget's line is not on, where there is room.
            let left = x - axis.at(axis.low) > text_width(&text, SMALL, false) + 14.0 && spike.at < run.budget();
            let (x, anchor) = if left { (x - 9.0, Anchor::End) } else { (x + 9.0, Anchor::Start) };
            canvas.text(x, floor - row * 0.5, &text, Look { size: SMALL, colour: INK, bold: false, anchor })?;
        }
    }
    if mean > axis.high {
        let text = format!("mean {} →", run.money(mean));
        return canvas.text(axis.at(axis.high) - 4.0, floor - row * 0.38, &text, Look::LABEL.bold().anchor(Anchor::End));
    }
    canvas.dot(axis.at(mean), floor, 5.0, colour)
}
