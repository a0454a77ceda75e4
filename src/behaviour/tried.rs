//! What moving a metric is worth where no closed form applies: the plan is paid on the pilot's stored outcomes, a little more or
//! less of the metric in every period, and certainty equivalents are compared.

use crate::measure::{Credit, Facts, Presence};
use crate::plan::{Ledger, Pays, Terms, is_dated, pay};

/// Outcomes on which pay is tried.
#[derive(Debug, Clone, Copy)]
pub struct Tried<'a> {
    /// The plan and its people.
    pub terms: &'a Terms,
    /// One set of facts a trial.
    pub facts: &'a [Facts],
    /// Who was there.
    pub presence: &'a Presence,
    /// Group of each seat.
    pub group_of_seat: &'a [usize],
    /// Number of groups.
    pub groups: usize,
    /// Constant absolute risk aversion, \[1/$\].
    pub risk_aversion: f64,
}

impl Tried<'_> {
    /// Dollars of certainty equivalent per unit of each metric's value, per period: by group, then metric. `shifts[group][metric]` is the
    /// shift of all values that everybody's conduct brings; `sds` are the standard deviations of the values, by group and metric; `step`
    /// is in their units.
    ///
    /// Everybody takes the step together, unless a pot is shared: then what one wins another loses, and one person of each group takes it
    /// alone.
    pub(super) fn worths(&self, shifts: &[Vec<f64>], sds: &[Vec<f64>], step: f64) -> Vec<Vec<f64>> {
        let plan = self.terms.plan();
        let shared = plan.components.iter().any(|c| matches!(c.pays, Pays::Pool(_)));
        let first = |seat: usize| self.group_of_seat[..seat].iter().all(|group| *group != self.group_of_seat[seat]);
        let steps: Vec<bool> = (0..self.group_of_seat.len()).map(|seat| !shared || first(seat)).collect();
        let mut worths = vec![vec![0.0; plan.metrics.len()]; self.groups];
        for metric in 0..plan.metrics.len() {
            let moved = |by: f64| {
                let of_seat = |(&group, &steps): (&usize, &bool)| {
                    let mut shifts = shifts[group].clone();
                    shifts[metric] += if steps { by * sds[group][metric] } else { 0.0 };
                    shifts
                };
                let by_seat: Vec<Vec<f64>> = self.group_of_seat.iter().zip(&steps).map(of_seat).collect();
                self.certainty_equivalents(&by_seat, &steps)
            };
            let (more, less) = (moved(step), moved(-step));
            for (group, worths) in worths.iter_mut().enumerate() {
                let width = 2.0 * step * sds[group][metric] * self.terms.periods() as f64;
                worths[metric] = if width > 0.0 { (more[group] - less[group]) / width } else { 0.0 };
            }
        }
        worths
    }

    /// Certainty equivalent of the horizon's pay in each group, \[$\], when the value of each metric is shifted by `shifts[seat][metric]`
    /// in every period: −ln(mean of exp(−r pay a year)) ÷ r × years over the trials and those people that `counts` says.
    fn certainty_equivalents(&self, shifts: &[Vec<f64>], counts: &[bool]) -> Vec<f64> {
        let seats = self.group_of_seat.len();
        let years = f64::from(self.terms.months()) / 12.0;
        let mut ledger = Ledger::default();
        let (mut sums, mut people) = (vec![0.0; self.groups], vec![0_u32; self.groups]);
        for facts in self.facts {
            pay(self.terms, &self.shifted(facts, shifts), self.presence, &mut ledger);
            let mut cents = vec![0_i64; seats];
            ledger.lines.iter().for_each(|line| cents[usize::from(line.seat)] += line.cents.0);
            for (seat, &group) in self.group_of_seat.iter().enumerate().filter(|(seat, _)| counts[*seat]) {
                let dollars = cents[seat] as f64 / 100.0 / years;
                sums[group] += if self.risk_aversion == 0.0 { dollars } else { libm::exp(-self.risk_aversion * dollars) };
                people[group] += 1;
            }
        }
        let equivalent = |(sum, n): (f64, u32)| {
            let mean = sum / f64::from(n.max(1));
            years * if self.risk_aversion == 0.0 { mean } else { -libm::log(mean) / self.risk_aversion }
        };
        sums.into_iter().zip(people).map(equivalent).collect()
    }

    fn shifted(&self, facts: &Facts, shifts: &[Vec<f64>]) -> Facts {
        let plan = self.terms.plan();
        let mut shifted = facts.clone();
        for (m, metric) in plan.metrics.iter().enumerate() {
            let dated = is_dated(metric);
            for (seat, shifts) in shifts.iter().enumerate().filter(|(_, shifts)| shifts[m] != 0.0) {
                for period in 0..facts.periods {
                    let Some(value) = facts.reading(m, seat, period).value else { continue };
                    shifted.change(m, seat, period, |reading| reading.value = Some(value + shifts[m]));
                    if dated {
                        shifted.credits.push(Credit::at_period_end(m, seat, period, plan.cadence, shifts[m], 0.0));
                    }
                }
            }
        }
        if shifted.credits.len() > facts.credits.len() {
            shifted.credits.sort_by_key(|credit| (credit.metric, credit.seat, credit.month, credit.account));
        }
        shifted
    }
}
