//! One new plan against control: the headline, everything beside it, and what was watched on the side.

use super::super::clustered::{Estimand, Exposure, Mixed, Model, effect_of_exposure};
use super::super::permutation::{PermutationError, units_needed};
use super::belief::{Belief, believe};
use super::checks::{Balance, balance};
use super::guardrail::{Guarded, guard};
use super::headline::{Choice, Verdict, choose, crown, judge};
use super::line::Line;
use super::lines::{ancova, others};
use super::panel::{PanelFindings, PanelLines, common_start, started, switched};
use super::payout::{Payout, payout};
use super::permuted::{Drawn, permute};
use super::timing::{Timing, timing};
use super::units::Units;
use super::{Data, Level, Settings};

/// A new plan against control.
#[derive(Debug, Clone, PartialEq)]
pub struct Comparison {
    /// Names of control and of the new plan.
    pub arms: [String; 2],
    /// Units of each.
    pub units: [usize; 2],
    /// Accounts (or rows of a panel) of each.
    pub accounts: [usize; 2],
    /// Every answer, the headline first where there is one.
    pub lines: Vec<Line>,
    /// Whether the first line is the headline.
    pub has_headline: bool,
    /// How the permutation was counted, where one was.
    pub counted: Option<Counted>,
    /// p of the headline, adjusted for the number of plans compared with control (Holm); the headline's own with one plan.
    pub adjusted_p: Option<f64>,
    /// p of Dunnett's test over unit means, with several plans.
    pub dunnett_p: Option<f64>,
    /// How probable it is that the plan is better.
    pub belief: Option<Belief>,
    /// What it says.
    pub verdict: Verdict,
    /// Units that a design needs for its p to reach α; given where this one cannot.
    pub units_needed: Option<usize>,
    /// Share of variance between units, from the mixed model with the headline's columns.
    pub icc: Option<f64>,
    /// Likeness before the start.
    pub balance: Vec<Balance>,
    /// Guardrails, in the order of the settings.
    pub guarded: Vec<Guarded>,
    /// What the plan pays more.
    pub payout: Option<Payout>,
    /// What moving between books did.
    pub exposure: Option<Exposure>,
    /// Bookings at the edge of quarters.
    pub timing: Option<Timing>,
    /// What a panel shows.
    pub panel: Option<PanelFindings>,
}

/// How a permutation test was counted.
#[derive(Debug, Clone, Copy, PartialEq, serde::Serialize)]
pub struct Counted {
    /// Assignments counted.
    pub assignments: u64,
    /// Whether that was all.
    pub exact: bool,
    /// Smallest p that any outcome could have had.
    pub smallest_p: f64,
    /// Error of p from drawing.
    pub p_error: Option<f64>,
}

impl Comparison {
    /// The line to be told; `None` where the design cannot tell.
    #[must_use]
    pub fn headline(&self) -> Option<&Line> {
        self.lines.first().filter(|_| self.has_headline)
    }

    /// A line by its key.
    #[must_use]
    pub fn line(&self, key: &str) -> Option<&Line> {
        self.lines.iter().find(|line| line.key == key)
    }
}

/// Analyses rows of two arms, control first.
///
/// # Errors
/// Where permutation is impossible, for example with an arm without units.
pub fn compare(data: &Data, settings: &Settings, drawn: Drawn<'_>) -> Result<Comparison, PermutationError> {
    let parts = if data.periods.is_some() { of_panel(data, settings, drawn)? } else { of_accounts(data, settings, drawn)? };
    let PanelLines { regression, others, permuted, findings } = parts;
    let units = [data.units_in(0), data.units_in(1)];
    let switched = matches!(findings, Some(PanelFindings::Switched(_)));
    // where a unit has both plans, it is one unit all the same
    let count = if switched || data.level == Level::Cohort { units[0].max(units[1]) } else { units[0] + units[1] };
    let choice = match choose(count, regression.as_ref(), permuted.as_ref(), settings.alpha) {
        // schedules are not permuted: CR2 stands alone, as far as it may
        Choice::Neither if switched && regression.as_ref().is_some_and(Line::is_valid) => Choice::Regression,
        choice => choice,
    };
    let counted =
        permuted.as_ref().map(|p| Counted { assignments: p.assignments, exact: p.exact, smallest_p: p.smallest_p, p_error: p.p_error });
    let mut permutation = permuted.map(|p| {
        let reason = format!("cannot reach {}: {} assignments", settings.alpha, p.assignments);
        p.line.invalid_if(p.smallest_p > settings.alpha, reason)
    });
    let mut regression = regression;
    let mut lines: Vec<Line> = match choice {
        Choice::Permutation => permutation.take().into_iter().chain(regression.take()).collect(),
        _ => regression.take().into_iter().chain(permutation.take()).collect(),
    };
    let has_headline = choice != Choice::Neither;
    if let Some(first) = lines.first_mut().filter(|_| has_headline) {
        crown(first);
    }
    lines.extend(others);
    let headline = lines.first().filter(|_| has_headline);
    let p = headline.and_then(|line| line.p);
    let verdict = judge(headline, p, settings.alpha, settings.lower_is_better);
    let treated = data.treated();
    let exposed = data.exposed.as_ref().filter(|_| data.periods.is_none());
    let exposure = exposed.and_then(|exposed| effect_of_exposure(&data.outcome, exposed, &treated, &data.unit).ok());
    let guarded = data.guarded.iter().zip(&settings.guardrails).map(|(values, rail)| guard(data, values, rail, settings.alpha)).collect();
    Ok(Comparison {
        arms: [data.arms[0].clone(), data.arms[1].clone()],
        units,
        accounts: [data.rows_in(0), data.rows_in(1)],
        has_headline,
        counted,
        adjusted_p: p,
        dunnett_p: None,
        belief: believed(&lines).and_then(|line| believe(data, line, settings)),
        units_needed: (verdict == Verdict::CannotTell).then(|| units_needed(settings.alpha, data.paired)),
        verdict,
        icc: if data.level == Level::Cohort || data.periods.is_some() { None } else { icc(data) },
        balance: if data.periods.is_some() { Vec::new() } else { balance(data) },
        guarded,
        payout: if switched { None } else { payout(data) },
        exposure,
        timing: if switched { None } else { timing(data, settings, drawn)? },
        panel: findings,
        lines,
    })
}

/// The line whose error is believed: the regression as far as it is valid, otherwise unit means.
fn believed(lines: &[Line]) -> Option<&Line> {
    let keys = ["ancova_cr2", "did_cr2", "switchback_total", "cuped_t", "means_t", "did_t"];
    keys.iter().find_map(|key| lines.iter().find(|line| line.key == *key && line.is_valid()))
}

fn of_accounts(data: &Data, settings: &Settings, drawn: Drawn<'_>) -> Result<PanelLines, PermutationError> {
    let estimand = settings.estimand.unwrap_or(Estimand::Csm);
    let (units, estimand) = match data.level {
        Level::Cohort => (Units::of_rows(data), Estimand::Account),
        _ => (Units::of(data, estimand), estimand),
    };
    Ok(PanelLines {
        regression: ancova(data, settings.estimand.unwrap_or(Estimand::Account), settings.alpha),
        others: others(data, settings.alpha, settings.seed),
        permuted: Some(permute(&units, estimand, drawn, settings.alpha)?),
        findings: None,
    })
}

fn of_panel(data: &Data, settings: &Settings, drawn: Drawn<'_>) -> Result<PanelLines, PermutationError> {
    match common_start(data) {
        Some(first) => started(data, first, settings, drawn),
        None => Ok(switched(data, settings)),
    }
}

fn icc(data: &Data) -> Option<f64> {
    let treated = data.treated();
    let model = Model::new(&data.outcome, &treated, &data.unit).baseline(data.baseline.as_deref()).strata(data.stratum.as_deref());
    Some(Mixed::fit(&model.regression().ok()?).ok()?.icc())
}
