//! The baseline lab on histories that were summed up by other means (NumPy, from the files): growth of the same accounts, and what
//! trailing 3 months finds in one book of all accounts, which the mean over drawn books estimates.

use std::path::Path;

use paylift::calibrate::lab::{BaselineLab, LabRule, LabSettings, compare_baselines};
use paylift::cohort::History;
use paylift::config::{HistoryColumns, HistorySettings, Notes, Source, read_history};
use paylift::measure::{Baseline, Basis};

use super::history::real_panel;

fn sample() -> History {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("configs/histories/sample.csv");
    let source = Source::read(&path, "sample.csv").unwrap_or_else(|problem| panic!("{}", problem.message));
    read_history(&HistorySettings { source, columns: HistoryColumns::default() }, &Notes::new()).unwrap().0
}

fn trailing(history: &History) -> BaselineLab {
    let rules = vec![LabRule { name: "trailing".into(), rule: Baseline::Trailing { months: 3 } }];
    compare_baselines(history, &LabSettings { rules, books: 600, most_accounts: 10_000, ..LabSettings::default() })
}

#[track_caller]
fn close(found: f64, expected: f64) {
    assert!((found / expected - 1.0).abs() < 1e-6, "{found}, not {expected}");
}

/// Growth a year with both errors, each quarter's growth.
#[track_caller]
fn assert_growth(lab: &BaselineLab, [value, over_accounts, over_quarters]: [f64; 3], quarters: &[f64]) {
    let growth = lab.growth.as_ref().unwrap();
    close(growth.a_year.value, value);
    close(growth.a_year.over_accounts.unwrap(), over_accounts);
    close(growth.a_year.over_quarters.unwrap(), over_quarters);
    assert_eq!(growth.quarters.len(), quarters.len());
    for (found, expected) in growth.quarters.iter().zip(quarters) {
        assert!((found.growth - expected).abs() < 5e-9, "{}, not {expected}", found.growth);
    }
}

/// Within four standard errors of what only drawing leaves open (fails for 6 seeds in 100,000); the seed is fixed.
#[track_caller]
fn assert_bias(lab: &BaselineLab, basis: Basis, all_accounts: f64) {
    let bias = lab.rows.iter().find(|row| row.basis == basis).unwrap().judgement.as_ref().unwrap().bias;
    let (books, accounts) = (f64::from(lab.settings.books), lab.accounts_judged as f64);
    let of_drawing = bias.over_accounts.unwrap() * (1.0 / books / (f64::from(lab.book) / accounts + 1.0 / books)).sqrt();
    assert!((bias.value - all_accounts).abs() < 4.0 * of_drawing, "{} ± {of_drawing}, not {all_accounts}", bias.value);
}

#[test]
fn the_sample_history_stands_still() {
    let lab = trailing(&sample());
    assert_eq!((lab.accounts, lab.book, lab.rows[0].quarters, lab.rows[0].from.as_deref()), (80, 20, 5, Some("2025-04")));
    assert_growth(
        &lab,
        [-0.011_389_283_409_402_484, 0.044_731_996_110_832_83, 0.061_622_968_909_220_89],
        &[0.015_192_860_06, -0.045_459_889_73, 0.008_413_411_71, 0.039_766_850_15, -0.029_793_175_56],
    );
    assert_bias(&lab, Basis::Sum, -0.002_375_988_674_826_858_8);
    assert_bias(&lab, Basis::Point, 0.009_569_431_788_919_315);
}

#[test]
fn a_real_shops_growth_is_its_autumn() {
    let Some((history, _)) = real_panel() else { return };
    let lab = trailing(&history);
    assert_eq!((lab.accounts, lab.accounts_judged, lab.book, lab.rows[0].quarters), (4287, 4287, 40, 3));
    assert_growth(
        &lab,
        [0.122_129_546_128_132_43, 0.118_562_068_403_075_61, 0.803_926_238_517_109_6],
        &[-0.233_332_140_05, -0.000_536_084_364_5, 0.422_845_916_8],
    );
    assert_bias(&lab, Basis::Point, -0.115_225_484_807_524_26);
    assert_bias(&lab, Basis::Sum, -0.040_791_201_075_957_274);
}
