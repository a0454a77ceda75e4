//! From arguments to a design, with all that is wrong told at once.

use std::path::Path;

use super::design_args::{DesignArgs, LevelArg, WeightArg};
use crate::config::{Problem, Problems, Source};
use crate::experiment::power::{
    Baseline, Books, Comparison, Design, Law, Level, Measured, MeasuredFile, PastColumns, Persistence, Significance, Surroundings,
    Weighting, read_books, read_past, sd_of_rates,
};
use crate::report::experiment::power::Unit;
use crate::report::manifest::Input;

/// ICC that is assumed where nobody knows: the middle of what outcomes of teams show.
const ICC: f64 = 0.05;
/// Correlations before and after, as in the worked examples.
const BASELINE: Baseline = Baseline { csm: 0.6, account: 0.5 };
/// Part of the ICC that pods share.
const POD_SHARE: f64 = 1.0 / 3.0;

/// A design and what is known around it.
#[derive(Debug, Clone)]
pub(super) struct Planned {
    pub design: Design,
    pub effect: Option<f64>,
    pub test: Significance,
    pub unit: Unit,
    pub around: Surroundings,
    pub baseline_is_assumed: bool,
    pub measured: Option<Measured>,
    pub assumed: Vec<String>,
    pub inputs: Vec<Input>,
}

/// What is wrong so far, and what was assumed.
#[derive(Debug, Default)]
pub(super) struct Wants {
    problems: Problems,
    assumed: Vec<String>,
    inputs: Vec<Input>,
}

impl Wants {
    pub(super) fn problem(&mut self, message: impl Into<String>, allowed: &str) {
        let problem = Problem::without_place(message);
        self.problems.push(if allowed.is_empty() { problem } else { problem.allowed(allowed) });
    }

    pub(super) fn assume(&mut self, what: String) {
        self.assumed.push(what);
    }

    pub(super) fn all(&mut self, problems: &Problems) {
        problems.sorted().into_iter().for_each(|problem| self.problems.push(problem.clone()));
    }

    /// Checks a number; what is out of range becomes a problem, and the fallback is gone on with.
    fn number(&mut self, flag: &str, value: f64, sound: bool, allowed: &str) -> Option<f64> {
        if value.is_finite() && sound {
            return Some(value);
        }
        self.problem(format!("{flag}: {value} is out of range"), allowed);
        None
    }

    fn share(&mut self, flag: &str, value: f64) -> Option<f64> {
        self.number(flag, value, (0.0..=1.0).contains(&value), "from 0 to 1")
    }

    pub(super) fn read(&mut self, path: &Path) -> Option<std::sync::Arc<Source>> {
        let name = path.display().to_string();
        match Source::read(path, &name) {
            Ok(source) => {
                self.inputs.push(Input { name, sha256: source.sha256() });
                Some(source)
            }
            Err(problem) => {
                self.problems.push(problem);
                None
            }
        }
    }

    /// Everything that is wrong, or nothing.
    pub(super) fn finish(self, planned: Option<Planned>) -> Result<Planned, Problems> {
        match planned {
            Some(planned) if self.problems.is_empty() => Ok(Planned { assumed: self.assumed, inputs: self.inputs, ..planned }),
            _ => Err(self.problems),
        }
    }
}

/// An amount as typed: its value, and whether it is in standard deviations.
pub(super) fn amount(text: &str) -> Option<(f64, bool)> {
    let text = text.trim();
    if let Some(sds) = text.strip_suffix("sd") {
        return sds.trim().parse().ok().map(|value| (value, true));
    }
    if let Some(points) = text.strip_suffix('%') {
        return points.trim().parse::<f64>().ok().map(|value| (value / 100.0, false));
    }
    text.parse().ok().map(|value| (value, false))
}

/// The design that the arguments describe; `level` is to whom plans are assigned. Comparison and quarters are left to the verb.
pub(super) fn planned(args: &DesignArgs, level: LevelArg, wants: &mut Wants) -> Option<Planned> {
    let measured = args.from.as_deref().and_then(|path| history(args, path, wants));
    if args.from.is_some() && measured.is_none() {
        return None;
    }
    let books = books(args, measured.as_ref(), wants);
    let csms = csms(args, measured.as_ref(), &books, wants);
    let icc = match (args.icc, &measured) {
        (Some(icc), _) => wants.number("--icc", icc, (0.0..1.0).contains(&icc), "from 0 to below 1"),
        (None, Some(measured)) => Some(measured.icc.for_planning()),
        (None, None) => {
            wants.assumed.push(format!("ICC {ICC} (give --icc, or --from a history)"));
            Some(ICC)
        }
    };
    let alpha = wants.number("--alpha", args.alpha, args.alpha > 0.0 && args.alpha < 0.5, "above 0 and below 0.5");
    let (effect, unit, sd) = scale(args, measured.as_ref(), wants);
    let crossing = match args.contamination.as_slice() {
        &[treated, control] => {
            let both = treated + control;
            let sound = treated >= 0.0 && control >= 0.0 && both < 1.0;
            wants.number("--contamination", both, sound, "two shares from 0 that add up to less than 1").map(|_| [treated, control])
        }
        [] => Some([0.0; 2]),
        _ => {
            wants.problem(
                "--contamination wants two shares",
                "treated accounts under today's plan, control accounts under the new one: 0.1,0.05",
            );
            None
        }
    };
    let icc = icc.unwrap_or(ICC);
    let pods = pods(args, measured.as_ref(), icc, level, wants);
    let spread = match args.effect_spread.as_deref().map(amount) {
        None => Some(0.0),
        Some(Some((value, in_sd))) if value >= 0.0 => sd.map(|sd| if in_sd { value * sd[0] } else { value }),
        Some(_) => {
            wants.problem("--effect-spread is no amount", "such as 0.1sd or 0.02");
            None
        }
    };
    let (around_baseline, baseline_is_assumed) = baseline(args, measured.as_ref(), wants);
    let level = match (level, pods) {
        (LevelArg::Pod, Some((csms, icc))) => Level::Pod { csms, icc },
        (LevelArg::CsmInPod, Some((csms, icc))) => Level::CsmInPod { csms, icc },
        (LevelArg::Cohort, _) => Level::Cohort,
        // pods without a size are a problem that was told
        (LevelArg::Csm, _) | (_, None) => Level::Csm,
    };
    Some(Planned {
        design: Design {
            csms: csms?,
            books: books?,
            weighting: match args.weights {
                WeightArg::Accounts => Weighting::Accounts,
                WeightArg::Mixed => Weighting::MixedModel,
                WeightArg::Csms => Weighting::Csms,
            },
            icc,
            sd: sd?,
            effect_spread: spread?.powi(2),
            level,
            comparison: Comparison::After,
            quarters: 1,
            persistence: Persistence::default(),
            covariates: f64::from(args.covariates),
            crossing: crossing?,
        },
        effect,
        test: Significance { alpha: alpha?, law: if args.z { Law::Normal } else { Law::Student } },
        unit,
        around: Surroundings { baseline: Some(around_baseline?), pods },
        baseline_is_assumed,
        measured,
        assumed: Vec::new(),
        inputs: Vec::new(),
    })
}

/// What a history says.
fn history(args: &DesignArgs, path: &Path, wants: &mut Wants) -> Option<Measured> {
    let source = wants.read(path)?;
    if source.text.trim_start().starts_with('{') {
        let read = serde_json::from_str::<MeasuredFile>(&source.text);
        let measured = read.as_ref().ok().and_then(MeasuredFile::measured);
        if measured.is_none() {
            let why = read.err().map_or_else(|| "a number is out of range".to_owned(), |error| error.to_string());
            wants.problem(
                format!("{}: no baseline of paylift: {why}", source.name),
                "a baseline.json that `ab power --from HISTORY.csv` wrote",
            );
        }
        return measured;
    }
    let columns = PastColumns {
        csm: args.csm.clone(),
        pod: args.pod.clone(),
        arm: args.arm.clone(),
        outcome: args.outcome.clone(),
        baseline: args.baseline.clone(),
    };
    let file = read_past(&source, &columns).map_err(|problems| wants.all(&problems)).ok()?;
    if file.left_out > 0 {
        wants.assumed.push(format!("{} rows without an outcome before or after were left out", file.left_out));
    }
    let measured = file.past.measured();
    if measured.as_ref().and_then(|measured| measured.baseline).is_some_and(|baseline| baseline.csm >= 1.0) {
        wants.assumed.push(
            "what CSMs' accounts share is the same before and after, as far as so few CSMs tell: power with a baseline is hopeful".into(),
        );
    }
    if measured.is_none() {
        wants.problem(
            format!("{}: the ICC of `{}` cannot be measured", source.name, file.outcome),
            "at least two CSMs with several accounts whose outcomes differ",
        );
    }
    measured
}

fn books(args: &DesignArgs, measured: Option<&Measured>, wants: &mut Wants) -> Option<Books> {
    if let Some(path) = &args.books {
        if args.accounts.is_some() || args.cv.is_some() {
            wants.problem("--books says how large books are: leave out --accounts and --cv", "");
        }
        let source = wants.read(path)?;
        return read_books(&source).map_err(|problems| wants.all(&problems)).ok().map(Books::Listed);
    }
    let cv = args.cv.map(|cv| wants.number("--cv", cv, (0.0..=5.0).contains(&cv), "from 0 to 5"));
    let accounts = args.accounts.map(|n| wants.number("--accounts", n, (1.0..=1e7).contains(&n), "from 1 to 10,000,000"));
    match (accounts, cv, measured) {
        (Some(accounts), None, _) => Some(Books::Equal(accounts?)),
        (Some(accounts), Some(cv), _) => Some(Books::Varied { mean: accounts?, cv: cv? }),
        (None, Some(cv), Some(measured)) => Some(Books::Varied { mean: measured.books.mean(), cv: cv? }),
        (None, None, Some(measured)) => Some(measured.books.clone()),
        (None, _, None) => {
            wants.problem("how many accounts does a CSM have?", "--accounts N, --books FILE or --from HISTORY");
            None
        }
    }
}

fn csms(args: &DesignArgs, measured: Option<&Measured>, books: &Option<Books>, wants: &mut Wants) -> Option<[f64; 2]> {
    let sound = |n: f64| n >= 1.0 && n.fract() == 0.0 && n <= 1e6;
    let half = |all: f64| [(all / 2.0).ceil(), (all / 2.0).floor()];
    match (args.csms.as_slice(), books, measured) {
        (&[control, treated], _, _) if sound(control) && sound(treated) => Some([control, treated]),
        (&[all], _, _) if sound(all) && all >= 2.0 => Some(half(all)),
        (&[], Some(Books::Listed(sizes)), _) if sizes.len() >= 2 => Some(half(sizes.len() as f64)),
        (&[], _, Some(measured)) if measured.icc.csms >= 2 => Some(half(measured.icc.csms as f64)),
        (&[], _, _) => {
            wants.problem("how many CSMs are there?", "--csms 20,20 (today's plan, new plan) or --csms 40");
            None
        }
        _ => {
            wants.problem("--csms is no number of CSMs", "whole numbers from 1, such as 20,20; or one number from 2 for all of them");
            None
        }
    }
}

/// The effect in units of the outcome, what it is told in, and the sd of both arms. Without an sd, effects are in sd.
fn scale(args: &DesignArgs, measured: Option<&Measured>, wants: &mut Wants) -> (Option<f64>, Unit, Option<[f64; 2]>) {
    let effect = args.effect.as_deref().and_then(|text| {
        let read = amount(text).filter(|(value, _)| value.is_finite() && *value != 0.0);
        if read.is_none() {
            wants.problem(format!("--effect {text} is no uplift"), "such as 0.2sd, 0.03 or 3%; not 0");
        }
        read
    });
    let unknown = args.effect.is_some() && effect.is_none();
    if let Some(rate) = args.rate {
        if args.sd.is_some() {
            wants.problem("--rate says how much outcomes vary: leave out --sd", "");
        }
        let treated = match effect {
            Some((value, true)) => rate + value * (rate * (1.0 - rate)).max(0.0).sqrt(),
            Some((value, false)) => rate + value,
            None => rate,
        };
        let inside = |rate: f64| rate > 0.0 && rate < 1.0;
        let sound = wants.number("--rate", rate, inside(rate), "above 0 and below 1");
        if sound.is_some() && !inside(treated) {
            wants.problem(
                format!("--rate {rate} with that uplift is a rate of {treated}"),
                "an uplift that leaves the rate between 0 and 1",
            );
            return (None, Unit::Sd, None);
        }
        return (effect.map(|_| treated - rate), Unit::Rate, sound.map(|_| sd_of_rates([rate, treated])));
    }
    let sd = args.sd.map(|sd| wants.number("--sd", sd, sd > 0.0, "above 0"));
    let sd = match (sd, measured) {
        (Some(sd), _) => sd,
        (None, Some(measured)) => Some(measured.icc.sd),
        (None, None) => {
            if let Some((_, false)) = effect {
                wants.problem(
                    "--effect is in the outcome's unit, but how much accounts vary is not known",
                    "--sd, --rate or --from; or an uplift in standard deviations, such as 0.2sd",
                );
            }
            return (effect.map(|(value, _)| value), Unit::Sd, (!unknown).then_some([1.0; 2]));
        }
    };
    let Some(sd) = sd.filter(|_| !unknown) else { return (None, Unit::Sd, None) };
    (effect.map(|(value, in_sd)| if in_sd { value * sd } else { value }), Unit::Outcome(String::new()), Some([sd; 2]))
}

/// CSMs a pod and what they share; a problem where the level needs pods and there are none.
fn pods(args: &DesignArgs, measured: Option<&Measured>, icc: f64, level: LevelArg, wants: &mut Wants) -> Option<(f64, f64)> {
    let needed = matches!(level, LevelArg::Pod | LevelArg::CsmInPod);
    let size = match args.pod_size.or(measured.and_then(|measured| measured.pod_size)) {
        Some(size) => wants.number("--pod-size", size, (1.0..=1e4).contains(&size), "from 1 to 10,000")?,
        None if needed => {
            wants.problem("how many CSMs are in a pod?", "--pod-size N, or --from a history with a column `pod`");
            return None;
        }
        None => return None,
    };
    let shared = match args.pod_icc.or(measured.and_then(|measured| measured.pod_icc)) {
        Some(shared) => wants.number("--pod-icc", shared, (0.0..=icc).contains(&shared), "from 0 to the ICC")?,
        None => {
            wants.assumed.push("CSMs of one pod share a third of the ICC (give --pod-icc)".into());
            POD_SHARE * icc
        }
    };
    Some((size, shared))
}

/// Correlations before and after, and whether they are assumed.
fn baseline(args: &DesignArgs, measured: Option<&Measured>, wants: &mut Wants) -> (Option<Baseline>, bool) {
    match (args.baseline_r.as_slice(), measured.and_then(|measured| measured.baseline)) {
        (&[csm, account], _) => {
            let (csm, account) = (wants.share("--baseline-r", csm), wants.share("--baseline-r", account));
            (csm.zip(account).map(|(csm, account)| Baseline { csm, account }), false)
        }
        (&[], Some(baseline)) => (Some(baseline), false),
        (&[], None) => (Some(BASELINE), true),
        _ => {
            wants.problem("--baseline-r wants two correlations", "of what a CSM's accounts share, and of accounts: 0.6,0.5");
            (None, false)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_are_read_as_they_are_written() {
        assert_eq!(amount(".2sd"), Some((0.2, true)));
        assert_eq!(amount("0.2 sd"), Some((0.2, true)));
        assert_eq!(amount("0.03"), Some((0.03, false)));
        assert_eq!(amount("-5%"), Some((-0.05, false)));
        assert_eq!((amount("much"), amount("sd")), (None, None));
    }

    #[test]
    fn all_that_is_missing_or_wrong_is_told_at_once() {
        let mut wants = Wants::default();
        let args =
            DesignArgs { effect: Some("0.03".into()), cv: Some(9.0), alpha: 2.0, contamination: vec![0.8, 0.4], ..DesignArgs::default() };
        let found = planned(&args, LevelArg::Pod, &mut wants);
        let told = wants.finish(found).unwrap_err().render(false);
        for part in ["how many accounts", "how many CSMs", "--cv", "--alpha", "--contamination", "how much accounts vary", "in a pod"] {
            assert!(told.contains(part), "{part}: {told}");
        }
    }

    #[test]
    fn a_yes_or_no_has_its_own_spread_in_each_arm() {
        let mut wants = Wants::default();
        let args = DesignArgs {
            csms: vec![20.0, 20.0],
            accounts: Some(40.0),
            icc: Some(0.05),
            rate: Some(0.85),
            effect: Some("5%".into()),
            alpha: 0.05,
            ..DesignArgs::default()
        };
        let planned = planned(&args, LevelArg::Csm, &mut wants).unwrap();
        // the oracle's noncentrality
        let error = planned.design.sight().unwrap().standard_error();
        assert!((planned.effect.unwrap() / error - 1.765_526_982_244_706_2).abs() < 1e-9);
    }
}
