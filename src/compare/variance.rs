//! Where the variance of a CSM's pay comes from, and what it says about them: luck, skill and effort; the four factors of luck; skill against
//! pay; the deal of the books.
//!
//! *Like CSMs* have the same segment, size of book, target and start: only they are compared, so that what the roster prescribes is
//! neither skill nor luck.

use std::iter::Empty;

use super::columns::{Pays, by_row};
use super::summarise::Table;
use super::target_pay;
use crate::scenario::{Scenario, Seat};
use crate::stats::{
    Estimate, LuckSkillEffort, Moments, PickFreeze, RELIABLE, estimate_from_influence, luck_skill_effort_within, mean, rank_correlation,
    ratio_of_means, readings_needed, reliability, sd_influence,
};
use crate::trial::{COMBINATIONS, PEOPLE_EVERY, RunResult};

/// How many standard errors the correlation of pay with skill must be above 0 before anybody can learn from pay who is good.
const CLEARLY_POSITIVE: f64 = 3.0;

/// Factors of factorial trials, in the order of a combination's bits.
const FACTORS: [[&str; 2]; 4] =
    [["macro", "macro_share"], ["accounts", "accounts_share"], ["book", "book_share"], ["skill", "skill_share"]];

pub(super) fn add(table: &mut Table, scenario: &Scenario, result: &RunResult, p: usize) {
    let like = Like::of(scenario);
    split(table, result, &like, p);
    shapley(table, result, &like, p);
    skill(table, scenario, result, &like, p);
    fairness(table, result, &like, p);
}

/// Groups of like CSMs.
struct Like {
    /// Group of each seat.
    of_seat: Vec<usize>,
    /// Seats of each group.
    sizes: Vec<usize>,
}

impl Like {
    fn of(scenario: &Scenario) -> Self {
        let key = |s: &Seat| (s.segment, s.accounts, s.start_month, [s.ote, s.variable, s.quota.unwrap_or(-1.0)]);
        let mut kinds = Vec::new();
        let mut sizes = Vec::new();
        let kind = |seat: &Seat| {
            let at = kinds.iter().position(|k| *k == key(seat)).unwrap_or_else(|| {
                kinds.push(key(seat));
                sizes.push(0);
                kinds.len() - 1
            });
            sizes[at] += 1;
            at
        };
        let of_seat = scenario.roster.iter().map(kind).collect();
        Self { of_seat, sizes }
    }

    /// Whether a seat has anybody like it.
    fn has_peers(&self, seat: usize) -> bool {
        self.sizes[self.of_seat[seat]] > 1
    }

    /// Each value less its group's mean over the whole column, `cases × seats`; NaN are left out of the mean and stay.
    fn centred(&self, values: impl Iterator<Item = f64> + Clone) -> impl Iterator<Item = f64> + Clone {
        let mut means = vec![Moments::default(); self.sizes.len()];
        values.clone().zip(self.of_seat.iter().cycle()).filter(|(x, _)| !x.is_nan()).for_each(|(x, group)| means[*group].push(x));
        let means: Vec<f64> = means.iter().map(|group| group.mean().unwrap_or(0.0)).collect();
        values.zip(self.of_seat.iter().cycle()).map(move |(x, group)| x - means[*group])
    }
}

/// Pay of one plan in a `cases × plans × seats` column of cents, `cases × seats`, \[$\].
fn dollars(cents: &[i64], plans: usize, seats: usize, plan: usize) -> Vec<f64> {
    cents.chunks_exact((plans * seats).max(1)).flat_map(|case| &case[plan * seats..(plan + 1) * seats]).map(|c| *c as f64 / 100.0).collect()
}

/// Pay of one plan with frozen conduct, `cases × seats`, \[$\].
fn frozen(result: &RunResult, plan: usize) -> impl Iterator<Item = f64> + Clone {
    let (plans, seats) = (result.base.plans, result.base.seats);
    result.variance.frozen_pay.picked(plans * seats, plan * seats, seats).map(|c| c as f64 / 100.0)
}

/// Pay of the trials whose people were also frozen, \[$\].
fn studied(result: &RunResult, p: usize) -> impl Iterator<Item = f64> + Clone {
    let (seats, mut seat, mut trial) = (result.base.seats, 0, 0);
    // counted on: to divide takes longer than all else that is done with a pay
    let is_studied = move |_: &f64| {
        let studied = trial == 0;
        seat += 1;
        if seat >= seats {
            (seat, trial) = (0, (trial + 1) % PEOPLE_EVERY);
        }
        studied
    };
    Pays::published(&result.base, p).all().filter(is_studied)
}

/// Pays as shares of each seat's target; NaN where it has none.
fn of_target(pays: impl Iterator<Item = f64> + Clone, targets: &[f64]) -> impl Iterator<Item = f64> + Clone {
    pays.zip(targets.iter().cycle()).map(|(pay, target)| if *target > 0.0 { pay / target } else { f64::NAN })
}

fn split(table: &mut Table, result: &RunResult, like: &Like, p: usize) {
    // where nobody responds there is nothing to freeze
    let frozen = (!result.variance.frozen_pay.is_empty()).then(|| frozen(result, p));
    let parts: Option<LuckSkillEffort> = luck_skill_effort_within(studied(result, p), frozen, &like.of_seat);
    let share = |pick: fn(&LuckSkillEffort) -> Option<Estimate>| parts.as_ref().and_then(pick);
    table.put("pay_split", "variance", parts.map(|s| s.variance));
    table.put("pay_split", "luck", parts.map(|s| s.luck));
    table.put("pay_split", "luck_share", share(|s| s.luck_share));
    table.put("pay_split", "skill", parts.map(|s| s.skill));
    table.put("pay_split", "skill_share", share(|s| s.skill_share));
    table.put("pay_split", "effort", parts.map(|s| s.effort));
    table.put("pay_split", "effort_share", share(|s| s.effort_share));
}

fn shapley(table: &mut Table, result: &RunResult, like: &Like, p: usize) {
    let seats = result.base.seats;
    let pays = dollars(&result.variance.factorial_pay, result.base.plans, seats, p);
    let pays: Vec<f64> = like.centred(pays.into_iter()).collect();
    let of_group = COMBINATIONS * seats;
    let mut pairs = PickFreeze::new(FACTORS.len(), pays.len() / of_group.max(1));
    let all = COMBINATIONS - 1;
    for (group, pays) in pays.chunks_exact(of_group.max(1)).enumerate() {
        for (frozen, combination, seat) in
            (1..=all).flat_map(|f| (0..COMBINATIONS).map(move |c| (f, c))).flat_map(|(f, c)| (0..seats).map(move |s| (f, c, s)))
        {
            // The combination that agrees in what is frozen and in nothing else; each pair once.
            let other = combination ^ (all & !frozen);
            if combination <= other {
                pairs.push(group, frozen, pays[combination * seats + seat], pays[other * seats + seat]);
            }
        }
    }
    let split = pairs.split();
    table.put_unmoved("shapley", "variance", split.as_ref().map(|s| s.variance()));
    for (i, [part, share]) in FACTORS.into_iter().enumerate() {
        table.put_unmoved("shapley", part, split.as_ref().map(|s| s.factors[i].shapley));
        table.put_unmoved("shapley", share, split.as_ref().and_then(|s| s.factors[i].shapley_share));
    }
}

fn skill(table: &mut Table, scenario: &Scenario, result: &RunResult, like: &Like, p: usize) {
    let correlation = skill_in_pay(scenario, result, like, p);
    table.put("skill", "rank_correlation", correlation);
    // Where pay does not rise with skill, whatever it tells people apart by, it is not who is good.
    let rises = correlation.is_some_and(|e| e.value > CLEARLY_POSITIVE * e.standard_error.unwrap_or(f64::INFINITY));
    table.put("skill", "quarters_needed", if rises { quarters_needed(scenario, result, like, p) } else { None });
}

/// Rank correlation of pay with skill among like CSMs, mean over trials; `None` where nobody's skill was kept.
fn skill_in_pay(scenario: &Scenario, result: &RunResult, like: &Like, p: usize) -> Option<Estimate> {
    if result.variance.skill.is_empty() {
        return None;
    }
    let seats = result.base.seats;
    let targets = targets(scenario, p);
    let row = |row: &[f64]| (!row.is_empty()).then(|| row.to_vec());
    let paid = by_row(like.centred(of_target(studied(result, p), &targets)), seats, row);
    let skills = result.variance.skill.picked(result.base.plans * seats, p * seats, seats).map(f64::from);
    let skills = by_row(like.centred(skills), seats, row);
    let of_trial = paid.zip(skills).map_while(|(paid, skills)| paid.zip(skills)).filter_map(|(paid, skills)| {
        let known = |j: &usize| like.has_peers(*j) && !paid[*j].is_nan() && !skills[*j].is_nan();
        let (paid, skills): (Vec<f64>, Vec<f64>) = (0..seats).filter(known).map(|j| (paid[j], skills[j])).unzip();
        rank_correlation(&paid, &skills)
    });
    mean(&of_trial.collect::<Vec<_>>())
}

/// Target pay by seat, \[$\].
fn targets(scenario: &Scenario, p: usize) -> Vec<f64> {
    scenario.roster.iter().map(|s| target_pay(scenario, &scenario.plans[p], s)).collect()
}

/// Quarters of pay whose mean tells like CSMs apart with reliability .7, from pay ÷ target over the horizon. `None` where differences between
/// people do not show.
fn quarters_needed(scenario: &Scenario, result: &RunResult, like: &Like, p: usize) -> Option<Estimate> {
    let targets = targets(scenario, p);
    let of_target = of_target(Pays::published(&result.base, p).all(), &targets);
    if of_target.clone().any(f64::is_nan) {
        return None;
    }
    let mut people = vec![Moments::default(); like.of_seat.len()];
    like.centred(of_target.clone()).zip((0..people.len()).cycle()).for_each(|(x, seat)| people[seat].push(x));
    reliability(&people)?.of_one?;
    let parts = luck_skill_effort_within(of_target, None::<Empty<f64>>, &like.of_seat)?;
    Some(readings_needed(parts.skill_share?, RELIABLE)?.scaled(f64::from(scenario.months) / 3.0))
}

/// What the deal of the books does: the same people, the same luck of every account, another book. Half the mean squared difference of a
/// seat's two pays is the variance that books cause (Jansen 1999); the variance among like CSMs of a trial is what there is.
fn fairness(table: &mut Table, result: &RunResult, like: &Like, p: usize) {
    let (plans, seats) = (result.base.plans, result.base.seats);
    let dealt = dollars(&result.variance.rotated_pay, plans, seats, p);
    let pays = dollars(&result.variance.factorial_pay, plans, seats, p);
    let own = pays.chunks_exact((COMBINATIONS * seats).max(1)).flat_map(|group| [&group[..seats], &group[(COMBINATIONS - 1) * seats..]]);
    let (mut by_book, mut in_all) = (Vec::new(), Vec::new());
    for (own, other) in own.zip(dealt.chunks_exact(seats.max(1))) {
        let (book, all) = like.spreads(own, other);
        by_book.push(book);
        in_all.push(all);
    }
    // A group's two combinations have nothing in common but the group: its mean is one case.
    let halves = |xs: &[f64]| -> Vec<f64> { xs.chunks(2).map(|pair| pair.iter().sum::<f64>() / pair.len() as f64).collect() };
    let (by_book, in_all) = (halves(&by_book), halves(&in_all));
    let some = like.sizes.iter().any(|n| *n > 1);
    let variance = mean(&by_book).filter(|_| some);
    let sd = variance.map(|v| v.value.sqrt());
    table.put_unmoved("fairness", "sd_by_book", sd.map(|sd| estimate_from_influence(sd, by_book.iter().map(|s| sd_influence(*s, sd)))));
    table.put_unmoved("fairness", "book_share", ratio_of_means(&by_book, &in_all).filter(|_| some));
}

impl Like {
    /// Variance by book, and among like CSMs; both weighted by a group's CSMs less one.
    fn spreads(&self, own: &[f64], other: &[f64]) -> (f64, f64) {
        let (mut by_book, mut in_all, mut freedom) = (0.0, 0.0, 0.0);
        for group in (0..self.sizes.len()).filter(|g| self.sizes[*g] > 1) {
            let seats = || (0..own.len()).filter(|j| self.of_seat[*j] == group);
            let weight = self.sizes[group] as f64 - 1.0;
            by_book += weight * seats().map(|j| (own[j] - other[j]).powi(2) / 2.0).sum::<f64>() / self.sizes[group] as f64;
            in_all += weight * seats().map(|j| own[j]).collect::<Moments>().variance().unwrap_or(0.0);
            freedom += weight;
        }
        (by_book / freedom, in_all / freedom)
    }
}
