//! Calendar months that are usually better or worse than their neighbours.

use statrs::distribution::{ContinuousCDF, FisherSnedecor};

use super::Finding;
use super::Unidentified;

/// Effects of the month of the year, from the path that all accounts share.
///
/// Moves γₜ − γₜ₋₁ are grouped by the calendar month they lead into: move = drift + effect(calendar month) + irregular, by least squares,
/// effects adding up to 0 over the year. Needs two years, so that a season can be told from what happened once; with just two,
/// eleven or twelve repetitions carry all errors.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
pub struct Seasonality {
    /// Growth into each calendar month, January first, above the mean of the year's months, log points.
    pub growth: Vec<Finding>,
    /// Level of each calendar month above the mean of the year, trend taken out, log points.
    pub level: Vec<Finding>,
    /// Standard deviation of what the seasons leave of the moves, log points a month.
    pub irregular_sd: Finding,
    /// Probability of effects at least this large if there were no seasons (F test).
    pub p_value: Finding,
}

const YEAR: usize = 12;
/// Two years.
const FEWEST_MONTHS: usize = 24;

/// From the common path; `months` are the panel's, as `YYYY-MM`.
pub(super) fn seasonality(months: &[String], level: &[Finding]) -> Seasonality {
    let found = fit(months, level);
    match found {
        Ok(seasonality) => seasonality,
        Err(reason) => {
            let unknown = Finding::Unknown { reason };
            Seasonality { growth: vec![unknown; YEAR], level: vec![unknown; YEAR], irregular_sd: unknown, p_value: unknown }
        }
    }
}

fn fit(months: &[String], level: &[Finding]) -> Result<Seasonality, Unidentified> {
    if months.len() < FEWEST_MONTHS {
        return Err(Unidentified::TooFewMonths { needed: FEWEST_MONTHS as u64, found: months.len() as u64 });
    }
    let path = level.iter().map(|l| l.value().ok_or(l.why_not().unwrap_or(Unidentified::MonthsNotConnected)));
    let path: Vec<f64> = path.collect::<Result<_, _>>()?;
    let first: usize = months[0].get(5..7).and_then(|m| m.parse().ok()).unwrap_or(1);
    let mut by_month = vec![Vec::new(); YEAR];
    for (t, p) in path.windows(2).enumerate() {
        by_month[(first + t) % YEAR].push(p[1] - p[0]);
    }
    let counts: Vec<f64> = by_month.iter().map(|m| m.len() as f64).collect();
    let means: Vec<f64> = by_month.iter().map(|m| m.iter().sum::<f64>() / m.len() as f64).collect();
    let moves = (path.len() - 1) as f64;
    let freedom = moves - YEAR as f64;
    let left: f64 = by_month.iter().zip(&means).flat_map(|(m, mean)| m.iter().map(move |x| (x - mean).powi(2))).sum();
    let irregular = left / freedom;
    let all = path[path.len() - 1] - path[0];
    let between: f64 = counts.iter().zip(&means).map(|(n, m)| n * (m - all / moves).powi(2)).sum();
    let f = between / (YEAR as f64 - 1.0) / irregular;
    let p_value = FisherSnedecor::new(YEAR as f64 - 1.0, freedom).map_err(|_| Unidentified::NoVariation).map(|law| law.sf(f));

    // Every effect is a linear combination of the twelve means: its variance follows.
    let combine = |weights: &dyn Fn(usize) -> f64| {
        let value = (0..YEAR).map(|k| weights(k) * means[k]).sum();
        let variance: f64 = (0..YEAR).map(|k| weights(k).powi(2) / counts[k]).sum();
        Finding::Known { value, standard_error: Some((irregular * variance).sqrt()) }
    };
    let share = 1.0 / YEAR as f64;
    let growth = |j: usize, k: usize| f64::from(u8::from(j == k)) - share;
    // Level of month j above December's is the sum of growth into January … j; centred over the year.
    let climbed = |j: usize, k: usize| (0..=j).map(|i| growth(i, k)).sum::<f64>();
    let centred = |j: usize, k: usize| climbed(j, k) - (0..YEAR).map(|i| climbed(i, k)).sum::<f64>() * share;
    Ok(Seasonality {
        growth: (0..YEAR).map(|j| combine(&|k| growth(j, k))).collect(),
        level: (0..YEAR).map(|j| combine(&|k| centred(j, k))).collect(),
        irregular_sd: Finding::Known { value: irregular.sqrt(), standard_error: Some(irregular.sqrt() / (2.0 * freedom).sqrt()) },
        p_value: Finding::with_error(p_value, None),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn months(n: usize) -> Vec<String> {
        (0..n).map(|m| format!("{}-{:02}", 2020 + (m + 9) / 12, (m + 9) % 12 + 1)).collect()
    }

    fn known(path: impl Iterator<Item = f64>) -> Vec<Finding> {
        path.map(|value| Finding::Known { value, standard_error: None }).collect()
    }

    /// A path of trend and a given season plus a little that does not repeat, starting in October: levels come back as put in.
    #[test]
    fn a_season_put_in_comes_out() {
        let season = |month: usize| 0.3 * (std::f64::consts::TAU * month as f64 / 12.0).sin();
        let n = 49;
        let path = (0..n).map(|t| 0.02 * t as f64 + season((t + 9) % 12) + 1e-4 * ((t * t * 7) % 11) as f64);
        let found = seasonality(&months(n), &known(path));
        for (month, level) in found.level.iter().enumerate() {
            assert!((level.value().unwrap() - season(month)).abs() < 1e-3, "{month}: {level:?}");
        }
        assert!(found.p_value.value().unwrap() < 1e-10 && found.irregular_sd.value().unwrap() < 2e-3);
        assert!(found.growth.iter().map(|g| g.value().unwrap()).sum::<f64>().abs() < 1e-12);
    }

    #[test]
    fn less_than_two_years_say_so() {
        let found = seasonality(&months(23), &known((0..23).map(f64::from)));
        assert_eq!(found.level[3].why_not(), Some(Unidentified::TooFewMonths { needed: 24, found: 23 }));
    }
}
