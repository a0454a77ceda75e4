//! Workload 2: value, trust, churn, expansion, deals, hand-overs and metering under 14 runs that share their luck.

use rand::RngExt;

use super::{Generator, Paid, curve, normal};

const CSMS: usize = 8;
const ACCOUNTS: usize = 40;
const MONTHS: usize = 24;
/// Value score below which an account is red.
const RED: f64 = -0.606;

/// A run: effort on adoption, rescue, expansion and documented activities; pressure; weights of NRR, GRR, self-serve expansion and closed leads.
pub(crate) struct Run {
    effort: [f64; 4],
    pressure: f64,
    weights: [f64; 4],
}

const fn run(effort: [f64; 4], pressure: f64, weights: [f64; 4]) -> Run {
    Run { effort, pressure, weights }
}

/// Advocacy, of which `w2.toml` speaks as well, does nothing here.
pub(crate) const RUNS: [Run; 14] = [
    run([0.99, 0.97, 1.26, 0.99], 0.56, [0.5, 0.0, 0.5, 0.0]),
    run([1.0, 0.99, 1.06, 1.0], 0.04, [1.0, 0.0, 0.0, 0.0]),
    run([1.01, 1.0, 1.0, 1.01], 0.0, [0.0, 1.0, 0.0, 0.0]),
    run([1.0, 1.0, 1.02, 1.0], 0.02, [1.0, 0.0, 0.0, 0.0]),
    run([0.99, 0.98, 1.17, 0.99], 0.2, [0.0, 0.0, 1.0, 0.0]),
    run([0.98, 0.94, 1.23, 0.98], 0.04, [0.5, 0.0, 0.0, 0.5]),
    run([0.97, 0.95, 1.01, 1.23], 0.04, [0.0, 0.5, 0.5, 0.0]),
    run([1.02, 0.95, 0.94, 1.22], 0.0, [0.5, 0.5, 0.0, 0.0]),
    run([0.94, 0.93, 1.6, 0.94], 0.1, [0.0, 0.0, 0.0, 1.0]),
    run([0.95, 0.95, 1.46, 0.95], 0.15, [0.25, 0.0, 0.0, 0.75]),
    run([0.95, 1.14, 1.0, 0.96], 0.0, [0.0, 0.75, 0.0, 0.25]),
    run([1.02, 1.0, 0.99, 1.02], 0.0, [0.25, 0.25, 0.25, 0.25]),
    run([0.0; 4], 0.0, [1.0, 0.0, 0.0, 0.0]),
    run([1.0; 4], 0.0, [1.0, 0.0, 0.0, 0.0]),
];

/// Output of effort.
fn output(effort: f64) -> f64 {
    (15.0 * effort).ln_1p() / 16_f64.ln()
}

/// Probability of an event of this rate.
fn within_a_month(rate: f64) -> f64 {
    1.0 - (-rate).exp()
}

/// What an account is born with.
struct Newborn {
    growth: f64,
    anchor: f64,
    ln_usage: f64,
    value: f64,
}

/// Luck of one account-month.
struct Draws {
    growth: f64,
    value: f64,
    metering: f64,
    size: f64,
    event: f64,
}

/// Luck of a month that all share.
struct Economy {
    shock: f64,
    state: f64,
}

struct Account {
    value: f64,
    ln_usage: f64,
    /// Measured at the end of the quarter before.
    measured: f64,
    alive: bool,
}

/// One trial: pay by CSM and ARR at the end, in each of the 14 runs.
pub(crate) fn trial(rng: &mut Generator) -> Vec<Paid> {
    let mut state = normal(rng);
    let economy: Vec<Economy> = (0..MONTHS)
        .map(|_| {
            let shock = normal(rng);
            state = 0.9 * state + 0.43589 * shock;
            Economy { shock, state }
        })
        .collect();
    let mut paid: Vec<Paid> = RUNS.iter().map(|_| Paid { pay: Vec::with_capacity(CSMS), company: 0.0 }).collect();
    for _ in 0..CSMS {
        let born: Vec<Newborn> = (0..ACCOUNTS).map(|_| newborn(rng)).collect();
        let quits: Vec<bool> = (0..MONTHS).map(|_| rng.random::<f64>() < 0.018_423_5).collect();
        let draws: Vec<Draws> = (0..MONTHS * ACCOUNTS).map(|_| draw(rng)).collect();
        for (run, paid) in RUNS.iter().zip(&mut paid) {
            let (pay, revenue) = live(run, &born, &quits, &draws, &economy);
            paid.pay.push(pay);
            paid.company += 12.0 * revenue;
        }
    }
    paid
}

fn newborn(rng: &mut Generator) -> Newborn {
    let anchor = 0.6 * normal(rng);
    Newborn {
        growth: 0.005 + 0.006 * normal(rng),
        anchor,
        ln_usage: (40_000_f64 / 12.0).ln() + 0.7 * normal(rng),
        value: anchor + 0.59986 * normal(rng),
    }
}

fn draw(rng: &mut Generator) -> Draws {
    Draws { growth: normal(rng), value: normal(rng), metering: normal(rng), size: normal(rng), event: rng.random() }
}

/// One CSM's two years in one run: pay, and the book's monthly revenue at the end.
fn live(run: &Run, born: &[Newborn], quits: &[bool], draws: &[Draws], economy: &[Economy]) -> (f64, f64) {
    let Run { effort, pressure, weights } = run;
    let [adoption, rescue, expansion, documented] = effort.map(output);
    let base_hazard = (-(0.87_f64.ln()) / 12.0).ln();
    let start = |b: &Newborn| Account { value: b.value, ln_usage: b.ln_usage, measured: b.ln_usage.exp(), alive: true };
    let mut accounts: Vec<Account> = born.iter().map(start).collect();
    let mut base: f64 = accounts.iter().map(|a| a.measured).sum();
    let (mut trust, mut expanded, mut closed, mut pay) = (0.85, 0.0, 0.0, 0.0);
    for (month, Economy { shock, state }) in economy.iter().enumerate() {
        if quits[month] {
            trust *= 0.7;
        }
        let unsettled = quits[month.saturating_sub(2)..=month].iter().any(|&quit| quit);
        let handover = if unsettled { 0.4 } else { 0.0 };
        let red = accounts.iter().filter(|a| a.alive && a.value < RED).count().max(1);
        let attention = (6.0 / red as f64).min(1.5);
        let (mut revenue, mut kept) = (0.0, 0.0);
        for ((account, born), draw) in accounts.iter_mut().zip(born).zip(&draws[month * ACCOUNTS..]).filter(|((a, _), _)| a.alive) {
            let value = account.value;
            let churn = within_a_month((base_hazard - 0.8 * value + (1.0 - trust) - 0.15 * state + handover).exp());
            let expand = within_a_month(0.03 * (0.5 * value + 0.15 * state).exp() * (1.0 + 0.3 * pressure));
            let win = 0.020 * expansion * trust * (0.3 * value).exp() * 0.5 * (1.0 + 0.4 * pressure);
            let mut grown = 0.0;
            if draw.event > 0.65 && 1.0 - draw.event < expand {
                let size = (0.12_f64.ln() + 0.6 * draw.size).exp();
                expanded += account.measured * size;
                grown = size.ln_1p();
            } else if draw.event > 0.40 && draw.event < 0.55 && draw.event - 0.40 < win {
                closed += 1.0;
                grown = (0.20_f64.ln() + 0.6 * draw.size).exp().ln_1p();
            }
            let usage = 0.05 * (0.03_f64.sqrt() * shock + 0.97_f64.sqrt() * draw.growth);
            account.ln_usage += born.growth + 0.003 * value + 0.002 * state - 0.00125 + usage + grown;
            let served = 0.22 * adoption + 0.10 * documented - 0.08 * pressure;
            let moved = 0.316 * (0.02_f64.sqrt() * shock + 0.98_f64.sqrt() * draw.value);
            account.value = 0.85 * value + 0.15 * born.anchor + 0.15 * served + moved;
            if value < RED {
                account.value += 0.08 * rescue * attention;
            }
            if draw.event < 0.30 && draw.event < churn {
                account.alive = false;
            } else if month % 3 == 2 {
                let measured = (account.ln_usage + 0.03 * draw.metering).exp();
                revenue += measured;
                kept += measured.min(account.measured);
                account.measured = measured;
            }
        }
        trust += 0.06 * (1.0 - trust) - 0.04 * pressure * trust;
        if month % 3 == 2 {
            let start = base.max(1.0);
            let attained = [revenue / start / 1.02, kept / start / 0.965, expanded / start / 0.015, closed / 1.2];
            pay += 5_500.0 * curve(weights.iter().zip(attained).map(|(w, a)| w * a).sum());
            (base, expanded, closed) = (revenue, 0.0, 0.0);
        }
    }
    (pay, base)
}
