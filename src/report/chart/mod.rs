//! Pictures: one figure a file, one shared style, each drawn once as SVG (for the page) and rasterised from it (for files).
//!
//! Every picture answers the question in its headline, says its assumptions below it, names things where they are drawn instead
//! of in a legend, and is left out when the run has nothing to put in it.

mod axis;
mod canvas;
mod check_rows;
mod conduct;
mod convergence;
mod cost;
mod cost_noise;
mod density;
mod forest;
mod frontier;
mod heading;
mod incentive;
mod increment;
mod labels;
mod love;
mod luck_bands;
mod luck_skill;
mod overview;
mod paid_for;
mod panels;
mod pay;
mod pay_curves;
mod people_range;
mod quarters;
mod raster;
mod rows;
mod rules;
mod sequential;
mod spread;
mod stacked;
mod style;
mod uncertainty;
mod variance;
mod xy;

pub use check_rows::{CheckRow, draw_check};
pub use forest::{Forest, ForestRow, Rank, draw_forest};
pub use love::{Love, LoveRow, draw_love};
pub use luck_bands::luck_bands;
pub use raster::rasterise;
pub use rules::rules;
pub use sequential::{SequentialLook, SequentialPicture, draw_sequential};
pub use xy::{Mark, Plot, Point, Scale, Series, draw_plot};

use crate::compare::{Summary, shown_name};
use crate::report::number::{grouped, money};
use crate::report::selection;
use crate::scenario::Scenario;
use crate::trial::RunResult;

/// A finished picture.
#[derive(Debug, Clone, PartialEq)]
pub struct Figure {
    /// File name without ending, e.g. `cost`.
    pub name: &'static str,
    /// What it shows, in a few words.
    pub title: String,
    /// The question it answers, as its headline asks it.
    pub question: String,
    /// The picture; text in it is escaped, nothing is loaded from elsewhere.
    pub svg: String,
    /// Width, logical pixels.
    pub width: u32,
    /// Height, logical pixels.
    pub height: u32,
}

/// Why a picture cannot be made. Both mean a bug, not wrong input.
#[derive(Debug, thiserror::Error)]
pub enum ChartError {
    /// The drawing library refused.
    #[error("cannot draw: {0}")]
    Drawing(String),
    /// The SVG could not be turned into an image.
    #[error("cannot rasterise {figure}: {reason}")]
    Raster {
        /// Which picture.
        figure: &'static str,
        /// Why not.
        reason: String,
    },
}

impl ChartError {
    fn drawing(error: impl std::fmt::Display) -> Self {
        Self::Drawing(error.to_string())
    }
}

/// All pictures that this run has something to put in, in the order of the page.
///
/// # Errors
/// [`ChartError::Drawing`] if the drawing library refuses, which it does not for finite numbers.
pub fn charts(scenario: &Scenario, result: &RunResult, summary: &Summary) -> Result<Vec<Figure>, ChartError> {
    let drawn = selection::drawn(scenario, summary);
    let run = Run { scenario, result, summary, drawn: &drawn };
    let drawn = [
        overview::draw(&run)?,
        cost::draw(&run)?,
        pay::draw(&run)?,
        variance::draw(&run)?,
        luck_skill::draw(&run)?,
        uncertainty::draw(&run)?,
        increment::draw(&run)?,
        cost_noise::draw(&run)?,
        frontier::draw(&run)?,
        paid_for::draw(&run)?,
        conduct::draw(&run)?,
        incentive::draw(&run)?,
        people_range::draw(&run)?,
        pay_curves::draw(&run)?,
        quarters::draw(&run)?,
        convergence::draw(&run)?,
    ];
    Ok(drawn.into_iter().flatten().collect())
}

/// What every figure is drawn from.
#[derive(Clone, Copy)]
struct Run<'a> {
    scenario: &'a Scenario,
    result: &'a RunResult,
    summary: &'a Summary,
    /// Plans that are drawn, by index.
    drawn: &'a [usize],
}

impl Run<'_> {
    fn plans(&self) -> impl ExactSizeIterator<Item = usize> + Clone {
        self.drawn.iter().copied()
    }

    fn id(&self, plan: usize) -> &str {
        &self.scenario.plans[plan].id
    }

    fn title(&self, plan: usize) -> String {
        shown_name(&self.scenario.plans[plan].title)
    }

    fn colour(&self, plan: usize) -> plotters::style::RGBColor {
        style::plan_colour(self.drawn, self.scenario.reference, plan)
    }

    fn is_today(&self, plan: usize) -> bool {
        plan == self.scenario.reference
    }

    fn money(&self, amount: f64) -> String {
        money(&self.scenario.currency, amount)
    }

    fn budget(&self) -> f64 {
        self.scenario.money.budget
    }

    /// "24 CSMs, 12 months, 2,000 trials", and how many of the plans are drawn where that is not all.
    fn basis(&self) -> String {
        let people = self.scenario.roster.len();
        let trials = self.result.base.trials;
        let plans = selection::left_out(self.scenario, self.drawn).map_or_else(String::new, |words| format!(" ({words})"));
        format!(
            "{} CSM{}, {} months, {}{plans}",
            grouped(people as u64),
            if people == 1 { "" } else { "s" },
            self.scenario.months,
            if trials == 1 { "one trial".to_string() } else { format!("{} trials", grouped(trials as u64)) },
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::fixture;

    #[test]
    fn a_full_run_has_all_pictures_and_they_repeat_to_the_byte() {
        let f = fixture::meterline(300);
        let figures = charts(&f.scenario, &f.result, &f.summary).unwrap();
        let names: Vec<_> = figures.iter().map(|f| f.name).collect();
        let expected =
            ["overview", "cost", "pay", "variance", "luck-skill", "increment", "cost-noise", "pay-curves", "quarters", "convergence"];
        assert_eq!(names, expected);
        assert_eq!(figures, charts(&f.scenario, &f.result, &f.summary).unwrap());
        for figure in &figures {
            assert!(figure.question.ends_with('?'), "{}", figure.question);
            assert!(!figure.svg.contains("NaN") && !figure.svg.contains("inf"), "{}", figure.name);
        }
    }

    #[test]
    fn people_who_respond_have_five_pictures_more_and_all_are_marked() {
        let f = fixture::responding(300);
        let figures = charts(&f.scenario, &f.result, &f.summary).unwrap();
        let names: Vec<_> = figures.iter().map(|f| f.name).collect();
        assert_eq!(names[7..12], ["frontier", "paid-for", "conduct", "incentive", "people-range"]);
        for figure in &figures {
            assert!(figure.svg.contains("assumed: mixed, 25\u{202f}% devils"), "{}", figure.name);
            assert!(!figure.svg.contains("NaN") && !figure.svg.contains("$inf"), "{}", figure.name);
        }
        let off = fixture::meterline(300);
        assert!(charts(&off.scenario, &off.result, &off.summary).unwrap().iter().all(|f| !f.svg.contains("assumed:")));
    }

    #[test]
    fn pictures_of_the_response_need_its_rows() {
        let mut f = fixture::responding(60);
        for (measure, name) in
            [("paid_for", "paid-for"), ("gaming", ""), ("effort", "conduct"), ("incentive", "incentive"), ("growth", "people-range")]
        {
            f.summary.rows.retain(|row| row.measure != measure);
            let figures = charts(&f.scenario, &f.result, &f.summary).unwrap();
            assert!(figures.iter().all(|f| f.name != name), "{name}");
        }
        assert!(charts(&f.scenario, &f.result, &f.summary).unwrap().iter().all(|f| f.name != "frontier"));
    }

    #[test]
    fn the_smallest_run_draws_only_what_it_has() {
        let f = fixture::smallest();
        let figures = charts(&f.scenario, &f.result, &f.summary).unwrap();
        let names: Vec<_> = figures.iter().map(|f| f.name).collect();
        assert!(!names.contains(&"increment"), "no twins, no increment");
        assert!(!names.contains(&"convergence"), "one trial does not converge");
        assert!(!names.contains(&"variance") && !names.contains(&"cost-noise"), "one trial has no variance");
        assert!(names.contains(&"overview"));
        for figure in &figures {
            let png = rasterise(figure).unwrap();
            assert_eq!(&png[1..4], b"PNG");
        }
    }

    #[test]
    fn a_png_is_twice_the_logical_size() {
        let f = fixture::meterline(50);
        let figure = &charts(&f.scenario, &f.result, &f.summary).unwrap()[0];
        let png = rasterise(figure).unwrap();
        let side = |at: usize| u32::from_be_bytes(png[at..at + 4].try_into().unwrap());
        assert_eq!((side(16), side(20)), (2 * figure.width, 2 * figure.height));
    }

    #[test]
    fn all_text_stays_inside_the_sheet_and_is_escaped() {
        for f in [fixture::meterline(200), fixture::crowded(200), fixture::smallest(), fixture::responding(200)] {
            for figure in charts(&f.scenario, &f.result, &f.summary).unwrap() {
                assert!(!figure.svg.contains("<b>"), "{} is not escaped", figure.name);
                for (x, width, anchor, text) in texts(&figure.svg) {
                    let (left, right) = match anchor.as_str() {
                        "end" => (x - width, x),
                        "middle" => (x - width / 2.0, x + width / 2.0),
                        _ => (x, x + width),
                    };
                    assert!(left >= 0.0 && right <= f64::from(figure.width), "{}: {text:?} spans {left:.0} to {right:.0}", figure.name);
                }
            }
        }
    }

    #[test]
    fn names_that_no_font_has_are_drawn_without_harm() {
        let mut f = fixture::meterline(60);
        f.scenario.name = "x".repeat(200);
        for (plan, title) in f.scenario.plans.iter_mut().zip(["🎯🦀🏳️‍🌈", "תוכנית הבונוס", "奖金计划", "x\u{202e}y\nz", "", "Unbrechbar"])
        {
            plan.title = title.repeat(if title == "Unbrechbar" { 20 } else { 1 });
        }
        for figure in charts(&f.scenario, &f.result, &f.summary).unwrap() {
            assert_eq!(&rasterise(&figure).unwrap()[1..4], b"PNG");
            assert!(!figure.svg.contains('\u{202e}') && !figure.svg.contains(&"Unbrechbar".repeat(7)), "{}", figure.name);
        }
    }

    /// Position, width, anchor and content of every text in a figure, logical pixels.
    fn texts(svg: &str) -> Vec<(f64, f64, String, String)> {
        let attribute =
            |tag: &str, name: &str| tag.split(&format!(" {name}=\"")).nth(1).and_then(|s| s.split('"').next()).unwrap().to_string();
        svg.split("<text")
            .skip(1)
            .map(|piece| {
                let (tag, rest) = piece.split_once('>').unwrap();
                let text = rest
                    .split('<')
                    .next()
                    .unwrap()
                    .trim()
                    .replace("&amp;", "&")
                    .replace("&lt;", "<")
                    .replace("&gt;", ">")
                    .replace("&apos;", "'");
                let size: f64 = attribute(tag, "font-size").parse::<f64>().unwrap() / 10.0;
                let x = attribute(tag, "x").parse::<f64>().unwrap() / 10.0;
                (x, style::text_width(&text, size, tag.contains("bold")), attribute(tag, "text-anchor"), text)
            })
            .collect()
    }

    /// Writes every picture of the three fixtures to the folder named by `PAYLIFT_LOOK`, for a person to look at.
    #[test]
    #[ignore = "for looking at, not for checking"]
    fn look() {
        let folder = std::path::PathBuf::from(std::env::var_os("PAYLIFT_LOOK").expect("PAYLIFT_LOOK names a folder"));
        let fixtures = [
            ("six", fixture::meterline(2000)),
            ("crowded", fixture::crowded(1000)),
            ("smallest", fixture::smallest()),
            ("responding", fixture::responding(2000)),
        ];
        for (name, f) in fixtures {
            for figure in charts(&f.scenario, &f.result, &f.summary).unwrap() {
                std::fs::write(folder.join(format!("{name}-{}.png", figure.name)), rasterise(&figure).unwrap()).unwrap();
            }
        }
    }
}
