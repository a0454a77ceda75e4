//! Integration tests: one binary, one file per subject.
#![allow(clippy::unwrap_used, reason = "a failed unwrap is a failed test")]

mod architecture;

mod plan_examples;
mod plan_properties;
mod plan_terms;
