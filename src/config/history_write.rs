//! A sampled panel as a revenue file: what `--history` and `calibrate` read.

use std::io::{self, Write};

use crate::cohort::{account_names, month_names};
use crate::dynamics::Panel;

/// Writes `account_id,month,revenue,segment,csm`: a row for every account and month with an invoice, rounded to the cent. The CSM is
/// the one whose account it was in that month. Names are by index; `first` is the calendar month (year, 1 to 12) of the panel's first.
///
/// # Errors
/// When `out` cannot be written.
pub fn write_history(out: &mut dyn Write, panel: &Panel, segments: &[String], seats: &[String], first: (u16, u8)) -> io::Result<()> {
    let months = month_names(first, panel.months);
    let pays = |account: usize| (0..panel.months).any(|m| panel.revenue_in(m)[account] > 0.0);
    let paying: Vec<usize> = (0..panel.accounts).filter(|&a| pays(a)).collect();
    let mut table = csv::Writer::from_writer(out);
    table.write_record(["account_id", "month", "revenue", "segment", "csm"])?;
    for (name, account) in account_names(paying.len()).iter().zip(paying) {
        let mut moves = panel.moves.iter().filter(|m| m.0 as usize == account).peekable();
        let mut owner = panel.owner[account];
        for (month, written) in months.iter().enumerate() {
            while let Some(&(.., to)) = moves.next_if(|m| usize::from(m.1) <= month) {
                owner = to;
            }
            let revenue = panel.revenue_in(month)[account];
            if revenue > 0.0 {
                let segment = &segments[usize::from(panel.segment[account])];
                table.write_record([name, written, &format!("{revenue:.2}"), segment, &seats[usize::from(owner)]])?;
            }
        }
    }
    table.flush()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn invoices_are_written_under_whoever_held_the_account() {
        let panel = Panel {
            months: 3,
            accounts: 2,
            seats: 2,
            segment: vec![0, 0],
            owner: vec![0, 1],
            moves: vec![(0, 1, 1)],
            revenue: vec![10.004, 0.0, 11.0, 0.0, 12.5, 0.0],
            ..Panel::default()
        };
        let mut out = Vec::new();
        write_history(&mut out, &panel, &["smb".into()], &["Ann".into(), "Bob".into()], (2024, 12)).unwrap();
        let expected =
            "account_id,month,revenue,segment,csm\nA001,2024-12,10.00,smb,Ann\nA001,2025-01,11.00,smb,Bob\nA001,2025-02,12.50,smb,Bob\n";
        assert_eq!(String::from_utf8(out).unwrap(), expected);
    }
}
