//! Names beside points: each where nothing else is, as near as there is room.

use super::Run;
use super::canvas::{Canvas, Drawn, Look};
use super::style::{LABEL, PAPER, elide, text_width};

/// A rectangle: left, top, right, bottom.
pub(super) type Rectangle = (f64, f64, f64, f64);

/// Where names go: not over each other and other obstacles, nor over lines that may be crossed where there is no other place near by.
pub(super) struct Labels {
    /// Radius of the points.
    pub(super) radius: f64,
    /// The picture's inside.
    pub(super) room: Rectangle,
    /// What nothing may cover.
    pub(super) taken: Vec<Rectangle>,
    /// What is better not covered.
    pub(super) lines: Vec<Rectangle>,
}

/// Farthest that a name goes only to keep off a line.
const FAR: f64 = 44.0;

impl Labels {
    /// Puts a plan's name beside its point, with a thin line to it if that is far.
    pub(super) fn name_beside(&mut self, canvas: &Canvas, run: &Run, plan: usize, at: (f64, f64)) -> Drawn {
        let tag = if run.is_today(plan) { " (today)" } else { "" };
        let title = format!("{}{tag}", elide(&run.title(plan), LABEL, true, 240.0));
        let colour = run.colour(plan);
        let size = (text_width(&title, LABEL, true), LABEL * 1.15);
        let place = self.place(at, size);
        self.taken.push(place);
        let middle = (place.1 + place.3) / 2.0;
        if (middle - at.1).abs() > 28.0 || place.0 > at.0 + 30.0 || place.2 < at.0 - 30.0 {
            let end = (at.0.clamp(place.0, place.2), if middle < at.1 { place.3 } else { place.1 });
            canvas.path(&[at, end], colour, 0.6, 1.0)?;
            canvas.dot(at.0, at.1, self.radius, colour)?;
        }
        canvas.rect(place.0, place.1 + 1.0, place.2, place.3 - 1.0, PAPER, 0.8)?;
        canvas.text(place.0, middle, &title, Look::LABEL.bold().colour(colour))
    }

    fn place(&self, at: (f64, f64), size: (f64, f64)) -> Rectangle {
        let all: Vec<Rectangle> = self.taken.iter().chain(&self.lines).copied().collect();
        let near = place(at, size, &all, self.room).filter(|(away, _)| *away <= FAR || self.lines.is_empty());
        let crossing = || place(at, size, &self.taken, self.room);
        let ((x, y), (width, height)) = (at, size);
        near.or_else(crossing).map_or((x, y - 16.0 - height / 2.0, x + width, y - 16.0 + height / 2.0), |(_, place)| place)
    }
}

/// The nearest free rectangle of `size` around a point, and how far away it is.
fn place((x, y): (f64, f64), (width, height): (f64, f64), taken: &[Rectangle], room: Rectangle) -> Option<(f64, Rectangle)> {
    let mut candidates: Vec<(f64, Rectangle)> = Vec::new();
    for up in 0..40 {
        for side in -12..=12 {
            for sign in [-1.0, 1.0] {
                let middle = y + sign * (16.0 + 8.0 * f64::from(up));
                let left = x - width / 2.0 + f64::from(side) * (width / 2.0 + 12.0) / 4.0;
                let box_ = (left, middle - height / 2.0, left + width, middle + height / 2.0);
                // Beside and above is read as belonging; far sideways is not.
                let away = (middle - y).abs() + 0.5 * ((left - x).max(x - left - width).max(0.0)) + if sign > 0.0 { 2.0 } else { 0.0 };
                candidates.push((away, box_));
            }
        }
    }
    candidates.sort_by(|a, b| a.0.total_cmp(&b.0));
    let free = |r: &Rectangle| {
        let inside = r.0 >= room.0 && r.1 >= room.1 && r.2 <= room.2 && r.3 <= room.3;
        inside && !taken.iter().any(|t| r.0 < t.2 + 3.0 && t.0 < r.2 + 3.0 && r.1 < t.3 && t.1 < r.3)
    };
    candidates.into_iter().find(|(_, place)| free(place))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_avoid_each_other_and_the_edge() {
        let room = (0.0, 0.0, 400.0, 200.0);
        let mut taken = Vec::new();
        for at in [(390.0, 100.0), (385.0, 104.0), (380.0, 98.0), (10.0, 5.0)] {
            let (_, place) = place(at, (80.0, 18.0), &taken, room).unwrap();
            assert!(place.0 >= 0.0 && place.2 <= 400.0 && place.1 >= 0.0 && place.3 <= 200.0, "{place:?}");
            for other in &taken {
                let other: &Rectangle = other;
                assert!(place.0 >= other.2 || other.0 >= place.2 || place.1 >= other.3 || other.1 >= place.3, "{place:?} on {other:?}");
            }
            taken.push(place);
        }
    }

    #[test]
    fn a_name_crosses_a_line_rather_than_going_far() {
        let point = (191.0, 91.0, 209.0, 109.0);
        let mut labels =
            Labels { radius: 6.0, room: (0.0, 0.0, 400.0, 200.0), taken: vec![point], lines: vec![(196.0, 0.0, 204.0, 200.0)] };
        let beside = labels.place((200.0, 100.0), (60.0, 18.0));
        assert!(beside.2 <= 196.0 || beside.0 >= 204.0, "there is room beside the line: {beside:?}");
        labels.lines.push((0.0, 0.0, 400.0, 200.0));
        let across = labels.place((200.0, 100.0), (60.0, 18.0));
        assert!((across.1 + across.3 - 200.0).abs() / 2.0 < 30.0 && (across.2 <= 191.0 || across.3 <= 91.0), "near the point: {across:?}");
    }
}
