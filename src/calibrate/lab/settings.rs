//! What the lab is asked to compare, and on what books.

use crate::measure::{Baseline, Basis};

/// What to compare. The defaults are six rules (the hold-out in two sizes) and both ways of comparing revenue.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
pub struct LabSettings {
    /// Seed of the books drawn.
    pub seed: u64,
    /// Accounts in a book, at least 1; `None`: the history's own mean book where it names CSMs, else [`LabSettings::BOOK`].
    pub book: Option<u32>,
    /// Books drawn, at least 2.
    pub books: u32,
    /// Commission that mispayment in dollars is told at, a share of the yearly revenue measured above the baseline.
    pub commission: f64,
    /// Share of revenue that games move and that a lasting gain adds, above 0 and below 1.
    pub moved: f64,
    /// Most accounts that books are drawn from; a larger history is thinned to so many at random.
    pub most_accounts: u32,
    /// Most that a dollar moved by a game may earn in a recommended rule, in units of what a dollar really gained earns.
    pub game_limit: f64,
    /// Most that a recommended rule's bias may be either way, a share of base revenue a quarter.
    pub bias_limit: f64,
    /// How revenue is compared: single months, or sums of quarters.
    pub bases: Vec<Basis>,
    /// Rules, in the order of the rows.
    pub rules: Vec<LabRule>,
}

/// A rule by name.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
pub struct LabRule {
    /// As tables show it.
    pub name: String,
    /// The rule as plans state it. A hold-out's share is the share of the accounts outside the book that are held out.
    pub rule: Baseline,
}

impl LabRule {
    fn new(name: &str, rule: Baseline) -> Self {
        Self { name: name.to_owned(), rule }
    }
}

impl LabSettings {
    /// Accounts in a book where nothing says how many a CSM holds.
    pub const BOOK: u32 = 40;
}

impl Default for LabSettings {
    fn default() -> Self {
        let rules = vec![
            LabRule::new("trailing 3 months", Baseline::Trailing { months: 3 }),
            LabRule::new("same quarter last year", Baseline::SameQuarterLastYear),
            LabRule::new("cohort growth curve", Baseline::CohortCurve { annual: None }),
            LabRule::new("hold-out of 10 %", Baseline::HoldOut { share: 0.1 }),
            LabRule::new("hold-out of 50 %", Baseline::HoldOut { share: 0.5 }),
            LabRule::new("high-water mark", Baseline::HighWaterMark),
            LabRule::new("ratchet of one half", Baseline::Ratchet { speed: 0.5 }),
        ];
        Self {
            seed: 1,
            book: None,
            books: 1000,
            commission: 0.01,
            moved: 0.05,
            most_accounts: 4000,
            game_limit: 2.0,
            bias_limit: 0.05,
            bases: vec![Basis::Point, Basis::Sum],
            rules,
        }
    }
}
