//! What a clause reads: measure, window, scope, which accounts count, baseline rule. Clauses that read the same share one metric.

use super::point::whole;
use crate::config::{Bounds, Entry, Table, Value};
use crate::measure::{AccountRules, Baseline, Basis, Measure, Metric, NewAccounts, Scope, Spike, Window, WindowKind};

/// The metrics of a plan, each once.
#[derive(Debug)]
pub(super) struct Metrics {
    /// Months of a pay period: the default length of a window.
    pub(super) cadence: u16,
    list: Vec<Metric>,
}

impl Metrics {
    pub(super) fn new(cadence: u16) -> Self {
        Self { cadence, list: Vec::new() }
    }

    /// The index of a metric equal to this one, added if there was none.
    pub(super) fn index(&mut self, metric: Metric) -> usize {
        self.list.iter().position(|m| *m == metric).unwrap_or_else(|| {
            self.list.push(metric);
            self.list.len() - 1
        })
    }

    /// What the metric of that index sums.
    pub(super) fn measures(&self, index: usize) -> &[Measure] {
        &self.list[index].measures
    }

    pub(super) fn into_vec(self) -> Vec<Metric> {
        self.list
    }
}

/// Keys of a table that describe a metric.
pub(super) const KEYS: [&str; 5] = ["measure", "window", "scope", "accounts", "baseline"];

/// Reads the keys that describe a metric. `kind` is how the window moves unless it says so itself.
pub(super) fn metric(table: &Table<'_>, cadence: u16, kind: WindowKind) -> Option<Metric> {
    let measures = measures(table);
    let window = window(table, cadence, kind);
    let scopes = [("individual", Scope::Individual), ("pod", Scope::Pod), ("team", Scope::Team), ("company", Scope::Company)];
    let scope = table.one_of("scope", &scopes).or_named("individual", Scope::Individual);
    let accounts = table.table("accounts").optional().map_or_else(|| Some(AccountRules::default()), |t| account_rules(&t));
    let baseline = table.table("baseline").optional().map(|t| baseline(&t));
    let measures = measures?;
    let needs = measures.contains(&Measure::GrowthAboveBaseline);
    if needs && !table.has("baseline") {
        let problem = table.problem_at("measure", "growth above baseline needs a `baseline`");
        table.notes().problem(problem.allowed("baseline = { rule = … } with one of trailing, same-quarter-last-year, cohort-curve, forecast, hold-out, high-water-mark, ratchet"));
        return None;
    }
    if table.has("baseline") && !(measures.len() == 1 && has_expectation(measures[0])) {
        table.problem("baseline", "no baseline says what to expect of this measure");
        return None;
    }
    Some(Metric { measures, window: window?, scope, accounts: accounts?, baseline: baseline.map_or(Some(None), |b| b.map(Some))? })
}

/// Whether baseline rules say what to expect of a measure.
fn has_expectation(measure: Measure) -> bool {
    matches!(measure, Measure::GrowthAboveBaseline | Measure::Nrr | Measure::NrrPlus | Measure::Growth | Measure::Revenue)
}

fn measures(table: &Table<'_>) -> Option<Vec<Measure>> {
    let Some(entry) = table.entry("measure") else {
        let problem = whole(table, "missing key `measure`");
        table.notes().problem(problem);
        return None;
    };
    let entries: Vec<Entry<'_>> = match entry.value() {
        Value::Array(entries) => entries,
        _ => vec![entry.clone()],
    };
    if entries.is_empty() {
        entry.problem("names no measure");
    }
    let mut measures: Vec<Measure> = Vec::new();
    let mut fine = !entries.is_empty();
    for one in &entries {
        let Some(measure) = one_measure(table, one) else {
            fine = false;
            continue;
        };
        if measures.contains(&measure) {
            one.problem(format!("`{}` is already in the sum", measure.id()));
            fine = false;
        } else if let Some(first) = measures.first().filter(|first| first.unit() != measure.unit()) {
            one.problem(format!("`{}` has another unit than `{}`: they cannot be summed", measure.id(), first.id()));
            fine = false;
        } else if let Some(first) = measures.first().filter(|first| !summable(**first)) {
            one.problem(format!("`{}` cannot be summed with anything: only events, accounts and dollars can", first.id()));
            fine = false;
        }
        measures.push(measure);
    }
    fine.then_some(measures)
}

fn summable(measure: Measure) -> bool {
    use crate::measure::Unit;
    matches!(measure.unit(), Unit::Count | Unit::Dollars)
}

fn one_measure(table: &Table<'_>, entry: &Entry<'_>) -> Option<Measure> {
    let id = entry.string()?;
    let measure = id.parse().ok();
    if measure.is_none() {
        let names: Vec<&str> = Measure::ALL.iter().map(|m| m.id()).collect();
        let problem = entry.problem_at(format!("unknown measure `{id}`")).allowed(names.join(", "));
        table.notes().problem(problem.nearest(&id, names));
    }
    measure
}

/// `window = { months = 3, kind = "trailing" | "year-to-date", basis = "point" | "sum" }`.
fn window(table: &Table<'_>, cadence: u16, kind: WindowKind) -> Option<Window> {
    let Some(table) = table.table("window").optional() else {
        return (!table.has("window")).then_some(Window { months: cadence, kind, basis: Basis::Point });
    };
    let name = if kind == WindowKind::Trailing { "trailing" } else { "year-to-date" };
    let kinds = [("trailing", WindowKind::Trailing), ("year-to-date", WindowKind::YearToDate)];
    let kind = table.one_of("kind", &kinds).or_named(name, kind);
    let basis = table.one_of("basis", &[("point", Basis::Point), ("sum", Basis::Sum)]).or_named("point", Basis::Point);
    let months = table.integer("months", 1..=12_u16).optional();
    let wrong = table.has("months") && months.is_none();
    if kind == WindowKind::YearToDate && table.has("months") {
        table.problem("months", "a year-to-date window grows with the year and has no length");
        return None;
    }
    table.finish();
    (!wrong).then_some(Window { months: months.unwrap_or(cadence), kind, basis })
}

/// `accounts = { grace_months, min_tenure_months, influence_cap, spike = { factor }, churn_at_notice, new_accounts }`.
fn account_rules(table: &Table<'_>) -> Option<AccountRules> {
    let before = table.notes().count();
    let grace_months = table.integer("grace_months", 0..=24_u16).or(0);
    let min_tenure_months = table.integer("min_tenure_months", 0..=24_u16).or(0);
    let influence_cap = table.f64("influence_cap", Bounds::POSITIVE).optional();
    let spike = table.table("spike").optional().and_then(|t| {
        let factor = t.f64("factor", Bounds::above(1.0)).required();
        t.finish();
        factor.map(|factor| Spike { factor })
    });
    let churn_at_notice = table.boolean("churn_at_notice").or(false);
    let kinds = [("excluded", NewAccounts::Excluded), ("growth-only", NewAccounts::GrowthOnly)];
    let new_accounts = table.one_of("new_accounts", &kinds).or_named("excluded", NewAccounts::Excluded);
    table.finish();
    let rules = AccountRules { grace_months, min_tenure_months, influence_cap, spike, churn_at_notice, new_accounts };
    (table.notes().count() == before).then_some(rules)
}

/// `baseline = { rule = "trailing", months = 3 }` and so on: each rule has its own keys.
fn baseline(table: &Table<'_>) -> Option<Baseline> {
    let rules = ["trailing", "same-quarter-last-year", "cohort-curve", "forecast", "hold-out", "high-water-mark", "ratchet"];
    let rule = table.one_of("rule", &rules.map(|r| (r, r))).required();
    let before = table.notes().count();
    let baseline = match rule? {
        "trailing" => table.integer("months", 1..=12_u16).required().map(|months| Baseline::Trailing { months }),
        "same-quarter-last-year" => Some(Baseline::SameQuarterLastYear),
        "cohort-curve" => Some(Baseline::CohortCurve { annual: table.f64("annual", Bounds::POSITIVE).optional() }),
        "forecast" => {
            let negotiated = table.boolean("negotiated").or(false);
            table.f64("error_sd", Bounds::SHARE).required().map(|error_sd| Baseline::Forecast { error_sd, negotiated })
        }
        "hold-out" => table.f64("share", Bounds::above_to(0.0, 0.5)).required().map(|share| Baseline::HoldOut { share }),
        "high-water-mark" => Some(Baseline::HighWaterMark),
        _ => table.f64("speed", Bounds::SHARE).required().map(|speed| Baseline::Ratchet { speed }),
    };
    table.finish();
    baseline.filter(|_| table.notes().count() == before)
}
