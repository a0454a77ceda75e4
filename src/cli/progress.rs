//! The progress bar: on a terminal only, on stderr, with a live estimate and the time left; erased when done.

use std::io::IsTerminal;
use std::ops::ControlFlow;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use crate::report::number;
use crate::scenario::Scenario;
use crate::trial::Checkpoint;

/// Watches a run: shows progress, listens for Ctrl-C.
pub(crate) struct Watch {
    bar: ProgressBar,
    interrupted: Arc<AtomicBool>,
    reference: usize,
    title: String,
    currency: String,
}

impl Watch {
    /// A watch over so many trials of `scenario`. After this, Ctrl-C ends the run between batches; a second one ends the program.
    pub(crate) fn over(scenario: &Scenario, trials: u32) -> Self {
        let interrupted = listen();
        let bar = bar(u64::from(trials));
        let template = "{bar:24} {pos}/{len} trials · {msg} · {eta} left";
        if let Ok(style) = ProgressStyle::with_template(template) {
            bar.set_style(style.progress_chars("=> "));
        }
        let title = scenario.plans.get(scenario.reference).map_or_else(String::new, |p| p.title.clone());
        Self { bar, interrupted, reference: scenario.reference, title, currency: scenario.currency.clone() }
    }

    /// Sees a checkpoint; breaks off after Ctrl-C.
    pub(crate) fn see(&mut self, checkpoint: &Checkpoint<'_>) -> ControlFlow<()> {
        if !self.bar.is_hidden() {
            let costs: Vec<f64> = checkpoint.costs.of_plan(self.reference).collect();
            let n = costs.len() as f64;
            let mean = costs.iter().sum::<f64>() / n;
            let error = (costs.iter().map(|c| (c - mean).powi(2)).sum::<f64>() / (n - 1.0) / n).sqrt();
            let error = if error.is_finite() { format!(" ± {}", number::money(&self.currency, error)) } else { String::new() };
            self.bar.set_message(format!("{} costs {}{error}", self.title, number::money(&self.currency, mean)));
            self.bar.set_position(u64::from(checkpoint.done));
        }
        if self.interrupted.load(Ordering::SeqCst) { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    }

    /// Erases the bar.
    pub(crate) fn done(&self) {
        self.bar.finish_and_clear();
    }
}

/// Watches work of several steps: shows how far each is, listens for Ctrl-C.
pub(crate) struct Steps {
    bar: ProgressBar,
    interrupted: Arc<AtomicBool>,
}

impl Steps {
    /// From here on Ctrl-C ends the work between two pieces; a second one ends the program.
    pub(crate) fn new() -> Self {
        let bar = bar(0);
        if let Ok(style) = ProgressStyle::with_template("{bar:24} {pos}/{len} {msg} · {eta} left") {
            bar.set_style(style.progress_chars("=> "));
        }
        Self { bar, interrupted: listen() }
    }

    /// A step of so many things begins.
    pub(crate) fn begin(&self, things: u64, called: &str) {
        self.bar.reset();
        self.bar.set_length(things);
        self.bar.set_message(called.to_owned());
    }

    /// So many of them are done; breaks off after Ctrl-C.
    pub(crate) fn see(&self, done: u64) -> ControlFlow<()> {
        self.bar.set_position(done);
        if self.interrupted.load(Ordering::SeqCst) { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    }

    /// Erases the bar.
    pub(crate) fn done(&self) {
        self.bar.finish_and_clear();
    }
}

/// A flag that Ctrl-C raises; where no handler can be set, it ends the program as usual: files are renamed into place last either way.
fn listen() -> Arc<AtomicBool> {
    let interrupted = Arc::new(AtomicBool::new(false));
    let flag = Arc::clone(&interrupted);
    let _ = ctrlc::set_handler(move || {
        if flag.swap(true, Ordering::SeqCst) {
            std::process::exit(130);
        }
    });
    interrupted
}

fn bar(things: u64) -> ProgressBar {
    let terminal = std::io::stderr().is_terminal();
    let target = if terminal { ProgressDrawTarget::stderr() } else { ProgressDrawTarget::hidden() };
    ProgressBar::with_draw_target(Some(things), target)
}
