//! From accounts × months as read to the panel as it is used, and the report of what was done on the way.

use std::collections::BTreeMap;

use super::columns::FileKind;
use super::labels::Labels;
use super::outliers;
use super::panel_rows::PanelRows;
use super::patterns::patterns;
use super::report::{DataReport, FileFormat, Finding, FindingKind, MonthCount, UsageCounts};
use super::settings::{BadRows, Decision, Duplicates, IntakeSettings, Negatives, Outliers};
use super::table::Table;
use crate::cohort::History;
use crate::config::{MOST_SEGMENTS, Notes, count, memory, thousands};

/// Outliers that are shown.
const OUTLIERS_SHOWN: usize = 20;

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
        monthly,
        segments: if rows.has_segments() { by_segment.into_iter().map(named).collect() } else { Vec::new() },
        owners: history.owner.as_ref().map(owners),
    }
}

/// What was noticed of rows.
fn row_findings(rows: &PanelRows<'_>, table: &Table, settings: &IntakeSettings, notes: &Notes) -> Vec<Finding> {
    let mut findings = bad_row_findings(&rows.faults, rows.rows, settings.bad_rows, table, notes);
    for kind in rows.faults.kinds().into_iter().filter(|kind| !kind.is_bad_row()) {
        let n = rows.faults.count(kind);
        let mut finding = match kind {
            FindingKind::Duplicates => duplicates(n, rows.same, settings.duplicates),
            FindingKind::Negatives => negatives(n, rows.negative_sum, settings),
            FindingKind::OutOfRange => {
                Finding::new(kind, n, format!("{} of months that are not asked for.", said(n, "row")), "They were left out.")
                    .otherwise("--from and --to")
            }
            // told with all currencies together
            _ => continue,
        };
        finding = rows.faults.tell(kind, table, notes, finding);
        findings.push(finding);
    }
    if rows.blanks > 0 {
        let found = format!("{} without an amount.", said(rows.blanks, "row"));
        findings.push(Finding::new(FindingKind::Blanks, rows.blanks, found, "They count as 0."));
    }
    if rows.zeros > 0 {
        findings.push(Finding::new(FindingKind::Zeros, rows.zeros, format!("{} of 0.", said(rows.zeros, "row")), "Inactive months."));
    }
    findings
}

/// What was noticed of rows that cannot be read.
pub(super) fn bad_row_findings(faults: &super::faults::Faults, rows: u64, decision: BadRows, table: &Table, notes: &Notes) -> Vec<Finding> {
    let tell = |kind: FindingKind| {
        let n = faults.count(kind);
        let share = 100.0 * n as f64 / rows.max(1) as f64;
        let refused = decision == BadRows::Refuse;
        let found = format!("{} {} ({share:.2} % of all).", thousands(n as f64), kind.plural());
        let (done, otherwise) = match refused {
            true => ("The file is refused.", "--bad-rows skip leaves them out"),
            false => ("They were left out.", "--bad-rows refuse refuses the file"),
        };
        faults.tell(kind, table, notes, Finding { refused, ..Finding::new(kind, n, found, done).otherwise(otherwise) })
    };
    faults.kinds().into_iter().filter(|kind| kind.is_bad_row()).map(tell).collect()
}

fn duplicates(n: u64, same: u64, decision: Duplicates) -> Finding {
    let same = match same {
        0 => String::new(),
        all if all == n => ", all with the amount of the row before".to_owned(),
        some => format!(", {} of them with the amount of the row before", thousands(some as f64)),
    };
    let found = format!("{} of an account and month that has one already{same}.", said(n, "row"));
    let (done, otherwise) = match decision {
        Duplicates::Refuse => {
            ("The file is refused.", "--duplicates sum if they add up, as rows of invoices do; last or first if one replaces the others")
        }
        Duplicates::Sum => ("They were added up.", "--duplicates last, first or refuse"),
        Duplicates::Last => ("The last row counts.", "--duplicates sum, first or refuse"),
        Duplicates::First => ("The first row counts.", "--duplicates sum, last or refuse"),
    };
    let finding = Finding::new(FindingKind::Duplicates, n, found, done).otherwise(otherwise);
    Finding { refused: decision == Duplicates::Refuse, ..finding }
}

fn negatives(n: u64, sum: f64, settings: &IntakeSettings) -> Finding {
    let found = format!("{} below 0, {} in all.", said(n, "row"), thousands(sum));
    let done = match settings.negatives {
        Negatives::Zero if settings.duplicates == Duplicates::Sum => {
            "They were netted with the other rows of the month; months below 0 count as 0."
        }
        Negatives::Zero => "Their months count as 0: inactive.",
        Negatives::Drop => "They were left out.",
        Negatives::Refuse => "The file is refused.",
    };
    let others: Vec<&str> = Negatives::NAMES.iter().filter(|(_, d)| *d != settings.negatives).map(|(name, _)| *name).collect();
    let finding = Finding::new(FindingKind::Negatives, n, found, done).otherwise(format!("--negatives {}", others.join(" or ")));
    Finding { refused: settings.negatives == Negatives::Refuse, ..finding }
}

/// Several currencies cannot be added: a problem, unless one of them is asked for.
fn currency_finding(
    rows: &PanelRows<'_>,
    format: &mut FileFormat,
    table: &Table,
    settings: &IntakeSettings,
    notes: &Notes,
) -> Option<Finding> {
    let named: Vec<(&String, &u64)> = rows.currencies.iter().filter(|(name, _)| !name.is_empty()).collect();
    let without = rows.currencies.get("").copied().unwrap_or(0);
    let each = named.iter().map(|(name, n)| format!("{} in {name}", said(**n, "row"))).collect::<Vec<_>>().join(", ");
    match (named.as_slice(), &settings.currency) {
        ([], None) => None,
        ([(name, _)], None) => {
            format.currency = Some((*name).clone());
            let found = format!("{} without a currency, all others in {name}.", said(without, "row"));
            (without > 0).then(|| Finding::new(FindingKind::Currencies, without, found, "They count as the same."))
        }
        (several, None) => {
            let most = several.iter().max_by_key(|(_, n)| **n).map_or("EUR", |(name, _)| name.as_str());
            let others: u64 = several.iter().filter(|(name, _)| *name != most).map(|(_, n)| **n).sum();
            notes.problem(
                table
                    .problem_at_header(None, &format!("amounts in several currencies: {each}"))
                    .allowed(format!("one currency; convert them in the file, or read one: --currency {most}")),
            );
            let finding = Finding::new(FindingKind::Currencies, others, format!("Several currencies: {each}."), "The file is refused.");
            Some(Finding { refused: true, ..finding.otherwise(format!("--currency {most} reads those rows only")) })
        }
        (_, Some(wanted)) => {
            format.currency = Some(wanted.clone());
            let n = rows.faults.count(FindingKind::Currencies);
            let found = format!("{} in other currencies than {wanted} ({each}).", said(n, "row"));
            let finding = Finding::new(FindingKind::Currencies, n, found, "They were left out.");
            (n > 0).then(|| rows.faults.tell(FindingKind::Currencies, table, notes, finding))
        }
    }
}

fn outlier_finding(history: &History, far: &[outliers::Outlier], decision: Outliers) -> Option<Finding> {
    if far.is_empty() {
        return None;
    }
    let mut widest: Vec<&outliers::Outlier> = far.iter().collect();
    let ratio = |o: &outliers::Outlier| (o.revenue / o.median).ln().abs();
    widest.sort_by(|a, b| ratio(b).total_cmp(&ratio(a)));
    let example = |o: &&outliers::Outlier| {
        let (name, month) = (&history.accounts[o.account], &history.months[o.month]);
        format!("account {name}, {month}: {:.2}, its median month {:.2}", o.revenue, o.median)
    };
    let found = format!(
        "{} far from the account's own median: more than {:.0} robust deviations of ln revenue and more than {:.0} times (accounts with {} active \
         months or more).",
        count(far.len(), "account-month"),
        outliers::FAR_DEVIATIONS,
        outliers::FAR_RATIO,
        outliers::LEAST_MONTHS
    );
    let (done, otherwise) = match decision {
        Outliers::Keep => ("They stay.", "--outliers cap brings them to the limit; drop counts them as 0"),
        Outliers::Cap => ("They were brought to the limit.", "--outliers keep or drop"),
        Outliers::Drop => ("They count as 0: inactive.", "--outliers keep or cap"),
    };
    let examples = widest.iter().take(OUTLIERS_SHOWN).map(example).collect();
    Some(Finding::new(FindingKind::Outliers, far.len() as u64, found, done).otherwise(otherwise).examples(examples))
}

/// What was noticed of accounts.
fn account_findings(rows: &PanelRows<'_>, history: &History, order: &[usize]) -> Vec<Finding> {
    let mut findings = Vec::new();
    let never = rows.accounts.len() - order.len();
    if never > 0 {
        let found = format!("{} without revenue above 0 in any month.", count(never, "account"));
        findings.push(Finding::new(FindingKind::NeverActive, never as u64, found, "Left out: never a customer."));
    }
    findings.extend(alike_names(&history.accounts));
    for (labels, kind, what) in [(&rows.segments, FindingKind::MovedSegment, "segment"), (&rows.owners, FindingKind::MovedOwner, "CSM")] {
        let moved = labels.moved(order);
        if moved > 0 {
            let found = format!("{} changed {what}.", count(moved, "account"));
            findings.push(Finding::new(kind, moved as u64, found, "The latest counts for all months."));
        }
    }
    let unowned = history.owner.as_ref().map_or(0, |owner| owner.iter().filter(|o| o.is_empty()).count());
    if unowned > 0 {
        findings.push(Finding::new(FindingKind::Unowned, unowned as u64, format!("{} without a CSM.", count(unowned, "account")), ""));
    }
    findings
}

/// Names that are the same but for case and marks: perhaps one account under two names.
pub(super) fn alike_names(accounts: &[String]) -> Option<Finding> {
    let bare = |name: &str| name.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect::<String>();
    let mut named: Vec<(String, &str)> = accounts.iter().map(|name| (bare(name), name.as_str())).collect();
    named.sort_unstable();
    let alike: Vec<(&str, &str)> = named.windows(2).filter(|w| w[0].0 == w[1].0 && !w[0].0.is_empty()).map(|w| (w[0].1, w[1].1)).collect();
    let examples = alike.iter().take(OUTLIERS_SHOWN).map(|(a, b)| format!("`{a}` and `{b}`")).collect();
    let n = alike.len();
    let found = format!("{} named like another but for case, spaces or marks.", count(n, "account"));
    (n > 0).then(|| {
        let finding = Finding::new(FindingKind::AlikeNames, n as u64, found, "They count as different accounts.");
        finding.otherwise("if they are the same, give them the same name in the file").examples(examples)
    })
}

/// So many of something.
pub(super) fn said(n: u64, word: &str) -> String {
    count(usize::try_from(n).unwrap_or(usize::MAX), word)
}
