//! Payouts of CSMs, a row a CSM or a row a CSM and quarter.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::config::{Bounds, Notes, Sheet, Source};

use super::{Data, Level};

/// Mean payout of every unit of `data`, by label; `None` if anything is wrong, which the notes then say.
#[must_use]
pub fn read_payouts(source: &Arc<Source>, data: &Data, notes: &Notes) -> Option<Vec<f64>> {
    let before = notes.count();
    let sheet = Sheet::parse(source, notes);
    let names: &[&str] = if data.level == Level::Pod { &["pod", "pod_id", "team"] } else { &["csm", "csm_id", "csm_name", "owner"] };
    let (unit, paid) = (sheet.required_column(names), sheet.required_column(&["payout", "paid", "pay"]));
    let (unit, paid) = (unit?, paid?);
    let mut sums: BTreeMap<&str, (f64, f64)> = BTreeMap::new();
    let cells: Vec<_> = (0..sheet.len()).map(|row| (sheet.cell(row, unit), sheet.cell(row, paid))).collect();
    for (name, amount) in &cells {
        if let Some(amount) = amount.number(Bounds::ANY) {
            let sum = sums.entry(name.text).or_insert((0.0, 0.0));
            *sum = (sum.0 + amount, sum.1 + 1.0);
        }
    }
    let absent: Vec<&str> = data.units.iter().map(String::as_str).filter(|name| !sums.contains_key(name)).collect();
    if !absent.is_empty() && notes.count() == before {
        let message = format!("no payout of {} of {} {}: {}", absent.len(), data.units.len(), data.level.words(), absent.join(", "));
        notes.problem(sheet.problem_at_header(message));
    }
    (notes.count() == before).then(|| data.units.iter().filter_map(|name| sums.get(name.as_str())).map(|(sum, rows)| sum / rows).collect())
}
