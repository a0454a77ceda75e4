//! `manifest.json` of an experiment's folder: what decided its numbers.

use serde::Serialize;

use crate::config::Resolved;
use crate::report::manifest::{Input, PROGRAM};

/// The verb, its seed where it draws, the files it read and the command that repeats it.
#[derive(Debug, Serialize)]
pub(super) struct Manifest<'a> {
    program: &'a str,
    version: &'a str,
    verb: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    seed: Option<u64>,
    repeat: &'a str,
    inputs: &'a [Input],
    #[serde(skip_serializing_if = "Option::is_none")]
    configuration: Option<&'a [Resolved]>,
}

impl<'a> Manifest<'a> {
    /// Of a verb that draws nothing.
    pub(super) fn of(verb: &'a str, repeat: &'a str, inputs: &'a [Input]) -> Self {
        Self { program: PROGRAM, version: env!("CARGO_PKG_VERSION"), verb, seed: None, repeat, inputs, configuration: None }
    }

    /// With the seed of what is drawn.
    pub(super) fn seed(self, seed: u64) -> Self {
        Self { seed: Some(seed), ..self }
    }

    /// With every setting of a scenario.
    pub(super) fn configuration(self, configuration: &'a [Resolved]) -> Self {
        Self { configuration: Some(configuration), ..self }
    }
}
