//! The shape of a sample: smooth where it is smooth, spikes where many values are exactly alike (a flat plan, a cap, zero pay).

use super::axis::quantile;

/// Points on which the smooth part is drawn.
const POINTS: usize = 220;

/// Share of exactly equal values from which on they are a spike of their own.
const SPIKE_SHARE: f64 = 0.04;

/// Many values at one point.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Spike {
    pub(super) at: f64,
    /// Share of all values, 0 to 1.
    pub(super) share: f64,
}

/// Fewest values that are drawn as a curve; fewer are drawn one by one.
const FEWEST: usize = 30;

/// A sample's shape over a range.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Shape {
    /// Density of the smooth part at equidistant points of the range; integrates to the share of values that are in no spike.
    pub(super) curve: Vec<(f64, f64)>,
    pub(super) spikes: Vec<Spike>,
}

impl Shape {
    /// The highest density of the smooth part.
    pub(super) fn peak(&self) -> f64 {
        self.curve.iter().map(|p| p.1).fold(0.0, f64::max)
    }
}

/// The shape of `sorted` values over `low..=high`.
///
/// The smooth part is a Gaussian kernel density with Silverman's bandwidth 0.9 · min(sd, IQR/1.34) · n^(−1/5), folded back at the
/// smallest and largest value, so that nothing leaks past a hard bound.
pub(super) fn shape(sorted: &[f64], low: f64, high: f64) -> Shape {
    let n = sorted.len();
    let mut spikes = Vec::new();
    let mut smooth = Vec::with_capacity(n);
    for run in sorted.chunk_by(|a, b| (b - a).abs() <= 1e-9 * (high - low).abs()) {
        let share = run.len() as f64 / n as f64;
        if n < FEWEST || (share >= SPIKE_SHARE && run.len() > 1) {
            spikes.push(Spike { at: run[0], share });
        } else {
            smooth.extend_from_slice(run);
        }
    }
    // What lies within a hair's breadth of the picture is a spike to the eye as well.
    if let (Some(first), Some(last)) = (smooth.first(), smooth.last())
        && (last - first) < (high - low) / 400.0
    {
        spikes.push(Spike { at: smooth[smooth.len() / 2], share: smooth.len() as f64 / n as f64 });
        smooth.clear();
    }
    spikes.sort_by(|a, b| a.at.total_cmp(&b.at));
    Shape { curve: smooth_part(&smooth, n, low, high), spikes }
}

fn smooth_part(sorted: &[f64], of: usize, low: f64, high: f64) -> Vec<(f64, f64)> {
    let n = sorted.len();
    let (Some(&least), Some(&most)) = (sorted.first(), sorted.last()) else { return Vec::new() };
    if n < 2 {
        return Vec::new();
    }
    let mean = sorted.iter().sum::<f64>() / n as f64;
    let sd = (sorted.iter().map(|x| (x - mean).powi(2)).sum::<f64>() / (n - 1) as f64).sqrt();
    let iqr = quantile(sorted, 0.75).zip(quantile(sorted, 0.25)).map_or(0.0, |(upper, lower)| upper - lower);
    let spread = if iqr > 0.0 { sd.min(iqr / 1.34) } else { sd };
    let bandwidth = (0.9 * spread * (n as f64).powf(-0.2)).max((high - low) / POINTS as f64);

    // Counts on a grid of a quarter bandwidth, folded at the ends, then summed under the kernel.
    let cells = ((most - least) / (bandwidth / 4.0)).ceil().clamp(1.0, 20_000.0) as usize;
    let cell = (most - least) / cells as f64;
    let mut counts = vec![0.0; cells];
    for x in sorted {
        counts[(((x - least) / cell) as usize).min(cells - 1)] += 1.0;
    }
    let reach = (3.5 * bandwidth / cell).ceil() as i64;
    let density = |x: f64| -> f64 {
        if x < least || x > most {
            return 0.0;
        }
        let here = ((x - least) / cell).round() as i64;
        let sum: f64 = (here - reach..=here + reach)
            .map(|k| {
                let folded = if k < 0 {
                    -1 - k
                } else if k >= cells as i64 {
                    2 * cells as i64 - 1 - k
                } else {
                    k
                };
                let count = usize::try_from(folded).ok().and_then(|k| counts.get(k)).copied().unwrap_or(0.0);
                let centre = least + (k as f64 + 0.5) * cell;
                count * (-0.5 * ((x - centre) / bandwidth).powi(2)).exp()
            })
            .sum();
        sum / (of as f64 * bandwidth * (2.0 * std::f64::consts::PI).sqrt())
    };
    (0..=POINTS).map(|i| low + (high - low) * i as f64 / POINTS as f64).map(|x| (x, density(x))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn area(curve: &[(f64, f64)]) -> f64 {
        curve.windows(2).map(|w| (w[1].0 - w[0].0) * (w[0].1 + w[1].1) / 2.0).sum()
    }

    #[test]
    fn a_uniform_sample_is_flat_up_to_its_bounds_and_nothing_leaks() {
        let sample: Vec<f64> = (0..4000).map(|i| f64::from(i) / 4000.0).collect();
        let shape = shape(&sample, -0.5, 1.5);
        assert!(shape.spikes.is_empty());
        assert!((area(&shape.curve) - 1.0).abs() < 0.02, "{}", area(&shape.curve));
        for &(x, density) in &shape.curve {
            if !(-1e-9..=1.0).contains(&x) {
                assert_eq!(density, 0.0, "{x}");
            } else if (0.01..0.99).contains(&x) {
                assert!((density - 1.0).abs() < 0.05, "{x}: {density}");
            }
        }
    }

    #[test]
    fn equal_values_are_spikes_with_their_share() {
        let mut sample = vec![0.0; 300];
        sample.extend((0..700).map(|i| 10.0 + f64::from(i) / 70.0));
        let shape = shape(&sample, 0.0, 25.0);
        assert_eq!(shape.spikes, [Spike { at: 0.0, share: 0.3 }]);
        assert!((area(&shape.curve) - 0.7).abs() < 0.02);
    }

    #[test]
    fn a_constant_sample_is_one_spike_and_no_curve() {
        let shape = shape(&[523.0; 50], 0.0, 900.0);
        assert_eq!(shape.spikes, [Spike { at: 523.0, share: 1.0 }]);
        assert!(shape.curve.is_empty());
        let single = super::shape(&[5.0], 0.0, 10.0);
        assert_eq!(single.spikes, [Spike { at: 5.0, share: 1.0 }]);
    }
}
