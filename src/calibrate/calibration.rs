//! The whole way from a history to segments, and back to panels that should look like it.

use rayon::prelude::*;

use super::lab::{BaselineLab, LabSettings, compare_baselines};
use super::predictive::{Check, check};
use super::segment_fit::{Evidence, FittedSegment, Fitting, fit_segment};
use super::survival::{
    ChurnFit, ChurnSettings, InactivityCounts, InactivityRule, LifeTable, RecentUsage, RuleOutcome, Unfit, account_months, categories_of,
    constant_hazard, derive_lifetimes, fit_churn, fit_regression, rule_sensitivity,
};
use super::usage::{UsageFit, UsageSettings, fit_segments, fit_usage};
use super::{Books, Lifetimes, Replica};
use crate::cohort::History;
use crate::random::{Purpose, Stream};
use crate::scenario::{RunSettings, Scenario, Segment};
use crate::stats::Estimate;

/// What a calibration is asked for.
#[derive(Debug, Clone)]
pub struct CalibrationSettings {
    /// When silence counts as churn, where no lifetimes are given.
    pub rule: InactivityRule,
    /// How usage is fitted.
    pub usage: UsageSettings,
    /// How churn is fitted.
    pub churn: ChurnSettings,
    /// What the baseline lab compares.
    pub lab: LabSettings,
    /// Panels simulated for the check.
    pub panels: u32,
    /// Seed of everything that is drawn.
    pub seed: u64,
}

impl Default for CalibrationSettings {
    fn default() -> Self {
        Self {
            rule: InactivityRule::default(),
            usage: UsageSettings::default(),
            churn: ChurnSettings::default(),
            lab: LabSettings::default(),
            panels: 200,
            seed: 1,
        }
    }
}

/// What is being done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stage {
    /// Growth, noise, expansion, size.
    Usage,
    /// Churn.
    Churn,
    /// Segments are settled: the how-manieth of how many.
    Segment(usize, usize),
    /// Panels are simulated and compared.
    Check,
    /// Baseline rules are compared.
    Lab,
}

/// Where churn was read from.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
#[serde(tag = "from", rename_all = "kebab-case")]
pub enum ChurnSource {
    /// Lifetimes that were given.
    Given,
    /// Silence in the panel.
    Silence {
        /// What the rule did.
        counts: InactivityCounts,
        /// What rules of so many silent months say.
        sensitivity: Vec<(usize, Result<RuleOutcome, Unfit>)>,
    },
}

/// All that was found.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
pub struct Calibration {
    /// Usage of all accounts; `None` without a history.
    pub usage: Option<UsageFit>,
    /// Where churn was read from; the reason where it could not be.
    pub churn_source: Result<ChurnSource, String>,
    /// Churn of all accounts, where there are lifetimes.
    pub churn: Option<ChurnFit>,
    /// The segments, in the order of the history.
    pub segments: Vec<FittedSegment>,
    /// Whether panels simulated from them look like the history; `None` without one.
    pub check: Option<Check>,
    /// Which baseline rule would have paid for what; `None` without a history.
    pub lab: Option<BaselineLab>,
}

/// Fits `history`, and `lifetimes` where churn is known better than the history tells it. `like` has what neither shows: how work acts, turnover;
/// `base` is the segment of its own that each of the history's, by name, stands on.
#[must_use]
pub fn calibrate(
    history: &History,
    lifetimes: Option<&Lifetimes>,
    like: &Scenario,
    base: &dyn Fn(&str) -> Segment,
    settings: &CalibrationSettings,
    watch: &mut dyn FnMut(Stage),
) -> Calibration {
    watch(Stage::Usage);
    let everyone: Vec<u32> = (0..history.accounts.len() as u32).collect();
    let of_segment =
        |s: usize| -> Vec<u32> { everyone.iter().copied().filter(|&a| usize::from(history.segment[a as usize]) == s).collect() };
    let members: Vec<Vec<u32>> = (0..history.segments.len()).map(of_segment).collect();
    let usage = fit_usage(history, None, &settings.usage);
    let own: Vec<UsageFit> = match members.len() {
        0 | 1 => Vec::new(),
        _ => fit_segments(history, &settings.usage).into_iter().map(|segment| segment.fit).collect(),
    };

    watch(Stage::Churn);
    let (lifetimes, churn_source) = lived(history, lifetimes, settings);
    let churn = lifetimes.as_ref().map(|lifetimes| churn_of(history, lifetimes, &churn_source, settings));
    let hazard = |segment: Option<&str>| -> Result<Estimate, String> {
        let lifetimes = lifetimes.as_ref().ok_or_else(|| churn_source.as_ref().err().cloned().unwrap_or_default())?;
        hazard_of(lifetimes, segment)
    };
    let all = hazard(None);

    let fitting = Fitting {
        history,
        like: &Scenario { run: RunSettings { seed: settings.seed, ..like.run }, ..like.clone() },
        rule: settings.rule,
        seed: settings.seed,
    };
    let segments: Vec<FittedSegment> = (0..members.len())
        .map(|s| {
            watch(Stage::Segment(s + 1, members.len()));
            let name = &history.segments[s];
            let id = if name.is_empty() { "customers" } else { name.as_str() };
            let hazard = if members.len() > 1 { hazard(Some(name)) } else { all.clone() };
            let evidence = Evidence { usage: [own.get(s).unwrap_or(&usage), &usage], hazard: [&hazard, &all] };
            fit_segment(&fitting, name, id, &members[s], &evidence, &base(name))
        })
        .collect();

    watch(Stage::Check);
    let check = check(history, &panels_like(&fitting, &segments, settings.panels));
    watch(Stage::Lab);
    let lab = compare_baselines(history, &settings.lab);
    Calibration { usage: Some(usage), churn_source, churn, segments, check: Some(check), lab: Some(lab) }
}

/// Fits lifetimes alone: churn is all that they tell.
#[must_use]
pub fn calibrate_lifetimes(lifetimes: &Lifetimes, settings: &ChurnSettings) -> Calibration {
    Calibration {
        usage: None,
        churn_source: Ok(ChurnSource::Given),
        churn: Some(fit_churn(lifetimes, settings)),
        segments: Vec::new(),
        check: None,
        lab: None,
    }
}

/// Lifetimes given, or those that silence tells.
fn lived(history: &History, given: Option<&Lifetimes>, settings: &CalibrationSettings) -> (Option<Lifetimes>, Result<ChurnSource, String>) {
    if let Some(given) = given {
        return (Some(given.clone()), Ok(ChurnSource::Given));
    }
    match derive_lifetimes(history, settings.rule) {
        Ok(derived) => {
            let source = ChurnSource::Silence { counts: derived.counts, sensitivity: rule_sensitivity(history, settings.rule) };
            (Some(derived.lifetimes), Ok(source))
        }
        Err(reason) => (None, Err(reason.to_string())),
    }
}

/// Churn of lifetimes; where they are those of the panel, regressed on recent usage, too.
fn churn_of(history: &History, lifetimes: &Lifetimes, source: &Result<ChurnSource, String>, settings: &CalibrationSettings) -> ChurnFit {
    let (Ok(ChurnSource::Silence { .. }), Some(regression)) = (source, &settings.churn.regression) else {
        return fit_churn(lifetimes, &settings.churn);
    };
    let mut churn = fit_churn(lifetimes, &ChurnSettings { regression: None, ..settings.churn.clone() });
    let months = account_months(history, settings.rule, RecentUsage::default());
    let regressed = months.and_then(|months| fit_regression(&months.lifetimes, regression));
    // a panel too short for recent usage may tell what else churn depends on
    churn.regression = Some(regressed.or_else(|_| fit_regression(lifetimes, regression)));
    churn
}

/// Monthly hazard of all accounts, or of a segment's where lifetimes know their segment.
fn hazard_of(lifetimes: &Lifetimes, segment: Option<&str>) -> Result<Estimate, String> {
    let table = match segment {
        None => LifeTable::new(lifetimes),
        Some(name) => {
            let (names, code) = categories_of(lifetimes, "segment").map_err(|e| e.to_string())?;
            let at = names.iter().position(|n| n == name).ok_or_else(|| format!("no account of `{name}` has a lifetime"))?;
            LifeTable::of(lifetimes, |i| usize::from(code[i]) == at)
        }
    };
    match constant_hazard(&table) {
        Ok(hazard) if hazard.standard_error.is_some() => Ok(hazard),
        Ok(_) => Err("nobody left".to_owned()),
        Err(reason) => Err(reason.to_string()),
    }
}

/// Accounts of one simulated panel at most: what is uncertain then spreads more than what is drawn.
const MOST_ACCOUNTS: u64 = 6_000;

/// Panels like the history, each from its own draw of what is uncertain.
fn panels_like(fitting: &Fitting<'_>, segments: &[FittedSegment], panels: u32) -> Vec<History> {
    let stream = Stream::new(fitting.seed, Purpose::Parameters);
    let accounts: u64 = segments.iter().map(|s| u64::from(s.at_first.accounts)).sum();
    let part = (MOST_ACCOUNTS as f64 / accounts.max(1) as f64).min(1.0);
    let shrink = |n: u32| ((f64::from(n) * part).round() as u32).max(1);
    let books: Vec<Books> =
        segments.iter().map(|s| Books { accounts: shrink(s.at_first.accounts), csms: shrink(s.at_first.csms) }).collect();
    let drawn = |panel: u32, (nth, fitted): (usize, &FittedSegment)| match &fitted.draws {
        Some((parameters, rows)) => {
            let row = stream.block(PANEL, nth as u32, 0, panel)[0] as usize % rows.len();
            let mut segment = fitted.segment.clone();
            parameters.iter().zip(&rows[row]).for_each(|(parameter, value)| parameter.set(&mut segment, *value));
            segment
        }
        None => fitted.segment.clone(),
    };
    (0..panels)
        .into_par_iter()
        .flat_map_iter(|panel| {
            let segments = segments.iter().enumerate().map(|of| drawn(panel, of)).collect();
            Replica::new(fitting.like, segments, &books, fitting.history.months.len()).histories(panel..panel + 1)
        })
        .collect()
}

/// Thing of the parameter stream that panels of a check draw with.
const PANEL: u32 = 1 << 30;
