//! An analysis as JSON, for programs (`paylift ab decide` among them).

use serde_json::{Value, json};

use super::{AnalysisContents, pictures, words};
use crate::experiment::Effect;
use crate::experiment::analyse::{Comparison, Line, PanelFindings, Standing};
use crate::report::manifest::PROGRAM;

/// The text of `analyse.json`, which `--json` prints.
///
/// # Errors
/// If a number is not finite.
pub fn summary(contents: &AnalysisContents<'_>) -> serde_json::Result<String> {
    let AnalysisContents { data, settings, analysis, inputs, repeat } = *contents;
    let value = json!({
        "program": PROGRAM,
        "version": env!("CARGO_PKG_VERSION"),
        "verb": "ab analyse",
        "repeat": repeat,
        "inputs": inputs,
        "outcome": data.outcome_name,
        "baseline": (!data.baseline_name.is_empty()).then_some(&data.baseline_name),
        "level": data.level,
        "stratum": (!data.stratum_name.is_empty()).then_some(&data.stratum_name),
        "arms": data.arms,
        "units": analysis.units,
        "rows": analysis.rows,
        "missing_outcomes": data.missing,
        "alpha": settings.alpha,
        "lower_is_better": settings.lower_is_better,
        "break_even": settings.break_even,
        "sample_ratio": analysis.sample_ratio,
        "comparisons": analysis.comparisons.iter().map(|c| comparison(contents, c)).collect::<Vec<_>>(),
        "warnings": analysis.warnings,
    });
    let mut text = serde_json::to_string_pretty(&value)?;
    text.push('\n');
    Ok(text)
}

fn comparison(contents: &AnalysisContents<'_>, c: &Comparison) -> Value {
    let guarded = c.guarded.iter().map(|g| {
        json!({ "column": g.guardrail.column, "margin": g.guardrail.margin, "effect": g.effect.map(effect), "p_one_sided": g.p, "finding": g.kept })
    });
    json!({
        "control": c.arms[0],
        "plan": c.arms[1],
        "units": c.units,
        "accounts": c.accounts,
        "verdict": c.verdict,
        "sentence": words::verdict(contents, c),
        "headline": c.headline().map(line),
        "adjusted_p": c.adjusted_p,
        "dunnett_p": c.dunnett_p,
        "belief": c.belief.as_ref().map(|b| json!({
            "prior": b.prior.moments().map(|(mean, sd)| json!({ "mean": mean, "sd": sd })), "public_prior": b.is_public,
            "above_zero": b.above_zero, "above_break_even": b.above_break_even, "mean": b.mean, "interval": [b.interval.0, b.interval.1],
        })),
        "units_needed": c.units_needed,
        "permutation": c.counted,
        "estimates": c.lines.iter().map(line).collect::<Vec<_>>(),
        "icc": c.icc,
        "balance": c.balance,
        "guardrails": guarded.collect::<Vec<_>>(),
        "payout": c.payout.as_ref().map(|pay| json!({ "extra": effect(pay.extra), "price_of_one": pay.price })),
        "contamination": c.exposure.as_ref().map(|e| json!({
            "moved_out": e.moved_out, "moved_in": e.moved_in, "first_stage": e.first_stage, "if_fully_exposed": effect(e.debiased),
            "sample_inflation": e.inflation(),
        })),
        "quarter_edge": c.timing.as_ref().map(|t| json!({
            "days": t.edge_days, "bookings": t.bookings, "share_control": t.control, "share_plan": t.treated, "share_if_even": t.even,
            "p": t.test.line.p,
        })),
        "event_study": pictures::study(c).map(|study| json!({
            "periods": study.periods.iter().zip(&study.errors_cr1s)
                .map(|((period, e), stata)| json!({ "period": name(contents, *period), "effect": effect(*e), "standard_error_cr1s": stata }))
                .collect::<Vec<_>>(),
            "before": study.before.map(|b| json!({ "f": b.f, "numerator": b.numerator, "denominator": b.denominator, "p": b.p() })),
        })),
        "switchback": match &c.panel {
            Some(PanelFindings::Switched(s)) => json!({ "direct": effect(s.direct), "total": effect(s.total) }),
            _ => Value::Null,
        },
    })
}

fn name<'a>(contents: &AnalysisContents<'a>, period: usize) -> &'a str {
    contents.data.periods.as_ref().and_then(|p| p.names.get(period)).map(String::as_str).unwrap_or_default()
}

fn line(line: &Line) -> Value {
    let (standing, reason) = match &line.standing {
        Standing::Headline => ("headline", None),
        Standing::Beside => ("beside", None),
        Standing::Invalid(reason) => ("invalid", Some(reason)),
    };
    let finite = |end: f64| end.is_finite().then_some(end);
    json!({
        "method": line.key, "name": line.name, "standing": standing, "reason": reason,
        "estimand": match line.estimand {
            crate::experiment::clustered::Estimand::Account => "account",
            crate::experiment::clustered::Estimand::Csm => "csm",
            crate::experiment::clustered::Estimand::Arr => "arr",
        },
        "estimate": line.estimate, "standard_error": line.standard_error, "df": line.degrees_of_freedom.and_then(finite), "p": line.p,
        "interval": line.interval.map(|(low, high)| [finite(low), finite(high)]),
    })
}

fn effect(effect: Effect) -> Value {
    json!({
        "estimate": effect.estimate, "standard_error": effect.standard_error,
        "df": effect.degrees_of_freedom.is_finite().then_some(effect.degrees_of_freedom), "p": effect.p(),
    })
}
