//! The independent numbers and data sets that the tests of this room compare with (`tests/data/ab`).

use serde_json::Value;

/// The whole file of numbers.
pub(super) fn oracles() -> Value {
    serde_json::from_str(include_str!("../../tests/data/ab/oracles.json")).unwrap()
}

/// One number, for example `number("O7_cluster", "diff_se_cr2")`; `/` steps into inner tables and lists.
pub(super) fn number(section: &str, key: &str) -> f64 {
    let all = oracles();
    all.pointer(&format!("/{section}/{key}")).and_then(Value::as_f64).unwrap_or_else(|| panic!("no oracle {section} {key}"))
}

/// Fails unless `found` agrees with `expected` to a relative tolerance.
#[track_caller]
pub(super) fn assert_close(found: f64, expected: f64, tolerance: f64) {
    assert!((found - expected).abs() <= tolerance * expected.abs().max(1e-12), "found {found}, expected {expected}");
}

/// The rows of one data set (its name without `.csv`) and its header.
pub(super) fn table(name: &str) -> (Vec<String>, Vec<Vec<String>>) {
    let path = format!("{}/tests/data/ab/{name}.csv", env!("CARGO_MANIFEST_DIR"));
    let mut reader = csv::Reader::from_path(path).unwrap();
    let header = reader.headers().unwrap().iter().map(String::from).collect();
    (header, reader.records().map(|row| row.unwrap().iter().map(String::from).collect()).collect())
}

/// A column of numbers of one data set.
pub(super) fn column(name: &str, title: &str) -> Vec<f64> {
    texts(name, title).iter().map(|cell| cell.parse().unwrap()).collect()
}

/// A column of texts of one data set.
pub(super) fn texts(name: &str, title: &str) -> Vec<String> {
    let (header, rows) = table(name);
    let at = header.iter().position(|h| h == title).unwrap_or_else(|| panic!("no column {title} in {name}"));
    rows.into_iter().map(|mut row| row.swap_remove(at)).collect()
}
