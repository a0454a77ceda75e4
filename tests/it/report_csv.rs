//! The tables: headers, sums that agree with the run, text that cannot run.

use paylift::compare::{self, summarise};
use paylift::report::csv::{write_attainment, write_csms, write_quarters, write_summary, write_trials};
use paylift::scenario::Scenario;
use paylift::trial::RunResult;

use crate::outcomes_fixture::{PLANS, attainment_scenario, run, scenario};

type Written = fn(&mut dyn std::io::Write, &Scenario, &RunResult) -> std::io::Result<()>;

fn table(write: Written, scenario: &Scenario, result: &RunResult) -> Vec<csv::StringRecord> {
    let mut bytes = Vec::new();
    write(&mut bytes, scenario, result).unwrap();
    let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(&bytes[..]);
    reader.records().map(Result::unwrap).collect()
}

fn csms(out: &mut dyn std::io::Write, scenario: &Scenario, result: &RunResult) -> std::io::Result<()> {
    write_csms(out, scenario, &compare::people(scenario, result))
}

fn quarters(out: &mut dyn std::io::Write, scenario: &Scenario, result: &RunResult) -> std::io::Result<()> {
    write_quarters(out, scenario, &compare::quarters(scenario, result))
}

fn cell(row: &csv::StringRecord, i: usize) -> f64 {
    row[i].parse().unwrap()
}

#[test]
fn headers_are_fixed() {
    let scenario = scenario();
    let result = run(&scenario, 3, true);
    let mut summary = Vec::new();
    write_summary(&mut summary, &summarise(&scenario, &result)).unwrap();
    let first = |t: Vec<csv::StringRecord>| t[0].iter().collect::<Vec<_>>().join(",");
    assert!(
        String::from_utf8(summary)
            .unwrap()
            .starts_with("plan,measure,statistic,against,value,standard_error,low,high,n,assumes_behaviour\n")
    );
    assert_eq!(
        first(table(write_trials, &scenario, &result)),
        "trial,plan,cost,pay_mean,arr_end,increment_no_csm,increment_salaried,nrr,grr"
    );
    assert_eq!(
        first(table(csms, &scenario, &result)),
        "plan,csm,segment,target,mean,standard_error,sd,p5,p50,p95,p_zero,p_below_half,delta_vs_reference,delta_standard_error,\
         delta_neutral,delta_neutral_standard_error"
    );
    assert_eq!(first(table(quarters, &scenario, &result)), "plan,quarter,mean,standard_error,sd,p5,p25,p50,p75,p95");
    assert_eq!(first(table(write_attainment, &scenario, &result)), "plan,from,to,count,share");
}

#[test]
fn summary_numbers_come_back_with_the_same_bits() {
    let scenario = scenario();
    let summary = summarise(&scenario, &run(&scenario, 100, true));
    let mut bytes = Vec::new();
    write_summary(&mut bytes, &summary).unwrap();
    let mut reader = csv::Reader::from_reader(&bytes[..]);
    let rows: Vec<csv::StringRecord> = reader.records().map(Result::unwrap).collect();
    assert_eq!(rows.len(), summary.rows.len());
    for (cells, row) in rows.iter().zip(&summary.rows) {
        match row.estimate {
            None => assert!(cells.iter().skip(4).take(5).all(str::is_empty), "{row:?}"),
            Some(e) => {
                assert_eq!(cell(cells, 4), e.value);
                assert_eq!(cells[5].parse().ok(), e.standard_error);
                assert_eq!((cells[8].parse(), &cells[9]), (Ok(e.n), "false"));
            }
        }
    }
    assert!(!String::from_utf8(bytes).unwrap().contains("NaN"));
}

#[test]
fn trials_hold_whole_cents_and_empty_cells_without_twins() {
    let scenario = scenario();
    let result = run(&scenario, 7, true);
    let rows = table(write_trials, &scenario, &result);
    assert_eq!(rows.len(), 1 + 7 * 5);
    for (i, row) in rows[1..].iter().enumerate() {
        let (trial, p) = (i / 5, i % 5);
        assert_eq!((&row[0], &row[1]), (trial.to_string().as_str(), PLANS[p]));
        assert_eq!(row[2].replace('.', "").parse::<i64>().unwrap(), result.base.cost(trial, p), "cents to the cent");
        assert_eq!(row[2].rsplit('.').next().map(str::len), Some(2));
        let grown = result.base.arr_end[i] - result.base.arr_start[trial];
        assert_eq!(cell(row, 5), grown - (result.base.no_csm_arr_end[trial] - result.base.no_csm_arr_start[trial]));
    }
    let without = attainment_scenario();
    let rows = table(write_trials, &without, &run(&without, 2, false));
    assert!(rows[1..].iter().all(|row| row[5].is_empty() && row[6].is_empty()));
}

#[test]
fn csm_deltas_are_differences_of_means() {
    let scenario = scenario();
    let result = run(&scenario, 80, true);
    let rows = table(csms, &scenario, &result);
    assert_eq!(rows.len(), 1 + 5 * 12);
    let today: Vec<f64> = rows[13..25].iter().map(|r| cell(r, 4)).collect();
    for (i, row) in rows[1..].iter().enumerate() {
        if row[0] == *"nrr-individual" {
            assert!(row[12].is_empty() && row[14].is_empty(), "today against itself");
            continue;
        }
        assert!((cell(row, 12) - (cell(row, 4) - today[i % 12])).abs() < 1e-8);
        let factor = result.neutral_factor[i / 12].unwrap();
        assert!((cell(row, 14) - (factor * cell(row, 4) - today[i % 12])).abs() < 1e-7);
    }
    assert_eq!((&rows[1][1], &rows[1][2], &rows[12][2], &rows[1][3]), ("CSM 1", "mid", "ent", "22000"));
}

#[test]
fn quarters_add_up_to_the_year() {
    let scenario = scenario();
    let result = run(&scenario, 60, true);
    let rows = table(quarters, &scenario, &result);
    let year = summarise(&scenario, &result).get("above-baseline", "cost", "mean").unwrap().value;
    let sum: f64 = rows.iter().filter(|r| r[0] == *"above-baseline").map(|r| cell(r, 2)).sum();
    assert!((sum - year).abs() < 1e-6);
    assert_eq!(rows.iter().filter(|r| r[0] == *"flat").map(|r| r[1].to_owned()).collect::<Vec<_>>(), ["1", "2", "3", "4"]);
}

#[test]
fn attainment_bins_are_open_at_both_ends_and_shares_sum_to_one() {
    let scenario = scenario();
    let rows = table(write_attainment, &scenario, &run(&scenario, 2, true));
    let flat: Vec<&csv::StringRecord> = rows.iter().filter(|r| r[0] == *"flat").collect();
    assert_eq!(flat.len(), 102);
    assert_eq!((&flat[0][1], &flat[0][2], &flat[1][1], &flat[1][2]), ("", "0.00", "0.00", "0.02"));
    assert_eq!((&flat[100][1], &flat[100][2], &flat[101][1], &flat[101][2]), ("1.98", "2.00", "2.00", ""));
    assert!((flat.iter().map(|r| cell(r, 4)).sum::<f64>() - 1.0).abs() < 1e-12);
}

#[test]
fn names_cannot_run_as_formulas_and_commas_are_quoted() {
    let mut scenario = scenario();
    scenario.roster[0].name = "=1+1, \"Ann\"".into();
    scenario.segments[0].id = "@mid".into();
    let rows = table(csms, &scenario, &run(&scenario, 3, true));
    assert_eq!((&rows[1][1], &rows[1][2]), ("'=1+1, \"Ann\"", "'@mid"));
    // A loss is a number, not a formula: negative cells stay numbers.
    assert!(rows[1..].iter().any(|r| r[12].starts_with('-')));
}
