//! Convergence: the running estimate of each plan's mean cost with its interval, so that a reader sees whether trials were enough.

use super::axis::Axis;
use super::canvas::{Anchor, Look, sheet};
use super::heading::Heading;
use super::panels::{Grid, ticks_below, title};
use super::style::{GRID, INK, MARGIN, WIDTH};
use super::{ChartError, Figure, Run};
use crate::report::number::{grouped, plain};

/// Fewest trials for which the picture means anything.
const FEWEST: usize = 40;
/// Points per line.
const POINTS: usize = 140;
const GUTTER: f64 = 58.0;

/// Running mean and half width of its 95 % interval after so many trials.
struct Step {
    trials: f64,
    mean: f64,
    half: f64,
}

pub(super) fn draw(run: &Run) -> Result<Option<Figure>, ChartError> {
    let trials = run.result.base.trials;
    if trials < FEWEST {
        return Ok(None);
    }
    let first = (trials / 25).max(10);
    // A plan that always costs the same has converged at once: nothing to see.
    let runs: Vec<(usize, Vec<Step>)> = run
        .plans()
        .map(|plan| (plan, running(&run.result.base.costs(plan), first)))
        .filter(|(_, steps)| steps.iter().any(|s| s.half > 0.0))
        .collect();
    if runs.is_empty() {
        return Ok(None);
    }
    let question = "Were there enough trials?";
    let assumptions = format!(
        "Running mean cost of each plan against its final estimate after {} trials, with the 95\u{202f}% interval; plans as published. Across: trials, on a logarithmic scale.",
        grouped(trials as u64)
    );
    let heading = Heading::new(run, question, &assumptions, WIDTH);
    let grid = Grid::new(runs.len(), heading.height() + 8.0, 150.0, GUTTER);
    let height = grid.bottom() + MARGIN * 0.2;
    let relative = |steps: &[Step]| -> f64 {
        let last = steps.last().map_or(1.0, |s| s.mean);
        steps.iter().map(|s| ((s.mean - last).abs() + s.half) / last.abs()).fold(0.0, f64::max)
    };
    let widest = runs.iter().map(|(_, steps)| relative(steps)).filter(|w| w.is_finite()).fold(0.0, f64::max).min(0.5);
    let log = |n: f64| (n / first as f64).ln() / (trials as f64 / first as f64).ln();
    let svg = sheet(WIDTH, height, question, |canvas| {
        heading.draw(canvas)?;
        for (i, (plan, steps)) in runs.iter().enumerate() {
            let cell = grid.cell(i);
            let up = Axis::new(-widest, widest, cell.bottom, cell.top, 6);
            for tick in up.ticks() {
                canvas.line((cell.left, up.at(tick)), (cell.right, up.at(tick)), GRID, 1.0)?;
                if cell.first {
                    canvas.text(cell.left - 10.0, up.at(tick), &up.percent(tick), Look::NOTE.anchor(Anchor::End))?;
                }
            }
            let Some(last) = steps.last() else { continue };
            let share = 100.0 * last.half / last.mean.abs();
            let precision = format!("± {}\u{202f}%", plain(share, if share < 0.95 { 2 } else { 1 }, None));
            title(canvas, run, *plan, cell, &precision)?;
            let colour = run.colour(*plan);
            let x = |s: &Step| cell.left + (cell.right - cell.left) * log(s.trials);
            let y = |value: f64| up.at((value / last.mean - 1.0).clamp(-widest, widest));
            let mut band: Vec<(f64, f64)> = steps.iter().map(|s| (x(s), y(s.mean + s.half))).collect();
            band.extend(steps.iter().rev().map(|s| (x(s), y(s.mean - s.half))));
            canvas.area(&band, colour, 0.2)?;
            canvas.line((cell.left, up.at(0.0)), (cell.right, up.at(0.0)), INK, 1.0)?;
            canvas.path(&steps.iter().map(|s| (x(s), y(s.mean))).collect::<Vec<_>>(), colour, 1.0, 2.2)?;
            let place = |mark: usize| cell.left + (cell.right - cell.left) * log(mark as f64);
            ticks_below(canvas, cell, marks(first, trials).into_iter().map(|mark| (place(mark), grouped(mark as u64))))?;
        }
        Ok(())
    })?;
    Ok(Some(Figure {
        name: "convergence",
        title: "Convergence with trials".into(),
        question: question.into(),
        svg,
        width: WIDTH as u32,
        height: height as u32,
    }))
}

/// Round numbers of trials between the ends: 1, 2 and 5 times powers of ten.
fn marks(first: usize, last: usize) -> Vec<usize> {
    let powers = std::iter::successors(Some(1usize), |n| n.checked_mul(10)).take_while(|&n| n <= last);
    powers.flat_map(|n| [n, 2 * n, 5 * n]).filter(|n| (first..=last).contains(n)).collect()
}

/// Running mean with its normal interval at about [`POINTS`] numbers of trials, evenly spread on a logarithmic scale (Welford).
fn running(costs: &[f64], first: usize) -> Vec<Step> {
    let n = costs.len() as f64;
    let mut next = first as f64;
    let growth = (n / first as f64).powf(1.0 / POINTS as f64);
    let (mut mean, mut squares) = (0.0, 0.0);
    let mut steps = Vec::new();
    for (i, &cost) in costs.iter().enumerate() {
        let count = (i + 1) as f64;
        let off = cost - mean;
        mean += off / count;
        squares += off * (cost - mean);
        if count >= next || i + 1 == costs.len() {
            if i + 1 >= first {
                let half = 1.96 * (squares / (count - 1.0) / count).sqrt();
                steps.push(Step { trials: count, mean, half });
            }
            while next <= count {
                next *= growth;
            }
        }
    }
    steps
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_step_is_the_plain_mean_and_its_interval() {
        let costs: Vec<f64> = (0..1000).map(|i| f64::from(i % 10)).collect();
        let steps = running(&costs, 10);
        let last = steps.last().unwrap();
        assert_eq!(last.trials, 1000.0);
        assert!((last.mean - 4.5).abs() < 1e-12);
        // Variance of 0..9 is 8.25; with n − 1 of 1000 it is 8.2582….
        let expected = 1.96 * (8.25 * 1000.0 / 999.0 / 1000.0f64).sqrt();
        assert!((last.half - expected).abs() < 1e-12);
        assert!((100..=150).contains(&steps.len()), "{}", steps.len());
        assert!(steps.windows(2).all(|w| w[0].trials < w[1].trials));
    }
}
