//! The two files that churn is tested against; neither is part of the project.

use std::path::PathBuf;

use paylift::calibrate::{Covariate, Lifetimes, Values};
use paylift::cohort::History;

#[expect(clippy::print_stderr, reason = "a skipped test has to say so")]
fn file(name: &str) -> Option<PathBuf> {
    let folder = std::env::var_os("PAYLIFT_TEST_DATA");
    if folder.is_none() {
        eprintln!("skipped: PAYLIFT_TEST_DATA is not set, {name} is not read");
    }
    folder.map(|f| PathBuf::from(f).join(name))
}

fn rows(name: &str) -> Option<Vec<Vec<String>>> {
    let mut reader = csv::Reader::from_path(file(name)?).unwrap();
    Some(reader.records().map(|r| r.unwrap().iter().map(str::to_owned).collect()).collect())
}

/// Tenure, churn and all other columns of a fictional company's customers.
pub(crate) fn telco() -> Option<Lifetimes> {
    let rows = rows("telco_survival.csv")?;
    let number = |column: usize| Values::Number(rows.iter().map(|r| r[column].parse().unwrap_or(f64::NAN)).collect());
    let category = |column: usize| {
        let mut names: Vec<String> = rows.iter().map(|r| r[column].clone()).collect();
        names.sort();
        names.dedup();
        let code = rows.iter().map(|r| names.binary_search(&r[column]).unwrap() as u16).collect();
        Values::Category { names, code }
    };
    let columns =
        [("contract", category(4)), ("payment_method", category(5)), ("internet_service", category(6)), ("monthly_charges", number(3))];
    Some(Lifetimes {
        tenure: rows.iter().map(|r| r[1].parse().unwrap()).collect(),
        churned: rows.iter().map(|r| r[2] == "1").collect(),
        entry: vec![0; rows.len()],
        covariates: columns.into_iter().map(|(name, values)| Covariate { name: name.into(), values }).collect(),
    })
}

/// A real revenue panel of 4,287 accounts over 12 months.
pub(crate) fn real_panel() -> Option<History> {
    let rows = rows("online_retail_panel.csv")?;
    let sorted = |column: usize| {
        let mut all: Vec<String> = rows.iter().map(|r| r[column].clone()).collect();
        all.sort();
        all.dedup();
        all
    };
    let (accounts, months, segments) = (sorted(0), sorted(1), sorted(3));
    let mut segment = vec![0; accounts.len()];
    let mut revenue = vec![0.0; accounts.len() * months.len()];
    for row in &rows {
        let account = accounts.binary_search(&row[0]).unwrap();
        segment[account] = segments.binary_search(&row[3]).unwrap() as u16;
        revenue[account * months.len() + months.binary_search(&row[1]).unwrap()] = row[2].parse::<f64>().unwrap().max(0.0);
    }
    Some(History { accounts, months, segments, segment, revenue, owner: None })
}
