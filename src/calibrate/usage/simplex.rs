//! The lowest point of a function of two numbers in a box.

/// Nelder & Mead (1965) with the usual coefficients, points clamped to the box. `start` is the lowest point of a grid with spacing
/// `step`, so that one valley is searched; a fixed number of steps keeps the answer the same everywhere.
pub(super) fn descend(start: [f64; 2], step: [f64; 2], low: [f64; 2], high: [f64; 2], f: impl Fn([f64; 2]) -> f64) -> [f64; 2] {
    let clamp = |x: [f64; 2]| [x[0].clamp(low[0], high[0]), x[1].clamp(low[1], high[1])];
    let value = |x: [f64; 2]| (clamp(x), f(clamp(x)));
    // Steps point inwards, or a start on the edge would have a simplex without area.
    let inward = |i: usize| if start[i] + step[i] <= high[i] { step[i] } else { -step[i] };
    let mut corners = [value(start), value([start[0] + inward(0), start[1]]), value([start[0], start[1] + inward(1)])];
    for _ in 0..STEPS {
        corners.sort_by(|a, b| a.1.total_cmp(&b.1));
        let [best, middle, worst] = corners;
        let along = |t: f64| {
            let at = |i: usize| {
                let centre = 0.5 * (best.0[i] + middle.0[i]);
                centre + t * (worst.0[i] - centre)
            };
            value([at(0), at(1)])
        };
        let reflected = along(-1.0);
        let tried = if reflected.1 < best.1 {
            let expanded = along(-2.0);
            if expanded.1 < reflected.1 { expanded } else { reflected }
        } else if reflected.1 < middle.1 {
            reflected
        } else {
            along(if reflected.1 < worst.1 { -0.5 } else { 0.5 })
        };
        if tried.1 < worst.1 {
            corners[2] = tried;
        } else {
            for corner in &mut corners[1..] {
                *corner = value([0.5 * (best.0[0] + corner.0[0]), 0.5 * (best.0[1] + corner.0[1])]);
            }
        }
    }
    corners.sort_by(|a, b| a.1.total_cmp(&b.1));
    corners[0].0
}

/// Enough to shrink a simplex a thousandfold along a narrow valley.
const STEPS: usize = 80;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn narrow_valleys_and_edges_are_followed_to_their_lowest_point() {
        // Rosenbrock's valley, lowest at (1, 1).
        let valley = |[x, y]: [f64; 2]| (1.0 - x).powi(2) + 100.0 * (y - x * x).powi(2);
        let low = descend([0.3, 0.2], [0.2, 0.2], [-2.0; 2], [2.0; 2], valley);
        assert!((low[0] - 1.0).abs() < 1e-4 && (low[1] - 1.0).abs() < 1e-4, "{low:?}");
        // In a box that ends before, the lowest point is on the edge: y = 0.25 at x = 0.5.
        let edge = descend([0.5, 0.4], [0.1, 0.1], [-2.0; 2], [0.5, 2.0], valley);
        assert!((edge[0] - 0.5).abs() < 1e-3 && (edge[1] - 0.25).abs() < 1e-3, "{edge:?}");
    }
}
