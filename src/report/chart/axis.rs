//! A linear axis: range from data, round ticks, and labels in the axis's own unit.

use crate::report::number::MoneyUnit;

/// A mapping of values to logical pixels, with ticks.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Axis {
    pub(super) low: f64,
    pub(super) high: f64,
    step: f64,
    from: f64,
    to: f64,
}

impl Axis {
    /// An axis over `low..=high`, drawn between pixels `from` and `to`, with about `count` ticks. An end that is within a third of
    /// a step of a tick is moved there; otherwise it stays, so that no room is wasted.
    pub(super) fn new(low: f64, high: f64, from: f64, to: f64, count: usize) -> Self {
        let (low, high) = if high - low > 1e-9 * high.abs().max(1e-300) {
            (low, high)
        } else {
            let room = if low == 0.0 { 1.0 } else { low.abs() * 0.1 };
            (low - room, high + room)
        };
        let step = round_step((high - low) / count.max(1) as f64);
        let (below, above) = ((low / step + 1e-9).floor() * step, (high / step - 1e-9).ceil() * step);
        let low = if low - below <= 0.34 * step { below } else { low };
        let high = if above - high <= 0.34 * step { above } else { high };
        Self { low, high, step, from, to }
    }

    /// The same axis elsewhere.
    pub(super) fn between(&self, from: f64, to: f64) -> Self {
        Self { from, to, ..self.clone() }
    }

    /// Pixel of a value; values outside land on the nearer end.
    pub(super) fn at(&self, value: f64) -> f64 {
        let share = ((value - self.low) / (self.high - self.low)).clamp(0.0, 1.0);
        self.from + share * (self.to - self.from)
    }

    /// Whether a value lies inside.
    pub(super) fn holds(&self, value: f64) -> bool {
        (self.low..=self.high).contains(&value)
    }

    pub(super) fn ticks(&self) -> Vec<f64> {
        let first = (self.low / self.step - 1e-9).ceil() as i64;
        let last = (self.high / self.step + 1e-9).floor() as i64;
        (first..=last).map(|i| i as f64 * self.step).collect()
    }

    /// Tick label as money: all ticks in one unit, with just the decimals the step needs.
    pub(super) fn money(&self, currency: &str, tick: f64) -> String {
        let unit = MoneyUnit::of(self.high.abs().max(self.low.abs()));
        let size = unit.size();
        let sign = if tick < 0.0 { "−" } else { "" };
        if tick == 0.0 {
            return format!("{currency}0");
        }
        format!("{sign}{currency}{:.*}{}", decimals(self.step / size), tick.abs() / size, unit.suffix())
    }

    /// Tick label of a share as a percentage.
    pub(super) fn percent(&self, tick: f64) -> String {
        let sign = if tick < 0.0 { "−" } else { "" };
        format!("{sign}{:.*}\u{202f}%", decimals(self.step * 100.0), (tick * 100.0).abs())
    }
}

/// The next of 1, 2, 2.5, 5 × 10ⁿ at or above `raw`.
fn round_step(raw: f64) -> f64 {
    let power = 10f64.powf(raw.log10().floor());
    let share = raw / power;
    [1.0, 2.0, 2.5, 5.0].into_iter().find(|&nice| share <= nice * (1.0 + 1e-9)).unwrap_or(10.0) * power
}

fn decimals(step: f64) -> usize {
    (0..4).find(|&d| ((step * 10f64.powi(d)).round() / 10f64.powi(d) - step).abs() < step * 1e-6).unwrap_or(3) as usize
}

/// The value below which a share `p` of sorted values lies; `None` for none.
pub(super) fn quantile(sorted: &[f64], p: f64) -> Option<f64> {
    let last = sorted.len().checked_sub(1)?;
    Some(sorted[(last as f64 * p).round() as usize])
}

/// The largest value that a shared axis should show, given what each group needs: the largest need, leaving out groups that need
/// more than two and a half times what four groups in five need.
pub(super) fn limit(needs: impl IntoIterator<Item = f64>) -> f64 {
    let mut needs: Vec<f64> = needs.into_iter().collect();
    needs.sort_by(f64::total_cmp);
    let Some(&most) = needs.last() else { return 0.0 };
    let usual = needs[(needs.len() - 1) * 4 / 5];
    needs.into_iter().rfind(|&need| usual <= 0.0 || need <= 2.5 * usual).unwrap_or(most)
}

/// A range that shows every group from its quantile `tail` to its quantile 1 − `tail`, with `include` well inside, and lets no
/// single group squash the others.
pub(super) fn shared_range(groups: &[Vec<f64>], tail: f64, include: f64) -> (f64, f64) {
    let ends: Vec<[f64; 2]> = groups.iter().filter_map(|g| ends(g, tail)).collect();
    range_over(&ends, include)
}

/// The quantiles `tail` and 1 − `tail` of a sorted group.
pub(super) fn ends(group: &[f64], tail: f64) -> Option<[f64; 2]> {
    Some([quantile(group, tail)?, quantile(group, 1.0 - tail)?])
}

/// [`shared_range`] of groups with these ends.
pub(super) fn range_over(ends: &[[f64; 2]], include: f64) -> (f64, f64) {
    let low = ends.iter().map(|end| end[0]).fold(include * 0.95, f64::min);
    let high = limit(ends.iter().map(|end| end[1])).max(include * 1.05);
    // A range that begins near zero had better begin at zero.
    (if low > 0.0 && low < 0.3 * high { 0.0 } else { low }, high)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ticks_are_round_and_cover_the_data() {
        let axis = Axis::new(268_000.0, 833_000.0, 0.0, 100.0, 6);
        assert_eq!(axis.ticks(), [300e3, 400e3, 500e3, 600e3, 700e3, 800e3]);
        assert_eq!(axis.money("$", 200e3), "$200k");
        assert_eq!(axis.at(268e3), 0.0);
        assert_eq!(axis.at(833e3), 100.0);
        assert_eq!(axis.at(9e6), 100.0);
        let rounded = Axis::new(205e3, 960e3, 0.0, 100.0, 6);
        assert_eq!((rounded.low, rounded.high), (200e3, 1000e3));
        let small = Axis::new(0.0, 1.2e6, 0.0, 100.0, 5);
        assert_eq!(small.money("$", 0.5e6), "$0.50M");
        let flat = Axis::new(5.0, 5.0, 0.0, 1.0, 4);
        assert!(flat.low < 5.0 && flat.high > 5.0);
        let negative = Axis::new(-0.12, 0.3, 0.0, 1.0, 5);
        assert_eq!(negative.percent(-0.1), "−10\u{202f}%");
    }

    #[test]
    fn one_huge_group_does_not_squash_the_others() {
        let usual: Vec<f64> = (0..200).map(|i| 500.0 + f64::from(i)).collect();
        let huge: Vec<f64> = usual.iter().map(|x| x * 50.0).collect();
        let (_, high) = shared_range(&[usual.clone(), usual.clone(), huge], 0.005, 575.0);
        assert!(high < 3_000.0, "{high}");
        let (low, high) = shared_range(&[usual], 0.005, 575.0);
        assert!(low <= 502.0 && (698.0..=800.0).contains(&high), "{low} {high}");
    }
}
