//! Churn against numbers computed independently (lifelines and a second route) from two files that are not part of the project: a
//! fictional company's 7,043 customers and a real revenue panel. The life tables stand below, so that most of it runs anywhere; parts
//! by category and the panel need `PAYLIFT_TEST_DATA`, the folder they are in.

use paylift::calibrate::Lifetimes;
use paylift::calibrate::survival::{
    BAND_EDGES, ChurnSettings, Family, InactivityRule, LifeTable, Likelihood, RenewalVerdict, SurvivalInterval, Unfit, constant_hazard,
    derive_lifetimes, fit_churn, fit_family, hazard_bands, kaplan_meier, rule_sensitivity, split_by, take,
};

use crate::survival_data::{real_panel, telco};

/// Of closed forms: the numbers below have nine digits.
const DIGITS: f64 = 1e-8;
/// Of maximum likelihood estimates.
const ESTIMATES: f64 = 1e-5;
/// Of their standard errors, which the independent route found by numerical differences: where the two part most (internet service `no`,
/// ln shape) 40 digits of mpmath 1.4.1 give 0.126717108257, as here, for 0.126718946 below.
const ERRORS: f64 = 2e-5;

/// One group of accounts. Survival: month, \[S, standard error, log-log interval, plain interval\], at risk. Weibull: shape, scale, log
/// likelihood, standard errors of the logarithms.
struct Expected {
    part: &'static str,
    /// Accounts, churned, account-months.
    counts: [u64; 3],
    /// Churn per account-month and its standard error.
    hazard: [f64; 2],
    survival: &'static [(u32, [f64; 6], u64)],
    exact: [f64; 5],
    /// Rate and log likelihood, exact times.
    exponential: [f64; 2],
    interval: [f64; 5],
}

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
    let [(monthly, none), (_, one), (_, two)] = &fit.renewal_by_contract[..] else { panic!("{:?}", fit.renewal_by_contract) };
    assert!(monthly == "month_to_month" && matches!(none, Err(Unfit::NoAnniversary { .. })), "{none:?}");
    for (found, term, numbers, verdict) in [
        (&fit.renewal, 12, [0.681_373_101, 0.106_921_988, 1.003_013_623, 0.108_787_433], RenewalVerdict::SmoothHazard),
        (one, 12, [1.367_904_762, 0.262_995_564, 1.385_496_853, 0.263_179_382], RenewalVerdict::CannotTell),
        (two, 24, [3.400_102_384, 0.472_499_539, 2.999_638_292, 0.471_358_802], RenewalVerdict::AnniversaryModel),
    ] {
        let found = found.as_ref().unwrap();
        let (crude, adjusted) = (found.ratio.as_ref().unwrap(), found.adjusted.as_ref().unwrap());
        let ln_error = |e: &paylift::stats::Estimate| e.standard_error.unwrap() / e.value;
        let got = [crude.value, ln_error(crude), adjusted.value, ln_error(adjusted)];
        got.iter().zip(numbers).for_each(|(f, e)| near(*f, e, DIGITS, &format!("term {term}")));
        assert_eq!((found.window.term, found.verdict), (term, verdict), "{}", found.why);
    }
}

const TELCO: Expected = Expected {
    part: "all",
    counts: [7032, 1869, 227990],
    hazard: [0.00819772797, 0.000189622056],
    survival: &[
        (12, [0.843199554, 0.00449216025, 0.834168686, 0.851783321, 0.834395082, 0.852004026], 4974),
        (24, [0.788736398, 0.00520896369, 0.778312956, 0.798735202, 0.778527017, 0.79894578], 3927),
        (48, [0.708840184, 0.00632071202, 0.696245083, 0.721022733, 0.696451816, 0.721228552], 2303),
        (60, [0.664403914, 0.00712531461, 0.650226793, 0.678156779, 0.650438554, 0.678369274], 1483),
    ],
    exact: [0.644701557, 220.289651, -10576.2866, 0.0206040064, 0.0509585083],
    exponential: [0.00819772797, -10847.4858],
    interval: [0.517711589, 336.913304, -10309.6497, 0.0232475588, 0.0688391466],
};

const TELCO_PARTS: &[(&str, &[Expected])] = &[
    (
        "contract",
        &[
            Expected {
                part: "month_to_month",
                counts: [3875, 1655, 69892],
                hazard: [0.0236793911, 0.000582065061],
                survival: &[
                    (12, [0.703096636, 0.00791936913, 0.687259358, 0.718304075, 0.687574958, 0.718618315], 1967),
                    (24, [0.585915474, 0.00924540838, 0.567554237, 0.603789139, 0.567794806, 0.604036141], 1202),
                    (48, [0.397263779, 0.0118587298, 0.373979045, 0.420435875, 0.374021096, 0.420506462], 357),
                    (60, [0.297158135, 0.0143268634, 0.269344767, 0.325438818, 0.269077998, 0.325238271], 127),
                ],
                exact: [0.75795061, 48.9914381, -7745.05767, 0.0203532375, 0.0354295249],
                exponential: [0.0236793911, -7849.91356],
                interval: [0.604295268, 57.7247483, -7537.45184, 0.0234405982, 0.0466427732],
            },
            Expected {
                part: "one_year",
                counts: [1472, 166, 61932],
                hazard: [0.0026803591, 0.000208036213],
                survival: &[
                    (12, [0.990808204, 0.00253850096, 0.984219531, 0.994653432, 0.985832834, 0.995783575], 1371),
                    (24, [0.978272376, 0.00399873589, 0.968860606, 0.984861682, 0.970434998, 0.986109755], 1172),
                    (48, [0.916546804, 0.00897968973, 0.897067155, 0.932479363, 0.898946936, 0.934146673], 662),
                    (60, [0.831826085, 0.0148116862, 0.800468529, 0.858696047, 0.802795713, 0.860856456], 337),
                ],
                exact: [2.71024765, 108.108482, -1067.93743, 0.0646932655, 0.0510190397],
                exponential: [0.0026803591, -1149.01955],
                interval: [2.62457096, 110.321243, -1072.61768, 0.0649984049, 0.05313231],
            },
            Expected {
                part: "two_year",
                counts: [1685, 48, 96166],
                hazard: [0.000499136909, 7.20442072e-05],
                survival: &[
                    (12, [1.0, 0.0, 1.0, 1.0, 1.0, 1.0], 1636),
                    (24, [1.0, 0.0, 1.0, 1.0, 1.0, 1.0], 1553),
                    (48, [0.995718931, 0.00174727506, 0.990481599, 0.998077306, 0.992294335, 0.999143527], 1284),
                    (60, [0.986199546, 0.00334415988, 0.977830623, 0.991423043, 0.979645113, 0.992753979], 1019),
                ],
                exact: [7.24881745, 106.291482, -348.200453, 0.127229389, 0.0585983806],
                exponential: [0.000499136909, -412.926246],
                interval: [6.92498857, 108.448852, -350.621614, 0.127489135, 0.0616696959],
            },
        ],
    ),
    (
        "internet_service",
        &[
            Expected {
                part: "dsl",
                counts: [2416, 459, 79461],
                hazard: [0.00577641862, 0.000269620132],
                survival: &[
                    (12, [0.868143058, 0.00712572803, 0.853476691, 0.881444909, 0.854176887, 0.882109228], 1712),
                    (24, [0.831140909, 0.00815318746, 0.814470293, 0.846457761, 0.815160955, 0.847120863], 1371),
                    (48, [0.785084973, 0.0096897791, 0.765363489, 0.803367732, 0.766093354, 0.804076591], 813),
                    (60, [0.761380306, 0.0107669646, 0.739488315, 0.781712633, 0.740277443, 0.782483169], 530),
                ],
                exact: [0.546475659, 569.603966, -2693.67711, 0.042256536, 0.14448388],
                exponential: [0.00577641862, -2824.67287],
                interval: [0.409309786, 1429.27722, -2585.01997, 0.049586652, 0.218960835],
            },
            Expected {
                part: "fiber_optic",
                counts: [3096, 1297, 101914],
                hazard: [0.0127264164, 0.00035337526],
                survival: &[
                    (12, [0.784206965, 0.00754637057, 0.768977248, 0.798568255, 0.76941635, 0.798997579], 2216),
                    (24, [0.701661417, 0.00857467045, 0.684487945, 0.71810163, 0.684855372, 0.718467462], 1760),
                    (48, [0.580545576, 0.00989731423, 0.560879625, 0.599668183, 0.561147197, 0.599943956], 1037),
                    (60, [0.518187728, 0.0107325012, 0.496937412, 0.538993602, 0.497152412, 0.539223043], 665),
                ],
                exact: [0.715767567, 100.103416, -6851.34368, 0.0245765213, 0.0448822347],
                exponential: [0.0127264164, -6957.20581],
                interval: [0.602050145, 117.829337, -6730.06079, 0.0269585089, 0.0553236751],
            },
            Expected {
                part: "no",
                counts: [1520, 113, 46615],
                hazard: [0.00242411241, 0.000228041313],
                survival: &[
                    (12, [0.935172911, 0.00658122986, 0.92095985, 0.946904136, 0.922273937, 0.948071884], 1046),
                    (24, [0.926282604, 0.00715568439, 0.910904181, 0.939095799, 0.91225772, 0.940307487], 796),
                    (48, [0.917989744, 0.00787014867, 0.901103056, 0.932102257, 0.902564536, 0.933414952], 453),
                    (60, [0.904817117, 0.00972947793, 0.883836858, 0.922175899, 0.88574769, 0.923886543], 288),
                ],
                exact: [0.430395447, 9827.79527, -726.006211, 0.0866294246, 0.545707108],
                exponential: [0.00242411241, -793.518752],
                interval: [0.224870955, 2032083.71, -656.177923, 0.126718946, 1.49307377],
            },
        ],
    ),
    (
        "payment_method",
        &[
            Expected {
                part: "bank_transfer",
                counts: [1542, 258, 67406],
                hazard: [0.00382755244, 0.000238293007],
                survival: &[
                    (12, [0.931130742, 0.00655317618, 0.917068547, 0.9428831, 0.918286753, 0.943974732], 1343),
                    (24, [0.902219744, 0.00781771827, 0.885713153, 0.916455648, 0.886897298, 0.91754219], 1153),
                    (48, [0.847382995, 0.0100811983, 0.826428931, 0.866015679, 0.82762421, 0.867141781], 782),
                    (60, [0.804222084, 0.0120023927, 0.779435625, 0.826539651, 0.780697827, 0.827746342], 547),
                ],
                exact: [0.832970847, 362.531323, -1688.47169, 0.057412007, 0.13609272],
                exponential: [0.00382755244, -1693.90667],
                interval: [0.752729645, 446.982062, -1680.83878, 0.0598557285, 0.156028076],
            },
            Expected {
                part: "credit_card",
                counts: [1521, 232, 65856],
                hazard: [0.00352283771, 0.000231285626],
                survival: &[
                    (12, [0.944802309, 0.00596620351, 0.93182635, 0.955367791, 0.933108765, 0.956495853], 1313),
                    (24, [0.912764699, 0.0075415014, 0.896733794, 0.9264098, 0.897983628, 0.92754577], 1137),
                    (48, [0.855387985, 0.0100956777, 0.834324231, 0.873978838, 0.835600821, 0.87517515], 760),
                    (60, [0.830661236, 0.0112963085, 0.80718955, 0.85154289, 0.808520878, 0.852801594], 528),
                ],
                exact: [0.885838533, 354.077552, -1540.32101, 0.0601359593, 0.13869305],
                exponential: [0.00352283771, -1542.44932],
                interval: [0.816914515, 416.725714, -1536.25927, 0.0618371561, 0.154252552],
            },
            Expected {
                part: "electronic_check",
                counts: [2365, 1071, 59538],
                hazard: [0.0179885115, 0.00054966805],
                survival: &[
                    (12, [0.727032443, 0.00952788653, 0.70784297, 0.745197449, 0.708358128, 0.745706757], 1431),
                    (24, [0.62410745, 0.0107993014, 0.602542654, 0.644868111, 0.602941208, 0.645273692], 1041),
                    (48, [0.492718979, 0.0123695209, 0.46824155, 0.51670487, 0.468475164, 0.516962795], 497),
                    (60, [0.412975869, 0.0138728807, 0.385690911, 0.440027863, 0.385785523, 0.440166216], 268),
                ],
                exact: [0.699250291, 67.6915883, -5265.4615, 0.026145358, 0.047920044],
                exponential: [0.0179885115, -5374.30153],
                interval: [0.564305335, 79.7907443, -5124.59915, 0.0296565326, 0.0617568951],
            },
            Expected {
                part: "mailed_check",
                counts: [1604, 308, 35190],
                hazard: [0.0087524865, 0.000498719204],
                survival: &[
                    (12, [0.828109946, 0.010116394, 0.807236232, 0.846941715, 0.808282178, 0.847937714], 887),
                    (24, [0.796522474, 0.0113212217, 0.773263889, 0.817683111, 0.774333287, 0.818711661], 596),
                    (48, [0.739521075, 0.0148729583, 0.709027485, 0.767359003, 0.710370613, 0.768671538], 264),
                    (60, [0.731783701, 0.0157488498, 0.699469841, 0.761234103, 0.700916522, 0.762650879], 140),
                ],
                exact: [0.514257084, 409.540178, -1648.88279, 0.050066911, 0.180465863],
                exponential: [0.0087524865, -1767.43257],
                interval: [0.321264495, 2281.74561, -1519.63043, 0.0671889632, 0.365790186],
            },
        ],
    ),
];

const RETAIL: &[(&str, usize, Expected)] = &[
    (
        "",
        0,
        Expected {
            part: "all",
            counts: [3312, 1446, 15630],
            hazard: [0.0925143954, 0.0024329051],
            survival: &[
                (3, [0.668188167, 0.0082316544, 0.651766688, 0.684033268, 0.652054421, 0.684321913], 2134),
                (6, [0.585922116, 0.00891308477, 0.568229078, 0.603161965, 0.568452791, 0.603391441], 1490),
            ],
            exact: [0.832450988, 12.2257481, -4854.34832, 0.0232043029, 0.0362628739],
            exponential: [0.0925143954, -4888.04542],
            interval: [0.320955932, 36.2149288, -4177.23021, 0.0411416567, 0.115863859],
        },
    ),
    (
        "",
        3,
        Expected {
            part: "from 2011-03",
            counts: [1635, 825, 4652],
            hazard: [0.177343078, 0.00617429347],
            survival: &[(3, [0.544729158, 0.0125597105, 0.519763994, 0.568976554, 0.520112578, 0.569345739], 791)],
            exact: [1.01362223, 5.60472941, -2251.87294, 0.0295642708, 0.0367511441],
            exponential: [0.177343078, -2251.97703],
            interval: [0.288574616, 13.4672156, -1846.4128, 0.0656977128, 0.156036869],
        },
    ),
    (
        "UK",
        0,
        Expected {
            part: "UK",
            counts: [2984, 1308, 14173],
            hazard: [0.0922881535, 0.00255177328],
            survival: &[
                (3, [0.670078067, 0.00865605816, 0.652791455, 0.68672165, 0.653112505, 0.687043629], 1936),
                (6, [0.586684594, 0.00937295871, 0.568065716, 0.604800375, 0.568313932, 0.605055255], 1353),
            ],
            exact: [0.835598156, 12.2158372, -4395.62172, 0.0244204639, 0.0379454857],
            exponential: [0.0922881535, -4424.75406],
            interval: [0.325087913, 35.2195482, -3793.05593, 0.0430219297, 0.119588942],
        },
    ),
    (
        "export",
        0,
        Expected {
            part: "export",
            counts: [328, 138, 1457],
            hazard: [0.0947151682, 0.00806269055],
            survival: &[
                (3, [0.65065511, 0.0266058165, 0.59578242, 0.700010401, 0.598508668, 0.702801552], 198),
                (6, [0.579641344, 0.0287785541, 0.521066326, 0.633672253, 0.523236414, 0.636046273], 137),
            ],
            exact: [0.804785346, 12.3206318, -458.589836, 0.0745262425, 0.122677326],
            exponential: [0.0947151682, -463.249595],
            interval: [0.282817669, 49.2803576, -383.700729, 0.140987981, 0.451705629],
        },
    ),
];

/// At risk and churned by tenure month.
const TELCO_LIFE: [(u64, u64); 72] = [
    (7032, 380),
    (6419, 123),
    (6181, 94),
    (5981, 83),
    (5805, 64),
    (5672, 40),
    (5562, 51),
    (5431, 42),
    (5308, 46),
    (5189, 45),
    (5073, 31),
    (4974, 38),
    (4857, 38),
    (4748, 24),
    (4672, 37),
    (4573, 28),
    (4493, 26),
    (4406, 24),
    (4309, 19),
    (4236, 18),
    (4165, 17),
    (4102, 27),
    (4012, 13),
    (3927, 23),
    (3833, 23),
    (3754, 15),
    (3675, 13),
    (3603, 12),
    (3546, 15),
    (3474, 16),
    (3402, 16),
    (3337, 19),
    (3268, 14),
    (3204, 12),
    (3139, 15),
    (3051, 10),
    (3001, 15),
    (2936, 13),
    (2877, 14),
    (2821, 13),
    (2757, 14),
    (2687, 14),
    (2622, 15),
    (2557, 6),
    (2506, 6),
    (2445, 12),
    (2371, 14),
    (2303, 9),
    (2239, 15),
    (2173, 10),
    (2105, 8),
    (2037, 8),
    (1957, 14),
    (1887, 13),
    (1819, 9),
    (1755, 10),
    (1675, 8),
    (1610, 11),
    (1543, 8),
    (1483, 6),
    (1407, 8),
    (1331, 5),
    (1261, 4),
    (1189, 4),
    (1109, 9),
    (1033, 13),
    (944, 10),
    (846, 9),
    (746, 8),
    (651, 11),
    (532, 6),
    (362, 6),
];
const RETAIL_LIFE: [(u64, u64); 9] =
    [(3312, 929), (2302, 82), (2134, 79), (1928, 71), (1715, 87), (1490, 61), (1193, 54), (928, 45), (628, 38)];
const TELCO_BANDS: [(u64, u64, f64); 7] = [
    (784, 37090, 0.021137773),
    (253, 31537, 0.00802232299),
    (294, 52500, 0.0056),
    (180, 41286, 0.00435983142),
    (145, 31883, 0.00454787818),
    (120, 22283, 0.00538527128),
    (93, 11411, 0.00815003067),
];
