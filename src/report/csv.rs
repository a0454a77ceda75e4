//! The tables of a run folder, for spreadsheets and scripts.
//!
//! Comma-separated, UTF-8, `\n` line ends, one header line. Numbers are written so that reading them back gives the same bits (the shortest decimal that
//! does), never rounded to their error; amounts that are whole cents have two decimals. Undefined is an empty cell. Text that a spreadsheet would run as a formula
//! gets an apostrophe in front.
//!
//! | file | one row for |
//! | --- | --- |
//! | `summary.csv` | every statistic: the vocabulary of [`compare`](crate::compare) |
//! | `trials.csv` | every trial and plan |
//! | `csm.csv` | every plan and CSM |
//! | `quarters.csv` | every plan and quarter of payment |
//! | `attainment.csv` | every plan and bin of its first component's attainment |
//! | `uncertainty.csv` | under `--parameter-uncertainty`: every plan and number whose spread is split |
//! | `draws.csv` | the same: every outer draw and uncertain parameter |

use std::fmt::{self, Write as _};
use std::io::{self, Write};
use std::ops::Range;

use crate::compare::{PersonRow, QuarterRow, Summary, draws_lived, splits, true_increment};
use crate::scenario::Scenario;
use crate::stats::Estimate;
use crate::trial::{ATTAINMENT_BINS, Cell, Column, Outcomes, RunResult, drawn_segments};

/// Trials whose rows are made at a time.
const TRIALS: usize = 1024;

/// `summary.csv`: one row per statistic.
///
/// # Errors
/// When `out` cannot be written.
pub fn write_summary(out: &mut dyn Write, summary: &Summary) -> io::Result<()> {
    let mut table =
        Table::new(out, &["plan", "measure", "statistic", "against", "value", "standard_error", "low", "high", "n", "assumes_behaviour"])?;
    for row in &summary.rows {
        let e = row.estimate;
        table.row(&[
            text(&row.plan),
            text(&row.measure),
            text(&row.statistic),
            text(&row.against),
            number(e.map(|e| e.value)),
            number(e.and_then(|e| e.standard_error)),
            number(e.and_then(|e| e.low)),
            number(e.and_then(|e| e.high)),
            e.map_or_else(String::new, |e| e.n.to_string()),
            row.assumes_behaviour.to_string(),
        ])?;
    }
    table.finish()
}

/// `trials.csv`: one row per trial (0-based, the number that seeds it) and plan; with the trial's outer draw where parameters are drawn.
///
/// # Errors
/// When `out` cannot be written.
pub fn write_trials(out: &mut dyn Write, scenario: &Scenario, result: &RunResult) -> io::Result<()> {
    let mut header = vec!["trial", "plan", "cost", "pay_mean", "arr_end", "increment_no_csm", "increment_salaried", "nrr", "grr"];
    header.extend(scenario.run.parameter_draws.map(|_| "outer_draw"));
    Table::new(out, &header)?.finish()?;
    let plans = scenario.plans.iter().take(result.base.plans).map(|plan| quoted(&plan.id)).collect::<io::Result<Vec<String>>>()?;
    for first in (0..result.base.trials).step_by(TRIALS) {
        let trials = first..(first + TRIALS).min(result.base.trials);
        write_some(out, scenario, &plans, &of_trials(&result.base, trials), first)?;
    }
    out.flush()
}

/// What `trials.csv` shows of some trials.
fn of_trials(o: &Outcomes, trials: Range<usize>) -> Outcomes {
    fn some<T: Cell>(column: &Column<T>, trials: &Range<usize>, row: usize) -> Column<T> {
        if column.is_empty() { Column::default() } else { column.part(trials.start * row..trials.end * row).into_owned().into() }
    }
    let of = |column: &Column<f64>, row: usize| some(column, &trials, row);
    Outcomes {
        trials: trials.len(),
        plans: o.plans,
        seats: o.seats,
        pay: some(&o.pay, &trials, o.plans * o.seats),
        cost: some(&o.cost, &trials, o.plans),
        arr_start: of(&o.arr_start, 1),
        arr_end: of(&o.arr_end, o.plans),
        no_csm_arr_start: of(&o.no_csm_arr_start, 1),
        no_csm_arr_end: of(&o.no_csm_arr_end, 1),
        salaried_arr_end: of(&o.salaried_arr_end, 1),
        nrr: of(&o.nrr, o.plans),
        grr: of(&o.grr, o.plans),
        ..Outcomes::default()
    }
}

/// Rows of some trials, the first of which is trial `first`.
fn write_some(out: &mut dyn Write, scenario: &Scenario, plans: &[String], o: &Outcomes, first: usize) -> io::Result<()> {
    let increments: Vec<Option<Vec<f64>>> = (0..o.plans).map(|p| true_increment(o, p)).collect();
    let costs: Vec<Vec<i64>> = (0..o.plans).map(|p| o.costs_in_cents(p)).collect();
    // a line is put together in memory that serves them all: there may be millions
    let mut line = String::new();
    for trial in 0..o.trials {
        for (p, plan) in plans.iter().enumerate() {
            let (at, cost) = (trial * o.plans + p, costs[p][trial]);
            line.clear();
            let cents = Cents(cost);
            let _ = write!(line, "{},{plan},{cents}", first + trial);
            for x in [
                (o.seats > 0).then(|| cost as f64 / 100.0 / o.seats as f64),
                o.arr_end.get(at).copied(),
                increments[p].as_ref().map(|of_trials| of_trials[trial]),
                o.arr_end.get(at).zip(o.salaried_arr_end.get(trial)).map(|(end, salaried)| end - salaried),
                o.nrr.get(at).copied(),
                o.grr.get(at).copied(),
            ] {
                line.push(',');
                push_number(&mut line, x);
            }
            if let Some(draw) = scenario.run.parameter_draw((first + trial) as u32) {
                let _ = write!(line, ",{draw}");
            }
            line.push('\n');
            out.write_all(line.as_bytes())?;
        }
    }
    Ok(())
}

/// `csm.csv`: one row per plan and CSM. `delta_…` compares as published, so that it is the difference of two `mean` cells; `delta_neutral…` at
/// equal cost, which is what the `person` rows of the summary count.
///
/// # Errors
/// When `out` cannot be written.
pub fn write_csms(out: &mut dyn Write, scenario: &Scenario, people: &[PersonRow]) -> io::Result<()> {
    let header = [
        "plan",
        "csm",
        "segment",
        "target",
        "mean",
        "standard_error",
        "sd",
        "p5",
        "p50",
        "p95",
        "p_zero",
        "p_below_half",
        "delta_vs_reference",
        "delta_standard_error",
        "delta_neutral",
        "delta_neutral_standard_error",
    ];
    let mut table = Table::new(out, &header)?;
    for row in people {
        let seat = &scenario.roster[row.seat];
        let segment = scenario.segments.get(usize::from(seat.segment)).map_or("", |s| s.id.as_str());
        let [p5, p50, p95] = row.quantiles.map(value);
        table.row(&[
            text(&scenario.plans[row.plan].id),
            text(&seat.name),
            text(segment),
            number(Some(row.target)),
            value(row.mean),
            error(row.mean),
            value(row.sd),
            p5,
            p50,
            p95,
            value(row.p_zero),
            value(row.p_below_half),
            value(row.change),
            error(row.change),
            value(row.change_neutral),
            error(row.change_neutral),
        ])?;
    }
    table.finish()
}

/// `quarters.csv`: one row per plan and quarter of payment (1-based).
///
/// # Errors
/// When `out` cannot be written.
pub fn write_quarters(out: &mut dyn Write, scenario: &Scenario, quarters: &[QuarterRow]) -> io::Result<()> {
    let mut table = Table::new(out, &["plan", "quarter", "mean", "standard_error", "sd", "p5", "p25", "p50", "p75", "p95"])?;
    for row in quarters {
        let [p5, p25, p50, p75, p95] = row.quantiles.map(value);
        let id = text(&scenario.plans[row.plan].id);
        table.row(&[id, (row.quarter + 1).to_string(), value(row.mean), error(row.mean), value(row.sd), p5, p25, p50, p75, p95])?;
    }
    table.finish()
}

/// `attainment.csv`: one row per plan and bin; the first bin has no lower end, the last no upper one.
///
/// # Errors
/// When `out` cannot be written.
pub fn write_attainment(out: &mut dyn Write, scenario: &Scenario, result: &RunResult) -> io::Result<()> {
    let mut table = Table::new(out, &["plan", "from", "to", "count", "share"])?;
    for (plan, counts) in scenario.plans.iter().zip(result.attainment.chunks_exact(ATTAINMENT_BINS)) {
        let total: u64 = counts.iter().sum();
        for (bin, count) in counts.iter().enumerate() {
            // Inner bin i covers 0.02 (i − 1) to 0.02 i, written from whole hundredths.
            let from = if bin == 0 { String::new() } else { cents(2 * (bin as i64 - 1)) };
            let to = if bin == ATTAINMENT_BINS - 1 { String::new() } else { cents(2 * bin as i64) };
            let share = number((total > 0).then(|| *count as f64 / total as f64));
            table.row(&[text(&plan.id), from, to, count.to_string(), share])?;
        }
    }
    table.finish()
}

/// `uncertainty.csv`: one row per plan and number, and for cost one for the difference from today's plan; each part with its standard error,
/// which is over outer draws.
///
/// # Errors
/// When `out` cannot be written.
pub fn write_uncertainty(out: &mut dyn Write, scenario: &Scenario, result: &RunResult) -> io::Result<()> {
    let parts = ["mean", "sd", "sd_luck", "sd_unknown", "var_luck", "var_unknown", "unknown_share"];
    let mut header = vec!["plan".to_owned(), "number".into(), "against".into(), "draws".into()];
    header.extend(parts.iter().flat_map(|part| [(*part).to_owned(), format!("{part}_se")]));
    let mut table = Table::new(out, &header.iter().map(String::as_str).collect::<Vec<_>>())?;
    for row in splits(&scenario.run, &result.base, scenario.reference) {
        let c = row.parts;
        let against = if row.against_reference { text(&scenario.plans[scenario.reference].id) } else { String::new() };
        let mut cells = vec![text(&scenario.plans[row.plan].id), row.number.to_owned(), against, c.mean.n.to_string()];
        let all = [Some(c.mean), Some(c.sd), Some(c.sd_within), Some(c.sd_between), Some(c.within), Some(c.between), c.share_between];
        cells.extend(all.into_iter().flat_map(|e| [value(e), error(e)]));
        table.row(&cells)?;
    }
    table.finish()
}

/// `draws.csv`: one row per outer draw (0-based) that was lived, segment and uncertain parameter, with the trials that lived with it and the
/// point value beside.
///
/// # Errors
/// When `out` cannot be written.
pub fn write_draws(out: &mut dyn Write, scenario: &Scenario, result: &RunResult) -> io::Result<()> {
    let mut table = Table::new(out, &["outer_draw", "trials", "segment", "parameter", "point", "value"])?;
    let mut trials = vec![0_u32; draws_lived(&scenario.run, result.base.trials)];
    (0..result.base.trials as u32).filter_map(|trial| scenario.run.parameter_draw(trial)).for_each(|draw| trials[draw as usize] += 1);
    for (draw, trials) in trials.iter().enumerate() {
        for (segment, drawn) in scenario.segments.iter().zip(drawn_segments(scenario, draw as u32)) {
            for parameter in segment.uncertainty.iter().flat_map(|uncertainty| uncertainty.parameters()) {
                let (point, value) = (number(parameter.of(segment)), number(parameter.of(&drawn)));
                table.row(&[draw.to_string(), trials.to_string(), text(&segment.id), parameter.id().to_owned(), point, value])?;
            }
        }
    }
    table.finish()
}

pub(super) struct Table<'a> {
    writer: csv::Writer<&'a mut dyn Write>,
}

impl<'a> Table<'a> {
    pub(super) fn new(out: &'a mut dyn Write, header: &[&str]) -> io::Result<Self> {
        let mut writer = csv::Writer::from_writer(out);
        writer.write_record(header)?;
        Ok(Self { writer })
    }

    pub(super) fn row(&mut self, cells: &[String]) -> io::Result<()> {
        Ok(self.writer.write_record(cells)?)
    }

    pub(super) fn finish(mut self) -> io::Result<()> {
        self.writer.flush()
    }
}

/// A text cell: what a spreadsheet would run as a formula gets an apostrophe in front.
pub(super) fn text(cell: &str) -> String {
    if cell.starts_with(['=', '+', '-', '@', '\t', '\r']) { format!("'{cell}") } else { cell.to_owned() }
}

/// A text cell as it stands in a line, in quotation marks where it needs them.
fn quoted(cell: &str) -> io::Result<String> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer.write_record([text(cell)])?;
    let mut line = String::from_utf8(writer.into_inner().map_err(|e| e.into_error())?).map_err(io::Error::other)?;
    line.truncate(line.trim_end_matches('\n').len());
    Ok(line)
}

pub(super) fn number(x: Option<f64>) -> String {
    let mut cell = String::new();
    push_number(&mut cell, x);
    cell
}

fn push_number(line: &mut String, x: Option<f64>) {
    if let Some(x) = x.filter(|x| x.is_finite()) {
        // Adding 0 turns −0 into 0. Writing to memory does not fail.
        let _ = write!(line, "{}", x + 0.0);
    }
}

pub(super) fn value(e: Option<Estimate>) -> String {
    number(e.map(|e| e.value))
}

pub(super) fn error(e: Option<Estimate>) -> String {
    number(e.and_then(|e| e.standard_error))
}

/// Whole hundredths, shown with two decimals.
struct Cents(i64);

impl fmt::Display for Cents {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.0 < 0 { "-" } else { "" };
        write!(f, "{sign}{}.{:02}", self.0.unsigned_abs() / 100, self.0.unsigned_abs() % 100)
    }
}

pub(super) fn cents(amount: i64) -> String {
    Cents(amount).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formulas_in_text_are_neutralised_and_other_text_is_not() {
        for evil in ["=HYPERLINK(\"http://x\")", "+1", "-1", "@SUM(A1)", "\tx", "\rx"] {
            assert_eq!(text(evil), format!("'{evil}"));
        }
        assert_eq!((text("NRR = good"), text("")), ("NRR = good".to_owned(), String::new()));
    }

    #[test]
    fn text_is_quoted_where_a_line_needs_it() {
        for (cell, line) in [("run-1", "run-1"), ("a,b", "\"a,b\""), ("say \"x\"", "\"say \"\"x\"\"\""), ("=1", "'=1")] {
            assert_eq!(quoted(cell).unwrap(), line);
        }
    }

    #[test]
    fn numbers_round_trip_and_undefined_is_empty() {
        for x in [0.1 + 0.2, 1e-9, 523_412.17, -2.5e12, f64::MIN_POSITIVE] {
            assert_eq!(number(Some(x)).parse::<f64>().unwrap().to_bits(), x.to_bits());
        }
        assert_eq!((number(Some(f64::NAN)), number(None), number(Some(-0.0))), (String::new(), String::new(), "0".to_owned()));
    }

    #[test]
    fn cents_have_two_decimals() {
        assert_eq!((cents(5), cents(-1_999), cents(100), cents(0)), ("0.05".into(), "-19.99".into(), "1.00".into(), "0.00".into()));
    }
}
