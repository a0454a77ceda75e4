//! What a band shows of a column of numbers: with many trials and plans the columns themselves would not all fit into memory.

use super::axis::quantile;

/// Quantiles and mean of a column.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Spread {
    pub(super) p5: f64,
    pub(super) p25: f64,
    pub(super) p75: f64,
    pub(super) p95: f64,
    pub(super) mean: f64,
}

impl Spread {
    /// `None` of no values.
    pub(super) fn of(mut values: Vec<f64>) -> Option<Self> {
        values.sort_unstable_by(f64::total_cmp);
        let at = |p: f64| quantile(&values, p);
        let mean = values.iter().sum::<f64>() / values.len() as f64;
        Some(Self { p5: at(0.05)?, p25: at(0.25)?, p75: at(0.75)?, p95: at(0.95)?, mean })
    }

    /// Where nine in ten values are.
    pub(super) fn ends(&self) -> [f64; 2] {
        [self.p5, self.p95]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quantiles_are_values_of_the_column() {
        let spread = Spread::of((0..=100).rev().map(f64::from).collect()).unwrap();
        assert_eq!(spread, Spread { p5: 5.0, p25: 25.0, p75: 75.0, p95: 95.0, mean: 50.0 });
        assert_eq!((spread.ends(), Spread::of(Vec::new())), ([5.0, 95.0], None));
    }
}
