//! What is told of a book's month, account by account.

/// Something that happened to an account in some lanes: one bit per lane and kind.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Occasion {
    /// Row of the account.
    pub row: u32,
    /// It left.
    pub gone: u32,
    /// Its contract came due.
    pub due: u32,
    /// It expanded.
    pub expansion: u32,
    /// A deal was signed when it was due.
    pub signed: u32,
    /// A deal held back last month was signed.
    pub late: u32,
    /// A deal won this month was signed at once.
    pub early: u32,
    /// A lead was handed to sales.
    pub lead: u32,
    /// A lead was handed to sales that is none.
    pub padded: u32,
    /// An advocacy act happened.
    pub advocacy: u32,
    /// It brings a referral.
    pub referral: u32,
    /// A user who changed employer will bring the new one.
    pub mover: u32,
}

/// What somebody wants to be told of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Watch {
    /// Accounts that leave.
    pub gone: bool,
    /// Expansions.
    pub expansions: bool,
    /// Deals signed.
    pub deals: bool,
    /// Leads, padded ones included.
    pub leads: bool,
    /// Advocacy acts and movers.
    pub others: bool,
}

impl Watch {
    /// Everything.
    pub const ALL: Self = Self { gone: true, expansions: true, deals: true, leads: true, others: true };
    /// Nothing; contracts that come due are told of all the same.
    pub const NOTHING: Self = Self { gone: false, expansions: false, deals: false, leads: false, others: false };
}

impl Occasion {
    /// Numbers that belong to an occasion, by lane: ln usage before, ln(1 + size) of expansion, signed, late and early deals.
    pub const NUMBERS: usize = 5;
}
