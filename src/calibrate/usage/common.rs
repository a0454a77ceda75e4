//! What months do to all accounts alike.

use rand_distr::{Distribution, StandardNormal};

use super::Finding;
use super::Unidentified;
use super::UsageSettings;
use super::finding::Answer;
use super::path::PathEquations;
use super::sums::Sums;
use crate::random::{Purpose, Stream};
use crate::stats::Moments;

/// The path that all accounts share, γₜ of ln rᵢₜ = αᵢ + γₜ + e, and its moves γₜ − γₜ₋₁.
///
/// More accounts say better what the path was; only more months say what paths can be. The standard errors of `drift` and `move_sd`
/// therefore come from the months (`months − 1` moves, taken as independent and normal), with the accounts' part added; with a year or
/// two they are wide, and they should be.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
pub struct CommonPath {
    /// γ by month, log points, the first month 0; errors over accounts.
    pub level: Vec<Finding>,
    /// Least-squares slope of γ on the month, log points a month: mean growth of a level, net of noise and of who comes and goes.
    pub drift: Finding,
    /// Standard deviation of the moves, sampling noise of the accounts taken out, log points a month.
    ///
    /// Where the seasons repeat themselves this holds them too: see [`Seasonality`](super::Seasonality).
    pub move_sd: Finding,
    /// Correlation of a move with the one before. Clearly negative: moves come back (seasons, calendar), and `move_sd` says too much
    /// of where the level ends.
    pub move_autocorrelation: Finding,
}

/// The path with the resamples of the two numbers that simulations need.
pub(super) struct Common {
    pub fit: CommonPath,
    pub drift: Vec<Answer>,
    pub move_sd: Vec<Answer>,
}

/// Months that a spread of moves needs: three moves.
const FEWEST_MONTHS: usize = 4;

pub(super) fn common_path(equations: &PathEquations, sums: &Sums, settings: &UsageSettings) -> Common {
    let months = equations.months;
    let whole = equations.solve(&sums.whole);
    let draws: Vec<Result<Vec<f64>, Unidentified>> = sums.draws.iter().map(|s| equations.solve(s)).collect();
    let level = (0..months)
        .map(|m| Finding::of(whole.as_ref().map(|p| p[m]).map_err(|e| *e), draws.iter().map(|d| d.as_ref().map(|p| p[m]).map_err(|e| *e))))
        .collect();
    let path = match whole {
        Ok(_) if months < FEWEST_MONTHS => Err(Unidentified::TooFewMonths { needed: FEWEST_MONTHS as u64, found: months as u64 }),
        other => other,
    };
    let path = match path {
        Ok(path) => path,
        Err(reason) => {
            let unknown = Finding::Unknown { reason };
            let fit = CommonPath { level, drift: unknown, move_sd: unknown, move_autocorrelation: unknown };
            return Common { fit, drift: vec![Err(reason); draws.len()], move_sd: vec![Err(reason); draws.len()] };
        }
    };
    let slope = Slope::over(months);
    let moves: Vec<f64> = path.windows(2).map(|p| p[1] - p[0]).collect();
    let spread = Moments::of(&moves);
    let (mean, variance) = (spread.mean().unwrap_or(0.0), spread.variance().unwrap_or(0.0));
    let noise = sampling_noise(&draws, months);
    let of_months = |v: f64| (v - noise).max(0.0).sqrt();
    let move_sd = of_months(variance);

    let stream = Stream::new(settings.seed, Purpose::Bootstrap);
    let freedom = moves.len() - 1;
    let (mut drifts, mut sds) = (Vec::new(), Vec::new());
    for (i, draw) in draws.iter().enumerate() {
        let mut rng = stream.rng(i as u32, 1, 0);
        let mut normal = || -> f64 { StandardNormal.sample(&mut rng) };
        let luck = normal() * move_sd * slope.of_random_walk;
        drifts.push(draw.as_ref().map(|p| slope.of(p) + luck).map_err(|reason| *reason));
        let chi_squared: f64 = (0..freedom).map(|_| normal().powi(2)).sum();
        sds.push(Ok(of_months(variance * chi_squared / freedom as f64)));
    }
    let lagged: f64 = moves.windows(2).map(|m| (m[0] - mean) * (m[1] - mean)).sum();
    let correlation = if variance > 0.0 { Ok(lagged / (variance * freedom as f64)) } else { Err(Unidentified::NoVariation) };
    let fit = CommonPath {
        level,
        drift: Finding::of(Ok(slope.of(&path)), drifts.iter().copied()),
        move_sd: Finding::of(Ok(move_sd), sds.iter().copied()),
        move_autocorrelation: Finding::with_error(correlation, Some(1.0 / (moves.len() as f64).sqrt())),
    };
    Common { fit, drift: drifts, move_sd: sds }
}

/// Mean variance that the moves have only because accounts are a sample: what it is over the resamples.
fn sampling_noise(draws: &[Result<Vec<f64>, Unidentified>], months: usize) -> f64 {
    let of = |m: usize| draws.iter().filter_map(|d| d.as_ref().ok()).map(|p| p[m] - p[m - 1]).collect::<Moments>().variance();
    let all: Vec<f64> = (1..months).filter_map(of).collect();
    Moments::of(&all).mean().unwrap_or(0.0)
}

/// Least-squares slope on the month.
struct Slope {
    weights: Vec<f64>,
    /// Standard deviation of the slope of a random walk whose steps have standard deviation 1.
    of_random_walk: f64,
}

impl Slope {
    fn over(months: usize) -> Self {
        let middle = (months - 1) as f64 / 2.0;
        let along: f64 = (0..months).map(|t| (t as f64 - middle).powi(2)).sum();
        let weights: Vec<f64> = (0..months).map(|t| (t as f64 - middle) / along).collect();
        // A step in month s lifts all months from s on.
        let lifts = (1..months).map(|s| weights[s..].iter().sum::<f64>().powi(2));
        let of_random_walk = lifts.sum::<f64>().sqrt();
        Self { weights, of_random_walk }
    }

    fn of(&self, path: &[f64]) -> f64 {
        self.weights.iter().zip(path).map(|(w, p)| w * p).sum()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_random_walks_slope_spreads_a_fifth_more_than_its_ends() {
        // Known: the variance of the slope of a random walk over n steps tends to (6/5)/n; 1/n for (end − start)/n.
        let of_random_walk = Slope::over(201).of_random_walk;
        assert!((of_random_walk.powi(2) * 200.0 - 1.2).abs() < 0.01, "{of_random_walk}");
        assert!((Slope::over(5).of(&[1.0, 3.0, 5.0, 7.0, 9.0]) - 2.0).abs() < 1e-12);
    }
}
