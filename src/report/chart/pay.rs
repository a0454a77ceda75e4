//! Pay per CSM by plan: what one person’s bonus comes to in one year, as a share of that person’s own target.

use super::axis::{Axis, ends, quantile, range_over};
use super::canvas::{Anchor, Canvas, Drawn, Look, sheet};
use super::density::{Shape, shape};
use super::heading::Heading;
use super::rows::{NAMES, marker, name, row_height, value_axis};
use super::style::{GRID, INK, MARGIN, SMALL, WIDTH};
use super::{ChartError, Figure, Run};
use crate::compare::target_pay;
use crate::report::number::{percent, percent_of};

/// Columns of numbers at the right edge.
const COLUMN: f64 = 84.0;

pub(super) fn draw(run: &Run) -> Result<Option<Figure>, ChartError> {
    // plan by plan, twice: the pays of a long run would not all fit
    let ends: Vec<[f64; 2]> = run.plans().filter_map(|plan| ends(&shares_of_target(run, plan), 0.005)).collect();
    if ends.is_empty() {
        return Ok(None);
    }

    let question = "What does one CSM take home?";
    let (low, high) = range_over(&ends, 1.0);
    let left = MARGIN + NAMES;
    let axis = Axis::new(low.min(0.0), high, left, WIDTH - MARGIN - 2.0 * COLUMN - 12.0, 8);
    let rows: Vec<Row> = run.plans().map(|plan| Row::of(&shares_of_target(run, plan), &axis)).collect();
    let beyond: usize = rows.iter().map(|row| row.beyond).sum();
    let mut assumptions = format!(
        "A year’s bonus as a share of the person’s own target bonus, plans as published; {}, every person and trial counted once. Bars: many people paid exactly alike. Dot: the median.",
        run.basis()
    );
    if run.scenario.months != 12 {
        assumptions = assumptions.replace("A year’s bonus", "Bonus over the horizon");
    }
    if beyond > 0 {
        let share = beyond as f64 / rows.iter().map(|row| row.pays).sum::<usize>() as f64;
        assumptions.push_str(&format!(" {} of outcomes lie beyond the axis.", percent(share, None)));
    }
    let heading = Heading::new(run, question, &assumptions, WIDTH);
    let row = row_height(run.plans().len());
    let titles = heading.height() + 4.0;
    let top = titles + 26.0;
    let bottom = top + row * run.plans().len() as f64 + 6.0;
    let height = bottom + 48.0 + MARGIN * 0.6;
    let columns = [("nothing", "p_zero"), ("below half", "p_below_half")];
    let svg = sheet(WIDTH, height, question, |canvas| {
        heading.draw(canvas)?;
        value_axis(canvas, &axis, top - 6.0, bottom, |tick| axis.percent(tick))?;
        let middle = (axis.at(axis.low) + axis.at(axis.high)) / 2.0;
        canvas.text(middle, bottom + 37.0, "bonus as a share of target", Look::NOTE.anchor(Anchor::Middle))?;
        marker(canvas, &axis, 1.0, top - 6.0, bottom, "target")?;
        for (i, (title, _)) in columns.iter().enumerate() {
            let right = WIDTH - MARGIN - COLUMN * (1 - i) as f64;
            canvas.text(right, titles + 4.0, title, Look::NOTE.anchor(Anchor::End))?;
        }
        for (i, plan) in run.plans().enumerate() {
            let floor = top + row * (i as f64 + 1.0);
            name(canvas, run, plan, left - 14.0, floor - row * 0.38)?;
            ridge(canvas, run, &axis, plan, &rows[i], floor, row)?;
            for (i, (_, statistic)) in columns.iter().enumerate() {
                if let Some(share) = run.summary.get(run.id(plan), "pay_per_csm", statistic) {
                    let right = WIDTH - MARGIN - COLUMN * (1 - i) as f64;
                    canvas.text(right, floor - row * 0.38, &percent_of(share), Look::LABEL.anchor(Anchor::End))?;
                }
            }
        }
        Ok(())
    })?;
    Ok(Some(Figure {
        name: "pay",
        title: "Pay per CSM".into(),
        question: question.into(),
        svg,
        width: WIDTH as u32,
        height: height as u32,
    }))
}

/// What is drawn of one plan.
struct Row {
    /// How many pays there are, and how many of them lie beyond the axis.
    pays: usize,
    beyond: usize,
    median: Option<f64>,
    shape: Shape,
}

impl Row {
    /// Of sorted shares of target.
    fn of(sorted: &[f64], axis: &Axis) -> Self {
        Self {
            pays: sorted.len(),
            beyond: sorted.iter().filter(|&&share| share > axis.high).count(),
            median: quantile(sorted, 0.5),
            shape: shape(sorted, axis.low, axis.high),
        }
    }
}

/// Every person's pay in every trial as a share of that person's target under the plan, sorted; people without a target are left out.
fn shares_of_target(run: &Run, plan: usize) -> Vec<f64> {
    let base = &run.result.base;
    let targets: Vec<f64> = run.scenario.roster.iter().map(|seat| target_pay(run.scenario, &run.scenario.plans[plan], seat)).collect();
    let pays = base.pay.picked(base.plans * base.seats, plan * base.seats, base.seats);
    let paid = pays.zip(targets.iter().cycle()).filter(|(_, target)| **target > 0.0);
    let mut shares: Vec<f64> = Vec::with_capacity(base.trials * targets.iter().filter(|target| **target > 0.0).count());
    shares.extend(paid.map(|(pay, target)| pay as f64 / 100.0 / target));
    shares.sort_unstable_by(f64::total_cmp);
    shares
}

fn ridge(canvas: &Canvas, run: &Run, axis: &Axis, plan: usize, of: &Row, floor: f64, row: f64) -> Drawn {
    let colour = run.colour(plan);
    let shape = &of.shape;
    let peak = shape.peak();
    canvas.line((axis.at(axis.low), floor), (axis.at(axis.high), floor), GRID, 1.0)?;
    let tall = row * 0.84;
    let Some(median) = of.median else {
        return canvas.text(axis.at(axis.low) + 6.0, floor - row * 0.38, "no target bonus", Look::NOTE);
    };
    if peak > 0.0 && median <= axis.high {
        let seen: Vec<(f64, f64)> =
            shape.curve.iter().filter(|p| p.1 > peak * 1e-3).map(|&(x, density)| (axis.at(x), floor - tall * density / peak)).collect();
        if let (Some(&(first, _)), Some(&(last, _))) = (seen.first(), seen.last()) {
            let mut closed = seen.clone();
            closed.extend([(last, floor), (first, floor)]);
            canvas.area(&closed, colour, 0.28)?;
        }
        canvas.path(&seen, colour, 1.0, 2.0)?;
    }
    for spike in shape.spikes.iter().filter(|s| axis.holds(s.at)) {
        let x = axis.at(spike.at);
        canvas.rect(x - 2.5, floor - tall * spike.share.sqrt(), x + 2.5, floor, colour, 0.9)?;
        if spike.share > 0.999 {
            let look = Look { size: SMALL, colour: INK, bold: false, anchor: Anchor::Start };
            canvas.text(x + 10.0, floor - row * 0.55, "always the same", look)?;
        }
    }
    if median > axis.high {
        return canvas.text(
            axis.at(axis.high) - 4.0,
            floor - row * 0.38,
            &format!("median {} →", percent(median, None)),
            Look::LABEL.bold().anchor(Anchor::End),
        );
    }
    canvas.dot(axis.at(median), floor, 5.0, colour)
}
