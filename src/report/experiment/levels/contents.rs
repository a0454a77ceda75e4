//! The files of the levels of assignment.

use std::path::Path;

use serde_json::json;

use super::{picture, views, words};
use crate::experiment::power::{LevelRow, LevelsQuestion};
use crate::report::csv::{Table, number, text};
use crate::report::experiment::manifest::Manifest;
use crate::report::experiment::power::{Unit, level};
use crate::report::folder::{Files, FilesError};
use crate::report::manifest::{Input, PROGRAM};

/// Everything that is shown of the levels of assignment.
#[derive(Debug, Clone, Copy)]
pub struct LevelsContents<'a> {
    /// What was asked.
    pub question: &'a LevelsQuestion,
    /// The levels, from the highest down.
    pub rows: &'a [LevelRow],
    /// What effects are told in.
    pub unit: &'a Unit,
    /// Values that nobody gave, in words.
    pub assumed: &'a [String],
    /// Files that were read.
    pub inputs: &'a [Input],
    /// The command that repeats it.
    pub repeat: &'a str,
}

/// All files but provenance; without `pictures`, the page has its table only.
///
/// # Errors
/// A file that cannot be made, by name.
pub fn files(contents: &LevelsContents<'_>, pictures: bool) -> Result<Files, FilesError> {
    let mut files = Files::default();
    files.json("manifest.json", &Manifest::of("ab levels", contents.repeat, contents.inputs))?;
    files.table("levels.csv", |out| {
        let header =
            ["level", "variance", "degrees_of_freedom", "power", "bias", "root_mean_squared_error", "break_even_share", "smallest_p"];
        let mut table = Table::new(out, &header)?;
        for row in contents.rows {
            let cells = [row.variance, row.degrees_of_freedom, row.power, Some(row.bias), row.rmse, row.break_even, row.smallest_p];
            table.row(&[&[text(level(row.level))][..], &cells.map(number)].concat())?;
        }
        table.finish()
    })?;
    files.add("levels.json", summary(contents, None).map_err(|e| FilesError::Json("levels.json", e))?.into_bytes());
    let figure = if pictures { picture::draw(contents)? } else { None };
    if let Some(figure) = &figure {
        files.picture(figure.name, figure)?;
    }
    files.add("levels.html", views::page(contents, figure.as_ref()).into_bytes());
    Ok(files)
}

/// The text that `ab levels --json` prints.
///
/// # Errors
/// If a number is not finite.
pub fn summary(contents: &LevelsContents<'_>, folder: Option<&Path>) -> serde_json::Result<String> {
    let rows = contents.rows.iter().map(|row| {
        json!({
            "level": level(row.level), "variance": row.variance, "degrees_of_freedom": row.degrees_of_freedom, "power": row.power,
            "bias": row.bias, "root_mean_squared_error": row.rmse, "break_even_share": row.break_even, "smallest_p": row.smallest_p,
        })
    });
    let mut value = json!({
        "program": PROGRAM, "version": env!("CARGO_PKG_VERSION"), "repeat": contents.repeat, "sentence": words::verdict(contents),
        "csms": contents.question.design.csms, "uplift": contents.question.effect, "shifted": contents.question.shifted,
        "unit": contents.unit.name(), "assumed": contents.assumed, "levels": rows.collect::<Vec<_>>(),
    });
    if let (Some(folder), Some(object)) = (folder, value.as_object_mut()) {
        object.insert("folder".into(), folder.display().to_string().into());
    }
    let mut text = serde_json::to_string_pretty(&value)?;
    text.push('\n');
    Ok(text)
}
