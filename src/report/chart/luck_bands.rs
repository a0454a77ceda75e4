//! Pay of each person under each plan on the real past, with the luck band of the book.

use super::axis::{Axis, limit};
use super::canvas::{Anchor, Canvas, Drawn, Look, sheet};
use super::heading::Heading;
use super::rows::value_axis;
use super::style::{GRID, MARGIN, SMALL, WIDTH, elide, plan_colour};
use super::{ChartError, Figure};
use crate::backtest::{Backtest, PersonPay};
use crate::compare::shown_name;
use crate::plan::Cents;
use crate::report::number::grouped;
use crate::scenario::Scenario;

/// Most people drawn: those whose pay changes most.
const MOST_PEOPLE: usize = 24;
/// Most plans drawn, today's among them.
const MOST_PLANS: usize = 6;
/// Widths of the columns of people and of plans.
const COLUMNS: [f64; 2] = [130.0, 190.0];
/// Height of one plan's line, and of the gap between people.
const LINE: f64 = 21.0;
const GAP: f64 = 12.0;

/// The picture of a backtest; `None` without anybody to draw.
///
/// # Errors
/// [`ChartError::Drawing`] if the drawing library refuses, which it does not for finite numbers.
pub fn luck_bands(scenario: &Scenario, backtest: &Backtest) -> Result<Option<Figure>, ChartError> {
    let today = scenario.reference;
    let others = (0..scenario.plans.len()).filter(|plan| *plan != today);
    let plans: Vec<usize> = std::iter::once(today).chain(others).take(MOST_PLANS).collect();
    let people = drawn_people(scenario.roster.len(), backtest);
    let rows: Vec<Vec<&PersonPay>> =
        people.iter().map(|&seat| plans.iter().filter_map(|&plan| backtest.of(plan, seat)).collect()).collect();
    if rows.iter().all(Vec::is_empty) {
        return Ok(None);
    }
    let question = "What would each person have been paid?";
    let heading = Heading::plain(question, &assumptions(scenario, backtest, people.len(), plans.len()), WIDTH);
    let values = || rows.iter().flatten().flat_map(|row| row.luck.map_or([row.pay.dollars(); 2], |b| [b.low.value, b.high.value]));
    let top_value = limit(values().chain(rows.iter().flatten().map(|row| row.pay.dollars())));
    let low = values().chain(rows.iter().flatten().map(|row| row.pay.dollars())).fold(0.0, f64::min);
    let left = MARGIN + COLUMNS.iter().sum::<f64>();
    let axis = Axis::new(low, top_value, left + 14.0, WIDTH - MARGIN - 20.0, 6);
    let block = LINE * plans.len() as f64 + GAP;
    let top = heading.height() + 8.0;
    let bottom = top + block * rows.len() as f64;
    let height = bottom + 26.0 + MARGIN * 0.6;
    let svg = sheet(WIDTH, height, question, |canvas| {
        heading.draw(canvas)?;
        value_axis(canvas, &axis, top, bottom, |tick| axis.money(&scenario.currency, tick))?;
        for (nth, (&seat, pays)) in people.iter().zip(&rows).enumerate() {
            let first = top + block * nth as f64;
            canvas.line((MARGIN, first), (WIDTH - MARGIN, first), GRID, 1.0)?;
            let name = elide(&shown_name(&scenario.roster[seat].name), SMALL + 1.0, true, COLUMNS[0] - 8.0);
            canvas.text(MARGIN, first + GAP / 2.0 + LINE / 2.0, &name, Look { size: SMALL + 1.0, ..Look::LABEL }.bold())?;
            for (line, pay) in pays.iter().enumerate() {
                let y = first + GAP / 2.0 + LINE * (line as f64 + 0.5);
                let colour = plan_colour(&plans, today, pay.plan);
                let title = elide(&shown_name(&scenario.plans[pay.plan].title), SMALL, pay.plan == today, COLUMNS[1] - 6.0);
                let look = Look { size: SMALL, bold: pay.plan == today, colour, anchor: Anchor::End };
                canvas.text(left, y, &title, look)?;
                draw_pay(canvas, &axis, pay, y, colour)?;
            }
        }
        Ok(())
    })?;
    Ok(Some(Figure {
        name: "luck-bands",
        title: "Pay on the past, with luck".into(),
        question: question.into(),
        svg,
        width: WIDTH as u32,
        height: height as u32,
    }))
}

/// Everybody in the roster's order, or in a large team those whose pay changes most.
fn drawn_people(people: usize, backtest: &Backtest) -> Vec<usize> {
    let mut order: Vec<usize> = (0..people).collect();
    if people > MOST_PEOPLE {
        let size = |seat: usize| backtest.people.iter().filter(|row| row.seat == seat).map(|row| row.change.0.abs()).max().unwrap_or(0);
        order.sort_by_key(|&seat| std::cmp::Reverse(size(seat)));
        order.truncate(MOST_PEOPLE);
        order.sort_unstable();
    }
    order
}

fn assumptions(scenario: &Scenario, backtest: &Backtest, people: usize, plans: usize) -> String {
    let mut text = format!(
        "Dot: pay over {} months on what really was; today’s plan in bold. Pale: the luck band, nine of ten of {} redrawn books: the luck of which customers sit in a book.",
        scenario.months,
        grouped(u64::from(backtest.draws))
    );
    let (all_people, all_plans) = (scenario.roster.len(), scenario.plans.len());
    if people < all_people {
        text.push_str(&format!(" The {people} people of {all_people} whose pay changes most."));
    }
    if plans < all_plans {
        text.push_str(&format!(" The first {plans} of {all_plans} plans."));
    }
    text
}

fn draw_pay(canvas: &Canvas, axis: &Axis, pay: &PersonPay, y: f64, colour: plotters::style::RGBColor) -> Drawn {
    if let Some(band) = pay.luck {
        canvas.path(&[(axis.at(band.low.value), y), (axis.at(band.high.value), y)], colour, 0.35, 7.0)?;
    }
    canvas.dot(axis.at(pay.pay.dollars()), y, if pay.pay == Cents::ZERO { 3.5 } else { 4.5 }, colour)
}
