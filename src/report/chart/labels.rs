//! Names beside points: each where nothing else is, as near as there is room.

use super::Run;
use super::canvas::{Canvas, Drawn, Look};
use super::style::{LABEL, PAPER, elide, text_width};

/// A rectangle: left, top, right, bottom.
pub(super) type Rectangle = (f64, f64, f64, f64);

/// Puts a plan's name beside its point, where nothing else is, with a thin line to it if that is far.
pub(super) fn name_beside(canvas: &Canvas, run: &Run, plan: usize, at: (f64, f64), taken: &mut Vec<Rectangle>, room: Rectangle) -> Drawn {
    let tag = if run.is_today(plan) { " (today)" } else { "" };
    let title = format!("{}{tag}", elide(&run.title(plan), LABEL, true, 240.0));
    let colour = run.colour(plan);
    let size = (text_width(&title, LABEL, true), LABEL * 1.15);
    let place = place(at, size, taken, room);
    taken.push(place);
    let middle = (place.1 + place.3) / 2.0;
    if (middle - at.1).abs() > 28.0 || place.0 > at.0 + 30.0 || place.2 < at.0 - 30.0 {
        let end = (at.0.clamp(place.0, place.2), if middle < at.1 { place.3 } else { place.1 });
        canvas.path(&[at, end], colour, 0.6, 1.0)?;
        canvas.dot(at.0, at.1, 6.0, colour)?;
    }
    canvas.rect(place.0, place.1 + 1.0, place.2, place.3 - 1.0, PAPER, 0.8)?;
    canvas.text(place.0, middle, &title, Look::LABEL.bold().colour(colour))
}

/// The nearest free rectangle of `size` around a point; where everything is taken, the one right above it.
fn place((x, y): (f64, f64), (width, height): (f64, f64), taken: &[Rectangle], room: Rectangle) -> Rectangle {
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
    candidates.iter().map(|c| c.1).find(free).unwrap_or((x, y - 16.0 - height / 2.0, x + width, y - 16.0 + height / 2.0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_avoid_each_other_and_the_edge() {
        let room = (0.0, 0.0, 400.0, 200.0);
        let mut taken = Vec::new();
        for at in [(390.0, 100.0), (385.0, 104.0), (380.0, 98.0), (10.0, 5.0)] {
            let place = place(at, (80.0, 18.0), &taken, room);
            assert!(place.0 >= 0.0 && place.2 <= 400.0 && place.1 >= 0.0 && place.3 <= 200.0, "{place:?}");
            for other in &taken {
                let other: &Rectangle = other;
                assert!(place.0 >= other.2 || other.0 >= place.2 || place.1 >= other.3 || other.1 >= place.3, "{place:?} on {other:?}");
            }
            taken.push(place);
        }
    }
}
