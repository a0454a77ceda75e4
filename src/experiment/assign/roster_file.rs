//! A roster CSV → the units of one level, with every problem told at once.
//!
//! A row a CSM, or a row an account for cohorts. Whole pods are made of their rows: covariates averaged, target pay added up.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::read::OWN_COLUMNS;
use super::{Level, Roster, RosterUnit, nine_digits};
use crate::config::{Bounds, Cell, Notes, Sheet, Source};

/// Titles by which columns are known, the plain name first.
const CSM: &[&str] = &["csm", "csm_id", "csm_name", "owner", "name"];
const POD: &[&str] = &["pod", "team", "manager"];
const ACCOUNT: &[&str] = &["account", "account_id", "customer", "customer_id"];
const PAY: &[&str] = &["target_pay", "ote", "target_variable", "variable"];

/// Which columns to use; a name that is left out is guessed.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct RosterColumns {
    /// Who gets a plan.
    pub level: Level,
    /// The CSM.
    pub csm: Option<String>,
    /// The pod.
    pub pod: Option<String>,
    /// The account.
    pub account: Option<String>,
    /// Target pay or OTE, \[$\] a year.
    pub pay: Option<String>,
    /// Columns that make strata.
    pub strata: Vec<String>,
    /// Columns of covariates, or `ln(COLUMN)`; every column of numbers that differ if left out.
    pub covariates: Vec<String>,
}

/// A covariate: a column, or its logarithm.
struct Covariate {
    name: String,
    column: usize,
    logarithm: bool,
}

/// Reads the units of that level. `None` where there were problems: they are in `notes`.
#[must_use]
pub fn read_roster(source: &Arc<Source>, columns: &RosterColumns, notes: &Notes) -> Option<Roster> {
    let before = notes.count();
    let sheet = Sheet::parse(source, notes);
    let named = |own: &Option<String>, known: &[&str], required: bool| match own {
        Some(name) => required_title(&sheet, name, notes),
        None if required => sheet.required_column(known),
        None => sheet.column(known),
    };
    let account = named(&columns.account, ACCOUNT, columns.level == Level::Cohort);
    let csm = named(&columns.csm, CSM, columns.level != Level::Pod);
    let pod = named(&columns.pod, POD, columns.level == Level::Pod);
    let pay = named(&columns.pay, PAY, false);
    let strata: Vec<usize> = columns.strata.iter().filter_map(|name| required_title(&sheet, name, notes)).collect();
    let taken: Vec<usize> = [account, csm, pod, pay].into_iter().flatten().chain(strata.iter().copied()).collect();
    let covariates = covariates(&sheet, columns, &taken, notes);
    if sheet.is_empty() && notes.count() == before {
        notes.problem(sheet.problem_at_header("the roster has no rows").allowed("at least one row below the header"));
    }
    let unit = match columns.level {
        Level::Csm => csm,
        Level::Pod => pod,
        Level::Cohort => account,
    };
    if notes.count() > before {
        return None;
    }
    let rows = Rows { sheet: &sheet, notes, level: columns.level, unit: unit?, csm, pod, pay, strata, covariates };
    let units = rows.units();
    if notes.count() > before {
        return None;
    }
    let names = rows.covariates.iter().map(|c| c.name.clone()).collect();
    Some(Roster::new(columns.level, columns.strata.clone(), names, units))
}

/// A column by a title of the user's; spaces, hyphens and case do not matter.
fn required_title(sheet: &Sheet<'_>, name: &str, notes: &Notes) -> Option<usize> {
    let alike = |title: &str| title.trim().to_lowercase().replace([' ', '-'], "_");
    let found = sheet.titles().position(|title| alike(title) == alike(name));
    if found.is_none() {
        notes.problem(sheet.problem_at_header(format!("missing column `{name}`")).nearest(name, sheet.titles()));
    }
    found
}

fn covariates(sheet: &Sheet<'_>, columns: &RosterColumns, taken: &[usize], notes: &Notes) -> Vec<Covariate> {
    let title = |column: usize| sheet.titles().nth(column).unwrap_or_default().to_owned();
    if columns.covariates.is_empty() {
        let numbers =
            |column: usize| -> Option<Vec<f64>> { (0..sheet.len()).map(|row| sheet.cell(row, column).text.parse().ok()).collect() };
        let varies =
            |column: &usize| numbers(*column).is_some_and(|x| x.iter().all(|v| v.is_finite()) && x.windows(2).any(|w| w[0] != w[1]));
        let free = |column: &usize| !taken.contains(column) && !OWN_COLUMNS.contains(&title(*column).as_str());
        let found = (0..sheet.titles().count()).filter(free).filter(varies);
        return found.map(|column| Covariate { name: title(column), column, logarithm: false }).collect();
    }
    let of = |name: &String| {
        let inner = name.strip_prefix("ln(").and_then(|rest| rest.strip_suffix(')'));
        let column = required_title(sheet, inner.unwrap_or(name), notes)?;
        let covariate = if inner.is_some() { format!("ln({})", title(column)) } else { title(column) };
        if OWN_COLUMNS.contains(&covariate.as_str()) && covariate != "target_pay" || covariate.contains('|') {
            notes.problem(sheet.problem_at_header(format!("`{covariate}` cannot be a covariate")));
        }
        // The file of the assignment has target pay in a column of its own.
        let name = if covariate == "target_pay" { "target_pay_covariate".into() } else { covariate };
        Some(Covariate { name, column, logarithm: inner.is_some() })
    };
    let found: Vec<Covariate> = columns.covariates.iter().filter_map(of).collect();
    for (at, covariate) in found.iter().enumerate() {
        if found[..at].iter().any(|other| other.name == covariate.name) {
            notes.problem(sheet.problem_at_header(format!("covariate `{}` is named twice", covariate.name)));
        }
    }
    found
}

/// The table with its places.
struct Rows<'a> {
    sheet: &'a Sheet<'a>,
    notes: &'a Notes,
    level: Level,
    unit: usize,
    csm: Option<usize>,
    pod: Option<usize>,
    pay: Option<usize>,
    strata: Vec<usize>,
    covariates: Vec<Covariate>,
}

impl Rows<'_> {
    fn units(&self) -> Vec<RosterUnit> {
        let mut rows: BTreeMap<String, Vec<usize>> = BTreeMap::new();
        let mut persons: BTreeMap<String, usize> = BTreeMap::new();
        for row in 0..self.sheet.len() {
            let Some(name) = self.sheet.cell(row, self.unit).string() else { continue };
            if self.level == Level::Pod
                && let Some(csm) = self.csm
            {
                self.only_once(&self.sheet.cell(row, csm), row, &mut persons);
            }
            let own = rows.entry(name.clone()).or_default();
            if self.level != Level::Pod
                && let Some(&first) = own.first()
            {
                self.twice(&name, first, row);
            }
            own.push(row);
        }
        rows.into_iter().filter_map(|(name, rows)| self.of(name, &rows)).collect()
    }

    /// A CSM with two rows in a roster of pods.
    fn only_once(&self, cell: &Cell<'_>, row: usize, persons: &mut BTreeMap<String, usize>) {
        if cell.is_empty() {
            return;
        }
        if let Some(first) = persons.insert(cell.text.to_owned(), row) {
            let line = self.sheet.cell(first, self.unit).line();
            let same = self.sheet.cell(first, self.unit).text == self.sheet.cell(row, self.unit).text;
            let what = if same { "is there twice" } else { "is in two pods" };
            self.notes.problem(cell.problem_at(format!("CSM `{}` {what}, already in line {line}", cell.text)));
        }
    }

    fn twice(&self, name: &str, first: usize, row: usize) {
        let differs = |column: Option<usize>| column.is_some_and(|c| self.sheet.cell(first, c).text != self.sheet.cell(row, c).text);
        let what = match self.level {
            Level::Csm if differs(self.pod) => "is in two pods",
            Level::Cohort if differs(self.csm) => "has two CSMs",
            _ => "is there twice",
        };
        let cell = self.sheet.cell(row, self.unit);
        let line = self.sheet.cell(first, self.unit).line();
        self.notes.problem(cell.problem_at(format!("{} `{name}` {what}, already in line {line}", self.level.unit(1))));
    }

    /// One unit from its rows.
    fn of(&self, name: String, rows: &[usize]) -> Option<RosterUnit> {
        let first = rows[0];
        let text = |column: Option<usize>| column.map(|c| self.sheet.cell(first, c).text.to_owned()).filter(|text| !text.is_empty());
        let csm = if self.level == Level::Cohort { self.csm.and_then(|c| self.sheet.cell(first, c).string()) } else { None };
        let mut stratum: Vec<String> = csm.iter().cloned().collect();
        for &column in &self.strata {
            let Some(own) = self.sheet.cell(first, column).string() else { continue };
            for &row in &rows[1..] {
                let other = self.sheet.cell(row, column);
                if other.text != own {
                    self.notes.problem(other.problem_at(format!("pod `{name}` is in two strata, `{own}` and `{}`", other.text)));
                }
            }
            stratum.push(own);
        }
        let covariates: Vec<f64> = self.covariates.iter().filter_map(|covariate| self.mean(covariate, rows)).collect();
        let pay: Vec<f64> = match self.pay {
            Some(column) => {
                let filled = rows.iter().map(|&row| self.sheet.cell(row, column)).filter(|cell| !cell.is_empty());
                filled.filter_map(|cell| cell.number(Bounds::NOT_NEGATIVE)).collect()
            }
            None => Vec::new(),
        };
        Some(RosterUnit {
            name,
            csm,
            pod: if self.level == Level::Pod { None } else { text(self.pod) },
            stratum: stratum.join(" / "),
            covariates: (covariates.len() == self.covariates.len()).then_some(covariates)?,
            target_pay: (!pay.is_empty()).then(|| nine_digits(pay.iter().sum())),
        })
    }

    fn mean(&self, covariate: &Covariate, rows: &[usize]) -> Option<f64> {
        let bounds = if covariate.logarithm { Bounds::POSITIVE } else { Bounds::ANY };
        let values: Option<Vec<f64>> = rows.iter().map(|&row| self.sheet.cell(row, covariate.column).number(bounds)).collect();
        let values = values?;
        let of = |x: &f64| if covariate.logarithm { x.ln() } else { *x };
        Some(nine_digits(values.iter().map(of).sum::<f64>() / values.len() as f64))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str, columns: &RosterColumns) -> Result<Roster, String> {
        let notes = Notes::new();
        let found = read_roster(&Source::new("r.csv", text), columns, &notes);
        notes.finish().map(|_| found.unwrap()).map_err(|problems| problems.to_string())
    }

    #[test]
    fn csms_with_what_is_known_of_them() {
        let text = "CSM,Pod,Segment,Book ARR,ote,remark,tenure\nZoe,P1,ENT,100,90000,x,5\nAnn,P2,SMB,200,80000,y,7\n";
        let columns = RosterColumns { strata: vec!["segment".into()], ..RosterColumns::default() };
        let roster = read(text, &columns).unwrap();
        assert_eq!(roster.covariates, ["Book ARR", "tenure"]);
        let ann = &roster.units[0];
        assert_eq!((ann.name.as_str(), ann.pod.as_deref(), ann.stratum.as_str()), ("Ann", Some("P2"), "SMB"));
        assert_eq!((ann.covariates.as_slice(), ann.target_pay), (&[200.0, 7.0][..], Some(80_000.0)));
        let logged = RosterColumns { covariates: vec!["ln(book_arr)".into()], ..RosterColumns::default() };
        let roster = read(text, &logged).unwrap();
        assert_eq!((roster.covariates[0].as_str(), roster.units[0].covariates[0]), ("ln(Book ARR)", 5.298_317_37));
    }

    #[test]
    fn pods_are_made_of_their_csms() {
        let text = "csm,pod,ote,tenure\nA,P1,1,2\nB,P1,2,4\nC,P2,5,9\n";
        let roster = read(text, &RosterColumns { level: Level::Pod, ..RosterColumns::default() }).unwrap();
        let units: Vec<_> = roster.units.iter().map(|u| (u.name.as_str(), u.covariates[0], u.target_pay)).collect();
        assert_eq!(units, [("P1", 3.0, Some(3.0)), ("P2", 9.0, Some(5.0))]);
    }

    #[test]
    fn books_are_strata_of_accounts() {
        let text = "account,csm,arr\nx1,Ann,5\nx2,Ann,6\nx3,Bob,7\n";
        let roster = read(text, &RosterColumns { level: Level::Cohort, ..RosterColumns::default() }).unwrap();
        assert_eq!(roster.units.iter().map(|u| u.stratum.as_str()).collect::<Vec<_>>(), ["Ann", "Ann", "Bob"]);
    }

    #[test]
    fn every_problem_is_told() {
        let text = "csm,pod,segment,tenure\nAnn,P1,ENT,5\nAnn,P2,ENT,6\n,P1,SMB,7\nBob,P1,,x\nBob,P1,SMB,3\n";
        let columns = RosterColumns { strata: vec!["segment".into()], covariates: vec!["tenure".into()], ..RosterColumns::default() };
        let error = read(text, &columns).unwrap_err();
        for part in ["CSM `Ann` is in two pods, already in line 2", "the cell is empty", "not a number", "CSM `Bob` is there twice"] {
            assert!(error.contains(part), "{part}: {error}");
        }
        let error = read(text, &RosterColumns { strata: vec!["segmnt".into()], ..columns }).unwrap_err();
        assert!(error.contains("missing column `segmnt`") && error.contains("did you mean `segment`"), "{error}");
        let pods = RosterColumns { level: Level::Pod, ..RosterColumns::default() };
        assert!(read("csm,pod\nA,P1\nA,P2\n", &pods).unwrap_err().contains("CSM `A` is in two pods"));
        let logged = RosterColumns { covariates: vec!["ln(tenure)".into()], ..RosterColumns::default() };
        assert!(read("csm,tenure\nA,0\nB,2\n", &logged).unwrap_err().contains("column tenure"));
    }
}
