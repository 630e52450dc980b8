//! Findings to text, JSON and the formats of CI systems: a small file each, with wire types of its own.
//!
//! Exit codes and the terminal are the command line's business; a format only writes.

mod concise;
mod full;
mod github;
mod gitlab;
mod json;
mod junit;
mod sarif;
mod statistics;

use std::borrow::Cow;
use std::io::{self, Write};

pub use concise::line;
pub use full::{explain, summary};
pub use json::{Document, JsonError, JsonFinding, JsonNote, Summary, document};
pub use statistics::write as write_statistics;

use crate::finding::{Finding, Severity};
use crate::scan::Report;
use crate::text::Position;

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
    /// SARIF 2.1.0, for code scanning.
    Sarif,
    /// Workflow commands of GitHub Actions.
    Github,
    /// Code quality report of GitLab.
    Gitlab,
    /// JUnit XML.
    Junit,
}

impl Format {
    /// Every format, those for people first.
    pub const ALL: &'static [Self] = &[
        Self::Full,
        Self::Concise,
        Self::Json,
        Self::JsonLines,
        Self::Sarif,
        Self::Github,
        Self::Gitlab,
        Self::Junit,
    ];

    /// The name on the command line.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Full => "full",
            Self::Concise => "concise",
            Self::Json => "json",
            Self::JsonLines => "json-lines",
            Self::Sarif => "sarif",
            Self::Github => "github",
            Self::Gitlab => "gitlab",
            Self::Junit => "junit",
        }
    }

    /// What it is good for, in a few words.
    pub const fn summary(self) -> &'static str {
        match self {
            Self::Full => "source lines with the whole chain",
            Self::Concise => "one line a finding",
            Self::Json => "one document, schema version 1",
            Self::JsonLines => "one document a line",
            Self::Sarif => "SARIF 2.1.0, for code scanning",
            Self::Github => "annotations of GitHub Actions",
            Self::Gitlab => "code quality report of GitLab",
            Self::Junit => "JUnit XML",
        }
    }

    /// Whether the format is read by people.
    pub const fn is_text(self) -> bool {
        matches!(self, Self::Full | Self::Concise)
    }
}

/// Writes the report. Colours are escape sequences in the text; only [`Format::Full`] has any.
pub fn write(report: &Report, format: Format, colour: bool, out: &mut dyn Write) -> io::Result<()> {
    match format {
        Format::Full => full::write(report, colour, out),
        Format::Concise => concise::write(report, out),
        Format::Json => json::write(report, out),
        Format::JsonLines => json::write_lines(report, out),
        Format::Sarif => sarif::write(report, out),
        Format::Github => github::write(report, out),
        Format::Gitlab => gitlab::write(report, out),
        Format::Junit => junit::write(report, out),
    }
}

/// `line:column`, with the cell of a notebook: lines count within it.
fn place(cell: Option<u32>, position: Position) -> String {
    let cell = cell.map(|cell| format!("cell {cell}:")).unwrap_or_default();
    format!("{cell}{}:{}", position.line, position.column)
}

/// The message with the cell of a notebook, for formats that have no field for one.
fn in_cell(cell: Option<u32>, message: &str) -> Cow<'_, str> {
    cell.map_or(message.into(), |cell| format!("cell {cell}: {message}").into())
}

/// What tells a finding from every other one and survives edits elsewhere in the file: no line numbers.
fn fingerprints(findings: &[Finding]) -> Vec<String> {
    use sha2::{Digest, Sha256};
    let mut seen = rustc_hash::FxHashMap::<[u8; 32], u32>::default();
    let digest = |finding: &Finding, occurrence: u32| -> [u8; 32] {
        let mut hasher = Sha256::new();
        for part in [
            finding.rule.code,
            &finding.location.path,
            finding.function.as_deref().unwrap_or_default(),
            finding.leaf.as_deref().unwrap_or(&finding.message),
        ] {
            hasher.update(part.as_bytes());
            hasher.update([0]);
        }
        hasher.update(occurrence.to_le_bytes());
        hasher.finalize().into()
    };
    let hex = |bytes: &[u8]| {
        bytes.iter().fold(String::new(), |mut text, byte| {
            use std::fmt::Write as _;
            let _ = write!(text, "{byte:02x}");
            text
        })
    };
    findings
        .iter()
        .map(|finding| {
            let occurrence = seen.entry(digest(finding, 0)).and_modify(|count| *count += 1).or_default();
            hex(&digest(finding, *occurrence)[..16])
        })
        .collect()
}

/// How many findings weigh so much.
fn count_of(report: &Report, severity: Severity) -> usize {
    report.findings.iter().filter(|finding| finding.severity == severity).count()
}
