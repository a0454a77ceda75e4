//! Two tried plans and a third, outcome by outcome, from a file.

use std::sync::Arc;

use super::Contract;
use crate::config::{Bounds, Notes, Sheet, Source};

/// How far shares may be from adding up to 1: files round them.
const ROUNDING: f64 = 0.01;

/// Reads contracts (`score,p_A,p_B,pay_A,pay_B,pay_C`, a row for each outcome); `None` if anything is wrong, which the notes then say.
#[must_use]
pub fn read_contracts(source: &Arc<Source>, notes: &Notes) -> Option<Vec<Contract>> {
    let before = notes.count();
    let sheet = Sheet::parse(source, notes);
    let outcome = sheet.required_column(&["score", "outcome"]);
    let shares = ["p_a", "p_b"].map(|name| sheet.required_column(&[name]));
    let pay = ["pay_a", "pay_b", "pay_c"].map(|name| sheet.required_column(&[name]));
    if sheet.len() < 2 {
        notes.problem(sheet.problem_at_header("fewer than two outcomes").allowed("a row for each outcome that can come"));
    }
    let (outcome, [p_a, p_b], [pay_a, pay_b, pay_c]) = (outcome?, shares, pay);
    let (p, w) = ([p_a?, p_b?], [pay_a?, pay_b?, pay_c?]);
    let mut rows = Vec::new();
    for row in 0..sheet.len() {
        let outcome = sheet.cell(row, outcome).number(Bounds::ANY);
        let shares = p.map(|column| sheet.cell(row, column).number(Bounds::SHARE));
        let pay = w.map(|column| sheet.cell(row, column).number(Bounds::NOT_NEGATIVE));
        if let (Some(outcome), [Some(a), Some(b)], [Some(pay_a), Some(pay_b), Some(pay_c)]) = (outcome, shares, pay) {
            rows.push(Contract { outcome, shares: [a, b], pay: [pay_a, pay_b, pay_c] });
        }
    }
    for (plan, name) in ["p_A", "p_B"].iter().enumerate() {
        let sum: f64 = rows.iter().map(|row| row.shares[plan]).sum();
        if rows.len() == sheet.len() && !rows.is_empty() && (sum - 1.0).abs() > ROUNDING {
            notes.problem(
                sheet.problem_at_header(format!("shares in column `{name}` add up to {sum:.3}")).allowed("shares that add up to 1"),
            );
        }
    }
    (notes.count() == before).then_some(rows)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_read_or_every_problem_told() {
        let read = |text: &str| {
            let notes = Notes::new();
            let rows = read_contracts(&Source::new("c.csv", text), &notes);
            notes.finish().map_err(|problems| problems.render(false)).map(|_| rows.unwrap())
        };
        let rows = read("score,p_A,p_B,pay_A,pay_B,pay_C\n0,0.5,0.4,1,1,1\n1,0.5,0.6,1,2,3\n").unwrap();
        assert_eq!(rows[1], Contract { outcome: 1.0, shares: [0.5, 0.6], pay: [1.0, 2.0, 3.0] });
        let told = read("score,p_A,p_B,pay_A,pay_B,pay_C\n0,0.5,0.4,1,1,-1\n1,0.4,1.6,1,2,x\n").unwrap_err();
        assert!(told.contains("3 problems"), "{told}");
        let told = read("score,p_A,p_B,pay_A,pay_B,pay_C\n0,0.5,0.4,1,1,1\n1,0.4,0.6,1,2,3\n").unwrap_err();
        assert!(told.contains("add up to 0.900"), "{told}");
        assert!(read("score,p_A\n1,1\n").unwrap_err().contains("missing column `pay_c`"));
    }
}
