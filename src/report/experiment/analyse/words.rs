//! An analysis in words: what it says, on what, and how sure it is.

use super::AnalysisContents;
use crate::compare::shown_name;
use crate::experiment::analyse::{Comparison, DF_FOR_CR2, Guarded, Kept, Level, Line, PanelFindings, Standing, UNITS_FOR_CR2, Verdict};
use crate::experiment::clustered::Estimand;
use crate::report::number::{grouped, percent};

/// Whose average a line is.
pub(super) fn estimand(estimand: Estimand, level: Level) -> String {
    match estimand {
        Estimand::Account => "average account".into(),
        Estimand::Csm => format!("average {}", level.word()),
        Estimand::Arr => "average unit of revenue".into(),
    }
}

/// Decimals that show two or three figures of the error.
pub(super) fn decimals(comparison: &Comparison) -> usize {
    let error = comparison.lines.iter().filter(|line| line.is_valid()).find_map(|line| line.standard_error);
    let error = error.filter(|e| *e > 0.0 && e.is_finite()).unwrap_or(0.01);
    (2.0 - error.log10().floor()).clamp(0.0, 8.0) as usize
}

/// A difference with its sign.
pub(super) fn signed(value: f64, decimals: usize) -> String {
    let text = format!("{:.*}", decimals, value.abs());
    let zero = text.bytes().all(|b| matches!(b, b'0' | b'.'));
    let sign = if zero {
        ""
    } else if value < 0.0 {
        "−"
    } else {
        "+"
    };
    format!("{sign}{text}")
}

/// Both ends of an interval.
pub(super) fn interval(ends: Option<(f64, f64)>, decimals: usize) -> String {
    let end = |value: f64| {
        if value.is_finite() {
            signed(value, decimals)
        } else if value > 0.0 {
            "∞".into()
        } else {
            "−∞".into()
        }
    };
    ends.map_or_else(|| "no interval".into(), |(low, high)| format!("[{}, {}]", end(low), end(high)))
}

/// A p, with its sign of equality.
pub(super) fn p(p: Option<f64>) -> String {
    match p {
        None => String::new(),
        Some(p) if p < 0.0001 => "p < 0.0001".into(),
        Some(p) => format!("p {p:.4}"),
    }
}

/// The verdict of one comparison as a sentence.
pub(super) fn verdict(contents: &AnalysisContents<'_>, c: &Comparison) -> String {
    let (outcome, level) = (shown_name(&contents.data.outcome_name), confidence(contents.settings.alpha));
    let places = decimals(c);
    let (control, plan) = (shown_name(&c.arms[0]), shown_name(&c.arms[1]));
    let Some(line) = c.headline() else {
        let needed = c.units_needed.map_or_else(String::new, |needed| {
            let words = contents.data.level.words();
            format!(" {needed} {words} in two equal arms are the fewest with which it could.")
        });
        return format!(
            "This design cannot tell: no outcome of it could be certain at {}.{needed}",
            percent(contents.settings.alpha, None)
        );
    };
    let size = format!("{} {outcome} ({level}: {})", signed(line.estimate, places), interval(line.interval, places));
    let told = match c.verdict {
        Verdict::Better => format!("Plan {plan} better than {control}: {size}."),
        Verdict::Worse => format!("Plan {plan} worse than {control}: {size}."),
        Verdict::TooEarly => format!("Too early to say whether plan {plan} or {control} is better: {size}."),
        Verdict::CannotTell => "This design cannot tell.".into(),
    };
    let broken = c.guarded.iter().filter(|g| g.kept == Kept::Broken);
    broken.fold(told, |told, g| format!("{told} But {}.", guarded(g, &plan)))
}

/// Level of an interval in words.
pub(super) fn confidence(alpha: f64) -> String {
    format!("{}\u{202f}% interval", short(100.0 * (1.0 - alpha)))
}

fn short(x: f64) -> f64 {
    (x * 1e9).round() / 1e9
}

/// Who took part.
pub(super) fn basis(contents: &AnalysisContents<'_>) -> String {
    let (data, analysis) = (contents.data, contents.analysis);
    let split = |counts: &[usize]| counts.iter().map(ToString::to_string).collect::<Vec<_>>().join(" / ");
    let rows = if data.periods.is_some() { "rows of a panel" } else { "accounts" };
    let mut text = format!("{} {}", analysis.units, data.level.words());
    if data.level != Level::Cohort && !matches!(contents.first().and_then(|c| c.panel.as_ref()), Some(PanelFindings::Switched(_))) {
        text.push_str(&format!(" ({})", split(&analysis.sample_ratio.units)));
    }
    text.push_str(&format!(", {} {rows}; plan assigned ", grouped(analysis.rows as u64)));
    text.push_str(&match data.level {
        Level::Cohort => "inside each CSM’s book".into(),
        level => format!("per {}", level.word()),
    });
    if !data.stratum_name.is_empty() {
        text.push_str(&format!(" inside {}", shown_name(&data.stratum_name)));
    }
    text
}

/// A line as method, with what its p rests on.
pub(super) fn method(line: &Line, c: &Comparison) -> String {
    let name = &line.name;
    match (line.key, line.degrees_of_freedom, c.counted) {
        ("permutation", _, Some(counted)) => {
            let drawn = if counted.exact { "" } else { " drawn" };
            format!("{name}, {} assignments{drawn}", grouped(counted.assignments))
        }
        (_, Some(df), _) if df.is_finite() => format!("{name}, {df:.1} df"),
        _ => name.clone(),
    }
}

/// Why the headline is what it is.
pub(super) fn rule(contents: &AnalysisContents<'_>, c: &Comparison) -> String {
    let words = contents.data.level.words();
    let rule = format!(
        "With {UNITS_FOR_CR2} {words} or more and {DF_FOR_CR2} degrees of freedom or more the headline is the regression; with fewer it is the permutation test, which needs no law of outcomes. The rule is fixed before the data are seen."
    );
    match c.headline().map(|line| line.key) {
        Some("permutation") => format!("{rule} Here it is the permutation test."),
        Some(_) => format!("{rule} Here it is the regression."),
        None => format!(
            "{rule} Here the permutation test has too few assignments for its p to reach {}.",
            percent(contents.settings.alpha, None)
        ),
    }
}

/// The p that goes with what a guardrail says: of holding where it is not otherwise, of being broken where it is.
pub(super) fn guarded_p(g: &Guarded) -> String {
    p(if g.kept == Kept::Broken { g.p.map(|p| 1.0 - p) } else { g.p })
}

/// What one guardrail says.
pub(super) fn guarded(g: &Guarded, plan: &str) -> String {
    let column = shown_name(&g.guardrail.column);
    let (worse, margin) = (if g.guardrail.margin > 0.0 { "higher" } else { "lower" }, g.guardrail.margin.abs());
    match g.kept {
        Kept::Holds => format!("{column} holds: under plan {plan} it is not {worse} by {margin} or more"),
        Kept::Broken => format!("{column} is BROKEN: under plan {plan} it is {worse} by more than {margin}"),
        Kept::NotShown => format!("{column} is not shown to hold: it may be {worse} by {margin} under plan {plan}"),
    }
}

/// How probable it is that the plan is better.
pub(super) fn belief(contents: &AnalysisContents<'_>, c: &Comparison) -> Option<String> {
    let b = c.belief.as_ref()?;
    let prior = match b.prior.moments() {
        None => "nothing believed before".into(),
        Some(_) if b.is_public => "before: the public experiment of Friebel et al. 2017, N(0.015, 0.03²)".to_owned(),
        Some((mean, sd)) => format!("before: N({mean}, {sd}²)"),
    };
    let better = if contents.settings.lower_is_better { 1.0 - b.above_zero } else { b.above_zero };
    let beaten = b.above_break_even.map_or_else(String::new, |p| format!(", above break-even {}", percent(p, None)));
    Some(format!("plan {} better with probability {}{beaten} ({prior})", shown_name(&c.arms[1]), percent(better, None)))
}

/// What moving between books did.
pub(super) fn exposure(c: &Comparison, places: usize) -> Option<String> {
    let e = c.exposure.as_ref()?;
    Some(format!(
        "{} of accounts of plan {} moved out, {} of those of {} moved in; effect if fully exposed {} {}",
        percent(e.moved_out, None),
        shown_name(&c.arms[1]),
        percent(e.moved_in, None),
        shown_name(&c.arms[0]),
        signed(e.debiased.estimate, places),
        interval(e.debiased.interval(0.95), places)
    ))
}

/// What the plan pays more.
pub(super) fn payout(contents: &AnalysisContents<'_>, c: &Comparison) -> Option<String> {
    let pay = c.payout.as_ref()?;
    let more = pay.extra.estimate;
    let (word, whose) = (if more < 0.0 { "less" } else { "more" }, contents.data.level.word());
    let price = pay.price.filter(|_| more > 0.0).map_or_else(String::new, |price| {
        format!(
            "; earned back where 1.00 {} of a {whose}’s book is worth {} or more",
            shown_name(&contents.data.outcome_name),
            grouped(price.round() as u64)
        )
    });
    Some(format!("plan {} costs {} {word} per {whose} and period paid{price}", shown_name(&c.arms[1]), grouped(more.abs().round() as u64)))
}

/// Whether bookings are heaped at the edge of quarters.
pub(super) fn timing(c: &Comparison) -> Option<String> {
    let t = c.timing.as_ref()?;
    let heaped = if t.test.line.p.is_some_and(|p| p <= 0.05) && t.treated > t.control {
        "more than under today’s: look for deals pulled in or held back"
    } else {
        "no more than chance would leave between the arms"
    };
    Some(format!(
        "{} of bookings under plan {} fell in the last {} days of a quarter, {} under {} ({} if spread evenly), {}: {heaped}",
        percent(t.treated, None),
        shown_name(&c.arms[1]),
        t.edge_days,
        percent(t.control, None),
        shown_name(&c.arms[0]),
        percent(t.even, None),
        p(t.test.line.p)
    ))
}

/// What the periods before the start say.
pub(super) fn before(c: &Comparison) -> Option<String> {
    let Some(PanelFindings::Start { study: Some(study), .. }) = &c.panel else { return None };
    let Some(test) = study.before else {
        return Some("there is a single period before the start, so that nobody can see whether the arms went apart before".into());
    };
    let p_value = test.p();
    let apart = match p_value {
        Some(p) if p <= 0.05 => "the arms went apart before the start already: do not trust the difference afterwards",
        Some(p) if p <= 0.2 => "the arms may have gone apart before the start already: be careful",
        _ => "nothing says that the arms went apart before the start",
    };
    Some(format!("{apart} (F {:.2} on {} and {} df, {})", test.f, test.numerator, test.denominator, p(p_value)))
}

/// Why a line is greyed; empty where it is not.
pub(super) fn reason(line: &Line) -> &str {
    match &line.standing {
        Standing::Invalid(reason) => reason,
        _ => "",
    }
}
