//! What one more unit is worth with so much attained and so many months to go: quota dynamics without a dynamic programme.
//!
//! Final attainment X, given what is attained so far, is normal with a mean that shifts and a spread that shrinks as the deadline
//! comes: X | A ~ N(A·slope + intercept, sd²), one [`Outlook`] per number of months left. The marginal value is the slope of the
//! pay's certainty equivalent in that mean. That alone gives the sprint near a threshold, giving up below it and coasting above a
//! cap (model section 1.6, item 3). People replan every month and do not count on doing so: the option value that a dynamic
//! programme would add (Chung, Steenburgh & Sudhir 2014) is left out.

use crate::plan::{Curve, NormalPay, TOLERANCE};

/// What is expected of final attainment, given what is attained so far.
#[derive(Debug, Clone, Copy, PartialEq, Default, serde::Serialize, serde::Deserialize)]
pub struct Outlook {
    /// Mean of final attainment with nothing attained yet.
    pub intercept: f64,
    /// Change of that mean per unit attained.
    pub slope: f64,
    /// Standard deviation of final attainment that is left; 0 at the end.
    pub sd: f64,
}

impl Outlook {
    /// Months that bring `mean` ± `sd` each, independent of each other and of the past; what is attained stays.
    #[must_use]
    pub fn of_months(mean: f64, sd: f64, months_left: u16) -> Self {
        let left = f64::from(months_left);
        Self { intercept: mean * left, slope: 1.0, sd: sd * left.sqrt() }
    }

    /// Expected final attainment.
    #[must_use]
    pub fn mean(&self, attained: f64) -> f64 {
        attained * self.slope + self.intercept
    }
}

/// Pay of `target × curve(final attainment)` dollars at the end of a window.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Quota<'a> {
    curve: &'a Curve,
    target: f64,
    risk_aversion: f64,
}

impl<'a> Quota<'a> {
    /// Valued at its mean.
    #[must_use]
    pub fn new(curve: &'a Curve, target: f64) -> Self {
        Self { curve, target, risk_aversion: 0.0 }
    }

    /// Valued at its exact certainty equivalent for constant absolute risk aversion `r`, \[1/$\]; 0 is the mean.
    #[must_use]
    pub fn with_risk_aversion(self, r: f64) -> Self {
        Self { risk_aversion: r, ..self }
    }

    /// Dollars that one more unit of final attainment is worth where it is N(`mean`, `sd`²).
    ///
    /// With nothing uncertain left (`sd` 0) that is the slope of the piece of the curve where `mean` lies: a step that has not been
    /// taken will not be, so a cliff is worth 0 and a line what it always is.
    #[must_use]
    pub fn marginal_value(&self, mean: f64, sd: f64) -> f64 {
        if sd <= 0.0 {
            return self.target * self.curve.knots().iter().rev().find(|k| k.edge.reached(mean, k.at)).map_or(0.0, |k| k.slope);
        }
        let pay = NormalPay { curve: self.curve, target: self.target, mean, sd };
        if self.risk_aversion > 0.0 { pay.certainty_equivalent_slope(self.risk_aversion) } else { pay.slope() }
    }

    /// The same with so much attained and this outlook, per unit of the mean.
    #[must_use]
    pub fn marginal_value_from(&self, attained: f64, outlook: Outlook) -> f64 {
        self.marginal_value(outlook.mean(attained), outlook.sd)
    }
}

/// Points per row.
const POINTS: usize = 65;
/// How many standard deviations around a knot the value is still bent: beyond, a jump's density is below 4·10⁻⁶ of its peak.
const REACH: f64 = 5.0;
/// Half the width of a knot's surroundings when nothing is uncertain: outside the tolerance of thresholds.
const NARROWEST: f64 = 2.0 * TOLERANCE;

/// Marginal values of a quota, tabulated by months left and attainment so far; a lookup interpolates between two of 65 points.
///
/// Points lie where the value bends: within five standard deviations of the curve's knots, in terms of expected final attainment.
/// Between and beyond such stretches the value is as good as constant. Largest error with three knots or fewer: 3 % of a jump's
/// peak value, less than 1 % without jumps.
#[derive(Debug, Clone, PartialEq)]
pub struct QuotaTable {
    rows: Vec<Row>,
}

/// One number of months left.
#[derive(Debug, Clone, PartialEq)]
struct Row {
    outlook: Outlook,
    /// Expected final attainment, increasing.
    mean: [f64; POINTS],
    /// Marginal value there, \[$\].
    value: [f64; POINTS],
}

impl QuotaTable {
    /// Tabulates a quota; `outlooks[m]` is for m months left, the current one included: 13 of them for a year's window.
    #[must_use]
    pub fn new(quota: Quota<'_>, outlooks: &[Outlook]) -> Self {
        let last_slope = quota.target * quota.curve.knots().last().map_or(0.0, |k| k.slope);
        let rows = outlooks.iter().map(|&outlook| {
            let mean = points(quota.curve, outlook.sd);
            let mut value = mean.map(|m| quota.marginal_value(m, outlook.sd));
            // Far out, exactly what the curve's ends are worth.
            (value[0], value[POINTS - 1]) = (0.0, last_slope);
            Row { outlook, mean, value }
        });
        Self { rows: rows.collect() }
    }

    /// Dollars that one more unit of final attainment is worth. More months left than tabulated count as the most that are; a table
    /// of no months is worth nothing.
    #[must_use]
    pub fn marginal_value(&self, attained: f64, months_left: u16) -> f64 {
        let Some(row) = self.rows.get(usize::from(months_left)).or(self.rows.last()) else {
            return 0.0;
        };
        let mean = row.outlook.mean(attained);
        match row.mean.partition_point(|&m| m <= mean) {
            0 => row.value[0],
            POINTS => row.value[POINTS - 1],
            i => {
                let share = (mean - row.mean[i - 1]) / (row.mean[i] - row.mean[i - 1]);
                row.value[i - 1] + share * (row.value[i] - row.value[i - 1])
            }
        }
    }
}

/// Points around the knots of a curve for this spread, increasing: overlapping surroundings are joined, each gets its ends and as
/// many of the other points as its length asks for.
fn points(curve: &Curve, sd: f64) -> [f64; POINTS] {
    let reach = (REACH * sd).max(NARROWEST);
    let mut stretches: Vec<(f64, f64)> = Vec::with_capacity(curve.knots().len());
    for k in curve.knots() {
        match stretches.last_mut() {
            Some(last) if k.at - reach <= last.1 => last.1 = k.at + reach,
            _ => stretches.push((k.at - reach, k.at + reach)),
        }
    }
    if let [first, .., last] = stretches[..]
        && 2 * stretches.len() > POINTS
    {
        stretches = vec![(first.0, last.1)];
    }
    if stretches.is_empty() {
        // A flat curve: any points will do.
        stretches.push((0.0, 1.0));
    }
    let total: f64 = stretches.iter().map(|s| s.1 - s.0).sum();
    let spare = (POINTS - 2 * stretches.len()) as f64;
    let mut points = [0.0; POINTS];
    let (mut next, mut done) = (0, 0.0);
    for (i, &(low, high)) in stretches.iter().enumerate() {
        done += high - low;
        // Cumulative shares, so that rounding never loses a point.
        let end = if i + 1 == stretches.len() { POINTS } else { 2 * (i + 1) + (spare * done / total) as usize };
        let steps = (end - next - 1) as f64;
        for (j, point) in points[next..end].iter_mut().enumerate() {
            *point = low + (high - low) * (j as f64 / steps);
        }
        next = end;
    }
    points
}

#[cfg(test)]
#[path = "quota_tests.rs"]
mod tests;
