//! Small multiples: one panel per plan in a grid of equal cells, sharing what can be shared.

use super::Run;
use super::canvas::{Anchor, Canvas, Drawn, Look};
use super::style::{LABEL, MARGIN, SMALL, WIDTH, elide, text_width};

const GAP: f64 = 40.0;
/// Height of a panel's title.
const TITLE: f64 = 30.0;

/// A grid of panels.
pub(super) struct Grid {
    columns: usize,
    count: usize,
    top: f64,
    cell: (f64, f64),
    /// Room for the numbers of the vertical axis.
    gutter: f64,
}

/// The inside of one panel, logical pixels.
#[derive(Debug, Clone, Copy)]
pub(super) struct Cell {
    pub(super) left: f64,
    pub(super) right: f64,
    pub(super) top: f64,
    pub(super) bottom: f64,
    /// Whether it is the first of its row.
    pub(super) first: bool,
}

impl Grid {
    /// A grid for `count` panels of `height` each, from `top` downwards, with `gutter` to the left of every row.
    pub(super) fn new(count: usize, top: f64, height: f64, gutter: f64) -> Self {
        let columns = match count {
            0 | 1 => 1,
            2 | 4 => 2,
            _ => 3,
        };
        let room = WIDTH - 2.0 * MARGIN - gutter - GAP * (columns - 1) as f64;
        Self { columns, count, top, cell: (room / columns as f64, height), gutter }
    }

    /// Lower edge of the grid.
    pub(super) fn bottom(&self) -> f64 {
        self.top + self.count.div_ceil(self.columns) as f64 * self.pitch()
    }

    fn pitch(&self) -> f64 {
        TITLE + self.cell.1 + 46.0
    }

    /// The `index`-th panel.
    pub(super) fn cell(&self, index: usize) -> Cell {
        let (row, column) = (index / self.columns, index % self.columns);
        let left = MARGIN + self.gutter + (self.cell.0 + GAP) * column as f64;
        let top = self.top + self.pitch() * row as f64 + TITLE;
        Cell { left, right: left + self.cell.0, top, bottom: top + self.cell.1, first: column == 0 }
    }
}

/// Labels below a panel, kept from running into the neighbours'.
pub(super) fn ticks_below(canvas: &Canvas, cell: Cell, ticks: impl IntoIterator<Item = (f64, String)>) -> Drawn {
    let mut free = f64::NEG_INFINITY;
    for (x, label) in ticks {
        let half = text_width(&label, SMALL, false) / 2.0;
        let x = x.clamp(cell.left + half - 10.0, cell.right - half + 10.0);
        if x - half > free {
            canvas.text(x, cell.bottom + 16.0, &label, Look::NOTE.anchor(Anchor::Middle))?;
            free = x + half + 6.0;
        }
    }
    Ok(())
}

/// A panel's title: the plan's name in its colour, with `note` at the right.
pub(super) fn title(canvas: &Canvas, run: &Run, plan: usize, cell: Cell, note: &str) -> Drawn {
    let note_width = if note.is_empty() { 0.0 } else { text_width(note, SMALL, false) + 10.0 };
    let tag = if run.is_today(plan) { " (today)" } else { "" };
    let room = cell.right - cell.left - note_width - text_width(tag, LABEL, true);
    let text = format!("{}{tag}", elide(&run.title(plan), LABEL, true, room));
    let y = cell.top - 18.0;
    canvas.text(cell.left, y, &text, Look::LABEL.bold().colour(run.colour(plan)))?;
    canvas.text(cell.right, y, note, Look::NOTE.anchor(Anchor::End))
}
