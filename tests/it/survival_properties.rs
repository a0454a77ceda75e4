//! Whatever table of lifetimes comes: a finite number or a reason, never a panic or a NaN.

use paylift::calibrate::survival::{
    Baseline, ChurnFit, ChurnSettings, InactivityRule, LifeTable, Likelihood, RecentUsage, RegressionSettings, RenewalWindow,
    account_months, fit_churn, rule_sensitivity,
};
use paylift::calibrate::{Covariate, Lifetimes, Values};
use paylift::cohort::History;
use proptest::prelude::*;

fn tables() -> impl Strategy<Value = Lifetimes> {
    let row = (
        0u32..40,
        any::<bool>(),
        prop_oneof![3 => Just(0u32), 1 => 0u32..30],
        0u16..4,
        prop_oneof![Just(f64::NAN), -3.0..3.0f64, Just(1.0)],
    );
    // tenures squeezed into a few months and rare churn are where maxima run away
    (prop::collection::vec(row, 0..120), 1u32..40, 0u16..4).prop_map(|(rows, squeeze, rare)| Lifetimes {
        tenure: rows.iter().map(|r| r.0 % squeeze + u32::from(r.0 > 0)).collect(),
        churned: rows.iter().map(|r| r.1 && r.3 <= rare).collect(),
        entry: rows.iter().map(|r| r.2).collect(),
        covariates: vec![
            Covariate {
                name: "kind".into(),
                values: Values::Category {
                    names: ["1 month", "12 months", "24 months", "gold"].map(String::from).into(),
                    code: rows.iter().map(|r| r.3).collect(),
                },
            },
            Covariate { name: "size".into(), values: Values::Number(rows.iter().map(|r| r.4).collect()) },
        ],
    })
}

/// A NaN or an infinity is written as null, and `value` is never optional.
fn has_only_numbers(fit: &ChurnFit) -> bool {
    let text = serde_json::to_string(fit).unwrap();
    !["\"value\":null", "\"p\":null", "\"aic\":null", "\"ln\":null", "\"statistic\":null", "\"largest_distance\":null", "\"z\":null"]
        .iter()
        .any(|bad| text.contains(bad))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 256, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn every_table_gives_numbers_or_reasons(table in tables(), exact in any::<bool>(), ln in any::<bool>()) {
        let settings = ChurnSettings {
            likelihood: if exact { Likelihood::ExactTime } else { Likelihood::MonthlyInterval },
            fewest_churned: 1,
            term_covariate: Some("kind".into()),
            regression: Some(RegressionSettings {
                baseline: if ln { Baseline::LnTenure } else { Baseline::default() },
                churned_per_coefficient: 1,
                ..RegressionSettings::default()
            }),
            ..ChurnSettings::default()
        };
        let fit = fit_churn(&table, &settings);
        prop_assert!(has_only_numbers(&fit), "{}", serde_json::to_string(&fit).unwrap());
        prop_assert_eq!(fit.life_table.accounts + fit.life_table.unusable, table.len() as u64);
        prop_assert!(fit.survival.points.windows(2).all(|p| p[1].survival.value <= p[0].survival.value));
        for point in &fit.survival.points {
            let s = point.survival;
            prop_assert!(s.low.is_none_or(|low| (0.0..=s.value).contains(&low)) && s.high.is_none_or(|high| (s.value..=1.0).contains(&high)));
        }
        prop_assert!(!fit.caveats().iter().any(|c| c.contains("NaN")));
    }

    #[test]
    fn the_order_of_accounts_changes_no_law(table in tables(), by in 1usize..50) {
        let rows: Vec<usize> = (0..table.len()).map(|i| (i + by) % table.len()).collect();
        let turned = paylift::calibrate::survival::take(&table, &rows);
        prop_assert_eq!(LifeTable::new(&turned), LifeTable::new(&table));
    }

    #[test]
    fn every_panel_is_judged_or_refused(cells in prop::collection::vec(prop_oneof![Just(0.0f64), 0.1..100.0f64], 60), months in 1usize..13, window in 0u32..4) {
        let accounts = 60 / months;
        let history = History {
            accounts: (0..accounts).map(|i| i.to_string()).collect(),
            months: (0..months).map(|m| format!("2024-{:02}", m + 1)).collect(),
            segments: vec![String::new()],
            segment: vec![0; accounts],
            revenue: cells[..accounts * months].to_vec(),
            owner: None,
        };
        for (silent, outcome) in rule_sensitivity(&history, InactivityRule::default()) {
            prop_assert!(outcome.is_err() || silent < months);
            let rule = InactivityRule { silent_months: silent, first_seen_from: 0 };
            if let Ok(rows) = account_months(&history, rule, RecentUsage::default()) {
                let settings = ChurnSettings { renewal: RenewalWindow { term: 3, before: window, after: 0 }, fewest_churned: 1, ..ChurnSettings::default() };
                prop_assert!(has_only_numbers(&fit_churn(&rows.lifetimes, &settings)));
            }
        }
    }
}

/// Rows are summed in fixed parts, added in order.
#[test]
fn threads_change_no_bit() {
    let n = 60_000u32;
    let noise = |i: u32, by: u32| f64::from(i.wrapping_mul(2_654_435_761).wrapping_add(by.wrapping_mul(40_503)) % 1009) / 1009.0;
    let table = Lifetimes {
        tenure: (0..n).map(|i| 1 + (noise(i, 1) * 30.0) as u32).collect(),
        churned: (0..n).map(|i| noise(i, 2) < 0.3).collect(),
        entry: vec![0; n as usize],
        covariates: vec![Covariate { name: "size".into(), values: Values::Number((0..n).map(|i| noise(i, 3)).collect()) }],
    };
    let with = |threads| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        pool.install(|| serde_json::to_string(&fit_churn(&table, &ChurnSettings::default())).unwrap())
    };
    let one = with(1);
    assert!(one.contains("\"covariate\":\"size\"") && one == with(2) && one == with(7));
}
