//! Files of accounts of the past, and of books, as CSV.

use std::sync::Arc;

use super::history::Past;
use crate::config::{Notes, Problem, Problems, Sheet, Source};

/// Names of columns that were told; others are guessed from the header.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PastColumns {
    /// Who held the account.
    pub csm: Option<String>,
    /// The CSM's pod.
    pub pod: Option<String>,
    /// The arm, where the past was an experiment itself.
    pub arm: Option<String>,
    /// The outcome.
    pub outcome: Option<String>,
    /// The same outcome one period earlier.
    pub baseline: Option<String>,
}

const CSM: &[&str] = &["csm", "csm_id", "csm_name", "owner"];
const POD: &[&str] = &["pod", "pod_id", "team"];
const ARM: &[&str] = &["arm", "treated", "treatment", "group", "variant"];
const OUTCOME: &[&str] = &["outcome", "nrr_post", "grr_post", "post", "y", "nrr", "grr"];
const BASELINE: &[&str] = &["baseline", "nrr_pre", "grr_pre", "pre", "y_pre", "before"];
const ACCOUNTS: &[&str] = &["accounts", "book", "size", "n"];

/// Accounts of the past that were read.
#[derive(Debug, Clone, PartialEq)]
pub struct PastFile {
    /// The rows.
    pub past: Past,
    /// Title of the outcome's column.
    pub outcome: String,
    /// Rows left out because their outcome (or what it was before) is empty.
    pub left_out: usize,
}

/// Reads accounts, one row each: `csm`, an outcome, and where there are such columns the outcome before, pod and arm.
///
/// # Errors
/// All problems at once: columns that are missing, cells that are no numbers, CSMs in two pods or without a name.
pub fn read_past(source: &Arc<Source>, columns: &PastColumns) -> Result<PastFile, Problems> {
    let notes = Notes::new();
    let sheet = Sheet::parse(source, &notes);
    let find = |told: &Option<String>, guesses: &[&str], required: bool| match told {
        Some(name) => sheet.required_column(&[crate::config::plain(name).as_str()]),
        None if required => sheet.required_column(guesses),
        None => sheet.column(guesses),
    };
    let csm = find(&columns.csm, CSM, true);
    let outcome = find(&columns.outcome, OUTCOME, true);
    let [baseline, pod, arm] =
        [(&columns.baseline, BASELINE), (&columns.pod, POD), (&columns.arm, ARM)].map(|(told, guesses)| find(told, guesses, false));
    let mut read = PastFile { past: Past::default(), outcome: String::new(), left_out: 0 };
    if let (Some(csm), Some(outcome)) = (csm, outcome) {
        read.outcome =
            source.text.lines().next().and_then(|line| line.split(sheet.delimiter()).nth(outcome)).unwrap_or_default().trim().into();
        let (mut csms, mut pods, mut arms) = (Labels::default(), Labels::default(), Labels::default());
        let mut home: std::collections::BTreeMap<usize, usize> = std::collections::BTreeMap::new();
        for row in 0..sheet.len() {
            let cell = |column| sheet.cell(row, column);
            if cell(outcome).is_empty() || baseline.is_some_and(|column| cell(column).is_empty()) {
                read.left_out += 1;
                continue;
            }
            let name = cell(csm).string();
            let y = cell(outcome).number(..);
            let before = baseline.map(|column| cell(column).number(..));
            let own = name.as_deref().map(|name| csms.number(name));
            let label = pod.map(|column| cell(column).string().map_or(0, |label| pods.number(&label)));
            if let (Some(column), Some(label), Some(own), Some(name)) = (pod, label, own, &name)
                && *home.entry(own).or_insert(label) != label
            {
                notes.problem(cell(column).problem_at(format!("`{name}` is in two pods")).allowed("one pod for each CSM"));
            }
            let (Some(own), Some(y)) = (own, y) else { continue };
            read.past.pod.extend(label);
            read.past.csm.push(own);
            read.past.arm.push(arm.and_then(|column| cell(column).string()).map_or(0, |label| arms.number(&label)));
            read.past.outcome.push(y);
            read.past.before.extend(before.flatten());
        }
        if sheet.is_empty() {
            notes.problem(sheet.problem_at_header("there is no account below the header"));
        }
    }
    notes.finish().map(|_| read)
}

/// Reads books, one row a CSM: a column `accounts`.
///
/// # Errors
/// All problems at once.
pub fn read_books(source: &Arc<Source>) -> Result<Vec<f64>, Problems> {
    let notes = Notes::new();
    let sheet = Sheet::parse(source, &notes);
    let mut sizes = Vec::new();
    if let Some(column) = sheet.required_column(ACCOUNTS) {
        sizes.extend((0..sheet.len()).filter_map(|row| sheet.cell(row, column).number(1.0..=1e7)));
        if sheet.len() < 2 {
            notes.problem(sheet.problem_at_header("there are fewer than two books below the header"));
        }
    }
    notes.finish().map(|_| sizes)
}

/// Reads a schedule: rows of `0`, `1` and nothing, one a sequence; a first row of titles and a first column of names are left out.
///
/// # Errors
/// All problems at once.
pub fn read_schedule(source: &Arc<Source>) -> Result<super::Schedule, Problems> {
    let plain = |cell: &str| matches!(cell.trim(), "0" | "1" | "" | "." | "-" | "NA" | "na");
    let split = |line: &str| line.split([',', ';', '\t']).map(|cell| cell.trim().to_owned()).collect::<Vec<String>>();
    let mut rows: Vec<Vec<String>> = source.text.lines().filter(|line| !line.trim().is_empty()).map(split).collect();
    if rows.first().is_some_and(|row| row.iter().skip(1).any(|cell| !plain(cell))) {
        rows.remove(0);
    }
    if !rows.is_empty() && rows.iter().all(|row| row.first().is_some_and(|cell| !plain(cell))) {
        rows.iter_mut().for_each(|row| drop(row.remove(0)));
    }
    super::Schedule::read(&rows).map_err(|errors| {
        let mut problems = Problems::default();
        errors.iter().for_each(|error| problems.push(Problem::without_place(format!("{}: {error}", source.name))));
        problems
    })
}

/// Labels numbered in order of appearance.
#[derive(Debug, Default)]
struct Labels(std::collections::BTreeMap<String, usize>);

impl Labels {
    fn number(&mut self, label: &str) -> usize {
        let next = self.0.len();
        *self.0.entry(label.to_owned()).or_insert(next)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<PastFile, Problems> {
        read_past(&Source::new("past.csv", text), &PastColumns::default())
    }

    #[test]
    fn accounts_are_read_and_empty_ones_counted() {
        let file = read("csm,pod,nrr_pre,nrr_post,note\nAnn,P1,1.0,1.02,x\nBob,P2,0.9,,\nAnn,P1,1.1,0.8,\n").unwrap();
        assert_eq!((file.past.csm, file.past.pod), (vec![0, 0], vec![0, 0]));
        assert_eq!((file.past.outcome, file.past.before, file.left_out), (vec![1.02, 0.8], vec![1.0, 1.1], 1));
        assert_eq!(file.outcome, "nrr_post");
        let told = PastColumns { outcome: Some("score".into()), ..PastColumns::default() };
        assert_eq!(read_past(&Source::new("p.csv", "csm,score\nA,1\nB,2\n"), &told).unwrap().past.outcome, [1.0, 2.0]);
    }

    #[test]
    fn all_that_is_wrong_is_told_at_once() {
        let problems = read("csm,pod,nrr\nAnn,P1,1.0\nAnn,P2,x\n,P1,1.1\nAnn,P2,1.2\n").unwrap_err();
        let told = problems.render(false);
        for part in ["not a number", "the cell is empty", "`Ann` is in two pods"] {
            assert!(told.contains(part), "{part}: {told}");
        }
        assert!(read("csm,arr\nA,1\n").unwrap_err().render(false).contains("missing column `outcome`"));
    }

    #[test]
    fn books_and_schedules() {
        assert_eq!(read_books(&Source::new("b.csv", "csm,accounts\nA,12\nB,30\n")).unwrap(), [12.0, 30.0]);
        assert!(read_books(&Source::new("b.csv", "csm,accounts\nA,0\n")).unwrap_err().len() == 2);
        let schedule = read_schedule(&Source::new("s.csv", "csm,q1,q2,q3\nA,0,NA,1\nB,1,1,0\n")).unwrap();
        assert_eq!((schedule.rows().len(), schedule.quarters()), (2, 3));
        assert_eq!(read_schedule(&Source::new("s.csv", "0,1\n1,0\n")).unwrap().quarters(), 2);
        assert!(read_schedule(&Source::new("s.csv", "0,1\n1,7\n")).unwrap_err().render(false).contains("`7`"));
    }
}
