//! How far a measure tells people apart: what share of its spread is people, and how many readings it takes until most of it is.
//!
//! A reading = the person's true level + noise of the period (few renewals, luck). *Reliability* = σ² true ÷ (σ² true + σ² noise) of one
//! reading, the intraclass correlation ICC(1) of a one-way layout (Shrout & Fleiss 1979): σ² noise = MSW, σ² true = (MSB − MSW)/n₀,
//! n₀ = (N − Σn²/N)/(J − 1) readings a person (Donner & Klar 2000), which allows people with fewer readings than others.
//! The mean of k readings has reliability kρ/(1 + (k − 1)ρ) (Spearman 1910; Brown 1910).

use statrs::distribution::{ContinuousCDF, FisherSnedecor};

use super::{Estimate, Moments, jackknife};

/// Reliability that a measure people are paid by should have; .7 is Nunnally's (1978) modest minimum.
pub const RELIABLE: f64 = 0.7;

/// One-sided normal probability beyond three standard errors: a true variance less sure than this counts as not shown.
const BEYOND_3_SE: f64 = 0.001_349_898_031_630_1;

/// A measure's spread, taken apart.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Reliability {
    /// Variance of people's true levels; unbiased, may come out below 0; error by jackknife over people.
    pub true_variance: Estimate,
    /// Variance of one reading around the person's level.
    pub noise_variance: Estimate,
    /// Reliability of one reading, 0 to 1: error by jackknife over people, interval by Searle's F limits (exact for normal readings, equally many
    /// a person). `None` where people's differences are not shown: F = MSB/MSW must be rarer than three standard errors
    /// (P < .00135) if there were none. A ratio of two noises would otherwise pass for a finding.
    pub of_one: Option<Estimate>,
}

/// Reliability of a measure from each person's readings over periods (one [`Moments`] a person). People without readings are
/// left out; `None` for fewer than two people or where nobody has two readings.
///
/// People of one period share its market; that is in MSW where readings are not first compared with the period's mean.
#[must_use]
pub fn reliability(readings: &[Moments]) -> Option<Reliability> {
    let people: Vec<Moments> = readings.iter().filter(|m| m.n() > 0).copied().collect();
    let full = Anova::of(people.iter())?;
    let without = |j: usize| Anova::of(people.iter().enumerate().filter(move |(i, _)| *i != j).map(|(_, m)| m));
    let without: Vec<Anova> = (0..people.len()).map(without).collect::<Option<_>>().unwrap_or_default();
    let n = people.len() as u64;
    let estimate = |pick: &dyn Fn(&Anova) -> f64| jackknife(pick(&full), &without.iter().map(pick).collect::<Vec<_>>(), n);
    let shown = full.probability_without_differences()? < BEYOND_3_SE;
    let of_one = shown.then(|| {
        let (low, high) = full.limits().unzip();
        Estimate { low, high, ..estimate(&Anova::reliability) }
    });
    Some(Reliability { true_variance: estimate(&Anova::true_variance), noise_variance: estimate(&|a| a.within), of_one })
}

/// Spearman–Brown: reliability of the mean of `readings` (above 0, may be a fraction) where one has reliability `of_one`.
#[must_use]
pub fn reliability_of_mean(of_one: f64, readings: f64) -> f64 {
    readings * of_one / (1.0 + (readings - 1.0) * of_one)
}

/// Readings (quarters, accounts, renewals) whose mean has reliability `target`, 0 < target < 1: k = target/(1 − target) · (1 − ρ)/ρ.
/// Not rounded up; below 1 where one is enough. Error by the delta method, interval from the ends of ρ's; an end of ρ at or
/// below 0 leaves the readings without an upper end. `None` for a reliability at or below 0.
#[must_use]
pub fn readings_needed(of_one: Estimate, target: f64) -> Option<Estimate> {
    let odds = target / (1.0 - target);
    let needed = |r: f64| (r > 0.0).then(|| odds * (1.0 - r) / r);
    Some(Estimate {
        value: needed(of_one.value)?,
        standard_error: of_one.standard_error.map(|e| e * odds / (of_one.value * of_one.value)),
        low: of_one.high.and_then(needed),
        high: of_one.low.and_then(needed),
        n: of_one.n,
    })
}

/// One-way analysis of variance, people unequally often.
struct Anova {
    people: f64,
    readings: f64,
    /// MSB.
    between: f64,
    /// MSW.
    within: f64,
    /// n₀.
    each: f64,
}

impl Anova {
    fn of<'a>(people: impl Iterator<Item = &'a Moments> + Clone) -> Option<Self> {
        let mut all = Moments::default();
        people.clone().for_each(|m| all.merge(m));
        let (count, readings) = (people.clone().count() as f64, all.n() as f64);
        let freedom = |m: &Moments| m.n() as f64 - 1.0;
        let squares = |m: &Moments| m.variance().map_or(0.0, |v| v * freedom(m));
        let inside: f64 = people.clone().map(squares).sum();
        if count < 2.0 || readings <= count {
            return None;
        }
        let mean = all.mean()?;
        let outside: f64 = people.clone().filter_map(|m| Some(m.n() as f64 * (m.mean()? - mean).powi(2))).sum();
        let squared: f64 = people.map(|m| (m.n() as f64).powi(2)).sum();
        let each = (readings - squared / readings) / (count - 1.0);
        Some(Self { people: count, readings, between: outside / (count - 1.0), within: inside / (readings - count), each })
    }

    fn true_variance(&self) -> f64 {
        (self.between - self.within) / self.each
    }

    fn reliability(&self) -> f64 {
        let spread = self.true_variance() + self.within;
        if spread > 0.0 { self.true_variance() / spread } else { 0.0 }
    }

    fn law_of_f(&self) -> Option<FisherSnedecor> {
        FisherSnedecor::new(self.people - 1.0, self.readings - self.people).ok()
    }

    /// P(F ≥ MSB/MSW) if people did not differ; 1 where nothing varies, 0 where only people do.
    fn probability_without_differences(&self) -> Option<f64> {
        match (self.between > 0.0, self.within > 0.0) {
            (_, true) => Some(self.law_of_f()?.sf(self.between / self.within)),
            (true, false) => Some(0.0),
            (false, false) => Some(1.0),
        }
    }

    /// Searle's 95 % limits: (F/F₀.₉₇₅ − 1)/(F/F₀.₉₇₅ − 1 + n₀), and with F₀.₀₂₅.
    fn limits(&self) -> Option<(f64, f64)> {
        if self.within <= 0.0 {
            return Some((1.0, 1.0));
        }
        let law = self.law_of_f()?;
        let at = |level: f64| {
            let excess = self.between / self.within / law.inverse_cdf(level) - 1.0;
            excess / (excess + self.each)
        };
        Some((at(0.975), at(0.025)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rand::{SeedableRng, rngs::Xoshiro256PlusPlus};
    use rand_distr::{Distribution, StandardNormal};

    /// Ratings of six targets by four judges: Shrout & Fleiss (1979), table 2.
    const RATINGS: [[f64; 4]; 6] = [
        [9.0, 2.0, 5.0, 8.0],
        [6.0, 1.0, 3.0, 2.0],
        [8.0, 4.0, 6.0, 8.0],
        [7.0, 1.0, 2.0, 6.0],
        [10.0, 5.0, 6.0, 9.0],
        [6.0, 2.0, 4.0, 7.0],
    ];

    #[test]
    fn matches_the_published_example() {
        // Printed there: MSB 11.24, MSW 6.26, ICC(1,1) .17, ICC(1,4) .44. Limits (scipy's F): −.1329323 to .7225601; P(F ≥ 1.7947) = .1647688.
        let people = RATINGS.map(|r| Moments::of(&r));
        let anova = Anova::of(people.iter()).unwrap();
        assert!((anova.between - 11.241_666_7).abs() < 1e-6 && (anova.within - 6.263_888_9).abs() < 1e-6 && anova.each == 4.0);
        assert!((anova.reliability() - 0.165_741_768_4).abs() < 1e-9);
        assert!((reliability_of_mean(anova.reliability(), 4.0) - 0.44).abs() < 0.005);
        let (low, high) = anova.limits().unwrap();
        assert!((low + 0.132_932_324_9).abs() < 1e-6 && (high - 0.722_560_062_3).abs() < 1e-6, "{low} {high}");
        assert!((anova.probability_without_differences().unwrap() - 0.164_768_808_3).abs() < 1e-8);
        // Six people do not show it.
        assert_eq!(reliability(&people).unwrap().of_one, None);
    }

    #[test]
    fn readings_needed_undo_the_reliability_of_the_mean() {
        let e = Estimate { value: 0.25, standard_error: Some(0.01), low: Some(0.2), high: Some(0.3), n: 40 };
        let needed = readings_needed(e, RELIABLE).unwrap();
        // .7/.3 × 3 = 7; ends .7/.3 × .7/.3 and .7/.3 × 4; slope .7/.3/.0625.
        assert!((needed.value - 7.0).abs() < 1e-12 && (reliability_of_mean(0.25, 7.0) - 0.7).abs() < 1e-12);
        assert!((needed.low.unwrap() - 49.0 / 9.0).abs() < 1e-12 && (needed.high.unwrap() - 28.0 / 3.0).abs() < 1e-12);
        assert!((needed.standard_error.unwrap() - 0.01 * 7.0 / 3.0 / 0.0625).abs() < 1e-12);
        assert_eq!(readings_needed(Estimate { low: Some(-0.1), ..e }, RELIABLE).unwrap().high, None);
        assert_eq!(readings_needed(Estimate::without_error(0.0, 9), RELIABLE), None);
    }

    fn readings(people: usize, counts: &[usize], sds: (f64, f64), rng: &mut Xoshiro256PlusPlus) -> Vec<Moments> {
        let mut normal = || -> f64 { StandardNormal.sample(rng) };
        let of = |j: usize| {
            let level = 50.0 + sds.0 * normal();
            (0..counts[j % counts.len()]).map(|_| level + sds.1 * normal()).collect()
        };
        (0..people).map(of).collect()
    }

    #[test]
    fn limits_cover_and_the_error_is_the_spread() {
        // True sd 2, noise sd 3: reliability 4/13 with 30 people × 8 readings, always shown but for a few. 1,000 runs: 95 % ± 4 SE = 950 ± 28
        // (false alarm 6e-5); the jackknife's mean error against the spread, known to 2.2 %, within 15 %.
        let mut rng = Xoshiro256PlusPlus::seed_from_u64(70);
        let (mut covered, mut value, mut claimed) = (0, Moments::default(), Vec::new());
        for _ in 0..1_000 {
            let people = readings(30, &[8], (2.0, 3.0), &mut rng);
            let anova = Anova::of(people.iter()).unwrap();
            let (low, high) = anova.limits().unwrap();
            covered += u32::from(low <= 4.0 / 13.0 && 4.0 / 13.0 <= high);
            value.push(anova.reliability());
            claimed.extend(reliability(&people).unwrap().of_one.and_then(|e| e.standard_error));
        }
        assert!((922..=978).contains(&covered), "{covered}");
        assert!((value.mean().unwrap() - 4.0 / 13.0).abs() < 0.02);
        let claimed = Moments::of(&claimed).mean().unwrap();
        assert!((claimed / value.sd().unwrap() - 1.0).abs() < 0.15, "{claimed} {:?}", value.sd());
    }

    #[test]
    fn unequal_counts_leave_the_variances_unbiased() {
        // 12 people with 2, 3 or 9 readings, true variance 4, noise 9: means of 2,000 runs within 4 SE (false alarm 6e-5 each).
        let mut rng = Xoshiro256PlusPlus::seed_from_u64(71);
        let (mut truth, mut noise) = (Moments::default(), Moments::default());
        for _ in 0..2_000 {
            let r = reliability(&readings(12, &[2, 3, 9], (2.0, 3.0), &mut rng)).unwrap();
            truth.push(r.true_variance.value);
            noise.push(r.noise_variance.value);
        }
        for (seen, exact) in [(truth, 4.0), (noise, 9.0)] {
            assert!((seen.mean().unwrap() - exact).abs() < 4.0 * seen.standard_error().unwrap(), "{:?} against {exact}", seen.mean());
        }
    }

    #[test]
    fn noise_alone_is_seldom_called_reliable() {
        // 3,000 runs without true differences: 3,000 × .00135 = 4.05 expected; more than 13 has probability 1e-4 (Poisson).
        let mut rng = Xoshiro256PlusPlus::seed_from_u64(72);
        let called = (0..3_000).filter(|_| reliability(&readings(8, &[6], (0.0, 1.0), &mut rng)).unwrap().of_one.is_some()).count();
        assert!(called <= 13, "{called}");
    }

    #[test]
    fn undefined_without_repetition_and_1_without_noise() {
        assert_eq!(reliability(&[Moments::of(&[1.0]), Moments::of(&[2.0])]), None);
        assert_eq!(reliability(&[Moments::of(&[1.0, 2.0]), Moments::default()]), None);
        let sure = reliability(&[[1.0; 3], [2.0; 3], [4.0; 3]].map(|x| Moments::of(&x))).unwrap().of_one.unwrap();
        assert_eq!((sure.value, sure.low, sure.standard_error), (1.0, Some(1.0), Some(0.0)));
        let flat = reliability(&[[5.0; 3], [5.0; 3]].map(|x| Moments::of(&x))).unwrap();
        assert_eq!((flat.of_one, flat.noise_variance.value), (None, 0.0));
    }
}
