//! `awaitwise scan`.

use std::io::{BufWriter, IsTerminal, Read, Write};
use std::path::{Path, PathBuf};

use anyhow::Context;
use clap::builder::{OsStringValueParser, TypedValueParser};

use super::exit::{Exit, Failure, is_broken_pipe};
use super::progress::Progress;
use crate::finding::Severity;
use crate::python::decode::{Encoding, decode};
use crate::report::{self, Format};
use crate::scan::{
    ConfigSource, Control, Mending, Options, Report, ScanError, Session, WriteError, default_cache_folder,
    mend_text, scan_texts,
};
use crate::text::{Source, counted};

const EXAMPLES: &str = "Examples:
  awaitwise scan                                     the working directory
  awaitwise scan src tests --format concise          one line a finding
  awaitwise scan --select blocking --ignore blocking-file
  awaitwise scan --fix                               mend what can be mended safely
  awaitwise scan --diff                              show what --fix would do
  cat app.py | awaitwise scan - --stdin-filename app.py

Exit codes: 0 clean, 1 findings or unreadable files, 2 could not do it.";

#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct Args {
    /// Files and folders; `-` reads one file from standard input
    #[arg(value_name = "PATH", default_value = ".")]
    paths: Vec<PathBuf>,
    /// How to call the text from standard input
    #[arg(long, value_name = "PATH")]
    stdin_filename: Option<String>,
    #[command(flatten)]
    rules: RuleArgs,
    /// Leave out files and folders that match, beside those of the configuration
    #[arg(long, value_name = "GLOB", value_delimiter = ',')]
    exclude: Vec<String>,
    /// Tell of suppression comments that silence nothing
    #[arg(long)]
    report_unused_suppressions: bool,
    /// Report findings that comments silence as well
    #[arg(long)]
    ignore_suppressions: bool,
    #[command(flatten)]
    fix: FixArgs,
    #[command(flatten)]
    output: OutputArgs,
    /// Read every file again, and remember nothing
    #[arg(long)]
    no_cache: bool,
    /// Where to remember summaries of files
    #[arg(long, value_name = "DIR", env = "AWAITWISE_CACHE_DIR", value_parser = maybe_path())]
    cache_dir: Option<PathBuf>,
}

/// A path that may be empty: a variable without a value counts as unset.
fn maybe_path() -> impl TypedValueParser<Value = PathBuf> {
    OsStringValueParser::new().map(PathBuf::from)
}

/// Which rules run.
#[derive(Debug, clap::Args)]
#[command(next_help_heading = "Rules")]
pub(super) struct RuleArgs {
    /// Rules to run: codes, names, categories, codes of other tools, or ALL
    #[arg(long, value_name = "RULES", value_delimiter = ',')]
    select: Vec<String>,
    /// Rules to leave out, in the same words
    #[arg(long, value_name = "RULES", value_delimiter = ',')]
    ignore: Vec<String>,
    /// Leave out findings below it [default: warning, and everything of rules that are named]
    #[arg(long, value_name = "SEVERITY")]
    min_severity: Option<Severity>,
    /// Oldest Python that the code must run on, as 3.11
    #[arg(long, value_name = "VERSION")]
    target_version: Option<String>,
    /// Use this configuration file
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,
    /// Use no configuration file
    #[arg(long, conflicts_with = "config")]
    isolated: bool,
}

impl RuleArgs {
    /// What is asked for, as the library takes it.
    pub(super) fn options(self) -> Options {
        let config = match (self.config, self.isolated) {
            (Some(path), _) => ConfigSource::File(path),
            (None, true) => ConfigSource::None,
            (None, false) => ConfigSource::Nearest,
        };
        Options {
            select: self.select,
            ignore: self.ignore,
            min_severity: self.min_severity,
            target_version: self.target_version,
            config,
            ..Options::default()
        }
    }
}

#[derive(Debug, clap::Args)]
#[command(next_help_heading = "Fixes")]
struct FixArgs {
    /// Mend what can be mended safely, and report the rest. With `-` the source goes to standard output, and the report in every
    /// format to standard error or to the file of --output
    #[arg(long)]
    fix: bool,
    /// Show what --fix would do, and write nothing
    #[arg(long, conflicts_with = "statistics")]
    diff: bool,
    /// Apply fixes that may change behaviour too
    #[arg(long)]
    unsafe_fixes: bool,
}

#[derive(Debug, clap::Args)]
#[command(next_help_heading = "Output")]
struct OutputArgs {
    /// How to write the report
    #[arg(long, value_name = "FORMAT", default_value = "full")]
    format: Format,
    /// Write the report to a file
    #[arg(long, short, value_name = "FILE")]
    output: Option<PathBuf>,
    /// Show how often each rule speaks, instead of findings
    #[arg(long)]
    statistics: bool,
    /// No summary, no progress
    #[arg(long, short)]
    quiet: bool,
    /// Exit 0 even when there are findings
    #[arg(long)]
    exit_zero: bool,
}

/// What contradicts itself in a way that only values tell.
fn check(args: &Args) -> anyhow::Result<()> {
    let reads_stdin = args.paths.iter().any(|path| path.as_os_str() == "-");
    let (message, help) = if reads_stdin && args.paths.len() > 1 {
        ("standard input cannot be scanned together with paths".to_owned(), "give either - or paths")
    } else if args.stdin_filename.is_some() && !reads_stdin {
        ("--stdin-filename names standard input, which is not read".to_owned(), "give - as the path")
    } else if args.output.statistics && !args.output.format.is_text() {
        (format!("--statistics cannot be written as {}", args.output.format.name()), "leave out --format")
    } else if args.fix.diff && !args.output.format.is_text() {
        (format!("--diff cannot be written as {}", args.output.format.name()), "leave out --format")
    } else {
        return Ok(());
    };
    Err(Failure::error(message, Some(help.to_owned())))
}

pub(super) fn run(args: Args) -> anyhow::Result<Exit> {
    check(&args)?;
    let Args { paths, stdin_filename, fix, output, .. } = args;
    let mut options = Options {
        exclude: args.exclude,
        unused_suppressions: args.report_unused_suppressions,
        ignore_suppressions: args.ignore_suppressions,
        keep_sources: output.format != Format::Concise && !output.statistics,
        ..args.rules.options()
    };
    let stdin = paths.iter().any(|path| path.as_os_str() == "-");
    if stdin && options.config == ConfigSource::Nearest {
        // The text belongs where its name says, or here.
        let name = stdin_filename.as_deref().unwrap_or_default();
        let here = std::env::current_dir().context("cannot find the working directory")?.join(name);
        let folder = if name.is_empty() { &*here } else { here.parent().unwrap_or(&here) };
        options.config = ConfigSource::NearestTo(folder.to_path_buf());
    }
    let input = if stdin { read_stdin(stdin_filename)? } else { Input::Paths(&paths) };
    for path in paths.iter().filter(|path| crate::template::half_changed(path)) {
        writeln!(
            anstream::stderr(),
            "warning: a writer was killed in the middle and left {0} half changed: `awaitwise update {0}` puts it back",
            path.display()
        )?;
    }
    let cache = args.cache_dir.filter(|folder| !folder.as_os_str().is_empty());
    let cache = cache.or_else(default_cache_folder).filter(|_| !args.no_cache);
    let session = Session::with_cache(cache);
    let progress = Progress::start(output.quiet || stdin);
    let show = |done, total| progress.show(done, total);
    let control = Control { progress: Some(&show), ..Control::default() };
    let told = |error: ScanError| Failure::error(error.to_string(), error.help());
    if fix.fix || fix.diff {
        let mending = match &input {
            Input::Text(source, encoding, _) => {
                mend_text(source, *encoding, &options, fix.unsafe_fixes, &control)
            }
            Input::Paths(paths) => session.mend(paths, &options, fix.unsafe_fixes, &control),
        };
        progress.end();
        let mut mending = mending.map_err(told)?;
        if fix.diff {
            return show_diff(&mending, &output);
        }
        let failed = match &input {
            Input::Text(.., bytes) => return print_fixed(&mending, bytes, &output),
            Input::Paths(paths) => session.write(&mut mending, paths, &options, &Control::default()),
        };
        return tell_fixed(&mending, &failed.map_err(told)?, &output);
    }
    let report = match &input {
        Input::Text(source, ..) => scan_texts(std::slice::from_ref(source), &options, &control),
        Input::Paths(paths) => session.scan(paths, &options, &control),
    };
    progress.end();
    let exit = tell(&report.map_err(told)?, &output, Stream::Stdout);
    // The process ends: the system takes back a large program faster than it can be dismantled.
    std::mem::forget(session);
    exit
}

enum Input<'a> {
    /// Standard input: its text, how to write it back, and its bytes as they came.
    Text(Source, Option<Encoding>, Vec<u8>),
    Paths(&'a [PathBuf]),
}

fn read_stdin(name: Option<String>) -> anyhow::Result<Input<'static>> {
    let mut bytes = Vec::new();
    std::io::stdin().lock().read_to_end(&mut bytes).context("cannot read standard input")?;
    let decoded = decode(bytes.clone());
    if let Some(problem) = decoded.problem {
        return Err(Failure::error(format!("standard input: {problem}"), None));
    }
    let source = Source::new(name.unwrap_or_else(|| "<stdin>".to_owned()), decoded.text);
    Ok(Input::Text(source, decoded.is_reversible.then_some(decoded.encoding), bytes))
}

fn show_diff(mending: &Mending, output: &OutputArgs) -> anyhow::Result<Exit> {
    let exit = if mending.changes.is_empty() { Exit::Clean } else { Exit::Findings };
    let diff = mending.diff_in_bytes()?;
    match &output.output {
        Some(path) => write_file(path, |out| out.write_all(&diff))?,
        // People read text, programs patch bytes.
        None if std::io::stdout().is_terminal() => {
            write_out(output, Stream::Stdout, |out, _| out.write_all(mending.diff().as_bytes()))?;
        }
        None => write_bytes(&diff)?,
    }
    if !output.quiet {
        note(&format!(
            "would apply {} to {}",
            counted(mending.applied, "fix"),
            counted(mending.changes.len(), "file")
        ));
    }
    Ok(exit.or_clean(output.exit_zero))
}

/// What fixes make of standard input.
fn print_fixed(mending: &Mending, bytes: &[u8], output: &OutputArgs) -> anyhow::Result<Exit> {
    match mending.changes.first() {
        Some(change) => write_bytes(&change.bytes()?)?,
        None => write_bytes(bytes)?,
    }
    // Where the report is for programs, nothing may stand beside it.
    if !output.quiet && (output.format.is_text() || output.output.is_some()) {
        tell_applied(mending);
    }
    tell(&mending.report, output, Stream::Stderr)
}

/// What fixes made of files, and what is left.
fn tell_fixed(mending: &Mending, failed: &[WriteError], output: &OutputArgs) -> anyhow::Result<Exit> {
    for error in failed {
        note(&format!("warning: {error}"));
        if let Some(help) = error.help() {
            note(&format!("help: {help}"));
        }
    }
    if !output.quiet {
        tell_applied(mending);
    }
    let exit = tell(&mending.report, output, Stream::Stdout)?;
    Ok(if failed.is_empty() { exit } else { Exit::Findings })
}

fn tell_applied(mending: &Mending) {
    let files = counted(mending.changes.len(), "file");
    note(&format!("applied {} in {files}", counted(mending.applied, "fix")));
}

fn exit_of(report: &Report) -> Exit {
    let clean = report.findings.is_empty() && report.errors.is_empty() && report.notes.is_empty();
    if clean { Exit::Clean } else { Exit::Findings }
}

fn tell(report: &Report, output: &OutputArgs, stream: Stream) -> anyhow::Result<Exit> {
    if report.files == 0 && report.errors.is_empty() {
        note("warning: no Python files found under the given paths");
    }
    let exit = exit_of(report).or_clean(output.exit_zero);
    write_out(output, stream, |out, colour| {
        if output.statistics {
            report::write_statistics(report, out)
        } else {
            report::write(report, output.format, colour, out)
        }
    })?;
    if !output.quiet && output.format.is_text() {
        note(&report::summary(report));
    }
    Ok(exit)
}

/// Where a report goes that has no file.
#[derive(Debug, Clone, Copy)]
enum Stream {
    Stdout,
    Stderr,
}

/// Gives the place to write to: the file, or the stream with colours where they are wanted. A closed pipe is no failure.
fn write_out(
    output: &OutputArgs,
    stream: Stream,
    write: impl Fn(&mut dyn Write, bool) -> std::io::Result<()>,
) -> anyhow::Result<()> {
    if let Some(path) = &output.output {
        return write_file(path, |out| write(out, false));
    }
    let stream: Box<dyn Write> = match stream {
        Stream::Stdout => Box::new(anstream::stdout().lock()),
        Stream::Stderr => Box::new(anstream::stderr().lock()),
    };
    let mut out = BufWriter::new(stream);
    let written = write(&mut out, true).and_then(|()| out.flush()).context("cannot write the report");
    match written {
        Err(error) if is_broken_pipe(&error) => Ok(()),
        other => other,
    }
}

/// Bytes to standard output as they are: no colour is taken for one.
fn write_bytes(bytes: &[u8]) -> anyhow::Result<()> {
    let mut out = std::io::stdout().lock();
    let written = out.write_all(bytes).and_then(|()| out.flush()).context("cannot write to standard output");
    match written {
        Err(error) if is_broken_pipe(&error) => Ok(()),
        other => other,
    }
}

/// Whole or not at all; what is no plain file, such as a device or a pipe, is written to and stays what it is.
fn write_file(path: &Path, write: impl Fn(&mut dyn Write) -> std::io::Result<()>) -> anyhow::Result<()> {
    let context = || format!("cannot write {}", path.display());
    let path = path.canonicalize().unwrap_or_else(|_| path.to_owned());
    let known = path.metadata().ok();
    if known.as_ref().is_some_and(|known| !known.is_file()) {
        let mut out =
            BufWriter::new(std::fs::OpenOptions::new().write(true).open(&path).with_context(context)?);
        return write(&mut out).and_then(|()| out.flush()).with_context(context);
    }
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let mut staged = tempfile::Builder::new();
    #[cfg(unix)]
    staged.permissions(
        known
            .map_or_else(|| std::os::unix::fs::PermissionsExt::from_mode(0o666), |known| known.permissions()),
    );
    let mut out = BufWriter::new(staged.tempfile_in(folder).with_context(context)?);
    write(&mut out).and_then(|()| out.flush()).with_context(context)?;
    let staged = out.into_inner().map_err(std::io::IntoInnerError::into_error).with_context(context)?;
    staged.persist(&path).map_err(|error| error.error).with_context(context)?;
    Ok(())
}

/// A line on standard error; nobody's loss when it is closed.
fn note(text: &str) {
    let _ = writeln!(anstream::stderr().lock(), "{text}");
}

/// Whether progress can be shown: only a person at a terminal wants it.
pub(super) fn shows_progress() -> bool {
    std::io::stderr().is_terminal()
}
