//! Where pay's variance comes from, against exact splits: a normal pay model's shares, an interaction's Shapley parts, people who do not differ.
//!
//! Simulated numbers are held against exact ones, computed independently, within four standard errors (false alarm 6e-5 each) or, where a jackknife
//! over few people claims the error, by how many of many runs its bounds hold.

use paylift::stats::{
    Estimate, LuckSkillEffort, Moments, PaySplit, PickFreeze, ShapleySplit, clusters_per_arm, design_effect, luck_skill_effort, rate_sd,
    sample_size_per_arm, shapley_values,
};
use rand::{SeedableRng, rngs::Xoshiro256PlusPlus};
use rand_distr::{Distribution, StandardNormal};

fn normals(seed: u64) -> impl FnMut() -> f64 {
    let mut rng = Xoshiro256PlusPlus::seed_from_u64(seed);
    move || StandardNormal.sample(&mut rng)
}

fn lands(mean: Moments, exact: f64) {
    let error = mean.standard_error().unwrap();
    assert!((mean.mean().unwrap() - exact).abs() < 4.0 * error, "{:?} ± {error} against {exact}", mean.mean());
}

/// Pays of `people` over `trials`: 100,000 + skill + `luck`(trial).
fn pays(trials: usize, skills: &[f64], mut luck: impl FnMut() -> Vec<f64>) -> Vec<f64> {
    (0..trials).flat_map(|_| skills.iter().zip(luck()).map(|(s, l)| 100_000.0 + s + l).collect::<Vec<_>>()).collect()
}

fn split(pays: &[f64], people: usize) -> LuckSkillEffort {
    luck_skill_effort(pays.iter().copied(), pays.iter().copied(), people).unwrap()
}

const PEOPLE: usize = 40;

#[test]
fn shares_of_luck_and_skill_are_those_of_the_normal_model() {
    // Skill sd $3,000, luck sd $5,000: 9/34 and 25/34. 200 runs of 40 people × 12 trials; variances, not shares, are unbiased.
    let mut normal = normals(29);
    let (mut luck, mut skill, mut skill_by_the_book) = (Moments::default(), Moments::default(), Moments::default());
    for _ in 0..200 {
        let skills: Vec<f64> = (0..PEOPLE).map(|_| 3_000.0 * normal()).collect();
        let pays = pays(12, &skills, || (0..PEOPLE).map(|_| 5_000.0 * normal()).collect());
        let parts = split(&pays, PEOPLE);
        luck.push(parts.luck.value);
        skill.push(parts.skill.value);
        skill_by_the_book.push(PaySplit::new(pays.iter().copied(), PEOPLE).variances().between.unwrap().value);
        assert!((parts.luck_share.unwrap().value + parts.skill_share.unwrap().value - 1.0).abs() < 1e-12);
    }
    lands(luck, 25e6);
    lands(skill, 9e6);
    lands(skill_by_the_book, 9e6);
    let share = skill.mean().unwrap() / (skill.mean().unwrap() + luck.mean().unwrap());
    assert!((share - 0.264_705_882_352_941_2).abs() < 0.03, "{share}");
}

#[test]
fn a_pooled_bonus_leaves_skill_the_larger_share() {
    // Eight people paid the mean of their lucks, correlation .15: luck 25 (1 + 7 × .15)/8 = 6.40625 million, skill share 9/15.40625. 400 runs.
    let mut normal = normals(8);
    let (mut luck, mut skill) = (Moments::default(), Moments::default());
    for _ in 0..400 {
        let skills: Vec<f64> = (0..8).map(|_| 3_000.0 * normal()).collect();
        let pays = pays(12, &skills, || {
            let market = 0.15f64.sqrt() * normal();
            let mean = (0..8).map(|_| market + 0.85f64.sqrt() * normal()).sum::<f64>() / 8.0;
            vec![5_000.0 * mean; 8]
        });
        let parts = split(&pays, 8);
        luck.push(parts.luck.value);
        skill.push(parts.skill.value);
    }
    lands(luck, 6.406_25e6);
    lands(skill, 9e6);
    assert!((9.0 / (9.0 + 6.406_25) - 0.584_178_498_985_801_2f64).abs() < 1e-12);
}

#[test]
fn people_who_do_not_differ_have_no_skill_part() {
    // Luck sd $5,000 with a market of correlation .5; 1,000 runs of 40 × 12. No skill on average, and hardly ever 3 SE of it: the jackknife's error
    // is small when the part is, so its t leans to the low side. 20,000 runs computed independently: .0001 above 3 SE (more than 2 of
    // 1,000 has probability 2e-4), .018 below −3 SE, which claims nothing that is not there (18 + 4 × 4.2 = 35, false alarm 6e-5).
    let mut normal = normals(30);
    let (mut skill, mut above, mut below) = (Moments::default(), 0, 0);
    for _ in 0..1_000 {
        let pays = pays(12, &[0.0; PEOPLE], || {
            let market = normal();
            (0..PEOPLE).map(|_| 5_000.0 * 0.5f64.sqrt() * (market + normal())).collect()
        });
        let part = split(&pays, PEOPLE).skill;
        skill.push(part.value);
        above += u32::from(part.value > 3.0 * part.standard_error.unwrap());
        below += u32::from(part.value < -3.0 * part.standard_error.unwrap());
    }
    lands(skill, 0.0);
    assert!(above <= 2 && below <= 35, "{above} above and {below} below of 1,000");
}

/// w = a + l + .2 a l, a ~ N(0, 3), l ~ N(0, 5), over `cases` cases.
fn interacting(cases: usize, normal: &mut impl FnMut() -> f64) -> ShapleySplit {
    let pay = |a: f64, l: f64| 60_000.0 + 3.0 * a + 5.0 * l + 0.2 * 15.0 * a * l;
    let mut pairs = PickFreeze::new(2, cases);
    for case in 0..cases {
        let ([a, l], [a2, l2]) = ([normal(), normal()], [normal(), normal()]);
        let base = pay(a, l);
        pairs.push(case, 0b01, base, pay(a, l2));
        pairs.push(case, 0b10, base, pay(a2, l));
        pairs.push(case, 0b11, base, base);
    }
    pairs.split().unwrap()
}

#[test]
fn an_interaction_is_shared_as_shapley_says() {
    let exact = shapley_values(&[0.0, 9.0, 25.0, 43.0]);
    assert!((exact[0] / 43.0 - 0.313_953_488_372_093_1).abs() < 1e-15 && (exact[1] / 43.0 - 0.686_046_511_627_907).abs() < 1e-15);

    // 300 runs of 400 cases: unbiased, intervals cover 95 % ± 4 SE = 285 ± 15 (false alarm 6e-5) but for the skew of a variance of a
    // product, which costs up to 3 %.
    let mut normal = normals(33);
    let mut sums: Vec<(Moments, f64)> = [43.0, 9.0, 25.0, 13.5, 29.5, 18.0, 34.0].map(|x| (Moments::default(), x)).to_vec();
    let (mut claimed, mut covered) = (Moments::default(), [0; 2]);
    for _ in 0..300 {
        let split = interacting(400, &mut normal);
        let [a, l] = [split.factors[0], split.factors[1]];
        let seen = [split.variance(), a.first_order, l.first_order, a.shapley, l.shapley, a.total_effect, l.total_effect];
        sums.iter_mut().zip(seen).for_each(|(m, e)| m.0.push(e.value));
        assert!((a.shapley.value + l.shapley.value - split.variance().value).abs() < 1e-9);
        claimed.push(a.shapley.standard_error.unwrap());
        for (count, (e, exact)) in covered.iter_mut().zip([(a.shapley, 13.5), (l.shapley, 29.5)]) {
            *count += u32::from(holds(e, exact));
        }
    }
    let spread = sums[3].0.sd().unwrap();
    sums.into_iter().for_each(|(m, exact)| lands(m, exact));
    // A spread of 300 is known to 4.1 %, four of those.
    assert!((claimed.mean().unwrap() / spread - 1.0).abs() < 0.165, "{:?} {spread}", claimed.mean());
    assert!(covered.iter().all(|c| (261..=300).contains(c)), "{covered:?}");
}

fn holds(e: Estimate, truth: f64) -> bool {
    e.low.unwrap() <= truth && truth <= e.high.unwrap()
}

#[test]
fn an_experiment_between_plans_needs_this_many_people() {
    let accounts = sample_size_per_arm(0.1, 1.0, 0.05, 0.8).unwrap();
    assert!((accounts - 1_569.775_946_869_817_7).abs() < 1e-6);
    assert!((design_effect(40.0, 0.05) - 2.95).abs() < 1e-12);
    assert!((clusters_per_arm(accounts, 40.0, 0.05) - 115.770_976_081_649_07).abs() < 1e-6);
    assert!(
        (rate_sd(0.9, 10.0) - 0.094_868_329_805_051_37).abs() < 1e-15 && (rate_sd(0.9, 200.0) - 0.021_213_203_435_596_427).abs() < 1e-15
    );
}
