//! Every answer that the data allow, the sound ones and the traps: the traps are there so that whoever meets their numbers elsewhere can see
//! why they differ.

use super::super::Effect;
use super::super::clustered::{
    Estimand, Mixed, Model, Robust, blocked_difference, books_of, cuped, difference_of_ratios, difference_pooled, exchangeable,
    paired_difference,
};
use super::super::permutation::{Signs, WildBootstrap};
use super::line::{Line, Standing};
use super::units::{Units, compact, counts_by};
use super::{Data, Level};

/// Fewest degrees of freedom with which CR2 is shown as valid.
pub(super) const LEAST_DF: f64 = 4.0;
/// Data sets of the wild bootstrap where signs are too many to be counted.
const WILD_DRAWS: usize = 9_999;
/// Units from which on a normal law and the delta method are harmless.
const MANY_UNITS: usize = 100;

const FEW_DF: &str = "fewer than 4 degrees of freedom";
const NAIVE: &str = "takes accounts of a book as independent";
const MANY_NEEDED: &str = "rejects too often below 100 units";

/// The regression that may be the headline: ANCOVA with baseline and strata, CR2 with Satterthwaite's degrees of freedom.
#[must_use]
pub(super) fn ancova(data: &Data, estimand: Estimand, alpha: f64) -> Option<Line> {
    let effect = adjusted(data, estimand, true)?;
    let name = if data.baseline.is_some() { "ANCOVA, CR2" } else { "difference, CR2" };
    let few = effect.degrees_of_freedom < LEAST_DF;
    Some(Line::of("ancova_cr2", name, estimand, effect, alpha).invalid_if(few, FEW_DF))
}

/// All others, in the order in which they are shown.
#[must_use]
pub(super) fn others(data: &Data, alpha: f64, seed: u64) -> Vec<Line> {
    let mut lines = Vec::new();
    let mut add = |line: Option<Line>| lines.extend(line);
    let line = |key, name: &str, estimand, effect: Effect| Line::of(key, name, estimand, effect, alpha);
    let cr2 = |key, name: &str, estimand, held_equal| {
        let effect = adjusted(data, estimand, held_equal)?;
        Some(line(key, name, estimand, effect).invalid_if(effect.degrees_of_freedom < LEAST_DF, FEW_DF))
    };
    let held_equal = data.baseline.is_some() || data.stratum.is_some();
    add(if held_equal { cr2("unadjusted_cr2", "unadjusted, CR2", Estimand::Account, false) } else { None });
    add(cr2("csm_cr2", "each unit alike, unadjusted, CR2", Estimand::Csm, false));
    add(if held_equal { cr2("csm_ancova_cr2", "each unit alike, ANCOVA, CR2", Estimand::Csm, true) } else { None });
    if data.weight.is_some() {
        add(cr2("arr_cr2", "by revenue, unadjusted, CR2", Estimand::Arr, false));
        add(if held_equal { cr2("arr_ancova_cr2", "by revenue, ANCOVA, CR2", Estimand::Arr, true) } else { None });
    }
    if data.level != Level::Cohort {
        between_units(data, seed, &mut add, &line);
    }
    let several = counts_by(&data.unit).iter().any(|rows| *rows > 1.0);
    add(naive(data)
        .filter(|_| several)
        .map(|effect| line("naive", "accounts as if independent", Estimand::Account, effect).invalid(NAIVE)));
    lines
}

/// Those that need a unit to be of one arm.
fn between_units(data: &Data, seed: u64, add: &mut impl FnMut(Option<Line>), line: &impl Fn(&'static str, &str, Estimand, Effect) -> Line) {
    let treated = data.treated();
    let units = Units::of(data, Estimand::Csm);
    let count = units.treated.len();
    let pooled = |values: &[f64]| difference_pooled(&units.in_arm(values, false), &units.in_arm(values, true));
    add(pooled(&units.outcome).map(|e| line("means_t", "means of units, t", Estimand::Csm, e)));
    let books = books_of(&data.outcome, &data.unit, &treated);
    if let Some(stratum) = &units.stratum {
        let inside = if data.paired { paired_difference(&books, stratum) } else { blocked_difference(&books, stratum) };
        let (key, name) = if data.paired { ("paired", "inside pairs") } else { ("blocked", "inside strata") };
        add(inside.map(|e| line(key, name, Estimand::Account, e)));
    }
    let model = Model::new(&data.outcome, &treated, &data.unit).strata(data.stratum.as_deref()).baseline(data.baseline.as_deref());
    if let (Some(before), Some(baseline)) = (&data.baseline, &units.baseline) {
        if let Some((values, _)) = cuped(&units.outcome, baseline) {
            add(pooled(&values).map(|e| line("cuped_t", "means of units, CUPED, t", Estimand::Csm, e)));
        }
        let lin = Model::new(&data.outcome, &treated, &data.unit).baseline(Some(before)).interacted().effect().ok();
        add(lin.map(|e| {
            line("lin_cr2", "slopes of each arm (Lin), CR2", Estimand::Account, e).invalid_if(e.degrees_of_freedom < LEAST_DF, FEW_DF)
        }));
        let change: Vec<f64> = data.outcome.iter().zip(before).map(|(then, before)| then - before).collect();
        let effect = Model::new(&change, &treated, &data.unit).strata(data.stratum.as_deref()).effect().ok();
        add(effect.map(|e| {
            line("change_cr2", "change since the baseline, CR2", Estimand::Account, e).invalid_if(e.degrees_of_freedom < LEAST_DF, FEW_DF)
        }));
    }
    let rows = model.regression().ok();
    let mixed = rows.as_ref().and_then(|rows| Mixed::fit(rows).ok());
    let lmer = mixed.as_ref().and_then(|fit| fit.effect_of(Model::ARM));
    add(lmer.map(|e| line("reml", "mixed model, REML", Estimand::Account, e)));
    let kenward = mixed.as_ref().filter(|fit| fit.variance_csm > 0.0).and_then(|fit| fit.kenward_roger(Model::ARM));
    add(kenward.map(|e| line("reml_kr", "mixed model, Kenward–Roger", Estimand::Account, e)));
    let gee = rows.as_ref().and_then(|rows| exchangeable(rows, Model::ARM).ok());
    add(gee.filter(|e| e.robust.degrees_of_freedom > 0.0).map(|e| line("gee", "GEE, Mancl–DeRouen", Estimand::Account, e.mancl_derouen)));
    add(wild(&model, data, seed));
    let stata = model.fit().ok().map(|fit| {
        let error = fit.standard_error(Robust::Cr1s, &fit.only(Model::ARM));
        Effect { estimate: fit.coefficient(Model::ARM), standard_error: error, degrees_of_freedom: count as f64 - 1.0 }
    });
    add(stata.map(|e| line("cr1s", "clustered as Stata does", Estimand::Account, e).invalid_if(count < MANY_UNITS, MANY_NEEDED)));
    let delta = difference_of_ratios(&books);
    add(delta.map(|e| line("delta", "ratio by the delta method", Estimand::Account, e).invalid_if(count < MANY_UNITS, MANY_NEEDED)));
}

/// The same regression with signs of whole units thrown by chance, no effect imposed.
fn wild(model: &Model<'_>, data: &Data, seed: u64) -> Option<Line> {
    let columns = model.columns().ok()?;
    let bootstrap = WildBootstrap::new(&data.outcome, &columns, Model::ARM, &compact(&data.unit), None).ok()?;
    let counts = bootstrap.counts(Signs::Rademacher, WILD_DRAWS, seed);
    Some(Line {
        key: "wild",
        name: "wild cluster bootstrap".into(),
        estimand: Estimand::Account,
        estimate: bootstrap.observed().0,
        standard_error: None,
        degrees_of_freedom: None,
        p: Some(counts.p()),
        interval: None,
        standing: Standing::Beside,
    })
}

/// Outcome on arm, baseline and strata held equal or not; books always, where plans were assigned inside them.
fn adjusted(data: &Data, estimand: Estimand, held_equal: bool) -> Option<Effect> {
    let treated = data.treated();
    let weight = estimand.weights(&data.unit, data.weight.as_deref());
    if weight.is_none() && estimand != Estimand::Account {
        return None;
    }
    let strata = if data.level == Level::Cohort { Some(data.unit.as_slice()) } else { data.stratum.as_deref().filter(|_| held_equal) };
    let baseline = data.baseline.as_deref().filter(|_| held_equal);
    Model::new(&data.outcome, &treated, &data.unit).baseline(baseline).strata(strata).weighted(weight.as_deref()).effect().ok()
}

fn naive(data: &Data) -> Option<Effect> {
    let fit = Model::new(&data.outcome, &data.treated(), &data.unit).fit().ok()?;
    Some(fit.naive(&fit.only(Model::ARM)))
}
