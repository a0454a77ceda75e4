//! `paylift init`: commented files to start from.

use super::args::InitArgs;
use super::exit::Exit;

/// Writes the files.
pub(super) fn init(args: &InitArgs) -> anyhow::Result<Exit> {
    let _ = args;
    anyhow::bail!("not yet")
}
