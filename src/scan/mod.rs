//! Files to findings: discovery, configuration, suppressions, cache, ordering.

use crate::finding::{Finding, Severity};

/// What to scan and what to report.
#[derive(Debug, Clone)]
pub struct Options {
    /// Rule codes, names, categories, codes of other tools, or `ALL`; empty means the defaults.
    pub select: Vec<String>,
    /// The same forms, taken away afterwards.
    pub ignore: Vec<String>,
    /// Findings below it are dropped.
    pub min_severity: Severity,
}

/// Something that kept a file from being analysed, wholly or in part.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileError {
    /// Report path of the file.
    pub path: String,
    /// Lower case, names the cause and, for syntax errors, the line.
    pub message: String,
}

/// The outcome of a scan. Everything is sorted.
#[derive(Debug, Clone, Default)]
pub struct Report {
    /// By path, then place.
    pub findings: Vec<Finding>,
    /// By path.
    pub errors: Vec<FileError>,
    /// How many files were analysed, at least in part.
    pub files: usize,
    /// How many were left out on purpose: excluded, too large, not Python.
    pub skipped: usize,
}
