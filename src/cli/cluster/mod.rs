//! `paylift cluster`: the shards of a run on an engine that people already have.
//!
//! Every engine gets the same three commands (`paylift run --shard`, `paylift shards`, `paylift merge`) in the words that engine
//! understands: a script or manifest, printed and not run, from the templates in `templates/`. What is done, where it is kept and
//! whether it is complete stays with those three commands; queues, retries and machines are left to the engine.

mod args;
mod engine;
mod fill;
mod script;
mod work;

pub(super) use args::ClusterArgs;
pub(super) use script::cluster;
