//! Churn over tenure, all else equal: steps or a power of tenure.

use serde::Serialize;

use crate::calibrate::survival::life_table::LifeTable;

/// How the log hazard of the average account depends on tenure.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub enum Baseline {
    /// One level per band of tenure; the edges are last months of bands, increasing. Bands in which nobody churned join the one before them
    /// (the first: after it).
    Steps(Vec<u32>),
    /// `γ₀ + γ₁ ln t`: close to a Weibull law of shape `1 + γ₁`.
    LnTenure,
}

/// Edges of the steps used unless said otherwise, months.
pub const STEP_EDGES: [u32; 8] = [1, 3, 6, 12, 24, 36, 48, 60];

impl Default for Baseline {
    fn default() -> Self {
        Self::Steps(STEP_EDGES.to_vec())
    }
}

/// The baseline's columns: a row `b(t)` per tenure month.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct TimeBasis {
    /// Names of the columns.
    pub(super) names: Vec<String>,
    /// Length of a row.
    pub(super) size: usize,
    /// Rows of months 1, 2, …, one after the other.
    rows: Vec<f64>,
}

impl TimeBasis {
    pub(super) fn new(baseline: &Baseline, table: &LifeTable) -> Self {
        match baseline {
            Baseline::LnTenure => {
                let rows = (1..=table.longest()).flat_map(|t| [1.0, f64::from(t).ln()]).collect();
                Self { names: vec!["constant".into(), "ln tenure".into()], size: 2, rows }
            }
            Baseline::Steps(edges) => Self::steps(edges, table),
        }
    }

    /// One level for all months.
    pub(super) fn constant(table: &LifeTable) -> Self {
        Self::steps(&[], table)
    }

    fn steps(edges: &[u32], table: &LifeTable) -> Self {
        let longest = table.longest();
        let churned_in =
            |after: u32, to: u32| table.months.iter().filter(|m| m.month > after && m.month <= to).map(|m| m.churned).sum::<u64>();
        let mut bands: Vec<(u32, u32)> = Vec::new();
        let start = table.months.iter().take_while(|m| m.at_risk == 0).count() as u32;
        let mut after = start;
        for edge in edges.iter().copied().filter(|e| start < *e && *e < longest).chain([longest]) {
            match bands.last_mut() {
                // nobody left since the last edge, or before it
                Some(last) if churned_in(after, edge) == 0 || churned_in(last.0, last.1) == 0 => last.1 = edge,
                _ => bands.push((after, edge)),
            }
            after = edge;
        }
        let size = bands.len();
        let rows = (1..=longest)
            .flat_map(|t| bands.iter().map(move |(after, to)| f64::from(u8::from(*after < t && t <= *to))).collect::<Vec<_>>());
        let names =
            bands.iter().map(|(after, to)| if after + 1 == *to { format!("month {to}") } else { format!("months {} to {to}", after + 1) });
        Self { names: names.collect(), size, rows: rows.collect() }
    }

    /// `b(t)` of a month from 1.
    pub(super) fn row(&self, month: u32) -> &[f64] {
        let start = (month as usize - 1) * self.size;
        &self.rows[start..start + self.size]
    }

    /// Where Newton starts: each step's own hazard, or a constant one.
    pub(super) fn start(&self, table: &LifeTable) -> Vec<f64> {
        let level = |weight: &dyn Fn(u32) -> f64| {
            let (d, n) = table
                .months
                .iter()
                .fold((0.0, 0.0), |(d, n), m| (d + weight(m.month) * m.churned as f64, n + weight(m.month) * m.at_risk as f64));
            (-(-(d / n).clamp(1e-9, 0.99)).ln_1p()).ln()
        };
        if self.names.last().is_some_and(|n| n == "ln tenure") {
            return vec![level(&|_| 1.0), 0.0];
        }
        (0..self.size).map(|k| level(&|t| self.row(t)[k])).collect()
    }

    /// Sums over months of `e^{b(t)ᵀγ}`, of that times `b(t)`, and times `b(t) b(t)ᵀ`: what an account from tenure 0 on has accumulated.
    pub(super) fn accumulate(&self, gamma: &[f64]) -> Accumulated {
        let width = 1 + self.size + self.size * self.size;
        let mut sums = vec![0.0; width];
        let mut hazards = vec![0.0];
        for row in self.rows.chunks(self.size) {
            let hazard = row.iter().zip(gamma).map(|(b, g)| b * g).sum::<f64>().exp();
            let start = sums.len() - width;
            sums.extend_from_within(start..);
            let now = &mut sums[start + width..];
            now[0] += hazard;
            for (i, b) in row.iter().enumerate() {
                now[1 + i] += hazard * b;
                for (j, c) in row.iter().enumerate() {
                    now[1 + self.size + i * self.size + j] += hazard * b * c;
                }
            }
            hazards.push(hazard);
        }
        Accumulated { width, sums, hazards }
    }
}

/// What a baseline accumulates from month to month.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Accumulated {
    /// Numbers a month.
    width: usize,
    sums: Vec<f64>,
    /// `e^{b(t)ᵀγ}` by month, from 1.
    pub(super) hazards: Vec<f64>,
}

impl Accumulated {
    /// The sum of hazards up to and with `month`.
    pub(super) fn hazard_until(&self, month: usize) -> f64 {
        self.sums[month * self.width]
    }

    /// The sums up to and with `month`.
    pub(super) fn until(&self, month: u32) -> &[f64] {
        &self.sums[month as usize * self.width..(month as usize + 1) * self.width]
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::calibrate::survival::LifeMonth;

    #[test]
    fn steps_without_churn_join_their_neighbours() {
        let months =
            (1..=20).map(|month| LifeMonth { month, at_risk: 10, churned: u64::from((4..=6).contains(&month)), censored: 0 }).collect();
        let table = LifeTable { months, accounts: 10, churned: 3, entered_late: 0, unusable: 0 };
        let basis = TimeBasis::new(&Baseline::Steps(vec![1, 3, 6, 12, 24]), &table);
        assert_eq!(basis.names, ["months 1 to 20"]);
        let months = (1..=20).map(|month| LifeMonth { month, at_risk: 10, churned: 1, censored: 0 }).collect();
        let basis = TimeBasis::new(&Baseline::Steps(vec![1, 6, 12, 24]), &LifeTable { months, ..table });
        assert_eq!(basis.names, ["month 1", "months 2 to 6", "months 7 to 12", "months 13 to 20"]);
        assert_eq!(
            (basis.row(1), basis.row(6), basis.row(20)),
            (&[1.0, 0.0, 0.0, 0.0][..], &[0.0, 1.0, 0.0, 0.0][..], &[0.0, 0.0, 0.0, 1.0][..])
        );
    }
}
