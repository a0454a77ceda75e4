//! What a trial's pay comes to: by seat, by quarter, and how often the first component reached what.
//!
//! The lines of a ledger are counted once and everything is added up from there; plans without clauses need no lines.

use crate::measure::{Facts, Presence};
use crate::plan::{Cents, Ledger, LineKind, Pays, PlainPay, Terms, Why, pay, pay_plainly};

use super::outcome::ATTAINMENT_BINS;

/// Pay, counted. Its memory serves trial after trial.
#[derive(Debug, Default)]
pub(crate) struct Tally {
    periods: usize,
    /// Pay by `seats × periods`, \[cents\].
    pay: Vec<i64>,
    /// Seat-periods in which the first component had an attainment.
    attained: u32,
    /// Of those, how many reached threshold, target and excellence.
    reached: [u32; 3],
    plain: PlainPay,
}

impl Tally {
    /// Pays what was read under these terms, and counts it; `ledger` is memory. Attainments of the first component are added to the histogram
    /// `bins`. Hands on what partners are paid.
    pub(crate) fn pay(
        &mut self,
        terms: &Terms,
        (facts, presence): (&Facts, &Presence),
        ledger: &mut Ledger,
        bins: &mut [u64; ATTAINMENT_BINS],
    ) -> Cents {
        self.begin(terms);
        let mut first = First::new(terms);
        let plain = pay_plainly(terms, facts, presence, &mut self.plain, |component, paid| {
            self.pay.iter_mut().zip(&paid.cents).for_each(|(pay, cents)| *pay += cents.0);
            if component == 0 {
                first.count_all(&paid.attainments, &paid.shares, bins);
            }
        });
        if !plain {
            pay(terms, facts, presence, ledger);
            for line in &ledger.lines {
                self.pay[usize::from(line.seat) * self.periods + usize::from(line.period)] += line.cents.0;
                if line.kind != LineKind::Earned || line.component != Some(0) {
                    continue;
                }
                if let Why::Attained { attainment, share, .. } | Why::Scored { score: attainment, share, .. } = line.why {
                    first.count(attainment, share, bins);
                }
            }
        }
        (self.attained, self.reached) = (first.attained, first.reached);
        if plain { Cents::ZERO } else { ledger.partners }
    }

    fn begin(&mut self, terms: &Terms) {
        self.periods = terms.periods().max(1);
        self.pay.clear();
        self.pay.resize(terms.payees().len() * self.periods, 0);
    }

    /// Pay of everybody over the horizon, \[cents\].
    pub(crate) fn by_seat(&self) -> impl Iterator<Item = i64> {
        self.pay.chunks_exact(self.periods).map(|periods| periods.iter().sum())
    }

    /// Adds the cost by the quarter in which a period ends, as many as `quarters` has, \[cents\].
    pub(crate) fn add_by_quarter(&self, cadence: u16, quarters: &mut [i64]) {
        self.pay.chunks_exact(self.periods).for_each(|seat| add_periods(seat, cadence, quarters));
    }

    /// The same seat by seat, `seats × quarters`, \[cents\].
    pub(crate) fn by_seat_and_quarter(&self, cadence: u16, quarters: usize) -> Vec<i64> {
        let mut all = vec![0; self.pay.len() / self.periods * quarters];
        let seats = self.pay.chunks_exact(self.periods).zip(all.chunks_exact_mut(quarters.max(1)));
        seats.for_each(|(seat, quarters)| add_periods(seat, cadence, quarters));
        all
    }

    /// Seats that were paid nothing in two pay periods running in which somebody was there all along.
    pub(crate) fn dry_spells(&self, cadence: u16, presence: &Presence) -> u32 {
        let cadence = usize::from(cadence);
        let running = |(seat, pay): (usize, &[i64])| {
            let there = |period: usize| presence.of(seat)[period * cadence..(period + 1) * cadence].iter().all(|m| m.present);
            let dry = |pair: &[i64]| pair.iter().all(|cents| *cents <= 0);
            pay.windows(2).enumerate().any(|(period, pair)| dry(pair) && there(period) && there(period + 1))
        };
        self.pay.chunks_exact(self.periods).enumerate().map(running).filter(|spell| *spell).count() as u32
    }

    /// Shares of seat-periods in which the first component paid anything, its target, and the most its curve pays. NaN where nothing had
    /// an attainment.
    pub(crate) fn reach(&self) -> [f32; 3] {
        self.reached.map(|n| if self.attained == 0 { f32::NAN } else { n as f32 / self.attained as f32 })
    }
}

/// Adds pay by period to the quarter in which each period ends.
fn add_periods(pay: &[i64], cadence: u16, quarters: &mut [i64]) {
    if cadence == 3 && pay.len() == quarters.len() {
        return quarters.iter_mut().zip(pay).for_each(|(quarter, cents)| *quarter += cents);
    }
    let Some(last) = quarters.len().checked_sub(1) else { return };
    for (period, cents) in pay.iter().enumerate() {
        let last_month = (period + 1) * usize::from(cadence) - 1;
        quarters[(last_month / 3).min(last)] += cents;
    }
}

/// What the first component reached.
struct First {
    /// What its curve pays at most, a hair less.
    most: f64,
    attained: u32,
    reached: [u32; 3],
}

impl First {
    fn new(terms: &Terms) -> Self {
        Self { most: excellence(terms).map_or(f64::INFINITY, |most| most - 1e-9), attained: 0, reached: [0; 3] }
    }

    #[inline]
    fn count(&mut self, attainment: f64, share: f64, bins: &mut [u64; ATTAINMENT_BINS]) {
        self.attained += 1;
        self.reached[0] += u32::from(share > 0.0);
        self.reached[1] += u32::from(share >= 1.0 - 1e-9);
        self.reached[2] += u32::from(share >= self.most);
        bins[bin(attainment)] += 1;
    }

    /// The same of attainments and what they pay, where that is a number.
    fn count_all(&mut self, attainments: &[f64], shares: &[f64], bins: &mut [u64; ATTAINMENT_BINS]) {
        let most = self.most;
        self.attained += count(shares, |share| !share.is_nan());
        self.reached[0] += count(shares, |share| share > 0.0);
        self.reached[1] += count(shares, |share| share >= 1.0 - 1e-9);
        self.reached[2] += count(shares, |share| share >= most);
        for (attainment, share) in attainments.iter().zip(shares) {
            if !share.is_nan() {
                bins[bin(*attainment)] += 1;
            }
        }
    }
}

/// How many of them are so.
fn count(numbers: &[f64], are: impl Fn(f64) -> bool) -> u32 {
    numbers.iter().map(|number| u32::from(are(*number))).sum()
}

/// Bin of the attainment histogram.
fn bin(attainment: f64) -> usize {
    const TOP: usize = ATTAINMENT_BINS - 1;
    let place = attainment * 50.0 + 1e-9;
    if attainment < 0.0 {
        0
    } else if place >= (TOP - 1) as f64 {
        TOP
    } else {
        place as u32 as usize + 1
    }
}

/// Pay at the excellence point: what the last knot of the first component's curve pays.
fn excellence(terms: &Terms) -> Option<f64> {
    match &terms.plan().components.first()?.pays {
        Pays::Curve(curve) => curve.knots.last().map(|k| k.value),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bins_of_a_fiftieth_and_one_at_either_end() {
        let places = [(-0.1, 0), (0.0, 1), (0.019, 1), (0.02, 2), (0.3, 16), (1.0, 51), (1.999, 100), (2.0, 101), (7.0, 101)];
        for (attainment, place) in places {
            assert_eq!(bin(attainment), place, "{attainment}");
        }
        assert_eq!(bin(f64::INFINITY), ATTAINMENT_BINS - 1, "beyond any goal");
    }
}
