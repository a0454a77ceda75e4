//! How far reading is: a bar on a terminal, on stderr, erased when done. Ctrl-C ends the reading.

use std::io::IsTerminal;
use std::ops::ControlFlow;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicBool, Ordering};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use crate::calibrate::intake::Progress;

static INTERRUPTED: AtomicBool = AtomicBool::new(false);
static LISTENING: OnceLock<()> = OnceLock::new();

/// Watches the reading of one file.
pub(super) struct Reading {
    bar: ProgressBar,
    name: String,
}

impl Reading {
    /// A watch over the reading of that file.
    pub(super) fn of(name: &str) -> Self {
        LISTENING.get_or_init(|| {
            // where no handler can be set, Ctrl-C ends the program as usual: nothing is being written
            let _ = ctrlc::set_handler(|| {
                if INTERRUPTED.swap(true, Ordering::SeqCst) {
                    std::process::exit(130);
                }
            });
        });
        let terminal = std::io::stderr().is_terminal();
        let bar = ProgressBar::with_draw_target(None, if terminal { ProgressDrawTarget::stderr() } else { ProgressDrawTarget::hidden() });
        if let Ok(style) = ProgressStyle::with_template("{bar:24} {percent} % · {msg} · {eta} left") {
            bar.set_style(style.progress_chars("=> "));
        }
        Self { bar, name: name.to_owned() }
    }

    /// Sees how far it is; breaks off after Ctrl-C.
    pub(super) fn see(&mut self, progress: Progress) -> ControlFlow<()> {
        if !self.bar.is_hidden() {
            let what = if progress.pass == 1 { "looking through" } else { "reading" };
            self.bar.set_message(format!("{what} {}", self.name));
            self.bar.set_length(2 * progress.total);
            self.bar.set_position(u64::from(progress.pass - 1) * progress.total + progress.done);
        }
        if INTERRUPTED.load(Ordering::SeqCst) { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    }

    /// Erases the bar.
    pub(super) fn done(&self) {
        self.bar.finish_and_clear();
    }
}
