//! What all trials of a cohort market share: rates, laws, books, streams, stress. Settled once from the scenario.

use rayon::prelude::*;

use crate::behaviour::{Assumptions, Conduct};
use crate::cohort::parametric::{BirthLaw, BookPlan, Newborn, sample_cohort};
use crate::cohort::territory::reassignments;
use crate::dynamics::seat::{MonthShock, Shift};
use crate::dynamics::{AccountDraws, Coefficients, Panel, Rates};
use crate::lanes::Isa;
use crate::random::normal::normals;
use crate::random::{Purpose, Stream};
use crate::scenario::{Billing, Scenario, Seat, Segment, Stress, Turnover};

use super::team::{Noise, Team};
use super::unit::{Sampling, UnitLife};
#[cfg(test)]
use super::world::Staffing;
use super::world::{MonthLuck, World};

/// Trials of the pilot that finds opening sizes: the mean of a segment is known to about a quarter of a per cent.
const PILOT: u32 = 512;
/// Luck of pilot trials.
const PILOT_LUCK: u32 = 1 << 30;

/// Which trial's luck is lived through, factor by factor: each can be held fixed while the others are drawn anew.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Luck {
    /// Common shocks: the economy.
    pub market: u32,
    /// What happens to accounts and to seats: their months, renewals, arrivals, milestones; people who leave, and who succeeds them.
    pub accounts: u32,
    /// The starting books.
    pub book: u32,
    /// Skill and integrity of the people whom the roster names; [`Luck::ROSTER`] are the scenario's.
    pub skill: u32,
}

impl Luck {
    /// The people of every ordinary trial.
    const ROSTER: u32 = 0;

    /// An ordinary trial.
    pub(crate) fn of(trial: u32) -> Self {
        Self::on_book(trial, trial)
    }

    /// Trial `trial` with the starting books of trial `book`.
    pub(crate) fn on_book(book: u32, trial: u32) -> Self {
        Self { market: trial, accounts: trial, book, skill: Self::ROSTER }
    }
}

/// The ground on which trials are run.
#[derive(Debug, Clone)]
pub(crate) struct Ground {
    seed: u64,
    pub coefficients: Coefficients,
    pub assumptions: Assumptions,
    pub rates: Vec<Rates>,
    laws: Vec<BirthLaw>,
    pub books: Vec<BookPlan>,
    /// Territory calendar.
    pub moves: Vec<(u32, u16, u16)>,
    /// Unpaid months, at least 1.
    pub burn_in: u16,
    /// The unpaid month is an opening balance: everybody is there, and nothing happens.
    pub opening: bool,
    /// All simulated months: unpaid, paid, look-ahead.
    pub months: u16,
    pub renewal: Stream,
    pub auxiliary: Stream,
    births: Stream,
    account_month: Stream,
    macro_stream: Stream,
    stress: Stress,
    roster: Vec<Seat>,
    turnover: Turnover,
}

impl Ground {
    /// Settles a scenario's cohort market under `stress`; `look_ahead` months are simulated beyond the horizon.
    pub(crate) fn of(scenario: &Scenario, stress: &Stress, look_ahead: u16) -> Self {
        let seed = scenario.run.seed;
        let burn_in = scenario.burn_in.max(1);
        let months = burn_in + scenario.months + look_ahead;
        let books: Vec<BookPlan> = scenario
            .roster
            .iter()
            .map(|s| BookPlan {
                segment: s.segment,
                accounts: s.accounts,
                reference: scenario.segments[usize::from(s.segment)].accounts_per_csm,
            })
            .collect();
        Self {
            seed,
            coefficients: scenario.coefficients,
            assumptions: scenario.assumptions,
            rates: scenario.segments.iter().map(|s| rates(s, &scenario.coefficients)).collect(),
            laws: scenario.segments.iter().map(|s| birth_law(s, scenario.turnover.new_accounts)).collect(),
            moves: reassignments(seed, scenario.turnover.reassignment, &books, months),
            books,
            burn_in,
            opening: scenario.burn_in == 0,
            months,
            renewal: Stream::new(seed, Purpose::Renewal),
            auxiliary: Stream::new(seed, Purpose::Auxiliary),
            births: Stream::new(seed, Purpose::AccountStart),
            account_month: Stream::new(seed, Purpose::AccountMonth),
            macro_stream: Stream::new(seed, Purpose::Macro),
            stress: stress.clone(),
            roster: scenario.roster.clone(),
            turnover: scenario.turnover,
        }
    }

    /// The same ground with a team in which nobody leaves and everybody is there from the start.
    pub(crate) fn unshaken(&self) -> Self {
        let turnover = Turnover { annual: 0.0, ..self.turnover };
        let roster = self.roster.iter().map(|seat| Seat { start_month: None, ..seat.clone() }).collect();
        Self { turnover, roster, ..self.clone() }
    }

    /// The same, and all are equally skilled.
    pub(crate) fn settled(&self) -> Self {
        let unshaken = self.unshaken();
        Self { turnover: Turnover { skill_sd: 0.0, ..unshaken.turnover }, ..unshaken }
    }

    /// Uniforms that decide the integrity of the people whom the roster names.
    pub(crate) fn characters(&self) -> Vec<f32> {
        self.team(Luck::of(0)).characters()
    }

    /// Skill of the people whom the roster names.
    pub(crate) fn skills(&self) -> Vec<f32> {
        self.team(Luck::of(0)).skills()
    }

    /// The team at its start.
    pub(crate) fn team(&self, luck: Luck) -> Team {
        Team::gather(self.seed, &self.roster, &self.turnover, usize::from(self.burn_in), luck)
    }

    /// The stream that decides who [leaves](Team::leaving); `None` where nobody does.
    pub(crate) fn leaving(&self) -> Option<Stream> {
        (self.turnover.annual > 0.0).then(|| Team::leaving(self.seed))
    }

    /// The same ground among customers of the same segments with other parameters; books start at the stated size.
    pub(crate) fn among(&self, segments: &[Segment]) -> Self {
        Self {
            rates: segments.iter().map(|s| rates(s, &self.coefficients)).collect(),
            laws: segments.iter().map(|s| birth_law(s, self.turnover.new_accounts)).collect(),
            ..self.clone()
        }
    }

    /// Starts books at another size, per segment, so that they have the stated size when pay begins.
    pub(crate) fn open_at(mut self, shifts: &[f32]) -> Self {
        self.laws.iter_mut().zip(shifts).for_each(|(law, &shift)| law.opening_shift = shift);
        self
    }

    /// The shifts for [`Ground::open_at`]: a pilot of the burn-in alone shows by how much each segment's book grows in it.
    ///
    /// The stated size of an account is today's, and today is the first paid month; a book that started the burn-in at that
    /// size would have outgrown it. Pilot luck is that of no ordinary trial.
    pub(crate) fn opening_shifts(&self, segments: &[Segment], isa: Isa) -> Vec<f32> {
        self.opening_shifts_in(segments, isa, PILOT)
    }

    /// The same by a pilot of so many trials.
    pub(super) fn opening_shifts_in(&self, segments: &[Segment], isa: Isa, trials: u32) -> Vec<f32> {
        if self.opening {
            return vec![0.0; segments.len()];
        }
        let last = usize::from(self.burn_in) - 1;
        let pilot = Self { months: self.burn_in, ..self.clone() };
        let lucks: Vec<Luck> = (0..trials).map(|trial| Luck::of(PILOT_LUCK | trial)).collect();
        let revenue_of = |panel: Panel| {
            let mut sums = vec![[0.0; 2]; segments.len()];
            for (account, &revenue) in panel.revenue_in(last).iter().enumerate() {
                let arrived = usize::from(panel.born[account] > 0);
                sums[usize::from(panel.segment[account])][arrived] += f64::from(revenue);
            }
            sums
        };
        let revenue: Vec<Vec<[f64; 2]>> =
            lucks.par_chunks(isa.width()).flat_map_iter(|lucks| pilot.live_unpaid(isa, lucks, true).into_iter().map(revenue_of)).collect();
        (0..segments.len())
            .map(|s| {
                // arrivals of the burn-in have the stated size already; only starting books are shifted
                let [started, arrived] = [0, 1].map(|k| revenue.iter().map(|sums| sums[s][k]).sum::<f64>() / f64::from(trials));
                let accounts: u32 = self.books.iter().filter(|b| usize::from(b.segment) == s).map(|b| b.accounts).sum();
                let stated = f64::from(accounts) * segments[s].mean_arr() / 12.0;
                if started > 0.0 && stated > arrived { libm::log((stated - arrived) / started) as f32 } else { 0.0 }
            })
            .collect()
    }

    /// Lives some trials, at most as many as there are lanes: of a salaried team, or without anybody.
    pub(super) fn live_unpaid(&self, isa: Isa, lucks: &[Luck], served: bool) -> Vec<Panel> {
        let mut life = UnitLife::begin(self, isa, lucks);
        let (mut teams, mut world) = (life.teams(), life.world(served));
        for month in 0..self.months {
            teams.iter_mut().for_each(|team| team.month(&[]));
            life.draw(month);
            life.month(month, &mut world, |lane| &teams[lane], |_, _| &Conduct::SALARIED);
        }
        world.finish_panels()
    }

    /// Lives one trial plainly in several worlds that share all luck, each under one conduct. Returns a panel per staffing, and the team.
    #[cfg(test)]
    pub(crate) fn live(&self, luck: Luck, staffings: &[Staffing]) -> (Vec<Panel>, Team) {
        let mut life = Life::begin(self, luck);
        let mut team = life.team();
        let mut worlds: Vec<World> = staffings.iter().map(|&s| life.world(s != Staffing::Nobody)).collect();
        let conducts: Vec<Vec<Conduct>> = staffings
            .iter()
            .map(|s| match s {
                Staffing::Nobody => Vec::new(),
                Staffing::Team(conduct) => vec![*conduct; self.books.len()],
            })
            .collect();
        for month in 0..self.months {
            team.month(&[]);
            life.draw(month, worlds.iter());
            for (world, conducts) in worlds.iter_mut().zip(&conducts) {
                life.month(month, world, &team, conducts);
            }
        }
        (worlds.into_iter().map(World::finish).collect(), team)
    }

    /// Whether a segment's customers are billed by annual contract.
    pub(crate) fn bills_by_contract(&self, segment: u16) -> bool {
        self.laws[usize::from(segment)].terms.is_some()
    }

    /// Whether anybody is billed by annual contract.
    pub(crate) fn any_contracts(&self) -> bool {
        self.laws.iter().any(|law| law.terms.is_some())
    }

    /// The stream of account-months.
    pub(super) fn account_month(&self) -> &Stream {
        &self.account_month
    }

    /// What the customers of many trials are sampled from.
    pub(super) fn sampling(&self) -> Sampling<'_> {
        Sampling {
            births: &self.births,
            auxiliary: &self.auxiliary,
            coefficients: &self.coefficients,
            laws: &self.laws,
            books: &self.books,
            months: self.months,
        }
    }

    /// The customers of one trial.
    fn sample_cohort(&self, luck: Luck) -> Vec<Newborn> {
        sample_cohort(self.seed, &self.coefficients, &self.laws, &self.books, self.months, luck.book, luck.accounts)
    }

    /// What is read per seat-month with luck of its own.
    pub(super) fn noise(&self, luck: Luck) -> Noise {
        Noise::of(self.seed, self.books.len(), usize::from(self.months), luck.accounts)
    }

    /// Common shocks, month by month: M′ = ρM + √(1 − ρ²) ξ from a stationary start; stress acts in the paid months.
    pub(super) fn shocks(&self, trial: u32) -> Vec<MonthShock> {
        let persistence = self.coefficients.macro_persistence;
        let innovation = (1.0 - persistence * persistence).sqrt();
        let start = self.macro_stream.block(u32::MAX, 0, 0, trial);
        let mut state = normals(start[0], start[1]).0;
        let stressed = Shift {
            growth: self.stress.growth_shift as f32,
            churn: libm::log(self.stress.churn_factor) as f32,
            expansion: libm::log(self.stress.expansion_factor) as f32,
        };
        (0..self.months)
            .map(|month| {
                let w = self.macro_stream.block(u32::from(month), 0, 0, trial);
                let common = normals(w[0], w[1]).0;
                state = persistence * state + innovation * common;
                let paid = month >= self.burn_in;
                MonthShock {
                    macro_state: state + if paid { self.stress.macro_shift as f32 } else { 0.0 },
                    common,
                    shift: if paid { stressed } else { Shift::default() },
                }
            })
            .collect()
    }
}

/// One trial being lived: its cohort and its luck, for as many worlds as there are.
pub(crate) struct Life<'g> {
    ground: &'g Ground,
    cohort: Vec<Newborn>,
    noise: Noise,
    shocks: Vec<MonthShock>,
    draws: Vec<AccountDraws>,
    luck: Luck,
}

impl<'g> Life<'g> {
    /// Samples the cohort.
    pub(crate) fn begin(ground: &'g Ground, luck: Luck) -> Self {
        let cohort = ground.sample_cohort(luck);
        Self {
            noise: ground.noise(luck),
            shocks: ground.shocks(luck.market),
            draws: vec![AccountDraws::default(); cohort.len()],
            luck,
            cohort,
            ground,
        }
    }

    /// A world at its start, `served` by a team or by nobody.
    pub(crate) fn world(&self, served: bool) -> World {
        World::start(self.ground, &self.cohort, &self.noise, served)
    }

    /// The team at its start.
    pub(crate) fn team(&self) -> Team {
        self.ground.team(self.luck)
    }

    /// The luck of a month, drawn once per account that any world needs it for.
    pub(crate) fn draw<'w>(&mut self, month: u16, worlds: impl Iterator<Item = &'w World> + Clone) {
        for (i, born) in self.cohort.iter().enumerate() {
            if month == 0 || worlds.clone().any(|w| w.needs(i, month)) {
                self.draws[i] = AccountDraws::of(&self.ground.account_month, born.id, month, self.luck.accounts);
            }
        }
    }

    /// One month of one world; its team has lived the month already. `conducts` has one entry per seat (none where nobody serves).
    pub(crate) fn month(&self, month: u16, world: &mut World, team: &Team, conducts: &[Conduct]) {
        let luck = MonthLuck { month, trial: self.luck.accounts, shock: self.shocks[usize::from(month)], draws: &self.draws };
        world.month(self.ground, &self.cohort, team, conducts, &luck);
    }
}

/// A segment's monthly rates.
fn rates(s: &Segment, c: &Coefficients) -> Rates {
    let metering_sd = match s.billing {
        Billing::Usage { noise_sd } => noise_sd,
        Billing::Contract { .. } => 0.0,
    };
    Rates {
        churn: libm::log(-libm::log1p(-s.annual_churn) / 12.0) as f32,
        expansion: libm::log(s.expansion_rate) as f32,
        lead: libm::log(s.lead_rate) as f32,
        conversion: s.lead_conversion as f32,
        expansion_size: libm::log(s.expansion_median) as f32,
        deal_size: libm::log(s.deal_median) as f32,
        size_sd: s.size_log_sd as f32,
        usage_own: (s.usage_sd * (1.0 - s.common_share).sqrt()) as f32,
        usage_common: (s.usage_sd * s.common_share.sqrt()) as f32,
        usage_drift: (0.5 * s.usage_sd * s.usage_sd) as f32,
        macro_growth: s.macro_growth as f32,
        metering_sd: metering_sd as f32,
        new_business: (f64::from(c.new_business_size) * s.median_arr) as f32,
    }
}

/// A segment's law of birth. New accounts replace organic churn: n × annual churn ÷ 12 a month (model section 0.9).
fn birth_law(s: &Segment, new_accounts: bool) -> BirthLaw {
    let terms = match s.billing {
        Billing::Usage { .. } => None,
        Billing::Contract { terms } => Some(terms.map(|t| t as f32)),
    };
    BirthLaw {
        ln_usage: libm::log(s.median_arr / 12.0) as f32,
        opening_shift: 0.0,
        ln_usage_sd: s.arr_log_sd as f32,
        growth: s.growth as f32,
        growth_sd: s.growth_sd as f32,
        terms,
        arrivals: if new_accounts { s.annual_churn / 12.0 } else { 0.0 },
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use crate::behaviour::Behaviour;
    use crate::scenario::{Goalpost, Market, Money, Neutral, RunSettings};
    use std::collections::BTreeMap;

    /// The three segments of model section 3: small, mid-market, enterprise.
    pub(crate) fn segments() -> Vec<Segment> {
        let segment = |id: &str, billing, per_csm, arr, sd, churn, growth, usage_sd, expansion| Segment {
            id: id.into(),
            title: id.into(),
            billing,
            accounts_per_csm: per_csm,
            median_arr: arr,
            arr_log_sd: sd,
            annual_churn: churn,
            growth,
            growth_sd: 0.006,
            usage_sd,
            common_share: 0.03,
            macro_growth: 0.002,
            expansion_rate: expansion,
            expansion_median: 0.12,
            size_log_sd: 0.6,
            lead_rate: 0.020,
            lead_conversion: 0.5,
            deal_median: 0.20,
            organic_nrr: 0.97,
            targets: BTreeMap::new(),
            uncertainty: None,
        };
        let usage = Billing::Usage { noise_sd: 0.08 };
        vec![
            segment("smb", usage, 80, 12_000.0, 0.6, 0.185, 0.004, 0.07, 0.025),
            segment("mid", usage, 40, 40_000.0, 0.7, 0.13, 0.005, 0.05, 0.030),
            segment("ent", Billing::Contract { terms: [0.85, 0.10, 0.05] }, 12, 200_000.0, 0.7, 0.07, 0.006, 0.04, 0.035),
        ]
    }

    /// A team of `csms` full books per segment, no plans.
    pub(crate) fn scenario(csms: usize) -> Scenario {
        let segments = segments();
        let roster = (0..3 * csms)
            .map(|i| Seat {
                name: format!("CSM {}", i + 1),
                segment: (i / csms) as u16,
                pod: 0,
                ote: 110_000.0,
                variable: 22_000.0,
                quota: None,
                start_month: None,
                accounts: segments[i / csms].accounts_per_csm,
            })
            .collect();
        Scenario {
            name: "Test".into(),
            about: String::new(),
            fictional: true,
            currency: "$".into(),
            burn_in: 12,
            months: 12,
            segments,
            roster,
            coefficients: Coefficients::default(),
            turnover: Turnover::default(),
            behaviour: Behaviour::Off,
            assumptions: Assumptions::default(),
            conduct: Default::default(),
            market: Market::Cohorts(Stress::default()),
            stress: vec![],
            plans: vec![],
            reference: 0,
            money: Money { budget: 1e6, employer_load: 0.08, gross_margin: 0.75, value_months: 12 },
            neutral: Neutral::Target,
            run: RunSettings { seed: 7, goal: Goalpost::Trials(10), payouts_only: false, parameter_draws: None },
        }
    }
}
