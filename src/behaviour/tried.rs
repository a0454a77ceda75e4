//! What moving a metric is worth where no closed form applies: the plan is paid on the pilot's stored outcomes, a little more or
//! less of the metric in every period, and certainty equivalents are compared.

use crate::measure::{Credit, Facts, Presence};
use crate::plan::{Ledger, Terms, is_dated, pay};

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
    /// Certainty equivalent of a year's pay in each group, \[$\], when the value of each metric is shifted by
    /// `shifts[group][metric]` in every period: −ln(mean of exp(−r pay)) ÷ r over the group's people and trials.
    pub(super) fn certainty_equivalents(&self, shifts: &[Vec<f64>]) -> Vec<f64> {
        let seats = self.group_of_seat.len();
        let years = f64::from(self.terms.months()) / 12.0;
        let mut ledger = Ledger::default();
        let (mut sums, mut counts) = (vec![0.0; self.groups], vec![0_u32; self.groups]);
        for facts in self.facts {
            let shifted = self.shifted(facts, shifts);
            pay(self.terms, &shifted, self.presence, &mut ledger);
            let mut cents = vec![0_i64; seats];
            ledger.lines.iter().for_each(|line| cents[usize::from(line.seat)] += line.cents.0);
            for (seat, &group) in self.group_of_seat.iter().enumerate() {
                let dollars = cents[seat] as f64 / 100.0 / years;
                sums[group] += if self.risk_aversion == 0.0 { dollars } else { libm::exp(-self.risk_aversion * dollars) };
                counts[group] += 1;
            }
        }
        let equivalent = |(sum, n): (f64, u32)| {
            let mean = sum / f64::from(n.max(1));
            years * if self.risk_aversion == 0.0 { mean } else { -libm::log(mean) / self.risk_aversion }
        };
        sums.into_iter().zip(counts).map(equivalent).collect()
    }

    /// Dollars of certainty equivalent per unit of each metric's value, per period: by group, then metric. `sds` are the standard
    /// deviations of the values, by group and metric; `step` is in their units.
    pub(super) fn worths(&self, shifts: &[Vec<f64>], sds: &[Vec<f64>], step: f64) -> Vec<Vec<f64>> {
        let metrics = self.terms.plan().metrics.len();
        let mut worths = vec![vec![0.0; metrics]; self.groups];
        for metric in 0..metrics {
            let moved = |by: f64| {
                let mut moved = shifts.to_vec();
                moved.iter_mut().zip(sds).for_each(|(shifts, sds)| shifts[metric] += by * sds[metric]);
                self.certainty_equivalents(&moved)
            };
            let (more, less) = (moved(step), moved(-step));
            for (group, worths) in worths.iter_mut().enumerate() {
                let width = 2.0 * step * sds[group][metric] * self.terms.periods() as f64;
                worths[metric] = if width > 0.0 { (more[group] - less[group]) / width } else { 0.0 };
            }
        }
        worths
    }

    fn shifted(&self, facts: &Facts, shifts: &[Vec<f64>]) -> Facts {
        let plan = self.terms.plan();
        let mut shifted = facts.clone();
        for (m, metric) in plan.metrics.iter().enumerate() {
            let dated = is_dated(metric);
            for (seat, &group) in self.group_of_seat.iter().enumerate() {
                let by = shifts[group][m];
                if by == 0.0 {
                    continue;
                }
                for period in 0..facts.periods {
                    let reading = shifted.reading_mut(m, seat, period);
                    let Some(value) = reading.value else { continue };
                    reading.value = Some(value + by);
                    if dated {
                        shifted.credits.push(Credit::at_period_end(m, seat, period, plan.cadence, by, 0.0));
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
