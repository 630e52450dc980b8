//! Signals while files are written: the writer stops at its next step and puts everything back, and only then does the signal end
//! the process. A signal that comes when no writer is under way ends the process at once, as ever.

use super::TemplateError;

#[cfg(unix)]
mod signals {
    use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
    use std::sync::{Arc, LazyLock, Mutex, PoisonError};

    use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM};
    use signal_hook::{flag, low_level};

    struct Signals {
        /// How many writers are under way.
        writers: Mutex<usize>,
        /// None is: signals have their usual effect.
        idle: Arc<AtomicBool>,
        /// The signal that came meanwhile, or 0.
        came: Arc<AtomicUsize>,
    }

    static SIGNALS: LazyLock<Signals> = LazyLock::new(|| {
        let idle = Arc::new(AtomicBool::new(true));
        let came = Arc::new(AtomicUsize::new(0));
        for signal in [SIGHUP, SIGINT, SIGTERM] {
            // Where a handler cannot be had, the signal does what it always did.
            if flag::register_conditional_default(signal, Arc::clone(&idle)).is_ok() {
                let _ = flag::register_usize(signal, Arc::clone(&came), signal.unsigned_abs() as usize);
            }
        }
        Signals { writers: Mutex::new(0), idle, came }
    });

    pub(super) fn begin() {
        let mut writers = SIGNALS.writers.lock().unwrap_or_else(PoisonError::into_inner);
        *writers += 1;
        SIGNALS.idle.store(false, Ordering::SeqCst);
    }

    pub(super) fn came() -> bool {
        SIGNALS.came.load(Ordering::SeqCst) != 0
    }

    pub(super) fn end() {
        let mut writers = SIGNALS.writers.lock().unwrap_or_else(PoisonError::into_inner);
        *writers -= 1;
        if *writers > 0 {
            return;
        }
        SIGNALS.idle.store(true, Ordering::SeqCst);
        let signal = SIGNALS.came.swap(0, Ordering::SeqCst);
        if let Ok(signal) = i32::try_from(signal)
            && signal != 0
        {
            // An error says that there is no such signal.
            let _ = low_level::emulate_default_handler(signal);
        }
    }
}

#[cfg(not(unix))]
mod signals {
    pub(super) fn begin() {}

    pub(super) fn came() -> bool {
        false
    }

    pub(super) fn end() {}
}

/// A writer is under way for as long as this lives: what it has to put back is put back before.
#[derive(Debug)]
pub(super) struct Writing(());

impl Writing {
    pub(super) fn begin() -> Self {
        signals::begin();
        Self(())
    }
}

impl Drop for Writing {
    fn drop(&mut self) {
        signals::end();
    }
}

/// An error once a signal has come: asked between two files.
pub(super) fn check() -> Result<(), TemplateError> {
    if signals::came() { Err(TemplateError::Interrupted) } else { Ok(()) }
}
