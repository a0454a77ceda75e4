//! What the verb does.

use super::{CalibrateArgs, fit, read, told};
use crate::calibrate::intake::IntakeError;
use crate::cli::exit::Exit;
use crate::cli::input::Wrong;
use crate::config::Problems;

/// Reads the files, and fits them unless only the data report is asked for; one that is refused is reported all the same, as far as it could be read.
pub(in crate::cli) fn calibrate(args: &CalibrateArgs) -> anyhow::Result<Exit> {
    let settings = args.intake.settings()?;
    match read::read(&args.files, &settings) {
        Ok(read) if !args.report_only => fit::fit(args, read),
        Ok(read) => {
            let text =
                if args.json { told::json(&read.reports, read.joined.as_ref())? } else { told::text(&read.reports, read.joined.as_ref()) };
            crate::cli::print(text.as_bytes())
        }
        Err(read::Failed { errors, reports }) => {
            let reports: Vec<_> = reports.into_iter().collect();
            let mut problems = Problems::default();
            let mut refused = Vec::new();
            for error in errors {
                match error {
                    IntakeError::Interrupted => return Ok(Exit::Interrupted),
                    IntakeError::Refused { problems: more, report } => {
                        more.sorted().into_iter().for_each(|p| problems.push(p.clone()));
                        refused.extend(report.map(|r| *r));
                    }
                }
            }
            let told: Vec<_> = reports.into_iter().chain(refused).collect();
            if !args.json {
                crate::cli::print(told::text(&told, None).as_bytes())?;
            }
            Err(Wrong(Wrong::problems(&problems).0 + &told::ways_on(&told)).into())
        }
    }
}
