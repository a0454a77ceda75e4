//! Looks from one file with a column `look`, or from a file a look.
//!
//! Rows add up: a look holds all rows of it and of the looks before. An account that comes again replaces what it was before, so a file
//! may hold what is new at each look or everything that is known at each. Everything wrong is told at once.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::super::control::control_among;
use crate::config::{Bounds, Notes, Sheet, Source, plain};

/// Titles of columns; `None` where they are to be guessed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct LookColumns {
    /// Look.
    pub look: Option<String>,
    /// CSM.
    pub csm: Option<String>,
    /// Account.
    pub account: Option<String>,
    /// Arm.
    pub arm: Option<String>,
    /// Outcome.
    pub outcome: Option<String>,
    /// Name of the arm with today's plan.
    pub control: Option<String>,
}

/// Rows of a running experiment; labels count from 0.
#[derive(Debug, Clone, PartialEq)]
pub struct Stream {
    /// Title of the outcome's column.
    pub outcome_name: String,
    /// Names of looks, in order.
    pub looks: Vec<String>,
    /// Names of the arms, control first.
    pub arms: [String; 2],
    /// Names of CSMs.
    pub csms: Vec<String>,
    /// Whether each CSM has the new plan.
    pub treated: Vec<bool>,
    /// Rows in the order of looks.
    pub(super) rows: Vec<StreamRow>,
}

/// One row.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct StreamRow {
    pub(super) look: usize,
    pub(super) csm: usize,
    /// Label of the account; `None` without such a column.
    pub(super) account: Option<usize>,
    pub(super) outcome: f64,
}

const LOOK: &[&str] = &["look", "quarter", "period"];
const CSM: &[&str] = &["csm", "csm_id", "csm_name", "owner"];
const ACCOUNT: &[&str] = &["account", "account_id", "customer", "customer_id"];
const ARM: &[&str] = &["arm", "treated", "treatment", "group", "variant", "plan"];
const OUTCOME: &[&str] = &["outcome", "nrr_post", "grr_post", "post", "y", "nrr", "grr"];

/// A row as written.
struct Written {
    look: String,
    csm: String,
    account: Option<String>,
    arm: String,
    outcome: Option<f64>,
}

/// Reads looks; `None` if anything is wrong, which the notes then say. With several files each is a look, named by its place.
#[must_use]
pub fn read_looks(sources: &[Arc<Source>], columns: &LookColumns, notes: &Notes) -> Option<Stream> {
    let sheets: Vec<Sheet<'_>> = sources.iter().map(|source| Sheet::parse(source, notes)).collect();
    let mut written: Vec<Written> = Vec::new();
    let mut arm_of: BTreeMap<String, String> = BTreeMap::new();
    let mut outcome_name = String::new();
    for (file, (sheet, source)) in sheets.iter().zip(sources).enumerate() {
        let find = |told: &Option<String>, guesses: &[&str]| match told {
            Some(title) => sheet.required_column(&[&plain(title)]),
            None => guesses.iter().find_map(|guess| sheet.column(&[guess])),
        };
        let needed = |told: &Option<String>, guesses: &[&str]| {
            find(told, guesses).or_else(|| told.is_none().then(|| sheet.required_column(guesses))?)
        };
        let own_look = sources.len() == 1;
        let look = if own_look { needed(&columns.look, LOOK) } else { None };
        let account = find(&columns.account, ACCOUNT);
        let (csm, arm, outcome) = (needed(&columns.csm, CSM), needed(&columns.arm, ARM), needed(&columns.outcome, OUTCOME));
        if sheet.is_empty() {
            notes.problem(sheet.problem_at_header("no row below the header"));
        }
        let (Some(csm), Some(arm), Some(outcome)) = (csm, arm, outcome) else { continue };
        if own_look && look.is_none() {
            continue;
        }
        outcome_name = source.text.lines().next().map_or_else(String::new, |line| {
            line.split(sheet.delimiter()).nth(outcome).unwrap_or_default().trim().trim_matches('"').to_owned()
        });
        for row in 0..sheet.len() {
            let text = |column| sheet.cell(row, column).string();
            let look = look.map_or_else(|| Some((file + 1).to_string()), text);
            let (csm_name, arm_name) = (text(csm), text(arm));
            let account = account.map(text);
            let value = sheet.cell(row, outcome).number(Bounds::ANY);
            let (Some(look), Some(csm_name), Some(arm_name)) = (look, csm_name, arm_name) else { continue };
            let first = arm_of.entry(csm_name.clone()).or_insert_with(|| arm_name.clone());
            if *first != arm_name {
                let message = format!("CSM `{csm_name}` is in two arms, `{first}` and `{arm_name}`");
                notes.problem(sheet.cell(row, arm).problem_at(message).allowed("one arm for each CSM, the same at every look"));
            }
            written.push(Written { look, csm: csm_name, account: account.flatten(), arm: arm_name, outcome: value });
        }
    }
    let arms = arms(&written, columns.control.as_deref(), sheets.first()?, notes)?;
    notes.is_clean().then(|| stream(outcome_name, arms, &arm_of, written))
}

/// Control and the new plan; anything but two arms, and an arm of a single CSM, is a problem.
fn arms(written: &[Written], control: Option<&str>, sheet: &Sheet<'_>, notes: &Notes) -> Option<[String; 2]> {
    let mut csms: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for row in written {
        let own = csms.entry(&row.arm).or_default();
        if !own.contains(&row.csm.as_str()) {
            own.push(&row.csm);
        }
    }
    if csms.is_empty() {
        return None;
    }
    let names: Vec<&str> = csms.keys().copied().collect();
    for (arm, own) in csms.iter().filter(|(_, own)| own.len() < 2) {
        let problem = sheet.problem_at_header(format!("arm `{arm}` has {} CSM", own.len()));
        notes.problem(problem.allowed("at least 2 CSMs in each arm"));
    }
    if names.len() != 2 {
        let found: Vec<String> = names.iter().take(6).map(|name| format!("`{name}`")).collect();
        let problem = sheet.problem_at_header(format!("{} arms: {}", names.len(), found.join(", ")));
        notes.problem(problem.allowed("two arms: today's plan and one other; look at several others one by one"));
        return None;
    }
    let first = match control {
        Some(told) => {
            let found = names.iter().position(|name| *name == told);
            if found.is_none() {
                let problem = sheet.problem_at_header(format!("--control {told}: there is no such arm"));
                notes.problem(problem.allowed(names.join(", ")).nearest(told, names.iter().copied()));
            }
            found?
        }
        None => control_among(&names),
    };
    Some([names[first].to_owned(), names[1 - first].to_owned()])
}

fn stream(outcome_name: String, arms: [String; 2], arm_of: &BTreeMap<String, String>, written: Vec<Written>) -> Stream {
    let looks = in_order(written.iter().map(|row| row.look.clone()).collect());
    let csms: Vec<String> = arm_of.keys().cloned().collect();
    let treated = arm_of.values().map(|arm| *arm == arms[1]).collect();
    let mut accounts: BTreeMap<String, usize> = BTreeMap::new();
    let mut rows: Vec<StreamRow> = written
        .into_iter()
        .filter_map(|row| {
            let next = accounts.len();
            Some(StreamRow {
                look: looks.iter().position(|look| *look == row.look)?,
                csm: csms.binary_search(&row.csm).ok()?,
                account: row.account.map(|name| *accounts.entry(name).or_insert(next)),
                outcome: row.outcome?,
            })
        })
        .collect();
    rows.sort_by_key(|row| row.look);
    Stream { outcome_name, looks, arms, csms, treated, rows }
}

/// As numbers where all are, by the alphabet otherwise (2026Q1, 2026-04).
fn in_order(mut names: Vec<String>) -> Vec<String> {
    let number = |name: &String| name.parse::<f64>().ok();
    if names.iter().all(|name| number(name).is_some()) {
        names.sort_by(|a, b| number(a).unwrap_or(0.0).total_cmp(&number(b).unwrap_or(0.0)));
    } else {
        names.sort();
    }
    names.dedup();
    names
}

impl Stream {
    /// Outcome and CSM of every row known at a look, from 0.
    pub(super) fn known_at(&self, look: usize) -> (Vec<f64>, Vec<usize>) {
        let mut last: BTreeMap<usize, usize> = BTreeMap::new();
        let mut kept: Vec<Option<&StreamRow>> = Vec::new();
        for row in self.rows.iter().take_while(|row| row.look <= look) {
            if let Some(account) = row.account
                && let Some(before) = last.insert(account, kept.len())
            {
                kept[before] = None;
            }
            kept.push(Some(row));
        }
        kept.into_iter().flatten().map(|row| (row.outcome, row.csm)).unzip()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(texts: &[&str], columns: &LookColumns) -> Result<Stream, String> {
        let notes = Notes::new();
        let sources: Vec<Arc<Source>> = texts.iter().enumerate().map(|(i, text)| Source::new(format!("l{i}.csv"), *text)).collect();
        let read = read_looks(&sources, columns, &notes);
        match notes.finish() {
            Ok(_) => Ok(read.unwrap()),
            Err(problems) => Err(problems.render(false)),
        }
    }

    const TWO: &str = "look,csm,arm,account,y\n1,A,0,a,1\n1,B,0,b,2\n1,C,1,c,3\n1,D,1,d,4\n2,A,0,a,5\n2,C,1,e,6\n";

    #[test]
    fn an_account_that_comes_again_replaces_what_it_was() {
        let stream = read(&[TWO], &LookColumns::default()).unwrap();
        assert_eq!((stream.arms.clone(), stream.looks.clone()), (["0".into(), "1".into()], vec!["1".into(), "2".into()]));
        assert_eq!(stream.outcome_name, "y");
        assert_eq!(stream.known_at(0).0, [1.0, 2.0, 3.0, 4.0]);
        assert_eq!(stream.known_at(1), (vec![2.0, 3.0, 4.0, 5.0, 6.0], vec![1, 2, 3, 0, 2]));
        // the same as a file a look
        let halves = ["csm,arm,account,y\nA,0,a,1\nB,0,b,2\nC,1,c,3\nD,1,d,4\n", "csm,arm,account,y\nA,0,a,5\nC,1,e,6\n"];
        assert_eq!(read(&halves, &LookColumns::default()).unwrap(), stream);
        // without accounts rows add up
        let plain = read(&[&TWO.replace(",account", ",who")], &LookColumns::default()).unwrap();
        assert_eq!(plain.known_at(1).0.len(), 6);
    }

    #[test]
    fn looks_are_in_order_and_control_is_found() {
        let text = "Quarter,Owner,Plan,nrr\n10,A,today,1\n10,B,today,1\n9,C,new,1\n9,D,new,2\n";
        let stream = read(&[text], &LookColumns::default()).unwrap();
        assert_eq!((stream.looks, stream.arms), (vec!["9".into(), "10".into()], ["today".into(), "new".into()]));
        let other = read(&[text], &LookColumns { control: Some("new".into()), ..LookColumns::default() }).unwrap();
        assert_eq!(other.arms, ["new".to_owned(), "today".into()]);
    }

    #[test]
    fn everything_wrong_is_told_at_once() {
        let text = "look,csm,arm,account,y\n1,A,0,a,x\n1,B,0,b,2\n1,A,1,c,3\n1,D,1,,4\n,D,1,e,4\n";
        let told = read(&[text], &LookColumns::default()).unwrap_err();
        for part in ["not a number", "two arms", "the cell is empty", "4 problems"] {
            assert!(told.contains(part), "{part}: {told}");
        }
        let told = read(&["csm,arm,y\nA,0,1\nB,1,2\n"], &LookColumns::default()).unwrap_err();
        assert!(told.contains("missing column `look`"), "{told}");
        let told = read(&["look,csm,arm,y\n1,A,0,1\n1,B,0,2\n1,C,1,2\n1,D,2,2\n"], &LookColumns::default()).unwrap_err();
        assert!(told.contains("3 arms") && told.contains("arm `1` has 1 CSM"), "{told}");
        let told =
            read(&[TWO], &LookColumns { outcome: Some("nr".into()), control: Some("B".into()), ..LookColumns::default() }).unwrap_err();
        assert!(told.contains("missing column `nr`"), "{told}");
        let told = read(&[TWO], &LookColumns { control: Some("B".into()), ..LookColumns::default() }).unwrap_err();
        assert!(told.contains("--control B"), "{told}");
    }
}
