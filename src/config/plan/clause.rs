//! The clauses around a component or a plan: caps, gates, multipliers, clawback, holdback, guarantee, draw, pool, partners.

use super::component::Draft;
use super::metric::{self, Metrics};
use super::point::whole;
use super::{curve, point};
use crate::config::{Bounds, Table};
use crate::measure::WindowKind;
use crate::plan::{Cap, CapPeriod, Clawback, Draw, Gate, Guarantee, Holdback, HoldbackUntil, Multiplier, Partner, Pool, Training};

/// `caps = [{ share = 2.0, per = "period" }, { dollars = 40000.0, per = "year" }]`.
pub(super) fn caps(table: &Table<'_>) -> Option<Vec<Cap>> {
    table.tables("caps").iter().map(cap).collect::<Vec<_>>().into_iter().collect()
}

fn cap(table: &Table<'_>) -> Option<Cap> {
    let before = table.notes().count();
    let share = table.f64("share", Bounds::NOT_NEGATIVE).optional();
    let dollars = table.f64("dollars", Bounds::NOT_NEGATIVE).optional();
    let per = table.one_of("per", &[("period", CapPeriod::Period), ("year", CapPeriod::Year)]).required();
    if !table.has("share") && !table.has("dollars") {
        let problem = whole(table, "a cap of what?").allowed("`share = …` (of the target of the same time) or `dollars = …`");
        table.notes().problem(problem);
    }
    table.finish();
    let per = per?;
    (table.notes().count() == before).then_some(Cap { share, dollars, per })
}

/// `gates = [{ measure = "grr", from = 0.85, otherwise = 0.0 }]`, with the keys of a metric.
pub(super) fn gates(table: &Table<'_>, metrics: &mut Metrics) -> Option<Vec<Gate>> {
    let gates = table.tables("gates").into_iter().map(|t| {
        let metric = metric::metric(&t, metrics.cadence, WindowKind::Trailing);
        let threshold = point::threshold(&t);
        let otherwise = t.f64("otherwise", Bounds::SHARE).or(0.0);
        t.finish();
        let ((at_least, edge), metric) = (threshold?, metric?);
        Some(Gate { metric: metrics.index(metric), at_least, edge, otherwise })
    });
    gates.collect::<Vec<_>>().into_iter().collect()
}

/// `multipliers = [{ measure = "company-attainment", scope = "company", curve = { … } }]`: the curve's `pays` are factors.
pub(super) fn multipliers(table: &Table<'_>, metrics: &mut Metrics) -> Option<Vec<Multiplier>> {
    let multipliers = table.tables("multipliers").into_iter().map(|t| {
        let metric = metric::metric(&t, metrics.cadence, WindowKind::Trailing);
        let curve = t.table("curve").required().and_then(|c| curve::curve(&c));
        t.finish();
        let (metric, curve) = (metric?, curve?);
        Some(Multiplier { metric: metrics.index(metric), curve })
    });
    multipliers.collect::<Vec<_>>().into_iter().collect()
}

/// `clawback = { months = 6, share = 1.0 }`.
pub(super) fn clawback(table: &Table<'_>) -> Option<Clawback> {
    let months = table.integer("months", 1..=36_u16).required();
    let share = table.f64("share", Bounds::above_to(0.0, 1.0)).required();
    table.finish();
    Some(Clawback { months: months?, share: share? })
}

/// `holdback = { share = 0.2, until = "invoice-paid" }` or `{ share = 0.2, months = 3 }`.
pub(super) fn holdback(table: &Table<'_>) -> Option<Holdback> {
    let share = table.f64("share", Bounds::above_to(0.0, 1.0)).required();
    let until = table.one_of("until", &[("invoice-paid", HoldbackUntil::InvoicePaid)]).optional();
    let months = table.integer("months", 1..=36_u16).optional().map(HoldbackUntil::Months);
    if table.has("until") == table.has("months") {
        let problem = whole(table, "has to say when the pay is released, once");
        table.notes().problem(problem.allowed("`until = \"invoice-paid\"` or `months = …`"));
        return None;
    }
    table.finish();
    Some(Holdback { share: share?, until: until.or(months)? })
}

/// `guarantee = { months = 3, share = 1.0 }`.
pub(super) fn guarantee(table: &Table<'_>) -> Option<Guarantee> {
    let months = table.integer("months", 1..=24_u16).required();
    let share = table.f64("share", Bounds::POSITIVE).required();
    table.finish();
    Some(Guarantee { months: months?, share: share? })
}

/// `training = { discovery = 1.1, cost = 3_000.0 }`.
pub(super) fn training(plan: &Table<'_>) -> Option<Option<Training>> {
    let before = plan.notes().count();
    let training = plan.table("training").optional().and_then(|table| {
        let discovery = table.f64("discovery", 0.5..=3.0).required();
        let cost = table.f64("cost", Bounds::NOT_NEGATIVE).required();
        table.finish();
        Some(Training { discovery: discovery?, cost: cost? })
    });
    (plan.notes().count() == before).then_some(training)
}

/// `draw = { share = 0.5, months = 6, recoverable = true }`: whether it is recovered is always said.
pub(super) fn draw(table: &Table<'_>) -> Option<Draw> {
    let share = table.f64("share", Bounds::POSITIVE).required();
    let months = table.integer("months", 1..=24_u16).required();
    let recoverable = table.boolean("recoverable").required();
    table.finish();
    Some(Draw { share: share?, months: months?, recoverable: recoverable? })
}

/// `pool = { funding = 1.0, power = 1.0 }`.
pub(super) fn pool(table: &Table<'_>) -> Option<Pool> {
    let funding = table.f64("funding", Bounds::POSITIVE).or(1.0);
    let power = table.f64("power", Bounds::NOT_NEGATIVE).or(1.0);
    table.finish();
    Some(Pool { funding, power })
}

/// `[[partner]]`: another role with a share of one component's credit.
pub(super) fn partner(table: &Table<'_>, names: &[Option<String>], drafts: &[Option<Draft>]) -> Option<Partner> {
    let role = table.string("role").required();
    let share = table.f64("share", Bounds::NOT_NEGATIVE).required();
    let rate = table.f64("rate", Bounds::SHARE).required();
    let named = table.string("component").required();
    table.finish();
    let named = named?;
    let names: Vec<&str> = names.iter().flatten().map(String::as_str).collect();
    if !names.contains(&named.as_str()) {
        let problem = table.problem_at("component", format!("no component is called `{named}`")).allowed(names.join(", "));
        table.notes().problem(problem.nearest(&named, names));
        return None;
    }
    let component = drafts.iter().position(|d| d.as_ref().is_some_and(|d| d.component.name == named))?;
    if drafts[component].as_ref().is_some_and(|d| !d.credits) {
        let problem = table.problem_at("component", format!("`{named}` credits no dollars that could be shared"));
        table.notes().problem(problem.allowed("a component that measures expansion, renewed or new-business"));
        return None;
    }
    Some(Partner { role: role?, component, share: share?, rate: rate? })
}
