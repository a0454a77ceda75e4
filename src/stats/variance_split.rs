//! Pay variance split into luck (the same person, another year) and standing differences between people.
//!
//! J people × R trials. MSW = mean over people of the variance over trials; MSB = R × variance of people's means.
//! Within (luck) = MSW; between = (MSB − MSW)/R, unbiased: the plain variance of means would be inflated by MSW/R (model section 5).

use super::{Estimate, Moments, estimate_from_influence, sd_influence};

/// Pay of J people over R trials, reduced to what the split needs.
#[derive(Debug, Clone, PartialEq)]
pub struct PaySplit {
    /// Moments of each person's pay over trials.
    people: Vec<Moments>,
    /// Per trial, the mean over people of the squared deviation from the person's own mean, × R/(R − 1): its mean over trials is MSW.
    squares: Vec<f64>,
}

/// The two parts.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct VarianceSplit {
    /// Variance within a person over trials; error over trials.
    pub within: Option<Estimate>,
    /// Unbiased variance between people's means, may come out below 0; error by jackknife over people.
    pub between: Option<Estimate>,
}

impl PaySplit {
    /// From `trials × people` pays, trial slowest.
    ///
    /// # Panics
    /// If `pays` is not a multiple of `people` long.
    #[must_use]
    pub fn new(pays: impl Iterator<Item = f64> + Clone, people: usize) -> Self {
        let moments = Moments::of_columns(pays.clone(), people);
        let trials = moments.first().map_or(0, Moments::n);
        let seen = moments.iter().filter(|moments| moments.n() == trials).count();
        assert!(seen == people, "{seen} pays of {people} people");
        let means: Vec<f64> = moments.iter().filter_map(Moments::mean).collect();
        let unbias = if trials > 1 { trials as f64 / (trials as f64 - 1.0) } else { 1.0 };
        let mut each = pays;
        let squares = (0..trials).map(|_| means.iter().zip(&mut each).fold(0.0, |sum, (mean, pay)| sum + (pay - mean).powi(2)));
        let squares = squares.map(|square| square * (unbias / people as f64)).collect();
        Self { people: moments, squares }
    }

    /// Moments of each person's pay over trials.
    #[must_use]
    pub fn people(&self) -> &[Moments] {
        &self.people
    }

    /// The variances; parts are `None` for fewer than two trials or, for `between`, two people.
    #[must_use]
    pub fn variances(&self) -> VarianceSplit {
        let within = self.within().map(|w| estimate_from_influence(w, self.squares.iter().map(|s| s - w)));
        VarianceSplit { within, between: self.between().map(|b| super::jackknife(b, &self.between_without(), self.people.len() as u64)) }
    }

    /// Root of the variance within, with its error over trials; `None` for fewer than two trials.
    #[must_use]
    pub fn sd_within(&self) -> Option<Estimate> {
        let sd = self.within()?.sqrt();
        let e = estimate_from_influence(sd, self.sd_within_influence()?);
        Some(Estimate { low: e.low.map(|x| x.max(0.0)), ..e })
    }

    /// Influence of each trial on [`PaySplit::sd_within`], to compare plans on the same luck.
    #[must_use]
    pub fn sd_within_influence(&self) -> Option<Vec<f64>> {
        let sd = self.within()?.sqrt();
        Some(self.squares.iter().map(|s| sd_influence(*s, sd)).collect())
    }

    /// Root of the variance between, a negative variance counted as 0; error by jackknife over people.
    #[must_use]
    pub fn sd_between(&self) -> Option<Estimate> {
        let root = |v: f64| v.max(0.0).sqrt();
        let without: Vec<f64> = self.between_without().into_iter().map(root).collect();
        let e = super::jackknife(root(self.between()?), &without, self.people.len() as u64);
        Some(Estimate { low: e.low.map(|x| x.max(0.0)), ..e })
    }

    fn within(&self) -> Option<f64> {
        (self.squares.len() > 1 && !self.people.is_empty())
            .then(|| self.people.iter().filter_map(Moments::variance).sum::<f64>() / self.people.len() as f64)
    }

    fn between(&self) -> Option<f64> {
        between(self.people.iter())
    }

    fn between_without(&self) -> Vec<f64> {
        let without = |j: usize| between(self.people.iter().enumerate().filter(move |(i, _)| *i != j).map(|(_, m)| m));
        (0..self.people.len()).filter_map(without).collect()
    }
}

/// (MSB − MSW)/R = variance of the means − mean variance/R.
fn between<'a>(people: impl Iterator<Item = &'a Moments> + Clone) -> Option<f64> {
    let trials = people.clone().next()?.n() as f64;
    let of_means = people.clone().filter_map(Moments::mean).collect::<Moments>().variance()?;
    let variances: Moments = people.filter_map(Moments::variance).collect();
    Some(of_means - variances.mean()? / trials)
}

#[cfg(test)]
mod tests {
    use super::*;
    use rand::{SeedableRng, rngs::Xoshiro256PlusPlus};
    use rand_distr::{Distribution, StandardNormal};

    #[test]
    fn by_hand() {
        // Two people, two trials: A 1, 3 (mean 2, var 2), B 5, 9 (mean 7, var 8). MSW 5; variance of means 12.5; between 12.5 − 5/2 = 10.
        let split = PaySplit::new([1.0, 5.0, 3.0, 9.0].into_iter(), 2).variances();
        assert_eq!(split.within.unwrap().value, 5.0);
        assert_eq!(split.between.unwrap().value, 10.0);
    }

    #[test]
    fn unbiased_where_the_plain_variance_of_means_is_not() {
        // Skill sd 3, luck sd 5, 8 people × 4 trials: between 9, within 25; the variance of means alone would say 9 + 25/4 = 15.25.
        // Means of 1,000 repetitions within four of their own standard errors (false alarm 6e-5 each).
        let mut rng = Xoshiro256PlusPlus::seed_from_u64(29);
        let mut normal = || -> f64 { StandardNormal.sample(&mut rng) };
        let (mut between, mut within, mut claimed) = (Moments::default(), Moments::default(), Moments::default());
        for _ in 0..1000 {
            let skill: [f64; 8] = std::array::from_fn(|_| 3.0 * normal());
            let pays: Vec<f64> = (0..4).flat_map(|_| skill).collect::<Vec<_>>().into_iter().map(|s| 100.0 + s + 5.0 * normal()).collect();
            let split = PaySplit::new(pays.iter().copied(), 8).variances();
            between.push(split.between.unwrap().value);
            within.push(split.within.unwrap().value);
            claimed.push(split.between.unwrap().standard_error.unwrap());
        }
        assert!((between.mean().unwrap() - 9.0).abs() < 4.0 * between.standard_error().unwrap(), "{:?}", between.mean());
        assert!((within.mean().unwrap() - 25.0).abs() < 4.0 * within.standard_error().unwrap(), "{:?}", within.mean());
        // The jackknife over 8 people is a rough error: right on average to a fifth.
        assert!((claimed.mean().unwrap() / between.sd().unwrap() - 1.0).abs() < 0.2);
    }

    #[test]
    fn error_of_the_sd_within_covers() {
        // Luck sd 5 shared by half between 6 people: 400 runs of 150 trials. 380 ± 17 of 400 (false alarm 6e-5).
        let mut rng = Xoshiro256PlusPlus::seed_from_u64(7);
        let mut normal = || -> f64 { StandardNormal.sample(&mut rng) };
        let mut covered = 0u32;
        for _ in 0..400 {
            let mut pays = Vec::with_capacity(900);
            for _ in 0..150 {
                let common = normal();
                pays.extend((0..6).map(|j| f64::from(j) + 5.0 * (0.5f64.sqrt() * common + 0.5f64.sqrt() * normal())));
            }
            let e = PaySplit::new(pays.iter().copied(), 6).sd_within().unwrap();
            covered += u32::from(e.low.unwrap() <= 5.0 && 5.0 <= e.high.unwrap());
        }
        assert!((360..=398).contains(&covered), "{covered}");
    }

    #[test]
    fn nothing_within_one_trial_and_nothing_between_one_person() {
        let one_trial = PaySplit::new([1.0, 2.0].into_iter(), 2).variances();
        assert!(one_trial.within.is_none() && one_trial.between.is_none());
        let one_person = PaySplit::new([1.0, 2.0].into_iter(), 1).variances();
        assert!(one_person.within.is_some() && one_person.between.is_none());
    }

    #[test]
    fn equal_pay_has_no_variance_of_either_kind() {
        let flat = PaySplit::new(std::iter::repeat_n(500.0, 60), 6);
        assert_eq!(flat.variances().within.unwrap().value, 0.0);
        assert_eq!((flat.sd_within().unwrap().value, flat.sd_between().unwrap().value), (0.0, 0.0));
    }
}
