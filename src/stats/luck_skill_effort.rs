//! Pay variance split three ways: luck, standing differences between people (skill, book), and what they do about it (effort).
//!
//! J people × R trials that all live through. wⱼᵣ is pay; the same draws are run once more with everybody's effort frozen, giving the
//! frozen pay. With MSW = mean over people of the variance over trials, MSB = R × variance of people's means and MSI = mean square of what
//! is left after people's and trials' means are taken out:
//!
//! - luck σ² = MSW of the frozen pay, skill σ² = (MSB − MSI)/R of the frozen pay, Var(w) = MSW + (MSB − MSI)/R of the real pay;
//! - effort = Var(w) − Var(w frozen), split into its part within people (MSW less frozen MSW) and between them. It is below 0 where effort smooths
//!   pay. The parts sum to Var(w) exactly.
//!
//! Source: model section 5, which subtracts MSW where MSI stands here. They agree on average where people's luck is independent. But a
//! market that moves all of them leaves their differences alone, and subtracting it with MSW would push the skill part below the truth
//! by Var(market)/R; MSI of the crossed layout (Searle, Casella & McCulloch 1992, balanced two-way layout) holds only what does blur people's means.
//!
//! *Groups of like people.* People who differ by design (segment, size of book, target) belong in groups: only differences inside a group
//! count. MSW is the mean over all people; what stands between people is the mean over groups, each weighted by its people less one.
//!
//! Errors by jackknife over the people: how the parts would differ with other people in the same trials. Trials' own error, small with many
//! trials, is in [`super::PaySplit`]. The error of a skill part near 0 is small when the part is: of people who do not differ (40 × 12 normal pays), 1 run in
//! 10,000 shows more than three standard errors of skill, 2 in 100 less than minus three.

use super::{Estimate, Moments, jackknife};

/// The parts of pay variance, in the squared unit of pay; shares of `variance` beside them.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct LuckSkillEffort {
    /// Var(w): that of a random person in a random trial.
    pub variance: Estimate,
    /// Within a person over trials, effort frozen.
    pub luck: Estimate,
    /// Between people, effort frozen; unbiased, may come out below 0.
    pub skill: Estimate,
    /// What effort adds within people.
    pub effort_within: Estimate,
    /// What effort adds between people.
    pub effort_between: Estimate,
    /// Both of effort's parts.
    pub effort: Estimate,
    /// Luck ÷ variance; the three shares are `None` where pay does not vary, and sum to 1.
    pub luck_share: Option<Estimate>,
    /// Skill ÷ variance.
    pub skill_share: Option<Estimate>,
    /// Effort ÷ variance.
    pub effort_share: Option<Estimate>,
}

/// Splits the variance of `trials × people` pays, trial slowest, beside the pays of the same draws with effort frozen: the same pays where
/// there is no effort to freeze. `None` for fewer than two trials or people; errors need three people.
///
/// # Panics
/// If the columns differ in length or are not a multiple of `people` long.
#[must_use]
pub fn luck_skill_effort(
    pays: impl Iterator<Item = f64> + Clone,
    frozen: impl Iterator<Item = f64> + Clone,
    people: usize,
) -> Option<LuckSkillEffort> {
    luck_skill_effort_within(pays, Some(frozen), &vec![0; people])
}

/// The same for people in groups of like ones: person j is in group `group_of[j]`. Without frozen pays there was no effort to freeze. `None`
/// also where nobody has anybody like them.
///
/// # Panics
/// If the columns differ in length or are not a multiple of the number of people long.
#[must_use]
pub fn luck_skill_effort_within(
    pays: impl Iterator<Item = f64> + Clone,
    frozen: Option<impl Iterator<Item = f64> + Clone>,
    group_of: &[usize],
) -> Option<LuckSkillEffort> {
    let people = group_of.len();
    let (real, frozen) = (Grouped::new(pays, group_of), frozen.map(|pays| Grouped::new(pays, group_of)));
    let frozen = frozen.as_ref().unwrap_or(&real);
    assert_eq!(real.trials(), frozen.trials(), "paired columns");
    let parts = |left_out| Some(Parts { real: real.components(left_out)?, frozen: frozen.components(left_out)? });
    let full = parts(None)?;
    let without: Vec<Parts> = (0..people).filter_map(|j| parts(Some(j))).collect();
    let estimate = |pick: &dyn Fn(&Parts) -> f64| jackknife(pick(&full), &without.iter().map(pick).collect::<Vec<_>>(), people as u64);
    let varies = full.variance() > 0.0 && without.iter().all(|p| p.variance() > 0.0);
    let share = |pick: &dyn Fn(&Parts) -> f64| varies.then(|| estimate(&|p| pick(p) / p.variance()));
    Some(LuckSkillEffort {
        variance: estimate(&Parts::variance),
        luck: estimate(&|p| p.frozen.within),
        skill: estimate(&|p| p.frozen.between),
        effort_within: estimate(&Parts::effort_within),
        effort_between: estimate(&Parts::effort_between),
        effort: estimate(&Parts::effort),
        luck_share: share(&|p| p.frozen.within),
        skill_share: share(&|p| p.frozen.between),
        effort_share: share(&Parts::effort),
    })
}

struct Parts {
    real: Components,
    frozen: Components,
}

impl Parts {
    fn variance(&self) -> f64 {
        self.real.within + self.real.between
    }

    fn effort_within(&self) -> f64 {
        self.real.within - self.frozen.within
    }

    fn effort_between(&self) -> f64 {
        self.real.between - self.frozen.between
    }

    fn effort(&self) -> f64 {
        self.effort_within() + self.effort_between()
    }
}

/// Two variance components of a crossed layout.
struct Components {
    within: f64,
    between: f64,
}

/// A layout for each group of like people.
struct Grouped {
    groups: Vec<Crossed>,
    /// Group of each person, and place in it.
    places: Vec<(usize, usize)>,
}

impl Grouped {
    fn new(pays: impl Iterator<Item = f64> + Clone, group_of: &[usize]) -> Self {
        let mut sizes = vec![0; group_of.iter().max().map_or(0, |last| last + 1)];
        let mut places = Vec::with_capacity(group_of.len());
        for &group in group_of {
            places.push((group, sizes[group]));
            sizes[group] += 1;
        }
        let of_group = |group: usize| pays.clone().zip(group_of.iter().cycle()).filter(move |(_, of)| **of == group).map(|(pay, _)| pay);
        let groups: Vec<Crossed> = sizes.iter().enumerate().map(|(group, size)| Crossed::new(of_group(group), *size)).collect();
        assert!(groups.windows(2).all(|two| two[0].trials == two[1].trials), "pays of {} people", group_of.len());
        Self { groups, places }
    }

    fn trials(&self) -> usize {
        self.groups.first().map_or(0, |group| group.trials)
    }

    /// MSW by people, what stands between by people less one.
    fn components(&self, left_out: Option<usize>) -> Option<Components> {
        let gone = left_out.map(|person| self.places[person]);
        let (mut within, mut people, mut between, mut freedom) = (0.0, 0.0, 0.0, 0.0);
        for (at, group) in self.groups.iter().enumerate() {
            let gone = gone.filter(|(of, _)| *of == at).map(|(_, place)| place);
            let size = group.people.len() as f64 - f64::from(u8::from(gone.is_some()));
            if size < 1.0 {
                continue;
            }
            within += size * group.within(gone)?;
            people += size;
            if size > 1.0 {
                between += (size - 1.0) * group.components(gone)?.between;
                freedom += size - 1.0;
            }
        }
        (freedom > 0.0).then(|| Components { within: within / people, between: between / freedom })
    }
}

/// People × trials, reduced to what the components need with any one person left out.
struct Crossed {
    trials: usize,
    people: Vec<Moments>,
    /// Per person, the covariance over trials of own pay with everybody's pay of the trial.
    with_everybody: Vec<f64>,
    /// Moments over trials of everybody's pay of the trial.
    everybody: Moments,
}

impl Crossed {
    fn new(pays: impl Iterator<Item = f64> + Clone, people: usize) -> Self {
        let mut moments = vec![Moments::default(); people];
        let mut sums: Vec<f64> = Vec::new();
        let mut each = pays.clone();
        loop {
            let (mut sum, mut seen) = (0.0, 0);
            for (moments, pay) in moments.iter_mut().zip(&mut each) {
                moments.push(pay);
                (sum, seen) = (sum + pay, seen + 1);
            }
            if seen == 0 {
                break;
            }
            assert!(seen == people, "{seen} pays of {people} people");
            sums.push(sum);
        }
        let everybody = Moments::of(&sums);
        let (means, mean_sum): (Vec<f64>, f64) = (moments.iter().filter_map(Moments::mean).collect(), everybody.mean().unwrap_or(0.0));
        let mut with_everybody = vec![0.0; people];
        let mut each = pays;
        for sum in &sums {
            for ((with, mean), pay) in with_everybody.iter_mut().zip(&means).zip(&mut each) {
                *with += (pay - mean) * (sum - mean_sum);
            }
        }
        let freedom = sums.len() as f64 - 1.0;
        with_everybody.iter_mut().for_each(|c| *c /= freedom);
        Self { trials: sums.len(), people: moments, with_everybody, everybody }
    }

    /// MSW.
    fn within(&self, left_out: Option<usize>) -> Option<f64> {
        let people = self.people.iter().enumerate().filter(|(j, _)| Some(*j) != left_out);
        people.filter_map(|(_, m)| m.variance()).collect::<Moments>().mean()
    }

    fn components(&self, left_out: Option<usize>) -> Option<Components> {
        let people = || self.people.iter().enumerate().filter(move |(j, _)| Some(*j) != left_out).map(|(_, m)| m);
        let within = people().filter_map(Moments::variance).collect::<Moments>();
        let between_means = people().filter_map(Moments::mean).collect::<Moments>().variance()?;
        let gone = left_out.map_or(Some(0.0), |j| Some(self.people[j].variance()? - 2.0 * self.with_everybody[j]))?;
        let j = within.n() as f64;
        let of_trial_means = (self.everybody.variance()? + gone) / (j * j);
        let within = within.mean()?;
        // MSW is the variance of a person over trials; J/(J − 1) of its distance to the variance of the team's mean is what people do not share.
        let not_shared = j / (j - 1.0) * (within - of_trial_means);
        Some(Components { within, between: between_means - not_shared / self.trials as f64 })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stats::PaySplit;
    use rand::{SeedableRng, rngs::Xoshiro256PlusPlus};
    use rand_distr::{Distribution, StandardNormal};

    /// Pays of `people` over `trials`: skill, market and own luck with these sds around 100.
    fn pays(people: usize, trials: usize, [skill, market, own]: [f64; 3], normal: &mut impl FnMut() -> f64) -> Vec<f64> {
        let skills: Vec<f64> = (0..people).map(|_| skill * normal()).collect();
        let mut pays = Vec::with_capacity(people * trials);
        for _ in 0..trials {
            let shared = market * normal();
            pays.extend(skills.iter().map(|s| 100.0 + s + shared + own * normal()));
        }
        pays
    }

    fn normals(seed: u64) -> impl FnMut() -> f64 {
        let mut rng = Xoshiro256PlusPlus::seed_from_u64(seed);
        move || StandardNormal.sample(&mut rng)
    }

    fn of(pays: &[f64], frozen: &[f64], people: usize) -> LuckSkillEffort {
        luck_skill_effort(pays.iter().copied(), frozen.iter().copied(), people).unwrap()
    }

    #[test]
    fn by_hand() {
        // Two people, two trials: A 1, 3, B 5, 9. MSW (2 + 8)/2 = 5, variance of means 12.5; residuals ±.5, so MSI = 1: skill 12.5 − 1/2 = 12.
        // Frozen A 2, 2, B 6, 6: no luck, skill 8.
        let parts = of(&[1.0, 5.0, 3.0, 9.0], &[2.0, 6.0, 2.0, 6.0], 2);
        assert!((parts.variance.value - 17.0).abs() < 1e-12, "{parts:?}");
        assert_eq!((parts.luck.value, parts.skill.value), (0.0, 8.0));
        assert!((parts.effort_within.value - 5.0).abs() < 1e-12 && (parts.effort_between.value - 4.0).abs() < 1e-12);
        assert_eq!(parts.luck.standard_error, None);
    }

    #[test]
    fn leaving_a_person_out_is_splitting_the_others() {
        let all = pays(5, 7, [3.0, 2.0, 4.0], &mut normals(1));
        let crossed = Crossed::new(all.iter().copied(), 5);
        for gone in 0..5 {
            let others: Vec<f64> = all.iter().enumerate().filter(|(i, _)| i % 5 != gone).map(|(_, p)| *p).collect();
            let direct = Crossed::new(others.into_iter(), 4).components(None).unwrap();
            let without = crossed.components(Some(gone)).unwrap();
            assert!((direct.within - without.within).abs() < 1e-10 && (direct.between - without.between).abs() < 1e-10);
        }
    }

    #[test]
    fn the_parts_sum_to_the_variance() {
        let mut normal = normals(2);
        let frozen = pays(9, 30, [3.0, 2.0, 5.0], &mut normal);
        let real: Vec<f64> = frozen.iter().map(|w| w + 0.3 * (w - 95.0).max(0.0)).collect();
        let parts = of(&real, &frozen, 9);
        let sum = parts.luck.value + parts.skill.value + parts.effort_within.value + parts.effort_between.value;
        assert!((sum / parts.variance.value - 1.0).abs() < 1e-14);
        let shares: f64 = [parts.luck_share, parts.skill_share, parts.effort_share].map(|s| s.unwrap().value).iter().sum();
        assert!((shares - 1.0).abs() < 1e-14);
        // Convex pay for effort spreads pay; pay that effort smooths has a negative part.
        assert!(parts.effort.value > 0.0);
        assert!(of(&frozen, &real, 9).effort.value < 0.0);
    }

    #[test]
    fn a_market_hides_no_skill() {
        // Skill sd 1, market sd 6, own luck sd 2, 10 people × 4 trials, 2,000 times: skill 1, luck 40; MSW in MSI's place would give 1 − 36/4.
        // Means within 4 SE (false alarm 6e-5 each). Those errors: a market's variance from 4 trials has sd 36 √(2/3) = 29.4, so .66 for
        // luck, a quarter of it by MSW; skill's is 2 √(2/9)/√2,000 = .02.
        let mut normal = normals(3);
        let (mut skill, mut luck, mut naive) = (Moments::default(), Moments::default(), Moments::default());
        for _ in 0..2_000 {
            let w = pays(10, 4, [1.0, 6.0, 2.0], &mut normal);
            let parts = of(&w, &w, 10);
            skill.push(parts.skill.value);
            luck.push(parts.luck.value);
            naive.push(PaySplit::new(w.iter().copied(), 10).variances().between.unwrap().value);
        }
        let lands = |m: Moments, exact: f64, most: f64| {
            let error = m.standard_error().unwrap();
            assert!(error < most && (m.mean().unwrap() - exact).abs() < 4.0 * error, "{:?} ± {error} against {exact}", m.mean());
        };
        lands(skill, 1.0, 0.03);
        lands(luck, 40.0, 0.75);
        lands(naive, 1.0 - 36.0 / 4.0, 0.2);
    }

    #[test]
    fn only_differences_inside_a_group_count() {
        let (a, b) = (pays(5, 40, [3.0, 2.0, 4.0], &mut normals(5)), pays(3, 40, [1.0, 2.0, 2.0], &mut normals(6)));
        // Interleaved, the second group a thousand higher, and one person who is like nobody.
        let all = (0..40).flat_map(|t| {
            let own = [a[5 * t], b[3 * t], a[5 * t + 1], b[3 * t + 1], a[5 * t + 2], b[3 * t + 2], a[5 * t + 3], a[5 * t + 4]];
            own.into_iter().enumerate().map(|(j, x)| x + if [1, 3, 5].contains(&j) { 1e3 } else { 0.0 }).chain([7.0])
        });
        let all: Vec<f64> = all.collect();
        let group_of = [0, 1, 0, 1, 0, 1, 0, 0, 2];
        let parts = luck_skill_effort_within(all.iter().copied(), Some(all.iter().copied()), &group_of).unwrap();
        let [a, b] = [(a, 5), (b, 3)].map(|(pays, people)| of(&pays, &pays, people));
        assert!((parts.skill.value - (4.0 * a.skill.value + 2.0 * b.skill.value) / 6.0).abs() < 1e-8);
        assert!((parts.luck.value - (5.0 * a.luck.value + 3.0 * b.luck.value) / 9.0).abs() < 1e-8);
        assert!(parts.skill.standard_error.unwrap() > 0.0);
        let strangers = luck_skill_effort_within(all.iter().copied().take(6), Some(all.iter().copied().take(6)), &[0, 1]);
        assert!(strangers.is_none(), "nobody is like anybody");
    }

    #[test]
    fn equal_pay_has_parts_of_zero_and_no_shares() {
        let parts = of(&[500.0; 24], &[500.0; 24], 4);
        assert_eq!((parts.variance.value, parts.skill.value, parts.luck_share), (0.0, 0.0, None));
        assert!(luck_skill_effort([1.0, 2.0].into_iter(), [1.0, 2.0].into_iter(), 2).is_none());
        assert!(luck_skill_effort([1.0, 2.0].into_iter(), [1.0, 2.0].into_iter(), 1).is_none());
    }
}
