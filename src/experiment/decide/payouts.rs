//! What was paid in a trial, by CSM, from a file.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::super::control::control_among;
use super::PayAndOutcome;
use crate::config::{Bounds, Notes, Sheet, Source};

/// What a file of payouts says; columns have one value a CSM, control first.
#[derive(Debug, Clone, PartialEq)]
pub struct Payouts {
    /// Names of the arms.
    pub arms: [String; 2],
    /// Payouts of each arm's CSMs in the trial, in currency.
    pub pay: [Vec<f64>; 2],
    /// Their outcomes, where the file has them.
    pub outcomes: Option<[Vec<f64>; 2]>,
}

/// Reads payouts (`csm,arm,payout[,outcome]`); `None` if anything is wrong, which the notes then say. `arms` are the two that are compared,
/// control first; CSMs of other arms are left alone. Without them the file must have two arms.
#[must_use]
pub fn read_payouts(source: &Arc<Source>, arms: Option<&[String; 2]>, notes: &Notes) -> Option<Payouts> {
    let before = notes.count();
    let sheet = Sheet::parse(source, notes);
    let required = |names: &[&str]| sheet.required_column(names);
    let (csm, arm, pay) =
        (required(&["csm", "csm_id", "csm_name"]), required(&["arm", "treated", "group", "plan"]), required(&["payout", "paid", "pay"]));
    let outcome = ["outcome", "nrr_post", "post", "y", "nrr"].iter().find_map(|name| sheet.column(&[name]));
    let (csm, arm, pay) = (csm?, arm?, pay?);
    if sheet.is_empty() {
        notes.problem(sheet.problem_at_header("no row below the header"));
    }
    let mut seen: BTreeMap<String, usize> = BTreeMap::new();
    let mut rows: Vec<(String, f64, Option<f64>)> = Vec::new();
    for row in 0..sheet.len() {
        let (name, arm) = (sheet.cell(row, csm).string(), sheet.cell(row, arm).string());
        let paid = sheet.cell(row, pay).number(Bounds::ANY);
        let result = outcome.map(|column| sheet.cell(row, column).number(Bounds::ANY));
        let Some(name) = name else { continue };
        if let Some(first) = seen.insert(name.clone(), sheet.cell(row, csm).line()) {
            let problem = sheet.cell(row, csm).problem_at(format!("CSM `{name}` is there twice, first in line {first}"));
            notes.problem(problem.allowed("one row for each CSM, its payouts added up"));
        }
        if let (Some(arm), Some(paid)) = (arm, paid) {
            rows.push((arm, paid, result.flatten()));
        }
    }
    let mut names: Vec<&str> = rows.iter().map(|(arm, ..)| arm.as_str()).collect();
    names.sort_unstable();
    names.dedup();
    let arms = match arms {
        Some(arms) => arms.clone(),
        None if names.len() == 2 => {
            let first = control_among(&names);
            [names[first].to_owned(), names[1 - first].to_owned()]
        }
        None => {
            if !rows.is_empty() {
                notes.problem(sheet.problem_at_header(format!("{} arms: {}", names.len(), names.join(", "))).allowed("two arms"));
            }
            return None;
        }
    };
    let of = |name: &String| rows.iter().filter(|(arm, ..)| arm == name).collect::<Vec<_>>();
    for name in &arms {
        let count = of(name).len();
        if count < 2 {
            let word = if count == 1 { "CSM" } else { "CSMs" };
            let problem =
                sheet.problem_at_header(format!("arm `{name}` has {count} {word} with a payout")).allowed("at least 2 CSMs in each arm");
            notes.problem(problem.nearest(name, names.iter().copied().filter(|n| n != name)));
        }
    }
    if notes.count() > before {
        return None;
    }
    let own = arms.each_ref().map(of);
    let outcomes = outcome.map(|_| own.each_ref().map(|rows| rows.iter().filter_map(|(.., outcome)| *outcome).collect()));
    Some(Payouts { pay: own.map(|rows| rows.iter().map(|(_, paid, _)| *paid).collect()), arms, outcomes })
}

impl Payouts {
    /// Difference of mean pay with its variance, and how much it goes with the outcome where the file has outcomes: both per CSM of the trial.
    #[must_use]
    pub fn difference(&self) -> Option<PayAndOutcome> {
        let nothing = self.pay.each_ref().map(|pay| vec![0.0; pay.len()]);
        let outcomes = self.outcomes.as_ref().unwrap_or(&nothing);
        PayAndOutcome::of_csms([&outcomes[0], &self.pay[0]], [&outcomes[1], &self.pay[1]])
    }

    /// CSMs with a payout.
    #[must_use]
    pub fn csms(&self) -> usize {
        self.pay.iter().map(Vec::len).sum()
    }
}

#[cfg(test)]
mod tests {
    use super::super::super::oracle::{assert_close, number};
    use super::*;

    fn read(text: &str, arms: Option<&[String; 2]>) -> Result<Payouts, String> {
        let notes = Notes::new();
        let read = read_payouts(&Source::new("p.csv", text), arms, &notes);
        notes.finish().map_err(|problems| problems.render(false)).map(|_| read.unwrap())
    }

    #[test]
    fn payouts_are_those_of_the_oracle() {
        let path = format!("{}/tests/data/ab/d1_csm.csv", env!("CARGO_MANIFEST_DIR"));
        let payouts = read(&std::fs::read_to_string(path).unwrap(), None).unwrap();
        assert_eq!((payouts.csms(), payouts.outcomes.is_none(), payouts.arms.clone()), (24, true, ["0".into(), "1".into()]));
        let difference = payouts.difference().unwrap();
        assert_close(difference.pay, number("O17_decide", "icer_dC"), 1e-9);
        assert_close(difference.pay_variance, number("O17_decide", "icer_var_C"), 1e-9);
    }

    #[test]
    fn everything_wrong_is_told_at_once() {
        let told = read("csm,arm,payout\nA,0,x\nA,0,2\nB,1,3\nC,1,4\n", None).unwrap_err();
        assert!(told.contains("not a number") && told.contains("there twice") && told.contains("arm `0` has 1 CSM"), "{told}");
        let told = read("csm,arm\nA,0\n", None).unwrap_err();
        assert!(told.contains("missing column `payout`"), "{told}");
        let wrong = ["today".to_owned(), "new".to_owned()];
        let told = read("csm,arm,payout\nA,0,1\nB,0,2\nC,1,3\nD,1,4\n", Some(&wrong)).unwrap_err();
        assert!(told.contains("arm `today` has 0 CSMs"), "{told}");
    }
}
