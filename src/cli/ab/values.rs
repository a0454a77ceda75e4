//! Values on the command line that several verbs of `ab` take.

use crate::experiment::bayes::{FRIEBEL, Prior};
use crate::experiment::rehearse::Guardrail;
use crate::measure::Measure;

/// A chance of error.
pub(super) fn parse_alpha(text: &str) -> Result<f64, String> {
    match text.parse::<f64>() {
        Ok(alpha) if alpha > 0.0 && alpha <= 0.5 => Ok(alpha),
        _ => Err("must be above 0 and at most 0.5, such as 0.05".into()),
    }
}

/// `flat`, `friebel` or `MEAN,SD`.
pub(super) fn parse_prior(text: &str) -> Result<Prior, String> {
    let wrong = || "expected flat, friebel or MEAN,SD with SD above 0, such as 0.02,0.03".to_owned();
    match text {
        "flat" => Ok(Prior::Flat),
        "friebel" => Ok(FRIEBEL),
        other => {
            let (mean, sd) = other.split_once(',').ok_or_else(wrong)?;
            let number = |text: &str| text.trim().parse::<f64>().ok().filter(|x| x.is_finite()).ok_or_else(wrong);
            let (mean, sd) = (number(mean)?, number(sd)?);
            if sd > 0.0 { Ok(Prior::Normal { mean, sd }) } else { Err(wrong()) }
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
        assert!(parse_alpha("0").is_err() && parse_alpha("0.6").is_err() && parse_alpha("0.1") == Ok(0.1));
    }
}
