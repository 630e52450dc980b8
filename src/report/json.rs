//! JSON, schema version 1: the contract with scripts and with clients of the server. Fields are added, never changed.

use std::io::{self, Write};

use schemars::JsonSchema;
use serde::Serialize;

use crate::finding::{Applicability, Category, Finding, Location, Severity};
use crate::scan::Report;
use crate::text::{LineIndex, Position};

/// A whole report.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Document<'a> {
    /// Always 1.
    pub schema_version: u32,
    /// Counts.
    pub summary: Summary,
    /// By path, then place.
    pub findings: Vec<JsonFinding<'a>>,
    /// What could not be read.
    pub errors: Vec<JsonError<'a>>,
    /// About suppression comments; left out when there is nothing to say.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub notes: Vec<JsonNote<'a>>,
}

/// Counts of a report.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Summary {
    /// Files analysed, at least in part.
    pub files: usize,
    /// Files left out on purpose.
    pub skipped: usize,
    /// Files or parts of files that could not be read.
    pub errors: usize,
    /// Findings.
    pub findings: usize,
    /// Faults of suppression comments; left out when there are none.
    #[serde(skip_serializing_if = "is_zero")]
    pub notes: usize,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde passes references")]
fn is_zero(count: &usize) -> bool {
    *count == 0
}

impl Summary {
    /// The counts of `report`.
    pub fn new(report: &Report) -> Self {
        let Report { files, skipped, errors, findings, notes, .. } = report;
        Self {
            files: *files,
            skipped: *skipped,
            errors: errors.len(),
            findings: findings.len(),
            notes: notes.len(),
        }
    }
}

/// One finding.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct JsonFinding<'a> {
    /// Relative, with `/`.
    pub path: &'a str,
    /// Cell of a notebook, from 1; lines count within it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cell: Option<u32>,
    /// The reported place.
    pub range: Range,
    /// Which rule speaks.
    pub rule: JsonRule,
    /// How much it weighs.
    pub severity: Severity,
    /// One sentence.
    pub message: &'a str,
    /// Qualified name of the function that holds the place.
    pub function: Option<&'a str>,
    /// From the reported call to the leaf.
    pub chain: Vec<JsonHop<'a>>,
    /// Qualified name of the blocking leaf.
    pub leaf: Option<&'a str>,
    /// What to use instead.
    pub replacement: Option<&'a str>,
    /// Edits that remove the finding.
    pub fix: Option<JsonFix<'a>>,
}

/// A range; the end is exclusive.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Range {
    /// First character.
    pub start: Position,
    /// Behind the last character.
    pub end: Position,
}

impl Range {
    fn of(location: &Location) -> Self {
        Self { start: location.start, end: location.end }
    }
}

/// A rule by its names.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
pub struct JsonRule {
    /// `AW` and three digits.
    pub code: &'static str,
    /// The name of the bad thing.
    pub name: &'static str,
    /// The family.
    pub category: Category,
}

/// One step of a chain.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct JsonHop<'a> {
    /// File of the call.
    pub path: &'a str,
    /// Line of the call, from 1.
    pub line: u32,
    /// Function that holds the call.
    pub function: &'a str,
    /// What is called.
    pub call: &'a str,
}

/// How to mend a finding.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct JsonFix<'a> {
    /// What the fix does.
    pub title: &'a str,
    /// Safe or unsafe.
    pub applicability: Applicability,
    /// Edits of the finding's file.
    pub edits: Vec<JsonEdit<'a>>,
}

/// Replaces a range by a text.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct JsonEdit<'a> {
    /// What is replaced; empty for an insertion.
    pub range: Range,
    /// What stands there afterwards.
    pub text: &'a str,
}

/// A file that could not be read, wholly or in part.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct JsonError<'a> {
    /// The file.
    pub path: &'a str,
    /// The cause, with the line of a syntax error.
    pub message: &'a str,
}

/// Something about a suppression comment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct JsonNote<'a> {
    /// The file.
    pub path: &'a str,
    /// Cell of a notebook, from 1; lines count within it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cell: Option<u32>,
    /// Where the comment starts.
    pub start: Position,
    /// What is wrong with it.
    pub message: &'a str,
}

/// The report as its wire type; edits of fixes have places when the report holds the sources.
pub fn document(report: &Report) -> Document<'_> {
    let mut indexed: Option<(&str, LineIndex)> = None;
    Document {
        schema_version: 1,
        summary: Summary::new(report),
        findings: report.findings.iter().map(|finding| of_finding(finding, report, &mut indexed)).collect(),
        errors: report
            .errors
            .iter()
            .map(|error| JsonError { path: &error.path, message: &error.message })
            .collect(),
        notes: report
            .notes
            .iter()
            .map(|note| JsonNote {
                path: &note.path,
                cell: note.cell,
                start: note.position,
                message: &note.message,
            })
            .collect(),
    }
}

fn of_finding<'a>(
    finding: &'a Finding,
    report: &'a Report,
    indexed: &mut Option<(&'a str, LineIndex)>,
) -> JsonFinding<'a> {
    let hop = |hop: &'a crate::finding::Hop| JsonHop {
        path: &hop.location.path,
        line: hop.location.start.line,
        function: &hop.function,
        call: &hop.call,
    };
    let fix = finding.fix.as_ref().map(|fix| {
        let source = report.sources.get(&finding.location.path).map_or("", |source| source.text.as_str());
        if indexed.as_ref().is_none_or(|(path, _)| *path != &*finding.location.path) {
            *indexed = Some((&finding.location.path, LineIndex::new(source)));
        }
        let position = |offset: u32| match &*indexed {
            Some((_, index)) => index.position(offset, source),
            None => finding.location.start,
        };
        let edit = |edit: &'a crate::text::Edit| {
            let range = Range { start: position(edit.span.start), end: position(edit.span.end) };
            JsonEdit { range, text: &edit.replacement }
        };
        JsonFix {
            title: &fix.title,
            applicability: fix.applicability,
            edits: fix.edits.iter().map(edit).collect(),
        }
    });
    let rule = finding.rule;
    JsonFinding {
        path: &finding.location.path,
        cell: finding.location.cell,
        range: Range::of(&finding.location),
        rule: JsonRule { code: rule.code, name: rule.name, category: rule.category },
        severity: finding.severity,
        message: &finding.message,
        function: finding.function.as_deref(),
        chain: finding.chain.iter().map(hop).collect(),
        leaf: finding.leaf.as_deref(),
        replacement: finding.replacement.as_deref(),
        fix,
    }
}

pub(super) fn write(report: &Report, out: &mut dyn Write) -> io::Result<()> {
    serde_json::to_writer_pretty(&mut *out, &document(report))?;
    writeln!(out)
}

pub(super) fn write_lines(report: &Report, out: &mut dyn Write) -> io::Result<()> {
    #[derive(Serialize)]
    #[serde(tag = "kind", rename_all = "lowercase")]
    enum Line<'a> {
        Finding(JsonFinding<'a>),
        Error(JsonError<'a>),
        Note(JsonNote<'a>),
        Summary(Summary),
    }
    let Document { summary, findings, errors, notes, .. } = document(report);
    let lines = findings.into_iter().map(Line::Finding);
    let lines = lines.chain(errors.into_iter().map(Line::Error)).chain(notes.into_iter().map(Line::Note));
    for line in lines.chain([Line::Summary(summary)]) {
        serde_json::to_writer(&mut *out, &line)?;
        writeln!(out)?;
    }
    Ok(())
}
