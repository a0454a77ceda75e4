//! Whose books are pooled: which group each seat belongs to.

use super::Scope;
use super::read::SeatBook;

/// Seats by group. A pooled reading is read once per group and holds for each of its seats.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Groups {
    /// Group of each seat.
    pub(super) of_seat: Vec<usize>,
    /// Number of groups.
    pub(super) len: usize,
}

impl Groups {
    pub(super) fn new(scope: Scope, seats: &[SeatBook]) -> Self {
        match scope {
            Scope::Individual => Self { of_seat: (0..seats.len()).collect(), len: seats.len() },
            Scope::Pod => Self::by(seats, |seat| seat.pod),
            Scope::Team => Self::by(seats, |seat| seat.segment),
            Scope::Company => Self { of_seat: vec![0; seats.len()], len: 1 },
        }
    }

    /// Seats of `group`, in order.
    pub(super) fn seats(&self, group: usize) -> impl Iterator<Item = usize> {
        self.of_seat.iter().enumerate().filter_map(move |(seat, &of)| (of == group).then_some(seat))
    }

    /// The first seat of each group.
    pub(super) fn first_seats(&self) -> impl Iterator<Item = (usize, u16)> {
        (0..self.len).filter_map(|group| self.of_seat.iter().position(|&of| of == group).map(|seat| (group, seat as u16)))
    }

    fn by(seats: &[SeatBook], key: impl Fn(&SeatBook) -> u16) -> Self {
        let mut keys: Vec<u16> = seats.iter().map(&key).collect();
        keys.sort_unstable();
        keys.dedup();
        let of_seat = seats.iter().map(|seat| keys.partition_point(|&k| k < key(seat))).collect();
        Self { of_seat, len: keys.len() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn seats_are_grouped_by_pod_or_segment() {
        let seats = [SeatBook { segment: 2, pod: 7 }, SeatBook { segment: 0, pod: 7 }, SeatBook { segment: 2, pod: 1 }];
        let groups = |scope| Groups::new(scope, &seats);
        assert_eq!(groups(Scope::Individual), Groups { of_seat: vec![0, 1, 2], len: 3 });
        assert_eq!(groups(Scope::Pod), Groups { of_seat: vec![1, 1, 0], len: 2 });
        assert_eq!(groups(Scope::Team), Groups { of_seat: vec![1, 0, 1], len: 2 });
        assert_eq!(groups(Scope::Company), Groups { of_seat: vec![0, 0, 0], len: 1 });
        assert_eq!(groups(Scope::Team).seats(1).collect::<Vec<_>>(), [0, 2]);
    }
}
