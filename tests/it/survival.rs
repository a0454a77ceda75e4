//! Churn against numbers computed independently (lifelines and a second route) from two files that are not part of the project: a
//! fictional company's 7,043 customers and a real revenue panel. The life tables stand below, so that most of it runs anywhere; parts
//! by category and the panel need `PAYLIFT_TEST_DATA`, the folder they are in.

use paylift::calibrate::Lifetimes;
use paylift::calibrate::survival::{
    BAND_EDGES, ChurnSettings, Family, InactivityRule, LifeTable, Likelihood, RenewalVerdict, SurvivalInterval, constant_hazard,
    derive_lifetimes, fit_churn, fit_family, hazard_bands, kaplan_meier, rule_sensitivity, split_by, take,
};

use crate::survival_data::{real_panel, telco};
use crate::survival_numbers::{Expected, RETAIL, RETAIL_LIFE, TELCO, TELCO_BANDS, TELCO_LIFE, TELCO_PARTS};

/// Of closed forms: the numbers below have nine digits.
const DIGITS: f64 = 1e-8;
/// Of maximum likelihood estimates.
const ESTIMATES: f64 = 1e-5;
/// Of their standard errors, which the independent route found by numerical differences: where the two part most (internet service `no`,
/// ln shape) 40 digits of mpmath 1.4.1 give 0.126717108257, as here, for 0.126718946 below.
const ERRORS: f64 = 2e-5;

fn near(found: f64, expected: f64, digits: f64, what: &str) {
    assert!((found - expected).abs() <= digits * expected.abs(), "{what}: {found} for {expected}");
}

fn check(lifetimes: &Lifetimes, expected: &Expected) {
    let table = LifeTable::new(lifetimes);
    let part = expected.part;
    assert_eq!([table.accounts, table.churned, table.exposure()], expected.counts, "{part}");
    let hazard = constant_hazard(&table).unwrap();
    near(hazard.value, expected.hazard[0], DIGITS, part);
    near(hazard.standard_error.unwrap(), expected.hazard[1], DIGITS, part);
    let curves = [SurvivalInterval::LogLog, SurvivalInterval::Plain].map(|kind| kaplan_meier(&table, kind));
    for (month, numbers, at_risk) in expected.survival {
        let [log_log, plain] = [0, 1].map(|i| curves[i].at(*month).unwrap());
        assert_eq!(log_log.at_risk, *at_risk, "{part} {month}");
        let (a, b) = (log_log.survival, plain.survival);
        let found = [a.value, a.standard_error.unwrap(), a.low.unwrap(), a.high.unwrap(), b.low.unwrap(), b.high.unwrap()];
        found.iter().zip(numbers).for_each(|(f, e)| near(*f, *e, DIGITS, &format!("{part} S({month})")));
    }
    for (kind, numbers) in [(Likelihood::ExactTime, &expected.exact), (Likelihood::MonthlyInterval, &expected.interval)] {
        let fit = fit_family(&table, Family::Weibull, kind, 1).unwrap();
        let [shape, scale] = &fit.parameters[..] else { panic!("two parameters") };
        let found = [shape.value.value, scale.value.value, fit.log_likelihood, shape.se_ln, scale.se_ln];
        for ((f, e), digits) in found.iter().zip(numbers).zip([ESTIMATES, ESTIMATES, DIGITS, ERRORS, ERRORS]) {
            near(*f, *e, digits, &format!("{part} Weibull, {}", kind.name()));
        }
        near(fit.aic, 4.0 - 2.0 * numbers[2], DIGITS, part);
    }
    let constant = fit_family(&table, Family::Exponential, Likelihood::ExactTime, 1).unwrap();
    near(constant.parameters[0].value.value, expected.exponential[0], DIGITS, part);
    near(constant.log_likelihood, expected.exponential[1], DIGITS, part);
}

/// Accounts with the given life table.
fn accounts(life: &[(u64, u64)]) -> Lifetimes {
    let mut made = Lifetimes::default();
    for (i, (at_risk, churned)) in life.iter().enumerate() {
        let next = life.get(i + 1).map_or(0, |n| n.0);
        for k in 0..at_risk - next {
            made.tenure.push(i as u32 + 1);
            made.churned.push(k < *churned);
            made.entry.push(0);
        }
    }
    made
}

#[test]
fn life_tables_have_the_independent_numbers() {
    check(&accounts(&TELCO_LIFE), &TELCO);
    check(&accounts(&RETAIL_LIFE), &RETAIL[0].2);
    for (band, (churned, exposure, hazard)) in hazard_bands(&LifeTable::new(&accounts(&TELCO_LIFE)), &BAND_EDGES).iter().zip(TELCO_BANDS) {
        assert_eq!((band.churned, band.exposure), (churned, exposure));
        near(band.hazard.as_ref().unwrap().value, hazard, DIGITS, "band");
    }
}

#[test]
fn every_category_has_the_independent_numbers() {
    let Some(lifetimes) = telco() else { return };
    check(&lifetimes, &TELCO);
    let table = LifeTable::new(&lifetimes);
    assert_eq!(table.unusable, 11);
    let life: Vec<(u64, u64)> = table.months.iter().map(|m| (m.at_risk, m.churned)).collect();
    assert_eq!(life, TELCO_LIFE);
    for (column, parts) in TELCO_PARTS {
        let split = split_by(&lifetimes, column).unwrap();
        assert_eq!(split.len(), parts.len());
        for expected in *parts {
            check(&split.iter().find(|(name, _)| name == expected.part).unwrap().1, expected);
        }
    }
}

#[test]
fn silence_in_the_real_panel_has_the_independent_numbers() {
    let Some(history) = real_panel() else { return };
    for (segment, first_seen_from, expected) in RETAIL {
        let rule = InactivityRule { first_seen_from: *first_seen_from, ..InactivityRule::default() };
        let derived = derive_lifetimes(&history, rule).unwrap();
        let chosen = history.segment_named(segment);
        let rows: Vec<usize> =
            (0..derived.account.len()).filter(|r| chosen.is_none_or(|s| history.segment[derived.account[*r]] == s)).collect();
        check(&take(&derived.lifetimes, &rows), expected);
        if segment.is_empty() && *first_seen_from == 0 {
            let told = derived.counts.caveats();
            assert_eq!(told[2], "accounts left out because they came too late for the rule to judge: 975");
            assert!(
                told[1].ends_with(
                    "of 3312 accounts are there from the panel's first month on and may be older than they look (left truncation)"
                ),
                "{told:?}"
            );
            assert_eq!((derived.counts.came_late, derived.counts.last_judged_month), (975, 8));
        }
    }
}

/// Silent months, accounts, churned, account-months, longest tenure, survival to it, silences that ended (computed apart with pandas).
const RULES: [(usize, usize, u64, f64, u32, f64, usize); 6] = [
    (1, 3965, 2631, 19_866.0, 11, 0.236_863_841, 3895),
    (2, 3610, 1893, 17_794.0, 10, 0.392_704_981, 2110),
    (3, 3312, 1446, 15_630.0, 9, 0.500_067_082, 1226),
    (4, 3143, 1211, 13_529.0, 8, 0.566_044_423, 748),
    (5, 2957, 1019, 11_405.0, 7, 0.612_261_315, 471),
    (6, 2713, 825, 9_273.0, 6, 0.663_781_145, 298),
];

#[test]
fn other_rules_of_silence_give_other_churn() {
    let Some(history) = real_panel() else { return };
    let outcomes = rule_sensitivity(&history, InactivityRule::default());
    assert_eq!(outcomes.len(), 6);
    for ((silent, outcome), (months, used, churned, exposure, at, survival, returned)) in outcomes.iter().zip(RULES) {
        let found = outcome.as_ref().unwrap();
        assert_eq!((*silent, found.counts.used, found.churned, found.at, found.counts.returned), (months, used, churned, at, returned));
        near(found.hazard.value, churned as f64 / exposure, 1e-12, "hazard");
        near(found.survival.unwrap().value, survival, DIGITS, "survival");
    }
}

#[test]
fn one_fit_tells_everything() {
    let Some(lifetimes) = telco() else { return };
    let settings = ChurnSettings { term_covariate: Some("contract".into()), ..ChurnSettings::default() };
    let fit = fit_churn(&lifetimes, &settings);
    let choice = fit.choice.as_ref().unwrap();
    assert_eq!((choice.family, fit.likelihood.name()), (Family::Weibull, "monthly intervals"));
    near(fit.chosen().unwrap().log_likelihood, TELCO.interval[2], DIGITS, "the chosen law");
    let regression = fit.regression.as_ref().unwrap().as_ref().unwrap();
    assert_eq!((regression.terms.len(), regression.separated.len()), (4, 0));
    let told = fit.caveats();
    assert_eq!(told[0], "laws are fitted by monthly intervals: churn is known to its month");
    assert_eq!(told[1], "accounts left out for a tenure of 0, none after the entry or over 1200 months: 11");
    assert!(told.iter().any(|t| t.starts_with("yearly churn is extrapolated for 25 % of the accounts")), "{told:?}");
    assert!(serde_json::to_string(&fit).unwrap().len() > 10_000);
}

/// Computed apart with numpy and scipy 1.17.1 from the file and the Weibull estimates. Churn falls and rises again over tenure, which no
/// Weibull law does: the test sees it, and the distance says how much it matters.
#[test]
fn misfit_and_yearly_churn_have_the_independent_numbers() {
    let fit = fit_churn(&accounts(&TELCO_LIFE), &ChurnSettings { regression: None, ..ChurnSettings::default() });
    let goodness = fit.laws[1].goodness.as_ref().unwrap();
    let test = goodness.chi_square.unwrap();
    near(test.statistic, 215.169_797, 1e-6, "chi-square");
    near(test.p, 1.659_33e-18, 1e-4, "its probability");
    assert_eq!((test.freedom, goodness.at), (63, 72));
    near(goodness.largest_distance, 0.044_953_87, 1e-6, "distance");
    // 1 − exp(−12 h), and its error 12 exp(−12 h) se(h)
    let constant = fit.yearly_constant.as_ref().unwrap().probability;
    near(constant.value, 0.093_688_973_6, DIGITS, "yearly churn");
    near(constant.standard_error.unwrap(), 0.002_062_278_73, DIGITS, "its error");
    let law = fit.yearly.as_ref().unwrap();
    near(law.probability.value, 0.058_332_364, 1e-6, "yearly churn by the law");
    near(law.probability.standard_error.unwrap(), 0.001_671_147, 1e-5, "its error");
    near(law.extrapolated, 0.254_503_196, DIGITS, "extrapolated");
}

/// Term, crude ratio, adjusted ratio, standard errors of their logarithms (computed apart with numpy). Of all accounts the crude ratio
/// mistakes the many who leave in their first months for a lack of churn at anniversaries.
#[test]
fn anniversaries_have_the_independent_numbers() {
    let Some(lifetimes) = telco() else { return };
    let settings = ChurnSettings { term_covariate: Some("contract".into()), regression: None, ..ChurnSettings::default() };
    let fit = fit_churn(&lifetimes, &settings);
    let [none, one, two] = &fit.renewal_by_contract[..] else { panic!("{:?}", fit.renewal_by_contract) };
    assert_eq!(none.category, "month_to_month");
    assert_eq!(none.renewal.as_ref().unwrap_err().to_string(), "month_to_month renews every month: there is no anniversary to look at");
    for (found, term, numbers, verdict) in [
        (&fit.renewal, 12, [0.681_373_101, 0.106_921_988, 1.003_013_623, 0.108_787_433], RenewalVerdict::SmoothHazard),
        (&one.renewal, 12, [1.367_904_762, 0.262_995_564, 1.385_496_853, 0.263_179_382], RenewalVerdict::CannotTell),
        (&two.renewal, 24, [3.400_102_384, 0.472_499_539, 2.999_638_292, 0.471_358_802], RenewalVerdict::AnniversaryModel),
    ] {
        let found = found.as_ref().unwrap();
        let (crude, adjusted) = (found.ratio.as_ref().unwrap(), found.adjusted.as_ref().unwrap());
        let ln_error = |e: &paylift::stats::Estimate| e.standard_error.unwrap() / e.value;
        let got = [crude.value, ln_error(crude), adjusted.value, ln_error(adjusted)];
        got.iter().zip(numbers).for_each(|(f, e)| near(*f, e, DIGITS, &format!("term {term}")));
        assert_eq!((found.window.term, found.verdict), (term, verdict), "{}", found.why);
    }
}
