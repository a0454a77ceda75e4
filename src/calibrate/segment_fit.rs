//! One segment from what its customers did: point values, how well each is known, and where each comes from.

use crate::calibrate::settle::{Matched, Moment, Moments, Surroundings, settle};
use crate::calibrate::size_today::{SizeToday, size_today};
use crate::calibrate::survival::InactivityRule;
use crate::calibrate::usage::{Parameters, UsageFit};
use crate::calibrate::{Books, outlook};
use crate::cohort::History;
use crate::random::{Purpose, Stream};
use crate::scenario::{Billing, Parameter, Scenario, Segment, Uncertainty};
use crate::stats::{self, Estimate};
use rand_distr::{Distribution, StandardNormal};

/// Where a number of a fitted segment comes from.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
#[serde(tag = "from", rename_all = "kebab-case")]
pub enum Origin {
    /// The segment's own accounts.
    Fitted,
    /// All accounts of the history: the segment's own cannot tell.
    AllAccounts {
        /// Why not.
        why: String,
    },
    /// The segment that it stands on: no account of the history can tell.
    Default {
        /// Why not.
        why: String,
    },
}

/// A number of a fitted segment.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
pub struct FittedParameter {
    /// Which.
    pub parameter: Parameter,
    /// Its value, as the segment file has it.
    pub value: f64,
    /// Its standard error; `None` for defaults.
    pub standard_error: Option<f64>,
    /// Where it comes from.
    pub origin: Origin,
}

/// A segment fitted to a history.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
pub struct FittedSegment {
    /// Name in the history; empty where it names no segments.
    pub name: String,
    /// Accounts of the history.
    pub accounts: usize,
    /// Accounts active in the first month, and the CSMs who share them.
    pub at_first: Books,
    /// Accounts active today, and the CSMs who have them.
    pub today: Books,
    /// Their size.
    pub size: Option<SizeToday>,
    /// What was observed.
    pub observed: Moments,
    /// What panels simulated from the segment show.
    pub seen: Moments,
    /// Largest difference between the two that is left, in standard errors over simulated panels.
    pub largest_difference: f64,
    /// Moments that simulated panels cannot be compared by: what they would settle is that of the segment it stands on.
    pub not_compared: Vec<Moment>,
    /// The numbers that were fitted.
    pub parameters: Vec<FittedParameter>,
    /// The segment.
    #[serde(skip)]
    pub segment: Segment,
    /// Draws of its uncertain numbers.
    #[serde(skip)]
    pub draws: Option<(Vec<Parameter>, Vec<Vec<f64>>)>,
}

/// What one segment is fitted to.
#[derive(Clone, Copy)]
pub(super) struct Evidence<'a> {
    /// Usage of the segment's accounts, and of all.
    pub usage: [&'a UsageFit; 2],
    /// Monthly hazard of the same.
    pub hazard: [&'a Result<Estimate, String>; 2],
}

/// Everything else a fit needs.
#[derive(Clone, Copy)]
pub(super) struct Fitting<'a> {
    pub history: &'a History,
    pub like: &'a Scenario,
    pub rule: InactivityRule,
    pub seed: u64,
}

/// Fits a segment with this name and these accounts, standing on `base` for what no history shows.
pub(super) fn fit_segment(
    fitting: &Fitting<'_>,
    name: &str,
    id: &str,
    accounts: &[u32],
    evidence: &Evidence<'_>,
    base: &Segment,
) -> FittedSegment {
    let history = fitting.history;
    let (observed, mut origins) = gather(evidence);
    let noise = match base.billing {
        Billing::Usage { .. } => observed.get(Moment::NoiseVariance).unwrap_or(0.0),
        Billing::Contract { .. } => 0.0,
    };
    let size = size_today(history, accounts, noise);
    let mut segment = Segment { id: id.to_owned(), title: id.to_owned(), ..base.clone() };
    if let Some(size) = &size {
        segment.median_arr = size.ln_mean.value.exp();
        segment.arr_log_sd = size.ln_sd.value;
    }
    let today = books_in(history, accounts, history.months.len() - 1, base);
    segment.accounts_per_csm = (today.accounts / today.csms).max(1);
    let books = books_in(history, accounts, 0, base);
    let surroundings = Surroundings { like: fitting.like, books, months: history.months.len(), rule: fitting.rule };
    let matched = settle(&segment, &observed, &surroundings);
    for &moment in &matched.not_compared {
        origins[moment as usize] = Origin::Default { why: "hardly any panel simulated from a fit to this history can tell it".into() };
    }
    let settled = outlook::with_outlook(fitting.like, &matched.segment, base, books);
    let draws = draw_parameters(fitting, evidence, &observed, &origins, &matched, &settled, size.as_ref());
    let parameters = told(&settled, &origins, size.as_ref(), draws.as_ref());
    let Matched { seen, not_compared, largest_difference, .. } = matched;
    FittedSegment {
        name: name.to_owned(),
        accounts: accounts.len(),
        at_first: books,
        today,
        size,
        observed,
        seen,
        largest_difference,
        not_compared,
        parameters,
        segment: Segment {
            uncertainty: draws.as_ref().and_then(|(names, rows)| Uncertainty::draws(names.clone(), rows.clone()).ok()),
            ..settled
        },
        draws,
    }
}

/// Accounts active in a month, and the CSMs who own them: those the history names, or as many as full books of `base` need.
fn books_in(history: &History, accounts: &[u32], month: usize, base: &Segment) -> Books {
    let active: Vec<u32> = accounts.iter().copied().filter(|&a| history.of(a as usize)[month] > 0.0).collect();
    // a history may begin before most of its accounts: its company is as large as the accounts that are ever there at the end
    let count = if active.len() * 10 < accounts.len() { accounts.len() } else { active.len() } as u32;
    let named = history.owner.as_ref().map(|owner| {
        let mut names: Vec<&str> = accounts.iter().map(|&a| owner[a as usize].as_str()).filter(|name| !name.is_empty()).collect();
        names.sort_unstable();
        names.dedup();
        names.len() as u32
    });
    let csms = named.filter(|n| *n > 0).unwrap_or_else(|| count.div_ceil(base.accounts_per_csm.max(1)));
    Books { accounts: count.max(1), csms: csms.clamp(1, count.max(1)) }
}

/// Moments by the first evidence that has them, and where each comes from, in the order of [`Moment::ALL`].
fn gather(evidence: &Evidence<'_>) -> (Moments, Vec<Origin>) {
    let of = |which: usize| Moments::new(&evidence.usage[which].parameters, evidence.hazard[which].as_ref().ok().map(|h| h.value));
    let (own, all) = (of(0), of(1));
    let why = |which: usize, moment: Moment| match moment.parameter() {
        Some(name) => {
            evidence.usage[which].parameters.get(name).why_not().map_or_else(|| "it is not a number".to_owned(), |why| why.to_string())
        }
        None => evidence.hazard[which].as_ref().err().cloned().unwrap_or_else(|| "nobody left".to_owned()),
    };
    let mut moments = Moments::default();
    let origins = Moment::ALL.map(|moment| match (own.get(moment), all.get(moment)) {
        (Some(value), _) => {
            moments = moments.with(moment, Some(value));
            Origin::Fitted
        }
        (None, Some(value)) => {
            moments = moments.with(moment, Some(value));
            Origin::AllAccounts { why: why(0, moment) }
        }
        (None, None) => Origin::Default { why: why(1, moment) },
    });
    (moments, origins.to_vec())
}

/// Numbers of a segment that a moment settles.
fn settled_by(moment: Moment) -> &'static [Parameter] {
    match moment {
        Moment::LnHazard => &[Parameter::AnnualChurn],
        Moment::Drift => &[Parameter::Growth],
        Moment::TrendVariance => &[Parameter::GrowthSd],
        Moment::OwnVariance => &[Parameter::UsageSd],
        Moment::NoiseVariance => &[Parameter::NoiseSd],
        Moment::CommonVariance => &[Parameter::CommonShare],
        Moment::LnExpansionRate => &[Parameter::ExpansionRate],
        Moment::LnExpansionSize => &[Parameter::ExpansionMedian],
        Moment::ExpansionSizeSd => &[Parameter::SizeLogSd],
    }
}

/// Draws of all numbers that are not defaults: what resampled accounts would have moved the settled numbers by.
fn draw_parameters(
    fitting: &Fitting<'_>,
    evidence: &Evidence<'_>,
    observed: &Moments,
    origins: &[Origin],
    matched: &Matched,
    settled: &Segment,
    size: Option<&SizeToday>,
) -> Option<(Vec<Parameter>, Vec<Vec<f64>>)> {
    let from = |which: usize| &evidence.usage[which].parameters;
    let rows = from(0).draws.rows.len().max(from(1).draws.rows.len());
    let stream = Stream::new(fitting.seed, Purpose::Parameters);
    let mut parameters: Vec<Parameter> = Vec::new();
    for (moment, origin) in Moment::ALL.into_iter().zip(origins) {
        if !matches!(origin, Origin::Default { .. }) {
            parameters.extend(settled_by(moment).iter().filter(|p| p.of(settled).is_some()));
        }
    }
    if size.is_some() {
        parameters.extend([Parameter::MedianArr, Parameter::ArrLogSd]);
    }
    let draw = |nth: usize| {
        let mut rng = stream.rng(CALIBRATION, 0, nth as u32);
        let mut normal = || -> f64 { StandardNormal.sample(&mut rng) };
        let hazard = |which: usize, z: f64| {
            let h = evidence.hazard[which].as_ref().ok()?;
            Some(h.value.ln() + z * h.standard_error? / h.value)
        };
        let z = [normal(), normal(), normal()];
        let drawn = [0, 1].map(|which| drawn(from(which), nth, hazard(which, z[0])));
        let mut moments = Moments::default();
        for (moment, origin) in Moment::ALL.into_iter().zip(origins) {
            let value = match origin {
                Origin::Fitted => drawn[0].get(moment),
                Origin::AllAccounts { .. } => drawn[1].get(moment),
                Origin::Default { .. } => None,
            };
            // what a resample cannot tell stays as observed
            moments = moments.with(moment, value.or(observed.get(moment)));
        }
        let mut segment = matched.latent.moved(&moments, observed, 1.0).segment(settled);
        if let Some(size) = size {
            segment.median_arr = (size.ln_mean.value + z[1] * size.ln_mean.standard_error.unwrap_or(0.0)).exp();
            segment.arr_log_sd = (size.ln_sd.value + z[2] * size.ln_sd.standard_error.unwrap_or(0.0)).clamp(0.0, 3.0);
        }
        parameters.iter().map(|p| p.of(&segment).unwrap_or_default()).collect()
    };
    let rows: Vec<Vec<f64>> = (0..rows).map(draw).collect();
    (rows.len() >= 2 && !parameters.is_empty()).then_some((parameters, rows))
}

/// Thing of the parameter stream that draws of a calibration are.
const CALIBRATION: u32 = 1 << 31;

/// The nth joint draw; where there are fewer, they are taken again.
fn drawn(parameters: &Parameters, nth: usize, ln_hazard: Option<f64>) -> Moments {
    let draws = &parameters.draws;
    match draws.rows.len() {
        0 => Moments::default().with(Moment::LnHazard, ln_hazard),
        n => Moments::of_draw(&draws.names, &draws.rows[nth % n], ln_hazard),
    }
}

/// Every number that a history can show, with its error and origin.
fn told(
    segment: &Segment,
    origins: &[Origin],
    size: Option<&SizeToday>,
    draws: Option<&(Vec<Parameter>, Vec<Vec<f64>>)>,
) -> Vec<FittedParameter> {
    let error = |parameter: Parameter| {
        let (parameters, rows) = draws?;
        let at = parameters.iter().position(|p| *p == parameter)?;
        rows.iter().map(|row| row[at]).collect::<stats::Moments>().sd()
    };
    let of = |parameter: Parameter, origin: &Origin| {
        let value = parameter.of(segment)?;
        Some(FittedParameter { parameter, value, standard_error: error(parameter), origin: origin.clone() })
    };
    let sized = match size {
        Some(_) => Origin::Fitted,
        None => Origin::Default { why: "fewer than 8 accounts were active in the last quarter".into() },
    };
    let by_moment = Moment::ALL.into_iter().zip(origins).flat_map(|(moment, origin)| settled_by(moment).iter().map(move |p| (*p, origin)));
    by_moment.chain([(Parameter::MedianArr, &sized), (Parameter::ArrLogSd, &sized)]).filter_map(|(p, origin)| of(p, origin)).collect()
}
