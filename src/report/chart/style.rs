//! The one look of all pictures: font, sizes, colours.
//!
//! Blue, teal, amber, violet, … are told apart under the common colour blindnesses by hue *and* lightness; above all no picture
//! says anything by colour alone: rows, panels and points carry their plan's name.

use plotters::style::RGBColor;

/// Family name of the font that is shipped with the program.
pub(super) const FONT: &str = "Inter";

/// Width of a full picture, logical pixels.
pub(super) const WIDTH: f64 = 960.0;
/// Empty border, logical pixels.
pub(super) const MARGIN: f64 = 28.0;

/// Size of the question on top, logical pixels.
pub(super) const TITLE: f64 = 25.0;
/// Size of the assumptions below it.
pub(super) const SUBTITLE: f64 = 15.5;
/// Size of names and direct labels.
pub(super) const LABEL: f64 = 15.5;
/// Size of axis numbers and notes.
pub(super) const SMALL: f64 = 14.0;

/// Text.
pub(super) const INK: RGBColor = RGBColor(0x1F, 0x29, 0x37);
/// Secondary text.
pub(super) const MUTED: RGBColor = RGBColor(0x6B, 0x72, 0x80);
/// Grid lines.
pub(super) const GRID: RGBColor = RGBColor(0xE5, 0xE7, 0xEB);
/// Paper.
pub(super) const PAPER: RGBColor = RGBColor(0xFF, 0xFF, 0xFF);

/// What is assumed: the mark's text and rim, and its paper; the page's mark has the same.
pub(super) const ASSUMED: RGBColor = RGBColor(0x92, 0x40, 0x0E);
pub(super) const ASSUMED_PAPER: RGBColor = RGBColor(0xFF, 0xFB, 0xEB);

/// Today's plan, in every picture.
const TODAY: RGBColor = RGBColor(0x25, 0x63, 0xAF);
/// All other plans, by their order among those drawn.
const OTHERS: [RGBColor; 14] = [
    RGBColor(0x64, 0x74, 0x8B),
    RGBColor(0x0D, 0x94, 0x88),
    RGBColor(0xD9, 0x77, 0x06),
    RGBColor(0x8E, 0x5B, 0xB5),
    RGBColor(0xBE, 0x3C, 0x32),
    RGBColor(0x5B, 0x8C, 0x2A),
    RGBColor(0xC2, 0x55, 0x8C),
    RGBColor(0x2E, 0x9A, 0xC9),
    RGBColor(0x8A, 0x5A, 0x2B),
    RGBColor(0x3F, 0x4A, 0x9E),
    RGBColor(0xA3, 0x95, 0x1A),
    RGBColor(0x47, 0x6A, 0x5E),
    RGBColor(0xE0, 0x7A, 0x5F),
    RGBColor(0x6D, 0x2E, 0x46),
];

/// The colour of a plan, the same in every picture.
pub(super) fn plan_colour(drawn: &[usize], today: usize, plan: usize) -> RGBColor {
    if plan == today {
        return TODAY;
    }
    let order = drawn.iter().filter(|&&p| p != today).position(|&p| p == plan).unwrap_or(0);
    OTHERS[order % OTHERS.len()]
}

/// The colour of a series by its order, the first as today's plan is.
pub(super) fn series_colour(order: usize) -> RGBColor {
    order.checked_sub(1).map_or(TODAY, |order| OTHERS[(order + 1) % OTHERS.len()])
}

/// Advance widths of the printable ASCII characters in Inter Regular, thousandths of the size; read from the shipped font.
const ADVANCES: [u16; 95] = [
    281, 278, 403, 631, 638, 812, 639, 222, 362, 362, 500, 659, 280, 460, 276, 357, 625, 464, 605, 636, 642, 608, 624, 571, 616, 624, 276,
    280, 659, 659, 659, 507, 936, 676, 651, 727, 719, 598, 587, 743, 740, 264, 543, 652, 562, 889, 753, 761, 635, 761, 639, 638, 642, 741,
    676, 949, 642, 665, 625, 362, 357, 362, 469, 452, 497, 564, 621, 558, 621, 582, 361, 609, 591, 237, 237, 544, 237, 869, 585, 597, 609,
    609, 372, 523, 364, 581, 557, 812, 540, 557, 541, 362, 327, 362, 659,
];

/// Width of a text at `size`, logical pixels; characters outside ASCII count as wide letters, those of East Asia and emoji as squares.
pub(super) fn text_width(text: &str, size: f64, bold: bool) -> f64 {
    let thousandths: u32 = text
        .chars()
        .map(|c| match c {
            ' '..='~' => u32::from(ADVANCES[c as usize - 0x20]),
            '\u{202f}' => 200,
            '·' => 280,
            '\u{1100}'..='\u{11ff}' | '\u{2600}'.. => 1_050,
            _ => 680,
        })
        .sum();
    f64::from(thousandths) / 1000.0 * size * if bold { 1.04 } else { 1.0 }
}

/// Breaks a text into lines of at most `width`; what does not fit into `most` lines ends with an ellipsis.
pub(super) fn wrap(text: &str, size: f64, bold: bool, width: f64, most: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    let mut line = String::new();
    // Only plain spaces break: the gap inside "95 %" does not.
    let mut words = text.split(' ').filter(|word| !word.is_empty());
    while let Some(word) = words.next() {
        let longer = if line.is_empty() { word.to_string() } else { format!("{line} {word}") };
        if text_width(&longer, size, bold) <= width || line.is_empty() {
            line = longer;
            continue;
        }
        if lines.len() + 1 == most {
            let rest: Vec<&str> = words.collect();
            line = format!("{line} {word} {}", rest.join(" "));
            break;
        }
        lines.push(std::mem::replace(&mut line, word.to_string()));
    }
    if !line.is_empty() {
        lines.push(line);
    }
    lines.iter().map(|line| elide(line, size, bold, width)).collect()
}

/// Cuts a text to `width`, with an ellipsis where something is missing.
pub(super) fn elide(text: &str, size: f64, bold: bool, width: f64) -> String {
    if text_width(text, size, bold) <= width {
        return text.to_string();
    }
    let mut kept = text.to_string();
    while kept.pop().is_some() {
        let shown = format!("{}…", kept.trim_end());
        if text_width(&shown, size, bold) <= width {
            return shown;
        }
    }
    "…".into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_plan_that_is_drawn_has_a_colour_of_its_own() {
        let drawn: Vec<usize> = (0..75).step_by(7).chain([76]).collect();
        assert_eq!(drawn.len(), crate::report::selection::MOST);
        let colours: Vec<RGBColor> = drawn.iter().map(|&plan| plan_colour(&drawn, 21, plan)).collect();
        for (i, colour) in colours.iter().enumerate() {
            assert!(!colours[..i].contains(colour), "plan {}", drawn[i]);
        }
        assert_eq!(plan_colour(&drawn, 21, 21), TODAY);
    }

    #[test]
    fn wrapped_lines_fit_and_lose_nothing_unless_cut() {
        let text = "Commission on everything, uncapped, with retroactive accelerators";
        let lines = wrap(text, 15.0, false, 160.0, 9);
        assert_eq!(lines.join(" "), text);
        assert!(lines.iter().all(|line| text_width(line, 15.0, false) <= 160.0));
        let cut = wrap(text, 15.0, false, 160.0, 2);
        assert_eq!(cut.len(), 2);
        assert!(cut[1].ends_with('…'));
        assert!(text_width(&cut[1], 15.0, false) <= 160.0);
        assert_eq!(wrap("Unbreakablyverylongwordindeed", 15.0, false, 60.0, 2).len(), 1);
        assert!(wrap("", 15.0, false, 60.0, 2).is_empty());
    }
}
