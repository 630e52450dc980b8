//! Exit codes, and how failures are told.

use std::io::{self, Write};
use std::process::ExitCode;

/// How a command ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Exit {
    /// Nothing to report.
    Clean,
    /// Findings, or files that could not be read.
    Findings,
}

impl Exit {
    /// The code for a caller who wants 0 for findings too.
    pub(super) fn or_clean(self, always_clean: bool) -> Self {
        if always_clean { Self::Clean } else { self }
    }
}

/// A failure with advice.
#[derive(Debug, thiserror::Error)]
#[error("{message}")]
pub(super) struct Failure {
    pub(super) message: String,
    pub(super) help: Option<String>,
}

impl Failure {
    pub(super) fn error(message: impl Into<String>, help: Option<String>) -> anyhow::Error {
        Self { message: message.into(), help }.into()
    }
}

/// The exit code of an outcome; a failure is told on stderr.
pub(super) fn code(outcome: anyhow::Result<Exit>) -> ExitCode {
    match outcome {
        Ok(Exit::Clean) => ExitCode::from(0),
        Ok(Exit::Findings) => ExitCode::from(1),
        Err(error) if is_broken_pipe(&error) => ExitCode::from(0),
        Err(error) => {
            tell(&error);
            ExitCode::from(2)
        }
    }
}

/// The reader has gone: it has seen enough.
pub(super) fn is_broken_pipe(error: &anyhow::Error) -> bool {
    error.chain().any(|cause| {
        let io = cause.downcast_ref::<io::Error>().map(io::Error::kind);
        // serde_json wraps the writer's error and keeps its kind.
        let json = cause.downcast_ref::<serde_json::Error>().and_then(serde_json::Error::io_error_kind);
        io.or(json) == Some(io::ErrorKind::BrokenPipe)
    })
}

fn tell(error: &anyhow::Error) {
    let red = anstyle::AnsiColor::Red.on_default().bold();
    let cyan = anstyle::AnsiColor::Cyan.on_default().bold();
    let mut out = anstream::stderr().lock();
    let help = error.downcast_ref::<Failure>().and_then(|failure| failure.help.as_deref());
    let _ = writeln!(out, "{red}error{red:#}: {error:#}");
    if let Some(help) = help {
        let _ = writeln!(out, "{cyan}help{cyan:#}: {help}");
    }
}
