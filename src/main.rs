//! The `paylift` command: see [`paylift::cli`].

use std::process::ExitCode;

fn main() -> ExitCode {
    paylift::cli::main().into()
}
