//! One or two files, each read as what it is.

use std::path::PathBuf;

use super::watch::Reading;
use crate::calibrate::intake::{
    CustomerLifetimes, DataReport, FileKind, IntakeError, IntakeSettings, JoinReport, file_kind, join, read_lifetimes, read_panel,
};
use crate::cohort::History;
use crate::config::{Problem, Problems};

/// What was read.
#[derive(Default)]
pub(super) struct Read {
    pub(super) history: Option<History>,
    pub(super) customers: Option<CustomerLifetimes>,
    pub(super) reports: Vec<DataReport>,
    /// Of both.
    pub(super) joined: Option<JoinReport>,
}

/// Why nothing was read, and what was found in files that could be.
pub(super) struct Failed {
    pub(super) errors: Vec<IntakeError>,
    pub(super) reports: Vec<DataReport>,
}

/// Reads the files; what is wrong with either is told together.
pub(super) fn read(files: &[PathBuf], settings: &IntakeSettings) -> Result<Read, Failed> {
    let mut read = Read::default();
    let mut errors = Vec::new();
    let mut kinds = Vec::new();
    for file in files {
        let name = file.display().to_string();
        let kind = match file_kind(file, &name, &settings.columns) {
            Ok(kind) => kind,
            Err(problem) => {
                errors.push(Problems::from(problem).into());
                continue;
            }
        };
        let mut reading = Reading::of(&name);
        let told = match kind {
            _ if kinds.contains(&kind) => Err(twice(&name, kind)),
            FileKind::Usage => read_panel(file, &name, settings, &mut |p| reading.see(p)).map(|(history, report)| {
                read.history = Some(history);
                report
            }),
            FileKind::Lifetimes => read_lifetimes(file, &name, settings, &mut |p| reading.see(p)).map(|(customers, report)| {
                read.customers = Some(customers);
                report
            }),
        };
        reading.done();
        kinds.push(kind);
        match told {
            Ok(report) => read.reports.push(report),
            Err(error) => errors.push(error),
        }
    }
    if !errors.is_empty() {
        return Err(Failed { errors, reports: read.reports });
    }
    read.joined = read.history.as_ref().zip(read.customers.as_ref()).map(|(history, customers)| join(history, customers).report);
    Ok(read)
}

fn twice(name: &str, kind: FileKind) -> IntakeError {
    let what = match kind {
        FileKind::Usage => "usage panel",
        FileKind::Lifetimes => "table of lifetimes",
    };
    let problem = Problem::without_place(format!("{name} is a second {what}"));
    Problems::from(problem.allowed("one usage panel, one table of lifetimes, or one of each")).into()
}
