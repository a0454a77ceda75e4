//! Log likelihood of the regression, without building person-months.
//!
//! With `u = e^{xᵀβ}` and `a_t = e^{b(t)ᵀγ}`, a row from tenure `e` to `T` contributes `−u Σ a_t` over the months it stayed through, and
//! `ln(1 − e^{−λ})` with `λ = u a_T` if it churned in month `T`. The sums over months are differences of running sums, so that a row costs
//! the same however long it is. For the month of churn, with `w = λ/(e^λ − 1)`: the first derivative by the linear predictor is `w`, the
//! second `w (1 − λ − w)`.

use rayon::prelude::*;

use super::baseline::{Accumulated, TimeBasis};
use super::design::Design;
use crate::calibrate::survival::newton::Point;

/// Rows summed at once; the parts are added in order, so that the number of threads changes nothing.
const CHUNK: usize = 8192;

/// Value, gradient and information at `(γ, β)`.
pub(super) fn log_likelihood(design: &Design, basis: &TimeBasis, at: &[f64]) -> Point {
    let (gamma, beta) = at.split_at(basis.size);
    let accumulated = basis.accumulate(gamma);
    let starts: Vec<usize> = (0..design.spells.len()).step_by(CHUNK).collect();
    let part = |start: &usize| chunk(design, basis, &accumulated, beta, *start..(*start + CHUNK).min(design.spells.len()));
    let parts: Vec<Point> = starts.par_iter().map(part).collect();
    let mut whole = Point::zeros(at.len());
    parts.iter().for_each(|p| whole.merge(p));
    for i in 0..at.len() {
        for j in 0..i {
            let cell = whole.information.at(j, i);
            whole.information.add(i, j, cell);
        }
    }
    whole
}

/// One chunk of rows; fills the upper triangle of the information.
fn chunk(design: &Design, basis: &TimeBasis, accumulated: &Accumulated, beta: &[f64], rows: std::ops::Range<usize>) -> Point {
    let k = basis.size;
    let mut sum = Point::zeros(k + beta.len());
    let mut months = vec![0.0; accumulated.width];
    let mut x: Vec<(usize, f64)> = Vec::with_capacity(design.columns.len());
    for row in rows {
        let spell = design.spells[row];
        x.clear();
        x.extend(design.columns.iter().filter_map(|c| c.of(row)));
        x.sort_unstable_by_key(|(c, _)| *c);
        let count = spell.count as f64;
        let u = x.iter().map(|(c, v)| beta[*c] * v).sum::<f64>().exp();
        let until = spell.tenure - u32::from(spell.churned);
        let (from, to) = (accumulated.until(spell.entry), accumulated.until(until));
        months.iter_mut().zip(to.iter().zip(from)).for_each(|(m, (t, f))| *m = count * u * (t - f));

        let mut first = -months[0];
        let mut second = months[0];
        sum.value -= months[0];
        for i in 0..k {
            sum.gradient[i] -= months[1 + i];
            for j in i..k {
                sum.information.add(i, j, months[1 + k + i * k + j]);
            }
        }
        let mut cross: Option<(f64, &[f64])> = None;
        if spell.churned {
            let lambda = u * accumulated.hazards[spell.tenure as usize];
            let w = lambda / lambda.exp_m1();
            // e^λ overflows: churn is certain, and adds nothing to climb
            let w = if lambda > 700.0 { 0.0 } else { w };
            let curve = count * w * (lambda + w - 1.0);
            sum.value += count * (-(-lambda).exp_m1()).ln();
            first += count * w;
            second += curve;
            let b = basis.row(spell.tenure);
            for i in 0..k {
                sum.gradient[i] += count * w * b[i];
                for j in i..k {
                    sum.information.add(i, j, curve * b[i] * b[j]);
                }
            }
            cross = Some((curve, b));
        }
        for (n, (c, v)) in x.iter().enumerate() {
            sum.gradient[k + c] += first * v;
            for (d, w) in &x[n..] {
                sum.information.add(k + c, k + d, second * v * w);
            }
            for i in 0..k {
                let leaving = cross.map_or(0.0, |(curve, b)| curve * b[i]);
                sum.information.add(i, k + c, (months[1 + i] + leaving) * v);
            }
        }
    }
    sum
}
