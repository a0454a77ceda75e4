//! The picture of an assignment: balance against luck.

use super::{AssignContents, words};
use crate::compare::shown_name;
use crate::report::chart::{ChartError, Figure, Love, LoveRow, draw_love};

/// The love plot (named after Thomas Love, who first drew covariates so); `None` without covariates.
pub(super) fn love(contents: &AssignContents<'_>) -> Result<Option<Figure>, ChartError> {
    let a = contents.assignment;
    let several = a.arms.len() > 2;
    let mut rows = Vec::new();
    for row in contents.balance {
        for (at, contrast) in row.contrasts.iter().enumerate() {
            let Some(standardised) = contrast.standardised else { continue };
            let luck = contrast.by_luck.map(|[low, _, high]| [low, high]);
            let name = shown_name(&row.name);
            rows.push(LoveRow {
                name: if several { format!("{name}: {}", shown_name(&a.arms[at + 1])) } else { name },
                standardised,
                by_luck: luck,
                text: luck.map_or_else(
                    || words::signed(standardised),
                    |[low, high]| format!("{}  luck {} to {}", words::signed(standardised), words::signed(low), words::signed(high)),
                ),
            });
        }
    }
    draw_love(&Love {
        question: "Are the arms alike before the start?".into(),
        assumptions: format!(
            "{}, {}. Dot: this assignment, plan less {}. Pale: nine of ten simple assignments. Dashes: 0.25, worth a look.",
            words::dealt(a),
            words::method(a),
            shown_name(&a.arms[0])
        ),
        rows,
    })
}
