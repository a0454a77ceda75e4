//! Cost against growth: what each plan buys beyond salaried effort, with joint error ellipses and the range from angels to devils.

use super::axis::{Axis, limit, shared_range};
use super::canvas::{Anchor, Canvas, Drawn, Look, sheet};
use super::heading::Heading;
use super::labels::{Labels, Rectangle};
use super::rows::marker;
use super::style::{GRID, INK, LABEL, MARGIN, MUTED, SMALL, WIDTH, elide};
use super::{ChartError, Figure, Run};
use crate::report::response;
use crate::stats::{PairOfMeans, error_ellipse};

const HEIGHT: f64 = 460.0;

/// Radius of a point: small, so that its ellipse is seen.
const RADIUS: f64 = 3.5;

/// Corners of an ellipse.
const CORNERS: usize = 72;

struct Point {
    plan: usize,
    means: PairOfMeans,
    /// Cost and growth with angels and with devils.
    angels: Option<(f64, f64)>,
    devils: Option<(f64, f64)>,
}

impl Point {
    fn all(&self) -> impl Iterator<Item = (f64, f64)> {
        [Some(self.means.centre), self.angels, self.devils].into_iter().flatten().chain(self.means.polygon(CORNERS))
    }
}

pub(super) fn draw(run: &Run) -> Result<Option<Figure>, ChartError> {
    let points: Vec<Point> = run.plans().filter_map(|plan| point(run, plan)).collect();
    if points.len() < 2 {
        return Ok(None);
    }
    let costs: Vec<Vec<f64>> = points.iter().map(|p| sorted(p.all().map(|(cost, _)| cost))).collect();
    let (low, high) = shared_range(&costs, 0.0, run.budget());
    let (left, right) = (MARGIN + 72.0, WIDTH - MARGIN - 14.0);
    let across = Axis::new(low.max(0.0), high + 0.03 * (high - low), left, right, 8);
    let end = |sign: f64| limit(points.iter().map(|p| p.all().map(|(_, growth)| sign * growth).fold(0.0, f64::max)));
    let (above, below) = (end(1.0), end(-1.0));
    let room = 0.07 * (above + below);
    let up = Axis::new(-below - room, above + room, HEIGHT, 0.0, 7);
    let inside = |p: &&Point| across.holds(p.means.centre.0) && up.holds(p.means.centre.1);
    let (shown, outside): (Vec<&Point>, Vec<&Point>) = points.iter().partition(inside);

    let efficient = frontier(shown.iter().map(|p| p.means.centre));
    let question = "Which plan buys the most growth for its cost?";
    let ranges = if points.iter().any(|p| p.angels.is_some() || p.devils.is_some()) {
        " Dashed: the same plan if everybody were an angel (ring) or a devil (square)."
    } else {
        ""
    };
    let mut assumptions = format!(
        "Expected bonus cost against yearly revenue (ARR) beyond what salaried effort would have reached, plans as published; {}. Ellipse: where both means lie with 95\u{202f}% confidence.{ranges}{}",
        run.basis(),
        if efficient.len() > 1 { " Grey line: the plans that no other beats in both." } else { "" }
    );
    for point in &outside {
        let (cost, growth) = point.means.centre;
        let title = elide(&run.title(point.plan), LABEL, false, 260.0);
        assumptions.push_str(&format!(" Outside the picture: {title} (cost {}, growth {}).", run.money(cost), run.money(growth)));
    }
    let heading = Heading::new(run, question, &assumptions, WIDTH);
    let top = heading.height() + 34.0;
    let bottom = top + HEIGHT;
    let up = up.between(bottom, top);
    let svg = sheet(WIDTH, bottom + 52.0 + MARGIN * 0.6, question, |canvas| {
        heading.draw(canvas)?;
        axes(canvas, run, &across, &up, (left, top, right, bottom))?;
        let at = |(cost, growth): (f64, f64)| (across.at(cost), up.at(growth));
        canvas.path(&efficient.iter().map(|&point| at(point)).collect::<Vec<_>>(), MUTED, 0.35, 5.0)?;
        let budget = across.at(run.budget());
        let lines = vec![(budget - 4.0, top, budget + 4.0, bottom)];
        let mut labels = Labels { radius: RADIUS, room: (left, top - 6.0, WIDTH - 8.0, bottom), taken: Vec::new(), lines };
        for point in &shown {
            spread(canvas, run, point, at, &mut labels)?;
        }
        for point in &shown {
            let (x, y) = at(point.means.centre);
            canvas.dot(x, y, RADIUS, run.colour(point.plan))?;
        }
        for point in &shown {
            labels.name_beside(canvas, run, point.plan, at(point.means.centre))?;
        }
        Ok(())
    })?;
    Ok(Some(Figure {
        name: "frontier",
        title: "Cost against growth".into(),
        question: question.into(),
        svg,
        width: WIDTH as u32,
        height: (bottom + 52.0 + MARGIN * 0.6) as u32,
    }))
}

fn point(run: &Run, plan: usize) -> Option<Point> {
    let growth = response::growth(run.summary, run.id(plan))?;
    let cost = response::cost(run.scenario, run.summary, run.id(plan))?;
    let both = |cost: Option<crate::stats::Estimate>, growth: Option<crate::stats::Estimate>| Some((cost?.value, growth?.value));
    Some(Point {
        plan,
        means: error_ellipse(&run.result.base.costs(plan), &response::growth_by_trial(&run.result.base, plan)?)?,
        angels: both(cost.angels, growth.angels),
        devils: both(cost.devils, growth.devils),
    })
}

fn sorted(values: impl Iterator<Item = f64>) -> Vec<f64> {
    let mut values: Vec<f64> = values.collect();
    values.sort_by(f64::total_cmp);
    values
}

/// The points that no other beats in both cost and growth, by cost.
fn frontier(points: impl Iterator<Item = (f64, f64)>) -> Vec<(f64, f64)> {
    let mut points: Vec<(f64, f64)> = points.collect();
    points.sort_by(|a, b| a.0.total_cmp(&b.0).then(b.1.total_cmp(&a.1)));
    let mut best = f64::NEG_INFINITY;
    points.retain(|&(_, growth)| {
        let beats = growth > best;
        best = best.max(growth);
        beats
    });
    points
}

fn axes(canvas: &Canvas, run: &Run, across: &Axis, up: &Axis, (left, top, right, bottom): Rectangle) -> Drawn {
    for tick in up.ticks() {
        canvas.line((left, up.at(tick)), (right, up.at(tick)), GRID, 1.0)?;
        canvas.text(left - 12.0, up.at(tick), &up.money(&run.scenario.currency, tick), Look::NOTE.anchor(Anchor::End))?;
    }
    for tick in across.ticks() {
        canvas.text(across.at(tick), bottom + 17.0, &across.money(&run.scenario.currency, tick), Look::NOTE.anchor(Anchor::Middle))?;
    }
    let zero = up.at(0.0);
    canvas.line((left, zero), (right, zero), INK, 1.4)?;
    canvas.text(left + 4.0, zero - 11.0, "as salaried", Look { size: SMALL, ..Look::LABEL }.bold())?;
    canvas.text(MARGIN, top - 24.0, "ARR beyond salaried effort", Look::NOTE)?;
    canvas.text((left + right) / 2.0, bottom + 40.0, "bonus cost", Look::NOTE.anchor(Anchor::Middle))?;
    marker(canvas, across, run.budget(), top - 2.0, bottom, &format!("budget {}", run.money(run.budget())))
}

/// A plan's ellipse and its range from angels to devils.
fn spread(canvas: &Canvas, run: &Run, point: &Point, at: impl Fn((f64, f64)) -> (f64, f64), labels: &mut Labels) -> Drawn {
    let colour = run.colour(point.plan);
    let centre = at(point.means.centre);
    for (end, ring) in [(point.devils, false), (point.angels, true)] {
        let Some((x, y)) = end.map(&at) else { continue };
        canvas.dashes(centre, (x, y), colour, 1.4)?;
        if ring {
            canvas.ring(x, y, 4.5, colour)?;
        } else {
            canvas.rect(x - 4.0, y - 4.0, x + 4.0, y + 4.0, colour, 1.0)?;
        }
        // Names keep off the dashes.
        let steps = ((x - centre.0).hypot(y - centre.1) / 12.0).ceil().max(1.0);
        labels.lines.extend((0..=steps as usize).map(|i| {
            let share = i as f64 / steps;
            let (x, y) = (centre.0 + share * (x - centre.0), centre.1 + share * (y - centre.1));
            (x - 6.0, y - 6.0, x + 6.0, y + 6.0)
        }));
    }
    let mut edge: Vec<(f64, f64)> = point.means.polygon(CORNERS).into_iter().map(at).collect();
    canvas.area(&edge, colour, 0.2)?;
    edge.extend(edge.first().copied());
    canvas.path(&edge, colour, 1.0, 1.6)?;
    let end = |side: fn(f64, f64) -> f64, of: fn(&(f64, f64)) -> f64, start: f64| edge.iter().map(of).fold(start, side);
    let (x, y) = centre;
    labels.taken.push((
        end(f64::min, |p| p.0, x - 7.0),
        end(f64::min, |p| p.1, y - 7.0),
        end(f64::max, |p| p.0, x + 7.0),
        end(f64::max, |p| p.1, y + 7.0),
    ));
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_frontier_holds_what_nothing_beats_in_both() {
        let points = [(500.0, 10.0), (400.0, 10.0), (450.0, 12.0), (470.0, 11.0), (300.0, -5.0)];
        assert_eq!(frontier(points.into_iter()), [(300.0, -5.0), (400.0, 10.0), (450.0, 12.0)]);
    }
}
