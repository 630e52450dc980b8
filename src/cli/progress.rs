//! A progress bar, on a terminal only and only when there is something to wait for.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use super::scan::shows_progress;

/// Progress of a scan.
pub(super) struct Progress {
    bar: Option<ProgressBar>,
    seen: AtomicUsize,
}

/// So many files pass between two updates: drawing must cost nothing.
const STEP: usize = 64;

impl Progress {
    /// A bar on standard error, unless it is no terminal or `quiet` is set.
    pub(super) fn start(quiet: bool) -> Self {
        let bar = (!quiet && shows_progress()).then(|| {
            let bar = ProgressBar::with_draw_target(None, ProgressDrawTarget::stderr_with_hz(10));
            let style = ProgressStyle::with_template("{spinner} {pos}/{len} files {wide_bar}");
            bar.set_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()));
            bar.enable_steady_tick(Duration::from_millis(200));
            bar
        });
        Self { bar, seen: AtomicUsize::new(0) }
    }

    pub(super) fn show(&self, done: usize, total: usize) {
        let Some(bar) = &self.bar else { return };
        if done.is_multiple_of(STEP) && self.seen.fetch_max(done, Ordering::Relaxed) < done {
            bar.set_length(total as u64);
            bar.set_position(done as u64);
        }
    }

    pub(super) fn end(&self) {
        if let Some(bar) = &self.bar {
            bar.finish_and_clear();
        }
    }
}
