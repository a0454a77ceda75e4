//! Least squares with a few coefficients that cannot be negative.

/// Coefficients ≥ 0 that minimise |y − Σ cₖ fₖ|², and that minimum. All subsets of the coefficients are tried (8 for three): exact, with
/// no iteration to end too early.
pub(super) fn fit_nonnegative<const K: usize>(features: &[[f64; K]], y: &[f64]) -> ([f64; K], f64) {
    let (mut gram, mut cross) = ([[0.0; K]; K], [0.0; K]);
    for (f, y) in features.iter().zip(y) {
        for i in 0..K {
            cross[i] += f[i] * y;
            for j in 0..K {
                gram[i][j] += f[i] * f[j];
            }
        }
    }
    let none: f64 = y.iter().map(|y| y * y).sum();
    let mut best = ([0.0; K], none);
    for subset in 1_usize..1 << K {
        let Some(c) = solve_subset(&gram, &cross, subset) else { continue };
        if c.iter().any(|c| *c < 0.0) {
            continue;
        }
        let left: f64 = none - (0..K).map(|i| c[i] * cross[i]).sum::<f64>();
        if left < best.1 {
            best = (c, left);
        }
    }
    best
}

/// Normal equations of the features in `subset` (a bit each), the others 0; `None` where they are collinear.
fn solve_subset<const K: usize>(gram: &[[f64; K]; K], cross: &[f64; K], subset: usize) -> Option<[f64; K]> {
    let chosen = |i: usize| subset >> i & 1 == 1;
    let (mut a, mut b) = (*gram, *cross);
    for i in (0..K).filter(|i| chosen(*i)) {
        if a[i][i] <= 1e-12 * gram[i][i] || a[i][i] <= 0.0 {
            return None;
        }
        for j in (i + 1..K).filter(|j| chosen(*j)) {
            let factor = a[j][i] / a[i][i];
            let above = a[i];
            a[j].iter_mut().zip(above).skip(i).for_each(|(below, above)| *below -= factor * above);
            b[j] -= factor * b[i];
        }
    }
    let mut c = [0.0; K];
    for i in (0..K).rev().filter(|i| chosen(*i)) {
        let known: f64 = (i + 1..K).map(|k| a[i][k] * c[k]).sum();
        c[i] = (b[i] - known) / a[i][i];
    }
    Some(c)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_exact_fit_is_found_and_a_negative_one_is_cut() {
        let features: Vec<[f64; 3]> = (1..8).map(|k| [1.0, f64::from(k), f64::from(k * k)]).collect();
        let y = |c: [f64; 3]| features.iter().map(|f| c[0] * f[0] + c[1] * f[1] + c[2] * f[2]).collect::<Vec<_>>();
        let (c, left) = fit_nonnegative(&features, &y([2.0, 0.5, 0.25]));
        assert!((c[0] - 2.0).abs() < 1e-9 && (c[1] - 0.5).abs() < 1e-9 && (c[2] - 0.25).abs() < 1e-9 && left.abs() < 1e-9);
        let (c, left) = fit_nonnegative(&features, &y([2.0, 0.5, -0.01]));
        assert!(c[2] == 0.0 && c[0] > 2.0 && left > 0.0, "{c:?} {left}");
        // Worked out by hand: y = −1 everywhere is best left alone.
        assert_eq!(fit_nonnegative(&features, &[-1.0; 7]), ([0.0; 3], 7.0));
    }
}
