//! Levels of the value score at the window's end, account by account: see [`health`](super::super::health).

use super::super::Measure;
use super::super::health::level;
use super::super::shown::inflated;
use super::unit::UnitView;
use super::window::UnitSums;

/// Measures that are levels.
pub(super) fn is_level(measure: Measure) -> bool {
    use Measure as M;
    matches!(measure, M::HealthShare | M::Results | M::FeatureAdoption | M::Deployment | M::DailyUse | M::HealthScore)
}

/// Adds up levels at the end of `month`; `places` are seat and group of each account, `counting` the lanes in which it counts.
pub(super) fn add(
    view: &UnitView<'_>,
    (measure, month, seats): (Measure, usize, usize),
    places: &[(u16, u16)],
    counting: &[u32],
    sums: &mut UnitSums,
) {
    let width = view.width();
    let values = (view.value)(month);
    for (row, (&(seat, group), &counting)) in places.iter().zip(counting).enumerate() {
        let at = row * width..row * width + view.lanes;
        let [inflation, begging] = [view.inflation, view.begging].map(|column| view.of_seat(column, seats, month, usize::from(seat)));
        for (lane, (&value, &offset)) in values[at.clone()].iter().zip(&view.deployment[at]).enumerate() {
            if value.is_nan() || counting >> lane & 1 == 0 {
                continue;
            }
            let cell = usize::from(group) * width + lane;
            sums.base[cell] += 1.0;
            sums.counted[cell] += level(measure, [value, inflated(value, inflation[lane]), offset], f64::from(begging[lane]));
        }
    }
}
