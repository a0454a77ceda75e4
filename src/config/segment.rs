//! Segment files and `[segments.x]` tables → [`Segment`].
//!
//! A segment that stands on another one (`like = "smb"`; the mid-market one unless said) takes from it whatever it does not say
//! itself, except how well it is known: that belongs to the numbers beside which it is said. The shipped segments say everything.

use std::collections::BTreeMap;

use crate::measure::{Measure, Unit};
use crate::scenario::{Billing, Segment};

use super::uncertainty::{Opener, read_uncertainty};
use super::{Bounds, Entry, Field, Place, Table};

/// Allowed difference of a sum of shares from 1.
const SUM_TOLERANCE: f64 = 1e-9;

/// Reads a segment; what the text leaves out is taken from `base`, or reported as missing if there is none.
///
/// Problems are recorded in the table's notes; the answer is `None` if a key without a default was missing or wrong. There are no files
/// beside the text: uncertainty has to be written into it.
#[must_use]
pub fn read_segment(table: &Table<'_>, default_id: Option<&str>, base: Option<&Segment>) -> Option<Segment> {
    let no_files = |name: &str, place: &Place| {
        table.notes().problem(place.problem(format!("there are no files beside this text, so no {name}")));
        None
    };
    read_segment_beside(table, default_id, base, &no_files)
}

/// The same beside files that `open` opens.
pub(super) fn read_segment_beside(
    table: &Table<'_>,
    default_id: Option<&str>,
    base: Option<&Segment>,
    open: &Opener<'_>,
) -> Option<Segment> {
    let number = |key: &str, bounds: Bounds, of: fn(&Segment) -> f64| or_base(table.f64(key, bounds), base.map(of));
    let id = match default_id {
        Some(id) => Some(table.string("id").or(id.to_string())),
        None => table.string("id").required(),
    };
    let title = table.string("title").or(id.clone().unwrap_or_default());
    let accounts_per_csm = or_base(table.integer("accounts_per_csm", 1..=100_000), base.map(|b| b.accounts_per_csm));
    let median_arr = number("median_arr", Bounds::POSITIVE, |s| s.median_arr);
    let arr_log_sd = number("arr_log_sd", (0.0..=3.0).into(), |s| s.arr_log_sd);
    let annual_churn = number("annual_churn", (0.0..1.0).into(), |s| s.annual_churn);
    let growth = number("growth", (-0.5..=0.5).into(), |s| s.growth);
    let growth_sd = number("growth_sd", (0.0..=0.5).into(), |s| s.growth_sd);
    let usage_sd = number("usage_sd", (0.0..=1.0).into(), |s| s.usage_sd);
    let common_share = number("common_share", Bounds::SHARE, |s| s.common_share);
    let macro_growth = number("macro_growth", (-0.5..=0.5).into(), |s| s.macro_growth);
    let expansion_rate = number("expansion_rate", (0.0..=1.0).into(), |s| s.expansion_rate);
    let expansion_median = number("expansion_median", Bounds::NOT_NEGATIVE, |s| s.expansion_median);
    let size_log_sd = number("size_log_sd", (0.0..=3.0).into(), |s| s.size_log_sd);
    let lead_rate = number("lead_rate", (0.0..=1.0).into(), |s| s.lead_rate);
    let lead_conversion = number("lead_conversion", Bounds::SHARE, |s| s.lead_conversion);
    let deal_median = number("deal_median", Bounds::NOT_NEGATIVE, |s| s.deal_median);
    let organic_nrr = number("organic_nrr", Bounds::above_to(0.0, 10.0), |s| s.organic_nrr);
    let billing = read_billing(table, base.map(|b| b.billing));
    let targets = read_targets(table, base.map(|b| &b.targets));
    let uncertainty = table.table("uncertainty").optional();
    table.finish();
    let segment = Segment {
        id: id?,
        title,
        billing: billing?,
        accounts_per_csm: accounts_per_csm?,
        median_arr: median_arr?,
        arr_log_sd: arr_log_sd?,
        annual_churn: annual_churn?,
        growth: growth?,
        growth_sd: growth_sd?,
        usage_sd: usage_sd?,
        common_share: common_share?,
        macro_growth: macro_growth?,
        expansion_rate: expansion_rate?,
        expansion_median: expansion_median?,
        size_log_sd: size_log_sd?,
        lead_rate: lead_rate?,
        lead_conversion: lead_conversion?,
        deal_median: deal_median?,
        organic_nrr: organic_nrr?,
        targets,
        uncertainty: None,
    };
    let uncertainty = uncertainty.and_then(|table| read_uncertainty(&table, &segment, open));
    Some(Segment { uncertainty, ..segment })
}

fn or_base<T: Clone + Into<serde_json::Value>>(field: Field<'_, '_, T>, base: Option<T>) -> Option<T> {
    match base {
        Some(base) => Some(field.or(base)),
        None => field.required(),
    }
}

fn read_billing(table: &Table<'_>, base: Option<Billing>) -> Option<Billing> {
    let billing = match (table.table("billing"), base) {
        (field, None) => field.required()?,
        (field, Some(base)) => match field.optional() {
            Some(billing) => billing,
            None => return Some(base),
        },
    };
    let by_contract = billing.one_of("kind", &[("usage", false), ("contract", true)]).required();
    let read = match by_contract? {
        false => Billing::Usage { noise_sd: billing.f64("noise_sd", 0.0..=2.0).or(0.08) },
        true => Billing::Contract { terms: read_terms(&billing).unwrap_or([0.85, 0.10, 0.05]) },
    };
    billing.finish();
    Some(read)
}

fn read_terms(billing: &Table<'_>) -> Option<[f64; 3]> {
    let shares = billing.array_f64("terms", Bounds::SHARE).optional()?;
    let Ok(terms) = <[f64; 3]>::try_from(shares.as_slice()) else {
        let problem = billing.problem_at("terms", format!("{} shares", shares.len()));
        billing.notes().problem(problem.allowed("three shares: of contracts of 1, 2 and 3 years"));
        return None;
    };
    let sum: f64 = terms.iter().sum();
    if (sum - 1.0).abs() > SUM_TOLERANCE {
        let problem = billing.problem_at("terms", format!("the shares sum to {sum}"));
        billing.notes().problem(problem.allowed("a sum of 1"));
        return None;
    }
    Some(terms)
}

fn read_targets(table: &Table<'_>, base: Option<&BTreeMap<Measure, f64>>) -> BTreeMap<Measure, f64> {
    let mut targets = base.cloned().unwrap_or_default();
    let said = table.table("targets").optional();
    for (measure, target) in targets.iter().filter(|(m, _)| !said.as_ref().is_some_and(|t| t.has(m.id()))) {
        let path = format!("{}.{}", table.path_of("targets"), measure.id());
        table.notes().resolve(&table.source().name, &path, *target, true);
    }
    for (name, entry) in said.iter().flat_map(Table::entries) {
        if let (Some(measure), target) = (read_measure(name, &entry), entry.f64(..)) {
            let Some(target) = target else { continue };
            let bounds = target_bounds(measure);
            if bounds.contains(target) {
                targets.insert(measure, target);
            } else {
                table.notes().problem(entry.problem_at("out of range").allowed(bounds.instead_of(target)));
            }
        }
    }
    targets
}

fn read_measure(name: &str, entry: &Entry<'_>) -> Option<Measure> {
    let measure = name.parse().ok();
    if measure.is_none() {
        let names: Vec<&str> = Measure::ALL.iter().map(|m| m.id()).collect();
        let problem = super::Problem { span: entry.key_span(), ..entry.problem_at("unknown measure") };
        entry.notes().problem(problem.allowed(names.join(", ")).nearest(name, names));
    }
    measure
}

/// What a company can ask of a measure.
fn target_bounds(measure: Measure) -> Bounds {
    match measure.unit() {
        Unit::Ratio => Bounds::above_to(0.0, 10.0),
        Unit::Share => Bounds::above_to(0.0, 1.0),
        Unit::Dollars | Unit::Count | Unit::Months => Bounds::POSITIVE,
        Unit::Score => (-100.0..=100.0).into(),
    }
}
