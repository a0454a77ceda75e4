//! Which accounts count for their holders, lane by lane: people come and go otherwise in every trial.

use super::super::holding::Holding;
use super::super::{AccountRules, SeatMonth};
use super::unit::UnitView;

/// All lanes.
pub(super) const ALL: u32 = u32::MAX;

/// What was found last in a seat: month of the hand-over and of arrival, and lanes.
type Known = Option<((Option<u16>, u16), u32)>;

/// Lanes in which each account counts at the end of `month`, for whoever holds it then.
pub(super) fn counting(view: &UnitView<'_>, rules: &AccountRules, holdings: &[Holding], month: usize, seats: usize) -> Vec<u32> {
    if rules.count_all() {
        return vec![ALL; holdings.len()];
    }
    // most accounts of a seat have been there for as long as the next
    let mut last: Vec<Known> = vec![None; seats];
    let of_row = |(holding, &born): (&Holding, &u16)| {
        let (seat, key) = (usize::from(holding.seat), (holding.since, born));
        match last[seat] {
            Some((known, bits)) if known == key => bits,
            _ => {
                let bits = lanes(view, rules, *holding, usize::from(born), month, seats);
                last[seat] = Some((key, bits));
                bits
            }
        }
    };
    holdings.iter().zip(view.rows.born).map(of_row).collect()
}

/// Lanes in which an account that arrived in month `born` counts.
fn lanes(view: &UnitView<'_>, rules: &AccountRules, holding: Holding, born: usize, month: usize, seats: usize) -> u32 {
    let sitting = month.checked_sub(view.first_paid).map(|paid| view.of_seat(view.sitting, seats, paid, usize::from(holding.seat)));
    let counts = |lane: usize| {
        let sitting = sitting.map_or(SeatMonth::SETTLED, |lanes| lanes[lane]);
        rules.leaves_out(holding.held_by(sitting, born, month)).is_none()
    };
    (0..view.lanes).filter(|&lane| counts(lane)).fold(0, |bits, lane| bits | 1 << lane)
}
