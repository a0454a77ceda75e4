//! The engines: which template each has, and what it asks of the work.

use std::ops::RangeInclusive;

use clap::ValueEnum;

/// Something that runs many processes on many machines.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Engine {
    /// Dask distributed (Python): no shared disk needed, lost work is repeated; take this one unless there is another
    Dask,
    /// Slurm array job
    Slurm,
    /// Ray (Python): no shared disk needed
    Ray,
    /// HyperQueue array job
    Hyperqueue,
    /// Kubernetes Indexed Job
    Kubernetes,
    /// AWS Batch array job
    AwsBatch,
    /// GNU parallel, on one machine or over ssh
    Parallel,
}

const DRIVER: (&str, &str) = ("driver.py", include_str!("templates/driver.py"));
const COMMON: (&str, &str) = ("common.sh", include_str!("templates/common.sh"));

impl Engine {
    /// The text with places to fill.
    pub(super) fn template(self) -> String {
        let text = match self {
            Engine::Dask => include_str!("templates/dask.py"),
            Engine::Slurm => include_str!("templates/slurm.sh"),
            Engine::Ray => include_str!("templates/ray.py"),
            Engine::Hyperqueue => include_str!("templates/hyperqueue.sh"),
            Engine::Kubernetes => include_str!("templates/kubernetes.yaml"),
            Engine::AwsBatch => include_str!("templates/aws-batch.sh"),
            Engine::Parallel => include_str!("templates/parallel.sh"),
        };
        // what every Python driver and every shell script has is written once
        [DRIVER, COMMON].iter().fold(text.to_owned(), |text, (name, part)| text.replace(&format!("@include:{name}@\n"), part))
    }

    /// Whether the scenario's files travel with the program, because workers see no disk of ours.
    pub(super) fn ships_files(self) -> bool {
        matches!(self, Engine::Dask | Engine::Ray)
    }

    /// How many shards it can take.
    pub(super) fn shards(self) -> RangeInclusive<u32> {
        match self {
            Engine::AwsBatch => 2..=10_000,
            Engine::Kubernetes => 1..=100_000,
            _ => 1..=u32::MAX,
        }
    }
}
