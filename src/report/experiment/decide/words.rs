//! The decision in sentences that can be repeated.

use super::super::words::{decimals, interval, plan_name, uplift};
use super::{DecisionContents, PayKnown};
use crate::compare::sentence_case;
use crate::experiment::bayes::{Likelihood, Prior};
use crate::experiment::decide::{Call, Fieller};
use crate::report::number::{money, percent};

/// What the public prior is, and that it is a judgement.
pub(super) const PUBLIC_PRIOR: &str = "The prior is a judgement made from one public experiment: a team bonus in 193 shops raised sales by 3 % (Friebel, Heinz, Krueger & \
     Zubanov 2017). Read as three points of yearly revenue, halved because it is another trade and a bonus against none, with a standard deviation of three points. \
     Your own is better: --prior MEAN,SD.";

/// How to read the acceptability curve.
pub(super) const ACCEPTABILITY: &str = "For every price of one unit of outcome in one CSM's book: the probability that the plan's uplift is worth its pay, \
     by the data alone. Pay and outcome are noisy together, so their covariance counts.";

/// How to read the values of trials.
pub(super) const TRIALS: &str = "A further trial is worth what it is expected to save by turning a wrong decision; it costs what the new plan pays more while it runs. \
     Above zero it is worth its pay.";

/// What the decision does not know.
pub(super) const NOT_SAID: &str = "The uplift is taken to last as long as the plan, and as large for the rest of the team as for those who were tried. Harm that is not in the \
     outcome (customers' trust, work that is not paid for) is not in the money: see the guardrails of `ab analyse`.";

/// Length of the horizon in words: "a year", "over 2 years".
fn span(contents: &DecisionContents<'_>) -> String {
    let years = contents.question.stakes.horizon;
    if (years - 1.0).abs() < 1e-9 { "a year".into() } else { format!("over {years} years") }
}

/// An amount without its sign.
fn size(contents: &DecisionContents<'_>, amount: f64) -> String {
    money(contents.currency, amount.abs())
}

/// The one sentence.
pub(super) fn verdict(contents: &DecisionContents<'_>) -> String {
    let answer = contents.answer;
    let [today, new] = contents.arms.each_ref().map(|arm| plan_name(arm));
    let (pays, fails) = (percent(answer.pays, None), percent(1.0 - answer.pays, None));
    let (net, span) = (size(contents, answer.net), span(contents));
    match answer.call {
        Call::Ship => format!(
            "Give {new} to everyone: it is expected to earn {net} {span} more than it pays, and the risk that it does not earn its pay is {fails}."
        ),
        Call::Keep if answer.net < 0.0 => sentence_case(&format!(
            "keep {today}: {new} is expected to cost {net} {span} more than it earns, and the chance that it earns its pay is {pays}."
        )),
        Call::Keep => sentence_case(&format!("keep {today}: the chance that {new} earns its pay is {pays}.")),
        Call::Wait => match answer.best.filter(|best| best.worth_it) {
            Some(best) => format!(
                "Too early to say: {new} earns its pay with probability {pays}; test on with {} CSMs on each plan, which is worth {} more than it costs.",
                best.size.csms,
                size(contents, best.size.net())
            ),
            None if answer.net > 0.0 => format!(
                "Too early to be safe, and no further trial is worth its pay: {new} is the better bet, with {net} {span} expected and a risk of {fails} that it does not earn its pay."
            ),
            None => sentence_case(&format!(
                "too early to be safe, and no further trial is worth its pay: keeping {today} is the better bet; {new} earns its pay with probability {pays}."
            )),
        },
    }
}

/// The money.
pub(super) fn net(contents: &DecisionContents<'_>) -> String {
    let answer = contents.answer;
    let amount = |x: f64| money(contents.currency, x);
    format!(
        "Net of pay {} {} expected, 95 % between {} and {}; the uplift must pass {} to earn its pay.",
        amount(answer.net),
        span(contents),
        amount(answer.net_interval.0),
        amount(answer.net_interval.1),
        uplift(answer.break_even)
    )
}

/// What is believed.
pub(super) fn belief(contents: &DecisionContents<'_>) -> String {
    let (answer, effect) = (contents.answer, contents.question.effect);
    let law = if contents.question.likelihood == Likelihood::Normal || effect.degrees_of_freedom.is_infinite() {
        "normal".to_owned()
    } else {
        format!("Student's t, {:.1} degrees of freedom", effect.degrees_of_freedom)
    };
    format!(
        "Uplift of {} seen {} ± {:.4} ({law}); believed with the prior {} {}, above 0 with probability {}.",
        contents.outcome,
        uplift(effect.estimate),
        effect.standard_error,
        uplift(answer.posterior.mean()),
        interval(answer.posterior.interval(0.95)),
        percent(answer.helps, None)
    )
}

/// The prior.
pub(super) fn prior(contents: &DecisionContents<'_>) -> String {
    match contents.question.prior {
        Prior::Flat => "Prior: flat, the data alone speak.".into(),
        Prior::Normal { mean, sd } => {
            let whose = if contents.public_prior { "public" } else { "your own" };
            format!("Prior: {whose}, {} ± {sd}.", decimals(mean, 3))
        }
    }
}

/// Expected losses against knowing the truth.
pub(super) fn losses(contents: &DecisionContents<'_>) -> String {
    let [ship, keep] = contents.answer.losses.map(|loss| size(contents, loss));
    format!(
        "Expected loss of shipping {ship}, of keeping {keep}; {} {} is tolerated.",
        size(contents, contents.question.tolerance),
        span(contents)
    )
}

/// The price of one unit of outcome.
pub(super) fn price(contents: &DecisionContents<'_>) -> String {
    let answer = contents.answer;
    let amount = |x: f64| money(contents.currency, x);
    let level = percent(1.0 - contents.question.alpha, None);
    let Some(price) = answer.price else { return "No uplift was seen, so it has no price.".into() };
    let point = |x: f64| amount(x / 100.0);
    let unknown = "the uplift is not known from 0";
    let limits = match answer.price_limits {
        Fieller::Between(low, high) => format!("{level} between {} and {}", point(low), point(high)),
        Fieller::Outside(low, high) if low < 0.0 => format!("{level} at least {} and without an upper limit: {unknown}", point(high)),
        Fieller::Outside(low, high) => format!("{level} at most {} or at least {}: {unknown}", point(low), point(high)),
        Fieller::All => format!("{level} anything: {unknown}"),
    };
    format!(
        "One point of {} in one CSM's book was bought for {} a year ({limits}); it is worth {}.",
        contents.outcome,
        point(price),
        point(answer.own_price)
    )
}

/// What further information is worth.
pub(super) fn information(contents: &DecisionContents<'_>) -> Option<String> {
    let answer = contents.answer;
    let mut text = format!("Knowing the truth would be worth {}", size(contents, answer.perfect_information?));
    if let Some(value) = answer.same_again {
        text.push_str(&format!(", the same trial again {} before its pay", size(contents, value)));
    }
    match answer.best {
        Some(best) if best.worth_it => text.push_str(&format!(
            "; best is a trial with {} CSMs on each plan, worth {} net of {} of pay and cost.",
            best.size.csms,
            size(contents, best.size.net()),
            size(contents, best.size.cost)
        )),
        Some(_) => text.push_str("; no size of trial is worth its pay."),
        None => text.push_str("; the team is too small for another trial."),
    }
    Some(text)
}

/// Test & roll.
pub(super) fn test_and_roll(contents: &DecisionContents<'_>) -> Option<String> {
    let n = contents.answer.test_and_roll?;
    Some(format!(
        "Had nothing been tried yet: of {} CSMs, {n:.1} on each plan and then all on the winner earns most (test & roll).",
        contents.question.team
    ))
}

/// What was not known and was taken for granted.
pub(super) fn assumptions(contents: &DecisionContents<'_>) -> Vec<String> {
    let stakes = contents.question.stakes;
    let mut notes = vec![format!(
        "{} of revenue at {} margin, gained for {}; {} CSMs; {} more pay a year",
        money(contents.currency, stakes.revenue),
        percent(stakes.margin, None),
        if (stakes.horizon - 1.0).abs() < 1e-9 { "a year".to_owned() } else { format!("{} years", stakes.horizon) },
        contents.question.team,
        money(contents.currency, stakes.extra_pay)
    )];
    notes.extend(match contents.pay {
        PayKnown::Same => Some("no payouts were given, so both plans are taken to pay the same: say --payout".to_owned()),
        PayKnown::Amount => Some("the extra pay is taken as known exactly".to_owned()),
        PayKnown::Payouts { together: false } => {
            Some("payouts and outcomes were not given together, so they are taken to vary independently: a column outcome in the payouts' file mends it".to_owned())
        }
        PayKnown::Payouts { together: true } => None,
    });
    notes
}

/// What two tried plans say of a third.
pub(super) fn third(contents: &DecisionContents<'_>) -> Option<String> {
    let third = contents.third?;
    let found = third.extrapolation;
    let error = found.lambda_error.map_or_else(String::new, |error| format!(" ± {error:.2}"));
    Some(format!(
        "Plan C lies {:.2}{error} of the way from plan A to plan B: mean outcome {:.3} (A {:.3}, B {:.3}), mean pay {} (A {}, B {}).",
        found.lambda,
        found.outcome[2],
        found.outcome[0],
        found.outcome[1],
        money(contents.currency, found.pay[2]),
        money(contents.currency, found.pay[0]),
        money(contents.currency, found.pay[1])
    ))
}

/// Reasons not to trust that.
pub(super) fn third_warnings(contents: &DecisionContents<'_>) -> Vec<String> {
    let Some(third) = contents.third else { return Vec::new() };
    let mut warnings = third.extrapolation.warnings();
    if third.extrapolation.denominator_error.is_none() {
        warnings.push("without --cases the noise of the shares is not known, so neither is whether plan B moved anything".into());
    }
    warnings
}
