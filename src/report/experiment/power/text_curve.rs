//! A power curve in letters, for the terminal.

use crate::experiment::power::Point;

const ROWS: usize = 10;
const COLUMNS: usize = 51;
const TICKS: usize = 5;

/// One curve, power against effect, from no effect to the last point's; `target` is marked. `across` names the ticks, `caption` stands at the
/// right below. Empty for a curve without points.
#[must_use]
pub fn text_curve(curve: &[Point], target: f64, across: impl Fn(f64) -> String, caption: &str) -> String {
    let Some(last) = curve.last().filter(|last| last.effect > 0.0) else { return String::new() };
    let at = |effect: f64| {
        let after = curve.partition_point(|point| point.effect < effect).clamp(1, curve.len() - 1);
        let (a, b) = (&curve[after - 1], &curve[after]);
        let share = if b.effect > a.effect { ((effect - a.effect) / (b.effect - a.effect)).clamp(0.0, 1.0) } else { 0.0 };
        a.power + share * (b.power - a.power)
    };
    if curve.len() < 2 {
        return String::new();
    }
    let row_of = |power: f64| ROWS - (power * ROWS as f64).round().clamp(0.0, ROWS as f64) as usize;
    let rows: Vec<usize> = (0..COLUMNS).map(|column| row_of(at(last.effect * column as f64 / (COLUMNS - 1) as f64))).collect();
    let (wanted, half) = (row_of(target), row_of(0.5));
    let mut text = String::new();
    for row in 0..=ROWS {
        let label = match row {
            0 => "100%".to_owned(),
            ROWS => "0%".to_owned(),
            row if row == wanted => format!("{:.0}%", target * 100.0),
            row if row == half => "50%".to_owned(),
            _ => String::new(),
        };
        let line: String = (0..COLUMNS)
            .map(|column| match rows[column] == row {
                true => '*',
                false if row == wanted && column % 2 == 0 => '-',
                false => ' ',
            })
            .collect();
        text.push_str(format!("  {label:>4} |{line}").trim_end());
        text.push('\n');
    }
    text.push_str(&format!("       +{}\n", "-".repeat(COLUMNS)));
    let mut ticks = vec![' '; COLUMNS + 24];
    for tick in 0..=TICKS {
        let column = tick * (COLUMNS - 1) / TICKS;
        let word = if tick == 0 { "0".to_owned() } else { across(last.effect * tick as f64 / TICKS as f64) };
        let start = column.saturating_sub(if tick == 0 { 0 } else { word.chars().count() / 2 });
        for (place, c) in ticks.iter_mut().skip(start).zip(word.chars()) {
            *place = c;
        }
    }
    let ticks: String = ticks.into_iter().collect();
    text.push_str(&format!("        {}   ({caption})\n", ticks.trim_end()));
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::experiment::power::{Design, Significance};

    #[test]
    fn stars_climb_from_alpha_to_certainty() {
        let effects: Vec<f64> = (0..=50).map(|i| 0.01 * f64::from(i)).collect();
        let curve = Design::plain(20.0, 40.0, 0.05).curve(&effects, &Significance::default());
        let text = text_curve(&curve, 0.8, |effect| format!("{effect:.2} sd"), "20 CSMs per arm");
        let lines: Vec<&str> = text.lines().collect();
        assert_eq!(lines.len(), 13);
        assert!(lines[0].starts_with("  100% |") && lines[2].starts_with("   80% |-") && lines[10].contains("0% |"));
        assert!(lines[12].contains("0.50 sd") && lines[12].ends_with("(20 CSMs per arm)"));
        assert_eq!(text.matches('*').count(), COLUMNS);
        // the star of 0.2 sd, column 20, stands in the row of 62 %
        assert_eq!(lines[4].chars().nth(8 + 20), Some('*'), "{text}");
        assert_eq!(text_curve(&[], 0.8, |_| String::new(), ""), "");
    }
}
