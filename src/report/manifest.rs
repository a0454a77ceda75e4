//! What a run was: `manifest.json`, the same for identical runs on any machine, and `provenance.json`, which is not.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::config::{Loaded, Resolved};
use crate::scenario::Scenario;
use crate::trial::{RunResult, StopReason};

/// Name by which a folder is known to be ours.
pub const PROGRAM: &str = "paylift";

/// `manifest.json`: everything that decided the numbers. Nothing in it differs between machines.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Manifest {
    /// Always [`PROGRAM`].
    pub program: String,
    /// Version that wrote it.
    pub version: String,
    /// Seed of every random number.
    pub seed: u64,
    /// Trials done.
    pub trials: usize,
    /// Why the run ended.
    pub stopped: StopReason,
    /// The command that repeats the run.
    pub repeat: String,
    /// A command that explains one payout.
    pub why: String,
    /// Files that were read: name and SHA-256.
    pub inputs: Vec<Input>,
    /// Every value in force as the user would write it, defaults marked.
    pub configuration: Vec<Resolved>,
    /// The scenario itself, from which `paylift report` redraws.
    pub scenario: Scenario,
}

/// A file that was read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Input {
    /// Name, as given or from the library.
    pub name: String,
    /// SHA-256 of its bytes, hexadecimal.
    pub sha256: String,
}

impl Manifest {
    /// The manifest of a run.
    #[must_use]
    pub fn of(loaded: &Loaded, result: &RunResult, repeat: &str, why: &str) -> Self {
        Self {
            program: PROGRAM.into(),
            version: env!("CARGO_PKG_VERSION").into(),
            seed: loaded.scenario.run.seed,
            trials: result.base.trials,
            stopped: result.stop,
            repeat: repeat.into(),
            why: why.into(),
            inputs: loaded.sources.iter().map(|(name, sha256)| Input { name: name.clone(), sha256: sha256.clone() }).collect(),
            configuration: loaded.resolved.clone(),
            scenario: loaded.scenario.clone(),
        }
    }

    /// As JSON text.
    ///
    /// # Errors
    /// If a number is not finite.
    pub fn to_json(&self) -> serde_json::Result<Vec<u8>> {
        lines(self)
    }

    /// From JSON text.
    ///
    /// # Errors
    /// What is wrong with the text, or that another program or version wrote it.
    pub fn from_json(bytes: &[u8]) -> Result<Self, ManifestError> {
        let manifest: Self = serde_json::from_slice(bytes)?;
        if manifest.program != PROGRAM {
            return Err(ManifestError::Foreign(manifest.program));
        }
        if manifest.version != env!("CARGO_PKG_VERSION") {
            return Err(ManifestError::Version(manifest.version));
        }
        Ok(manifest)
    }
}

/// Why a manifest cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum ManifestError {
    /// Not the expected JSON.
    #[error("not a manifest: {0}")]
    Json(#[from] serde_json::Error),
    /// Written by something else.
    #[error("was written by {0}, not by {PROGRAM}")]
    Foreign(String),
    /// Written by another version.
    #[error("was written by version {0}; this is {version}: run it again", version = env!("CARGO_PKG_VERSION"))]
    Version(String),
}

/// `provenance.json`: when, where and how fast. The only file that may differ between identical runs.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Provenance {
    /// Seconds since 1970-01-01 UTC at the end of the run.
    pub finished_unix_seconds: u64,
    /// Wall-clock seconds of the simulation and its statistics.
    pub seconds: f64,
    /// Threads asked for; absent = all cores.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub threads: Option<u16>,
    /// Cores of the machine.
    pub cores: usize,
    /// Operating system and processor family.
    pub platform: String,
    /// The command line.
    pub command: Vec<String>,
}

impl Provenance {
    /// Of a run that took `elapsed` and ended at `finished_unix_seconds`.
    #[must_use]
    pub fn new(finished_unix_seconds: u64, elapsed: Duration, threads: Option<u16>, command: Vec<String>) -> Self {
        Self {
            finished_unix_seconds,
            seconds: elapsed.as_secs_f64(),
            threads,
            cores: std::thread::available_parallelism().map_or(1, usize::from),
            platform: format!("{} {}", std::env::consts::OS, std::env::consts::ARCH),
            command,
        }
    }

    /// As JSON text.
    ///
    /// # Errors
    /// If a number is not finite.
    pub fn to_json(&self) -> serde_json::Result<Vec<u8>> {
        lines(self)
    }
}

fn lines(value: &impl Serialize) -> serde_json::Result<Vec<u8>> {
    let mut text = serde_json::to_vec_pretty(value)?;
    text.push(b'\n');
    Ok(text)
}
