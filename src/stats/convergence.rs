//! How an estimate settles as trials are added.

use super::{Estimate, Moments};

/// The mean after so many trials.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Checkpoint {
    /// Trials.
    pub trials: u64,
    /// The mean of the first that many, with its error.
    pub mean: Estimate,
}

/// The running mean of `xs` in trial order at 8, 16, 32, … trials and at the last.
#[must_use]
pub fn converge(xs: &[f64]) -> Vec<Checkpoint> {
    let mut moments = Moments::default();
    let mut checkpoints = Vec::new();
    for (i, x) in xs.iter().enumerate() {
        moments.push(*x);
        let trials = i as u64 + 1;
        if (trials >= 8 && trials.is_power_of_two()) || i + 1 == xs.len() {
            checkpoints.extend(moments.mean_estimate().map(|mean| Checkpoint { trials, mean }));
        }
    }
    checkpoints
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn doubles_and_ends_at_the_last_trial() {
        let xs: Vec<f64> = (1..=20).map(f64::from).collect();
        let seen: Vec<(u64, f64)> = converge(&xs).iter().map(|c| (c.trials, c.mean.value)).collect();
        assert_eq!(seen, [(8, 4.5), (16, 8.5), (20, 10.5)]);
        assert_eq!(converge(&xs[..1]).len(), 1);
        assert!(converge(&[]).is_empty());
    }
}
