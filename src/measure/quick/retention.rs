//! Revenue of base-period customers, under any account rules and against any baseline: see [`retention`](super::super::retention).

use super::super::span::Span;
use super::super::{AccountRules, Measure, NewAccounts};
use super::baseline::Expected;
use super::month::{LANES, Month, Row, a_year, sum};
use super::unit::{UnitRows, UnitView};
use super::window::UnitSums;
use crate::lanes::{Lanes, Work};

/// Accounts of a unit, and where they count.
#[derive(Clone, Copy)]
pub(super) struct Accounts<'a> {
    pub(super) rows: UnitRows<'a>,
    /// Seat and group of each, at the window's end.
    pub(super) places: &'a [(u16, u16)],
    /// Lanes in which it counts.
    pub(super) counting: &'a [u32],
}

/// Sums over accounts of what they pay now and paid before.
pub(super) struct Retention<'a, 'v> {
    pub(super) measure: Measure,
    pub(super) rules: &'a AccountRules,
    pub(super) accounts: Accounts<'a>,
    base_from: usize,
    current_from: usize,
    to: usize,
    base: Vec<Month<'v>>,
    current: Vec<Month<'v>>,
    /// Every month after the first of the base, where new accounts count.
    young: Vec<Month<'v>>,
    pub(super) expected: Option<Expected<'v>>,
    pub(super) sums: &'a mut UnitSums,
}

impl<'a, 'v> Retention<'a, 'v> {
    /// Of these accounts; `base` and `current` are the months compared.
    pub(super) fn new(
        view: &UnitView<'v>,
        measure: Measure,
        rules: &'a AccountRules,
        accounts: Accounts<'a>,
        [base, current]: [Span; 2],
        expected: Option<Expected<'v>>,
        sums: &'a mut UnitSums,
    ) -> Self {
        let new_count = counts_new(rules, measure);
        let young = Span { from: base.from + 1, to: current.to };
        Self {
            measure,
            rules,
            accounts,
            base_from: base.from,
            current_from: current.from,
            to: current.to,
            base: Month::all(view, rules, base),
            current: Month::all(view, rules, current),
            young: if new_count { Month::all(view, rules, young) } else { Vec::new() },
            expected,
            sums,
        }
    }

    /// Base and current revenue of an account that arrived after the base began. `None` if it is not there for a whole month.
    #[inline(always)]
    fn young<L: Lanes>(&self, l: L, row: usize, born: usize, by_contract: bool) -> Option<[Row; 2]> {
        let first_full = born + 1;
        if first_full > self.to {
            return None;
        }
        let at = |month: usize| month - self.base_from - 1;
        let from = first_full.max(self.current_from);
        let (months, a_year) = ((self.to + 1 - from) as f64, 12.0 / self.current.len() as f64);
        let mut base = sum(l, &self.young[at(first_full)..=at(first_full)], row, born, by_contract);
        let mut current = sum(l, &self.young[at(from)..], row, born, by_contract);
        for (base, current) in base[..L::WIDTH].iter_mut().zip(&mut current[..L::WIDTH]) {
            *base = *base * months * a_year;
            *current *= a_year;
        }
        Some([base, current])
    }
}

/// Whether accounts that arrived inside the window count.
pub(super) fn counts_new(rules: &AccountRules, measure: Measure) -> bool {
    rules.new_accounts == NewAccounts::GrowthOnly && measure != Measure::LogoRetention
}

impl Work for Retention<'_, '_> {
    type Output = ();

    #[inline(always)]
    fn run<L: Lanes>(self, l: L) {
        let (width, rows) = (L::WIDTH, self.accounts.rows);
        let until = rows.arrived(if self.young.is_empty() { self.base_from } else { self.to });
        for row in 0..until {
            let (seat, group) = self.accounts.places[row];
            let counting = self.accounts.counting[row];
            let (born, segment) = (usize::from(rows.born[row]), usize::from(rows.segment[row]));
            let by_contract = rows.by_contract[segment];
            let [mut base, current] = if born <= self.base_from {
                [a_year(l, &self.base, row, born, by_contract), a_year(l, &self.current, row, born, by_contract)]
            } else if let Some(both) = self.young(l, row, born, by_contract) {
                both
            } else {
                continue;
            };
            for (lane, base) in base[..width].iter_mut().enumerate() {
                *base = if counting >> lane & 1 != 0 { *base } else { 0.0 };
            }
            let mut counted = current;
            if let Some(cap) = self.rules.influence_cap {
                for (counted, base) in counted[..width].iter_mut().zip(&base[..width]) {
                    *counted = counted.max((1.0 - cap) * base).min((1.0 + cap) * base);
                }
            }
            let at = usize::from(group) * width..(usize::from(group) + 1) * width;
            if let Some(expected) = &self.expected {
                let expected = expected.of(l, row, [born, segment, usize::from(seat)], by_contract, &base);
                let sums = [&mut self.sums.result[at.clone()], &mut self.sums.unclipped[at.clone()], &mut self.sums.expected[at.clone()]];
                for (sum, numbers) in sums.into_iter().zip([&counted, &current, &expected]) {
                    add_where(width, &base, numbers, sum);
                }
            }
            match self.measure {
                Measure::LogoRetention => {
                    let there = |month: Option<&Month<'_>>| month.map_or(0, |month| month.there(l, row, by_contract));
                    let (then, kept) = (there(self.base.last()), there(self.current.last()));
                    for lane in 0..width {
                        base[lane] = if base[lane] > 0.0 && then >> lane & 1 != 0 { 1.0 } else { 0.0 };
                        counted[lane] = if current[lane] > 0.0 && kept >> lane & 1 != 0 { 1.0 } else { 0.0 };
                    }
                }
                Measure::Grr => {
                    for (counted, base) in counted[..width].iter_mut().zip(&base[..width]) {
                        *counted = counted.min(*base);
                    }
                }
                Measure::Growth => {
                    for (counted, base) in counted[..width].iter_mut().zip(&base[..width]) {
                        *counted -= base;
                    }
                }
                _ => {}
            }
            add_where(width, &base, &counted, &mut self.sums.counted[at.clone()]);
            add_where(width, &base, &base, &mut self.sums.base[at]);
        }
    }
}

/// Adds numbers where there is a base.
#[inline(always)]
fn add_where(width: usize, base: &Row, numbers: &Row, sums: &mut [f64]) {
    for lane in 0..width {
        sums[lane] += if base[lane] > 0.0 { numbers[lane] } else { 0.0 };
    }
}

/// Sums over accounts of what was invoiced in the window.
pub(super) struct Invoiced<'a, 'v> {
    pub(super) months: Vec<Month<'v>>,
    /// Accounts that had arrived by the window's end.
    pub(super) arrived: usize,
    pub(super) accounts: Accounts<'a>,
    pub(super) sums: &'a mut UnitSums,
}

impl Work for Invoiced<'_, '_> {
    type Output = ();

    #[inline(always)]
    fn run<L: Lanes>(self, l: L) {
        let (width, rows) = (L::WIDTH, self.accounts.rows);
        for row in 0..self.arrived {
            let (_, group) = self.accounts.places[row];
            let counting = self.accounts.counting[row];
            let by_contract = rows.by_contract[usize::from(rows.segment[row])];
            let invoiced = sum(l, &self.months, row, usize::from(rows.born[row]), by_contract);
            let mut ones = [0.0; LANES];
            for lane in 0..width {
                ones[lane] = if invoiced[lane] > 0.0 && counting >> lane & 1 != 0 { 1.0 } else { 0.0 };
            }
            let at = usize::from(group) * width..(usize::from(group) + 1) * width;
            add_where(width, &ones, &invoiced, &mut self.sums.counted[at.clone()]);
            add_where(width, &ones, &ones, &mut self.sums.base[at]);
        }
    }
}
