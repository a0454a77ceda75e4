//! Plans by name, for looking at them without a scenario.

use std::path::Path;

use crate::plan::Plan;

use super::load::Loader;
use super::plan::read_plan_file;
use super::presets::{self, Kind};
use super::{Place, Problem, Problems, Surroundings};

/// The plan of a library name or a file.
///
/// # Errors
/// That there is none, or every problem with the file.
pub fn open_plan(name: &str) -> Result<Plan, Problems> {
    let surroundings = Surroundings::here(&|_, _| None);
    let loader = Loader::new(&surroundings);
    let plan = loader.open(Kind::Plan, name, Path::new(""), &Place::flag("")).and_then(|source| read_plan_file(&source, &loader.notes));
    loader.notes.finish()?;
    plan.ok_or_else(|| Problem::without_place(format!("{name} could not be read")).into())
}

/// Every plan of the library, in its order.
///
/// # Errors
/// Problems with a file of the library: a bug of ours, which a test rules out.
pub fn library_plans() -> Result<Vec<Plan>, Problems> {
    presets::all(Kind::Plan).iter().map(|preset| open_plan(preset.name)).collect()
}
