//! What a run leaves behind: columns over trials, from which every statistic and picture is made without simulating again.

use super::devils::ChannelResult;
use super::equal_cost::EqualCost;
pub use super::lived::CONDUCT_COLUMNS;
use super::remedy::Remedied;
use super::rows::Column;
use super::variance::VarianceColumns;
use crate::behaviour::beliefs::Beliefs;

/// Angels and devils live one trial in so many.
pub const PEOPLE_EVERY: u32 = 4;

/// Bins of the attainment histogram: 0.00–2.00 in steps of 0.02, plus one below and one above.
pub const ATTAINMENT_BINS: usize = 102;

/// Groups of trials (trial number modulo this) over which sums of readings are kept, so that estimates that are functions of
/// means get jackknife standard errors.
pub const SUM_GROUPS: usize = 20;

/// Per-trial results of one market, as columns. Trial is the slowest index everywhere.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Outcomes {
    /// Trials done.
    pub trials: usize,
    /// Candidate plans.
    pub plans: usize,
    /// Seats.
    pub seats: usize,
    /// Pay quarters.
    pub quarters: usize,
    /// Pay over the horizon, `trials × plans × seats`, \[cents\]; empty where costs are enough.
    pub pay: Column<i64>,
    /// Cost, `trials × plans`, \[cents\]; empty where there is pay by seat.
    pub cost: Column<i64>,
    /// Cost by quarter of payment, `trials × plans × quarters`, \[cents\].
    pub quarter_cost: Column<i64>,
    /// Partners' pay, `trials × plans`, \[cents\].
    pub partner_cost: Column<i64>,
    /// What each plan pays in the twin without any CSM, `trials × plans`, \[cents\]; empty without twins.
    pub no_csm_cost: Column<i64>,
    /// Share of seat-periods whose first component reached threshold, target and excellence, `trials × plans × 3`; NaN where undefined.
    pub reach: Column<f32>,
    /// Growth beyond baseline as the plan's own rule measured it, `trials × plans`, \[$ a year\]; NaN for plans without a baseline.
    pub measured_increment: Column<f64>,
    /// Annual recurring revenue at the start of the paid horizon, per trial, \[$\].
    pub arr_start: Column<f64>,
    /// The same at its end, `trials × plans` (identical across plans while behaviour is off).
    pub arr_end: Column<f64>,
    /// Revenue invoiced in the paid months, per trial and plan, \[$\].
    pub revenue: Column<f64>,
    /// ARR at the start of the paid horizon in the twin without any CSM, per trial; empty without twins.
    pub no_csm_arr_start: Column<f64>,
    /// The same at its end; empty without twins.
    pub no_csm_arr_end: Column<f64>,
    /// ARR at the end in the twin with salaried effort, per trial; empty without twins.
    pub salaried_arr_end: Column<f64>,
    /// Company NRR over the paid horizon, `trials × plans`; NaN where undefined.
    pub nrr: Column<f64>,
    /// Company GRR over the paid horizon, `trials × plans`; NaN where undefined.
    pub grr: Column<f64>,
    /// NRR of the twin without any CSM, per trial; empty without twins.
    pub no_csm_nrr: Column<f64>,
    /// Seats' months in which nobody was there, per trial.
    pub vacant_months: Column<u32>,
    /// Accounts left out of retention because their base was not positive, per trial.
    pub no_base_accounts: Column<u32>,
    /// Seats that were paid nothing in two pay periods running, `trials × plans`; people who were not there do not count.
    pub dry_spells: Column<u32>,
    /// What people's response did.
    pub response: ResponseColumns,
}

/// What people's response did, beside pay and growth; every column is empty while behaviour is off.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct ResponseColumns {
    /// What each plan pays where everybody is salaried, `trials × plans`, \[cents\].
    pub salaried_cost: Column<i64>,
    /// What each plan pays its partners where everybody is salaried, `trials × plans`, \[cents\].
    pub salaried_partner_cost: Column<i64>,
    /// Revenue invoiced in the paid months where everybody is salaried, per trial, \[$\].
    pub salaried_revenue: Column<f64>,
    /// Cost of replacing the people who leave where everybody is salaried, per trial, \[$\]: turnover that no plan causes.
    pub salaried_rehire_cost: Column<f64>,
    /// People who left in the paid months, `trials × plans`.
    pub departures: Column<u32>,
    /// Cost of replacing them, `trials × plans`, \[$\].
    pub rehire_cost: Column<f64>,
    /// Discounts given for early signatures in the paid months, `trials × plans`, \[$\].
    pub discounts: Column<f64>,
    /// What padded leads of the paid months cost sales, `trials × plans`, \[$\].
    pub padding_cost: Column<f64>,
    /// Mean conduct over the seat-months in which somebody was there, `trials × plans ×` [`CONDUCT_COLUMNS`].
    pub conduct: Column<f32>,
}

impl ResponseColumns {
    /// Appends the trials that follow.
    pub(crate) fn append(&mut self, next: Self) {
        let Self {
            salaried_cost,
            salaried_partner_cost,
            salaried_revenue,
            salaried_rehire_cost,
            departures,
            rehire_cost,
            discounts,
            padding_cost,
            conduct,
        } = next;
        self.salaried_cost.append(salaried_cost);
        self.salaried_partner_cost.append(salaried_partner_cost);
        self.salaried_revenue.append(salaried_revenue);
        self.salaried_rehire_cost.append(salaried_rehire_cost);
        self.departures.append(departures);
        self.rehire_cost.append(rehire_cost);
        self.discounts.append(discounts);
        self.padding_cost.append(padding_cost);
        self.conduct.append(conduct);
    }
}

impl Outcomes {
    /// Cost of `plan` in `trial`: the CSMs' variable pay, \[cents\].
    #[must_use]
    pub fn cost(&self, trial: usize, plan: usize) -> i64 {
        if !self.cost.is_empty() { self.cost[trial * self.plans + plan] } else { self.pay_of(trial, plan).iter().sum() }
    }

    /// Pay of every seat under `plan` in `trial`, \[cents\]; only where pay is kept by seat.
    #[must_use]
    pub fn pay_of(&self, trial: usize, plan: usize) -> &[i64] {
        let from = (trial * self.plans + plan) * self.seats;
        &self.pay[from..from + self.seats]
    }

    /// Pay of every seat under `plan`, `trials × seats`, \[cents\].
    #[must_use]
    pub fn pays(&self, plan: usize) -> Vec<i64> {
        self.pay.of_rows(self.plans * self.seats, plan * self.seats, self.seats)
    }

    /// Costs of `plan` over trials, \[cents\].
    #[must_use]
    pub fn costs_in_cents(&self, plan: usize) -> Vec<i64> {
        match self.seats {
            _ if !self.cost.is_empty() => self.cost.of_rows(self.plans, plan, 1),
            0 => vec![0; self.trials],
            seats => {
                let mut pays = self.pay.picked(self.plans * seats, plan * seats, seats);
                (0..pays.len() / seats).map(|_| pays.by_ref().take(seats).sum()).collect()
            }
        }
    }

    /// Costs of `plan` over trials, \[$\].
    #[must_use]
    pub fn costs(&self, plan: usize) -> Vec<f64> {
        self.costs_in_cents(plan).into_iter().map(|cents| cents as f64 / 100.0).collect()
    }

    /// Pay of one seat under `plan` over trials, \[$\].
    #[must_use]
    pub fn seat_pay(&self, plan: usize, seat: usize) -> Vec<f64> {
        let cents = self.pay.of_rows(self.plans * self.seats, plan * self.seats + seat, 1);
        cents.into_iter().map(|cents| cents as f64 / 100.0).collect()
    }

    /// Whether the two twins of model section 0.4 ran beside the plans.
    #[must_use]
    pub fn has_twins(&self) -> bool {
        !self.no_csm_arr_end.is_empty()
    }
}

/// What a plan pays when luck is taken out: pay at the mean readings, leaving out one group of trials at a time.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct ReadingSums {
    /// Cost at mean readings of all trials, per plan, \[$\]: against the mean cost this is the Jensen gap.
    pub cost_at_mean: Vec<f64>,
    /// Jackknife replicates of the same, `plans × SUM_GROUPS`.
    pub cost_at_mean_without: Vec<f64>,
    /// Cost at the mean readings of the twin without any CSM, per plan: the organic part of the windfall; empty without twins.
    pub no_csm_at_mean: Vec<f64>,
    /// Jackknife replicates of the same, `plans × SUM_GROUPS`.
    pub no_csm_at_mean_without: Vec<f64>,
}

/// Results of one market beside the base: a stress twin, or the same market with other people.
#[derive(Debug, Clone, PartialEq)]
pub struct StressResult {
    /// Identifier of the stress or kind of people.
    pub id: String,
    /// Its outcomes, same luck; the same trials for stress twins, every [`PEOPLE_EVERY`]th for other people.
    pub outcomes: Outcomes,
}

/// What people without scruples make of plans by one game at a time, and which clauses stop them.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct DevilsTest {
    /// The games that somebody would play under some plan, in the order of [`Channel::ALL`](crate::behaviour::Channel::ALL).
    pub channels: Vec<ChannelResult>,
    /// Clauses that were tried against the game that goes furthest under a plan, and against timing.
    pub remedies: Vec<Remedied>,
}

/// Why a run ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum StopReason {
    /// The number of trials asked for was done.
    TrialLimit,
    /// The precision asked for was reached.
    PrecisionReached,
    /// The largest number of trials came before the precision.
    PrecisionNotReached,
    /// Interrupted; nothing is written.
    Interrupted,
    /// A replay has one exact answer.
    Exact,
}

/// Everything a run leaves behind.
#[derive(Debug, Clone, PartialEq)]
pub struct RunResult {
    /// Why it ended.
    pub stop: StopReason,
    /// The base market.
    pub base: Outcomes,
    /// Stress twins, in the scenario's order.
    pub stress: Vec<StressResult>,
    /// The base market with angels and with devils; empty while behaviour is off.
    pub people: Vec<StressResult>,
    /// The same plans at equal cost, lived; empty while behaviour is off, and where nothing is compared at equal cost.
    pub equal_cost: EqualCost,
    /// The devils test: one game at a time; empty while behaviour is off, and where nobody would play anything.
    pub devils: DevilsTest,
    /// What people believe, as the pilot found it; `None` while behaviour is off.
    pub beliefs: Option<Beliefs>,
    /// Pay without luck.
    pub at_mean: ReadingSums,
    /// Histogram of attainment of each plan's first component, `plans × ATTAINMENT_BINS` counts of seat-periods.
    pub attainment: Vec<u64>,
    /// Pay of pairs of trials that share their books but no other luck, `pairs × plans × seats × 2`, \[cents\]: half their mean
    /// squared difference is the variance of pay with the book held fixed. Empty where there are no twins.
    pub same_book_pay: Column<i64>,
    /// Factor that brings each plan to the reference's expected cost; 1 for the reference, `None` where it cannot be scaled.
    pub neutral_factor: Vec<Option<f64>>,
    /// Costs at that factor when rates (not targets) were scaled, `trials × plans × seats`, \[cents\]; empty otherwise.
    pub neutral_pay: Column<i64>,
    /// Where the variance of pay comes from, and how far measures tell people apart.
    pub variance: VarianceColumns,
}
