//! A revenue panel, cleaned: accounts × months.

use crate::dynamics::Panel;

/// Accounts × months of invoiced revenue; a month without a record is 0.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct History {
    /// Account identifiers as in the file, sorted.
    pub accounts: Vec<String>,
    /// Months as `YYYY-MM`, consecutive.
    pub months: Vec<String>,
    /// Segment names, sorted; one unnamed segment if the file has none.
    pub segments: Vec<String>,
    /// Segment of each account, by index.
    pub segment: Vec<u16>,
    /// Revenue, `accounts × months`, month fastest, \[$/month\]; at least 0: months at or below zero are inactive and count 0.
    pub revenue: Vec<f64>,
    /// Owner of each account as in the file's `csm` column, where there is one; empty for accounts without an owner.
    pub owner: Option<Vec<String>>,
}

impl History {
    /// The months of one account.
    #[must_use]
    pub fn of(&self, account: usize) -> &[f64] {
        &self.revenue[account * self.months.len()..(account + 1) * self.months.len()]
    }

    /// What a company would have written down of the customers in `panel`: accounts that ever pay, numbered in order, each owned by the seat that held it last. `segments` and `seats` are names by index; `first` is the calendar month (year, 1 to 12) of
    /// the panel's first.
    #[must_use]
    pub fn of_panel(panel: &Panel, segments: &[String], seats: &[String], first: (u16, u8)) -> Self {
        let paying = (0..panel.accounts).filter(|&a| (0..panel.months).any(|m| panel.revenue_in(m)[a] > 0.0));
        let accounts: Vec<usize> = paying.collect();
        let mut owner = panel.owner.clone();
        panel.moves.iter().for_each(|&(account, _, to)| owner[account as usize] = to);
        Self {
            accounts: account_names(accounts.len()),
            months: month_names(first, panel.months),
            segments: segments.to_vec(),
            segment: accounts.iter().map(|&a| panel.segment[a]).collect(),
            revenue: accounts.iter().flat_map(|&a| (0..panel.months).map(move |m| f64::from(panel.revenue_in(m)[a]))).collect(),
            owner: Some(accounts.iter().map(|&a| seats[usize::from(owner[a])].clone()).collect()),
        }
    }

    /// Index of a segment.
    #[must_use]
    pub fn segment_named(&self, name: &str) -> Option<u16> {
        self.segments.iter().position(|s| s == name).map(|s| s as u16)
    }
}

/// Names for so many invented accounts, in alphabetical order.
#[must_use]
pub fn account_names(count: usize) -> Vec<String> {
    let width = count.to_string().len().max(3);
    (1..=count).map(|n| format!("A{n:0width$}")).collect()
}

/// So many calendar months as `YYYY-MM`, from a year and a month of it (1 to 12).
#[must_use]
pub fn month_names((year, month): (u16, u8), count: usize) -> Vec<String> {
    let first = usize::from(year) * 12 + usize::from(month.max(1)) - 1;
    (first..first + count).map(|m| format!("{:04}-{:02}", m / 12, m % 12 + 1)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn months_go_on_over_the_turn_of_the_year() {
        assert_eq!(month_names((2024, 11), 3), ["2024-11", "2024-12", "2025-01"]);
    }

    /// The first account never pays, the second is handed over, the third arrives late.
    #[test]
    fn a_panel_is_written_down_as_a_history() {
        let panel = Panel {
            months: 3,
            accounts: 3,
            seats: 2,
            id: vec![0, 1, 2],
            segment: vec![0, 1, 0],
            owner: vec![0, 0, 1],
            moves: vec![(1, 2, 1)],
            revenue: vec![0.0, 5.0, 0.0, 0.0, 6.0, 1.0, 0.0, 7.0, 2.0],
            ..Panel::default()
        };
        let names = |names: [&str; 2]| names.map(String::from);
        let history = History::of_panel(&panel, &names(["smb", "ent"]), &names(["Ann", "Bob"]), (2025, 1));
        assert_eq!(history.accounts, ["A001", "A002"]);
        assert_eq!((history.of(0), history.of(1)), ([5.0, 6.0, 7.0].as_slice(), [0.0, 1.0, 2.0].as_slice()));
        assert_eq!((history.segment, history.owner), (vec![1, 0], Some(vec!["Bob".to_owned(), "Bob".to_owned()])));
    }
}
