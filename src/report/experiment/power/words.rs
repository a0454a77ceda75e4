//! The sentences of a design's power, the same on the page and in the terminal.

use super::PowerContents;
use crate::experiment::power::{Change, Comparison, Design, Kind, Law, Level, Lever, Need, Significance, Verdict};
use crate::report::number::{percent, plain};

/// What effects are told in.
#[derive(Debug, Clone, PartialEq)]
pub enum Unit {
    /// Standard deviations of an account's outcome: the outcome's own unit is not known.
    Sd,
    /// The outcome's own unit, by its name.
    Outcome(String),
    /// A share of accounts, told in points.
    Rate,
}

impl Unit {
    /// An effect with its unit.
    #[must_use]
    pub fn effect(&self, effect: f64) -> String {
        match self {
            Self::Sd => format!("{} sd", figures(effect)),
            Self::Rate => format!("{} points", figures(100.0 * effect)),
            Self::Outcome(name) if name.is_empty() => figures(effect),
            Self::Outcome(name) => format!("{} {name}", figures(effect)),
        }
    }

    /// The unit alone.
    #[must_use]
    pub fn name(&self) -> &str {
        match self {
            Self::Sd => "standard deviations of an account’s outcome",
            Self::Outcome(name) => name,
            Self::Rate => "share of accounts",
        }
    }
}

/// Three figures, without zeros at the end.
pub(super) fn figures(value: f64) -> String {
    if value == 0.0 {
        return "0".into();
    }
    let decimals = (2 - value.abs().log10().floor() as i32).clamp(0, 8);
    let text = plain(value, decimals, None);
    if text.contains('.') { text.trim_end_matches('0').trim_end_matches('.').to_owned() } else { text }
}

/// A p-value.
pub(super) fn p_value(p: f64) -> String {
    if p < 0.0001 { "<0.0001".into() } else { figures(p) }
}

/// A chance with one decimal: here tenths of a point are compared.
pub(super) fn chance(power: f64) -> String {
    if (0.0005..0.9995).contains(&power) { format!("{:.1}\u{202f}%", 100.0 * power) } else { percent(power, None) }
}

/// A count of CSMs, whole where it is.
pub(super) fn count(csms: f64) -> String {
    if (csms - csms.round()).abs() < 1e-9 { format!("{csms:.0}") } else { format!("{csms:.1}") }
}

/// Both arms.
pub(super) fn arms(csms: [f64; 2]) -> String {
    if csms[0] == csms[1] { format!("{} CSMs per arm", count(csms[0])) } else { format!("{} + {} CSMs", count(csms[0]), count(csms[1])) }
}

/// The team that a design asks for: both arms, or all CSMs where everyone has both plans.
pub(super) fn team(design: &Design, csms: [f64; 2]) -> String {
    if everyone_has_both(design) { format!("{} CSMs", count(csms[0] + csms[1])) } else { arms(csms) }
}

/// Whether CSMs are not divided into two arms: cohorts inside books, and schedules of other than two sequences.
pub(super) fn everyone_has_both(design: &Design) -> bool {
    design.level == Level::Cohort || matches!(&design.comparison, Comparison::Scheduled { schedule, .. } if schedule.rows().len() != 2)
}

/// To whom the plan is assigned.
pub(in crate::report::experiment) fn level(level: Level) -> &'static str {
    match level {
        Level::Csm => "CSM",
        Level::Pod { .. } => "pod",
        Level::CsmInPod { .. } => "CSM inside pods",
        Level::Cohort => "customer cohort inside each book",
    }
}

/// What the design is.
pub(super) fn design(design: &Design) -> String {
    let shape = match &design.comparison {
        Comparison::After if design.quarters > 1 => format!("Parallel, {} quarters", design.quarters),
        Comparison::After => "Parallel".into(),
        Comparison::Change(_) => "Parallel, change from a quarter before (difference in differences)".into(),
        Comparison::Adjusted(_) => "Parallel, adjusted for a quarter before (ANCOVA)".into(),
        Comparison::Scheduled { schedule, .. } => {
            let kind = match schedule.kind() {
                Some(Kind::Parallel { .. }) => "Parallel on a schedule",
                Some(Kind::SteppedWedge) => "Stepped wedge",
                Some(Kind::Crossover) => "Crossover",
                Some(Kind::Switchback) => "Switchback",
                None => "A schedule of your own",
            };
            format!("{kind}, {} quarters", schedule.quarters())
        }
    };
    format!("{shape}, plan assigned per {}", level(design.level))
}

/// The test in a few words.
pub(in crate::report::experiment) fn test_words(test: &Significance, degrees_of_freedom: f64) -> String {
    let law = match test.law {
        Law::Student => format!("t with {} df", figures(degrees_of_freedom)),
        Law::Normal => "by the normal law (too hopeful with few CSMs)".into(),
    };
    format!("alpha {} two-sided, {law}", percent(test.alpha, None))
}

/// The verdict, which can be repeated.
pub(super) fn verdict(contents: &PowerContents<'_>) -> String {
    let (study, unit) = (contents.study, contents.unit);
    let (effect, found) = (unit.effect(study.aim.effect), chance(study.power));
    let wanted = percent(study.aim.power, None);
    match study.verdict() {
        Verdict::Enough if contents.question.effect.is_none() => {
            format!("This design finds an uplift of {effect} or more with {wanted} power.")
        }
        Verdict::Enough => format!("Good enough: a true uplift of {effect} would be found with {found} ({wanted} wanted)."),
        Verdict::Weak => format!("Too weak: a true uplift of {effect} would be found with {found} only ({wanted} wanted)."),
        Verdict::Hopeless => {
            format!(
                "Hopeless as it stands: a true uplift of {effect} would be missed more often than found ({found} power, {wanted} wanted)."
            )
        }
        Verdict::CannotTell => {
            format!(
                "This design cannot tell: with so few to assign, no result, however large, reaches p {} in a permutation test (smallest p {}).",
                figures(study.aim.test.alpha),
                figures(study.smallest_p.unwrap_or(1.0))
            ) + &study.csms.map_or_else(String::new, |csms| format!(" It takes {} at the least.", team(&contents.question.design, csms)))
        }
    }
}

/// What larger books can and cannot do.
pub(super) fn ceiling(contents: &PowerContents<'_>) -> Option<String> {
    let (study, unit) = (contents.study, contents.unit);
    match (study.accounts?, study.csms_with_endless_books) {
        (Need::Hopeless(best), Some(csms)) => Some(format!(
            "Larger books cannot save it: with endless accounts the power is {}; {} are needed at the least.",
            chance(best),
            team(&contents.question.design, csms)
        )),
        (Need::Hopeless(best), None) => Some(format!("Larger books cannot save it: with endless accounts the power is {}.", chance(best))),
        (Need::Of(accounts), _) if accounts > contents.question.design.books.mean() + 0.5 => Some(format!(
            "With these CSMs, {} accounts per CSM would give {} at {}.",
            figures(accounts.ceil()),
            percent(study.aim.power, None),
            unit.effect(study.aim.effect)
        )),
        (Need::Of(_), _) => None,
    }
}

/// A change in words.
pub(super) fn change(change: Change, contents: &PowerContents<'_>) -> String {
    let design = &contents.question.design;
    match change {
        Change::Baseline => match contents.question.around.baseline {
            Some(baseline) => format!(
                "adjust for a quarter before (r {:.2}{})",
                baseline.correlation(design.parts()),
                if contents.baseline_is_assumed { ", assumed" } else { "" }
            ),
            None => "adjust for a quarter before".into(),
        },
        Change::ByCsm => "assign CSMs instead of pods".into(),
        Change::InsidePods => "assign CSMs inside pods".into(),
        Change::Cohorts => "assign customer cohorts inside each book (bias: see paylift ab levels)".into(),
        Change::MoreCsms => {
            let control = (1.5 * design.csms[0]).ceil();
            format!("half as many CSMs again ({})", team(design, [control, control * design.csms[1] / design.csms[0]]))
        }
        Change::MoreQuarters => "twice as many quarters".into(),
        Change::LargerBooks => format!("twice the accounts ({} per CSM)", figures(2.0 * design.books.mean())),
        Change::EqualArms => "arms of the same size".into(),
        Change::SteadierOutcome => "an outcome with a quarter less spread for the same uplift".into(),
        Change::NoCrossing => "no accounts crossing between the plans".into(),
    }
}

/// A short flag that makes the change, where there is one.
pub(super) fn flag(change: Change) -> Option<&'static str> {
    match change {
        Change::Baseline => Some("--design ancova"),
        Change::ByCsm => Some("--level csm"),
        Change::InsidePods => Some("--level csm-in-pod"),
        Change::Cohorts => Some("--level cohort"),
        _ => None,
    }
}

/// What a lever would need for the power wanted; nothing where the lever is more CSMs.
pub(super) fn lever_need(lever: &Lever, contents: &PowerContents<'_>) -> Option<String> {
    let csms = lever.csms.filter(|_| lever.change != Change::MoreCsms)?;
    let design = &contents.question.design;
    Some(if lever.change == Change::Cohorts || everyone_has_both(design) {
        format!("{} CSMs", count(csms[0] + csms[1]))
    } else {
        arms(csms)
    })
}
