//! Findings to text, JSON and the formats of CI systems: a small file each, with wire types of its own.
//!
//! Exit codes and colours of the terminal are the command line's business; a format only writes.

mod concise;
mod json;

use std::io::{self, Write};

use crate::scan::Report;

/// How a report is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// Source lines with the whole chain, for people.
    Full,
    /// One line a finding.
    Concise,
    /// One document, schema version 1.
    Json,
    /// One document a line: findings, then the summary.
    JsonLines,
}

/// Writes the report.
pub fn write(report: &Report, format: Format, out: &mut dyn Write) -> io::Result<()> {
    match format {
        Format::Full | Format::Concise => concise::write(report, out),
        Format::Json => json::write(report, out),
        Format::JsonLines => json::write_lines(report, out),
    }
}

pub use json::{Document, JsonError, JsonFinding, JsonNote, Summary, document};
