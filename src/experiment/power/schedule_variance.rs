//! What a schedule can tell: generalised least squares on cell means, with a mean of its own for every quarter.
//!
//! V = Σ-part of what CSMs share, fading over quarters, + the accounts' own (Hussey & Hughes 2007; Hooper et al. 2016; Kasza et al. 2019). A = Σ over
//! units of \[P z\]′ V⁻¹ \[P z\] with P the quarters' indicators; the effect's variance is the last entry of A⁻¹.

use nalgebra::{Cholesky, DMatrix, DVector};

use super::books::Parts;
use super::quarters::Persistence;
use super::schedule::Schedule;

/// Variance of an effect for one unit, to be divided by how many there are.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Told {
    /// Of the effect in the quarters on the plan.
    pub direct: f64,
    /// Of the effect of a quarter that follows another on the plan: direct + carried over; `None` unless carry-over is in the model.
    pub total: Option<f64>,
}

impl Schedule {
    /// Variance of the effect were there one unit in all, in the units of `parts`; `None` where the schedule cannot tell the plan from the
    /// quarters. With `carry_over` the plan of the quarter before is a term of its own (Bojinov, Simchi-Levi & Zhao 2023); before the first
    /// quarter all were on today's plan.
    #[must_use]
    pub fn variance(&self, parts: Parts, persistence: &Persistence, carry_over: bool) -> Option<Told> {
        let quarters = self.quarters();
        let measured: Vec<usize> = (0..quarters).filter(|&q| self.rows().iter().any(|row| row[q].measured)).collect();
        let effects = if carry_over { 2 } else { 1 };
        let columns = measured.len() + effects;
        let mut information = DMatrix::<f64>::zeros(columns, columns);
        for (row, share) in self.rows().iter().zip(self.shares()) {
            let seen: Vec<usize> = (0..quarters).filter(|&q| row[q].measured).collect();
            if seen.is_empty() {
                continue;
            }
            let covariance = DMatrix::from_fn(seen.len(), seen.len(), |i, j| persistence.covariance(parts, seen[i].abs_diff(seen[j])));
            let design = DMatrix::from_fn(seen.len(), columns, |i, column| {
                let quarter = seen[i];
                let on = |quarter: usize| f64::from(u8::from(row[quarter].on));
                match column.checked_sub(measured.len()) {
                    None => f64::from(u8::from(measured[column] == quarter)),
                    Some(0) => on(quarter),
                    Some(_) => quarter.checked_sub(1).map_or(0.0, on),
                }
            });
            information += design.transpose() * Cholesky::new(covariance)?.solve(&design) * *share;
        }
        // scaled to a unit diagonal, so that what is told apart does not hang on how large variances are
        let scale: Vec<f64> = information.diagonal().iter().map(|d| d.sqrt()).collect();
        if !scale.iter().all(|s| *s > 0.0) {
            return None;
        }
        let scaled = DMatrix::from_fn(columns, columns, |i, j| information[(i, j)] / scale[i] / scale[j]);
        let solver = Cholesky::new(scaled)?;
        let smallest = solver.l_dirty().diagonal().iter().copied().fold(f64::INFINITY, f64::min);
        if smallest < 1e-5 {
            return None;
        }
        let of = |contrast: &dyn Fn(usize) -> f64| {
            let c = DVector::from_fn(columns, |i, _| contrast(i) / scale[i]);
            c.dot(&solver.solve(&c))
        };
        let direct = measured.len();
        Some(Told {
            direct: of(&|i| f64::from(u8::from(i == direct))),
            total: carry_over.then(|| of(&|i| f64::from(u8::from(i >= direct)))),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::super::quarters::Fading;
    use super::super::schedule::Kind;
    use super::*;
    use crate::experiment::oracle::assert_close;

    /// 30 accounts, ICC 0.05.
    const PARTS: Parts = Parts { csm: 0.05, account: 0.95 / 30.0 };

    fn table(rows: &[&str]) -> Schedule {
        let cells: Vec<Vec<String>> = rows.iter().map(|row| row.chars().map(String::from).collect()).collect();
        Schedule::read(&cells).unwrap()
    }

    /// By numpy, with dense matrices and inverses.
    #[test]
    fn carry_over_and_wash_out_as_numpy_has_them() {
        let steady = Persistence { csm: 0.8, fading: Fading::Steady, account: 0.5 };
        let told = Schedule::new(Kind::Switchback, 6, 0).variance(PARTS, &steady, true).unwrap();
        assert_close(told.direct / 12.0, 0.010_247_368_752_757_295, 1e-10);
        assert_close(told.total.unwrap() / 12.0, 0.044_086_153_652_234_2, 1e-10);
        let decaying = Persistence { fading: Fading::Decaying, ..steady };
        let told = table(&["001100", "110011", "011001"]).variance(PARTS, &decaying, true).unwrap();
        assert_close(told.direct / 12.0, 0.002_009_559_802_464_608_4, 1e-10);
        assert_close(told.total.unwrap() / 12.0, 0.004_158_725_796_167_98, 1e-10);
        let renewals = Persistence { csm: 0.8, fading: Fading::Steady, account: 0.0 };
        let told = Schedule::new(Kind::SteppedWedge, 4, 1).variance(PARTS, &renewals, false).unwrap();
        assert_close(told.direct / 12.0, 0.029_030_054_644_808_75, 1e-10);
        assert_eq!(told.total, None);
    }

    #[test]
    fn what_cannot_be_told_apart_is_not_told() {
        let persistence = Persistence::default();
        let none = |rows: &[&str], carry_over| assert_eq!(table(rows).variance(PARTS, &persistence, carry_over), None, "{rows:?}");
        // everyone changes at once; nobody changes; carry-over that is the plan itself
        none(&["0011", "0011"], false);
        none(&["0000", "0000"], false);
        none(&["01", "01"], true);
        none(&["..", ".."], false);
        assert!(table(&["01", "00"]).variance(PARTS, &persistence, false).is_some());
    }

    #[test]
    fn no_quarter_tells_less_than_one_left_out() {
        let persistence = Persistence { csm: 0.7, fading: Fading::Decaying, account: 0.3 };
        for kind in [Kind::Crossover, Kind::SteppedWedge, Kind::Switchback] {
            let of = |washout| Schedule::new(kind, 6, washout).variance(PARTS, &persistence, false).map(|told| told.direct);
            let (whole, washed) = (of(0).unwrap(), of(1));
            assert!(washed.is_none_or(|washed| washed > whole), "{kind:?}: {whole} {washed:?}");
        }
    }
}
