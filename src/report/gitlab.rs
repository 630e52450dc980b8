//! GitLab's code quality report: an array of issues that the merge request compares by fingerprint.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::io::{self, Write};

use serde::Serialize;

use super::{fingerprints, in_cell};
use crate::finding::Severity;
use crate::scan::Report;

#[derive(Serialize)]
struct Issue<'a> {
    description: Cow<'a, str>,
    check_name: &'a str,
    fingerprint: String,
    severity: &'static str,
    location: Place<'a>,
}

#[derive(Serialize)]
struct Place<'a> {
    path: &'a str,
    lines: Lines,
}

#[derive(Serialize)]
struct Lines {
    begin: u32,
    end: u32,
}

pub(super) fn write(report: &Report, out: &mut dyn Write) -> io::Result<()> {
    let prints = fingerprints(&report.findings);
    let findings = report.findings.iter().zip(prints).map(|(finding, fingerprint)| Issue {
        description: in_cell(finding.location.cell, &finding.message),
        check_name: finding.rule.name,
        fingerprint,
        severity: match finding.severity {
            Severity::Error => "major",
            Severity::Warning => "minor",
            Severity::Info => "info",
        },
        location: Place {
            path: &finding.location.path,
            lines: Lines { begin: finding.location.start.line, end: finding.location.end.line },
        },
    });
    let errors = report.errors.iter().map(|error| {
        let line = error.position.map_or(1, |position| position.line);
        Issue {
            description: error.message.as_str().into(),
            check_name: "not-analysed",
            fingerprint: format!("not-analysed:{}:{}", error.path, error.message),
            severity: "critical",
            location: Place { path: &error.path, lines: Lines { begin: line, end: line } },
        }
    });
    let mut seen: BTreeMap<(&str, &str), u32> = BTreeMap::new();
    let notes = report.notes.iter().map(|note| {
        let occurrence = seen.entry((&note.path, &note.message)).and_modify(|count| *count += 1).or_default();
        Issue {
            description: in_cell(note.cell, &note.message),
            check_name: "suppression",
            fingerprint: format!("suppression:{}:{}:{occurrence}", note.path, note.message),
            severity: "minor",
            location: Place {
                path: &note.path,
                lines: Lines { begin: note.position.line, end: note.position.line },
            },
        }
    });
    let issues: Vec<Issue<'_>> = findings.chain(notes).chain(errors).collect();
    serde_json::to_writer_pretty(&mut *out, &issues)?;
    writeln!(out)
}
