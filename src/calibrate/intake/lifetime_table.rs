//! A table of lifetimes: one row per account that ever was a customer, to [`Lifetimes`] with the accounts' names.

use std::ops::ControlFlow;
use std::path::Path;

use super::columns::{FileKind, Found, Role};
use super::covariates::{CovariateColumn, MOST_CATEGORIES, Unused};
use super::error::IntakeError;
use super::finding::{Finding, FindingKind};
use super::lifetime_rows::{LifetimeRows, Told};
use super::panel::{ended, refused};
use super::panel_findings::{alike_names, bad_row_findings, said};
use super::progress::Watch;
use super::report::{DataReport, FileFormat, LifetimeCounts};
use super::settings::{Duplicates, IntakeSettings};
use super::stay;
use super::survey::{AmountSurvey, Amounts, DateSurvey, Dates};
use super::table::{Place, Table};
use crate::calibrate::{Lifetimes, Values};
use crate::config::{MonthFormat, Notes, Problems, Unclear, count};

/// Lifetimes and whose they are.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct CustomerLifetimes {
    /// Account identifiers as in the file, in its order; as many as there are lifetimes.
    pub accounts: Vec<String>,
    /// How long each stayed.
    pub lifetimes: Lifetimes,
}

/// Reads a table of lifetimes: tenure and churn, or first and last days. Columns in no other use may explain churn. `name` is what problems
/// and the report call the file.
///
/// # Errors
/// Every problem with the file at once, with the report as far as there is one; or that the watch broke off.
pub fn read_lifetimes(
    path: &Path,
    name: &str,
    settings: &IntakeSettings,
    watch: &mut Watch<'_>,
) -> Result<(CustomerLifetimes, DataReport), IntakeError> {
    let notes = Notes::new();
    let table = Table::open(path, name).map_err(|p| IntakeError::from(Problems::from(p)))?;
    let found = Found::find(&table, FileKind::Lifetimes, &settings.columns, &notes);
    let account = found.required(Role::Account, &table, &settings.columns, FileKind::Lifetimes, &notes);
    let by_days = found.of(Role::Tenure).is_none() && found.of(Role::Start).is_some();
    let roles = if by_days { [Role::Start, Role::End] } else { [Role::Tenure, Role::Churned] };
    let both = roles.map(|role| found.required(role, &table, &settings.columns, FileKind::Lifetimes, &notes));
    let covariates = covariates(&table, &found, settings, &notes);
    let (Some(account), [Some(first), Some(second)], true) = (account, both, notes.is_clean()) else { return Err(refused(notes, None)) };

    let wanted: Vec<usize> = found.all().map(|(_, c)| c).chain(covariates.iter().map(|c| c.column)).collect();
    let mut survey = Survey::default();
    let scanned = table.scan(&wanted, watch, 1, &mut |row| {
        survey.rows += 1;
        if by_days {
            survey.starts.see(row.cell(first));
            let end = row.cell(second);
            if !stay::is_open(end) {
                survey.ends.see(end);
                survey.places[1].get_or_insert(row.place);
            }
            survey.places[0].get_or_insert(row.place);
        } else {
            survey.amounts.see(row.cell(first));
        }
        covariates.iter().for_each(|c| survey.amounts.see(row.cell(c.column)));
        ControlFlow::Continue(())
    });
    if let Err(end) = scanned {
        return Err(ended(end, notes));
    }
    if survey.rows == 0 {
        notes.problem(table.problem_at_header(None, "there is no row below the header"));
        return Err(refused(notes, None));
    }
    let amounts = survey.amounts(&table, settings, &notes);
    let told = match by_days {
        true => survey.days(&table, [first, second], settings, &notes),
        false => Some(Told::Tenure { tenure: first, churned: second, entry: found.of(Role::Entry) }),
    };
    let (Some(told), Some(amounts)) = (told, amounts) else { return Err(refused(notes, None)) };
    let (dates, as_of) = match &told {
        Told::Days { starts, as_of, .. } => (starts.format.map(|f| f.name().to_owned()), Some(as_of.to_string())),
        Told::Tenure { .. } => (None, None),
    };
    let mut rows = LifetimeRows::new(settings, account, told, amounts, covariates, table.titles().len());
    if let Err(end) = table.scan(&wanted, watch, 2, &mut |row| rows.see(row)) {
        return Err(ended(end, notes));
    }

    let mut report = DataReport { file: name.to_owned(), kind: Some(FileKind::Lifetimes), rows: rows.rows, ..DataReport::default() };
    report.columns = found.all().map(|(role, column)| (role.name().to_owned(), table.titles()[column].clone())).collect();
    let has_text = rows.amounts.has_text;
    report.format = FileFormat {
        delimiter: table.delimiter(),
        dates,
        decimals: has_text.then_some(rows.amounts.decimals),
        thousands: rows.amounts.thousands,
        currency: None,
    };
    report.findings = findings(&rows, &table, settings, &notes);
    let customers = customers(rows, &mut report);
    if customers.lifetimes.is_empty() && notes.is_clean() {
        notes.problem(table.problem_at_header(None, "no account has a tenure of a month or more"));
    }
    report.findings.extend(alike_names(&customers.accounts));
    report.findings.sort_by_key(|f| (!f.refused, f.kind));
    report.lifetimes = Some(counts(&customers, as_of));
    if notes.is_clean() { Ok((customers, report)) } else { Err(refused(notes, Some(report))) }
}

/// The columns that may explain churn: those asked for, or all in no other use.
fn covariates(table: &Table, found: &Found, settings: &IntakeSettings, notes: &Notes) -> Vec<CovariateColumn> {
    let titles = table.titles();
    let used: Vec<usize> = found.all().map(|(_, column)| column).collect();
    let is_free = |column: &usize| !used.contains(column) && !titles[*column].is_empty();
    let columns: Vec<usize> = match &settings.covariates {
        None => (0..titles.len()).filter(is_free).collect(),
        Some(asked) => asked
            .iter()
            .filter_map(|title| {
                let plain = crate::config::plain(title);
                let at = titles.iter().position(|t| crate::config::plain(t) == plain);
                if at.is_none() {
                    let problem = table.problem_at_header(None, &format!("there is no column `{title}` that may explain churn"));
                    notes.problem(problem.nearest(title, titles.iter().map(String::as_str)));
                }
                at
            })
            .collect(),
    };
    columns.into_iter().map(|column| CovariateColumn::new(&titles[column], column)).collect()
}

/// What the first time through found.
#[derive(Default)]
struct Survey {
    rows: u64,
    starts: DateSurvey,
    ends: DateSurvey,
    amounts: AmountSurvey,
    /// First rows with a first and with a last day.
    places: [Option<Place>; 2],
}

impl Survey {
    fn amounts(&self, table: &Table, settings: &IntakeSettings, notes: &Notes) -> Option<Amounts> {
        let decided = self.amounts.decide(settings.decimals);
        if decided.is_none() {
            let problem = table.problem_at_header(None, "points in the numbers of this file can stand for decimals or between thousands");
            notes.problem(problem.allowed("numbers with two decimals, such as 1234.00; or say it: --decimals point or --decimals comma"));
        }
        decided
    }

    /// How first and last days are written, and the last day that the file tells of. Where one column leaves open what the other tells, the
    /// other decides.
    fn days(&mut self, table: &Table, columns: [usize; 2], settings: &IntakeSettings, notes: &Notes) -> Option<Told> {
        let [start, end] = columns;
        let alone = [&mut self.starts, &mut self.ends].map(|column| column.decide(settings.dates));
        let orders = [0, 1].map(|i| alone[i].as_ref().ok().and_then(|dates| dates.format).map(MonthFormat::order));
        let [starts, ends] = alone;
        let starts = match starts {
            Err(Unclear::DayOrMonth) if orders[1].is_some() => self.starts.decide(orders[1]),
            decided => decided,
        };
        let ends = match ends {
            Err(Unclear::DayOrMonth) if orders[0].is_some() => self.ends.decide(orders[0]),
            // nobody left
            _ if self.ends.is_empty() => Ok(Dates::none(starts.as_ref().ok().and_then(|dates| dates.format))),
            decided => decided,
        };
        let starts = told(starts, self.places[0], start, table, notes);
        let ends = told(ends, self.places[1], end, table, notes);
        let (starts, ends) = (starts?, ends?);
        let latest = [&starts, &ends].into_iter().filter_map(|dates| dates.days.keys().next_back()).max().copied();
        let as_of = settings.as_of.or(latest)?;
        Some(Told::Days { start, end, starts: Box::new(starts), ends: Box::new(ends), as_of })
    }
}

/// Dates that were told apart; a problem otherwise.
fn told(decided: Result<Dates, Unclear>, place: Option<Place>, column: usize, table: &Table, notes: &Notes) -> Option<Dates> {
    match decided {
        Ok(dates) => return Some(dates),
        Err(Unclear::DayOrMonth) => {
            let message = "dates in this column do not tell whether the day or the month comes first";
            let problem = table.problem(place.unwrap_or_default(), Some(column), message);
            notes.problem(problem.allowed("YYYY-MM-DD; or say it: --dates DMY or --dates MDY"));
        }
        Err(Unclear::NoDate) => {
            let message = format!("column `{}` holds no dates", table.titles()[column]);
            let allowed = "YYYY-MM-DD; also DD.MM.YYYY, MM/DD/YYYY, DD Mon YYYY and the like, the same in the whole file";
            notes.problem(table.problem_at_header(Some(column), &message).allowed(allowed));
        }
    }
    None
}

fn findings(rows: &LifetimeRows<'_>, table: &Table, settings: &IntakeSettings, notes: &Notes) -> Vec<Finding> {
    let mut findings = bad_row_findings(&rows.faults, rows.rows, settings.bad_rows, table, notes);
    for kind in rows.faults.kinds().into_iter().filter(|kind| !kind.is_bad_row()) {
        let n = rows.faults.count(kind);
        let accounts = said(n, "account");
        let finding = match kind {
            FindingKind::Duplicates => duplicates(n, settings.duplicates),
            FindingKind::TenureZero => Finding::new(
                kind,
                n,
                format!("{accounts} with a tenure of 0 months."),
                "Left out: there is no month in which they could have left.",
            ),
            FindingKind::NotStarted => {
                Finding::new(kind, n, format!("{accounts} that started after the last day."), "Left out: not yet customers.")
                    .otherwise("--as-of")
            }
            FindingKind::EndedAfter => {
                Finding::new(kind, n, format!("{accounts} that ended after the last day."), "They were still there on it.")
                    .otherwise("--as-of")
            }
            FindingKind::EndedBefore => Finding::new(
                kind,
                n,
                format!("{accounts} that ended before they came under observation."),
                "Left out: of their like, those who stayed would be missing.",
            )
            .otherwise("--observed-from"),
            _ => continue,
        };
        findings.push(rows.faults.tell(kind, table, notes, finding));
    }
    if rows.part_months > 0 {
        let found = format!("{} that are no whole months.", said(rows.part_months, "tenure"));
        let done = "Of accounts that left the month that had begun counts, of the others the months that were over.";
        findings.push(Finding::new(FindingKind::PartMonths, rows.part_months, found, done));
    }
    findings
}

fn duplicates(n: u64, decision: Duplicates) -> Finding {
    let found = format!("{} of an account that has one already.", said(n, "row"));
    let (done, otherwise) = match decision {
        Duplicates::Last => ("The last row counts.", "--duplicates first or refuse"),
        Duplicates::First => ("The first row counts.", "--duplicates last or refuse"),
        Duplicates::Sum => ("The file is refused: tenures do not add up.", "--duplicates last or first"),
        Duplicates::Refuse => ("The file is refused.", "--duplicates last or first"),
    };
    let refused = matches!(decision, Duplicates::Refuse | Duplicates::Sum);
    Finding { refused, ..Finding::new(FindingKind::Duplicates, n, found, done).otherwise(otherwise) }
}

/// Puts the lifetimes together; columns that are not used become a finding.
fn customers(rows: LifetimeRows<'_>, report: &mut DataReport) -> CustomerLifetimes {
    let stays = &rows.stays;
    let mut lifetimes = Lifetimes {
        tenure: stays.iter().map(|s| s.tenure).collect(),
        churned: stays.iter().map(|s| s.churned).collect(),
        entry: stays.iter().map(|s| s.entry).collect(),
        covariates: Vec::new(),
    };
    let mut unused = Vec::new();
    for column in rows.covariates {
        match column.finish() {
            Ok(covariate) => lifetimes.covariates.push(covariate),
            Err((title, Unused::OneValue)) => unused.push(format!("{title}: the same of all accounts")),
            Err((title, Unused::TooMany)) => unused.push(format!("{title}: more than {MOST_CATEGORIES} different texts")),
        }
    }
    if !unused.is_empty() {
        let found = format!("{} cannot explain churn: {}.", count(unused.len(), "column"), unused.join("; "));
        let finding = Finding::new(FindingKind::UnusedColumns, unused.len() as u64, found, "Not used.");
        report.findings.push(finding.otherwise("--covariates names those that are"));
    }
    CustomerLifetimes { accounts: rows.accounts.into_iter().map(String::from).collect(), lifetimes }
}

fn counts(customers: &CustomerLifetimes, as_of: Option<String>) -> LifetimeCounts {
    let lifetimes = &customers.lifetimes;
    let kinds = |values: &Values| match values {
        Values::Category { names, .. } => Some(names.len()),
        Values::Number(_) => None,
    };
    LifetimeCounts {
        accounts: lifetimes.len(),
        churned: lifetimes.churned.iter().filter(|c| **c).count(),
        exposure: lifetimes.tenure.iter().zip(&lifetimes.entry).map(|(t, e)| u64::from(t - e)).sum(),
        longest: lifetimes.tenure.iter().copied().max().unwrap_or(0),
        as_of,
        covariates: lifetimes.covariates.iter().map(|c| (c.name.clone(), kinds(&c.values))).collect(),
    }
}
