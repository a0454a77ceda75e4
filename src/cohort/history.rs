//! A real revenue panel, cleaned: accounts × months.

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

    /// Index of a segment.
    #[must_use]
    pub fn segment_named(&self, name: &str) -> Option<u16> {
        self.segments.iter().position(|s| s == name).map(|s| s as u16)
    }
}
