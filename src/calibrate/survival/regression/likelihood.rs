//! Log likelihood of the regression, without building person-months.
//!
//! With `u = e^{xᵀβ}` and `a_t = e^{b(t)ᵀγ}`, a row from tenure `e` to `T` contributes `−u Σ a_t` over the months it stayed through, and
//! `ln(1 − e^{−λ})` with `λ = u a_T` if it churned in month `T`. The sums over months are differences of running sums, so that a row costs
//! the same however long it is. For the month of churn, with `w = λ/(e^λ − 1)`: the first derivative by the linear predictor is `w`, the
//! second `w (1 − λ − w)`. Derivatives by `γ` need only, for each month, the sums of `u` and of `u x` over the rows that end (or begin)
//! in it: a pass over the rows gathers those, and the baseline is multiplied in at the end.

use rayon::prelude::*;

use super::baseline::{Accumulated, TimeBasis};
use super::design::Design;
use crate::calibrate::survival::newton::Point;
use crate::calibrate::survival::symmetric::Square;

/// Rows summed at once; the parts are added in order, so that the number of threads changes nothing.
const CHUNK: usize = 16_384;

/// Sums over rows, by month where they meet the baseline. Columns of months hold `months + 1` numbers, for tenure 0 on.
struct Sums {
    value: f64,
    gradient: Vec<f64>,
    /// Upper triangle.
    information: Square,
    /// `u` of rows that stayed until a month, less that of rows that entered after it.
    stayed: Vec<f64>,
    /// First and (negative) second derivative of the months of churn.
    left: Vec<f64>,
    curved: Vec<f64>,
    /// `stayed` and `curved` times each column's value, one column after the other.
    stayed_by: Vec<f64>,
    curved_by: Vec<f64>,
}

impl Sums {
    fn zeros(width: usize, months: usize) -> Self {
        let column = || vec![0.0; months];
        let columns = || vec![0.0; months * width];
        let (stayed, left, curved, stayed_by, curved_by) = (column(), column(), column(), columns(), columns());
        Self { value: 0.0, gradient: vec![0.0; width], information: Square::zeros(width), stayed, left, curved, stayed_by, curved_by }
    }

    fn merge(&mut self, other: &Self) {
        let add = |to: &mut [f64], from: &[f64]| to.iter_mut().zip(from).for_each(|(a, b)| *a += b);
        self.value += other.value;
        add(&mut self.gradient, &other.gradient);
        add(&mut self.information.cells, &other.information.cells);
        add(&mut self.stayed, &other.stayed);
        add(&mut self.left, &other.left);
        add(&mut self.curved, &other.curved);
        add(&mut self.stayed_by, &other.stayed_by);
        add(&mut self.curved_by, &other.curved_by);
    }
}

/// Value, gradient and information at `(γ, β)`.
pub(super) fn log_likelihood(design: &Design, basis: &TimeBasis, at: &[f64]) -> Point {
    let (gamma, beta) = at.split_at(basis.size);
    let accumulated = basis.accumulate(gamma);
    let starts: Vec<usize> = (0..design.spells.len()).step_by(CHUNK).collect();
    let part = |start: &usize| sum_rows(design, &accumulated, beta, *start..(*start + CHUNK).min(design.spells.len()));
    let parts: Vec<Sums> = starts.par_iter().map(part).collect();
    let mut sums = Sums::zeros(beta.len(), accumulated.hazards.len());
    parts.iter().for_each(|p| sums.merge(p));
    with_baseline(basis, &accumulated, &sums)
}

/// Sums over some rows.
fn sum_rows(design: &Design, accumulated: &Accumulated, beta: &[f64], rows: std::ops::Range<usize>) -> Sums {
    let months = accumulated.hazards.len();
    let mut sum = Sums::zeros(beta.len(), months);
    let mut x: Vec<(usize, f64)> = Vec::with_capacity(design.columns.len());
    for row in rows {
        let spell = design.spells[row];
        x.clear();
        x.extend(design.columns.iter().filter_map(|c| c.of(row)));
        let count = f64::from(spell.count);
        let u = x.iter().map(|(c, v)| beta[*c] * v).sum::<f64>().exp();
        let (entry, tenure) = (spell.entry as usize, spell.tenure as usize);
        let until = tenure - usize::from(spell.churned);
        let staying = count * u;
        let hazard = staying * (accumulated.hazard_until(until) - accumulated.hazard_until(entry));
        sum.value -= hazard;
        sum.stayed[until] += staying;
        sum.stayed[entry] -= staying;
        let (mut first, mut second, mut curve) = (-hazard, hazard, 0.0);
        if spell.churned {
            let lambda = u * accumulated.hazards[tenure];
            // e^λ overflows: churn is certain, and there is nothing to climb
            let w = if lambda > 700.0 { 0.0 } else { lambda / lambda.exp_m1() };
            curve = count * w * (lambda + w - 1.0);
            sum.value += count * (-(-lambda).exp_m1()).ln();
            sum.left[tenure] += count * w;
            sum.curved[tenure] += curve;
            first += count * w;
            second += curve;
        }
        for (n, (c, v)) in x.iter().enumerate() {
            sum.gradient[*c] += first * v;
            x[n..].iter().for_each(|(d, w)| sum.information.add(*c, *d, second * v * w));
            sum.stayed_by[c * months + until] += staying * v;
            sum.stayed_by[c * months + entry] -= staying * v;
            if spell.churned {
                sum.curved_by[c * months + tenure] += curve * v;
            }
        }
    }
    sum
}

/// The derivatives by the baseline's coefficients, before those by the columns'.
fn with_baseline(basis: &TimeBasis, accumulated: &Accumulated, sums: &Sums) -> Point {
    let (k, width, months) = (basis.size, sums.gradient.len(), accumulated.hazards.len());
    let mut point = Point::zeros(k + width);
    point.value = sums.value;
    let both = |point: &mut Point, i: usize, j: usize, x: f64| {
        point.information.add(i, j, x);
        if i != j {
            point.information.add(j, i, x);
        }
    };
    for month in 0..months as u32 {
        let t = month as usize;
        let until = accumulated.until(month);
        let b = if month > 0 { basis.row(month) } else { &[] };
        let at = |i: usize| b.get(i).copied().unwrap_or(0.0);
        for i in 0..k {
            point.gradient[i] += sums.left[t] * at(i) - sums.stayed[t] * until[1 + i];
            for j in i..k {
                both(&mut point, i, j, sums.stayed[t] * until[1 + k + i * k + j] + sums.curved[t] * at(i) * at(j));
            }
            for c in 0..width {
                both(&mut point, i, k + c, sums.stayed_by[c * months + t] * until[1 + i] + sums.curved_by[c * months + t] * at(i));
            }
        }
    }
    for c in 0..width {
        point.gradient[k + c] = sums.gradient[c];
        for d in c..width {
            both(&mut point, k + c, k + d, sums.information.at(c, d));
        }
    }
    point
}
