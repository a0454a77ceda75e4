//! Pay statements as text: the book, what was measured of each account, and every line of what is paid.

use std::fmt::Write as _;

use super::number;
use crate::cohort::History;
use crate::measure::{Metric, SeatMonth, Trace, Unit};
use crate::plan::{Cents, Plan, explain_line};
use crate::scenario::{Market, Resampling, Scenario};
use crate::trial::{BookMonth, PeriodStatement, Statement};

/// Adds the book, month by month; nothing where there are no customers.
pub fn book(text: &mut String, months: &[BookMonth], currency: &str) {
    if months.is_empty() {
        return;
    }
    let _ = writeln!(text, "\nBook, month by month\n  month  there        accounts        revenue  arrived  left  expansions (a year)");
    for (i, m) in months.iter().enumerate() {
        let there = match m.presence {
            SeatMonth { present: false, .. } => "vacant".to_owned(),
            SeatMonth { tenure: SeatMonth::VETERAN, .. } => "yes".to_owned(),
            SeatMonth { tenure, .. } => format!("month {}", tenure + 1),
        };
        let expanded =
            if m.expanded.0 == 0 { String::new() } else { format!("{} ({})", m.expanded.0, number::exact(currency, m.expanded.1)) };
        let _ = writeln!(
            text,
            "  {:>5}  {there:<11}  {:>8}  {:>13}  {:>7}  {:>4}  {expanded}",
            i + 1,
            m.accounts,
            number::exact(currency, m.revenue),
            m.arrived,
            m.left
        );
    }
}

/// Adds every pay period: what was measured, account by account, and what it pays, line by line.
pub fn periods(text: &mut String, scenario: &Scenario, statement: &Statement) {
    let plan = &scenario.plans[statement.plan];
    let past = replayed(scenario);
    let cadence = usize::from(plan.cadence);
    for (nth, period) in statement.periods.iter().enumerate() {
        let (from, to) = (nth * cadence, (nth + 1) * cadence - 1);
        let month = |number: usize| past?.months.get(usize::from(scenario.burn_in) + number);
        let when = month(from).zip(month(to)).map_or_else(String::new, |(from, to)| format!(", {from} to {to}"));
        let _ = writeln!(text, "\nPeriod {} (months {}–{}{when})", nth + 1, from + 1, to + 1);
        pay_period(text, plan, period, past, &scenario.currency);
    }
}

/// The history that is replayed, if one is: its accounts and months have names.
fn replayed(scenario: &Scenario) -> Option<&History> {
    match &scenario.market {
        Market::History(market) if market.resampling == Resampling::Replay => Some(&market.history),
        _ => None,
    }
}

fn pay_period(text: &mut String, plan: &Plan, period: &PeriodStatement, past: Option<&History>, currency: &str) {
    for (metric, trace) in plan.metrics.iter().zip(&period.traces) {
        measured(text, metric, trace, past);
    }
    let _ = writeln!(text, "  Paid");
    for line in &period.lines {
        let _ = writeln!(text, "    {:>12}  {}", to_the_cent(currency, line.cents), explain_line(plan, line));
    }
    let _ = writeln!(text, "    {:>12}  total of the period", to_the_cent(currency, period.total()));
}

/// One metric's reading, account by account.
fn measured(text: &mut String, metric: &Metric, trace: &Trace, past: Option<&History>) {
    let names: Vec<&str> = metric.measures.iter().map(|m| m.id()).collect();
    let unit = metric.measures.first().map_or(Unit::Count, |m| m.unit());
    let value = trace.reading.value.map_or_else(|| "undefined".to_owned(), |v| in_unit(v, unit));
    let _ = writeln!(text, "  Measured: {} = {value}", names.join(" + "));
    if trace.parts.is_empty() {
        return;
    }
    let named = |id: u32| past.and_then(|past| past.accounts.get(id as usize).cloned()).unwrap_or_else(|| account_number(id));
    let accounts: Vec<String> = trace.parts.iter().map(|part| part.account.map_or_else(|| "-".to_owned(), named)).collect();
    let width = accounts.iter().map(|account| account.chars().count()).fold(10, usize::max);
    let _ = writeln!(text, "    {:>width$}  {:>14}  {:>14}  {:>14}", "account", "base", "now", "counted");
    for (part, account) in trace.parts.iter().zip(&accounts) {
        let note = part.note.unwrap_or("");
        let line = format!("    {account:>width$}  {:>14.2}  {:>14.2}  {:>14.2}  {note}", part.base, part.current, part.counted);
        let _ = writeln!(text, "{}", line.trim_end());
    }
    let (base, counted) = trace.parts.iter().fold((0.0, 0.0), |(b, c), p| (b + p.base, c + p.counted));
    let _ = writeln!(text, "    {:>width$}  {base:>14.2}  {:>14}  {counted:>14.2}", "sum", "");
}

/// Accounts that arrived later carry a number made of seat, month and count; they are shown as N and that number.
fn account_number(id: u32) -> String {
    const ARRIVAL: u32 = 1 << 31;
    if id & ARRIVAL == 0 {
        return format!("{}", id + 1);
    }
    let (seat, month, nth) = ((id & !ARRIVAL) >> 16, id >> 8 & 255, id & 255);
    format!("N{}.{}.{}", seat + 1, month, nth + 1)
}

/// A payout exactly as it is booked: every digit of it.
#[must_use]
pub fn to_the_cent(currency: &str, amount: Cents) -> String {
    let cents = amount.0.unsigned_abs();
    let sign = if amount.0 < 0 { "-" } else { "" };
    format!("{sign}{currency}{}.{:02}", number::grouped(cents / 100), cents % 100)
}

fn in_unit(value: f64, unit: Unit) -> String {
    match unit {
        Unit::Ratio | Unit::Share => format!("{:.2} %", 100.0 * value),
        Unit::Dollars => format!("{value:.2} dollars"),
        Unit::Count | Unit::Score | Unit::Months => format!("{value:.2}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn payouts_are_shown_to_the_cent() {
        assert_eq!(to_the_cent("$", Cents(426_847)), "$4,268.47");
        assert_eq!(to_the_cent("€", Cents(-5)), "-€0.05");
        assert_eq!(to_the_cent("$", Cents(123_456_700)), "$1,234,567.00");
    }

    #[test]
    fn arrivals_are_numbered_by_seat_month_and_count() {
        assert_eq!(account_number(41), "42");
        assert_eq!(account_number(1 << 31 | 6 << 16 | 17 << 8), "N7.17.1");
    }
}
