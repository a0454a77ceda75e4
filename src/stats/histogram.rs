//! Counts in equal bins, for pictures.

/// Equal bins from `from`, each `width` wide; the last one is closed on the right.
#[derive(Debug, Clone, PartialEq)]
pub struct Histogram {
    /// Left end of the first bin.
    pub from: f64,
    /// Width of a bin.
    pub width: f64,
    /// Values per bin.
    pub counts: Vec<u64>,
}

impl Histogram {
    /// Counts `xs` in `bins` bins between `from` and `to`; values outside are left out.
    #[must_use]
    pub fn between(xs: &[f64], from: f64, to: f64, bins: usize) -> Self {
        let bins = bins.max(1);
        let width = (to - from) / bins as f64;
        let mut counts = vec![0; bins];
        for x in xs.iter().filter(|x| (from..=to).contains(*x)) {
            let bin = if width > 0.0 { ((x - from) / width) as usize } else { 0 };
            counts[bin.min(bins - 1)] += 1;
        }
        Self { from, width, counts }
    }

    /// Share of the counted values per unit of x in each bin: comparable between bins of different widths. Empty if nothing was counted or
    /// bins have no width.
    #[must_use]
    pub fn density(&self) -> Vec<f64> {
        let total: u64 = self.counts.iter().sum();
        if total == 0 || self.width <= 0.0 {
            return Vec::new();
        }
        self.counts.iter().map(|c| *c as f64 / (total as f64 * self.width)).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_every_value_inside_once() {
        let h = Histogram::between(&[0.0, 0.5, 1.0, 1.5, 2.0, -0.1, 2.1], 0.0, 2.0, 2);
        assert_eq!(h.counts, [2, 3]);
        let area: f64 = h.density().iter().map(|d| d * h.width).sum();
        assert!((area - 1.0).abs() < 1e-15);
    }

    #[test]
    fn a_single_value_is_one_bin_without_density() {
        let h = Histogram::between(&[5.0, 5.0], 5.0, 5.0, 3);
        assert_eq!(h.counts, [2, 0, 0]);
        assert!(h.density().is_empty());
    }
}
