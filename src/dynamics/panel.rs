//! The customers of one trial in one world, as columns: what measuring reads.

/// Something that happened to one account in one month.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Event {
    /// Simulated month (burn-in included), 0-based.
    pub month: u16,
    /// Column of the account.
    pub account: u32,
    /// What happened.
    pub kind: EventKind,
    /// Annual dollars: size of the expansion, deal (at the price signed), referral or renewed contract; 0 where none belongs.
    pub dollars: f32,
    /// For deals signed early, annual dollars of discount taken off the list price, otherwise 0.
    pub discount: f32,
    /// For renewals, expansions and deals, annual dollars of the account before it.
    pub before: f32,
    /// For expansions and deals, list price as a share of the account's annual dollars before it, otherwise 0.
    pub size: f32,
    /// Contract years of a renewal, otherwise 1.
    pub years: u8,
}

/// Kinds of events.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EventKind {
    /// Self-serve expansion.
    Expansion,
    /// Lead handed to sales.
    Lead,
    /// Lead handed to sales that is none.
    PaddedLead,
    /// Lead closed won, a padded one included: a deal.
    Deal,
    /// Advocacy act.
    Advocacy,
    /// Customer referred by this account signed.
    Referral,
    /// Customer of a user who changed employer signed.
    Mover,
    /// Annual contract came due and was renewed.
    Renewal,
    /// Annual contract came due and was lost (the account leaves in this month).
    Lapse,
    /// First value reached by a new account.
    FirstValue,
    /// Implementation completed by a new account.
    Implemented,
}

/// Months × accounts of one trial in one world. Columns are ordered month by month; account order is fixed for the trial.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Panel {
    /// Months simulated: unpaid burn-in, then the paid horizon, then look-ahead months (for notices and clawback).
    pub months: usize,
    /// First paid month (= length of burn-in).
    pub first_paid: usize,
    /// Number of accounts.
    pub accounts: usize,
    /// Number of seats.
    pub seats: usize,
    /// Account numbers, stable under any plan: as statements show them.
    pub id: Vec<u32>,
    /// Segment of each account.
    pub segment: Vec<u16>,
    /// Seat that owned each account at its first month.
    pub owner: Vec<u16>,
    /// Hand-overs between seats after that: (account, month from which the new owner holds it, new owner), by month.
    pub moves: Vec<(u32, u16, u16)>,
    /// Month in which each account arrived; 0 for those there at the start.
    pub born: Vec<u16>,
    /// First month without the account; [`Panel::ALIVE`] if it never left.
    pub left: Vec<u16>,
    /// Whether the account is billed by annual contract.
    pub contract: Vec<bool>,
    /// Invoiced revenue, \[$/month\], `months × accounts`, 0 when not alive.
    pub revenue: Vec<f32>,
    /// True value score v, \[logit\], `months × accounts`, end of month, NaN when not alive; empty for revenue histories.
    pub value: Vec<f32>,
    /// Deployment offset d of each account, \[logit\]; empty for revenue histories.
    pub deployment: Vec<f32>,
    /// Events by (month, account).
    pub events: Vec<Event>,
    /// Share of accounts with a written Results Strategy, `months × seats`, end of month; empty for revenue histories.
    pub strategy: Vec<f32>,
    /// Hazard of an executive review in the month, `months × seats`; empty for revenue histories.
    pub review: Vec<f32>,
    /// Inflated logins, 0 to 1, `months × seats`: readings of use in the seat's accounts look higher; empty for revenue histories.
    pub inflation: Vec<f32>,
    /// Begging for scores, 0 to 1, `months × seats`: surveys of the seat's accounts look better; empty for revenue histories.
    pub begging: Vec<f32>,
    /// Targets talked down, 0 to 1, `months × seats`: what the person in the seat says about what comes anyway; empty for revenue histories.
    pub sandbagging: Vec<f32>,
    /// Work of the person in each seat, all activities weighted by their share of time, `months × seats`: 1 = a salaried, skilled, settled
    /// CSM, 0 where nobody is there; empty for revenue histories.
    pub work: Vec<f32>,
    /// Company macro state M, per month; empty for revenue histories.
    pub macro_state: Vec<f32>,
    /// Standard normals for measurements of a seat-month that need one (NPS sampling, manager score, forecast error),
    /// `months × seats × 4`; the same in every world; empty for revenue histories.
    pub seat_noise: Vec<f32>,
    /// Uniforms for the support tickets of a seat-month (how many, how many in time), `months × seats × 2`; the same in every world;
    /// empty for revenue histories.
    pub ticket_luck: Vec<f32>,
}

impl Panel {
    /// `left` of an account that never left.
    pub const ALIVE: u16 = u16::MAX;
    /// Owner of an account that no seat holds: it counts for nobody. In revenue histories only.
    pub const NOBODY: u16 = u16::MAX;

    /// Revenue of all accounts in `month`, \[$/month\].
    #[must_use]
    pub fn revenue_in(&self, month: usize) -> &[f32] {
        &self.revenue[month * self.accounts..(month + 1) * self.accounts]
    }

    /// Value scores of all accounts at the end of `month`.
    #[must_use]
    pub fn value_in(&self, month: usize) -> &[f32] {
        &self.value[month * self.accounts..(month + 1) * self.accounts]
    }

    /// Whether `account` is alive and has arrived in `month`.
    #[must_use]
    pub fn alive(&self, account: usize, month: usize) -> bool {
        usize::from(self.born[account]) <= month && month < usize::from(self.left[account])
    }
}
