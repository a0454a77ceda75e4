//! A partial in memory and as a file.

use std::io::Write;
use std::ops::Range;

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::config::{Loaded, Resolved};
use crate::report::manifest::Input;
use crate::trial::{Lived, Piece, Settled};

use super::configuration::{Configuration, hex};
use super::container::{Packer, PartialError, Tag, said, unpack};
use super::rows;

const HEAD: Tag = *b"HEAD";
const CONFIGURATION: Tag = *b"CONF";
const SETTLED: Tag = *b"SETL";
const ROWS: Tag = *b"ROWS";
const TOLD: Tag = *b"told";

/// Name of the format in its header.
const SCHEMA: &str = "paylift-partial";
/// Digits of the configuration's hash in a file name.
const SHORT: usize = 8;

/// Some trials of a run.
#[derive(Debug, Clone, PartialEq)]
pub struct Partial {
    /// What it holds.
    pub head: Head,
    /// What all partials of the run have in common.
    pub configuration: Configuration,
    /// What was settled before the first trial.
    pub settled: Settled,
    /// The trials.
    pub piece: Piece,
    /// What the command line and the files said.
    pub told: Told,
}

/// What a partial holds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Head {
    schema: String,
    /// Hash of its configuration.
    pub configuration: String,
    /// Hash of a few fixed trials and of what was settled, as the machine computed them that lived it: the same on machines that compute
    /// alike.
    pub canary: String,
    /// First trial, and the one after the last.
    pub trials: Range<u32>,
}

/// What a run's manifest says beside its configuration. It decides no number and is no part of a partial's identity.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Told {
    /// The words that name the scenario on the command line.
    pub words: Vec<String>,
    /// Whether the seed was among them.
    pub seed: bool,
    /// Files that were read.
    pub inputs: Vec<Input>,
    /// Every value in force.
    pub configuration: Vec<Resolved>,
}

impl Told {
    /// Of a scenario as it was loaded by these words.
    #[must_use]
    pub fn of(loaded: &Loaded, words: Vec<String>, seed: bool) -> Self {
        let inputs = loaded.sources.iter().map(|(name, sha256)| Input { name: name.clone(), sha256: sha256.clone() }).collect();
        Self { words, seed, inputs, configuration: loaded.resolved.clone() }
    }
}

impl Partial {
    /// Of trials that were lived.
    ///
    /// # Errors
    /// If a number that was settled cannot be written.
    pub fn of(lived: Lived, configuration: Configuration, told: Told) -> Result<Self, PartialError> {
        let Lived { piece, settled, sample } = lived;
        let canary = canary(&sample, &settled)?;
        let head = Head { schema: SCHEMA.into(), configuration: configuration.hash().into(), canary, trials: piece.trials() };
        Ok(Self { head, configuration, settled, piece, told })
    }

    /// Writes the bytes of a file, without holding the trials as bytes.
    ///
    /// # Errors
    /// If `out` cannot be written, or a number in its JSON.
    pub fn write(&self, out: &mut dyn Write) -> Result<(), PartialError> {
        let mut packer = Packer::new(out)?;
        packer.section(HEAD, &json(&self.head)?)?;
        packer.section(CONFIGURATION, &json(self.configuration.value())?)?;
        packer.section(SETTLED, &json(&self.settled)?)?;
        packer.long(ROWS, &|out| rows::encode(&self.piece, out))?;
        packer.section(TOLD, &json(&self.told)?)?;
        Ok(packer.finish()?)
    }

    /// As the bytes of a file.
    ///
    /// # Errors
    /// If a number in its JSON cannot be written.
    pub fn to_bytes(&self) -> Result<Vec<u8>, PartialError> {
        let mut bytes = Vec::new();
        self.write(&mut bytes)?;
        Ok(bytes)
    }

    /// From the bytes of a file.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, PartialError> {
        let sections = Sections::of(bytes)?;
        let (head, configuration) = (sections.head()?, sections.configuration()?);
        let partial = Self {
            settled: sections.parsed(SETTLED)?,
            piece: rows::decode(sections.get(ROWS)?).map_err(|error| PartialError::Damaged(error.to_string()))?,
            told: sections.parsed(TOLD)?,
            configuration,
            head,
        };
        if partial.head.trials != partial.piece.trials() || partial.head.configuration != partial.configuration.hash() {
            return Err(PartialError::Damaged("its header does not fit its contents".into()));
        }
        Ok(partial)
    }

    /// Name of its file in a folder of partials.
    #[must_use]
    pub fn file_name(&self) -> String {
        file_name(&self.head.configuration, &self.head.trials)
    }

    /// What the file of these trials would be called.
    #[must_use]
    pub fn name_of(configuration: &Configuration, trials: &Range<u32>) -> String {
        file_name(configuration.hash(), trials)
    }

    /// A digest of its trials.
    pub(super) fn digest(&self) -> Result<String, PartialError> {
        Ok(hex(&rows::digest(&self.piece)?))
    }

    /// The scenario as it was loaded, for a run of so many trials (or as many as its precision takes).
    ///
    /// # Errors
    /// If another program wrote it.
    pub fn loaded(&self, trials: u32) -> serde_json::Result<Loaded> {
        let mut resolved = self.told.configuration.clone();
        for value in resolved.iter_mut().filter(|value| value.path == "--trials") {
            value.value = trials.into();
        }
        Ok(Loaded {
            scenario: self.configuration.scenario(trials)?,
            sources: self.told.inputs.iter().map(|input| (input.name.clone(), input.sha256.clone())).collect(),
            resolved,
            left_out: Vec::new(),
        })
    }
}

/// Name of the file of these trials in a folder of partials.
fn file_name(configuration: &str, trials: &Range<u32>) -> String {
    format!("{}_{}_{}.part", &configuration[..SHORT.min(configuration.len())], trials.start, trials.end)
}

/// Hash of trials and of what was settled before them.
fn canary(sample: &Piece, settled: &Settled) -> Result<String, PartialError> {
    let mut hash = Sha256::new();
    rows::encode(sample, &mut hash)?;
    hash.update(json(settled)?);
    Ok(hex(&hash.finalize()))
}

fn json(value: &impl Serialize) -> Result<Vec<u8>, PartialError> {
    serde_json::to_vec(value).map_err(|error| PartialError::Io(error.into()))
}

struct Sections<'a>(Vec<(Tag, &'a [u8])>);

impl<'a> Sections<'a> {
    fn of(bytes: &'a [u8]) -> Result<Self, PartialError> {
        let sections = unpack(bytes)?;
        let known = [HEAD, CONFIGURATION, SETTLED, ROWS, TOLD];
        match sections.iter().find(|(tag, _)| tag[0].is_ascii_uppercase() && !known.contains(tag)) {
            Some((tag, _)) => Err(PartialError::Damaged(format!("nothing is known of section {}", said(*tag)))),
            None => Ok(Self(sections)),
        }
    }

    fn get(&self, tag: Tag) -> Result<&'a [u8], PartialError> {
        let section = self.0.iter().find(|(own, _)| *own == tag).map(|(_, content)| *content);
        section.ok_or_else(|| PartialError::Damaged(format!("section {} is missing", said(tag))))
    }

    fn parsed<T: serde::de::DeserializeOwned>(&self, tag: Tag) -> Result<T, PartialError> {
        serde_json::from_slice(self.get(tag)?).map_err(|error| PartialError::Damaged(format!("section {}: {error}", said(tag))))
    }

    fn head(&self) -> Result<Head, PartialError> {
        let head: Head = self.parsed(HEAD)?;
        if head.schema == SCHEMA { Ok(head) } else { Err(PartialError::NotAPartial) }
    }

    fn configuration(&self) -> Result<Configuration, PartialError> {
        Configuration::from_value(self.parsed(CONFIGURATION)?).map_err(|error| PartialError::Io(error.into()))
    }
}
