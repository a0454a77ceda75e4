//! Values on the command line that several verbs of `ab` take.

use crate::experiment::bayes::{FRIEBEL, Prior};
use crate::experiment::rehearse::Guardrail;
use crate::measure::Measure;

/// A number.
pub(super) fn parse_number(text: &str) -> Result<f64, String> {
    text.trim().parse().ok().filter(|x: &f64| x.is_finite()).ok_or_else(|| "must be a number, such as 0.015".into())
}

/// A number above 0.
pub(super) fn parse_positive(text: &str) -> Result<f64, String> {
    parse_number(text).ok().filter(|x| *x > 0.0).ok_or_else(|| "must be more than 0".into())
}

/// A share strictly between 0 and 1, as a fraction or in per cent.
pub(super) fn parse_share(text: &str) -> Result<f64, String> {
    let share = text.strip_suffix('%').map_or_else(|| parse_number(text), |points| parse_number(points).map(|p| p / 100.0));
    share.ok().filter(|x| *x > 0.0 && *x < 1.0).ok_or_else(|| "must be more than 0 and less than 1, such as 0.05".into())
}

/// A chance of error.
pub(super) fn parse_alpha(text: &str) -> Result<f64, String> {
    parse_number(text)
        .ok()
        .filter(|alpha| *alpha > 0.0 && *alpha <= 0.5)
        .ok_or_else(|| "must be above 0 and at most 0.5, such as 0.05".into())
}

/// `flat`, `friebel` or `MEAN,SD`.
pub(super) fn parse_prior(text: &str) -> Result<Prior, String> {
    match text.trim() {
        "flat" => Ok(Prior::Flat),
        "friebel" => Ok(FRIEBEL),
        other => {
            let pair = other.split_once(',').and_then(|(mean, sd)| Some((parse_number(mean).ok()?, parse_positive(sd).ok()?)));
            let wrong = || "expected flat, friebel or MEAN,SD with SD above 0, such as 0.02,0.03".to_owned();
            pair.map(|(mean, sd)| Prior::Normal { mean, sd }).ok_or_else(wrong)
        }
    }
}

/// `MEASURE:-MARGIN`.
pub(super) fn parse_guardrail(text: &str) -> Result<Guardrail, String> {
    let wrong = || "expected MEASURE:-MARGIN, such as logo-retention:-0.05".to_owned();
    let (id, margin) = text.split_once(':').ok_or_else(wrong)?;
    let Some(measure) = Measure::ALL.iter().copied().find(|measure| measure.id() == id) else {
        let ids = Measure::ALL.iter().map(|measure| measure.id());
        let near = crate::config::nearest_name(id, ids).map(|name| format!("; did you mean {name}?"));
        return Err(format!("`{id}` is no measure{}", near.unwrap_or_default()));
    };
    match margin.parse::<f64>() {
        Ok(margin) if margin < 0.0 && margin.is_finite() => Ok(Guardrail { measure, margin: -margin }),
        _ => Err("the margin must be below 0: how much worse is still tolerated".into()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_read_or_refused_with_the_reason() {
        assert_eq!(parse_prior("0.02, 0.03"), Ok(Prior::Normal { mean: 0.02, sd: 0.03 }));
        assert_eq!((parse_prior("flat"), parse_prior("friebel")), (Ok(Prior::Flat), Ok(FRIEBEL)));
        assert!(parse_prior("0.02").is_err() && parse_prior("0.02,0").is_err());
        assert_eq!(parse_guardrail("nps:-5"), Ok(Guardrail { measure: Measure::Nps, margin: 5.0 }));
        assert!(parse_guardrail("nsp:-5").unwrap_err().contains("nps"));
        assert!(parse_guardrail("nps:5").unwrap_err().contains("below 0"));
        assert_eq!((parse_share("5%"), parse_share(" 0.05")), (Ok(0.05), Ok(0.05)));
        assert!(parse_share("1").is_err() && parse_share("100%").is_err() && parse_positive("0").is_err() && parse_number("inf").is_err());
        assert!(parse_alpha("0").is_err() && parse_alpha("0.6").is_err() && parse_alpha("0.1") == Ok(0.1));
    }
}
