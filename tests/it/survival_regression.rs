//! What churn depends on, and the laws that the other oracle does not have. Expected numbers: a GLM with complementary log-log link on
//! the 227,990 person-months (statsmodels 0.15.0; standard errors from the observed information at its estimates), and log-logistic
//! likelihoods climbed by scipy 1.17.1 (Nelder–Mead, Hessian by differences); exact times also by lifelines 0.30.3.

use paylift::calibrate::survival::{
    Baseline, Family, InactivityRule, LifeTable, Likelihood, RecentUsage, Regression, RegressionSettings, Separation, Unfit,
    account_months, choose, fit_family, fit_regression, split_by,
};
use paylift::calibrate::{Covariate, Values};

use crate::survival_data::{real_panel, telco};

fn near(found: f64, expected: f64, digits: f64, what: &str) {
    assert!((found - expected).abs() <= digits * expected.abs(), "{what}: {found} for {expected}");
}

fn settings(baseline: Baseline, covariates: &[&str]) -> RegressionSettings {
    RegressionSettings { baseline, covariates: Some(covariates.iter().map(|c| (*c).into()).collect()), ..RegressionSettings::default() }
}

/// Coefficient and standard error, the baseline's first.
fn check(fit: &Regression, log_likelihood: f64, expected: &[(&str, f64, f64)]) {
    near(fit.log_likelihood, log_likelihood, 1e-9, "log likelihood");
    let found: Vec<_> = fit.baseline_coefficients.iter().chain(&fit.coefficients).collect();
    assert_eq!(found.len(), expected.len());
    for (coefficient, (name, value, error)) in found.iter().zip(expected) {
        let own = coefficient.category.as_ref().unwrap_or(&coefficient.covariate);
        assert_eq!(own, name);
        near(coefficient.value.value, *value, 1e-6, name);
        near(coefficient.value.standard_error.unwrap(), *error, 1e-6, name);
    }
}

#[test]
fn contract_service_and_charges_explain_churn_as_elsewhere() {
    let Some(lifetimes) = telco() else { return };
    let fit = fit_regression(&lifetimes, &settings(Baseline::default(), &["contract", "internet_service", "monthly_charges"])).unwrap();
    assert_eq!((fit.rows, fit.unusable, fit.account_months, fit.churned, fit.rows_missing), (7032, 11, 227_990, 1869, 0));
    check(
        &fit,
        -8_837.393_581,
        &[
            ("month 1", -1.494_435_722, 0.068_469_409),
            ("months 2 to 3", -2.571_032_389, 0.082_375_914),
            ("months 4 to 6", -2.968_935_972, 0.087_384_048),
            ("months 7 to 12", -3.160_146_397, 0.079_736_649),
            ("months 13 to 24", -3.341_401_107, 0.077_455_882),
            ("months 25 to 36", -3.337_277_310, 0.091_703_477),
            ("months 37 to 48", -3.003_616_904, 0.100_203_470),
            ("months 49 to 60", -2.447_037_614, 0.109_644_470),
            ("months 61 to 72", -1.336_350_252, 0.124_674_506),
            ("one_year", -1.869_724_135, 0.085_580_450),
            ("two_year", -3.540_193_751, 0.155_207_905),
            ("dsl", -1.508_260_698, 0.099_403_007),
            ("no", -2.783_798_341, 0.175_388_435),
            ("monthly_charges", -0.941_265_167, 0.062_896_814),
        ],
    );
    let lost: Vec<f64> = fit.terms.iter().map(|t| t.likelihood_ratio.unwrap().statistic).collect();
    for (found, expected) in lost.iter().zip([1_388.233_719, 285.000_558, 225.888_343]) {
        near(*found, expected, 1e-7, "likelihood ratio");
    }
    assert_eq!(fit.terms.iter().map(|t| t.likelihood_ratio.unwrap().freedom).collect::<Vec<_>>(), [2, 2, 1]);
    near(fit.terms[0].wald.unwrap().statistic, 873.472_216, 1e-6, "Wald");
    let tenure = fit.tenure.unwrap();
    near(tenure.statistic, 798.968_890, 1e-7, "tenure");
    assert_eq!(tenure.freedom, 8);
    near(fit.overall.unwrap().statistic, 2_866.652_364, 1e-7, "overall");
    near(fit.baseline_log_likelihood, -10_270.719_763, 1e-9, "baseline");
    near(fit.scales[0].mean, 64.798_208, 1e-7, "mean"); // of the 7,032 rows used
    assert_eq!((fit.terms[0].reference.as_deref(), fit.terms[2].reference.as_deref()), (Some("month_to_month"), None));
}

/// The real panel's account-months, with what went before them: the fall of usage announces churn.
#[test]
fn recent_usage_explains_churn_as_elsewhere() {
    let Some(history) = real_panel() else { return };
    let rows = account_months(&history, InactivityRule::default(), RecentUsage::default()).unwrap();
    assert_eq!((rows.lifetimes.len(), rows.too_early, rows.at_floor), (5954, 9676, 1901));
    let fit = fit_regression(&rows.lifetimes, &RegressionSettings::default()).unwrap();
    assert_eq!((fit.rows, fit.account_months, fit.churned), (5954, 5954, 285));
    check(
        &fit,
        -1_109.007_996,
        &[
            ("months 5 to 6", -3.228_500_137, 0.091_659_921),
            ("months 7 to 9", -2.996_322_551, 0.090_044_367),
            ("export", -0.112_344_037, 0.234_545_151),
            ("ln_first_revenue", -0.196_996_442, 0.063_427_860),
            ("recent_usage", -0.435_383_499, 0.062_259_610),
        ],
    );
    near(fit.scales[1].mean, -1.177_144_910, 1e-8, "mean");
    near(fit.scales[1].sd, 1.426_735_809, 1e-8, "sd");
}

#[test]
fn a_power_of_tenure_as_baseline_agrees_too() {
    let Some(lifetimes) = telco() else { return };
    let fit = fit_regression(&lifetimes, &settings(Baseline::LnTenure, &["contract", "payment_method"])).unwrap();
    check(
        &fit,
        -9_143.423_475,
        &[
            ("constant", -2.691_768_957, 0.051_850_721),
            ("ln tenure", -0.350_270_907, 0.020_253_124),
            ("one_year", -1.883_432_520, 0.082_846_669),
            ("two_year", -3.368_790_369, 0.148_705_141),
            ("bank_transfer", -0.702_677_281, 0.070_059_519),
            ("credit_card", -0.721_724_806, 0.073_264_600),
            ("mailed_check", -0.174_353_441, 0.065_463_656),
        ],
    );
}

/// As if everybody with more than five months had been seen from the fourth on.
#[test]
fn late_entries_count_from_their_entry() {
    let Some(mut lifetimes) = telco() else { return };
    lifetimes.entry = lifetimes.tenure.iter().map(|t| if *t > 5 { 3 } else { 0 }).collect();
    let fit = fit_regression(&lifetimes, &settings(Baseline::default(), &["contract"])).unwrap();
    check(
        &fit,
        -8_117.044_596,
        &[
            ("month 1", -1.082_545_841, 0.051_545_606),
            ("months 2 to 3", -1.616_650_944, 0.067_996_425),
            ("months 4 to 6", -3.840_450_546, 0.073_403_318),
            ("months 7 to 12", -4.046_076_260, 0.063_306_622),
            ("months 13 to 24", -4.248_354_540, 0.059_089_053),
            ("months 25 to 36", -4.270_280_084, 0.075_600_930),
            ("months 37 to 48", -3.959_665_382, 0.084_707_395),
            ("months 49 to 60", -3.447_922_998, 0.093_961_477),
            ("months 61 to 72", -2.382_191_127, 0.110_261_490),
            ("one_year", -1.971_901_025, 0.084_924_674),
            ("two_year", -3.904_295_810, 0.152_057_595),
        ],
    );
}

/// Rows one by one and rows gathered are the same likelihood: a number column that hardly says anything stops the gathering.
#[test]
fn separated_categories_missing_values_and_repeated_columns_are_named() {
    let Some(mut lifetimes) = telco() else { return };
    let Values::Category { names, code } = lifetimes.covariates[0].values.clone() else { panic!("contract") };
    // nobody with a two-year contract left
    lifetimes.churned.iter_mut().zip(&code).for_each(|(churned, c)| *churned &= names[usize::from(*c)] != "two_year");
    lifetimes.covariates.push(Covariate { name: "again".into(), values: Values::Category { names, code } });
    let Values::Number(charges) = &mut lifetimes.covariates[3].values else { panic!("charges") };
    charges[..7].fill(f64::NAN);
    let fit = fit_regression(&lifetimes, &settings(Baseline::default(), &["contract", "again", "monthly_charges"])).unwrap();
    let [separated] = &fit.separated[..] else { panic!("{:?}", fit.separated) };
    assert_eq!((separated.covariate.as_str(), separated.kind), ("contract", Separation::NeverChurned));
    assert_eq!(
        separated.to_string(),
        format!("contract = two_year never churned ({} rows): its coefficient cannot be identified", separated.rows)
    );
    assert_eq!((fit.missing.as_slice(), fit.rows_missing), (&[("monthly_charges".into(), 7)][..], 7));
    assert_eq!(fit.rows + separated.rows, 7032 - 7);
    let [unused] = &fit.unused[..] else { panic!("{:?}", fit.unused) };
    assert_eq!((unused.covariate.as_str(), unused.why.as_str()), ("again", "it is a combination of the columns before it"));
    assert_eq!(fit.coefficients.len(), 2);
    let none = fit_regression(&lifetimes, &settings(Baseline::default(), &["plan"]));
    assert_eq!(none.unwrap_err().to_string(), "there is no column plan");
}

#[test]
fn a_number_that_tells_who_left_is_refused() {
    let Some(mut lifetimes) = telco() else { return };
    let leak = lifetimes.churned.iter().enumerate().map(|(i, c)| f64::from(u8::from(*c)) + i as f64 * 1e-9).collect();
    lifetimes.covariates.push(Covariate { name: "leak".into(), values: Values::Number(leak) });
    let refused = fit_regression(&lifetimes, &settings(Baseline::default(), &["leak"])).unwrap_err();
    assert!(matches!(&refused, Unfit::NotIdentified { what, .. } if what == "the coefficient of leak"), "{refused:?}");
}

/// Contract; shape, scale, log likelihood, standard errors of the logarithms: monthly intervals, exact times; then the exponential by
/// intervals.
type LawNumbers = (&'static str, [[f64; 5]; 2], [f64; 2]);

const LOG_LOGISTIC: [LawNumbers; 3] = [
    (
        "all",
        [
            [0.566_149_863, 209.264_019, -10_327.476_907_99, 0.022_791_8, 0.066_127_7],
            [0.704_102_176, 145.863_078, -10_567.954_604_85, 0.020_094_8, 0.050_103_9],
        ],
        [0.008_231_514, -10_839.804_013_65],
    ),
    (
        "month_to_month",
        [
            [0.704_948_648, 33.315_810_4, -7_585.778_998_06, 0.023_273_8, 0.049_551_2],
            [0.890_590_235, 29.589_943_5, -7_746.875_421_02, 0.020_110_6, 0.039_090_1],
        ],
        [0.023_964_254, -7_830.162_338_40],
    ),
    (
        "one_year",
        [
            [2.711_071_21, 105.172_088, -1_076.815_478_05, 0.065_130_5, 0.053_328_4],
            [2.798_402_78, 103.240_974, -1_072.300_900_95, 0.064_830_3, 0.051_297_3],
        ],
        [0.002_683_958, -1_148.796_878_09],
    ),
];

#[test]
fn log_logistic_and_exponential_laws_agree_too() {
    let Some(lifetimes) = telco() else { return };
    let parts = split_by(&lifetimes, "contract").unwrap();
    for (part, numbers, [rate, log_likelihood]) in LOG_LOGISTIC {
        let own = parts.iter().find(|(name, _)| name == part).map_or(&lifetimes, |p| &p.1);
        let table = LifeTable::new(own);
        for (kind, expected) in [Likelihood::MonthlyInterval, Likelihood::ExactTime].into_iter().zip(numbers) {
            let fit = fit_family(&table, Family::LogLogistic, kind, 1).unwrap();
            let [shape, scale] = &fit.parameters[..] else { panic!("two parameters") };
            let found = [shape.value.value, scale.value.value, fit.log_likelihood, shape.se_ln, scale.se_ln];
            for ((f, e), digits) in found.iter().zip(expected).zip([1e-6, 1e-6, 1e-9, 1e-5, 1e-5]) {
                near(*f, e, digits, &format!("{part}, {}", kind.name()));
            }
        }
        let constant = fit_family(&table, Family::Exponential, Likelihood::MonthlyInterval, 1).unwrap();
        near(constant.parameters[0].value.value, rate, 1e-6, part);
        near(constant.log_likelihood, log_likelihood, 1e-9, part);
    }
}

#[test]
fn held_out_accounts_choose_the_law_that_aic_chooses() {
    let Some(lifetimes) = telco() else { return };
    let table = LifeTable::new(&lifetimes);
    let fits = Family::ALL.map(|f| fit_family(&table, f, Likelihood::MonthlyInterval, 1).unwrap());
    let choice = choose(&lifetimes, &fits.iter().collect::<Vec<_>>(), 5).unwrap();
    assert_eq!((choice.family, choice.by_aic), (Family::Weibull, Family::Weibull));
    // out of sample a law does a little worse than in it
    for (candidate, fit) in choice.candidates.iter().zip(&fits) {
        let lost = fit.log_likelihood - candidate.held_out;
        assert!((-1.0..10.0).contains(&lost), "{}: {lost}", fit.family.name());
    }
    assert!(
        choice.why.starts_with("Weibull: accounts left out of the fit are most likely under it")
            && choice.why.ends_with("AIC chooses it too"),
        "{}",
        choice.why
    );
}
