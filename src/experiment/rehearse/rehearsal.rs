//! Many rehearsals, and what they say about every rule.

use rayon::prelude::*;
use serde::Serialize;

use super::look::{Look, Seen, effect};
use super::payout::{Paid, PayoutCost};
use super::rule::{Judge, Margin, Rule, Verdict};
use super::{Layout, Team, Truth};
use crate::random::{Purpose, Stream};
use crate::stats::{Estimate, Moments, share};

/// Experiments of one piece of work: results do not depend on threads.
const PIECE: usize = 32;

/// How the experiment is run and judged.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Settings {
    /// Quarters it runs at most, 1 to those simulated.
    pub quarters: usize,
    /// Two-sided alpha of tests; guardrails are one-sided at the same alpha.
    pub alpha: f64,
    /// Break-even and prior.
    pub margin: Margin,
    /// Quarters in which the decision is lived with, from the experiment's start; at least `quarters`.
    pub horizon: usize,
    /// Whether a plan is given to everybody only if every guardrail is shown to be safe.
    pub guarded: bool,
    /// Most that extra pay may come to, \[$\].
    pub cap: Option<f64>,
    /// Whether nobody may earn less than under today's plan.
    pub held_harmless: bool,
    /// Seed of who gets which plan.
    pub seed: u64,
}

/// What one rule did.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct RuleRecord {
    /// The rule.
    pub rule: Rule,
    /// Share of rehearsals in which everybody got the new plan in the end.
    pub ships: Estimate,
    /// Share in which the plans were called different.
    pub differs: Estimate,
    /// Share in which a guardrail kept the new plan from being given to everybody.
    pub stopped_by_guardrail: Estimate,
    /// Share of right decisions; `None` while the simulation cannot tell which plan is better.
    pub right: Option<Estimate>,
    /// Quarters until the decision.
    pub quarters: Estimate,
    /// Extra pay of the experiment until the decision, top-ups included where they are promised, \[$\].
    pub extra_pay: Estimate,
    /// Expected net benefit over the horizon: of those tried while the experiment runs, of all once the new plan is given to everybody (the team, or
    /// as many teams as take part), \[$\].
    pub value: Estimate,
    /// What the best decision, made at once, would have brought more, \[$\].
    pub regret: Estimate,
}

/// What one guardrail showed at the experiment's end.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct GuardrailRecord {
    /// Identifier of the measure.
    pub measure: &'static str,
    /// How much worse is tolerated.
    pub margin: f64,
    /// True change under the new plan.
    pub truth: Estimate,
    /// Standard error of one experiment's estimate, on average.
    pub standard_error: Option<f64>,
    /// Share of rehearsals that showed it to be safe: not worse than the margin, one-sided.
    pub safe: Estimate,
    /// Share that showed harm: worse than nothing at all, one-sided.
    pub harm: Estimate,
}

/// What many rehearsals of one experiment say.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Rehearsal {
    /// Rehearsals.
    pub rehearsals: usize,
    /// CSMs who take part.
    pub csms: usize,
    /// Of them on the new plan.
    pub treated: usize,
    /// The smallest p that the design allows.
    pub smallest_p: f64,
    /// What is true.
    pub truth: Truth,
    /// Probability that the headline test at the end sees a difference.
    pub power: Estimate,
    /// Standard error of the uplift at the end, on average.
    pub standard_error: Option<f64>,
    /// Every rule, in the order of [`Rule::ALL`].
    pub rules: Vec<RuleRecord>,
    /// Every guardrail.
    pub guardrails: Vec<GuardrailRecord>,
    /// What the experiment pays.
    pub payout: PayoutCost,
}

/// What a guardrail shows at a look.
#[derive(Debug, Clone, Copy)]
struct Shown {
    standard_error: f64,
    /// Not worse than the margin.
    safe: bool,
    /// Worse than nothing at all.
    harm: bool,
}

/// One rehearsal.
struct One {
    verdicts: Vec<Verdict>,
    /// What each guardrail shows at each look, `quarters × guardrails`.
    guardrails: Vec<Vec<Option<Shown>>>,
    /// Extra pay and top-ups by quarter, running.
    extra: Vec<f64>,
    paid: Paid,
    standard_error: Option<f64>,
}

/// Rehearses the experiment on every trial of the team. `None` if there is none.
#[must_use]
pub fn rehearse(team: &Team, layout: &Layout, truth: &Truth, settings: &Settings) -> Option<Rehearsal> {
    let judge = Judge::new(settings.quarters, settings.alpha, settings.margin);
    let clusters: Vec<usize> = (0..layout.csms()).collect();
    let stream = Stream::new(settings.seed, Purpose::Rehearsal);
    let all: Vec<usize> = (0..team.trials).collect();
    let one = |nth: &usize| rehearse_one(team, layout, settings, &judge, &clusters, *nth, stream.block(0, 0, 0, *nth as u32)[0]);
    let lived: Vec<One> = all.par_chunks(PIECE).flat_map_iter(|own| own.iter().map(one).collect::<Vec<_>>()).collect();
    let n = lived.len() as u64;
    let count = |is: &dyn Fn(&One) -> bool| share(lived.iter().filter(|one| is(one)).count() as u64, n);
    let mean = |of: &dyn Fn(&One) -> f64| lived.iter().map(of).collect::<Moments>().mean_estimate();
    let root = |squares: Vec<f64>| Moments::of(&squares).mean().map(f64::sqrt);

    // per quarter, of the whole team, or of several side by side
    let people = team.seats.max(layout.csms()) as f64;
    let benefit = truth.net_benefit.value / settings.quarters as f64 * people / team.seats as f64;
    let is_certain = truth.net_benefit.standard_error.is_none_or(|se| truth.net_benefit.value.abs() > 2.0 * se);
    let treated = layout.assignments.treated();
    let tried = treated as f64 / people;
    let horizon = settings.horizon.max(settings.quarters) as f64;
    let best = (benefit * horizon).max(0.0);
    // a rule that stops early has the guardrails of that look
    let safe = |one: &One, quarters: usize| one.guardrails[quarters - 1].iter().all(|g| g.is_some_and(|g| g.safe));
    let blocked = |one: &One, verdict: &Verdict| verdict.ships && settings.guarded && !safe(one, verdict.quarters);
    let mut rules = Vec::with_capacity(Rule::ALL.len());
    for (nth, rule) in Rule::ALL.into_iter().enumerate() {
        let stops = |one: &One| rule.tests() && blocked(one, &one.verdicts[nth]);
        let ships = |one: &One| one.verdicts[nth].ships && !stops(one);
        let value = |one: &One| {
            let quarters = one.verdicts[nth].quarters as f64;
            benefit * (quarters * tried + if ships(one) { horizon - quarters } else { 0.0 })
        };
        let extra = |one: &One| one.verdicts[nth].quarters.checked_sub(1).map_or(0.0, |last| one.extra[last]);
        rules.push(RuleRecord {
            rule,
            ships: count(&ships)?,
            differs: count(&|one| one.verdicts[nth].differs)?,
            stopped_by_guardrail: count(&stops)?,
            right: if is_certain { count(&|one| ships(one) == (benefit > 0.0)) } else { None },
            quarters: mean(&|one| one.verdicts[nth].quarters as f64)?,
            extra_pay: mean(&extra)?,
            value: mean(&value)?,
            regret: mean(&|one| best - value(one))?,
        });
    }
    let headline = Rule::ALL.iter().position(|rule| *rule == Rule::Headline)?;
    let guardrails = team.guardrails.iter().enumerate().map(|(nth, guardrail)| {
        let at_end = |one: &One| one.guardrails.last().and_then(|shown| shown[nth]);
        let squares = lived.iter().filter_map(at_end).map(|shown| shown.standard_error.powi(2)).collect();
        Some(GuardrailRecord {
            measure: guardrail.measure.id(),
            margin: guardrail.margin,
            truth: true_change(team, nth, settings.quarters)?,
            standard_error: root(squares),
            safe: count(&|one| at_end(one).is_some_and(|shown| shown.safe))?,
            harm: count(&|one| at_end(one).is_some_and(|shown| shown.harm))?,
        })
    });
    let paid: Vec<Paid> = lived.iter().map(|one| one.paid.clone()).collect();
    Some(Rehearsal {
        rehearsals: lived.len(),
        csms: layout.csms(),
        treated,
        smallest_p: layout.smallest_p(),
        truth: *truth,
        power: count(&|one| one.verdicts[headline].differs)?,
        standard_error: root(lived.iter().filter_map(|one| one.standard_error).map(|se| se * se).collect()),
        rules,
        guardrails: guardrails.collect::<Option<_>>()?,
        payout: PayoutCost::of(&paid, settings.cap, settings.held_harmless)?,
    })
}

fn rehearse_one(team: &Team, layout: &Layout, settings: &Settings, judge: &Judge, clusters: &[usize], nth: usize, luck: u32) -> One {
    let treated = layout.assignments.assignment(luck as usize % layout.assignments.len());
    let before = layout.before(team, nth);
    let dealt = |of: &dyn Fn(usize, usize) -> Vec<f64>| -> Vec<f64> {
        let [today, new] = [of(0, nth), of(1, nth)];
        treated.iter().zip(today.iter().zip(&new)).map(|(t, (a, b))| if *t { *b } else { *a }).collect()
    };
    let looks: Vec<Option<Look>> = (0..settings.quarters)
        .map(|quarter| {
            let outcome = dealt(&|arm, nth| layout.gather(team, nth, |trial| team.outcome(arm, trial, quarter)));
            Look::at(layout, &Seen { outcome: &outcome, before: before.as_deref(), treated: &treated }, clusters)
        })
        .collect();
    let shown = |quarter: usize, which: usize| {
        let outcome = dealt(&|arm, nth| layout.gather(team, nth, |trial| team.guardrail(which, arm, trial, quarter)));
        let effect = effect(layout, &Seen { outcome: &outcome, before: None, treated: &treated }, clusters)?;
        let safe = effect.p_at_most(-team.guardrails[which].margin)? <= settings.alpha;
        let harm = 1.0 - effect.p_at_most(0.0)? <= settings.alpha;
        Some(Shown { standard_error: effect.standard_error, safe, harm })
    };
    let watched = |quarter: usize| (0..team.guardrails.len()).map(|which| shown(quarter, which)).collect();
    let guardrails = (0..settings.quarters).map(watched).collect();
    let (mut extra, mut sums) = (Vec::with_capacity(settings.quarters), [vec![0.0; treated.len()], vec![0.0; treated.len()]]);
    let (mut more, mut less) = (0.0, 0.0);
    for quarter in 0..settings.quarters {
        for (arm, sums) in sums.iter_mut().enumerate() {
            let pay = layout.gather(team, nth, |trial| team.pay(arm, trial, quarter));
            sums.iter_mut().zip(pay).for_each(|(sum, pay)| *sum += pay);
        }
        let gaps = || treated.iter().zip(sums[1].iter().zip(&sums[0])).filter(|(t, _)| **t).map(|(_, (new, today))| new - today);
        (more, less) = (gaps().sum(), gaps().map(|gap| (-gap).max(0.0)).sum());
        extra.push(more + if settings.held_harmless { less } else { 0.0 });
    }
    let of = |arm: usize| treated.iter().zip(&sums[arm]).filter(|(t, _)| usize::from(**t) == arm).map(|(_, pay)| *pay).collect();
    One {
        verdicts: Rule::ALL.iter().map(|rule| judge.decide(*rule, &looks)).collect(),
        guardrails,
        standard_error: looks.last().copied().flatten().map(|look| look.effect.standard_error),
        extra,
        paid: Paid { today: of(0), new: of(1), extra: more, top_up: less },
    }
}

/// What a guardrail really does, over all trials and CSMs.
fn true_change(team: &Team, nth: usize, quarters: usize) -> Option<Estimate> {
    let of = |trial: usize| {
        let [today, new] = [0, 1].map(|arm| team.guardrail(nth, arm, trial, quarters - 1).iter().sum::<f64>());
        (new - today) / team.seats as f64
    };
    (0..team.trials).map(of).collect::<Moments>().mean_estimate()
}

#[cfg(test)]
mod tests {
    use super::super::team::tests::made_up;
    use super::*;
    use crate::experiment::bayes::FRIEBEL;
    use crate::scenario::Money;

    fn settings(break_even: f64) -> Settings {
        Settings {
            quarters: 4,
            alpha: 0.05,
            margin: Margin { break_even, prior: FRIEBEL },
            horizon: 12,
            guarded: true,
            cap: None,
            held_harmless: false,
            seed: 7,
        }
    }

    fn rehearsal(seats: usize, trials: usize, effect: f64, extra: f64) -> Rehearsal {
        let team = made_up(seats, 4, trials, effect, extra);
        let money = Money { budget: 0.0, employer_load: 0.1, gross_margin: 0.8, value_months: 12 };
        let truth = Truth::of(&team, 4, &money).unwrap();
        let layout = Layout::of(&team, seats, seats / 2, 7).unwrap();
        rehearse(&team, &layout, &truth, &settings(truth.break_even.unwrap())).unwrap()
    }

    fn of(rehearsal: &Rehearsal, rule: Rule) -> &RuleRecord {
        rehearsal.rules.iter().find(|record| record.rule == rule).unwrap()
    }

    /// Two identical plans: no test calls them different more often than alpha (three Monte Carlo errors), whoever peeks does.
    #[test]
    fn identical_plans_are_hardly_ever_called_different() {
        for seats in [12, 24] {
            let found = rehearsal(seats, 2_000, 0.0, 0.0);
            let most = 0.05 + 3.0 * (0.05_f64 * 0.95 / 2_000.0).sqrt();
            for rule in [Rule::Headline, Rule::GroupSequential, Rule::AlwaysValid] {
                let differs = of(&found, rule).differs.value;
                assert!(differs <= most, "{seats} CSMs, {rule:?}: {differs}");
            }
            assert!(of(&found, Rule::Peek).differs.value > 0.07, "{seats} CSMs: {}", of(&found, Rule::Peek).differs.value);
            assert!(found.rules.iter().all(|record| record.value.value == 0.0 && record.right.is_none()));
        }
    }

    /// A plan that pays for itself many times: tests find it, early where they look early, and regret is what waiting costs.
    #[test]
    fn a_good_plan_is_found_and_waiting_costs() {
        let found = rehearsal(24, 400, 0.1, 100.0);
        // 24 books of a million: ten points at 80 %, less 4 × 100 × 24 × 1.1 of pay
        assert!((found.truth.net_benefit.value - (0.1 * 24e6 * 0.8 - 10_560.0)).abs() < 1e-3);
        let (headline, group) = (of(&found, Rule::Headline), of(&found, Rule::GroupSequential));
        assert!(headline.ships.value > 0.9 && group.ships.value > 0.9);
        assert!(group.quarters.value < 4.0 && group.value.value > headline.value.value);
        assert!(of(&found, Rule::Peek).quarters.value <= group.quarters.value);
        assert_eq!(of(&found, Rule::ShipNow).regret.value, 0.0);
        let all = found.truth.net_benefit.value * 3.0;
        assert!((of(&found, Rule::Keep).regret.value - all).abs() < 1e-6);
        // half of them had it for a year, all of them for two more, where it was shipped
        let value = all * (1.0 / 6.0 + headline.ships.value * 2.0 / 3.0);
        assert!((headline.value.value - value).abs() < 1e-6 * all);
        assert_eq!(headline.right.unwrap().value, headline.ships.value);
        assert!((found.payout.extra.value - 12.0 * 400.0).abs() < 1e-9 && found.payout.top_up.value == 0.0);
    }

    /// A guardrail that gets much worse keeps a plan that looks good from everybody.
    #[test]
    fn harm_on_a_guardrail_is_caught() {
        use super::super::team::Guardrail;
        let mut team = made_up(24, 4, 300, 0.1, 0.0);
        let harmed = made_up(24, 4, 300, -0.15, 0.0);
        team.watch_also(Guardrail { measure: crate::measure::Measure::LogoRetention, margin: 0.05 }, &harmed);
        let money = Money { budget: 0.0, employer_load: 0.0, gross_margin: 0.8, value_months: 12 };
        let truth = Truth::of(&team, 4, &money).unwrap();
        let layout = Layout::of(&team, 24, 12, 7).unwrap();
        let guarded = rehearse(&team, &layout, &truth, &settings(0.0)).unwrap();
        let unguarded = rehearse(&team, &layout, &truth, &Settings { guarded: false, ..settings(0.0) }).unwrap();
        assert!(of(&unguarded, Rule::Headline).ships.value > 0.9);
        assert!(of(&guarded, Rule::Headline).ships.value < 0.01);
        assert!(of(&guarded, Rule::Headline).stopped_by_guardrail.value > 0.9);
        let guardrail = &guarded.guardrails[0];
        assert!((guardrail.truth.value + 0.15).abs() < 1e-9);
        assert!(guardrail.harm.value > 0.9 && guardrail.safe.value == 0.0);
    }
}
