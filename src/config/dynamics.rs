//! `[dynamics]`: coefficients of customers' lives other than the usual ones.
//!
//! Most of them are judgement, so that a result is worth as much as its sensitivity to them: state another value here and run again.

use crate::dynamics::Coefficients;
use crate::scenario::Market;

use super::{Bounds, Table};

/// A coefficient that is a number: key, range, field.
type Number = (&'static str, Bounds, fn(&mut Coefficients) -> &mut f32);

/// Log hazards and log rates per unit of something: e³ is a factor of 20.
const LOG: Bounds = Bounds::between(-3.0, 3.0);
/// Moves of the value score, in logits.
const LOGITS: Bounds = Bounds::between(-5.0, 5.0);
/// The same where only one sign makes sense, and standard deviations.
const SPREAD: Bounds = Bounds::between(0.0, 5.0);
/// Events per account or seat and month.
const RATE: Bounds = Bounds::between(0.0, 10.0);

/// Trust lost in a month; four games together leave some of it.
const TRUST: Bounds = Bounds::between(0.0, 0.2);

/// All of them, in the order of [`Coefficients`].
const NUMBERS: [Number; 47] = [
    ("churn_value", LOG, |c| &mut c.churn_value),
    ("churn_trust", LOG, |c| &mut c.churn_trust),
    ("churn_macro", LOG, |c| &mut c.churn_macro),
    ("handover_hazard", LOG, |c| &mut c.handover_hazard),
    ("handover_trust", Bounds::above_to(0.0, 1.0), |c| &mut c.handover_trust),
    ("expansion_value", LOG, |c| &mut c.expansion_value),
    ("expansion_macro", LOG, |c| &mut c.expansion_macro),
    ("expansion_pressure", RATE, |c| &mut c.expansion_pressure),
    ("lead_value", LOG, |c| &mut c.lead_value),
    ("lead_pressure", RATE, |c| &mut c.lead_pressure),
    ("padded_rate", Bounds::between(0.0, 0.07), |c| &mut c.padded_rate),
    ("padded_conversion", Bounds::SHARE, |c| &mut c.padded_conversion),
    ("growth_value", Bounds::between(-0.5, 0.5), |c| &mut c.growth_value),
    ("value_reversion", Bounds::SHARE, |c| &mut c.value_reversion),
    ("value_adoption", LOGITS, |c| &mut c.value_adoption),
    ("value_documented", LOGITS, |c| &mut c.value_documented),
    ("value_pressure", SPREAD, |c| &mut c.value_pressure),
    ("value_neglect", SPREAD, |c| &mut c.value_neglect),
    ("rescue", LOGITS, |c| &mut c.rescue),
    ("attention_cap", RATE, |c| &mut c.attention_cap),
    ("attention_share", Bounds::SHARE, |c| &mut c.attention_share),
    ("value_sd", SPREAD, |c| &mut c.value_sd),
    ("value_common", Bounds::SHARE, |c| &mut c.value_common),
    ("anchor_sd", SPREAD, |c| &mut c.anchor_sd),
    ("start_value", LOGITS, |c| &mut c.start_value),
    ("start_value_sd", SPREAD, |c| &mut c.start_value_sd),
    ("new_account_value", LOGITS, |c| &mut c.new_account_value),
    ("deployment_sd", SPREAD, |c| &mut c.deployment_sd),
    ("start_trust", Bounds::above_to(0.0, 1.0), |c| &mut c.start_trust),
    ("trust_recovery", Bounds::SHARE, |c| &mut c.trust_recovery),
    ("trust_pressure", TRUST, |c| &mut c.trust_pressure),
    ("trust_padding", TRUST, |c| &mut c.trust_padding),
    ("trust_shallow", TRUST, |c| &mut c.trust_shallow),
    ("trust_begging", TRUST, |c| &mut c.trust_begging),
    ("advocacy_rate", Bounds::between(0.0, 0.1), |c| &mut c.advocacy_rate),
    ("referral_share", Bounds::SHARE, |c| &mut c.referral_share),
    ("mover_rate", Bounds::between(0.0, 0.03), |c| &mut c.mover_rate),
    ("mover_conversion", Bounds::SHARE, |c| &mut c.mover_conversion),
    ("new_business_size", RATE, |c| &mut c.new_business_size),
    ("first_value_rate", RATE, |c| &mut c.first_value_rate),
    ("implementation_rate", Bounds::SHARE, |c| &mut c.implementation_rate),
    ("strategy_keep", Bounds::SHARE, |c| &mut c.strategy_keep),
    ("strategy_rate", RATE, |c| &mut c.strategy_rate),
    ("strategy_start", Bounds::SHARE, |c| &mut c.strategy_start),
    ("review_rate", RATE, |c| &mut c.review_rate),
    ("shallow_output", RATE, |c| &mut c.shallow_output),
    ("macro_persistence", Bounds::SHARE, |c| &mut c.macro_persistence),
];

/// Reads `[dynamics]`; what it does not say is [`Coefficients::default`].
pub(super) fn read_dynamics(scenario: &Table<'_>, market: Option<&Market>) -> Coefficients {
    let mut read = Coefficients::default();
    let Some(table) = scenario.table("dynamics").optional() else { return read };
    if market.is_some_and(|market| !matches!(market, Market::Cohorts(_))) {
        let problem = scenario.problem_at("dynamics", "customers live by these numbers only where they are drawn from segments");
        scenario.notes().problem(problem.allowed("together with [market] kind = \"cohorts\""));
    }
    for (key, bounds, field) in NUMBERS {
        let field = field(&mut read);
        *field = table.f64(key, bounds).or(decimal(*field)) as f32;
    }
    let c = &mut read;
    c.handover_months = table.integer("handover_months", 0..=24).or(c.handover_months);
    c.signing_lag = table.integer("signing_lag", 0..=1).or(c.signing_lag);
    c.new_business_lag = table.integer("new_business_lag", 0..=24).or(c.new_business_lag);
    c.attention_full_book = table.boolean("attention_full_book").or(c.attention_full_book);
    table.finish();
    read
}

/// The number somebody wrote: 0.3, not the 0.30000001192 that single precision makes of it.
fn decimal(x: f32) -> f64 {
    x.to_string().parse().unwrap_or(f64::from(x))
}

/// Coefficients that differ from the usual ones, as `key = value (usually value)`.
pub(super) fn differences(stated: &Coefficients) -> Vec<String> {
    let (mut stated, mut usual) = (*stated, Coefficients::default());
    let mut told = Vec::new();
    let mut tell = |key: &str, stated: String, usual: String| {
        if stated != usual {
            told.push(format!("{key} = {stated} (usually {usual})"));
        }
    };
    for (key, _, field) in NUMBERS {
        tell(key, field(&mut stated).to_string(), field(&mut usual).to_string());
    }
    tell("handover_months", stated.handover_months.to_string(), usual.handover_months.to_string());
    tell("signing_lag", stated.signing_lag.to_string(), usual.signing_lag.to_string());
    tell("new_business_lag", stated.new_business_lag.to_string(), usual.new_business_lag.to_string());
    tell("attention_full_book", stated.attention_full_book.to_string(), usual.attention_full_book.to_string());
    told
}

#[cfg(test)]
mod tests {
    use super::super::{Document, Notes, Source};
    use super::*;

    fn read(text: &str) -> Result<Coefficients, String> {
        let notes = Notes::new();
        let source = Source::new("test.toml", text);
        let document = Document::parse(&source, &notes);
        let read = read_dynamics(&document.root(&notes), None);
        notes.finish().map(|_| read).map_err(|problems| problems.render(false))
    }

    /// Every field of the table can be stated: its serialised form lists them.
    #[test]
    fn every_coefficient_can_be_stated_and_is_told_when_it_differs() {
        let usual = Coefficients::default();
        let serde_json::Value::Object(fields) = serde_json::to_value(usual).unwrap() else { panic!("a table") };
        assert!(fields.len() > 50, "{}", fields.len());
        for (key, value) in fields {
            let other = match &value {
                serde_json::Value::Bool(is) => (!is).to_string(),
                number if matches!(key.as_str(), "handover_months" | "signing_lag" | "new_business_lag") => {
                    (1 - number.as_u64().unwrap().min(1)).to_string()
                }
                number => (number.as_f64().unwrap() * 0.5 + 0.013).to_string(),
            };
            let stated = read(&format!("[dynamics]\n{key} = {other}\n")).unwrap();
            assert_ne!(stated, usual, "{key}");
            let told = differences(&stated);
            assert!(told.len() == 1 && told[0].starts_with(&format!("{key} = ")), "{key}: {told:?}");
        }
        assert_eq!(read("").unwrap(), usual);
        assert_eq!(differences(&usual), [""; 0]);
    }

    #[test]
    fn what_cannot_be_is_refused() {
        let told = read("[dynamics]\nstart_trust = 0.0\nsigning_lag = 2\nchurn_vlaue = 0.1\ntrust_pressure = 0.9\n").unwrap_err();
        assert_eq!(told.matches("error:").count(), 4, "{told}");
        assert!(told.contains("churn_value"), "the nearest is named: {told}");
    }

    #[test]
    fn numbers_are_told_as_they_were_written() {
        let stated = read("[dynamics]\nhandover_hazard = 0\nstart_trust = 0.85\n").unwrap();
        assert_eq!(differences(&stated), ["handover_hazard = 0 (usually 0.4)", "start_trust = 0.85 (usually 1)"]);
        assert_eq!(decimal(0.3), 0.3);
    }
}
