//! From accounts × months as read to the panel as it is used, and the report of what was done on the way.

use std::collections::BTreeMap;

use super::columns::FileKind;
use super::labels::Labels;
use super::outliers;
use super::panel_findings::{account_findings, currency_finding, outlier_finding, row_findings};
use super::panel_rows::PanelRows;
use super::patterns::patterns;
use super::report::{DataReport, FileFormat, MonthCount, UsageCounts};
use super::settings::IntakeSettings;
use super::table::Table;
use crate::cohort::History;
use crate::config::{MOST_SEGMENTS, Notes, count, memory, thousands};

/// The panel and the report; what makes the panel unusable goes to the notes.
pub(super) fn finish(mut rows: PanelRows<'_>, table: &Table, settings: &IntakeSettings, notes: &Notes) -> (Option<History>, DataReport) {
    let mut report = DataReport { file: String::new(), kind: Some(FileKind::Usage), rows: rows.rows, ..DataReport::default() };
    report.format = FileFormat {
        delimiter: table.delimiter(),
        dates: rows.dates.as_ref().and_then(|d| d.format).map(|f| f.name().to_owned()),
        decimals: rows.amounts.has_text.then_some(rows.amounts.decimals),
        thousands: rows.amounts.thousands,
        currency: None,
    };
    report.findings = row_findings(&rows, table, settings, notes);
    report.findings.extend(currency_finding(&rows, &mut report.format, table, settings, notes));
    if rows.too_large {
        let (_, months) = rows.span();
        let size = (rows.accounts.len() * months * 8) as u64;
        let message = format!(
            "more than {} over {} do not fit into the memory there is ({} for them, twice)",
            count(rows.accounts.len(), "account"),
            count(months, "month"),
            memory::said(size)
        );
        notes.problem(table.problem_at_header(None, &message).allowed("a part of them: --from and --to, or a sample of the accounts"));
        return (None, report);
    }
    let Some(panel) = Panel::of(&mut rows) else {
        if notes.is_clean() {
            notes.problem(table.problem_at_header(None, "no account has revenue above 0 in any month"));
        }
        return (None, report);
    };
    let Panel { mut history, order, with_rows } = panel;
    if history.months.len() < 2 && notes.is_clean() {
        let message = format!("the file holds one month, {}", history.months[0]);
        notes.problem(table.problem_at_header(None, &message).allowed("at least 2 months"));
    }
    if rows.has_segments() {
        match segments(&rows.segments, &order) {
            Some((names, of)) => (history.segments, history.segment) = (names, of),
            None => {
                let message = format!("there are {} different segments", thousands(rows.segments.counts(&order).len() as f64));
                let allowed = format!("at most {MOST_SEGMENTS}; --columns segment= reads none");
                notes.problem(table.problem_at_header(None, &message).allowed(allowed));
            }
        }
    }
    if rows.has_owners() {
        history.owner = Some(order.iter().map(|account| rows.owners.of(*account).to_owned()).collect());
    }
    let far = outliers::find(&history);
    report.findings.extend(outlier_finding(&history, &far, settings.outliers));
    outliers::settle(&mut history, &far, settings.outliers);
    report.findings.extend(account_findings(&rows, &history, &order));
    report.findings.extend(patterns(&history, &with_rows));
    // refusals first, then what was changed, then what is only told
    report.findings.sort_by_key(|f| (!f.refused, f.kind));
    report.usage = Some(counts(&history, &rows));
    (Some(history), report)
}

/// Accounts with revenue, by name, over the months in which any has a row.
struct Panel {
    history: History,
    /// Number in the order of reading, of each account.
    order: Vec<usize>,
    /// Readable rows of each month.
    with_rows: Vec<u64>,
}

impl Panel {
    fn of(rows: &mut PanelRows<'_>) -> Option<Self> {
        let (first, months) = rows.span();
        let start = rows.with_rows.iter().position(|n| *n > 0)?;
        let end = rows.with_rows.iter().rposition(|n| *n > 0)? + 1;
        let cells = std::mem::take(&mut rows.cells);
        let of = |account: usize| &cells[account * months + start..account * months + end];
        let mut order: Vec<usize> = (0..rows.accounts.len()).filter(|a| of(*a).iter().any(|x| *x > 0.0)).collect();
        if order.is_empty() {
            return None;
        }
        order.sort_unstable_by_key(|account| rows.accounts.get_index(*account));
        let mut revenue = Vec::with_capacity(order.len() * (end - start));
        // NaN stands for no row, and the larger of NaN and 0 is 0
        order.iter().for_each(|account| revenue.extend(of(*account).iter().map(|x| x.max(0.0))));
        let name = |account: &usize| rows.accounts.get_index(*account).map_or_else(String::new, |name| String::from(&**name));
        let history = History {
            accounts: order.iter().map(name).collect(),
            months: (start..end).map(|m| first.plus(m).to_string()).collect(),
            segments: vec![String::new()],
            segment: vec![0; order.len()],
            revenue,
            owner: None,
        };
        Some(Self { history, order, with_rows: rows.with_rows[start..end].to_vec() })
    }
}

/// Names of the segments, sorted, and the segment of each account; `None` if there are too many.
fn segments(labels: &Labels, order: &[usize]) -> Option<(Vec<String>, Vec<u16>)> {
    let names: Vec<&str> = labels.counts(order).into_keys().collect();
    if names.len() > MOST_SEGMENTS {
        return None;
    }
    let index = |account: &usize| names.binary_search(&labels.of(*account)).map(|i| i as u16).ok();
    let segment = order.iter().map(index).collect::<Option<Vec<u16>>>()?;
    Some((names.into_iter().map(String::from).collect(), segment))
}

fn counts(history: &History, rows: &PanelRows<'_>) -> UsageCounts {
    let months = history.months.len();
    let mut monthly: Vec<MonthCount> = history.months.iter().map(|m| MonthCount { month: m.clone(), ..MonthCount::default() }).collect();
    for (i, x) in history.revenue.iter().enumerate() {
        let month = &mut monthly[i % months];
        (month.revenue, month.active) = (month.revenue + x, month.active + usize::from(*x > 0.0));
    }
    let mut by_segment: BTreeMap<u16, usize> = BTreeMap::new();
    history.segment.iter().for_each(|s| *by_segment.entry(*s).or_default() += 1);
    let named = |(s, n): (u16, usize)| (history.segments[usize::from(s)].clone(), n);
    let owners = |owner: &Vec<String>| owner.iter().filter(|o| !o.is_empty()).collect::<std::collections::BTreeSet<_>>().len();
    UsageCounts {
        accounts: history.accounts.len(),
        months,
        first: history.months[0].clone(),
        last: history.months[months - 1].clone(),
        active_cells: monthly.iter().map(|m| m.active).sum(),
        total_revenue: monthly.iter().map(|m| m.revenue).sum(),
        net_revenue: rows.net,
        monthly,
        segments: if rows.has_segments() { by_segment.into_iter().map(named).collect() } else { Vec::new() },
        owners: history.owner.as_ref().map(owners),
    }
}
