//! A sheet to draw on: plotters' SVG backend behind logical pixels.
//!
//! plotters places points on whole units; the sheet has [`UNITS`] of them per logical pixel, so that curves stay smooth at any
//! resolution. plotters neither clips nor lays out: ranges are chosen from the data and text is placed by its measured width.

use plotters::coord::Shift;
use plotters::prelude::{
    Circle, Color, DrawingArea, FontDesc, FontFamily, FontStyle, IntoDrawingArea, PathElement, Polygon, RGBColor, Rectangle, SVGBackend,
    ShapeStyle, TextStyle,
};
use plotters::style::text_anchor::{HPos, Pos, VPos};

use super::ChartError;
use super::style::{FONT, INK, LABEL, MUTED, PAPER, SMALL};

/// Virtual units per logical pixel.
const UNITS: f64 = 10.0;

/// plotters' SVG backend writes `size / 1.24` as the font's size.
const FONT_SCALE: f64 = 1.24;

/// What every drawing step returns.
pub(super) type Drawn = Result<(), ChartError>;

/// Where a text stands against its point.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Anchor {
    /// Starts there.
    Start,
    /// Is centred there.
    Middle,
    /// Ends there.
    End,
}

/// How a text looks.
#[derive(Debug, Clone, Copy)]
pub(super) struct Look {
    pub(super) size: f64,
    pub(super) bold: bool,
    pub(super) colour: RGBColor,
    pub(super) anchor: Anchor,
}

impl Look {
    /// A name or direct label.
    pub(super) const LABEL: Look = Look { size: LABEL, bold: false, colour: INK, anchor: Anchor::Start };
    /// An axis number or a note.
    pub(super) const NOTE: Look = Look { size: SMALL, bold: false, colour: MUTED, anchor: Anchor::Start };

    pub(super) fn bold(self) -> Self {
        Self { bold: true, ..self }
    }

    pub(super) fn colour(self, colour: RGBColor) -> Self {
        Self { colour, ..self }
    }

    pub(super) fn anchor(self, anchor: Anchor) -> Self {
        Self { anchor, ..self }
    }
}

/// A sheet being drawn on; coordinates in logical pixels, y downwards.
pub(super) struct Canvas<'a> {
    root: DrawingArea<SVGBackend<'a>, Shift>,
}

/// Draws a sheet of so many logical pixels and returns its SVG, made to scale with the page and titled for screen readers.
pub(super) fn sheet(width: f64, height: f64, spoken: &str, draw: impl FnOnce(&Canvas) -> Drawn) -> Result<String, ChartError> {
    let size = ((width * UNITS).round() as u32, (height * UNITS).round() as u32);
    let mut svg = String::new();
    {
        let root = SVGBackend::with_string(&mut svg, size).into_drawing_area();
        let canvas = Canvas { root };
        canvas.rect(0.0, 0.0, width, height, PAPER, 1.0)?;
        draw(&canvas)?;
        canvas.root.present().map_err(ChartError::drawing)?;
    }
    // plotters' own opening tag states the size in virtual units; ours in logical pixels.
    let body = svg.split_once('\n').map_or("", |(_, body)| body);
    Ok(format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width:.0}\" height=\"{height:.0}\" viewBox=\"0 0 {} {}\" role=\"img\" \
         stroke-linejoin=\"round\"><title>{}</title>\n{body}",
        size.0,
        size.1,
        escaped(spoken),
    ))
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

fn unit(pixels: f64) -> i32 {
    (pixels * UNITS).round() as i32
}

fn units(points: &[(f64, f64)]) -> Vec<(i32, i32)> {
    points.iter().map(|&(x, y)| (unit(x), unit(y))).collect()
}

fn filled(colour: RGBColor, opacity: f64) -> ShapeStyle {
    colour.mix(opacity).filled()
}

fn stroked(colour: RGBColor, opacity: f64, width: f64) -> ShapeStyle {
    colour.mix(opacity).stroke_width(unit(width).max(1) as u32)
}

impl Canvas<'_> {
    /// A line through points.
    pub(super) fn path(&self, points: &[(f64, f64)], colour: RGBColor, opacity: f64, width: f64) -> Drawn {
        if points.len() < 2 {
            return Ok(());
        }
        self.root.draw(&PathElement::new(units(points), stroked(colour, opacity, width))).map_err(ChartError::drawing)
    }

    /// A straight line.
    pub(super) fn line(&self, from: (f64, f64), to: (f64, f64), colour: RGBColor, width: f64) -> Drawn {
        self.path(&[from, to], colour, 1.0, width)
    }

    /// A thin line of dashes.
    pub(super) fn dashes(&self, from: (f64, f64), to: (f64, f64), colour: RGBColor, width: f64) -> Drawn {
        let length = (to.0 - from.0).hypot(to.1 - from.1);
        let at = |along: f64| {
            let share = (along / length).min(1.0);
            (from.0 + share * (to.0 - from.0), from.1 + share * (to.1 - from.1))
        };
        let dashes = (length / 9.0).ceil() as usize;
        (0..dashes).map(|i| 9.0 * i as f64).try_for_each(|start| self.line(at(start), at(start + 5.0), colour, width))
    }

    /// A rectangle of slanted lines: what is assumed.
    pub(super) fn hatch(&self, left: f64, top: f64, right: f64, bottom: f64, colour: RGBColor) -> Drawn {
        let (low, high) = (left + top, right + bottom);
        let mut sum = low + 3.0;
        while sum < high {
            let (from, to) = (left.max(sum - bottom), right.min(sum - top));
            self.line((from, sum - from), (to, sum - to), colour, 1.2)?;
            sum += 6.0;
        }
        self.path(&[(left, top), (right, top), (right, bottom), (left, bottom), (left, top)], colour, 1.0, 1.2)
    }

    /// A filled shape without outline.
    pub(super) fn area(&self, points: &[(f64, f64)], colour: RGBColor, opacity: f64) -> Drawn {
        if points.len() < 3 {
            return Ok(());
        }
        self.root.draw(&Polygon::new(units(points), filled(colour, opacity))).map_err(ChartError::drawing)
    }

    /// A filled rectangle between two corners.
    pub(super) fn rect(&self, left: f64, top: f64, right: f64, bottom: f64, colour: RGBColor, opacity: f64) -> Drawn {
        let corners = [(unit(left), unit(top)), (unit(right), unit(bottom))];
        self.root.draw(&Rectangle::new(corners, filled(colour, opacity))).map_err(ChartError::drawing)
    }

    /// A filled dot with a rim of paper, so that it stays visible on a band.
    pub(super) fn dot(&self, x: f64, y: f64, radius: f64, colour: RGBColor) -> Drawn {
        self.disc(x, y, radius + 1.5, PAPER)?;
        self.disc(x, y, radius, colour)
    }

    /// A hollow dot.
    pub(super) fn ring(&self, x: f64, y: f64, radius: f64, colour: RGBColor) -> Drawn {
        self.disc(x, y, radius + 1.0, colour)?;
        self.disc(x, y, radius - 1.0, PAPER)
    }

    fn disc(&self, x: f64, y: f64, radius: f64, colour: RGBColor) -> Drawn {
        self.root.draw(&Circle::new((unit(x), unit(y)), unit(radius), filled(colour, 1.0))).map_err(ChartError::drawing)
    }

    /// One line of text, vertically centred on `y`.
    pub(super) fn text(&self, x: f64, y: f64, text: &str, look: Look) -> Drawn {
        if text.is_empty() {
            return Ok(());
        }
        let weight = if look.bold { FontStyle::Bold } else { FontStyle::Normal };
        let font = FontDesc::new(FontFamily::Name(FONT), look.size * UNITS * FONT_SCALE, weight);
        let across = match look.anchor {
            Anchor::Start => HPos::Left,
            Anchor::Middle => HPos::Center,
            Anchor::End => HPos::Right,
        };
        // "Top" is written as a fixed share of the font's size, which browsers and our rasteriser agree on; "centre" is not.
        let style = TextStyle::from(font).color(&look.colour).pos(Pos::new(across, VPos::Top));
        let top = y - look.size * (0.76 - 0.36);
        self.root.draw_text(text, &style, (unit(x), unit(top))).map_err(ChartError::drawing)
    }

    /// Lines of text around `y`.
    pub(super) fn lines(&self, x: f64, y: f64, lines: &[String], look: Look) -> Drawn {
        let step = look.size * 1.25;
        let first = y - step * (lines.len().saturating_sub(1)) as f64 / 2.0;
        lines.iter().enumerate().try_for_each(|(i, line)| self.text(x, first + step * i as f64, line, look))
    }
}
