//! What was noticed while a usage panel was read, in sentences.

use super::faults::Faults;
use super::finding::{Finding, FindingKind};
use super::outliers::{self, Outlier};
use super::panel_rows::PanelRows;
use super::report::FileFormat;
use super::settings::{BadRows, Decision, Duplicates, IntakeSettings, Negatives, Outliers};
use super::table::Table;
use crate::cohort::History;
use crate::config::{Notes, count, thousands};

/// Examples that are shown of outliers and names.
const EXAMPLES: usize = 20;

/// What was noticed of rows.
pub(super) fn row_findings(rows: &PanelRows<'_>, table: &Table, settings: &IntakeSettings, notes: &Notes) -> Vec<Finding> {
    let mut findings = bad_row_findings(&rows.faults, rows.rows, settings.bad_rows, table, notes);
    for kind in rows.faults.kinds().into_iter().filter(|kind| !kind.is_bad_row()) {
        let n = rows.faults.count(kind);
        let mut finding = match kind {
            FindingKind::Duplicates => duplicates(n, rows.same, settings.duplicates),
            FindingKind::Negatives => negatives(n, rows.negative_sum, settings),
            FindingKind::OutOfRange => Finding::new(kind, n, format!("{} of months that are not asked for.", said(n, "row")), "Left out.")
                .otherwise("--from and --to"),
            // told with all currencies together
            _ => continue,
        };
        finding = rows.faults.tell(kind, table, notes, finding);
        findings.push(finding);
    }
    if rows.blanks > 0 {
        let found = format!("{} without an amount.", said(rows.blanks, "row"));
        findings.push(Finding::new(FindingKind::Blanks, rows.blanks, found, "Counted as 0."));
    }
    if rows.zeros > 0 {
        findings.push(Finding::new(FindingKind::Zeros, rows.zeros, format!("{} of 0.", said(rows.zeros, "row")), "Counted as inactive."));
    }
    findings
}

/// What was noticed of rows that cannot be read.
pub(super) fn bad_row_findings(faults: &Faults, rows: u64, decision: BadRows, table: &Table, notes: &Notes) -> Vec<Finding> {
    let tell = |kind: FindingKind| {
        let n = faults.count(kind);
        let share = 100.0 * n as f64 / rows.max(1) as f64;
        let refused = decision == BadRows::Refuse;
        let plural = kind.plural();
        let rows = if n == 1 { plural.replacen("rows", "row", 1) } else { plural.to_owned() };
        let found = format!("{} {rows} ({share:.2} % of all).", thousands(n as f64));
        let (done, otherwise) = match refused {
            true => ("The file is refused.", "--bad-rows skip leaves them out"),
            false => ("Left out.", "--bad-rows refuse refuses the file"),
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
        Duplicates::Sum => ("Added up.", "--duplicates last, first or refuse"),
        Duplicates::Last => ("The last row counts.", "--duplicates sum, first or refuse"),
        Duplicates::First => ("The first row counts.", "--duplicates sum, last or refuse"),
    };
    let finding = Finding::new(FindingKind::Duplicates, n, found, done).otherwise(otherwise);
    Finding { refused: decision == Duplicates::Refuse, ..finding }
}

fn negatives(n: u64, sum: f64, settings: &IntakeSettings) -> Finding {
    let found = format!("{} below 0, {} in all.", said(n, "row"), thousands(sum));
    let done = match settings.negatives {
        Negatives::Zero if settings.duplicates == Duplicates::Sum => "Netted with the other rows of the month; months below 0 count as 0.",
        Negatives::Zero => "Counted as 0: inactive.",
        Negatives::Drop => "Left out.",
        Negatives::Refuse => "The file is refused.",
    };
    let others: Vec<&str> = Negatives::NAMES.iter().filter(|(_, d)| *d != settings.negatives).map(|(name, _)| *name).collect();
    let finding = Finding::new(FindingKind::Negatives, n, found, done).otherwise(format!("--negatives {}", others.join(" or ")));
    Finding { refused: settings.negatives == Negatives::Refuse, ..finding }
}

/// Several currencies cannot be added: a problem, unless one of them is asked for.
pub(super) fn currency_finding(
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
            (without > 0).then(|| Finding::new(FindingKind::Currencies, without, found, "Counted as the same."))
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
            let finding = Finding::new(FindingKind::Currencies, n, found, "Left out.");
            (n > 0).then(|| rows.faults.tell(FindingKind::Currencies, table, notes, finding))
        }
    }
}

pub(super) fn outlier_finding(history: &History, far: &[Outlier], decision: Outliers) -> Option<Finding> {
    if far.is_empty() {
        return None;
    }
    let mut widest: Vec<&Outlier> = far.iter().collect();
    let ratio = |o: &Outlier| (o.revenue / o.median).ln().abs();
    widest.sort_by(|a, b| ratio(b).total_cmp(&ratio(a)));
    let example = |o: &&Outlier| {
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
        Outliers::Keep => ("Kept.", "--outliers cap brings them to the limit; drop counts them as 0"),
        Outliers::Cap => ("Brought to the limit.", "--outliers keep or drop"),
        Outliers::Drop => ("Counted as 0: inactive.", "--outliers keep or cap"),
    };
    let examples = widest.iter().take(EXAMPLES).map(example).collect();
    Some(Finding::new(FindingKind::Outliers, far.len() as u64, found, done).otherwise(otherwise).examples(examples))
}

/// What was noticed of accounts.
pub(super) fn account_findings(rows: &PanelRows<'_>, history: &History, order: &[usize]) -> Vec<Finding> {
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
    let examples = alike.iter().take(EXAMPLES).map(|(a, b)| format!("`{a}` and `{b}`")).collect();
    let n = alike.len();
    let found = format!("{} named like another but for case, spaces or marks.", count(n, "account"));
    (n > 0).then(|| {
        let finding = Finding::new(FindingKind::AlikeNames, n as u64, found, "Counted as different accounts.");
        finding.otherwise("if they are the same, give them the same name in the file").examples(examples)
    })
}

/// So many of something.
pub(super) fn said(n: u64, word: &str) -> String {
    count(usize::try_from(n).unwrap_or(usize::MAX), word)
}
