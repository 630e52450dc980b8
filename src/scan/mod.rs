//! Files to findings: discovery, configuration, suppressions, cache, ordering.
//!
//! [`Session::scan`] reads paths and remembers what it has read; [`scan_texts`] judges texts in memory. Judging itself is the
//! business of `semantic` and `rules`; printing is `report`'s.

mod cache;
mod config;
mod directive;
mod discover;
mod files;
mod judge;
mod listing;
mod memory;
mod mend;
mod select;
mod session;
mod unit;

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;

pub use cache::default_folder as default_cache_folder;
pub use config::{Blocking, ConfigError, ConfigFile, ConfigSource, Origin, Settings, Value, schema};
pub use memory::scan_texts;
pub use mend::{Change, Mending, WriteError, mend_text, mend_texts};
pub use select::{Choice, Selection, UnknownRule, choose, near_matches};
pub use session::{Session, settings};

pub use crate::semantic::StopFlag;

use crate::finding::{Finding, Location, Severity};
use crate::python::decode::Encoding;
use crate::python::notebook::{Cell, Notebook};
use crate::text::Position;

/// What to report, and how to go about it. Paths and texts are given apart.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Options {
    /// Rule codes, names, categories, codes of other tools, or `ALL`; empty means what the configuration says.
    pub select: Vec<String>,
    /// The same forms, taken away afterwards.
    pub ignore: Vec<String>,
    /// Findings below it are dropped. `None`: warnings and errors, and everything of rules that are named.
    pub min_severity: Option<Severity>,
    /// Globs of files and folders to leave out, beside those of the configuration.
    pub exclude: Vec<String>,
    /// Oldest Python that the code must run on, as `3.11`.
    pub target_version: Option<String>,
    /// Where configuration is looked for.
    pub config: ConfigSource,
    /// Tell of suppressions that silence nothing.
    pub unused_suppressions: bool,
    /// Keep the texts in which findings lie, to show their lines.
    pub keep_sources: bool,
    /// Report what comments silence as well.
    pub ignore_suppressions: bool,
    /// Real folders that links below a scanned folder must not lead out of; empty: they may lead anywhere.
    pub within: Vec<PathBuf>,
}

/// A way to follow a scan and to stop it.
#[derive(Default)]
pub struct Control<'a> {
    /// Once it is set, the scan ends with [`ScanError::Cancelled`].
    pub stop: StopFlag,
    /// Called with the number of files read and the number of all files, from many threads and in no order.
    pub progress: Option<&'a (dyn Fn(usize, usize) + Sync)>,
}

impl Control<'_> {
    fn check(&self) -> Result<(), ScanError> {
        if self.stop.is_set() { Err(ScanError::Cancelled) } else { Ok(()) }
    }
}

/// Why there is no report.
#[derive(Debug, thiserror::Error)]
pub enum ScanError {
    /// A path that was given does not exist.
    #[error("no such file or directory: {}", .0.display())]
    NotFound(PathBuf),
    /// A path that was given cannot be read.
    #[error("cannot read {}: {cause}", path.display())]
    Unreadable {
        /// The path.
        path: PathBuf,
        /// The system's words.
        cause: std::io::Error,
    },
    /// A configuration file is at fault.
    #[error(transparent)]
    Config(#[from] ConfigError),
    /// A word that names no rule.
    #[error(transparent)]
    UnknownRule(#[from] UnknownRule),
    /// A glob that is none.
    #[error("{0}")]
    Glob(String),
    /// Not a Python version.
    #[error("not a Python version: {0}")]
    Version(String),
    /// The caller stopped the scan.
    #[error("the scan was cancelled")]
    Cancelled,
}

impl ScanError {
    /// What to do about it.
    pub fn help(&self) -> Option<String> {
        match self {
            Self::NotFound(_) => Some("paths are relative to the working directory".into()),
            Self::Config(error) => error.help.clone(),
            Self::UnknownRule(error) => {
                config::help_for(error).or_else(|| Some("`awaitwise explain --list` shows every rule".into()))
            }
            Self::Version(_) => Some("write it as 3.11".into()),
            Self::Unreadable { .. } | Self::Glob(_) | Self::Cancelled => None,
        }
    }
}

impl From<config::SettingsError> for ScanError {
    fn from(error: config::SettingsError) -> Self {
        match error {
            config::SettingsError::Config(error) => Self::Config(error),
            config::SettingsError::UnknownRule(error) => Self::UnknownRule(error),
            config::SettingsError::Glob(message) => Self::Glob(message),
            config::SettingsError::Version(given) => Self::Version(given),
        }
    }
}

/// Something that kept a file from being analysed, wholly or in part.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct FileError {
    /// Report path of the file.
    pub path: String,
    /// Where, for syntax errors.
    pub position: Option<Position>,
    /// Lower case, names the cause and, for syntax errors, the line.
    pub message: String,
}

/// Something about a suppression comment that its author should know.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Note {
    /// Report path of the file.
    pub path: String,
    /// Cell of a notebook.
    pub cell: Option<u32>,
    /// Where the comment starts.
    pub position: Position,
    /// Lower case, without a final dot.
    pub message: String,
    /// The comment silences nothing; otherwise it names an unknown rule.
    pub unused_suppression: bool,
}

/// A text in which findings lie.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SourceText {
    /// Decoded; for a notebook all code cells.
    pub text: String,
    /// Code cells of a notebook; empty for other files.
    pub cells: Vec<Cell>,
    /// How its file writes it.
    pub encoding: Encoding,
}

impl SourceText {
    /// The part of the text that lines of `location` count in: the cell, or all; with the offset at which it starts.
    pub fn part_of(&self, location: &Location) -> (u32, &str) {
        let Some(cell) = Notebook::cell_at(&self.cells, location.span.start) else { return (0, &self.text) };
        let next = self.cells.iter().find(|next| next.start > cell.start);
        let end = next.map_or(self.text.len(), |next| next.start as usize);
        (cell.start, self.text.get(cell.start as usize..end).unwrap_or_default())
    }
}

/// The outcome of a scan. Everything is sorted.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Report {
    /// By path, then place.
    pub findings: Vec<Finding>,
    /// By path.
    pub errors: Vec<FileError>,
    /// About suppression comments, by path.
    pub notes: Vec<Note>,
    /// How many files were analysed, at least in part.
    pub files: usize,
    /// How many were left out on purpose: excluded, too large, notebooks of another language, links that lead out of where files
    /// may lie.
    pub skipped: usize,
    /// How many findings comments have silenced.
    pub suppressed: usize,
    /// By report path: texts in which findings lie, when they were asked for.
    pub sources: BTreeMap<Arc<str>, SourceText>,
}
