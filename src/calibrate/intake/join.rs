//! A usage panel and a table of lifetimes of the same company: which account is which.

use std::collections::BTreeMap;

use super::lifetime_table::CustomerLifetimes;
use crate::cohort::History;
use crate::config::count;

/// Which accounts of a panel are in a table of lifetimes.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Joined {
    /// Of each account of the panel: its number in the table.
    pub lifetime_of: Vec<Option<usize>>,
    /// How many match.
    pub report: JoinReport,
}

/// How many accounts of two files match.
#[derive(Debug, Clone, PartialEq, Eq, Default, serde::Serialize, serde::Deserialize)]
pub struct JoinReport {
    /// Accounts in both.
    pub both: usize,
    /// Accounts of the panel that the table does not have.
    pub only_usage: usize,
    /// Accounts of the table that the panel does not have.
    pub only_lifetimes: usize,
    /// How many more would match if case, marks and leading zeros were left aside.
    pub nearly: usize,
    /// An account of the panel and one of the table that do not match, where there are such.
    pub example: Option<(String, String)>,
}

/// Joins by the names of accounts, which have to be the same.
#[must_use]
pub fn join(history: &History, customers: &CustomerLifetimes) -> Joined {
    let named: BTreeMap<&str, usize> = customers.accounts.iter().enumerate().map(|(i, name)| (name.as_str(), i)).collect();
    let lifetime_of: Vec<Option<usize>> = history.accounts.iter().map(|name| named.get(name.as_str()).copied()).collect();
    let mut is_used = vec![false; customers.accounts.len()];
    lifetime_of.iter().flatten().for_each(|at| is_used[*at] = true);
    let both = lifetime_of.iter().flatten().count();
    let left: Vec<&str> = history.accounts.iter().zip(&lifetime_of).filter(|(_, at)| at.is_none()).map(|(name, _)| name.as_str()).collect();
    let right: Vec<&str> = customers.accounts.iter().zip(&is_used).filter(|(_, used)| !**used).map(|(name, _)| name.as_str()).collect();
    let bare_right: BTreeMap<String, &str> = right.iter().map(|name| (bare(name), *name)).collect();
    let nearly: Vec<(&str, &str)> = left.iter().filter_map(|name| Some((*name, *bare_right.get(&bare(name))?))).collect();
    let any = || left.first().copied().zip(right.first().copied());
    let example = nearly.first().copied().or_else(any).map(|(a, b)| (a.to_owned(), b.to_owned()));
    let report = JoinReport { both, only_usage: left.len(), only_lifetimes: right.len(), nearly: nearly.len(), example };
    Joined { lifetime_of, report }
}

/// A name without what different systems write differently.
fn bare(name: &str) -> String {
    let bare: String = name.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect();
    bare.trim_start_matches('0').to_owned()
}

impl JoinReport {
    /// The report in sentences.
    #[must_use]
    pub fn sentences(&self) -> Vec<String> {
        let mut said = vec![format!(
            "{} in both files; {} in the usage panel only, {} in the table of lifetimes only.",
            count(self.both, "account"),
            count(self.only_usage, "account"),
            count(self.only_lifetimes, "account")
        )];
        if let Some((left, right)) = self.example.as_ref().filter(|_| self.nearly > 0 || self.both == 0) {
            let nearly = match self.nearly {
                0 => "None of the others is alike".to_owned(),
                n => format!(
                    "{} would match if case, marks and leading zeros were left aside",
                    count(n, "more account").replace("more accounts", "more")
                ),
            };
            said.push(format!("{nearly}: `{left}` in the panel, `{right}` in the table."));
        }
        said
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn joined(panel: &[&str], table: &[&str]) -> Joined {
        let names = |list: &[&str]| list.iter().map(|n| (*n).to_owned()).collect::<Vec<_>>();
        let history = History { accounts: names(panel), ..History::default() };
        join(&history, &CustomerLifetimes { accounts: names(table), ..CustomerLifetimes::default() })
    }

    #[test]
    fn accounts_are_joined_by_name() {
        let joined = joined(&["a", "b", "c-1"], &["c1", "a", "z"]);
        assert_eq!(joined.lifetime_of, [Some(1), None, None]);
        let JoinReport { both, only_usage, only_lifetimes, nearly, .. } = joined.report;
        assert_eq!((both, only_usage, only_lifetimes, nearly), (1, 2, 2, 1));
        assert_eq!(joined.report.example, Some(("c-1".into(), "c1".into())));
    }

    #[test]
    fn files_that_do_not_match_say_why() {
        let said = joined(&["00123"], &["123"]).report.sentences();
        assert_eq!(said[0], "0 accounts in both files; 1 account in the usage panel only, 1 account in the table of lifetimes only.");
        assert!(said[1].contains("`00123` in the panel, `123` in the table"), "{said:?}");
        assert!(joined(&["x"], &["y"]).report.sentences()[1].starts_with("None of the others is alike"));
        assert_eq!(joined(&["x"], &["x"]).report.sentences().len(), 1);
    }
}
