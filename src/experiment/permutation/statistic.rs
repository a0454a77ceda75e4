//! What is compared between the arms, from sums over the treated units alone.
//!
//! Every statistic here is a function of two sums over the treated: a table of the 256 partial sums of each eight units turns one assignment
//! into a few look-ups, whatever the number of units.

/// How the arms are compared.
#[derive(Debug, Clone, PartialEq, Default)]
pub enum Statistic {
    /// Mean of the treated units − mean of the others, each unit alike.
    Difference,
    /// The same ÷ its standard error by Welch: the default, since it stays valid in large samples when the plan changes the spread too. With equal
    /// arms and no strata it orders assignments as the difference does.
    #[default]
    Studentised,
    /// Difference of weighted means, for example by accounts or by ARR of each unit.
    Weighted(Vec<f64>),
}

/// Sums over some units, for each of `N` features.
pub(super) type Sums<const N: usize> = [f64; N];

/// Partial sums of each eight units, and of all.
pub(super) struct Table<const N: usize> {
    bytes: Vec<[Sums<N>; 256]>,
    pub total: Sums<N>,
}

impl<const N: usize> Table<N> {
    pub(super) fn new(features: &[Sums<N>]) -> Self {
        let bytes: Vec<[Sums<N>; 256]> = features.chunks(8).map(of_byte).collect();
        let total = bytes.iter().fold([0.0; N], |sum, byte| plus(sum, &byte[255]));
        Self { bytes, total }
    }

    /// Sums over the treated of one packed assignment.
    #[inline]
    pub(super) fn sums(&self, row: &[u8]) -> Sums<N> {
        self.bytes.iter().zip(row).fold([0.0; N], |sum, (byte, &at)| plus(sum, &byte[usize::from(at)]))
    }
}

fn of_byte<const N: usize>(features: &[Sums<N>]) -> [Sums<N>; 256] {
    let mut sums = [[0.0; N]; 256];
    for at in 1..256_usize {
        let lowest = at.trailing_zeros() as usize;
        let rest = sums[at & (at - 1)];
        sums[at] = features.get(lowest).map_or(rest, |own| plus(rest, own));
    }
    sums
}

#[inline]
fn plus<const N: usize>(mut a: Sums<N>, b: &Sums<N>) -> Sums<N> {
    for (a, b) in a.iter_mut().zip(b) {
        *a += b;
    }
    a
}

/// One statistic ready for one data set: what to sum, and what to make of the sums.
pub(super) struct Prepared {
    pub table: Table<2>,
    kind: Kind,
    treated: f64,
    others: f64,
    /// A difference below this is rounding.
    pub slack: f64,
}

enum Kind {
    Difference,
    Studentised,
    Weighted,
}

impl Prepared {
    /// For these outcomes of which `treated` are treated.
    pub(super) fn new(statistic: &Statistic, outcomes: &[f64], treated: usize) -> Self {
        let units = outcomes.len() as f64;
        let (kind, features): (Kind, Vec<Sums<2>>) = match statistic {
            Statistic::Weighted(weights) => {
                let mean = outcomes.iter().zip(weights).map(|(y, w)| y * w).sum::<f64>() / weights.iter().sum::<f64>();
                (Kind::Weighted, outcomes.iter().zip(weights).map(|(y, w)| [w * (y - mean), *w]).collect())
            }
            // Around the mean of all: squares of small numbers, not of numbers near 1.
            plain => {
                let mean = outcomes.iter().sum::<f64>() / units;
                let kind = if *plain == Statistic::Difference { Kind::Difference } else { Kind::Studentised };
                (kind, outcomes.iter().map(|y| [y - mean, (y - mean).powi(2)]).collect())
            }
        };
        let scale = outcomes.iter().fold(0.0_f64, |most, y| most.max(y.abs()));
        let slack = if matches!(kind, Kind::Studentised) { 1e-12 } else { 1e-13 * scale };
        Self { table: Table::new(&features), kind, treated: treated as f64, others: units - treated as f64, slack }
    }

    /// The statistic of an assignment whose treated units have these sums.
    #[inline]
    pub(super) fn value(&self, sums: Sums<2>) -> f64 {
        let [one, two] = sums;
        let (rest_one, rest_two) = (self.table.total[0] - one, self.table.total[1] - two);
        match self.kind {
            Kind::Difference => one / self.treated - rest_one / self.others,
            Kind::Weighted => one / two - rest_one / rest_two,
            Kind::Studentised => {
                let difference = one / self.treated - rest_one / self.others;
                let spread = |sum: f64, square: f64, n: f64| (square - sum * sum / n) / (n * (n - 1.0));
                let variance = spread(one, two, self.treated) + spread(rest_one, rest_two, self.others);
                // Arms without any spread: the ratio has no bound, and rounding must not choose one.
                if variance > 1e-14 * self.table.total[1] {
                    difference / variance.sqrt()
                } else if difference * difference > 1e-14 * self.table.total[1] {
                    difference * f64::INFINITY
                } else {
                    0.0
                }
            }
        }
    }
}
