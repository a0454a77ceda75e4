//! Power against the size of the effect: one line for each number of CSMs.

use super::design::Design;
use super::significance::Significance;

/// One point of a power curve, from a formula or from simulated experiments.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Point {
    /// CSMs in control and treatment.
    pub csms: [f64; 2],
    /// The true effect, in units of the outcome.
    pub effect: f64,
    /// Chance to find it.
    pub power: f64,
    /// Monte Carlo error of the chance; `None` where it is a formula's.
    pub standard_error: Option<f64>,
}

impl Design {
    /// The curve at those effects (units of the outcome); points that cannot be judged are left out.
    #[must_use]
    pub fn curve(&self, effects: &[f64], test: &Significance) -> Vec<Point> {
        let sight = self.sight();
        let point = |&effect: &f64| {
            let power = sight?.power(effect * self.dilution(), test)?;
            Some(Point { csms: self.csms, effect, power, standard_error: None })
        };
        effects.iter().filter_map(point).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rises_from_alpha_to_certainty() {
        let (design, test) = (Design::plain(10.0, 40.0, 0.05), Significance::default());
        let effects: Vec<f64> = (0..=40).map(|i| f64::from(i) * 0.025).collect();
        let curve = design.curve(&effects, &test);
        assert_eq!(curve.len(), 41);
        assert!((curve[0].power - 0.05).abs() < 1e-12 && curve[40].power > 0.999);
        assert!(curve.windows(2).all(|pair| pair[0].power < pair[1].power));
        assert!((curve[12].power - design.power(0.3, &test).unwrap()).abs() < 1e-15);
    }
}
