//! Customer life once more, as a textbook would write it: the oracle for the law, and the yardstick for speed.
//!
//! Double precision, dollars instead of logs of dollars, one struct per customer, `rand_distr` normals, every probability
//! written out as 1 − exp(−exp η) and met by a uniform of its own. It shares no code with the product: written from the model's
//! equations (sections 0.8, 0.9, 4.3, 4.4 and 4.5) alone. It cannot agree with the product number by number, only in law.
//!
//! Events of one month exclude each other, as the model's shared uniform has it: each is tried with its probability given that
//! none before it happened, so the joint law is the same and the uniforms are independent.

use std::convert::Infallible;

use rand::{Rng, TryRng};
use rand_distr::{Distribution, LogNormal, Poisson, StandardNormal};

/// A segment, in the model's own units.
#[derive(Debug, Clone, Copy)]
pub struct Kind {
    pub seats: usize,
    pub accounts_per_csm: usize,
    pub median_arr: f64,
    pub arr_log_sd: f64,
    pub annual_churn: f64,
    pub growth: f64,
    pub usage_sd: f64,
    pub expansion_rate: f64,
    pub billing: Billing,
}

/// How a segment is billed.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Billing {
    /// Invoices follow usage with this log standard deviation.
    Usage { noise_sd: f64 },
    /// One, two and three years with these shares.
    Contract { terms: [f64; 3] },
}

/// Model section 3: small, mid-market and enterprise.
pub const SMALL: Kind = Kind {
    seats: 2,
    accounts_per_csm: 80,
    median_arr: 12_000.0,
    arr_log_sd: 0.6,
    annual_churn: 0.185,
    growth: 0.004,
    usage_sd: 0.07,
    expansion_rate: 0.025,
    billing: Billing::Usage { noise_sd: 0.08 },
};
pub const MIDDLE: Kind = Kind {
    seats: 3,
    accounts_per_csm: 40,
    median_arr: 40_000.0,
    arr_log_sd: 0.7,
    annual_churn: 0.13,
    growth: 0.005,
    usage_sd: 0.05,
    expansion_rate: 0.030,
    billing: Billing::Usage { noise_sd: 0.08 },
};
pub const LARGE: Kind = Kind {
    seats: 6,
    accounts_per_csm: 12,
    median_arr: 200_000.0,
    arr_log_sd: 0.7,
    annual_churn: 0.07,
    growth: 0.006,
    usage_sd: 0.04,
    expansion_rate: 0.035,
    billing: Billing::Contract { terms: [0.85, 0.10, 0.05] },
};

/// Who serves the customers.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Team {
    /// Nobody ever did.
    Nobody,
    /// The same people, all of mean skill, for ever.
    Settled,
    /// People of different skill, a fifth of whom leave in a paid year, and accounts that change hands.
    Turning,
    /// Settled people who play [`GAMES`] in every month.
    Gaming,
}

/// Games, each 0 to 1, and the share of won deals that is signed at once, a tenth off.
#[derive(Debug, Clone, Copy)]
pub struct Games {
    pub pressure: f64,
    pub padding: f64,
    pub shallow: f64,
    pub begging: f64,
    pub neglect: f64,
    pub pulled: f64,
}

/// What [`Team::Gaming`] plays: half of all deals could be pulled at full pressure.
pub const GAMES: Games = Games { pressure: 0.8, padding: 0.6, shallow: 0.4, begging: 0.5, neglect: 0.7, pulled: 0.4 };
const HONEST: Games = Games { pressure: 0.0, padding: 0.0, shallow: 0.0, begging: 0.0, neglect: 0.0, pulled: 0.0 };

/// Unpaid months before the paid year, and all months.
pub const BURN_IN: usize = 12;
pub const MONTHS: usize = 24;

/// What is compared, all over the paid year.
pub const MEASURES: [&str; 25] = [
    "NRR",
    "GRR",
    "logo retention",
    "revenue growth",
    "year's revenue per base month",
    "expansions per account-month",
    "leads per account-month",
    "padded leads per account-month",
    "deals per account-month",
    "advocacy acts per account-month",
    "referrals signed per account-month",
    "movers signed per account-month",
    "renewals per account-month",
    "lapses per account-month",
    "first values per account-month",
    "implementations per account-month",
    "expansion dollars per base dollar",
    "deal dollars per base dollar",
    "mean value",
    "share red",
    "share green",
    "trust",
    "strategies written",
    "review hazard",
    "arrivals per starting account",
];

/// One simulated company-year of one segment.
pub type Year = [f64; MEASURES.len()];

const GREEN: f64 = 0.980_829_253;
const RED: f64 = -0.606_135_804;

struct Customer {
    usage: f64,
    price: f64,
    value: f64,
    drift: f64,
    anchor: f64,
    won: Option<f64>,
    contract: Option<(usize, usize)>,
    seat: usize,
    born: usize,
    first_value: bool,
    successes: u8,
    base: f64,
}

struct Csm {
    skill: f64,
    hired: Option<usize>,
    vacant_until: usize,
    handed_over: Option<usize>,
    trust: f64,
    coverage: f64,
}

/// What a book gets from its CSM in one month.
#[derive(Clone, Copy)]
struct Output {
    /// The same output in all five activities: effort 1 everywhere.
    q: f64,
    games: Games,
    trust: f64,
    unsettled: f64,
    attention: f64,
}

/// Lives the burn-in and the paid year of one segment.
pub fn live(kind: &Kind, team: Team, rng: &mut Xoshiro) -> Year {
    let served = team != Team::Nobody;
    let seats = kind.seats;
    let games = if team == Team::Gaming { GAMES } else { HONEST };
    let mut csms: Vec<Csm> = (0..seats)
        .map(|_| Csm {
            skill: if team == Team::Turning { skill(rng) } else { 1.0 },
            hired: None,
            vacant_until: 0,
            handed_over: None,
            trust: 1.0,
            coverage: if served { 0.55 } else { 0.0 },
        })
        .collect();
    let mut customers: Vec<Customer> =
        (0..seats * kind.accounts_per_csm).map(|i| customer(kind, i / kind.accounts_per_csm, 0, served, rng)).collect();
    let mut economy = normal(rng);
    let mut new_business: Vec<(usize, bool)> = Vec::new();
    let mut tally = Tally::default();

    for month in 0..MONTHS {
        let paid = month >= BURN_IN;
        let common = normal(rng);
        economy = 0.9 * economy + (1.0_f64 - 0.81).sqrt() * common;

        if team == Team::Turning && month > 0 && seats > 1 {
            for c in customers.iter_mut().filter(|c| c.born == 0) {
                if happens(0.005, rng) {
                    let other = (uniform(rng) * (seats - 1) as f64) as usize;
                    c.seat = if other >= c.seat { other + 1 } else { other };
                }
            }
        }
        let mut living = vec![0_usize; seats];
        let mut red = vec![0_usize; seats];
        for c in &customers {
            living[c.seat] += 1;
            red[c.seat] += usize::from(c.value < RED);
        }
        let outputs: Vec<Output> = (0..seats)
            .map(|j| {
                let csm = &mut csms[j];
                if team == Team::Turning && paid && month >= csm.vacant_until && happens(1.0 - 0.8_f64.powf(1.0 / 12.0), rng) {
                    csm.vacant_until = month + 2;
                    csm.hired = Some(month + 2);
                    csm.handed_over = Some(month);
                    csm.skill = skill(rng);
                    csm.trust *= 0.7;
                }
                let present = served && month >= csm.vacant_until;
                let ramp = csm.hired.map_or(1.0, |h| (0.5 + 0.125 * month.saturating_sub(h) as f64).min(1.0));
                let q = if present { csm.skill * ramp * (kind.accounts_per_csm as f64 / living[j] as f64).min(1.0) } else { 0.0 };
                let output = Output {
                    q,
                    games,
                    trust: csm.trust,
                    unsettled: if csm.handed_over.is_some_and(|h| month - h < 3) { 1.0 } else { 0.0 },
                    attention: (0.15 * living[j] as f64 / red[j].max(1) as f64).min(1.5),
                };
                let lost = 0.04 * games.pressure + 0.012 * games.padding + 0.006 * games.shallow + 0.006 * games.begging;
                csm.trust += 0.06 * (1.0 - csm.trust) - csm.trust * lost;
                let recorded = q + 2.0 * games.shallow;
                csm.coverage = csm.coverage * 0.99 + (1.0 - 0.99 * csm.coverage) * (1.0 - (-0.18 * recorded).exp());
                if paid {
                    tally.trust += csm.trust / (12 * seats) as f64;
                    tally.coverage += csm.coverage / (12 * seats) as f64;
                    tally.review += 0.40 * recorded / (12 * seats) as f64;
                }
                output
            })
            .collect();

        let mut invoiced = 0.0;
        customers.retain_mut(|c| {
            let Some(invoice) = month_of(kind, c, &outputs[c.seat], economy, common, month, &mut tally, &mut new_business, rng) else {
                return false;
            };
            invoiced += invoice;
            if month + 1 == BURN_IN {
                c.base = invoice;
            } else if month + 1 == MONTHS && c.base > 0.0 {
                tally.now += invoice;
                tally.kept += invoice.min(c.base);
                tally.logos += 1.0;
            }
            true
        });
        for seat in 0..seats {
            let mean = kind.accounts_per_csm as f64 * kind.annual_churn / 12.0;
            let arrived = if month == 0 { 0.0 } else { Poisson::new(mean).expect("a positive mean").sample(rng) };
            for _ in 0..arrived as usize {
                let mut c = customer(kind, seat, month, served, rng);
                let invoice = invoice(kind, &c, rng);
                invoiced += invoice;
                if month + 1 == BURN_IN {
                    c.base = invoice;
                }
                tally.arrivals += f64::from(u8::from(paid));
                customers.push(c);
            }
        }
        if month + 1 == BURN_IN {
            tally.base = invoiced;
            tally.base_logos = customers.len() as f64;
        }
        if paid {
            tally.revenue += invoiced;
            tally.last = invoiced;
            tally.account_months += customers.len() as f64;
            for c in &customers {
                tally.value += c.value;
                tally.red += f64::from(u8::from(c.value < RED));
                tally.green += f64::from(u8::from(c.value > GREEN));
            }
        }
    }
    for (month, referral) in new_business {
        if (BURN_IN..MONTHS).contains(&month) {
            if referral { tally.referrals += 1.0 } else { tally.movers += 1.0 }
        }
    }
    tally.year((seats * kind.accounts_per_csm) as f64)
}

/// One month of one customer: its invoice, or `None` if it left.
#[allow(clippy::too_many_arguments)]
fn month_of(
    kind: &Kind,
    c: &mut Customer,
    book: &Output,
    economy: f64,
    common: f64,
    month: usize,
    tally: &mut Tally,
    new_business: &mut Vec<(usize, bool)>,
    rng: &mut Xoshiro,
) -> Option<f64> {
    let paid = f64::from(u8::from(month >= BURN_IN));
    let v = c.value;
    let eta = (-(1.0 - kind.annual_churn).ln() / 12.0).ln() - 0.8 * v + 1.0 * (1.0 - book.trust) - 0.15 * economy + 0.4 * book.unsettled;
    let mut left_over = 1.0;
    let mut one_of = |p: f64, rng: &mut Xoshiro| {
        let it = happens(p / left_over, rng);
        left_over -= p;
        it
    };
    let due = c.contract.filter(|&(at, _)| at == month);
    if let Some((_, years)) = due {
        if happens(1.0 - (-(eta + (12.0 * years as f64).ln()).exp()).exp(), rng) {
            tally.lapses += paid;
            return None;
        }
    } else if c.contract.is_none() && one_of((1.0 - (-eta.exp()).exp()).min(0.30), rng) {
        return None;
    }

    let billed = if c.contract.is_some() { c.price } else { c.usage };
    let signed = c.won.take();
    let mut factor = 1.0;
    if let Some(size) = signed {
        tally.deals += paid;
        tally.deal_dollars += paid * 12.0 * billed * size;
        factor *= 1.0 + size;
    }
    let lead = (0.020 * book.q * book.trust * (0.3 * v).exp()).min(0.15);
    let padded = 0.030 * book.games.padding;
    let expansion = 1.0 - (-kind.expansion_rate * (0.5 * v + 0.15 * economy).exp() * (1.0 + 0.3 * book.games.pressure)).exp();
    let advocacy = if v > GREEN { 0.05 * book.q * book.trust } else { 0.0 };
    let mut won = None;
    if one_of(lead, rng) {
        tally.leads += paid;
        if happens(0.5 * (1.0 + 0.4 * book.games.pressure), rng) {
            won = Some(size(0.20, rng));
        }
    } else if padded > 0.0 && one_of(padded, rng) {
        tally.padded += paid;
        if happens(0.05, rng) {
            won = Some(size(0.20, rng));
        }
    } else if one_of(expansion.min(0.35), rng) {
        let size = size(0.12, rng);
        tally.expansions += paid;
        tally.expansion_dollars += paid * 12.0 * billed * size;
        factor *= 1.0 + size;
    } else if one_of(advocacy, rng) {
        tally.advocacy += paid;
        if happens(0.15, rng) {
            new_business.push((month + 3, true));
        }
    } else if one_of(0.004 * 0.10 * book.q * book.trust, rng) {
        new_business.push((month + 3, false));
    }

    if let Some(size) = won.filter(|_| book.games.pulled > 0.0 && happens(book.games.pulled, rng)) {
        tally.deals += paid;
        tally.deal_dollars += paid * 12.0 * billed * size * 0.9;
        factor *= 1.0 + size;
    } else {
        c.won = won;
    }

    let shock = 0.03_f64.sqrt() * common + 0.97_f64.sqrt() * normal(rng);
    c.usage *= factor * (c.drift + 0.003 * v + 0.002 * economy - 0.5 * kind.usage_sd.powi(2) + kind.usage_sd * shock).exp();
    c.price *= factor;
    c.value += 0.15 * (c.anchor + 0.22 * book.q + 0.10 * book.q - 0.08 * book.games.pressure - 0.25 * book.games.neglect - v)
        + if v < RED { 0.08 * book.q * book.attention } else { 0.0 }
        + 0.316 * (0.02_f64.sqrt() * common + 0.98_f64.sqrt() * normal(rng));
    if let Some((at, years)) = due {
        tally.renewals += paid;
        c.price = c.usage;
        c.contract = Some((at + 12 * years, years));
    }
    if c.born > 0 {
        if !c.first_value && happens(1.0 - (-0.35 * (0.5 + 0.5 * book.q) * (0.3 * c.value).exp()).exp(), rng) {
            c.first_value = true;
            tally.first_values += paid;
        }
        if c.successes < 3 && happens(0.8, rng) {
            c.successes += 1;
            tally.implementations += if c.successes == 3 { paid } else { 0.0 };
        }
    }
    Some(invoice(kind, c, rng))
}

fn customer(kind: &Kind, seat: usize, born: usize, served: bool, rng: &mut Xoshiro) -> Customer {
    let anchor = 0.6 * normal(rng);
    let usage = LogNormal::new((kind.median_arr / 12.0).ln(), kind.arr_log_sd).expect("a finite sd").sample(rng);
    let contract = match kind.billing {
        Billing::Usage { .. } => None,
        Billing::Contract { terms } => {
            let u = uniform(rng);
            let years = if u < terms[0] {
                1
            } else if u < terms[0] + terms[1] {
                2
            } else {
                3
            };
            let first = if born == 0 { (uniform(rng) * 12.0 * years as f64) as usize } else { born + 12 * years };
            Some((first, years))
        }
    };
    let value = match (born, served) {
        (0, true) => anchor + 0.40 + 0.6 * normal(rng),
        (0, false) => anchor + 0.6 * normal(rng),
        _ => anchor - 0.5,
    };
    Customer {
        usage,
        price: usage,
        value,
        drift: kind.growth + 0.006 * normal(rng),
        anchor,
        won: None,
        contract,
        seat,
        born,
        first_value: false,
        successes: 0,
        base: 0.0,
    }
}

fn invoice(kind: &Kind, c: &Customer, rng: &mut Xoshiro) -> f64 {
    match kind.billing {
        Billing::Usage { noise_sd } => c.usage * (noise_sd * normal(rng) - 0.5 * noise_sd * noise_sd).exp(),
        Billing::Contract { .. } => c.price,
    }
}

/// Share of the account that a deal or an expansion adds.
fn size(median: f64, rng: &mut Xoshiro) -> f64 {
    (median.ln() + 0.6 * normal(rng)).exp()
}

fn skill(rng: &mut Xoshiro) -> f64 {
    (0.25 * normal(rng) - 0.5 * 0.25 * 0.25).exp()
}

fn normal(rng: &mut Xoshiro) -> f64 {
    StandardNormal.sample(rng)
}

fn happens(p: f64, rng: &mut Xoshiro) -> bool {
    uniform(rng) < p
}

fn uniform(rng: &mut Xoshiro) -> f64 {
    (rng.next_u64() >> 11) as f64 / (1_u64 << 53) as f64
}

#[derive(Default)]
struct Tally {
    base: f64,
    base_logos: f64,
    now: f64,
    kept: f64,
    logos: f64,
    last: f64,
    revenue: f64,
    account_months: f64,
    expansions: f64,
    leads: f64,
    padded: f64,
    deals: f64,
    advocacy: f64,
    referrals: f64,
    movers: f64,
    renewals: f64,
    lapses: f64,
    first_values: f64,
    implementations: f64,
    expansion_dollars: f64,
    deal_dollars: f64,
    value: f64,
    red: f64,
    green: f64,
    trust: f64,
    coverage: f64,
    review: f64,
    arrivals: f64,
}

impl Tally {
    fn year(&self, starting: f64) -> Year {
        let per_month = |x: f64| x / self.account_months;
        [
            self.now / self.base,
            self.kept / self.base,
            self.logos / self.base_logos,
            self.last / self.base,
            self.revenue / self.base,
            per_month(self.expansions),
            per_month(self.leads),
            per_month(self.padded),
            per_month(self.deals),
            per_month(self.advocacy),
            per_month(self.referrals),
            per_month(self.movers),
            per_month(self.renewals),
            per_month(self.lapses),
            per_month(self.first_values),
            per_month(self.implementations),
            self.expansion_dollars / (12.0 * self.base),
            self.deal_dollars / (12.0 * self.base),
            per_month(self.value),
            per_month(self.red),
            per_month(self.green),
            self.trust,
            self.coverage,
            self.review,
            self.arrivals / starting,
        ]
    }
}

/// xoshiro256++ (Blackman & Vigna 2019), seeded by SplitMix64: a generator unrelated to the product's.
#[derive(Debug, Clone)]
pub struct Xoshiro([u64; 4]);

impl Xoshiro {
    pub fn new(seed: u64) -> Self {
        let mut state = seed;
        Self(std::array::from_fn(|_| {
            state = state.wrapping_add(0x9E37_79B9_7F4A_7C15);
            let z = (state ^ (state >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
            let z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
            z ^ (z >> 31)
        }))
    }
}

impl TryRng for Xoshiro {
    type Error = Infallible;

    fn try_next_u32(&mut self) -> Result<u32, Infallible> {
        Ok((self.try_next_u64()? >> 32) as u32)
    }

    fn try_next_u64(&mut self) -> Result<u64, Infallible> {
        let s = &mut self.0;
        let word = s[0].wrapping_add(s[3]).rotate_left(23).wrapping_add(s[0]);
        let t = s[1] << 17;
        s[2] ^= s[0];
        s[3] ^= s[1];
        s[1] ^= s[2];
        s[0] ^= s[3];
        s[2] ^= t;
        s[3] = s[3].rotate_left(45);
        Ok(word)
    }

    fn try_fill_bytes(&mut self, bytes: &mut [u8]) -> Result<(), Infallible> {
        for chunk in bytes.chunks_mut(8) {
            chunk.copy_from_slice(&self.try_next_u64()?.to_le_bytes()[..chunk.len()]);
        }
        Ok(())
    }
}
