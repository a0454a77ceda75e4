//! What was paid, line by line: each line names its clause and says why.

use super::desk::Desk;
use super::{Cents, MOST_SCORED};

/// The clause a line comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LineKind {
    /// What the component's curve, tiers, bounty or pool pays, before gates and multipliers.
    Earned,
    /// A gate took the pay.
    Gate,
    /// A multiplier changed the pay.
    Multiplier,
    /// A component's or plan's cap cut it.
    Cap,
    /// A floor lifted it.
    Floor,
    /// A guarantee for a new hire lifted it.
    Guarantee,
    /// True-up of earlier periods to the cumulative basis.
    TrueUp,
    /// Withheld until later.
    Holdback,
    /// Released after being withheld.
    Release,
    /// Recovered because the credited account left.
    Clawback,
    /// Advance.
    Draw,
    /// Recovery of an advance.
    DrawRecovery,
}

/// The numbers behind a line, so that a person can check it with a calculator.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Why {
    /// value against goal gave attainment, which paid `share` of `target` dollars.
    Attained {
        /// Measured value.
        value: f64,
        /// Goal; `None` where the measured value itself is the attainment.
        goal: Option<f64>,
        /// Attainment after rounding.
        attainment: f64,
        /// Share of target paid.
        share: f64,
        /// Target for the period, \[$\].
        target: f64,
    },
    /// A scorecard against a curve.
    Scored {
        /// Attainment of each metric, the component's own first; 0 beyond the last.
        attainments: [f32; MOST_SCORED],
        /// Their weighted sum, after rounding.
        score: f64,
        /// Share of target paid.
        share: f64,
        /// Target for the period, \[$\].
        target: f64,
    },
    /// The measure was undefined; nothing is paid.
    Undefined,
    /// A rate on dollars.
    Rate {
        /// Credited dollars.
        dollars: f64,
        /// Average rate: dollars paid per credited dollar, pay on contract growth included.
        rate: f64,
    },
    /// A bounty per event.
    Count {
        /// Events paid.
        count: f64,
        /// Dollars each.
        each: f64,
    },
    /// A share of a pot.
    PoolShare {
        /// Dollars in the pot.
        pot: f64,
        /// Own share of all scores.
        share: f64,
    },
    /// A factor on an amount.
    Factor {
        /// Measured value that decided.
        value: f64,
        /// Factor applied.
        factor: f64,
    },
    /// A limit that was met, in dollars.
    Limit {
        /// The cap or floor or guarantee, \[$\].
        dollars: f64,
    },
    /// Something of an account credited in `month`.
    Account {
        /// Account number.
        account: u32,
        /// Paid-horizon month of the credit.
        month: u16,
    },
    /// A sum of earlier periods.
    ToDate {
        /// Earned to date, \[$\].
        earned: f64,
        /// Paid before, \[$\].
        before: f64,
    },
    /// The prorated share of the period that somebody sat in the seat.
    Months {
        /// Months present.
        present: u16,
        /// Months of the period.
        of: u16,
    },
}

/// One line of a pay statement.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Line {
    /// Seat.
    pub seat: u16,
    /// Pay period, 0-based.
    pub period: u16,
    /// Component by index; `None` for clauses of the whole plan.
    pub component: Option<u16>,
    /// Clause.
    pub kind: LineKind,
    /// Amount, rounded once.
    pub cents: Cents,
    /// The numbers behind it.
    pub why: Why,
}

/// All lines of one plan in one trial. Totals are sums of lines.
#[derive(Debug, Clone, Default)]
pub struct Ledger {
    /// Lines by (seat, period).
    pub lines: Vec<Line>,
    /// Partners' pay over the horizon, beside the CSMs': programme cost only.
    pub partners: Cents,
    /// Working memory of [`pay`](super::pay()), kept from trial to trial so that no line costs an allocation.
    pub(super) desk: Desk,
}

impl PartialEq for Ledger {
    fn eq(&self, other: &Self) -> bool {
        self.lines == other.lines && self.partners == other.partners
    }
}

impl Ledger {
    /// Empties it for another trial, keeping the memory.
    pub fn clear(&mut self) {
        self.lines.clear();
        self.partners = Cents::ZERO;
    }

    /// Pay of one seat over the horizon.
    #[must_use]
    pub fn of_seat(&self, seat: usize) -> Cents {
        self.lines.iter().filter(|l| usize::from(l.seat) == seat).map(|l| l.cents).sum()
    }

    /// Pay of all seats over the horizon.
    #[must_use]
    pub fn total(&self) -> Cents {
        self.lines.iter().map(|l| l.cents).sum()
    }
}
