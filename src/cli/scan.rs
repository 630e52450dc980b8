//! `awaitwise scan`.

use std::io::{BufWriter, IsTerminal, Read, Write};
use std::path::PathBuf;

use anyhow::Context;
use clap::ValueEnum;

use super::exit::{Exit, Failure, is_broken_pipe};
use crate::finding::Severity;
use crate::report;
use crate::scan::{Control, Options, Report, ScanError, Session, scan_texts};
use crate::text::Source;

/// Examples at the end of the help.
const EXAMPLES: &str = "Examples:
  awaitwise scan                                   the working directory
  awaitwise scan src --format sarif > out.sarif    for code scanning
  awaitwise scan --select blocking --ignore blocking-file src
  cat app.py | awaitwise scan - --stdin-filename app.py

Exit codes: 0 clean, 1 findings or unreadable files, 2 could not do it.";

#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct Args {
    /// Files and folders; `-` reads one file from standard input
    #[arg(value_name = "PATH", default_value = ".")]
    paths: Vec<PathBuf>,
    /// How to write the report
    #[arg(long, value_name = "FORMAT", default_value = "full")]
    format: Format,
    /// Rules to run: codes, names, categories, codes of other tools, or ALL
    #[arg(long, value_name = "RULES", value_delimiter = ',')]
    select: Vec<String>,
    /// Rules to leave out, in the same words
    #[arg(long, value_name = "RULES", value_delimiter = ',')]
    ignore: Vec<String>,
    /// Leave out findings below this severity
    #[arg(long, value_name = "SEVERITY")]
    min_severity: Option<MinSeverity>,
    /// How to call the text from standard input
    #[arg(long, value_name = "PATH")]
    stdin_filename: Option<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum Format {
    /// Source lines with the whole chain
    Full,
    /// One line a finding
    Concise,
    /// One document
    Json,
    /// One document a line
    JsonLines,
}

impl From<Format> for report::Format {
    fn from(format: Format) -> Self {
        match format {
            Format::Full => Self::Full,
            Format::Concise => Self::Concise,
            Format::Json => Self::Json,
            Format::JsonLines => Self::JsonLines,
        }
    }
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum MinSeverity {
    Info,
    Warning,
    Error,
}

impl From<MinSeverity> for Severity {
    fn from(severity: MinSeverity) -> Self {
        match severity {
            MinSeverity::Info => Self::Info,
            MinSeverity::Warning => Self::Warning,
            MinSeverity::Error => Self::Error,
        }
    }
}

pub(super) fn run(args: Args) -> anyhow::Result<Exit> {
    let options = Options {
        select: args.select,
        ignore: args.ignore,
        min_severity: args.min_severity.map(Severity::from),
        keep_sources: true,
        ..Options::default()
    };
    let report = if args.paths.iter().any(|path| path.as_os_str() == "-") {
        if args.paths.len() > 1 {
            let help = "give either - or paths".to_owned();
            return Err(Failure::error("standard input cannot be scanned together with paths", Some(help)));
        }
        scan_stdin(args.stdin_filename, &options)
    } else {
        Session::new().scan(&args.paths, &options, &Control::default())
    };
    let report = report.map_err(|error| Failure::error(error.to_string(), error.help()))?;
    if report.files == 0 && report.errors.is_empty() {
        let _ = writeln!(anstream::stderr(), "warning: no Python files found under the given paths");
    }
    let exit = if report.findings.is_empty() && report.errors.is_empty() && report.notes.is_empty() {
        Exit::Clean
    } else {
        Exit::Findings
    };
    match write(&report, args.format.into()) {
        Err(error) if is_broken_pipe(&error) => Ok(exit),
        other => other.map(|()| exit),
    }
}

fn scan_stdin(name: Option<String>, options: &Options) -> Result<Report, ScanError> {
    let name = name.unwrap_or_else(|| "<stdin>".to_owned());
    let mut bytes = Vec::new();
    std::io::stdin()
        .lock()
        .read_to_end(&mut bytes)
        .map_err(|cause| ScanError::Unreadable { path: PathBuf::from("-"), cause })?;
    let text = String::from_utf8_lossy(&bytes).into_owned();
    scan_texts(&[Source::new(name, text)], options, &Control::default())
}

fn write(report: &Report, format: report::Format) -> anyhow::Result<()> {
    let _ = std::io::stdout().is_terminal();
    let mut out = BufWriter::new(anstream::stdout().lock());
    report::write(report, format, &mut out).and_then(|()| out.flush()).context("cannot write the report")
}
