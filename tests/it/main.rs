//! Integration tests: one binary, one file per subject.
#![allow(clippy::unwrap_used, reason = "a failed unwrap is a failed test")]

mod architecture;
mod cli_behaviour;
mod cli_check;
mod cli_completions;
mod cli_explain;
mod cli_init;
mod cli_mistakes;
mod cli_plans;
mod cli_report;
mod cli_run;
mod compare_findings;
mod compare_grown;
mod compare_response;
mod compare_summary;
mod compare_variance;
mod config_load;
mod config_problems;
mod history;
mod history_market;
mod outcomes_fixture;
mod plan_examples;
mod plan_library;
mod plan_properties;
mod plan_terms;
mod report_csv;
mod report_outcomes_file;
mod shell;
mod shipped_files;
mod stats_oracles;
mod stats_pay_variance;
